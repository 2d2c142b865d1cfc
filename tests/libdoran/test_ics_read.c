/* Reading iCalendar files: what is kept, and what is told. */
#include "ics_desk.h"

static void plain_event(void **state)
{
    const struct doran_ics_item *item = read_event(*state, "SUMMARY:저녁은 수육 🍲\n"
                                                           "DTSTART;TZID=Asia/Seoul:20261122T190000\n"
                                                           "DTEND;TZID=Asia/Seoul:20261122T203000\n"
                                                           "DESCRIPTION:첫 줄\\n둘째\\, 줄\\; \\\\끝\n"
                                                           "LOCATION:할머니 댁\n"
                                                           "URL:https://example.com/a\n"
                                                           "COLOR:tomato");
    assert_false(item->left_out);
    assert_int_equal(item->remark_count, 0);
    assert_string_equal(item->event.uid, "one");
    assert_string_equal(item->event.title, "저녁은 수육 🍲");
    assert_string_equal(item->event.start, "2026-11-22T19:00:00");
    assert_string_equal(item->event.end, "2026-11-22T20:30:00");
    assert_string_equal(item->event.zone, "Asia/Seoul");
    assert_false(item->event.all_day);
    assert_string_equal(item->event.note, "첫 줄\n둘째, 줄; \\끝\n\n할머니 댁\n\nhttps://example.com/a");
    assert_int_equal(item->event.colour, DORAN_event_colour_red);
    assert_int_equal(item->line, 3);
}

static void lengths(void **state)
{
    static const struct {
        const char *lines, *start, *end;
        int remark; /* -1: none. */
    } cases[] = {
        {"DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270102", "2026-12-31", "2027-01-02", -1},
        {"DTSTART;VALUE=DATE:20261231", "2026-12-31", "2027-01-01", -1},
        {"DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20261231", "2026-12-31", "2027-01-01", -1},
        {"DTSTART;VALUE=DATE:20261231\nDURATION:P2D", "2026-12-31", "2027-01-02", -1},
        {"DTSTART;VALUE=DATE:20261231\nDURATION:PT36H", "2026-12-31", "2027-01-02", -1},
        {"DTSTART;VALUE=DATE:20261231\nDTEND:20270101T100000", "2026-12-31", "2027-01-02", -1},
        {"DTSTART:20261122T190000\nDURATION:PT1H30M", "2026-11-22T19:00:00", "2026-11-22T20:30:00", -1},
        {"DTSTART:20261122T190000\nDURATION:P1W", "2026-11-22T19:00:00", "2026-11-29T19:00:00", -1},
        {"DTSTART:20261122T190000", "2026-11-22T19:00:00", "2026-11-22T19:00:00", -1},
        {"DTSTART:20261122T190000\nDTEND:20261122T180000", "2026-11-22T19:00:00", "2026-11-22T19:00:00",
         DORAN_ICS_REMARK_end_before_start},
        {"DTSTART:20261122T190000\nDURATION:-PT1H", "2026-11-22T19:00:00", "2026-11-22T19:00:00",
         DORAN_ICS_REMARK_end_before_start},
        /* The end may be in another zone than the start. */
        {"DTSTART;TZID=Asia/Seoul:20261122T190000\nDTEND;TZID=Asia/Tokyo:20261122T203000",
         "2026-11-22T19:00:00", "2026-11-22T20:30:00", -1},
        {"DTSTART;TZID=Asia/Seoul:20261122T190000\nDTEND:20261122T110000Z", "2026-11-22T19:00:00",
         "2026-11-22T20:00:00", -1},
        /* UTC is the family's zone once there is nothing that recurs by it. */
        {"DTSTART:20261122T100000Z\nDTEND:20261122T110000Z", "2026-11-22T19:00:00", "2026-11-22T20:00:00",
         -1},
        {"DTSTART:20261122T235960\nDURATION:PT1M", "2026-11-22T23:59:59", "2026-11-23T00:00:59", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char lines[512];
        snprintf(lines, sizeof lines, "SUMMARY:l\n%s", cases[i].lines);
        const struct doran_ics_item *item = read_event(*state, lines);
        assert_false(item->left_out);
        assert_string_equal(item->event.start, cases[i].start);
        assert_string_equal(item->event.end, cases[i].end);
        assert_int_equal(item->event.all_day, strlen(cases[i].start) == 10);
        assert_int_equal(item->remark_count, cases[i].remark < 0 ? 0 : 1);
        if (cases[i].remark >= 0)
            assert_remark(item, (enum doran_ics_remark_kind)cases[i].remark, NULL);
    }
}

static void zones(void **state)
{
    static const struct {
        const char *before, *tzid, *zone;
        int remark;
        const char *detail;
    } cases[] = {
        {"", "Europe/Berlin", "Europe/Berlin", -1, NULL},
        {"", "/mozilla.org/20070129_1/Europe/Berlin", "Europe/Berlin", -1, NULL},
        {"", "/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires",
         "America/Argentina/Buenos_Aires", -1, NULL},
        {"BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:Asia/Tokyo\nEND:VTIMEZONE\n", "Mine", "Asia/Tokyo", -1,
         NULL},
        {"", "Korea Standard Time", "Asia/Seoul", DORAN_ICS_REMARK_zone_mapped, "Asia/Seoul"},
        {"", "W. Europe Standard Time", "Europe/Berlin", DORAN_ICS_REMARK_zone_mapped, "Europe/Berlin"},
        {"", "\"(UTC+09:00) Seoul\"", "Asia/Seoul", DORAN_ICS_REMARK_zone_mapped, "Asia/Seoul"},
        {"", "\"(GMT-03.30) Newfoundland\"", "Asia/Seoul", DORAN_ICS_REMARK_zone_unknown,
         "(GMT-03.30) Newfoundland"},
        {"BEGIN:VTIMEZONE\nTZID:Customized\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\n"
         "TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n",
         "Customized", "Asia/Seoul", DORAN_ICS_REMARK_zone_mapped, "Asia/Seoul"},
        {"BEGIN:VTIMEZONE\nTZID:Eastern\nBEGIN:STANDARD\nDTSTART:16010101T020000\n"
         "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nEND:STANDARD\n"
         "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\n"
         "TZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE\n",
         "Eastern", "America/New_York", DORAN_ICS_REMARK_zone_mapped, "America/New_York"},
        {"BEGIN:VTIMEZONE\nTZID:South\nBEGIN:STANDARD\nDTSTART:20080406T030000\n"
         "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\nTZOFFSETFROM:+1100\nTZOFFSETTO:+1000\nEND:STANDARD\n"
         "BEGIN:DAYLIGHT\nDTSTART:20081005T020000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10\n"
         "TZOFFSETFROM:+1000\nTZOFFSETTO:+1100\nEND:DAYLIGHT\nEND:VTIMEZONE\n",
         "South", "Australia/Sydney", DORAN_ICS_REMARK_zone_mapped, "Australia/Sydney"},
        /* Summers that are over: of Seoul in 1988. */
        {"BEGIN:VTIMEZONE\nTZID:Old\nBEGIN:STANDARD\nDTSTART:19881009T030000\nTZOFFSETFROM:+1000\n"
         "TZOFFSETTO:+0900\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:19870510T020000\n"
         "RRULE:FREQ=YEARLY;UNTIL=19880507T170000Z;BYDAY=2SU;BYMONTH=5\nTZOFFSETFROM:+0900\n"
         "TZOFFSETTO:+1000\nEND:DAYLIGHT\nEND:VTIMEZONE\n",
         "Old", "Asia/Seoul", DORAN_ICS_REMARK_zone_mapped, "Asia/Seoul"},
        {"", "Nowhere", "Asia/Seoul", DORAN_ICS_REMARK_zone_unknown, "Nowhere"},
        {"", "../../../etc/passwd", "Asia/Seoul", DORAN_ICS_REMARK_zone_unknown, "../../../etc/passwd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int behind = 0; behind < 2; behind++) { /* A VTIMEZONE may stand behind what uses it. */
            char text[4096];
            snprintf(text, sizeof text,
                     "%sBEGIN:VEVENT\nUID:z\nSUMMARY:z\nDTSTART;TZID=%s:20260701T090000\nEND:VEVENT\n%s",
                     behind ? "" : cases[i].before, cases[i].tzid, behind ? cases[i].before : "");
            struct desk *desk = *state;
            read_calendar(desk, text);
            assert_int_equal(desk->ics.count, 1);
            const struct doran_ics_item *item = &desk->ics.items[0];
            assert_string_equal(item->event.zone, cases[i].zone);
            assert_string_equal(item->event.start, "2026-07-01T09:00:00");
            assert_int_equal(item->remark_count, cases[i].remark < 0 ? 0 : 1);
            if (cases[i].remark >= 0)
                assert_remark(item, (enum doran_ics_remark_kind)cases[i].remark, cases[i].detail);
        }
    }
}

static void floating_zone(void **state)
{
    struct desk *desk = *state;
    read_calendar(desk, "X-WR-TIMEZONE:America/New_York\nX-WR-CALNAME:가족\\, 달력\nBEGIN:VEVENT\n"
                        "UID:f\nSUMMARY:f\nDTSTART:20260701T090000\nEND:VEVENT");
    assert_string_equal(desk->ics.name, "가족, 달력");
    assert_string_equal(desk->ics.items[0].event.zone, "America/New_York");
}

static void alarms(void **state)
{
    static const struct {
        const char *lines;
        int minutes[6];
        size_t count;
        const char *left; /* Detail of the remark, or NULL. */
    } cases[] = {
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM", {15}, 1, NULL},
        {"BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-P1D\nATTACH:sound\nEND:VALARM", {1440}, 1, NULL},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:PT0S\nEND:VALARM", {0}, 1, NULL},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:PT10M\nEND:VALARM", {-10}, 1, NULL},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;RELATED=END:-PT70M\nEND:VALARM", {10}, 1, NULL},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER;VALUE=DATE-TIME:20261122T093000Z\nEND:VALARM", {30}, 1, NULL},
        {"BEGIN:VALARM\nACTION:NONE\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\nEND:VALARM", {0}, 0, NULL},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P60D\nEND:VALARM", {0}, 0, "-86400 min"},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:soon\nEND:VALARM", {0}, 0, "TRIGGER"},
        {"BEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM", {0}, 0, "TRIGGER"},
        {"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nREPEAT:3\nDURATION:PT1M\nEND:VALARM",
         {5},
         1,
         "REPEAT"},
        {"BEGIN:VALARM\nTRIGGER:-PT1M\nEND:VALARM\nBEGIN:VALARM\nTRIGGER:-PT2M\nEND:VALARM\n"
         "BEGIN:VALARM\nTRIGGER:-PT1M\nEND:VALARM",
         {1, 2},
         2,
         NULL},
        {"BEGIN:VALARM\nTRIGGER:-PT1M\nEND:VALARM\nBEGIN:VALARM\nTRIGGER:-PT2M\nEND:VALARM\n"
         "BEGIN:VALARM\nTRIGGER:-PT3M\nEND:VALARM\nBEGIN:VALARM\nTRIGGER:-PT4M\nEND:VALARM\n"
         "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nBEGIN:VALARM\nTRIGGER:-PT6M\nEND:VALARM",
         {1, 2, 3, 4, 5},
         5,
         "-6 min"},
        /* Alarms within alarms are not looked at. */
        {"BEGIN:VALARM\nTRIGGER:-PT1M\nBEGIN:VALARM\nTRIGGER:-PT2M\nBEGIN:VALARM\nTRIGGER:-PT3M\nEND:VALARM\n"
         "END:VALARM\nEND:VALARM",
         {1},
         1,
         NULL},
        /* One without its end. */
        {"BEGIN:VALARM\nTRIGGER:-PT1M", {1}, 1, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4096];
        snprintf(text, sizeof text, "SUMMARY:a\nDTSTART;TZID=Asia/Seoul:20261122T190000\nDURATION:PT1H\n%s",
                 cases[i].lines);
        const struct doran_ics_item *item = read_event(*state, text);
        assert_false(item->left_out);
        assert_string_equal(item->event.title, "a");
        assert_int_equal(item->event.reminders.count, cases[i].count);
        for (size_t k = 0; k < cases[i].count; k++)
            assert_int_equal(item->event.reminders.items[k].minutes, cases[i].minutes[k]);
        assert_int_equal(item->remark_count, cases[i].left != NULL ? 1 : 0);
        if (cases[i].left != NULL)
            assert_remark(item, DORAN_ICS_REMARK_alarm_left, cases[i].left);
    }
}

static void all_day_alarm(void **state)
{
    const struct doran_ics_item *item =
        read_event(*state, "SUMMARY:a\nDTSTART;VALUE=DATE:20261122\nBEGIN:VALARM\nTRIGGER:PT9H\nEND:VALARM");
    assert_int_equal(item->event.reminders.count, 1);
    assert_int_equal(item->event.reminders.items[0].minutes, -540);
}

static void texts(void **state)
{
    const struct doran_ics_item *item = read_event(*state, "DTSTART:20261122T190000");
    assert_string_equal(item->event.title, "(no title)");
    assert_remark(item, DORAN_ICS_REMARK_untitled, NULL);

    item = read_event(*state, "DTSTART:20261122T190000\nSUMMARY: a\\nb\x01\x1b[31mc\xe2\x80\xae"
                              "d \n"
                              "DESCRIPTION:x\x07y\\nz");
    assert_string_equal(item->event.title, "a b[31mcd");
    assert_string_equal(item->event.note, "xy\nz");

    char lines[8192] = "DTSTART:20261122T190000\nSUMMARY:";
    for (int i = 0; i < 150; i++)
        strcat(lines, "가");
    item = read_event(*state, lines);
    assert_int_equal(strlen(item->event.title), 300);
    assert_int_equal(remark_of(item, DORAN_ICS_REMARK_title_cut) != NULL, 1);

    strcpy(lines, "DTSTART:20261122T190000\nSUMMARY:n\nDESCRIPTION:");
    for (int i = 0; i < 2100; i++)
        strcat(lines, "나");
    item = read_event(*state, lines);
    assert_int_equal(strlen(item->event.note), 6000);
    assert_remark(item, DORAN_ICS_REMARK_note_cut, NULL);
}

static void what_is_left_out_is_told(void **state)
{
    const struct doran_ics_item *item = read_event(
        *state, "SUMMARY:p\nDTSTART:20261122T190000\nATTENDEE;CN=\"A: B\":mailto:a@example.com\n"
                "ATTENDEE:mailto:b@example.com\nATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\nGEO:37.5;127\n"
                "X-SOMETHING:1\nTRANSP:OPAQUE\nCLASS:PRIVATE\nDTSTAMP:20260101T000000Z");
    assert_int_equal(item->remark_count, 1);
    assert_remark(item, DORAN_ICS_REMARK_properties_left, "ATTENDEE, ATTACH, GEO");
}

static void uids(void **state)
{
    struct desk *desk = *state;
    static const char nameless[] = "BEGIN:VEVENT\nSUMMARY:a\nDTSTART:20261122T190000\nEND:VEVENT\n"
                                   "BEGIN:VEVENT\nSUMMARY:a\nDTSTART:20261123T190000\nEND:VEVENT";
    read_calendar(desk, nameless);
    assert_int_equal(desk->ics.kept, 2);
    char first[300];
    snprintf(first, sizeof first, "%s", desk->ics.items[0].event.uid);
    assert_string_not_equal(first, desk->ics.items[1].event.uid);
    read_calendar(desk, nameless);
    assert_string_equal(first, desk->ics.items[0].event.uid);

    char lines[1024] = "BEGIN:VEVENT\nDTSTART:20261122T190000\nSUMMARY:u\nUID:";
    for (int i = 0; i < 400; i++)
        strcat(lines, "u");
    strcat(lines, "\nEND:VEVENT");
    read_calendar(desk, lines);
    assert_true(strlen(desk->ics.items[0].event.uid) <= 255);
}

static void newest_counts(void **state)
{
    struct desk *desk = *state;
    read_calendar(desk, "BEGIN:VEVENT\nUID:a\nSEQUENCE:2\nSUMMARY:new\nDTSTART:20261122T190000\nEND:VEVENT\n"
                        "BEGIN:VEVENT\nUID:a\nSEQUENCE:1\nSUMMARY:old\nDTSTART:20261122T180000\nEND:VEVENT");
    assert_int_equal(desk->ics.count, 2);
    assert_int_equal(desk->ics.kept, 1);
    assert_string_equal(desk->ics.items[0].event.title, "new");
    assert_true(desk->ics.items[1].left_out);
    assert_remark(&desk->ics.items[1], DORAN_ICS_REMARK_older, NULL);
}

static void cancelled(void **state)
{
    struct desk *desk = *state;
    const struct doran_ics_item *item =
        read_event(desk, "SUMMARY:c\nDTSTART:20261122T190000\nSTATUS:CANCELLED");
    assert_true(item->left_out);
    assert_remark(item, DORAN_ICS_REMARK_cancelled, NULL);
    read_calendar(desk, "METHOD:CANCEL\nBEGIN:VEVENT\nUID:a\nSUMMARY:c\nDTSTART:20261122T190000\nEND:VEVENT");
    assert_int_equal(desk->ics.kept, 0);
}

static void series_with_exceptions(void **state)
{
    struct desk *desk = *state;
    read_calendar(desk,
                  "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20261206T100000Z\nSUMMARY:옮긴 모임\n"
                  "DTSTART;TZID=Asia/Seoul:20261206T200000\nDURATION:PT1H\nEND:VEVENT\n"
                  "BEGIN:VEVENT\nUID:s\nSUMMARY:모임\nDTSTART;TZID=Asia/Seoul:20261122T190000\n"
                  "DURATION:PT1H\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=Asia/Seoul:20261129T190000,20261213T190000\n"
                  "EXDATE;VALUE=DATE:20261220\nEXDATE:20261129T100000Z\nEND:VEVENT\n"
                  "BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;TZID=Asia/Seoul:20261227T190000\nSTATUS:CANCELLED\n"
                  "SUMMARY:모임\nDTSTART;TZID=Asia/Seoul:20261227T190000\nEND:VEVENT");
    assert_int_equal(desk->ics.count, 2);
    const struct doran_event_create *series = &desk->ics.items[0].event, *other = &desk->ics.items[1].event;
    assert_string_equal(series->title, "모임");
    assert_string_equal(series->rrule, "FREQ=WEEKLY");
    static const char *const out[] = {"2026-11-29T19:00:00", "2026-12-13T19:00:00", "2026-12-20T19:00:00",
                                      "2026-12-27T19:00:00"};
    assert_int_equal(series->exceptions.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(series->exceptions.items[i].at, out[i]);
    assert_string_equal(other->uid, "s");
    assert_string_equal(other->recurrence_id, "2026-12-06T19:00:00");
    assert_string_equal(other->start, "2026-12-06T20:00:00");
    assert_string_equal(other->title, "옮긴 모임");
}

static void further_dates(void **state)
{
    struct desk *desk = *state;
    read_calendar(
        desk, "BEGIN:VEVENT\nUID:r\nSUMMARY:특강\nDTSTART;TZID=Asia/Seoul:20261122T190000\nDURATION:PT1H\n"
              "RDATE;TZID=Asia/Seoul:20261122T190000,20261201T190000,20261205T100000\n"
              "RDATE;VALUE=PERIOD:20261210T100000Z/PT2H\nEXDATE;TZID=Asia/Seoul:20261201T190000\nEND:VEVENT\n"
              "BEGIN:VEVENT\nUID:r\nSUMMARY:늦은 특강\nRECURRENCE-ID;TZID=Asia/Seoul:20261205T100000\n"
              "DTSTART;TZID=Asia/Seoul:20261205T130000\nEND:VEVENT");
    assert_int_equal(desk->ics.count, 3);
    assert_int_equal(desk->ics.kept, 3);
    assert_string_equal(desk->ics.items[0].event.uid, "r");
    assert_null(desk->ics.items[0].event.rrule);
    assert_int_equal(desk->ics.items[0].event.exceptions.count, 0);
    assert_int_equal(remark_of(&desk->ics.items[0], DORAN_ICS_REMARK_dates_apart) != NULL, 1);
    assert_string_equal(desk->ics.items[1].event.uid, "r/2026-12-10T19:00:00");
    assert_string_equal(desk->ics.items[1].event.end, "2026-12-10T21:00:00");
    assert_string_equal(desk->ics.items[2].event.uid, "r/2026-12-05T10:00:00");
    assert_string_equal(desk->ics.items[2].event.title, "늦은 특강");
    assert_null(desk->ics.items[2].event.recurrence_id);
}

static void rules(void **state)
{
    static const struct {
        const char *lines, *rule; /* `rule` NULL: left out. */
        int remark;
    } cases[] = {
        {"RRULE:FREQ=WEEKLY;BYDAY=SU;WKST=MO", "FREQ=WEEKLY;BYDAY=SU", -1},
        {"RRULE:;freq=yearly;;bymonth=11;", "FREQ=YEARLY;BYMONTH=11", -1},
        {"RRULE:BYMONTH=11;FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=11", -1},
        {"RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", -1},
        {"RRULE:RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14",
         "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14;SKIP=OMIT", -1},
        {"RRULE:RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14",
         "RSCALE=DANGI;FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=14;SKIP=OMIT", DORAN_ICS_REMARK_lunar},
        {"RRULE:RSCALE=HEBREW;FREQ=YEARLY", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=SECONDLY", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=MINUTELY;COUNT=5", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=DAILY;COUNT=5000000", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=YEARLY;UNTIL=99991231T000000Z", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=SOMETIMES", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:", NULL, DORAN_ICS_REMARK_bad_rule},
        {"RRULE:FREQ=DAILY;UNTIL=20261121", "", DORAN_ICS_REMARK_once},
        {"RRULE:FREQ=DAILY;UNTIL=20261122T095959Z", "", DORAN_ICS_REMARK_once},
        {"RRULE:FREQ=DAILY;UNTIL=20261122T100000Z", "FREQ=DAILY;UNTIL=20261122T100000Z", -1},
        {"RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "FREQ=DAILY", DORAN_ICS_REMARK_more_rules},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char lines[512];
        snprintf(lines, sizeof lines, "SUMMARY:r\nDTSTART;TZID=Asia/Seoul:20261122T190000\n%s",
                 cases[i].lines);
        const struct doran_ics_item *item = read_event(*state, lines);
        assert_int_equal(item->left_out, cases[i].rule == NULL);
        if (cases[i].rule != NULL)
            assert_string_equal(item->event.rrule != NULL ? item->event.rrule : "", cases[i].rule);
        assert_int_equal(item->remark_count, cases[i].remark < 0 ? 0 : 1);
        if (cases[i].remark >= 0)
            assert_int_equal(item->remarks[0].kind, cases[i].remark);
    }
}

static void encodings(void **state)
{
    struct desk *desk = *state;
    /* "한글 펲" in CP949; the last syllable is not in EUC-KR proper. Folded within a character. */
    static const char korean[] =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261122T190000\nSUMMARY:\xc7\n \xd1\xb1\xdb "
        "\xc6\xec\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_true(read_bytes(desk, korean, sizeof korean - 1));
    assert_string_equal(desk->ics.items[0].event.title, "한글 펴");
    assert_int_equal(desk->ics.remark_count, 1);
    assert_int_equal(desk->ics.remarks[0].kind, DORAN_ICS_REMARK_encoding);
    assert_string_equal(desk->ics.remarks[0].detail, "EUC-KR");

    /* UTF-8, a mark in front, folded within "한". */
    static const char marked[] =
        "\xef\xbb\xbf"
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261122T190000\r\nSUMMARY:\xed\x95\r\n \x9c\r\n\t글\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_true(read_bytes(desk, marked, sizeof marked - 1));
    assert_string_equal(desk->ics.items[0].event.title, "한글");
    assert_int_equal(desk->ics.remark_count, 0);
    assert_int_equal(desk->ics.items[0].line, 2);

    char wide[512] = "\xff\xfe";
    static const char narrow[] =
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261122T190000\nSUMMARY:wide\nEND:VEVENT\nEND:VCALENDAR\n";
    for (size_t i = 0; i < sizeof narrow - 1; i++)
        wide[2 + 2 * i] = narrow[i];
    assert_true(read_bytes(desk, wide, 2 + 2 * (sizeof narrow - 1)));
    assert_string_equal(desk->ics.items[0].event.title, "wide");

    static const char broken[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261122T190000\nSUMMARY:a\xff\xff"
                                 "b\nEND:VEVENT\nEND:VCALENDAR\n";
    assert_true(read_bytes(desk, broken, sizeof broken - 1));
    assert_string_equal(desk->ics.items[0].event.title, "a\xef\xbf\xbd\xef\xbf\xbd"
                                                        "b");
    assert_int_equal(desk->ics.remarks[0].kind, DORAN_ICS_REMARK_broken_bytes);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(plain_event),   CASE(lengths),       CASE(zones),     CASE(floating_zone),
        CASE(alarms),        CASE(all_day_alarm), CASE(texts),     CASE(what_is_left_out_is_told),
        CASE(uids),          CASE(newest_counts), CASE(cancelled), CASE(series_with_exceptions),
        CASE(further_dates), CASE(rules),         CASE(encodings),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
