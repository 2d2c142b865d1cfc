/** @file postgresql.h  A private PostgreSQL for one test program.
 *
 * It lives in a temporary folder with a socket only there, and listens on no port. A watcher process of its
 * own starts and stops it, and takes it away when the test program ends in whatever way. As root it runs as
 * the user "postgres", or "nobody" where there is none, since PostgreSQL refuses root. Start it before the
 * program has threads, once, in the group's setup; each test takes a database of its own. Not thread safe. */
#ifndef TESTS_SUPPORT_POSTGRESQL_H
#define TESTS_SUPPORT_POSTGRESQL_H

#include <stdbool.h>
#include <stdint.h>

struct pg_cluster;
struct pg_cluster_options {
    bool fsync; /**< Really sync: for figures. A crash of PostgreSQL alone loses nothing without it. */
    bool lossy; /**< For pg_cluster_power_cut(): syncs as ever, which does not reach the real disk. */
};

/** Makes and starts a cluster. `options` may be NULL. NULL on failure, with the reason on stderr; when
 * PostgreSQL is not installed it names the package. The caller fails then, it does not skip. */
struct pg_cluster *pg_cluster_start(const struct pg_cluster_options *options);
/** Stops it and removes its folder. NULL is allowed. */
void pg_cluster_stop(struct pg_cluster *cluster);

/** The address of the database "postgres", as doran-server and libpq take it. Valid until pg_cluster_stop().
 */
const char *pg_cluster_url(const struct pg_cluster *cluster);
/** Makes an empty database and gives its address, valid until pg_cluster_stop(); NULL with the reason on
 * stderr. Its own collation is Korean, so that a text compared without COLLATE "C" is found out. */
const char *pg_cluster_new_database(struct pg_cluster *cluster);

/** Ends the server and keeps its data: with `crash` at once and without a checkpoint, else in order ("fast").
 */
bool pg_cluster_down(struct pg_cluster *cluster, bool crash);
/** From here to the next power cut the disk of a lossy one calls synced what it does not keep. */
bool pg_cluster_lie(struct pg_cluster *cluster);
/** The power goes, and comes back without the cluster: all its processes were killed, and its files are what the disk
 * had, as lossy_files.h tells. `seed` 0: nothing that was not synced is there; else it chooses the part that is. */
bool pg_cluster_power_cut(struct pg_cluster *cluster, uint64_t seed);
/** Starts it again; returns when it takes connections. */
bool pg_cluster_up(struct pg_cluster *cluster);
/** Down in order, and up. */
bool pg_cluster_restart(struct pg_cluster *cluster);

#endif
