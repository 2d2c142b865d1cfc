/** @file limit.h  How often somebody may do something: a bucket of tokens for each address and each account,
 * filled again evenly. Loop thread only. */
#ifndef SERVER_API_LIMIT_H
#define SERVER_API_LIMIT_H

#include "server/api/lru.h"

#include <doran/protocol.h>

#define LIMIT_BUCKETS_MAX 16384

struct limits {
    struct lru buckets;
    double address_rate[DORAN_LIMIT_COUNT]; /**< A minute; 0 for none. */
    double account_rate[DORAN_LIMIT_COUNT];
};
/** @param rates  a minute, for addresses and accounts alike; 0 for the defaults, -1 for none */
bool limits_init(struct limits *limits, const int rates[DORAN_LIMIT_COUNT]);
void limits_deinit(struct limits *limits);
/** Takes a token for an address: 0, or how many seconds to wait. @param now  of doran_time_monotonic() */
int limits_take_address(struct limits *limits, enum doran_limit limit, const char *address, int64_t now);
/** The same for an account, named by whatever text stands for it. */
int limits_take_account(struct limits *limits, enum doran_limit limit, const char *account, int64_t now);

#endif
