/* The examples of RFC 5545 §3.8.5.3, all of them, with the occurrences the standard lists; and libical's iterator over the same
 * rules, which is another's reckoning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <libical/ical.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TEXT_MAX 16384

/* `expected`: days, each written as far as it differs from the one before ("1997-09-02 03 10-01"); with times where there
 * are several a day. What the standard ends with "..." is listed as far as it is, and `days` says up to where that is. */
static const struct {
    const char *rule, *start, *from_to, *expected;
} examples[] = {
    {"FREQ=DAILY;COUNT=10", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 03 04 05 06 07 08 09 10 11"},
    {"FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02T09:00:00", "1997-12-15 1998-12-01",
     "1997-12-15 16 17 18 19 20 21 22 23"},
    {"FREQ=DAILY;INTERVAL=2", "1997-09-02T09:00:00", "1997-09-01 1997-10-05",
     "1997-09-02 04 06 08 10 12 14 16 18 20 22 24 26 28 30 10-02 04"},
    {"FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 12 22 10-02 12"},
    {"FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01T09:00:00",
     "2000-01-01 2000-12-01",
     "2000-01-01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31"},
    {"FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998-01-01T09:00:00", "1999-01-30 2000-01-04",
     "1999-01-30 31 2000-01-01 02 03"},
    {"FREQ=WEEKLY;COUNT=10", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 09 16 23 30 10-07 14 21 28 11-04"},
    {"FREQ=WEEKLY;UNTIL=19971224T000000Z", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 09 16 23 30 10-07 14 21 28 11-04 11 18 25 12-02 09 16 23"},
    {"FREQ=WEEKLY;INTERVAL=2;WKST=SU", "1997-09-02T09:00:00", "1997-09-01 1998-02-18",
     "1997-09-02 16 30 10-14 28 11-11 25 12-09 23 1998-01-06 20 02-03 17"},
    {"FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 04 09 11 16 18 23 25 30 10-02"},
    {"FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 04 09 11 16 18 23 25 30 10-02"},
    {"FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR", "1997-09-01T09:00:00",
     "1997-09-01 1998-09-01",
     "1997-09-01 03 05 15 17 19 29 10-01 03 13 15 17 27 29 31 11-10 12 14 24 26 28 12-08 10 12 22"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 04 16 18 30 10-02 14 16"},
    {"FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "1997-09-05T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-05 10-03 11-07 12-05 1998-01-02 02-06 03-06 04-03 05-01 06-05"},
    {"FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-05 10-03 11-07 12-05"},
    {"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU", "1997-09-07T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-07 28 11-02 30 1998-01-04 25 03-01 29 05-03 31"},
    {"FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-22 10-20 11-17 12-22 1998-01-19 02-16"},
    {"FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28T09:00:00", "1997-09-01 1998-03-01",
     "1997-09-28 10-29 11-28 12-29 1998-01-29 02-26"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 15 10-02 15 11-02 15 12-02 15 1998-01-02 15"},
    {"FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1", "1997-09-30T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-30 10-01 31 11-01 30 12-01 31 1998-01-01 31 02-01"},
    {"FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10T09:00:00",
     "1999-03-01 2000-01-01", "1999-03-10 11 12 13"},
    {"FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "1997-09-02T09:00:00", "1997-09-01 1998-04-01",
     "1997-09-02 09 16 23 30 11-04 11 18 25 1998-01-06 13 20 27 03-03 10 17 24 31"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10T09:00:00", "2000-06-01 2001-07-01",
     "2000-06-10 07-10 2001-06-10"},
    {"FREQ=YEARLY;COUNT=10;BYMONTH=6,7", "1997-06-10T09:00:00", "2001-07-01 2002-07-01", "2001-07-10"},
    {"FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3", "1997-03-10T09:00:00", "2003-01-01 2004-01-01",
     "2003-01-10 02-10 03-10"},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01T09:00:00", "2000-01-01 2001-01-01",
     "2000-01-01 04-09 07-18"},
    {"FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200", "1997-01-01T09:00:00", "2006-01-01 2007-01-01",
     "2006-01-01"},
    {"FREQ=YEARLY;BYDAY=20MO", "1997-05-19T09:00:00", "1998-01-01 1999-01-01", "1998-05-18"},
    {"FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12T09:00:00", "1999-01-01 2000-01-01", "1999-05-17"},
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13T09:00:00", "1997-01-01 1998-01-01", "1997-03-13 20 27"},
    {"FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13T09:00:00", "1999-01-01 2000-01-01", "1999-03-04 11 18 25"},
    {"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "1997-06-05T09:00:00", "1997-01-01 1998-01-01",
     "1997-06-05 12 19 26 07-03 10 17 24 31 08-07 14 21 28"},
    /* The standard leaves the start itself out of this one by an EXDATE. */
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-02 1998-02-13 03-13"},
    {"FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02T09:00:00", "1999-08-01 2000-09-01", "1999-08-13"},
    {"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13T09:00:00", "1997-09-01 1998-07-01",
     "1997-09-13 10-11 11-08 12-13 1998-01-10 02-07 03-07 04-11 05-09 06-13"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05T09:00:00",
     "2000-01-01 2001-01-01", "2000-11-07"},
    {"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "1996-11-05T09:00:00",
     "2004-01-01 2005-01-01", "2004-11-02"},
    {"FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04T09:00:00", "1997-09-01 1998-09-01",
     "1997-09-04 10-07 11-06"},
    {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29T09:00:00", "1997-09-01 1998-04-01",
     "1997-09-29 10-30 11-27 12-30 1998-01-29 02-26 03-30"},
    {"FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", "1997-09-02T09:00:00",
     "1997-09-02 1997-09-03",
     "1997-09-02 +09:20 +09:40 +10:00 +10:20 +10:40 +11:00 +11:20 +11:40 +12:00 +12:20 +12:40 +13:00 +13:20 "
     "+13:40 +14:00 "
     "+14:20 +14:40 +15:00 +15:20 +15:40 +16:00 +16:20 +16:40"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05T09:00:00", "1997-08-01 1998-08-01",
     "1997-08-05 10 19 24"},
    {"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05T09:00:00", "1997-08-01 1998-08-01",
     "1997-08-05 17 19 31"},
    {"FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15T09:00:00", "2007-01-01 2008-01-01",
     "2007-01-15 30 02-15 03-15 30"},
    /* Leap days, with RFC 7529's ways to be of other years. */
    {"FREQ=YEARLY", "2024-02-29T09:00:00", "2026-01-01 2027-01-01", ""},
    {"FREQ=YEARLY", "2024-02-29T09:00:00", "2028-01-01 2029-01-01", "2028-02-29"},
    {"RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD", "2024-02-29T09:00:00", "2026-01-01 2027-01-01",
     "2026-02-28"},
    {"RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", "2024-02-29T09:00:00", "2026-01-01 2027-01-01",
     "2026-03-01"},
    {"RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=FORWARD", "2026-01-31T09:00:00",
     "2026-02-01 2026-06-02", "2026-03-01 31 05-01 31"},
    {"RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD", "2026-01-31T09:00:00",
     "2026-02-01 2026-06-01", "2026-02-28 03-31 04-30 05-31"},
    {"FREQ=YEARLY;BYWEEKNO=1,-1;BYDAY=TH", "2026-01-01T09:00:00", "2026-01-01 2027-01-02",
     "2026-01-01 12-31"},
    {"FREQ=YEARLY;BYMONTHDAY=15", "2026-01-15T09:00:00", "2026-01-01 2026-05-01",
     "2026-01-15 02-15 03-15 04-15"},
};

/* Spreads "1997-09-02 03 10-01 +09:20" to whole wall times, a space after each. */
static void spread(const char *text, const char *start, char *out)
{
    char wall[DORAN_WALL_TEXT_MAX];
    snprintf(wall, sizeof wall, "%s", start);
    out[0] = '\0';
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (text[0] == '+')
            memcpy(wall + 11, text + 1, 5);
        else
            memcpy(wall + 10 - length, text, length);
        strcat(out, wall);
        strcat(out, " ");
        text += length;
        text += *text == ' ';
    }
}

static struct doran_event event_of(const char *start, const char *rule)
{
    static char end[DORAN_WALL_TEXT_MAX];
    struct doran_wall wall;
    assert_true(doran_wall_parse(start, 19, &wall));
    doran_wall_format(doran_wall_add(wall, 600), end);
    return (struct doran_event){.id = "0190b3c4-5e7a-7000-8000-000000000011",
                                .title = "x",
                                .start = start,
                                .end = end,
                                .zone = "America/New_York",
                                .rrule = rule,
                                .uid = "x"};
}

/* The starts between two days, a space after each. */
static void expand(const struct doran_event *event, const char *from, const char *to, char *out)
{
    struct doran_arena arena = {0};
    struct doran_window window = {.zone = event->zone != NULL ? event->zone : "Asia/Seoul"};
    struct doran_occurrence_list list;
    struct doran_error error = {0};
    bool more;
    assert_true(doran_date_parse(from, 10, &window.from));
    assert_true(doran_date_parse(to, 10, &window.to));
    if (!doran_events_expand(event, 1, &window, &arena, &list, &more, &error))
        fail_msg("%s", error.message);
    assert_false(more);
    out[0] = '\0';
    for (size_t i = 0; i < list.count && strlen(out) < TEXT_MAX - 40; i++) {
        strcat(out, list.items[i].start);
        strcat(out, " ");
    }
    doran_arena_deinit(&arena);
}

static void test_examples(void **state)
{
    (void)state;
    static char found[TEXT_MAX], expected[TEXT_MAX];
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct doran_event event = event_of(examples[i].start, examples[i].rule);
        struct doran_error error = {0};
        if (!doran_event_check(&event, &error))
            fail_msg("%s: %s", examples[i].rule, error.message);
        expand(&event, examples[i].from_to, examples[i].from_to + 11, found);
        spread(examples[i].expected, examples[i].start, expected);
        if (strcmp(found, expected) != 0)
            fail_msg("%s\n  gives    %s\n  expected %s", examples[i].rule, found, expected);
    }
}

/* libical's own iterator from the start, as far as a window goes. Its rules are given without the zone, as walls. */
static void iterate(const char *rule, const char *start, const char *from, const char *to, char *out)
{
    struct icalrecurrencetype recur = icalrecurrencetype_from_string(rule);
    struct doran_wall wall;
    assert_true(doran_wall_parse(start, 19, &wall));
    struct icaltimetype time = icaltime_null_time();
    time.year = wall.date.year;
    time.month = wall.date.month;
    time.day = wall.date.day;
    time.hour = wall.hour;
    icalrecur_iterator *iterator = icalrecur_iterator_new(recur, time);
    assert_non_null(iterator);
    out[0] = '\0';
    for (;;) {
        char text[32];
        time = icalrecur_iterator_next(iterator);
        if (icaltime_is_null_time(time))
            break;
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d ", time.year, time.month, time.day,
                 time.hour, time.minute, time.second);
        if (strncmp(text, to, 10) >= 0)
            break;
        if (strncmp(text, from, 10) >= 0)
            strcat(out, text);
    }
    icalrecur_iterator_free(iterator);
    free(recur.rscale);
}

static void test_against_libical(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=7;BYMONTH=1,3,12",
        "FREQ=DAILY;BYDAY=MO,WE;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=2,8",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=-1,-5,3",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=2TU,-1FR",
        "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYYEARDAY=-1,60,366",
        "FREQ=YEARLY;BYDAY=-1MO,53TH",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYDAY=2SU",
        "FREQ=YEARLY;BYWEEKNO=2,30;BYDAY=MO",
        "RSCALE=GREGORIAN;FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;SKIP=BACKWARD",
    };
    static char ours[TEXT_MAX], theirs[TEXT_MAX];
    for (size_t i = 0; i < COUNT(rules); i++) {
        for (int year = 2020; year < 2032; year++) {
            char from[DORAN_DATE_TEXT_MAX], to[DORAN_DATE_TEXT_MAX];
            struct doran_event event = event_of("2019-12-31T09:00:00", rules[i]);
            doran_date_format((struct doran_date){year, 1, 1}, from);
            doran_date_format((struct doran_date){year + 1, 1, 1}, to);
            expand(&event, from, to, ours);
            iterate(rules[i], event.start, from, to, theirs);
            if (strcmp(ours, theirs) != 0)
                fail_msg("%s in %d\n  ours   %s\n  theirs %s", rules[i], year, ours, theirs);
        }
    }
}

/* Whatever window one looks through, one sees the same. */
static void test_windows_agree(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "FREQ=DAILY;INTERVAL=17;COUNT=90",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=7;BYDAY=MO,-1FR;BYSETPOS=2,-1",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=30,31;SKIP=FORWARD",
        "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=12,4L;BYMONTHDAY=30,1;SKIP=FORWARD",
        "RSCALE=DANGI;FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=30;SKIP=FORWARD",
    };
    static char whole[TEXT_MAX], parts[TEXT_MAX], part[TEXT_MAX];
    for (size_t i = 0; i < COUNT(rules); i++) {
        struct doran_event event = event_of("2019-12-30T23:55:00", rules[i]);
        whole[0] = parts[0] = '\0';
        struct doran_date from = {2019, 12, 1};
        for (int step = 0; step < 60; step++) {
            char first[DORAN_DATE_TEXT_MAX], last[DORAN_DATE_TEXT_MAX];
            struct doran_date to = doran_date_add_days(from, 31);
            expand(&event, doran_date_format(from, first), doran_date_format(to, last), part);
            /* The event of ten minutes goes past midnight: the day it ends on shows it once more. */
            size_t length = strlen(parts);
            const char *fresh = part;
            if (length >= 20 && strncmp(parts + length - 20, part, 20) == 0)
                fresh += 20;
            strcat(parts, fresh);
            from = to;
        }
        char edge[DORAN_DATE_TEXT_MAX];
        for (int year = 2019; year < 2025; year++) {
            char first[DORAN_DATE_TEXT_MAX], last[DORAN_DATE_TEXT_MAX];
            struct doran_date begin =
                year == 2019 ? (struct doran_date){2019, 12, 1} : (struct doran_date){year, 1, 1};
            struct doran_date end = {year + 1, 1, 1};
            if (doran_date_compare(end, from) > 0)
                end = from;
            expand(&event, doran_date_format(begin, first), doran_date_format(end, last), part);
            size_t length = strlen(whole);
            const char *fresh = part;
            if (length >= 20 && strncmp(whole + length - 20, part, 20) == 0)
                fresh += 20;
            strcat(whole, fresh);
        }
        if (strcmp(whole, parts) != 0)
            fail_msg("%s up to %s\n  years  %s\n  months %s", rules[i], doran_date_format(from, edge), whole,
                     parts);
    }
}

/* ---- Rules as text ---- */

static void test_format(void **state)
{
    (void)state;
    static const char *const same[] = {
        "FREQ=DAILY",
        "FREQ=WEEKLY;UNTIL=20261231;INTERVAL=2;BYDAY=MO,WE;WKST=SU",
        "FREQ=MONTHLY;UNTIL=20261231T145959Z;BYDAY=-1SU,2MO",
        "FREQ=MONTHLY;COUNT=10000;BYMONTHDAY=-1,15;BYSETPOS=-1",
        "FREQ=YEARLY;UNTIL=20261231T235959;BYMONTH=2,11",
        "FREQ=YEARLY;BYYEARDAY=-366,1",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA",
        "FREQ=DAILY;BYSECOND=30;BYMINUTE=0,59;BYHOUR=0,23",
        "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=BACKWARD",
        "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=4L,5;BYMONTHDAY=30,-1;SKIP=OMIT",
        "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD",
    };
    for (size_t i = 0; i < COUNT(same); i++) {
        struct doran_rule rule;
        struct doran_error error = {0};
        char text[DORAN_RRULE_TEXT_MAX];
        if (!doran_rule_parse(same[i], &rule, &error))
            fail_msg("%s: %s", same[i], error.message);
        assert_true(doran_rule_format(&rule, text));
        assert_string_equal(text, same[i]);
    }
    struct doran_rule rule;
    char text[DORAN_RRULE_TEXT_MAX];
    assert_true(doran_rule_parse("freq=weekly;byday=mo,+1tu;interval=1", &rule, NULL) == false);
    assert_true(doran_rule_parse("wkst=mo;freq=Monthly;byday=mo,+1tu;interval=1", &rule, NULL));
    assert_true(doran_rule_format(&rule, text));
    assert_string_equal(text, "FREQ=MONTHLY;BYDAY=MO,1TU");
    assert_true(doran_rule_lunar_yearly((struct doran_lunar){2025, 6, 30, true}, DORAN_SKIP_BACKWARD, text));
    assert_string_equal(text, "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=30;SKIP=BACKWARD");
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "FREQ",
        "FREQ=",
        "FREQ=DAILY;",
        ";FREQ=DAILY",
        "BYDAY=MO",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=10001",
        "FREQ=DAILY;COUNT=1000000000000",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1001",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=99991231",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;UNTIL=20260101T250000Z",
        "FREQ=DAILY;UNTIL=2026-01-01",
        "FREQ=DAILY;UNTIL=",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYWEEKNO=1",
        "FREQ=MONTHLY;BYYEARDAY=1",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=0",
        "FREQ=YEARLY;BYMONTH=4L",
        "FREQ=YEARLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYDAY=0MO",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=YEARLY;BYDAY=M",
        "FREQ=YEARLY;BYDAY=MO,",
        "FREQ=YEARLY;BYDAY=,MO",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYHOUR=-1",
        "FREQ=DAILY;BYMINUTE=0,10,20,30,40;BYSECOND=0,10,20,30,40",
        "FREQ=DAILY;X-WHAT=1",
        "FREQ=DAILY;SKIP=OMIT",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "RSCALE=HEBREW;FREQ=YEARLY",
        "RSCALE=DANGI;FREQ=DAILY",
        "RSCALE=DANGI;FREQ=WEEKLY",
        "RSCALE=DANGI;FREQ=YEARLY;BYDAY=MO",
        "RSCALE=DANGI;FREQ=YEARLY;BYHOUR=1",
        "RSCALE=DANGI;FREQ=YEARLY;BYMONTHDAY=31",
        "RSCALE=DANGI;FREQ=YEARLY;BYSETPOS=1",
        "RSCALE=DANGI;FREQ=YEARLY;SKIP=UP",
        "RSCALE=GREGORIAN;FREQ=DAILY;SKIP=FORWARD",
        "FREQ=DAILY;WKST=XX",
        "FREQ=DAILY\r\nX:1",
        "매일",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct doran_rule rule;
        struct doran_error error = {0};
        if (doran_rule_parse(wrong[i], &rule, &error))
            fail_msg("%s is taken", wrong[i]);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_string_equal(error.field, "rrule");
    }
    char many[600] = "FREQ=YEARLY;BYYEARDAY=1";
    for (int i = 2; i <= 65; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), ",%d", i);
    struct doran_rule rule;
    assert_false(doran_rule_parse(many, &rule, NULL));
    memset(many, 'X', sizeof many - 1);
    assert_false(doran_rule_parse(many, &rule, NULL));
    assert_false(doran_rule_parse(NULL, &rule, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),      cmocka_unit_test(test_against_libical),
        cmocka_unit_test(test_windows_agree), cmocka_unit_test(test_format),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
