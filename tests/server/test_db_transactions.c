/* Transactions, savepoints, snapshots and contention, the same on SQLite and PostgreSQL. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/database.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct db_migration schema[] = {
    {1, 1,
     "CREATE TABLE stream (id %ID% PRIMARY KEY, seq %INT% NOT NULL);"
     "CREATE TABLE entry (stream_id %ID% NOT NULL, seq %INT% NOT NULL, PRIMARY KEY (stream_id, seq));"},
};
static const char insert_stream[] = "INSERT INTO stream (id, seq) VALUES (?1, ?2)";

struct fixture {
    struct test_database *database;
    struct db *db;
    struct db_conn *one, *two, *reader;
};

static struct db_conn *connect(struct db *db, enum db_mode mode)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(db, mode, &error);
    if (!conn)
        fail_msg("%s", error.message);
    return conn;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct doran_error error = {0};
    f->database = *state;
    struct db_options options = {
        .url = test_database_fresh(f->database), .migrations = schema, .migration_count = 1};
    options.busy_timeout_ms = 60000; /* a loaded machine */
    options.statement_timeout_ms = 60000;
    f->db = db_open(&options, &error);
    if (!f->db)
        fail_msg("%s", error.message);
    f->one = connect(f->db, DB_WRITE);
    f->two = connect(f->db, DB_WRITE);
    f->reader = connect(f->db, DB_READ);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    struct test_database *database = f->database;
    db_disconnect(f->one);
    db_disconnect(f->two);
    db_disconnect(f->reader);
    db_close(f->db);
    free(f);
    *state = database;
    return 0;
}

static enum db_result add(struct db_conn *conn, const char *id)
{
    return db_exec(conn, insert_stream, "ti", id, (int64_t)0);
}

static int64_t count(struct db_conn *conn)
{
    struct db_rows *rows = NULL;
    if (db_query(conn, &rows, "SELECT count(*) FROM stream", "") != DB_DONE || db_next(rows) != DB_ROW)
        fail_msg("%s", db_error(conn));
    int64_t number = db_int(rows, 0);
    db_rows_free(rows);
    return number;
}

static void test_commit_and_rollback(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "a"), DB_DONE);
    assert_int_equal(count(f->one), 1);
    assert_int_equal(count(f->reader), 0);
    assert_int_equal(db_commit(f->one), DB_DONE);
    assert_int_equal(count(f->reader), 1);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "b"), DB_DONE);
    db_rollback(f->one);
    db_rollback(f->one); /* nothing left to do */
    assert_int_equal(count(f->reader), 1);
}

static void test_misuse_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_commit(f->one), DB_FAILED);
    assert_int_equal(db_savepoint(f->one), DB_FAILED);
    assert_int_equal(db_savepoint_rollback(f->one), DB_FAILED);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_begin(f->one), DB_FAILED);
    db_rollback(f->one);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_savepoint(f->one), DB_DONE);
    assert_int_equal(db_savepoint(f->one), DB_FAILED);
    db_rollback(f->one);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "a"), DB_DONE);
    assert_int_equal(db_commit(f->one), DB_DONE);
}

static void test_a_failure_lasts_until_it_is_rolled_back(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f->one, "a"), DB_DONE);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "b"), DB_DONE);
    assert_int_equal(add(f->one, "a"), DB_CONFLICT);
    assert_int_equal(add(f->one, "c"), DB_FAILED);
    assert_int_equal(db_savepoint(f->one), DB_FAILED);
    assert_int_equal(db_script(f->one, "DELETE FROM stream"), DB_FAILED);
    assert_int_equal(db_commit(f->one), DB_FAILED);
    assert_int_equal(count(f->reader), 1);
    assert_int_equal(add(f->one, "c"), DB_DONE);
    assert_int_equal(count(f->reader), 2);
}

static void test_one_request_of_a_group_fails_alone(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->one), DB_DONE);
    for (int i = 0; i < 20; i++) {
        char id[8];
        snprintf(id, sizeof id, "%02d", i);
        assert_int_equal(db_savepoint(f->one), DB_DONE);
        assert_int_equal(add(f->one, id), DB_DONE);
        if (i % 4 == 1) {
            assert_int_equal(add(f->one, "00"), DB_CONFLICT);
            assert_int_equal(db_savepoint_release(f->one), DB_FAILED);
            assert_int_equal(db_savepoint_rollback(f->one), DB_DONE);
        } else if (i % 4 == 2) {
            assert_int_equal(db_savepoint_rollback(f->one), DB_DONE);
        } else {
            assert_int_equal(db_savepoint_release(f->one), DB_DONE);
        }
    }
    assert_int_equal(db_commit(f->one), DB_DONE);
    assert_int_equal(count(f->reader), 10);
}

static void test_a_reader_sees_one_snapshot(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f->one, "a"), DB_DONE);
    assert_int_equal(db_begin(f->reader), DB_DONE);
    assert_int_equal(count(f->reader), 1);
    assert_int_equal(add(f->one, "b"), DB_DONE);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "c"), DB_DONE);
    assert_int_equal(db_commit(f->one), DB_DONE);
    assert_int_equal(count(f->reader), 1);
    assert_int_equal(db_commit(f->reader), DB_DONE);
    assert_int_equal(count(f->reader), 3);
}

static void test_a_reader_cannot_write(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->reader), DB_DONE);
    assert_int_equal(add(f->reader, "a"), DB_FAILED); /* not DB_FULL: the disk is well */
    db_rollback(f->reader);
    assert_int_equal(count(f->one), 0);
}

static void test_disconnecting_rolls_back(void **state)
{
    struct fixture *f = *state;
    struct db_conn *conn = connect(f->db, DB_WRITE);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(add(conn, "a"), DB_DONE);
    db_disconnect(conn);
    assert_int_equal(count(f->reader), 0);
}

/* Two writers count one stream up and log each number: none is lost and none comes twice. */

enum { ROUNDS = 100, TRIES = 1000 };

struct writer {
    pthread_t thread;
    struct db_conn *conn;
    int done;
};

static enum db_result append_entry(struct db_conn *conn)
{
    struct db_rows *rows = NULL;
    int64_t seq = 0;
    enum db_result result = db_begin(conn);
    if (result == DB_DONE)
        result = db_query(conn, &rows, "UPDATE stream SET seq = seq + 1 WHERE id = ?1 RETURNING seq", "t",
                          "family");
    if (result == DB_DONE && db_next(rows) == DB_ROW)
        seq = db_int(rows, 0);
    db_rows_free(rows);
    if (result == DB_DONE)
        result = db_exec(conn, "INSERT INTO entry (stream_id, seq) VALUES (?1, ?2)", "ti", "family", seq);
    if (result == DB_DONE)
        return db_commit(conn);
    db_rollback(conn);
    return result;
}

static void *write_rounds(void *context)
{
    struct writer *writer = context;
    for (int i = 0; i < TRIES && writer->done < ROUNDS; i++) {
        enum db_result result = append_entry(writer->conn);
        if (result == DB_DONE)
            writer->done++;
        else if (result != DB_RETRY)
            break;
    }
    return NULL;
}

static void test_two_writers(void **state)
{
    struct fixture *f = *state;
    struct writer writers[] = {{.conn = f->one}, {.conn = f->two}};
    assert_int_equal(add(f->one, "family"), DB_DONE);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_rounds, &writers[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i].thread, NULL);
    assert_int_equal(writers[0].done, ROUNDS);
    assert_int_equal(writers[1].done, ROUNDS);
    struct db_rows *rows = NULL;
    assert_int_equal(db_query(f->reader, &rows, "SELECT count(*), min(seq), max(seq) FROM entry", ""),
                     DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    assert_int_equal(db_int(rows, 0), 2 * ROUNDS);
    assert_int_equal(db_int(rows, 1), 1);
    assert_int_equal(db_int(rows, 2), 2 * ROUNDS);
    db_rows_free(rows);
}

/* A connection that waits too long is told to run its transaction again. */
static void test_a_held_lock_means_retry(void **state)
{
    struct fixture *f = *state;
    struct doran_error error = {0};
    struct db *db = db_open(
        &(struct db_options){
            .url = f->database->url, .busy_timeout_ms = 1, .migrations = schema, .migration_count = 1},
        &error);
    assert_non_null(db);
    struct db_conn *hasty = connect(db, DB_WRITE);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, "a"), DB_DONE);
    assert_int_equal(db_begin(hasty), DB_RETRY);
    assert_int_equal(add(hasty, "b"), DB_RETRY);
    assert_int_equal(db_commit(f->one), DB_DONE);
    assert_int_equal(db_begin(hasty), DB_DONE);
    assert_int_equal(add(hasty, "b"), DB_DONE);
    assert_int_equal(db_commit(hasty), DB_DONE);
    assert_int_equal(count(f->reader), 2);
    db_disconnect(hasty);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_commit_and_rollback),
        TEST(test_misuse_is_refused),
        TEST(test_a_failure_lasts_until_it_is_rolled_back),
        TEST(test_one_request_of_a_group_fails_alone),
        TEST(test_a_reader_sees_one_snapshot),
        TEST(test_a_reader_cannot_write),
        TEST(test_disconnecting_rolls_back),
        TEST(test_two_writers),
    };
    /* PostgreSQL's kind of it is a deadlock: test_db_postgresql.c */
    const struct CMUnitTest sqlite_tests[] = {TEST(test_a_held_lock_means_retry)};
    return cmocka_run_group_tests_name("sqlite locks", sqlite_tests, test_database_sqlite,
                                       test_database_end) +
           cmocka_run_group_tests_name("sqlite", tests, test_database_sqlite, test_database_end) +
           cmocka_run_group_tests_name("postgresql", tests, test_database_postgresql, test_database_end);
}
