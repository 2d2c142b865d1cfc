#include "server/store/member.h"

#include "server/store/change.h"
#include "server/store/object.h"

void store_read_member(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_member *member = out;
    member->family_id = store_text(store, rows, column);
    member->user_id = store_text(store, rows, column + 1);
    member->nickname = store_text(store, rows, column + 2);
    member->profile_nickname = store_text(store, rows, column + 3);
    member->avatar = db_int(rows, column + 4);
    member->mood = (enum doran_mood)store_choice(rows, column + 5, DORAN_ENUM_mood);
    member->mood_at = db_int(rows, column + 6);
    member->role = db_int(rows, column + 7) ? DORAN_role_host : DORAN_role_member;
    member->joined_at = db_int(rows, column + 8);
}

void store_read_membership(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_membership *membership = out;
    membership->family_id = store_text(store, rows, column);
    membership->nickname = store_text(store, rows, column + 1);
    membership->role = db_int(rows, column + 2) ? DORAN_role_host : DORAN_role_member;
    membership->joined_at = db_int(rows, column + 3);
}

enum store_result store_member(struct store *store, const char *family, const char *user,
                               struct doran_member *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " STORE_MEMBER_COLUMNS " FROM members m JOIN users u ON u.id = m.user_id"
                     " JOIN families f ON f.id = m.family_id WHERE m.family_id = ?1 AND m.user_id = ?2 AND "
                     "m.left_at IS NULL",
                     "tt", family, user);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_member){0};
    store_read_member(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_members(struct store *store, const char *family, struct doran_member_list *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " STORE_MEMBER_COLUMNS " FROM members m JOIN users u ON u.id = m.user_id"
                     " JOIN families f ON f.id = m.family_id WHERE m.family_id = ?1 AND m.left_at IS NULL"
                     " ORDER BY m.joined_at, m.user_id",
                     "t", family);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_member);
}

enum store_result store_membership(struct store *store, const char *family, const char *user,
                                   struct doran_membership *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_MEMBERSHIP_COLUMNS " FROM members m JOIN families f ON f.id = m.family_id"
        " WHERE m.family_id = ?1 AND m.user_id = ?2 AND m.left_at IS NULL AND f.deleted_at IS NULL",
        "tt", family, user);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_membership){0};
    store_read_membership(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_memberships(struct store *store, const char *user, struct doran_membership_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_MEMBERSHIP_COLUMNS " FROM members m JOIN families f ON f.id = m.family_id"
        " WHERE m.user_id = ?1 AND m.left_at IS NULL AND f.deleted_at IS NULL"
        " ORDER BY m.joined_at, m.family_id",
        "t", user);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_membership);
}

enum store_result store_member_is(struct store *store, const char *family, const char *user)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT user_id FROM members WHERE family_id = ?1 AND user_id = ?2 AND left_at IS NULL",
        "tt", family, user);
    return result == STORE_OK ? store_next(store, rows) : result;
}

static enum store_result read_count(struct store *store, struct db_rows *rows, int64_t *out)
{
    enum store_result result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

enum store_result store_member_count(struct store *store, const char *family, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT COUNT(*) FROM members WHERE family_id = ?1 AND left_at IS NULL", "t", family);
    return result == STORE_OK ? read_count(store, rows, out) : result;
}

enum store_result store_membership_count(struct store *store, const char *user, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT COUNT(*) FROM members WHERE user_id = ?1 AND left_at IS NULL", "t", user);
    return result == STORE_OK ? read_count(store, rows, out) : result;
}

enum store_result store_nickname_free(struct store *store, const char *family, const char *key,
                                      const char *user, const char *invite)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT 1 FROM members WHERE family_id = ?1 AND nickname_key = ?2 AND left_at IS NULL"
        " AND (?3 IS NULL OR user_id <> ?3)"
        " UNION ALL SELECT 1 FROM invites WHERE family_id = ?1 AND nickname_key = ?2 AND state = 'open'"
        " AND (?4 IS NULL OR id <> ?4)",
        "tttt", family, key, user, invite);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_BROKEN)
        return result;
    return result == STORE_OK ? STORE_TAKEN : STORE_OK;
}

static enum store_result tell(struct store *store, const char *family, const char *user, enum doran_op op)
{
    enum store_result result = store_append(store, family, DORAN_kind_member, user, op);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_membership, family, op);
}

enum store_result store_member_add(struct store *store, const char *family, const char *user,
                                   const char *nickname, const char *key)
{
    enum store_result result =
        store_exec(store,
                   "INSERT INTO members (family_id, user_id, nickname, nickname_key, joined_at)"
                   " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (family_id, user_id) DO UPDATE SET"
                   " nickname = excluded.nickname, nickname_key = excluded.nickname_key,"
                   " joined_at = excluded.joined_at, left_at = NULL",
                   "tttti", family, user, nickname, key, (int64_t)store->now);
    return result == STORE_OK ? tell(store, family, user, DORAN_op_put) : result;
}

enum store_result store_member_change(struct store *store, const char *family, const char *user,
                                      const char *nickname, const char *key)
{
    enum store_result result = store_change_one(store,
                                                "UPDATE members SET nickname = ?3, nickname_key = ?4"
                                                " WHERE family_id = ?1 AND user_id = ?2 AND left_at IS NULL",
                                                "tttt", family, user, nickname, key);
    return result == STORE_OK ? tell(store, family, user, DORAN_op_put) : result;
}

enum store_result store_member_remove(struct store *store, const char *family, const char *user)
{
    enum store_result result = store_change_one(
        store, "UPDATE members SET left_at = ?3 WHERE family_id = ?1 AND user_id = ?2 AND left_at IS NULL",
        "tti", family, user, (int64_t)store->now);
    if (result == STORE_OK)
        result =
            store_exec(store, "DELETE FROM feeds WHERE user_id = ?1 AND family_id = ?2", "tt", user, family);
    return result == STORE_OK ? tell(store, family, user, DORAN_op_delete) : result;
}

static void read_presence(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_presence *presence = out;
    presence->user_id = store_text(store, rows, column);
    presence->last_seen_at = db_int(rows, column + 1);
}

enum store_result store_member_presence(struct store *store, const char *family,
                                        struct doran_presence_list *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT u.id, u.last_seen_at FROM members m JOIN users u ON u.id = m.user_id"
                     " WHERE m.family_id = ?1 AND m.left_at IS NULL ORDER BY m.joined_at, m.user_id",
                     "t", family);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, read_presence);
}
