/** @file password.h  Hashing passwords with argon2id (RFC 9106). Slow by intent: SLOW lane only. Thread safe.
 */
#ifndef SERVER_API_PASSWORD_H
#define SERVER_API_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_HASH_MAX 128 /**< With the NUL. */
#define PASSWORD_PASSES 2

struct password_cost {
    size_t memory; /**< Bytes. */
};
/** False when there was no memory for it. */
bool password_hash(const struct password_cost *cost, const char *password, char out[PASSWORD_HASH_MAX]);
/** Whether the password is the one. `hash` NULL, for an account that does not exist, takes as long and says
 * no. */
bool password_verify(const struct password_cost *cost, const char *hash, const char *password);
/** Whether a hash was made at another cost than today's. */
bool password_outdated(const struct password_cost *cost, const char *hash);

#endif
