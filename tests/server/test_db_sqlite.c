/* What only a file can suffer: damage, a full disk, a read-only one, another program's content. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/directory.h"
#include "support/lossy_vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct db_migration schema[] = {
    {1, 1, "CREATE TABLE entry (number %INT% PRIMARY KEY, text %TEXT% NOT NULL);"},
};

struct fixture {
    char *directory;
    char *path;
    char *url;
    struct lossy_vfs *vfs;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->directory = test_directory_new("sqlite");
    if (!f->directory)
        return -1;
    f->path = test_directory_path(f->directory, "family.db");
    if (asprintf(&f->url, "sqlite:%s", f->path) < 0)
        return -1;
    f->vfs = lossy_vfs_new("faulty", LOSSY_COUNT);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    lossy_vfs_free(f->vfs);
    test_directory_remove(f->directory);
    free(f->path);
    free(f->url);
    free(f);
    return 0;
}

static struct db *open_db(const struct fixture *f, struct doran_error *error)
{
    *error = (struct doran_error){0};
    return db_open(
        &(struct db_options){
            .url = f->url, .sqlite_vfs = "faulty", .migrations = schema, .migration_count = 1},
        error);
}

static struct db *must_open(const struct fixture *f)
{
    struct doran_error error;
    struct db *db = open_db(f, &error);
    if (!db)
        fail_msg("%s", error.message);
    return db;
}

static struct db_conn *must_connect(struct db *db, enum db_mode mode)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(db, mode, &error);
    if (!conn)
        fail_msg("%s", error.message);
    return conn;
}

static enum db_result add(struct db_conn *conn, int64_t number)
{
    return db_exec(conn, "INSERT INTO entry (number, text) VALUES (?1, hex(zeroblob(2000)))", "i", number);
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

static char *read_file(const char *path, size_t *size)
{
    struct stat status;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &status) == 0);
    char *data = malloc((size_t)status.st_size + 1);
    *size = (size_t)status.st_size;
    assert_int_equal(read(fd, data, *size), *size);
    close(fd);
    return data;
}

static void write_file(const char *path, const void *data, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, size), size);
    close(fd);
}

static void fill(const struct fixture *f, int64_t entries)
{
    struct db *db = must_open(f);
    struct db_conn *conn = must_connect(db, DB_WRITE);
    assert_int_equal(db_begin(conn), DB_DONE);
    for (int64_t i = 0; i < entries; i++)
        assert_int_equal(add(conn, i), DB_DONE);
    assert_int_equal(db_commit(conn), DB_DONE);
    db_disconnect(conn);
    db_close(db);
}

static void test_the_file_is_private(void **state)
{
    struct fixture *f = *state;
    mode_t mask = umask(0);
    struct db *db = must_open(f);
    struct db_conn *conn = must_connect(db, DB_WRITE);
    assert_int_equal(add(conn, 1), DB_DONE);
    umask(mask);
    static const char *const names[] = {"family.db", "family.db-wal", "family.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        struct stat status;
        char *path = test_directory_path(f->directory, names[i]);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
        free(path);
    }
    db_disconnect(conn);
    db_close(db);
}

static void test_settings(void **state)
{
    struct fixture *f = *state;
    struct db *db = must_open(f);
    struct db_conn *conn = must_connect(db, DB_WRITE);
    assert_int_equal(ask(conn, "PRAGMA synchronous"), 2); /* FULL */
    assert_int_equal(ask(conn, "PRAGMA foreign_keys"), 1);
    assert_int_equal(ask(conn, "PRAGMA mmap_size"), 0);
    assert_int_equal(ask(conn, "PRAGMA busy_timeout"), 5000);
    assert_int_equal(ask(conn, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    db_disconnect(conn);
    db_close(db);
}

/* Refused with these words, and every byte of the file is as before. */
static void assert_refused(const struct fixture *f, const char *words)
{
    struct doran_error error;
    size_t before, after;
    char *old = read_file(f->path, &before);
    assert_null(open_db(f, &error));
    assert_int_equal(error.code, DORAN_ERROR_storage);
    assert_non_null(strstr(error.message, words));
    assert_non_null(strstr(error.message, f->path));
    char *new = read_file(f->path, &after);
    assert_int_equal(before, after);
    assert_memory_equal(old, new, before);
    free(old);
    free(new);
}

static void test_not_a_database(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "Dear grandmother, this is no database but a letter.\n";
    char zeros[8192] = {0};
    write_file(f->path, text, sizeof text);
    assert_refused(f, "is not an SQLite database");
    write_file(f->path, zeros, sizeof zeros);
    assert_refused(f, "is not an SQLite database");
    write_file(f->path, "SQLite format 3", 16);
    assert_refused(f, f->path);
}

static void test_an_empty_file_is_a_new_database(void **state)
{
    struct fixture *f = *state;
    write_file(f->path, "", 0);
    db_close(must_open(f));
}

static void test_another_programs_database(void **state)
{
    struct fixture *f = *state;
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(f->path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, "CREATE TABLE bookmarks (url TEXT)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
    assert_refused(f, "another program");
}

static void test_damage_is_found(void **state)
{
    struct fixture *f = *state;
    fill(f, 60);
    size_t size;
    char *good = read_file(f->path, &size);
    assert_true(size > 20 * 4096);
    write_file(f->path, good, size / 2); /* cut short */
    assert_refused(f, "damaged");
    for (size_t page = 1; page < 20; page += 6) { /* a page of the table, torn */
        char *bad = malloc(size);
        memcpy(bad, good, size);
        memset(bad + page * 4096, 0xa5, 512);
        write_file(f->path, bad, size);
        assert_refused(f, "damaged");
        free(bad);
    }
    char *bad = malloc(size); /* the header */
    memcpy(bad, good, size);
    memset(bad, 'x', 100);
    write_file(f->path, bad, size);
    assert_refused(f, "is not an SQLite database");
    free(bad);
    write_file(f->path, good, size);
    free(good);
    db_close(must_open(f));
}

static void test_a_place_that_cannot_be(void **state)
{
    struct fixture *f = *state;
    struct doran_error error = {0};
    char *urls[2] = {NULL, NULL};
    assert_true(asprintf(&urls[0], "sqlite:%s/no/such/folder/x.db", f->directory) > 0);
    assert_true(asprintf(&urls[1], "sqlite:%s", f->directory) > 0);
    for (int i = 0; i < 2; i++) {
        assert_null(db_open(&(struct db_options){.url = urls[i]}, &error));
        assert_int_equal(error.code, DORAN_ERROR_storage);
        assert_non_null(strstr(error.message, f->directory));
        free(urls[i]);
    }
}

/* What was committed stays, what came in the full time did not happen, and afterwards all goes on. */
static void assert_full_and_mended(struct db *db, struct db_conn *conn, void (*fill_disk)(void *, bool),
                                   void *context)
{
    struct db_conn *reader = must_connect(db, DB_READ);
    assert_int_equal(add(conn, 1), DB_DONE);
    fill_disk(context, true);
    enum db_result result = db_begin(conn);
    int64_t number = 2;
    for (; result == DB_DONE && number < 5000; number++) {
        result = db_savepoint(conn);
        if (result == DB_DONE)
            result = add(conn, number);
        if (result == DB_DONE)
            result = db_savepoint_release(conn);
    }
    if (result == DB_DONE)
        result = db_commit(conn);
    assert_int_equal(result, DB_FULL);
    assert_string_not_equal(db_error(conn), "");
    db_rollback(conn);
    assert_int_equal(ask(reader, "SELECT count(*) FROM entry"), 1);
    fill_disk(context, false);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(add(conn, 2), DB_DONE);
    assert_int_equal(db_commit(conn), DB_DONE);
    assert_int_equal(ask(reader, "SELECT count(*) FROM entry"), 2);
    db_disconnect(reader);
}

static void limit_pages(void *context, bool full)
{
    struct db_conn *conn = context;
    assert_int_equal(db_script(conn, full ? "PRAGMA max_page_count=30" : "PRAGMA max_page_count=100000"),
                     DB_DONE);
}

static void disk_full(void *context, bool full)
{
    lossy_vfs_set_fault(context, full ? ENOSPC : 0);
}

static void disk_read_only(void *context, bool full)
{
    lossy_vfs_set_fault(context, full ? EROFS : 0);
}

static void run_full(const struct fixture *f, void (*fill_disk)(void *, bool), bool by_connection)
{
    struct db *db = must_open(f);
    struct db_conn *conn = must_connect(db, DB_WRITE);
    assert_full_and_mended(db, conn, fill_disk, by_connection ? (void *)conn : f->vfs);
    db_disconnect(conn);
    db_close(db);
}

static void test_full_by_its_own_limit(void **state)
{
    run_full(*state, limit_pages, true);
}

static void test_full_disk(void **state)
{
    run_full(*state, disk_full, false);
}

static void test_disk_turned_read_only(void **state)
{
    run_full(*state, disk_read_only, false);
}

/* The whole group is lost with the transaction: rolling back to the savepoint says so. */
static void test_a_full_disk_ends_the_transaction(void **state)
{
    struct fixture *f = *state;
    struct db *db = must_open(f);
    struct db_conn *conn = must_connect(db, DB_WRITE);
    assert_int_equal(db_script(conn, "PRAGMA cache_spill=1; PRAGMA cache_size=5"), DB_DONE);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(add(conn, 1), DB_DONE);
    assert_int_equal(db_savepoint(conn), DB_DONE);
    lossy_vfs_set_fault(f->vfs, ENOSPC);
    enum db_result result = DB_DONE;
    for (int64_t i = 2; i < 500 && result == DB_DONE; i++)
        result = add(conn, i);
    assert_int_equal(result, DB_FULL);
    assert_int_equal(db_savepoint_rollback(conn), DB_FULL);
    assert_int_equal(add(conn, 900), DB_FULL);
    assert_int_equal(db_commit(conn), DB_FULL);
    lossy_vfs_set_fault(f->vfs, 0);
    assert_int_equal(ask(conn, "SELECT count(*) FROM entry"), 0);
    assert_int_equal(add(conn, 1), DB_DONE);
    db_disconnect(conn);
    db_close(db);
}

static void test_first_start_on_a_full_disk(void **state)
{
    struct fixture *f = *state;
    struct doran_error error;
    lossy_vfs_set_fault(f->vfs, ENOSPC);
    assert_null(open_db(f, &error));
    assert_int_equal(error.code, DORAN_ERROR_storage_full);
    lossy_vfs_set_fault(f->vfs, 0);
    db_close(must_open(f));
}

/* In a process of its own, since it gives up being root, whom no mode stops. */
static int open_as_nobody(const struct fixture *f)
{
    enum { NOBODY = 65534 };
    struct doran_error error;
    if (chmod(f->directory, 0755) != 0 || chmod(f->path, 0444) != 0)
        return 2;
    if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return 2;
    struct db *db = open_db(f, &error);
    if (!db && error.code == DORAN_ERROR_storage && strstr(error.message, "read-only"))
        return 0;
    fprintf(stderr, "%s\n", db ? "it opened" : error.message);
    return 1;
}

static void test_a_read_only_file(void **state)
{
    struct fixture *f = *state;
    fill(f, 3);
    pid_t child = fork();
    if (child == 0)
        _exit(open_as_nobody(f));
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_file_is_private),
        TEST(test_settings),
        TEST(test_not_a_database),
        TEST(test_an_empty_file_is_a_new_database),
        TEST(test_another_programs_database),
        TEST(test_damage_is_found),
        TEST(test_a_place_that_cannot_be),
        TEST(test_full_by_its_own_limit),
        TEST(test_full_disk),
        TEST(test_disk_turned_read_only),
        TEST(test_a_full_disk_ends_the_transaction),
        TEST(test_first_start_on_a_full_disk),
        TEST(test_a_read_only_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
