/* set_clock.h: programs whose clock a test sets, so that what they say of times is the same every day.
 *
 * The wall clock stands still until it is moved. The steady clock runs, and can be put ahead, which lets what passes by itself
 * (a toast) be over, or slowed, which lets it stay however busy the machine is. All programs started with the same variables share the clocks. */
#ifndef DORAN_TESTS_SUPPORT_SET_CLOCK_H
#define DORAN_TESTS_SUPPORT_SET_CLOCK_H

#include <doran/time.h>

#include <stdbool.h>

#define SET_CLOCK_START INT64_C(1795309200000000) /* 2026-11-22 10:00 in Seoul, a Sunday */
#define SET_CLOCK_VARIABLES 3
#define SET_CLOCK_WAITS                                                                                      \
    "DORAN_SET_CLOCK_WAITS=1" /* beside them: also who sleeps in poll() sees the steady clock put ahead */

struct set_clock;
/* Ends the program without memory or disk. */
struct set_clock *set_clock_new(void);
void set_clock_free(struct set_clock *clock);
/* "NAME=value", i below SET_CLOCK_VARIABLES: what a program needs in its environment. Borrowed. */
const char *set_clock_variable(const struct set_clock *clock, int i);
/* Puts the variables into this process's own environment, for programs that inherit it, or takes them out. */
void set_clock_export(const struct set_clock *clock, bool on);
void set_clock_set(struct set_clock *clock, doran_time wall);
doran_time set_clock_now(const struct set_clock *clock);
/* The steady clock alone. */
void set_clock_run_ahead(struct set_clock *clock, int64_t microseconds);
/* The steady clock goes on so slowly that nothing passes by itself, or as it did. It never stands: a wait for less than the
 * millisecond that poll() knows would be no wait, and have no end. */
void set_clock_slow(struct set_clock *clock, bool slow);

#endif
