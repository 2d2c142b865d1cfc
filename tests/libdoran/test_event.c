/* Events: what a new one is, what is refused, the days one touches, and when events fall into a window. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <doran/id.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define A "0190b3c4-5e7a-7000-8000-00000000000a"
#define B "0190b3c4-5e7a-7000-8000-00000000000b"
#define C "0190b3c4-5e7a-7000-8000-00000000000c"
#define TEXT_MAX 8192

/* ---- A new one ---- */

static void test_defaults(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    struct doran_event event;
    struct doran_event_create create = {.title = "외식", .start = "2026-11-22T23:30:00"};
    assert_true(doran_event_from_create(&create, A, "f", "Asia/Seoul", &arena, &event, NULL));
    assert_string_equal(event.id, A);
    assert_string_equal(event.family_id, "f");
    assert_string_equal(event.title, "외식");
    assert_int_equal(event.colour, DORAN_event_colour_blue);
    assert_string_equal(event.end, "2026-11-23T00:30:00");
    assert_string_equal(event.zone, "Asia/Seoul");
    assert_string_equal(event.uid, A "@doran");
    /* An hour is what passes: the clock goes from 01:30 to 03:30 then. */
    create =
        (struct doran_event_create){.title = "a", .start = "2026-03-08T01:30:00", .zone = "America/New_York"};
    assert_true(doran_event_from_create(&create, A, "f", "Asia/Seoul", &arena, &event, NULL));
    assert_string_equal(event.end, "2026-03-08T03:30:00");
    create = (struct doran_event_create){.title = "a",
                                         .all_day = true,
                                         .start = "2026-12-31",
                                         .colour = DORAN_event_colour_pink,
                                         .rrule = "FREQ=YEARLY",
                                         .uid = "x@y"};
    assert_true(doran_event_from_create(&create, A, "f", "Asia/Seoul", &arena, &event, NULL));
    assert_string_equal(event.end, "2027-01-01");
    assert_null(event.zone);
    assert_int_equal(event.colour, DORAN_event_colour_pink);
    assert_string_equal(event.uid, "x@y");
    create = (struct doran_event_create){
        .title = "a", .all_day = true, .start = "2026-12-31", .uid = "x@y", .recurrence_id = "2026-12-30"};
    assert_true(doran_event_from_create(&create, A, "f", "Asia/Seoul", &arena, &event, NULL));
    assert_string_equal(event.recurrence_id, "2026-12-30");
    doran_arena_deinit(&arena);
}

static struct doran_exception twice[] = {{.at = "2026-11-23T19:00:00"}, {.at = "2026-11-23T19:00:00"}};
static struct doran_exception days[] = {{.at = "2026-11-23"}};
static struct doran_reminder same[] = {{.minutes = 5}, {.minutes = 5}};

static void test_refused(void **state)
{
    (void)state;
#define TIMED .title = "a", .start = "2026-11-22T19:00:00", .zone = "Asia/Seoul"
#define DAY .title = "a", .all_day = true, .start = "2026-11-22"
    const struct {
        const char *field;
        struct doran_event_create create;
    } table[] = {
        {"start", {.title = "a", .start = "2026-11-22"}},
        {"start", {.title = "a", .start = "2026-11-31T10:00:00"}},
        {"start", {.title = "a", .start = "2026-11-22T19:00:00Z"}},
        {"start", {.title = "a", .start = "2026-11-22 19:00:00"}},
        {"start", {.title = "a", .start = "1899-12-31T19:00:00"}},
        {"start", {.title = "a", .start = "2201-01-01T00:00:00"}},
        {"start", {.title = "a", .all_day = true, .start = "2026-11-22T19:00:00"}},
        {"end", {TIMED, .end = "2026-11-22T18:59:59"}},
        {"end", {TIMED, .end = "2026-11-23"}},
        {"end", {TIMED, .end = "2028-11-22T19:00:00"}},
        {"end", {DAY, .end = "2026-11-22"}},
        {"end", {DAY, .end = "2026-11-21"}},
        {"end", {DAY, .end = "2027-12-28"}},
        {"zone", {DAY, .zone = "Asia/Seoul"}},
        {"zone", {.title = "a", .start = "2026-11-22T19:00:00", .zone = "Mars/Base"}},
        {"zone", {.title = "a", .start = "2026-11-22T19:00:00", .zone = "../../etc/passwd"}},
        {"zone", {.title = "a", .start = "2026-11-22T19:00:00", .zone = ""}},
        {"rrule", {TIMED, .rrule = "FREQ=SECONDLY"}},
        {"rrule", {TIMED, .rrule = "FREQ=DAILY;UNTIL=20261122T095959Z"}},
        {"rrule", {TIMED, .rrule = "FREQ=DAILY;UNTIL=20261121"}},
        {"rrule", {DAY, .rrule = "FREQ=DAILY;UNTIL=20261121"}},
        {"rrule", {DAY, .rrule = "FREQ=DAILY", .uid = "x", .recurrence_id = "2026-11-22"}},
        {"rrule",
         {.title = "a",
          .all_day = true,
          .start = "2150-11-22",
          .rrule = "RSCALE=DANGI;FREQ=YEARLY;SKIP=BACKWARD"}},
        {"exceptions", {TIMED, .exceptions = {twice, 1}}},
        {"exceptions", {TIMED, .rrule = "FREQ=DAILY", .exceptions = {twice, 2}}},
        {"exceptions", {TIMED, .rrule = "FREQ=DAILY", .exceptions = {days, 1}}},
        {"exceptions", {DAY, .rrule = "FREQ=DAILY", .exceptions = {twice, 1}}},
        {"reminders", {DAY, .reminders = {same, 2}}},
        {"recurrence_id", {DAY, .recurrence_id = "2026-11-22"}},
        {"recurrence_id", {DAY, .uid = "x", .recurrence_id = "2026-11-2x"}},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct doran_arena arena = {0};
        struct doran_event event;
        struct doran_error error = {0};
        if (doran_event_from_create(&table[i].create, A, "f", "Asia/Seoul", &arena, &event, &error))
            fail_msg("row %zu is taken", i);
        if (strcmp(error.field, table[i].field) != 0)
            fail_msg("row %zu: %s, not %s: %s", i, error.field, table[i].field, error.message);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_true(error.message[0] != '\0');
        doran_arena_deinit(&arena);
    }
    /* At the edge. */
    static const struct doran_event_create allowed[] = {
        {TIMED, .end = "2026-11-22T19:00:00"},
        {DAY, .end = "2027-12-27"},
        {TIMED, .rrule = "FREQ=DAILY;UNTIL=20261122T100000Z"},
        {TIMED, .rrule = "FREQ=DAILY;UNTIL=20261122"},
        {DAY, .rrule = "FREQ=DAILY;UNTIL=20261122T000000Z"},
        {.title = "a", .all_day = true, .start = "1900-01-01", .rrule = "FREQ=DAILY;UNTIL=22001231"},
        {.title = "a",
         .all_day = true,
         .start = "2026-11-22",
         .rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
    };
    for (size_t i = 0; i < COUNT(allowed); i++) {
        struct doran_arena arena = {0};
        struct doran_event event;
        struct doran_error error = {0};
        if (!doran_event_from_create(&allowed[i], A, "f", "Asia/Seoul", &arena, &event, &error))
            fail_msg("row %zu: %s", i, error.message);
        doran_arena_deinit(&arena);
    }
}

/* ---- Windows ---- */

static struct doran_event timed(const char *id, const char *start, const char *end, const char *zone,
                                const char *rule)
{
    return (struct doran_event){
        .id = id, .title = id, .start = start, .end = end, .zone = zone, .rrule = rule, .uid = id};
}

static struct doran_event of_days(const char *id, const char *start, const char *end, const char *rule)
{
    return (struct doran_event){
        .id = id, .title = id, .all_day = true, .start = start, .end = end, .rrule = rule, .uid = id};
}

/* "a 2026-11-22T19:00:00/2026-11-22T20:00:00; …" with the last letter of each id; " more" when there are more. */
static const char *look(const struct doran_event *events, size_t count, const char *from, const char *to,
                        size_t max)
{
    static char text[TEXT_MAX];
    struct doran_arena arena = {0};
    struct doran_window window = {.zone = "Asia/Seoul", .max = max};
    struct doran_occurrence_list list;
    struct doran_error error = {0};
    bool more;
    size_t used = 0;
    assert_true(doran_date_parse(from, 10, &window.from));
    assert_true(doran_date_parse(to, 10, &window.to));
    if (!doran_events_expand(events, count, &window, &arena, &list, &more, &error))
        fail_msg("%s: %s", error.field, error.message);
    text[0] = '\0';
    for (size_t i = 0; i < list.count && used < TEXT_MAX - 100; i++) {
        const struct doran_occurrence *one = &list.items[i];
        used += (size_t)snprintf(text + used, TEXT_MAX - used, "%s%c %s/%s", i > 0 ? "; " : "",
                                 one->event_id[strlen(one->event_id) - 1], one->start, one->end);
        assert_true(one->end_at >= one->start_at);
    }
    if (more)
        snprintf(text + used, TEXT_MAX - used, " more");
    doran_arena_deinit(&arena);
    return text;
}

#define LOOK(from, to, ...)                                                                                  \
    look((const struct doran_event[]){__VA_ARGS__}, COUNT(((const struct doran_event[]){__VA_ARGS__})),      \
         from, to, 0)

static void test_order_and_edges(void **state)
{
    (void)state;
    struct doran_event late = timed(A, "2026-11-22T19:00:00", "2026-11-22T20:00:00", "Asia/Seoul", NULL);
    struct doran_event night = timed(B, "2026-11-21T23:00:00", "2026-11-22T00:00:00", "Asia/Seoul", NULL);
    struct doran_event day = of_days(C, "2026-11-22", "2026-11-23", NULL);
    assert_string_equal(LOOK("2026-11-22", "2026-11-23", late, night, day),
                        "c 2026-11-22/2026-11-23; a 2026-11-22T19:00:00/2026-11-22T20:00:00");
    assert_string_equal(LOOK("2026-11-21", "2026-11-22", late, night, day),
                        "b 2026-11-21T23:00:00/2026-11-22T00:00:00");
    /* No length, at the edge: of the day it begins. */
    struct doran_event moment = timed(A, "2026-11-22T00:00:00", "2026-11-22T00:00:00", "Asia/Seoul", NULL);
    assert_string_equal(LOOK("2026-11-22", "2026-11-23", moment),
                        "a 2026-11-22T00:00:00/2026-11-22T00:00:00");
    assert_string_equal(LOOK("2026-11-21", "2026-11-22", moment), "");
    /* Over the end of the year, seen from the middle. */
    struct doran_event trip = of_days(A, "2026-12-30", "2027-01-03", NULL);
    assert_string_equal(LOOK("2026-12-31", "2027-01-01", trip), "a 2026-12-30/2027-01-03");
    assert_string_equal(LOOK("2027-01-02", "2027-01-03", trip), "a 2026-12-30/2027-01-03");
    assert_string_equal(LOOK("2027-01-03", "2027-01-04", trip), "");
    /* Another zone's evening is this one's morning after. */
    struct doran_event abroad =
        timed(A, "2026-11-21T20:00:00", "2026-11-21T21:00:00", "America/New_York", NULL);
    assert_string_equal(LOOK("2026-11-22", "2026-11-23", abroad),
                        "a 2026-11-21T20:00:00/2026-11-21T21:00:00");
    assert_string_equal(LOOK("2026-11-21", "2026-11-22", abroad), "");
    /* What makes no sense is nowhere. */
    struct doran_event broken = timed(A, "2026-11-22T20:00:00", "2026-11-22T19:00:00", "Asia/Seoul", NULL);
    struct doran_event lost = timed(B, "2026-11-22T20:00:00", "2026-11-22T21:00:00", "Mars/Base", NULL);
    struct doran_event wrong =
        timed(C, "2026-11-22T20:00:00", "2026-11-22T21:00:00", "Asia/Seoul", "FREQ=HOURLY");
    assert_string_equal(LOOK("2026-11-22", "2026-11-23", broken, lost, wrong), "");
}

static void test_daylight(void **state)
{
    (void)state;
    /* 02:30 every night: skipped on the 8th, it is 03:30 then; the occurrence keeps its name by the rule. */
    struct doran_event nightly =
        timed(A, "2026-03-07T02:30:00", "2026-03-07T03:00:00", "America/New_York", "FREQ=DAILY");
    assert_string_equal(
        LOOK("2026-03-07", "2026-03-10", nightly),
        "a 2026-03-07T02:30:00/2026-03-07T03:00:00; a 2026-03-08T03:30:00/2026-03-08T04:00:00; "
        "a 2026-03-09T02:30:00/2026-03-09T03:00:00");
    struct doran_arena arena = {0};
    struct doran_window window = {{2026, 3, 8}, {2026, 3, 9}, "America/New_York", 0};
    struct doran_occurrence_list list;
    bool more;
    assert_true(doran_events_expand(&nightly, 1, &window, &arena, &list, &more, NULL));
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].recurrence_id, "2026-03-08T02:30:00");
    char text[DORAN_TIME_TEXT_MAX];
    assert_string_equal(doran_time_format(list.items[0].start_at, text), "2026-03-08T07:30:00.000000Z");
    doran_arena_deinit(&arena);
    /* 01:30 comes twice on the 1st of November: it is once, the first. Eight hours are eight hours. */
    struct doran_event long_night =
        timed(A, "2026-10-31T22:00:00", "2026-11-01T05:00:00", "America/New_York", "FREQ=DAILY;COUNT=2");
    assert_string_equal(
        LOOK("2026-11-01", "2026-11-03", long_night),
        "a 2026-10-31T22:00:00/2026-11-01T05:00:00; a 2026-11-01T22:00:00/2026-11-02T06:00:00");
    struct doran_event lord_howe =
        timed(A, "2026-10-03T02:15:00", "2026-10-03T02:45:00", "Australia/Lord_Howe", "FREQ=DAILY;COUNT=3");
    assert_string_equal(
        LOOK("2026-10-02", "2026-10-06", lord_howe),
        "a 2026-10-03T02:15:00/2026-10-03T02:45:00; a 2026-10-04T02:45:00/2026-10-04T03:15:00; "
        "a 2026-10-05T02:15:00/2026-10-05T02:45:00");
    /* UNTIL between the two 01:30s leaves the first in. */
    struct doran_event until = timed(A, "2026-10-31T01:30:00", "2026-10-31T01:40:00", "America/New_York",
                                     "FREQ=DAILY;UNTIL=20261101T060000Z");
    assert_string_equal(
        LOOK("2026-10-30", "2026-11-05", until),
        "a 2026-10-31T01:30:00/2026-10-31T01:40:00; a 2026-11-01T01:30:00/2026-11-01T01:40:00");
}

/* The starts over some years, each day once. */
static const char *years_of(const char *start, const char *rule, int from_year, int to_year)
{
    static char text[TEXT_MAX];
    char end[DORAN_DATE_TEXT_MAX];
    struct doran_date date;
    size_t used = 0;
    assert_true(doran_date_parse(start, 10, &date));
    doran_date_format(doran_date_add_days(date, 1), end);
    struct doran_event event = of_days(A, start, end, rule);
    struct doran_error error = {0};
    if (!doran_event_check(&event, &error))
        fail_msg("%s: %s", rule, error.message);
    text[0] = '\0';
    for (int year = from_year; year < to_year; year++) {
        struct doran_arena arena = {0};
        struct doran_window window = {{year, 1, 1}, {year + 1, 1, 1}, "Asia/Seoul", 0};
        struct doran_occurrence_list list;
        bool more;
        assert_true(doran_events_expand(&event, 1, &window, &arena, &list, &more, NULL));
        for (size_t i = 0; i < list.count; i++)
            used += (size_t)snprintf(text + used, TEXT_MAX - used, "%s%s", used > 0 ? " " : "",
                                     list.items[i].start);
        doran_arena_deinit(&arena);
    }
    return text;
}

static void test_lunar(void **state)
{
    (void)state;
    static const struct {
        const char *start, *rule;
        int from_year, to_year;
        const char *days;
    } rows[] = {
        /* 추석, as published. */
        {"2024-09-17", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15", 2024, 2031,
         "2024-09-17 2025-10-06 2026-09-25 2027-09-15 2028-10-03 2029-09-22 2030-09-12"},
        /* What is not said is the start's. */
        {"2024-09-17", "RSCALE=DANGI;FREQ=YEARLY", 2024, 2027, "2024-09-17 2025-10-06 2026-09-25"},
        /* Born in the leap 6th month of 2025 (2025-07-25 is 윤6.1); the next such month is in 2036. */
        {"2025-07-25", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=OMIT", 2025, 2037,
         "2025-07-25 2036-07-23"},
        {"2025-07-25", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=BACKWARD", 2025, 2028,
         "2025-07-25 2026-07-14 2027-07-04"},
        {"2025-07-25", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=FORWARD", 2025, 2028,
         "2025-07-25 2026-08-13 2027-08-02"},
        /* One of an ordinary month is not in the leap one. */
        {"2024-07-06", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1;SKIP=BACKWARD", 2024, 2027,
         "2024-07-06 2025-06-25 2026-07-14"},
        /* 섣달그믐, 12.30: 2025's last month has 29 days, 2026's 30. */
        {"2024-02-09", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=OMIT", 2024, 2028,
         "2024-02-09 2027-02-06"},
        {"2024-02-09", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=BACKWARD", 2024, 2028,
         "2024-02-09 2025-01-28 2026-02-16 2027-02-06"},
        {"2024-02-09", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=FORWARD", 2024, 2028,
         "2024-02-09 2025-01-29 2026-02-17 2027-02-06"},
        {"2024-02-09", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", 2024, 2027,
         "2024-02-09 2025-01-28 2026-02-16"},
        /* Every month's first day, the leap month's too; every second one. */
        {"2025-06-25", "RSCALE=DANGI;FREQ=MONTHLY;BYMONTHDAY=1;COUNT=4", 2025, 2027,
         "2025-06-25 2025-07-25 2025-08-23 2025-09-22"},
        {"2025-06-25", "RSCALE=DANGI;FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1;COUNT=3", 2025, 2027,
         "2025-06-25 2025-08-23 2025-10-21"},
        {"2020-01-25", "RSCALE=DANGI;FREQ=YEARLY;INTERVAL=3;BYMONTH=1;BYMONTHDAY=1;UNTIL=20270101", 2020,
         2030, "2020-01-25 2023-01-22 2026-02-17"},
        /* The calendar's end. */
        {"2098-02-01", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", 2098, 2110,
         "2098-02-01 2099-01-21 2100-02-09"},
        /* 29 February, as it is in the common calendars and as a family may want it. */
        {"2024-02-29", "FREQ=YEARLY", 2024, 2033, "2024-02-29 2028-02-29 2032-02-29"},
        {"2096-02-29", "FREQ=YEARLY", 2096, 2106, "2096-02-29 2104-02-29"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *seen = years_of(rows[i].start, rows[i].rule, rows[i].from_year, rows[i].to_year);
        if (strcmp(seen, rows[i].days) != 0)
            fail_msg("%s of %s: %s instead of %s", rows[i].rule, rows[i].start, seen, rows[i].days);
    }
}

static struct doran_exception left_out[] = {{.at = "2026-11-24T19:00:00"}};

static void test_different(void **state)
{
    (void)state;
    struct doran_event series =
        timed(A, "2026-11-23T19:00:00", "2026-11-23T20:00:00", "Asia/Seoul", "FREQ=DAILY;COUNT=4");
    struct doran_event other = timed(B, "2026-11-29T07:00:00", "2026-11-29T08:00:00", "Asia/Seoul", NULL);
    series.exceptions = (struct doran_exception_list){left_out, 1};
    other.series_id = A;
    other.recurrence_id = "2026-11-25T19:00:00";
    assert_string_equal(
        LOOK("2026-11-23", "2026-12-01", other, series),
        "a 2026-11-23T19:00:00/2026-11-23T20:00:00; a 2026-11-26T19:00:00/2026-11-26T20:00:00; "
        "b 2026-11-29T07:00:00/2026-11-29T08:00:00");
    /* It left this day for another. */
    assert_string_equal(LOOK("2026-11-25", "2026-11-26", other, series), "");
    /* Without its series it stands for itself. */
    assert_string_equal(LOOK("2026-11-23", "2026-12-01", other), "b 2026-11-29T07:00:00/2026-11-29T08:00:00");
}

static void test_bounds(void **state)
{
    (void)state;
    /* The first ones are given, in the order of time, from all events. */
    struct doran_event many[40];
    static char ids[40][DORAN_ID_LENGTH + 1];
    for (size_t i = 0; i < COUNT(many); i++) {
        snprintf(ids[i], sizeof ids[i], "0190b3c4-5e7a-7000-8000-0000000000%02zu", i);
        many[i] = timed(ids[i], "1990-01-01T10:00:00", "1990-01-01T11:00:00", "Asia/Seoul",
                        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23");
    }
    struct doran_arena arena = {0};
    struct doran_window window = {{2026, 1, 1}, {2027, 2, 5}, "Asia/Seoul", 100};
    struct doran_occurrence_list list;
    bool more = false;
    assert_true(doran_events_expand(many, COUNT(many), &window, &arena, &list, &more, NULL));
    assert_int_equal(list.count, 100);
    assert_true(more);
    for (size_t i = 0; i < list.count; i++) {
        char start[DORAN_WALL_TEXT_MAX];
        struct doran_wall wall = {{2025, 12, 31}, 23, 0, 0};
        doran_wall_format(doran_wall_add(wall, 3600 * ((int64_t)(i / 40) + 1)), start);
        assert_string_equal(list.items[i].start, start);
        assert_string_equal(list.items[i].event_id, ids[i % 40]);
    }
    window.max = 0;
    assert_true(doran_events_expand(many, COUNT(many), &window, &arena, &list, &more, NULL));
    assert_int_equal(list.count, 5000);
    assert_true(more);
    /* Never on any day, from 1900 on: nothing, at once. */
    struct doran_event never = of_days(A, "1900-02-01", "1900-02-02", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
    struct doran_event counted =
        of_days(B, "1900-02-01", "1900-02-02", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=10000");
    struct doran_event events[] = {never, counted};
    assert_string_equal(look(events, 2, "2200-02-01", "2200-03-05", 0), "");
    assert_string_equal(look(events, 2, "2196-02-01", "2196-03-05", 0), "b 2196-02-29/2196-03-01");

    const struct {
        struct doran_window window;
        const char *field;
    } wrong[] = {
        {{{2026, 1, 1}, {2026, 1, 1}, "Asia/Seoul", 0}, "to"},
        {{{2026, 1, 2}, {2026, 1, 1}, "Asia/Seoul", 0}, "to"},
        {{{2026, 1, 1}, {2027, 2, 6}, "Asia/Seoul", 0}, "to"},
        {{{2026, 2, 30}, {2026, 3, 1}, "Asia/Seoul", 0}, "from"},
        {{{1899, 1, 1}, {1899, 1, 2}, "Asia/Seoul", 0}, "from"},
        {{{2026, 1, 1}, {2300, 1, 2}, "Asia/Seoul", 0}, "to"},
        {{{2026, 1, 1}, {2026, 1, 2}, "Mars/Base", 0}, "zone"},
        {{{2026, 1, 1}, {2026, 1, 2}, NULL, 0}, "zone"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct doran_error error = {0};
        assert_false(doran_events_expand(many, 1, &wrong[i].window, &arena, &list, &more, &error));
        assert_string_equal(error.field, wrong[i].field);
    }
    /* No memory is an error, not fewer occurrences. */
    struct doran_arena small = DORAN_ARENA(1000);
    struct doran_error error = {0};
    assert_false(doran_events_expand(many, COUNT(many), &window, &small, &list, &more, &error));
    assert_int_equal(error.code, DORAN_ERROR_no_memory);
    doran_arena_deinit(&small);
    doran_arena_deinit(&arena);
}

static void test_days_touched(void **state)
{
    (void)state;
    const struct {
        struct doran_event event;
        const char *first, *last;
    } table[] = {
        {of_days(A, "2026-11-22", "2026-11-25", NULL), "2026-11-22", "2026-11-24"},
        {timed(A, "2026-11-22T23:00:00", "2026-11-23T00:00:00", "Asia/Seoul", NULL), "2026-11-22",
         "2026-11-22"},
        {timed(A, "2026-11-22T23:00:00", "2026-11-23T00:00:01", "Asia/Seoul", NULL), "2026-11-22",
         "2026-11-23"},
        {timed(A, "2026-11-22T00:00:00", "2026-11-22T00:00:00", "Asia/Seoul", NULL), "2026-11-22",
         "2026-11-22"},
        {timed(A, "2026-11-21T20:00:00", "2026-11-21T21:00:00", "America/New_York", NULL), "2026-11-22",
         "2026-11-22"},
        {of_days(A, "2026-11-22", "2026-11-23", "FREQ=DAILY;COUNT=10"), "2026-11-22", "2026-12-01"},
        {of_days(A, "2026-11-22", "2026-11-24", "FREQ=DAILY;UNTIL=20261201"), "2026-11-22", "2026-12-02"},
        {of_days(A, "2026-11-22", "2026-11-24", "FREQ=DAILY"), "2026-11-22", "2200-12-31"},
        {of_days(A, "2026-09-25", "2026-09-26", "RSCALE=DANGI;FREQ=YEARLY;COUNT=3"), "2026-09-25",
         "2028-10-03"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct doran_date first, last;
        char text[DORAN_DATE_TEXT_MAX];
        assert_true(doran_event_days(&table[i].event, "Asia/Seoul", &first, &last));
        assert_string_equal(doran_date_format(first, text), table[i].first);
        assert_string_equal(doran_date_format(last, text), table[i].last);
    }
    struct doran_date first, last;
    struct doran_event broken = of_days(A, "2026-11-22", "2026-11-22", NULL);
    assert_false(doran_event_days(&broken, "Asia/Seoul", &first, &last));
    assert_false(doran_event_days(&table[0].event, "Mars/Base", &first, &last));
}

/* ---- Threads ---- */

#define ROUNDS 40

static void *expand_often(void *argument)
{
    const struct doran_event *events = argument;
    uintptr_t sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct doran_arena arena = {0};
        struct doran_window window = {{2026, 1, 1}, {2026, 12, 31}, "Asia/Seoul", 0};
        struct doran_occurrence_list list = {0};
        bool more;
        if (!doran_events_expand(events, 4, &window, &arena, &list, &more, NULL))
            sum += 1000000;
        for (size_t i = 0; i < list.count; i++)
            sum = sum * 31 + (uintptr_t)(list.items[i].start_at / DORAN_SECOND);
        doran_arena_deinit(&arena);
    }
    return (void *)sum;
}

static void test_threads(void **state)
{
    (void)state;
    struct doran_event events[] = {
        timed(A, "2020-01-01T10:00:00", "2020-01-01T11:00:00", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=MO,TH"),
        of_days(B, "2020-01-25", "2020-01-26", "RSCALE=DANGI;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=FORWARD"),
        timed(C, "2020-01-01T10:00:00", "2020-01-01T11:00:00", "America/Chicago", "FREQ=MONTHLY;BYDAY=-1FR"),
        of_days(A "x", "2020-01-25", "2020-01-26", "FREQ=YEARLY;BYWEEKNO=10,20"),
    };
    pthread_t threads[6];
    void *expected = expand_often(events);
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, expand_often, events), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *sum = NULL;
        pthread_join(threads[i], &sum);
        assert_ptr_equal(sum, expected);
    }
}

/* A rule may be written in any case (RFC 5545 §2), and is shown by the moon all the same. */
static void test_lunar_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        bool lunar;
    } rows[] = {
        {NULL, false},
        {"FREQ=YEARLY", false},
        {"RSCALE=GREGORIAN;FREQ=YEARLY", false},
        {"RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=22", true},
        {"FREQ=YEARLY;rscale=dangi;SKIP=BACKWARD", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct doran_event event = of_days(A, "1998-12-10", "1998-12-11", rows[i].rule);
        struct doran_calendar_page page = {.events = {&event, 1}};
        struct doran_occurrence occurrence = {
            .event_id = A, .start = "2026-11-30", .end = "2026-12-01", .start_at = DORAN_DAY};
        struct doran_home home = {0};
        struct doran_arena arena = {0};
        page.occurrences = (struct doran_occurrence_list){&occurrence, 1};
        assert_true(doran_event_check(&event, NULL));
        assert_int_equal(doran_event_is_lunar(&event), rows[i].lunar);
        assert_true(doran_home_coming(&home, &page, "Asia/Seoul", &arena));
        assert_int_equal(home.coming.count, 1);
        const char *lunar = home.coming.items[0].lunar;
        assert_string_equal(lunar != NULL ? lunar : "none", rows[i].lunar ? "10.22" : "none");
        doran_arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lunar_or_not),    cmocka_unit_test(test_threads),
        cmocka_unit_test(test_defaults),        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_daylight),        cmocka_unit_test(test_lunar),
        cmocka_unit_test(test_order_and_edges), cmocka_unit_test(test_different),
        cmocka_unit_test(test_bounds),          cmocka_unit_test(test_days_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
