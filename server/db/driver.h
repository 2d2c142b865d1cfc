/** @file driver.h  What a database driver gives to db.c; private to server/db.
 *
 * db.c keeps the rules that hold on every database (states of a transaction, a failure stays until it is
 * rolled back, the statement cache, reading the arguments); a driver speaks to one. A driver's own structs
 * begin with the base structs here. */
#ifndef SERVER_DB_DRIVER_H
#define SERVER_DB_DRIVER_H

#include "server/db/db.h"
#include "server/db/statements.h"

#include <doran/id.h>

#define DB_ERROR_MAX 256

/** The column types of a migration's macros, in the order of migrate.c's table of names. */
enum db_type { DB_TYPE_TEXT, DB_TYPE_INT, DB_TYPE_BLOB, DB_TYPE_ID, DB_TYPE_IDENTITY, DB_TYPE_COUNT };

/** One bound parameter. `type` is the letter of db_query(). */
struct db_value {
    char type;
    const void *data; /* t, b: borrowed until the call returns; NULL is SQL NULL */
    size_t length;    /* of data, without a NUL */
    int64_t integer;
};

struct db {
    const struct db_driver *driver;
    char epoch[DORAN_ID_LENGTH + 1];
};

enum db_state { DB_STATE_IDLE, DB_STATE_TRANSACTION, DB_STATE_SAVEPOINT };

struct db_conn {
    struct db *db;
    enum db_mode mode;
    enum db_state state;
    enum db_result failure; /* the first failure since the transaction or savepoint began, else DB_DONE */
    bool doomed;            /* the database has ended the whole transaction, or the connection is gone */
    int64_t changes;        /* of the last statement; the driver sets it */
    struct db_statements statements;
    char error[DB_ERROR_MAX];
};

struct db_rows {
    struct db_conn *conn;
    struct db_statement *statement; /* goes back to the cache when the cursor is freed */
};

struct db_driver {
    enum db_kind kind;
    /** What the addresses begin with; NULL ends the list. */
    const char *const *schemes;
    /** The SQL for each macro of a migration. */
    const char *types[DB_TYPE_COUNT];
    /** A script that takes the migration lock until the transaction ends; NULL when db_begin() has taken it
     * already. */
    const char *migration_lock;
    /** Whether an open cursor occupies its statement, so that the same text needs another one meanwhile. */
    bool cursor_holds_statement;

    /** Makes the driver's struct db from the options and checks what can be checked without a schema. */
    struct db *(*open)(const struct db_options *options, struct doran_error *error);
    /** Frees it. */
    void (*close)(struct db *db);
    /** Makes the driver's struct db_conn, ready for db_begin(). db.c fills in `db` and `mode`. */
    struct db_conn *(*connect)(struct db *db, enum db_mode mode, struct doran_error *error);
    /** Closes and frees it. Its statements are finalised before. */
    void (*disconnect)(struct db_conn *conn);

    /** Begins a transaction of the connection's mode; mends a lost connection first. */
    enum db_result (*begin)(struct db_conn *conn);
    /** Commits; on any failure the transaction is rolled back when it returns. */
    enum db_result (*commit)(struct db_conn *conn);
    /** Rolls back, whatever state the connection is in. */
    void (*rollback)(struct db_conn *conn);
    enum db_result (*savepoint)(struct db_conn *conn);
    enum db_result (*savepoint_release)(struct db_conn *conn);
    /** Undoes what came after the savepoint, and removes it. */
    enum db_result (*savepoint_rollback)(struct db_conn *conn);

    /** Prepares a statement; `types` are the letters of its parameters. `prepared` is freed by finalize. */
    enum db_result (*prepare)(struct db_conn *conn, const char *sql, const char *types, void **prepared);
    /** Frees what prepare gave. May be called in any state of the connection. */
    void (*finalize)(struct db_conn *conn, void *prepared);
    /** Runs a prepared statement, and reports its failure here and not at the first db_next(). With `rows` it
     * gives a cursor, at the least one that ends at once. */
    enum db_result (*run)(struct db_conn *conn, void *prepared, const struct db_value *values, int count,
                          struct db_rows **rows);
    /** Runs several statements without parameters. */
    enum db_result (*script)(struct db_conn *conn, const char *sql);

    /** The cursor's functions, as in db.h. `free` also sets the connection's `changes`. */
    enum db_result (*next)(struct db_rows *rows);
    const char *(*text)(struct db_rows *rows, int column);
    int64_t (*integer)(struct db_rows *rows, int column);
    const void *(*blob)(struct db_rows *rows, int column, size_t *length);
    bool (*null)(struct db_rows *rows, int column);
    void (*free)(struct db_rows *rows);

    /** Notifications, as in db.h; all four NULL where there are none. */
    enum db_result (*notify)(struct db_conn *conn, const char *channel, const char *payload);
    enum db_result (*listen)(struct db_conn *conn, const char *channel);
    int (*listen_fd)(struct db_conn *conn);
    enum db_result (*listen_next)(struct db_conn *conn, char *out, size_t size);
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_postgresql_driver;
extern const struct db_driver db_scripted_driver;

/** Takes every statement out of the connection's cache and finalises it. */
void db_drop_statements(struct db_conn *conn);
/** Keeps a message for db_error() and returns `result`. */
enum db_result db_note(struct db_conn *conn, enum db_result result, const char *format, ...)
    DORAN_PRINTF(3, 4);

#endif
