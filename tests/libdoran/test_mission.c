#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/mission.h>
#include <string.h>

static doran_time at(const char *text)
{
    doran_time time = 0;
    assert_true(doran_time_parse(text, strlen(text), &time));
    return time;
}

/* Half past eleven in the evening of a month's last day is one month in one place and another elsewhere. */
static void a_month_is_the_one_of_the_zone(void **state)
{
    (void)state;
    static const struct {
        const char *at, *zone, *month;
    } cases[] = {
        {"2026-11-30T23:30:00+09:00", "Asia/Seoul", "2026-11"},
        {"2026-12-01T00:30:00+09:00", "Asia/Seoul", "2026-12"},
        {"2026-11-30T23:30:00Z", "UTC", "2026-11"},
        {"2026-11-30T23:30:00Z", "Asia/Seoul", "2026-12"},
        {"2026-12-01T00:30:00+09:00", "UTC", "2026-11"},
        {"2027-01-01T08:59:59+09:00", "UTC", "2026-12"},
        {"2026-12-01T04:59:59Z", "America/New_York", "2026-11"},
        {"2026-11-01T03:59:59Z", "America/New_York", "2026-10"}, /* Daylight saving time still. */
        {"2026-11-30T10:00:00Z", "Pacific/Kiritimati", "2026-12"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char month[DORAN_MONTH_LENGTH + 1];
        doran_time time = at(cases[i].at);
        assert_true(doran_month_of(time, cases[i].zone, month));
        assert_string_equal(month, cases[i].month);
        assert_true(doran_month_border(month, false) <= time);
        assert_true(doran_month_border(month, true) > time);
    }
    char month[DORAN_MONTH_LENGTH + 1];
    assert_false(doran_month_of(0, "Nowhere/Land", month));
}

static void months_are_written_one_way(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",        "2026",    "2026-1",   "2026-13",
                                        "2026-00", "0000-12", "2026-111", "2026/11"};
    assert_true(doran_month_valid("2026-11"));
    assert_true(doran_month_valid("0001-01"));
    assert_false(doran_month_valid(NULL));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(doran_month_valid(wrong[i]));
    char month[DORAN_MONTH_LENGTH + 1], id[37];
    doran_month_add("2026-11", 2, month);
    assert_string_equal(month, "2027-01");
    doran_month_add("2026-01", -1, month);
    assert_string_equal(month, "2025-12");
    doran_month_add("0001-02", -100, month);
    assert_string_equal(month, "0001-01");
    doran_month_add("9999-12", 1, month);
    assert_string_equal(month, "9999-12");
    doran_month_id("2026-11", id);
    assert_string_equal(id, "00000000-0000-0000-0000-000000202611");
}

static void a_dashboard_says_how_it_goes(void **state)
{
    (void)state;
    static const struct {
        int64_t total, completed, percent;
        enum doran_dashboard_label label;
    } cases[] = {
        {0, 0, 0, DORAN_dashboard_label_beginning},    {5, 1, 20, DORAN_dashboard_label_beginning},
        {4, 1, 25, DORAN_dashboard_label_challenging}, {100, 49, 49, DORAN_dashboard_label_challenging},
        {2, 1, 50, DORAN_dashboard_label_great},       {8, 6, 75, DORAN_dashboard_label_close},
        {1000, 999, 99, DORAN_dashboard_label_close},  {8, 8, 100, DORAN_dashboard_label_wonderful},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_dashboard board = {.total = cases[i].total, .completed = cases[i].completed};
        doran_dashboard_fill(&board);
        assert_int_equal(board.percent, cases[i].percent);
        assert_int_equal(board.label, cases[i].label);
    }
}

static void badges_have_goals(void **state)
{
    (void)state;
    assert_int_equal(doran_badge_goal(DORAN_badge_name_footprints)->target, 15);
    assert_int_equal(doran_badge_goal(DORAN_badge_name_cooperation)->target, 20);
    assert_null(doran_badge_goal(DORAN_badge_name_none));
    assert_null(doran_badge_goal(DORAN_badge_name_COUNT));
    struct doran_badge badge;
    doran_badge_begin(&badge, "family", DORAN_badge_name_together);
    assert_int_equal(badge.count, 0);
    assert_int_equal(badge.target, 5);
    assert_int_equal(badge.earned_at, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_is_the_one_of_the_zone),
        cmocka_unit_test(months_are_written_one_way),
        cmocka_unit_test(a_dashboard_says_how_it_goes),
        cmocka_unit_test(badges_have_goals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
