/** @file postgresql_watcher.h  The process that owns a test cluster's server and folder; private to
 * postgresql.c.
 *
 * The test program talks to it over a socket pair, one order and one answer at a time. When the test program ends, however
 * it ends, the watcher reads the end of the file, kills the server and removes the folder. */
#ifndef TESTS_SUPPORT_POSTGRESQL_WATCHER_H
#define TESTS_SUPPORT_POSTGRESQL_WATCHER_H

#include "support/postgresql.h"

#include <stdint.h>

struct pg_watcher;
enum pg_watcher_command {
    PG_WATCHER_START,
    PG_WATCHER_STOP,
    PG_WATCHER_CRASH,
    PG_WATCHER_LIE,       /* lossy_files_lie() */
    PG_WATCHER_POWER_CUT, /* with a seed, as lossy_files_restore() takes it */
};

/** Forks the watcher, which makes a cluster and starts it. NULL with the reason on stderr. */
struct pg_watcher *pg_watcher_new(const struct pg_cluster_options *options);
/** Ends it, the server and the folder. NULL is allowed. */
void pg_watcher_free(struct pg_watcher *watcher);
/** The folder the socket is in. */
const char *pg_watcher_directory(const struct pg_watcher *watcher);
/** Has it done and waits for the outcome; false with the server's last words on stderr. */
bool pg_watcher_command(struct pg_watcher *watcher, enum pg_watcher_command command, uint64_t seed);

#endif
