/* Statements, values and cursors, the same on SQLite and PostgreSQL. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "server/db/statements.h"
#include "support/database.h"

#include <doran/id.h>
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
     "CREATE TABLE thing (id %ID% PRIMARY KEY, name %TEXT%, size %INT%, raw %BLOB%, deleted_at %INT%);"
     "CREATE UNIQUE INDEX thing_name ON thing (name) WHERE deleted_at IS NULL;"
     "CREATE TABLE counted (number %IDENTITY%, note %TEXT% NOT NULL);"},
};

struct fixture {
    struct test_database *database;
    struct db *db;
    struct db_conn *conn;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct doran_error error = {0};
    f->database = *state;
    struct db_options options = {
        .url = test_database_fresh(f->database), .migrations = schema, .migration_count = 1};
    f->db = db_open(&options, &error);
    if (!f->db)
        fail_msg("%s", error.message);
    f->conn = db_connect(f->db, DB_WRITE, &error);
    if (!f->conn)
        fail_msg("%s", error.message);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    struct test_database *database = f->database;
    db_disconnect(f->conn);
    db_close(f->db);
    free(f);
    *state = database;
    return 0;
}

static struct db_rows *open_rows(struct db_conn *conn, const char *sql, const char *id)
{
    struct db_rows *rows = NULL;
    enum db_result result = db_query(conn, &rows, sql, "t", id);
    if (result != DB_DONE)
        fail_msg("%s", db_error(conn));
    return rows;
}

static void test_kind_and_epoch(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_kind(f->db), f->database->cluster ? DB_POSTGRESQL : DB_SQLITE);
    assert_true(doran_id_valid(db_epoch(f->db), strlen(db_epoch(f->db))));
}

static void test_values_come_back(void **state)
{
    struct fixture *f = *state;
    static const unsigned char bytes[] = {0, 1, 0xff, '\'', '\\', 0};
    static const int64_t sizes[] = {0, -1, 1234567890123456789, INT64_MAX, INT64_MIN};
    static const char *const names[] = {"우리집 😀", "it's \"quoted\" ?1 $1 \\", "", "한글 자모 ㄱㄴ",
                                        "e\xcc\x81"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char id[8];
        snprintf(id, sizeof id, "id%zu", i);
        assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id, name, size, raw) VALUES (?1, ?2, ?3, ?4)",
                                 "ttib", id, names[i], sizes[i], (const void *)bytes, sizeof bytes - i),
                         DB_DONE);
        assert_int_equal(db_changes(f->conn), 1);
        struct db_rows *rows = open_rows(f->conn, "SELECT name, size, raw FROM thing WHERE id = ?1", id);
        size_t length = 0;
        assert_int_equal(db_next(rows), DB_ROW);
        assert_string_equal(db_text(rows, 0), names[i]);
        assert_false(db_null(rows, 0));
        assert_true(db_int(rows, 1) == sizes[i]);
        assert_memory_equal(db_blob(rows, 2, &length), bytes, sizeof bytes - i);
        assert_int_equal(length, sizeof bytes - i);
        assert_int_equal(db_next(rows), DB_DONE);
        assert_int_equal(db_next(rows), DB_DONE);
        db_rows_free(rows);
    }
}

static void test_null_and_empty_differ(void **state)
{
    struct fixture *f = *state;
    const char *insert = "INSERT INTO thing (id, name, size, raw) VALUES (?1, ?2, ?3, ?4)";
    assert_int_equal(
        db_exec(f->conn, insert, "ttnb", "null", (const char *)NULL, (const void *)NULL, (size_t)0), DB_DONE);
    assert_int_equal(db_exec(f->conn, insert, "ttib", "empty", "", (int64_t)0, (const void *)"", (size_t)0),
                     DB_DONE);
    size_t length = 9;
    struct db_rows *rows = open_rows(f->conn, "SELECT name, size, raw FROM thing WHERE id = ?1", "null");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_null(db_text(rows, 0));
    assert_int_equal(db_int(rows, 1), 0);
    assert_null(db_blob(rows, 2, &length));
    assert_int_equal(length, 0);
    assert_true(db_null(rows, 0) && db_null(rows, 1) && db_null(rows, 2));
    db_rows_free(rows);
    rows = open_rows(f->conn, "SELECT name, size, raw FROM thing WHERE id = ?1", "empty");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_string_equal(db_text(rows, 0), "");
    assert_non_null(db_blob(rows, 2, &length));
    assert_int_equal(length, 0);
    assert_false(db_null(rows, 0) || db_null(rows, 1) || db_null(rows, 2));
    db_rows_free(rows);
}

static void test_large_values(void **state)
{
    struct fixture *f = *state;
    size_t size = 3 * 1024 * 1024;
    unsigned char *bytes = malloc(size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i * 7 + i / 251);
    assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id, raw) VALUES (?1, ?2)", "tb", "large",
                             (const void *)bytes, size),
                     DB_DONE);
    struct db_rows *rows = open_rows(f->conn, "SELECT raw FROM thing WHERE id = ?1", "large");
    size_t length = 0;
    assert_int_equal(db_next(rows), DB_ROW);
    const void *back = db_blob(rows, 0, &length);
    assert_int_equal(length, size);
    assert_memory_equal(back, bytes, size);
    db_rows_free(rows);
    free(bytes);
}

static void test_order_is_by_bytes(void **state)
{
    struct fixture *f = *state;
    static const char *const sorted[] = {"A", "B", "a", "b", "가", "나", "힣"};
    for (size_t i = 7; i-- > 0;)
        assert_int_equal(
            db_exec(f->conn, "INSERT INTO thing (id, name) VALUES (?1, ?2)", "tt", sorted[i], sorted[i]),
            DB_DONE);
    struct db_rows *rows = open_rows(f->conn, "SELECT name FROM thing WHERE id >= ?1 ORDER BY name", "A");
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(db_next(rows), DB_ROW);
        assert_string_equal(db_text(rows, 0), sorted[i]);
    }
    assert_int_equal(db_next(rows), DB_DONE);
    db_rows_free(rows);
    rows = open_rows(f->conn, "SELECT count(*), ?1 LIKE 'a%', 'x' = 'x', 'x' = 'y' FROM thing", "ABC");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_int_equal(db_int(rows, 0), 7);
    assert_int_equal(db_int(rows, 1), 0); /* LIKE tells cases apart */
    assert_int_equal(db_int(rows, 2), 1);
    assert_int_equal(db_int(rows, 3), 0);
    db_rows_free(rows);
}

static void test_conflict_is_not_failure(void **state)
{
    struct fixture *f = *state;
    const char *insert = "INSERT INTO thing (id, name, deleted_at) VALUES (?1, ?2, ?3)";
    assert_int_equal(db_exec(f->conn, insert, "ttn", "1", "secret-name"), DB_DONE);
    assert_int_equal(db_exec(f->conn, insert, "ttn", "1", "other"), DB_CONFLICT);
    assert_int_equal(db_exec(f->conn, insert, "ttn", "2", "secret-name"), DB_CONFLICT);
    assert_null(strstr(db_error(f->conn), "secret")); /* never a value */
    assert_int_equal(db_exec(f->conn, insert, "tti", "2", "secret-name", (int64_t)5), DB_DONE);
    assert_int_equal(db_exec(f->conn, "INSERT INTO counted (note) VALUES (?1)", "t", (const char *)NULL),
                     DB_FAILED);
    assert_string_not_equal(db_error(f->conn), "");
    const char *upsert =
        "INSERT INTO thing (id, name, size) VALUES (?1, ?2, ?3) ON CONFLICT (name) WHERE deleted_at IS "
        "NULL DO UPDATE SET size = excluded.size";
    assert_int_equal(db_exec(f->conn, upsert, "tti", "3", "secret-name", (int64_t)7), DB_DONE);
    assert_int_equal(db_changes(f->conn), 1);
    struct db_rows *rows = open_rows(f->conn, "SELECT size FROM thing WHERE id = ?1", "1");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_int_equal(db_int(rows, 0), 7);
    db_rows_free(rows);
    assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id) VALUES (?1) ON CONFLICT DO NOTHING", "t", "1"),
                     DB_DONE);
    assert_int_equal(db_changes(f->conn), 0);
}

static void test_changes(void **state)
{
    struct fixture *f = *state;
    for (int64_t i = 0; i < 5; i++) {
        char id[8];
        snprintf(id, sizeof id, "%d", (int)i);
        assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id, size) VALUES (?1, ?2)", "ti", id, i),
                         DB_DONE);
    }
    assert_int_equal(
        db_exec(f->conn, "UPDATE thing SET size = size + ?1 WHERE size >= ?2", "ii", (int64_t)10, (int64_t)2),
        DB_DONE);
    assert_int_equal(db_changes(f->conn), 3);
    assert_int_equal(db_exec(f->conn, "SELECT id FROM thing", ""), DB_DONE);
    assert_int_equal(db_changes(f->conn), 0);
    assert_int_equal(db_exec(f->conn, "DELETE FROM thing WHERE id = ?1", "t", "none"), DB_DONE);
    assert_int_equal(db_changes(f->conn), 0);

    struct db_rows *rows = NULL;
    assert_int_equal(
        db_query(f->conn, &rows, "DELETE FROM thing WHERE size > ?1 RETURNING size", "i", (int64_t)10),
        DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    assert_true(db_int(rows, 0) > 10);
    db_rows_free(rows); /* before its end: all are deleted all the same */
    assert_int_equal(db_changes(f->conn), 3);
    rows = open_rows(f->conn, "SELECT count(*) FROM thing WHERE id <> ?1", "");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_int_equal(db_int(rows, 0), 2);
    db_rows_free(rows);
}

static void test_identity_counts_and_never_repeats(void **state)
{
    struct fixture *f = *state;
    int64_t last = 0;
    for (int i = 0; i < 4; i++) {
        struct db_rows *rows =
            open_rows(f->conn, "INSERT INTO counted (note) VALUES (?1) RETURNING number", "note");
        assert_int_equal(db_next(rows), DB_ROW);
        assert_true(db_int(rows, 0) > last);
        last = db_int(rows, 0);
        db_rows_free(rows);
        assert_int_equal(db_exec(f->conn, "DELETE FROM counted WHERE number = ?1", "i", last), DB_DONE);
    }
}

static void test_a_failure_shows_at_the_query(void **state)
{
    struct fixture *f = *state;
    struct db_rows *rows = (struct db_rows *)0x1;
    assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id) VALUES (?1)", "t", "1"), DB_DONE);
    assert_int_equal(db_query(f->conn, &rows, "INSERT INTO thing (id) VALUES (?1) RETURNING id", "t", "1"),
                     DB_CONFLICT);
    assert_null(rows);
    db_rows_free(NULL);
    assert_int_equal(db_exec(f->conn, "SELEKT 1", ""), DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT ?1", ""), DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT id FROM thing WHERE id = ?1", "tt", "1", "2"), DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT id FROM thing WHERE id = ?1", "x"), DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT 1; SELECT 2", ""), DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT \"id\" FROM thing WHERE id = \"no such column\"", ""),
                     DB_FAILED);
    assert_int_equal(db_exec(f->conn, "SELECT id FROM thing WHERE id = ?1", "t", "1"), DB_DONE);
}

static void test_question_marks_in_quotes_are_text(void **state)
{
    struct fixture *f = *state;
    struct db_rows *rows = open_rows(
        f->conn, "SELECT '?9 it''s', ?1 || '?', 'x' AS \"a?2\" /* ?7 */ -- ?8 'open\n FROM schema_info",
        "나");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_string_equal(db_text(rows, 0), "?9 it's");
    assert_string_equal(db_text(rows, 1), "나?");
    db_rows_free(rows);
}

static void test_cursors_side_by_side(void **state)
{
    struct fixture *f = *state;
    static const char select[] = "SELECT id FROM thing WHERE id >= ?1 ORDER BY id";
    assert_int_equal(db_script(f->conn,
                               "INSERT INTO thing (id) VALUES ('1'); INSERT INTO thing (id) VALUES ('2');"
                               "INSERT INTO thing (id) VALUES ('3')"),
                     DB_DONE);
    struct db_rows *outer = open_rows(f->conn, select, "1");
    int rows = 0;
    while (db_next(outer) == DB_ROW) {
        struct db_rows *inner = open_rows(f->conn, select, db_text(outer, 0));
        while (db_next(inner) == DB_ROW)
            rows++;
        db_rows_free(inner);
        assert_int_equal(db_text(outer, 0)[0], '1' + (rows > 3) + (rows > 5));
    }
    assert_int_equal(rows, 3 + 2 + 1);
    db_rows_free(outer);
}

static void test_many_statements(void **state)
{
    struct fixture *f = *state;
    enum { STATEMENTS = 2 * DB_STATEMENTS_MAX + 10, TEXT = 64 };
    char(*texts)[TEXT] = calloc(STATEMENTS, sizeof *texts);
    for (int i = 0; i < STATEMENTS; i++)
        snprintf(texts[i], TEXT, "SELECT count(*) + %d FROM schema_info", i);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < STATEMENTS; i++) {
            if (i % 100 == 0)
                assert_int_equal(db_begin(f->conn), DB_DONE);
            struct db_rows *rows = NULL;
            assert_int_equal(db_query(f->conn, &rows, texts[i], ""), DB_DONE);
            assert_int_equal(db_next(rows), DB_ROW);
            assert_int_equal(db_int(rows, 0), i + 1);
            db_rows_free(rows);
            if (i % 100 == 99 || i == STATEMENTS - 1)
                assert_int_equal(db_commit(f->conn), DB_DONE);
        }
    if (f->database->cluster) { /* the server was told of those that gave way */
        struct db_rows *rows = NULL;
        assert_int_equal(db_begin(f->conn), DB_DONE);
        assert_int_equal(db_query(f->conn, &rows, "SELECT count(*) FROM pg_prepared_statements", ""),
                         DB_DONE);
        assert_int_equal(db_next(rows), DB_ROW);
        assert_true(db_int(rows, 0) < STATEMENTS - 100);
        db_rows_free(rows);
        db_rollback(f->conn);
    }
    free(texts);
}

static void test_one_address_two_texts(void **state)
{
    struct fixture *f = *state;
    char text[] = "SELECT 1 FROM schema_info";
    for (char digit = '1'; digit <= '3'; digit++) {
        text[strlen("SELECT ")] = digit;
        struct db_rows *rows = NULL;
        assert_int_equal(db_query(f->conn, &rows, text, ""), DB_DONE);
        assert_int_equal(db_next(rows), DB_ROW);
        assert_int_equal(db_int(rows, 0), digit - '0');
        db_rows_free(rows);
    }
}

static void test_one_text_other_types(void **state)
{
    struct fixture *f = *state;
    static const char insert[] = "INSERT INTO thing (id, size) VALUES (?1, ?2)";
    assert_int_equal(db_exec(f->conn, insert, "tn", "none"), DB_DONE);
    assert_int_equal(db_exec(f->conn, insert, "ti", "some", INT64_MAX), DB_DONE);
    assert_int_equal(db_exec(f->conn, insert, "tn", "again"), DB_DONE);
    struct db_rows *rows = open_rows(f->conn, "SELECT size FROM thing WHERE id = ?1", "some");
    assert_int_equal(db_next(rows), DB_ROW);
    assert_true(db_int(rows, 0) == INT64_MAX);
    db_rows_free(rows);
}

static void test_lock_clause(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(db_exec(f->conn, "INSERT INTO thing (id) VALUES (?1)", "t", "1"), DB_DONE);
    assert_int_equal(db_begin(f->conn), DB_DONE);
    struct db_rows *rows = open_rows(f->conn, "SELECT id FROM thing WHERE id = ?1" DB_FOR_UPDATE, "1");
    assert_int_equal(db_next(rows), DB_ROW);
    db_rows_free(rows);
    assert_int_equal(db_commit(f->conn), DB_DONE);
}

static void test_unknown_address(void **state)
{
    (void)state;
    static const char *const urls[] = {"", "mysql://x", "/tmp/file.db", "sqlite:", "sqlite::memory:", NULL};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct doran_error error = {0};
        assert_null(db_open(&(struct db_options){.url = urls[i]}, &error));
        assert_int_equal(error.code, DORAN_ERROR_invalid);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_kind_and_epoch),
        TEST(test_values_come_back),
        TEST(test_null_and_empty_differ),
        TEST(test_large_values),
        TEST(test_order_is_by_bytes),
        TEST(test_conflict_is_not_failure),
        TEST(test_changes),
        TEST(test_identity_counts_and_never_repeats),
        TEST(test_a_failure_shows_at_the_query),
        TEST(test_question_marks_in_quotes_are_text),
        TEST(test_cursors_side_by_side),
        TEST(test_many_statements),
        TEST(test_one_address_two_texts),
        TEST(test_one_text_other_types),
        TEST(test_lock_clause),
        TEST(test_unknown_address),
    };
    return cmocka_run_group_tests_name("sqlite", tests, test_database_sqlite, test_database_end) +
           cmocka_run_group_tests_name("postgresql", tests, test_database_postgresql, test_database_end);
}
