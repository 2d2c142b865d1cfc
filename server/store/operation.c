#include "server/store/operation.h"

#include "server/store/sql.h"

#include <string.h>

enum store_result store_operation(struct store *store, const char *user, const char *id,
                                  struct store_operation *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT request_hash, status, answer FROM operations WHERE user_id = ?1 AND id = ?2",
        "tt", user, id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    size_t length = 0;
    const void *hash = db_blob(rows, 0, &length);
    if (!hash || length != STORE_HASH_BYTES)
        return store_broken(store);
    memcpy(out->request_hash, hash, STORE_HASH_BYTES);
    out->status = db_int(rows, 1);
    out->answer = store_text(store, rows, 2);
    return store_sound(store);
}

enum store_result store_operation_put(struct store *store, const char *user, const char *id,
                                      const struct store_operation *operation)
{
    return store_exec(store,
                      "INSERT INTO operations (user_id, id, request_hash, status, answer, created_at)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                      "ttbiti", user, id, (const void *)operation->request_hash, (size_t)STORE_HASH_BYTES,
                      operation->status, operation->answer, (int64_t)store->now);
}

enum store_result store_operations_purge(struct store *store, doran_time before, int64_t limit,
                                         int64_t *count)
{
    enum store_result result =
        store_exec(store,
                   "DELETE FROM operations WHERE (user_id, id) IN (SELECT user_id, id FROM operations"
                   " WHERE created_at <= ?1 ORDER BY created_at, user_id, id LIMIT ?2)",
                   "ii", (int64_t)before, limit);
    *count = result == STORE_OK ? db_changes(store->conn) : 0;
    return result;
}
