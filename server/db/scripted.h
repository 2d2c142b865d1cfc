/** @file scripted.h  A database that plays from a script, for unit tests of the code above it.
 *
 * The test states the statements that will come, in order, and what each gives. A statement that differs
 * fails with DB_FAILED and is remembered; so is one that comes after the last step. All connections play from
 * the one script; one thread at a time. */
#ifndef SERVER_DB_SCRIPTED_H
#define SERVER_DB_SCRIPTED_H

#include "server/db/db.h"

struct db_scripted_step {
    /** What the statement's text begins with. Transactions are "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT",
     * "RELEASE", "ROLLBACK TO". */
    const char *sql;
    /** The values as "t:text i:5 b:3 n" (b: how many bytes; a NULL is "t:NULL", "b:NULL"); NULL for any. */
    const char *values;
    /** What it gives; 0 (DB_ROW) means that it goes well. */
    enum db_result result;
    /** `row_count` rows of `columns` cells, row by row; NULL is SQL NULL. Integers stand as text. */
    const char *const *cells;
    int columns;
    int row_count;
    int64_t changes; /**< What db_changes() gives after it. */
};

/** A database of this script, which is kept by reference; NULL without memory. Its epoch is all zeros. */
struct db *db_scripted_open(const struct db_scripted_step *steps, size_t count);
/** True when every step was played and nothing else was asked. Else `why` gets the first difference. */
bool db_scripted_finished(const struct db *db, char *why, size_t size);

#endif
