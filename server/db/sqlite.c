/* The SQLite driver: connections, transactions, statements. */
#include "server/db/sqlite.h"

#include <doran/error.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_BUSY_TIMEOUT_MS = 5000 };
static const char scheme[] = "sqlite:";

enum control {
    CONTROL_BEGIN,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVEPOINT,
    CONTROL_RELEASE,
    CONTROL_ROLLBACK_TO,
    CONTROL_COUNT
};

struct sqlite_conn {
    struct db_conn base;
    sqlite3 *file;
    bool reads; /* db_conn's mode is not filled in yet while connecting */
    sqlite3_stmt *controls[CONTROL_COUNT];
};

struct sqlite_rows {
    struct db_rows base;
    sqlite3_stmt *statement;
    int step;   /* result of the last sqlite3_step() */
    bool fresh; /* that row was not asked for yet */
};

/* Opening */

static void sqlite_close(struct db *base)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    free(db->path);
    free(db->vfs);
    free(db);
}

static struct db *sqlite_open(const struct db_options *options, struct doran_error *error)
{
    const char *path = options->url + strlen(scheme);
    if (!*path || *path == ':') {
        doran_fail(error, DORAN_ERROR_invalid, "database", "Name the file: sqlite:/path/to/file.db");
        return NULL;
    }
    struct sqlite_db *db = calloc(1, sizeof *db);
    if (!db) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    db->base.driver = &db_sqlite_driver;
    db->path = strdup(path);
    db->vfs = options->sqlite_vfs ? strdup(options->sqlite_vfs) : NULL;
    db->busy_timeout_ms = options->busy_timeout_ms ? options->busy_timeout_ms : DEFAULT_BUSY_TIMEOUT_MS;
    bool memory = db->path && (db->vfs || !options->sqlite_vfs);
    if (!memory)
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (memory && sqlite_check_file(db, error))
        return &db->base;
    sqlite_close(&db->base);
    return NULL;
}

static bool prepare_controls(struct sqlite_conn *conn)
{
    const char *const texts[CONTROL_COUNT] = {
        [CONTROL_BEGIN] = conn->reads ? "BEGIN" : "BEGIN IMMEDIATE",
        [CONTROL_COMMIT] = "COMMIT",
        [CONTROL_ROLLBACK] = "ROLLBACK",
        [CONTROL_SAVEPOINT] = "SAVEPOINT request",
        [CONTROL_RELEASE] = "RELEASE request",
        [CONTROL_ROLLBACK_TO] = "ROLLBACK TO request",
    };
    for (int i = 0; i < CONTROL_COUNT; i++)
        if (sqlite3_prepare_v3(conn->file, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &conn->controls[i],
                               NULL) != SQLITE_OK)
            return false;
    return true;
}

static void sqlite_disconnect(struct db_conn *base)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    for (int i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(conn->controls[i]);
    sqlite3_close_v2(conn->file);
    free(conn);
}

static struct db_conn *sqlite_connect(struct db *base, enum db_mode mode, struct doran_error *error)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_conn *conn = calloc(1, sizeof *conn);
    if (!conn) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    conn->reads = mode == DB_READ;
    conn->file = sqlite_open_file(db, error);
    if (!conn->file) {
        free(conn);
        return NULL;
    }
    bool ok = prepare_controls(conn) && (!conn->reads || sqlite3_exec(conn->file, "PRAGMA query_only=ON",
                                                                      NULL, NULL, NULL) == SQLITE_OK);
    if (ok)
        return &conn->base;
    doran_fail(error, DORAN_ERROR_storage, "database", "%s", sqlite3_errmsg(conn->file));
    sqlite_disconnect(&conn->base);
    return NULL;
}

/* Results */

/* What the system said of a failed read or write. SQLite 3.40 keeps it for statements but not for COMMIT: then the files know,
 * the WAL first. */
static int system_error(const struct sqlite_conn *conn)
{
    int number = sqlite3_system_errno(conn->file);
    sqlite3_file *wal = NULL;
    if (number == 0 &&
        sqlite3_file_control(conn->file, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) == SQLITE_OK && wal &&
        wal->pMethods)
        wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO, &number);
    if (number == 0)
        sqlite3_file_control(conn->file, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}

/* EFBIG is what a limit on the size of files gives (setrlimit(2)). */
static bool is_disk_full(const struct sqlite_conn *conn, int code)
{
    if (code == SQLITE_READONLY_DBMOVED)
        return false;
    if ((code & 0xff) == SQLITE_READONLY)
        return !conn->reads; /* a reading connection that writes is a mistake of ours */
    if ((code & 0xff) != SQLITE_IOERR)
        return (code & 0xff) == SQLITE_FULL;
    int system = system_error(conn);
    return system == ENOSPC || system == EDQUOT || system == EFBIG || system == EROFS;
}

static enum db_result classify(const struct sqlite_conn *conn, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return DB_DONE;
    if (code == SQLITE_ROW)
        return DB_ROW;
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
        code == SQLITE_CONSTRAINT_ROWID)
        return DB_CONFLICT;
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return DB_RETRY;
    return is_disk_full(conn, code) ? DB_FULL : DB_FAILED;
}

/* Turns a result code into ours, keeps the message, and notices when SQLite has rolled back by itself. */
static enum db_result conclude(struct sqlite_conn *conn, int code)
{
    enum db_result result = classify(conn, code);
    if (result == DB_DONE || result == DB_ROW)
        return result;
    db_note(&conn->base, result, "%s (%d)", sqlite3_errmsg(conn->file), code);
    if (conn->base.state != DB_STATE_IDLE && sqlite3_get_autocommit(conn->file))
        conn->base.doomed = true;
    return result;
}

static enum db_result control(struct db_conn *base, enum control which)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    sqlite3_stmt *statement = conn->controls[which];
    enum db_result result = conclude(conn, sqlite3_step(statement));
    sqlite3_reset(statement);
    return result;
}

/* Transactions */

static enum db_result sqlite_begin(struct db_conn *conn)
{
    return control(conn, CONTROL_BEGIN);
}

static void sqlite_rollback(struct db_conn *base)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    if (sqlite3_get_autocommit(conn->file))
        return;
    char kept[DB_ERROR_MAX]; /* the reason of the roll-back says more than its outcome */
    memcpy(kept, base->error, sizeof kept);
    control(base, CONTROL_ROLLBACK);
    memcpy(base->error, kept, sizeof kept);
}

static enum db_result sqlite_commit(struct db_conn *conn)
{
    enum db_result result = control(conn, CONTROL_COMMIT);
    if (result != DB_DONE)
        sqlite_rollback(conn);
    return result;
}

static enum db_result sqlite_savepoint(struct db_conn *conn)
{
    return control(conn, CONTROL_SAVEPOINT);
}

static enum db_result sqlite_savepoint_release(struct db_conn *conn)
{
    return control(conn, CONTROL_RELEASE);
}

static enum db_result sqlite_savepoint_rollback(struct db_conn *conn)
{
    enum db_result result = control(conn, CONTROL_ROLLBACK_TO);
    return result == DB_DONE ? control(conn, CONTROL_RELEASE) : result;
}

/* Statements */

static enum db_result sqlite_prepare(struct db_conn *base, const char *sql, const char *types,
                                     void **prepared)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int code = sqlite3_prepare_v3(conn->file, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK)
        return conclude(conn, code);
    if (!statement || rest[strspn(rest, " \n\t;")] != '\0' ||
        sqlite3_bind_parameter_count(statement) != (int)strlen(types)) {
        sqlite3_finalize(statement);
        return db_note(base, DB_FAILED, "not one statement with %zu parameters", strlen(types));
    }
    *prepared = statement;
    return DB_DONE;
}

static void sqlite_finalize(struct db_conn *conn, void *prepared)
{
    (void)conn;
    sqlite3_finalize(prepared);
}

/* `copies`: the values are needed after the call returns. */
static int bind(sqlite3_stmt *statement, const struct db_value *values, int count, bool copies)
{
    sqlite3_destructor_type lifetime = copies ? SQLITE_TRANSIENT : SQLITE_STATIC;
    int code = SQLITE_OK;
    for (int i = 0; i < count && code == SQLITE_OK; i++) {
        const struct db_value *value = &values[i];
        if (value->type == 'i')
            code = sqlite3_bind_int64(statement, i + 1, value->integer);
        else if (!value->data)
            code = value->type == 'b' && value->length ? SQLITE_MISUSE : sqlite3_bind_null(statement, i + 1);
        else if (value->type == 't')
            code = sqlite3_bind_text64(statement, i + 1, value->data, value->length, lifetime, SQLITE_UTF8);
        else
            code = sqlite3_bind_blob64(statement, i + 1, value->data, value->length, lifetime);
    }
    return code;
}

static void finish(struct sqlite_conn *conn, sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    conn->base.changes = sqlite3_stmt_readonly(statement) ? 0 : sqlite3_changes64(conn->file);
}

static enum db_result sqlite_run(struct db_conn *base, void *prepared, const struct db_value *values,
                                 int count, struct db_rows **rows)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    sqlite3_stmt *statement = prepared;
    int code = bind(statement, values, count, rows != NULL);
    if (code == SQLITE_OK)
        do
            code = sqlite3_step(statement);
        while (code == SQLITE_ROW && !rows);
    struct sqlite_rows *cursor = NULL;
    enum db_result result = conclude(conn, code);
    if (rows && (result == DB_ROW || result == DB_DONE)) {
        cursor = calloc(1, sizeof *cursor);
        if (!cursor)
            result = db_note(base, DB_FAILED, "there is not enough memory");
    }
    if (!cursor) {
        finish(conn, statement);
        return result;
    }
    *cursor = (struct sqlite_rows){.statement = statement, .step = code, .fresh = true};
    *rows = &cursor->base;
    return DB_DONE;
}

static enum db_result sqlite_script(struct db_conn *base, const char *sql)
{
    struct sqlite_conn *conn = (struct sqlite_conn *)base;
    return conclude(conn, sqlite3_exec(conn->file, sql, NULL, NULL, NULL));
}

/* Cursors */

static enum db_result sqlite_next(struct db_rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    if (!rows->fresh && rows->step == SQLITE_ROW)
        rows->step = sqlite3_step(rows->statement);
    rows->fresh = false;
    return conclude((struct sqlite_conn *)base->conn, rows->step);
}

static const char *sqlite_text(struct db_rows *base, int column)
{
    return (const char *)sqlite3_column_text(((struct sqlite_rows *)base)->statement, column);
}

static int64_t sqlite_integer(struct db_rows *base, int column)
{
    return sqlite3_column_int64(((struct sqlite_rows *)base)->statement, column);
}

static const void *sqlite_blob(struct db_rows *base, int column, size_t *length)
{
    sqlite3_stmt *statement = ((struct sqlite_rows *)base)->statement;
    const void *data = sqlite3_column_blob(statement, column);
    *length = (size_t)sqlite3_column_bytes(statement, column);
    /* SQLite gives NULL for zero bytes as well */
    return data || sqlite3_column_type(statement, column) == SQLITE_NULL ? data : "";
}

static bool sqlite_null(struct db_rows *base, int column)
{
    return sqlite3_column_type(((struct sqlite_rows *)base)->statement, column) == SQLITE_NULL;
}

static void sqlite_free(struct db_rows *base)
{
    struct sqlite_rows *rows = (struct sqlite_rows *)base;
    finish((struct sqlite_conn *)base->conn, rows->statement);
    free(rows);
}

static const char *const schemes[] = {scheme, NULL};

const struct db_driver db_sqlite_driver = {
    .kind = DB_SQLITE,
    .schemes = schemes,
    .types = {[DB_TYPE_TEXT] = "TEXT",
              [DB_TYPE_INT] = "INTEGER",
              [DB_TYPE_BLOB] = "BLOB",
              [DB_TYPE_ID] = "TEXT",
              /* AUTOINCREMENT: a number is never given twice, as PostgreSQL's identity */
              [DB_TYPE_IDENTITY] = "INTEGER PRIMARY KEY AUTOINCREMENT"},
    .cursor_holds_statement = true,
    .open = sqlite_open,
    .close = sqlite_close,
    .connect = sqlite_connect,
    .disconnect = sqlite_disconnect,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .savepoint = sqlite_savepoint,
    .savepoint_release = sqlite_savepoint_release,
    .savepoint_rollback = sqlite_savepoint_rollback,
    .prepare = sqlite_prepare,
    .finalize = sqlite_finalize,
    .run = sqlite_run,
    .script = sqlite_script,
    .next = sqlite_next,
    .text = sqlite_text,
    .integer = sqlite_integer,
    .blob = sqlite_blob,
    .null = sqlite_null,
    .free = sqlite_free,
};
