/* The private PostgreSQL the other tests stand on: it comes, goes and leaves nothing behind. */
#include "support/orphans.h"
#include "support/postgresql.h"

#include <libpq-fe.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEADLINE_S = 60, URL_MAX = 256 };

static char *ask(const char *url, const char *sql)
{
    PGconn *conn = PQconnectdb(url);
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(conn));
    char *value = strdup(PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(conn);
    return value;
}

static void assert_answer(const char *url, const char *sql, const char *expected)
{
    char *value = ask(url, sql);
    assert_string_equal(value, expected);
    free(value);
}

static void test_life(void **state)
{
    (void)state;
    struct pg_cluster *cluster = pg_cluster_start(NULL);
    assert_non_null(cluster);
    assert_answer(pg_cluster_url(cluster), "SHOW listen_addresses", "");
    const char *one = pg_cluster_new_database(cluster);
    const char *two = pg_cluster_new_database(cluster);
    assert_non_null(one);
    assert_non_null(two);
    assert_string_not_equal(one, two);
    assert_answer(one, "CREATE TABLE kept (v TEXT)", "");
    assert_answer(one, "INSERT INTO kept VALUES ('가') RETURNING v", "가");
    assert_answer(two, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'", "0");

    assert_true(pg_cluster_down(cluster, false));
    assert_int_not_equal(PQping(one), PQPING_OK);
    assert_true(pg_cluster_up(cluster));
    assert_answer(one, "SELECT v FROM kept", "가");
    assert_true(pg_cluster_down(cluster, true));
    assert_true(pg_cluster_up(cluster));
    assert_answer(one, "SELECT v FROM kept", "가");
    assert_true(pg_cluster_restart(cluster));

    /* Its own collation is not that of bytes. */
    assert_answer(one, "SELECT 'a' < 'B'", "t");
    assert_answer(one, "SELECT 'a' < 'B' COLLATE \"C\"", "f");

    char directory[URL_MAX];
    assert_int_equal(sscanf(one, "postgresql:///t1?host=%255[^&]", directory), 1);
    assert_int_equal(access(directory, F_OK), 0);
    pg_cluster_stop(cluster);
    assert_int_not_equal(access(directory, F_OK), 0);
}

static void test_it_ends_with_a_killed_program(void **state)
{
    (void)state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        orphans_die_with(parent);
        struct pg_cluster *cluster = pg_cluster_start(NULL);
        const char *url = cluster ? pg_cluster_url(cluster) : "";
        (void)!write(fds[1], url, strlen(url));
        close(fds[1]);
        for (;;)
            pause();
    }
    close(fds[1]);
    char url[URL_MAX] = "", directory[URL_MAX];
    assert_true(read(fds[0], url, sizeof url - 1) > 0);
    close(fds[0]);
    assert_int_equal(sscanf(url, "postgresql:///postgres?host=%255[^&]", directory), 1);
    assert_int_equal(PQping(url), PQPING_OK);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    time_t deadline = time(NULL) + DEADLINE_S;
    while (access(directory, F_OK) == 0 && time(NULL) < deadline)
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    assert_int_not_equal(access(directory, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_it_ends_with_a_killed_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
