#include "support/sample.h"

#include "support/directory.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what, const char *which)
{
    fprintf(stderr, "sample: %s %s\n", what, which);
    abort();
}

void sample_serve(struct capture *capture)
{
    capture_answer(capture, GET_ME, "200 OK", USER_JSON(""));
    capture_answer(capture, GET_USER_SNAPSHOT, "200 OK", SNAPSHOT(USER_ROWS, 4, "false"));
    capture_answer(capture, GET_FAMILY_SNAPSHOT, "200 OK", SNAPSHOT(FAMILY_ROWS, 4, "false"));
    capture_answer(capture, GET_CHANGES, "200 OK", PAGE("", CURSOR(4, 4), "false"));
    capture_answer(capture, GET_PRESENCE, "200 OK",
                   "{\"presence\":[{\"user_id\":\"" MOTHER "\",\"online\":true},{\"user_id\":\"" CHILD
                   "\",\"online\":false,\"last_seen_at\":\"2026-11-21T00:00:00Z\"}]}");
    capture_push(capture, LIVE(PAGE("", CURSOR(4, 4), "false")), 1);
}

struct doran_client *sample_client(const struct capture *capture, const char *path, bool live)
{
    return sample_client_at(capture_url(capture), path, live);
}

struct doran_client *sample_client_at(const char *url, const char *path, bool live)
{
    struct doran_error error;
    struct doran_client *client = doran_client_new(
        &(struct doran_client_options){
            .server = url, .token = TOKEN, .replica_path = path, .language = "ko", .live = live},
        &error);
    if (client == NULL)
        die("no client:", error.message);
    return client;
}

void sample_expect_greeting(struct capture *capture, int number, const char *cursor)
{
    char wanted[256], *greeting = capture_wait_message(capture, number);
    snprintf(wanted, sizeof wanted, "{\"since\":\"%s\"}", cursor);
    if (strcmp(greeting, wanted) != 0)
        die("another greeting:", greeting);
    free(greeting);
}

static void wait_readable(struct doran_client *client, const char *what)
{
    struct pollfd ready = {.fd = doran_client_fd(client), .events = POLLIN};
    if (poll(&ready, 1, CAPTURE_WAIT_MS) != 1)
        die("never came:", what);
}

struct doran_client_event sample_await(struct doran_client *client, enum doran_client_event_kind kind)
{
    struct doran_client_event event;
    for (;;) {
        while (doran_client_next_event(client, &event)) {
            if (event.kind == kind)
                return event;
        }
        wait_readable(client, "an event");
    }
}

void sample_await_connection(struct doran_client *client, enum doran_connection connection)
{
    struct doran_client_event event;
    while (doran_client_connection(client) != connection) {
        wait_readable(client, "a connection");
        while (doran_client_next_event(client, &event))
            continue;
    }
}

void sample_await_that(struct doran_client *client,
                       bool (*holds)(struct doran_client *client, const void *context), const void *context)
{
    struct doran_client_event event;
    while (!holds(client, context)) {
        wait_readable(client, "what was to hold");
        doran_client_next_event(client, &event);
    }
}

enum doran_mood sample_mood(struct doran_client *client)
{
    struct doran_arena arena = {0};
    struct doran_user user;
    struct doran_error error;
    enum doran_mood mood = DORAN_mood_none;
    if (doran_replica_user(doran_client_replica(client), &user, &arena, &error))
        mood = user.mood;
    else if (error.code != DORAN_ERROR_not_found)
        die("no user:", error.message);
    doran_arena_deinit(&arena);
    return mood;
}

const char *sample_nickname(struct doran_client *client, const char *user)
{
    static char nickname[64];
    struct doran_arena arena = {0};
    struct doran_member_list members;
    struct doran_error error;
    nickname[0] = '\0';
    if (!doran_replica_members(doran_client_replica(client), FAMILY, &members, &arena, &error))
        die("no members:", error.message);
    for (size_t i = 0; i < members.count; i++) {
        if (strcmp(members.items[i].user_id, user) == 0)
            snprintf(nickname, sizeof nickname, "%s", members.items[i].nickname);
    }
    doran_arena_deinit(&arena);
    return nickname;
}

size_t sample_notifications(struct doran_client *client)
{
    struct doran_arena arena = {0};
    struct doran_notification_list list;
    struct doran_error error;
    if (!doran_replica_notifications(doran_client_replica(client), 1000, &list, NULL, &arena, &error))
        die("no notifications:", error.message);
    doran_arena_deinit(&arena);
    return list.count;
}

size_t sample_outbox(struct doran_client *client, enum doran_outbox_state state)
{
    struct doran_arena arena = {0};
    struct doran_outbox_list list;
    struct doran_error error;
    size_t count = 0;
    if (!doran_replica_outbox(doran_client_replica(client), &list, &arena, &error))
        die("no outbox:", error.message);
    for (size_t i = 0; i < list.count; i++)
        count += list.items[i].state == state;
    doran_arena_deinit(&arena);
    return count;
}

void sample_world_init(struct sample_world *world, const char *purpose)
{
    *world = (struct sample_world){.capture = capture_start(false), .folder = test_directory_new(purpose)};
    if (world->folder == NULL)
        die("no folder for", purpose);
    world->path = test_directory_path(world->folder, "replica.db");
    sample_serve(world->capture);
}

void sample_world_connect(struct sample_world *world)
{
    world->client = sample_client(world->capture, world->path, true);
    world->replica = doran_client_replica(world->client);
    sample_await_connection(world->client, DORAN_CONNECTED);
}

void sample_world_deinit(struct sample_world *world)
{
    doran_client_free(world->client);
    capture_stop(world->capture);
    test_directory_remove(world->folder);
    free(world->path);
    doran_arena_deinit(&world->arena);
}

void sample_world_cut(struct sample_world *world)
{
    capture_refuse(world->capture, true);
    capture_cut(world->capture);
    sample_await_connection(world->client, DORAN_CONNECTING);
}

void sample_world_mend(struct sample_world *world)
{
    capture_push(world->capture, LIVE(PAGE("", CURSOR(4, 4), "false")), 1);
    capture_refuse(world->capture, false);
    doran_client_wake(world->client);
}

bool sample_has_sent(struct doran_client *client, const void *unused)
{
    (void)unused;
    return sample_outbox(client, DORAN_OUTBOX_waiting) + sample_outbox(client, DORAN_OUTBOX_sending) == 0;
}

void sample_drop(struct doran_replica *replica, const char *operation)
{
    struct doran_error error = {0};
    int64_t end = doran_time_monotonic() + CAPTURE_WAIT_MS * INT64_C(1000);
    while (!doran_replica_outbox_drop(replica, operation, &error)) {
        if (error.code != DORAN_ERROR_conflict || doran_time_monotonic() > end)
            die("not dropped:", error.message);
        poll(NULL, 0, 1);
    }
}
