/* The calendar at a real terminal with a real server: adding, changing and deleting some of a series, bars over the end of a
 * week, what comes in live, what is added without a connection. */
#include "support/calendar_room.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static struct household house;

static void quick_add(struct screen *screen, const char *line, const char *title)
{
    screen_keys(screen, "A");
    screen_wait_for_text(screen, "A new event in one line", WAIT);
    screen_enter(screen, line);
    screen_wait_until_gone(screen, "A new event in one line", WAIT);
    screen_wait_for_text(screen, title, WAIT);
}

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    household_signup(&house, "mother", "Mum star");
    free(household_expect(&house, 0, "mother", NULL, DORAN("family", "create", "Home", "Mum")));
    cJSON *sent = household_json(&house, "mother", NULL, DORAN("invite", "code", "Brother"));
    household_signup(&house, "brother", "Brother star");
    free(household_expect(&house, 0, "brother", NULL, DORAN("join", json_text(sent, "code"))));
    cJSON_Delete(sent);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    return 0;
}

static void what_one_adds_the_other_sees(void **state)
{
    (void)state;
    struct screen *hers = calendar_room_open(&house, "mother", 24, 80),
                  *his = calendar_room_open(&house, "brother", 24, 80);
    calendar_room_go_to(hers, "2027-03-10", "Wed, Mar 10, 2027");
    calendar_room_go_to(his, "2027-03-10", "Wed, Mar 10, 2027");
    quick_add(hers, "2027-03-10 19:00 noodles", "19:00");
    screen_wait_for_text(hers, "noodles", WAIT);
    screen_wait_for_text(his, "noodles", WAIT);
    screen_check_cells(his);

    /* He reads it, but it is hers to change. */
    screen_keys(his, "Enter Enter");
    screen_wait_for_text(his, "Made by", WAIT);
    screen_wait_for_text(his, "19:00 to 20:00", WAIT);
    screen_check_cells(his);
    screen_keys(his, "Esc");
    screen_wait_until_gone(his, "Made by", WAIT);
    screen_keys(his, "d");
    screen_wait_for_text(his, "Who made an event changes it, or the host.", WAIT);

    /* She deletes it after a question, and brings it back. */
    screen_keys(hers, "d");
    screen_wait_for_text(hers, "Delete \"noodles\"?", WAIT);
    screen_keys(hers, "Enter");
    screen_wait_until_gone(hers, "noodles", WAIT);
    screen_wait_until_gone(his, "noodles", WAIT);
    screen_keys(hers, "u");
    screen_wait_for_text(hers, "noodles", WAIT);
    screen_wait_for_text(his, "noodles", WAIT);
    screen_free(his);
    screen_free(hers);
}

static void some_of_a_series(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mother", 24, 80);
    calendar_room_go_to(screen, "2027-06-07", "Mon, Jun 7, 2027");
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "A new event", WAIT);
    screen_enter(screen, "choir"); /* then when on the day, the start and the end */
    screen_keys(screen, "Tab Ctrl-u");
    screen_enter(screen, "2027-06-07 10:00");
    screen_keys(screen, "Tab Tab Space Space"); /* every week */
    screen_wait_for_text(screen, "every week: Mon", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Ctrl-s");
    screen_wait_until_gone(screen, "A new event", WAIT);
    screen_wait_for_text(screen, "choir", WAIT);

    /* This one alone is called something else. */
    calendar_room_go_to(screen, "2027-06-21", "Mon, Jun 21, 2027");
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "Edit which of them?", WAIT);
    screen_keys(screen, "1 Enter");
    screen_wait_for_text(screen, "Change an event", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_paste(screen, "concert");
    screen_keys(screen, "Ctrl-s");
    screen_wait_until_gone(screen, "Change an event", WAIT);
    screen_wait_for_text(screen, "10:00      concert", WAIT);
    calendar_room_go_to(screen, "2027-06-14", "Mon, Jun 14, 2027");
    screen_wait_for_text(screen, "10:00      choir", WAIT);

    /* This and all after it go. */
    calendar_room_go_to(screen, "2027-07-05", "Mon, Jul 5, 2027");
    screen_wait_for_text(screen, "10:00      choir", WAIT);
    screen_keys(screen, "d");
    screen_wait_for_text(screen, "Delete which of them?", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "2 Enter");
    screen_wait_until_gone(screen, "Delete which of them?", WAIT);
    screen_wait_for_text(screen, "Nothing on this day.", WAIT);
    calendar_room_go_to(screen, "2027-06-28", "Mon, Jun 28, 2027");
    screen_wait_for_text(screen, "10:00      choir", WAIT);
    screen_free(screen);

    cJSON *page = household_json(&house, "mother", NULL,
                                 DORAN("event", "list", "--from", "2027-06-01", "--to", "2027-08-01"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(page, "occurrences")), 4);
    cJSON_Delete(page);
}

/* A call in another time zone lies where it is at home; what is of days has none. */
static void an_event_is_elsewhere(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mother", 24, 80);
    calendar_room_go_to(screen, "2027-05-03", "Mon, May 3, 2027");
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "A new event", WAIT);
    screen_enter(screen, "call");
    screen_keys(screen, "Tab Ctrl-u");
    screen_paste(screen, "2027-05-03 20:00");
    screen_keys(screen, "Shift-Tab Shift-Tab Shift-Tab Shift-Tab"); /* before the first comes the last */
    screen_wait_for_text(screen, "Asia/Seoul", WAIT);
    screen_wait_for_text(screen, "Names look like Asia/Seoul; empty: the family's", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_paste(screen, "Moon/Base");
    screen_keys(screen, "Ctrl-s");
    screen_wait_for_text(screen, "This zone is not known. Names look like Asia/Seoul.", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_paste(screen, "America/New_York");
    screen_check_cells(screen);
    screen_keys(screen, "Ctrl-s");
    screen_wait_until_gone(screen, "A new event", WAIT);
    calendar_room_go_to(screen, "2027-05-04", "Tue, May 4, 2027");
    screen_wait_for_text(screen, "09:00      call", WAIT);
    screen_keys(screen, "Tab Enter");
    screen_wait_for_text(screen, "Time zone   America/New_York", WAIT);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "Change an event", WAIT);
    screen_keys(screen, "Shift-Tab Shift-Tab");
    screen_wait_for_text(screen, "America/New_York", WAIT);
    screen_keys(screen, "Ctrl-u Ctrl-s"); /* Nothing written: the family's. */
    screen_wait_until_gone(screen, "Change an event", WAIT);
    calendar_room_go_to(screen, "2027-05-03", "Mon, May 3, 2027");
    screen_wait_for_text(screen, "20:00      call", WAIT);
    screen_free(screen);
}

static void bars_go_over_the_end_of_the_week(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mother", 24, 80);
    calendar_room_go_to(screen, "2027-03-05", "Fri, Mar 5, 2027");
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "A new event", WAIT);
    screen_enter(screen, "trip");
    screen_keys(screen, "Space Tab Ctrl-u");
    screen_enter(screen, "2027-03-05");
    screen_keys(screen, "Ctrl-u");
    screen_paste(screen, "2027-03-09");
    screen_wait_for_text(screen, "Fri, Mar 5, 2027 to Tue, Mar 9, 2027", WAIT);
    screen_keys(screen, "Ctrl-s");
    screen_wait_until_gone(screen, "A new event", WAIT);
    screen_wait_for_text(screen, "== trip ==============>", WAIT);
    screen_wait_for_text(screen, "<= trip =========================", WAIT);
    screen_check_cells(screen);
    screen_resize(screen, 15, 60);
    screen_wait_for_text(screen, "> 5=", WAIT);
    screen_check_cells(screen);
    screen_resize(screen, 60, 200);
    screen_wait_for_text(screen, "== trip ===============================>", WAIT);
    screen_wait_for_text(screen, "What comes in the next days", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "v v");
    screen_wait_for_text(screen, "[Coming]", WAIT);
    screen_wait_for_text(screen, "trip (to Mar 9)", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "[Month]", WAIT);
    screen_keys(screen, "/");
    screen_wait_for_text(screen, "Search the calendar", WAIT);
    screen_enter(screen, "TRI");
    screen_wait_for_text(screen, "trip", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Fri, Mar 5, 2027", WAIT);
    screen_free(screen);
}

/* Where there is room the week stands in hours: sideways is a day, and blocks can be clicked. */
static void a_week_stands_in_hours(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mother", 32, 160);
    calendar_room_go_to(screen, "2027-08-11", "Wed, Aug 11, 2027");
    quick_add(screen, "2027-08-11 10:15 lunch with her", "lunch with her");
    quick_add(screen, "2027-08-11 10:30 dentist", "dentist");
    quick_add(screen, "2027-08-12 14:00 football", "football");
    screen_keys(screen, "v");
    screen_wait_for_text(screen, "[Week]", WAIT);
    screen_wait_for_text(screen, ">12", WAIT); /* what was added last is selected */
    screen_keys(screen, "Left");
    screen_wait_for_text(screen, ">11", WAIT);
    screen_wait_for_text(screen, "> lunch", WAIT);
    screen_wait_for_text(screen, "dentist", WAIT);
    screen_wait_for_text(screen, "football", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Down");
    screen_wait_for_text(screen, "> dentist", WAIT);
    screen_click(screen, "football");
    screen_wait_for_text(screen, ">12", WAIT);
    screen_wait_for_text(screen, "> 14:00 football", WAIT);
    screen_press(screen, 65, 20, 95); /* the wheel goes on in the list of the week, over a block too */
    screen_press(screen, 64, 20, 95);
    screen_click(screen, "13 L");
    screen_wait_for_text(screen, ">13", WAIT);
    screen_click(screen, "football");
    screen_wait_for_text(screen, "> 14:00 football", WAIT);
    screen_click(screen, "football");
    screen_wait_for_text(screen, "Made by", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Made by", WAIT);

    screen_resize(screen, 32, 100); /* one beside the other is too narrow here */
    screen_wait_for_text(screen, " +1", WAIT);
    screen_check_cells(screen);
    screen_resize(screen, 24, 80);
    screen_wait_for_text(screen, "10:30      dentist", WAIT);
    screen_free(screen);
}

static void without_a_connection(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mother", 24, 80);
    calendar_room_go_to(screen, "2027-04-14", "Wed, Apr 14, 2027");
    server_halt(house.server);
    screen_wait_until_gone(screen, "Connected", WAIT);
    quick_add(screen, "2027-04-14 08:00 breakfast", "breakfast");
    screen_wait_for_text(screen, "not sent yet", WAIT);
    screen_check_cells(screen);
    server_restart(house.server);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_until_gone(screen, "not sent yet", WAIT);
    screen_wait_for_text(screen, "breakfast", WAIT);
    screen_free(screen);
    char *list = household_expect(&house, 0, "brother", NULL,
                                  DORAN("event", "list", "--from", "2027-04-14", "--to", "2027-04-15"));
    assert_non_null(strstr(list, "breakfast"));
    free(list);
}

/* --- taking back --- */

/* What falls into two months, as whoever it is sees it: every instance, in the order it is. free() it. */
static char *instances(const char *who)
{
    cJSON *page = household_json(&house, who, NULL,
                                 DORAN("event", "list", "--from", "2027-06-01", "--to", "2027-08-10"));
    char *text = cJSON_PrintUnformatted(cJSON_GetObjectItem(page, "occurrences"));
    size_t length = strlen(text);
    const cJSON *event;
    cJSON_ArrayForEach(event, cJSON_GetObjectItem(page, "events"))
    {
        const char *title = json_text(event, "title");
        char *rule = cJSON_PrintUnformatted(cJSON_GetObjectItem(event, "exceptions"));
        size_t more = strlen(title) + strlen(rule) + 2;
        text = realloc(text, length + more + 1);
        length += (size_t)snprintf(text + length, more + 1, "\n%s%s", title, rule);
        free(rule);
    }
    cJSON_Delete(page);
    return text;
}

/* `who` sees what there was before; it may be on its way still. */
static void expect_instances(const char *who, const char *before)
{
    for (time_t until = time(NULL) + WAIT / 1000;;) {
        char *now = instances(who);
        bool same = strcmp(now, before) == 0;
        if (!same && time(NULL) > until)
            fail_msg("%s\nis seen where there was\n%s", now, before);
        free(now);
        if (same)
            return;
    }
}

/* A weekly series with one left out and one that is different. */
static char *make_series(void)
{
    cJSON *made = household_json(
        &house, "mother", NULL,
        DORAN("event", "add", "choir", "--start", "2027-06-07 10:00", "--repeat", "FREQ=WEEKLY;COUNT=9"));
    const char *id = json_text(made, "id");
    free(household_expect(
        &house, 0, "mother", NULL,
        DORAN("event", "edit", id, "--this", "--at", "2027-07-12T10:00:00", "--title", "concert")));
    free(household_expect(&house, 0, "mother", NULL,
                          DORAN("event", "rm", id, "--this", "--at", "2027-07-05T10:00:00", "--yes")));
    cJSON_Delete(made);
    return instances("mother");
}

/* The one of the day, or that and all after it, is called otherwise. */
static void rename_some(struct screen *screen, const char *scope, const char *title)
{
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "Edit which of them?", WAIT);
    screen_keys(screen, scope);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Change an event", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_paste(screen, title);
    screen_keys(screen, "Ctrl-s");
    screen_wait_until_gone(screen, "Change an event", WAIT);
    screen_wait_for_text(screen, title, WAIT);
}

static void delete_some(struct screen *screen, const char *scope)
{
    screen_keys(screen, "d");
    screen_wait_for_text(screen, "Delete which of them?", WAIT);
    screen_keys(screen, scope);
    screen_keys(screen, "Enter");
    screen_wait_until_gone(screen, "Delete which of them?", WAIT);
    screen_wait_for_text(screen, "Nothing on this day.", WAIT);
}

/* Whatever part of a series is changed or deleted, "u" gives everybody the instances that there were. */
static void some_of_a_series_is_taken_back(void **state)
{
    (void)state;
    char *before = make_series();
    struct screen *hers = calendar_room_open(&house, "mother", 24, 80),
                  *his = calendar_room_open(&house, "brother", 24, 80);
    static const struct {
        const char *day, *words, *scope, *title;
        bool deletes;
    } deeds[] = {
        {"2027-06-21", "Mon, Jun 21, 2027", "1", "10:00      choir", false},
        {"2027-06-21", "Mon, Jun 21, 2027", "2", "10:00      choir", false},
        {"2027-07-12", "Mon, Jul 12, 2027", "1", "10:00      concert", false},
        {"2027-06-14", "Mon, Jun 14, 2027", "1", "10:00      choir", true},
        {"2027-06-28", "Mon, Jun 28, 2027", "2", "10:00      choir", true},
        {"2027-07-12", "Mon, Jul 12, 2027", "1", "10:00      concert", true},
        {"2027-06-07", "Mon, Jun 7, 2027", "3", "10:00      choir", true},
    };
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        calendar_room_go_to(hers, deeds[i].day, deeds[i].words);
        calendar_room_go_to(his, deeds[i].day, deeds[i].words);
        screen_wait_for_text(his, deeds[i].title, WAIT);
        if (deeds[i].deletes)
            delete_some(hers, deeds[i].scope);
        else
            rename_some(hers, deeds[i].scope, "rehearsal");
        screen_wait_until_gone(his, deeds[i].title, WAIT);
        screen_keys(hers, "u");
        screen_wait_for_text(hers, deeds[i].deletes ? "It is back." : "It is as it was before.", WAIT);
        screen_wait_for_text(hers, deeds[i].title, WAIT);
        screen_wait_for_text(his, deeds[i].title, WAIT);
        expect_instances("brother", before);
        expect_instances("mother", before);
    }
    screen_free(his);
    screen_free(hers);
    free(before);
}

/* The same without a connection: what is seen at once is what everybody has when it is back. */
static void it_is_taken_back_without_a_connection(void **state)
{
    (void)state;
    char *before = make_series();
    struct screen *screen = calendar_room_open(&house, "mother", 24, 80);
    calendar_room_go_to(screen, "2027-06-28", "Mon, Jun 28, 2027");
    server_halt(house.server);
    screen_wait_until_gone(screen, "Connected", WAIT);
    rename_some(screen, "2", "rehearsal");
    screen_keys(screen, "u");
    screen_wait_for_text(screen, "10:00      choir", WAIT);
    delete_some(screen, "2");
    screen_keys(screen, "u");
    screen_wait_for_text(screen, "10:00      choir", WAIT);
    calendar_room_go_to(screen, "2027-07-12", "Mon, Jul 12, 2027");
    screen_wait_for_text(screen, "10:00      concert", WAIT);
    calendar_room_go_to(screen, "2027-06-21", "Mon, Jun 21, 2027");
    rename_some(screen, "1", "rehearsal");
    screen_keys(screen, "u");
    screen_wait_for_text(screen, "10:00      choir", WAIT);
    screen_check_cells(screen);
    server_restart(house.server);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_until_gone(screen, "not sent yet", WAIT);
    screen_free(screen);
    expect_instances("mother", before);
    expect_instances("brother", before);
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_one_adds_the_other_sees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(some_of_a_series, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_event_is_elsewhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(some_of_a_series_is_taken_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_taken_back_without_a_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bars_go_over_the_end_of_the_week, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_week_stands_in_hours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_connection, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("rooms_calendar", tests, NULL, NULL);
}
