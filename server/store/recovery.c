#include "server/store/recovery.h"

#include "server/store/change.h"
#include "server/store/sql.h"

#define HASH(hash) (const void *)(hash), (size_t)STORE_HASH_BYTES

enum store_result store_recovery_replace(struct store *store, const char *user,
                                         unsigned char (*hashes)[STORE_HASH_BYTES], size_t count)
{
    enum store_result result = store_exec(store, "DELETE FROM recovery_codes WHERE user_id = ?1", "t", user);
    for (size_t i = 0; result == STORE_OK && i < count; i++)
        result = store_exec(store, "INSERT INTO recovery_codes (user_id, code_hash) VALUES (?1, ?2)", "tb",
                            user, HASH(hashes[i]));
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_user, user, DORAN_op_put);
}

enum store_result store_recovery_use(struct store *store, const char *user,
                                     const unsigned char hash[STORE_HASH_BYTES])
{
    enum store_result result = store_change_one(
        store, "DELETE FROM recovery_codes WHERE user_id = ?1 AND code_hash = ?2", "tb", user, HASH(hash));
    if (result == STORE_OK)
        return store_append(store, user, DORAN_kind_user, user, DORAN_op_put);
    if (result != STORE_NONE)
        return result;
    return store_change_one(store,
                            "DELETE FROM resets WHERE user_id = ?1 AND code_hash = ?2 AND expires_at > ?3",
                            "tbi", user, HASH(hash), (int64_t)store->now);
}

enum store_result store_reset_put(struct store *store, const char *user,
                                  const unsigned char hash[STORE_HASH_BYTES], doran_time expires_at)
{
    return store_exec(
        store,
        "INSERT INTO resets (user_id, code_hash, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT (user_id)"
        " DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at",
        "tbi", user, HASH(hash), (int64_t)expires_at);
}

enum store_result store_join_code_put(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                      doran_time expires_at)
{
    enum store_result result = store_exec(store, "DELETE FROM join_codes", "");
    if (result != STORE_OK)
        return result;
    return store_exec(store, "INSERT INTO join_codes (code_hash, created_at, expires_at) VALUES (?1, ?2, ?3)",
                      "bii", HASH(hash), (int64_t)store->now, (int64_t)expires_at);
}

enum store_result store_join_code(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                  doran_time *expires_at)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT expires_at FROM join_codes WHERE code_hash = ?1 AND expires_at > ?2", "bi",
        HASH(hash), (int64_t)store->now);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *expires_at = db_int(rows, 0);
    return result;
}

enum store_result store_join_code_use(struct store *store, const unsigned char hash[STORE_HASH_BYTES])
{
    return store_change_one(store, "DELETE FROM join_codes WHERE code_hash = ?1 AND expires_at > ?2", "bi",
                            HASH(hash), (int64_t)store->now);
}

enum store_result store_codes_expire(struct store *store)
{
    enum store_result result =
        store_exec(store, "DELETE FROM resets WHERE expires_at <= ?1", "i", (int64_t)store->now);
    if (result != STORE_OK)
        return result;
    return store_exec(store, "DELETE FROM join_codes WHERE expires_at <= ?1", "i", (int64_t)store->now);
}
