#include "support/database.h"

#include "support/directory.h"
#include "support/postgresql.h"

#include <stdio.h>
#include <stdlib.h>

int test_database_sqlite(void **state)
{
    struct test_database *database = calloc(1, sizeof *database);
    *state = database;
    if (!database)
        return -1;
    database->directory = test_directory_new("db");
    return database->directory ? 0 : -1;
}

int test_database_postgresql(void **state)
{
    if (test_database_sqlite(state) != 0)
        return -1;
    struct test_database *database = *state;
    database->cluster = pg_cluster_start(NULL);
    return database->cluster ? 0 : -1;
}

int test_database_end(void **state)
{
    struct test_database *database = *state;
    if (!database)
        return 0;
    pg_cluster_stop(database->cluster);
    test_directory_remove(database->directory);
    free(database);
    return 0;
}

const char *test_database_fresh(struct test_database *database)
{
    const char *url = database->cluster ? pg_cluster_new_database(database->cluster) : NULL;
    if (database->cluster && !url)
        abort();
    if (url)
        snprintf(database->url, sizeof database->url, "%s", url);
    else
        snprintf(database->url, sizeof database->url, "sqlite:%s/%d.db", database->directory,
                 ++database->count);
    return database->url;
}
