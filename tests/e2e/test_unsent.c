/* What is not sent yet, over a line that is cut: seen, changed, given up, refused and sent again; in the terminal and by
 * command. */
#include "support/household.h"
#include "support/screen.h"
#include "support/sync_counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static struct household house;
static struct line *line;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    line = household_desk(&house);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    line_free(line);
    household_deinit(&house);
    return 0;
}

static cJSON *outbox(void)
{
    cJSON *list = household_json(&house, "desk", NULL, DORAN("outbox", "list"));
    cJSON *items = cJSON_DetachItemFromObject(list, "items");
    cJSON_Delete(list);
    return items;
}

static char *first_operation(void)
{
    cJSON *items = outbox();
    char *operation = strdup(json_text(cJSON_GetArrayItem(items, 0), "operation"));
    cJSON_Delete(items);
    return operation;
}

static void check_title(const char *title)
{
    cJSON *family = household_json(&house, "mum", NULL, DORAN("family", "show"));
    assert_string_equal(json_text(family, "title"), title);
    cJSON_Delete(family);
}

static void expect_mood(const char *mood)
{
    cJSON *user = household_json(&house, "mum", NULL, DORAN("whoami"));
    assert_string_equal(json_text(user, "mood"), mood);
    cJSON_Delete(user);
}

/* --- by command --- */

static void test_a_command_changes_it(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "desk", NULL, DORAN("family", "rename", "Yard", "--queue")));
    char *operation = first_operation();
    char *list = household_expect(&house, 0, "desk", NULL, DORAN("outbox", "list"));
    assert_non_null(strstr(list, "change the family: Yard"));
    free(list);
    free(household_expect(&house, 0, "desk", NULL, DORAN("outbox", "edit", operation, "Garden")));
    /* It has another id now. */
    free(household_expect(&house, 4, "desk", NULL, DORAN("outbox", "edit", operation, "Garden")));
    free(operation);
    operation = first_operation();
    char *error = household_error(&house, 2, "desk", NULL,
                                  DORAN("outbox", "edit", operation, "A name that is too long"));
    assert_string_equal(error, "invalid");
    free(error);
    free(household_expect(&house, 2, "desk", NULL, DORAN("outbox", "edit", operation, "x", "email")));
    free(operation);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    check_title("Garden");
}

static void test_a_command_sends_what_was_refused(void **state)
{
    (void)state;
    cJSON_Delete(household_json(&house, "mum", NULL, DORAN("invite", "code", "Gran")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("member", "rename", "me", "Gran", "--queue")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    char *list = household_expect(&house, 0, "desk", NULL, DORAN("outbox", "list"));
    assert_non_null(strstr(list, "in use already"));
    free(list);
    char *operation = first_operation();
    free(household_expect(&house, 0, "desk", NULL, DORAN("outbox", "edit", operation, "Mama")));
    free(operation);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    char *members = household_expect(&house, 0, "mum", NULL, DORAN("member", "list"));
    assert_non_null(strstr(members, "Mama"));
    free(members);
    /* What holds no text can be given up only. */
    free(household_expect(&house, 0, "desk", NULL, DORAN("mood", "sad", "--queue")));
    operation = first_operation();
    free(household_expect(&house, 2, "desk", NULL, DORAN("outbox", "edit", operation, "x")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("outbox", "drop", operation, "--yes")));
    free(operation);
}

/* What has no text of its own is told by the name of what it is about, also when that is to be deleted. */
static void test_names_of_what_waits(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "A walk")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "Dinner", "--start", "2027-03-05")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "Picnic", "--start", "2027-03-06")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("mission", "check", "A walk", "--queue")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("mission", "add", "Cooking", "--queue")));
    free(household_expect(&house, 0, "desk", NULL,
                          DORAN("event", "edit", "Dinner", "--note", "Rice", "--queue")));
    free(household_expect(&house, 0, "desk", NULL, DORAN("event", "rm", "Picnic", "--yes", "--queue")));
    char *list = household_expect(&house, 0, "desk", NULL, DORAN("outbox", "list"));
    static const char *const told[] = {"check a mission: A walk", "propose a mission: Cooking",
                                       "change an event: Dinner", "delete an event: Picnic"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!strstr(list, told[i]))
            fail_msg("no \"%s\" in:\n%s", told[i], list);
    free(list);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
}

/* --- in the terminal --- */

static struct screen *open_desk_on(const struct sync_counter *disk)
{
    const char *const argv[] = {DORAN_BIN, "--profile", "desk", "--lang", "en", NULL};
    const char *env[8] = {house.state_variable, "XDG_CONFIG_HOME=/nonexistent"};
    for (int i = 0; disk && i < SYNC_COUNTER_VARIABLES; i++)
        env[2 + i] = sync_counter_environment(disk, i);
    struct screen *screen = screen_start(&(struct screen_options){.env = env}, argv);
    screen_wait_for_text(screen, "Home", WAIT);
    screen_wait_for_text(screen, "Connected", WAIT);
    return screen;
}

static struct screen *open_desk(void)
{
    return open_desk_on(NULL);
}

/* Empties a field of a form and types something else. */
static void retype(struct screen *screen, const char *text)
{
    screen_keys(screen, "Ctrl-u");
    screen_type(screen, text);
}

static void rename_family(struct screen *screen, const char *title)
{
    screen_keys(screen, "f");
    screen_wait_for_text(screen, "[Family]", WAIT);
    screen_keys(screen, "s");
    screen_wait_for_text(screen, "Time zone", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "The family's name", WAIT);
    retype(screen, title);
    screen_wait_for_text(screen, title, WAIT);
    screen_keys(screen, "Enter Enter");
    screen_wait_until_gone(screen, "The family's name", WAIT);
}

static void test_changed_on_the_screen(void **state)
{
    (void)state;
    struct screen *screen = open_desk();
    line_cut(line);
    screen_wait_for_text(screen, "Reconnecting", WAIT);
    rename_family(screen, "Yard");
    screen_wait_for_text(screen, "1 to send", WAIT);
    screen_keys(screen, "m");
    screen_wait_for_text(screen, "How do you feel", WAIT);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "2 to send", WAIT);
    screen_keys(screen, "g o");
    screen_wait_for_text(screen, "Not sent yet", WAIT);
    screen_wait_for_text(screen, "change the family: Yard", WAIT);
    screen_wait_for_text(screen, "today's mood: in love", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "Send this instead", WAIT);
    retype(screen, "Garden");
    screen_keys(screen, "Enter Enter");
    screen_wait_for_text(screen, "change the family: Garden", WAIT);
    screen_wait_until_gone(screen, "Yard", WAIT);
    screen_keys(screen, "Down e"); /* A mood is no text. */
    screen_wait_for_text(screen, "There is no text in it to change", WAIT);
    screen_keys(screen, "d");
    screen_wait_for_text(screen, "It will never be sent.", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "It will never be sent.", WAIT);
    screen_wait_for_text(screen, "2 to send", WAIT);
    screen_keys(screen, "d");
    screen_wait_for_text(screen, "It will never be sent.", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "1 to send", WAIT);
    screen_wait_for_text(screen, "Offline", WAIT); /* It was tried for a while. */
    check_title("Home");
    line_mend(line);
    screen_keys(screen, "Enter"); /* Try again. */
    screen_wait_for_text(screen, "Everything is sent.", WAIT);
    screen_wait_for_text(screen, "Connected", WAIT);
    check_title("Garden");
    expect_mood("");
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
}

static void test_refused_and_sent_again_on_the_screen(void **state)
{
    (void)state;
    struct screen *screen = open_desk();
    line_cut(line);
    screen_wait_for_text(screen, "Reconnecting", WAIT);
    cJSON_Delete(household_json(&house, "mum", NULL, DORAN("invite", "code", "Gran")));
    screen_keys(screen, "f");
    screen_wait_for_text(screen, "[Family]", WAIT);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "What they are called here", WAIT);
    retype(screen, "Gran");
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "1 to send", WAIT);
    line_mend(line);
    screen_keys(screen, "g o Enter");
    screen_wait_for_text(screen, "not accepted", WAIT);
    screen_wait_for_text(screen, "in use already. Please choose another.", WAIT);
    screen_keys(screen, "F2");
    screen_wait_for_text(screen, "Send this instead", WAIT);
    retype(screen, "");
    screen_keys(screen, "Enter"); /* Empty: told at the field. */
    screen_wait_for_text(screen, "takes 1 to 8 characters", WAIT);
    screen_type(screen, "Mama");
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Everything is sent.", WAIT);
    char *members = household_expect(&house, 0, "mum", NULL, DORAN("member", "list"));
    assert_non_null(strstr(members, "Mama"));
    free(members);
    screen_free(screen);
}

/* What was done could not be brought to the disk: that is told, and it goes out all the same. */
static void test_a_disk_that_refuses(void **state)
{
    (void)state;
    struct sync_counter *disk = sync_counter_new();
    struct screen *screen = open_desk_on(disk);
    screen_keys(screen, "m");
    screen_wait_for_text(screen, "How do you feel", WAIT);
    sync_counter_refuse(disk, true);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "on this computer cannot be read or written", WAIT);
    sync_counter_refuse(disk, false);
    screen_wait_until_gone(screen, "to send", WAIT);
    expect_mood("love");
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);

    sync_counter_refuse(disk, true);
    for (int i = 0; i < SYNC_COUNTER_VARIABLES; i++)
        house.env[HOUSEHOLD_ENV_OWN + i] = sync_counter_environment(disk, i);
    char *said = household_expect(&house, 0, "desk", "3\n1\n", DORAN("--plain"));
    for (int i = 0; i < SYNC_COUNTER_VARIABLES; i++)
        house.env[HOUSEHOLD_ENV_OWN + i] = NULL;
    if (!strstr(said, "on this computer cannot be read or written"))
        fail_msg("the disk is not told of:\n%s", said);
    free(said);
    sync_counter_free(disk);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_command_changes_it),
        TEST(test_a_command_sends_what_was_refused),
        TEST(test_names_of_what_waits),
        TEST(test_changed_on_the_screen),
        TEST(test_refused_and_sent_again_on_the_screen),
        TEST(test_a_disk_that_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
