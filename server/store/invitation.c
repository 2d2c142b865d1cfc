#include "server/store/invite.h"

#include "server/store/change.h"
#include "server/store/object.h"

#define ROW_COLUMNS                                                                                          \
    "i.family_id, i.id, i.nickname, i.nickname_key, i.inviter_id, i.inviter_nickname, i.guest_id,"           \
    " i.reserved_for, f.title, CASE WHEN f.deleted_at IS NULL THEN 0 ELSE 1 END,"                            \
    " CASE WHEN i.declined_at IS NULL THEN 0 ELSE 1 END, i.state, i.expires_at"

void store_read_invitation(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_invitation *invitation = out;
    invitation->id = store_text(store, rows, column);
    invitation->family_id = store_text(store, rows, column + 1);
    invitation->family_title = store_text(store, rows, column + 2);
    invitation->inviter_nickname = store_text(store, rows, column + 3);
    invitation->nickname = store_text(store, rows, column + 4);
    invitation->sent_at = db_int(rows, column + 5);
    invitation->expires_at = db_int(rows, column + 6);
}

static enum store_result read_row(struct store *store, struct db_rows *rows, struct store_invite_row *out)
{
    enum store_result result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct store_invite_row){
        .family_id = store_text(store, rows, 0),
        .id = store_text(store, rows, 1),
        .nickname = store_text(store, rows, 2),
        .nickname_key = store_text(store, rows, 3),
        .inviter_id = store_text(store, rows, 4),
        .inviter_nickname = store_text(store, rows, 5),
        .guest_id = store_text(store, rows, 6),
        .reserved_for = store_text(store, rows, 7),
        .family_title = store_text(store, rows, 8),
        .family_deleted = db_int(rows, 9) != 0,
        .declined = db_int(rows, 10) != 0,
        .state = (enum doran_invite_state)store_choice(rows, 11, DORAN_ENUM_invite_state),
        .expires_at = db_int(rows, 12),
    };
    return store_sound(store);
}

enum store_result store_invite_of_guest(struct store *store, const char *guest, const char *id,
                                        struct store_invite_row *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " ROW_COLUMNS " FROM invites i JOIN families f ON f.id = i.family_id"
                     " WHERE i.guest_id = ?1 AND i.id = ?2",
                     "tt", guest, id);
    return result == STORE_OK ? read_row(store, rows, out) : result;
}

enum store_result store_invite_by_code(struct store *store, const unsigned char code_hash[STORE_HASH_BYTES],
                                       struct store_invite_row *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " ROW_COLUMNS " FROM invites i JOIN families f ON f.id = i.family_id"
        " WHERE i.code_hash = ?1 AND i.state = 'open' AND i.expires_at > ?2 AND f.deleted_at IS NULL",
        "bi", (const void *)code_hash, (size_t)STORE_HASH_BYTES, (int64_t)store->now);
    return result == STORE_OK ? read_row(store, rows, out) : result;
}

enum store_result store_invite_reserve(struct store *store, const char *family, const char *id,
                                       const char *user)
{
    return store_change_one(
        store,
        "UPDATE invites SET reserved_for = ?3 WHERE family_id = ?1 AND id = ?2 AND state = 'open'"
        " AND reserved_for IS NULL",
        "ttt", family, id, user);
}

enum store_result store_invitations(struct store *store, const char *guest, struct doran_invitation_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_INVITATION_COLUMNS " FROM invites i JOIN families f ON f.id = i.family_id"
        " WHERE i.guest_id = ?1 AND " STORE_INVITATION_OPEN " ORDER BY i.sent_at DESC, i.id DESC LIMIT ?2",
        "ti", guest, (int64_t)DORAN_FAMILY_INVITES_MAX);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_invitation);
}

enum store_result store_invitation_count(struct store *store, const char *guest, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT COUNT(*) FROM invites i JOIN families f ON f.id = i.family_id"
                     " WHERE i.guest_id = ?1 AND " STORE_INVITATION_OPEN,
                     "t", guest);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0) < DORAN_FAMILY_INVITES_MAX ? db_int(rows, 0) : DORAN_FAMILY_INVITES_MAX;
    return result;
}

enum store_result store_invitation_decline(struct store *store, const char *guest, const char *id)
{
    enum store_result result = store_change_one(
        store,
        "UPDATE invites SET declined_at = ?3 WHERE guest_id = ?1 AND id = ?2 AND state = 'open'"
        " AND declined_at IS NULL",
        "tti", guest, id, (int64_t)store->now);
    if (result != STORE_OK)
        return result;
    return store_append(store, guest, DORAN_kind_invitation, id, DORAN_op_delete);
}
