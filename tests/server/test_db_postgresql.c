/* What only a server can do: go away, come back, deadlock, notify, take too long. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/postgresql.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000 };

static const struct db_migration schema[] = {
    {1, 1, "CREATE TABLE entry (number %INT% PRIMARY KEY, text %TEXT%);"},
};

struct fixture {
    struct pg_cluster *cluster;
    const char *url;
    struct db *db;
    struct db_conn *one, *two;
};

static int start_cluster(void **state)
{
    *state = pg_cluster_start(NULL);
    return *state ? 0 : -1;
}

static int stop_cluster(void **state)
{
    pg_cluster_stop(*state);
    return 0;
}

static struct db_conn *must_connect(struct db *db, enum db_mode mode)
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
    f->cluster = *state;
    f->url = pg_cluster_new_database(f->cluster);
    f->db = db_open(
        &(struct db_options){
            .url = f->url, .statement_timeout_ms = DEADLINE_MS, .migrations = schema, .migration_count = 1},
        &error);
    if (!f->db)
        fail_msg("%s", error.message);
    f->one = must_connect(f->db, DB_WRITE);
    f->two = must_connect(f->db, DB_WRITE);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    struct pg_cluster *cluster = f->cluster;
    db_disconnect(f->one);
    db_disconnect(f->two);
    db_close(f->db);
    free(f);
    *state = cluster;
    return 0;
}

static enum db_result add(struct db_conn *conn, int64_t number)
{
    return db_exec(conn, "INSERT INTO entry (number) VALUES (?1)", "i", number);
}

static int64_t ask(struct db_conn *conn, const char *sql)
{
    struct db_rows *rows = NULL;
    if (db_query(conn, &rows, sql, "") != DB_DONE || db_next(rows) != DB_ROW)
        fail_msg("%s", db_error(conn));
    int64_t number = db_int(rows, 0);
    db_rows_free(rows);
    return number;
}

static void test_gone_and_back(void **state)
{
    struct fixture *f = *state;
    for (int crash = 0; crash < 2; crash++) {
        int64_t base = crash * 10;
        assert_int_equal(add(f->one, base), DB_DONE);
        assert_int_equal(db_begin(f->one), DB_DONE);
        assert_int_equal(add(f->one, base + 1), DB_DONE);
        assert_true(pg_cluster_down(f->cluster, crash));

        assert_int_equal(add(f->one, base + 2), DB_LOST); /* in the middle of a transaction */
        assert_string_not_equal(db_error(f->one), "");
        assert_int_equal(add(f->one, base + 2), DB_LOST);
        assert_int_equal(db_savepoint(f->one), DB_LOST);
        assert_int_equal(db_commit(f->one), DB_LOST);
        assert_int_equal(db_begin(f->one), DB_LOST); /* while it is away */
        assert_int_equal(db_begin(f->one), DB_LOST);
        assert_int_equal(add(f->two, base + 2), DB_LOST); /* outside of one */
        struct doran_error error = {0};
        assert_null(db_connect(f->db, DB_READ, &error));
        assert_int_equal(error.code, DORAN_ERROR_network);

        assert_true(pg_cluster_up(f->cluster));
        assert_int_equal(add(f->two, base + 2), DB_LOST); /* it mends itself at the next db_begin() */
        assert_int_equal(db_begin(f->one), DB_DONE);
        assert_int_equal(add(f->one, base + 3), DB_DONE); /* a statement it had prepared before */
        assert_int_equal(db_commit(f->one), DB_DONE);
        assert_int_equal(db_begin(f->two), DB_DONE);
        assert_int_equal(ask(f->two, "SELECT count(*) FROM entry"), 2 * (crash + 1));
        assert_int_equal(db_commit(f->two), DB_DONE);
    }
}

static void test_an_idle_connection_mends_at_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(add(f->one, 1), DB_DONE);
    assert_true(pg_cluster_restart(f->cluster));
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(add(f->one, 2), DB_DONE);
    assert_int_equal(db_commit(f->one), DB_DONE);
}

static void test_lost_at_commit(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_savepoint(f->one), DB_DONE);
    assert_int_equal(add(f->one, 1), DB_DONE);
    assert_int_equal(db_savepoint_release(f->one), DB_DONE);
    assert_true(pg_cluster_restart(f->cluster));
    assert_int_equal(db_commit(f->one), DB_LOST);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(ask(f->one, "SELECT count(*) FROM entry"), 0);
    db_rollback(f->one);
}

static void test_settings(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ask(f->one, "SELECT count(*) FROM pg_settings WHERE (name, setting) IN "
                                 "(('statement_timeout', '60000'), ('synchronous_commit', 'on'), "
                                 "('TimeZone', 'UTC'), ('client_encoding', 'UTF8'), "
                                 "('application_name', 'doran-server'))"),
                     5);
    /* A database whose own default would answer before it is on disk. */
    assert_int_equal(db_script(f->one, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || "
                                       "' SET synchronous_commit = off'; END $$"),
                     DB_DONE);
    struct db_conn *conn = must_connect(f->db, DB_WRITE);
    assert_int_equal(ask(conn, "SELECT current_setting('synchronous_commit') = 'on'"), 1);
    db_disconnect(conn);
}

static void test_a_statement_that_takes_too_long(void **state)
{
    struct fixture *f = *state;
    struct doran_error error = {0};
    struct db *db = db_open(
        &(struct db_options){
            .url = f->url, .statement_timeout_ms = 1500, .migrations = schema, .migration_count = 1},
        &error);
    assert_non_null(db);
    struct db_conn *conn = must_connect(db, DB_READ);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(db_exec(conn, "SELECT pg_sleep(600)", ""), DB_FAILED);
    assert_non_null(strstr(db_error(conn), "57014"));
    db_rollback(conn);
    assert_int_equal(db_exec(conn, "SELECT 1", ""), DB_DONE);
    db_disconnect(conn);
    db_close(db);
}

static void test_a_notice_is_silent(void **state)
{
    struct fixture *f = *state;
    FILE *caught = tmpfile();
    assert_non_null(caught);
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    dup2(fileno(caught), STDERR_FILENO);
    enum db_result result =
        db_script(f->one, "SET client_min_messages = debug1; CREATE TABLE IF NOT EXISTS entry (x INT);"
                          "DO $$ BEGIN RAISE WARNING 'not to be seen'; END $$");
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    assert_int_equal(result, DB_DONE);
    assert_int_equal(lseek(fileno(caught), 0, SEEK_END), 0);
    fclose(caught);
}

/* Two transactions lock two rows crosswise: one of them is told to run again, the other goes through. */

struct locker {
    pthread_t thread;
    pthread_barrier_t *barrier;
    struct db_conn *conn;
    int64_t first, second;
    enum db_result result;
};

static enum db_result touch(struct db_conn *conn, int64_t number)
{
    return db_exec(conn, "SELECT number FROM entry WHERE number = ?1" DB_FOR_UPDATE, "i", number);
}

static void *lock_both(void *context)
{
    struct locker *locker = context;
    enum db_result first = db_begin(locker->conn);
    if (first == DB_DONE)
        first = touch(locker->conn, locker->first);
    pthread_barrier_wait(locker->barrier);
    locker->result = first == DB_DONE ? touch(locker->conn, locker->second) : first;
    if (locker->result == DB_DONE)
        locker->result = db_commit(locker->conn);
    else
        db_rollback(locker->conn);
    return NULL;
}

static void test_a_deadlock_means_retry(void **state)
{
    struct fixture *f = *state;
    pthread_barrier_t barrier;
    assert_int_equal(add(f->one, 1), DB_DONE);
    assert_int_equal(add(f->one, 2), DB_DONE);
    pthread_barrier_init(&barrier, NULL, 2);
    struct locker lockers[] = {
        {.barrier = &barrier, .conn = f->one, .first = 1, .second = 2},
        {.barrier = &barrier, .conn = f->two, .first = 2, .second = 1},
    };
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&lockers[i].thread, NULL, lock_both, &lockers[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(lockers[i].thread, NULL);
    pthread_barrier_destroy(&barrier);
    int retry = lockers[0].result == DB_RETRY ? 0 : 1;
    assert_int_equal(lockers[retry].result, DB_RETRY);
    assert_int_equal(lockers[!retry].result, DB_DONE);
    pthread_barrier_init(&barrier, NULL, 1);
    lock_both(&lockers[retry]);
    pthread_barrier_destroy(&barrier);
    assert_int_equal(lockers[retry].result, DB_DONE);
}

static void test_a_changed_schema_means_retry(void **state)
{
    struct fixture *f = *state;
    static const char select[] = "SELECT * FROM entry";
    assert_int_equal(db_exec(f->one, select, ""), DB_DONE);
    assert_int_equal(db_script(f->two, "ALTER TABLE entry ADD COLUMN more TEXT"), DB_DONE);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_exec(f->one, select, ""), DB_RETRY);
    db_rollback(f->one);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_exec(f->one, select, ""), DB_DONE);
    assert_int_equal(db_commit(f->one), DB_DONE);
}

/* Notifications */

static enum db_result await(struct db_conn *conn, char *out, size_t size)
{
    enum db_result result = DB_DONE;
    for (int i = 0; i < DEADLINE_MS / 100; i++) {
        result = db_listen_next(conn, out, size);
        if (result != DB_DONE)
            break;
        poll(&(struct pollfd){.fd = db_listen_fd(conn), .events = POLLIN}, 1, 100);
    }
    return result;
}

static void test_notifications(void **state)
{
    struct fixture *f = *state;
    char payload[64];
    assert_int_equal(db_listen(f->one, "doran_changes"), DB_DONE);
    assert_int_equal(db_listen(f->one, "doran_changes"), DB_DONE);
    assert_int_equal(db_listen(f->one, "Bad\"name"), DB_FAILED);
    assert_int_equal(db_listen(f->one, ""), DB_FAILED);
    assert_int_equal(db_listen_next(f->one, payload, sizeof payload), DB_DONE);
    assert_int_equal(db_begin(f->two), DB_DONE);
    assert_int_equal(db_notify(f->two, "doran_changes", "우리집 1"), DB_DONE);
    assert_int_equal(db_notify(f->two, "doran_changes", "우리집 2"), DB_DONE);
    assert_int_equal(db_notify(f->two, "others", "3"), DB_DONE);
    assert_int_equal(db_listen_next(f->one, payload, sizeof payload), DB_DONE); /* not before the commit */
    assert_int_equal(db_commit(f->two), DB_DONE);
    assert_int_equal(await(f->one, payload, sizeof payload), DB_ROW);
    assert_string_equal(payload, "우리집 1");
    assert_int_equal(await(f->one, payload, sizeof payload), DB_ROW);
    assert_string_equal(payload, "우리집 2");
    assert_int_equal(db_listen_next(f->one, payload, sizeof payload), DB_DONE);

    assert_int_equal(db_begin(f->two), DB_DONE);
    assert_int_equal(db_notify(f->two, "doran_changes", "rolled back"), DB_DONE);
    db_rollback(f->two);
    assert_int_equal(db_notify(f->two, "doran_changes", "0123456789"), DB_DONE);
    assert_int_equal(db_notify(f->two, "doran_changes", "short"), DB_DONE);
    assert_int_equal(await(f->one, payload, 8), DB_FAILED);
    assert_int_equal(await(f->one, payload, 8), DB_ROW);
    assert_string_equal(payload, "short");
}

static void test_a_lost_listener_listens_again(void **state)
{
    struct fixture *f = *state;
    char payload[64];
    assert_int_equal(db_listen(f->one, "doran_changes"), DB_DONE);
    assert_true(pg_cluster_restart(f->cluster));
    assert_int_equal(await(f->one, payload, sizeof payload), DB_LOST);
    assert_int_equal(db_listen_next(f->one, payload, sizeof payload), DB_LOST);
    assert_int_equal(db_begin(f->one), DB_DONE);
    assert_int_equal(db_commit(f->one), DB_DONE);
    assert_int_equal(db_begin(f->two), DB_DONE);
    assert_int_equal(db_notify(f->two, "doran_changes", "again"), DB_DONE);
    assert_int_equal(db_commit(f->two), DB_DONE);
    assert_int_equal(await(f->one, payload, sizeof payload), DB_ROW);
    assert_string_equal(payload, "again");
}

/* Values and passwords stay out of what is logged. */
static void test_messages_hold_no_secret(void **state)
{
    struct fixture *f = *state;
    static const char *const urls[] = {
        "postgresql://me:hunter2@/nosuch?host=/nonexistent",
        "postgresql://me:hun%zzter2@localhost/x",
        "postgresql://me@/x?password=hunter2&nonsense=hunter2",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct doran_error error = {0};
        assert_null(db_open(&(struct db_options){.url = urls[i]}, &error));
        assert_string_not_equal(error.message, "");
        assert_null(strstr(error.message, "hunter2"));
        assert_null(strstr(error.message, "ter2"));
    }
    assert_int_equal(db_exec(f->one, "SELECT CAST(?1 AS BIGINT)", "t", "a-secret"), DB_FAILED);
    assert_null(strstr(db_error(f->one), "secret"));
    assert_non_null(strstr(db_error(f->one), "22P02"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_gone_and_back),
        TEST(test_an_idle_connection_mends_at_once),
        TEST(test_lost_at_commit),
        TEST(test_settings),
        TEST(test_a_statement_that_takes_too_long),
        TEST(test_a_notice_is_silent),
        TEST(test_a_deadlock_means_retry),
        TEST(test_a_changed_schema_means_retry),
        TEST(test_notifications),
        TEST(test_a_lost_listener_listens_again),
        TEST(test_messages_hold_no_secret),
    };
    return cmocka_run_group_tests(tests, start_cluster, stop_cluster);
}
