#include "server/store/approval.h"

#include "server/store/change.h"
#include "server/store/object.h"

#include <sodium.h>
#include <string.h>

void store_read_approval(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_approval *approval = out;
    approval->id = store_text(store, rows, column);
    approval->device = store_text(store, rows, column + 1);
    approval->created_at = db_int(rows, column + 2);
    approval->expires_at = db_int(rows, column + 3);
}

/* Tells the users whose approvals a statement with RETURNING user_id, id took away. */
static enum store_result tell_gone(struct store *store, struct db_rows *rows, int64_t *count)
{
    enum store_result result;
    while ((result = store_next(store, rows)) == STORE_OK) {
        ++*count;
        if (db_null(rows, 0))
            continue;
        result =
            store_append(store, db_text(rows, 0), DORAN_kind_approval, db_text(rows, 1), DORAN_op_delete);
        if (result != STORE_OK)
            return result;
    }
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result end_the_oldest(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result =
        store_select(store, &rows,
                     "DELETE FROM approvals WHERE user_id = ?1 AND id IN (SELECT id FROM approvals"
                     " WHERE user_id = ?1 ORDER BY id DESC LIMIT 1000 OFFSET ?2)"
                     " RETURNING user_id, id",
                     "ti", user, (int64_t)DORAN_USER_APPROVALS_MAX - 1);
    return result == STORE_OK ? tell_gone(store, rows, &count) : result;
}

enum store_result store_approval_create(struct store *store, const struct store_approval_new *approval)
{
    enum store_result result = end_the_oldest(store, approval->user);
    if (result == STORE_OK)
        result = store_exec(
            store,
            "INSERT INTO approvals (id, user_id, secret_hash, code, device, state, tries, created_at,"
            " expires_at) VALUES (?1, ?2, ?3, ?4, ?5, 'open', 0, ?6, ?7)",
            "ttbttii", approval->id, approval->user, (const void *)approval->secret_hash,
            (size_t)STORE_HASH_BYTES, approval->code, approval->device, (int64_t)store->now,
            (int64_t)approval->expires_at);
    if (result != STORE_OK || !approval->user)
        return result;
    return store_append(store, approval->user, DORAN_kind_approval, approval->id, DORAN_op_put);
}

enum store_result store_approvals(struct store *store, const char *user, struct doran_approval_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_APPROVAL_COLUMNS
                                            " FROM approvals a WHERE a.user_id = ?1 AND a.state = 'open'"
                                            " ORDER BY a.id DESC LIMIT ?2",
                                            "ti", user, (int64_t)DORAN_USER_APPROVALS_MAX);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_approval);
}

static enum store_result find_open(struct store *store, const char *user, const char *id, const char **code,
                                   int64_t *tries)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT code, tries FROM approvals WHERE id = ?1 AND user_id = ?2"
                                            " AND state = 'open' AND expires_at > ?3" DB_FOR_UPDATE,
                                            "tti", id, user, (int64_t)store->now);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *code = store_text(store, rows, 0);
    *tries = db_int(rows, 1);
    return store_sound(store);
}

enum store_result store_approval_accept(struct store *store, const char *user, const char *id,
                                        const char *code, bool *right)
{
    const char *expected = NULL;
    int64_t tries = 0;
    enum store_result result = find_open(store, user, id, &expected, &tries);
    if (result != STORE_OK)
        return result;
    *right = strlen(code) == strlen(expected) && sodium_memcmp(code, expected, strlen(expected)) == 0;
    if (!*right && tries + 1 >= STORE_APPROVAL_TRIES)
        return store_approval_refuse(store, user, id);
    if (!*right)
        return store_exec(store, "UPDATE approvals SET tries = tries + 1 WHERE id = ?1", "t", id);
    result = store_exec(store, "UPDATE approvals SET state = 'accepted' WHERE id = ?1", "t", id);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_approval, id, DORAN_op_delete);
}

enum store_result store_approval_refuse(struct store *store, const char *user, const char *id)
{
    enum store_result result = store_change_one(
        store, "DELETE FROM approvals WHERE id = ?1 AND user_id = ?2 AND state = 'open'", "tt", id, user);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_approval, id, DORAN_op_delete);
}

enum store_result store_approval_claim(struct store *store, const char *id,
                                       const unsigned char secret_hash[STORE_HASH_BYTES], const char **user,
                                       const char **device)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "DELETE FROM approvals WHERE id = ?1 AND secret_hash = ?2 AND state = 'accepted' AND expires_at > ?3"
        " RETURNING user_id, device",
        "tbi", id, (const void *)secret_hash, (size_t)STORE_HASH_BYTES, (int64_t)store->now);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *user = store_text(store, rows, 0);
    *device = store_text(store, rows, 1);
    return store_sound(store);
}

enum store_result store_approvals_expire(struct store *store, int64_t limit, int64_t *count)
{
    STORE_ROWS(rows);
    *count = 0;
    enum store_result result =
        store_select(store, &rows,
                     "DELETE FROM approvals WHERE id IN (SELECT id FROM approvals WHERE"
                     " expires_at <= ?1 ORDER BY expires_at, id LIMIT ?2) RETURNING user_id, id",
                     "ii", (int64_t)store->now, limit);
    return result == STORE_OK ? tell_gone(store, rows, count) : result;
}

enum store_result store_approvals_end(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result = store_select(
        store, &rows, "DELETE FROM approvals WHERE user_id = ?1 RETURNING user_id, id", "t", user);
    return result == STORE_OK ? tell_gone(store, rows, &count) : result;
}
