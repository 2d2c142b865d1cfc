#include "server/api/limit.h"

#include <doran/time.h>

#include <arpa/inet.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MICROSECONDS 60e6

/* A minute's worth may come at once, then evenly. A household shares an address, so it may do more than a
 * person. */
static const struct {
    double address, account;
} defaults[DORAN_LIMIT_COUNT] = {
    [DORAN_LIMIT_NONE] = {0, 0},     [DORAN_LIMIT_LOGIN] = {30, 10},    [DORAN_LIMIT_SIGNUP] = {10, 5},
    [DORAN_LIMIT_INVITE] = {60, 20}, [DORAN_LIMIT_WRITE] = {1200, 300}, [DORAN_LIMIT_FEED] = {120, 30},
};

struct bucket {
    struct lru_entry entry;
    double tokens;
    int64_t at;
};

static void drop(struct lru_entry *entry, void *data)
{
    (void)data;
    free(entry);
}

bool limits_init(struct limits *limits, const int rates[DORAN_LIMIT_COUNT])
{
    for (int i = 0; i < DORAN_LIMIT_COUNT; i++) {
        limits->address_rate[i] = rates[i] == 0 ? defaults[i].address : rates[i] < 0 ? 0 : rates[i];
        limits->account_rate[i] = rates[i] == 0 ? defaults[i].account : rates[i] < 0 ? 0 : rates[i];
    }
    return lru_init(&limits->buckets, LIMIT_BUCKETS_MAX, 0, drop, NULL);
}

void limits_deinit(struct limits *limits)
{
    lru_deinit(&limits->buckets);
}

static struct bucket *bucket_of(struct limits *limits, char kind, enum doran_limit limit, const char *name,
                                double rate, int64_t now)
{
    unsigned char key[LRU_KEY_BYTES];
    const unsigned char prefix[2] = {(unsigned char)kind, (unsigned char)limit};
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof key);
    crypto_generichash_update(&state, prefix, sizeof prefix);
    crypto_generichash_update(&state, (const unsigned char *)name, strlen(name));
    crypto_generichash_final(&state, key, sizeof key);
    struct bucket *bucket = (struct bucket *)lru_find(&limits->buckets, key);
    if (bucket)
        return bucket;
    bucket = calloc(1, sizeof *bucket);
    if (!bucket)
        return NULL;
    memcpy(bucket->entry.key, key, sizeof key);
    bucket->tokens = rate;
    bucket->at = now;
    lru_put(&limits->buckets, &bucket->entry);
    return bucket;
}

static int take(struct limits *limits, char kind, enum doran_limit limit, const char *name, double rate,
                int64_t now)
{
    if (rate <= 0)
        return 0;
    struct bucket *bucket = bucket_of(limits, kind, limit, name, rate, now);
    if (!bucket)
        return 1;
    bucket->tokens += (double)(now - bucket->at) * rate / MINUTE_MICROSECONDS;
    if (bucket->tokens > rate)
        bucket->tokens = rate;
    bucket->at = now;
    if (bucket->tokens >= 1) {
        bucket->tokens -= 1;
        return 0;
    }
    return 1 + (int)((1 - bucket->tokens) * MINUTE_MICROSECONDS / rate / 1e6);
}

/* A household has 2^64 addresses of IPv6 (RFC 6177), which count as one. */
static const char *household_of(const char *address, char out[INET6_ADDRSTRLEN])
{
    struct in6_addr bytes;
    if (inet_pton(AF_INET6, address, &bytes) != 1 || IN6_IS_ADDR_V4MAPPED(&bytes))
        return address;
    memset(bytes.s6_addr + 8, 0, 8);
    return inet_ntop(AF_INET6, &bytes, out, INET6_ADDRSTRLEN);
}

int limits_take_address(struct limits *limits, enum doran_limit limit, const char *address, int64_t now)
{
    char name[INET6_ADDRSTRLEN];
    return take(limits, 'a', limit, household_of(address, name), limits->address_rate[limit], now);
}

int limits_take_account(struct limits *limits, enum doran_limit limit, const char *account, int64_t now)
{
    return take(limits, 'u', limit, account, limits->account_rate[limit], now);
}
