/* The scripted driver. */
#include "server/db/scripted.h"

#include "server/db/driver.h"

#include <doran/buffer.h>
#include <doran/error.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scripted_db {
    struct db base;
    const struct db_scripted_step *steps;
    size_t count;
    size_t position;
    char difference[DB_ERROR_MAX]; /* the first one; "" while there is none */
};

struct scripted_rows {
    struct db_rows base;
    const struct db_scripted_step *step;
    int row;
};

struct db *db_scripted_open(const struct db_scripted_step *steps, size_t count)
{
    struct scripted_db *db = calloc(1, sizeof *db);
    if (!db)
        return NULL;
    db->base.driver = &db_scripted_driver;
    snprintf(db->base.epoch, sizeof db->base.epoch, "00000000-0000-0000-0000-000000000000");
    db->steps = steps;
    db->count = count;
    return &db->base;
}

bool db_scripted_finished(const struct db *base, char *why, size_t size)
{
    const struct scripted_db *db = (const struct scripted_db *)base;
    if (db->difference[0])
        snprintf(why, size, "%s", db->difference);
    else if (db->position < db->count)
        snprintf(why, size, "step %zu did not come: %s", db->position + 1, db->steps[db->position].sql);
    else
        return true;
    return false;
}

static struct db *scripted_open(const struct db_options *options, struct doran_error *error)
{
    (void)options;
    doran_fail(error, DORAN_ERROR_invalid, "database", "A scripted database has no address.");
    return NULL;
}

static void scripted_close(struct db *db)
{
    free(db);
}

static struct db_conn *scripted_connect(struct db *db, enum db_mode mode, struct doran_error *error)
{
    (void)db;
    (void)mode;
    struct db_conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    return conn;
}

static void scripted_disconnect(struct db_conn *conn)
{
    free(conn);
}

static void describe(struct doran_buffer *out, const struct db_value *values, int count)
{
    for (int i = 0; i < count; i++) {
        const struct db_value *value = &values[i];
        doran_buffer_printf(out, "%s%c", i ? " " : "", value->type);
        if (value->type == 'i')
            doran_buffer_printf(out, ":%" PRId64, value->integer);
        else if (value->type != 'n' && !value->data)
            doran_buffer_puts(out, ":NULL");
        else if (value->type == 't')
            doran_buffer_printf(out, ":%s", (const char *)value->data);
        else if (value->type == 'b')
            doran_buffer_printf(out, ":%zu", value->length);
    }
    doran_buffer_puts(out, "");
}

static enum db_result differ(struct db_conn *conn, struct scripted_db *db, const char *sql,
                             const char *values)
{
    if (!db->difference[0])
        snprintf(db->difference, sizeof db->difference, "at step %zu came: %.120s [%.80s]", db->position + 1,
                 sql, values);
    return db_note(conn, DB_FAILED, "%.200s", db->difference);
}

/* Transactions are named whole: ROLLBACK is not ROLLBACK TO. */
static bool is_expected(const struct db_scripted_step *step, const char *sql, const char *values, bool whole)
{
    return (whole ? strcmp(sql, step->sql) == 0 : strncmp(sql, step->sql, strlen(step->sql)) == 0) &&
           (!step->values || strcmp(step->values, values) == 0);
}

static enum db_result play(struct db_conn *conn, const char *sql, const struct db_value *values, int count,
                           const struct db_scripted_step **out)
{
    struct scripted_db *db = (struct scripted_db *)conn->db;
    struct doran_buffer described = {0};
    describe(&described, values, count);
    const char *text = described.data ? described.data : "";
    const struct db_scripted_step *step = db->position < db->count ? &db->steps[db->position] : NULL;
    enum db_result result;
    if (!step || !is_expected(step, sql, text, !out)) {
        result = differ(conn, db, sql, text);
    } else {
        db->position++;
        if (out)
            *out = step;
        conn->changes = step->changes;
        result = step->result == DB_ROW ? DB_DONE : step->result;
        if (result != DB_DONE)
            db_note(conn, result, "as the script has it");
    }
    doran_buffer_deinit(&described);
    return result;
}

static enum db_result control(struct db_conn *conn, const char *name)
{
    return play(conn, name, NULL, 0, NULL);
}

static enum db_result scripted_begin(struct db_conn *conn)
{
    return control(conn, "BEGIN");
}

static enum db_result scripted_commit(struct db_conn *conn)
{
    return control(conn, "COMMIT");
}

static void scripted_rollback(struct db_conn *conn)
{
    control(conn, "ROLLBACK");
}

static enum db_result scripted_savepoint(struct db_conn *conn)
{
    return control(conn, "SAVEPOINT");
}

static enum db_result scripted_savepoint_release(struct db_conn *conn)
{
    return control(conn, "RELEASE");
}

static enum db_result scripted_savepoint_rollback(struct db_conn *conn)
{
    return control(conn, "ROLLBACK TO");
}

static enum db_result scripted_prepare(struct db_conn *conn, const char *sql, const char *types,
                                       void **prepared)
{
    (void)types;
    *prepared = strdup(sql);
    return *prepared ? DB_DONE : db_note(conn, DB_FAILED, "there is not enough memory");
}

static void scripted_finalize(struct db_conn *conn, void *prepared)
{
    (void)conn;
    free(prepared);
}

static enum db_result scripted_run(struct db_conn *conn, void *prepared, const struct db_value *values,
                                   int count, struct db_rows **out)
{
    const struct db_scripted_step *step = NULL;
    enum db_result result = play(conn, prepared, values, count, &step);
    if (result != DB_DONE || !out)
        return result;
    struct scripted_rows *rows = calloc(1, sizeof *rows);
    if (!rows)
        return db_note(conn, DB_FAILED, "there is not enough memory");
    rows->step = step;
    rows->row = -1;
    *out = &rows->base;
    return DB_DONE;
}

static enum db_result scripted_script(struct db_conn *conn, const char *sql)
{
    const struct db_scripted_step *step;
    return play(conn, sql, NULL, 0, &step);
}

static enum db_result scripted_next(struct db_rows *base)
{
    struct scripted_rows *rows = (struct scripted_rows *)base;
    if (rows->row + 1 >= rows->step->row_count)
        return DB_DONE;
    rows->row++;
    return DB_ROW;
}

static const char *scripted_text(struct db_rows *base, int column)
{
    const struct scripted_rows *rows = (const struct scripted_rows *)base;
    return rows->step->cells[rows->row * rows->step->columns + column];
}

static int64_t scripted_integer(struct db_rows *rows, int column)
{
    const char *text = scripted_text(rows, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

static const void *scripted_blob(struct db_rows *rows, int column, size_t *length)
{
    const char *text = scripted_text(rows, column);
    *length = text ? strlen(text) : 0;
    return text;
}

static bool scripted_null(struct db_rows *rows, int column)
{
    return !scripted_text(rows, column);
}

static void scripted_free(struct db_rows *rows)
{
    free(rows);
}

static const char *const schemes[] = {NULL};

const struct db_driver db_scripted_driver = {
    .kind = DB_SCRIPTED,
    .schemes = schemes,
    .types = {[DB_TYPE_TEXT] = "TEXT",
              [DB_TYPE_INT] = "INTEGER",
              [DB_TYPE_BLOB] = "BLOB",
              [DB_TYPE_ID] = "TEXT",
              [DB_TYPE_IDENTITY] = "INTEGER PRIMARY KEY"},
    .cursor_holds_statement = false,
    .open = scripted_open,
    .close = scripted_close,
    .connect = scripted_connect,
    .disconnect = scripted_disconnect,
    .begin = scripted_begin,
    .commit = scripted_commit,
    .rollback = scripted_rollback,
    .savepoint = scripted_savepoint,
    .savepoint_release = scripted_savepoint_release,
    .savepoint_rollback = scripted_savepoint_rollback,
    .prepare = scripted_prepare,
    .finalize = scripted_finalize,
    .run = scripted_run,
    .script = scripted_script,
    .next = scripted_next,
    .text = scripted_text,
    .integer = scripted_integer,
    .blob = scripted_blob,
    .null = scripted_null,
    .free = scripted_free,
};
