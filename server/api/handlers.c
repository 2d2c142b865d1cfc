#include "server/api/handlers.h"

#include "server/store/member.h"

#include <doran/id.h>
#include <doran/text.h>

#include <stdlib.h>

const struct handler api_handlers[DORAN_ROUTE_COUNT] = {
    [DORAN_R_server] = {.run = run_server},
    [DORAN_R_signup] = {.check = check_signup,
                        .prepare = prepare_signup,
                        .slow = slow_fresh,
                        .run = run_signup},
    [DORAN_R_login] = {.prepare = prepare_login, .slow = slow_verify, .run = run_login},
    [DORAN_R_recover] = {.check = check_recover, .slow = slow_fresh, .run = run_recover},
    [DORAN_R_logout] = {.run = run_logout},
    [DORAN_R_join_preview] = {.run = run_join_preview},
    [DORAN_R_join] = {.run = run_join},
    [DORAN_R_approval_request] = {.run = run_approval_request},
    [DORAN_R_approval_claim] = {.run = run_approval_claim},

    [DORAN_R_me] = {.run = run_me},
    [DORAN_R_profile_change] = {.run = run_profile_change},
    [DORAN_R_mood_change] = {.run = run_mood_change},
    [DORAN_R_account_delete] = {.prepare = prepare_proof, .slow = slow_verify, .run = run_account_delete},
    [DORAN_R_password_change] = {.prepare = prepare_password_change,
                                 .slow = slow_change,
                                 .run = run_password_change},
    [DORAN_R_recovery_renew] = {.prepare = prepare_proof, .slow = slow_verify, .run = run_recovery_renew},
    [DORAN_R_session_list] = {.run = run_session_list},
    [DORAN_R_session_end] = {.run = run_session_end},
    [DORAN_R_approval_list] = {.run = run_approval_list},
    [DORAN_R_approval_accept] = {.run = run_approval_accept},
    [DORAN_R_approval_refuse] = {.run = run_approval_refuse},

    [DORAN_R_family_list] = {.run = run_family_list, .scope = scope_all},
    [DORAN_R_family_create] = {.run = run_family_create},
    [DORAN_R_family_deleted_list] = {.run = run_family_deleted_list},
    [DORAN_R_family] = {.run = run_family},
    [DORAN_R_family_change] = {.run = run_family_change},
    [DORAN_R_family_delete] = {.run = run_family_delete},
    [DORAN_R_family_restore] = {.run = run_family_restore},
    [DORAN_R_host_change] = {.run = run_host_change},
    [DORAN_R_family_leave] = {.run = run_family_leave},
    [DORAN_R_home] = {.check = check_home, .run = run_home},
    [DORAN_R_presence_list] = {.run = run_presence_list, .finish = finish_presence_list},
    [DORAN_R_member_list] = {.run = run_member_list},
    [DORAN_R_member_change] = {.run = run_member_change},
    [DORAN_R_member_remove] = {.run = run_member_remove},

    [DORAN_R_invite_list] = {.run = run_invite_list},
    [DORAN_R_invite_create] = {.run = run_invite_create, .redact = redact_invite_sent},
    [DORAN_R_invite_resend] = {.run = run_invite_resend, .redact = redact_invite_sent},
    [DORAN_R_invite_withdraw] = {.run = run_invite_withdraw},
    [DORAN_R_invitation_list] = {.run = run_invitation_list},
    [DORAN_R_invitation_accept] = {.run = run_invitation_accept},
    [DORAN_R_invitation_decline] = {.run = run_invitation_decline},

    [DORAN_R_calendar] = {.run = run_calendar},
    [DORAN_R_event] = {.run = run_event},
    [DORAN_R_event_create] = {.run = run_event_create},
    [DORAN_R_event_import] = {.run = run_event_import},
    [DORAN_R_event_change] = {.run = run_event_change},
    [DORAN_R_event_delete] = {.run = run_event_delete},
    [DORAN_R_event_restore] = {.run = run_event_restore},
    [DORAN_R_feed_list] = {.run = run_feed_list},
    [DORAN_R_feed_create] = {.run = run_feed_create, .redact = redact_feed_created},
    [DORAN_R_feed_delete] = {.run = run_feed_delete},

    [DORAN_R_notification_list] = {.run = run_notification_list},
    [DORAN_R_notification_change] = {.run = run_notification_change},
    [DORAN_R_notification_read_all] = {.run = run_notification_read_all},
    [DORAN_R_notification_delete] = {.run = run_notification_delete},
    [DORAN_R_notification_delete_all] = {.run = run_notification_delete_all},

    [DORAN_R_mission_list] = {.check = check_mission_list, .run = run_mission_list},
    [DORAN_R_mission_create] = {.run = run_mission_create},
    [DORAN_R_mission_delete] = {.run = run_mission_delete},
    [DORAN_R_mission_check] = {.run = run_mission_check},
    [DORAN_R_mission_uncheck] = {.run = run_mission_uncheck},
    [DORAN_R_mission_month_list] = {.check = check_mission_month_list, .run = run_mission_month_list},
    [DORAN_R_dashboard] = {.check = check_dashboard, .run = run_dashboard},
    [DORAN_R_badge_list] = {.run = run_badge_list},
    [DORAN_R_welcome] = {.run = run_welcome},

    [DORAN_R_changes] = {.check = check_changes, .run = run_changes, .scope = scope_all},
    [DORAN_R_snapshot] = {.run = run_snapshot, .scope = scope_snapshot},
};

const char *text_key(struct store *store, const char *text)
{
    char *key = doran_text_key(text);
    const char *copy = doran_arena_strdup(store->arena, key);
    free(key);
    if (!copy)
        store_broken(store);
    return copy;
}

const char *made_id(struct api_call *call, struct store *store)
{
    const char *operation = call->request->operation;
    return doran_arena_strdup(store->arena, operation[0] ? operation : doran_id_new().text);
}

bool own_nickname(struct api_call *call, struct store *store, const char *family, const char **out)
{
    struct doran_member member;
    if (!call_done(call, store_member(store, family, call->user, &member)))
        return false;
    *out = member.nickname;
    return true;
}
