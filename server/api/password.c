#include "server/api/password.h"

#include <doran/id.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "a hash fits");

#define SALT_BYTES 16
#define KEY_BYTES 32

bool password_hash(const struct password_cost *cost, const char *password, char out[PASSWORD_HASH_MAX])
{
    return crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_PASSES, cost->memory,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

/* A hash that no password has, in the form of RFC 9106's reference code, so that verifying it costs what any
 * costs. */
static void nobodys_hash(const struct password_cost *cost, char out[PASSWORD_HASH_MAX])
{
    unsigned char bytes[SALT_BYTES + KEY_BYTES];
    char salt[sodium_base64_ENCODED_LEN(SALT_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    char key[sodium_base64_ENCODED_LEN(KEY_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
    doran_random(bytes, sizeof bytes);
    sodium_bin2base64(salt, sizeof salt, bytes, SALT_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    sodium_bin2base64(key, sizeof key, bytes + SALT_BYTES, KEY_BYTES,
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    snprintf(out, PASSWORD_HASH_MAX, "$argon2id$v=19$m=%zu,t=%d,p=1$%s$%s", cost->memory / 1024,
             PASSWORD_PASSES, salt, key);
}

bool password_verify(const struct password_cost *cost, const char *hash, const char *password)
{
    char nobodys[PASSWORD_HASH_MAX];
    if (!hash)
        nobodys_hash(cost, nobodys);
    bool right = crypto_pwhash_str_verify(hash ? hash : nobodys, password, strlen(password)) == 0;
    return right && hash;
}

bool password_outdated(const struct password_cost *cost, const char *hash)
{
    return crypto_pwhash_str_needs_rehash(hash, PASSWORD_PASSES, cost->memory) != 0;
}
