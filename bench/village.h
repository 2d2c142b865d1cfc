/** @file village.h  A real doran-server on loopback with families in it, for the figures. One thread. */
#ifndef BENCH_VILLAGE_H
#define BENCH_VILLAGE_H

#include "support/server.h"

#include <doran/doran.h>

struct villager {
    char token[DORAN_TOKEN_MAX + 1];
    char user[37];
    char family[37]; /**< Of the family they are in. */
};
struct village {
    struct server *server;
    struct villager *people; /**< `members` of each family, the host first, family by family. */
    size_t families, members;
};
/** Starts a server with `flags` (NULL-terminated, on top of those that take the limits off) and fills it by
 * its own API. Ends the program with a sentence when anything fails: a figure from half a village is worth
 * nothing. */
struct village village_new(size_t families, size_t members, const char *const *flags);
void village_free(struct village *village);
const struct villager *villager(const struct village *village, size_t family, size_t member);
int village_port(const struct village *village);
int village_pid(const struct village *village);
/** A client without replica that is logged in as somebody. */
struct doran_client *villager_client(const struct village *village, const struct villager *who);
/** A whole request as text; free() it. `body` NULL: none. */
char *villager_request(const struct villager *who, const char *method, const char *path, const char *body);
/** Says on standard error what failed, and ends. */
_Noreturn void bench_fail(const char *what, const struct doran_error *error);
/** One line of the figures: name, measured, what it is to reach, and whether it does. */
void bench_ratio(const char *name, double measured, double at_least);
void bench_at_most(const char *name, double measured, double at_most, const char *unit);

/** Orders numbers, the smallest first: for the percentiles. */
void bench_sort(double *numbers, size_t count);
/** Processor time of this program so far. */
double bench_cpu_seconds(void);
/** Private dirty memory of a process in bytes. */
long bench_private_dirty(int pid);

/** The database of the village's server, for what the protocol would not let in or not so fast: the server is stopped, and a
 * transaction begun; village_close_database() commits it and starts the server again. Ends the program when anything fails, as
 * village_sql() does. */
struct sqlite3;
struct sqlite3 *village_open_database(const struct village *village);
void village_sql(struct sqlite3 *db, const char *sql);
void village_close_database(const struct village *village, struct sqlite3 *db);

#endif
