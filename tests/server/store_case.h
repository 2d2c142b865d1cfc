/** @file store_case.h  A store test that is run on SQLite and on PostgreSQL: a fresh database for each, and a
 * transaction around each step. Included by one test program at a time. */
#ifndef TESTS_SERVER_STORE_CASE_H
#define TESTS_SERVER_STORE_CASE_H

#include "server/db/db.h"
#include "server/db/migrate.h"
#include "server/store/store.h"
#include "support/directory.h"
#include "support/postgresql.h"

#include <doran/id.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum store_case_kind { ON_SQLITE, ON_POSTGRESQL };
struct store_case {
    char *directory;
    struct db *db;
    struct db_conn *conn;
    struct doran_arena arena;
    struct store store;
    doran_time now;
};

static struct pg_cluster *store_case_cluster;
static const char *store_case_vfs; /* Of SQLite, as db_options has it. */

static inline int store_case_group_setup(void **state)
{
    (void)state;
    store_case_cluster = pg_cluster_start(NULL);
    return store_case_cluster ? 0 : -1;
}

static inline int store_case_group_teardown(void **state)
{
    (void)state;
    pg_cluster_stop(store_case_cluster);
    return 0;
}

/* An address of a new database of the kind; `directory` gets the folder of SQLite's. */
static char *store_case_url(enum store_case_kind kind, char **directory)
{
    char *url = NULL;
    *directory = NULL;
    if (kind == ON_POSTGRESQL) {
        const char *address = pg_cluster_new_database(store_case_cluster);
        return address ? strdup(address) : NULL;
    }
    *directory = test_directory_new("store");
    if (!*directory || asprintf(&url, "sqlite:%s/test.db", *directory) < 0)
        return NULL;
    return url;
}

static struct db *store_case_open(const char *url)
{
    struct doran_error error = {0};
    struct db_options options = {.url = url, .sqlite_vfs = store_case_vfs};
    options.migrations = store_migrations(&options.migration_count);
    struct db *db = db_open(&options, &error);
    if (!db)
        fprintf(stderr, "%s\n", error.message);
    return db;
}

/* cmocka gives the kind as the initial state. */
static inline int store_case_setup(void **state)
{
    enum store_case_kind kind = *(enum store_case_kind *)*state;
    struct store_case *test = calloc(1, sizeof *test);
    char *url = store_case_url(kind, &test->directory);
    test->db = url ? store_case_open(url) : NULL;
    free(url);
    struct doran_error error = {0};
    test->conn = test->db ? db_connect(test->db, DB_WRITE, &error) : NULL;
    test->now = doran_time_now();
    *state = test;
    return test->conn ? 0 : -1;
}

static inline int store_case_teardown(void **state)
{
    struct store_case *test = *state;
    if (test->store.failure != DB_DONE)
        fprintf(stderr, "%s\n", db_error(test->conn));
    db_disconnect(test->conn);
    db_close(test->db);
    doran_arena_deinit(&test->arena);
    test_directory_remove(test->directory);
    free(test);
    return 0;
}

/* Begins a step: a transaction with a store by `actor` (NULL: the server itself). */
static inline struct store *step(struct store_case *test, const char *actor)
{
    assert_int_equal(db_begin(test->conn), DB_DONE);
    test->now += DORAN_SECOND;
    store_init(&test->store, test->conn, &test->arena, actor, test->now);
    return &test->store;
}

static inline void keep(struct store_case *test)
{
    assert_int_equal(db_commit(test->conn), DB_DONE);
}

static inline void undo(struct store_case *test)
{
    db_rollback(test->conn);
}

#define ON_BOTH(test)                                                                                        \
    cmocka_unit_test_prestate_setup_teardown(test, store_case_setup, store_case_teardown,                    \
                                             &(enum store_case_kind){ON_SQLITE}),                            \
        cmocka_unit_test_prestate_setup_teardown(test, store_case_setup, store_case_teardown,                \
                                                 &(enum store_case_kind){ON_POSTGRESQL})

#endif
