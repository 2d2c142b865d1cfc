#include "server/api/secret.h"

#include <doran/id.h>
#include <doran/protocol.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TOKEN_BYTES 32
#define CODE_CHARACTERS 16
#define CODE_GROUP 4

static const char token_context[] = "doran token";
static const char code_context[] = "doran code";

static void hash_text(const char *context, const char *text, unsigned char out[STORE_HASH_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, STORE_HASH_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)context, strlen(context) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&state, out, STORE_HASH_BYTES);
}

void secret_token_new(char out[SECRET_TOKEN_MAX])
{
    unsigned char bytes[TOKEN_BYTES];
    doran_random(bytes, sizeof bytes);
    sodium_bin2base64(out, SECRET_TOKEN_MAX, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

void secret_token_hash(const char *token, unsigned char out[STORE_HASH_BYTES])
{
    hash_text(token_context, token, out);
}

void secret_code_new(char out[SECRET_CODE_MAX])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    unsigned char bytes[CODE_CHARACTERS];
    doran_random(bytes, sizeof bytes);
    size_t length = 0;
    for (size_t i = 0; i < CODE_CHARACTERS; i++) {
        if (i > 0 && i % CODE_GROUP == 0)
            out[length++] = '-';
        out[length++] = digits[bytes[i] % 32];
    }
    out[length] = '\0';
    sodium_memzero(bytes, sizeof bytes);
}

bool secret_code_hash(const char *code, unsigned char out[STORE_HASH_BYTES])
{
    char clean[65];
    bool good = doran_code_clean(code, clean);
    hash_text(code_context, good ? clean : "", out);
    sodium_memzero(clean, sizeof clean);
    return good;
}

void secret_digits_new(char out[7])
{
    snprintf(out, 7, "%06u", (unsigned)randombytes_uniform(1000000));
}
