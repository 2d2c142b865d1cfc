/** @file change.h  The change log: appending to streams, and reading them. */
#ifndef SERVER_STORE_CHANGE_H
#define SERVER_STORE_CHANGE_H

#include "server/store/store.h"

#include <doran/protocol.h>

/** Notes that an object changed in a stream. Entries are collected and written by store_flush() in ascending stream id, so
 * that two transactions never wait for each other crosswise. */
enum store_result store_append(struct store *store, const char *stream, enum doran_kind kind, const char *id,
                               enum doran_op op);
/** Writes the collected entries and fills store->effects. Called once, last, by whoever opened the transaction. */
enum store_result store_flush(struct store *store);

/** Where one stream is that a user may read. */
struct store_head {
    char stream[37];
    int64_t seq;
    int64_t floor; /**< Tombstones up to here are gone. */
    bool host;     /**< The user is the host of this family. */
};
struct store_heads {
    size_t count;
    struct store_head
        items[DORAN_STREAMS_MAX]; /**< The user's own first, then families in ascending order. */
};
enum store_result store_heads(struct store *store, const char *user, struct store_heads *out);
/** The streams a user may read now: their own and each family's they are a member of, with each one's present seq, as a
 * cursor (which also carries the epoch). */
enum store_result store_streams(struct store *store, const char *user, struct doran_cursor *out);
/** Entries of all of a user's streams after `since`, oldest first within each stream, the user's own stream first.
 * `since` NULL: from the beginning. `page->cursor` is where one is afterwards (streams one lost are taken out).
 * @param code  on STORE_NONE: cursor_expired (another epoch, or older than what is kept) */
enum store_result store_changes(struct store *store, const char *user, const struct doran_cursor *since,
                                int64_t limit, struct doran_change_page *page, enum doran_error_code *code);
/** Entries of one stream after `seq`, oldest first, with their objects. For the hub. */
enum store_result store_stream_changes(struct store *store, const char *stream, int64_t seq, int64_t limit,
                                       struct doran_change_list *out, bool *more);
/** The stream's objects (no tombstones), newest change first, with a seq below `before` (0: all). */
enum store_result store_snapshot(struct store *store, const char *stream, int64_t before, int64_t limit,
                                 struct doran_snapshot_page *page);

/** Moves at most `limit` entries that another process wrote into store->effects, so that the loop takes note of them. */
enum store_result store_outside(struct store *store, int64_t limit);
/** Takes at most `limit` tombstones away that are older than `before`, and notes in each stream up to where; `count` gets how
 * many there were. */
enum store_result store_tombstones_purge(struct store *store, doran_time before, int64_t limit,
                                         int64_t *count);

#endif
