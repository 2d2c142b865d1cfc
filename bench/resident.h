/** @file resident.h  A villager's device whose replica holds thousands of changes, and the terminal program on it. */
#ifndef BENCH_RESIDENT_H
#define BENCH_RESIDENT_H

#include "village.h"

#include "support/screen.h"

#include <doran/account.h>

#define RESIDENT_CHANGES 10000

struct resident {
    struct village village;
    const struct villager *who;
    char *state;                        /**< The folder of the account and the replica. */
    char replica[DORAN_STATE_PATH_MAX]; /**< Its path. */
    double catching_up;                 /**< Seconds from the last change known to all of `changes`. */
};
/** Starts a village, has `live` (NULL allowed) do what is to be done in it first, and fills the first host's device: with all of
 * that, and then with `changes` more. Ends the program when anything fails. */
void resident_init(struct resident *resident, size_t families, size_t members, int changes,
                   void (*live)(const struct resident *resident));
void resident_deinit(struct resident *resident);
/** The terminal program on it, in English or Korean. */
struct screen *resident_open(const struct resident *resident, const char *language, int rows, int columns);

#endif
