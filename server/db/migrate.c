#include "server/db/migrate.h"

#include "server/db/driver.h"

#include <doran/buffer.h>
#include <doran/error.h>
#include <doran/id.h>
#include <string.h>

/* How often a busy SQLite file is waited for (busy_timeout each time): another process may be migrating. */
enum { BEGIN_TRIES = 24 };

static const char *const type_macros[DB_TYPE_COUNT] = {
    [DB_TYPE_TEXT] = "%TEXT%", [DB_TYPE_INT] = "%INT%",           [DB_TYPE_BLOB] = "%BLOB%",
    [DB_TYPE_ID] = "%ID%",     [DB_TYPE_IDENTITY] = "%IDENTITY%",
};

struct schema {
    int64_t version;
    int64_t compatible;
};

/* Length of the macro `text` begins with, 0 for none. */
static size_t match_macro(const char *text, enum db_type *type)
{
    for (int i = 0; i < DB_TYPE_COUNT; i++)
        if (strncmp(text, type_macros[i], strlen(type_macros[i])) == 0) {
            *type = (enum db_type)i;
            return strlen(type_macros[i]);
        }
    return 0;
}

static void expand(struct doran_buffer *out, const struct db_driver *driver, const char *sql)
{
    while (*sql) {
        size_t plain = strcspn(sql, "%");
        doran_buffer_append(out, sql, plain);
        sql += plain;
        enum db_type type = DB_TYPE_TEXT;
        size_t macro = match_macro(sql, &type);
        if (macro)
            doran_buffer_puts(out, driver->types[type]);
        else if (*sql)
            doran_buffer_putc(out, *sql);
        sql += macro ? macro : *sql != '\0';
    }
}

static enum db_result run_script(struct db_conn *conn, const char *sql)
{
    struct doran_buffer text = {0};
    expand(&text, conn->db->driver, sql);
    enum db_result result = text.failed || !text.data
                                ? db_note(conn, DB_FAILED, "the migration has no usable text")
                                : db_script(conn, text.data);
    doran_buffer_deinit(&text);
    return result;
}

static enum db_result begin_alone(struct db_conn *conn)
{
    enum db_result result = DB_RETRY;
    for (int i = 0; i < BEGIN_TRIES && result == DB_RETRY; i++)
        result = db_begin(conn);
    if (result == DB_DONE && conn->db->driver->migration_lock)
        result = db_script(conn, conn->db->driver->migration_lock);
    return result;
}

static enum db_result create_info(struct db_conn *conn)
{
    enum db_result result =
        run_script(conn, "CREATE TABLE IF NOT EXISTS schema_info (version %INT% NOT NULL, "
                         "compatible %INT% NOT NULL, epoch %ID% NOT NULL)");
    if (result != DB_DONE)
        return result;
    struct doran_id epoch = doran_id_new();
    return db_exec(conn,
                   "INSERT INTO schema_info (version, compatible, epoch) "
                   "SELECT 0, 0, ?1 WHERE NOT EXISTS (SELECT 1 FROM schema_info)",
                   "t", epoch.text);
}

static enum db_result read_info(struct db_conn *conn, struct schema *out)
{
    struct db_rows *rows = NULL;
    enum db_result result = db_query(conn, &rows, "SELECT version, compatible FROM schema_info", "");
    if (result == DB_DONE)
        result = db_next(rows);
    if (result == DB_ROW)
        *out = (struct schema){.version = db_int(rows, 0), .compatible = db_int(rows, 1)};
    db_rows_free(rows);
    if (result == DB_DONE)
        return db_note(conn, DB_FAILED, "schema_info is empty");
    return result == DB_ROW ? DB_DONE : result;
}

static const struct db_migration *find_next(const struct db_migration *migrations, size_t count,
                                            int64_t version)
{
    for (size_t i = 0; i < count; i++)
        if (migrations[i].version > version)
            return &migrations[i];
    return NULL;
}

static enum db_result apply(struct db_conn *conn, const struct db_migration *migration,
                            const struct schema *before)
{
    enum db_result result = run_script(conn, migration->sql);
    if (result != DB_DONE)
        return result;
    int64_t compatible =
        migration->compatible > before->compatible ? migration->compatible : before->compatible;
    return db_exec(conn, "UPDATE schema_info SET version = ?1, compatible = ?2", "ii",
                   (int64_t)migration->version, compatible);
}

static bool fail(struct db_conn *conn, enum db_result result, int64_t version, struct doran_error *error)
{
    static const enum doran_error_code codes[] = {
        [DB_RETRY] = DORAN_ERROR_in_use,
        [DB_FULL] = DORAN_ERROR_storage_full,
        [DB_LOST] = DORAN_ERROR_network,
        [DB_FAILED] = DORAN_ERROR_storage,
    };
    enum doran_error_code code = result >= DB_RETRY ? codes[result] : DORAN_ERROR_storage;
    doran_fail(error, code, "database", "The database's schema could not be brought past version %lld: %s",
               (long long)version, db_error(conn));
    db_rollback(conn);
    return false;
}

static bool refuse_newer(struct db_conn *conn, const struct schema *schema, int64_t own,
                         struct doran_error *error)
{
    db_rollback(conn);
    return doran_fail(
        error, DORAN_ERROR_storage, "database",
        "The database was written by a newer doran-server: it needs schema %lld, this one knows %lld. "
        "Start the newer doran-server, or restore a backup made by this one.",
        (long long)schema->compatible, (long long)own);
}

bool db_migrate(struct db_conn *conn, const struct db_migration *migrations, size_t count,
                struct doran_error *error)
{
    int64_t own = count ? migrations[count - 1].version : 0;
    struct schema schema = {0};
    for (;;) {
        enum db_result result = begin_alone(conn);
        if (result == DB_DONE)
            result = create_info(conn);
        if (result == DB_DONE)
            result = read_info(conn, &schema);
        if (result != DB_DONE)
            return fail(conn, result, schema.version, error);
        if (schema.compatible > own)
            return refuse_newer(conn, &schema, own, error);
        const struct db_migration *next = find_next(migrations, count, schema.version);
        if (next)
            result = apply(conn, next, &schema);
        if (result == DB_DONE)
            result = db_commit(conn);
        if (result != DB_DONE)
            return fail(conn, result, schema.version, error);
        if (!next)
            return true;
    }
}
