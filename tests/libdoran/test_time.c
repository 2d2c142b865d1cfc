#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <doran/time.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct {
    doran_time time;
    const char *text;
} pairs[] = {
    {0, "1970-01-01T00:00:00.000000Z"},
    {1, "1970-01-01T00:00:00.000001Z"},
    {-1, "1969-12-31T23:59:59.999999Z"},
    {INT64_C(1795325400123456), "2026-11-22T05:30:00.123456Z"},
    {INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z"},
    {INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z"},
    {INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
};

static void test_format_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        char text[DORAN_TIME_TEXT_MAX];
        assert_ptr_equal(doran_time_format(pairs[i].time, text), text);
        assert_string_equal(text, pairs[i].text);
        doran_time back = 5;
        assert_true(doran_time_parse(text, strlen(text), &back));
        assert_int_equal(back, pairs[i].time);
    }
}

static void test_format_stays_in_range(void **state)
{
    (void)state;
    char text[DORAN_TIME_TEXT_MAX];
    assert_string_equal(doran_time_format(INT64_MIN, text), "0001-01-01T00:00:00.000000Z");
    assert_string_equal(doran_time_format(INT64_MAX, text), "9999-12-31T23:59:59.999999Z");
}

static void test_parse_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *same_as;
    } cases[] = {
        {"2026-11-22T14:30:00+09:00", "2026-11-22T05:30:00.000000Z"},
        {"2026-11-21T23:30:00-06:00", "2026-11-22T05:30:00.000000Z"},
        {"2026-11-22t05:30:00z", "2026-11-22T05:30:00.000000Z"},
        {"2026-11-22T05:30:00-00:00", "2026-11-22T05:30:00.000000Z"},
        {"2026-11-22T05:30:00.5Z", "2026-11-22T05:30:00.500000Z"},
        {"2026-11-22T05:30:00.123456789Z", "2026-11-22T05:30:00.123456Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"}, /* a leap second that was */
        {"2017-01-01T08:59:60+09:00", "2017-01-01T00:00:00.000000Z"},
        {"1990-01-01T00:30:00+01:00", "1989-12-31T23:30:00.000000Z"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        doran_time time;
        char text[DORAN_TIME_TEXT_MAX];
        if (!doran_time_parse(cases[i].text, strlen(cases[i].text), &time))
            fail_msg("refused: %s", cases[i].text);
        assert_string_equal(doran_time_format(time, text), cases[i].same_as);
    }
}

static void test_parse_refuses(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-11-22",
        "2026-11-22T05:30:00",
        "2026-11-22T05:30Z",
        "2026-11-22 05:30:00Z",
        "2026-11-22T05:30:00.Z",
        "2026-11-22T05:30:00.1234567890Z",
        "2026-11-22T05:30:00,5Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T05:60:00Z",
        "2026-11-22T05:30:61Z",
        "2026-11-22T05:30:60Z",
        "2026-11-22T05:30:00+24:00",
        "2026-11-22T05:30:00+09:60",
        "2026-11-22T05:30:00+0900",
        "2026-11-22T05:30:00+09",
        "2026-11-22T05:30:00ZZ",
        "2026-11-22T05:30:00Z ",
        " 2026-11-22T05:30:00Z",
        "+026-11-22T05:30:00Z",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "-2026-11-22T05:30:00Z",
        "2026-1-22T05:30:00Z",
        "２026-11-22T05:30:00Z",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        doran_time time = 77;
        if (doran_time_parse(wrong[i], strlen(wrong[i]), &time))
            fail_msg("taken: %s", wrong[i]);
        assert_int_equal(time, 77);
    }
    doran_time time = 77;
    assert_false(doran_time_parse(NULL, 0, &time));
    assert_false(doran_time_parse("2026-11-22T05:30:00Z", 19, &time)); /* the length counts, not the NUL */
    assert_false(doran_time_parse("2026-11-22T05:30:00\0", 20, &time));
}

static void test_ago(void **state)
{
    (void)state;
    const doran_time now = INT64_C(1795325400000000);
    static const struct {
        int64_t passed;
        enum doran_ago_unit unit;
        int count;
    } cases[] = {
        {-DORAN_DAY, DORAN_AGO_now, 0},          {0, DORAN_AGO_now, 0},
        {DORAN_MINUTE - 1, DORAN_AGO_now, 0},    {DORAN_MINUTE, DORAN_AGO_minutes, 1},
        {DORAN_HOUR - 1, DORAN_AGO_minutes, 59}, {DORAN_HOUR, DORAN_AGO_hours, 1},
        {DORAN_DAY - 1, DORAN_AGO_hours, 23},    {DORAN_DAY, DORAN_AGO_days, 1},
        {7 * DORAN_DAY - 1, DORAN_AGO_days, 6},  {7 * DORAN_DAY, DORAN_AGO_date, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct doran_ago ago = doran_time_ago(now - cases[i].passed, now);
        assert_int_equal(ago.unit, cases[i].unit);
        assert_int_equal(ago.count, cases[i].count);
    }
    assert_int_equal(doran_time_ago(INT64_MIN, now).unit, DORAN_AGO_date);
    assert_int_equal(doran_time_ago(INT64_MAX, -now).unit, DORAN_AGO_now);
}

static void test_clocks(void **state)
{
    (void)state;
    doran_time now = doran_time_now();
    assert_true(now > INT64_C(1577836800000000)); /* 2020 */
    int64_t last = doran_time_monotonic();
    for (int i = 0; i < 1000; i++) {
        int64_t next = doran_time_monotonic();
        assert_true(next >= last);
        last = next;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_and_back),
        cmocka_unit_test(test_format_stays_in_range),
        cmocka_unit_test(test_parse_forms),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_ago),
        cmocka_unit_test(test_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
