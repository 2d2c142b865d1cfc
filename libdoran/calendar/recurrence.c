#include "libdoran/calendar/recurrence.h"

#include <stdlib.h>
#include <string.h>

#define NEAR (2 * DAY_SECONDS) /* Zones move a wall time by less. */

static int compare_int(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    return (a > b) - (a < b);
}

static int sort_unique(int *values, int count)
{
    int kept = 0;
    qsort(values, (size_t)count, sizeof *values, compare_int);
    for (int i = 0; i < count; i++) {
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    }
    return kept;
}

/* BYHOUR, BYMINUTE and BYSECOND; what is not given is the start's. */
static void prepare_times(struct recurrence *r, struct doran_wall start)
{
    const short hour = (short)start.hour, minute = (short)start.minute, second = (short)start.second;
    const struct doran_rule *rule = &r->rule;
    bool day = r->zone == NULL;
    const short *hours = day || rule->hour_count == 0 ? &hour : rule->by_hour;
    const short *minutes = day || rule->minute_count == 0 ? &minute : rule->by_minute;
    const short *seconds = day || rule->second_count == 0 ? &second : rule->by_second;
    int hour_count = hours == &hour ? 1 : rule->hour_count;
    int minute_count = minutes == &minute ? 1 : rule->minute_count;
    int second_count = seconds == &second ? 1 : rule->second_count;
    r->time_count = 0;
    for (int h = 0; h < hour_count; h++)
        for (int m = 0; m < minute_count; m++)
            for (int s = 0; s < second_count && r->time_count < DORAN_RULE_TIMES_MAX; s++)
                r->times[r->time_count++] = hours[h] * 3600 + minutes[m] * 60 + seconds[s];
    r->time_count = sort_unique(r->times, r->time_count);
}

static void prepare_until(struct recurrence *r)
{
    r->until = INT64_MAX;
    r->until_instant = INT64_MAX;
    if (!r->rule.has_until)
        return;
    struct doran_wall until = r->rule.until;
    if (r->zone == NULL || r->rule.until_date) {
        until.hour = 23;
        until.minute = 59;
        until.second = 59;
    } else if (r->rule.until_utc) {
        r->until_instant = doran_zone_instant(doran_zone_utc(), until);
        until = doran_zone_wall(r->zone, r->until_instant);
    }
    r->until = doran_wall_seconds(until);
}

bool recurrence_init(struct recurrence *r, const char *rrule, struct doran_wall start,
                     const struct doran_zone *zone, struct doran_error *error)
{
    if (!doran_rule_parse(rrule, &r->rule, error))
        return false;
    r->zone = zone;
    r->start = doran_wall_seconds(start);
    r->start_date = start.date;
    r->start_day = doran_date_number(start.date);
    if (r->rule.lunar && !doran_lunar_of_date(start.date, &r->start_lunar))
        return doran_fail(error, DORAN_ERROR_invalid, "rrule", "The lunar calendar is known from %d to %d.",
                          DORAN_LUNAR_YEAR_MIN, DORAN_LUNAR_YEAR_MAX);
    prepare_times(r, start);
    prepare_until(r);
    if (r->start > r->until && !(r->until_instant != INT64_MAX && r->start <= r->until + NEAR &&
                                 doran_zone_instant(zone, start) <= r->until_instant))
        return doran_fail(error, DORAN_ERROR_invalid, "rrule", "UNTIL is before the start.");
    recurrence_prepare(r);
    r->start_period = recurrence_period_of(r, r->start_day);
    recurrence_seek(r, r->start_day, r->start_day);
    return true;
}

void recurrence_seek(struct recurrence *r, int32_t from, int32_t to)
{
    bool counted = r->rule.count > 0 || from <= r->start_day;
    r->from = from;
    r->to = to;
    r->period = r->start_period;
    if (!counted) {
        /* What SKIP=FORWARD moves falls into the period after its own. */
        int32_t wanted = recurrence_period_of(r, from) - (r->rule.skip == DORAN_SKIP_FORWARD ? 1 : 0);
        int32_t steps = (wanted - r->start_period) / r->rule.interval;
        r->period += wanted > r->start_period ? steps * r->rule.interval : 0;
    }
    r->period -= r->rule.interval; /* The first one that is filled is one on. */
    r->day_count = r->chosen_count = r->place = 0;
    r->last = r->start;
    r->index = 0;
    r->start_pending = counted;
    r->done = false;
}

/* BYSETPOS: which of the period's occurrences are meant. */
static void choose(struct recurrence *r)
{
    int total = r->day_count * r->time_count;
    r->chosen_count = 0;
    for (int i = 0; i < r->rule.set_pos_count; i++) {
        int position = r->rule.by_set_pos[i];
        int at = position > 0 ? position - 1 : total + position;
        if (at >= 0 && at < total)
            r->chosen[r->chosen_count++] = at;
    }
    r->chosen_count = sort_unique(r->chosen, r->chosen_count);
}

/* On to the next occurrence of the rule, whether it counts or not; false after the last day asked for. */
static bool advance(struct recurrence *r, int64_t *out)
{
    bool chooses = r->rule.set_pos_count > 0;
    while (r->place >= (chooses ? r->chosen_count : r->day_count * r->time_count)) {
        r->period += r->rule.interval;
        if (recurrence_period_first(r, r->period) > r->to)
            return false;
        recurrence_fill(r);
        if (chooses)
            choose(r);
        r->place = 0;
    }
    int at = chooses ? r->chosen[r->place] : r->place;
    r->place++;
    *out = (int64_t)r->days[at / r->time_count] * DAY_SECONDS + r->times[at % r->time_count];
    return true;
}

static bool is_over(const struct recurrence *r, int64_t wall)
{
    if (r->rule.count > 0 && r->index > r->rule.count)
        return true;
    bool near = r->until_instant != INT64_MAX && wall > r->until - NEAR && wall < r->until + NEAR;
    return near ? doran_zone_instant(r->zone, doran_wall_of_seconds(wall)) > r->until_instant
                : wall > r->until;
}

int32_t recurrence_day_of(int64_t wall)
{
    return (int32_t)(wall / DAY_SECONDS - (wall % DAY_SECONDS < 0));
}

bool recurrence_next(struct recurrence *r, int64_t *out)
{
    while (!r->done) {
        int64_t wall = r->start;
        if (r->start_pending) {
            r->start_pending = false;
        } else if (!advance(r, &wall)) {
            break;
        } else if (wall <= r->last) { /* Before the start, or twice. */
            continue;
        }
        r->last = wall;
        r->index++;
        int32_t day = recurrence_day_of(wall);
        if (day > r->to || is_over(r, wall))
            break;
        if (day >= r->from) {
            *out = wall;
            return true;
        }
    }
    r->done = true;
    return false;
}
