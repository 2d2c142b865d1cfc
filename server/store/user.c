#include "server/store/user.h"

#include "server/store/change.h"
#include "server/store/event.h"
#include "server/store/object.h"
#include "server/store/sql.h"

void store_read_user(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_user *user = out;
    user->id = store_text(store, rows, column);
    user->email = store_text(store, rows, column + 1);
    user->nickname = store_text(store, rows, column + 2);
    user->avatar = db_int(rows, column + 3);
    user->mood = (enum doran_mood)store_choice(rows, column + 4, DORAN_ENUM_mood);
    user->mood_at = db_int(rows, column + 5);
    user->created_at = db_int(rows, column + 6);
    user->recovery_codes_left = db_int(rows, column + 7);
}

enum store_result store_user(struct store *store, const char *id, struct doran_user *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_USER_COLUMNS " FROM users u WHERE u.id = ?1 AND u.deleted_at IS NULL",
        "t", id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_user){0};
    store_read_user(store, rows, 0, out);
    return store_sound(store);
}

static enum store_result read_account(struct store *store, struct db_rows *rows, struct store_account *out)
{
    enum store_result result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct store_account){
        .id = store_text(store, rows, 0),
        .email = store_text(store, rows, 1),
        .email_key = store_text(store, rows, 2),
        .nickname = store_text(store, rows, 3),
        .password = store_text(store, rows, 4),
    };
    return store_sound(store);
}

enum store_result store_account(struct store *store, const char *id, struct store_account *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT id, email, email_key, nickname, password FROM users"
                                            " WHERE id = ?1 AND deleted_at IS NULL",
                                            "t", id);
    return result == STORE_OK ? read_account(store, rows, out) : result;
}

enum store_result store_account_by_email(struct store *store, const char *email_key,
                                         struct store_account *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT id, email, email_key, nickname, password FROM users"
                                            " WHERE email_key = ?1 AND deleted_at IS NULL",
                                            "t", email_key);
    return result == STORE_OK ? read_account(store, rows, out) : result;
}

enum store_result store_user_lock(struct store *store, const char *id)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT id FROM users WHERE id = ?1 AND deleted_at IS NULL" DB_FOR_UPDATE, "t", id);
    return result == STORE_OK ? store_next(store, rows) : result;
}

enum store_result store_user_create(struct store *store, const struct store_account *account, int64_t avatar)
{
    enum store_result result =
        store_exec(store,
                   "INSERT INTO users (id, email, email_key, nickname, avatar, password, created_at)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "ttttiti", account->id, account->email, account->email_key, account->nickname, avatar,
                   account->password, (int64_t)store->now);
    if (result != STORE_OK)
        return result;
    return store_append(store, account->id, DORAN_kind_user, account->id, DORAN_op_put);
}

/* The user's own stream, and as a member each family's. */
static enum store_result tell_everybody(struct store *store, const char *id)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT m.family_id FROM members m JOIN families f ON f.id = m.family_id"
        " WHERE m.user_id = ?1 AND m.left_at IS NULL AND f.deleted_at IS NULL ORDER BY m.family_id",
        "t", id);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, db_text(rows, 0), DORAN_kind_member, id, DORAN_op_put);
    if (result != STORE_NONE)
        return result;
    return store_append(store, id, DORAN_kind_user, id, DORAN_op_put);
}

enum store_result store_user_change(struct store *store, const char *id,
                                    const struct doran_profile_change *change)
{
    bool avatar = doran_has(change, profile_change, avatar);
    bool nickname = doran_has(change, profile_change, nickname);
    enum store_result result =
        store_change_one(store,
                         "UPDATE users SET nickname = COALESCE(?2, nickname), avatar = CASE WHEN ?3 > 0 THEN "
                         "?3 ELSE avatar END"
                         " WHERE id = ?1 AND deleted_at IS NULL",
                         "tti", id, nickname ? change->nickname : NULL, avatar ? change->avatar : (int64_t)0);
    return result == STORE_OK ? tell_everybody(store, id) : result;
}

enum store_result store_user_mood(struct store *store, const char *id, enum doran_mood mood)
{
    enum store_result result = store_change_one(
        store, "UPDATE users SET mood = ?2, mood_at = ?3 WHERE id = ?1 AND deleted_at IS NULL", "tti", id,
        doran_enum_name(DORAN_ENUM_mood, (int)mood),
        mood == DORAN_mood_none ? (int64_t)0 : (int64_t)store->now);
    return result == STORE_OK ? tell_everybody(store, id) : result;
}

enum store_result store_user_password(struct store *store, const char *id, const char *before,
                                      const char *hash)
{
    return store_change_one(store,
                            "UPDATE users SET password = ?2 WHERE id = ?1 AND deleted_at IS NULL"
                            " AND (?3 IS NULL OR password = ?3)",
                            "ttt", id, hash, before);
}

/* Open invites still show in the families' lists: their readers are told that the author is nobody now. */
static enum store_result forget_author(struct store *store, const char *id)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "UPDATE invites SET inviter_id = NULL WHERE inviter_id = ?1 AND family_id IN"
                     " (SELECT family_id FROM members WHERE user_id = ?1)"
                     " RETURNING family_id, id",
                     "t", id);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, db_text(rows, 0), DORAN_kind_invite, db_text(rows, 1), DORAN_op_put);
    return result == STORE_NONE ? STORE_OK : result;
}

/* The same for missions that are open; those before them lose the name in silence, there may be thousands. */
static enum store_result forget_proposer(struct store *store, const char *id)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "UPDATE missions SET author_id = NULL, author_name = NULL WHERE author_id = ?1"
        " AND completed_at IS NULL AND family_id IN (SELECT family_id FROM members WHERE user_id = ?1)"
        " RETURNING family_id, id",
        "t", id);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, db_text(rows, 0), DORAN_kind_mission, db_text(rows, 1), DORAN_op_put);
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result forget_traces(struct store *store, const char *id)
{
    static const char *const traces[] = {
        "UPDATE invites SET guest_id = NULL WHERE guest_id = ?1",
        ("UPDATE missions SET author_id = NULL, author_name = NULL WHERE author_id = ?1 AND family_id IN"
         " (SELECT family_id FROM members WHERE user_id = ?1)"),
        ("UPDATE mission_parts SET name = NULL WHERE user_id = ?1 AND family_id IN"
         " (SELECT family_id FROM members WHERE user_id = ?1)"),
        ("UPDATE changes SET actor = NULL WHERE actor = ?1 AND stream IN"
         " (SELECT family_id FROM members WHERE user_id = ?1)"),
        "DELETE FROM notifications WHERE user_id = ?1",
        "DELETE FROM recovery_codes WHERE user_id = ?1",
        "DELETE FROM resets WHERE user_id = ?1",
        "DELETE FROM approvals WHERE user_id = ?1",
        "DELETE FROM operations WHERE user_id = ?1",
        "DELETE FROM feeds WHERE user_id = ?1",
    };
    for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++) {
        enum store_result result = store_exec(store, traces[i], "t", id);
        if (result != STORE_OK)
            return result;
    }
    return STORE_OK;
}

enum store_result store_user_delete(struct store *store, const char *id)
{
    enum store_result result = store_change_one(store,
                                                "UPDATE users SET email = '', email_key = '', nickname = '',"
                                                " password = '', mood = NULL, mood_at = 0, last_seen_at = 0,"
                                                " deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL",
                                                "ti", id, (int64_t)store->now);
    /* What is left are places in deleted families, which come back without them. */
    if (result == STORE_OK)
        result = store_exec(store, "UPDATE members SET left_at = ?2 WHERE user_id = ?1 AND left_at IS NULL",
                            "ti", id, (int64_t)store->now);
    if (result == STORE_OK)
        result = forget_author(store, id);
    if (result == STORE_OK)
        result = forget_proposer(store, id);
    if (result == STORE_OK)
        result = store_event_depart(store, id);
    if (result == STORE_OK)
        result = forget_traces(store, id);
    if (result == STORE_OK)
        result = store_append(store, id, DORAN_kind_user, id, DORAN_op_delete);
    return result;
}

enum store_result store_user_seen(struct store *store, const char *user, doran_time at)
{
    return store_exec(store, "UPDATE users SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2", "ti",
                      user, (int64_t)at);
}

enum store_result store_user_any(struct store *store)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows, "SELECT id FROM users ORDER BY id LIMIT 1", "");
    return result == STORE_OK ? store_next(store, rows) : result;
}
