#include "libdoran/calendar/event.h"

#include <stdlib.h>
#include <string.h>

bool event_is_series(const struct doran_event *event)
{
    return event->rrule != NULL && event->series_id == NULL;
}

/* Names and values are of any case (RFC 5545 §2). */
bool doran_event_is_lunar(const struct doran_event *event)
{
    return event->rrule != NULL && strcasestr(event->rrule, "RSCALE=DANGI") != NULL;
}

bool event_when_seconds(const char *text, int64_t *out)
{
    struct doran_wall wall;
    if (!doran_when_parse(text, true, &wall) && !doran_when_parse(text, false, &wall))
        return false;
    *out = doran_wall_seconds(wall);
    return true;
}

const char *event_when_text(struct doran_arena *arena, int64_t wall, bool all_day)
{
    char text[DORAN_WALL_TEXT_MAX];
    return doran_arena_strdup(arena, doran_when_format(doran_wall_of_seconds(wall), all_day, text));
}

bool event_leaves_out(const struct doran_event *series, int64_t at)
{
    for (size_t i = 0; i < series->exceptions.count; i++) {
        int64_t other;
        if (event_when_seconds(series->exceptions.items[i].at, &other) && other == at)
            return true;
    }
    return false;
}

static bool refuse(struct doran_error *error, const char *field, const char *why)
{
    return doran_fail(error, DORAN_ERROR_invalid, field, "%s", why);
}

static bool read_when(const char *text, bool all_day, const char *field, struct doran_wall *out,
                      struct doran_error *error)
{
    if (!doran_when_parse(text, all_day, out))
        return refuse(error, field,
                      all_day ? "Write a day as 2026-11-22." : "Write a time as 2026-11-22T19:00:00.");
    return (out->date.year >= DORAN_CALENDAR_YEAR_MIN && out->date.year <= DORAN_CALENDAR_YEAR_MAX) ||
           doran_fail(error, DORAN_ERROR_invalid, field, "The calendar is from %d to %d.",
                      DORAN_CALENDAR_YEAR_MIN, DORAN_CALENDAR_YEAR_MAX);
}

static bool read_zone(const struct doran_event *event, const struct doran_zone **out,
                      struct doran_error *error)
{
    *out = NULL;
    if (event->all_day)
        return event->zone == NULL || refuse(error, "zone", "Days have no time zone.");
    *out = doran_zone_find(event->zone);
    return *out != NULL || refuse(error, "zone", "The time zone is not known.");
}

bool event_times_read(const struct doran_event *event, struct event_times *out, struct doran_error *error)
{
    *out = (struct event_times){.all_day = event->all_day};
    if (!read_when(event->start, event->all_day, "start", &out->start, error) ||
        !read_when(event->end, event->all_day, "end", &out->end, error) ||
        !read_zone(event, &out->zone, error))
        return false;
    out->days = doran_date_number(out->end.date) - doran_date_number(out->start.date);
    if (out->days > DORAN_EVENT_DAYS_MAX)
        return doran_fail(error, DORAN_ERROR_invalid, "end", "An event lasts at most %d days.",
                          DORAN_EVENT_DAYS_MAX);
    if (event->all_day)
        return out->days > 0 ||
               refuse(error, "end", "The end is the day after the last one, so it is after the start.");
    out->length = doran_zone_instant(out->zone, out->end) - doran_zone_instant(out->zone, out->start);
    return out->length >= 0 || refuse(error, "end", "The end is before the start.");
}

int64_t event_end_of(const struct event_times *times, int64_t start)
{
    if (times->all_day)
        return start + (int64_t)times->days * DAY_SECONDS;
    doran_time end = doran_zone_instant(times->zone, doran_wall_of_seconds(start)) + times->length;
    return doran_wall_seconds(doran_zone_wall(times->zone, end));
}

int event_compare_seconds(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static bool check_exceptions(const struct doran_event *event, struct doran_error *error)
{
    size_t count = event->exceptions.count;
    if (count == 0)
        return true;
    if (event->rrule == NULL)
        return refuse(error, "exceptions", "Only a series leaves occurrences out.");
    int64_t *times = calloc(count, sizeof *times);
    if (times == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    const char *why = NULL;
    for (size_t i = 0; i < count && why == NULL; i++) {
        struct doran_wall wall;
        if (!doran_when_parse(event->exceptions.items[i].at, event->all_day, &wall))
            why = "What is left out is written as the start is.";
        else
            times[i] = doran_wall_seconds(wall);
    }
    if (why == NULL)
        qsort(times, count, sizeof *times, event_compare_seconds);
    for (size_t i = 1; i < count && why == NULL; i++)
        why = times[i] == times[i - 1] ? "An occurrence is left out twice." : NULL;
    free(times);
    return why == NULL || refuse(error, "exceptions", why);
}

static bool check_reminders(const struct doran_event *event, struct doran_error *error)
{
    for (size_t i = 0; i < event->reminders.count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (event->reminders.items[i].minutes == event->reminders.items[j].minutes)
                return refuse(error, "reminders", "A reminder is there twice.");
        }
    }
    return true;
}

bool doran_event_check(const struct doran_event *event, struct doran_error *error)
{
    struct event_times times;
    struct recurrence recurrence;
    int64_t at;
    if (!event_times_read(event, &times, error))
        return false;
    bool of_series = event->series_id != NULL || event->recurrence_id != NULL;
    if (of_series && event->rrule != NULL)
        return refuse(error, "rrule", "An occurrence does not recur on its own.");
    if (of_series && !event_when_seconds(event->recurrence_id, &at))
        return refuse(error, "recurrence_id", "It says which occurrence of the series this is.");
    if (event->rrule != NULL && !recurrence_init(&recurrence, event->rrule, times.start, times.zone, error))
        return false;
    return check_exceptions(event, error) && check_reminders(event, error);
}
