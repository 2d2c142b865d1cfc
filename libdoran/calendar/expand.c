#include "libdoran/calendar/event.h"

#include <stdlib.h>
#include <string.h>

#define OCCURRENCES_DEFAULT 5000
#define ZONE_DAYS 2 /* Between a day of one zone and of another, both ways and rounded up. */

/* When one event falls into the window. */
struct hit {
    const struct doran_event *event;
    bool of_series;
    bool all_day;
    int64_t start, end; /* Wall seconds. */
    int64_t shown;      /* What the clock shows at the start: another time where `start` is skipped. */
    doran_time start_at, end_at;
    int32_t day; /* Of the family's zone. */
};

/* An occurrence that an event of its own stands for. */
struct stand_in {
    const char *series_id;
    int64_t at;
};

struct expansion {
    const struct doran_zone *zone;
    int32_t from, to;
    doran_time from_at, to_at;
    size_t max;
    struct hit *hits; /* Room for twice the maximum: then the later half is dropped. */
    size_t count;
    bool more;
    bool bounded; /* `last` is valid: nothing after it is wanted. */
    struct hit last;
    struct stand_in *stand_ins;
    size_t stand_in_count;
};

static int compare_hits(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->all_day != b->all_day)
        return a->all_day ? -1 : 1;
    if (a->start_at != b->start_at)
        return a->start_at < b->start_at ? -1 : 1;
    int ids = strcmp(a->event->id, b->event->id);
    return ids != 0 ? ids : (a->start > b->start) - (a->start < b->start);
}

static int compare_stand_ins(const void *left, const void *right)
{
    const struct stand_in *a = left, *b = right;
    int ids = strcmp(a->series_id, b->series_id);
    return ids != 0 ? ids : (a->at > b->at) - (a->at < b->at);
}

static void drop_later(struct expansion *expansion)
{
    qsort(expansion->hits, expansion->count, sizeof *expansion->hits, compare_hits);
    if (expansion->count <= expansion->max)
        return;
    expansion->count = expansion->max;
    expansion->last = expansion->hits[expansion->max - 1];
    expansion->bounded = true;
    expansion->more = true;
}

/* False when this one and all later ones of the same event are beyond what is wanted. */
static bool add_hit(struct expansion *expansion, const struct hit *hit)
{
    if (expansion->bounded && compare_hits(hit, &expansion->last) > 0) {
        expansion->more = true;
        return false;
    }
    expansion->hits[expansion->count++] = *hit;
    if (expansion->count == expansion->max * 2)
        drop_later(expansion);
    return true;
}

/* Adds the occurrence that starts at `start`, if it touches the window. */
static bool offer(struct expansion *expansion, const struct doran_event *event,
                  const struct event_times *times, int64_t start, bool of_series)
{
    struct hit hit = {
        .event = event, .of_series = of_series, .all_day = times->all_day, .start = start, .shown = start};
    if (times->all_day) {
        hit.day = recurrence_day_of(start);
        if (hit.day >= expansion->to || hit.day + times->days <= expansion->from)
            return true;
        hit.end = start + (int64_t)times->days * DAY_SECONDS;
        hit.start_at = doran_zone_day_start(expansion->zone, doran_date_of_number(hit.day));
        hit.end_at = doran_zone_day_start(expansion->zone, doran_date_of_number(hit.day + times->days));
        return add_hit(expansion, &hit);
    }
    hit.start_at = doran_zone_instant(times->zone, doran_wall_of_seconds(start));
    hit.end_at = hit.start_at + times->length;
    bool touches = hit.start_at < expansion->to_at &&
                   (hit.end_at > expansion->from_at ||
                    (hit.end_at == hit.start_at && hit.start_at == expansion->from_at));
    if (!touches)
        return true;
    hit.shown = doran_wall_seconds(doran_zone_wall(times->zone, hit.start_at));
    hit.end = event_end_of(times, start);
    hit.day = doran_date_number(doran_zone_date(expansion->zone, hit.start_at));
    return add_hit(expansion, &hit);
}

static bool stands_in(const struct expansion *expansion, const char *series_id, int64_t at)
{
    struct stand_in wanted = {series_id, at};
    return expansion->stand_in_count > 0 && bsearch(&wanted, expansion->stand_ins, expansion->stand_in_count,
                                                    sizeof wanted, compare_stand_ins) != NULL;
}

/* The occurrences left out, sorted; NULL when there are none or no memory (`failed`). */
static int64_t *read_exceptions(const struct doran_event *event, size_t *count, bool *failed)
{
    int64_t *times = event->exceptions.count > 0 ? calloc(event->exceptions.count, sizeof *times) : NULL;
    *failed = event->exceptions.count > 0 && times == NULL;
    *count = 0;
    for (size_t i = 0; times != NULL && i < event->exceptions.count; i++)
        *count += event_when_seconds(event->exceptions.items[i].at, &times[*count]) ? 1 : 0;
    if (times != NULL)
        qsort(times, *count, sizeof *times, event_compare_seconds);
    return times;
}

static bool expand_series(struct expansion *expansion, const struct doran_event *event,
                          const struct event_times *times)
{
    struct recurrence recurrence;
    if (!recurrence_init(&recurrence, event->rrule, times->start, times->zone, NULL))
        return true;
    int margin = times->all_day ? 0 : ZONE_DAYS;
    int32_t span = doran_date_number(times->end.date) - doran_date_number(times->start.date) + 1;
    size_t exception_count;
    bool failed;
    int64_t *exceptions = read_exceptions(event, &exception_count, &failed);
    int64_t at;
    recurrence_seek(&recurrence, expansion->from - span - margin, expansion->to - 1 + margin);
    while (!failed && recurrence_next(&recurrence, &at)) {
        if ((exception_count > 0 &&
             bsearch(&at, exceptions, exception_count, sizeof at, event_compare_seconds) != NULL) ||
            stands_in(expansion, event->id, at))
            continue;
        if (!offer(expansion, event, times, at, true))
            break;
    }
    free(exceptions);
    return !failed;
}

static bool expand_event(struct expansion *expansion, const struct doran_event *event)
{
    struct event_times times;
    if (event->id == NULL || !event_times_read(event, &times, NULL) ||
        doran_date_number(times.start.date) > expansion->to + ZONE_DAYS)
        return true;
    if (event_is_series(event))
        return expand_series(expansion, event, &times);
    offer(expansion, event, &times, doran_wall_seconds(times.start), false);
    return true;
}

static bool note_stand_ins(struct expansion *expansion, const struct doran_event *events, size_t count)
{
    size_t different = 0;
    for (size_t i = 0; i < count; i++)
        different += events[i].series_id != NULL;
    if (different == 0)
        return true;
    expansion->stand_ins = calloc(different, sizeof *expansion->stand_ins);
    if (expansion->stand_ins == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct stand_in found = {.series_id = events[i].series_id};
        if (found.series_id != NULL && event_when_seconds(events[i].recurrence_id, &found.at))
            expansion->stand_ins[expansion->stand_in_count++] = found;
    }
    qsort(expansion->stand_ins, expansion->stand_in_count, sizeof *expansion->stand_ins, compare_stand_ins);
    return true;
}

static bool write_hits(const struct expansion *expansion, struct doran_arena *arena,
                       struct doran_occurrence_list *out)
{
    size_t count = expansion->count;
    struct doran_occurrence *items = doran_arena_alloc(arena, (count > 0 ? count : 1) * sizeof *items);
    if (items == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct hit *hit = &expansion->hits[i];
        const struct doran_event *event = hit->event;
        items[i] = (struct doran_occurrence){.event_id = event->id,
                                             .recurrence_id = event->recurrence_id,
                                             .start = event->start,
                                             .end = event->end,
                                             .start_at = hit->start_at,
                                             .end_at = hit->end_at};
        if (hit->of_series) {
            items[i].recurrence_id = event_when_text(arena, hit->start, hit->all_day);
            items[i].start = hit->shown == hit->start ? items[i].recurrence_id
                                                      : event_when_text(arena, hit->shown, hit->all_day);
            items[i].end = event_when_text(arena, hit->end, hit->all_day);
        }
        if (items[i].start == NULL || items[i].end == NULL ||
            (hit->of_series && items[i].recurrence_id == NULL))
            return false;
    }
    *out = (struct doran_occurrence_list){items, count};
    return true;
}

static bool check_window(const struct doran_window *window, struct doran_error *error)
{
    const struct {
        struct doran_date date;
        const char *field;
    } ends[] = {{window->from, "from"}, {window->to, "to"}};
    for (size_t i = 0; i < 2; i++) {
        if (!doran_date_valid(ends[i].date) || ends[i].date.year < DORAN_CALENDAR_YEAR_MIN ||
            ends[i].date.year > DORAN_CALENDAR_YEAR_MAX + 1)
            return doran_fail(error, DORAN_ERROR_invalid, ends[i].field, "The calendar is from %d to %d.",
                              DORAN_CALENDAR_YEAR_MIN, DORAN_CALENDAR_YEAR_MAX);
    }
    int32_t days = doran_date_number(window->to) - doran_date_number(window->from);
    return (days >= 1 && days <= DORAN_WINDOW_DAYS_MAX) ||
           doran_fail(error, DORAN_ERROR_invalid, "to", "Ask for 1 to %d days.", DORAN_WINDOW_DAYS_MAX);
}

bool doran_events_expand(const struct doran_event *events, size_t count, const struct doran_window *window,
                         struct doran_arena *arena, struct doran_occurrence_list *out, bool *more,
                         struct doran_error *error)
{
    *out = (struct doran_occurrence_list){0};
    *more = false;
    if (!check_window(window, error))
        return false;
    struct expansion expansion = {
        .zone = doran_zone_find(window->zone),
        .from = doran_date_number(window->from),
        .to = doran_date_number(window->to),
        .max = window->max > 0 && window->max < OCCURRENCES_DEFAULT ? window->max : OCCURRENCES_DEFAULT};
    if (expansion.zone == NULL)
        return doran_fail(error, DORAN_ERROR_invalid, "zone", "The time zone is not known.");
    expansion.from_at = doran_zone_day_start(expansion.zone, window->from);
    expansion.to_at = doran_zone_day_start(expansion.zone, window->to);
    expansion.hits = calloc(expansion.max * 2, sizeof *expansion.hits);
    bool done = expansion.hits != NULL && note_stand_ins(&expansion, events, count);
    for (size_t i = 0; done && i < count; i++)
        done = expand_event(&expansion, &events[i]);
    if (done) {
        drop_later(&expansion);
        *more = expansion.more;
        done = write_hits(&expansion, arena, out);
    }
    free(expansion.hits);
    free(expansion.stand_ins);
    return done || doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
}
