/* What changes and deletions make of events: of one occurrence, of those that follow, of all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <doran/calendar.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define NOW ((doran_time)1795325400000000)
#define S "0190b3c4-5e7a-7000-8000-00000000000a" /* The series. */
#define D "0190b3c4-5e7a-7000-8000-00000000000d" /* One that is different. */
#define E "0190b3c4-5e7a-7000-8000-00000000000e" /* Another. */
#define N "0190b3c4-5e7a-7000-8000-0000000000ff" /* The new one. */

static struct doran_exception exceptions[] = {{.at = "2026-12-07T19:00:00"}, {.at = "2026-12-21T19:00:00"}};
static struct doran_reminder reminders[] = {{.minutes = 10}};

/* Mondays at 19:00 in Seoul from 2026-11-23; two are left out. */
static const struct doran_event weekly = {.id = S,
                                          .family_id = "f",
                                          .title = "외식",
                                          .colour = DORAN_event_colour_red,
                                          .start = "2026-11-23T19:00:00",
                                          .end = "2026-11-23T20:30:00",
                                          .zone = "Asia/Seoul",
                                          .rrule = "FREQ=WEEKLY;BYDAY=MO",
                                          .exceptions = {exceptions, 2},
                                          .reminders = {reminders, 1},
                                          .uid = "weekly@x",
                                          .created_at = 1,
                                          .changed_at = 1};
/* The 30th of November is another thing, at the same time; the 14th of December is at another time. */
static const struct doran_event different[] = {
    {.id = D,
     .family_id = "f",
     .title = "생일",
     .colour = DORAN_event_colour_red,
     .start = "2026-11-30T19:00:00",
     .end = "2026-11-30T20:30:00",
     .zone = "Asia/Seoul",
     .reminders = {reminders, 1},
     .series_id = S,
     .recurrence_id = "2026-11-30T19:00:00",
     .uid = "weekly@x"},
    {.id = E,
     .family_id = "f",
     .title = "외식",
     .colour = DORAN_event_colour_red,
     .start = "2026-12-15T12:00:00",
     .end = "2026-12-15T13:00:00",
     .zone = "Asia/Seoul",
     .reminders = {reminders, 1},
     .series_id = S,
     .recurrence_id = "2026-12-14T19:00:00",
     .uid = "weekly@x"},
};
static const struct doran_event_set weekly_set = {&weekly, different, 2};

static const char *short_id(const char *id)
{
    return id == NULL           ? "-"
           : strcmp(id, S) == 0 ? "S"
           : strcmp(id, D) == 0 ? "D"
           : strcmp(id, E) == 0 ? "E"
           : strcmp(id, N) == 0 ? "N"
                                : id;
}

/* "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=… -2026-12-07T19:00:00\n" … "remove D\n" */
static void write_outcome(const struct doran_event_outcome *outcome, char *out, size_t size)
{
    size_t used = 0;
#define PUT(...) used += (size_t)snprintf(out + used, size - used, __VA_ARGS__)
    out[0] = '\0';
    for (size_t i = 0; i < outcome->put.count; i++) {
        const struct doran_event *event = &outcome->put.items[i];
        PUT("put %s %s/%s %s", short_id(event->id), event->start, event->end, event->title);
        if (event->rrule != NULL)
            PUT(" %s", event->rrule);
        if (event->series_id != NULL)
            PUT(" of %s at %s", short_id(event->series_id), event->recurrence_id);
        for (size_t e = 0; e < event->exceptions.count; e++)
            PUT(" -%s", event->exceptions.items[e].at);
        PUT("\n");
        assert_true(event->changed_at == NOW);
        assert_true(doran_event_check(event, NULL));
    }
    for (size_t i = 0; i < outcome->remove_count; i++)
        PUT("remove %s\n", short_id(outcome->remove[i]));
#undef PUT
}

static void assert_change(const struct doran_event_set *set, const char *target,
                          struct doran_event_change change, const char *expected)
{
    struct doran_arena arena = {0};
    struct doran_event_outcome outcome;
    struct doran_error error = {0};
    char text[4096];
    if (!doran_event_change_apply(set, target, &change, "Asia/Seoul", N, NOW, &arena, &outcome, &error))
        fail_msg("%s: %s", error.field, error.message);
    write_outcome(&outcome, text, sizeof text);
    assert_string_equal(text, expected);
    doran_arena_deinit(&arena);
}

static void assert_refused(const struct doran_event_set *set, const char *target,
                           struct doran_event_change change, enum doran_error_code code, const char *field)
{
    struct doran_arena arena = {0};
    struct doran_event_outcome outcome;
    struct doran_error error = {0};
    assert_false(
        doran_event_change_apply(set, target, &change, "Asia/Seoul", N, NOW, &arena, &outcome, &error));
    assert_int_equal(error.code, code);
    assert_string_equal(error.field, field);
    doran_arena_deinit(&arena);
}

static void assert_delete(const struct doran_event_set *set, const char *target,
                          struct doran_event_delete deletion, const char *expected)
{
    struct doran_arena arena = {0};
    struct doran_event_outcome outcome;
    struct doran_error error = {0};
    char text[4096];
    if (!doran_event_delete_apply(set, target, &deletion, NOW, &arena, &outcome, &error))
        fail_msg("%s: %s", error.field, error.message);
    write_outcome(&outcome, text, sizeof text);
    assert_string_equal(text, expected);
    doran_arena_deinit(&arena);
}

#define ONE .scope = DORAN_event_scope_one
#define FOLLOWING .scope = DORAN_event_scope_following
#define ALL .scope = DORAN_event_scope_all

static void test_one(void **state)
{
    (void)state;
    assert_change(&weekly_set, S,
                  (struct doran_event_change){ONE, .recurrence_id = "2026-12-28T19:00:00", .title = "망년회"},
                  "put N 2026-12-28T19:00:00/2026-12-28T20:30:00 망년회 of S at 2026-12-28T19:00:00\n");
    /* A moved start keeps the length. */
    assert_change(&weekly_set, S,
                  (struct doran_event_change){ONE, .recurrence_id = "2026-12-28T19:00:00",
                                              .start = "2026-12-29T23:00:00"},
                  "put N 2026-12-29T23:00:00/2026-12-30T00:30:00 외식 of S at 2026-12-28T19:00:00\n");
    /* What is different already changes itself, by either name. */
    assert_change(&weekly_set, S,
                  (struct doran_event_change){ONE, .recurrence_id = "2026-11-30T19:00:00", .title = "돌"},
                  "put D 2026-11-30T19:00:00/2026-11-30T20:30:00 돌 of S at 2026-11-30T19:00:00\n");
    assert_change(&weekly_set, E, (struct doran_event_change){.end = "2026-12-15T14:00:00"},
                  "put E 2026-12-15T12:00:00/2026-12-15T14:00:00 외식 of S at 2026-12-14T19:00:00\n");
    assert_refused(&weekly_set, S, (struct doran_event_change){ONE, .title = "x"}, DORAN_ERROR_invalid,
                   "recurrence_id");
    assert_refused(&weekly_set, S, (struct doran_event_change){ONE, .recurrence_id = "soon", .title = "x"},
                   DORAN_ERROR_invalid, "recurrence_id");
    assert_refused(&weekly_set, S,
                   (struct doran_event_change){ONE, .recurrence_id = "2026-12-29T19:00:00", .title = "x"},
                   DORAN_ERROR_not_found, "recurrence_id");
    assert_refused(&weekly_set, S, /* Left out. */
                   (struct doran_event_change){ONE, .recurrence_id = "2026-12-07T19:00:00", .title = "x"},
                   DORAN_ERROR_not_found, "recurrence_id");
    assert_refused(
        &weekly_set, S,
        (struct doran_event_change){ONE, .recurrence_id = "2026-12-28T19:00:00", .rrule = "FREQ=DAILY"},
        DORAN_ERROR_invalid, "rrule");
    assert_refused(&weekly_set, S,
                   (struct doran_event_change){ONE, .recurrence_id = "2026-12-28T19:00:00",
                                               .end = "2026-12-28T18:00:00"},
                   DORAN_ERROR_invalid, "end");
    assert_refused(&weekly_set, "nobody", (struct doran_event_change){.title = "x"}, DORAN_ERROR_not_found,
                   "");
}

static void test_all(void **state)
{
    (void)state;
    /* A new title is of all that had the old one. */
    assert_change(
        &weekly_set, S, (struct doran_event_change){.title = "집밥"},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 집밥 FREQ=WEEKLY;BYDAY=MO -2026-12-07T19:00:00 "
        "-2026-12-21T19:00:00\n"
        "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 집밥 of S at 2026-12-14T19:00:00\n");
    /* A new hour takes along what was at the old one. */
    assert_change(
        &weekly_set, S, (struct doran_event_change){ALL, .start = "2026-11-23T18:00:00"},
        "put S 2026-11-23T18:00:00/2026-11-23T19:30:00 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07T18:00:00 "
        "-2026-12-21T18:00:00\n"
        "put D 2026-11-30T18:00:00/2026-11-30T19:30:00 생일 of S at 2026-11-30T18:00:00\n"
        "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 외식 of S at 2026-12-14T18:00:00\n");
    /* From Mondays to Wednesdays. */
    assert_change(
        &weekly_set, S, (struct doran_event_change){ALL, .start = "2026-11-25T19:00:00"},
        "put S 2026-11-25T19:00:00/2026-11-25T20:30:00 외식 FREQ=WEEKLY;BYDAY=WE -2026-12-09T19:00:00 "
        "-2026-12-23T19:00:00\n"
        "put D 2026-12-02T19:00:00/2026-12-02T20:30:00 생일 of S at 2026-12-02T19:00:00\n"
        "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 외식 of S at 2026-12-16T19:00:00\n");
    /* Another zone: the wall stays. */
    assert_change(
        &weekly_set, S, (struct doran_event_change){.zone = "Asia/Tokyo", .colour = DORAN_event_colour_red},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07T19:00:00 "
        "-2026-12-21T19:00:00\n"
        "put D 2026-11-30T19:00:00/2026-11-30T20:30:00 생일 of S at 2026-11-30T19:00:00\n");
    /* Days instead of hours. */
    struct doran_event_change days = {0};
    doran_set(&days, event_change, all_day, true);
    assert_change(&weekly_set, S, days,
                  "put S 2026-11-23/2026-11-24 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07 -2026-12-21\n"
                  "put D 2026-11-30/2026-12-01 생일 of S at 2026-11-30\n"
                  "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 외식 of S at 2026-12-14\n");
    /* Another rule: what it does not have is gone. */
    assert_change(&weekly_set, S, (struct doran_event_change){.rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"},
                  "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO "
                  "-2026-12-07T19:00:00 -2026-12-21T19:00:00\n"
                  "remove D\nremove E\n");
    /* No rule any more. */
    struct doran_event_change single = {0};
    doran_set(&single, event_change, rrule, NULL);
    assert_change(&weekly_set, S, single,
                  "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식\nremove D\nremove E\n");
    assert_refused(&weekly_set, S, (struct doran_event_change){.rrule = "FREQ=HOURLY"}, DORAN_ERROR_invalid,
                   "rrule");
    assert_refused(&weekly_set, S, (struct doran_event_change){.zone = "Mars/Base"}, DORAN_ERROR_invalid,
                   "zone");
    assert_refused(&weekly_set, S, (struct doran_event_change){.start = "2026-11-25"}, DORAN_ERROR_invalid,
                   "start");
}

static void test_following(void **state)
{
    (void)state;
    assert_change(
        &weekly_set, S,
        (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-12-14T19:00:00", .title = "집밥"},
        "put N 2026-12-14T19:00:00/2026-12-14T20:30:00 집밥 FREQ=WEEKLY;BYDAY=MO -2026-12-21T19:00:00\n"
        "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 집밥 of N at 2026-12-14T19:00:00\n"
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;UNTIL=20261214T095959Z;BYDAY=MO "
        "-2026-12-07T19:00:00\n");
    /* At another time, from an occurrence that had its own. */
    assert_change(
        &weekly_set, S,
        (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-12-14T19:00:00",
                                    .start = "2026-12-15T18:00:00"},
        "put N 2026-12-15T18:00:00/2026-12-15T19:30:00 외식 FREQ=WEEKLY;BYDAY=TU -2026-12-22T18:00:00\n"
        "put E 2026-12-15T18:00:00/2026-12-15T19:00:00 외식 of N at 2026-12-15T18:00:00\n"
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;UNTIL=20261214T095959Z;BYDAY=MO "
        "-2026-12-07T19:00:00\n");
    /* From the first on it is all. */
    assert_change(
        &weekly_set, S,
        (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-11-23T19:00:00", .note = "n"},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07T19:00:00 "
        "-2026-12-21T19:00:00\n"
        "put D 2026-11-30T19:00:00/2026-11-30T20:30:00 생일 of S at 2026-11-30T19:00:00\n"
        "put E 2026-12-15T12:00:00/2026-12-15T13:00:00 외식 of S at 2026-12-14T19:00:00\n");
    /* COUNT is shared out. */
    struct doran_event counted = weekly;
    counted.rrule = "FREQ=DAILY;COUNT=10";
    counted.exceptions = (struct doran_exception_list){0};
    const struct doran_event_set counted_set = {&counted, NULL, 0};
    assert_change(
        &counted_set, S,
        (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-11-26T19:00:00", .title = "b"},
        "put N 2026-11-26T19:00:00/2026-11-26T20:30:00 b FREQ=DAILY;COUNT=7\n"
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=DAILY;UNTIL=20261126T095959Z\n");
    /* A head of which all is left out is not kept. */
    static struct doran_exception first[] = {{.at = "2026-11-23T19:00:00"}};
    counted.exceptions = (struct doran_exception_list){first, 1};
    assert_change(
        &counted_set, S,
        (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-11-24T19:00:00", .title = "b"},
        "put N 2026-11-24T19:00:00/2026-11-24T20:30:00 b FREQ=DAILY;COUNT=9\nremove S\n");
}

static void test_until_moves_along(void **state)
{
    (void)state;
    /* UNTIL is the start of the last one: an hour later it must not be lost, nor may a day more come. */
    struct doran_event series = weekly;
    series.rrule = "FREQ=DAILY;UNTIL=20261125T100000Z";
    series.exceptions = (struct doran_exception_list){0};
    const struct doran_event_set set = {&series, NULL, 0};
    assert_change(&set, S, (struct doran_event_change){.start = "2026-11-23T20:00:00"},
                  "put S 2026-11-23T20:00:00/2026-11-23T21:30:00 외식 FREQ=DAILY;UNTIL=20261125T110000Z\n");
    assert_change(&set, S, (struct doran_event_change){.zone = "America/New_York"},
                  "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=DAILY;UNTIL=20261126T000000Z\n");
    struct doran_event_change days = {0};
    doran_set(&days, event_change, all_day, true);
    assert_change(&set, S, days, "put S 2026-11-23/2026-11-24 외식 FREQ=DAILY;UNTIL=20261125\n");

    struct doran_event day = {.id = S,
                              .title = "a",
                              .all_day = true,
                              .start = "2026-11-23",
                              .end = "2026-11-25",
                              .rrule = "FREQ=MONTHLY;UNTIL=20270223",
                              .uid = "a"};
    const struct doran_event_set day_set = {&day, NULL, 0};
    assert_change(&day_set, S, (struct doran_event_change){.start = "2026-11-24"},
                  "put S 2026-11-24/2026-11-26 a FREQ=MONTHLY;UNTIL=20270224\n");
    struct doran_event_change hours = {.start = "2026-11-23T10:00:00"};
    doran_set(&hours, event_change, all_day, false);
    assert_change(&day_set, S, hours,
                  "put S 2026-11-23T10:00:00/2026-11-23T11:00:00 a FREQ=MONTHLY;UNTIL=20270223T145959Z\n");
    hours.start = NULL;
    assert_refused(&day_set, S, hours, DORAN_ERROR_invalid, "start");
    assert_change(&day_set, S,
                  (struct doran_event_change){FOLLOWING, .recurrence_id = "2027-01-23", .title = "b"},
                  "put N 2027-01-23/2027-01-25 b FREQ=MONTHLY;UNTIL=20270223\n"
                  "put S 2026-11-23/2026-11-25 a FREQ=MONTHLY;UNTIL=20270122\n");
}

static void test_rules_follow_their_start(void **state)
{
    (void)state;
    static const struct {
        const char *start, *rule, *to, *followed;
    } table[] = {
        {"2026-11-22", "FREQ=YEARLY", "2026-11-25", "FREQ=YEARLY"},
        {"2026-11-22", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=22", "2026-12-01",
         "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"},
        {"2026-11-22", "FREQ=YEARLY;BYMONTH=11;BYDAY=4SU", "2026-12-01", "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU"},
        {"2026-11-29", "FREQ=MONTHLY;BYDAY=-1SU", "2026-11-28", "FREQ=MONTHLY;BYDAY=-1SA"},
        {"2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-11-29", "FREQ=MONTHLY;BYMONTHDAY=-2"},
        {"2026-11-22", "FREQ=WEEKLY;BYDAY=SU,WE;WKST=SU", "2026-11-23", "FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU"},
        {"2026-11-22", "FREQ=DAILY;INTERVAL=3", "2026-11-20", "FREQ=DAILY;INTERVAL=3"},
        /* 음 10.14 to 10.15; from a leap month to an ordinary one. */
        {"2026-11-22", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14;SKIP=BACKWARD", "2026-11-23",
         "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=15;SKIP=BACKWARD"},
        {"2025-07-25", "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=OMIT", "2025-07-24",
         "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30;SKIP=OMIT"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        char end[DORAN_DATE_TEXT_MAX], expected[256], new_end[DORAN_DATE_TEXT_MAX];
        struct doran_date date;
        assert_true(doran_date_parse(table[i].start, 10, &date));
        doran_date_format(doran_date_add_days(date, 1), end);
        assert_true(doran_date_parse(table[i].to, 10, &date));
        doran_date_format(doran_date_add_days(date, 1), new_end);
        struct doran_event event = {.id = S,
                                    .title = "a",
                                    .all_day = true,
                                    .start = table[i].start,
                                    .end = end,
                                    .rrule = table[i].rule,
                                    .uid = "a"};
        const struct doran_event_set set = {&event, NULL, 0};
        snprintf(expected, sizeof expected, "put S %s/%s a %s\n", table[i].to, new_end, table[i].followed);
        assert_change(&set, S, (struct doran_event_change){.start = table[i].to}, expected);
    }
}

/* 음 6월 30일 생일 began on the 30th; in 2026 it is the 29th. What follows from there is still the 30th's. */
static void test_lunar_following(void **state)
{
    (void)state;
    struct doran_event birthday = {.id = S,
                                   .title = "a",
                                   .all_day = true,
                                   .start = "2025-07-24",
                                   .end = "2025-07-25",
                                   .rrule = "RSCALE=DANGI;FREQ=YEARLY;SKIP=BACKWARD",
                                   .uid = "a"};
    const struct doran_event_set set = {&birthday, NULL, 0};
    assert_change(
        &set, S, (struct doran_event_change){FOLLOWING, .recurrence_id = "2026-08-12", .title = "b"},
        "put N 2026-08-12/2026-08-13 b RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30;SKIP=BACKWARD\n"
        "put S 2025-07-24/2025-07-25 a RSCALE=DANGI;FREQ=YEARLY;UNTIL=20260811;SKIP=BACKWARD\n");
}

static void test_delete(void **state)
{
    (void)state;
    assert_delete(&weekly_set, S, (struct doran_event_delete){0}, "remove S\nremove D\nremove E\n");
    assert_delete(
        &weekly_set, S, (struct doran_event_delete){ONE, .recurrence_id = "2026-12-28T19:00:00"},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07T19:00:00 "
        "-2026-12-21T19:00:00 -2026-12-28T19:00:00\n");
    assert_delete(
        &weekly_set, D, (struct doran_event_delete){0},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;BYDAY=MO -2026-12-07T19:00:00 "
        "-2026-12-21T19:00:00 -2026-11-30T19:00:00\nremove D\n");
    assert_delete(
        &weekly_set, S, (struct doran_event_delete){FOLLOWING, .recurrence_id = "2026-12-14T19:00:00"},
        "put S 2026-11-23T19:00:00/2026-11-23T20:30:00 외식 FREQ=WEEKLY;UNTIL=20261214T095959Z;BYDAY=MO "
        "-2026-12-07T19:00:00\nremove E\n");
    assert_delete(&weekly_set, S,
                  (struct doran_event_delete){FOLLOWING, .recurrence_id = "2026-11-23T19:00:00"},
                  "remove S\nremove D\nremove E\n");
    /* The last one takes the series along. */
    struct doran_event two = weekly;
    static struct doran_exception first[] = {{.at = "2026-11-23T19:00:00"}};
    two.rrule = "FREQ=DAILY;COUNT=2";
    two.exceptions = (struct doran_exception_list){first, 1};
    const struct doran_event_set two_set = {&two, NULL, 0};
    assert_delete(&two_set, S, (struct doran_event_delete){ONE, .recurrence_id = "2026-11-24T19:00:00"},
                  "remove S\n");
    assert_delete(&two_set, S, (struct doran_event_delete){FOLLOWING, .recurrence_id = "2026-11-24T19:00:00"},
                  "remove S\n");
    struct doran_arena arena = {0};
    struct doran_event_outcome outcome;
    struct doran_error error = {0};
    struct doran_event_delete nothing = {ONE, .recurrence_id = "2026-11-23T19:00:00"};
    assert_false(doran_event_delete_apply(&two_set, S, &nothing, NOW, &arena, &outcome, &error));
    assert_int_equal(error.code, DORAN_ERROR_not_found);
    doran_arena_deinit(&arena);
    /* Five hundred are left out at most. */
    static struct doran_exception many[500];
    static char texts[500][DORAN_WALL_TEXT_MAX];
    for (int i = 0; i < 500; i++) {
        struct doran_wall wall = {{2026, 11, 23}, 19, 0, 0};
        many[i].at = doran_wall_format(doran_wall_add(wall, (i + 1) * 86400), texts[i]);
    }
    two.rrule = "FREQ=DAILY";
    two.exceptions = (struct doran_exception_list){many, 500};
    assert_false(doran_event_delete_apply(&two_set, S, &nothing, NOW, &arena, &outcome, &error));
    assert_int_equal(error.code, DORAN_ERROR_limit_reached);
    doran_arena_deinit(&arena);
}

static void test_single(void **state)
{
    (void)state;
    struct doran_event event = {.id = S,
                                .title = "병원",
                                .note = "n",
                                .start = "2026-03-08T01:00:00",
                                .end = "2026-03-08T04:00:00",
                                .zone = "America/New_York",
                                .uid = "a"};
    const struct doran_event_set set = {&event, NULL, 0};
    /* Two hours pass, the clock shows three: moved to another day it is two. */
    assert_change(&set, S, (struct doran_event_change){.start = "2026-03-09T01:00:00"},
                  "put S 2026-03-09T01:00:00/2026-03-09T03:00:00 병원\n");
    struct doran_event_change change = {.rrule = "FREQ=WEEKLY"};
    doran_set(&change, event_change, note, NULL);
    struct doran_arena arena = {0};
    struct doran_event_outcome outcome;
    assert_true(doran_event_change_apply(&set, S, &change, "Asia/Seoul", N, NOW, &arena, &outcome, NULL));
    assert_null(outcome.put.items[0].note);
    assert_string_equal(outcome.put.items[0].rrule, "FREQ=WEEKLY");
    assert_true(outcome.put.items[0].created_at == event.created_at);
    struct doran_event_change days = {0};
    doran_set(&days, event_change, all_day, true);
    assert_change(&set, S, days, "put S 2026-03-08/2026-03-09 병원\n");
    event.end = "2026-03-09T00:00:00";
    assert_change(&set, S, days, "put S 2026-03-08/2026-03-09 병원\n");
    assert_delete(&set, S, (struct doran_event_delete){ONE, .recurrence_id = "2026-03-08T01:00:00"},
                  "remove S\n");
    doran_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_following),
        cmocka_unit_test(test_until_moves_along),
        cmocka_unit_test(test_rules_follow_their_start),
        cmocka_unit_test(test_lunar_following),
        cmocka_unit_test(test_delete),
        cmocka_unit_test(test_single),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
