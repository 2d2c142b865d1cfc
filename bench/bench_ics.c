/* An iCalendar file of 10,000 events: reading it whole, with everything checked, against libical's bare parse of the same
 * bytes. CPU time, best of several passes each, in turns. */
#include "village.h"

#include <doran/ics.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS 10000
#define PASSES 5
#define RATIO_MAX 3.0

/* What a phone or a web calendar writes: text, times with a zone, some recurrence, some alarms. */
static void make_event(struct doran_buffer *out, int i)
{
    int month = i % 12 + 1, day = i % 28 + 1, hour = i % 23;
    doran_buffer_puts(out, "BEGIN:VEVENT\r\n");
    doran_buffer_printf(out, "UID:%08x-%04x@example.com\r\n", (unsigned)i * 2654435761U, (unsigned)i % 65536);
    doran_buffer_puts(
        out, "DTSTAMP:20260101T000000Z\r\nCREATED:20251231T120000Z\r\nLAST-MODIFIED:20260101T000000Z\r\n");
    if (i % 4 == 0)
        doran_buffer_printf(out, "DTSTART;VALUE=DATE:2026%02d%02d\r\n", month, day);
    else
        doran_buffer_printf(out,
                            "DTSTART;TZID=Asia/Seoul:2026%02d%02dT%02d0000\r\n"
                            "DTEND;TZID=Asia/Seoul:2026%02d%02dT%02d3000\r\n",
                            month, day, hour, month, day, hour);
    doran_buffer_printf(out, "SUMMARY:우리 가족 일정 %d\\, 할머니 댁에서\r\n", i);
    doran_buffer_puts(out,
                      "DESCRIPTION:버스를 타고 가서 저녁을 먹고 돌아옵니다.\\n준비물은 과일과 떡\\; 그\r\n"
                      " 리고 작은 선물입니다.\r\n");
    doran_buffer_puts(out,
                      "LOCATION:서울특별시 종로구\r\nSEQUENCE:1\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n");
    if (i % 10 == 0)
        doran_buffer_puts(out, "RRULE:FREQ=WEEKLY;COUNT=10\r\n");
    if (i % 3 == 0)
        doran_buffer_puts(
            out,
            "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER:-PT30M\r\nEND:VALARM\r\n");
    doran_buffer_puts(out, "END:VEVENT\r\n");
}

static void make_file(struct doran_buffer *out)
{
    *out = DORAN_BUFFER(DORAN_ICS_BYTES_MAX);
    doran_buffer_puts(out,
                      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Bench//EN\r\n"
                      "BEGIN:VTIMEZONE\r\nTZID:Asia/Seoul\r\nBEGIN:STANDARD\r\nDTSTART:19881009T030000\r\n"
                      "TZOFFSETFROM:+1000\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
    for (int i = 0; i < EVENTS; i++)
        make_event(out, i);
    doran_buffer_puts(out, "END:VCALENDAR\r\n");
}

static double parse_bare(const struct doran_buffer *file)
{
    double start = bench_cpu_seconds();
    icalcomponent *calendar = icalparser_parse_string(file->data);
    double seconds = bench_cpu_seconds() - start;
    if (calendar == NULL || icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT) != EVENTS)
        exit(1);
    icalcomponent_free(calendar);
    return seconds;
}

static double read_whole(const struct doran_buffer *file)
{
    static const struct doran_ics_read_options options = {.zone = "Asia/Seoul", .untitled = "(no title)"};
    struct doran_arena arena = DORAN_ARENA(DORAN_ICS_ARENA_MAX);
    struct doran_ics ics;
    double start = bench_cpu_seconds();
    bool read = doran_ics_read(file->data, file->length, &options, &ics, &arena, NULL);
    double seconds = bench_cpu_seconds() - start;
    if (!read || ics.kept != EVENTS)
        exit(1);
    doran_arena_deinit(&arena);
    return seconds;
}

int main(void)
{
    struct doran_buffer file;
    double bare = 1e9, whole = 1e9;
    make_file(&file);
    if (file.failed)
        return 1;
    for (int i = 0; i < PASSES; i++) {
        double seconds = parse_bare(&file);
        bare = seconds < bare ? seconds : bare;
        seconds = read_whole(&file);
        whole = seconds < whole ? seconds : whole;
    }
    printf(
        "%d events, %.1f MB: libical's parse %.0f ms, read and checked %.0f ms, ratio %.2f (at most %.1f)\n",
        EVENTS, (double)file.length / 1e6, bare * 1e3, whole * 1e3, whole / bare, RATIO_MAX);
    doran_buffer_deinit(&file);
    return whole / bare <= RATIO_MAX ? 0 : 1;
}
