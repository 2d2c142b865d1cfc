/* Zones: what the clock on the wall shows, with hours that are skipped or come twice. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <doran/calendar.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A wall time, the instant it is, and what the wall shows at that instant. */
static const struct {
    const char *zone, *wall, *instant, *shown;
} table[] = {
    {"Asia/Seoul", "2026-11-22T19:00:00", "2026-11-22T10:00:00Z", "2026-11-22T19:00:00"},
    {"Asia/Seoul", "1988-07-01T12:00:00", "1988-07-01T02:00:00Z",
     "1988-07-01T12:00:00"}, /* Daylight saving time. */
    {"Asia/Seoul", "1955-01-01T12:00:00", "1955-01-01T03:30:00Z", "1955-01-01T12:00:00"}, /* +8:30. */
    {"Asia/Seoul", "2150-06-01T00:00:00", "2150-05-31T15:00:00Z", "2150-06-01T00:00:00"},
    {"UTC", "2026-11-22T19:00:00", "2026-11-22T19:00:00Z", "2026-11-22T19:00:00"},
    /* RFC 5545 §3.3.5: the hour skipped on the second Sunday of March is read with the offset before the gap. */
    {"America/New_York", "2026-03-08T01:59:59", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59"},
    {"America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:30:00Z", "2026-03-08T03:30:00"},
    {"America/New_York", "2026-03-08T03:00:00", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00"},
    /* The one that comes twice on the first Sunday of November is the first. */
    {"America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T01:30:00"},
    {"America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z", "2026-11-01T02:00:00"},
    /* The same by the rule for the years after the file's last transition. */
    {"America/New_York", "2100-03-14T02:30:00", "2100-03-14T07:30:00Z", "2100-03-14T03:30:00"},
    {"America/New_York", "2100-11-07T01:30:00", "2100-11-07T05:30:00Z", "2100-11-07T01:30:00"},
    {"America/New_York", "2100-07-01T12:00:00", "2100-07-01T16:00:00Z", "2100-07-01T12:00:00"},
    /* Half an hour, in the south. */
    {"Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z", "2026-10-04T02:45:00"},
    {"Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", "2026-04-05T01:45:00"},
    {"Australia/Lord_Howe", "2090-01-15T12:00:00", "2090-01-15T01:00:00Z", "2090-01-15T12:00:00"},
    /* Daylight saving time by negative offsets, and across the new year. */
    {"Europe/Dublin", "2026-01-15T12:00:00", "2026-01-15T12:00:00Z", "2026-01-15T12:00:00"},
    {"Europe/Dublin", "2060-07-15T12:00:00", "2060-07-15T11:00:00Z", "2060-07-15T12:00:00"},
    /* A day that there was not. */
    {"Pacific/Apia", "2011-12-30T10:00:00", "2011-12-30T20:00:00Z", "2011-12-31T10:00:00"},
    {"Pacific/Kiritimati", "2026-01-01T00:00:00", "2025-12-31T10:00:00Z", "2026-01-01T00:00:00"},
    {"Asia/Kathmandu", "2026-01-01T00:00:00", "2025-12-31T18:15:00Z", "2026-01-01T00:00:00"},
};

static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct doran_zone *zone = doran_zone_find(table[i].zone);
        struct doran_wall wall;
        doran_time expected;
        char text[DORAN_WALL_TEXT_MAX];
        assert_non_null(zone);
        assert_true(doran_wall_parse(table[i].wall, strlen(table[i].wall), &wall));
        assert_true(doran_time_parse(table[i].instant, strlen(table[i].instant), &expected));
        doran_time at = doran_zone_instant(zone, wall);
        if (at != expected)
            fail_msg("%s %s: %lld seconds off", table[i].zone, table[i].wall,
                     (long long)((at - expected) / DORAN_SECOND));
        assert_string_equal(doran_wall_format(doran_zone_wall(zone, at), text), table[i].shown);
    }
}

/* The C library reads the same database by other code. */
static void test_against_libc(void **state)
{
    (void)state;
    static const char *const zones[] = {"Asia/Seoul",       "America/New_York",  "Australia/Lord_Howe",
                                        "Europe/Dublin",    "Africa/Casablanca", "America/Sao_Paulo",
                                        "Antarctica/Troll", "Asia/Pyongyang",    "Europe/London",
                                        "America/Nuuk",     "Asia/Gaza",         "Pacific/Apia"};
    for (size_t i = 0; i < COUNT(zones); i++) {
        assert_int_equal(setenv("TZ", zones[i], 1), 0);
        tzset();
        const struct doran_zone *zone = doran_zone_find(zones[i]);
        for (int64_t seconds = INT64_C(-2208988800); seconds < INT64_C(7258118400);
             seconds += 20 * 3600 + 1234) {
            struct tm tm;
            time_t time = (time_t)seconds;
            assert_non_null(localtime_r(&time, &tm));
            if (doran_zone_offset(zone, seconds * DORAN_SECOND) != tm.tm_gmtoff)
                fail_msg("%s at %lld", zones[i], (long long)seconds);
        }
    }
    unsetenv("TZ");
    tzset();
}

/* Whatever a clock shows is read back as an instant at which it shows that. */
static void test_round(void **state)
{
    (void)state;
    static const char *const zones[] = {"America/New_York", "Australia/Lord_Howe", "America/Santiago"};
    for (size_t i = 0; i < COUNT(zones); i++) {
        const struct doran_zone *zone = doran_zone_find(zones[i]);
        for (int64_t seconds = INT64_C(1577836800); seconds < INT64_C(2524608000); seconds += 3600) {
            struct doran_wall wall = doran_zone_wall(zone, seconds * DORAN_SECOND);
            doran_time at = doran_zone_instant(zone, wall);
            assert_true(at <= seconds * DORAN_SECOND);
            assert_int_equal(doran_wall_compare(doran_zone_wall(zone, at), wall), 0);
        }
    }
}

static void test_spans(void **state)
{
    (void)state;
    doran_time at, next;
    const struct doran_zone *zone = doran_zone_find("America/New_York");
    doran_time_parse("2026-07-01T00:00:00Z", 20, &at);
    struct doran_zone_span span = doran_zone_span(zone, at, &next);
    char text[DORAN_TIME_TEXT_MAX];
    assert_string_equal(doran_time_format(span.from, text), "2026-03-08T07:00:00.000000Z");
    assert_string_equal(doran_time_format(next, text), "2026-11-01T06:00:00.000000Z");
    assert_int_equal(span.offset, -4 * 3600);
    assert_true(span.daylight);
    assert_string_equal(span.name, "EDT");
    span = doran_zone_span(doran_zone_find("Asia/Seoul"), at, &next);
    assert_string_equal(span.name, "KST");
    assert_true(next == INT64_MAX);
    assert_true(doran_zone_span(doran_zone_utc(), at, &next).from == INT64_MIN);
}

static void test_days(void **state)
{
    (void)state;
    doran_time at;
    char text[DORAN_TIME_TEXT_MAX];
    /* 23:59:59 UTC on the last of a month is the next month in Seoul, and not yet in New York. */
    doran_time_parse("2026-10-31T23:59:59Z", 20, &at);
    assert_int_equal(doran_zone_month(doran_zone_find("Asia/Seoul"), at), 2026 * 12 + 10);
    assert_int_equal(doran_zone_month(doran_zone_find("America/New_York"), at), 2026 * 12 + 9);
    at = doran_zone_day_start(doran_zone_find("Asia/Seoul"), (struct doran_date){2026, 11, 22});
    assert_string_equal(doran_time_format(at, text), "2026-11-21T15:00:00.000000Z");
    /* Midnight is skipped: 2026-09-06 in Santiago begins at 01:00; in Toronto 1919 it began at 00:30. */
    at = doran_zone_day_start(doran_zone_find("America/Santiago"), (struct doran_date){2026, 9, 6});
    assert_string_equal(doran_time_format(at, text), "2026-09-06T04:00:00.000000Z");
    at = doran_zone_day_start(doran_zone_find("America/Toronto"), (struct doran_date){1919, 3, 31});
    assert_string_equal(doran_time_format(at, text), "1919-03-31T04:30:00.000000Z");
}

static void test_unknown(void **state)
{
    (void)state;
    static const char *const names[] = {
        "",           "Mars/Base",
        "../passwd",  "/etc/passwd",
        "Asia",       "asia/seoul",
        "posixrules", "Asia/Seoul/",
        "zone.tab",   "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_null(doran_zone_find(names[i]));
    assert_null(doran_zone_find(NULL));
    assert_ptr_equal(doran_zone_find("Asia/Seoul"), doran_zone_find("Asia/Seoul"));
}

static void *look_up(void *argument)
{
    static const char *const names[] = {"Asia/Tokyo", "Europe/Paris", "America/Lima", "Asia/Dubai",
                                        "Africa/Cairo"};
    (void)argument;
    intptr_t sum = 0;
    for (int i = 0; i < 2000; i++) {
        const struct doran_zone *zone = doran_zone_find(names[i % 5]);
        sum += zone != NULL ? doran_zone_offset(zone, i * DORAN_DAY) : -1000000;
    }
    return (void *)sum;
}

static void test_threads(void **state)
{
    (void)state;
    pthread_t threads[8];
    void *first = NULL;
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, look_up, NULL), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *sum = NULL;
        pthread_join(threads[i], &sum);
        if (i == 0)
            first = sum;
        assert_ptr_equal(sum, first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads), cmocka_unit_test(test_table), cmocka_unit_test(test_against_libc),
        cmocka_unit_test(test_round),   cmocka_unit_test(test_spans), cmocka_unit_test(test_days),
        cmocka_unit_test(test_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
