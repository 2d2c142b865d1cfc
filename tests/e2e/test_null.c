/* null where nothing can be taken away, over the wire and through the outbox: it says nothing, and harms nobody. */
#include "support/directory.h"
#include "support/line.h"
#include "support/person.h"
#include "support/sample.h"
#include "support/server.h"

#include <doran/id.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000 };

struct world {
    struct server *server;
    struct person mother;
    char family[37];
    struct doran_path family_path, member_path;
    struct doran_arena arena;
    struct doran_error error;
};

static int world_new(void **state)
{
    const char *const flags[] = {"--signup=open", NULL};
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->server = server_start(&(struct server_options){.flags = flags});
    person_sign_up(&world->mother, server_port(world->server), "mother@example.org", "지은");
    person_found_family(&world->mother, "우리집", "엄마", world->family);
    world->family_path = person_path(DORAN_PARAM_family, world->family);
    world->member_path =
        person_path2(DORAN_PARAM_family, world->family, DORAN_PARAM_user, world->mother.user);
    *state = world;
    return 0;
}

static int world_free(void **state)
{
    struct world *world = *state;
    int status = server_stop(world->server); /* It lived to this end. */
    doran_arena_deinit(&world->arena);
    free(world);
    return status;
}

/* The status of a request with this body; the name of the refused field goes to `field`. */
static int say(struct world *world, enum doran_route_id route, const struct doran_path *path,
               const char *body, char field[64])
{
    struct wire_answer answer;
    struct doran_id operation = doran_id_new();
    if (!person_send(&world->mother, route, path, body, operation.text, &answer))
        fail_msg("%s: no answer came", body);
    int status = answer.status;
    memcpy(field, answer.field, sizeof answer.field);
    wire_answer_deinit(&answer);
    return status;
}

/* What the server has: the family's title and zone, the mother's nickname and mood. */
static void assert_home(struct world *world, const char *title, const char *zone, enum doran_mood mood)
{
    struct doran_family family;
    struct doran_user user;
    person_call(&world->mother, DORAN_R_family, &world->family_path, NULL, &family, &world->arena);
    person_call(&world->mother, DORAN_R_me, NULL, NULL, &user, &world->arena);
    assert_string_equal(family.title, title);
    assert_string_equal(family.time_zone, zone);
    assert_string_equal(user.nickname, "지은");
    assert_in_range(user.avatar, 1, DORAN_AVATARS);
    assert_int_equal(user.mood, mood);
}

static void test_over_the_wire(void **state)
{
    struct world *world = *state;
    const struct doran_path *family = &world->family_path;
    char field[64];
    assert_int_equal(say(world, DORAN_R_profile_change, NULL, "{\"nickname\":null,\"avatar\":null}", field),
                     200);
    assert_int_equal(say(world, DORAN_R_family_change, family, "{\"title\":null,\"time_zone\":null}", field),
                     200);
    assert_home(world, "우리집", "Asia/Seoul", DORAN_mood_none);

    /* Beside something that is said. */
    const char *mixed = "{\"title\":null,\"time_zone\":\"Asia/Tokyo\"}";
    assert_int_equal(say(world, DORAN_R_family_change, family, mixed, field), 200);
    assert_home(world, "우리집", "Asia/Tokyo", DORAN_mood_none);
    mixed = "{\"title\":\"큰집\",\"time_zone\":null}";
    assert_int_equal(say(world, DORAN_R_family_change, family, mixed, field), 200);
    assert_home(world, "큰집", "Asia/Tokyo", DORAN_mood_none);

    /* A mood can be taken away. */
    assert_int_equal(say(world, DORAN_R_mood_change, NULL, "{\"mood\":\"love\"}", field), 200);
    assert_home(world, "큰집", "Asia/Tokyo", DORAN_mood_love);
    assert_int_equal(say(world, DORAN_R_mood_change, NULL, "{\"mood\":null}", field), 200);
    assert_home(world, "큰집", "Asia/Tokyo", DORAN_mood_none);
}

static void test_what_must_be_there(void **state)
{
    struct world *world = *state;
    char field[64];
    assert_int_equal(say(world, DORAN_R_member_change, &world->member_path, "{\"nickname\":null}", field),
                     422);
    assert_string_equal(field, "nickname");
    assert_int_equal(say(world, DORAN_R_family_create, NULL, "{\"title\":null,\"nickname\":\"엄마\"}", field),
                     422);
    assert_string_equal(field, "title");
    assert_int_equal(say(world, DORAN_R_host_change, &world->family_path, "{\"user_id\":null}", field), 422);
    assert_string_equal(field, "user_id");
    assert_home(world, "우리집", "Asia/Seoul", DORAN_mood_none);
}

/* Where a new thing has a default, null asks for it. */
static void test_what_has_a_default(void **state)
{
    struct world *world = *state;
    char field[64];
    const char *family = "{\"title\":\"외갓집\",\"nickname\":\"딸\",\"time_zone\":null}";
    assert_int_equal(say(world, DORAN_R_family_create, NULL, family, field), 201);
    const char *login =
        "{\"email\":\"mother@example.org\",\"password\":\"" PERSON_PASSWORD "\",\"device\":null}";
    assert_int_equal(say(world, DORAN_R_login, NULL, login, field), 201);
    const char *invite = "{\"email\":null,\"nickname\":\"이모\"}";
    assert_int_equal(say(world, DORAN_R_invite_create, &world->family_path, invite, field), 201);
    struct doran_invite_page page;
    person_call(&world->mother, DORAN_R_invite_list, &world->family_path, NULL, &page, &world->arena);
    assert_int_equal(page.invites.count, 1);
    assert_int_equal(page.invites.items[0].kind, DORAN_invite_kind_code);
}

/* What the device shows. */
static void assert_shown(struct world *world, struct doran_client *client)
{
    struct doran_replica *replica = doran_client_replica(client);
    struct doran_family_list families;
    struct doran_member_list members;
    struct doran_user user;
    assert_true(doran_replica_user(replica, &user, &world->arena, &world->error));
    assert_true(doran_replica_families(replica, &families, &world->arena, &world->error));
    assert_true(doran_replica_members(replica, world->family, &members, &world->arena, &world->error));
    assert_string_equal(user.nickname, "지은");
    assert_in_range(user.avatar, 1, DORAN_AVATARS);
    assert_string_equal(families.items[0].title, "우리집");
    assert_string_equal(families.items[0].time_zone, "Asia/Seoul");
    assert_string_equal(members.items[0].profile_nickname, "지은");
    assert_string_equal(members.items[0].nickname, "엄마");
}

static size_t waiting(struct doran_client *client)
{
    struct doran_arena arena = {0};
    struct doran_outbox_list list;
    struct doran_error error;
    assert_true(doran_replica_outbox(doran_client_replica(client), &list, &arena, &error));
    doran_arena_deinit(&arena);
    return list.count;
}

static bool is_sent(struct doran_client *client, const void *context)
{
    (void)context;
    return waiting(client) == 0;
}

static void test_through_the_outbox(void **state)
{
    struct world *world = *state;
    char *folder = test_directory_new("null");
    char *path = test_directory_path(folder, "replica.db");
    struct line *line = line_new(server_port(world->server));
    struct doran_client *client = person_client(&world->mother, line_port(line), path);
    assert_true(doran_client_sync(client, PATIENCE_MS, &world->error));
    line_cut(line);

    struct doran_profile_change profile = {0};
    doran_set(&profile, profile_change, nickname, NULL);
    doran_set(&profile, profile_change, avatar, 0);
    struct doran_family_change change = {0};
    doran_set(&change, family_change, title, NULL);
    doran_set(&change, family_change, time_zone, NULL);
    struct doran_member_change member = {0};
    doran_set(&member, member_change, nickname, NULL);
    assert_true(doran_client_enqueue(client, DORAN_R_profile_change, NULL, &profile, NULL, &world->error));
    assert_true(doran_client_enqueue(client, DORAN_R_family_change, &world->family_path, &change, NULL,
                                     &world->error));
    assert_false(doran_client_enqueue(client, DORAN_R_member_change, &world->member_path, &member, NULL,
                                      &world->error));
    assert_string_equal(world->error.field, "nickname");
    assert_int_equal(waiting(client), 2);
    assert_shown(world, client);

    /* Sent, not parked. */
    line_mend(line);
    doran_client_wake(client);
    sample_await_that(client, is_sent, NULL);
    assert_shown(world, client);
    assert_home(world, "우리집", "Asia/Seoul", DORAN_mood_none);

    doran_client_free(client);
    line_free(line);
    free(path);
    test_directory_remove(folder);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_new, world_free)
    const struct CMUnitTest tests[] = {
        TEST(test_over_the_wire),
        TEST(test_what_must_be_there),
        TEST(test_what_has_a_default),
        TEST(test_through_the_outbox),
    };
    return cmocka_run_group_tests_name("null", tests, NULL, NULL);
}
