/* The command line without a network, and following what changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/household.h"

static struct household house;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    household_signup(&house, "mum", "김엄마");
    free(household_expect(&house, 0, "mum", NULL, DORAN("family", "create", "우리집", "엄마")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    return 0;
}

static size_t unsent(void)
{
    cJSON *outbox = household_json(&house, "mum", NULL, DORAN("outbox", "list"));
    size_t count = (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(outbox, "items"));
    cJSON_Delete(outbox);
    return count;
}

static void test_reading_and_writing_without_a_network(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    server_halt(house.server);
    struct command_result result;
    household_run(&house, &result, "mum", NULL, DORAN("home"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "우리집"));
    assert_non_null(strstr(result.out, "offline"));
    assert_non_null(strstr(result.err, "cannot be reached"));
    command_result_deinit(&result);
    char *kept = household_expect(&house, 0, "mum", NULL, DORAN("mood", "love"));
    assert_non_null(strstr(kept, "will be sent"));
    free(kept);
    assert_int_equal(unsent(), 1);
    char *home = household_expect(&house, 0, "mum", NULL, DORAN("home"));
    assert_non_null(strstr(home, "in love"));
    free(home);
    char *error = household_error(&house, 6, "mum", NULL, DORAN("family", "create", "친정", "막내"));
    assert_string_equal(error, "network");
    free(error);
    server_restart(house.server);
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    assert_int_equal(unsent(), 0);
    cJSON *user = household_json(&house, "mum", NULL, DORAN("whoami"));
    assert_string_equal(json_text(user, "mood"), "love");
    cJSON_Delete(user);
}

/* A later command goes behind what was kept, so that the last word is the last. */
static void test_what_was_kept_goes_first(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "mum", NULL, DORAN("mood", "sad", "--queue")));
    assert_int_equal(unsent(), 1);
    cJSON *user = household_json(&house, "mum", NULL, DORAN("mood", "nice"));
    assert_string_equal(json_text(user, "mood"), "nice");
    cJSON_Delete(user);
    assert_int_equal(unsent(), 0);
    user = household_json(&house, "mum", NULL, DORAN("whoami"));
    assert_string_equal(json_text(user, "mood"), "nice");
    cJSON_Delete(user);
}

static void test_the_outbox(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "mum", NULL, DORAN("mood", "sad", "--queue")));
    cJSON *outbox = household_json(&house, "mum", NULL, DORAN("outbox", "list"));
    const cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItem(outbox, "items"), 0);
    assert_string_equal(json_text(item, "route"), "mood_change");
    assert_string_equal(json_text(item, "state"), "waiting");
    assert_string_equal(json_text(cJSON_GetObjectItem(item, "request"), "mood"), "sad");
    const char *operation = json_text(item, "operation");
    free(household_expect(&house, 8, "mum", NULL, DORAN("logout")));
    free(household_expect(&house, 8, "mum", NULL, DORAN("outbox", "drop", operation)));
    free(household_expect(&house, 0, "mum", NULL, DORAN("outbox", "drop", operation, "--yes")));
    free(household_expect(&house, 4, "mum", NULL, DORAN("outbox", "retry", operation)));
    cJSON_Delete(outbox);
    assert_int_equal(unsent(), 0);
    free(household_expect(&house, 0, "mum", NULL, DORAN("logout")));
}

/* What the rules refuse is kept for the person with its reason, and can be given up. */
static void test_what_is_not_accepted_is_parked(void **state)
{
    (void)state;
    cJSON *sent = household_json(&house, "mum", NULL, DORAN("invite", "code", "이모"));
    cJSON_Delete(sent);
    free(household_expect(&house, 0, "mum", NULL, DORAN("member", "rename", "me", "이모", "--queue")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    cJSON *outbox = household_json(&house, "mum", NULL, DORAN("outbox", "list"));
    const cJSON *item = cJSON_GetArrayItem(cJSON_GetObjectItem(outbox, "items"), 0);
    assert_string_equal(json_text(item, "state"), "parked");
    assert_string_equal(json_text(item, "error"), "nickname_taken");
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("outbox", "drop", json_text(item, "operation"), "--yes")));
    cJSON_Delete(outbox);
    assert_int_equal(unsent(), 0);
}

static void test_status(void **state)
{
    (void)state;
    cJSON *status = household_json(&house, "mum", NULL, DORAN("status"));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(status, "reached")));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(status, "logged_in")));
    assert_string_equal(json_text(cJSON_GetObjectItem(status, "user"), "nickname"), "김엄마");
    cJSON_Delete(status);
    status = household_json(&house, "nobody", NULL, DORAN("status"));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(status, "reached")));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(status, "logged_in")));
    cJSON_Delete(status);
    server_halt(house.server);
    status = household_json(&house, "mum", NULL, DORAN("status"));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(status, "reached")));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(status, "logged_in")));
    cJSON_Delete(status);
    server_restart(house.server);
}

static void test_watch(void **state)
{
    (void)state;
    household_signup(&house, "girl", "김딸");
    struct command *watch = household_start(&house, "mum", NULL, DORAN("watch", "--json", "--count", "1"));
    command_wait_for(watch, "\"online\":true", false); /* she herself, once it is connected */
    struct command *people = household_start(&house, "mum", NULL, DORAN("watch"));
    command_wait_for(people, "connected", true);
    free(household_expect(&house, 0, "mum", NULL, DORAN("invite", "send", "girl@example.com", "딸")));
    struct command_result result;
    command_finish(watch, &result);
    assert_int_equal(result.status, 0);
    char *line = strstr(result.out, "{\"stream\"");
    assert_non_null(line);
    cJSON *change = cJSON_ParseWithOpts(line, NULL, true);
    assert_non_null(change);
    assert_string_equal(json_text(change, "kind"), "invite");
    assert_string_equal(json_text(cJSON_GetObjectItem(change, "object"), "nickname"), "딸");
    cJSON_Delete(change);
    command_result_deinit(&result);
    command_wait_for(people, "우리집  invite  딸: waiting", false);
    /* Across an outage of the server nothing is lost. */
    server_halt(house.server);
    command_wait_for(people, "reconnecting", true);
    server_restart(house.server);
    free(household_expect(&house, 0, "girl", NULL, DORAN("invitation", "accept")));
    command_wait_for(people, "딸 accepted your invite to 우리집.", false);
    free(household_expect(&house, 0, "girl", NULL, DORAN("mood", "love")));
    command_wait_for(people, "in love", false);
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "산책", "엄마,딸")));
    command_wait_for(people, "우리집  mission  산책: not complete yet", false);
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "check", "산책")));
    free(household_expect(&house, 0, "girl", NULL, DORAN("mission", "check", "산책")));
    command_wait_for(people, " 1/1", false); /* Of the month. */
    command_wait_for(people, "우리집  badge  ", false);
    command_wait_for(people, " 1/20", false);
    command_end(people);
}

/* A session that is ended elsewhere ends the watch. */
static void test_watch_ends_with_its_session(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "laptop", HOUSEHOLD_PASSWORD "\n",
                          DORAN("login", "mum@example.com", "--server", server_url(house.server),
                                "--password-stdin", "--device", "책상")));
    struct command *watch = household_start(&house, "laptop", NULL, DORAN("watch"));
    command_wait_for(watch, "connected", true);
    free(household_expect(&house, 0, "mum", NULL, DORAN("device", "end", "책상")));
    struct command_result result;
    command_finish(watch, &result);
    assert_int_equal(result.status, 3);
    command_result_deinit(&result);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_reading_and_writing_without_a_network),
        TEST(test_what_was_kept_goes_first),
        TEST(test_the_outbox),
        TEST(test_what_is_not_accepted_is_parked),
        TEST(test_status),
        TEST(test_watch),
        TEST(test_watch_ends_with_its_session),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
