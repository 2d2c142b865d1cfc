#include "libdoran/calendar/event.h"

#include <string.h>

#define LENGTH_DEFAULT DORAN_HOUR
#define UID_SUFFIX "@doran"

/* The end that is not given: a day or an hour after the start. */
static const char *default_end(const struct doran_event *event, struct doran_arena *arena)
{
    struct doran_wall start;
    const struct doran_zone *zone = event->all_day ? NULL : doran_zone_find(event->zone);
    if (!doran_when_parse(event->start, event->all_day, &start) || (!event->all_day && zone == NULL))
        return event->start; /* doran_event_check() tells what is wrong. */
    struct event_times times = {.all_day = event->all_day, .zone = zone, .days = 1, .length = LENGTH_DEFAULT};
    return event_when_text(arena, event_end_of(&times, doran_wall_seconds(start)), event->all_day);
}

bool doran_event_from_create(const struct doran_event_create *create, const char *id, const char *family_id,
                             const char *family_zone, struct doran_arena *arena, struct doran_event *out,
                             struct doran_error *error)
{
    *out = (struct doran_event){.id = id,
                                .family_id = family_id,
                                .title = create->title,
                                .note = create->note,
                                .colour = create->colour,
                                .all_day = create->all_day,
                                .start = create->start,
                                .end = create->end,
                                .zone = create->zone,
                                .rrule = create->rrule,
                                .exceptions = create->exceptions,
                                .reminders = create->reminders,
                                .recurrence_id = create->recurrence_id,
                                .uid = create->uid};
    if (out->colour == DORAN_event_colour_none)
        out->colour = DORAN_event_colour_blue;
    if (out->zone == NULL && !out->all_day)
        out->zone = doran_arena_strdup(arena, family_zone);
    if (out->end == NULL)
        out->end = default_end(out, arena);
    if (out->uid == NULL)
        out->uid = doran_arena_printf(arena, "%s" UID_SUFFIX, id);
    if (out->end == NULL || out->uid == NULL || (out->zone == NULL && !out->all_day))
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (create->recurrence_id != NULL && create->uid == NULL)
        return doran_fail(error, DORAN_ERROR_invalid, "recurrence_id", "It needs the uid of its series.");
    return doran_event_check(out, error);
}

/* ---- The days an event touches ---- */

struct span {
    int32_t first, last;
};

static struct span days_of(const struct event_times *times, const struct doran_zone *zone, int64_t start)
{
    if (times->all_day) {
        int32_t first = recurrence_day_of(start);
        return (struct span){first, first + times->days - 1};
    }
    doran_time from = doran_zone_instant(times->zone, doran_wall_of_seconds(start));
    doran_time to = times->length > 0 ? from + times->length - 1 : from;
    return (struct span){doran_date_number(doran_zone_date(zone, from)),
                         doran_date_number(doran_zone_date(zone, to))};
}

/* The last occurrence of a series that has one, INT64_MAX of one that goes on. */
static int64_t last_of(struct recurrence *recurrence)
{
    int64_t at, last = recurrence->start;
    if (recurrence->rule.has_until)
        return recurrence->until;
    if (recurrence->rule.count == 0)
        return INT64_MAX;
    recurrence_seek(recurrence, recurrence->start_day,
                    doran_date_number((struct doran_date){DORAN_CALENDAR_YEAR_MAX, 12, 31}));
    while (recurrence_next(recurrence, &at))
        last = at;
    return last;
}

bool doran_event_days(const struct doran_event *event, const char *family_zone, struct doran_date *first,
                      struct doran_date *last)
{
    struct event_times times;
    struct recurrence recurrence;
    const struct doran_zone *zone = doran_zone_find(family_zone);
    if (zone == NULL || !event_times_read(event, &times, NULL))
        return false;
    struct span span = days_of(&times, zone, doran_wall_seconds(times.start));
    const int32_t end = doran_date_number((struct doran_date){DORAN_CALENDAR_YEAR_MAX, 12, 31});
    if (event_is_series(event)) {
        if (!recurrence_init(&recurrence, event->rrule, times.start, times.zone, NULL))
            return false;
        int64_t at = last_of(&recurrence);
        int32_t last_day = at == INT64_MAX ? end : days_of(&times, zone, at).last;
        span.last = last_day > span.last ? last_day : span.last;
    }
    *first = doran_date_of_number(span.first);
    *last = doran_date_of_number(span.last < end ? span.last : end);
    return true;
}
