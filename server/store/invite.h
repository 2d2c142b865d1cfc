/** @file invite.h  Invites as the family sees them, and invitations as their guests see them: one row, two
 * faces.
 *
 * What the guest does not accept stays `open` for the family until it expires. Who changes an invite holds
 * the family's lock (store_family_lock()). */
#ifndef SERVER_STORE_INVITE_H
#define SERVER_STORE_INVITE_H

#include "server/store/session.h"

struct store_invite_new {
    struct doran_invite invite;
    const char *email_key; /**< NULL for one by code. */
    const char *nickname_key;
    const char *inviter_nickname;
    const char *guest;              /**< The account that has the address now, or NULL. */
    const unsigned char *code_hash; /**< STORE_HASH_BYTES, NULL for one by e-mail. */
};
/** STORE_TAKEN when an open one has the address or the nickname. */
enum store_result store_invite_create(struct store *store, const struct store_invite_new *invite);
enum store_result store_invite(struct store *store, const char *family, const char *id,
                               struct doran_invite *out);
/** Open ones, newest first. */
enum store_result store_invites(struct store *store, const char *family, struct doran_invite_list *out);
enum store_result store_invite_count(struct store *store, const char *family, int64_t *out);
/** Whether an open one has the address: STORE_OK, STORE_NONE. */
enum store_result store_invite_to(struct store *store, const char *family, const char *email_key);
/** Sends an open one again: a new while, the account that has the address now, a new code where there is one.
 */
enum store_result store_invite_resend(struct store *store, const char *family, const char *id,
                                      const unsigned char *code_hash, doran_time expires_at);
/** Ends an open one as `withdrawn` or `expired`. STORE_NONE when it is not open. */
enum store_result store_invite_end(struct store *store, const char *family, const char *id,
                                   enum doran_invite_state state);
/** Ends an open one as accepted by a user, and withdraws any other the family has open for them. */
enum store_result store_invite_accept(struct store *store, const char *family, const char *id,
                                      const char *user);

/** What the server alone knows of an invite. */
struct store_invite_row {
    const char *family_id;
    const char *id;
    const char *nickname;
    const char *nickname_key;
    const char *inviter_id; /**< NULL once the account is deleted. */
    const char *inviter_nickname;
    const char *guest_id;     /**< Or NULL. */
    const char *reserved_for; /**< Who signed up by the code, or NULL. */
    const char *family_title;
    bool family_deleted;
    bool declined;
    enum doran_invite_state state;
    doran_time expires_at;
};
/** An invite whose guest the user is, in any state. */
enum store_result store_invite_of_guest(struct store *store, const char *guest, const char *id,
                                        struct store_invite_row *out);
/** An open invite by its code; too old ones and those of deleted families are STORE_NONE. */
enum store_result store_invite_by_code(struct store *store, const unsigned char code_hash[STORE_HASH_BYTES],
                                       struct store_invite_row *out);
/** Keeps an open invite by code for who signed up by it. STORE_NONE when it is kept for somebody else. */
enum store_result store_invite_reserve(struct store *store, const char *family, const char *id,
                                       const char *user);

/** A guest's open invitations, newest first. */
enum store_result store_invitations(struct store *store, const char *guest,
                                    struct doran_invitation_list *out);
enum store_result store_invitation_count(struct store *store, const char *guest, int64_t *out);
/** The guest says no; the family is not told. STORE_NONE when there is no open one. */
enum store_result store_invitation_decline(struct store *store, const char *guest, const char *id);

/** Ends at most `limit` that are too old, of one family or of all (NULL); `count` gets how many there were. */
enum store_result store_invites_expire(struct store *store, const char *family, int64_t limit,
                                       int64_t *count);
/** Takes at most `limit` away that ended long ago. `count` gets how many there were. */
enum store_result store_invites_purge(struct store *store, doran_time before, int64_t limit, int64_t *count);

#endif
