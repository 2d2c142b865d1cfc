/* Many notifications, and what is queued about some: what is shown and counted is as if it were done already. */
#include "support/sample.h"

#include <doran/buffer.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MANY 40
#define SHOWN 10

struct world {
    struct sample_world sample;
    struct doran_notification_list list;
    int64_t unread;
};

/* The number-th of them, the newest being number MANY - 1. */
static const char *id_of(int number)
{
    static char id[37];
    snprintf(id, sizeof id, "0190a1b2-0000-7000-8000-0000000a%04d", number);
    return id;
}

static void push_many(struct world *world)
{
    struct doran_buffer page = {0};
    doran_buffer_puts(&page, "{\"changes\":{\"changes\":[");
    for (int i = 0; i < MANY; i++)
        doran_buffer_printf(
            &page,
            "%s{\"stream\":\"" MOTHER "\",\"seq\":%d,\"kind\":\"notification\",\"id\":\"%s\",\"op\":\"put\","
            "\"at\":\"2026-03-01T00:00:00Z\",\"object\":{\"id\":\"%s\",\"category\":\"member_joined\","
            "\"created_at\":\"2026-03-01T00:00:%02dZ\"}}",
            i > 0 ? "," : "", 5 + i, id_of(i), id_of(i), i);
    doran_buffer_printf(&page, "],\"cursor\":\"" EPOCH "." MOTHER ":%d," FAMILY ":4\",\"more\":false}}",
                        4 + MANY);
    capture_push(world->sample.capture, page.data, 1);
    doran_buffer_deinit(&page);
}

static bool has_all(struct doran_client *client, const void *context)
{
    (void)context;
    return sample_notifications(client) == MANY + 2;
}

static void read_again(struct world *world)
{
    struct sample_world *sample = &world->sample;
    assert_true(doran_replica_notifications(sample->replica, SHOWN, &world->list, &world->unread,
                                            &sample->arena, &sample->error));
}

static int set_up(void **state)
{
    struct world *world = *state = calloc(1, sizeof *world);
    assert_non_null(world);
    sample_world_init(&world->sample, "notifications");
    sample_world_connect(&world->sample);
    push_many(world);
    sample_await_that(world->sample.client, has_all, NULL);
    sample_world_cut(&world->sample);
    return 0;
}

static int set_up_few(void **state)
{
    struct world *world = *state = calloc(1, sizeof *world);
    assert_non_null(world);
    sample_world_init(&world->sample, "notifications");
    sample_world_connect(&world->sample);
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    sample_world_deinit(&world->sample);
    free(world);
    return 0;
}

static void enqueue(struct world *world, enum doran_route_id route, const char *id, const void *request)
{
    struct doran_path path = {0};
    struct doran_error error;
    if (id)
        snprintf(path.ids[DORAN_PARAM_notification], sizeof path.ids[0], "%s", id);
    assert_true(doran_client_enqueue(world->sample.client, route, &path, request, NULL, &error));
    read_again(world);
}

static void mark(struct world *world, int number, bool read)
{
    struct doran_notification_change change = {0};
    doran_set(&change, notification_change, read, read);
    enqueue(world, DORAN_R_notification_change, id_of(number), &change);
}

static void test_what_is_queued_counts(void **state)
{
    struct world *world = *state;
    read_again(world);
    assert_int_equal(world->unread, MANY + 2);
    assert_int_equal(world->list.count, SHOWN);
    mark(world, 3, true); /* Not among those that are shown. */
    assert_int_equal(world->unread, MANY + 1);
    mark(world, MANY - 1, true);
    assert_int_equal(world->unread, MANY);
    assert_true(world->list.items[0].read_at != 0);
    mark(world, 3, false);
    assert_int_equal(world->unread, MANY + 1);
    enqueue(world, DORAN_R_notification_delete, id_of(MANY - 1), NULL);
    enqueue(world, DORAN_R_notification_delete, id_of(MANY - 3), NULL);
    assert_int_equal(world->unread, MANY);
    assert_int_equal(world->list.count, SHOWN); /* The place is taken by older ones. */
    assert_string_equal(world->list.items[0].id, id_of(MANY - 2));
    assert_string_equal(world->list.items[1].id, id_of(MANY - 4));
    assert_string_equal(world->list.items[SHOWN - 1].id, id_of(MANY - 2 - SHOWN));
    enqueue(world, DORAN_R_notification_read_all, NULL, NULL);
    assert_int_equal(world->unread, 0);
    assert_true(world->list.items[SHOWN - 1].read_at != 0);
    mark(world, 5, false); /* What comes later counts. */
    mark(world, MANY - 2, false);
    assert_int_equal(world->unread, 2);
    assert_true(world->list.items[0].read_at == 0);
    enqueue(world, DORAN_R_notification_delete_all, NULL, NULL);
    assert_int_equal(world->unread, 0);
    assert_int_equal(world->list.count, 0);
}

static size_t waiting(struct world *world, struct doran_arena *arena)
{
    struct doran_outbox_list outbox;
    assert_true(doran_replica_outbox(world->sample.replica, &outbox, arena, &world->sample.error));
    return outbox.count;
}

/* What another process does meanwhile is seen afterwards, what this one does at once. */
static void test_a_hold_is_one_moment(void **state)
{
    struct world *world = *state;
    struct sample_world *sample = &world->sample;
    struct doran_arena own = {0};
    struct doran_outbox_list outbox;
    struct doran_replica *other = doran_replica_open(sample->path, &sample->error);
    assert_non_null(other);
    mark(world, 3, true);
    mark(world, 7, true);
    assert_true(doran_replica_hold(sample->replica, &sample->arena, &sample->error));
    assert_true(doran_replica_outbox(sample->replica, &outbox, &sample->arena, &sample->error));
    assert_int_equal(outbox.count, 2);
    sample_drop(other, outbox.items[0].operation);
    read_again(world);
    assert_int_equal(world->unread, MANY);
    assert_int_equal(waiting(world, &sample->arena), 2);
    assert_int_equal(waiting(world, &own), 2);
    doran_replica_release(sample->replica);
    read_again(world);
    assert_int_equal(world->unread, MANY + 1);
    assert_int_equal(waiting(world, &own), 1);
    doran_replica_release(sample->replica); /* There is none. */
    assert_true(doran_replica_hold(sample->replica, &sample->arena, &sample->error));
    mark(world, 9, true);
    assert_int_equal(world->unread, MANY);
    assert_int_equal(waiting(world, &sample->arena), 2);
    assert_true(doran_replica_hold(sample->replica, &sample->arena, &sample->error));
    assert_true(doran_replica_hold(sample->replica, &sample->arena, &sample->error));
    assert_int_equal(waiting(world, &sample->arena), 2);
    doran_replica_close(other);
    doran_arena_deinit(&own);
}

static bool shows(struct doran_client *client, const void *context)
{
    const int64_t *wanted = context; /* How many, and how many of them unread. */
    struct doran_arena arena = {0};
    struct doran_notification_list list;
    struct doran_error error;
    int64_t unread;
    assert_true(
        doran_replica_notifications(doran_client_replica(client), SHOWN, &list, &unread, &arena, &error));
    bool good = (int64_t)list.count == wanted[0] && unread == wanted[1];
    for (size_t i = 0; good && i < list.count; i++)
        unread -= list.items[i].read_at == 0;
    doran_arena_deinit(&arena);
    return good && unread == 0;
}

/* What has been read is read again once it has changed. */
static void test_what_the_server_tells_is_seen(void **state)
{
    struct world *world = *state;
    struct sample_world *sample = &world->sample;
    assert_true(shows(sample->client, (const int64_t[]){2, 2}));
    capture_push(sample->capture,
                 LIVE(PAGE(PUT(MOTHER, 5, "notification", NOTE_NEW,
                               "{\"id\":\"" NOTE_NEW "\",\"category\":\"member_joined\",\"created_at\":"
                               "\"2026-02-02T00:00:00Z\",\"read_at\":\"2026-02-03T00:00:00Z\"}"),
                           CURSOR(5, 4), "false")),
                 1);
    sample_await_that(sample->client, shows, (const int64_t[]){2, 1});
    capture_push(sample->capture,
                 LIVE(PAGE(GONE(MOTHER, 6, "notification", NOTE_OLD), CURSOR(6, 4), "false")), 1);
    sample_await_that(sample->client, shows, (const int64_t[]){1, 0});
    assert_true(doran_replica_wipe(sample->replica, &sample->error));
    assert_true(shows(sample->client, (const int64_t[]){0, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_queued_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_hold_is_one_moment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_the_server_tells_is_seen, set_up_few, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
