/** @file database.h  The same suite on both databases: fresh, empty databases of one kind for a cmocka group.
 *
 *     cmocka_run_group_tests_name("sqlite", tests, test_database_sqlite, test_database_end)
 *   + cmocka_run_group_tests_name("postgresql", tests, test_database_postgresql, test_database_end)
 *
 * Each test then takes an address by test_database_fresh(*state). */
#ifndef TESTS_SUPPORT_DATABASE_H
#define TESTS_SUPPORT_DATABASE_H

#include <stdbool.h>

struct pg_cluster;
struct test_database {
    struct pg_cluster *cluster; /**< NULL for SQLite. */
    char *directory;            /**< A folder of the group's own; for SQLite the files are in it. */
    int count;
    char url[256]; /**< The last fresh one. */
};

/** Group setups. They fail, with the reason on stderr, when the database is not installed. */
int test_database_sqlite(void **state);
int test_database_postgresql(void **state);
int test_database_end(void **state);
/** The address of an empty database; valid until the next call. Ends the program when there is none. */
const char *test_database_fresh(struct test_database *database);

#endif
