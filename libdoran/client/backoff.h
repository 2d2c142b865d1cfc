/* Growing pauses with jitter between tries, so that a thousand clients do not come back in the same moment.
 */
#ifndef DORAN_CLIENT_BACKOFF_H
#define DORAN_CLIENT_BACKOFF_H

#include <stdint.h>

#define BACKOFF_FIRST_US INT64_C(500000)
#define BACKOFF_MAX_US INT64_C(60000000)

struct backoff {
    int failures;
};
/* The pause before the next try in microseconds: between half and all of 0.5 s × 2ⁿ, at most 60 s; never
 * shorter than `at_least_seconds`, which a server asked for (capped at an hour). */
int64_t backoff_next(struct backoff *backoff, int at_least_seconds);
void backoff_reset(struct backoff *backoff);

#endif
