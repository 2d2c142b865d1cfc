/* The figure of the calendar's screen: from a key to the painted month, with ten thousand events in the replica. */
#include "resident.h"

#include <doran/calendar.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EVENTS 10000
#define SERIES 200      /* of them */
#define FIRST_DAY 18262 /* 2020-01-01 */
#define DAYS 4018       /* eleven years */
#define KEYS 300
#define MONTHS 60

static const char *const rules[] = {"FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY",
                                    "RSCALE=DANGI;FREQ=YEARLY;SKIP=BACKWARD"};

struct written {
    char title[40], start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX], uid[40];
};

/* Every third takes days, some of them several; the rest is at a time. */
static struct doran_event_create event_of(int number, struct written *written)
{
    struct doran_wall start = {.date = doran_date_of_number(FIRST_DAY + number * 397 % DAYS),
                               .hour = 8 + number % 12};
    bool days = number % 3 == 0;
    struct doran_wall end = days
                                ? (struct doran_wall){.date = doran_date_add_days(start.date, 1 + number % 4)}
                                : doran_wall_add(start, 3600);
    snprintf(written->title, sizeof written->title, "가족 일정 %d", number);
    snprintf(written->uid, sizeof written->uid, "bench-%d", number);
    doran_when_format(start, days, written->start);
    doran_when_format(end, days, written->end);
    struct doran_event_create event = {.title = written->title,
                                       .all_day = days,
                                       .start = written->start,
                                       .end = written->end,
                                       .uid = written->uid,
                                       .rrule = number < SERIES ? rules[number % 4] : NULL};
    doran_set(&event, event_create, colour, (enum doran_event_colour)(DORAN_event_colour_red + number % 10));
    return event;
}

static void fill(const struct resident *resident)
{
    const struct villager *who = resident->who;
    struct doran_client *client = villager_client(&resident->village, who);
    struct doran_path path = {0};
    struct doran_error error = {0};
    memcpy(path.ids[DORAN_PARAM_family], who->family, sizeof who->family);
    for (int first = 0; first < EVENTS; first += DORAN_EVENT_IMPORT_MAX) {
        struct doran_event_create events[DORAN_EVENT_IMPORT_MAX];
        struct written written[DORAN_EVENT_IMPORT_MAX];
        struct doran_arena arena = {0};
        struct doran_event_import_result result;
        for (int i = 0; i < DORAN_EVENT_IMPORT_MAX; i++)
            events[i] = event_of(first + i, &written[i]);
        struct doran_event_import request = {.events = {events, DORAN_EVENT_IMPORT_MAX}};
        doran_set(&request, event_import, quiet, true);
        if (!doran_client_call(client, DORAN_R_event_import, &path, &request, &result, &arena, &error))
            bench_fail("importing", &error);
        doran_arena_deinit(&arena);
    }
    doran_client_free(client);
}

/* --- the program --- */

static void report(const char *name, double *took, size_t count)
{
    bench_sort(took, count);
    printf("    %s: p50 %.2f ms\n", name, took[count / 2]);
    bench_at_most(name, took[count * 99 / 100], 5, "ms");
}

static void settle(struct screen *screen)
{
    while (screen_pump(screen, 200)) {
    }
}

/* True when the cursor stands on the sign of a selected day, another one than before. */
static bool has_moved(struct screen *screen, int *row, int *column)
{
    int now_row, now_column;
    if (!screen_cursor(screen, &now_row, &now_column) || (now_row == *row && now_column == *column))
        return false;
    struct screen_cell cell = screen_cell(screen, now_row, now_column);
    if (cell.characters[0] != '>' || !cell.reverse)
        return false;
    *row = now_row;
    *column = now_column;
    return true;
}

/* Day by day: until the cursor stands on the next one. */
static void days(struct screen *screen, const char *name)
{
    static double took[KEYS];
    int row, column;
    settle(screen);
    screen_cursor(screen, &row, &column);
    for (int i = 0; i < KEYS; i++) {
        int64_t begin = doran_time_monotonic();
        screen_keys(screen, i % 12 < 6 ? "Right" : "Left");
        do
            screen_pump(screen, 100);
        while (!has_moved(screen, &row, &column));
        took[i] = (double)(doran_time_monotonic() - begin) / 1e3;
    }
    report(name, took, KEYS);
}

/* Month by month, none seen before: until its name stands in the heading. */
static void months(struct screen *screen, const char *name)
{
    static double took[MONTHS];
    char before[SCREEN_ROW_MAX];
    settle(screen);
    for (int i = 0; i < MONTHS; i++) {
        snprintf(before, sizeof before, "%s", screen_row_text(screen, 2));
        int64_t begin = doran_time_monotonic();
        screen_keys(screen, "[");
        do
            screen_pump(screen, 100);
        while (strcmp(before, screen_row_text(screen, 2)) == 0);
        took[i] = (double)(doran_time_monotonic() - begin) / 1e3;
        settle(screen);
    }
    report(name, took, MONTHS);
}

static void program(const struct resident *resident)
{
    struct screen *screen = resident_open(resident, "ko", 24, 80);
    screen_wait_for_text(screen, "연결됨", SCREEN_WAIT_MS);
    screen_keys(screen, "g c");
    screen_wait_for_text(screen, "[달]", SCREEN_WAIT_MS);
    days(screen, "TUI month view: day to day, key to painted at 80x24, p99");
    months(screen, "TUI month view: month to month, key to painted at 80x24, p99");
    screen_resize(screen, 60, 200);
    days(screen, "TUI month view: day to day, key to painted at 200x60, p99");
    screen_free(screen);
}

static void looked_at(void **unused)
{
    (void)unused;
    struct resident resident;
    resident_init(&resident, 1, 4, 0, fill);
    program(&resident);
    resident_deinit(&resident);
}

int main(void)
{
    printf("The calendar's screen, %d events\n", EVENTS);
    const struct CMUnitTest tests[] = {cmocka_unit_test(looked_at)};
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests_name("bench_month", tests, NULL, NULL);
}
