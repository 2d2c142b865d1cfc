/** @file session.h  Devices that are logged in. Tokens are known by their hashes only. */
#ifndef SERVER_STORE_SESSION_H
#define SERVER_STORE_SESSION_H

#include "server/store/store.h"

#define STORE_HASH_BYTES 32 /**< Of tokens and codes. */

/** Whose a token is. */
struct store_identity {
    const char *user;
    const char *session;
    doran_time last_used_at;
};
enum store_result store_session_find(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                     struct store_identity *out);
/** Makes a session with a new id. Beyond DORAN_USER_SESSIONS_MAX the ones used longest ago are ended. */
enum store_result store_session_create(struct store *store, const char *user,
                                       const unsigned char hash[STORE_HASH_BYTES], const char *name,
                                       struct doran_session *out);
enum store_result store_sessions(struct store *store, const char *user, struct doran_session_list *out);
/** Notes that it is used now. */
enum store_result store_session_touch(struct store *store, const char *user, const char *id);
enum store_result store_session_end(struct store *store, const char *user, const char *id);
/** Ends all of a user's sessions but `keep` (NULL: really all). */
enum store_result store_session_end_all(struct store *store, const char *user, const char *keep);

#endif
