/** @file replica.h  What the user's families are, as far as this device knows, with what is not sent yet on top.
 *
 * Reading never touches the network and never waits for it. Each call sees one state. Results live in the arena given.
 * A replica handle may be used by one thread at a time. It can be opened beside a running client (another process). */
#ifndef DORAN_REPLICA_H
#define DORAN_REPLICA_H

#include "arena.h"
#include "calendar.h"
#include "error.h"
#include "protocol.h"
#include "types.h"

struct doran_replica;

/** Opens a replica by itself, as for a status bar. A missing file is made (mode 0600, its folder 0700). A corrupt one, or
 * one of an unknown version, is set aside with ".broken" appended and begun anew: everything in it is on the server, but for
 * the outbox, which is carried over when it can be read. */
DORAN_API struct doran_replica *doran_replica_open(const char *path, struct doran_error *error);
/** NULL is allowed. Not for one that doran_client_replica() gave. */
DORAN_API void doran_replica_close(struct doran_replica *replica);

/** From here to doran_replica_release() all readings see one state, that of now, and what they have in common (the outbox) is read
 * once: for who reads much at once. Whatever is written meanwhile through this handle ends it. Readings into another arena
 * than this one are right, too, but spare less.
 * @param arena  must not be emptied before the release
 * False, with the error, leaves readings as they are without it. */
DORAN_API bool doran_replica_hold(struct doran_replica *replica, struct doran_arena *arena,
                                  struct doran_error *error);
/** Without a hold nothing is done. */
DORAN_API void doran_replica_release(struct doran_replica *replica);

/** Tells whether what was read of a kind of objects is still as it was.
 * @param out  gets a number that is another one once objects of the kind have changed here, in whatever stream, or once what
 * waits to be sent does something else to them; that it is the same by chance is as likely as that a 64-bit hash is */
DORAN_API bool doran_replica_version(struct doran_replica *replica, enum doran_kind kind, uint64_t *out,
                                     struct doran_error *error);

/** True when a first sync has reached at least its first page, so that there is something to show. */
DORAN_API bool doran_replica_ready(struct doran_replica *replica);
DORAN_API bool doran_replica_user(struct doran_replica *replica, struct doran_user *out,
                                  struct doran_arena *arena, struct doran_error *error);
DORAN_API bool doran_replica_families(struct doran_replica *replica, struct doran_family_list *out,
                                      struct doran_arena *arena, struct doran_error *error);
/** One's own places, in the order they were taken. */
DORAN_API bool doran_replica_memberships(struct doran_replica *replica, struct doran_membership_list *out,
                                         struct doran_arena *arena, struct doran_error *error);
DORAN_API bool doran_replica_members(struct doran_replica *replica, const char *family,
                                     struct doran_member_list *out, struct doran_arena *arena,
                                     struct doran_error *error);
/** Open invites of a family, newest first. */
DORAN_API bool doran_replica_invites(struct doran_replica *replica, const char *family,
                                     struct doran_invite_list *out, struct doran_arena *arena,
                                     struct doran_error *error);
/** The events of a family that matter for a stretch of days: what doran_events_expand() needs to say what falls into
 * it, in the order of their ids. A month reads in well under a millisecond, whatever the family has. author_name is what
 * the member is called now. What is unsent and brings an event into being has the operation's id, as it will when it is
 * sent. @param to  the day after the last; at most DORAN_WINDOW_DAYS_MAX later */
DORAN_API bool doran_replica_events(struct doran_replica *replica, const char *family, struct doran_date from,
                                    struct doran_date to, struct doran_event_list *out,
                                    struct doran_arena *arena, struct doran_error *error);
/** The same, expanded in the family's time zone, as GET /families/{family}/calendar answers: only events that have an
 * occurrence in the window are there. */
DORAN_API bool doran_replica_calendar(struct doran_replica *replica, const char *family,
                                      struct doran_date from, struct doran_date to,
                                      struct doran_calendar_page *out, struct doran_arena *arena,
                                      struct doran_error *error);
/** An event whole, by its id or that of an occurrence of it that is different: the series, or the single event, and all
 * that is different in it, in no order. `not_found` when there is none. */
DORAN_API bool doran_replica_event_set(struct doran_replica *replica, const char *family, const char *id,
                                       struct doran_event_list *out, struct doran_arena *arena,
                                       struct doran_error *error);
DORAN_API bool doran_replica_invitations(struct doran_replica *replica, struct doran_invitation_list *out,
                                         struct doran_arena *arena, struct doran_error *error);
/** Newest first. @param limit  1 to DORAN_NOTIFICATIONS_MAX @param unread  gets how many are unread; NULL allowed */
DORAN_API bool doran_replica_notifications(struct doran_replica *replica, size_t limit,
                                           struct doran_notification_list *out, int64_t *unread,
                                           struct doran_arena *arena, struct doran_error *error);
DORAN_API bool doran_replica_sessions(struct doran_replica *replica, struct doran_session_list *out,
                                      struct doran_arena *arena, struct doran_error *error);
DORAN_API bool doran_replica_approvals(struct doran_replica *replica, struct doran_approval_list *out,
                                       struct doran_arena *arena, struct doran_error *error);
/** A month's missions (`2026-11`), newest first. Names of what is not sent yet are not filled in: the members know them. */
DORAN_API bool doran_replica_missions(struct doran_replica *replica, const char *family, const char *month,
                                      struct doran_mission_list *out, struct doran_arena *arena,
                                      struct doran_error *error);
/** Those that were completed in a time, whatever month they are of, the first one first: at most 5000 and what waits.
 * @param from  the first instant @param to  the one after the last */
DORAN_API bool doran_replica_missions_completed(struct doran_replica *replica, const char *family,
                                                doran_time from, doran_time to,
                                                struct doran_mission_list *out, struct doran_arena *arena,
                                                struct doran_error *error);
/** The one proposed last: DORAN_ERROR_not_found when there is none. */
DORAN_API bool doran_replica_mission_latest(struct doran_replica *replica, const char *family,
                                            struct doran_mission *out, struct doran_arena *arena,
                                            struct doran_error *error);
/** The months that have missions, the latest first. */
DORAN_API bool doran_replica_mission_months(struct doran_replica *replica, const char *family,
                                            struct doran_mission_month_list *out, struct doran_arena *arena,
                                            struct doran_error *error);
DORAN_API bool doran_replica_dashboard(struct doran_replica *replica, const char *family, const char *month,
                                       struct doran_dashboard *out, struct doran_arena *arena,
                                       struct doran_error *error);
/** Every badge there is, in the order of their names' numbers. */
DORAN_API bool doran_replica_badges(struct doran_replica *replica, const char *family,
                                    struct doran_badge_list *out, struct doran_arena *arena,
                                    struct doran_error *error);
/** The last known presence of a family's members, as told over the live connection. */
DORAN_API bool doran_replica_presence(struct doran_replica *replica, const char *family,
                                      struct doran_presence_list *out, struct doran_arena *arena,
                                      struct doran_error *error);
/** Any object by kind and id, as a struct of the kind's type: DORAN_ERROR_not_found when it is not there. */
DORAN_API bool doran_replica_object(struct doran_replica *replica, const char *stream, enum doran_kind kind,
                                    const char *id, void *out, struct doran_arena *arena,
                                    struct doran_error *error);
/** The same as the server told it last, without what waits in the outbox: also what is to be deleted has a name. */
DORAN_API bool doran_replica_confirmed(struct doran_replica *replica, const char *stream,
                                       enum doran_kind kind, const char *id, void *out,
                                       struct doran_arena *arena, struct doran_error *error);
/** The cursor the replica has reached. */
DORAN_API bool doran_replica_cursor(struct doran_replica *replica, struct doran_cursor *out,
                                    struct doran_error *error);

/** Events of a family whose title or note has the words, case and form aside (doran_text_key()), all of them with "", at most
 * `max`, in no order. Looks at every event: tens of milliseconds with ten thousand. */
DORAN_API bool doran_replica_events_find(struct doran_replica *replica, const char *family, const char *words,
                                         size_t max, struct doran_event_list *out, struct doran_arena *arena,
                                         struct doran_error *error);

/** The outbox. */
enum doran_outbox_state { DORAN_OUTBOX_waiting, DORAN_OUTBOX_sending, DORAN_OUTBOX_parked };
struct doran_outbox_item {
    char operation[37];
    enum doran_route_id route;
    struct doran_path path;
    const void *request; /**< A struct of the route's request type. */
    doran_time queued_at;
    enum doran_outbox_state state;
    struct doran_error error; /**< Of a parked one: why. */
};
struct doran_outbox_list {
    struct doran_outbox_item *items;
    size_t count;
};
/** Oldest first. */
DORAN_API bool doran_replica_outbox(struct doran_replica *replica, struct doran_outbox_list *out,
                                    struct doran_arena *arena, struct doran_error *error);
/** Takes an item (and the parked ones that depend on it) out. One that is being sent: DORAN_ERROR_conflict. */
DORAN_API bool doran_replica_outbox_drop(struct doran_replica *replica, const char *operation,
                                         struct doran_error *error);
/** Sends a parked item again, and those that depend on it. */
DORAN_API bool doran_replica_outbox_retry(struct doran_replica *replica, const char *operation,
                                          struct doran_error *error);
/** Changes what an item will send, in its place in the order, under a new operation id, and lets it wait to be sent, also a
 * parked one; those parked that depend on it go with it. What was seen on this device follows at once.
 * @param request    a struct of the item's route's request type; it is checked: DORAN_ERROR_invalid with the field
 * @param new_operation  gets the new id; NULL allowed
 * One that is being sent: DORAN_ERROR_conflict. */
DORAN_API bool doran_replica_outbox_edit(struct doran_replica *replica, const char *operation,
                                         const void *request, char new_operation[37],
                                         struct doran_error *error);
/** Forgets everything, the outbox too: after log-out. */
DORAN_API bool doran_replica_wipe(struct doran_replica *replica, struct doran_error *error);

/** Settings of this device that belong to the user's data, as the family shown last. A name has up to 64 bytes, a value up to
 * 65536. One that is not set is DORAN_ERROR_not_found; setting it to NULL takes it out. Setting one does not wait for the disk: of
 * a power cut right after it the earlier value may be left. */
DORAN_API bool doran_replica_setting_get(struct doran_replica *replica, const char *key, char **out,
                                         struct doran_arena *arena, struct doran_error *error);
DORAN_API bool doran_replica_setting_set(struct doran_replica *replica, const char *key, const char *value,
                                         struct doran_error *error);

#endif
