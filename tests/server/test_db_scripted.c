/* The scripted driver: it answers as told, and tells what came otherwise. */
#include "server/db/db.h"
#include "server/db/scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const members[] = {"m1", "엄마", "7", "m2", NULL, "-3"};
static const struct db_scripted_step steps[] = {
    {.sql = "BEGIN"},
    {.sql = "SELECT id, nickname", .values = "t:우리집 i:5", .cells = members, .columns = 3, .row_count = 2},
    {.sql = "SAVEPOINT"},
    {.sql = "INSERT INTO member", .values = "t:NULL b:3 n", .result = DB_CONFLICT},
    {.sql = "ROLLBACK TO"},
    {.sql = "UPDATE member", .changes = 2},
    {.sql = "COMMIT", .result = DB_LOST},
};

static enum db_result select_members(struct db_conn *conn, struct db_rows **rows, const char *family)
{
    return db_query(conn, rows, "SELECT id, nickname, size FROM member WHERE family_id = ?1 AND size < ?2",
                    "ti", family, (int64_t)5);
}

static void test_it_plays(void **state)
{
    (void)state;
    char why[256];
    struct db *db = db_scripted_open(steps, COUNT(steps));
    struct db_conn *conn = db_connect(db, DB_WRITE, NULL);
    struct db_rows *rows = NULL;
    assert_int_equal(db_kind(db), DB_SCRIPTED);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(select_members(conn, &rows, "우리집"), DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    assert_string_equal(db_text(rows, 1), "엄마");
    assert_int_equal(db_int(rows, 2), 7);
    assert_int_equal(db_next(rows), DB_ROW);
    assert_true(db_null(rows, 1));
    assert_int_equal(db_int(rows, 2), -3);
    assert_int_equal(db_next(rows), DB_DONE);
    db_rows_free(rows);
    assert_int_equal(db_savepoint(conn), DB_DONE);
    assert_int_equal(db_exec(conn, "INSERT INTO member VALUES (?1, ?2, ?3)", "tbn", (const char *)NULL,
                             (const void *)"abc", (size_t)3),
                     DB_CONFLICT);
    assert_int_equal(db_savepoint_rollback(conn), DB_DONE);
    assert_int_equal(db_exec(conn, "UPDATE member SET size = 1", ""), DB_DONE);
    assert_int_equal(db_changes(conn), 2);
    assert_false(db_scripted_finished(db, why, sizeof why));
    assert_non_null(strstr(why, "step 7"));
    assert_int_equal(db_commit(conn), DB_LOST);
    assert_true(db_scripted_finished(db, why, sizeof why));
    db_disconnect(conn);
    db_close(db);
}

static void test_it_tells_a_difference(void **state)
{
    (void)state;
    char why[256];
    struct db *db = db_scripted_open(steps, COUNT(steps));
    struct db_conn *conn = db_connect(db, DB_WRITE, NULL);
    struct db_rows *rows = NULL;
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(select_members(conn, &rows, "남의집"), DB_FAILED);
    assert_null(rows);
    assert_false(db_scripted_finished(db, why, sizeof why));
    assert_non_null(strstr(why, "step 2"));
    assert_non_null(strstr(why, "t:남의집 i:5"));
    db_disconnect(conn);
    db_close(db);

    db = db_scripted_open(NULL, 0);
    conn = db_connect(db, DB_READ, NULL);
    assert_true(db_scripted_finished(db, why, sizeof why));
    assert_int_equal(db_exec(conn, "SELECT 1", ""), DB_FAILED);
    assert_false(db_scripted_finished(db, why, sizeof why));
    db_disconnect(conn);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_plays),
        cmocka_unit_test(test_it_tells_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
