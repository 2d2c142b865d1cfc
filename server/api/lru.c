#include "server/api/lru.h"

#include <doran/id.h>

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool lru_init(struct lru *lru, size_t count_max, size_t weight_max,
              void (*drop)(struct lru_entry *entry, void *data), void *data)
{
    size_t buckets = 1;
    while (buckets < count_max)
        buckets *= 2;
    *lru = (struct lru){.bucket_count = buckets,
                        .count_max = count_max,
                        .weight_max = weight_max,
                        .drop = drop,
                        .data = data};
    lru->buckets = calloc(buckets, sizeof(struct lru_entry *));
    doran_random(lru->seed, sizeof lru->seed);
    return lru->buckets != NULL;
}

void lru_deinit(struct lru *lru)
{
    while (lru->oldest)
        lru_remove(lru, lru->oldest);
    free(lru->buckets);
    lru->buckets = NULL;
}

/* Keyed, so that nobody can choose keys that share a bucket. */
static size_t bucket_of(const struct lru *lru, const unsigned char key[LRU_KEY_BYTES])
{
    uint64_t hash;
    crypto_shorthash((unsigned char *)&hash, key, LRU_KEY_BYTES, lru->seed);
    return (size_t)hash & (lru->bucket_count - 1);
}

static void unlink_use(struct lru *lru, struct lru_entry *entry)
{
    *(entry->newer ? &entry->newer->older : &lru->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &lru->oldest) = entry->newer;
}

static void link_newest(struct lru *lru, struct lru_entry *entry)
{
    entry->newer = NULL;
    entry->older = lru->newest;
    *(lru->newest ? &lru->newest->newer : &lru->oldest) = entry;
    lru->newest = entry;
}

static struct lru_entry *look(struct lru *lru, size_t bucket, const unsigned char key[LRU_KEY_BYTES])
{
    struct lru_entry *entry = lru->buckets[bucket];
    while (entry && memcmp(entry->key, key, LRU_KEY_BYTES) != 0)
        entry = entry->chain;
    return entry;
}

struct lru_entry *lru_find(struct lru *lru, const unsigned char key[LRU_KEY_BYTES])
{
    struct lru_entry *entry = look(lru, bucket_of(lru, key), key);
    if (entry && entry != lru->newest) {
        unlink_use(lru, entry);
        link_newest(lru, entry);
    }
    return entry;
}

void lru_remove(struct lru *lru, struct lru_entry *entry)
{
    struct lru_entry **at = &lru->buckets[entry->bucket];
    while (*at != entry)
        at = &(*at)->chain;
    *at = entry->chain;
    unlink_use(lru, entry);
    lru->count--;
    lru->weight -= entry->weight;
    lru->drop(entry, lru->data);
}

void lru_put(struct lru *lru, struct lru_entry *entry)
{
    entry->bucket = bucket_of(lru, entry->key);
    struct lru_entry *before = look(lru, entry->bucket, entry->key);
    if (before)
        lru_remove(lru, before);
    entry->chain = lru->buckets[entry->bucket];
    lru->buckets[entry->bucket] = entry;
    link_newest(lru, entry);
    lru->count++;
    lru->weight += entry->weight;
    while (lru->oldest != entry &&
           (lru->count > lru->count_max || (lru->weight_max && lru->weight > lru->weight_max)))
        lru_remove(lru, lru->oldest);
}
