/* What was acknowledged is there, and was done once, however the server or its database dies. */
#include "support/ledger.h"
#include "support/person.h"
#include "support/postgresql.h"
#include "support/seed.h"
#include "support/server.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
    WRITERS = 6,
    ROUNDS = 10,
    ROUNDS_LONG = 100,
    POWER_CUTS = 6,
    POWER_CUTS_LONG = 100,
    ACKNOWLEDGED_LEAST = 20,
    ACKNOWLEDGED_SPREAD = 200, /* a round ends after so many more at most */
    PATIENCE_MS = 60000,
    PAUSE_MS = 2,
};

struct writer {
    struct ledger ledger;
    struct person person;
    pthread_t thread;
    char trouble[128];
    struct home *home;
};
struct home {
    struct server *server;
    struct pg_cluster *cluster; /* NULL: SQLite */
    struct writer writers[WRITERS];
    atomic_int acknowledged, writers_ended;
    atomic_bool stop;
};

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

/* Sends until an answer other than "not now" comes. */
static bool ask(struct ledger *ledger, enum doran_route_id route, const struct doran_path *path,
                const char *text, const char *operation, int *status, char **body)
{
    struct writer *writer = ledger->context;
    for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
        struct wire_answer answer;
        bool good = person_send(&writer->person, route, path, text, operation, &answer);
        if (good && answer.status != 503) {
            *status = answer.status;
            *body = strdup(answer.body);
        }
        wire_answer_deinit(&answer);
        if (!good || *status)
            return good;
        pause_briefly();
    }
    snprintf(writer->trouble, sizeof writer->trouble, "the server stayed busy");
    return false;
}

static void *write_on(void *data)
{
    struct writer *writer = data;
    struct home *home = writer->home;
    while (!atomic_load(&home->stop)) {
        struct ledger_operation *operation = ledger_next(&writer->ledger);
        enum doran_route_id route;
        struct doran_path path;
        char *text, *body = NULL;
        int status = 0;
        ledger_describe(&writer->ledger, operation, &route, &path, &text);
        bool answered = ask(&writer->ledger, route, &path, text, operation->id, &status, &body);
        free(text);
        if (!answered)
            break;
        if (!ledger_take(&writer->ledger, operation, status, body)) {
            snprintf(writer->trouble, sizeof writer->trouble, "%d %s", status, body);
            break;
        }
        atomic_fetch_add(&home->acknowledged, 1);
    }
    atomic_fetch_add(&home->writers_ended, 1);
    return NULL;
}

/* --- Rounds ----------------------------------------------------------------------------------------------------- */

static struct home *home_new(struct pg_cluster *cluster)
{
    static const char *const flags[] = {SERVER_UNLIMITED, "--log-level=error", NULL};
    struct home *home = calloc(1, sizeof *home);
    if (!home)
        abort();
    const char *database = NULL;
    if (cluster) {
        home->cluster = cluster;
        database = pg_cluster_new_database(cluster);
        if (!database)
            fail_msg("no database");
    }
    home->server = server_start(&(struct server_options){.flags = flags, .database = database});
    for (int i = 0; i < WRITERS; i++) {
        struct writer *writer = &home->writers[i];
        char email[40];
        snprintf(email, sizeof email, "writer-%d@example.org", i);
        person_sign_up(&writer->person, server_port(home->server), email, "엄마곰");
        writer->home = home;
        writer->ledger.ask = ask;
        writer->ledger.context = writer;
        memcpy(writer->ledger.user, writer->person.user, sizeof writer->ledger.user);
        person_found_family(&writer->person, "우리집", "엄마", writer->ledger.family);
        ledger_begin(&writer->ledger);
    }
    return home;
}

static void home_free(struct home *home)
{
    for (int i = 0; i < WRITERS; i++)
        ledger_deinit(&home->writers[i].ledger);
    server_stop(home->server);
    free(home);
}

static void await_acknowledged(struct home *home, int number)
{
    for (int waited = 0; atomic_load(&home->acknowledged) < number; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS || atomic_load(&home->writers_ended) == WRITERS)
            break; /* The writers tell why. */
        pause_briefly();
    }
}

/* What happens in the middle of a round. */
struct blow {
    bool server, database; /* who is struck */
    bool power;            /* the database's machine loses its power, and with it what was not synced */
    uint64_t torn;         /* as pg_cluster_power_cut() has it */
};

static void strike(struct home *home, const struct blow *blow)
{
    if (blow->database && blow->power)
        assert_true(pg_cluster_power_cut(home->cluster, blow->torn));
    else if (blow->database)
        assert_true(pg_cluster_down(home->cluster, true));
    if (blow->server)
        server_kill(home->server);
    if (blow->database)
        assert_true(pg_cluster_up(home->cluster));
}

/* Everybody writes, the blow comes, and everything is up again. */
static void write_and_strike(struct home *home, struct seed *seed, const struct blow *blow)
{
    int enough = ACKNOWLEDGED_LEAST + (int)seed_below(seed, ACKNOWLEDGED_SPREAD);
    atomic_store(&home->acknowledged, 0);
    atomic_store(&home->writers_ended, 0);
    atomic_store(&home->stop, false);
    for (int i = 0; i < WRITERS; i++)
        if (pthread_create(&home->writers[i].thread, NULL, write_on, &home->writers[i]) != 0)
            abort();
    await_acknowledged(home, enough);
    strike(home, blow);
    if (!blow->server) { /* it stays up while its database is gone and back */
        await_acknowledged(home, atomic_load(&home->acknowledged) + ACKNOWLEDGED_LEAST);
        atomic_store(&home->stop, true);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(home->writers[i].thread, NULL);
    if (blow->server)
        server_restart(home->server);
    for (int i = 0; i < WRITERS; i++)
        if (home->writers[i].trouble[0])
            fail_msg("a writer was told: %s", home->writers[i].trouble);
}

static void one_round(struct home *home, struct seed *seed, const struct blow *blow)
{
    write_and_strike(home, seed, blow);
    for (int i = 0; i < WRITERS; i++)
        ledger_check(&home->writers[i].ledger);
}

static void killed_under_writes_on_sqlite(void **state)
{
    (void)state;
    struct seed seed = seed_new("durability on SQLite");
    struct home *home = home_new(NULL);
    for (int i = 0; i < (test_is_long() ? ROUNDS_LONG : ROUNDS); i++)
        one_round(home, &seed, &(struct blow){.server = true});
    home_free(home);
}

static void killed_under_writes_on_postgresql(void **state)
{
    static const struct blow blows[] = {
        {.server = true}, {.database = true}, {.server = true, .database = true}};
    struct seed seed = seed_new("durability on PostgreSQL");
    struct home *home = home_new(*state);
    for (int i = 0; i < (test_is_long() ? ROUNDS_LONG : ROUNDS); i++)
        one_round(home, &seed, &blows[(size_t)i % (sizeof blows / sizeof *blows)]);
    home_free(home);
}

static void out_of_power_under_writes_on_postgresql(void **state)
{
    struct seed seed = seed_new("power cuts on PostgreSQL");
    struct home *home = home_new(*state);
    for (int i = 0; i < (test_is_long() ? POWER_CUTS_LONG : POWER_CUTS); i++)
        one_round(home, &seed,
                  &(struct blow){.server = i % 3 != 0,
                                 .database = true,
                                 .power = true,
                                 .torn = i % 2 ? 1 + seed_below(&seed, UINT32_MAX) : 0});
    home_free(home);
}

/* The cases above can fail: on a disk that keeps nothing, what was acknowledged is gone, and the ledgers tell. */
static void a_lying_disk_is_found_out(void **state)
{
    struct seed seed = seed_new("a lying disk");
    struct home *home = home_new(*state);
    assert_true(pg_cluster_lie(home->cluster));
    write_and_strike(home, &seed, &(struct blow){.server = true, .database = true, .power = true});
    for (int i = 0; i < WRITERS; i++)
        assert_true(ledger_is_behind(&home->writers[i].ledger));
    home_free(home);
}

static int start_cluster(void **state)
{
    *state = pg_cluster_start(&(struct pg_cluster_options){.lossy = true});
    return *state ? 0 : -1;
}

static int stop_cluster(void **state)
{
    pg_cluster_stop(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_under_writes_on_postgresql),
        cmocka_unit_test(killed_under_writes_on_sqlite),
        cmocka_unit_test(out_of_power_under_writes_on_postgresql),
        cmocka_unit_test(a_lying_disk_is_found_out),
    };
    return cmocka_run_group_tests(tests, start_cluster, stop_cluster);
}
