#include "client-tui/state/calendar.h"

#include "client-tui/state/language.h"
#include "client-tui/state/mission.h"
#include "client-tui/state/state.h"
#include "client-tui/state/tour.h"

#include <stdlib.h>
#include <string.h>

#define STRETCH_BYTES_MAX (16u * 1024 * 1024)
#define COUNTRY "ko_KR"
#define HOLIDAY_DAYS 1
#define MISSION_COLOUR DORAN_event_colour_green

/* A stretch of days that was read. */
struct stretch {
    bool read;
    bool past;     /* with the missions that were completed */
    uint64_t used; /* when it was wanted last */
    struct doran_arena arena;
    struct calendar_days days;
};

struct calendar {
    struct stretch stretches[CALENDAR_STRETCHES];
    uint64_t version; /* what they were read from */
    uint64_t turn;
    struct doran_holidays *holidays; /* NULL: there are none to be had */
    bool holidays_tried;
};

struct calendar *calendar_new(void)
{
    return calloc(1, sizeof(struct calendar));
}

static void forget(struct calendar *calendar)
{
    for (size_t i = 0; i < CALENDAR_STRETCHES; i++) {
        struct stretch *stretch = &calendar->stretches[i];
        doran_arena_deinit(&stretch->arena);
        *stretch = (struct stretch){0};
    }
}

void calendar_free(struct calendar *calendar)
{
    if (!calendar)
        return;
    forget(calendar);
    doran_holidays_free(calendar->holidays);
    free(calendar);
}

/* --- what it was read from --- */

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
    return text ? mix(hash, text, strlen(text) + 1) : mix(hash, "", 1);
}

/* Another number whenever the family's days may be others: their events and missions, the time zone they lie in, and what the
 * authors are called. */
static uint64_t version_of(const struct state *state)
{
    uint64_t hash = UINT64_C(14695981039346656037), versions[2] = {0};
    if (state->tour)
        versions[0] = tour_revision(state->tour);
    else if (state->replica &&
             (!doran_replica_version(state->replica, DORAN_kind_event, &versions[0], NULL) ||
              !doran_replica_version(state->replica, DORAN_kind_mission, &versions[1], NULL)))
        versions[0] = state->calendar->version + 1; /* It cannot be told. */
    hash = mix(hash, versions, sizeof versions);
    hash = mix_text(mix_text(hash, state->family.id), state->family.time_zone);
    for (size_t i = 0; i < state->members.count; i++) {
        hash = mix_text(hash, state->members.items[i].user_id);
        hash = mix_text(hash, state->members.items[i].nickname);
    }
    return hash;
}

void calendar_reload(struct state *state)
{
    uint64_t version = state->calendar ? version_of(state) : 0;
    if (!state->calendar || version == state->calendar->version)
        return;
    forget(state->calendar);
    state->calendar->version = version;
}

const char *calendar_zone(const struct state *state)
{
    return state->family.time_zone ? state->family.time_zone : "UTC";
}

static const struct doran_zone *zone_of(const struct state *state)
{
    return doran_zone_or_utc(state->family.time_zone);
}

struct doran_date calendar_today(const struct state *state)
{
    return doran_zone_date(zone_of(state), state->now);
}

int calendar_minute_of(struct doran_wall wall)
{
    return wall.hour * 60 + wall.minute;
}

int calendar_minute(const struct state *state)
{
    return calendar_minute_of(doran_zone_wall(zone_of(state), state->now));
}

/* --- reading --- */

static int compare_ids(const void *key, const void *item)
{
    const struct doran_event *event = item;
    return strcmp(key, event->id);
}

static int compare_events(const void *left, const void *right)
{
    const struct doran_event *a = left, *b = right;
    return strcmp(a->id, b->id);
}

/* Where it lies on the family's days. What ends at midnight does not touch the day that begins then. */
static struct calendar_entry place(const struct doran_zone *zone, const struct doran_event *event,
                                   const struct doran_occurrence *occurrence)
{
    struct calendar_entry entry = {.event = event, .occurrence = occurrence, .minute = -1, .end_minute = -1};
    struct doran_date first, end;
    if (event->all_day) {
        if (doran_date_parse(occurrence->start, strlen(occurrence->start), &first) &&
            doran_date_parse(occurrence->end, strlen(occurrence->end), &end)) {
            entry.first = doran_date_number(first);
            entry.last = doran_date_number(end) - 1;
        }
        return entry;
    }
    struct doran_wall from = doran_zone_wall(zone, occurrence->start_at);
    struct doran_wall to = doran_zone_wall(zone, occurrence->end_at);
    entry.first = doran_date_number(from.date);
    entry.last = doran_date_number(to.date);
    entry.minute = calendar_minute_of(from);
    entry.end_minute = calendar_minute_of(to);
    if (entry.end_minute == 0 && entry.last > entry.first) {
        entry.last--;
        entry.end_minute = 24 * 60;
    }
    return entry;
}

/* The events that touch the days, and when they do: `page` lies in the arena. */
static bool load(struct state *state, int32_t from, int32_t to, struct doran_calendar_page *page,
                 struct doran_arena *arena)
{
    struct doran_window window = {
        .from = doran_date_of_number(from), .to = doran_date_of_number(to), .zone = state->family.time_zone};
    if (!state->family.id)
        return false;
    if (state->tour) {
        tour_events(state->tour, &page->events);
        return doran_events_expand(page->events.items, page->events.count, &window, arena, &page->occurrences,
                                   &page->more, NULL);
    }
    return state->replica && doran_replica_calendar(state->replica, state->family.id, window.from, window.to,
                                                    page, arena, NULL);
}

/* A completed mission as an event of that day. The texts of the occurrence lie behind it. */
static bool place_mission(struct calendar_entry *out, const struct doran_zone *zone,
                          const struct doran_mission *mission, struct doran_arena *arena)
{
    struct made {
        struct doran_event event;
        struct doran_occurrence occurrence;
        char start[DORAN_DATE_TEXT_MAX], end[DORAN_DATE_TEXT_MAX];
    } *made = doran_arena_alloc(arena, sizeof *made);
    if (!made)
        return false;
    struct doran_date day = doran_zone_date(zone, mission->completed_at);
    doran_date_format(day, made->start);
    doran_date_format(doran_date_add_days(day, 1), made->end);
    made->event = (struct doran_event){.id = mission->id,
                                       .family_id = mission->family_id,
                                       .title = mission->title,
                                       .colour = MISSION_COLOUR,
                                       .all_day = true,
                                       .start = made->start,
                                       .end = made->end,
                                       .author_id = mission->author_id,
                                       .author_name = mission->author_name};
    made->occurrence =
        (struct doran_occurrence){.event_id = mission->id, .start = made->start, .end = made->end};
    *out = place(zone, &made->event, &made->occurrence);
    out->mission = mission;
    return true;
}

static void add_missions(struct state *state, struct stretch *stretch)
{
    struct doran_mission_list list = {0};
    struct calendar_days *days = &stretch->days;
    const struct doran_zone *zone = zone_of(state);
    doran_time from = doran_zone_instant(zone, (struct doran_wall){.date = doran_date_of_number(days->from)});
    doran_time to = doran_zone_instant(zone, (struct doran_wall){.date = doran_date_of_number(days->to)});
    missions_completed(state, from, to, &list, &stretch->arena);
    struct calendar_entry *all =
        list.count > 0 ? doran_arena_alloc(&stretch->arena, (days->count + list.count) * sizeof *all) : NULL;
    days->more = days->more || (list.count > 0 && !all);
    if (!all)
        return;
    if (days->count > 0)
        memcpy(all, days->entries, days->count * sizeof *all);
    days->entries = all;
    for (size_t i = 0; i < list.count; i++)
        if (place_mission(&all[days->count], zone, &list.items[i], &stretch->arena))
            all[days->count++].unsent = state_awaits(state, list.items[i].id);
}

static void fill(struct state *state, struct stretch *stretch)
{
    struct doran_calendar_page page = {0};
    struct calendar_days *days = &stretch->days;
    const struct doran_zone *zone = zone_of(state);
    if (!load(state, days->from, days->to, &page, &stretch->arena))
        return;
    size_t size = page.events.count * sizeof *page.events.items;
    struct doran_event *events = doran_arena_alloc(&stretch->arena, size ? size : 1);
    days->entries = doran_arena_alloc(&stretch->arena, (page.occurrences.count + 1) * sizeof *days->entries);
    days->more = page.more || !events || !days->entries;
    if (!events || !days->entries)
        return;
    if (size > 0)
        memcpy(events, page.events.items, size);
    qsort(events, page.events.count, sizeof *events, compare_events);
    for (size_t i = 0; i < page.occurrences.count; i++) {
        const struct doran_occurrence *occurrence = &page.occurrences.items[i];
        const struct doran_event *event =
            bsearch(occurrence->event_id, events, page.events.count, sizeof *events, compare_ids);
        if (!event)
            continue;
        days->entries[days->count] = place(zone, event, occurrence);
        days->entries[days->count++].unsent =
            state_awaits(state, event->id) || state_awaits(state, event->series_id);
    }
}

static const struct calendar_days *read_stretch(struct state *state, int32_t from, int32_t to, bool past)
{
    static const struct calendar_days nothing;
    struct calendar *calendar = state->calendar;
    if (!calendar)
        return &nothing;
    struct stretch *oldest = &calendar->stretches[0];
    calendar->turn++;
    for (size_t i = 0; i < CALENDAR_STRETCHES; i++) {
        struct stretch *stretch = &calendar->stretches[i];
        if (stretch->read && stretch->past == past && stretch->days.from == from && stretch->days.to == to) {
            stretch->used = calendar->turn;
            return &stretch->days;
        }
        if (stretch->used < oldest->used)
            oldest = stretch;
    }
    doran_arena_deinit(&oldest->arena);
    *oldest = (struct stretch){.read = true,
                               .past = past,
                               .used = calendar->turn,
                               .arena = DORAN_ARENA(STRETCH_BYTES_MAX),
                               .days = {.from = from, .to = to}};
    fill(state, oldest);
    if (past)
        add_missions(state, oldest);
    return &oldest->days;
}

const struct calendar_days *calendar_read(struct state *state, int32_t from, int32_t to)
{
    return read_stretch(state, from, to, false);
}

const struct calendar_days *calendar_read_past(struct state *state, int32_t from, int32_t to)
{
    return read_stretch(state, from, to, true);
}

bool calendar_recurs(const struct doran_event *event)
{
    return event->rrule || event->series_id;
}

const char *calendar_series(const struct doran_event *event)
{
    return event->series_id ? event->series_id : event->id;
}

bool calendar_event(struct state *state, const char *id, struct doran_event *out, struct doran_arena *arena)
{
    struct doran_event_list events = {0};
    if (!state->tour)
        return state->replica && state->family.id &&
               doran_replica_object(state->replica, state->family.id, DORAN_kind_event, id, out, arena, NULL);
    tour_events(state->tour, &events);
    for (size_t i = 0; i < events.count; i++)
        if (strcmp(events.items[i].id, id) == 0) {
            *out = events.items[i];
            return true;
        }
    return false;
}

/* The tour's events that are of the same series. */
static bool tour_set(struct state *state, const char *id, struct doran_event_list *out,
                     struct doran_arena *arena)
{
    struct doran_event_list all = {0};
    const struct doran_event *event = NULL;
    tour_events(state->tour, &all);
    for (size_t i = 0; i < all.count; i++)
        event = strcmp(all.items[i].id, id) == 0 ? &all.items[i] : event;
    out->items = doran_arena_alloc(arena, (all.count + 1) * sizeof *out->items);
    if (!event || !out->items)
        return false;
    id = calendar_series(event);
    for (size_t i = 0; i < all.count; i++)
        if (strcmp(calendar_series(&all.items[i]), id) == 0)
            out->items[out->count++] = all.items[i];
    return true;
}

bool calendar_event_set(struct state *state, const char *id, struct doran_event_list *out,
                        struct doran_arena *arena)
{
    *out = (struct doran_event_list){0};
    if (state->tour)
        return tour_set(state, id, out, arena);
    return state->replica && state->family.id &&
           doran_replica_event_set(state->replica, state->family.id, id, out, arena, NULL);
}

const char *calendar_holiday(struct state *state, struct doran_date date)
{
    struct calendar *calendar = state->calendar;
    if (calendar && !calendar->holidays_tried) {
        calendar->holidays_tried = true;
        calendar->holidays = doran_holidays_load(NULL, COUNTRY, NULL);
    }
    const struct doran_holiday *holiday = NULL;
    if (!calendar || !calendar->holidays ||
        doran_holidays_between(calendar->holidays, date, doran_date_add_days(date, HOLIDAY_DAYS), &holiday) ==
            0)
        return NULL;
    return strcmp(language_now(), "ko") == 0 ? holiday->korean : holiday->english;
}
