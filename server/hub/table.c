#include "server/hub/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS_FIRST 64

/* FNV-1a. Ids are made by the server, not by whoever would like to fill one bucket. */
static size_t hash(const char *id)
{
    uint64_t value = UINT64_C(0xcbf29ce484222325);
    for (; *id; id++)
        value = (value ^ (unsigned char)*id) * UINT64_C(0x100000001b3);
    return (size_t)(value ^ value >> 32);
}

struct hub_node *hub_table_find(const struct hub_table *table, const char *id)
{
    if (!table->bucket_count)
        return NULL;
    struct hub_node *node = table->buckets[hash(id) & (table->bucket_count - 1)];
    while (node && strcmp(node->id, id) != 0)
        node = node->next;
    return node;
}

static bool grow(struct hub_table *table)
{
    size_t count = table->bucket_count ? table->bucket_count * 2 : BUCKETS_FIRST;
    struct hub_node **buckets = calloc(count, sizeof *buckets);
    if (!buckets)
        return false;
    for (size_t i = 0; i < table->bucket_count; i++)
        for (struct hub_node *node = table->buckets[i], *next; node; node = next) {
            struct hub_node **bucket = &buckets[hash(node->id) & (count - 1)];
            next = node->next;
            node->next = *bucket;
            *bucket = node;
        }
    free(table->buckets);
    table->buckets = buckets;
    table->bucket_count = count;
    return true;
}

bool hub_table_add(struct hub_table *table, struct hub_node *node)
{
    if (table->count >= table->bucket_count && !grow(table))
        return false;
    struct hub_node **bucket = &table->buckets[hash(node->id) & (table->bucket_count - 1)];
    node->next = *bucket;
    *bucket = node;
    table->count++;
    return true;
}

void hub_table_remove(struct hub_table *table, struct hub_node *node)
{
    struct hub_node **link = &table->buckets[hash(node->id) & (table->bucket_count - 1)];
    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
    table->count--;
}

void hub_table_deinit(struct hub_table *table)
{
    free(table->buckets);
    *table = (struct hub_table){0};
}
