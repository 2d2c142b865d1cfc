/* What waits in the outbox is changed: it goes under a new id in its old place, and what depends on it follows. */
#include "support/sample.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define PATCH_CHILD "PATCH /api/v1/families/" FAMILY "/members/" CHILD

/* Synced, and now without a network. */
static int set_up(void **state)
{
    struct sample_world *world = *state = calloc(1, sizeof *world);
    assert_non_null(world);
    sample_world_init(world, "outbox-edit");
    sample_world_connect(world);
    sample_world_cut(world);
    return 0;
}

static int tear_down(void **state)
{
    sample_world_deinit(*state);
    free(*state);
    return 0;
}

static const struct doran_path child = {.ids = {[DORAN_PARAM_family] = FAMILY, [DORAN_PARAM_user] = CHILD}};
static const struct doran_path family = {.ids = {[DORAN_PARAM_family] = FAMILY}};

static void enqueue_nickname(struct sample_world *world, const char *nickname, char operation[37])
{
    struct doran_member_change change = {.nickname = nickname};
    assert_true(doran_client_enqueue(world->client, DORAN_R_member_change, &child, &change, operation,
                                     &world->error));
}

static struct doran_outbox_list outbox(struct sample_world *world)
{
    struct doran_outbox_list list;
    assert_true(doran_replica_outbox(world->replica, &list, &world->arena, &world->error));
    return list;
}

/* Offline the client tries to send all the same now and then; for that moment an item is under way. */
static bool change(struct sample_world *world, const char *operation, const void *request, char fresh[37])
{
    int64_t end = doran_time_monotonic() + CAPTURE_WAIT_MS * INT64_C(1000);
    bool good;
    while (!(good = doran_replica_outbox_edit(world->replica, operation, request, fresh, &world->error)) &&
           world->error.code == DORAN_ERROR_conflict && doran_time_monotonic() < end)
        poll(NULL, 0, 1);
    return good;
}

static bool edit(struct sample_world *world, const char *operation, const char *nickname, char fresh[37])
{
    struct doran_member_change request = {.nickname = nickname};
    return change(world, operation, &request, fresh);
}

static void assert_sent_with(const char *request, const char *operation, const char *text)
{
    assert_non_null(strstr(request, operation));
    assert_non_null(strstr(request, text));
}

static bool has_parked(struct doran_client *client, const void *context)
{
    return sample_outbox(client, DORAN_OUTBOX_parked) == *(const size_t *)context;
}

static void test_what_waits_is_changed(void **state)
{
    struct sample_world *world = *state;
    char first[37], second[37], fresh[37];
    enqueue_nickname(world, "하나", first);
    struct doran_mood_change mood = {.mood = DORAN_mood_love};
    assert_true(doran_client_enqueue(world->client, DORAN_R_mood_change, NULL, &mood, second, &world->error));
    assert_true(edit(world, first, "둘", fresh));
    assert_string_not_equal(first, fresh);
    assert_string_equal(sample_nickname(world->client, CHILD), "둘");
    struct doran_outbox_list list = outbox(world);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].operation, fresh); /* Still the first. */
    assert_string_equal(list.items[1].operation, second);
    capture_answer(world->capture, PATCH_CHILD, "200 OK", MEMBER_JSON(CHILD, "둘", ""));
    capture_answer(world->capture, "PUT /api/v1/me/mood", "200 OK", USER_JSON(MOOD_JSON("love")));
    sample_world_mend(world);
    sample_await_that(world->client, sample_has_sent, NULL);
    char *request = capture_wait(world->capture, PATCH_CHILD, 1);
    assert_sent_with(request, fresh, "둘");
    free(request);
    assert_int_equal(capture_count(world->capture, PATCH_CHILD), 1);
}

static void test_what_was_refused_is_changed_and_sent_again(void **state)
{
    struct sample_world *world = *state;
    char refused[37], dependent[37], fresh[37];
    size_t two = 2, none = 0;
    enqueue_nickname(world, "하나", refused);
    enqueue_nickname(world, "셋", dependent);
    capture_answer(world->capture, PATCH_CHILD, "409 Conflict", ERROR_JSON("nickname_taken", "nickname"));
    sample_world_mend(world);
    sample_await_that(world->client, has_parked, &two);
    capture_answer(world->capture, PATCH_CHILD, "200 OK", MEMBER_JSON(CHILD, "둘", ""));
    assert_true(edit(world, refused, "둘", fresh));
    char *request = capture_wait(world->capture, PATCH_CHILD, 2);
    assert_sent_with(request, fresh, "둘");
    free(request);
    request = capture_wait(world->capture, PATCH_CHILD, 3); /* What built on it goes with it, as it was. */
    assert_sent_with(request, dependent, "셋");
    free(request);
    sample_await_that(world->client, has_parked, &none);
    sample_await_that(world->client, sample_has_sent, NULL);
}

/* A queued invite is known by its operation's id; what speaks of it follows to the new one. */
static void test_what_speaks_of_it_follows(void **state)
{
    struct sample_world *world = *state;
    struct doran_invite_create create = {.email = "aunt@example.com", .nickname = "이모"};
    struct doran_invite_list invites;
    struct doran_path made = family;
    char operation[37], withdrawal[37], fresh[37];
    assert_true(doran_client_enqueue(world->client, DORAN_R_invite_create, &family, &create, operation,
                                     &world->error));
    create.nickname = "고모";
    assert_true(change(world, operation, &create, fresh));
    assert_true(doran_replica_invites(world->replica, FAMILY, &invites, &world->arena, &world->error));
    assert_string_equal(invites.items[0].nickname, "고모");
    assert_string_equal(invites.items[0].id, fresh);
    memcpy(made.ids[DORAN_PARAM_invite], fresh, sizeof fresh);
    assert_true(
        doran_client_enqueue(world->client, DORAN_R_invite_withdraw, &made, NULL, withdrawal, &world->error));
    assert_true(change(world, fresh, &create, operation));
    assert_string_equal(outbox(world).items[1].path.ids[DORAN_PARAM_invite], operation);
}

static void test_what_is_not_allowed(void **state)
{
    struct sample_world *world = *state;
    char operation[37];
    enqueue_nickname(world, "하나", operation);
    assert_false(edit(world, operation, "", NULL));
    assert_int_equal(world->error.code, DORAN_ERROR_invalid);
    assert_string_equal(world->error.field, "nickname");
    assert_string_equal(outbox(world).items[0].operation, operation);
    assert_false(edit(world, MOTHER, "둘", NULL));
    assert_int_equal(world->error.code, DORAN_ERROR_not_found);
    struct doran_invite_create by_code = {.nickname = "이모"},
                               by_email = {.email = "a@example.com", .nickname = "이모"};
    assert_true(doran_client_enqueue(world->client, DORAN_R_invite_create, &family, &by_email, operation,
                                     &world->error));
    assert_false(change(world, operation, &by_code, NULL));
    assert_int_equal(world->error.code, DORAN_ERROR_offline); /* Its answer is shown once. */
}

/* An answer that is held back until the gate opens. */
static char *hold(const char *request, void *context)
{
    char byte;
    const int *pipes = context;
    (void)request;
    ssize_t got = read(pipes[0], &byte, 1);
    return got == 1 ? capture_format("200 OK", MEMBER_JSON(CHILD, "하나", "")) : NULL;
}

static void test_what_is_under_way_is_not_changed(void **state)
{
    struct sample_world *world = *state;
    int pipes[2];
    char operation[37];
    assert_int_equal(pipe(pipes), 0);
    capture_decide(world->capture, PATCH_CHILD, hold, pipes);
    enqueue_nickname(world, "하나", operation);
    sample_world_mend(world);
    free(capture_wait(world->capture, PATCH_CHILD, 1));
    struct doran_member_change request = {.nickname = "둘"};
    assert_false(doran_replica_outbox_edit(world->replica, operation, &request, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_conflict);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    sample_await_that(world->client, sample_has_sent, NULL);
    close(pipes[0]);
    close(pipes[1]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_waits_is_changed),
        TEST(test_what_was_refused_is_changed_and_sent_again),
        TEST(test_what_speaks_of_it_follows),
        TEST(test_what_is_not_allowed),
        TEST(test_what_is_under_way_is_not_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
