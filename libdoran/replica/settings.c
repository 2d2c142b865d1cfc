/* Small values of this device that belong to the user's data. */
#include "libdoran/replica/store.h"

#include <string.h>

#define NAME_MAX_BYTES 64
#define VALUE_MAX_BYTES 65536

bool doran_replica_setting_get(struct doran_replica *replica, const char *key, char **out,
                               struct doran_arena *arena, struct doran_error *error)
{
    doran_error_clear(error);
    *out = NULL;
    if (!store_begin(replica, false, error))
        return false;
    sqlite3_stmt *statement = store_prepare(replica, STORE_SETTING_GET, error);
    if (statement == NULL)
        return store_end(replica, false, error);
    store_bind(statement, 1, key);
    int step = store_step(replica, statement, error);
    bool good = step >= 0;
    if (step > 0 && (*out = store_text(statement, 0, arena)) == NULL)
        good = doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    else if (step == 0)
        good = doran_fail(error, DORAN_ERROR_not_found, NULL, "It is not set.");
    store_done(statement);
    return store_end(replica, good, error);
}

bool doran_replica_setting_set(struct doran_replica *replica, const char *key, const char *value,
                               struct doran_error *error)
{
    doran_error_clear(error);
    if (key[0] == '\0' || strlen(key) > NAME_MAX_BYTES)
        return doran_fail(error, DORAN_ERROR_invalid, "key", "That is no name for a setting.");
    if (value != NULL && strlen(value) > VALUE_MAX_BYTES)
        return doran_fail(error, DORAN_ERROR_too_large, NULL, "A setting has at most %d bytes.",
                          VALUE_MAX_BYTES);
    if (!store_begin_relaxed(replica, error)) /* The last moments' choices are no loss. */
        return false;
    bool good = value == NULL ? STORE_RUN(replica, STORE_SETTING_REMOVE, error, key)
                              : STORE_RUN(replica, STORE_SETTING_SET, error, key, value);
    return store_end(replica, good, error);
}
