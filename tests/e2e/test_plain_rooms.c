/* doran --plain, room by room: devices and letting one in, the family's settings, its end and return, recovery, one's account,
 * settings and language, searching and help, QR codes, the look around, unsent things. */
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

static struct household house;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    household_mum(&house);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    return 0;
}

static void bring_in(const char *who, const char *nickname)
{
    household_signup(&house, who, who);
    household_bring_in(&house, "mum", who, nickname);
}

static void open_home(struct talker *talker, const char *who)
{
    talker_start_at(talker, &house, who, "--plain", "en", NULL);
    hear(talker, "1 Read the home\n");
}

/* --- devices --- */

static void test_a_new_device_is_let_in(void **state)
{
    (void)state;
    struct talker mum, tablet;
    open_home(&mum, "mum");
    talker_start(&tablet, &house, "tablet", "--plain", "en");
    answer(&tablet, NUMBER, "2"); /* I have an account */
    hear(&tablet, "2 By my other device\n");
    answer(&tablet, NUMBER, "2");
    answer(&tablet, "Server [", "");
    hear(&tablet, "E-mail:");
    char *nothing = hear_line(&tablet, "");
    free(nothing);
    tell(&tablet, "mum@example.com");
    hear(&tablet, "\n");
    char *digits = hear_line(&tablet, "");
    assert_int_equal(strspn(digits, "0123456789"), 6);
    hear(&tablet, "Enter stops the waiting.\n");
    wait_for_news(&mum, NUMBER, "asks to be let into your account");
    answer(&mum, NUMBER, "8"); /* You and this device */
    answer(&mum, NUMBER, "2"); /* My devices */
    hear(&mum, "asks to be let in\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "1 Let in\n");
    answer(&mum, NUMBER, "1");
    answer(&mum, "The six digits", "12 34");
    hear(&mum, "Please type all six digits.\n");
    answer(&mum, NUMBER, "1");
    answer(&mum, NUMBER, "1");
    answer(&mum, "The six digits", digits);
    free(digits);
    hear(&mum, "The new device is in.\n");
    hear(&tablet, "Home\n"); /* By itself. */
    hear(&tablet, "1 Read the home\n");
    wait_for_news(&mum, NUMBER, ", last used ");
    char number[2] = "";
    const char *before = strstr(mum.text, ", last used ");
    while (before > mum.text && before[-1] != '\n')
        before--;
    number[0] = before[0]; /* Of the other one. */
    answer(&mum, NUMBER, number);
    hear(&mum, "1 Log it out\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "The device is logged out.\n");
    wait_for_news(&tablet, NUMBER, "This device was logged out.");
    assert_int_equal(talker_end(&tablet), 0);
    assert_int_equal(talker_end(&mum), 0);
}

/* --- the family --- */

static void test_the_family_is_handed_over(void **state)
{
    (void)state;
    struct talker mum;
    bring_in("dad", "Dad");
    bring_in("cat", "Cat");
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "2"); /* Family */
    answer(&mum, NUMBER, "4"); /* Name and time zone */
    answer(&mum, "The family's name [Home]", "");
    answer(&mum, "Time zone [Asia/Seoul]", "Mars/Olympus");
    hear(&mum, "This zone is not known.");
    answer(&mum, NUMBER, "1"); /* Members */
    hear(&mum, "3 Cat");
    answer(&mum, NUMBER, "3");
    answer(&mum, NUMBER, "3"); /* Take out */
    hear(&mum, "Take Cat out of the family?");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Cat is not in the family any more.\n");
    answer(&mum, NUMBER, "2"); /* Dad */
    answer(&mum, NUMBER, "1"); /* Change a nickname */
    answer(&mum, "What they are called here [Dad]", "Papa");
    hear(&mum, "2 Papa");
    answer(&mum, NUMBER, "2");
    answer(&mum, NUMBER, "2"); /* Hand over */
    answer(&mum, NUMBER, "1");
    hear(&mum, "The family has a new host.\n");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "6"); /* Delete the family: not hers any more. */
    hear(&mum, "Only the host changes this.\n");
    answer(&mum, NUMBER, "5"); /* Leave */
    hear(&mum, "Leave this family?");
    answer(&mum, NUMBER, "1");
    hear(&mum, "You left the family.\n");
    hear(&mum, "No family yet\n");
    assert_int_equal(talker_end(&mum), 0);
}

static void test_a_family_is_brought_back(void **state)
{
    (void)state;
    struct talker mum;
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "2");
    answer(&mum, NUMBER, "6"); /* Delete the family */
    answer(&mum, "to be sure", "Home");
    hear(&mum, "The family is deleted.");
    hear(&mum, "No family yet\n");
    answer(&mum, NUMBER, "5"); /* Bring a family back */
    hear(&mum, "4 Bring a family back\n");
    answer(&mum, NUMBER, "4");
    hear(&mum, "Deleted families\n1 Home\n");
    answer(&mum, NUMBER, "1");
    answer(&mum, NUMBER, "1");
    hear(&mum, "The family is back.\n");
    answer(&mum, NUMBER, "2"); /* Make our family's place */
    answer(&mum, "The family's name", "Choir");
    answer(&mum, "What you are called in it", "Alto");
    hear(&mum, "The family's place is ready.");
    answer(&mum, NUMBER, "1"); /* Open another family */
    hear(&mum, "1 Home\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "You are with Home now.\n");
    assert_int_equal(talker_end(&mum), 0);
}

static void test_invites_are_handed_on(void **state)
{
    (void)state;
    struct talker mum;
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "2");
    answer(&mum, NUMBER, "2"); /* Invite somebody */
    answer(&mum, "What they are called here", "Uncle");
    answer(&mum, "E-mail", "");
    hear(&mum, "Hand this on; it is shown only now.\n");
    hear(&mum, "/join#v1.");
    hear(&mum, "1 Show it as a QR code\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"); /* Its margin. */
    assert_null(strchr(mum.text, '\033'));
    answer(&mum, NUMBER, "2"); /* Done */
    answer(&mum, NUMBER, "2");
    answer(&mum, "What they are called here", "Uncle");
    answer(&mum, "E-mail", "aunt@example.com");
    hear(&mum, "in use already. Please choose another.\n");
    answer(&mum, NUMBER, "2");
    answer(&mum, "What they are called here", "A name that is too long");
    answer(&mum, "E-mail", "aunt@example.com");
    hear(&mum, "The family nickname takes 1 to 8 characters.\n"); /* The field is named. */
    answer(&mum, NUMBER, "2");
    answer(&mum, "What they are called here", "Aunt");
    answer(&mum, "E-mail", "aunt@example.com");
    hear(&mum, "The invite is sent.");
    answer(&mum, NUMBER, "3"); /* Invites that wait */
    hear(&mum, "1 Aunt, aunt@example.com");
    answer(&mum, NUMBER, "1");
    answer(&mum, NUMBER, "1"); /* Send again */
    hear(&mum, "The invite is sent.");
    answer(&mum, NUMBER, "2"); /* Uncle's, by code */
    answer(&mum, NUMBER, "1");
    hear(&mum, "Make a new code for this invite?");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Hand this on; it is shown only now.\n");
    answer(&mum, NUMBER, "2");
    assert_int_equal(talker_end(&mum), 0);
}

/* --- one's account --- */

static void test_a_forgotten_password(void **state)
{
    (void)state;
    struct talker gran;
    talker_start(&gran, &house, "gran", "--plain", "en");
    answer(&gran, NUMBER, "3"); /* I am new here */
    answer(&gran, "Join code or link", "");
    answer(&gran, "Server [", "");
    answer(&gran, "E-mail", "gran@example.com");
    answer(&gran, "Profile nickname", "granny");
    answer(&gran, "Password", HOUSEHOLD_PASSWORD);
    hear(&gran, "They are shown only now.\n");
    char *code = hear_line(&gran, "");
    answer(&gran, "written them down:\n", "");
    hear(&gran, "No family yet\n");
    answer(&gran, NUMBER, "7"); /* You and this device */
    answer(&gran, NUMBER, "6"); /* Log out */
    answer(&gran, NUMBER, "1");
    hear(&gran, "This device is logged out, and what it kept is wiped.\n");
    answer(&gran, NUMBER, "2");
    answer(&gran, NUMBER, "3"); /* I forgot my password */
    answer(&gran, "Server [", "");
    answer(&gran, "E-mail", "gran@example.com");
    answer(&gran, "Code", "0000-0000");
    answer(&gran, "Password", "another honest kettle");
    hear(&gran, "The code does not match or is too old.");
    answer(&gran, NUMBER, "3");
    answer(&gran, "Server [", "");
    answer(&gran, "E-mail", "gran@example.com");
    answer(&gran, "Code", code);
    answer(&gran, "Password", "another honest kettle");
    hear(&gran, "The password is changed.");
    free(code);
    answer(&gran, NUMBER, "7");
    answer(&gran, NUMBER, "3"); /* Password */
    answer(&gran, "Present password", "wrong honest kettle");
    answer(&gran, "Password", HOUSEHOLD_PASSWORD);
    hear(&gran, "The password does not match.");
    answer(&gran, NUMBER, "3");
    answer(&gran, "Present password", "another honest kettle");
    answer(&gran, "Password", HOUSEHOLD_PASSWORD);
    hear(&gran, "The password is changed.");
    answer(&gran, NUMBER, "4"); /* Recovery codes */
    answer(&gran, "Password", HOUSEHOLD_PASSWORD);
    hear(&gran, "Your recovery codes\n");
    answer(&gran, "written them down:\n", "");
    answer(&gran, NUMBER, "7"); /* Delete my account */
    answer(&gran, "Your e-mail, to be sure", "mum@example.com");
    hear(&gran, "This is not the e-mail of your account.\n");
    answer(&gran, NUMBER, "7");
    answer(&gran, "Your e-mail, to be sure", "GRAN@example.com");
    answer(&gran, "Password", HOUSEHOLD_PASSWORD);
    hear(&gran, "Your account is deleted.");
    assert_int_equal(talker_end(&gran), 0);
}

static void test_a_profile(void **state)
{
    (void)state;
    struct talker mum;
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "8");
    answer(&mum, NUMBER, "1"); /* My profile */
    hear(&mum, "mum@example.com\n");
    answer(&mum, NUMBER, "1"); /* My nickname */
    answer(&mum, "Profile nickname [mummy]", "!");
    hear(&mum, "The nickname takes 2 to 15 letters or digits");
    answer(&mum, NUMBER, "1");
    answer(&mum, "Profile nickname [mummy]", "queen");
    hear(&mum, "queen\n");
    answer(&mum, NUMBER, "2"); /* Choose a picture */
    answer(&mum, NUMBER, "4");
    hear(&mum, "Picture: chick\n");
    hear(&mum, "8 recovery codes left\n");
    assert_int_equal(talker_end(&mum), 0);
}

/* --- settings, language, help --- */

static void test_settings_count_at_once_and_later(void **state)
{
    (void)state;
    struct talker mum;
    talker_start_at(&mum, &house, "mum", "--plain", NULL, NULL);
    answer(&mum, NUMBER, "8");
    answer(&mum, NUMBER, "5"); /* Settings */
    hear(&mum, "1 Language: auto\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "2 \xed\x95\x9c\xea\xb5\xad\xec\x96\xb4\n"); /* 한국어 */
    answer(&mum, NUMBER, "2");
    hear(&mum, "설정\n1 언어: 한국어\n");
    answer(&mum, "0 뒤로:\n", "0");
    assert_int_equal(talker_end(&mum), 0);
    talker_start_at(&mum, &house, "mum", "--plain", NULL, NULL); /* It was kept. */
    hear(&mum, "1 홈 읽기\n");
    assert_int_equal(talker_end(&mum), 0);
    talker_start_at(&mum, &house, "mum", "--plain", "en", NULL); /* The command line goes before it. */
    hear(&mum, "1 Read the home\n");
    assert_int_equal(talker_end(&mum), 0);
    talker_start(&mum, &house, "nobody", "--plain", NULL);
    hear(&mum, "도란도란에 오신 것을 환영해요\n");
    assert_int_equal(talker_end(&mum), 0);
}

static void test_searching_and_help(void **state)
{
    (void)state;
    struct talker mum;
    bring_in("dad", "Dad");
    bring_in("cat", "Cat");
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "2");
    answer(&mum, NUMBER, "1");
    hear(&mum, NUMBER);
    tell(&mum, "/CAT");
    hear(&mum, "3 Cat");
    hear(&mum, NUMBER);
    const char *shown = strrchr(mum.text, '3');
    assert_null(strstr(shown, "Dad")); /* And nothing else. */
    tell(&mum, "/dog");
    hear(&mum, "\"dog\" is not here.\n");
    answer(&mum, NUMBER, "?");
    hear(&mum, "/words shows only the choices with these words");
    hear(&mum, "1 Mum");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "10"); /* Help */
    answer(&mum, NUMBER, "2");  /* How Dorandoran works */
    hear(&mum, "Say how you feel yourself under Mood.\n");
    answer(&mum, "Enter for the next page", "");
    hear(&mum, "Missions\n");
    answer(&mum, "Enter for the next page", "0");
    hear(&mum, "1 What can be typed\n");
    assert_int_equal(talker_end(&mum), 0);
}

static void look_around(struct talker *guest)
{
    hear(guest, "A sample family: nothing is sent or kept.");
    hear(guest, "1 Read the home\n");
    answer(guest, NUMBER, "3"); /* Mood */
    answer(guest, NUMBER, "2");
    hear(guest, "Your mood today: ");
    answer(guest, NUMBER, "2"); /* Family */
    answer(guest, NUMBER, "2"); /* Invite somebody */
    answer(guest, "What they are called here", "Cousin");
    answer(guest, "E-mail", "");
    hear(guest, "Hand this on; it is shown only now.\n");
    answer(guest, NUMBER, "2");
    answer(guest, NUMBER, "0");
    answer(guest, NUMBER, "12"); /* Quit */
    hear(guest, "That was the look around.\n");
}

static void test_just_looking(void **state)
{
    (void)state;
    struct talker guest;
    talker_start(&guest, &house, "guest", "--plain", "en");
    hear(&guest, "4 Just looking\n");
    answer(&guest, NUMBER, "4");
    look_around(&guest);
    hear(&guest, "Welcome to Dorandoran\n"); /* Back where it began. */
    assert_int_equal(talker_end(&guest), 0);
    talker_start_with(&guest, &house, DORAN("tour", "--plain", "--lang", "en"));
    look_around(&guest);
    assert_int_equal(talker_end(&guest), 0);
}

static void test_news_lead_somewhere(void **state)
{
    (void)state;
    struct talker mum;
    bring_in("dad", "Dad");
    open_home(&mum, "mum");
    answer(&mum, NUMBER, "4");
    answer(&mum, NUMBER, "1");
    hear(&mum, "1 New: ");
    answer(&mum, NUMBER, "1");
    hear(&mum, "3 Go where it was\n");
    answer(&mum, NUMBER, "3");
    hear(&mum, "Family\n1 Members\n");
    answer(&mum, NUMBER, "0");
    hear(&mum, "News\n1 ");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "3"); /* Delete all */
    answer(&mum, NUMBER, "1");
    hear(&mum, "All news are deleted.\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Nothing new.\n");
    assert_int_equal(talker_end(&mum), 0);
}

/* --- without a network --- */

static void test_what_is_not_sent(void **state)
{
    (void)state;
    struct talker desk;
    struct line *line = line_new(server_port(house.server));
    household_login_over(&house, line, "mum", "desk");
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    line_cut(line);
    cJSON_Delete(household_json(&house, "mum", NULL, DORAN("invite", "code", "Gran")));
    open_home(&desk, "desk");
    assert_non_null(strstr(desk.text, "Mum")); /* Read from what is kept. */
    answer(&desk, NUMBER, "3");
    answer(&desk, NUMBER, "2");
    hear(&desk, "It is kept here and goes out when there is a connection.\n");
    answer(&desk, NUMBER, "2");
    answer(&desk, NUMBER, "1");
    answer(&desk, NUMBER, "1"); /* Mum, that is oneself */
    answer(&desk, NUMBER, "1"); /* Change a nickname */
    answer(&desk, "What they are called here [Mum]", "Mama");
    hear(&desk, "1 Mama, ");
    answer(&desk, NUMBER, "0");
    answer(&desk, NUMBER, "0");
    answer(&desk, NUMBER, "9"); /* Not sent yet */
    hear(&desk, "1 today's mood: in love");
    hear(&desk, "2 change a family nickname: Mama");
    answer(&desk, NUMBER, "2");
    hear(&desk, "1 Change it and send\n");
    answer(&desk, NUMBER, "1");
    answer(&desk, "What they are called here [Mama]", "Gran");
    hear(&desk, "Changed. It goes out when there is a connection.\n");
    hear(&desk, "2 change a family nickname: Gran");
    answer(&desk, NUMBER, "1"); /* The mood */
    answer(&desk, NUMBER, "3"); /* Give up */
    hear(&desk, "It will never be sent.");
    answer(&desk, NUMBER, "1");
    hear(&desk, "It is given up");
    line_mend(line);
    answer(&desk, NUMBER, "1");
    answer(&desk, NUMBER, "2"); /* Try again: the nickname is taken by then. */
    wait_for_news(&desk, NUMBER, "Not accepted: change a family nickname: Gran.");
    hear(&desk, "1 change a family nickname: Gran, not accepted\n");
    answer(&desk, NUMBER, "1");
    hear(&desk, "in use already. Please choose another.\n");
    answer(&desk, NUMBER, "1");
    answer(&desk, "What they are called here [Gran]", "Mama");
    wait_for_news(&desk, NUMBER, "Everything is sent.");
    assert_int_equal(talker_end(&desk), 0);
    char *members = household_expect(&house, 0, "mum", NULL, DORAN("member", "list"));
    assert_non_null(strstr(members, "Mama"));
    free(members);
    line_free(line);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_new_device_is_let_in),
        TEST(test_the_family_is_handed_over),
        TEST(test_a_family_is_brought_back),
        TEST(test_invites_are_handed_on),
        TEST(test_a_forgotten_password),
        TEST(test_a_profile),
        TEST(test_settings_count_at_once_and_later),
        TEST(test_searching_and_help),
        TEST(test_just_looking),
        TEST(test_news_lead_somewhere),
        TEST(test_what_is_not_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
