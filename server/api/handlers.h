/** @file handlers.h  The handlers, one file for each noun, and what several of them share. Private to
 * server/api. */
#ifndef SERVER_API_HANDLERS_H
#define SERVER_API_HANDLERS_H

#include "server/api/call.h"

typedef bool handler_run(struct api_call *call, struct store *store, void *answer);
typedef bool handler_prepare(struct api_call *call, struct store *store);
typedef bool handler_step(struct api_call *call);

/* server.c */
handler_run run_server;
/* account.c */
handler_step check_signup, slow_fresh, check_recover, slow_verify, slow_change;
handler_prepare prepare_signup, prepare_login, prepare_proof, prepare_password_change;
handler_run run_signup, run_login, run_recover, run_logout, run_account_delete, run_password_change,
    run_recovery_renew;
/* me.c */
handler_run run_me, run_profile_change, run_mood_change;
/* session.c */
handler_run run_session_list, run_session_end;
/* approval.c */
handler_run run_approval_request, run_approval_claim, run_approval_list, run_approval_accept,
    run_approval_refuse;
/* family.c */
handler_run run_family_list, run_family_create, run_family_deleted_list, run_family, run_family_change,
    run_family_delete, run_family_restore, run_host_change, run_family_leave;
/* mission.c */
handler_step check_mission_list, check_mission_month_list, check_dashboard, check_home;
handler_run run_mission_list, run_mission_create, run_mission_delete, run_mission_check, run_mission_uncheck,
    run_mission_month_list, run_dashboard;
/* badge.c */
handler_run run_badge_list;
/* welcome.c */
handler_run run_welcome;
/* home.c */
handler_run run_home, run_presence_list;
void finish_presence_list(struct api_call *call, void *answer);
/* member.c */
handler_run run_member_list, run_member_change, run_member_remove;
/* invite.c */
handler_run run_invite_list, run_invite_create, run_invite_resend, run_invite_withdraw;
void redact_invite_sent(void *answer);
/* invitation.c */
handler_run run_invitation_list, run_invitation_accept, run_invitation_decline, run_join_preview, run_join;
/* calendar.c */
handler_run run_calendar, run_event;
/* event.c */
handler_run run_event_create, run_event_import, run_event_change, run_event_delete;
/* event_restore.c */
handler_run run_event_restore;
/* feed.c */
handler_run run_feed_list, run_feed_create, run_feed_delete;
void redact_feed_created(void *answer);
/* notification.c */
handler_run run_notification_list, run_notification_change, run_notification_read_all,
    run_notification_delete, run_notification_delete_all;
/* change.c */
handler_step check_changes;
handler_run run_changes, run_snapshot;
void scope_all(const struct api_call *call, struct cache_scope *out);
void scope_snapshot(const struct api_call *call, struct cache_scope *out);

/** Logs a device in: makes the session and fills the answer but for recovery codes. account.c
 * @param device  the name the device gave itself, or NULL */
bool open_session(struct api_call *call, struct store *store, const char *user, const char *device,
                  struct doran_login *login);
/** The key two texts share when they differ in case or form only, in the store's arena. NULL without memory.
 */
const char *text_key(struct store *store, const char *text);
/** The id of what the call makes, in the store's arena: the operation's, so that who asks knows it before the answer, and
 * can go on without a network. NULL without memory. */
const char *made_id(struct api_call *call, struct store *store);
/** One's own 호칭 in a family, as others are told it. */
bool own_nickname(struct api_call *call, struct store *store, const char *family, const char **out);
/** How a month of the path's family stands. mission.c */
bool fill_dashboard(struct api_call *call, struct store *store, const char *month,
                    struct doran_dashboard *out);
/** One leaves a family for good, with all that follows from it; the family is locked. `family.c` */
bool leave_family(struct api_call *call, struct store *store, const struct doran_family *family);

#endif
