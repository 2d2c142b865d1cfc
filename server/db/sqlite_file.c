/* The file: making it, and refusing one that is damaged or not ours. */
#include "server/db/sqlite.h"

#include <doran/error.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A larger file is read through only after what looks like an unclean end (a WAL was left), to start quickly.
 */
#define CHECKED_ALWAYS_BYTES (32L * 1024 * 1024)
enum { WAL_RETRY_MS = 10 };

/* One statement a line of sqlite3_exec would hide which one failed; all of these hold on every connection.
 * The limits keep an idle server small: 512 KiB of pages, no mapping, the WAL cut back to 4 MiB after a
 * burst. */
static const char settings[] = "PRAGMA synchronous=FULL;"
                               "PRAGMA foreign_keys=ON;"
                               "PRAGMA trusted_schema=OFF;"
                               "PRAGMA cell_size_check=ON;"
                               "PRAGMA case_sensitive_like=ON;" /* as PostgreSQL */
                               "PRAGMA cache_size=-512;"
                               "PRAGMA mmap_size=0;"
                               "PRAGMA temp_store=MEMORY;"
                               "PRAGMA journal_size_limit=4194304;";

static bool fail_read_only(const struct sqlite_db *db, struct doran_error *error)
{
    return doran_fail(error, DORAN_ERROR_storage, "database",
                      "%s cannot be written: its permissions or its disk are read-only.", db->path);
}

static bool fail_open(const struct sqlite_db *db, sqlite3 *file, struct doran_error *error)
{
    int code = sqlite3_errcode(file) & 0xff;
    int system = code == SQLITE_IOERR || code == SQLITE_CANTOPEN ? sqlite3_system_errno(file) : 0;
    if (system == ENOSPC || system == EDQUOT)
        code = SQLITE_FULL;
    else if (system == EROFS ||
             (code == SQLITE_CANTOPEN && access(db->path, W_OK) != 0 && (errno == EROFS || errno == EACCES)))
        code = SQLITE_READONLY; /* without its WAL, which cannot be made, such a file is not opened at all */
    switch (code) {
    case SQLITE_NOTADB:
        return doran_fail(
            error, DORAN_ERROR_storage, "database",
            "%s is not an SQLite database. It was left as it is: name another file, or move it away.",
            db->path);
    case SQLITE_CORRUPT:
        return doran_fail(error, DORAN_ERROR_storage, "database",
                          "%s is damaged. It was left as it is: restore a backup.", db->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return doran_fail(error, DORAN_ERROR_in_use, "database", "%s is held by another program.", db->path);
    case SQLITE_READONLY:
        return fail_read_only(db, error);
    case SQLITE_FULL:
        return doran_fail(error, DORAN_ERROR_storage_full, "database", "There is no room on the disk of %s.",
                          db->path);
    default:
        return doran_fail(error, DORAN_ERROR_storage, "database", "%s cannot be used: %s.", db->path,
                          sqlite3_errmsg(file));
    }
}

sqlite3 *sqlite_open_file(const struct sqlite_db *db, struct doran_error *error)
{
    sqlite3 *file = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(db->path, &file, flags, db->vfs) == SQLITE_OK &&
        sqlite3_busy_timeout(file, db->busy_timeout_ms) == SQLITE_OK &&
        sqlite3_db_config(file, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK &&
        sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DML, 0, NULL) == SQLITE_OK &&
        sqlite3_db_config(file, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) == SQLITE_OK &&
        sqlite3_exec(file, settings, NULL, NULL, NULL) == SQLITE_OK)
        return file;
    fail_open(db, file, error);
    sqlite3_close_v2(file);
    return NULL;
}

/* Makes the name itself durable; SQLite does so for its journals only. */
static void sync_directory(const char *path)
{
    char *copy = strdup(path);
    int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        (void)!fsync(fd);
        close(fd);
    }
    free(copy);
}

static bool ensure_file(const struct sqlite_db *db, struct doran_error *error)
{
    int fd = open(db->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        sync_directory(db->path);
        return true;
    }
    struct stat status;
    if (errno == EEXIST && stat(db->path, &status) == 0 && !S_ISREG(status.st_mode))
        return doran_fail(error, DORAN_ERROR_storage, "database", "%s is not a file.", db->path);
    if (errno == EEXIST)
        return true;
    return doran_fail(error, errno == ENOSPC ? DORAN_ERROR_storage_full : DORAN_ERROR_storage, "database",
                      "%s cannot be made: %s.", db->path, strerror(errno));
}

/* Gives the first row's first column, copied into `out`; "" without a row. */
static bool ask(sqlite3 *file, const char *sql, char *out, size_t size)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(file, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const unsigned char *text = code == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    sqlite3_snprintf((int)size, out, "%s", text ? (const char *)text : "");
    int end = sqlite3_finalize(statement);
    return (code == SQLITE_ROW || code == SQLITE_DONE) && end == SQLITE_OK;
}

static bool is_checked_through(const struct sqlite_db *db)
{
    struct stat status;
    if (stat(db->path, &status) == 0 && status.st_size <= CHECKED_ALWAYS_BYTES)
        return true;
    char *wal = sqlite3_mprintf("%s-wal", db->path);
    bool left = wal && stat(wal, &status) == 0 && status.st_size > 0;
    sqlite3_free(wal);
    return left;
}

static bool check_content(const struct sqlite_db *db, sqlite3 *file, struct doran_error *error)
{
    char answer[64];
    if (sqlite3_db_readonly(file, "main") == 1)
        return fail_read_only(db, error);
    if (!ask(file, "SELECT count(*) > 0 AND total(name = 'schema_info') = 0 FROM sqlite_schema", answer,
             sizeof answer))
        return fail_open(db, file, error);
    if (strcmp(answer, "0") != 0)
        return doran_fail(error, DORAN_ERROR_storage, "database",
                          "%s is the database of another program. It was left as it is: name another file.",
                          db->path);
    if (!is_checked_through(db))
        return true;
    if (!ask(file, "PRAGMA quick_check(1)", answer, sizeof answer))
        return fail_open(db, file, error);
    if (strcmp(answer, "ok") != 0)
        return doran_fail(error, DORAN_ERROR_storage, "database",
                          "%s is damaged. It was left as it is: restore a backup.", db->path);
    return true;
}

/* The change of mode does not call the busy handler while another process makes the same change. */
static bool enter_wal(const struct sqlite_db *db, sqlite3 *file, struct doran_error *error)
{
    char mode[16] = "";
    for (int waited = 0;; waited += WAL_RETRY_MS) {
        if (ask(file, "PRAGMA journal_mode=WAL", mode, sizeof mode))
            break;
        if ((sqlite3_errcode(file) & 0xff) != SQLITE_BUSY || waited >= db->busy_timeout_ms)
            return fail_open(db, file, error);
        nanosleep(&(struct timespec){.tv_nsec = WAL_RETRY_MS * 1000L * 1000L}, NULL);
    }
    return strcmp(mode, "wal") == 0 ||
           doran_fail(error, DORAN_ERROR_storage, "database",
                      "The file system of %s does not allow write-ahead logging; put it on a local disk.",
                      db->path);
}

bool sqlite_check_file(const struct sqlite_db *db, struct doran_error *error)
{
    if (!ensure_file(db, error))
        return false;
    sqlite3 *file = sqlite_open_file(db, error);
    bool ok = file && check_content(db, file, error) && enter_wal(db, file, error);
    sqlite3_close_v2(file);
    return ok;
}
