/* Opening the replica: a missing file is made, a broken one set aside and what only this device knows carried
 * over. */
#include "libdoran/replica/files.h"
#include "libdoran/replica/store.h"
#include "libdoran/replica/sync.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES_MAX 4096
#define CACHE_PRAGMA "PRAGMA cache_size = -1024"
#define MEMORY ":memory:"
#define LOG_PAGES_TIDY 1000 /* What syncs writes them back from then on, */
#define LOG_PAGES_MAX 4000  /* and others when nobody has. */

enum opened { OPENED, BROKEN, REFUSED };

static bool beside(const struct doran_replica *replica, const char *ending, char out[PATH_BYTES_MAX])
{
    return snprintf(out, PATH_BYTES_MAX, "%s%s", replica->path, ending) < PATH_BYTES_MAX;
}

static bool in_memory(const struct doran_replica *replica)
{
    return strcmp(replica->path, MEMORY) == 0;
}

static void disconnect(struct doran_replica *replica)
{
    for (size_t i = 0; i < STORE_STATEMENT_COUNT; i++) {
        sqlite3_finalize(replica->statements[i]);
        replica->statements[i] = NULL;
    }
    sqlite3_close(replica->db);
    replica->db = NULL;
    doran_arena_deinit(&replica->newest.arena);
    replica->newest = (struct store_newest){0};
}

static bool execute(struct doran_replica *replica, const char *sql)
{
    return sqlite3_exec(replica->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int64_t number_of(struct doran_replica *replica, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(replica->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static bool passes_check(struct doran_replica *replica)
{
    sqlite3_stmt *statement = NULL;
    bool good = sqlite3_prepare_v2(replica->db, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW &&
                strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    return good;
}

/* A number that changes whenever the shape of what is stored changes: rows written by another version of the
 * types may lack fields, so they are fetched anew. */
static void fingerprint(char out[24])
{
    uint64_t hash = STORE_MIX;
    for (int kind = 1; kind < DORAN_kind_COUNT; kind++) {
        const struct doran_type *type = doran_type(doran_kind_type((enum doran_kind)kind));
        hash = store_mix(hash, type->name);
        for (size_t i = 0; i < type->field_count; i++)
            hash = store_mix(hash + (uint64_t)type->fields[i].form, type->fields[i].name);
    }
    snprintf(out, 24, "%llx", (unsigned long long)hash);
}

static bool take_shape(struct doran_replica *replica, struct doran_error *error)
{
    char now[24], then[24];
    fingerprint(now);
    if (!store_meta_get(replica, "shape", then, sizeof then, error))
        return false;
    if (strcmp(now, then) == 0)
        return true;
    if (!store_run(replica, STORE_BEGIN_WRITE, NULL, 0, error))
        return false;
    bool good = store_wipe_objects(replica, error) && store_meta_set(replica, "shape", now, error);
    return store_end(replica, good, error);
}

static bool make_schema(struct doran_replica *replica)
{
    char marks[96];
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d", STORE_APPLICATION,
             STORE_VERSION);
    if (!execute(replica, "BEGIN IMMEDIATE"))
        return false;
    /* Another process may have been quicker. */
    bool good = number_of(replica, "PRAGMA user_version") == STORE_VERSION ||
                (execute(replica, store_schema) && execute(replica, marks));
    return execute(replica, good ? "COMMIT" : "ROLLBACK") && good;
}

/* NOTADB and CORRUPT are broken; everything else (no room, no right, no memory) is no reason to set a file
 * aside. */
static enum opened verdict(struct doran_replica *replica)
{
    int code = sqlite3_errcode(replica->db);
    return code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? BROKEN : REFUSED;
}

static int keep_log_size(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    ((struct doran_replica *)context)->wal_pages = pages;
    return SQLITE_OK;
}

static enum opened connect(struct doran_replica *replica, struct doran_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    if (in_memory(replica))
        flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_MEMORY;
    if (sqlite3_open_v2(replica->path, &replica->db, flags, NULL) != SQLITE_OK) {
        store_fail(replica, error);
        return REFUSED;
    }
    sqlite3_extended_result_codes(replica->db, 0);
    sqlite3_busy_timeout(replica->db, STORE_BUSY_MS);
    bool good =
        execute(replica, "PRAGMA journal_mode = WAL") && execute(replica, CACHE_PRAGMA) &&
        execute(replica, replica->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    int64_t version = good ? number_of(replica, "PRAGMA user_version") : -1;
    if (version == 0 && number_of(replica, "SELECT count(*) FROM sqlite_master") == 0)
        version = make_schema(replica) ? STORE_VERSION : -1;
    if (version < 0) {
        store_fail(replica, error);
        return verdict(replica);
    }
    if (version != STORE_VERSION || number_of(replica, "PRAGMA application_id") != STORE_APPLICATION ||
        !passes_check(replica))
        return BROKEN;
    if (!take_shape(replica, error))
        return verdict(replica);
    if (!replica->durable) /* What syncs tidies up when there is nothing else to do. */
        sqlite3_wal_hook(replica->db, keep_log_size, replica);
    else if (!in_memory(
                 replica)) /* Somebody waits for what is written here: only when nothing syncs for long. */
        sqlite3_wal_autocheckpoint(replica->db, LOG_PAGES_MAX);
    return OPENED;
}

/* Copies what only this device knows, as far as the broken file can still be read. */
static void carry_over(struct doran_replica *replica, const char *broken)
{
    static const char *const copies[] = {
        "INSERT OR IGNORE INTO main.setting SELECT name, value FROM broken.setting",
        "INSERT OR IGNORE INTO main.meta SELECT name, value FROM broken.meta WHERE name = 'user'",
        "INSERT OR IGNORE INTO main.outbox (operation, lane, route, path, request, queued_at, state, "
        "created, error,"
        " field, message) SELECT operation, lane, route, path, request, queued_at, state, created, error, "
        "field,"
        " message FROM broken.outbox ORDER BY position",
    };
    sqlite3_stmt *attach = NULL;
    if (sqlite3_prepare_v2(replica->db, "ATTACH ?1 AS broken", -1, &attach, NULL) != SQLITE_OK)
        return;
    sqlite3_bind_text(attach, 1, broken, -1, SQLITE_STATIC);
    bool attached = sqlite3_step(attach) == SQLITE_DONE;
    sqlite3_finalize(attach);
    if (!attached)
        return;
    for (size_t i = 0; i < sizeof copies / sizeof copies[0]; i++)
        execute(replica, copies[i]); /* What cannot be read stays in the file that was set aside. */
    execute(replica, "DETACH broken");
}

static bool set_aside(struct doran_replica *replica, char broken[PATH_BYTES_MAX])
{
    static const char *const endings[] = {"", "-wal"};
    char from[PATH_BYTES_MAX], to[PATH_BYTES_MAX];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (!beside(replica, endings[i], from) ||
            snprintf(to, sizeof to, "%s.broken%s", replica->path, endings[i]) >= (int)sizeof to)
            return false;
        unlink(to);
        if (rename(from, to) != 0 && (errno != ENOENT || i == 0))
            return false;
    }
    if (beside(replica, "-shm", from))
        unlink(from);
    return beside(replica, ".broken", broken);
}

/* Under a lock of its own, so that of two processes that find the file broken one sets it aside and the other
 * opens what that one made. */
static bool mend(struct doran_replica *replica, struct doran_error *error)
{
    char path[PATH_BYTES_MAX];
    int fd = beside(replica, ".mend", path) ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd < 0 || flock(fd, LOCK_EX) != 0) {
        if (fd >= 0)
            close(fd);
        return doran_fail(error, DORAN_ERROR_storage, NULL, "The local data could not be set aside: %s.",
                          strerror(errno));
    }
    disconnect(replica);
    enum opened opened = connect(replica, error);
    if (opened == BROKEN) {
        disconnect(replica);
        char broken[PATH_BYTES_MAX];
        if (set_aside(replica, broken) && (opened = connect(replica, error)) == OPENED)
            carry_over(replica, broken);
    }
    close(fd);
    return opened == OPENED || doran_fail(error, DORAN_ERROR_storage, NULL,
                                          "The local data is broken and could not be set aside.");
}

/* Of mode 0600 from the first moment; SQLite gives the files beside it the same. */
static bool make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

static bool establish(struct doran_replica *replica, struct doran_error *error)
{
    if (!in_memory(replica) && (!doran_folder_make_for(replica->path) || !make_private(replica->path)))
        return doran_fail(error, DORAN_ERROR_storage, NULL, "The local data could not be opened: %s.",
                          strerror(errno));
    /* A new file is made under the same lock, so that two processes do not make it at once. */
    struct stat status;
    bool new = !in_memory(replica) && stat(replica->path, &status) == 0 && status.st_size == 0;
    enum opened opened = new ? BROKEN : connect(replica, error);
    return opened == OPENED || (opened == BROKEN && mend(replica, error));
}

struct doran_replica *store_open(const char *path, bool durable, struct doran_error *error)
{
    struct doran_replica *replica = calloc(1, sizeof *replica);
    if (replica != NULL)
        replica->path = strdup(path);
    if (replica == NULL || replica->path == NULL) {
        free(replica);
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    replica->durable = durable;
    replica->doorbell_fd = replica->trial_fd = -1;
    if (!establish(replica, error)) {
        doran_replica_close(replica);
        return NULL;
    }
    char side[PATH_BYTES_MAX];
    if (!in_memory(replica) && beside(replica, ".lock", side))
        replica->doorbell_fd = open(side, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    return replica;
}

bool store_begin(struct doran_replica *replica, bool writing, struct doran_error *error)
{
    int moved = 0;
    if (replica->hold.held && !writing)
        return true;
    doran_replica_release(replica);
    if (replica->db != NULL && !in_memory(replica))
        sqlite3_file_control(replica->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved || replica->broken || replica->db == NULL) {
        bool mended = replica->broken && !moved && !in_memory(replica);
        replica->broken = false;
        disconnect(replica);
        if (mended ? !mend(replica, error) : !establish(replica, error))
            return false;
    }
    replica->writing = writing;
    return store_run(replica, writing ? STORE_BEGIN_WRITE : STORE_BEGIN_READ, NULL, 0, error);
}

void store_tell(const struct doran_replica *replica)
{
    if (replica->doorbell_fd >= 0 && futimens(replica->doorbell_fd, NULL) != 0)
        return; /* The others see it when they look the next time. */
}

void store_ring(struct doran_replica *replica)
{
    /* Writing the same byte again changes nothing but wakes who watches the file. */
    if (replica->doorbell_fd >= 0 && pwrite(replica->doorbell_fd, "\n", 1, 0) < 0)
        return; /* The other process looks at the outbox whenever it connects, too. */
}

struct doran_replica *doran_replica_open(const char *path, struct doran_error *error)
{
    doran_error_clear(error);
    return store_open(path, true, error);
}

struct doran_replica *replica_open_for_sync(const char *path, struct doran_error *error)
{
    return store_open(path != NULL ? path : MEMORY, false, error);
}

void doran_replica_close(struct doran_replica *replica)
{
    if (replica == NULL)
        return;
    doran_replica_release(replica);
    disconnect(replica);
    if (replica->doorbell_fd >= 0)
        close(replica->doorbell_fd);
    if (replica->trial_fd >= 0)
        close(replica->trial_fd);
    free(replica->path);
    free(replica);
}

bool replica_keep(struct doran_replica *replica, struct doran_error *error)
{
    sqlite3_file *log = NULL;
    if (in_memory(replica))
        return true;
    if (!store_begin(replica, false, error))
        return false;
    /* Commits are in the log until a checkpoint, which syncs for itself. */
    bool good = sqlite3_file_control(replica->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
                log != NULL && log->pMethods != NULL &&
                log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK;
    if (!good)
        doran_fail(error, DORAN_ERROR_storage, NULL, "The local data could not be written to the disk.");
    return store_end(replica, good, error);
}

void replica_tidy(struct doran_replica *replica)
{
    if (replica->db == NULL || replica->wal_pages < LOG_PAGES_TIDY)
        return;
    sqlite3_wal_checkpoint_v2(replica->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    replica->wal_pages = 0;
}
