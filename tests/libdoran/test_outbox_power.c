/* What is queued is there after the power went: at once, or, when a client's own thread sees to it, a moment later. */
#include "support/lossy_vfs.h"
#include "support/sample.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 6 };

struct home {
    struct sample_world world;
    struct lossy_vfs *vfs;
};

/* Synced, and without a network. */
static int setup(void **state)
{
    struct home *home = *state = calloc(1, sizeof *home);
    assert_non_null(home);
    home->vfs = lossy_vfs_new("lossy", LOSSY_KEEP);
    lossy_vfs_make_default(home->vfs);
    sample_world_init(&home->world, "outbox-power");
    sample_world_connect(&home->world);
    sample_world_cut(&home->world);
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;
    sample_world_deinit(&home->world);
    lossy_vfs_free(home->vfs);
    free(home);
    return 0;
}

static void reopen(struct home *home, bool live)
{
    doran_client_free(home->world.client);
    home->world.client = sample_client(home->world.capture, home->world.path, live);
}

static bool enqueue(struct home *home, char operation[37])
{
    struct doran_mood_change change = {.mood = DORAN_mood_sad};
    return doran_client_enqueue(home->world.client, DORAN_R_mood_change, NULL, &change, operation,
                                &home->world.error);
}

static void lose_power(struct home *home)
{
    lossy_vfs_power_cut(home->vfs);
    doran_client_free(home->world.client);
    home->world.client = NULL;
    assert_true(lossy_vfs_power_on(home->vfs, 0));
}

static void expect_queued(struct home *home, char operations[][37], size_t count)
{
    struct doran_replica *replica = doran_replica_open(home->world.path, &home->world.error);
    struct doran_outbox_list list;
    assert_non_null(replica);
    assert_true(doran_replica_outbox(replica, &list, &home->world.arena, &home->world.error));
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list.items[i].operation, operations[i]);
    doran_replica_close(replica);
}

static void await_sync(struct home *home, uint64_t before)
{
    int64_t end = doran_time_monotonic() + CAPTURE_WAIT_MS * INT64_C(1000);
    while (lossy_vfs_counts(home->vfs).syncs == before) {
        if (doran_time_monotonic() > end)
            fail_msg("it was never synced");
        poll(NULL, 0, 1);
    }
}

static void one_that_is_not_live_waits_for_the_disk(void **state)
{
    struct home *home = *state;
    char operations[ROUNDS][37];
    reopen(home, false);
    for (size_t i = 0; i < ROUNDS; i++)
        assert_true(enqueue(home, operations[i]));
    lose_power(home);
    expect_queued(home, operations, ROUNDS);
}

static void a_live_one_brings_it_there_by_itself(void **state)
{
    struct home *home = *state;
    char operations[ROUNDS][37];
    for (size_t i = 0; i < ROUNDS; i++) {
        uint64_t before = lossy_vfs_counts(home->vfs).syncs;
        assert_true(enqueue(home, operations[i]));
        await_sync(home, before);
    }
    lose_power(home);
    expect_queued(home, operations, ROUNDS);
}

/* Another handle of the file, so that closing it does not write all back. */
static void ending_one_waits_for_the_disk(void **state)
{
    struct home *home = *state;
    char operation[1][37];
    struct doran_replica *other = doran_replica_open(home->world.path, &home->world.error);
    assert_non_null(other);
    assert_true(enqueue(home, operation[0]));
    doran_client_free(home->world.client);
    home->world.client = NULL;
    lossy_vfs_power_cut(home->vfs);
    doran_replica_close(other);
    assert_true(lossy_vfs_power_on(home->vfs, 0));
    expect_queued(home, operation, 1);
}

static void a_disk_that_refuses_is_told_of(void **state)
{
    struct home *home = *state;
    char operation[1][37];
    assert_true(enqueue(home, operation[0]));
    lossy_vfs_refuse_syncs(home->vfs, true);
    assert_true(enqueue(home, NULL));
    struct doran_client_event event;
    do
        event = sample_await(home->world.client, DORAN_CLIENT_EVENT_outbox);
    while (event.error.code == DORAN_ERROR_none);
    assert_int_equal(event.error.code, DORAN_ERROR_storage);
    lossy_vfs_refuse_syncs(home->vfs, false);
    assert_int_equal(sample_outbox(home->world.client, DORAN_OUTBOX_parked), 0);

    /* One that waits for the disk keeps nothing that is not there. */
    reopen(home, false);
    lossy_vfs_refuse_syncs(home->vfs, true);
    assert_false(enqueue(home, NULL));
    assert_int_equal(home->world.error.code, DORAN_ERROR_storage);
    lossy_vfs_refuse_syncs(home->vfs, false);
    assert_int_equal(sample_outbox(home->world.client, DORAN_OUTBOX_waiting), 2);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_that_is_not_live_waits_for_the_disk),
        TEST(a_live_one_brings_it_there_by_itself),
        TEST(ending_one_waits_for_the_disk),
        TEST(a_disk_that_refuses_is_told_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
