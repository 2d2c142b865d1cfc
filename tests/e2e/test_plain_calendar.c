/* doran --plain, the calendar: adding by questions and by a line, every field changed, one, the following and all of a series,
 * deleting, taking that back, lunar dates, going to a day, search, memories: by somebody who only reads lines and writes lines. */
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

static void open_calendar(struct talker *mum)
{
    talker_start_at(mum, &house, "mum", "--plain", "en", NULL);
    answer(mum, NUMBER, "7");
    hear(mum, "1 Read today\n");
}

/* Goes to a day and chooses its first event. */
static void open_day(struct talker *mum, const char *day)
{
    answer(mum, NUMBER, "4"); /* Read another day */
    answer(mum, "Which day?", day);
    answer(mum, NUMBER, "1");
    hear(mum, "Made by Mum.\n");
    hear(mum, "1 Change\n");
}

/* Puts a text into the field of a number. */
static void put(struct talker *mum, const char *number, const char *text)
{
    answer(mum, NUMBER, number);
    hear(mum, ":\n"); /* The prompt of the field. */
    tell(mum, text);
}

/* Opens the field of a number and chooses among its words. */
static void set(struct talker *mum, const char *number, const char *chosen)
{
    answer(mum, NUMBER, number);
    answer(mum, NUMBER, chosen);
}

/* What the calendar has on some days, by the command line once all is sent. */
static char *days(const char *from, const char *to)
{
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    return household_expect(&house, 0, "mum", NULL,
                            DORAN("event", "list", "--from", from, "--to", to, "--template",
                                  "{start} {end} {title} {colour} {note};"));
}

static void check_days(const char *from, const char *to, const char *expected)
{
    char *all = days(from, to);
    for (char *at = all; (at = strchr(at, '\n'));)
        *at = ' ';
    if (strcmp(all, expected) != 0)
        fail_msg("from %s to %s: \"%s\" instead of \"%s\"", from, to, all, expected);
    free(all);
}

/* The event as the protocol has it; cJSON_Delete() the whole. */
static const cJSON *event_of(const char *day, cJSON **whole)
{
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync"))); /* What was still waiting at the end. */
    *whole = household_json(&house, "mum", NULL, DORAN("event", "list", "--from", day, "--to", day));
    return cJSON_GetArrayItem(cJSON_GetObjectItem(*whole, "events"), 0);
}

/* Every Friday at seven from the fifth of March 2027. */
static void add_dinners(struct talker *mum)
{
    answer(mum, NUMBER, "6"); /* Add by questions */
    answer(mum, "What is it?:\n", "Dinner");
    answer(mum, NUMBER, "1"); /* at a time */
    answer(mum, "Start (", "2027-03-05 19:00");
    answer(mum, "End (", "21:00");
    hear(mum, "Dinner, Fri, Mar 5, 2027 19:00 to 21:00");
    hear(mum, "1 Save\n2 What is it?: Dinner\n3 When on the day: at a time\n4 Start: 2027-03-05 19:00\n");
    set(mum, "8", "3");  /* Repeats: every week */
    set(mum, "10", "1"); /* Colour: red */
    set(mum, "11", "4"); /* Reminder: 30 minutes before */
    put(mum, "12", "Bring rice");
    put(mum, "6", "Moon/Base");
    hear(mum, "This zone is not known.");
    hear(mum, "12 Note: Bring rice\n");
    answer(mum, NUMBER, "1");
    hear(mum, "It is in the calendar.\n");
}

static void test_a_series(void **state)
{
    (void)state;
    struct talker mum;
    cJSON *whole;
    open_calendar(&mum);
    add_dinners(&mum);
    assert_int_equal(talker_end(&mum), 0);
    const cJSON *event = event_of("2027-03-05", &whole);
    assert_string_equal(json_text(event, "rrule"), "FREQ=WEEKLY");
    assert_string_equal(json_text(event, "end"), "2027-03-05T21:00:00");
    assert_string_equal(json_text(event, "zone"), "Asia/Seoul");
    assert_string_equal(json_text(event, "note"), "Bring rice");
    const cJSON *reminder = cJSON_GetArrayItem(cJSON_GetObjectItem(event, "reminders"), 0);
    assert_int_equal(cJSON_GetObjectItem(reminder, "minutes")->valueint, 30);
    cJSON_Delete(whole);

    open_calendar(&mum);
    open_day(&mum, "2027-03-12");
    answer(&mum, NUMBER, "1"); /* Change */
    hear(&mum, "Edit which of them?\n1 This one alone\n2 This and all after it\n3 All of them\n");
    answer(&mum, NUMBER, "1");
    put(&mum, "2", "Party");
    put(&mum, "4", "20:00");
    put(&mum, "5", "-");
    hear(&mum, "5 End: not given\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Changed.\n");
    answer(&mum, NUMBER, "0");
    open_day(&mum, "2027-03-26");
    answer(&mum, NUMBER, "1");
    answer(&mum, NUMBER, "2"); /* This and all after it */
    hear(&mum, "10 Colour: red\n");
    set(&mum, "10", "4");
    put(&mum, "12", "-");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Changed.\n");
    answer(&mum, NUMBER, "0");
    open_day(&mum, "2027-04-09");
    answer(&mum, NUMBER, "2"); /* Delete */
    hear(&mum, "Delete which of them?\n");
    answer(&mum, NUMBER, "2");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Deleted.\n");
    assert_int_equal(talker_end(&mum), 0);
    check_days("2027-03-01", "2027-04-30",
               "2027-03-05 19:00 2027-03-05 21:00 Dinner red Bring rice; "
               "2027-03-12 20:00 2027-03-12 21:00 Party red Bring rice; "
               "2027-03-19 19:00 2027-03-19 21:00 Dinner red Bring rice; "
               "2027-03-26 19:00 2027-03-26 21:00 Dinner green ; "
               "2027-04-02 19:00 2027-04-02 21:00 Dinner green ; ");

    open_calendar(&mum);
    open_day(&mum, "2027-03-05");
    answer(&mum, NUMBER, "1");
    answer(&mum, NUMBER, "3"); /* All of them: it is of days now, and by a number of times. */
    set(&mum, "3", "2");
    put(&mum, "8", "2 times");
    hear(&mum, "3 When on the day: all day\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Changed.\n");
    assert_int_equal(talker_end(&mum), 0);
    event = event_of("2027-03-05", &whole);
    assert_string_equal(json_text(event, "rrule"), "FREQ=WEEKLY;COUNT=2");
    assert_string_equal(json_text(event, "start"), "2027-03-05");
    assert_string_equal(json_text(event, "end"), "2027-03-06");
    cJSON_Delete(whole);
}

static void test_by_the_moon_and_elsewhere(void **state)
{
    (void)state;
    struct talker mum;
    cJSON *whole;
    open_calendar(&mum);
    answer(&mum, NUMBER, "6");
    answer(&mum, "What is it?:\n", "Full moon");
    answer(&mum, NUMBER, "2"); /* all day */
    answer(&mum, "Start (", "2027-09-15");
    answer(&mum, "End (", "");
    set(&mum, "6", "2"); /* by the lunar calendar */
    put(&mum, "4", "8.15");
    hear(&mum, "4 Start: 8.15\n");
    set(&mum, "7", "2"); /* every day, which the moon does not do */
    hear(&mum, "By the lunar calendar it is every month or every year.\n");
    set(&mum, "7", "8"); /* every year */
    hear(&mum, "8 Without that leap month: the month before takes its place\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "It is in the calendar.\n");
    answer(&mum, NUMBER, "6"); /* A call in another time zone. */
    answer(&mum, "What is it?:\n", "Call");
    answer(&mum, NUMBER, "1");
    answer(&mum, "Start (", "2027-05-03 20:00");
    answer(&mum, "End (", "");
    put(&mum, "6", "America/New_York");
    hear(&mum, "6 Time zone: America/New_York\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "It is in the calendar.\n");
    answer(&mum, NUMBER, "5"); /* Search the calendar */
    answer(&mum, "Which words?", "full");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Full moon\n");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "5");
    answer(&mum, "Which words?", "nonsense");
    hear(&mum, "Nothing has these words.\n");
    answer(&mum, NUMBER, "3"); /* Add in one line */
    answer(&mum, "The event in one line", "2027-05-04 7pm Walk");
    answer(&mum, NUMBER, "1");
    hear(&mum, "It is in the calendar.\n");
    assert_int_equal(talker_end(&mum), 0);
    const cJSON *event = event_of("2027-09-15", &whole);
    assert_string_equal(json_text(event, "title"), "Full moon");
    assert_non_null(strstr(json_text(event, "rrule"), "RSCALE=DANGI"));
    cJSON_Delete(whole);
    event = event_of("2027-05-04", &whole); /* Nine in the morning at home. */
    assert_string_equal(json_text(event, "title"), "Call");
    assert_string_equal(json_text(event, "start"), "2027-05-03T20:00:00");
    assert_string_equal(json_text(event, "zone"), "America/New_York");
    cJSON_Delete(whole);
}

static void test_mistakes_and_memories(void **state)
{
    (void)state;
    struct talker mum;
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "Wedding", "--start", "2025-05-03")));
    open_calendar(&mum);
    answer(&mum, NUMBER, "7"); /* Memories */
    answer(&mum, "Which day?", "2027-05-03");
    hear(&mum, " in past years\n1 Wedding, in 2025\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "1 Change\n");
    answer(&mum, NUMBER, "1");
    put(&mum, "2", "Our wedding");
    put(&mum, "4", "some day");
    hear(&mum, "Our wedding, It is not understood as a day or time.\n");
    answer(&mum, NUMBER, "1"); /* Save says the same and stays. */
    hear(&mum, "It is not understood as a day or time.\n");
    answer(&mum, NUMBER, "0");
    hear(&mum, "Leave without saving?\n");
    answer(&mum, NUMBER, "2");
    put(&mum, "4", "2025-05-03");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Changed.\n");
    hear(&mum, "1 Our wedding, in 2025\n");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "4");
    answer(&mum, "Which day?", "2027-05-03");
    hear(&mum, "Nothing is planned.\n");
    assert_int_equal(talker_end(&mum), 0);
    check_days("2025-05-01", "2025-05-05", "2025-05-03 2025-05-03 Our wedding blue ; ");
}

/* Opens the dinner of a day and does to so much of the series what a number stands for. */
static void begin(struct talker *mum, const char *day, const char *deed, const char *scope)
{
    open_day(mum, day);
    answer(mum, NUMBER, deed);
    hear(mum, "3 All of them\n");
    answer(mum, NUMBER, scope);
}

static void delete_dinner(struct talker *mum, const char *day, const char *scope)
{
    begin(mum, day, "2", scope);
    hear(mum, "Delete it?\n");
    answer(mum, NUMBER, "1");
    hear(mum, "Deleted.\nThe last choice of the calendar takes it back.\n");
    hear(mum, "Nothing is planned.\n");
    hear(mum, "7 Memories\n8 Read a month\n9 Bring it back\n");
    answer(mum, NUMBER, "9");
    hear(mum, "It is back.\n");
    hear(mum, "8 Read a month\n" NUMBER); /* Once. */
    tell(mum, "");
}

static void test_taking_back(void **state)
{
    (void)state;
    struct talker mum;
    const char *all = "2027-03-05 2027-03-05 Dinner blue ; 2027-03-12 2027-03-12 Dinner blue ; "
                      "2027-03-19 2027-03-19 Dinner blue ; 2027-03-26 2027-03-26 Dinner blue ; ";
    free(household_expect(
        &house, 0, "mum", NULL,
        DORAN("event", "add", "Dinner", "--start", "2027-03-05", "--repeat", "FREQ=WEEKLY;COUNT=4")));
    check_days("2027-03-01", "2027-04-30", all);
    open_calendar(&mum);
    hear(&mum, "8 Read a month\n" NUMBER); /* Nothing is taken back yet. */
    tell(&mum, "");
    delete_dinner(&mum, "2027-03-12", "1");
    delete_dinner(&mum, "2027-03-19", "2");
    delete_dinner(&mum, "2027-03-26", "3");
    begin(&mum, "2027-03-19", "1", "2"); /* Change this and all after it. */
    put(&mum, "2", "Party");
    answer(&mum, NUMBER, "1");
    hear(&mum, "Changed.\nThe last choice of the calendar takes it back.\n");
    hear(&mum, "1 Party");
    answer(&mum, NUMBER, "0");
    hear(&mum, "9 Take the change back\n");
    answer(&mum, NUMBER, "9");
    hear(&mum, "It is as it was before.\n");
    assert_int_equal(talker_end(&mum), 0);
    check_days("2027-03-01", "2027-04-30", all);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(test_a_series), TEST(test_by_the_moon_and_elsewhere),
                                       TEST(test_mistakes_and_memories), TEST(test_taking_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
