/** @file store.h  SQL for the domain, over server/db. Every function runs inside the transaction its connection has open.
 *
 * A `struct store` is one request's view of the database: who acts, when, and what it changed. Functions return a
 * `enum store_result`; objects they give live in `store->arena`. Every mutation appends to the change log of each stream
 * it concerns, in ascending stream id, in the same transaction; store->effects lists what was appended so that the loop
 * can evict, cut and push after the commit.
 *
 * The change log keeps one entry for each object: appending replaces the object's earlier entry (compaction leaves
 * holes), so a stream read from 0 is a snapshot, and the log never outgrows its objects and tombstones. */
#ifndef SERVER_STORE_H
#define SERVER_STORE_H

#include "server/db/db.h"

#include <doran/arena.h>
#include <doran/time.h>
#include <doran/types.h>

enum store_result {
    STORE_OK,
    STORE_NONE,  /**< There is no such row. */
    STORE_TAKEN, /**< A unique index refused it. */
    STORE_BROKEN /**< The database failed: store->failure says how. Roll back. */
};
/** One entry appended to the change log. */
struct store_effect {
    char stream[37];
    char id[37];
    int64_t seq;
    enum doran_kind kind;
    enum doran_op op;
};
#define STORE_EFFECTS_MAX 4096 /**< More in one transaction is refused. */
struct store {
    struct db_conn *conn;
    struct doran_arena *arena;
    const char *actor; /**< User id, or NULL for the server itself. */
    doran_time now;
    enum db_result failure;
    struct store_effect *effects; /**< In `arena`. */
    size_t effect_count;
    bool outside; /**< Written by another process than the server, which is to take note of it. */
};

/** A view for one request, or one turn of one: `actor` NULL for the server itself. The strings are borrowed. */
void store_init(struct store *store, struct db_conn *conn, struct doran_arena *arena, const char *actor,
                doran_time now);
/** Notes that there was no memory, or that something was found that cannot be, and gives STORE_BROKEN. */
enum store_result store_broken(struct store *store);
/** One more than `limit` was asked for, to know whether there is more: true when it came, and takes it off the list. */
static inline bool store_cut(size_t *count, int64_t limit)
{
    if ((int64_t)*count <= limit)
        return false;
    *count = (size_t)limit;
    return true;
}

#endif
