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
/** Reads a day or wall time by its length, as wall seconds. */
bool event_when_seconds(const char *text, int64_t *out);
/** The end of the occurrence that starts at `start` (wall seconds), in wall seconds. */
int64_t event_end_of(const struct event_times *times, int64_t start);

#endif
