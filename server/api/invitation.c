#include "server/api/handlers.h"
#include "server/rules/notice.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/recovery.h"
#include "server/store/user.h"

#include <string.h>

bool run_invitation_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_invitation_page *page = answer;
    return call_done(call, store_invitations(store, call->user, &page->invitations));
}

bool run_invitation_decline(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const char *id = call_id(call, DORAN_PARAM_invite);
    struct store_invite_row row;
    if (!call_done(call, store_invite_of_guest(store, call->user, id, &row)))
        return false;
    return call_found(call, store_invitation_decline(store, call->user, id), DORAN_ERROR_invite_ended,
                      DORAN_ERROR_internal);
}

/* The inviter learns which account accepted, the others that somebody is here. */
static bool tell_of_joining(struct api_call *call, struct store *store, const struct store_invite_row *row)
{
    struct notice notice = {.category = DORAN_category_invite_accepted,
                            .family = &call->family,
                            .actor = call->user,
                            .actor_nickname = row->nickname,
                            .subject_kind = DORAN_kind_member,
                            .subject = call->user};
    enum store_result inviter =
        row->inviter_id ? store_member_is(store, call->family.id, row->inviter_id) : STORE_NONE;
    if (inviter == STORE_BROKEN ||
        (inviter == STORE_OK && !call_done(call, rules_tell(store, row->inviter_id, &notice))))
        return false;
    notice.category = DORAN_category_member_joined;
    return call_done(call, rules_tell_members(store, &notice, row->inviter_id));
}

/* Takes a user in by an open invite of the locked family call->family. */
static bool take_in(struct api_call *call, struct store *store, const struct store_invite_row *row,
                    struct doran_membership *membership)
{
    const char *family = call->family.id;
    int64_t members = 0, families = 0;
    enum store_result already = store_member_is(store, family, call->user);
    if (already == STORE_OK)
        return call_refuse(call, DORAN_ERROR_already_member, NULL);
    if (already == STORE_BROKEN || !call_done(call, store_user_lock(store, call->user)) ||
        !call_done(call, store_member_count(store, family, &members)) ||
        !call_done(call, store_membership_count(store, call->user, &families)))
        return false;
    if (members >= DORAN_FAMILY_MEMBERS_MAX || families >= DORAN_USER_FAMILIES_MAX)
        return call_refuse(call, DORAN_ERROR_limit_reached, NULL);
    /* The nickname is kept for the guest as long as the invite is open: so it is ended after it was taken up.
     */
    return call_found(call, store_member_add(store, family, call->user, row->nickname, row->nickname_key),
                      DORAN_ERROR_internal, DORAN_ERROR_nickname_taken) &&
           call_found(call, store_invite_accept(store, family, row->id, call->user), DORAN_ERROR_invite_ended,
                      DORAN_ERROR_internal) &&
           call_done(call, store_membership(store, family, call->user, membership)) &&
           tell_of_joining(call, store, row);
}

bool run_invitation_accept(struct api_call *call, struct store *store, void *answer)
{
    const char *id = call_id(call, DORAN_PARAM_invite);
    struct store_invite_row row;
    /* Twice: before the lock to learn which family it is of, and after it as it stays. */
    if (!call_done(call, store_invite_of_guest(store, call->user, id, &row)) ||
        !call_done(call, store_family_lock(store, row.family_id, &call->family)) ||
        !call_done(call, store_invite_of_guest(store, call->user, id, &row)))
        return false;
    if (row.state != DORAN_invite_state_open || row.declined || row.family_deleted ||
        row.expires_at <= store->now)
        return call_refuse(call, DORAN_ERROR_invite_ended, NULL);
    return take_in(call, store, &row, answer);
}

/* Whoever holds the code may come, unless it is kept for an account that was made by it. */
static bool find_by_code(struct api_call *call, struct store *store,
                         const unsigned char hash[STORE_HASH_BYTES], struct store_invite_row *row)
{
    enum store_result result = store_invite_by_code(store, hash, row);
    if (result == STORE_OK && row->reserved_for && strcmp(row->reserved_for, call->user) != 0)
        result = STORE_NONE;
    if (result == STORE_NONE)
        return call_refuse(call, DORAN_ERROR_wrong_code, "code");
    return result == STORE_OK;
}

bool run_join(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_join_request *request = call->input;
    struct store_invite_row row;
    unsigned char hash[STORE_HASH_BYTES];
    secret_code_hash(request->code, hash);
    return find_by_code(call, store, hash, &row) &&
           call_done(call, store_family_lock(store, row.family_id, &call->family)) &&
           find_by_code(call, store, hash, &row) && take_in(call, store, &row, answer);
}

bool run_join_preview(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_join_request *request = call->input;
    struct doran_join_preview *preview = answer;
    struct store_invite_row row;
    unsigned char hash[STORE_HASH_BYTES];
    secret_code_hash(request->code, hash);
    enum store_result result = store_join_code(store, hash, &preview->expires_at);
    if (result != STORE_NONE)
        return call_done(call, result);
    result = store_invite_by_code(store, hash, &row);
    if (result == STORE_NONE)
        return call_refuse(call, DORAN_ERROR_wrong_code, "code");
    *preview = (struct doran_join_preview){.family_title = row.family_title,
                                           .inviter_nickname = row.inviter_nickname,
                                           .nickname = row.nickname,
                                           .expires_at = row.expires_at};
    return call_done(call, result);
}
