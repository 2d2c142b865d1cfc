/* What db_commit() called DB_DONE is there after the power went, at whatever moment it went. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/directory.h"
#include "support/lossy_vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    TRANSACTIONS = 24,
    MOST_OPERATIONS = 3000, /* more than any workload here has */
};

static const struct db_migration schema[] = {
    {1, 1, "CREATE TABLE entry (number %INT% PRIMARY KEY, text %TEXT% NOT NULL);"},
    {2, 1, "CREATE INDEX entry_text ON entry (text);"},
};

struct fixture {
    char *directory;
    char *url;
    struct lossy_vfs *vfs;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->directory = test_directory_new("durability");
    if (!f->directory || asprintf(&f->url, "sqlite:%s/family.db", f->directory) < 0)
        return -1;
    f->vfs = lossy_vfs_new("lossy", LOSSY_KEEP);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    lossy_vfs_free(f->vfs);
    test_directory_remove(f->directory);
    free(f->url);
    free(f);
    return 0;
}

static struct db *open_lossy(const struct fixture *f, struct doran_error *error)
{
    *error = (struct doran_error){0};
    return db_open(&(struct db_options){.url = f->url,
                                        .sqlite_vfs = "lossy",
                                        .migrations = schema,
                                        .migration_count = sizeof schema / sizeof *schema},
                   error);
}

static enum db_result add(struct db_conn *conn, int64_t number)
{
    /* long enough that a transaction takes several pages */
    return db_exec(conn, "INSERT INTO entry (number, text) VALUES (?1, ?2 || hex(zeroblob(1500)))", "it",
                   number, "엄마");
}

static int64_t count(struct db *db)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(db, DB_READ, &error);
    struct db_rows *rows = NULL;
    assert_non_null(conn);
    if (db_query(conn, &rows, "SELECT count(*), coalesce(max(number), -1) FROM entry", "") != DB_DONE ||
        db_next(rows) != DB_ROW)
        fail_msg("%s", db_error(conn));
    int64_t number = db_int(rows, 0);
    assert_int_equal(db_int(rows, 1), number - 1); /* no holes */
    db_rows_free(rows);
    db_disconnect(conn);
    return number;
}

/* Writes from entry `first` on until all are there or the power goes; gives how many were acknowledged. */
static int64_t write_entries(const struct fixture *f, int64_t first, const char *settings)
{
    struct doran_error error;
    struct db *db = open_lossy(f, &error);
    struct db_conn *conn = db ? db_connect(db, DB_WRITE, &error) : NULL;
    int64_t next = first;
    if (conn && db_script(conn, settings) == DB_DONE)
        while (next < TRANSACTIONS) {
            if (db_begin(conn) != DB_DONE || add(conn, next) != DB_DONE || db_commit(conn) != DB_DONE)
                break;
            next++;
        }
    if (!lossy_vfs_is_cut(f->vfs) && next == TRANSACTIONS)
        lossy_vfs_power_cut(f->vfs); /* before closing, which would bring everything to the disk */
    db_disconnect(conn);
    db_close(db);
    return next;
}

/* The power goes at the n-th operation, for every n there is; after each cut the next run goes on from there.
 */
static void cut_everywhere(const struct fixture *f, uint64_t seed)
{
    int64_t acknowledged = TRANSACTIONS;
    uint64_t step = seed ? 3 + seed % 5 : 1;
    for (uint64_t n = 1; n < MOST_OPERATIONS; n += step) {
        struct doran_error error;
        if (acknowledged == TRANSACTIONS) { /* start over with an empty table */
            struct db *db = open_lossy(f, &error);
            struct db_conn *conn = db_connect(db, DB_WRITE, &error);
            assert_int_equal(db_script(conn, "DELETE FROM entry"), DB_DONE);
            db_disconnect(conn);
            db_close(db);
            acknowledged = 0;
        }
        lossy_vfs_cut_after(f->vfs, n);
        acknowledged = write_entries(f, acknowledged, "PRAGMA wal_autocheckpoint=12");
        bool complete = acknowledged == TRANSACTIONS;
        assert_true(lossy_vfs_is_cut(f->vfs));
        assert_true(lossy_vfs_power_on(f->vfs, seed ? seed + n : 0));
        struct db *db = open_lossy(f, &error);
        if (!db)
            fail_msg("after %d operations: %s", (int)n, error.message);
        int64_t found = count(db);
        db_close(db);
        if (found < acknowledged || found > acknowledged + 1)
            fail_msg("after %d operations: %d were acknowledged, %d are there", (int)n, (int)acknowledged,
                     (int)found);
        acknowledged = found; /* one may be on the disk whose answer did not come */
        if (complete && n > 2 * TRANSACTIONS * 10)
            return;
    }
    fail_msg("the workload never came to its end");
}

static void test_every_moment(void **state)
{
    cut_everywhere(*state, 0);
}

static void test_every_moment_torn(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        cut_everywhere(*state, seed * 1000);
}

/* The power goes while the file is made and migrated: the next start finishes it. */
static void test_every_moment_of_the_first_start(void **state)
{
    struct fixture *f = *state;
    bool complete = false;
    for (uint64_t n = 1; !complete && n < MOST_OPERATIONS; n++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            struct doran_error error;
            unlink(f->url + strlen("sqlite:"));
            lossy_vfs_cut_after(f->vfs, n);
            db_close(open_lossy(f, &error));
            complete = !lossy_vfs_is_cut(f->vfs);
            assert_true(lossy_vfs_power_on(f->vfs, seed));
            struct db *db = open_lossy(f, &error);
            if (!db)
                fail_msg("after %d operations: %s", (int)n, error.message);
            assert_int_equal(count(db), 0);
            db_close(db);
            assert_true(lossy_vfs_power_on(f->vfs, 0)); /* forgets the files */
        }
    assert_true(complete);
}

/* Without synchronous=FULL the same workload loses answers: the shim bites. */
static void test_without_syncing_it_is_lost(void **state)
{
    struct fixture *f = *state;
    struct doran_error error;
    int64_t acknowledged = write_entries(f, 0, "PRAGMA synchronous=OFF");
    assert_int_equal(acknowledged, TRANSACTIONS);
    assert_true(lossy_vfs_power_on(f->vfs, 0));
    struct db *db = open_lossy(f, &error);
    assert_non_null(db);
    assert_int_equal(count(db), 0);
    db_close(db);
}

static void test_commits_are_counted(void **state)
{
    struct fixture *f = *state;
    struct doran_error error;
    struct db *db = open_lossy(f, &error);
    struct db_conn *conn = db_connect(db, DB_WRITE, &error);
    assert_int_equal(add(conn, 0), DB_DONE); /* the WAL's own beginning */
    uint64_t before = lossy_vfs_counts(f->vfs).syncs;
    for (int64_t group = 0; group < 10; group++) {
        assert_int_equal(db_begin(conn), DB_DONE);
        for (int64_t i = 0; i < 8; i++) {
            assert_int_equal(db_savepoint(conn), DB_DONE);
            assert_int_equal(add(conn, 1 + group * 8 + i), DB_DONE);
            assert_int_equal(db_savepoint_release(conn), DB_DONE);
        }
        assert_int_equal(db_commit(conn), DB_DONE);
    }
    /* a group of eight is one sync */
    assert_int_equal(lossy_vfs_counts(f->vfs).syncs - before, 10);
    db_disconnect(conn);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_moment),
        TEST(test_every_moment_torn),
        TEST(test_every_moment_of_the_first_start),
        TEST(test_without_syncing_it_is_lost),
        TEST(test_commits_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
