#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <doran/calendar.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct doran_date day(int year, int month, int number)
{
    return (struct doran_date){year, month, number};
}

/* Counted up one by one, by nothing but the lengths of the months. */
static void test_numbers(void **state)
{
    (void)state;
    int32_t number = -25567; /* 1900-01-01; RFC 3339's own rule gives the same. */
    int weekday = DORAN_MONDAY;
    for (int year = 1900; year <= 2200; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int date = 1; date <= doran_month_days(year, month); date++) {
                assert_int_equal(doran_date_number(day(year, month, date)), number);
                assert_int_equal(doran_date_weekday(day(year, month, date)), weekday);
                struct doran_date back = doran_date_of_number(number);
                assert_true(back.year == year && back.month == month && back.day == date);
                number++;
                weekday = weekday % 7 + 1;
            }
        }
    }
    assert_int_equal(doran_date_number(day(1970, 1, 1)), 0);
    assert_int_equal(doran_date_number(day(2000, 2, 29)), 11016);
    assert_int_equal(doran_date_number(day(2026, 13, 1)), doran_date_number(day(2027, 1, 1)));
    assert_int_equal(doran_date_number(day(2026, 3, 0)), doran_date_number(day(2026, 2, 28)));
}

static void test_valid(void **state)
{
    (void)state;
    assert_true(doran_date_valid(day(2024, 2, 29)));
    assert_true(doran_date_valid(day(2000, 2, 29)));
    assert_true(doran_date_valid(day(9999, 12, 31)));
    const struct doran_date none[] = {{2023, 2, 29}, {1900, 2, 29}, {2023, 4, 31}, {2023, 0, 1},
                                      {2023, 13, 1}, {2023, 1, 0},  {0, 1, 1},     {10000, 1, 1}};
    for (size_t i = 0; i < COUNT(none); i++)
        assert_false(doran_date_valid(none[i]));
}

static void test_text(void **state)
{
    (void)state;
    char text[DORAN_WALL_TEXT_MAX];
    struct doran_date date;
    assert_true(doran_date_parse("2026-11-22", 10, &date));
    assert_string_equal(doran_date_format(date, text), "2026-11-22");
    struct doran_wall wall;
    assert_true(doran_wall_parse("0987-01-02T03:04:05", 19, &wall));
    assert_string_equal(doran_wall_format(wall, text), "0987-01-02T03:04:05");
    assert_true(doran_when_parse("2026-11-22", true, &wall));
    assert_string_equal(doran_when_format(wall, true, text), "2026-11-22");
    assert_string_equal(doran_when_format(wall, false, text), "2026-11-22T00:00:00");
    static const char *const wrong[] = {"",
                                        "2026-11-2",
                                        "2026-11-222",
                                        "2026-02-29",
                                        "2026/11/22",
                                        "26-11-22",
                                        "2026-11-2x",
                                        "2026-11-22T24:00:00",
                                        "2026-11-22T23:60:00",
                                        "2026-11-22T23:59:60",
                                        "2026-11-22 23:59:00",
                                        "2026-11-22T1:00:000",
                                        "+026-11-22",
                                        "2026-11-22T10:00:00Z"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(doran_when_parse(wrong[i], true, &wall));
        assert_false(doran_when_parse(wrong[i], false, &wall));
    }
    assert_false(doran_when_parse("2026-11-22", false, &wall));
    assert_false(doran_when_parse("2026-11-22T00:00:00", true, &wall));
    assert_false(doran_when_parse(NULL, true, &wall));
}

static void test_arithmetic(void **state)
{
    (void)state;
    char text[DORAN_WALL_TEXT_MAX];
    assert_string_equal(doran_date_format(doran_date_add_days(day(2024, 2, 28), 2), text), "2024-03-01");
    assert_string_equal(doran_date_format(doran_date_add_days(day(2026, 1, 1), -1), text), "2025-12-31");
    assert_string_equal(doran_date_format(doran_date_add_months(day(2026, 1, 31), 1), text), "2026-02-28");
    assert_string_equal(doran_date_format(doran_date_add_months(day(2026, 1, 31), -2), text), "2025-11-30");
    assert_string_equal(doran_date_format(doran_date_add_months(day(2026, 11, 22), 14), text), "2028-01-22");
    assert_true(doran_date_compare(day(2026, 1, 31), day(2026, 2, 1)) < 0);
    assert_true(doran_date_compare(day(2027, 1, 1), day(2026, 2, 1)) > 0);
    assert_int_equal(doran_date_compare(day(2027, 1, 1), day(2027, 1, 1)), 0);
    assert_int_equal(doran_month_number(day(2026, 11, 22)), 2026 * 12 + 10);
    assert_string_equal(doran_date_format(doran_month_first(2026 * 12 + 10), text), "2026-11-01");

    struct doran_wall wall = {{2026, 12, 31}, 23, 59, 30};
    assert_string_equal(doran_wall_format(doran_wall_add(wall, 31), text), "2027-01-01T00:00:01");
    assert_string_equal(doran_wall_format(doran_wall_add(wall, -86400), text), "2026-12-30T23:59:30");
    struct doran_wall early = {{1969, 12, 31}, 23, 59, 59};
    assert_int_equal(doran_wall_seconds(early), -1);
    assert_string_equal(doran_wall_format(doran_wall_of_seconds(-1), text), "1969-12-31T23:59:59");
    assert_true(doran_wall_compare(early, wall) < 0);
}

static void test_weeks(void **state)
{
    (void)state;
    static const struct {
        struct doran_date date;
        int week, year;
    } weeks[] = {{{2026, 1, 1}, 1, 2026},   {{2027, 1, 1}, 53, 2026}, {{2024, 12, 30}, 1, 2025},
                 {{2021, 1, 3}, 53, 2020},  {{2021, 1, 4}, 1, 2021},  {{2026, 11, 22}, 47, 2026},
                 {{2026, 11, 23}, 48, 2026}};
    for (size_t i = 0; i < COUNT(weeks); i++) {
        int year = 0;
        assert_int_equal(doran_date_week(weeks[i].date, &year), weeks[i].week);
        assert_int_equal(year, weeks[i].year);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_valid),      cmocka_unit_test(test_text),
        cmocka_unit_test(test_weeks),   cmocka_unit_test(test_arithmetic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
