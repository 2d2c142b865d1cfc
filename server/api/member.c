#include "server/store/member.h"

#include "server/api/handlers.h"
#include "server/rules/mission.h"
#include "server/rules/notice.h"

#include <string.h>

bool run_member_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_member_page *page = answer;
    return call_done(call, store_members(store, call_id(call, DORAN_PARAM_family), &page->members));
}

bool run_member_change(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_member_change *request = call->input;
    const char *family = call->family.id, *user = call_id(call, DORAN_PARAM_user);
    const char *key = text_key(store, request->nickname);
    if (!call_done(call, store_member_is(store, family, user)) || !key)
        return false;
    return call_found(call, store_nickname_free(store, family, key, user, NULL), DORAN_ERROR_internal,
                      DORAN_ERROR_nickname_taken) &&
           call_found(call, store_member_change(store, family, user, request->nickname, key),
                      DORAN_ERROR_not_found, DORAN_ERROR_nickname_taken) &&
           call_done(call, store_member(store, family, user, answer));
}

/* Who is taken out is told by whom; the others are told who is gone, as if they had left. */
static bool tell_of_removal(struct api_call *call, struct store *store, const struct doran_member *member)
{
    struct notice to_them = {.category = DORAN_category_member_removed,
                             .family = &call->family,
                             .actor = call->user,
                             .subject_kind = DORAN_kind_family,
                             .subject = call->family.id};
    const struct notice to_others = {.category = DORAN_category_member_left,
                                     .family = &call->family,
                                     .actor = member->user_id,
                                     .actor_nickname = member->nickname,
                                     .subject_kind = DORAN_kind_family,
                                     .subject = call->family.id};
    return own_nickname(call, store, call->family.id, &to_them.actor_nickname) &&
           call_done(call, rules_tell(store, member->user_id, &to_them)) &&
           call_done(call, rules_tell_members(store, &to_others, call->user));
}

bool run_member_remove(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const char *family = call->family.id, *user = call_id(call, DORAN_PARAM_user);
    struct doran_member member;
    if (!strcmp(user, call->user))
        return call_refuse(call, DORAN_ERROR_host_must_hand_over, NULL);
    return call_done(call, store_member(store, family, user, &member)) &&
           call_done(call, store_member_remove(store, family, user)) &&
           call_done(call, rules_missions_leave(store, &call->family, user)) &&
           tell_of_removal(call, store, &member);
}
