/** @file lru.h  A bounded table of entries by a key of 32 bytes; when it is full the ones used longest ago
 * go. The entries belong to the table and begin with a `struct lru_entry`. Loop thread only. */
#ifndef SERVER_API_LRU_H
#define SERVER_API_LRU_H

#include <stdbool.h>
#include <stddef.h>

#define LRU_KEY_BYTES 32
struct lru_entry {
    struct lru_entry *chain;         /**< The next in the same bucket. */
    struct lru_entry *newer, *older; /**< By last use. */
    size_t bucket;
    size_t weight;
    unsigned char key[LRU_KEY_BYTES];
};
struct lru {
    struct lru_entry **buckets;
    size_t bucket_count; /**< A power of two. */
    struct lru_entry *newest, *oldest;
    size_t count, count_max;
    size_t weight, weight_max; /**< 0: by count alone. */
    /** Frees an entry that leaves the table; `data` is the table's. */
    void (*drop)(struct lru_entry *entry, void *data);
    void *data;
    unsigned char seed[16];
};

/** False without memory. */
bool lru_init(struct lru *lru, size_t count_max, size_t weight_max,
              void (*drop)(struct lru_entry *entry, void *data), void *data);
/** Drops all entries. */
void lru_deinit(struct lru *lru);
/** The entry of a key, now the newest; NULL when there is none. */
struct lru_entry *lru_find(struct lru *lru, const unsigned char key[LRU_KEY_BYTES]);
/** Puts an entry with its key and weight set into the table, in the place of one with the same key. */
void lru_put(struct lru *lru, struct lru_entry *entry);
/** Drops one. */
void lru_remove(struct lru *lru, struct lru_entry *entry);

#endif
