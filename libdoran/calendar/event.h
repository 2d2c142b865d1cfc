/** @file event.h  An event as the reckoning needs it: its texts read once. */
#ifndef DORAN_CALENDAR_EVENT_H
#define DORAN_CALENDAR_EVENT_H

#include "libdoran/calendar/recurrence.h"

struct event_times {
    bool all_day;
    const struct doran_zone *zone; /* Of the wall times; NULL for days. */
    struct doran_wall start, end;
    doran_time length; /* Of a timed event: what passes, whatever the clock shows (RFC 5545 §3.8.5.3). */
    int days;          /* Of one of days. */
};

/** Reads start, end and zone. Fails as doran_event_check() says. */
bool event_times_read(const struct doran_event *event, struct event_times *out, struct doran_error *error);
/** True when the event is a series. */
bool event_is_series(const struct doran_event *event);
/** True when the occurrence at `at` (wall seconds) is among those left out. */
bool event_leaves_out(const struct doran_event *series, int64_t at);
/** Reads a day or wall time by its length, as wall seconds. */
bool event_when_seconds(const char *text, int64_t *out);
/** The order of two int64_t, for qsort and bsearch. */
int event_compare_seconds(const void *left, const void *right);
/** Writes wall seconds as an event's `start` is written, into the arena; NULL without memory. */
const char *event_when_text(struct doran_arena *arena, int64_t wall, bool all_day);
/** The end of the occurrence that starts at `start` (wall seconds), in wall seconds. */
int64_t event_end_of(const struct event_times *times, int64_t start);

/* event_series.c: what becomes of a series, and of what is left out or different in it, when the series changes. */

/** One occurrence that an event of its own stands for, or that is left out. */
struct series_mark {
    int64_t at;    /* By the old series, wall seconds. */
    int64_t moved; /* By the new one. */
    bool kept;     /* The new one has it. */
};
/** Finds, for each mark, which occurrence of `after` it is: the one of the same number, or with `by_day` the one of the same
 * day. `marks` are sorted by `at`. False without memory or for a rule that is none. */
bool series_move_marks(const struct doran_event *before, const struct doran_event *after, bool by_day,
                       struct series_mark *marks, size_t count, struct doran_error *error);
/** The rule of a series whose start moved from `before` to `after`: its days move along, and so does UNTIL. */
bool series_follow(const struct event_times *before, const struct event_times *after,
                   struct doran_rule *rule);
/** Writes down what a rule understood from its start, where an occurrence may not be of the same day (RFC 7529 SKIP). */
void series_make_explicit(struct doran_rule *rule, struct doran_date start);
/** Ends a rule before an occurrence. */
void series_end_before(struct doran_rule *rule, const struct event_times *times, int64_t at);
/** The number of an occurrence, the first being 1; 0 when there is none at that time. */
int series_find(const struct doran_event *series, int64_t at);
/** True when some occurrence is not left out. */
bool series_has_any(const struct doran_event *series);

#endif
