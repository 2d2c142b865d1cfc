/** @file secret.h  Tokens and codes: made at random, stored as hashes only. Thread safe. */
#ifndef SERVER_API_SECRET_H
#define SERVER_API_SECRET_H

#include "server/store/session.h"

#include <stdbool.h>

#define SECRET_TOKEN_MAX 44 /**< 32 random bytes in base64url, and a NUL. */
#define SECRET_CODE_MAX 20  /**< "K7QM-93TX-2BVN-5R0A" and a NUL: 80 random bits. */

void secret_token_new(char out[SECRET_TOKEN_MAX]);
/** What a token is stored and looked up as. */
void secret_token_hash(const char *token, unsigned char out[STORE_HASH_BYTES]);
/** A code in Crockford's base 32. */
void secret_code_new(char out[SECRET_CODE_MAX]);
/** What a code is stored and looked up as, however it was typed. False when it is no code at all; the hash is
 * then of nothing that exists. */
bool secret_code_hash(const char *code, unsigned char out[STORE_HASH_BYTES]);
/** Six digits. */
void secret_digits_new(char out[7]);

#endif
