/* What has not changed is known not to have: each kind of objects by itself, with what the outbox does to it. */
#include "support/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
    struct sample_world sample;
    uint64_t versions[DORAN_kind_COUNT];
};

static int setup(void **state)
{
    struct world *world = *state = calloc(1, sizeof *world);
    assert_non_null(world);
    sample_world_init(&world->sample, "version");
    sample_world_connect(&world->sample);
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    sample_world_deinit(&world->sample);
    free(world);
    return 0;
}

/* Looks at all of them. Those that have changed since the last look, a bit each. */
static uint64_t look(struct world *world)
{
    uint64_t changed = 0;
    for (int kind = 1; kind < DORAN_kind_COUNT; kind++) {
        uint64_t version;
        assert_true(doran_replica_version(world->sample.replica, (enum doran_kind)kind, &version,
                                          &world->sample.error));
        changed |= (uint64_t)(version != world->versions[kind]) << kind;
        world->versions[kind] = version;
    }
    return changed;
}
#define KIND(name) (UINT64_C(1) << DORAN_kind_##name)

static void what_is_queued_changes_what_it_touches(void **state)
{
    struct world *world = *state;
    struct sample_world *sample = &world->sample;
    struct doran_mood_change mood = {.mood = DORAN_mood_sad};
    char operation[37];
    sample_world_cut(sample);
    look(world);
    assert_int_equal(look(world), 0);
    assert_true(
        doran_client_enqueue(sample->client, DORAN_R_mood_change, NULL, &mood, operation, &sample->error));
    assert_int_equal(look(world), KIND(user) | KIND(member));
    assert_true(doran_replica_hold(sample->replica, &sample->arena, &sample->error));
    look(world); /* The sender may have tried to send it. */
    assert_int_equal(look(world), 0);
    doran_replica_release(sample->replica);
    assert_true(doran_client_enqueue(sample->client, DORAN_R_notification_read_all, NULL, NULL, NULL,
                                     &sample->error));
    assert_int_equal(look(world) & ~(KIND(user) | KIND(member)), KIND(notification));
}

static void what_the_server_tells_changes_its_kind(void **state)
{
    struct world *world = *state;
    struct sample_world *sample = &world->sample;
    look(world);
    capture_push(
        sample->capture,
        LIVE(PAGE(PUT(FAMILY, 5, "member", CHILD, MEMBER_JSON(CHILD, "큰딸", "")), CURSOR(4, 5), "false")),
        1);
    while (strcmp(sample_nickname(sample->client, CHILD), "큰딸") != 0)
        sample_await(sample->client, DORAN_CLIENT_EVENT_changed);
    assert_int_equal(look(world), KIND(member));
    capture_push(sample->capture,
                 LIVE(PAGE(GONE(MOTHER, 6, "notification", NOTE_OLD), CURSOR(6, 5), "false")), 1);
    while (sample_notifications(sample->client) != 1)
        sample_await(sample->client, DORAN_CLIENT_EVENT_changed);
    assert_int_equal(look(world), KIND(notification));
    /* With a family all goes that was of it. */
    capture_push(sample->capture, LIVE(PAGE(GONE(MOTHER, 7, "membership", FAMILY), CURSOR(7, 5), "false")),
                 1);
    while (sample_nickname(sample->client, CHILD)[0] != '\0')
        sample_await(sample->client, DORAN_CLIENT_EVENT_changed);
    assert_int_equal(look(world) & KIND(event), KIND(event));
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {TEST(what_is_queued_changes_what_it_touches),
                                       TEST(what_the_server_tells_changes_its_kind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
