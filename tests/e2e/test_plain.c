/* doran --plain and --simple, lived by people who only read lines and write lines. */
#include "support/talker.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER "Number, 0 back:\n"

static void sign_up(struct talker *talker, const char *email, const char *nickname)
{
    hear(talker, "3 I am new here\n");
    answer(talker, NUMBER, "3");
    answer(talker, "Join code or link (Empty: none):\n", "");
    answer(talker, "Server [http://127.0.0.1:", "");
    answer(talker, "E-mail (Your log-in name):\n", email);
    answer(talker, "Profile nickname", nickname);
    answer(talker, "Password", HOUSEHOLD_PASSWORD);
    hear(talker, "Your recovery codes\n");
    answer(talker, "Press Enter when you have written them down:\n", "");
    hear(talker, "You are in no family yet.\n");
}

static void test_a_life_in_lines(void **state)
{
    struct household *house = *state;
    struct talker gran;
    household_mum(house);
    talker_start(&gran, house, "gran", "--plain", "en");
    sign_up(&gran, "gran@example.com", "granny");
    free(household_expect(house, 0, "mum", NULL, DORAN("invite", "send", "gran@example.com", "Gran")));
    hear(&gran, "No family yet\n");
    wait_for_news(&gran, NUMBER, "News: ");
    answer(&gran, NUMBER, "3"); /* See my invitations */
    hear(&gran, "You will be called Gran there.\n1 Accept\n");
    answer(&gran, NUMBER, "1");
    hear(&gran, "You are in. Welcome!\n");
    hear(&gran, "Home\n1 Read the home\n");
    answer(&gran, NUMBER, "3"); /* Mood */
    hear(&gran, "How do you feel today?\n");
    answer(&gran, NUMBER, "2");
    hear(&gran, "Your mood today: ");
    answer(&gran, NUMBER, "1");
    hear(&gran, "Mum");
    hear(&gran, "Gran");
    answer(&gran, NUMBER, "4"); /* News */
    answer(&gran, NUMBER, "1");
    hear(&gran, "1 New: ");
    answer(&gran, NUMBER, "1");
    hear(&gran, "1 Mark as read\n");
    answer(&gran, NUMBER, "1");
    hear(&gran, NUMBER);
    tell(&gran, "0");
    answer(&gran, NUMBER, "2"); /* Mark all read */
    hear(&gran, "All news are marked read.\n");
    answer(&gran, NUMBER, "0");
    answer(&gran, NUMBER, "12");
    hear(&gran, "Goodbye.\n");
    assert_int_equal(talker_end(&gran), 0);
    char *members = household_expect(house, 0, "mum", NULL, DORAN("member", "list"));
    assert_non_null(strstr(members, "Gran"));
    free(members);
}

/* The host's side: a family made, somebody invited by a code, the invite taken back, the name changed, the family gone. */
static void test_a_host_in_lines(void **state)
{
    struct household *house = *state;
    struct talker dad;
    talker_start(&dad, house, "dad", "--plain", "en");
    sign_up(&dad, "dad@example.com", "daddy");
    answer(&dad, NUMBER, "1");
    answer(&dad, "The family's name", "Garden");
    answer(&dad, "What you are called in it", "Dad");
    hear(&dad, "The family's place is ready.");
    answer(&dad, NUMBER, "2"); /* Family */
    answer(&dad, NUMBER, "2"); /* Invite somebody */
    answer(&dad, "What they are called here", "Uncle");
    answer(&dad, "E-mail", "");
    hear(&dad, "Hand this on; it is shown only now.\n");
    hear(&dad, "or with the code ");
    answer(&dad, NUMBER, "2"); /* No QR code. */
    answer(&dad, NUMBER, "3"); /* Invites that wait */
    hear(&dad, "1 Uncle, ");
    answer(&dad, NUMBER, "1");
    answer(&dad, NUMBER, "2"); /* Take back */
    answer(&dad, NUMBER, "1");
    hear(&dad, "The invite is taken back.\n");
    hear(&dad, "No invite waits.\n");
    answer(&dad, NUMBER, "4"); /* Name and time zone */
    answer(&dad, "The family's name [Garden]", "Yard");
    answer(&dad, "Time zone [Asia/Seoul]", "");
    hear(&dad, "Yard, Asia/Seoul.\n");
    answer(&dad, NUMBER, "6"); /* Delete the family */
    answer(&dad, "to be sure", "Garden");
    hear(&dad, "This is not the family's name.\n");
    answer(&dad, NUMBER, "6");
    answer(&dad, "to be sure", "Yard");
    hear(&dad, "The family is deleted.");
    hear(&dad, "No family yet\n");
    assert_int_equal(talker_end(&dad), 0);
}

/* The message that the host hands on, pasted whole, opens the sign-up of a server that asks for a code, and the family. */
static void test_a_pasted_message(void **state)
{
    struct household *house = *state;
    struct talker aunt;
    household_mum(house);
    cJSON *sent = household_json(house, "mum", NULL, DORAN("invite", "code", "Niece"));
    char *link = strdup(json_text(sent, "link"));
    cJSON_Delete(sent);
    talker_start(&aunt, house, "aunt", "--plain", "en");
    answer(&aunt, NUMBER, "1");
    answer(&aunt, "Join code or link", "Come and join us!");
    hear(&aunt, "There is no code or link in that line.\n");
    char line[600];
    snprintf(line, sizeof line, "Here it is: %s", link);
    free(link);
    answer(&aunt, "Join code or link", line);
    answer(&aunt, "E-mail", "aunt@example.com");
    answer(&aunt, "Profile nickname", "auntie");
    answer(&aunt, "Password", HOUSEHOLD_PASSWORD);
    answer(&aunt, "written them down:\n", "");
    hear(&aunt, "You are in. Welcome!\n");
    hear(&aunt, "Niece");
    assert_int_equal(talker_end(&aunt), 0);
}

static void test_whatever_is_sent(void **state)
{
    struct household *house = *state;
    struct talker cat;
    char *much = malloc(100000);
    assert_non_null(much);
    memset(much, 'x', 100000);
    talker_start(&cat, house, "cat", "--plain", "en");
    hear(&cat, NUMBER);
    tell_bytes(&cat, much, 100000);
    tell(&cat, "");
    hear(&cat, "That is too long for one line.\n");
    hear(&cat, NUMBER);
    tell_bytes(&cat, "3\0\n", 3);
    hear(&cat, "That is not text in UTF-8.\n");
    hear(&cat, NUMBER);
    tell_bytes(&cat, "\xff\xfe\n", 3);
    hear(&cat, "That is not text in UTF-8.\n");
    static const char *const nonsense[] = {"-1", "99999999999999999999", "two", "1 2", "\xe3\x85\x82"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        answer(&cat, NUMBER, nonsense[i]);
        hear(&cat, "Please type one of the numbers shown.\n");
    }
    answer(&cat, NUMBER, "2"); /* Esc goes back as 0 does. */
    answer(&cat, NUMBER, "\033");
    hear(&cat, "Welcome to Dorandoran\n");
    free(much);
    assert_int_equal(talker_end(&cat), 0);
    talker_start(&cat, house, "cat", "--plain", "en"); /* Nothing at all. */
    assert_int_equal(talker_end(&cat), 0);
    talker_start(&cat, house, "cat", "--simple", "ko");
    hear(&cat, "도란도란에 오신 것을 환영해요");
    hear(&cat, "숫자를 누르고 Enter를 눌러 주세요");
    tell_bytes(&cat, "2", 1); /* A last line without its end counts too. */
    assert_int_equal(talker_end(&cat), 0);
}

/* Between two questions there are never more than five lines that begin with a digit. */
static void check_choices(const char *text)
{
    int choices = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n") + (strchr(line, '\n') ? 1 : 0)) {
        if (strncmp(line, "Please type a number", 20) == 0)
            choices = 0;
        if (isdigit((unsigned char)line[0]) && line[1] == ' ')
            choices++;
        assert_false(isdigit((unsigned char)line[0]) && line[0] > '5' && line[1] == ' ');
        assert_true(choices <= 5);
    }
}

#define SIMPLE "Please type a number and press Enter; 0 goes back:\n"

static void test_simple_shows_five(void **state)
{
    struct household *house = *state;
    struct talker gran;
    household_mum(house);
    household_signup(house, "gran", "granny");
    free(household_expect(house, 0, "mum", NULL, DORAN("invite", "send", "gran@example.com", "Gran")));
    talker_start(&gran, house, "gran", "--simple", "en");
    hear(&gran, "1 Hear the news\n");
    hear(&gran, "5 More\n");
    answer(&gran, SIMPLE, "4");
    hear(&gran, "1 Accept\n");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "You are in. Welcome!\n");
    answer(&gran, SIMPLE, "2"); /* In whole sentences. */
    hear(&gran, "You are Gran.\n");
    answer(&gran, SIMPLE, "2");
    hear(&gran, "Mum is in the family.\n");
    answer(&gran, SIMPLE, "4"); /* With nothing to answer it is the day's plans. */
    hear(&gran, "Today, ");
    hear(&gran, "Nothing is planned.\n");
    answer(&gran, SIMPLE, "3"); /* Eight moods on three pages. */
    hear(&gran, "5 More\n");
    answer(&gran, SIMPLE, "5");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "Your mood today: ");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "New: ");
    answer(&gran, SIMPLE, "0");
    hear(&gran, "Quit Dorandoran?\n");
    answer(&gran, SIMPLE, "2");
    answer(&gran, SIMPLE, "5"); /* More */
    hear(&gran, "1 See this month's missions\n");
    answer(&gran, SIMPLE, "0"); /* Back to the first ones, without a question. */
    hear(&gran, "1 Hear the news\n");
    answer(&gran, SIMPLE, "5");
    answer(&gran, SIMPLE, "2");
    hear(&gran, "Goodbye.\n");
    check_choices(gran.text);
    assert_int_equal(talker_end(&gran), 0);
}

static void test_simple_missions(void **state)
{
    struct household *house = *state;
    struct talker gran;
    household_mum(house);
    household_signup(house, "gran", "granny");
    household_bring_in(house, "mum", "gran", "Gran");
    talker_start(&gran, house, "gran", "--simple", "en");
    answer(&gran, SIMPLE, "5"); /* More */
    answer(&gran, SIMPLE, "1");
    hear(&gran, "No mission yet this month.\n");
    free(household_expect(house, 0, "mum", NULL, DORAN("mission", "add", "A walk", "Mum,Gran")));
    free(household_expect(house, 0, "mum", NULL, DORAN("mission", "add", "Cooking", "Mum")));
    wait_for_news(&gran, SIMPLE, "A walk");
    answer(&gran, SIMPLE, "5");
    answer(&gran, SIMPLE, "1");
    wait_for_news(&gran, SIMPLE, "0 of this month's 2 missions are complete.\n");
    hear(&gran, "1 \"Cooking\" is for the others to do.\n");
    hear(&gran, "2 \"A walk\": your part is not done yet.");
    answer(&gran, SIMPLE, "2");
    hear(&gran, "Have you done your part?\n");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "Your part is checked.\n");
    hear(&gran, "2 \"A walk\": you have done your part.");
    answer(&gran, SIMPLE, "2");
    hear(&gran, "Was it not done after all?\n");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "Your part is not checked any more.\n");
    answer(&gran, SIMPLE, "2");
    answer(&gran, SIMPLE, "1");
    hear(&gran, "2 \"A walk\": you have done your part.");
    free(household_expect(house, 0, "mum", NULL, DORAN("mission", "check", "A walk")));
    wait_for_news(&gran, SIMPLE, "1 of this month's 2 missions are complete.\n");
    hear(&gran, "\"A walk\" is complete. Well done, everybody!\n");
    check_choices(gran.text);
    assert_int_equal(talker_end(&gran), 0);
}

static int set_up(void **state)
{
    static struct household house;
    household_init(&house, NULL);
    *state = &house;
    return 0;
}

static int tear_down(void **state)
{
    household_deinit(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_life_in_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_host_in_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_pasted_message, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_whatever_is_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_simple_shows_five, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_simple_missions, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
