/** @file postgresql.h  What the files of the PostgreSQL driver share; private to server/db. */
#ifndef SERVER_DB_POSTGRESQL_H
#define SERVER_DB_POSTGRESQL_H

#include "server/db/driver.h"

#include <libpq-fe.h>

#define PG_CHANNELS_MAX 8
#define PG_CHANNEL_MAX 64  /**< Bytes with the NUL: PostgreSQL's names have 63. */
#define PG_STALE_MAX 64    /**< Statements that wait to be deallocated. */
#define PG_SETTINGS_MAX 64 /**< Keywords of a connection. */

struct pg_db {
    struct db base;
    PQconninfoOption *info; /* the url, taken apart */
    const char *keywords[PG_SETTINGS_MAX + 1];
    const char *values[PG_SETTINGS_MAX + 1];
    int statement_timeout_ms;
    char tcp_timeout_ms[16];
};

struct pg_conn {
    struct db_conn base;
    PGconn *pg;
    int statement_timeout_ms;
    bool lost;      /* reconnect at the next db_begin() */
    bool old_plans; /* a statement was prepared for a schema that has changed: prepare all anew at the next
                       db_begin() */
    unsigned next_statement;
    unsigned stale[PG_STALE_MAX];
    int stale_count;
    char channels[PG_CHANNELS_MAX][PG_CHANNEL_MAX];
    int channel_count;
};

/** What a failed result means; keeps the message for db_error() without any value, and notices a lost
 * connection. `result` NULL means the connection itself failed. Does not free it. */
enum db_result pg_fail(struct pg_conn *conn, const PGresult *result);

/** A connection that is ready for use; `connection` is a fresh one. False when it is not, its message kept.
 */
bool pg_prepare_session(struct pg_conn *conn);
/** Connects anew, with everything a session of ours has; DB_LOST when the server does not answer. */
enum db_result pg_reconnect(struct pg_conn *conn);
/** Runs a command without rows. */
enum db_result pg_command(struct pg_conn *conn, const char *sql);

/** Opening and closing; see driver.h. */
struct db *pg_open(const struct db_options *options, struct doran_error *error);
void pg_close(struct db *db);
struct db_conn *pg_connect(struct db *db, enum db_mode mode, struct doran_error *error);
void pg_disconnect(struct db_conn *conn);

/** Notifications; see driver.h. */
enum db_result pg_notify(struct db_conn *conn, const char *channel, const char *payload);
enum db_result pg_listen(struct db_conn *conn, const char *channel);
int pg_listen_fd(struct db_conn *conn);
enum db_result pg_listen_next(struct db_conn *conn, char *out, size_t size);

/** A cursor over `result`, which it owns; NULL without memory. The functions after it are those of driver.h.
 */
struct db_rows *pg_rows_new(PGresult *result);
enum db_result pg_next(struct db_rows *rows);
const char *pg_text(struct db_rows *rows, int column);
int64_t pg_integer(struct db_rows *rows, int column);
const void *pg_blob(struct db_rows *rows, int column, size_t *length);
bool pg_null(struct db_rows *rows, int column);
void pg_rows_free(struct db_rows *rows);

/** The common text in PostgreSQL's dialect: ?1 becomes $1 and DB_FOR_UPDATE becomes FOR UPDATE, outside of
 * quotes and other comments. malloc'ed; NULL without memory or for a ? without number. `parameters` gets the
 * highest number. */
char *pg_translate(const char *sql, int *parameters);

#endif
