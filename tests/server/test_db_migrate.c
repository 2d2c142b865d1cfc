/* Migrations, the compatibility number and the epoch, the same on SQLite and PostgreSQL. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/database.h"
#include "support/orphans.h"

#include <doran/id.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct db_migration history[] = {
    {1, 1, "CREATE TABLE family (id %ID% PRIMARY KEY, name %TEXT% NOT NULL, note %TEXT% DEFAULT '100%');"},
    {2, 1, "ALTER TABLE family ADD COLUMN motto %TEXT%; CREATE INDEX family_motto ON family (motto);"},
    {3, 3,
     "INSERT INTO family (id, name) VALUES ('f', '우리집'); ALTER TABLE family RENAME COLUMN motto TO "
     "words;"},
    {4, 2, "CREATE TABLE room (number %IDENTITY%, raw %BLOB%, size %INT%);"},
};

static struct db *open_with(const char *url, const struct db_migration *migrations, size_t count,
                            struct doran_error *error)
{
    *error = (struct doran_error){0};
    return db_open(&(struct db_options){.url = url, .migrations = migrations, .migration_count = count},
                   error);
}

static struct db *must_open(const char *url, size_t count)
{
    struct doran_error error;
    struct db *db = open_with(url, history, count, &error);
    if (!db)
        fail_msg("%s", error.message);
    return db;
}

static void read_schema(struct db *db, int64_t *version, int64_t *compatible)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(db, DB_READ, &error);
    struct db_rows *rows = NULL;
    assert_non_null(conn);
    assert_int_equal(db_query(conn, &rows, "SELECT version, compatible FROM schema_info", ""), DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    *version = db_int(rows, 0);
    *compatible = db_int(rows, 1);
    assert_int_equal(db_next(rows), DB_DONE); /* one row */
    db_rows_free(rows);
    db_disconnect(conn);
}

static void assert_schema(struct db *db, int64_t version, int64_t compatible)
{
    int64_t actual_version, actual_compatible;
    read_schema(db, &actual_version, &actual_compatible);
    assert_int_equal(actual_version, version);
    assert_int_equal(actual_compatible, compatible);
}

/* Runs a statement that gives one number. */
static int64_t ask(struct db *db, const char *sql)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(db, DB_WRITE, &error);
    struct db_rows *rows = NULL;
    assert_non_null(conn);
    if (db_query(conn, &rows, sql, "") != DB_DONE || db_next(rows) != DB_ROW)
        fail_msg("%s", db_error(conn));
    int64_t number = db_int(rows, 0);
    db_rows_free(rows);
    db_disconnect(conn);
    return number;
}

static void test_step_by_step(void **state)
{
    const char *url = test_database_fresh(*state);
    static const int64_t compatible[] = {0, 1, 1, 3, 3};
    for (size_t count = 0; count <= COUNT(history); count++)
        for (int again = 0; again < 2; again++) {
            struct db *db = must_open(url, count);
            assert_schema(db, (int64_t)count, compatible[count]);
            db_close(db);
        }
    struct db *db = must_open(url, COUNT(history));
    assert_int_equal(
        ask(db, "SELECT count(*) FROM family WHERE name = '우리집' AND note = '100%' AND words IS NULL"), 1);
    assert_int_equal(ask(db, "INSERT INTO room (size) VALUES (5) RETURNING number"), 1);
    db_close(db);
}

static void test_the_epoch_stays(void **state)
{
    char url[256], epoch[DORAN_ID_LENGTH + 1];
    snprintf(url, sizeof url, "%s", test_database_fresh(*state));
    struct db *db = must_open(url, 1);
    snprintf(epoch, sizeof epoch, "%s", db_epoch(db));
    assert_true(doran_id_valid(epoch, strlen(epoch)));
    db_close(db);
    db = must_open(url, COUNT(history));
    assert_string_equal(db_epoch(db), epoch);
    db_close(db);
    db = must_open(test_database_fresh(*state), 1);
    assert_string_not_equal(db_epoch(db), epoch);
    db_close(db);
}

static void test_older_code_is_refused(void **state)
{
    const char *url = test_database_fresh(*state);
    struct doran_error error;
    db_close(must_open(url, COUNT(history)));
    for (size_t count = 0; count < 3; count++) {
        assert_null(open_with(url, history, count, &error));
        assert_int_equal(error.code, DORAN_ERROR_storage);
        assert_non_null(strstr(error.message, "newer doran-server"));
        assert_non_null(strstr(error.message, "needs schema 3"));
    }
    /* Knows enough: opens it as it is. */
    struct db *db = must_open(url, 3);
    assert_schema(db, 4, 3);
    db_close(db);
}

static void test_a_failed_migration_leaves_the_one_before(void **state)
{
    const char *url = test_database_fresh(*state);
    struct db_migration broken[] = {
        history[0], history[1], {3, 3, "CREATE TABLE half (id %ID%); INSERT INTO no_such_table VALUES (1);"}};
    struct doran_error error;
    assert_null(open_with(url, broken, COUNT(broken), &error));
    assert_int_equal(error.code, DORAN_ERROR_storage);
    assert_non_null(strstr(error.message, "no_such_table"));
    struct db *db = must_open(url, 2);
    assert_schema(db, 2, 1);
    db_close(db);
    db = must_open(url, 3);
    assert_schema(db, 3, 3);
    assert_int_equal(ask(db, "SELECT count(*) FROM family"), 1);
    db_close(db);
}

/* Several processes start at once on an empty database: each finds it whole, every migration ran once. */
static void test_concurrent_first_start(void **state)
{
    enum { PROCESSES = 4, ROUNDS = 3 };
    for (int round = 0; round < ROUNDS; round++) {
        const char *url = test_database_fresh(*state);
        pid_t children[PROCESSES];
        int gate[2];
        assert_int_equal(pipe(gate), 0);
        for (int i = 0; i < PROCESSES; i++) {
            pid_t parent = getpid();
            children[i] = fork();
            if (children[i] == 0) {
                char byte;
                struct doran_error error = {0};
                orphans_die_with(parent);
                close(gate[1]);
                (void)!read(gate[0], &byte, 1); /* until all are there */
                struct db *db = open_with(url, history, COUNT(history), &error);
                if (!db)
                    fprintf(stderr, "%s\n", error.message);
                db_close(db);
                _exit(db ? 0 : 1);
            }
        }
        close(gate[0]);
        close(gate[1]);
        for (int i = 0; i < PROCESSES; i++) {
            int status = -1;
            assert_int_equal(waitpid(children[i], &status, 0), children[i]);
            assert_int_equal(status, 0);
        }
        struct db *db = must_open(url, COUNT(history));
        assert_schema(db, 4, 3);
        assert_int_equal(ask(db, "SELECT count(*) FROM family"), 1);
        assert_int_equal(ask(db, "SELECT count(*) FROM schema_info"), 1);
        db_close(db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_step_by_step),
        cmocka_unit_test(test_the_epoch_stays),
        cmocka_unit_test(test_older_code_is_refused),
        cmocka_unit_test(test_a_failed_migration_leaves_the_one_before),
        cmocka_unit_test(test_concurrent_first_start),
    };
    return cmocka_run_group_tests_name("sqlite", tests, test_database_sqlite, test_database_end) +
           cmocka_run_group_tests_name("postgresql", tests, test_database_postgresql, test_database_end);
}
