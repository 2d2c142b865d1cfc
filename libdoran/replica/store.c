/* Statements and transactions over the replica's file. */
#include "libdoran/replica/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool store_fail(struct doran_replica *replica, struct doran_error *error)
{
    int code = replica->db != NULL ? sqlite3_errcode(replica->db) : SQLITE_CANTOPEN;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        replica->broken = true; /* The next transaction mends it. */
    if (code == SQLITE_NOMEM)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    return doran_fail(error, DORAN_ERROR_storage, NULL, "The local data could not be read or written: %s.",
                      sqlite3_errstr(code));
}

sqlite3_stmt *store_prepare(struct doran_replica *replica, enum store_statement which,
                            struct doran_error *error)
{
    sqlite3_stmt **statement = &replica->statements[which];
    if (*statement == NULL && sqlite3_prepare_v3(replica->db, store_statements[which], -1,
                                                 SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK) {
        store_fail(replica, error);
        return NULL;
    }
    return *statement;
}

void store_done(sqlite3_stmt *statement)
{
    if (statement != NULL) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

int store_step(struct doran_replica *replica, sqlite3_stmt *statement, struct doran_error *error)
{
    switch (sqlite3_step(statement)) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        store_fail(replica, error);
        return -1;
    }
}

void store_bind(sqlite3_stmt *statement, int index, const char *text)
{
    /* A failed binding leaves NULL there, which every NOT NULL column refuses; the step reports it. */
    if (text != NULL)
        sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

bool store_run(struct doran_replica *replica, enum store_statement which, const char *const *texts,
               size_t count, struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, which, error);
    if (statement == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        store_bind(statement, (int)i + 1, texts[i]);
    int step;
    do {
        step = store_step(replica, statement, error);
    } while (step > 0);
    store_done(statement);
    return step == 0;
}

char *store_text(sqlite3_stmt *statement, int column, struct doran_arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text == NULL ? NULL
                        : doran_arena_strndup(arena, text, (size_t)sqlite3_column_bytes(statement, column));
}

void store_copy(sqlite3_stmt *statement, int column, char *out, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    size_t length = text == NULL ? 0 : (size_t)sqlite3_column_bytes(statement, column);
    if (length >= size)
        length = 0;
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
}

/* SQLite takes this up between transactions only. Where it is not taken up, commits wait: that does no harm. */
static void set_relaxed(struct doran_replica *replica, bool relaxed)
{
    if (replica->db != NULL && replica->durable)
        sqlite3_exec(replica->db, relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", NULL,
                     NULL, NULL);
    replica->relaxed = relaxed;
}

bool store_begin_relaxed(struct doran_replica *replica, struct doran_error *error)
{
    doran_replica_release(replica);
    set_relaxed(replica, true);
    if (store_begin(replica, true, error))
        return true;
    set_relaxed(replica, false);
    return false;
}

bool store_end(struct doran_replica *replica, bool good, struct doran_error *error)
{
    if (replica->hold.held)
        return good;
    good = good && store_run(replica, STORE_COMMIT, NULL, 0, error);
    if (!good && replica->db != NULL && !sqlite3_get_autocommit(replica->db))
        store_run(replica, STORE_ROLLBACK, NULL, 0, NULL);
    if (replica->relaxed)
        set_relaxed(replica, false);
    if (good && replica->writing)
        store_tell(replica);
    return good;
}

bool store_meta_get(struct doran_replica *replica, const char *name, char *out, size_t size,
                    struct doran_error *error)
{
    out[0] = '\0';
    sqlite3_stmt *statement = store_prepare(replica, STORE_META_GET, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, name);
    int step = store_step(replica, statement, error);
    if (step > 0)
        store_copy(statement, 0, out, size);
    store_done(statement);
    return step >= 0;
}

bool store_meta_set(struct doran_replica *replica, const char *name, const char *value,
                    struct doran_error *error)
{
    return STORE_RUN(replica, STORE_META_SET, error, name, value);
}

static int64_t number_of(struct doran_replica *replica, const char *name)
{
    char text[24];
    return store_meta_get(replica, name, text, sizeof text, NULL) ? strtoll(text, NULL, 10) : -1;
}

static bool raise_number(struct doran_replica *replica, const char *name, struct doran_error *error)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number_of(replica, name) + 1);
    return store_meta_set(replica, name, text, error);
}

int64_t store_generation(struct doran_replica *replica)
{
    return number_of(replica, "generation");
}

bool store_generation_raise(struct doran_replica *replica, struct doran_error *error)
{
    return raise_number(replica, "generation", error);
}

static const char *version_name(enum doran_kind kind, char out[64])
{
    snprintf(out, 64, "version %s", doran_enum_name(DORAN_ENUM_kind, (int)kind));
    return out;
}

bool store_version_raise(struct doran_replica *replica, enum doran_kind kind, struct doran_error *error)
{
    char name[64];
    return raise_number(replica, version_name(kind, name), error);
}

/* Where rows were taken away only the generation tells. */
bool store_version(struct doran_replica *replica, enum doran_kind kind, char out[STORE_VERSION_TEXT_MAX],
                   struct doran_error *error)
{
    char name[64], generation[24], number[24];
    if (!store_meta_get(replica, "generation", generation, sizeof generation, error) ||
        !store_meta_get(replica, version_name(kind, name), number, sizeof number, error))
        return false;
    snprintf(out, STORE_VERSION_TEXT_MAX, "%s.%s", generation, number);
    return true;
}

uint64_t store_mix(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash * UINT64_C(31);
}

bool store_wipe_objects(struct doran_replica *replica, struct doran_error *error)
{
    return store_run(replica, STORE_OBJECTS_WIPE, NULL, 0, error) &&
           store_run(replica, STORE_MONTHS_WIPE, NULL, 0, error) &&
           store_run(replica, STORE_SERIES_WIPE, NULL, 0, error) &&
           store_run(replica, STORE_POSITIONS_WIPE, NULL, 0, error) &&
           store_run(replica, STORE_PRESENCE_WIPE, NULL, 0, error) &&
           store_meta_set(replica, "epoch", "", error) && store_generation_raise(replica, error);
}
