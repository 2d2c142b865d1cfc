/* Who loses a membership or a session is cut off before anything later is pushed. */
#include "support/directory.h"
#include "support/person.h"
#include "support/postgresql.h"
#include "support/seed.h"
#include "support/server.h"

#include <doran/id.h>
#include <doran/json.h>

#include <poll.h>
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
    ROUNDS = 12,
    ROUNDS_LONG = 300,
    WRITES_BESIDE = 12, /* after a removal, before the marker */
    TITLES = 5,
    PATIENCE_MS = 60000,
    PAUSE_MS = 2,
    UNAUTHORIZED_CODE = 4401,
};

struct home {
    struct server *server;
    struct pg_cluster *cluster; /* NULL: SQLite */
    struct person mom, dad, girl;
    char family[37];
    int markers;
    atomic_int written;
    atomic_bool stop;
};

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

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
    int port = server_port(home->server);
    person_sign_up(&home->mom, port, "mom@example.org", "엄마곰");
    person_sign_up(&home->dad, port, "dad@example.org", "아빠곰");
    person_sign_up(&home->girl, port, "girl@example.org", "딸기");
    person_found_family(&home->mom, "우리집", "엄마", home->family);
    person_bring_in(&home->mom, &home->dad, home->family, "아빠");
    person_bring_in(&home->mom, &home->girl, home->family, "딸");
    return home;
}

static void home_free(struct home *home)
{
    server_stop(home->server);
    pg_cluster_stop(home->cluster);
    free(home);
}

static int setup_sqlite(void **state)
{
    *state = home_new(false);
    return 0;
}

static int setup_postgresql(void **state)
{
    *state = home_new(true);
    return 0;
}

static int teardown(void **state)
{
    home_free(*state);
    return 0;
}

/* --- Acting ----------------------------------------------------------------------------------------------------- */

static void rename_family(const struct home *home, const char *title)
{
    struct doran_family_change change = {0};
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    doran_set(&change, family_change, title, title);
    assert_int_equal(person_call(&home->mom, DORAN_R_family_change, &path, &change, NULL, NULL), 200);
}

static int64_t rename_often(const struct home *home)
{
    for (int i = 0; i < TITLES; i++) {
        char title[16];
        snprintf(title, sizeof title, "뒤%d", i);
        rename_family(home, title);
    }
    return person_head(&home->mom, home->family);
}

static void change_nickname(const struct person *person, const char *nickname)
{
    struct doran_profile_change change = {0};
    doran_set(&change, profile_change, nickname, nickname);
    assert_int_equal(person_call(person, DORAN_R_profile_change, NULL, &change, NULL, NULL), 200);
}

static void remove_girl(const struct home *home)
{
    struct doran_path path =
        person_path2(DORAN_PARAM_family, home->family, DORAN_PARAM_user, home->girl.user);
    assert_int_equal(person_call(&home->mom, DORAN_R_member_remove, &path, NULL, NULL, NULL), 204);
}

static int girl_asks(const struct home *home, enum doran_route_id route)
{
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    return person_call(&home->girl, route, &path, NULL, NULL, NULL);
}

/* --- Listening -------------------------------------------------------------------------------------------------- */

/* Reads until the change page that ends catching up has come. */
static struct wire_live *listen_to(const struct person *person)
{
    struct wire_live *live = wire_live_open(person->port, person->token, NULL, NULL);
    assert_non_null(live);
    for (bool more = true; more;) {
        struct doran_arena arena = {0};
        struct doran_live_message message;
        const char *text = wire_live_next(live);
        if (!text || !doran_json_decode(DORAN_TYPE_live_message, DORAN_JSON_LENIENT, text, strlen(text),
                                        &message, &arena, NULL))
            fail_msg("no live message: %s", text ? text : "closed");
        more = !message.changes || message.changes->more;
        doran_arena_deinit(&arena);
    }
    return live;
}

/* What may not be among what is heard, and where listening ends. */
struct expectation {
    const char *family;   /* nothing of its stream… */
    int64_t above;        /* …above this number */
    const char *presence; /* nothing of this user's coming, NULL: any */
    const char *marker;   /* ends at the user's own new nickname, NULL: at the close */
};

static bool is_marker(const struct doran_change *change, const char *marker)
{
    const struct doran_user *user = change->object;
    return marker && change->kind == DORAN_kind_user && user && strcmp(user->nickname, marker) == 0;
}

/* True at the marker. */
static bool judge(const struct expectation *expected, const struct doran_live_message *message,
                  const char *text)
{
    bool end = false;
    if (message->presence && message->presence->online && expected->presence &&
        strcmp(message->presence->user_id, expected->presence) == 0)
        fail_msg("presence of the family was told: %s", text);
    for (size_t i = 0; message->changes && i < message->changes->changes.count; i++) {
        const struct doran_change *change = &message->changes->changes.items[i];
        if (expected->family && strcmp(change->stream, expected->family) == 0 &&
            change->seq > expected->above)
            fail_msg("entry %d was pushed, the cut was at %d: %s", (int)change->seq, (int)expected->above,
                     text);
        end = end || is_marker(change, expected->marker);
    }
    return end;
}

static void listen_until(struct wire_live *live, const struct expectation *expected)
{
    for (bool end = false; !end;) {
        struct doran_arena arena = {0};
        struct doran_live_message message;
        const char *text = wire_live_next(live);
        if (!text && expected->marker)
            fail_msg("the connection was closed with %d", wire_live_code(live));
        if (!text)
            return;
        if (!doran_json_decode(DORAN_TYPE_live_message, DORAN_JSON_LENIENT, text, strlen(text), &message,
                               &arena, NULL))
            fail_msg("no live message: %s", text);
        end = judge(expected, &message, text);
        doran_arena_deinit(&arena);
    }
}

/* Leaves a marker in the girl's own stream and listens up to it. */
static void listen_to_marker(struct home *home, struct wire_live *live, int64_t above)
{
    char marker[24];
    snprintf(marker, sizeof marker, "표식%d", home->markers++);
    change_nickname(&home->girl, marker);
    listen_until(live,
                 &(struct expectation){
                     .family = home->family, .above = above, .presence = home->dad.user, .marker = marker});
}

/* --- A membership ----------------------------------------------------------------------------------------------- */

static void who_is_taken_out_hears_no_more(void **state)
{
    struct home *home = *state;
    struct wire_live *live = listen_to(&home->girl);
    rename_family(home, "앞");
    int64_t before = person_head(&home->mom, home->family);
    assert_int_equal(girl_asks(home, DORAN_R_home), 200); /* Now it is cached. */
    remove_girl(home);
    assert_int_equal(girl_asks(home, DORAN_R_home), 404);
    assert_true(rename_often(home) >= before + 1 + TITLES);
    struct wire_live *dad = listen_to(&home->dad);
    listen_to_marker(home, live, before + 1); /* The removal itself may be told. */
    wire_live_close(dad);
    wire_live_close(live);
}

static void who_leaves_hears_no_more(void **state)
{
    struct home *home = *state;
    struct wire_live *live = listen_to(&home->girl);
    int64_t before = person_head(&home->mom, home->family);
    assert_int_equal(girl_asks(home, DORAN_R_family_leave), 204);
    assert_int_equal(girl_asks(home, DORAN_R_member_list), 404);
    rename_often(home);
    listen_to_marker(home, live, before + 1);
    wire_live_close(live);
}

static void a_deleted_family_is_not_heard_of(void **state)
{
    struct home *home = *state;
    const struct doran_family_delete request = {.title = "우리집"};
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    struct wire_live *live = listen_to(&home->girl);
    assert_int_equal(person_call(&home->mom, DORAN_R_family_delete, &path, &request, NULL, NULL), 204);
    assert_int_not_equal(girl_asks(home, DORAN_R_home), 200);
    struct wire_live *dad = listen_to(&home->dad);
    change_nickname(&home->dad, "딴이름");
    listen_to_marker(home, live, INT64_MAX);
    wire_live_close(dad);
    wire_live_close(live);
}

static void *write_on(void *data)
{
    struct home *home = data;
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    for (int i = 0; !atomic_load(&home->stop); i++) {
        struct wire_answer answer;
        char text[64];
        snprintf(text, sizeof text, "{\"mood\":\"%s\"}", i % 2 ? "good" : "sad");
        person_send(&home->dad, DORAN_R_mood_change, NULL, text, doran_id_new().text, &answer);
        wire_answer_deinit(&answer);
        snprintf(text, sizeof text, "{\"title\":\"집%d\"}", i % 1000);
        person_send(&home->mom, DORAN_R_family_change, &path, text, doran_id_new().text, &answer);
        wire_answer_deinit(&answer);
        atomic_fetch_add(&home->written, 1);
    }
    return NULL;
}

static void await_writes(struct home *home, int number)
{
    int enough = atomic_load(&home->written) + number;
    for (int waited = 0; atomic_load(&home->written) < enough; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS)
            fail_msg("the writers do not get on");
        pause_briefly();
    }
}

/* The number of the girl's removal in the family's stream, which is behind the cursor. */
static int64_t removal_number(const struct home *home, const char *cursor)
{
    struct doran_changes_query query = {.since = cursor};
    struct doran_arena arena = {0};
    struct doran_change_page page;
    int64_t number = 0;
    doran_set(&query, changes_query, limit, DORAN_PAGE_MAX);
    person_call(&home->mom, DORAN_R_changes, NULL, &query, &page, &arena);
    for (size_t i = 0; i < page.changes.count; i++) {
        const struct doran_change *change = &page.changes.items[i];
        if (change->kind == DORAN_kind_member && strcmp(change->id, home->girl.user) == 0 &&
            change->op == DORAN_op_delete)
            number = change->seq;
    }
    doran_arena_deinit(&arena);
    assert_true(number > 0);
    return number;
}

/* The family goes on changing from two sides while she is taken out and let in, again and again, on one connection. */
static void taken_out_in_the_middle_of_changes(void **state)
{
    struct home *home = *state;
    int rounds = test_is_long() ? ROUNDS_LONG : ROUNDS;
    pthread_t writers[2];
    struct wire_live *live = listen_to(&home->girl);
    for (int i = 0; i < 2; i++)
        if (pthread_create(&writers[i], NULL, write_on, home) != 0)
            abort();
    for (int i = 0; i < rounds; i++) {
        await_writes(home, WRITES_BESIDE / 2);
        char *before = person_cursor(&home->mom);
        remove_girl(home);
        assert_int_equal(girl_asks(home, DORAN_R_home), 404);
        await_writes(home, WRITES_BESIDE);
        listen_to_marker(home, live, removal_number(home, before));
        free(before);
        person_bring_in(&home->mom, &home->girl, home->family, "딸");
        assert_int_equal(girl_asks(home, DORAN_R_home), 200);
    }
    atomic_store(&home->stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    wire_live_close(live);
}

/* --- A session -------------------------------------------------------------------------------------------------- */

/* Nothing that is changed from now on is heard; the connection ends with the code of an ended session. */
static void expect_cut(struct home *home, struct wire_live *live, int64_t before)
{
    rename_often(home);
    listen_until(live, &(struct expectation){.family = home->family, .above = before});
    assert_int_equal(wire_live_code(live), UNAUTHORIZED_CODE);
    wire_live_close(live);
}

static void await_connection(struct doran_client *client, enum doran_connection wanted)
{
    for (int waited = 0; doran_client_connection(client) != wanted; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS)
            fail_msg("the client stays in state %d", (int)doran_client_connection(client));
        pause_briefly();
    }
}

/* The event that tells so has come, too. */
static void expect_event(struct doran_client *client, enum doran_connection wanted)
{
    struct doran_client_event event;
    for (;;) {
        while (doran_client_next_event(client, &event))
            if (event.kind == DORAN_CLIENT_EVENT_connection && event.connection == wanted)
                return;
        struct pollfd fd = {.fd = doran_client_fd(client), .events = POLLIN};
        if (poll(&fd, 1, PATIENCE_MS) != 1)
            fail_msg("the event does not come");
    }
}

/* One of the girl's devices listens raw, one by a client of the library; both belong to sessions of their own. */
struct devices {
    struct person raw, synced;
    struct wire_live *live;
    struct doran_client *client;
    char *directory, *replica;
};

static void open_devices(struct home *home, struct devices *devices)
{
    person_log_in(&devices->raw, &home->girl);
    person_log_in(&devices->synced, &home->girl);
    devices->directory = test_directory_new("cut");
    devices->replica = test_directory_path(devices->directory, "replica.db");
    devices->client = person_client(&devices->synced, devices->synced.port, devices->replica);
    await_connection(devices->client, DORAN_CONNECTED);
    devices->live = listen_to(&devices->raw);
}

static void expect_devices_cut(struct home *home, struct devices *devices, int64_t before)
{
    expect_cut(home, devices->live, before);
    expect_event(devices->client, DORAN_LOGGED_OUT);
    assert_int_equal(doran_client_connection(devices->client), DORAN_LOGGED_OUT);
    assert_int_equal(person_call(&devices->raw, DORAN_R_me, NULL, NULL, NULL, NULL), 401);
    assert_int_equal(person_call(&devices->synced, DORAN_R_me, NULL, NULL, NULL, NULL), 401);
    int status = 0;
    assert_null(wire_live_open(devices->raw.port, devices->raw.token, NULL, &status));
    assert_int_equal(status, 401);
    doran_client_free(devices->client);
    free(devices->replica);
    test_directory_remove(devices->directory);
}

static void an_ended_session_is_cut(void **state)
{
    struct home *home = *state;
    struct devices devices;
    open_devices(home, &devices);
    struct wire_live *own = listen_to(&home->girl);
    assert_int_equal(person_call(&devices.raw, DORAN_R_me, NULL, NULL, NULL, NULL), 200);
    int64_t before = person_head(&home->mom, home->family);
    struct doran_path path = person_path(DORAN_PARAM_session, devices.raw.session);
    assert_int_equal(person_call(&home->girl, DORAN_R_session_end, &path, NULL, NULL, NULL), 204);
    assert_int_equal(person_call(&devices.raw, DORAN_R_me, NULL, NULL, NULL, NULL), 401);
    path = person_path(DORAN_PARAM_session, devices.synced.session);
    assert_int_equal(person_call(&home->girl, DORAN_R_session_end, &path, NULL, NULL, NULL), 204);
    expect_devices_cut(home, &devices, before);
    /* Her other device goes on. */
    change_nickname(&home->girl, "딸기2");
    listen_until(own, &(struct expectation){.marker = "딸기2"});
    wire_live_close(own);
}

static void logging_out_cuts_the_device_itself(void **state)
{
    struct home *home = *state;
    struct devices devices;
    open_devices(home, &devices);
    int64_t before = person_head(&home->mom, home->family);
    assert_int_equal(person_call(&devices.synced, DORAN_R_logout, NULL, NULL, NULL, NULL), 204);
    assert_int_equal(person_call(&devices.raw, DORAN_R_logout, NULL, NULL, NULL, NULL), 204);
    expect_devices_cut(home, &devices, before);
}

static void a_new_password_cuts_the_others(void **state)
{
    struct home *home = *state;
    const struct doran_password_change change = {.current = PERSON_PASSWORD,
                                                 .password = "another honest kettle"};
    struct devices devices;
    open_devices(home, &devices);
    struct wire_live *own = listen_to(&home->girl);
    int64_t before = person_head(&home->mom, home->family);
    assert_int_equal(person_call(&home->girl, DORAN_R_password_change, NULL, &change, NULL, NULL), 204);
    expect_devices_cut(home, &devices, before);
    change_nickname(&home->girl, "딸기3");
    listen_until(own, &(struct expectation){.marker = "딸기3"});
    wire_live_close(own);
}

static void a_deleted_account_is_cut(void **state)
{
    struct home *home = *state;
    const struct doran_password_proof proof = {.password = PERSON_PASSWORD};
    struct devices devices;
    open_devices(home, &devices);
    struct wire_live *own = listen_to(&home->girl);
    assert_int_equal(person_call(&home->girl, DORAN_R_account_delete, NULL, &proof, NULL, NULL), 204);
    int64_t before = person_head(&home->mom, home->family);
    expect_devices_cut(home, &devices, before);
    expect_cut(home, own, before);
}

#define ON_BOTH(test)                                                                                        \
    cmocka_unit_test_setup_teardown(test, setup_postgresql, teardown),                                       \
        cmocka_unit_test_setup_teardown(test, setup_sqlite, teardown)
#define ON_SQLITE(test) cmocka_unit_test_setup_teardown(test, setup_sqlite, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(taken_out_in_the_middle_of_changes), ON_BOTH(who_is_taken_out_hears_no_more),
        ON_SQLITE(who_leaves_hears_no_more),         ON_SQLITE(a_deleted_family_is_not_heard_of),
        ON_SQLITE(an_ended_session_is_cut),          ON_SQLITE(logging_out_cuts_the_device_itself),
        ON_SQLITE(a_new_password_cuts_the_others),   ON_SQLITE(a_deleted_account_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
