/** @file cache.h  What the loop knows by heart: where streams are, whose a token is, and encoded answers.
 *
 * An answer is a function of the streams it was read from, so it is good exactly as long as each of them is
 * where it was. That needs no eviction: a commit moves the stream on, and what was read before no longer
 * matches. So it is with whose a token is, since sessions, memberships and roles are all told in the user's
 * own stream.
 *
 * The one thing to guard is a stream nobody here remembers: a read that began before a commit must not bring
 * its old place back. So each place keeps the number of the commit that moved it, and reads the number they
 * began at. Loop thread only. */
#ifndef SERVER_API_CACHE_H
#define SERVER_API_CACHE_H

#include "server/api/api.h"
#include "server/api/lru.h"
#include "server/store/change.h"

#include <stdint.h>

#define CACHE_HEADS_MAX 32768
#define CACHE_IDENTITIES_MAX 8192
#define CACHE_ANSWERS_MAX 32768
#define CACHE_BYTES_DEFAULT ((size_t)8 * 1024 * 1024)

struct cache {
    struct lru heads, identities, answers;
    uint64_t commits;   /**< Heard of so far. */
    uint64_t forgotten; /**< The last of them that moved a stream which was forgotten since. */
    char epoch[37];
};
bool cache_init(struct cache *cache, const char *epoch, size_t bytes);
void cache_deinit(struct cache *cache);
/** A transaction was committed. */
void cache_committed(struct cache *cache, const struct store_effect *effects, size_t count);
/** A read that began when cache->commits was `began` found streams there. */
void cache_learn(struct cache *cache, const struct store_heads *heads, uint64_t began);

/** Whose a token is, and what they could read when it was looked up. */
struct cache_identity {
    struct lru_entry entry;
    char user[37], session[37];
    doran_time last_used_at;
    bool touched; /**< That it is in use now is being noted. */
    struct store_heads heads;
};
/** NULL when it is not known; `current` says whether it still holds. */
const struct cache_identity *cache_identity(struct cache *cache,
                                            const unsigned char token_hash[LRU_KEY_BYTES], bool *current);
void cache_identity_put(struct cache *cache, const unsigned char token_hash[LRU_KEY_BYTES], const char *user,
                        const char *session, doran_time last_used_at, const struct store_heads *heads);

/** Whether the session's last use is older than `age` and to be noted: true once, until it was looked up anew. */
bool cache_identity_stale(struct cache *cache, const unsigned char token_hash[LRU_KEY_BYTES], doran_time age);

/** Which of the user's streams an answer is read from. */
struct cache_scope {
    bool all;
    const char *stream; /**< Beside the user's own; NULL for none. */
};
/** Where those streams were, and the strong entity tag (RFC 9110 §8.8.3) that follows, without quotes. */
struct cache_stamp {
    size_t count;
    int64_t seqs[DORAN_STREAMS_MAX];
    char etag[32];
};
/** From what a read found. False when the scope's stream is none of the user's. */
bool cache_stamp_read(const struct cache *cache, const struct store_heads *heads,
                      const struct cache_scope *scope, struct cache_stamp *out);
/** From where they are now. False also when one is not known here. */
bool cache_stamp_now(struct cache *cache, const struct cache_identity *identity,
                     const struct cache_scope *scope, struct cache_stamp *out);

/** What names an answer: who asks for what. */
void cache_key(const char *user, const struct api_request *request, unsigned char out[LRU_KEY_BYTES]);
/** The answer in an encoding, borrowed; NULL when it is not here or no longer good. */
struct bytes *cache_answer(struct cache *cache, const unsigned char key[LRU_KEY_BYTES],
                           const struct cache_stamp *stamp, enum api_encoding encoding);
/** Takes references of its own. */
void cache_answer_put(struct cache *cache, const unsigned char key[LRU_KEY_BYTES],
                      const struct cache_stamp *stamp, struct bytes *const bodies[API_ENCODING_COUNT]);

#endif
