/** @file orphans.h  Ending a program with all that it started, whatever groups and sessions they have made for themselves. */
#ifndef TESTS_SUPPORT_ORPHANS_H
#define TESTS_SUPPORT_ORPHANS_H

#include <stdbool.h>

/** From now on what descends from this process becomes its child when its own parent ends. */
bool orphans_adopt(void);
/** SIGKILL to all that descends from this process, and waits until there is none. */
void orphans_kill(void);

#endif
