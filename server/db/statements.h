/** @file statements.h  The statements a connection has prepared, by the address of their literal; private to
 * server/db.
 *
 * The text is compared as well: a buffer on the stack would otherwise be answered with another call's
 * statement. The letters of the parameters belong to the key, since PostgreSQL prepares for them. One thread
 * at a time. */
#ifndef SERVER_DB_STATEMENTS_H
#define SERVER_DB_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_STATEMENTS_MAX 256      /**< Kept per connection; the one unused for longest gives way. */
#define DB_STATEMENTS_BUCKETS 512U /**< A power of two. */

struct db_statement {
    const char *key; /* the literal's address, never read */
    char *sql;       /* its text, and behind its NUL the letters of the parameters */
    const char *types;
    void *prepared; /* the driver's */
    uint64_t used;  /* when, on the cache's own clock */
    bool busy;      /* a cursor is open on it */
    bool cached;    /* false: made for one use, freed after it */
    struct db_statement *next;
};

/** Zero-initialise. */
struct db_statements {
    struct db_statement *buckets[DB_STATEMENTS_BUCKETS];
    size_t count;
    uint64_t clock;
};

/** The statement of this key that is not busy, or NULL. */
struct db_statement *db_statements_find(struct db_statements *cache, const char *sql, const char *types);
/** A new statement for this key, not yet in the cache; NULL without memory. */
struct db_statement *db_statement_new(const char *sql, const char *types);
/** Frees it; its `prepared` was finalised before. NULL is allowed. */
void db_statement_free(struct db_statement *statement);
/** Puts it into the cache. When that is full, takes the one unused for longest out and gives it to the
 * caller, who ends it; else NULL. When all are busy the new one stays out of the cache. */
struct db_statement *db_statements_add(struct db_statements *cache, struct db_statement *statement);
/** Takes any statement out of the cache, busy or not; NULL when it is empty. */
struct db_statement *db_statements_take(struct db_statements *cache);

#endif
