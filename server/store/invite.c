#include "server/store/invite.h"

#include "server/store/change.h"
#include "server/store/object.h"

void store_read_invite(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_invite *invite = out;
    invite->id = store_text(store, rows, column);
    invite->family_id = store_text(store, rows, column + 1);
    invite->kind = (enum doran_invite_kind)store_choice(rows, column + 2, DORAN_ENUM_invite_kind);
    invite->email = store_text(store, rows, column + 3);
    invite->nickname = store_text(store, rows, column + 4);
    invite->inviter_id = store_text(store, rows, column + 5);
    invite->state = (enum doran_invite_state)store_choice(rows, column + 6, DORAN_ENUM_invite_state);
    invite->created_at = db_int(rows, column + 7);
    invite->sent_at = db_int(rows, column + 8);
    invite->expires_at = db_int(rows, column + 9);
    invite->accepted_by = store_text(store, rows, column + 10);
}

enum store_result store_invite_create(struct store *store, const struct store_invite_new *new)
{
    const struct doran_invite *invite = &new->invite;
    enum store_result result =
        store_exec(store,
                   "INSERT INTO invites (family_id, id, kind, email, email_key, code_hash, nickname, "
                   "nickname_key, inviter_id,"
                   " inviter_nickname, guest_id, state, created_at, sent_at, expires_at)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'open', ?12, ?13, ?14)",
                   "tttttbtttttiii", invite->family_id, invite->id,
                   doran_enum_name(DORAN_ENUM_invite_kind, (int)invite->kind), invite->email, new->email_key,
                   (const void *)new->code_hash, new->code_hash ? (size_t)STORE_HASH_BYTES : (size_t)0,
                   invite->nickname, new->nickname_key, invite->inviter_id, new->inviter_nickname, new->guest,
                   (int64_t)invite->created_at, (int64_t)invite->sent_at, (int64_t)invite->expires_at);
    if (result == STORE_OK)
        result = store_append(store, invite->family_id, DORAN_kind_invite, invite->id, DORAN_op_put);
    if (result == STORE_OK && new->guest)
        result = store_append(store, new->guest, DORAN_kind_invitation, invite->id, DORAN_op_put);
    return result;
}

enum store_result store_invite(struct store *store, const char *family, const char *id,
                               struct doran_invite *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_INVITE_COLUMNS " FROM invites i WHERE i.family_id = ?1 AND i.id = ?2",
        "tt", family, id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_invite){0};
    store_read_invite(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_invites(struct store *store, const char *family, struct doran_invite_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_INVITE_COLUMNS
                                            " FROM invites i WHERE i.family_id = ?1 AND i.state = 'open'"
                                            " ORDER BY i.id DESC LIMIT ?2",
                                            "ti", family, (int64_t)DORAN_FAMILY_INVITES_MAX);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_invite);
}

static enum store_result read_count(struct store *store, struct db_rows *rows, int64_t *out)
{
    enum store_result result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

enum store_result store_invite_count(struct store *store, const char *family, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT COUNT(*) FROM invites WHERE family_id = ?1 AND state = 'open'", "t", family);
    return result == STORE_OK ? read_count(store, rows, out) : result;
}

enum store_result store_invite_to(struct store *store, const char *family, const char *email_key)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT id FROM invites WHERE family_id = ?1 AND email_key = ?2 AND state = 'open'",
        "tt", family, email_key);
    return result == STORE_OK ? store_next(store, rows) : result;
}

/* Tells the family, and a guest who saw it as an invitation; `op` is what happens to the invitation. */
static enum store_result tell(struct store *store, const char *family, const char *id, const char *guest,
                              enum doran_op op)
{
    enum store_result result = store_append(store, family, DORAN_kind_invite, id, DORAN_op_put);
    if (result == STORE_OK && guest)
        result = store_append(store, guest, DORAN_kind_invitation, id, op);
    return result;
}

/* Of each row of a statement with RETURNING family_id, id, guest_id. */
static enum store_result tell_each(struct store *store, struct db_rows *rows, enum doran_op op,
                                   int64_t *count)
{
    enum store_result result;
    while ((result = store_next(store, rows)) == STORE_OK) {
        result = tell(store, db_text(rows, 0), db_text(rows, 1), db_text(rows, 2), op);
        if (result != STORE_OK)
            return result;
        ++*count;
    }
    return result == STORE_NONE ? STORE_OK : result;
}

enum store_result store_invite_resend(struct store *store, const char *family, const char *id,
                                      const unsigned char *code_hash, doran_time expires_at)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result = store_select(
        store, &rows,
        "UPDATE invites SET sent_at = ?3, expires_at = ?4, declined_at = NULL, reserved_for = NULL,"
        " code_hash = COALESCE(?5, code_hash), guest_id = (SELECT u.id FROM users u"
        " WHERE u.email_key = invites.email_key AND u.deleted_at IS NULL)"
        " WHERE family_id = ?1 AND id = ?2 AND state = 'open' RETURNING family_id, id, guest_id",
        "ttiib", family, id, (int64_t)store->now, (int64_t)expires_at, (const void *)code_hash,
        code_hash ? (size_t)STORE_HASH_BYTES : (size_t)0);
    if (result == STORE_OK)
        result = tell_each(store, rows, DORAN_op_put, &count);
    return result == STORE_OK && count == 0 ? STORE_NONE : result;
}

enum store_result store_invite_end(struct store *store, const char *family, const char *id,
                                   enum doran_invite_state state)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result =
        store_select(store, &rows,
                     "UPDATE invites SET state = ?3 WHERE family_id = ?1 AND id = ?2"
                     " AND state = 'open' RETURNING family_id, id, guest_id",
                     "ttt", family, id, doran_enum_name(DORAN_ENUM_invite_state, (int)state));
    if (result == STORE_OK)
        result = tell_each(store, rows, DORAN_op_delete, &count);
    return result == STORE_OK && count == 0 ? STORE_NONE : result;
}

static enum store_result withdraw_others(struct store *store, const char *family, const char *user)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result = store_select(
        store, &rows,
        "UPDATE invites SET state = 'withdrawn' WHERE family_id = ?1 AND state = 'open' AND email_key ="
        " (SELECT u.email_key FROM users u WHERE u.id = ?2) RETURNING family_id, id, guest_id",
        "tt", family, user);
    return result == STORE_OK ? tell_each(store, rows, DORAN_op_delete, &count) : result;
}

enum store_result store_invite_accept(struct store *store, const char *family, const char *id,
                                      const char *user)
{
    STORE_ROWS(rows);
    int64_t count = 0;
    enum store_result result = store_select(
        store, &rows,
        "UPDATE invites SET state = 'accepted', accepted_by = ?3 WHERE family_id = ?1 AND id = ?2"
        " AND state = 'open' RETURNING family_id, id, guest_id",
        "ttt", family, id, user);
    if (result == STORE_OK)
        result = tell_each(store, rows, DORAN_op_delete, &count);
    if (result == STORE_OK && count == 0)
        return STORE_NONE;
    return result == STORE_OK ? withdraw_others(store, family, user) : result;
}

enum store_result store_invites_expire(struct store *store, const char *family, int64_t limit, int64_t *count)
{
    STORE_ROWS(rows);
    *count = 0;
    enum store_result result =
        store_select(store, &rows,
                     "UPDATE invites SET state = 'expired' WHERE state = 'open' AND (family_id, id) IN"
                     " (SELECT family_id, id FROM invites WHERE state = 'open' AND expires_at <= ?1"
                     " AND (?2 IS NULL OR family_id = ?2) ORDER BY expires_at, family_id, id LIMIT ?3)"
                     " RETURNING family_id, id, guest_id",
                     "iti", (int64_t)store->now, family, limit);
    return result == STORE_OK ? tell_each(store, rows, DORAN_op_delete, count) : result;
}

enum store_result store_invites_purge(struct store *store, doran_time before, int64_t limit, int64_t *count)
{
    STORE_ROWS(rows);
    *count = 0;
    enum store_result result = store_select(
        store, &rows,
        "DELETE FROM invites WHERE (family_id, id) IN (SELECT family_id, id FROM invites"
        " WHERE state <> 'open' AND expires_at <= ?1 ORDER BY expires_at, family_id, id LIMIT ?2)"
        " RETURNING family_id, id",
        "ii", (int64_t)before, limit);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        result = store_append(store, db_text(rows, 0), DORAN_kind_invite, db_text(rows, 1), DORAN_op_delete);
        ++*count;
    }
    return result == STORE_NONE ? STORE_OK : result;
}
