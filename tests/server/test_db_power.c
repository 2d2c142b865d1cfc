/* On PostgreSQL, as test_db_durability.c on SQLite: what db_commit() called DB_DONE is there after the power went. */
#include "server/db/db.h"
#include "server/db/migrate.h"
#include "support/postgresql.h"
#include "support/seed.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
    WRITERS = 4,
    ROUNDS = 6,
    ROUNDS_LONG = 200,
    ACKNOWLEDGED_LEAST = 10,
    ACKNOWLEDGED_SPREAD = 300,
    ASYNCHRONOUS = 40, /* transactions */
    PATIENCE_MS = 60000,
    PAUSE_MS = 1,
};

static const struct db_migration schema[] = {
    {1, 1, "CREATE TABLE entry (writer %INT% NOT NULL, number %INT% NOT NULL, text %TEXT% NOT NULL);"},
    {2, 1, "CREATE INDEX entry_writer ON entry (writer, number);"},
};

struct writer {
    struct fixture *fixture;
    pthread_t thread;
    int64_t number;       /* also how many of its entries there have to be */
    const char *settings; /* of its connection; NULL: as db_connect() makes it */
    int64_t most;         /* ends at so many; 0: when the power goes */
};
struct fixture {
    struct pg_cluster *cluster;
    const char *url;
    struct db *db;
    PGconn *admin;
    struct writer writers[WRITERS];
    atomic_int acknowledged, ended;
};

/* --- The house --------------------------------------------------------------------------------------------------- */

static void open_database(struct fixture *f)
{
    struct doran_error error = {0};
    f->db = db_open(&(struct db_options){.url = f->url,
                                         .migrations = schema,
                                         .migration_count = sizeof schema / sizeof *schema},
                    &error);
    if (!f->db)
        fail_msg("%s", error.message);
    f->admin = PQconnectdb(f->url);
    if (PQstatus(f->admin) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(f->admin));
}

static void close_database(struct fixture *f)
{
    db_close(f->db);
    PQfinish(f->admin);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->cluster = *state;
    *state = f;
    f->url = pg_cluster_new_database(f->cluster);
    if (!f->url)
        return -1;
    open_database(f);
    for (int i = 0; i < WRITERS; i++)
        f->writers[i].fixture = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    close_database(f);
    free(f);
    return 0;
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

static PGresult *ask(struct fixture *f, const char *sql)
{
    PGresult *result = PQexec(f->admin, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(f->admin));
    return result;
}

/* --- Writing ----------------------------------------------------------------------------------------------------- */

/* Long enough that a few make a page. */
static bool add(struct db_conn *conn, const struct writer *writer)
{
    int64_t which = writer - writer->fixture->writers;
    return db_begin(conn) == DB_DONE &&
           db_exec(conn, "INSERT INTO entry (writer, number, text) VALUES (?1, ?2, repeat(?3, 100))", "iit",
                   which, writer->number, "엄마") == DB_DONE &&
           db_commit(conn) == DB_DONE;
}

static void *write_on(void *data)
{
    struct writer *writer = data;
    struct fixture *f = writer->fixture;
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(f->db, DB_WRITE, &error);
    if (conn && (!writer->settings || db_script(conn, writer->settings) == DB_DONE))
        while ((!writer->most || writer->number < writer->most) && add(conn, writer)) {
            writer->number++;
            atomic_fetch_add(&f->acknowledged, 1);
        }
    db_disconnect(conn);
    atomic_fetch_add(&f->ended, 1);
    return NULL;
}

static void start_writers(struct fixture *f)
{
    atomic_store(&f->acknowledged, 0);
    atomic_store(&f->ended, 0);
    for (int i = 0; i < WRITERS; i++)
        if (pthread_create(&f->writers[i].thread, NULL, write_on, &f->writers[i]) != 0)
            abort();
}

static void await_acknowledged(struct fixture *f, int number)
{
    for (int waited = 0; atomic_load(&f->acknowledged) < number; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS || atomic_load(&f->ended) == WRITERS)
            fail_msg("only %d of %d were acknowledged", atomic_load(&f->acknowledged), number);
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
    }
}

/* The power goes under the writers, and comes back. */
static void cut(struct fixture *f, uint64_t torn)
{
    assert_true(pg_cluster_power_cut(f->cluster, torn));
    for (int i = 0; i < WRITERS; i++)
        pthread_join(f->writers[i].thread, NULL);
    close_database(f);
    assert_true(pg_cluster_up(f->cluster));
    open_database(f);
}

/* Its entries, which have no holes and nothing twice. */
static int64_t count(struct fixture *f, const struct writer *writer)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "SELECT count(*), count(DISTINCT number), coalesce(max(number), -1) + 1, "
             "coalesce(min(length(text)), 200) FROM entry WHERE writer = %d",
             (int)(writer - f->writers));
    PGresult *result = ask(f, sql);
    int64_t number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    for (int i = 1; i < 3; i++)
        assert_int_equal(strtoll(PQgetvalue(result, 0, i), NULL, 10), number);
    assert_string_equal(PQgetvalue(result, 0, 3), "200");
    PQclear(result);
    return number;
}

/* --- Cases ------------------------------------------------------------------------------------------------------- */

static void what_was_committed_is_there(void **state)
{
    struct fixture *f = *state;
    struct seed seed = seed_new("power cuts");
    for (int round = 0; round < (test_is_long() ? ROUNDS_LONG : ROUNDS); round++) {
        int first = (int)seed_below(&seed, ACKNOWLEDGED_SPREAD / 2);
        int more = (int)seed_below(&seed, ACKNOWLEDGED_SPREAD / 2);
        start_writers(f);
        await_acknowledged(f, ACKNOWLEDGED_LEAST + first);
        /* Recovery begins here, at the checkpoint before, or in the middle of one. */
        if (round % 3 == 0)
            PQclear(ask(f, "CHECKPOINT"));
        await_acknowledged(f, ACKNOWLEDGED_LEAST + first + more);
        if (round % 3 == 1)
            assert_int_equal(PQsendQuery(f->admin, "CHECKPOINT"), 1);
        cut(f, round % 2 ? 1 + seed_below(&seed, UINT32_MAX) : 0);
        for (int i = 0; i < WRITERS; i++) {
            struct writer *writer = &f->writers[i];
            int64_t found = count(f, writer);
            if (found < writer->number || found > writer->number + 1)
                fail_msg("round %d: %d were acknowledged, %d are there", round, (int)writer->number,
                         (int)found);
            writer->number = found; /* one may be on the disk whose answer did not come */
        }
    }
}

/* Those that would sync by the way. A power cut ends them, stopped or not. */
static void stop_background(struct fixture *f)
{
    PGresult *result = ask(f, "SELECT pid FROM pg_stat_activity WHERE backend_type IN"
                              " ('walwriter', 'background writer', 'checkpointer')");
    assert_int_equal(PQntuples(result), 3);
    for (int i = 0; i < PQntuples(result); i++)
        assert_int_equal(kill((pid_t)strtol(PQgetvalue(result, i, 0), NULL, 10), SIGSTOP), 0);
    PQclear(result);
}

/* A database that answers before it has synced loses what it answered: the shim bites. */
static void what_was_not_waited_for_is_lost(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < WRITERS; i++) {
        f->writers[i].settings = "SET synchronous_commit = off";
        f->writers[i].most = ASYNCHRONOUS;
    }
    PQclear(ask(f, "CHECKPOINT"));
    stop_background(f);
    start_writers(f);
    await_acknowledged(f, WRITERS * ASYNCHRONOUS);
    cut(f, 0);
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(count(f, &f->writers[i]), 0);
}

/* db_connect() asks for it, whatever the database's own default is. */
static void a_database_that_does_not_wait_is_made_to(void **state)
{
    struct fixture *f = *state;
    char sql[128];
    snprintf(sql, sizeof sql, "ALTER DATABASE %s SET synchronous_commit = off", PQdb(f->admin));
    PQclear(ask(f, sql));
    PQclear(ask(f, "CHECKPOINT"));
    for (int i = 0; i < WRITERS; i++)
        f->writers[i].most = ASYNCHRONOUS;
    stop_background(f);
    start_writers(f);
    await_acknowledged(f, WRITERS * ASYNCHRONOUS);
    cut(f, 0);
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(count(f, &f->writers[i]), ASYNCHRONOUS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_committed_is_there),
        TEST(what_was_not_waited_for_is_lost),
        TEST(a_database_that_does_not_wait_is_made_to),
    };
    return cmocka_run_group_tests(tests, start_cluster, stop_cluster);
}
