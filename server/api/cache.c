#include "server/api/cache.h"

#include <doran/id.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ETAG_BYTES 16
#define ANSWER_SHARE_MAX 8 /* An answer that alone would fill an eighth of the cache is not kept. */

struct head {
    struct lru_entry entry;
    int64_t seq;
    uint64_t commit; /* The last commit here that moved it; 0 for none. */
};
struct answer {
    struct lru_entry entry;
    struct cache_stamp stamp;
    struct bytes *bodies[API_ENCODING_COUNT];
};

static void drop_head(struct lru_entry *entry, void *data)
{
    struct cache *cache = data;
    struct head *head = (struct head *)entry;
    if (head->commit > cache->forgotten)
        cache->forgotten = head->commit;
    free(head);
}

static void drop_identity(struct lru_entry *entry, void *data)
{
    (void)data;
    free(entry);
}

static void drop_answer(struct lru_entry *entry, void *data)
{
    (void)data;
    struct answer *answer = (struct answer *)entry;
    for (int i = 0; i < API_ENCODING_COUNT; i++)
        bytes_unref(answer->bodies[i]);
    free(answer);
}

bool cache_init(struct cache *cache, const char *epoch, size_t bytes)
{
    *cache = (struct cache){0};
    snprintf(cache->epoch, sizeof cache->epoch, "%s", epoch);
    return lru_init(&cache->heads, CACHE_HEADS_MAX, 0, drop_head, cache) &&
           lru_init(&cache->identities, CACHE_IDENTITIES_MAX, 0, drop_identity, cache) &&
           lru_init(&cache->answers, CACHE_ANSWERS_MAX, bytes ? bytes : CACHE_BYTES_DEFAULT, drop_answer,
                    cache);
}

void cache_deinit(struct cache *cache)
{
    lru_deinit(&cache->answers);
    lru_deinit(&cache->identities);
    lru_deinit(&cache->heads);
}

/* A UUID without its hyphens is just as long as a key. */
static void head_key(const char *stream, unsigned char key[LRU_KEY_BYTES])
{
    size_t length = 0;
    memset(key, 0, LRU_KEY_BYTES);
    for (; *stream && length < LRU_KEY_BYTES; stream++)
        if (*stream != '-')
            key[length++] = (unsigned char)*stream;
}

static struct head *find_head(struct cache *cache, const char *stream)
{
    unsigned char key[LRU_KEY_BYTES];
    head_key(stream, key);
    return (struct head *)lru_find(&cache->heads, key);
}

static struct head *add_head(struct cache *cache, const char *stream)
{
    struct head *head = calloc(1, sizeof *head);
    if (!head)
        return NULL;
    head_key(stream, head->entry.key);
    lru_put(&cache->heads, &head->entry);
    return head;
}

void cache_committed(struct cache *cache, const struct store_effect *effects, size_t count)
{
    cache->commits++;
    for (size_t i = 0; i < count; i++) {
        struct head *head = find_head(cache, effects[i].stream);
        if (!head && !(head = add_head(cache, effects[i].stream))) {
            cache->forgotten = cache->commits;
            continue;
        }
        head->commit = cache->commits;
        if (effects[i].seq > head->seq)
            head->seq = effects[i].seq;
    }
}

void cache_learn(struct cache *cache, const struct store_heads *heads, uint64_t began)
{
    for (size_t i = 0; i < heads->count; i++) {
        struct head *head = find_head(cache, heads->items[i].stream);
        if (!head && began >= cache->forgotten)
            head = add_head(cache, heads->items[i].stream);
        if (head && heads->items[i].seq > head->seq)
            head->seq = heads->items[i].seq;
    }
}

const struct cache_identity *cache_identity(struct cache *cache,
                                            const unsigned char token_hash[LRU_KEY_BYTES], bool *current)
{
    struct cache_identity *identity = (struct cache_identity *)lru_find(&cache->identities, token_hash);
    *current = false;
    if (!identity)
        return NULL;
    const struct head *head = find_head(cache, identity->user);
    *current = head && head->seq == identity->heads.items[0].seq;
    return identity;
}

void cache_identity_put(struct cache *cache, const unsigned char token_hash[LRU_KEY_BYTES], const char *user,
                        const char *session, doran_time last_used_at, const struct store_heads *heads)
{
    if (heads->count == 0 || strcmp(heads->items[0].stream, user) != 0)
        return;
    size_t spare = (DORAN_STREAMS_MAX - heads->count) * sizeof heads->items[0];
    struct cache_identity *identity = calloc(1, sizeof *identity - spare);
    if (!identity)
        return;
    memcpy(identity->entry.key, token_hash, LRU_KEY_BYTES);
    snprintf(identity->user, sizeof identity->user, "%s", user);
    snprintf(identity->session, sizeof identity->session, "%s", session);
    identity->last_used_at = last_used_at;
    const struct cache_identity *before = (struct cache_identity *)lru_find(&cache->identities, token_hash);
    identity->touched = before && before->touched && before->last_used_at == last_used_at;
    identity->heads.count = heads->count;
    memcpy(identity->heads.items, heads->items, heads->count * sizeof heads->items[0]);
    lru_put(&cache->identities, &identity->entry);
}

bool cache_identity_stale(struct cache *cache, const unsigned char token_hash[LRU_KEY_BYTES], doran_time age)
{
    struct cache_identity *identity = (struct cache_identity *)lru_find(&cache->identities, token_hash);
    if (!identity || identity->touched || doran_time_now() - identity->last_used_at < age)
        return false;
    identity->touched = true;
    return true;
}

static bool in_scope(const struct store_heads *heads, size_t i, const struct cache_scope *scope)
{
    return i == 0 || scope->all || (scope->stream && !strcmp(heads->items[i].stream, scope->stream));
}

/* The tag stands for the answer's bytes: so it says of whom, of which history and of which code it is. */
static void name_stamp(const struct cache *cache, const struct store_heads *heads,
                       const struct cache_scope *scope, struct cache_stamp *stamp)
{
    unsigned char hash[ETAG_BYTES];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)DORAN_VERSION, sizeof DORAN_VERSION);
    crypto_generichash_update(&state, (const unsigned char *)cache->epoch, sizeof cache->epoch);
    for (size_t i = 0, n = 0; i < heads->count; i++) {
        if (!in_scope(heads, i, scope))
            continue;
        crypto_generichash_update(&state, (const unsigned char *)heads->items[i].stream, DORAN_ID_LENGTH);
        crypto_generichash_update(&state, (const unsigned char *)&stamp->seqs[n++], sizeof stamp->seqs[0]);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2base64(stamp->etag, sizeof stamp->etag, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool whole(const struct cache_scope *scope, const struct store_heads *heads, size_t count)
{
    if (scope->all || !scope->stream)
        return count > 0;
    return count == 2 || (count == 1 && !strcmp(scope->stream, heads->items[0].stream));
}

bool cache_stamp_read(const struct cache *cache, const struct store_heads *heads,
                      const struct cache_scope *scope, struct cache_stamp *out)
{
    out->count = 0;
    for (size_t i = 0; i < heads->count; i++)
        if (in_scope(heads, i, scope))
            out->seqs[out->count++] = heads->items[i].seq;
    if (!whole(scope, heads, out->count))
        return false;
    name_stamp(cache, heads, scope, out);
    return true;
}

bool cache_stamp_now(struct cache *cache, const struct cache_identity *identity,
                     const struct cache_scope *scope, struct cache_stamp *out)
{
    const struct store_heads *heads = &identity->heads;
    out->count = 0;
    for (size_t i = 0; i < heads->count; i++) {
        if (!in_scope(heads, i, scope))
            continue;
        const struct head *head = find_head(cache, heads->items[i].stream);
        if (!head)
            return false;
        out->seqs[out->count++] = head->seq;
    }
    if (!whole(scope, heads, out->count))
        return false;
    name_stamp(cache, heads, scope, out);
    return true;
}

void cache_key(const char *user, const struct api_request *request, unsigned char out[LRU_KEY_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, LRU_KEY_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)user, DORAN_ID_LENGTH);
    crypto_generichash_update(&state, (const unsigned char *)&request->route->id, sizeof request->route->id);
    for (int i = 0; i < DORAN_PARAM_COUNT; i++)
        crypto_generichash_update(&state, (const unsigned char *)request->path.ids[i],
                                  strlen(request->path.ids[i]) + 1);
    if (request->query)
        crypto_generichash_update(&state, (const unsigned char *)request->query, request->query_length);
    crypto_generichash_final(&state, out, LRU_KEY_BYTES);
}

struct bytes *cache_answer(struct cache *cache, const unsigned char key[LRU_KEY_BYTES],
                           const struct cache_stamp *stamp, enum api_encoding encoding)
{
    struct answer *answer = (struct answer *)lru_find(&cache->answers, key);
    if (!answer)
        return NULL;
    if (strcmp(answer->stamp.etag, stamp->etag) != 0) {
        lru_remove(&cache->answers, &answer->entry);
        return NULL;
    }
    return answer->bodies[encoding];
}

void cache_answer_put(struct cache *cache, const unsigned char key[LRU_KEY_BYTES],
                      const struct cache_stamp *stamp, struct bytes *const bodies[API_ENCODING_COUNT])
{
    struct answer *answer = calloc(1, sizeof *answer);
    if (!answer)
        return;
    answer->stamp = *stamp;
    answer->entry.weight = sizeof *answer;
    memcpy(answer->entry.key, key, LRU_KEY_BYTES);
    for (int i = 0; i < API_ENCODING_COUNT; i++)
        if (bodies[i]) {
            answer->bodies[i] = bytes_ref(bodies[i]);
            answer->entry.weight += bodies[i]->length;
        }
    if (answer->entry.weight > cache->answers.weight_max / ANSWER_SHARE_MAX) {
        drop_answer(&answer->entry, cache);
        return;
    }
    lru_put(&cache->answers, &answer->entry);
}
