/** @file recovery.h  Codes that stand in for a forgotten password, and codes that open sign-up. Known by
 * their hashes only. */
#ifndef SERVER_STORE_RECOVERY_H
#define SERVER_STORE_RECOVERY_H

#include "server/store/session.h"

/** Replaces a user's recovery codes. */
enum store_result store_recovery_replace(struct store *store, const char *user,
                                         unsigned char (*hashes)[STORE_HASH_BYTES], size_t count);
/** Uses a recovery code up, or the operator's reset code: STORE_NONE when it is neither, or too old. */
enum store_result store_recovery_use(struct store *store, const char *user,
                                     const unsigned char hash[STORE_HASH_BYTES]);
/** Stores the operator's reset code, in the place of an earlier one. */
enum store_result store_reset_put(struct store *store, const char *user,
                                  const unsigned char hash[STORE_HASH_BYTES], doran_time expires_at);

/** A code that opens sign-up and nothing else. All earlier ones are void. */
enum store_result store_join_code_put(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                      doran_time expires_at);
/** STORE_NONE when there is none such or it is too old. */
enum store_result store_join_code(struct store *store, const unsigned char hash[STORE_HASH_BYTES],
                                  doran_time *expires_at);
enum store_result store_join_code_use(struct store *store, const unsigned char hash[STORE_HASH_BYTES]);

/** Takes away reset and sign-up codes that are too old. */
enum store_result store_codes_expire(struct store *store);

#endif
