#include "libdoran/calendar/event.h"

#include <string.h>

#define LAST_DAY                                                                                             \
    (struct doran_date)                                                                                      \
    {                                                                                                        \
        DORAN_CALENDAR_YEAR_MAX, 12, 31                                                                      \
    }

static bool open_series(const struct doran_event *series, struct recurrence *recurrence,
                        struct doran_error *error)
{
    struct event_times times;
    return event_times_read(series, &times, error) &&
           recurrence_init(recurrence, series->rrule, times.start, times.zone, error);
}

int series_find(const struct doran_event *series, int64_t at)
{
    struct recurrence recurrence;
    int64_t found;
    if (!open_series(series, &recurrence, NULL))
        return 0;
    recurrence_seek(&recurrence, recurrence.start_day, recurrence_day_of(at));
    while (recurrence_next(&recurrence, &found)) {
        if (found == at)
            return recurrence.index;
    }
    return 0;
}

bool series_has_any(const struct doran_event *series)
{
    struct recurrence recurrence;
    int64_t at;
    if (!open_series(series, &recurrence, NULL))
        return false;
    recurrence_seek(&recurrence, recurrence.start_day, doran_date_number(LAST_DAY));
    while (recurrence_next(&recurrence, &at)) {
        if (!event_leaves_out(series, at))
            return true;
    }
    return false;
}

/* ---- Marks ---- */

/* The n-th of the old is the n-th of the new. Both are counted from their starts up to the last mark. */
static void move_by_number(struct recurrence *before, struct recurrence *after, struct series_mark *marks,
                           size_t count)
{
    int64_t old = 0, new = 0;
    size_t next = 0;
    recurrence_seek(before, before->start_day, recurrence_day_of(marks[count - 1].at));
    recurrence_seek(after, after->start_day, doran_date_number(LAST_DAY));
    while (next < count && recurrence_next(before, &old) && recurrence_next(after, &new)) {
        for (; next < count && marks[next].at <= old; next++) {
            marks[next].kept = marks[next].at == old;
            marks[next].moved = new;
        }
    }
}

static void move_by_day(struct recurrence *after, struct series_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int32_t day = recurrence_day_of(marks[i].at);
        if (day < after->start_day)
            continue;
        recurrence_seek(after, day, day);
        marks[i].kept = recurrence_next(after, &marks[i].moved);
    }
}

bool series_move_marks(const struct doran_event *before, const struct doran_event *after, bool by_day,
                       struct series_mark *marks, size_t count, struct doran_error *error)
{
    struct recurrence old, new;
    if (!open_series(before, &old, error) || !open_series(after, &new, error))
        return false;
    for (size_t i = 0; i < count; i++)
        marks[i].kept = false;
    if (count > 0 && by_day)
        move_by_day(&new, marks, count);
    else if (count > 0)
        move_by_number(&old, &new, marks, count);
    return true;
}

/* ---- Rules ---- */

static void follow_weekdays(struct doran_rule *rule, int32_t days)
{
    for (int i = 0; i < rule->day_count; i++) {
        int weekday = rule->by_day[i].weekday - 1 + (int)(days % 7) + 7;
        rule->by_day[i].weekday = (signed char)(weekday % 7 + 1);
    }
}

/* The one "2nd Tuesday" becomes that of the new day, counted from the same end. */
static void follow_numbered(struct doran_rule *rule, struct doran_date after)
{
    bool of_month = rule->freq == DORAN_FREQ_MONTHLY || rule->month_count > 0;
    struct doran_date new_year = {after.year, 1, 1};
    int at = of_month ? after.day : doran_date_number(after) - doran_date_number(new_year) + 1;
    int all = of_month ? doran_month_days(after.year, after.month) : 337 + doran_month_days(after.year, 2);
    int position = rule->by_day[0].position > 0 ? (at - 1) / 7 + 1 : -((all - at) / 7 + 1);
    rule->by_day[0] = (struct doran_rule_day){(signed char)doran_date_weekday(after), (signed char)position};
}

static void follow_month_day(struct doran_rule *rule, int day, int month_days)
{
    if (rule->month_day_count == 1)
        rule->by_month_day[0] = (short)(rule->by_month_day[0] > 0 ? day : day - month_days - 1);
}

static bool follow_lunar(struct doran_rule *rule, struct doran_date after)
{
    struct doran_lunar lunar;
    if (!doran_lunar_of_date(after, &lunar))
        return false;
    follow_month_day(rule, lunar.day, doran_lunar_month_days(lunar.year, lunar.month, lunar.leap));
    if (rule->month_count == 1)
        rule->by_month[0] = (struct doran_rule_month){(signed char)lunar.month, lunar.leap};
    return true;
}

/* UNTIL moves with the start, so that as many occurrences are left; it is written in the form that fits the new start. */
static void follow_until(const struct event_times *before, const struct event_times *after,
                         struct doran_rule *rule)
{
    int64_t until = doran_wall_seconds(rule->until);
    int64_t old_start = doran_wall_seconds(before->start), new_start = doran_wall_seconds(after->start);
    if (!before->all_day && rule->until_utc)
        until = doran_wall_seconds(
            doran_zone_wall(before->zone, doran_zone_instant(doran_zone_utc(), rule->until)));
    else if (!before->all_day && rule->until_date)
        until += DAY_SECONDS - 1;
    /* Between days and times, only days can be compared: the last occurrence is of the same day. */
    if (before->all_day == after->all_day)
        until += new_start - old_start;
    else
        until = ((int64_t)recurrence_day_of(until) + recurrence_day_of(new_start) -
                 recurrence_day_of(old_start)) *
                    DAY_SECONDS +
                (after->all_day ? 0 : DAY_SECONDS - 1);
    rule->until_date = after->all_day;
    rule->until_utc = !after->all_day;
    rule->until = doran_wall_of_seconds(until);
    if (rule->until_utc)
        rule->until = doran_zone_wall(doran_zone_utc(), doran_zone_instant(after->zone, rule->until));
}

bool series_follow(const struct event_times *before, const struct event_times *after, struct doran_rule *rule)
{
    struct doran_date to = after->start.date;
    int32_t days = doran_date_number(to) - doran_date_number(before->start.date);
    bool months = rule->freq == DORAN_FREQ_MONTHLY || rule->freq == DORAN_FREQ_YEARLY;
    if (rule->has_until)
        follow_until(before, after, rule);
    if (days == 0)
        return true;
    if (rule->lunar)
        return follow_lunar(rule, to);
    if (rule->freq == DORAN_FREQ_WEEKLY)
        follow_weekdays(rule, days);
    if (months && rule->day_count == 1 && rule->by_day[0].position != 0)
        follow_numbered(rule, to);
    if (months)
        follow_month_day(rule, to.day, doran_month_days(to.year, to.month));
    if (months && rule->month_count == 1)
        rule->by_month[0] = (struct doran_rule_month){(signed char)to.month, false};
    return true;
}

void series_make_explicit(struct doran_rule *rule, struct doran_date start)
{
    struct doran_lunar lunar = {start.year, start.month, start.day, false};
    bool months = rule->freq == DORAN_FREQ_MONTHLY || rule->freq == DORAN_FREQ_YEARLY;
    bool given = rule->month_day_count + rule->year_day_count + rule->week_count + rule->day_count > 0;
    if (!months || given || (rule->lunar && !doran_lunar_of_date(start, &lunar)))
        return;
    rule->by_month_day[0] = (short)lunar.day;
    rule->month_day_count = 1;
    if (rule->freq == DORAN_FREQ_YEARLY && rule->month_count == 0) {
        rule->by_month[0] = (struct doran_rule_month){(signed char)lunar.month, lunar.leap};
        rule->month_count = 1;
    }
}

void series_end_before(struct doran_rule *rule, const struct event_times *times, int64_t at)
{
    rule->count = 0;
    rule->has_until = true;
    rule->until_date = times->all_day;
    rule->until_utc = !times->all_day;
    rule->until = doran_wall_of_seconds(at - DAY_SECONDS);
    if (!times->all_day) {
        doran_time instant = doran_zone_instant(times->zone, doran_wall_of_seconds(at)) - DORAN_SECOND;
        rule->until = doran_zone_wall(doran_zone_utc(), instant);
    }
}
