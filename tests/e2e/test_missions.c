/* The story of a mission, lived at two terminals and at the command line with a real server between them: proposed, checked part
 * by part, complete for both at once; without a network; the operator's notice and the family's own greetings. */
#include "support/directory.h"
#include "support/household.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static void found(struct household *house)
{
    household_init(house, NULL);
    household_signup(house, "mother", "Mum star");
    household_signup(house, "father", "Dad star");
    free(household_expect(house, 0, "mother", NULL, DORAN("family", "create", "Home", "Mum")));
    household_bring_in(house, "mother", "father", "Dad");
}

static struct screen *start(struct household *house, const char *who)
{
    const char *const argv[] = {DORAN_BIN, "--server", server_url(house->server), "--lang", "en", "--profile",
                                who,       NULL};
    struct screen *screen = screen_start(&(struct screen_options){.env = house->env}, argv);
    screen_wait_for_text(screen, "Connected", WAIT);
    return screen;
}

static struct screen *start_at_home(struct household *house, const char *who)
{
    struct screen *screen = start(house, who);
    screen_wait_for_text(screen, "What is new", WAIT);
    return screen;
}

static void go_missions(struct screen *screen)
{
    screen_keys(screen, "g m");
    screen_wait_for_text(screen, "[Missions]", WAIT);
}

static void propose(struct screen *screen, const char *title)
{
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "What do you want to do together?", WAIT);
    screen_paste(screen, title);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Who takes part?", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_until_gone(screen, "Who takes part?", WAIT);
}

static void a_mission_lives_at_two_terminals(void **unused)
{
    (void)unused;
    struct household house;
    found(&house);
    struct screen *mother = start_at_home(&house, "mother"), *father = start_at_home(&house, "father");
    screen_wait_for_text(mother, "No mission yet", WAIT);
    screen_wait_for_text(mother, "A cosy start", WAIT); /* The badge of a family that is made. */
    go_missions(mother);
    propose(mother, "A walk together");
    screen_wait_for_text(mother, "proposed by Mum", WAIT);

    /* Home shows it by itself; the missions' room too, mark by mark. */
    screen_wait_for_text(father, "A walk together", WAIT);
    screen_wait_for_text(father, "0/1", WAIT);
    go_missions(father);
    screen_wait_for_text(father, "[ ] Mum   [ ] Dad", WAIT);
    screen_keys(father, "Space");
    screen_wait_for_text(father, "[ ] Mum   [v] Dad", WAIT);
    screen_wait_for_text(mother, "[ ] Mum   [v] Dad", WAIT);
    screen_keys(father, "Space"); /* A second thought. */
    screen_wait_for_text(mother, "[ ] Mum   [ ] Dad", WAIT);
    screen_keys(father, "Space");
    screen_wait_for_text(mother, "[ ] Mum   [v] Dad", WAIT);

    screen_keys(mother, "Space");
    screen_wait_for_text(mother, "This is the last check", WAIT);
    screen_keys(mother, "Esc");
    screen_wait_until_gone(mother, "This is the last check", WAIT);
    screen_wait_for_text(mother, "not complete yet", WAIT);
    screen_keys(mother, "Space");
    screen_wait_for_text(mother, "This is the last check", WAIT);
    screen_keys(mother, "Enter");
    screen_wait_for_text(mother, "You did it together: A walk together", WAIT);
    screen_wait_for_text(mother, "done today", WAIT);
    screen_wait_for_text(father, "done today", WAIT);
    screen_wait_for_text(father, "You did it together: A walk together", WAIT);
    screen_wait_for_text(father, "1/1", WAIT);

    /* It is closed now. */
    screen_keys(mother, "Space");
    screen_wait_for_text(mother, "It stays as it is", WAIT);
    screen_keys(mother, "d");
    screen_wait_for_text(mother, "It stays as it is", WAIT);
    screen_keys(mother, "b");
    screen_wait_for_text(mother, "Our badges", WAIT);
    screen_wait_for_text(mother, "1/20", WAIT);
    screen_keys(mother, "Esc");
    screen_wait_for_text(mother, "This month's missions", WAIT);
    screen_keys(mother, "p");
    screen_wait_for_text(mother, "Missions of past months", WAIT);
    screen_keys(mother, "Enter");
    screen_wait_for_text(mother, "A walk together", WAIT);

    /* One's own is taken away after a question, and is gone everywhere. */
    go_missions(mother);
    propose(mother, "Too much");
    screen_wait_for_text(father, "Too much", WAIT);
    screen_keys(mother, "Home d");
    screen_wait_for_text(mother, "Take the mission", WAIT);
    screen_keys(mother, "Enter");
    screen_wait_until_gone(father, "Too much", WAIT);
    screen_free(father);
    screen_free(mother);
    household_deinit(&house);
}

static const char *mission_field(const cJSON *page, int index, const char *field)
{
    return json_text(cJSON_GetArrayItem(cJSON_GetObjectItem(page, "missions"), index), field);
}

static double number(const cJSON *object, const char *field)
{
    const cJSON *item = cJSON_GetObjectItem(object, field);
    return cJSON_IsNumber(item) ? item->valuedouble : -1;
}

static void the_command_line_does_it_all(void **unused)
{
    (void)unused;
    struct household house;
    found(&house);
    cJSON *made = household_json(&house, "mother", NULL, DORAN("mission", "add", "Dishes", "me,Dad"));
    assert_string_equal(json_text(made, "title"), "Dishes");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(made, "parts")), 2);
    cJSON_Delete(made);
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "add", "Only Dad", "Dad")));
    char *text =
        household_error(&house, 2, "mother", NULL, DORAN("mission", "add", "Way too long a title for it"));
    free(text);
    text = household_error(&house, 4, "mother", NULL, DORAN("mission", "add", "Who?", "Nobody"));
    free(text);
    text = household_error(&house, 1, "mother", NULL, DORAN("mission", "check", "Only Dad"));
    assert_string_equal(text, "not_participant");
    free(text);
    text = household_expect(&house, 0, "mother", NULL, DORAN("mission", "check", "Dishes"));
    assert_non_null(strstr(text, "Your part is checked: Dishes"));
    free(text);
    text = household_expect(&house, 0, "father", NULL, DORAN("mission", "check", "Dishes"));
    assert_non_null(strstr(text, "You did it together: Dishes"));
    free(text);
    text = household_error(&house, 5, "father", NULL, DORAN("mission", "uncheck", "Dishes"));
    assert_string_equal(text, "mission_completed");
    free(text);
    text = household_error(&house, 5, "mother", NULL, DORAN("mission", "rm", "Dishes", "--yes"));
    assert_string_equal(text, "mission_completed");
    free(text);
    text =
        household_expect(&house, 0, "father", NULL,
                         DORAN("mission", "dashboard", "--template", "{completed} of {total}, {percent} %"));
    assert_string_equal(text, "1 of 2, 50 %\n");
    free(text);
    text = household_expect(&house, 0, "father", NULL,
                            DORAN("mission", "list", "--template", "{title} {checked}/{members}"));
    assert_string_equal(text, "Only Dad 0/1\nDishes 2/2\n");
    free(text);
    text = household_error(&house, 2, "father", NULL, DORAN("mission", "list", "2026-13"));
    free(text);
    cJSON *badges = household_json(&house, "father", NULL, DORAN("badge", "list"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(badges, "badges")), 6);
    cJSON_Delete(badges);
    cJSON *home = household_json(&house, "father", NULL, DORAN("home"));
    assert_string_equal(json_text(cJSON_GetObjectItem(home, "mission"), "title"), "Only Dad");
    assert_int_equal(number(cJSON_GetObjectItem(home, "dashboard"), "percent"), 50);
    cJSON_Delete(home);
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "rm", "Only Dad", "--yes")));
    cJSON *months = household_json(&house, "father", NULL, DORAN("mission", "months"));
    assert_int_equal(number(cJSON_GetArrayItem(cJSON_GetObjectItem(months, "months"), 0), "total"), 1);
    cJSON_Delete(months);
    household_deinit(&house);
}

/* Proposed, checked and counted here while nothing can be sent; sent in their order when it can. */
static void what_is_not_sent_yet_is_seen(void **unused)
{
    (void)unused;
    struct household house;
    found(&house);
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "add", "Alone", "me")));
    free(household_expect(&house, 0, "mother", NULL, DORAN("sync")));
    server_kill(house.server);
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "add", "Later", "me")));
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "check", "Later")));
    cJSON *page = household_json(&house, "mother", NULL, DORAN("mission", "list"));
    assert_string_equal(mission_field(page, 0, "title"), "Later");
    assert_string_not_equal(mission_field(page, 0, "completed_at"), "");
    assert_string_equal(mission_field(page, 1, "title"), "Alone");
    cJSON_Delete(page);
    cJSON *board = household_json(&house, "mother", NULL, DORAN("mission", "dashboard"));
    assert_int_equal(number(board, "total"), 2);
    assert_int_equal(number(board, "completed"), 1);
    cJSON_Delete(board);
    free(household_expect(&house, 0, "mother", NULL, DORAN("mission", "rm", "Alone", "--yes")));
    board = household_json(&house, "mother", NULL, DORAN("mission", "dashboard"));
    assert_int_equal(number(board, "total"), 1);
    assert_int_equal(number(board, "percent"), 100);
    cJSON_Delete(board);
    server_restart(house.server);
    free(household_expect(&house, 0, "mother", NULL, DORAN("sync")));
    page = household_json(&house, "father", NULL, DORAN("mission", "list"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(page, "missions")), 1);
    assert_string_equal(mission_field(page, 0, "title"), "Later");
    assert_string_not_equal(mission_field(page, 0, "completed_at"), "");
    cJSON_Delete(page);
    household_deinit(&house);
}

/* The operator's words come to everybody, until each does not want them for a day; the family's greetings stand on home. */
static void the_operator_tells_and_the_family_greets(void **unused)
{
    (void)unused;
    struct household house;
    found(&house);
    char *path = test_directory_path(server_data(house.server), "greetings.txt");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("# ours\nko:안녕, 우리집\nen:Hello there, our home\n\x01\x02\n", file);
    fclose(file);
    free(path);
    struct command_result result;
    const char *const set[] = {DORAN_SERVER_BIN,
                               "--data",
                               server_data(house.server),
                               "notice",
                               "set",
                               "The server rests tonight.",
                               NULL};
    command_run(&result, set, NULL, NULL);
    assert_int_equal(result.status, 0);
    command_result_deinit(&result);
    struct screen *screen = start(&house, "mother");
    screen_wait_for_text(screen, "The server rests tonight.", WAIT);
    screen_keys(screen, "F8"); /* Not for a day. */
    screen_wait_until_gone(screen, "The server rests tonight.", WAIT);
    screen_wait_for_text(screen, "Hello there, our home", WAIT);
    screen_free(screen);
    screen = start(&house, "mother");
    screen_wait_for_text(screen, "Hello there, our home",
                         WAIT); /* It is kept here, and nothing lies over it. */
    assert_false(screen_has(screen, "The server rests tonight."));
    screen_free(screen);
    const char *const clear[] = {DORAN_SERVER_BIN, "--data", server_data(house.server),
                                 "notice",         "clear",  NULL};
    command_run(&result, clear, NULL, NULL);
    assert_int_equal(result.status, 0);
    command_result_deinit(&result);
    household_deinit(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mission_lives_at_two_terminals),
        cmocka_unit_test(the_command_line_does_it_all),
        cmocka_unit_test(what_is_not_sent_yet_is_seen),
        cmocka_unit_test(the_operator_tells_and_the_family_greets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
