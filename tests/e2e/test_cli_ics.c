/* iCalendar files at the command line: taken in, taken in again, written out. */
#include "support/directory.h"
#include "support/household.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVENT(uid, lines) "BEGIN:VEVENT\r\nUID:" uid "\r\n" lines "END:VEVENT\r\n"
#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nNAME:이웃 달력\r\n" events "END:VCALENDAR\r\n"
#define DINNER EVENT("dinner", "SUMMARY:저녁\r\nDTSTART;TZID=Asia/Seoul:20261122T190000\r\nDURATION:PT1H\r\n")
#define CLUB                                                                                                 \
    EVENT("club",                                                                                            \
          "SUMMARY:모임\r\nDTSTART;TZID=Asia/Seoul:20261123T190000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")        \
    EVENT("club", "SUMMARY:옮긴 모임\r\nRECURRENCE-ID;TZID=Asia/Seoul:20261130T190000\r\n"               \
                  "DTSTART;TZID=Asia/Seoul:20261201T190000\r\n")
#define BOMB EVENT("bomb", "SUMMARY:bomb\r\nDTSTART:20261122T190000Z\r\nRRULE:FREQ=SECONDLY\r\n")

struct home {
    struct household house;
    char *folder;
};

static int setup(void **state)
{
    struct home *home = calloc(1, sizeof *home);
    assert_non_null(home);
    household_init(&home->house, NULL);
    household_signup(&home->house, "mother", "엄마");
    free(household_expect(&home->house, 0, "mother", NULL, DORAN("family", "create", "우리집", "엄마")));
    home->folder = test_directory_new("ics");
    assert_non_null(home->folder);
    *state = home;
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;
    household_deinit(&home->house);
    test_directory_remove(home->folder);
    free(home);
    return 0;
}

static int count(const cJSON *answer, const char *field)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(answer, field);
    return cJSON_IsArray(item) ? cJSON_GetArraySize(item) : cJSON_IsNumber(item) ? item->valueint : -1;
}

static void assert_counts(struct home *home, const char *file, int added, int changed, int unchanged,
                          int left)
{
    cJSON *answer = household_json(&home->house, "mother", file, DORAN("event", "import", "-", "--yes"));
    assert_int_equal(count(answer, "added"), added);
    assert_int_equal(count(answer, "changed"), changed);
    assert_int_equal(count(answer, "unchanged"), unchanged);
    assert_int_equal(count(answer, "left_out"), left);
    cJSON_Delete(answer);
}

static void again_without_doubles(void **state)
{
    struct home *home = *state;
    assert_counts(home, CALENDAR(DINNER CLUB BOMB), 3, 0, 0, 1);
    assert_counts(home, CALENDAR(DINNER CLUB BOMB), 0, 0, 3, 1);
    assert_counts(
        home,
        CALENDAR(CLUB EVENT("dinner", "SUMMARY:늦은 저녁\r\nDTSTART;TZID=Asia/Seoul:20261122T203000\r\n"
                                      "DURATION:PT1H\r\n")),
        0, 1, 2, 0);
    char *listed = household_expect(&home->house, 0, "mother", NULL,
                                    DORAN("event", "list", "--from", "2026-11-22", "--to", "2026-12-31",
                                          "--template", "{start} {title}"));
    assert_string_equal(listed,
                        "2026-11-22 20:30 늦은 저녁\n2026-11-23 19:00 모임\n2026-12-01 19:00 옮긴 모임\n"
                        "2026-12-07 19:00 모임\n");
    free(listed);
}

/* Without a terminal and without --yes nothing happens; what would is shown. */
static void preview(void **state)
{
    struct home *home = *state;
    char *seen =
        household_expect(&home->house, 8, "mother", CALENDAR(DINNER BOMB), DORAN("event", "import", "-"));
    assert_non_null(strstr(seen, "이웃 달력: 2 events\n1 to add:\n  2026-11-22 19:00  저녁\n1 left out:\n"));
    assert_non_null(strstr(seen, "It recurs in a way that is not supported: FREQ=SECONDLY"));
    free(seen);
    seen = household_expect(&home->house, 0, "mother", CALENDAR(DINNER),
                            DORAN("event", "import", "-", "--preview"));
    assert_non_null(strstr(seen, "1 to add:"));
    free(seen);
    assert_counts(home, CALENDAR(DINNER), 1, 0, 0, 0);
}

static void holidays(void **state)
{
    struct home *home = *state;
    static const char file[] =
        CALENDAR(EVENT("h1", "SUMMARY:Neujahr\r\nDTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\n"
                             "BEGIN:VALARM\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n"));
    free(household_expect(&home->house, 0, "mother", file,
                          DORAN("event", "import", "-", "--yes", "--calendar", "holidays")));
    char *listed = household_expect(&home->house, 0, "mother", NULL,
                                    DORAN("event", "list", "--from", "2028-01-01", "--to", "2028-01-01",
                                          "--template", "{title} {colour}"));
    assert_string_equal(listed, "Neujahr red\n");
    free(listed);
}

static void rude_files(void **state)
{
    struct home *home = *state;
    char *error =
        household_error(&home->house, 2, "mother", "no calendar", DORAN("event", "import", "-", "--yes"));
    assert_string_equal(error, "malformed");
    free(error);
    error =
        household_error(&home->house, 10, "mother", NULL, DORAN("event", "import", "/nowhere.ics", "--yes"));
    assert_string_equal(error, "storage");
    free(error);
    /* 50 MB, read as far as to know that it is too much. */
    char *path = test_directory_path(home->folder, "large.ics");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("BEGIN:VCALENDAR\n", file);
    assert_int_equal(fseek(file, 50L * 1024 * 1024, SEEK_SET), 0);
    fputs("END:VCALENDAR\n", file);
    assert_int_equal(fclose(file), 0);
    struct command_result result;
    household_run(&home->house, &result, "mother", NULL, DORAN("event", "import", path, "--yes"));
    assert_int_not_equal(result.status, 0);
    assert_non_null(strstr(result.err, "20 MB"));
    command_result_deinit(&result);
    free(path);
}

static void written_and_read(void **state)
{
    struct home *home = *state;
    assert_counts(home, CALENDAR(DINNER CLUB), 3, 0, 0, 0);
    char *path = test_directory_path(home->folder, "out.ics");
    free(household_expect(&home->house, 0, "mother", NULL, DORAN("event", "export", "-o", path)));
    char *first = household_expect(&home->house, 0, "mother", NULL, DORAN("event", "export"));
    char *again =
        household_expect(&home->house, 0, "mother", NULL, DORAN("event", "export", "--output", "-"));
    assert_string_equal(first, again);
    assert_non_null(strstr(first, "NAME:우리집\r\n"));
    assert_non_null(strstr(first, "RECURRENCE-ID;TZID=Asia/Seoul:20261130T190000\r\n"));
    assert_counts(home, first, 0, 0, 3, 0);
    cJSON *answer = household_json(&home->house, "mother", NULL, DORAN("event", "import", path, "--yes"));
    assert_int_equal(count(answer, "unchanged"), 3);
    cJSON_Delete(answer);
    /* Some days: the series goes whole. */
    char *days = household_expect(&home->house, 0, "mother", NULL,
                                  DORAN("event", "export", "--from", "2026-12-07", "--to", "2026-12-07"));
    assert_null(strstr(days, "UID:dinner"));
    assert_non_null(strstr(days, "DTSTART;TZID=Asia/Seoul:20261123T190000"));
    assert_non_null(strstr(days, "옮긴 모임"));
    free(days);
    /* A link stays one, and what is no file is written into. */
    char *link = test_directory_path(home->folder, "link.ics"),
         *pipe = test_directory_path(home->folder, "pipe");
    struct stat about;
    assert_int_equal(symlink("out.ics", link), 0);
    free(household_expect(&home->house, 0, "mother", NULL, DORAN("event", "export", "-o", link)));
    assert_int_equal(lstat(link, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_int_equal(mkfifo(pipe, 0600), 0);
    int reader = open(pipe, O_RDWR | O_CLOEXEC);
    assert_true(reader >= 0);
    free(household_expect(&home->house, 0, "mother", NULL, DORAN("event", "export", "-o", pipe)));
    assert_int_equal(lstat(pipe, &about), 0);
    assert_true(S_ISFIFO(about.st_mode));
    char begin[6] = "";
    assert_int_equal(read(reader, begin, 5), 5);
    assert_string_equal(begin, "BEGIN");
    close(reader);
    free(link);
    free(pipe);
    /* Where nothing can be written, nothing is left behind. */
    struct command_result result;
    household_run(&home->house, &result, "mother", NULL, DORAN("event", "export", "-o", "/nowhere/out.ics"));
    assert_int_equal(result.status, 10);
    command_result_deinit(&result);
    free(first);
    free(again);
    free(path);
}

/* A line that is not understood is told why. */
static void one_line(void **state)
{
    static const struct {
        const char *line, *why;
    } cases[] = {{"2/30 생일", "There is no such day."},
                 {"내일 19시", "Nothing is left for the title."},
                 {"매주 매월 회의", "There are two recurrences."}};
    struct home *home = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct command_result result;
        household_run(&home->house, &result, "mother", NULL, DORAN("event", "add", cases[i].line));
        assert_int_equal(result.status, 2);
        assert_non_null(strstr(result.err, cases[i].why));
        command_result_deinit(&result);
    }
    free(household_expect(&home->house, 0, "mother", NULL, DORAN("event", "add", "2028-09-15 기념일 매년")));
    char *listed = household_expect(
        &home->house, 0, "mother", NULL,
        DORAN("event", "list", "--from", "2029-09-15", "--to", "2029-09-15", "--template", "{title}"));
    assert_string_equal(listed, "기념일\n");
    free(listed);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(again_without_doubles, setup, teardown),
        cmocka_unit_test_setup_teardown(preview, setup, teardown),
        cmocka_unit_test_setup_teardown(holidays, setup, teardown),
        cmocka_unit_test_setup_teardown(rude_files, setup, teardown),
        cmocka_unit_test_setup_teardown(written_and_read, setup, teardown),
        cmocka_unit_test_setup_teardown(one_line, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
