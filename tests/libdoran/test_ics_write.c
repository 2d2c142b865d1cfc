/* Writing iCalendar files, and reading back what was written. */
#include "ics_desk.h"

#include <doran/id.h>

static struct doran_event event_of(const char *id, const char *title, const char *start, const char *end)
{
    return (struct doran_event){
        .id = id,
        .title = title,
        .colour = DORAN_event_colour_blue,
        .all_day = strlen(start) == 10,
        .start = start,
        .end = end,
        .zone = strlen(start) == 10 ? NULL : "Asia/Seoul",
        .uid = id,
        .created_at = INT64_C(1795325400000000), /* 2026-11-22T05:30:00Z */
        .changed_at = INT64_C(1795325460000000),
    };
}

static struct doran_ics_write_options options(void)
{
    return (struct doran_ics_write_options){.name = "우리집",
                                            .zone = "Asia/Seoul",
                                            .from = "2026-01-01",
                                            .to = "2029-01-01",
                                            .refresh_minutes = 60};
}

/* The file of some events; belongs to the caller. */
static char *write_events(const struct doran_event *events, size_t count)
{
    const struct doran_event *list[16];
    struct doran_ics_write_options opts = options();
    struct doran_buffer out = {0};
    struct doran_error error = {0};
    assert_true(count <= 16);
    for (size_t i = 0; i < count; i++)
        list[i] = &events[i];
    if (!doran_ics_write(list, count, &opts, &out, &error))
        fail_msg("%s: %s", error.field, error.message);
    char *file = doran_buffer_move(&out);
    assert_non_null(file);
    return file;
}

static void assert_holds(const char *file, const char *text)
{
    if (strstr(file, text) == NULL)
        fail_msg("\"%s\" is not in:\n%s", text, file);
}

static void assert_lacks(const char *file, const char *text)
{
    if (strstr(file, text) != NULL)
        fail_msg("\"%s\" is in:\n%s", text, file);
}

static void whole_file(void **state)
{
    (void)state;
    static struct doran_reminder reminders[] = {{.minutes = 15}, {.minutes = 0}, {.minutes = -540}};
    struct doran_event event =
        event_of("one", "저녁; 수육, 김치\\", "2026-11-22T19:00:00", "2026-11-22T20:30:00");
    event.note = "첫 줄\n둘째 줄";
    event.reminders = (struct doran_reminder_list){reminders, 3};
    char *file = write_events(&event, 1);
    assert_string_equal(file, "BEGIN:VCALENDAR\r\n"
                              "VERSION:2.0\r\n"
                              "PRODID:-//Dorandoran//Calendar//KO\r\n"
                              "CALSCALE:GREGORIAN\r\n"
                              "METHOD:PUBLISH\r\n"
                              "NAME:우리집\r\n"
                              "X-WR-CALNAME:우리집\r\n"
                              "X-WR-TIMEZONE:Asia/Seoul\r\n"
                              "REFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n"
                              "X-PUBLISHED-TTL:PT60M\r\n"
                              "BEGIN:VTIMEZONE\r\n"
                              "TZID:Asia/Seoul\r\n"
                              "BEGIN:STANDARD\r\n"
                              "DTSTART:19000101T000000\r\n"
                              "TZOFFSETFROM:+0900\r\n"
                              "TZOFFSETTO:+0900\r\n"
                              "TZNAME:KST\r\n"
                              "END:STANDARD\r\n"
                              "END:VTIMEZONE\r\n"
                              "BEGIN:VEVENT\r\n"
                              "UID:one\r\n"
                              "DTSTAMP:20261122T053100Z\r\n"
                              "CREATED:20261122T053000Z\r\n"
                              "LAST-MODIFIED:20261122T053100Z\r\n"
                              "DTSTART;TZID=Asia/Seoul:20261122T190000\r\n"
                              "DTEND;TZID=Asia/Seoul:20261122T203000\r\n"
                              "SUMMARY:저녁\\; 수육\\, 김치\\\\\r\n"
                              "DESCRIPTION:첫 줄\\n둘째 줄\r\n"
                              "COLOR:royalblue\r\n"
                              "BEGIN:VALARM\r\n"
                              "ACTION:DISPLAY\r\n"
                              "DESCRIPTION:저녁\\; 수육\\, 김치\\\\\r\n"
                              "TRIGGER:-PT15M\r\n"
                              "END:VALARM\r\n"
                              "BEGIN:VALARM\r\n"
                              "ACTION:DISPLAY\r\n"
                              "DESCRIPTION:저녁\\; 수육\\, 김치\\\\\r\n"
                              "TRIGGER:PT0M\r\n"
                              "END:VALARM\r\n"
                              "BEGIN:VALARM\r\n"
                              "ACTION:DISPLAY\r\n"
                              "DESCRIPTION:저녁\\; 수육\\, 김치\\\\\r\n"
                              "TRIGGER:PT540M\r\n"
                              "END:VALARM\r\n"
                              "END:VEVENT\r\n"
                              "END:VCALENDAR\r\n");
    char *again = write_events(&event, 1);
    assert_string_equal(file, again);
    free(file);
    free(again);
}

/* RFC 5545 §3.1: at most 75 octets a line, and no character is cut. */
static void folding(void **state)
{
    struct desk *desk = *state;
    static const char *const letters[] = {"a", "é", "가", "😀", "a가😀"};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        for (size_t shift = 0; shift < 5; shift++) {
            char note[4096] = "";
            for (size_t k = 0; k < shift; k++)
                strcat(note, "x");
            for (size_t k = 0; k < 100; k++)
                strcat(note, letters[i]);
            struct doran_event event = event_of("f", "f", "2026-11-22", "2026-11-23");
            event.note = note;
            char *file = write_events(&event, 1);
            for (const char *line = file, *end; (end = strstr(line, "\r\n")) != NULL; line = end + 2) {
                assert_true(end - line <= 75);
                assert_true(line == file || ((unsigned char)*line & 0xC0) != 0x80);
                if (*line == ' ')
                    assert_true(((unsigned char)line[1] & 0xC0) != 0x80);
            }
            assert_true(read_bytes(desk, file, strlen(file)));
            assert_string_equal(desk->ics.items[0].event.note, note);
            free(file);
        }
    }
}

static void series(void **state)
{
    struct desk *desk = *state;
    static struct doran_exception exceptions[] = {{.at = "2026-12-06T19:00:00"},
                                                  {.at = "2026-12-20T19:00:00"}};
    struct doran_event events[] = {
        event_of("other", "옮긴 모임", "2026-12-13T20:00:00", "2026-12-13T21:00:00"),
        event_of("series", "모임", "2026-11-22T19:00:00", "2026-11-22T20:00:00"),
        event_of("orphan", "혼자", "2026-12-14T20:00:00", "2026-12-14T21:00:00"),
    };
    events[0].series_id = "series";
    events[0].recurrence_id = "2026-12-13T19:00:00";
    events[0].uid = "series";
    events[1].rrule = "FREQ=WEEKLY;UNTIL=20270131";
    events[1].exceptions = (struct doran_exception_list){exceptions, 2};
    events[2].series_id = "elsewhere";
    events[2].recurrence_id = "2026-12-14T19:00:00";
    char *file = write_events(events, 3);
    assert_holds(file, "RRULE:FREQ=WEEKLY;UNTIL=20270131T145959Z\r\n");
    assert_holds(file, "EXDATE;TZID=Asia/Seoul:20261206T190000,20261220T190000\r\n");
    assert_holds(file, "RECURRENCE-ID;TZID=Asia/Seoul:20261213T190000\r\n");
    assert_true(strstr(file, "SUMMARY:모임") < strstr(file, "SUMMARY:옮긴 모임"));
    assert_true(read_bytes(desk, file, strlen(file)));
    assert_int_equal(desk->ics.kept, 3);
    assert_int_equal(desk->ics.items[0].event.exceptions.count, 2);
    assert_string_equal(desk->ics.items[1].event.uid, "orphan/2026-12-14T19:00:00");
    assert_null(desk->ics.items[1].event.recurrence_id);
    assert_string_equal(desk->ics.items[2].event.recurrence_id, "2026-12-13T19:00:00");
    for (size_t i = 0; i < desk->ics.count; i++)
        assert_int_equal(desk->ics.items[i].remark_count, 0);
    free(file);
}

/* Of the lunar calendar: its days within the window, each an event of its own; what differs and what is left out counts. */
static void lunar(void **state)
{
    struct desk *desk = *state;
    static struct doran_exception exceptions[] = {{.at = "2028-10-03"}};
    struct doran_event events[] = {
        event_of("chuseok", "추석", "2024-09-17", "2024-09-18"),
        event_of("other", "추석 (제주)", "2027-09-14", "2027-09-16"),
    };
    events[0].rrule = "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=15;SKIP=BACKWARD";
    events[0].exceptions = (struct doran_exception_list){exceptions, 1};
    events[1].series_id = "chuseok";
    events[1].recurrence_id = "2027-09-15";
    events[1].uid = "chuseok";
    char *file = write_events(events, 2);
    assert_lacks(file, "RRULE");
    assert_lacks(file, "RECURRENCE-ID");
    assert_true(read_bytes(desk, file, strlen(file)));
    assert_int_equal(desk->ics.kept, 2);
    assert_string_equal(desk->ics.items[0].event.uid, "chuseok/2026-09-25");
    assert_string_equal(desk->ics.items[0].event.start, "2026-09-25");
    assert_string_equal(desk->ics.items[1].event.uid, "chuseok/2027-09-15");
    assert_string_equal(desk->ics.items[1].event.start, "2027-09-14");
    free(file);
}

/* What is written is read as it was. */
static void there_and_back(void **state)
{
    struct desk *desk = *state;
    static struct doran_reminder reminders[] = {{.minutes = 1440}, {.minutes = 5}};
    for (int colour = 1; colour < DORAN_event_colour_COUNT; colour++) {
        struct doran_event events[] = {
            event_of("a", "종일 🎂", "2026-12-31", "2027-01-02"),
            event_of("b", "밤새", "2026-12-31T22:00:00", "2027-01-01T02:00:00"),
            event_of("c", "point", "2026-12-31T22:00:00", "2026-12-31T22:00:00"),
            event_of("d", "utc", "2026-12-31T22:00:00", "2026-12-31T23:00:00"),
        };
        events[1].zone = "America/New_York";
        events[1].reminders = (struct doran_reminder_list){reminders, 2};
        events[3].zone = "Etc/UTC";
        events[3].rrule = "FREQ=DAILY;COUNT=3";
        for (size_t i = 0; i < 4; i++)
            events[i].colour = (enum doran_event_colour)colour;
        char *file = write_events(events, 4);
        assert_true(read_bytes(desk, file, strlen(file)));
        assert_string_equal(desk->ics.name, "우리집");
        assert_int_equal(desk->ics.kept, 4);
        for (size_t i = 0; i < 4; i++) {
            const struct doran_event_create *read = &desk->ics.items[i].event;
            assert_int_equal(desk->ics.items[i].remark_count, 0);
            assert_string_equal(read->uid, events[i].uid);
            assert_string_equal(read->title, events[i].title);
            assert_string_equal(read->start, events[i].start);
            assert_string_equal(read->end, events[i].end);
            assert_int_equal(read->all_day, events[i].all_day);
            assert_int_equal(read->colour, colour);
            assert_int_equal(read->reminders.count, events[i].reminders.count);
            if (!read->all_day)
                assert_string_equal(read->zone, events[i].zone);
        }
        free(file);
    }
}

static void zone_rules(void **state)
{
    (void)state;
    static const struct {
        const char *zone, *holds[4];
    } cases[] = {
        {"America/New_York",
         {"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"}},
        {"Europe/London",
         {"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:BST"}},
        {"Asia/Jerusalem", {"BYMONTH=3;BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29", "BYMONTH=10;BYDAY=-1SU"}},
        {"Australia/Lord_Howe", {"TZOFFSETTO:+1030", "BYMONTH=10;BYDAY=1SU"}},
        {"America/St_Johns", {"TZOFFSETTO:-0230"}},
        {"Africa/Casablanca", {"RDATE:"}}, /* by the moon, so each change is told by itself */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_event event = event_of("z", "z", "2022-01-15T12:00:00", "2022-01-15T13:00:00");
        event.zone = cases[i].zone;
        char *file = write_events(&event, 1);
        for (size_t k = 0; k < 4 && cases[i].holds[k] != NULL; k++)
            assert_holds(file, cases[i].holds[k]);
        free(file);
    }
}

static void refuse(void **state)
{
    (void)state;
    struct doran_event event = event_of("r", "r", "2026-11-22", "2026-11-23");
    const struct doran_event *list[] = {&event};
    struct doran_ics_write_options opts = options();
    struct doran_buffer out = {0};
    struct doran_error error = {0};
    opts.to = "2126-01-01";
    assert_false(doran_ics_write(list, 1, &opts, &out, &error));
    assert_string_equal(error.field, "to");
    opts = options();
    event.rrule = "FREQ=SOMETIMES";
    assert_false(doran_ics_write(list, 1, &opts, &out, &error));
    assert_string_equal(error.field, "rrule");
    event.rrule = NULL;
    doran_buffer_deinit(&out);
    out = DORAN_BUFFER(100);
    assert_false(doran_ics_write(list, 1, &opts, &out, &error));
    assert_int_equal(error.code, DORAN_ERROR_too_large);
    doran_buffer_deinit(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(whole_file),     CASE(folding),    CASE(series), CASE(lunar),
        CASE(there_and_back), CASE(zone_rules), CASE(refuse),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
