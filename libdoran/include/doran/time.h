/** @file time.h  Instants: 64-bit microseconds since 1970 UTC; on the wire RFC 3339 in UTC. Thread safe. */
#ifndef DORAN_TIME_H
#define DORAN_TIME_H

#include "api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t doran_time; /**< Microseconds UTC; 0 means "none". */
#define DORAN_SECOND INT64_C(1000000)
#define DORAN_MINUTE (60 * DORAN_SECOND)
#define DORAN_HOUR (60 * DORAN_MINUTE)
#define DORAN_DAY (24 * DORAN_HOUR)
#define DORAN_TIME_TEXT_MAX 28 /**< "2026-11-22T05:30:00.123456Z" and a NUL. */

DORAN_API doran_time doran_time_now(void);
/** Microseconds of a clock that never goes back; for waits and rates only. */
DORAN_API int64_t doran_time_monotonic(void);
/** Writes RFC 3339 with six fractional digits; years 0001 to 9999. Returns `out`. */
DORAN_API char *doran_time_format(doran_time time, char out[DORAN_TIME_TEXT_MAX]);
/** Reads RFC 3339 §5.6 with any offset and up to nine fractional digits. */
DORAN_API bool doran_time_parse(const char *text, size_t length, doran_time *out);

/** How long ago something was, for the words of a screen. */
enum doran_ago_unit { DORAN_AGO_now, DORAN_AGO_minutes, DORAN_AGO_hours, DORAN_AGO_days, DORAN_AGO_date };
struct doran_ago {
    enum doran_ago_unit unit;
    int count; /**< n of "n minutes ago"; 0 for now and date. */
};
/** now: under a minute, or in the future; minutes under 60; hours under 24; days under 7; else the date. */
DORAN_API struct doran_ago doran_time_ago(doran_time time, doran_time now);

#endif
