/** @file db.h  One narrow way to a database, over SQLite, PostgreSQL and a scripted driver for tests.
 *
 * One SQL text serves both databases: parameters are ?1, ?2 …; conflicts are ON CONFLICT with the partial
 * index's predicate repeated; times are 64-bit µs UTC; booleans 0/1; ORDER BY is total. Text columns compare
 * by bytes (SQLite BINARY, PostgreSQL COLLATE "C", which the migrations' type macros give).
 *
 * A `struct db` is thread safe. A `struct db_conn` belongs to one thread at a time; a `struct db_rows` to its
 * connection. "No row" (DB_DONE) and "failed" are different results everywhere. After a failure inside a
 * transaction the caller rolls back (to the savepoint or whole); until then every statement is refused, on
 * both databases alike, and db_commit() rolls back. db_error() tells what it was, without the values that
 * were bound. */
#ifndef SERVER_DB_H
#define SERVER_DB_H

#include <doran/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_conn;
struct db_migration;
struct db_rows;

enum db_result {
    DB_ROW,      /**< There is a row; its columns can be read. */
    DB_DONE,     /**< It went well; there is no (further) row. */
    DB_CONFLICT, /**< A unique index refused the row. */
    DB_RETRY,  /**< Serialisation failure or deadlock (40001, 40P01, SQLITE_BUSY): run the transaction again.
                */
    DB_FULL,   /**< No room on the disk (SQLITE_FULL, 53100), or it is read-only. */
    DB_LOST,   /**< The server is gone; the connection mends itself at its next db_begin(). */
    DB_FAILED, /**< Anything else. */
};

struct db_options {
    const char
        *url; /**< "sqlite:/path/file.db" or a libpq "postgresql://…" / "postgresql:///…?host=…" address. */
    const char *sqlite_vfs;   /**< NULL, or the name of a VFS the tests registered. */
    int busy_timeout_ms;      /**< How long SQLite waits for another process; 0 means 5000. */
    int statement_timeout_ms; /**< PostgreSQL statement_timeout; 0 means 10000. */
    const struct db_migration
        *migrations;        /**< What this code knows, in order; kept by reference. See migrate.h. */
    size_t migration_count; /**< How many; 0 for a database without a schema of its own. */
};
enum db_mode { DB_READ, DB_WRITE };
enum db_kind { DB_SQLITE, DB_POSTGRESQL, DB_SCRIPTED };

/** Opens a database and checks that it is sound and of a compatible schema (see migrate.h); creates an SQLite
 * file with mode 0600. NULL with `error` set: the message names what to do, never a password of the url. */
struct db *db_open(const struct db_options *options, struct doran_error *error);
/** Closes it; all connections are closed before. NULL is allowed. */
void db_close(struct db *db);
enum db_kind db_kind(const struct db *db);
/** The database's epoch, a UUID made when it was created and renewed by a restore. Valid until db_close(). */
const char *db_epoch(const struct db *db);

/** A connection of its own; for SQLite a DB_READ one cannot write, a DB_WRITE one runs with synchronous=FULL.
 */
struct db_conn *db_connect(struct db *db, enum db_mode mode, struct doran_error *error);
void db_disconnect(struct db_conn *conn);

/** Transactions. A DB_READ one sees one snapshot (SQLite deferred; PostgreSQL REPEATABLE READ READ ONLY); a
 * DB_WRITE one takes the write lock at once on SQLite (IMMEDIATE) and is READ COMMITTED on PostgreSQL, where
 * rows a rule depends on are locked by DB_FOR_UPDATE. db_begin() mends a lost connection first, at once when
 * it finds it lost. */
enum db_result db_begin(struct db_conn *conn);
/** Ends the transaction in any case: DB_DONE when it is on disk, else it was rolled back. After DB_LOST
 * nobody knows. */
enum db_result db_commit(struct db_conn *conn);
/** Does nothing when there is no transaction. Cursors are freed before. */
void db_rollback(struct db_conn *conn);
/** A savepoint within a transaction, so that one of a group of requests can fail alone. Not nested. Some
 * failures (a full disk, a lost connection) end the whole transaction: then db_savepoint_rollback() gives
 * that failure again. */
enum db_result db_savepoint(struct db_conn *conn);
enum db_result db_savepoint_release(struct db_conn *conn);
enum db_result db_savepoint_rollback(struct db_conn *conn);

/** Runs a statement. `sql` is a string literal (its address keys the statement cache). `types` has one letter
 * for each parameter that follows: t = const char * (NULL is SQL NULL), i = int64_t, b = const void * and
 * size_t (NULL is SQL NULL), n = SQL NULL with no argument (where PostgreSQL cannot tell its type from the
 * place, bind t or b with NULL). Always cast integers to int64_t at the call. At most DB_PARAMETERS_MAX
 * parameters. For statements that give rows, `rows` gets the cursor, which the caller ends by db_rows_free(),
 * and the result is DB_DONE or a failure. With `rows` NULL the statement is stepped to its end; rows are
 * passed over. A statement that changes tells how many rows by db_changes(), with RETURNING once its cursor
 * is freed. The literal DB_FOR_UPDATE may end a SELECT. */
#define DB_PARAMETERS_MAX 64
enum db_result db_query(struct db_conn *conn, struct db_rows **rows, const char *sql, const char *types, ...);
#define db_exec(conn, sql, ...) db_query((conn), NULL, (sql), __VA_ARGS__)
/** Appended to a SELECT's literal: becomes FOR UPDATE on PostgreSQL and nothing on SQLite. */
#define DB_FOR_UPDATE " /*FOR UPDATE*/"
/** Runs several statements without parameters, as migrations do. Not cached. */
enum db_result db_script(struct db_conn *conn, const char *sql);
int64_t db_changes(struct db_conn *conn);
/** What failed last on this connection, for the log. Never NULL. */
const char *db_error(const struct db_conn *conn);

/** Steps to the next row: DB_ROW, DB_DONE or a failure. */
enum db_result db_next(struct db_rows *rows);
/** Columns count from 0. Text and bytes are valid until the next db_next() or db_rows_free(). NULL for SQL
 * NULL. */
const char *db_text(struct db_rows *rows, int column);
int64_t db_int(struct db_rows *rows, int column); /**< 0 for SQL NULL. */
const void *db_blob(struct db_rows *rows, int column, size_t *length);
bool db_null(struct db_rows *rows, int column);
/** Ends a cursor; NULL is allowed. */
void db_rows_free(struct db_rows *rows);

/** Cross-process news on PostgreSQL: NOTIFY within the transaction, and LISTEN. No-ops on SQLite (DB_DONE; fd
 * -1). A channel is a-z, 0-9 and _. A connection that was lost listens again by itself once db_begin() has
 * mended it; its descriptor is another one then. */
enum db_result db_notify(struct db_conn *conn, const char *channel, const char *payload);
enum db_result db_listen(struct db_conn *conn, const char *channel);
int db_listen_fd(struct db_conn *conn);
/** The next notification's payload in `out`: DB_ROW, DB_DONE when there is none now, DB_LOST; DB_FAILED when
 * it is longer than `size` (it is passed over). */
enum db_result db_listen_next(struct db_conn *conn, char *out, size_t size);

#endif
