/** @file admin_run.h  A transaction of the operator's. Private to server/api. */
#ifndef SERVER_API_ADMIN_RUN_H
#define SERVER_API_ADMIN_RUN_H

#include "server/store/store.h"

#include <doran/error.h>

/** Runs `work`, which may be called again, in a transaction on a connection of its own. When it returns false nothing is
 * kept, and the error is its own unless the store broke. A server on the same database takes note of what changed. */
bool admin_run(struct db *db, bool (*work)(struct store *store, void *data, struct doran_error *error),
               void *data, struct doran_error *error);

#endif
