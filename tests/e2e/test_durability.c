/* What was acknowledged is there, and was done once, however the server or its database dies. */
#include "support/person.h"
#include "support/postgresql.h"
#include "support/seed.h"
#include "support/server.h"

#include <doran/id.h>
#include <doran/json.h>

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
    OPERATIONS_MAX = 4096, /* of a writer in a round */
    ACKNOWLEDGED_LEAST = 20,
    ACKNOWLEDGED_SPREAD = 200, /* a round ends after so many more at most */
    PATIENCE_MS = 60000,
    PAUSE_MS = 2,
};

enum work { MOOD, NICKNAME, INVITE, WITHDRAW, WORKS };

struct operation {
    enum work work;
    int64_t number;
    char id[37], invite[37]; /* of WITHDRAW */
    int status;              /* 0: no answer came */
    char *answer;
};
struct writer {
    struct person person;
    char family[37];
    pthread_t thread;
    struct operation operations[OPERATIONS_MAX]; /* of this round */
    size_t count;
    const char *trouble;
    /* What there has to be. */
    int64_t numbers, user_head, family_head;
    int mood;
    char nickname[24], invite[37]; /* the open one, or "" */
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

/* --- One write -------------------------------------------------------------------------------------------------- */

static bool send_operation(const struct writer *writer, const struct operation *operation,
                           struct wire_answer *answer)
{
    struct doran_mood_change mood = {.mood = (enum doran_mood)(1 + operation->number % 7)};
    struct doran_profile_change profile = {0};
    struct doran_invite_create invite = {.nickname = "손님"};
    char text[64];
    struct doran_path path = person_path(DORAN_PARAM_family, writer->family);
    switch (operation->work) {
    case MOOD:
        return person_try(&writer->person, DORAN_R_mood_change, NULL, &mood, operation->id, answer);
    case NICKNAME:
        snprintf(text, sizeof text, "no%d", (int)operation->number);
        doran_set(&profile, profile_change, nickname, text);
        return person_try(&writer->person, DORAN_R_profile_change, NULL, &profile, operation->id, answer);
    case INVITE:
        snprintf(text, sizeof text, "guest-%d@example.org", (int)operation->number);
        doran_set(&invite, invite_create, email, text);
        return person_try(&writer->person, DORAN_R_invite_create, &path, &invite, operation->id, answer);
    default:
        path = person_path2(DORAN_PARAM_family, writer->family, DORAN_PARAM_invite, operation->invite);
        return person_try(&writer->person, DORAN_R_invite_withdraw, &path, NULL, operation->id, answer);
    }
}

static int expected_status(const struct operation *operation)
{
    static const int statuses[WORKS] = {[MOOD] = 200, [NICKNAME] = 200, [INVITE] = 201, [WITHDRAW] = 204};
    return statuses[operation->work];
}

/* Takes a write that was done into what there has to be. */
static void account_for(struct writer *writer, const struct operation *operation)
{
    struct doran_arena arena = {0};
    struct doran_invite_sent sent;
    writer->family_head++;
    switch (operation->work) {
    case MOOD:
        writer->user_head++;
        writer->mood = (int)(1 + operation->number % 7);
        break;
    case NICKNAME:
        writer->user_head++;
        snprintf(writer->nickname, sizeof writer->nickname, "no%d", (int)operation->number);
        break;
    case INVITE:
        if (doran_json_decode(DORAN_TYPE_invite_sent, DORAN_JSON_LENIENT, operation->answer,
                              strlen(operation->answer), &sent, &arena, NULL))
            snprintf(writer->invite, sizeof writer->invite, "%s", sent.invite->id);
        break;
    default:
        writer->invite[0] = '\0';
    }
    doran_arena_deinit(&arena);
}

static struct operation *next_operation(struct writer *writer)
{
    struct operation *operation = &writer->operations[writer->count++];
    *operation = (struct operation){.work = (enum work)(writer->numbers % WORKS), .number = writer->numbers};
    writer->numbers++;
    snprintf(operation->id, sizeof operation->id, "%s", doran_id_new().text);
    memcpy(operation->invite, writer->invite, sizeof operation->invite);
    return operation;
}

/* Sends until an answer other than "not now" comes. False when none came at all. */
static bool carry_out(struct writer *writer, struct operation *operation)
{
    for (int waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
        struct wire_answer answer;
        if (!send_operation(writer, operation, &answer)) {
            wire_answer_deinit(&answer);
            return false;
        }
        if (answer.status != 503) {
            operation->status = answer.status;
            operation->answer = strdup(answer.body);
            wire_answer_deinit(&answer);
            return true;
        }
        wire_answer_deinit(&answer);
        pause_briefly();
    }
    writer->trouble = "the server stayed busy";
    return false;
}

static void *write_on(void *data)
{
    struct writer *writer = data;
    struct home *home = writer->home;
    while (!atomic_load(&home->stop) && writer->count < OPERATIONS_MAX) {
        struct operation *operation = next_operation(writer);
        if (!carry_out(writer, operation))
            break;
        if (operation->status != expected_status(operation)) {
            writer->trouble = operation->answer;
            break;
        }
        account_for(writer, operation);
        atomic_fetch_add(&home->acknowledged, 1);
    }
    atomic_fetch_add(&home->writers_ended, 1);
    return NULL;
}

/* --- What there is ---------------------------------------------------------------------------------------------- */

/* The last one's fate may be unknown: sending it again does it now, or tells what became of it. */
static void settle(struct writer *writer)
{
    for (size_t i = 0; i < writer->count; i++) {
        struct operation *operation = &writer->operations[i];
        if (operation->status)
            continue;
        assert_int_equal(i, writer->count - 1);
        if (!carry_out(writer, operation))
            fail_msg("after the restart: %s", writer->trouble ? writer->trouble : "no answer");
        if (operation->status != expected_status(operation))
            fail_msg("sent again: %s", operation->answer);
        account_for(writer, operation);
    }
}

/* A write that was lost would be done anew now, and be answered with another time or id. */
static void expect_remembered(const struct writer *writer)
{
    for (size_t i = 0; i < writer->count; i++) {
        const struct operation *operation = &writer->operations[i];
        struct wire_answer answer;
        if (!send_operation(writer, operation, &answer))
            fail_msg("no answer to a repeat");
        assert_int_equal(answer.status, operation->status);
        assert_string_equal(answer.body, operation->answer);
        wire_answer_deinit(&answer);
    }
}

static void expect_model(const struct writer *writer)
{
    struct doran_arena arena = {0};
    struct doran_user user;
    struct doran_invite_page invites;
    struct doran_path path = person_path(DORAN_PARAM_family, writer->family);
    person_call(&writer->person, DORAN_R_me, NULL, NULL, &user, &arena);
    assert_int_equal(user.mood, writer->mood);
    assert_string_equal(user.nickname, writer->nickname);
    person_call(&writer->person, DORAN_R_invite_list, &path, NULL, &invites, &arena);
    assert_int_equal(invites.invites.count, writer->invite[0] ? 1 : 0);
    if (writer->invite[0])
        assert_string_equal(invites.invites.items[0].id, writer->invite);
    doran_arena_deinit(&arena);
    /* Each write has moved its streams by one: so none was done twice. */
    assert_int_equal(person_head(&writer->person, writer->person.user), writer->user_head);
    assert_int_equal(person_head(&writer->person, writer->family), writer->family_head);
}

static void forget_round(struct writer *writer)
{
    for (size_t i = 0; i < writer->count; i++)
        free(writer->operations[i].answer);
    writer->count = 0;
}

/* --- Rounds ----------------------------------------------------------------------------------------------------- */

static struct home *home_new(bool postgresql)
{
    static const char *const flags[] = {"--signup=open",
                                        "--signup-limit=-1",
                                        "--invite-limit=-1",
                                        "--write-limit=-1",
                                        "--login-limit=-1",
                                        "--log-level=error",
                                        NULL};
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
        snprintf(writer->nickname, sizeof writer->nickname, "no");
        person_sign_up(&writer->person, server_port(home->server), email, writer->nickname);
        person_found_family(&writer->person, "우리집", "엄마", writer->family);
        writer->user_head = person_head(&writer->person, writer->person.user);
        writer->family_head = person_head(&writer->person, writer->family);
        writer->home = home;
    }
    return home;
}

static void home_free(struct home *home)
{
    for (int i = 0; i < WRITERS; i++)
        forget_round(&home->writers[i]);
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

static void check_writer(struct writer *writer)
{
    if (writer->trouble)
        fail_msg("a writer was told: %s", writer->trouble);
    settle(writer);
    expect_remembered(writer);
    expect_model(writer);
    forget_round(writer);
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
    for (int i = 0; i < WRITERS; i++)
        check_writer(&home->writers[i]);
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
