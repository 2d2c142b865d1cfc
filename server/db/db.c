#include "server/db/db.h"

#include "server/db/driver.h"
#include "server/db/migrate.h"

#include <doran/error.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct db_driver *const drivers[] = {&db_sqlite_driver, &db_postgresql_driver};

static const struct db_driver *driver_of(const char *url)
{
    for (size_t i = 0; url && i < sizeof drivers / sizeof *drivers; i++)
        for (const char *const *scheme = drivers[i]->schemes; *scheme; scheme++)
            if (strncmp(url, *scheme, strlen(*scheme)) == 0)
                return drivers[i];
    return NULL;
}

static bool read_epoch(struct db_conn *conn, struct doran_error *error)
{
    struct db_rows *rows = NULL;
    bool found = db_query(conn, &rows, "SELECT epoch FROM schema_info", "") == DB_DONE &&
                 db_next(rows) == DB_ROW && db_text(rows, 0);
    if (found)
        snprintf(conn->db->epoch, sizeof conn->db->epoch, "%s", db_text(rows, 0));
    db_rows_free(rows);
    return found ||
           doran_fail(error, DORAN_ERROR_storage, NULL, "The database has no epoch: %s", db_error(conn));
}

struct db *db_open(const struct db_options *options, struct doran_error *error)
{
    const struct db_driver *driver = driver_of(options->url);
    if (!driver) {
        doran_fail(error, DORAN_ERROR_invalid, "database",
                   "The database address must begin with sqlite: or postgresql://");
        return NULL;
    }
    struct db *db = driver->open(options, error);
    if (!db)
        return NULL;
    struct db_conn *conn = db_connect(db, DB_WRITE, error);
    bool ok = conn && db_migrate(conn, options->migrations, options->migration_count, error) &&
              read_epoch(conn, error);
    db_disconnect(conn);
    if (!ok) {
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (db)
        db->driver->close(db);
}

enum db_kind db_kind(const struct db *db)
{
    return db->driver->kind;
}

const char *db_epoch(const struct db *db)
{
    return db->epoch;
}

struct db_conn *db_connect(struct db *db, enum db_mode mode, struct doran_error *error)
{
    struct db_conn *conn = db->driver->connect(db, mode, error);
    if (!conn)
        return NULL;
    conn->db = db;
    conn->mode = mode;
    conn->failure = DB_DONE;
    return conn;
}

static void discard(struct db_conn *conn, struct db_statement *statement)
{
    if (statement && statement->prepared)
        conn->db->driver->finalize(conn, statement->prepared);
    db_statement_free(statement);
}

void db_drop_statements(struct db_conn *conn)
{
    for (struct db_statement *statement; (statement = db_statements_take(&conn->statements));)
        discard(conn, statement);
}

void db_disconnect(struct db_conn *conn)
{
    if (!conn)
        return;
    db_rollback(conn);
    db_drop_statements(conn);
    conn->db->driver->disconnect(conn);
}

enum db_result db_note(struct db_conn *conn, enum db_result result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(conn->error, sizeof conn->error, format, arguments);
    va_end(arguments);
    return result;
}

const char *db_error(const struct db_conn *conn)
{
    return conn->error;
}

/* Transactions */

/* Keeps the first failure within a transaction. */
static enum db_result track(struct db_conn *conn, enum db_result result)
{
    if (result == DB_ROW || result == DB_DONE || conn->state == DB_STATE_IDLE)
        return result;
    if (conn->failure == DB_DONE)
        conn->failure = result;
    if (result == DB_LOST)
        conn->doomed = true;
    return result;
}

/* What a statement after a failure is told: the conflict was another one's, the rest concerns it too. */
static enum db_result lasting(enum db_result failure)
{
    return failure == DB_CONFLICT ? DB_FAILED : failure;
}

static void end_transaction(struct db_conn *conn)
{
    conn->state = DB_STATE_IDLE;
    conn->failure = DB_DONE;
    conn->doomed = false;
}

enum db_result db_begin(struct db_conn *conn)
{
    if (conn->state != DB_STATE_IDLE)
        return track(conn, db_note(conn, DB_FAILED, "a transaction is open already"));
    enum db_result result = conn->db->driver->begin(conn);
    if (result == DB_DONE)
        conn->state = DB_STATE_TRANSACTION;
    return result;
}

enum db_result db_commit(struct db_conn *conn)
{
    if (conn->state == DB_STATE_IDLE)
        return db_note(conn, DB_FAILED, "there is no transaction to commit");
    enum db_result result = lasting(conn->failure);
    if (result == DB_DONE)
        result = conn->db->driver->commit(conn);
    else
        conn->db->driver->rollback(conn);
    end_transaction(conn);
    return result;
}

void db_rollback(struct db_conn *conn)
{
    if (conn->state == DB_STATE_IDLE)
        return;
    conn->db->driver->rollback(conn);
    end_transaction(conn);
}

enum db_result db_savepoint(struct db_conn *conn)
{
    if (conn->failure != DB_DONE)
        return lasting(conn->failure);
    if (conn->state != DB_STATE_TRANSACTION)
        return track(conn, db_note(conn, DB_FAILED, "a savepoint needs a transaction and is not nested"));
    enum db_result result = track(conn, conn->db->driver->savepoint(conn));
    if (result == DB_DONE)
        conn->state = DB_STATE_SAVEPOINT;
    return result;
}

enum db_result db_savepoint_release(struct db_conn *conn)
{
    if (conn->failure != DB_DONE)
        return lasting(conn->failure);
    if (conn->state != DB_STATE_SAVEPOINT)
        return track(conn, db_note(conn, DB_FAILED, "there is no savepoint"));
    enum db_result result = track(conn, conn->db->driver->savepoint_release(conn));
    if (result == DB_DONE)
        conn->state = DB_STATE_TRANSACTION;
    return result;
}

enum db_result db_savepoint_rollback(struct db_conn *conn)
{
    if (conn->state != DB_STATE_SAVEPOINT)
        return track(conn, db_note(conn, DB_FAILED, "there is no savepoint"));
    if (conn->doomed)
        return lasting(conn->failure);
    enum db_result result = conn->db->driver->savepoint_rollback(conn);
    if (result != DB_DONE)
        return track(conn, result);
    conn->state = DB_STATE_TRANSACTION;
    conn->failure = DB_DONE;
    return DB_DONE;
}

/* Statements */

static bool read_values(struct db_value *values, int count, const char *types, va_list arguments)
{
    for (int i = 0; i < count; i++) {
        struct db_value *value = &values[i];
        *value = (struct db_value){.type = types[i]};
        switch (types[i]) {
        case 't':
            value->data = va_arg(arguments, const char *);
            value->length = value->data ? strlen(value->data) : 0;
            break;
        case 'i':
            value->integer = va_arg(arguments, int64_t);
            break;
        case 'b':
            value->data = va_arg(arguments, const void *);
            value->length = va_arg(arguments, size_t);
            break;
        case 'n':
            break;
        default:
            return false;
        }
    }
    return true;
}

static enum db_result acquire(struct db_conn *conn, const char *sql, const char *types,
                              struct db_statement **out)
{
    *out = db_statements_find(&conn->statements, sql, types);
    if (*out)
        return DB_DONE;
    struct db_statement *statement = db_statement_new(sql, types);
    if (!statement)
        return db_note(conn, DB_FAILED, "there is not enough memory");
    enum db_result result = conn->db->driver->prepare(conn, statement->sql, types, &statement->prepared);
    if (result != DB_DONE) {
        db_statement_free(statement);
        return result;
    }
    discard(conn, db_statements_add(&conn->statements, statement));
    *out = statement;
    return DB_DONE;
}

static void release(struct db_conn *conn, struct db_statement *statement)
{
    if (!statement)
        return;
    statement->busy = false;
    if (!statement->cached)
        discard(conn, statement);
}

static enum db_result run(struct db_conn *conn, struct db_rows **rows, const char *sql, const char *types,
                          const struct db_value *values, int count)
{
    struct db_statement *statement;
    enum db_result result = acquire(conn, sql, types, &statement);
    if (result != DB_DONE)
        return result;
    statement->busy = true;
    result = conn->db->driver->run(conn, statement->prepared, values, count, rows);
    if (result == DB_DONE && rows) {
        (*rows)->conn = conn;
        if (conn->db->driver->cursor_holds_statement) {
            (*rows)->statement = statement;
            return result;
        }
    }
    release(conn, statement);
    return result;
}

enum db_result db_query(struct db_conn *conn, struct db_rows **rows, const char *sql, const char *types, ...)
{
    struct db_value values[DB_PARAMETERS_MAX];
    size_t count = strlen(types);
    if (rows)
        *rows = NULL;
    if (conn->failure != DB_DONE)
        return lasting(conn->failure);
    if (count > DB_PARAMETERS_MAX)
        return track(conn, db_note(conn, DB_FAILED, "more than %d parameters", DB_PARAMETERS_MAX));
    va_list arguments;
    va_start(arguments, types);
    bool known = read_values(values, (int)count, types, arguments);
    va_end(arguments);
    if (!known)
        return track(conn, db_note(conn, DB_FAILED, "a parameter's type is none of t, i, b, n"));
    return track(conn, run(conn, rows, sql, types, values, (int)count));
}

enum db_result db_script(struct db_conn *conn, const char *sql)
{
    if (conn->failure != DB_DONE)
        return lasting(conn->failure);
    return track(conn, conn->db->driver->script(conn, sql));
}

int64_t db_changes(struct db_conn *conn)
{
    return conn->changes;
}

/* Cursors */

enum db_result db_next(struct db_rows *rows)
{
    return track(rows->conn, rows->conn->db->driver->next(rows));
}

const char *db_text(struct db_rows *rows, int column)
{
    return rows->conn->db->driver->text(rows, column);
}

int64_t db_int(struct db_rows *rows, int column)
{
    return rows->conn->db->driver->integer(rows, column);
}

const void *db_blob(struct db_rows *rows, int column, size_t *length)
{
    return rows->conn->db->driver->blob(rows, column, length);
}

bool db_null(struct db_rows *rows, int column)
{
    return rows->conn->db->driver->null(rows, column);
}

void db_rows_free(struct db_rows *rows)
{
    if (!rows)
        return;
    struct db_conn *conn = rows->conn;
    struct db_statement *statement = rows->statement;
    conn->db->driver->free(rows);
    release(conn, statement);
}

/* Notifications */

enum db_result db_notify(struct db_conn *conn, const char *channel, const char *payload)
{
    return conn->db->driver->notify ? conn->db->driver->notify(conn, channel, payload) : DB_DONE;
}

enum db_result db_listen(struct db_conn *conn, const char *channel)
{
    return conn->db->driver->listen ? track(conn, conn->db->driver->listen(conn, channel)) : DB_DONE;
}

int db_listen_fd(struct db_conn *conn)
{
    return conn->db->driver->listen_fd ? conn->db->driver->listen_fd(conn) : -1;
}

enum db_result db_listen_next(struct db_conn *conn, char *out, size_t size)
{
    return conn->db->driver->listen_next ? conn->db->driver->listen_next(conn, out, size) : DB_DONE;
}
