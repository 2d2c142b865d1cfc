/* Groups whose COMMIT fails, or that one job takes down: nobody hears that something was kept which was not. The
 * database plays from a script, since a real one does not fail to order. */
#include "server/base/bytes.h"
#include "server/base/log.h"
#include "server/db/scripted.h"
#include "server/lane/run.h"
#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static enum lane_outcome write_row(struct lane_job *job, struct db_conn *conn)
{
    job->failure = db_exec(conn, "INSERT INTO notes DEFAULT VALUES", "");
    return job->failure == DB_DONE ? LANE_KEEP : LANE_BROKEN;
}

static void play(const struct db_scripted_step *steps, size_t count, struct lane_job *jobs, size_t job_count)
{
    char why[256];
    struct db *db = db_scripted_open(steps, count);
    struct db_conn *conn = db_connect(db, DB_WRITE, NULL);
    for (size_t i = 0; i < job_count; i++)
        jobs[i] = (struct lane_job){
            .lane = LANE_WRITE, .run = write_row, .next = i + 1 < job_count ? jobs + i + 1 : NULL};
    lane_run_group(jobs, conn);
    db_disconnect(conn);
    if (!db_scripted_finished(db, why, sizeof why))
        fail_msg("%s", why);
    db_close(db);
}

static void test_a_failed_commit_fails_all(void **state)
{
    (void)state;
    static const struct db_scripted_step steps[] = {
        {.sql = "BEGIN"},     {.sql = "SAVEPOINT"}, {.sql = "INSERT"},  {.sql = "RELEASE"},
        {.sql = "SAVEPOINT"}, {.sql = "INSERT"},    {.sql = "RELEASE"}, {.sql = "COMMIT", .result = DB_FULL},
    };
    struct lane_job jobs[2];
    play(steps, COUNT(steps), jobs, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(jobs[i].failure, DB_FULL);
        assert_false(jobs[i].undone);
    }
}

static void test_a_group_that_cannot_begin(void **state)
{
    (void)state;
    static const struct db_scripted_step steps[] = {{.sql = "BEGIN", .result = DB_LOST}};
    struct lane_job jobs[3];
    play(steps, COUNT(steps), jobs, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(jobs[i].failure, DB_LOST);
}

/* The second job's failure ends the transaction: the first is written again alone, the second fails alone. */
static void test_one_that_takes_the_group_down(void **state)
{
    (void)state;
    static const struct db_scripted_step steps[] = {
        {.sql = "BEGIN"},
        {.sql = "SAVEPOINT"},
        {.sql = "INSERT"},
        {.sql = "RELEASE"},
        {.sql = "SAVEPOINT"},
        {.sql = "INSERT", .result = DB_FULL},
        {.sql = "ROLLBACK TO", .result = DB_FULL},
        {.sql = "ROLLBACK"},
        {.sql = "BEGIN"},
        {.sql = "INSERT"},
        {.sql = "COMMIT"},
        {.sql = "BEGIN"},
        {.sql = "INSERT", .result = DB_FULL},
        {.sql = "ROLLBACK"},
    };
    struct lane_job jobs[2];
    play(steps, COUNT(steps), jobs, 2);
    assert_int_equal(jobs[0].failure, DB_DONE);
    assert_int_equal(jobs[1].failure, DB_FULL);
}

static void test_a_commit_that_wants_another_try(void **state)
{
    (void)state;
    static const struct db_scripted_step steps[] = {
        {.sql = "BEGIN"}, {.sql = "INSERT"}, {.sql = "COMMIT", .result = DB_RETRY},
        {.sql = "BEGIN"}, {.sql = "INSERT"}, {.sql = "COMMIT"},
    };
    struct lane_job job;
    play(steps, COUNT(steps), &job, 1);
    assert_int_equal(job.failure, DB_DONE);
}

/* After a COMMIT that was lost nobody knows whether it is on disk: it is not tried again blindly. */
static void test_a_commit_that_was_lost(void **state)
{
    (void)state;
    static const struct db_scripted_step steps[] = {
        {.sql = "BEGIN"}, {.sql = "INSERT"}, {.sql = "COMMIT", .result = DB_LOST}};
    struct lane_job job;
    play(steps, COUNT(steps), &job, 1);
    assert_int_equal(job.failure, DB_LOST);
}

static void test_bytes_have_headroom_and_owners(void **state)
{
    (void)state;
    struct bytes *bytes = bytes_new("hello", 5), *same = bytes_ref(bytes);
    assert_ptr_equal(bytes, same);
    memset(bytes->data - BYTES_HEADROOM, 0xff, BYTES_HEADROOM);
    bytes_unref(bytes);
    assert_int_equal(same->length, 5);
    assert_memory_equal(same->data, "hello", 5);
    bytes_unref(same);
    bytes_unref(NULL);
    assert_null(bytes_new("", SIZE_MAX));
}

/* Lines are whole, in order and of the level; nothing in them can forge another. */
static void test_the_log(void **state)
{
    (void)state;
    enum { LINES = 500 };
    char *directory = test_directory_new("log"), *path = test_directory_path(directory, "log.txt");
    assert_true(log_start(LOG_INFO, path));
    log_line(LOG_DEBUG, "not kept");
    log_line(LOG_INFO, "a line with %s", "a break\nand \x1b[31m colour");
    for (int i = 0; i < LINES; i++)
        log_line(LOG_WARNING, "number %d", i);
    log_stop();
    FILE *file = fopen(path, "r");
    char line[2048];
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_non_null(strstr(line, "Z info a line with a break?and ?[31m colour\n"));
    for (int i = 0; i < LINES; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "Z warning number %d\n", i);
        assert_non_null(fgets(line, sizeof line, file));
        assert_non_null(strstr(line, expected));
    }
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_false(log_start(LOG_INFO, "/nowhere/at/all"));
    free(path);
    test_directory_remove(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_failed_commit_fails_all),
        cmocka_unit_test(test_a_group_that_cannot_begin),
        cmocka_unit_test(test_one_that_takes_the_group_down),
        cmocka_unit_test(test_a_commit_that_wants_another_try),
        cmocka_unit_test(test_a_commit_that_was_lost),
        cmocka_unit_test(test_bytes_have_headroom_and_owners),
        cmocka_unit_test(test_the_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
