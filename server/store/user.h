/** @file user.h  Accounts. */
#ifndef SERVER_STORE_USER_H
#define SERVER_STORE_USER_H

#include "server/store/store.h"

/** What the server alone knows of an account. */
struct store_account {
    const char *id;
    const char *email;
    const char *email_key;
    const char *nickname;
    const char *password; /**< The hash, with its parameters. */
};

/** An account as its owner sees it. STORE_NONE also for one that was deleted. */
enum store_result store_user(struct store *store, const char *id, struct doran_user *out);
enum store_result store_account(struct store *store, const char *id, struct store_account *out);
enum store_result store_account_by_email(struct store *store, const char *email_key,
                                         struct store_account *out);
/** Locks the account's row until the commit, so that what is counted of it stays so. */
enum store_result store_user_lock(struct store *store, const char *id);
/** Makes an account with the id, e-mail, nickname and hash given. STORE_TAKEN when the e-mail has one. */
enum store_result store_user_create(struct store *store, const struct store_account *account, int64_t avatar);
/** Changes the fields whose bits are set; every family of the user is told. */
enum store_result store_user_change(struct store *store, const char *id,
                                    const struct doran_profile_change *change);
/** Sets the mood, DORAN_mood_none to take it away; every family of the user is told. */
enum store_result store_user_mood(struct store *store, const char *id, enum doran_mood mood);
/** Sets the hash when it still is `before` (NULL: whatever it is): STORE_NONE when it is not. */
enum store_result store_user_password(struct store *store, const char *id, const char *before,
                                      const char *hash);
/** Takes the person out of the row and frees the e-mail; the row stays for what they made. The user's
 * memberships and sessions are ended before. Their name goes from the change log and invites of the families
 * they were in. */
enum store_result store_user_delete(struct store *store, const char *id);
/** Notes when a device of the user was last connected. Outside the change log, as presence is. */
enum store_result store_user_seen(struct store *store, const char *user, doran_time at);
/** Whether there is any account at all: STORE_OK or STORE_NONE. */
enum store_result store_user_any(struct store *store);

#endif
