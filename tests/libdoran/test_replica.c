/* The replica: filled, kept in step, wiped with a membership, begun anew; shared by processes, broken and mended. */
#include "support/directory.h"
#include "support/sample.h"

#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    struct capture *capture;
    char *folder, *path;
    struct doran_arena arena;
    struct doran_error error;
};

static int world_new(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->capture = capture_start(false);
    world->folder = test_directory_new("replica");
    assert_non_null(world->folder);
    world->path = test_directory_path(world->folder, "state/replica.db");
    *state = world;
    return 0;
}

static int world_free(void **state)
{
    struct world *world = *state;
    capture_stop(world->capture);
    test_directory_remove(world->folder);
    free(world->path);
    doran_arena_deinit(&world->arena);
    free(world);
    return 0;
}

static void test_first_sync(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    struct doran_replica *replica = doran_client_replica(client);
    assert_true(doran_replica_ready(replica));

    struct doran_user user;
    assert_true(doran_replica_user(replica, &user, &world->arena, &world->error));
    assert_string_equal(user.email, "mother@example.com");
    struct doran_family_list families;
    assert_true(doran_replica_families(replica, &families, &world->arena, &world->error));
    assert_int_equal(families.count, 1);
    assert_string_equal(families.items[0].title, "우리집");
    struct doran_member_list members;
    assert_true(doran_replica_members(replica, FAMILY, &members, &world->arena, &world->error));
    assert_int_equal(members.count, 2);
    struct doran_invite_list invites;
    assert_true(doran_replica_invites(replica, FAMILY, &invites, &world->arena, &world->error));
    assert_int_equal(invites.count, 1);
    struct doran_notification_list notes;
    int64_t unread;
    assert_true(doran_replica_notifications(replica, 1, &notes, &unread, &world->arena, &world->error));
    assert_int_equal(notes.count, 1);
    assert_string_equal(notes.items[0].id, NOTE_NEW);
    assert_int_equal(unread, 2);
    struct doran_member child;
    assert_true(doran_replica_object(replica, FAMILY, DORAN_kind_member, CHILD, &child, &world->arena,
                                     &world->error));
    assert_string_equal(child.nickname, "딸");
    assert_false(doran_replica_object(replica, FAMILY, DORAN_kind_member, INVITE, &child, &world->arena,
                                      &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_not_found);

    sample_expect_greeting(world->capture, 1, CURSOR(4, 4));
    doran_client_free(client);

    struct stat status;
    assert_int_equal(stat(world->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static bool has_presence(struct doran_client *client, const void *context)
{
    struct doran_arena arena = {0};
    struct doran_presence_list list;
    struct doran_error error;
    bool online = false;
    assert_true(doran_replica_presence(doran_client_replica(client), FAMILY, &list, &arena, &error));
    for (size_t i = 0; i < list.count; i++)
        online = online || (strcmp(list.items[i].user_id, context) == 0 && list.items[i].online);
    doran_arena_deinit(&arena);
    return online;
}

static void test_changes_and_presence_come_live(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    sample_await_that(client, has_presence, MOTHER);

    capture_push(
        world->capture,
        LIVE(PAGE(PUT(FAMILY, 5, "member", CHILD, MEMBER_JSON(CHILD, "큰딸", "")), CURSOR(4, 5), "false")),
        3);
    struct doran_client_event event;
    do {
        event = sample_await(client, DORAN_CLIENT_EVENT_changed);
    } while (strcmp(event.stream, FAMILY) != 0);
    assert_string_equal(sample_nickname(client, CHILD), "큰딸");

    capture_push(world->capture, "{\"presence\":{\"user_id\":\"" CHILD "\",\"online\":true}}", 1);
    event = sample_await(client, DORAN_CLIENT_EVENT_presence);
    assert_string_equal(event.presence.user_id, CHILD);
    assert_true(event.presence.online);
    assert_true(has_presence(client, CHILD));
    doran_client_free(client);
}

/* A mother in love, and so many notifications. */
static bool has_notes(struct doran_client *client, const void *count)
{
    return sample_mood(client) == DORAN_mood_love && sample_notifications(client) == *(const size_t *)count;
}

/* The server is too busy for it until the line has brought what is newer. */
static char *older_page(const char *request, void *newer)
{
    (void)request;
    return atomic_load((atomic_bool *)newer)
               ? capture_format("200 OK", SNAPSHOT(USER_ROWS, 9, "false"))
               : capture_format("503 Service Unavailable", ERROR_JSON("busy", ""));
}

/* Usable after the first page; what is older fills up behind, and never covers what is newer. */
static void test_pages_newest_first(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, GET_USER_SNAPSHOT "&limit=500", "200 OK",
                   SNAPSHOT(PUT(MOTHER, 4, "notification", NOTE_NEW,
                                NOTE_JSON(NOTE_NEW, "2026-02-02T00:00:00Z")) "," PUT(MOTHER, 2, "membership",
                                                                                     FAMILY, MEMBERSHIP_JSON),
                            4, "true"));
    atomic_bool newer = false;
    capture_decide(world->capture, GET_USER_SNAPSHOT "&before=2", older_page, &newer);
    sample_serve(world->capture);
    capture_push(
        world->capture,
        LIVE(PAGE(PUT(MOTHER, 5, "user", MOTHER, USER_JSON(MOOD_JSON("love"))), CURSOR(5, 4), "false")), 1);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await(client, DORAN_CLIENT_EVENT_changed);
    assert_true(doran_replica_ready(doran_client_replica(client)));
    sample_await_that(client, has_notes, &(const size_t){1});
    newer = true;
    sample_await_that(client, has_notes, &(const size_t){2});
    sample_await_connection(client, DORAN_CONNECTED);
    /* Changes from the head of the first page on come by the log, whatever later pages say. */
    sample_expect_greeting(world->capture, 1, CURSOR(4, 4));
    doran_client_free(client);
}

static bool no_family(struct doran_client *client, const void *context)
{
    struct doran_arena arena = {0};
    struct doran_family_list families;
    struct doran_error error;
    (void)context;
    assert_true(doran_replica_families(doran_client_replica(client), &families, &arena, &error));
    doran_arena_deinit(&arena);
    return families.count == 0;
}

static void test_a_lost_membership_takes_the_family_along(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    assert_string_equal(sample_nickname(client, CHILD), "딸");
    capture_push(world->capture,
                 LIVE(PAGE(GONE(MOTHER, 5, "membership", FAMILY), EPOCH "." MOTHER ":5", "false")), 1);
    sample_await_that(client, no_family, NULL);
    assert_string_equal(sample_nickname(client, CHILD), "");
    assert_int_equal(sample_notifications(client), 2);
    struct doran_cursor cursor;
    assert_true(doran_replica_cursor(doran_client_replica(client), &cursor, &world->error));
    assert_int_equal(cursor.count, 1);

    /* And comes back with it, whole. */
    capture_push(world->capture,
                 LIVE(PAGE(PUT(MOTHER, 6, "membership", FAMILY, MEMBERSHIP_JSON), CURSOR(6, 2), "false")), 1);
    free(capture_wait(world->capture, GET_FAMILY_SNAPSHOT, 2));
    while (strcmp(sample_nickname(client, CHILD), "딸") != 0)
        sample_await(client, DORAN_CLIENT_EVENT_changed);
    doran_client_free(client);
}

static void test_another_epoch_begins_anew_and_keeps_the_outbox(void **state)
{
    static const char later[] = "0190a1b2-0000-7000-8000-0000000000e1";
    struct world *world = *state;
    sample_serve(world->capture);
    capture_answer(world->capture, "PUT /api/v1/me/mood", "503 Service Unavailable",
                   "{\"error\":\"busy\",\"message\":\"Busy.\",\"retry_after\":600}");
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    struct doran_mood_change change = {.mood = DORAN_mood_sad};
    assert_true(doran_client_enqueue(client, DORAN_R_mood_change, NULL, &change, NULL, &world->error));
    capture_answer(world->capture, GET_USER_SNAPSHOT, "200 OK",
                   "{\"changes\":[" PUT(
                       MOTHER, 1, "user", MOTHER,
                       USER_JSON("")) "],\"epoch\":"
                                      "\"0190a1b2-0000-7000-8000-0000000000e1\",\"head\":1,\"more\":false}");
    capture_push(world->capture,
                 "{\"error\":{\"error\":\"cursor_expired\",\"message\":\"Take a snapshot.\"}}", 1);
    sample_await_that(client, no_family, NULL);
    assert_int_equal(sample_notifications(client), 0);
    assert_int_equal(sample_mood(client), DORAN_mood_sad);
    assert_int_equal(sample_outbox(client, DORAN_OUTBOX_waiting), 1);
    struct doran_cursor cursor;
    assert_true(doran_replica_cursor(doran_client_replica(client), &cursor, &world->error));
    assert_string_equal(cursor.epoch, later);
    doran_client_free(client);
}

static void test_a_cut_line_is_mended_from_the_cursor(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    capture_push(
        world->capture,
        LIVE(PAGE(PUT(FAMILY, 7, "member", CHILD, MEMBER_JSON(CHILD, "큰딸", "")), CURSOR(4, 7), "false")),
        1);
    while (strcmp(sample_nickname(client, CHILD), "큰딸") != 0)
        sample_await(client, DORAN_CLIENT_EVENT_changed);
    free(capture_wait_message(world->capture, 1)); /* What is not read before the cut is lost with it. */
    capture_refuse(world->capture, true);
    capture_cut(world->capture);
    sample_await_connection(client, DORAN_CONNECTING);
    capture_push(
        world->capture,
        LIVE(PAGE(PUT(FAMILY, 8, "member", CHILD, MEMBER_JSON(CHILD, "막내", "")), CURSOR(4, 8), "false")),
        1);
    capture_refuse(world->capture, false);
    doran_client_wake(client);
    sample_await_connection(client, DORAN_CONNECTED);
    sample_expect_greeting(world->capture, 2, CURSOR(4, 7));
    assert_string_equal(sample_nickname(client, CHILD), "막내");
    doran_client_free(client);
}

static void test_an_ended_session_is_told(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    capture_push(world->capture,
                 "{\"error\":{\"error\":\"unauthorized\",\"message\":\"The session was ended.\"}}", 1);
    sample_await_connection(client, DORAN_LOGGED_OUT);
    assert_int_equal(sample_notifications(client), 2); /* It stays until it is told to go. */
    assert_true(doran_client_set_token(client, NULL, &world->error));
    assert_true(doran_replica_wipe(doran_client_replica(client), &world->error));
    assert_int_equal(sample_notifications(client), 0);
    assert_false(doran_replica_ready(doran_client_replica(client)));
    sample_await_connection(client, DORAN_OFFLINE);

    /* The next to log in finds it empty and fills it. */
    capture_cut(world->capture);
    capture_push(world->capture, LIVE(PAGE("", CURSOR(4, 4), "false")), 1);
    assert_true(doran_client_set_token(client, "another-token", &world->error));
    sample_await_connection(client, DORAN_CONNECTED);
    assert_int_equal(sample_notifications(client), 2);
    doran_client_free(client);
}

static void test_an_upgrade_refused_for_the_token(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, GET_ME, "200 OK", USER_JSON(""));
    capture_answer(world->capture, GET_ME, "401 Unauthorized", ERROR_JSON("unauthorized", ""));
    capture_answer(world->capture, GET_CHANGES, "401 Unauthorized", ERROR_JSON("unauthorized", ""));
    capture_answer(world->capture, "GET /api/v1/live", "401 Unauthorized", ERROR_JSON("unauthorized", ""));
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_LOGGED_OUT);
    doran_client_free(client);
}

static void test_somebody_elses_replica_is_wiped(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    assert_true(doran_replica_setting_set(doran_client_replica(client), "family", FAMILY, &world->error));
    doran_client_free(client);

    struct capture *other = capture_start(false);
    capture_answer(other, GET_ME, "200 OK",
                   "{\"id\":\"" CHILD "\",\"email\":\"child@example.com\",\"nickname\":\"수아\",\"avatar\":2,"
                   "\"created_at\":\"2026-01-01T00:00:00Z\",\"recovery_codes_left\":8}");
    capture_answer(other, "GET /api/v1/snapshot?stream=" CHILD, "200 OK", SNAPSHOT("", 0, "false"));
    capture_push(other, LIVE(PAGE("", EPOCH "." CHILD ":0", "false")), 1);
    client = sample_client(other, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    assert_true(no_family(client, NULL));
    char *value;
    assert_false(doran_replica_setting_get(doran_client_replica(client), "family", &value, &world->arena,
                                           &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_not_found);
    doran_client_free(client);
    capture_stop(other);
}

static void test_settings(void **state)
{
    struct world *world = *state;
    struct doran_replica *replica = doran_replica_open(world->path, &world->error);
    assert_non_null(replica);
    assert_false(doran_replica_ready(replica));
    char *value, large[65538];
    assert_true(doran_replica_setting_set(replica, "family", FAMILY, &world->error));
    assert_true(doran_replica_setting_set(replica, "family", "다른 값", &world->error));
    assert_true(doran_replica_setting_get(replica, "family", &value, &world->arena, &world->error));
    assert_string_equal(value, "다른 값");
    assert_true(doran_replica_setting_set(replica, "family", NULL, &world->error));
    assert_false(doran_replica_setting_get(replica, "family", &value, &world->arena, &world->error));
    memset(large, 'x', sizeof large);
    large[65537] = '\0';
    assert_false(doran_replica_setting_set(replica, "large", large, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_too_large);
    doran_replica_close(replica);
}

/* Another process: this program once more, as `process LIVE URL PATH`. It dies with the one that started it. */
static int be_process(char **arguments)
{
    struct doran_error error;
    bool live = strcmp(arguments[0], "live") == 0;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct doran_client *client = sample_client_at(arguments[1], arguments[2], live);
    if (live) {
        sample_await_connection(client, DORAN_CONNECTED);
        for (;;)
            pause();
    }
    bool ended = doran_client_sync(client, CAPTURE_WAIT_MS, &error);
    fprintf(stderr, "The sync ended: %d %s\n", ended, error.message);
    return 1;
}

static pid_t start_process(struct world *world, const char *live)
{
    char program[] = "/proc/self/exe", word[] = "process", mode[8], url[64];
    snprintf(mode, sizeof mode, "%s", live);
    snprintf(url, sizeof url, "%s", capture_url(world->capture));
    char *arguments[] = {program, word, mode, url, world->path, NULL};
    pid_t child;
    assert_int_equal(posix_spawn(&child, program, NULL, NULL, arguments, environ), 0);
    return child;
}

static bool is_connected(struct doran_client *client, const void *context)
{
    (void)context;
    return doran_client_connection(client) == DORAN_CONNECTED;
}

static void test_a_second_process_reads_and_takes_over(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    capture_answer(world->capture, "PUT /api/v1/me/mood", "200 OK", USER_JSON(MOOD_JSON("love")));
    pid_t first = start_process(world, "live");
    free(capture_wait_message(world->capture, 1));
    free(capture_wait(world->capture, GET_PRESENCE, 1));

    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_that(client, is_connected, NULL);
    assert_int_equal(sample_notifications(client), 2);
    assert_int_equal(capture_count(world->capture, GET_ME), 1); /* The first one syncs. */
    struct doran_mood_change change = {.mood = DORAN_mood_love};
    assert_true(doran_client_enqueue(client, DORAN_R_mood_change, NULL, &change, NULL, &world->error));
    free(capture_wait(world->capture, "PUT /api/v1/me/mood", 1)); /* and sends what the second queued. */
    assert_int_equal(capture_count(world->capture, GET_ME), 1);
    capture_push(
        world->capture,
        LIVE(PAGE(PUT(FAMILY, 5, "member", CHILD, MEMBER_JSON(CHILD, "큰딸", "")), CURSOR(4, 5), "false")),
        1);
    while (strcmp(sample_nickname(client, CHILD), "큰딸") != 0)
        sample_await(client, DORAN_CLIENT_EVENT_changed);

    assert_int_equal(kill(first, SIGKILL), 0);
    assert_int_equal(waitpid(first, NULL, 0), first);
    free(capture_wait(world->capture, GET_ME, 2));
    free(capture_wait_message(world->capture, 2));
    sample_await_connection(client, DORAN_CONNECTED);
    doran_client_free(client);
}

#define KILL_ROUNDS 10
#define KILL_PAGE 100

/* Pages of changes without end: each sets both members' names to the page's number. */
static char *endless(const char *request, void *context)
{
    (void)context;
    char *text = NULL;
    size_t size = 0;
    const char *at = strstr(request, FAMILY "%3A");
    if (at == NULL)
        at = strstr(request, FAMILY ":");
    long seq = at != NULL ? strtol(at + 36 + (at[36] == '%' ? 3 : 1), NULL, 10) : 4;
    FILE *out = open_memstream(&text, &size);
    fprintf(out, "{\"changes\":[");
    for (int i = 0; i < KILL_PAGE; i++) {
        const char *who = i % 2 == 0 ? MOTHER : CHILD;
        fprintf(out,
                "%s{\"stream\":\"" FAMILY
                "\",\"seq\":%ld,\"kind\":\"member\",\"id\":\"%s\",\"op\":\"put\",\"at\":"
                "\"2026-01-03T00:00:00Z\",\"object\":{\"family_id\":\"" FAMILY
                "\",\"user_id\":\"%s\",\"nickname\":"
                "\"%ld\",\"profile_nickname\":\"프로필\",\"avatar\":1,\"role\":\"member\",\"joined_at\":"
                "\"2026-01-02T00:00:00Z\"}}",
                i > 0 ? "," : "", seq + i + 1, who, who, seq + KILL_PAGE);
    }
    fprintf(out, "],\"cursor\":\"" EPOCH "." MOTHER ":4," FAMILY ":%ld\",\"more\":true}", seq + KILL_PAGE);
    fclose(out);
    char *wire = capture_format("200 OK", text);
    free(text);
    return wire;
}

/* Killed at any moment, page and cursor are of one moment. */
static void test_killed_while_applying(void **state)
{
    struct world *world = *state;
    capture_decide(world->capture, GET_CHANGES, endless, NULL);
    sample_serve(world->capture);
    long last = 0;
    for (int round = 0; round < KILL_ROUNDS; round++) {
        int before = capture_count(world->capture, GET_CHANGES);
        pid_t child = start_process(world, "once");
        free(capture_wait(world->capture, GET_CHANGES, before + 3 + round));
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);

        struct doran_replica *replica = doran_replica_open(world->path, &world->error);
        assert_non_null(replica);
        struct doran_cursor cursor;
        struct doran_member_list members;
        assert_true(doran_replica_cursor(replica, &cursor, &world->error));
        assert_true(doran_replica_members(replica, FAMILY, &members, &world->arena, &world->error));
        long seq = (long)doran_cursor_seq(&cursor, FAMILY);
        assert_true(seq > last);
        last = seq;
        assert_int_equal(members.count, 2);
        for (size_t i = 0; i < 2; i++)
            assert_int_equal(strtol(members.items[i].nickname, NULL, 10), seq);
        doran_replica_close(replica);
    }
}

static void damage(const char *path, long offset, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, offset, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void test_a_broken_file_is_set_aside(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    capture_answer(world->capture, "PUT /api/v1/me/mood", "503 Service Unavailable",
                   "{\"error\":\"busy\",\"message\":\"Busy.\",\"retry_after\":600}");
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    struct doran_mood_change change = {.mood = DORAN_mood_sad};
    assert_true(doran_client_enqueue(client, DORAN_R_mood_change, NULL, &change, NULL, &world->error));
    doran_client_free(client);

    /* Rows whose pages are gone; the outbox can still be read. */
    char *broken = test_directory_path(world->folder, "state/replica.db.broken");
    struct stat status;
    assert_int_equal(stat(world->path, &status), 0);
    char zeros[512] = {0};
    damage(world->path, 4096 * 2, zeros, sizeof zeros);
    client = sample_client(world->capture, world->path, true);
    assert_int_equal(stat(broken, &status), 0);
    capture_cut(world->capture);
    capture_push(world->capture, LIVE(PAGE("", CURSOR(4, 4), "false")), 1);
    assert_int_equal(sample_outbox(client, DORAN_OUTBOX_parked), 0);
    assert_int_equal(
        sample_outbox(client, DORAN_OUTBOX_waiting) + sample_outbox(client, DORAN_OUTBOX_sending), 1);
    sample_await_connection(client, DORAN_CONNECTED);
    assert_int_equal(sample_notifications(client), 2);
    assert_int_equal(sample_mood(client), DORAN_mood_sad);
    doran_client_free(client);

    /* No database at all. */
    damage(world->path, 0, "This is no database.", 20);
    struct doran_replica *replica = doran_replica_open(world->path, &world->error);
    assert_non_null(replica);
    assert_false(doran_replica_ready(replica));
    doran_replica_close(replica);
    free(broken);
}

/* Damage that shows only while it is in use. */
static void test_a_file_that_breaks_while_it_is_open(void **state)
{
    struct world *world = *state;
    sample_serve(world->capture);
    struct doran_client *client = sample_client(world->capture, world->path, true);
    sample_await_connection(client, DORAN_CONNECTED);
    doran_client_free(client); /* All is in the file itself now. */
    struct doran_replica *reader = doran_replica_open(world->path, &world->error);
    struct doran_replica *writer = doran_replica_open(world->path, &world->error);
    assert_non_null(reader);
    assert_non_null(writer);
    char zeros[4096] = {0};
    for (long page = 2; page < 12; page++)
        damage(world->path, 4096 * page, zeros, sizeof zeros);
    /* Whoever meets the damage says so, once; then both go on with an empty one. */
    int told = 0;
    struct doran_notification_list notes = {.count = 1};
    for (int i = 0; i < 4; i++) {
        if (!doran_replica_setting_set(writer, "family", FAMILY, &world->error)) {
            assert_int_equal(world->error.code, DORAN_ERROR_storage);
            told++;
        }
        if (!doran_replica_notifications(reader, 10, &notes, NULL, &world->arena, &world->error)) {
            assert_int_equal(world->error.code, DORAN_ERROR_storage);
            told++;
        }
    }
    assert_in_range(told, 1, 2);
    assert_int_equal(notes.count, 0);
    char *value;
    assert_true(doran_replica_setting_get(reader, "family", &value, &world->arena, &world->error));
    assert_string_equal(value, FAMILY);
    doran_replica_close(reader);
    doran_replica_close(writer);
    char *broken = test_directory_path(world->folder, "state/replica.db.broken");
    struct stat status;
    assert_int_equal(stat(broken, &status), 0);
    free(broken);
}

static void test_a_folder_that_cannot_be_written(void **state)
{
    struct world *world = *state;
    assert_null(doran_replica_open("/proc/doran/replica.db", &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_storage);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "process") == 0)
        return be_process(argv + 2);
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_new, world_free)
    const struct CMUnitTest tests[] = {
        TEST(test_first_sync),
        TEST(test_changes_and_presence_come_live),
        TEST(test_pages_newest_first),
        TEST(test_a_lost_membership_takes_the_family_along),
        TEST(test_another_epoch_begins_anew_and_keeps_the_outbox),
        TEST(test_a_cut_line_is_mended_from_the_cursor),
        TEST(test_an_ended_session_is_told),
        TEST(test_an_upgrade_refused_for_the_token),
        TEST(test_somebody_elses_replica_is_wiped),
        TEST(test_settings),
        TEST(test_a_second_process_reads_and_takes_over),
        TEST(test_killed_while_applying),
        TEST(test_a_broken_file_is_set_aside),
        TEST(test_a_file_that_breaks_while_it_is_open),
        TEST(test_a_folder_that_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
