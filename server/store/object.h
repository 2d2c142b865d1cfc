/** @file object.h  How each kind of object is read from its tables: columns, and the reader of a row. One
 * text of columns serves single reads, lists and the change log. Private to server/store. */
#ifndef SERVER_STORE_OBJECT_H
#define SERVER_STORE_OBJECT_H

#include "server/store/sql.h"

/* Of: users u */
#define STORE_USER_COLUMNS                                                                                   \
    "u.id, u.email, u.nickname, u.avatar, u.mood, u.mood_at, u.created_at,"                                  \
    " (SELECT COUNT(*) FROM recovery_codes r WHERE r.user_id = u.id)"
/* Of: sessions s */
#define STORE_SESSION_COLUMNS "s.id, s.name, s.created_at, s.last_used_at"
/* Of: approvals a */
#define STORE_APPROVAL_COLUMNS "a.id, a.device, a.created_at, a.expires_at"
/* Of: families f */
#define STORE_FAMILY_COLUMNS "f.id, f.title, f.host_id, f.time_zone, f.created_at, f.deleted_at"
/* Of: members m, users u, families f */
#define STORE_MEMBER_COLUMNS                                                                                 \
    "m.family_id, m.user_id, m.nickname, u.nickname, u.avatar, u.mood, u.mood_at,"                           \
    " CASE WHEN f.host_id = m.user_id THEN 1 ELSE 0 END, m.joined_at"
/* Of: members m, families f */
#define STORE_MEMBERSHIP_COLUMNS                                                                             \
    "m.family_id, m.nickname, CASE WHEN f.host_id = m.user_id THEN 1 ELSE 0 END, m.joined_at"
/* Of: invites i */
#define STORE_INVITE_COLUMNS                                                                                 \
    "i.id, i.family_id, i.kind, i.email, i.nickname, i.inviter_id, i.state, i.created_at, i.sent_at,"        \
    " i.expires_at, i.accepted_by"
/* Of: invites i, families f */
#define STORE_INVITATION_COLUMNS                                                                             \
    "i.id, i.family_id, f.title, i.inviter_nickname, i.nickname, i.sent_at, i.expires_at"
#define STORE_INVITATION_OPEN "i.state = 'open' AND i.declined_at IS NULL AND f.deleted_at IS NULL"
/* Of: notifications n */
#define STORE_NOTIFICATION_COLUMNS                                                                           \
    "n.id, n.category, n.family_id, n.family_title, n.actor_id, n.actor_nickname, n.subject_kind,"           \
    " n.subject_id, n.created_at, n.read_at, n.subject_title"
/* Of: missions m */
#define STORE_MISSION_COLUMNS                                                                                \
    "m.id, m.family_id, m.title, m.author_id, m.author_name, m.month, m.created_at, m.completed_at"
/* Of: mission_parts p */
#define STORE_MISSION_PART_COLUMNS "p.user_id, p.name, p.checked_at"
/* Of: mission_months d */
#define STORE_MISSION_MONTH_COLUMNS "d.id, d.family_id, d.month, d.total, d.completed, d.created_at"
/* Of: badges b */
#define STORE_BADGE_COLUMNS "b.family_id, b.name, b.count, b.earned_at"

/* Of: events e, with STORE_EVENT_AUTHOR. Whose account is deleted is nobody at once, though the row forgets later. */
#define STORE_EVENT_COLUMNS                                                                                  \
    "e.id, e.family_id, eu.id, em.nickname, e.title, e.note, e.colour, e.all_day, e.starts, e.ends, e.zone," \
    " e.rrule, e.exceptions, e.reminders, e.series_id, e.recurrence_id, e.uid, e.created_at, e.changed_at"
#define STORE_EVENT_AUTHOR                                                                                   \
    "LEFT JOIN users eu ON eu.id = e.author_id AND eu.deleted_at IS NULL"                                    \
    " LEFT JOIN members em ON em.family_id = e.family_id AND em.user_id = eu.id"

/** Reads those columns, which begin at `column`, into a zeroed struct of the kind's type. */
typedef void store_reader(struct store *store, struct db_rows *rows, int column, void *out);
store_reader store_read_user, store_read_session, store_read_approval, store_read_family, store_read_member,
    store_read_membership, store_read_invite, store_read_invitation, store_read_notification,
    store_read_mission, store_read_mission_month, store_read_badge, store_read_event;
/** Adds what one row of a further table says to an object that was read before; false without memory. */
typedef bool store_adder(struct store *store, struct db_rows *rows, int column, void *object);
store_adder store_read_mission_part;

/** Gives each entry of one stream, in ascending order of seq, its object as it is now; one whose object is
 * not to be had any more becomes a tombstone. */
enum store_result store_attach_objects(struct store *store, const char *stream,
                                       struct doran_change_list *entries);

#endif
