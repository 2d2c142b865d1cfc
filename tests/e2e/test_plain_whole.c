/* What the screens can do, doran --plain can do too: the operator's notice and greeting, going where news tell of, themes, some of
 * the family for a mission, reminders while it is open; and at a terminal: copying, a pasted message, another encoding. */
#include "support/directory.h"
#include "support/place.h"
#include "support/talker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER "Number, 0 back:\n"
#define ASKED "Number, 0 back:" /* at a terminal it stays on its line */
#define WAIT SCREEN_WAIT_MS

static struct household house;
static struct set_clock *the_clock;

static int set_up(void **state)
{
    (void)state;
    the_clock = set_clock_new();
    household_init_by(&house, the_clock);
    household_mum(&house);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    set_clock_free(the_clock);
    return 0;
}

static void bring_in(const char *who, const char *nickname)
{
    household_signup(&house, who, nickname);
    household_bring_in(&house, "mum", who, nickname);
}

/* --- the first screen --- */

static void operate(const char *verb, const char *text)
{
    struct command_result result;
    const char *const words[] = {
        DORAN_SERVER_BIN, "--data", server_data(house.server), "notice", verb, text, NULL};
    command_run(&result, words, NULL, NULL);
    assert_int_equal(result.status, 0);
    command_result_deinit(&result);
}

static void the_operator_tells_and_the_family_greets(void **state)
{
    (void)state;
    struct talker mum;
    char *path = test_directory_path(server_data(house.server), "greetings.txt");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("en:Hello there, our home\n", file);
    fclose(file);
    free(path);
    operate("set", "The server rests tonight.");
    talker_start(&mum, &house, "mum", "--plain", "en");
    wait_for_news(&mum, NUMBER,
                  "A notice from whoever runs the server\nThe server rests tonight.\n1 Understood\n");
    answer(&mum, NUMBER, "2"); /* Not for a day */
    answer(&mum, NUMBER, "1"); /* Read the home */
    hear(&mum, "Home\nHello there, our home\n");
    assert_int_equal(talker_end(&mum), 0);
    talker_start(&mum, &house, "mum", "--plain", "en");
    hear(&mum, "Hello there, our home\n"); /* Kept here, */
    answer(&mum, NUMBER, "1");
    hear(&mum, NUMBER);
    assert_null(strstr(mum.text, "The server rests tonight.")); /* and the notice rests. */
    assert_int_equal(talker_end(&mum), 0);
}

/* --- news lead to what they tell of --- */

/* Opens the newest of the news at the prompt of the home and goes there. */
static void go_there(struct talker *talker, const char *what)
{
    wait_for_news(talker, NUMBER, what);
    answer(talker, NUMBER, "4"); /* News */
    answer(talker, NUMBER, "1");
    hear(talker, "1 New: ");
    answer(talker, NUMBER, "1");
    hear(talker, "3 Go where it was\n");
    answer(talker, NUMBER, "3");
}

static void back_home(struct talker *talker)
{
    answer(talker, NUMBER, "0"); /* Of what was gone to, */
    answer(talker, NUMBER, "0"); /* of the list, */
    answer(talker, NUMBER, "0"); /* of the news. */
    hear(talker, "1 Read the home\n");
}

static void news_lead_to_what_they_tell_of(void **state)
{
    (void)state;
    struct talker gran;
    bring_in("gran", "Gran");
    talker_start(&gran, &house, "gran", "--plain", "en");
    hear(&gran, "1 Read the home\n");
    set_clock_set(the_clock, set_clock_now(the_clock) + DORAN_MINUTE); /* Later than what is no news. */
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Dinner", "--start", "2026-11-22 19:00")));
    go_there(&gran, "News: Mum added to the calendar: Dinner");
    hear(&gran, "Dinner\n");
    hear(&gran, "Made by Mum.\n"); /* It is told; only Mum may change it. */
    answer(&gran, NUMBER, "0");
    answer(&gran, NUMBER, "0");
    set_clock_set(the_clock, set_clock_now(the_clock) + DORAN_MINUTE);
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "A walk", "Mum,Gran")));
    go_there(&gran, "A walk");
    hear(&gran, "1 Check mine\n");
    back_home(&gran);
    assert_int_equal(talker_end(&gran), 0);
}

/* The same with Enter on the screens. */
static void news_lead_there_on_the_screens_too(void **state)
{
    (void)state;
    bring_in("gran", "Gran");
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Dinner", "--start", "2026-11-25 19:00")));
    free(household_expect(&house, 0, "gran", NULL, DORAN("sync")));
    const char *const argv[] = {DORAN_BIN, "--profile", "gran", "--lang", "en", NULL};
    struct screen_options options = {.env = house.env};
    struct screen *screen = screen_start(&options, argv);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_keys(screen, "i");
    screen_wait_for_text(screen, "added to the calendar: Dinner", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "19:00", WAIT); /* The event itself, */
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "[Calendar]", WAIT); /* on its day. */
    assert_true(screen_has(screen, "Nov 25"));
    screen_free(screen);
}

/* --- a first start where something is refused --- */

static void only_what_was_refused_is_asked_again(void **state)
{
    (void)state;
    struct talker gran;
    talker_start(&gran, &house, "gran", "--plain", "en");
    answer(&gran, NUMBER, "3"); /* I am new here */
    answer(&gran, "Join code or link", "");
    answer(&gran, "Server [", "");
    answer(&gran, "E-mail (", "mum@example.com");
    answer(&gran, "Profile nickname (", "!");
    answer(&gran, "Password (", HOUSEHOLD_PASSWORD);
    answer(&gran, "Profile nickname (", "granny");
    answer(&gran, "E-mail (", "gran@example.com"); /* That was Mum's. */
    hear(&gran, "Your recovery codes\n");
    answer(&gran, "written them down:\n", "");
    hear(&gran, "You are in no family yet.\n");
    assert_int_equal(talker_end(&gran), 0);
}

static void an_address_is_written_as_people_do(void **state)
{
    (void)state;
    struct talker desk;
    const char *url = server_url(house.server);
    talker_start_at(&desk, &house, "desk", "--plain", "en", NULL);
    answer(&desk, NUMBER, "2"); /* I have an account */
    answer(&desk, NUMBER, "1");
    answer(&desk, "Server [", "mother's box");
    answer(&desk, "E-mail", "mum@example.com");
    answer(&desk, "Password", HOUSEHOLD_PASSWORD);
    hear(&desk, "The server's address looks like https://home.example:7474;");
    answer(&desk, NUMBER, "1");
    answer(&desk, "Server [", url + strlen("http://"));
    answer(&desk, "E-mail", "mum@example.com");
    answer(&desk, "Password", HOUSEHOLD_PASSWORD);
    hear(&desk, "1 Read the home\n");
    assert_int_equal(talker_end(&desk), 0);
}

static void enough_goes_back(void **state)
{
    (void)state;
    struct talker gran;
    talker_start(&gran, &house, "gran", "--plain", "en");
    answer(&gran, NUMBER, "3");
    answer(&gran, "Join code or link", "0000-0000-0000-0000");
    answer(&gran, "Server [", "");
    answer(&gran, "E-mail (", "gran@example.com");
    answer(&gran, "Profile nickname (", "!");
    answer(&gran, "Password (", HOUSEHOLD_PASSWORD);
    answer(&gran, "Profile nickname (", "");
    hear(&gran, "Welcome to Dorandoran\n");
    assert_int_equal(talker_end(&gran), 0);
}

/* --- what the screens ask with several keys --- */

static void some_of_the_family_take_part(void **state)
{
    (void)state;
    struct talker mum;
    bring_in("gran", "Gran");
    bring_in("dad", "Dad");
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    talker_start(&mum, &house, "mum", "--plain", "en");
    answer(&mum, NUMBER, "11"); /* Missions */
    answer(&mum, NUMBER, "2");
    answer(&mum, "What do you want to do together?", "A walk");
    hear(&mum, "3 Some of us\n");
    answer(&mum, NUMBER, "3");
    hear(&mum, "1 Mum\n2 Gran\n3 Dad\n" NUMBER); /* Nobody yet: it cannot be enough. */
    tell(&mum, "1");
    hear(&mum, "1 Mum, takes part\n2 Gran\n3 Dad\n4 That is everybody\n");
    answer(&mum, NUMBER, "2");
    hear(&mum, "2 Gran, takes part\n");
    answer(&mum, NUMBER, "1"); /* Out again. */
    hear(&mum, "1 Mum\n2 Gran, takes part\n");
    answer(&mum, NUMBER, "3");
    answer(&mum, NUMBER, "4");
    hear(&mum, "The mission is proposed.\n");
    assert_int_equal(talker_end(&mum), 0);
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync"))); /* Should it not be sent yet. */
    cJSON *list = household_json(&house, "mum", NULL, DORAN("mission", "list"));
    const cJSON *mission = cJSON_GetArrayItem(cJSON_GetObjectItem(list, "missions"), 0);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(mission, "parts")), 2);
    cJSON_Delete(list);
}

static void a_month_is_read(void **state)
{
    (void)state;
    struct talker mum;
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Dinner", "--start", "2027-02-07 19:00")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "Picnic", "--start", "2027-02-28")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "Later", "--start", "2027-03-01")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    talker_start(&mum, &house, "mum", "--plain", "en");
    answer(&mum, NUMBER, "7"); /* Calendar */
    hear(&mum, "8 Read a month\n");
    answer(&mum, NUMBER, "8");
    answer(&mum, "Which month?", "2027-02");
    hear(&mum, "February 2027\n1 ");
    hear(&mum, "Dinner, 19:00");
    hear(&mum, "2 ");
    hear(&mum, "Picnic");
    hear(&mum, NUMBER);
    assert_null(strstr(mum.text, "Later"));
    tell(&mum, "1");
    hear(&mum, "Made by Mum.\n");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "8");
    answer(&mum, "Which month?", "2027-13");
    hear(&mum, "It is not understood as a month.\n");
    assert_int_equal(talker_end(&mum), 0);
}

static void themes_are_chosen_for_the_screens(void **state)
{
    (void)state;
    struct talker mum;
    talker_start(&mum, &house, "mum", "--plain", "en");
    answer(&mum, NUMBER, "8");
    answer(&mum, NUMBER, "5"); /* Settings */
    hear(&mum, "2 Theme: auto\n");
    answer(&mum, NUMBER, "2");
    hear(&mum, "2 light\n3 dark\n4 high contrast\n");
    answer(&mum, NUMBER, "4");
    hear(&mum, "2 Theme: high contrast\n");
    assert_int_equal(talker_end(&mum), 0);
}

/* --- reminders --- */

static void reminders_are_told_between_two_questions(void **state)
{
    (void)state;
    struct talker mum;
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("event", "add", "Dinner", "--start", "2026-11-22 19:00", "--remind", "30")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    talker_start(&mum, &house, "mum", "--plain", "en");
    answer(&mum, NUMBER, "");
    hear(&mum, NUMBER);
    assert_null(strstr(mum.text, "Reminder: "));
    set_clock_set(the_clock, SET_CLOCK_START + 17 * DORAN_MINUTE * 30 + DORAN_MINUTE); /* 18:31 */
    tell(&mum, "");
    hear(&mum, "Reminder: Dinner, ");
    answer(&mum, NUMBER, "");
    answer(&mum, NUMBER, "");
    hear(&mum, NUMBER);
    assert_null(strstr(strstr(mum.text, "Reminder: ") + 1, "Reminder: ")); /* Once. */
    assert_int_equal(talker_end(&mum), 0);
}

/* --- at a terminal --- */

static struct screen *open_terminal(const char *who, const char *mode, const char *language,
                                    const char *const *env)
{
    const char *const argv[] = {DORAN_BIN, mode,     "--profile", who, "--server", server_url(house.server),
                                "--lang",  language, NULL};
    struct screen_options options = {.env = env ? env : house.env, .rows = 40};
    return screen_start(&options, argv);
}

static void type_line(struct screen *screen, const char *prompt, const char *line)
{
    screen_wait_for_text(screen, prompt, WAIT);
    screen_type(screen, line);
    screen_type(screen, "\r");
}

static void an_invite_is_copied(void **state)
{
    (void)state;
    struct screen *screen = open_terminal("mum", "--plain", "en", NULL);
    type_line(screen, ASKED, "2");
    type_line(screen, "2 Invite somebody", "2");
    type_line(screen, "What they are called here", "Uncle");
    type_line(screen, "E-mail", "");
    screen_wait_for_text(screen, "2 Copy it", WAIT);
    screen_wait_for_text(screen, "3 Done", WAIT);
    type_line(screen, ASKED, "2");
    screen_wait_for_text(screen, "Copied, if your terminal allows it.", WAIT);
    screen_free(screen);
}

/* What came in is told before the next question: one empty line at a time, so that it does not scroll out of sight. */
static bool is_told(struct screen *screen, const void *news)
{
    if (screen_has(screen, news))
        return true;
    screen_type(screen, "\r");
    screen_wait_for_rest(&screen, 1, NULL, 0);
    return screen_has(screen, news);
}

static void news_sound_the_bell_on_request(void **state)
{
    (void)state;
    bring_in("gran", "Gran");
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    char *path = test_directory_path(house.state, "mum/settings");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("sound = yes\n", file);
    fclose(file);
    free(path);
    struct screen *screen = open_terminal("mum", "--plain", "en", NULL);
    type_line(screen, ASKED, "");
    assert_int_equal(screen_bells(screen), 0);
    set_clock_set(the_clock, set_clock_now(the_clock) + DORAN_MINUTE);
    free(household_expect(&house, 0, "gran", NULL, DORAN("mission", "add", "A walk", "Mum")));
    screen_wait_for(screen, is_told, "News: Gran", "the news", WAIT);
    assert_int_not_equal(screen_bells(screen), 0);
    screen_free(screen);
}

/* Line for line it goes to one question alone. */
static void a_whole_message_is_pasted(void **state)
{
    (void)state;
    cJSON *sent = household_json(&house, "mum", NULL, DORAN("invite", "code", "Niece"));
    char message[800];
    snprintf(message, sizeof message, "Niece, come and join us!\r\r%s\ror with the code %s\rsee you soon\r",
             json_text(sent, "link"), json_text(sent, "code"));
    cJSON_Delete(sent);
    struct screen *screen = open_terminal("aunt", "--plain", "en", NULL);
    type_line(screen, ASKED, "1");
    screen_wait_for_text(screen, "Join code or link", WAIT);
    screen_type(screen, message);
    screen_wait_for_text(screen, "E-mail (Your log-in name):", WAIT);
    assert_false(screen_has(screen, "no code or link"));
    type_line(screen, "E-mail (Your log-in name):", "aunt@example.com");
    screen_wait_for_text(screen, "Profile nickname", WAIT);
    assert_false(screen_has(screen, "Profile nickname (2 to 15 letters or digits): see you"));
    screen_free(screen);
}

static void another_encoding_is_told(void **state)
{
    (void)state;
    char command[1200], path[700];
    char *folder = test_directory_new("locale");
    snprintf(path, sizeof path, "LOCPATH=%s", folder);
    snprintf(command, sizeof command, "localedef -i ko_KR -f EUC-KR %s/ko_KR.EUC-KR >%s/log 2>&1", folder,
             folder);
    bool made = system(command) == 0;
    const char *const env[] = {path, "LC_ALL=ko_KR.EUC-KR", house.state_variable,
                               "LSAN_OPTIONS=detect_leaks=0", NULL};
    static const char *const modes[] = {"--plain", "--simple", "--no-simple"};
    for (size_t i = 0; made && i < sizeof modes / sizeof modes[0]; i++) {
        struct screen *screen = open_terminal("mum", modes[i], "ko", env);
        assert_int_equal(screen_wait_for_exit(screen, WAIT), 1);
        screen_wait_for_text(screen, "does not speak UTF-8", WAIT); /* Which it can show, */
        assert_false(screen_has(screen, "터미널")); /* and nothing in an encoding that it cannot. */
        screen_free(screen);
    }
    test_directory_remove(folder);
    if (!made)
        skip(); /* a machine without the sources of locales */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_operator_tells_and_the_family_greets),
        TEST(news_lead_to_what_they_tell_of),
        TEST(news_lead_there_on_the_screens_too),
        TEST(only_what_was_refused_is_asked_again),
        TEST(an_address_is_written_as_people_do),
        TEST(enough_goes_back),
        TEST(some_of_the_family_take_part),
        TEST(a_month_is_read),
        TEST(themes_are_chosen_for_the_screens),
        TEST(reminders_are_told_between_two_questions),
        TEST(an_invite_is_copied),
        TEST(news_sound_the_bell_on_request),
        TEST(a_whole_message_is_pasted),
        TEST(another_encoding_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
