/** @file table.h  Nodes found by their id; embedded in what they stand for. */
#ifndef SERVER_HUB_TABLE_H
#define SERVER_HUB_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct hub_node {
    struct hub_node *next;
    char id[37];
};
/** Zero-initialise. */
struct hub_table {
    struct hub_node **buckets;
    size_t bucket_count, count;
};
struct hub_node *hub_table_find(const struct hub_table *table, const char *id);
/** Adds a node whose id is not there yet. False without memory. */
bool hub_table_add(struct hub_table *table, struct hub_node *node);
void hub_table_remove(struct hub_table *table, struct hub_node *node);
/** Frees the table, not the nodes. */
void hub_table_deinit(struct hub_table *table);

#endif
