/* Korea's public holidays, against the yearly almanac notices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <doran/calendar.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* 월력요항 of 2018 to 2027 (한국천문연구원, 우주항공청), with the days off that were decided on later in the year. */
/* clang-format off */
static const struct {
    const char *date, *name;
} notices[] = {
    {"2018-01-01", "1월 1일"},
    {"2018-02-15", "설날 전날"},
    {"2018-02-16", "설날"},
    {"2018-02-17", "설날 다음 날"},
    {"2018-03-01", "3ㆍ1절"},
    {"2018-05-05", "어린이날"},
    {"2018-05-07", "대체공휴일(어린이날)"},
    {"2018-05-22", "부처님 오신 날"},
    {"2018-06-06", "현충일"},
    {"2018-06-13", "전국동시지방선거"},
    {"2018-08-15", "광복절"},
    {"2018-09-23", "추석 전날"},
    {"2018-09-24", "추석"},
    {"2018-09-25", "추석 다음 날"},
    {"2018-09-26", "대체공휴일(추석)"},
    {"2018-10-03", "개천절"},
    {"2018-10-09", "한글날"},
    {"2018-12-25", "기독탄신일"},
    {"2019-01-01", "1월 1일"},
    {"2019-02-04", "설날 전날"},
    {"2019-02-05", "설날"},
    {"2019-02-06", "설날 다음 날"},
    {"2019-03-01", "3ㆍ1절"},
    {"2019-05-05", "어린이날"},
    {"2019-05-06", "대체공휴일(어린이날)"},
    {"2019-05-12", "부처님 오신 날"},
    {"2019-06-06", "현충일"},
    {"2019-08-15", "광복절"},
    {"2019-09-12", "추석 전날"},
    {"2019-09-13", "추석"},
    {"2019-09-14", "추석 다음 날"},
    {"2019-10-03", "개천절"},
    {"2019-10-09", "한글날"},
    {"2019-12-25", "기독탄신일"},
    {"2020-01-01", "1월 1일"},
    {"2020-01-24", "설날 전날"},
    {"2020-01-25", "설날"},
    {"2020-01-26", "설날 다음 날"},
    {"2020-01-27", "대체공휴일(설날)"},
    {"2020-03-01", "3ㆍ1절"},
    {"2020-04-15", "제21대 국회의원선거"},
    {"2020-04-30", "부처님 오신 날"},
    {"2020-05-05", "어린이날"},
    {"2020-06-06", "현충일"},
    {"2020-08-15", "광복절"},
    {"2020-08-17", "임시공휴일"},
    {"2020-09-30", "추석 전날"},
    {"2020-10-01", "추석"},
    {"2020-10-02", "추석 다음 날"},
    {"2020-10-03", "개천절"},
    {"2020-10-09", "한글날"},
    {"2020-12-25", "기독탄신일"},
    {"2021-01-01", "1월 1일"},
    {"2021-02-11", "설날 전날"},
    {"2021-02-12", "설날"},
    {"2021-02-13", "설날 다음 날"},
    {"2021-03-01", "3ㆍ1절"},
    {"2021-05-05", "어린이날"},
    {"2021-05-19", "부처님 오신 날"},
    {"2021-06-06", "현충일"},
    {"2021-08-15", "광복절"},
    {"2021-08-16", "대체공휴일(광복절)"},
    {"2021-09-20", "추석 전날"},
    {"2021-09-21", "추석"},
    {"2021-09-22", "추석 다음 날"},
    {"2021-10-03", "개천절"},
    {"2021-10-04", "대체공휴일(개천절)"},
    {"2021-10-09", "한글날"},
    {"2021-10-11", "대체공휴일(한글날)"},
    {"2021-12-25", "기독탄신일"},
    {"2022-01-01", "1월 1일"},
    {"2022-01-31", "설날 전날"},
    {"2022-02-01", "설날"},
    {"2022-02-02", "설날 다음 날"},
    {"2022-03-01", "3ㆍ1절"},
    {"2022-03-09", "대통령선거"},
    {"2022-05-05", "어린이날"},
    {"2022-05-08", "부처님 오신 날"},
    {"2022-06-01", "전국동시지방선거"},
    {"2022-06-06", "현충일"},
    {"2022-08-15", "광복절"},
    {"2022-09-09", "추석 전날"},
    {"2022-09-10", "추석"},
    {"2022-09-11", "추석 다음 날"},
    {"2022-09-12", "대체공휴일(추석)"},
    {"2022-10-03", "개천절"},
    {"2022-10-09", "한글날"},
    {"2022-10-10", "대체공휴일(한글날)"},
    {"2022-12-25", "기독탄신일"},
    {"2023-01-01", "1월 1일"},
    {"2023-01-21", "설날 전날"},
    {"2023-01-22", "설날"},
    {"2023-01-23", "설날 다음 날"},
    {"2023-01-24", "대체공휴일(설날)"},
    {"2023-03-01", "3ㆍ1절"},
    {"2023-05-05", "어린이날"},
    {"2023-05-27", "부처님 오신 날"},
    {"2023-05-29", "대체공휴일(부처님 오신 날)"},
    {"2023-06-06", "현충일"},
    {"2023-08-15", "광복절"},
    {"2023-09-28", "추석 전날"},
    {"2023-09-29", "추석"},
    {"2023-09-30", "추석 다음 날"},
    {"2023-10-02", "임시공휴일"},
    {"2023-10-03", "개천절"},
    {"2023-10-09", "한글날"},
    {"2023-12-25", "기독탄신일"},
    {"2024-01-01", "1월 1일"},
    {"2024-02-09", "설날 전날"},
    {"2024-02-10", "설날"},
    {"2024-02-11", "설날 다음 날"},
    {"2024-02-12", "대체공휴일(설날)"},
    {"2024-03-01", "3ㆍ1절"},
    {"2024-04-10", "제22대 국회의원선거"},
    {"2024-05-05", "어린이날"},
    {"2024-05-06", "대체공휴일(어린이날)"},
    {"2024-05-15", "부처님 오신 날"},
    {"2024-06-06", "현충일"},
    {"2024-08-15", "광복절"},
    {"2024-09-16", "추석 전날"},
    {"2024-09-17", "추석"},
    {"2024-09-18", "추석 다음 날"},
    {"2024-10-01", "임시공휴일"},
    {"2024-10-03", "개천절"},
    {"2024-10-09", "한글날"},
    {"2024-12-25", "기독탄신일"},
    {"2025-01-01", "1월 1일"},
    {"2025-01-27", "임시공휴일"},
    {"2025-01-28", "설날 전날"},
    {"2025-01-29", "설날"},
    {"2025-01-30", "설날 다음 날"},
    {"2025-03-01", "3ㆍ1절"},
    {"2025-03-03", "대체공휴일(3ㆍ1절)"},
    {"2025-05-05", "어린이날"},
    {"2025-05-05", "부처님 오신 날"},
    {"2025-05-06", "대체공휴일(부처님 오신 날)"},
    {"2025-06-03", "임시공휴일(대통령선거)"},
    {"2025-06-06", "현충일"},
    {"2025-08-15", "광복절"},
    {"2025-10-03", "개천절"},
    {"2025-10-05", "추석 전날"},
    {"2025-10-06", "추석"},
    {"2025-10-07", "추석 다음 날"},
    {"2025-10-08", "대체공휴일(추석)"},
    {"2025-10-09", "한글날"},
    {"2025-12-25", "기독탄신일"},
    {"2026-01-01", "1월 1일"},
    {"2026-02-16", "설날 전날"},
    {"2026-02-17", "설날"},
    {"2026-02-18", "설날 다음 날"},
    {"2026-03-01", "3ㆍ1절"},
    {"2026-03-02", "대체공휴일(3ㆍ1절)"},
    {"2026-05-01", "노동절"},
    {"2026-05-05", "어린이날"},
    {"2026-05-24", "부처님 오신 날"},
    {"2026-05-25", "대체공휴일(부처님 오신 날)"},
    {"2026-06-03", "전국동시지방선거"},
    {"2026-06-06", "현충일"},
    {"2026-07-17", "제헌절"},
    {"2026-08-15", "광복절"},
    {"2026-08-17", "대체공휴일(광복절)"},
    {"2026-09-24", "추석 전날"},
    {"2026-09-25", "추석"},
    {"2026-09-26", "추석 다음 날"},
    {"2026-10-03", "개천절"},
    {"2026-10-05", "대체공휴일(개천절)"},
    {"2026-10-09", "한글날"},
    {"2026-12-25", "기독탄신일"},
    {"2027-01-01", "1월 1일"},
    {"2027-02-06", "설날 전날"},
    {"2027-02-07", "설날"},
    {"2027-02-08", "설날 다음 날"},
    {"2027-02-09", "대체공휴일(설날)"},
    {"2027-03-01", "3ㆍ1절"},
    {"2027-05-01", "노동절"},
    {"2027-05-03", "대체공휴일(노동절)"},
    {"2027-05-05", "어린이날"},
    {"2027-05-13", "부처님 오신 날"},
    {"2027-06-06", "현충일"},
    {"2027-07-17", "제헌절"},
    {"2027-07-19", "대체공휴일(제헌절)"},
    {"2027-08-15", "광복절"},
    {"2027-08-16", "대체공휴일(광복절)"},
    {"2027-09-14", "추석 전날"},
    {"2027-09-15", "추석"},
    {"2027-09-16", "추석 다음 날"},
    {"2027-10-03", "개천절"},
    {"2027-10-04", "대체공휴일(개천절)"},
    {"2027-10-09", "한글날"},
    {"2027-10-11", "대체공휴일(한글날)"},
    {"2027-12-25", "기독탄신일"},
    {"2027-12-27", "대체공휴일(기독탄신일)"},
};
/* clang-format on */

static struct doran_holidays *holidays;

static int load(void **state)
{
    (void)state;
    struct doran_error error = {0};
    holidays = doran_holidays_load(NULL, "ko_KR", &error);
    if (holidays == NULL)
        fprintf(stderr, "%s\n", error.message);
    return holidays != NULL ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    doran_holidays_free(holidays);
    return 0;
}

static void test_notices(void **state)
{
    (void)state;
    const struct doran_holiday *found;
    size_t count = doran_holidays_between(holidays, (struct doran_date){1900, 1, 1},
                                          (struct doran_date){2028, 1, 1}, &found);
    for (size_t i = 0; i < count && i < COUNT(notices); i++) {
        char date[DORAN_DATE_TEXT_MAX];
        doran_date_format(found[i].date, date);
        /* Two on one day: which is told first is nobody's business. */
        bool swapped = i > 0 && i + 1 < count && strcmp(notices[i].name, found[i].korean) != 0 &&
                       (strcmp(notices[i - 1].date, date) == 0 || strcmp(notices[i + 1].date, date) == 0);
        if (strcmp(date, notices[i].date) != 0 || (!swapped && strcmp(found[i].korean, notices[i].name) != 0))
            fail_msg("%s %s, where the notice has %s %s", date, found[i].korean, notices[i].date,
                     notices[i].name);
        assert_int_equal(found[i].substitute, strncmp(notices[i].name, "대체", strlen("대체")) == 0);
    }
    assert_int_equal(count, COUNT(notices));
}

static void assert_day(struct doran_date date, const char *korean, const char *english)
{
    const struct doran_holiday *found;
    assert_int_equal(doran_holidays_between(holidays, date, doran_date_add_days(date, 1), &found), 1);
    assert_string_equal(found[0].korean, korean);
    assert_string_equal(found[0].english, english);
}

/* What the law gives for years without a notice yet. */
static void test_later_years(void **state)
{
    (void)state;
    const struct doran_holiday *found;
    /* 추석 and 개천절 meet on a Tuesday: one day more, after the three. */
    assert_int_equal(doran_holidays_between(holidays, (struct doran_date){2028, 10, 1},
                                            (struct doran_date){2028, 10, 9}, &found),
                     5);
    assert_day((struct doran_date){2028, 10, 5}, "대체공휴일(추석)", "Substitute holiday (Chuseok)");
    /* 개천절 on the Friday before 추석, whose third day is a Sunday: two days more. */
    assert_day((struct doran_date){2036, 10, 6}, "대체공휴일(추석)", "Substitute holiday (Chuseok)");
    assert_day((struct doran_date){2036, 10, 7}, "대체공휴일(추석)", "Substitute holiday (Chuseok)");
    assert_day((struct doran_date){2033, 9, 8}, "추석", "Chuseok");
    assert_day((struct doran_date){2044, 1, 30}, "설날", "Seollal");
    /* 제헌절 was none before 2026, 현충일 on a Saturday has no other day. */
    assert_int_equal(doran_holidays_between(holidays, (struct doran_date){2025, 7, 1},
                                            (struct doran_date){2025, 8, 1}, &found),
                     0);
    assert_int_equal(doran_holidays_between(holidays, (struct doran_date){2026, 6, 5},
                                            (struct doran_date){2026, 6, 20}, &found),
                     1);
    assert_int_equal(doran_holidays_between(holidays, (struct doran_date){2026, 6, 5},
                                            (struct doran_date){2026, 6, 5}, &found),
                     0);
    assert_int_equal(doran_holidays_between(holidays, (struct doran_date){2026, 6, 5},
                                            (struct doran_date){2020, 6, 5}, &found),
                     0);
}

static void test_refused(void **state)
{
    (void)state;
    struct doran_error error = {0};
    static const char *const none[] = {"xx_XX", "../ko_KR", "", "ko/KR", "ko_KR.txt"};
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_null(doran_holidays_load(NULL, none[i], &error));
        assert_int_equal(error.code, DORAN_ERROR_not_found);
    }
    assert_null(doran_holidays_load("/nowhere", "ko_KR", &error));
    assert_null(doran_holidays_load(NULL, NULL, NULL));

    static const char *const damaged[] = {
        "13-01 | | | a | b\n",
        "01-01 | | | a\n",
        "01-01 | 2020 | | a | b\n",
        "01-01 | | monday 2020-01-01 | a | b\n",
        "lunar 01-01 -12 | | | a | b\n",
        "01-01 | | | | b\n",
        "01-01 | | | a | b | c\n",
        "a|a|a|a|a|a|a|a|a\n",
        "# well\n\n2020-02-30 | | | a | b",
    };
    char folder[] = "/tmp/doran-holidays-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/aa.txt", folder);
    for (size_t i = 0; i < COUNT(damaged); i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(damaged[i], file);
        fclose(file);
        if (doran_holidays_load(folder, "aa", &error) != NULL)
            fail_msg("%s is taken", damaged[i]);
        assert_int_equal(error.code, DORAN_ERROR_storage);
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("07-04 | 1990-07-04-1991-12-31 | weekend 1990-01-01 | 독립 | Independence", file);
    fclose(file);
    struct doran_holidays *other = doran_holidays_load(folder, "aa", &error);
    const struct doran_holiday *found;
    assert_non_null(other);
    assert_int_equal(doran_holidays_between(other, (struct doran_date){1900, 1, 1},
                                            (struct doran_date){2100, 1, 1}, &found),
                     2);
    doran_holidays_free(other);
    doran_holidays_free(NULL);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notices),
        cmocka_unit_test(test_later_years),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
