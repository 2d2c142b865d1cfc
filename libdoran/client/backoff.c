#include "libdoran/client/backoff.h"

#include <doran/id.h>

#define RETRY_AFTER_MAX_S 3600

int64_t backoff_next(struct backoff *backoff, int at_least_seconds)
{
    int64_t whole = BACKOFF_FIRST_US;
    for (int i = 0; i < backoff->failures && whole < BACKOFF_MAX_US; i++)
        whole *= 2;
    if (whole > BACKOFF_MAX_US)
        whole = BACKOFF_MAX_US;
    else
        backoff->failures++;
    uint32_t random;
    doran_random(&random, sizeof random);
    int64_t pause = whole / 2 + (int64_t)(random % (uint64_t)(whole / 2 + 1));
    if (at_least_seconds > RETRY_AFTER_MAX_S)
        at_least_seconds = RETRY_AFTER_MAX_S;
    int64_t least = (int64_t)at_least_seconds * 1000000;
    return pause > least ? pause : least;
}

void backoff_reset(struct backoff *backoff)
{
    backoff->failures = 0;
}
