#include "support/postgresql.h"

#include "support/postgresql_watcher.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { URL_MAX = 256, DATABASES_MAX = 256 };

struct pg_cluster {
    struct pg_watcher *watcher;
    char url[URL_MAX];
    char (*urls)[URL_MAX]; /* of the databases made */
    int databases;
};

struct pg_cluster *pg_cluster_start(const struct pg_cluster_options *options)
{
    struct pg_cluster *cluster = calloc(1, sizeof *cluster);
    if (cluster)
        cluster->urls = calloc(DATABASES_MAX, sizeof *cluster->urls);
    if (!cluster || !cluster->urls) {
        free(cluster);
        return NULL;
    }
    cluster->watcher = pg_watcher_new(options ? options : &(struct pg_cluster_options){0});
    if (!cluster->watcher) {
        pg_cluster_stop(cluster);
        return NULL;
    }
    snprintf(cluster->url, sizeof cluster->url, "postgresql:///postgres?host=%s&user=doran",
             pg_watcher_directory(cluster->watcher));
    return cluster;
}

void pg_cluster_stop(struct pg_cluster *cluster)
{
    if (!cluster)
        return;
    pg_watcher_free(cluster->watcher);
    free(cluster->urls);
    free(cluster);
}

const char *pg_cluster_url(const struct pg_cluster *cluster)
{
    return cluster->url;
}

const char *pg_cluster_new_database(struct pg_cluster *cluster)
{
    if (cluster->databases == DATABASES_MAX) {
        fprintf(stderr, "a test cluster holds at most %d databases\n", DATABASES_MAX);
        return NULL;
    }
    int number = cluster->databases + 1;
    char sql[URL_MAX];
    snprintf(sql, sizeof sql,
             "CREATE DATABASE t%d TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu "
             "ICU_LOCALE 'ko'",
             number);
    PGconn *conn = PQconnectdb(cluster->url);
    PGresult *result = PQexec(conn, sql);
    bool made = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!made)
        fprintf(stderr, "no test database: %s", PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
    if (!made)
        return NULL;
    char *url = cluster->urls[cluster->databases++];
    snprintf(url, URL_MAX, "postgresql:///t%d?host=%s&user=doran", number,
             pg_watcher_directory(cluster->watcher));
    return url;
}

bool pg_cluster_down(struct pg_cluster *cluster, bool crash)
{
    return pg_watcher_command(cluster->watcher, crash ? PG_WATCHER_CRASH : PG_WATCHER_STOP, 0);
}

bool pg_cluster_up(struct pg_cluster *cluster)
{
    return pg_watcher_command(cluster->watcher, PG_WATCHER_START, 0);
}

bool pg_cluster_lie(struct pg_cluster *cluster)
{
    return pg_watcher_command(cluster->watcher, PG_WATCHER_LIE, 0);
}

bool pg_cluster_power_cut(struct pg_cluster *cluster, uint64_t seed)
{
    return pg_watcher_command(cluster->watcher, PG_WATCHER_POWER_CUT, seed);
}

bool pg_cluster_restart(struct pg_cluster *cluster)
{
    return pg_cluster_down(cluster, false) && pg_cluster_up(cluster);
}
