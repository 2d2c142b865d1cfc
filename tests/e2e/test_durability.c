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

static struct home *home_new(bool postgresql)
{
    static const char *const flags[] = {SERVER_UNLIMITED, "--log-level=error", NULL};
    struct home *home = calloc(1, sizeof *home);
    if (!home)
        abort();
    const char *database = NULL;
    if (postgresql) {
        home->cluster = pg_cluster_start(NULL);
        database = home->cluster ? pg_cluster_new_database(home->cluster) : NULL;
        if (!database)
            fail_msg("no PostgreSQL");
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
    pg_cluster_stop(home->cluster);
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

static void crash_database(struct home *home)
{
    assert_true(pg_cluster_down(home->cluster, true));
}

/* The server stays up while its database is gone and back. */
static void outlive_database(struct home *home)
{
    crash_database(home);
    assert_true(pg_cluster_up(home->cluster));
    await_acknowledged(home, atomic_load(&home->acknowledged) + ACKNOWLEDGED_LEAST);
    atomic_store(&home->stop, true);
}

static void kill_server(struct home *home, bool database_too)
{
    if (database_too)
        crash_database(home);
    server_kill(home->server);
    if (database_too)
        assert_true(pg_cluster_up(home->cluster));
}

static void one_round(struct home *home, struct seed *seed, int number)
{
    bool killed = !home->cluster || number % 3 != 1;
    int enough = ACKNOWLEDGED_LEAST + (int)seed_below(seed, ACKNOWLEDGED_SPREAD);
    atomic_store(&home->acknowledged, 0);
    atomic_store(&home->writers_ended, 0);
    atomic_store(&home->stop, false);
    for (int i = 0; i < WRITERS; i++)
        if (pthread_create(&home->writers[i].thread, NULL, write_on, &home->writers[i]) != 0)
            abort();
    await_acknowledged(home, enough);
    if (killed)
        kill_server(home, home->cluster && number % 3 == 2);
    else
        outlive_database(home);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(home->writers[i].thread, NULL);
    if (killed)
        server_restart(home->server);
    for (int i = 0; i < WRITERS; i++) {
        if (home->writers[i].trouble[0])
            fail_msg("a writer was told: %s", home->writers[i].trouble);
        ledger_check(&home->writers[i].ledger);
    }
}

static void run_rounds(bool postgresql)
{
    struct seed seed = seed_new(postgresql ? "durability on PostgreSQL" : "durability on SQLite");
    struct home *home = home_new(postgresql);
    int rounds = test_is_long() ? ROUNDS_LONG : ROUNDS;
    for (int i = 0; i < rounds; i++)
        one_round(home, &seed, i);
    home_free(home);
}

static void killed_under_writes_on_sqlite(void **state)
{
    (void)state;
    run_rounds(false);
}

static void killed_under_writes_on_postgresql(void **state)
{
    (void)state;
    run_rounds(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_under_writes_on_postgresql),
        cmocka_unit_test(killed_under_writes_on_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
