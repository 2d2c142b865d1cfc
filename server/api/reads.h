/** @file reads.h  Reads under way: who asks for what is being read already waits for that answer. Loop thread only.
 *
 * A read may only be shared by who asked while no commit was heard of since it was submitted: else it could show a state older
 * than what its asker was told already. */
#ifndef SERVER_API_READS_H
#define SERVER_API_READS_H

#include <stdbool.h>
#include <stdint.h>

#define READS_BUCKETS 256 /**< A power of two. */

struct api_call;
struct reads {
    struct api_call *buckets[READS_BUCKETS]; /**< By the first byte of the call's cache key. */
};

/** Lets `call` wait for one under way with the same cache key and encoding that began at `commits`. False when there is none:
 * then it has to be read itself. */
bool reads_join(struct reads *reads, struct api_call *call, uint64_t commits);
/** `call` is under way, its cache key known. */
void reads_begin(struct reads *reads, struct api_call *call);
/** It is not any more. Gives those who wait for it, linked by `next_waiting`; NULL when there are none. */
struct api_call *reads_end(struct reads *reads, struct api_call *call);

#endif
