/** @file home_case.h  A server of its own for each test, with a mother who has a family, somebody who may come in, and a
 * stranger; and its database, row by row. Included by one test program at a time. */
#ifndef TESTS_E2E_HOME_CASE_H
#define TESTS_E2E_HOME_CASE_H

#include "support/directory.h"
#include "support/person.h"
#include "support/postgresql.h"
#include "support/server.h"

#include <doran/id.h>
#include <doran/json.h>

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct home {
    struct server *server;
    struct pg_cluster *cluster; /* NULL: SQLite */
    char *directory;
    struct person mom, dad, stranger;
    char family[37];
};

static const char *const home_flags[] = {SERVER_UNLIMITED, "--log-level=error", NULL};

static inline void home_start_server(struct home *home, const char *database)
{
    home->directory = test_directory_new("rude");
    home->server = server_start(
        &(struct server_options){.flags = home_flags, .data = home->directory, .database = database});
}

static inline int home_setup(void **state, bool postgresql)
{
    struct home *home = *state = calloc(1, sizeof *home);
    const char *database = NULL;
    if (postgresql) {
        home->cluster = pg_cluster_start(NULL);
        database = home->cluster ? pg_cluster_new_database(home->cluster) : NULL;
        if (!database)
            return -1;
    }
    home_start_server(home, database);
    int port = server_port(home->server);
    person_sign_up(&home->mom, port, "mom@example.org", "엄마곰");
    person_sign_up(&home->dad, port, "dad@example.org", "아빠곰");
    person_sign_up(&home->stranger, port, "stranger@example.org", "나그네");
    person_found_family(&home->mom, "우리집", "엄마", home->family);
    return 0;
}

static inline int home_setup_sqlite(void **state)
{
    return home_setup(state, false);
}

static inline int home_setup_postgresql(void **state)
{
    return home_setup(state, true);
}

static inline int home_teardown(void **state)
{
    struct home *home = *state;
    server_stop(home->server);
    test_directory_remove(home->directory);
    pg_cluster_stop(home->cluster);
    free(home);
    return 0;
}

/* --- The database, row by row ------------------------------------------------------------------------------------- */

static inline sqlite3 *home_open_file(const struct home *home, int mode)
{
    sqlite3 *file = NULL;
    char *path = test_directory_path(server_data(home->server), "doran.db");
    if (sqlite3_open_v2(path, &file, mode, NULL) != SQLITE_OK)
        fail_msg("%s: %s", path, sqlite3_errmsg(file));
    sqlite3_busy_timeout(file, 10000);
    free(path);
    return file;
}

static int append_row(void *data, int count, char **values, char **names)
{
    (void)names;
    for (int i = 0; i < count; i++) {
        doran_buffer_puts(data, values[i] ? values[i] : "NULL");
        doran_buffer_putc(data, i + 1 < count ? '|' : '\n');
    }
    return 0;
}

static inline void home_query(sqlite3 *file, const char *sql, struct doran_buffer *out)
{
    char *problem = NULL;
    if (sqlite3_exec(file, sql, append_row, out, &problem) != SQLITE_OK)
        fail_msg("%s: %s", sql, problem);
}

/* Every row of every table, as text; free() it. */
static inline char *home_dump(const struct home *home)
{
    struct doran_buffer tables = {0}, out = {0};
    sqlite3 *file = home_open_file(home, SQLITE_OPEN_READONLY);
    home_query(
        file,
        "SELECT 'SELECT ''' || name || ''', * FROM \"' || name || '\" ORDER BY rowid;' FROM sqlite_master"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
        &tables);
    home_query(file, tables.data, &out);
    sqlite3_close(file);
    doran_buffer_deinit(&tables);
    return doran_buffer_move(&out);
}

/* One number. */
static inline int64_t home_count(const struct home *home, const char *sql)
{
    struct doran_buffer out = {0};
    sqlite3 *file = home_open_file(home, SQLITE_OPEN_READONLY);
    home_query(file, sql, &out);
    int64_t number = strtoll(out.data, NULL, 10);
    sqlite3_close(file);
    doran_buffer_deinit(&out);
    return number;
}

#define ON_SQLITE(test) cmocka_unit_test_setup_teardown(test, home_setup_sqlite, home_teardown)
#define ON_BOTH(test)                                                                                        \
    cmocka_unit_test_setup_teardown(test, home_setup_postgresql, home_teardown),                             \
        cmocka_unit_test_setup_teardown(test, home_setup_sqlite, home_teardown)

#endif
