/* Nothing is lost between the last cursor seen and a reconnect, whatever happens in between: lines are cut, clients end and come
 * again, the server and its database die, while people write; in the end every replica is what the server has. */
#include "support/compare.h"
#include "support/directory.h"
#include "support/line.h"
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

enum { MOM, DAD, GIRL, BOY, HERMIT, PEOPLE };
enum { HOME, GRANDPARENTS, CAVE, FAMILIES };
enum {
    DEVICES = 6,
    WRITERS = 2,
    STEPS = 60,
    STEPS_LONG = 1500,
    ITEMS_MOST = 3,    /* enqueued in one step */
    PROGRESS_MOST = 6, /* writes waited for after a step */
    BREAKS = 600,
    GUESTS_MOST = 40, /* of one family: fewer than may be open at once */
    PATIENCE_MS = 60000,
    PAUSE_MS = 5,
};

static const struct {
    const char *email, *nickname;
} people[PEOPLE] = {{"mom@example.org", "엄마곰"},
                    {"dad@example.org", "아빠곰"},
                    {"girl@example.org", "딸기"},
                    {"boy@example.org", "아들"},
                    {"hermit@example.org", "은자"}};
static const int owners[DEVICES] = {MOM, MOM, DAD, GIRL, GIRL, HERMIT};

struct device {
    int owner;
    struct person person;
    struct line *line;
    char *replica;
    struct doran_client *client;
    bool cut;
    int64_t enqueued; /* moods, of the hermit's */
};
struct writer {
    pthread_t thread;
    struct seed seed;
    struct world *world;
    char trouble[160];
};
struct world {
    struct server *server;
    struct pg_cluster *cluster; /* NULL: SQLite */
    char *directory;
    struct person people[PEOPLE];
    char families[FAMILIES][37];
    struct device devices[DEVICES];
    struct writer writers[WRITERS];
    struct seed seed;
    int guests; /* invited into GRANDPARENTS through an outbox */
    enum doran_mood hermit_mood;
    int64_t hermit_head;
    atomic_int written;
    atomic_bool stop;
};

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
}

/* --- What people write meanwhile, straight at the server ---------------------------------------------------------- */

/* Asks with one operation id until it is answered. The status, 0 when it never was. */
static int insist(struct writer *writer, int who, enum doran_route_id route, const struct doran_path *path,
                  const void *request, void *out, struct doran_arena *arena)
{
    const struct doran_route *about = doran_route(route);
    struct doran_id operation = doran_id_new();
    struct doran_buffer text = {0};
    int status = 0;
    if (request)
        doran_json_encode(about->request, request, &text);
    for (int waited = 0; waited < PATIENCE_MS && !status; waited += PAUSE_MS) {
        struct wire_answer answer;
        if (person_send(&writer->world->people[who], route, path, text.data,
                        about->method == DORAN_GET ? NULL : operation.text, &answer) &&
            answer.status != 503)
            status = answer.status;
        if (status == about->status && out &&
            !doran_json_decode(about->answer, DORAN_JSON_LENIENT, answer.body, answer.length, out, arena,
                               NULL))
            status = 0;
        if (status >= 500)
            snprintf(writer->trouble, sizeof writer->trouble, "%s: %.100s", about->name, answer.body);
        wire_answer_deinit(&answer);
        if (!status)
            pause_briefly();
    }
    doran_buffer_deinit(&text);
    if (!status)
        snprintf(writer->trouble, sizeof writer->trouble, "%s was never answered", about->name);
    return status;
}

static void rename_family(struct writer *writer)
{
    char title[24];
    struct doran_family_change change = {0};
    struct doran_path path = person_path(DORAN_PARAM_family, writer->world->families[HOME]);
    snprintf(title, sizeof title, "집%u", (unsigned)seed_below(&writer->seed, 100000));
    doran_set(&change, family_change, title, title);
    insist(writer, MOM, DORAN_R_family_change, &path, &change, NULL, NULL);
}

static void change_mood(struct writer *writer)
{
    const struct doran_mood_change change = {.mood = (enum doran_mood)seed_below(&writer->seed, 8)};
    insist(writer, seed_below(&writer->seed, 2) ? BOY : GIRL, DORAN_R_mood_change, NULL, &change, NULL, NULL);
}

static void call_somebody_else(struct writer *writer)
{
    char nickname[24];
    struct world *world = writer->world;
    struct doran_path path = person_path2(DORAN_PARAM_family, world->families[HOME], DORAN_PARAM_user,
                                          world->people[seed_below(&writer->seed, HERMIT)].user);
    const struct doran_member_change change = {.nickname = nickname};
    snprintf(nickname, sizeof nickname, "이름%u", (unsigned)seed_below(&writer->seed, 1000));
    insist(writer, MOM, DORAN_R_member_change, &path, &change, NULL, NULL);
}

static void invite_and_withdraw(struct writer *writer)
{
    char email[48], nickname[24];
    struct doran_arena arena = {0};
    struct doran_invite_create create = {.nickname = nickname};
    struct doran_invite_sent sent;
    struct doran_path path = person_path(DORAN_PARAM_family, writer->world->families[HOME]);
    unsigned number = (unsigned)seed_below(&writer->seed, 1000000);
    snprintf(email, sizeof email, "guest-%u@example.org", number);
    snprintf(nickname, sizeof nickname, "손%u", number);
    doran_set(&create, invite_create, email, email);
    if (insist(writer, GIRL, DORAN_R_invite_create, &path, &create, &sent, &arena) == 201 &&
        seed_below(&writer->seed, 3)) {
        path = person_path2(DORAN_PARAM_family, writer->world->families[HOME], DORAN_PARAM_invite,
                            sent.invite->id);
        insist(writer, GIRL, DORAN_R_invite_withdraw, &path, NULL, NULL, NULL);
    }
    doran_arena_deinit(&arena);
}

/* Taken out of the family, and let in again. */
static void throw_out_and_bring_back(struct writer *writer)
{
    struct world *world = writer->world;
    int who = seed_below(&writer->seed, 2) ? DAD : BOY;
    struct doran_arena arena = {0};
    struct doran_invite_create create = {.nickname = who == DAD ? "아빠" : "아들"};
    struct doran_invite_sent sent;
    struct doran_path path =
        person_path2(DORAN_PARAM_family, world->families[HOME], DORAN_PARAM_user, world->people[who].user);
    insist(writer, MOM, DORAN_R_member_remove, &path, NULL, NULL, NULL);
    doran_set(&create, invite_create, email, world->people[who].email);
    path = person_path(DORAN_PARAM_family, world->families[HOME]);
    if (insist(writer, MOM, DORAN_R_invite_create, &path, &create, &sent, &arena) == 201) {
        path = person_path(DORAN_PARAM_invite, sent.invite->id);
        insist(writer, who, DORAN_R_invitation_accept, &path, NULL, NULL, NULL);
    }
    doran_arena_deinit(&arena);
}

static void tidy_notifications(struct writer *writer)
{
    struct doran_arena arena = {0};
    struct doran_notification_page page;
    int who = seed_below(&writer->seed, 2) ? MOM : GIRL;
    if (seed_below(&writer->seed, 8) == 0)
        insist(writer, who, DORAN_R_notification_delete_all, NULL, NULL, NULL, NULL);
    else if (seed_below(&writer->seed, 4) == 0)
        insist(writer, who, DORAN_R_notification_read_all, NULL, NULL, NULL, NULL);
    else if (insist(writer, who, DORAN_R_notification_list, NULL, NULL, &page, &arena) == 200 &&
             page.notifications.count > 0) {
        struct doran_path path =
            person_path(DORAN_PARAM_notification, page.notifications.items[page.notifications.count - 1].id);
        insist(writer, who, DORAN_R_notification_delete, &path, NULL, NULL, NULL);
    }
    doran_arena_deinit(&arena);
}

/* A device of theirs comes and goes. */
static void log_in_and_out(struct writer *writer)
{
    struct doran_arena arena = {0};
    struct doran_login login;
    const struct person *mom = &writer->world->people[MOM];
    const struct doran_login_request request = {.email = mom->email, .password = PERSON_PASSWORD};
    if (insist(writer, MOM, DORAN_R_login, NULL, &request, &login, &arena) == 201) {
        struct doran_path path = person_path(DORAN_PARAM_session, login.session->id);
        insist(writer, MOM, DORAN_R_session_end, &path, NULL, NULL, NULL);
    }
    doran_arena_deinit(&arena);
}

static void *write_on(void *data)
{
    static void (*const works[])(struct writer *) = {
        rename_family,       change_mood,        change_mood,    call_somebody_else,      call_somebody_else,
        invite_and_withdraw, tidy_notifications, log_in_and_out, throw_out_and_bring_back};
    struct writer *writer = data;
    while (!atomic_load(&writer->world->stop) && !writer->trouble[0]) {
        works[seed_below(&writer->seed, sizeof works / sizeof *works)](writer);
        atomic_fetch_add(&writer->world->written, 1);
    }
    return NULL;
}

/* --- What devices put into their outboxes -------------------------------------------------------------------------- */

static void enqueue(struct device *device, enum doran_route_id route, const struct doran_path *path,
                    const void *request)
{
    struct doran_error error = {0};
    char operation[37];
    if (!doran_client_enqueue(device->client, route, path, request, operation, &error))
        fail_msg("%s was not queued: %s", doran_route(route)->name, error.message);
}

static void enqueue_guest(struct world *world, struct device *device)
{
    char email[48], nickname[24];
    struct doran_invite_create create = {.nickname = nickname};
    struct doran_path path = person_path(DORAN_PARAM_family, world->families[GRANDPARENTS]);
    if (world->guests == GUESTS_MOST)
        return;
    snprintf(email, sizeof email, "cousin-%d@example.org", world->guests);
    snprintf(nickname, sizeof nickname, "사촌%d", world->guests);
    doran_set(&create, invite_create, email, email);
    enqueue(device, DORAN_R_invite_create, &path, &create);
    world->guests++;
}

static void enqueue_one(struct world *world, struct device *device)
{
    struct doran_mood_change mood = {.mood = (enum doran_mood)(1 + seed_below(&world->seed, 7))};
    if (device->owner == GIRL && seed_below(&world->seed, 2)) {
        enqueue_guest(world, device);
        return;
    }
    enqueue(device, DORAN_R_mood_change, NULL, &mood);
    if (device->owner == HERMIT) {
        world->hermit_mood = mood.mood;
        device->enqueued++;
    }
}

/* --- What befalls them -------------------------------------------------------------------------------------------- */

static void open_client(struct device *device)
{
    device->client = person_client(&device->person, line_port(device->line), device->replica);
}

static void restart_server(struct world *world)
{
    server_kill(world->server);
    server_restart(world->server);
}

static void crash_database(struct world *world)
{
    assert_true(pg_cluster_down(world->cluster, true));
    assert_true(pg_cluster_up(world->cluster));
}

static void cut_or_mend(struct device *device)
{
    device->cut = !device->cut;
    if (device->cut)
        line_cut(device->line);
    else
        line_mend(device->line);
}

static void one_step(struct world *world)
{
    struct device *device = &world->devices[seed_below(&world->seed, DEVICES)];
    unsigned chance = (unsigned)seed_below(&world->seed, 100);
    if (chance < 40) {
        cut_or_mend(device);
    } else if (chance < 75) {
        for (uint64_t i = seed_below(&world->seed, ITEMS_MOST) + 1; i > 0; i--)
            enqueue_one(world, device);
    } else if (chance < 87) {
        doran_client_free(device->client);
        open_client(device);
    } else if (world->cluster && chance < 91) {
        crash_database(world);
    } else {
        restart_server(world);
    }
}

static void await_progress(struct world *world)
{
    int enough = atomic_load(&world->written) + (int)seed_below(&world->seed, PROGRESS_MOST + 1);
    for (int waited = 0; atomic_load(&world->written) < enough; waited += PAUSE_MS) {
        if (waited >= PATIENCE_MS)
            fail_msg("the writers do not get on: %s %s", world->writers[0].trouble,
                     world->writers[1].trouble);
        pause_briefly();
    }
}

/* --- In the end ---------------------------------------------------------------------------------------------------- */

static size_t outbox_count(struct device *device, enum doran_outbox_state state, bool all)
{
    struct doran_arena arena = {0};
    struct doran_outbox_list list;
    struct doran_error error = {0};
    size_t count = 0;
    if (!doran_replica_outbox(doran_client_replica(device->client), &list, &arena, &error))
        fail_msg("no outbox: %s", error.message);
    for (size_t i = 0; i < list.count; i++)
        count += all || list.items[i].state == state;
    doran_arena_deinit(&arena);
    return count;
}

static void await_sent(struct device *device)
{
    for (int waited = 0;; waited += PAUSE_MS) {
        if (outbox_count(device, DORAN_OUTBOX_waiting, false) +
                outbox_count(device, DORAN_OUTBOX_sending, false) ==
            0)
            return;
        if (waited >= PATIENCE_MS)
            fail_msg("%s still has unsent items", device->person.email);
        doran_client_wake(device->client);
        pause_briefly();
    }
}

static char *replica_cursor(struct device *device, struct doran_cursor *out)
{
    struct doran_buffer text = {0};
    struct doran_error error = {0};
    if (!doran_replica_cursor(doran_client_replica(device->client), out, &error))
        fail_msg("no cursor: %s", error.message);
    doran_cursor_format(out, &text);
    return doran_buffer_move(&text);
}

/* By itself: it is only woken, not asked to sync. */
static void await_caught_up(struct device *device)
{
    char *wanted = person_cursor(&device->person), *is = NULL;
    struct doran_cursor cursor;
    bool same = false;
    for (int waited = 0; !same && waited < PATIENCE_MS; waited += PAUSE_MS) {
        free(is);
        is = replica_cursor(device, &cursor);
        same = strcmp(wanted, is) == 0 && doran_client_connection(device->client) == DORAN_CONNECTED;
        if (!same && waited % 1000 == 0)
            doran_client_wake(device->client);
        if (!same)
            pause_briefly();
    }
    if (!same)
        fail_msg("%s: the server is at\n%s, the replica (in state %d) at\n%s", device->person.email, wanted,
                 (int)doran_client_connection(device->client), is);
    free(wanted);
    free(is);
}

/* Each item was done, and only once: a second time the address would have been invited already, and the hermit's stream would
 * have moved further. */
static void expect_items_done_once(struct world *world)
{
    struct doran_arena arena = {0};
    struct doran_path path = person_path(DORAN_PARAM_family, world->families[GRANDPARENTS]);
    struct doran_invite_page invites;
    struct doran_user hermit;
    int64_t enqueued = 0;
    person_call(&world->people[GIRL], DORAN_R_invite_list, &path, NULL, &invites, &arena);
    assert_int_equal(invites.invites.count, world->guests);
    person_call(&world->people[HERMIT], DORAN_R_me, NULL, NULL, &hermit, &arena);
    assert_int_equal(hermit.mood, world->hermit_mood);
    for (int i = 0; i < DEVICES; i++) {
        enqueued += world->devices[i].enqueued;
        assert_int_equal(outbox_count(&world->devices[i], DORAN_OUTBOX_waiting, true), 0);
    }
    assert_int_equal(person_head(&world->people[HERMIT], world->people[HERMIT].user),
                     world->hermit_head + enqueued);
    doran_arena_deinit(&arena);
}

static void calm_down(struct world *world)
{
    atomic_store(&world->stop, true);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(world->writers[i].thread, NULL);
    for (int i = 0; i < WRITERS; i++)
        if (world->writers[i].trouble[0])
            fail_msg("a writer: %s", world->writers[i].trouble);
    for (int i = 0; i < DEVICES; i++)
        if (world->devices[i].cut)
            cut_or_mend(&world->devices[i]);
    for (int i = 0; i < DEVICES; i++)
        await_sent(&world->devices[i]);
    for (int i = 0; i < DEVICES; i++)
        await_caught_up(&world->devices[i]);
}

/* --- The world ------------------------------------------------------------------------------------------------------ */

static void populate(struct world *world)
{
    for (int i = 0; i < PEOPLE; i++)
        person_sign_up(&world->people[i], server_port(world->server), people[i].email, people[i].nickname);
    person_found_family(&world->people[MOM], "우리집", "엄마", world->families[HOME]);
    person_bring_in(&world->people[MOM], &world->people[DAD], world->families[HOME], "아빠");
    person_bring_in(&world->people[MOM], &world->people[GIRL], world->families[HOME], "딸");
    person_bring_in(&world->people[MOM], &world->people[BOY], world->families[HOME], "아들");
    person_found_family(&world->people[GIRL], "외가", "손녀", world->families[GRANDPARENTS]);
    person_bring_in(&world->people[GIRL], &world->people[MOM], world->families[GRANDPARENTS], "큰딸");
    person_found_family(&world->people[HERMIT], "굴", "은자", world->families[CAVE]);
}

static void open_devices(struct world *world)
{
    for (int i = 0; i < DEVICES; i++) {
        struct device *device = &world->devices[i];
        char name[24];
        snprintf(name, sizeof name, "replica-%d.db", i);
        device->owner = owners[i];
        person_log_in(&device->person, &world->people[device->owner]);
        device->line = line_new(server_port(world->server));
        device->replica = test_directory_path(world->directory, name);
        open_client(device);
    }
    world->hermit_head = person_head(&world->people[HERMIT], world->people[HERMIT].user);
}

static struct world *world_new(bool postgresql)
{
    static const char *const flags[] = {SERVER_UNLIMITED, "--log-level=error", NULL};
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        abort();
    const char *database = NULL;
    if (postgresql) {
        world->cluster = pg_cluster_start(NULL);
        database = world->cluster ? pg_cluster_new_database(world->cluster) : NULL;
        if (!database)
            fail_msg("no PostgreSQL");
    }
    world->seed = seed_new(postgresql ? "catching up on PostgreSQL" : "catching up on SQLite");
    world->directory = test_directory_new("catchup");
    world->server = server_start(&(struct server_options){.flags = flags, .database = database});
    populate(world);
    open_devices(world);
    for (int i = 0; i < WRITERS; i++) {
        struct writer *writer = &world->writers[i];
        writer->world = world;
        writer->seed.state = seed_below(&world->seed, UINT32_MAX);
        if (pthread_create(&writer->thread, NULL, write_on, writer) != 0)
            abort();
    }
    return world;
}

static void world_free(struct world *world)
{
    for (int i = 0; i < DEVICES; i++) {
        doran_client_free(world->devices[i].client);
        line_free(world->devices[i].line);
        free(world->devices[i].replica);
    }
    server_stop(world->server);
    pg_cluster_stop(world->cluster);
    test_directory_remove(world->directory);
    free(world);
}

static void live_through_it(bool postgresql)
{
    struct world *world = world_new(postgresql);
    int steps = test_is_long() ? STEPS_LONG : STEPS;
    for (int i = 0; i < steps; i++) {
        one_step(world);
        await_progress(world);
    }
    calm_down(world);
    for (int i = 0; i < DEVICES; i++)
        compare_replica(world->devices[i].client, &world->devices[i].person);
    expect_items_done_once(world);
    world_free(world);
}

static void nothing_is_lost_on_sqlite(void **state)
{
    (void)state;
    live_through_it(false);
}

static void nothing_is_lost_on_postgresql(void **state)
{
    (void)state;
    live_through_it(true);
}

/* Whenever a line breaks, in whatever stage of its making, the client comes again. */
static void a_line_breaks_again_and_again(void **state)
{
    (void)state;
    struct world *world = world_new(false);
    atomic_store(&world->stop, true);
    for (int i = 0; i < BREAKS; i++) {
        for (int n = 0; n < DEVICES; n++) {
            cut_or_mend(&world->devices[n]);
            doran_client_wake(world->devices[n].client);
        }
        if (seed_below(&world->seed, 4) == 0)
            pause_briefly();
    }
    calm_down(world);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_breaks_again_and_again),
        cmocka_unit_test(nothing_is_lost_on_postgresql),
        cmocka_unit_test(nothing_is_lost_on_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
