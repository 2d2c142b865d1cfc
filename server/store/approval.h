/** @file approval.h  New devices that ask to be let in by one that is logged in. */
#ifndef SERVER_STORE_APPROVAL_H
#define SERVER_STORE_APPROVAL_H

#include "server/store/session.h"

#define STORE_APPROVAL_TRIES 5 /**< Wrong codes until an approval is void. */

struct store_approval_new {
    const char *id;
    const char *user; /**< NULL for an address without an account. */
    unsigned char secret_hash[STORE_HASH_BYTES];
    const char *code;
    const char *device;
    doran_time expires_at;
};
/** Beyond DORAN_USER_APPROVALS_MAX open ones the user's oldest goes. */
enum store_result store_approval_create(struct store *store, const struct store_approval_new *approval);
enum store_result store_approvals(struct store *store, const char *user, struct doran_approval_list *out);
/** Lets the device in when the code is right: `right` says. Too many wrong ones take the approval away.
 * STORE_NONE when there is no open one. */
enum store_result store_approval_accept(struct store *store, const char *user, const char *id,
                                        const char *code, bool *right);
enum store_result store_approval_refuse(struct store *store, const char *user, const char *id);
/** Takes up an approval that was accepted; it is gone then. `user` and `device` get whose it is and what it
 * is called. STORE_NONE while it waits, and for a wrong secret. */
enum store_result store_approval_claim(struct store *store, const char *id,
                                       const unsigned char secret_hash[STORE_HASH_BYTES], const char **user,
                                       const char **device);
/** Takes away all of a user's, as when the password changes. */
enum store_result store_approvals_end(struct store *store, const char *user);
/** Takes away at most `limit` that nobody answered in time; `count` gets how many there were. */
enum store_result store_approvals_expire(struct store *store, int64_t limit, int64_t *count);

#endif
