/* rest.h: whether programs rest: every thread of theirs sleeps, and none has run since it was last looked. What is on its way
 * between programs of one machine wakes its reader at once, so when all of them rest there is nothing on its way. */
#ifndef DORAN_TESTS_SUPPORT_REST_H
#define DORAN_TESTS_SUPPORT_REST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True when every thread of the process sleeps. `*turns` gets a number that changes when one of them runs. False for one that
 * is gone. */
bool process_sleeps(int pid, uint64_t *turns);

/* A number that changes when the process's main thread runs. */
uint64_t process_main_turns(int pid);

#endif
