#include "client-tui/state/tour_calendar.h"

#include "client-tui/i18n.h"
#include "client-tui/state/calendar.h"

#include <doran/copy.h>

#include <string.h>

#define EVENT_BYTES_MAX (64 * 1024) /* of one event */

static struct doran_event *event_of(struct tour_calendar *calendar, const char *id)
{
    for (size_t i = 0; i < calendar->count; i++)
        if (strcmp(calendar->events[i].id, id) == 0)
            return &calendar->events[i];
    return NULL;
}

static void remove_event(struct tour_calendar *calendar, const char *id)
{
    struct doran_event *event = event_of(calendar, id);
    if (!event)
        return;
    size_t index = (size_t)(event - calendar->events);
    calendar->count--;
    memmove(event, event + 1, (calendar->count - index) * sizeof *event);
}

static bool put_event(struct tour_calendar *calendar, const struct doran_event *event,
                      struct doran_arena *arena, struct doran_error *error)
{
    struct doran_event copy;
    struct doran_event *place = event_of(calendar, event->id);
    if (!doran_copy(DORAN_TYPE_event, event, &copy, arena))
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (!place && calendar->count == TOUR_EVENTS_MAX)
        return doran_fail(error, DORAN_ERROR_limit_reached, NULL, NULL);
    if (!place)
        place = &calendar->events[calendar->count++];
    *place = copy;
    return true;
}

static const char *new_id(struct tour_calendar *calendar, struct doran_arena *arena)
{
    return doran_arena_printf(arena, "00000000-0000-7000-8000-00000e%06lx", ++calendar->made & 0xFFFFFF);
}

static bool create(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                   const struct doran_event_create *request, const char *author, const char *name,
                   doran_time now, struct doran_error *error)
{
    struct doran_event event = {0};
    struct doran_arena arena = DORAN_ARENA(EVENT_BYTES_MAX);
    const char *id = new_id(calendar, family->arena);
    bool good = id && doran_event_from_create(request, id, family->id, family->zone, &arena, &event, error);
    event.author_id = author;
    event.author_name = name;
    event.created_at = event.changed_at = now;
    good = good && put_event(calendar, &event, family->arena, error);
    doran_arena_deinit(&arena);
    return good;
}

/* The series of an event with all that differs in it: gathered in the arena. */
static bool set_of(struct tour_calendar *calendar, const char *id, struct doran_event_set *set,
                   struct doran_arena *arena, struct doran_error *error)
{
    const struct doran_event *event = event_of(calendar, id);
    if (!event)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, NULL);
    const struct doran_event *series = event->series_id ? event_of(calendar, event->series_id) : event;
    struct doran_event *different = doran_arena_alloc(arena, calendar->count * sizeof *different);
    if (!different)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    *set = (struct doran_event_set){.event = series ? series : event, .different = different};
    for (size_t i = 0; series && i < calendar->count; i++)
        if (calendar->events[i].series_id && strcmp(calendar->events[i].series_id, series->id) == 0)
            different[set->different_count++] = calendar->events[i];
    return true;
}

static bool is_of(const struct doran_event *event, const char *id)
{
    return id && strcmp(calendar_series(event), id) == 0;
}

static bool restore(struct tour_calendar *calendar, const struct tour_calendar_family *family, const char *id,
                    const struct doran_event_restore *request, struct doran_event_outcome *outcome,
                    struct doran_arena *arena, struct doran_error *error)
{
    struct doran_event_list present = {
        .items = doran_arena_alloc(arena, (calendar->count + 1) * sizeof *present.items)};
    for (size_t i = 0; present.items && i < calendar->count; i++)
        if (is_of(&calendar->events[i], id) || is_of(&calendar->events[i], request->made_id))
            present.items[present.count++] = calendar->events[i];
    return present.items ? doran_event_restore_apply(&present, id, request, family->id, doran_time_now(),
                                                     arena, outcome, error)
                         : doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
}

static bool work_out(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                     enum doran_route_id route, const char *id, const void *request,
                     struct doran_event_outcome *outcome, struct doran_arena *arena,
                     struct doran_error *error)
{
    struct doran_event_set set;
    doran_time now = doran_time_now();
    const char *fresh = new_id(calendar, family->arena);
    if (route == DORAN_R_event_restore)
        return restore(calendar, family, id, request, outcome, arena, error);
    if (!fresh || !set_of(calendar, id, &set, arena, error))
        return false;
    return route == DORAN_R_event_change
               ? doran_event_change_apply(&set, id, request, family->zone, fresh, now, arena, outcome, error)
               : doran_event_delete_apply(&set, id, request, now, arena, outcome, error);
}

static bool apply(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                  enum doran_route_id route, const char *id, const void *request, const void **answer,
                  struct doran_error *error)
{
    struct doran_event_outcome outcome = {0};
    struct doran_arena arena = DORAN_ARENA(16 * EVENT_BYTES_MAX);
    bool good = work_out(calendar, family, route, id, request, &outcome, &arena, error);
    for (size_t i = 0; good && i < outcome.remove_count; i++)
        remove_event(calendar, outcome.remove[i]);
    for (size_t i = 0; good && i < outcome.put.count; i++)
        good = put_event(calendar, &outcome.put.items[i], family->arena, error);
    if (good && route == DORAN_R_event_change && outcome.put.count > 0)
        *answer = event_of(calendar, outcome.put.items[0].id);
    doran_arena_deinit(&arena);
    return good;
}

bool tour_calendar_do(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                      enum doran_route_id route, const struct doran_path *path, const void *request,
                      const void **answer, struct doran_error *error)
{
    calendar->revision++;
    *answer = NULL;
    if (route != DORAN_R_event_create)
        return apply(calendar, family, route, path->ids[DORAN_PARAM_event], request, answer, error);
    if (!create(calendar, family, request, family->user, family->nickname, doran_time_now(), error))
        return false;
    *answer = &calendar->events[calendar->count - 1];
    return true;
}

/* --- the sample --- */

struct sample {
    const char *title, *note;
    int days, length;        /* from today; how many days it takes */
    const char *start, *end; /* times; NULL: all day */
    enum doran_event_colour colour;
    const char *rrule;
    int author;   /* 0: oneself, 1: mother, 2: father */
    int reminder; /* minutes before; 0: none */
};

static const struct sample samples[] = {
    {N_("Kimchi day"), N_("Bring aprons and big boxes."), 0, 1, NULL, NULL, DORAN_event_colour_green, NULL, 1,
     0},
    {N_("Boiled pork dinner"), NULL, 0, 1, "19:00:00", "21:00:00", DORAN_event_colour_orange, NULL, 2, 30},
    {N_("Grandma sees the doctor"), N_("Dad drives."), 3, 1, "10:30:00", "11:30:00", DORAN_event_colour_red,
     NULL, 1, 60},
    {N_("Jeju trip"), N_("The ferry leaves at eight."), 7, 3, NULL, NULL, DORAN_event_colour_sky, NULL, 0, 0},
    {N_("Memorial for great-grandfather"), NULL, 8, 1, NULL, NULL, DORAN_event_colour_purple,
     "RSCALE=DANGI;FREQ=YEARLY;SKIP=BACKWARD", 2, -540},
    {N_("Call with the cousins"), NULL, -20, 1, "20:00:00", "20:30:00", DORAN_event_colour_blue,
     "FREQ=WEEKLY;INTERVAL=2", 1, 0},
    {N_("School reunion"), NULL, -12, 1, NULL, NULL, DORAN_event_colour_yellow, NULL, 2, 0},
    {N_("At grandma's"), NULL, -9, 3, NULL, NULL, DORAN_event_colour_pink, NULL, 0, 0},
    {N_("Mum's birthday"), NULL, 16, 1, NULL, NULL, DORAN_event_colour_red, "FREQ=YEARLY", 0, -540},
    {N_("Kimchi day"), N_("Forty heads of cabbage."), -365, 1, NULL, NULL, DORAN_event_colour_green, NULL, 1,
     0},
    {N_("First snow walk"), NULL, -363, 1, "15:00:00", "16:00:00", DORAN_event_colour_grey, NULL, 2, 0},
};

static void add_sample(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                       const struct sample *sample, const char *author, const char *name, doran_time now)
{
    char start[DORAN_WALL_TEXT_MAX + 8], end[DORAN_WALL_TEXT_MAX + 8];
    struct doran_date day =
        doran_date_add_days(doran_zone_date(doran_zone_or_utc(family->zone), now), sample->days);
    struct doran_date after = doran_date_add_days(day, sample->start ? sample->length - 1 : sample->length);
    struct doran_reminder reminder = {.minutes = sample->reminder};
    doran_date_format(day, start);
    doran_date_format(after, end);
    if (sample->start) {
        strcat(strcat(start, "T"), sample->start);
        strcat(strcat(end, "T"), sample->end);
    }
    struct doran_event_create request = {.title = _(sample->title),
                                         .note = sample->note ? _(sample->note) : NULL,
                                         .all_day = sample->start == NULL,
                                         .start = start,
                                         .end = end,
                                         .rrule = sample->rrule};
    doran_set(&request, event_create, colour, sample->colour);
    if (sample->reminder != 0)
        doran_set(&request, event_create, reminders, ((struct doran_reminder_list){&reminder, 1}));
    struct doran_error error = {0};
    create(calendar, family, &request, author, name, now - DORAN_DAY, &error);
}

void tour_calendar_fill(struct tour_calendar *calendar, const struct tour_calendar_family *family,
                        const char *mother, const char *father, doran_time now)
{
    const char *const authors[] = {family->user, mother, father};
    const char *const names[] = {family->nickname, _("Mum"), _("Dad")};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        add_sample(calendar, family, &samples[i], authors[samples[i].author], names[samples[i].author], now);
}
