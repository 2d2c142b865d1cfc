/** @file orphans.h  Nothing that a test starts outlives it: what a program starts ends with it, whatever groups and sessions they
 * have made for themselves. */
#ifndef TESTS_SUPPORT_ORPHANS_H
#define TESTS_SUPPORT_ORPHANS_H

#include <stdbool.h>
#include <sys/types.h>

/** From now on what descends from this process becomes its child when its own parent ends. */
bool orphans_adopt(void);
/** SIGKILL to all that descends from this process, and waits until there is none. */
void orphans_kill(void);

/** In a child, before it becomes a program: it is killed when `parent`, who forked it, ends in whatever way. */
void orphans_die_with(pid_t parent);
/** Waits until nothing is left of what descends from this process (see orphans_adopt()). After `ms` it is killed, which gives
 *  false. */
bool orphans_end_within(int ms);

#endif
