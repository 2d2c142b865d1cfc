/* What the files that read have in common: one call reads confirmed rows with the outbox replayed over them, in one
 * transaction. */
#ifndef DORAN_REPLICA_READ_H
#define DORAN_REPLICA_READ_H

#include "libdoran/replica/store.h"

#define READING_ROWS_MAX 5000 /* Of one kind in one stream, where all are read. */

/* What one call reads with. The first three are given. */
struct reading {
    struct doran_replica *replica;
    struct doran_arena *arena;
    struct doran_error *error;
    struct store_items outbox;
    char *user;
};

bool reading_begin(struct reading *reading);
/* Returns whether all is well. */
bool reading_end(struct reading *reading, bool good);
/* No rows yet, of a kind in a stream. */
struct store_rows reading_rows(struct reading *reading, const char *stream, enum doran_kind kind);
/* Adds confirmed rows; `limit` for the listing statements, `id` for the one that gets a single row. */
bool reading_load(struct reading *reading, enum store_statement which, int64_t limit, const char *id,
                  struct store_rows *rows);
/* Adds the rows of a statement that is bound, and gives it back. */
bool reading_take(struct reading *reading, sqlite3_stmt *statement, struct store_rows *rows);
/* Tells rows the time zone of their family, an unsent one too; "" while the family's rows have not come. */
bool reading_zone(struct reading *reading, struct store_rows *rows);
/* Adds an event, and all that the outbox may have to do with it; tells the family's time zone. */
bool reading_event(struct reading *reading, const char *id, struct store_rows *rows);
/* Adds confirmed rows of a stretch of time, by one of the statements that end in BETWEEN; `limit` -1 for all. */
bool reading_between(struct reading *reading, enum store_statement which, doran_time from, doran_time to,
                     int64_t limit, struct store_rows *rows);
/* Replays the outbox over rows. */
bool reading_overlay(struct reading *reading, struct store_rows *rows);

#endif
