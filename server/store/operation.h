/** @file operation.h  What was answered to which operation, so that a repeat is answered the same and does
 * nothing. */
#ifndef SERVER_STORE_OPERATION_H
#define SERVER_STORE_OPERATION_H

#include "server/store/session.h"

struct store_operation {
    unsigned char request_hash[STORE_HASH_BYTES];
    int64_t status;
    const char *answer; /**< JSON, NULL for none. */
};
enum store_result store_operation(struct store *store, const char *user, const char *id,
                                  struct store_operation *out);
/** STORE_TAKEN when another transaction stored it meanwhile. */
enum store_result store_operation_put(struct store *store, const char *user, const char *id,
                                      const struct store_operation *operation);
/** Takes at most `limit` away that are older than `before`; `count` gets how many there were. */
enum store_result store_operations_purge(struct store *store, doran_time before, int64_t limit,
                                         int64_t *count);

#endif
