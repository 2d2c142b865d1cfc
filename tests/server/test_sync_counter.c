/* Every commit of a program in another process is counted as the one sync it is. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/directory.h"
#include "support/orphans.h"
#include "support/sync_counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { FIRST = 5, SECOND = 25 };

/* The other process: this program again, with a file and a number of commits. */
static int commit_times(const char *url, int commits)
{
    static const struct db_migration schema[] = {
        {1, 1, "CREATE TABLE entry (number %IDENTITY%, note %TEXT%)"}};
    struct doran_error error = {0};
    struct db *db =
        db_open(&(struct db_options){.url = url, .migrations = schema, .migration_count = 1}, &error);
    struct db_conn *conn = db ? db_connect(db, DB_WRITE, &error) : NULL;
    if (!conn)
        return 1;
    for (int i = 0; i < commits; i++)
        if (db_exec(conn, "INSERT INTO entry (note) VALUES (?1)", "t", "note") != DB_DONE)
            return 1;
    db_disconnect(conn);
    db_close(db);
    return 0;
}

static uint64_t count_syncs(const char *directory, int commits)
{
    struct sync_counter *counter = sync_counter_new();
    char url[256], number[16], program[] = "/proc/self/exe";
    snprintf(url, sizeof url, "sqlite:%s/%d.db", directory, commits);
    snprintf(number, sizeof number, "%d", commits);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        orphans_die_with(parent);
        char *arguments[] = {program, url, number, NULL};
        char *environment[SYNC_COUNTER_VARIABLES + 1] = {NULL};
        for (int i = 0; i < SYNC_COUNTER_VARIABLES; i++)
            environment[i] = (char *)(uintptr_t)sync_counter_environment(counter, i);
        execve(program, arguments, environment);
        _exit(127);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    uint64_t value = sync_counter_value(counter);
    sync_counter_free(counter);
    return value;
}

static void test_commits_are_counted(void **state)
{
    (void)state;
    char *directory = test_directory_new("counted");
    uint64_t first = count_syncs(directory, FIRST), second = count_syncs(directory, SECOND);
    assert_true(first > FIRST);
    assert_int_equal(second - first, SECOND - FIRST);
    test_directory_remove(directory);
}

int main(int argc, char **argv)
{
    if (argc == 3)
        return commit_times(argv[1], atoi(argv[2]));
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_commits_are_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
