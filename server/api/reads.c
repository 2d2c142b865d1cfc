#include "server/api/reads.h"

#include "server/api/call.h"

#include <string.h>

static struct api_call **bucket_of(struct reads *reads, const struct api_call *call)
{
    return &reads->buckets[call->cache_key[0] & (READS_BUCKETS - 1)];
}

bool reads_join(struct reads *reads, struct api_call *call, uint64_t commits)
{
    for (struct api_call *other = *bucket_of(reads, call); other; other = other->next_read) {
        if (other->began != commits || other->request->encoding != call->request->encoding ||
            memcmp(other->cache_key, call->cache_key, sizeof call->cache_key) != 0)
            continue;
        call->next_waiting = other->waiting;
        other->waiting = call;
        return true;
    }
    return false;
}

void reads_begin(struct reads *reads, struct api_call *call)
{
    struct api_call **bucket = bucket_of(reads, call);
    call->next_read = *bucket;
    call->shared = true;
    *bucket = call;
}

struct api_call *reads_end(struct reads *reads, struct api_call *call)
{
    struct api_call *waiting = call->waiting;
    if (!call->shared)
        return NULL;
    for (struct api_call **at = bucket_of(reads, call); *at; at = &(*at)->next_read) {
        if (*at != call)
            continue;
        *at = call->next_read;
        break;
    }
    call->shared = false;
    call->waiting = NULL;
    return waiting;
}
