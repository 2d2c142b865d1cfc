/** @file recurrence.h  The occurrences of a rule, in order, between two days.
 *
 * The work is bounded by the days asked for: a rule is looked at period by period (day, week, month or year), from the one the
 * first day is in to the one the last day is in, whatever the rule never matches. Only COUNT is counted from the start. */
#ifndef DORAN_CALENDAR_RECURRENCE_H
#define DORAN_CALENDAR_RECURRENCE_H

#include "libdoran/calendar/lunar.h"

#define DAY_SECONDS 86400
#define PERIOD_DAYS_MAX 400 /* A lunar year has up to 385 days; SKIP=FORWARD adds the one after. */

struct recurrence {
    struct doran_rule rule;
    const struct doran_zone *zone; /* NULL for days. */
    int64_t start;                 /* Wall seconds. */
    int32_t start_day;
    struct doran_date start_date;
    struct doran_lunar start_lunar; /* Of lunar rules. */
    int64_t until;                  /* Wall seconds, INT64_MAX for none. */
    doran_time until_instant;       /* Decides near `until`, where the zone may change; INT64_MAX for none. */
    int times[DORAN_RULE_TIMES_MAX]; /* Seconds of the day, rising. */
    int time_count;
    /* What the lists of the rule say, as bits. */
    uint32_t month_bits, month_day_bits, month_day_end_bits, weekday_bits;
    bool numbered_weekdays;
    /* Where the pass is. */
    int32_t from, to;
    int32_t period, start_period;
    int32_t days[PERIOD_DAYS_MAX]; /* Of the period. */
    int day_count, place;
    int chosen[DORAN_RULE_LIST_MAX]; /* By BYSETPOS. */
    int chosen_count;
    int64_t last;
    int index; /* How many there were, the start being the first; counted only from the start. */
    bool start_pending, done;
};

/** A rule and its start. `zone` is NULL for days. Fails with the field "rrule". */
bool recurrence_init(struct recurrence *recurrence, const char *rrule, struct doran_wall start,
                     const struct doran_zone *zone, struct doran_error *error);
/** Begins a pass over the occurrences of the days `from` to `to`, both inclusive. */
void recurrence_seek(struct recurrence *recurrence, int32_t from, int32_t to);
/** The next occurrence, in wall seconds; false when there are no more. */
bool recurrence_next(struct recurrence *recurrence, int64_t *out);

/** The day number (doran_date_number()) of wall seconds. */
int32_t recurrence_day_of(int64_t wall);

/* recurrence_days.c */
/** The period a day is in. */
int32_t recurrence_period_of(const struct recurrence *recurrence, int32_t day);
/** The first day of a period; INT32_MAX after the last of the lunar calendar. */
int32_t recurrence_period_first(const struct recurrence *recurrence, int32_t period);
/** Writes the days of the present period that the rule is for, rising. */
void recurrence_fill(struct recurrence *recurrence);
/** Turns the lists into bits, with what is understood from the start. */
void recurrence_prepare(struct recurrence *recurrence);

#endif
