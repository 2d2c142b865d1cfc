#include "server/store/session.h"

#include "server/store/change.h"
#include "server/store/object.h"

#include <doran/id.h>

void store_read_session(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_session *session = out;
    session->id = store_text(store, rows, column);
    session->name = store_text(store, rows, column + 1);
    session->created_at = db_int(rows, column + 2);
    session->last_used_at = db_int(rows, column + 3);
}

enum store_result store_session_find(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                     struct store_identity *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows, "SELECT user_id, id, last_used_at FROM sessions WHERE token_hash = ?1",
                     "b", (const void *)hash, (size_t)STORE_HASH_BYTES);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct store_identity){
        .user = store_text(store, rows, 0),
        .session = store_text(store, rows, 1),
        .last_used_at = db_int(rows, 2),
    };
    return store_sound(store);
}

/* Ends what a statement with RETURNING id took away. */
static enum store_result tell_ended(struct store *store, struct db_rows *rows, const char *user)
{
    enum store_result result;
    while ((result = store_next(store, rows)) == STORE_OK) {
        result = store_append(store, user, DORAN_kind_session, db_text(rows, 0), DORAN_op_delete);
        if (result != STORE_OK)
            return result;
    }
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result end_the_oldest(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "DELETE FROM sessions WHERE user_id = ?1 AND id IN (SELECT id FROM sessions"
                     " WHERE user_id = ?1 ORDER BY last_used_at DESC, id DESC LIMIT 1000 OFFSET ?2)"
                     " RETURNING id",
                     "ti", user, (int64_t)DORAN_USER_SESSIONS_MAX - 1);
    return result == STORE_OK ? tell_ended(store, rows, user) : result;
}

enum store_result store_session_create(struct store *store, const char *user,
                                       const unsigned char hash[STORE_HASH_BYTES], const char *name,
                                       struct doran_session *out)
{
    struct doran_id id = doran_id_new();
    enum store_result result = end_the_oldest(store, user);
    if (result == STORE_OK)
        result = store_exec(store,
                            "INSERT INTO sessions (user_id, id, token_hash, name, created_at, last_used_at)"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                            "ttbti", user, id.text, (const void *)hash, (size_t)STORE_HASH_BYTES, name,
                            (int64_t)store->now);
    if (result == STORE_OK)
        result = store_append(store, user, DORAN_kind_session, id.text, DORAN_op_put);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_session){
        .id = store_copy(store, id.text),
        .name = store_copy(store, name),
        .created_at = store->now,
        .last_used_at = store->now,
    };
    return store_sound(store);
}

enum store_result store_sessions(struct store *store, const char *user, struct doran_session_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_SESSION_COLUMNS
                                            " FROM sessions s WHERE s.user_id = ?1 ORDER BY s.id DESC",
                                            "t", user);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_session);
}

enum store_result store_session_touch(struct store *store, const char *user, const char *id)
{
    enum store_result result =
        store_change_one(store, "UPDATE sessions SET last_used_at = ?3 WHERE user_id = ?1 AND id = ?2", "tti",
                         user, id, (int64_t)store->now);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_session, id, DORAN_op_put);
}

enum store_result store_session_end(struct store *store, const char *user, const char *id)
{
    enum store_result result =
        store_change_one(store, "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2", "tt", user, id);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_session, id, DORAN_op_delete);
}

enum store_result store_session_end_all(struct store *store, const char *user, const char *keep)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "DELETE FROM sessions WHERE user_id = ?1 AND (?2 IS NULL OR id <> ?2) RETURNING id",
        "tt", user, keep);
    return result == STORE_OK ? tell_ended(store, rows, user) : result;
}
