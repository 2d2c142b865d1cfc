/* The calendar by the command line, against a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/household.h"

#include <doran/calendar.h>

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

static void expect_said(const char *said, const char *const arguments[])
{
    char *out = household_expect(&house, 0, "mum", NULL, arguments);
    if (!strstr(out, said))
        fail_msg("\"%s\" is not in:\n%s", said, out);
    free(out);
}

static void expect_refused(int status, const char *name, const char *const arguments[])
{
    char *error = household_error(&house, status, "mum", NULL, arguments);
    assert_string_equal(error, name);
    free(error);
}

static size_t count_listed(const char *list, const char *const arguments[])
{
    cJSON *page = household_json(&house, "mum", NULL, arguments);
    size_t count = (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(page, list));
    cJSON_Delete(page);
    return count;
}

static void test_an_event_by_flags(void **state)
{
    (void)state;
    cJSON *event = household_json(&house, "mum", NULL,
                                  DORAN("event", "add", "저녁", "--start", "2026-11-22 19:00", "--colour",
                                        "red", "--remind", "10,1440", "--note", "예약함"));
    assert_string_equal(json_text(event, "start"), "2026-11-22T19:00:00");
    assert_string_equal(json_text(event, "end"), "2026-11-22T20:00:00");
    assert_string_equal(json_text(event, "zone"), "Asia/Seoul");
    assert_string_equal(json_text(event, "colour"), "red");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(event, "reminders")), 2);
    char id[37];
    snprintf(id, sizeof id, "%s", json_text(event, "id"));
    cJSON_Delete(event);
    expect_said("2026-11-22 19:00-20:00", DORAN("event", "list", "--month", "2026-11"));
    expect_said("19:00 저녁 (엄마)\n", DORAN("event", "list", "--from", "2026-11-22", "--to", "2026-11-22",
                                             "--template", "{time} {title} ({author})"));
    event = household_json(
        &house, "mum", NULL,
        DORAN("event", "edit", id, "--start", "2026-11-23 18:30", "--note", "none", "--title", "늦은 저녁"));
    assert_string_equal(json_text(event, "end"), "2026-11-23T19:30:00");
    assert_string_equal(json_text(event, "note"), "");
    cJSON_Delete(event);
    assert_int_equal(
        count_listed("occurrences", DORAN("event", "list", "--from", "2026-11-22", "--to", "2026-11-22")), 0);
    assert_int_equal(
        count_listed("occurrences", DORAN("event", "list", "--from", "2026-11-22", "--days", "2")), 1);
    expect_said("is deleted", DORAN("event", "rm", id, "--yes"));
    expect_refused(4, "not_found", DORAN("event", "rm", id, "--yes"));
}

static void test_days_name_their_last_one(void **state)
{
    (void)state;
    cJSON *event = household_json(
        &house, "mum", NULL, DORAN("event", "add", "여행", "--start", "2026-12-24", "--end", "2026-12-26"));
    assert_string_equal(json_text(event, "end"), "2026-12-27");
    cJSON_Delete(event);
    expect_said("2026-12-24 ~ 2026-12-26", DORAN("event", "list", "--month", "2026-12"));
}

static void test_one_line_says_all(void **state)
{
    (void)state;
    cJSON *event = household_json(&house, "mum", NULL, DORAN("event", "add", "내일 19시 외식"));
    assert_string_equal(json_text(event, "title"), "외식");
    assert_non_null(strstr(json_text(event, "start"), "T19:00:00"));
    cJSON_Delete(event);
    expect_said("외식", DORAN("event", "list", "--from", "tomorrow", "--days", "1"));
    expect_said("lunar", DORAN("today"));
}

/* What `home` tells of the calendar: with a network in the one answer, without one from the replica. */
static void expect_at_home(const char *what, const char *lunar)
{
    cJSON *home = household_json(&house, "mum", NULL, DORAN("home"));
    const cJSON *coming = cJSON_GetObjectItem(home, "coming"), *one, *found = NULL;
    cJSON_ArrayForEach(one, coming) if (strcmp(json_text(one, "title"), what) == 0) found = one;
    assert_non_null(found);
    assert_int_equal(cJSON_GetObjectItem(found, "lunar") != NULL, lunar != NULL);
    if (lunar)
        assert_string_equal(json_text(found, "lunar"), lunar);
    cJSON_Delete(home);
    expect_said(what, DORAN("home"));
}

static void test_home_tells_what_is_coming(void **state)
{
    (void)state;
    char rule[DORAN_RRULE_TEXT_MAX], lunar[16];
    struct doran_lunar moon;
    const struct doran_zone *seoul = doran_zone_or_utc("Asia/Seoul");
    struct doran_date soon = doran_date_add_days(doran_zone_date(seoul, doran_time_now()), 3);
    assert_true(doran_lunar_of_date(soon, &moon));
    snprintf(lunar, sizeof lunar, "%s%d.%d", moon.leap ? "*" : "", moon.month, moon.day);
    assert_true(doran_rule_lunar_yearly(moon, DORAN_SKIP_BACKWARD, rule));
    char day[DORAN_DATE_TEXT_MAX];
    free(household_expect(
        &house, 0, "mum", NULL,
        DORAN("event", "add", "제사", "--start", doran_date_format(soon, day), "--repeat", rule)));
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "모레 9시 병원")));
    expect_at_home("제사", lunar);
    expect_at_home("병원", NULL);
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    server_halt(house.server);
    expect_at_home("제사", lunar);
    expect_at_home("병원", NULL);
    server_restart(house.server);
    expect_said("is deleted", DORAN("event", "rm", "제사", "--all", "--yes"));
    expect_said("is deleted", DORAN("event", "rm", "병원", "--yes"));
}

static void test_a_series_asks_how_much(void **state)
{
    (void)state;
    free(household_expect(
        &house, 0, "mum", NULL,
        DORAN("event", "add", "수영", "--start", "2027-03-02 18:00", "--repeat", "FREQ=WEEKLY;COUNT=4")));
    assert_int_equal(count_listed("occurrences", DORAN("event", "list", "--month", "2027-03")), 4);
    expect_refused(2, "invalid", DORAN("event", "rm", "수영", "--yes"));
    expect_refused(2, "invalid", DORAN("event", "rm", "수영", "--this", "--yes"));
    expect_refused(2, "invalid",
                   DORAN("event", "rm", "수영", "--this", "--all", "--at", "2027-03-09T18:00:00", "--yes"));
    expect_said("is deleted", DORAN("event", "rm", "수영", "--this", "--at", "2027-03-09T18:00:00", "--yes"));
    assert_int_equal(count_listed("occurrences", DORAN("event", "list", "--month", "2027-03")), 3);
    cJSON *event = household_json(
        &house, "mum", NULL,
        DORAN("event", "edit", "수영", "--following", "--at", "2027-03-16T18:00:00", "--title", "접영"));
    assert_string_equal(json_text(event, "title"), "접영");
    cJSON_Delete(event);
    assert_int_equal(count_listed("events", DORAN("event", "list", "--month", "2027-03")), 2);
    expect_said("is deleted", DORAN("event", "rm", "접영", "--all", "--yes"));
    assert_int_equal(count_listed("occurrences", DORAN("event", "list", "--month", "2027-03")), 1);
}

static void test_what_is_not_understood(void **state)
{
    (void)state;
    expect_refused(2, "invalid", DORAN("event", "add", "a", "--start", "22.11.2026"));
    expect_refused(2, "invalid", DORAN("event", "list", "--month", "2026-11", "--from", "2026-11-22"));
    expect_refused(2, "invalid", DORAN("event", "list", "--month", "2026-11", "--to", "2026-11-22"));
    expect_refused(2, "invalid", DORAN("event", "list", "--month", "2026-11", "--days", "3"));
    expect_refused(2, "invalid",
                   DORAN("event", "add", "a", "--start", "2026-11-22", "--end", "2026-11-22 19:00"));
    expect_refused(2, "invalid", DORAN("event", "add", "a", "--start", "2026-11-22", "--colour", "mauve"));
    expect_refused(2, "invalid", DORAN("event", "add", "a", "--start", "2026-11-22", "--remind", "soon"));
    expect_refused(2, "invalid",
                   DORAN("event", "add", "a", "--start", "2026-11-22", "--repeat", "FREQ=SECONDLY"));
    expect_refused(2, "invalid", DORAN("event", "list", "--month", "November"));
    expect_refused(2, "invalid", DORAN("event", "list", "--from", "2026-11-22", "--to", "2026-11-01"));
    expect_refused(2, "invalid", DORAN("event", "list", "--days", "5000"));
}

static void test_holidays_are_shown_when_asked(void **state)
{
    (void)state;
    cJSON *page =
        household_json(&house, "mum", NULL, DORAN("event", "list", "--month", "2026-09", "--holidays"));
    const cJSON *holidays = cJSON_GetObjectItem(page, "holidays");
    assert_true(cJSON_GetArraySize(holidays) >= 3); /* Chuseok. */
    assert_string_equal(json_text(cJSON_GetArrayItem(holidays, 1), "korean"), "추석");
    cJSON_Delete(page);
    expect_said("Chuseok", DORAN("event", "list", "--month", "2026-09", "--holidays"));
}

static void test_without_a_network(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "mum", NULL, DORAN("event", "add", "김장", "--start", "2027-11-20")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    server_halt(house.server);
    expect_said("김장", DORAN("event", "list", "--month", "2027-11"));
    expect_said("will be sent", DORAN("event", "add", "배추 사기", "--start", "2027-11-19"));
    expect_said("배추 사기", DORAN("event", "list", "--month", "2027-11"));
    expect_said("will be sent", DORAN("event", "edit", "배추 사기", "--title", "배추와 무"));
    expect_said("배추와 무", DORAN("event", "list", "--month", "2027-11"));
    server_restart(house.server);
    free(household_expect(&house, 0, "mum", NULL, DORAN("sync")));
    assert_int_equal(count_listed("events", DORAN("event", "list", "--month", "2027-11")), 2);
    expect_said("배추와 무", DORAN("event", "list", "--month", "2027-11"));
}

static void test_addresses_for_phones(void **state)
{
    (void)state;
    expect_said("/feed/", DORAN("event", "feed", "엄마 폰"));
    expect_said("엄마 폰", DORAN("event", "feeds"));
    expect_said("reads nothing any more", DORAN("event", "unfeed", "엄마 폰"));
    assert_int_equal(count_listed("feeds", DORAN("event", "feeds")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_event_by_flags),
        cmocka_unit_test(test_days_name_their_last_one),
        cmocka_unit_test(test_one_line_says_all),
        cmocka_unit_test(test_home_tells_what_is_coming),
        cmocka_unit_test(test_a_series_asks_how_much),
        cmocka_unit_test(test_what_is_not_understood),
        cmocka_unit_test(test_holidays_are_shown_when_asked),
        cmocka_unit_test(test_without_a_network),
        cmocka_unit_test(test_addresses_for_phones),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
