/** @file sync_counter.h  Counts the fsync() and fdatasync() calls of a program that is started with its two variables.
 *
 * For a database that is opened in this process, lossy_vfs.h counts without it. */
#ifndef TESTS_SUPPORT_SYNC_COUNTER_H
#define TESTS_SUPPORT_SYNC_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

struct sync_counter;
/** A counter at zero; ends the program when there is none. */
struct sync_counter *sync_counter_new(void);
void sync_counter_free(struct sync_counter *counter);
#define SYNC_COUNTER_VARIABLES 3
/** What the program needs in its environment, as "NAME=value"; i below SYNC_COUNTER_VARIABLES. Borrowed. */
const char *sync_counter_environment(const struct sync_counter *counter, int i);
/** How often the program and its children have synced so far. */
uint64_t sync_counter_value(const struct sync_counter *counter);
/** From now on, or no longer, they fail with EIO. */
void sync_counter_refuse(struct sync_counter *counter, bool refuse);

#endif
