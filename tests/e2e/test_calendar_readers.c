/* A hard calendar as we write it, read by programs that nobody here wrote: they must see the same instances that our own
 * expansion has, one by one. */
#include "hard_calendar.h"
#include "support/command.h"
#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/calendar.h>
#include <doran/ics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT (sizeof hard_events / sizeof hard_events[0])
#define LINES_MAX 4000

/* Instances as sorted lines "START END TITLE": instants in UTC, days as days. */
struct lines {
    char *items[LINES_MAX];
    size_t count;
};

struct proof {
    char *folder, *file;
    struct doran_exception exceptions[COUNT][2];
    struct doran_event events[COUNT];
    struct lines expected;
};

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void add_line(struct lines *lines, const char *text, size_t length)
{
    assert_true(lines->count < LINES_MAX);
    lines->items[lines->count] = strndup(text, length);
    assert_non_null(lines->items[lines->count++]);
}

/* Sorts, and takes away what stands twice: some readers tell an event on each of its days. */
static void settle(struct lines *lines)
{
    size_t kept = 0;
    qsort(lines->items, lines->count, sizeof *lines->items, compare_lines);
    for (size_t i = 0; i < lines->count; i++) {
        if (kept > 0 && strcmp(lines->items[kept - 1], lines->items[i]) == 0)
            free(lines->items[i]);
        else
            lines->items[kept++] = lines->items[i];
    }
    lines->count = kept;
}

static void free_lines(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->items[i]);
    lines->count = 0;
}

static void split(struct lines *lines, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0)
            add_line(lines, at, length);
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    settle(lines);
}

static struct doran_event event_of(const struct hard_event *hard, struct doran_exception exceptions[2])
{
    struct doran_event event = {.id = hard->id,
                                .title = hard->title,
                                .colour = DORAN_event_colour_green,
                                .all_day = hard->zone == NULL,
                                .start = hard->start,
                                .end = hard->end,
                                .zone = hard->zone,
                                .rrule = hard->rrule,
                                .series_id = hard->series,
                                .recurrence_id = hard->recurrence,
                                .uid = hard->series != NULL ? hard->series : hard->id,
                                .created_at = DORAN_DAY,
                                .changed_at = DORAN_DAY};
    for (size_t i = 0; i < 2 && hard->except[i] != NULL; i++) {
        exceptions[i] = (struct doran_exception){.at = hard->except[i]};
        event.exceptions = (struct doran_exception_list){exceptions, i + 1};
    }
    return event;
}

static void stamp(char out[20], doran_time at)
{
    struct doran_wall wall = doran_zone_wall(doran_zone_utc(), at);
    snprintf(out, 20, "%04d%02d%02dT%02d%02d%02dZ", wall.date.year, wall.date.month, wall.date.day, wall.hour,
             wall.minute, wall.second);
}

static void expect(struct proof *proof)
{
    const struct doran_event *events = proof->events;
    struct doran_date at = {0}, to = {0};
    assert_true(doran_date_parse(HARD_FROM, 10, &at) && doran_date_parse(HARD_TO, 10, &to));
    while (doran_date_compare(at, to) < 0) {
        struct doran_arena arena = {0};
        struct doran_occurrence_list list;
        bool more;
        struct doran_window window = {.from = at, .to = doran_date_add_days(at, 100), .zone = "Etc/UTC"};
        if (doran_date_compare(window.to, to) > 0)
            window.to = to;
        assert_true(doran_events_expand(events, COUNT, &window, &arena, &list, &more, NULL));
        assert_false(more);
        for (size_t i = 0; i < list.count; i++) {
            const struct doran_event *event = events;
            while (strcmp(event->id, list.items[i].event_id) != 0)
                event++;
            char start[20], end[20], line[512];
            if (event->all_day) {
                snprintf(start, sizeof start, "%.4s%.2s%.2s", list.items[i].start, list.items[i].start + 5,
                         list.items[i].start + 8);
                snprintf(end, sizeof end, "%.4s%.2s%.2s", list.items[i].end, list.items[i].end + 5,
                         list.items[i].end + 8);
            } else {
                stamp(start, list.items[i].start_at);
                stamp(end, list.items[i].end_at);
            }
            int length = snprintf(line, sizeof line, "%s %s %s", start, end, event->title);
            add_line(&proof->expected, line, (size_t)length);
        }
        at = window.to;
        doran_arena_deinit(&arena);
    }
    settle(&proof->expected);
}

/* What of the calendar a file is to have. */
enum part { ALL, ZONE, DAYS };

static bool is_of(const struct hard_event *hard, enum part part, const char *zone)
{
    if (part == ALL)
        return true;
    return part == DAYS ? hard->zone == NULL : hard->zone != NULL && strcmp(hard->zone, zone) == 0;
}

/* Writes the file NAME with a part of the calendar; its path is the caller's. */
static char *write_file(const struct proof *proof, const char *name, enum part part, const char *zone)
{
    const struct doran_event *list[COUNT];
    struct doran_ics_write_options options = {
        .name = "어려운 달력", .zone = "Etc/UTC", .from = HARD_FROM, .to = HARD_TO, .refresh_minutes = 60};
    struct doran_buffer out = {0};
    struct doran_error error = {0};
    size_t count = 0;
    for (size_t i = 0; i < COUNT; i++) {
        if (is_of(&hard_events[i], part, zone))
            list[count++] = &proof->events[i];
    }
    if (!doran_ics_write(list, count, &options, &out, &error))
        fail_msg("%s: %s", error.field, error.message);
    char *path = test_directory_path(proof->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(out.data, 1, out.length, file), out.length);
    assert_int_equal(fclose(file), 0);
    doran_buffer_deinit(&out);
    return path;
}

static int setup(void **state)
{
    struct proof *proof = calloc(1, sizeof *proof);
    assert_non_null(proof);
    for (size_t i = 0; i < COUNT; i++)
        proof->events[i] = event_of(&hard_events[i], proof->exceptions[i]);
    expect(proof);
    proof->folder = test_directory_new("readers");
    assert_non_null(proof->folder);
    proof->file = write_file(proof, "hard.ics", ALL, NULL);
    *state = proof;
    return 0;
}

static int teardown(void **state)
{
    struct proof *proof = *state;
    free_lines(&proof->expected);
    test_directory_remove(proof->folder);
    free(proof->file);
    free(proof);
    return 0;
}

/* What a reader is known to see otherwise than RFC 5545 says: events that it is not asked about. */
struct fault {
    const char *title, *why;
};

static bool is_known(const struct fault *faults, const char *line)
{
    for (; faults != NULL && faults->title != NULL; faults++) {
        const char *title = strstr(line, faults->title);
        if (title != NULL && title[strlen(faults->title)] == '\0' && title > line && title[-1] == ' ')
            return true;
    }
    return false;
}

static void assert_same(const struct lines *expected, const struct lines *seen, const struct fault *faults,
                        size_t least)
{
    size_t i = 0, k = 0, wrong = 0, same = 0;
    while (i < expected->count || k < seen->count) {
        int order = i == expected->count ? 1
                    : k == seen->count   ? -1
                                         : strcmp(expected->items[i], seen->items[k]);
        const char *line = order <= 0 ? expected->items[i] : seen->items[k];
        if (order != 0 && !is_known(faults, line)) {
            fprintf(stderr, "  only %s: %s\n", order < 0 ? "ours" : "theirs", line);
            wrong++;
        }
        same += order == 0;
        i += order <= 0;
        k += order >= 0;
    }
    if (wrong > 0)
        fail_msg("%zu instances differ", wrong);
    assert_true(same >= least);
}

static void run(struct command_result *result, const char *const argv[], const char *const *env)
{
    command_run(result, argv, env, NULL);
    if (result->status != 0)
        fail_msg("%s ends with %d:\n%s%s", argv[0], result->status, result->out, result->err);
}

/* ---- ical.js ------------------------------------------------------------------------------------------------- */

static void read_by_ical_js(void **state)
{
    static const struct fault faults[] = {
        {"윤일", "a date that there is not is passed over (§3.3.10), not moved on"},
        {"week 20", "BYWEEKNO is not done"},
        {"02:30 in New York", "an hour that is skipped is read with the offset before the gap (§3.3.5)"},
        {"over the gap", "of DTEND the exact duration is repeated (§3.8.5.3), not the one on the wall"},
        {"over the doubled hour", "the same"},
        {NULL, NULL}};
    struct proof *proof = *state;
    struct lines seen = {0};
    struct command_result result;
    if (!command_is_installed("node"))
        skip();
    const char *argv[] = {"node",
                          DORAN_SOURCE_DIR "/tests/e2e/calendar.mjs",
                          DORAN_BINARY_DIR "/tests/npm",
                          proof->file,
                          HARD_FROM,
                          HARD_TO,
                          NULL};
    run(&result, argv, NULL);
    split(&seen, result.out);
    command_result_deinit(&result);
    assert_same(&proof->expected, &seen, faults, 400);
    free_lines(&seen);
}

/* ---- khal ---------------------------------------------------------------------------------------------------- */

/* Ends of days are told inclusively. */
static void take_khal(struct lines *lines, const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char start[20], end[20], title[400], line[512];
        if (length > 0 && sscanf(at, "%19s %19s %399[^\n]", start, end, title) == 3) {
            if (strlen(end) == 8) {
                struct doran_date date = {0};
                assert_int_equal(sscanf(end, "%4d%2d%2d", &date.year, &date.month, &date.day), 3);
                date = doran_date_add_days(date, 1);
                snprintf(end, sizeof end, "%04d%02d%02d", date.year, date.month, date.day);
            }
            add_line(lines, line, (size_t)snprintf(line, sizeof line, "%s %s %s", start, end, title));
        }
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    settle(lines);
}

static void read_by_khal(void **state)
{
    struct proof *proof = *state;
    struct lines seen = {0};
    struct command_result result;
    if (!command_is_installed("khal"))
        skip();
    char *config = test_directory_path(proof->folder, "khal.conf");
    char *home = NULL;
    FILE *file = fopen(config, "w");
    assert_non_null(file);
    fprintf(file,
            "[calendars]\n[[hard]]\npath = %s/khal\ntype = calendar\n"
            "[locale]\ntimeformat = %%H:%%M:%%S\ndateformat = %%Y%%m%%d\nlongdateformat = %%Y%%m%%d\n"
            "datetimeformat = %%Y%%m%%dT%%H%%M%%SZ\nlongdatetimeformat = %%Y%%m%%dT%%H%%M%%SZ\n"
            "local_timezone = Etc/UTC\ndefault_timezone = Etc/UTC\n"
            "[sqlite]\npath = %s/khal.db\n[default]\ndefault_calendar = hard\n",
            proof->folder, proof->folder);
    assert_int_equal(fclose(file), 0);
    assert_true(asprintf(&home, "HOME=%s", proof->folder) > 0);
    const char *env[] = {home, NULL};
    const char *take[] = {"khal", "-c", config, "import", "--batch", proof->file, NULL};
    run(&result, take, env);
    command_result_deinit(&result);
    const char *list[] = {
        "khal",         "-c", config,        "list",        "--format", "{start-long} {end-long} {title}",
        "--day-format", "",   HARD_FROM_DAY, HARD_LAST_DAY, NULL};
    run(&result, list, env);
    take_khal(&seen, result.out);
    command_result_deinit(&result);
    assert_same(&proof->expected, &seen, NULL, 440);
    free_lines(&seen);
    free(config);
    free(home);
}

/* ---- calcurse ------------------------------------------------------------------------------------------------ */

/* It keeps no time zones: each zone's events are read as somebody there would. Days are told one by one. */
static void take_calcurse(struct lines *lines, const char *text)
{
    int month = 0, day = 0, year = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char title[400], line[512], start_text[20], end_text[20];
        long long start, end;
        if (sscanf(at, "%2d/%2d/%2d:", &month, &day, &year) == 3) {
            /* A day's heading. */
        } else if (sscanf(at, "%lld %lld %399[^\n]", &start, &end, title) == 3) {
            stamp(start_text, start * DORAN_SECOND);
            stamp(end_text, end * DORAN_SECOND);
            add_line(lines, line,
                     (size_t)snprintf(line, sizeof line, "%s %s %s", start_text, end_text, title));
        } else if (sscanf(at, "DAY %399[^\n]", title) == 1) {
            add_line(lines, line,
                     (size_t)snprintf(line, sizeof line, "20%02d%02d%02d %s", year, month, day, title));
        }
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    settle(lines);
}

/* Of the expected ones those of a part; days one by one. */
static void narrow(const struct lines *all, enum part part, const char *zone, struct lines *out)
{
    for (size_t i = 0; i < all->count; i++) {
        char start[20], end[20], title[400], line[512];
        assert_int_equal(sscanf(all->items[i], "%19s %19s %399[^\n]", start, end, title), 3);
        for (size_t k = 0; k < COUNT; k++) {
            if (strcmp(hard_events[k].title, title) != 0 || !is_of(&hard_events[k], part, zone))
                continue;
            struct doran_date date = {0}, to = {0};
            if (part != DAYS) {
                add_line(out, all->items[i], strlen(all->items[i]));
                break;
            }
            sscanf(start, "%4d%2d%2d", &date.year, &date.month, &date.day);
            sscanf(end, "%4d%2d%2d", &to.year, &to.month, &to.day);
            for (; doran_date_compare(date, to) < 0; date = doran_date_add_days(date, 1))
                add_line(out, line,
                         (size_t)snprintf(line, sizeof line, "%04d%02d%02d %s", date.year, date.month,
                                          date.day, title));
            break;
        }
    }
    settle(out);
}

static void calcurse_part(struct proof *proof, enum part part, const char *zone, const struct fault *faults,
                          size_t least)
{
    struct lines seen = {0}, expected = {0};
    struct command_result result;
    char *folder = test_directory_path(proof->folder, part == DAYS ? "days" : "times");
    char *file = write_file(proof, "part.ics", part, zone), *clock = NULL;
    assert_true(asprintf(&clock, "TZ=%s", zone) > 0);
    const char *env[] = {clock, NULL};
    const char *take[] = {"calcurse", "-q", "-D", folder, "-i", file, NULL};
    run(&result, take, env);
    command_result_deinit(&result);
    const char *list[] = {"calcurse",
                          "-q",
                          "-D",
                          folder,
                          "-Q",
                          "--from",
                          "01/01/2026",
                          "--days",
                          "730",
                          "--format-apt",
                          "%(start:epoch) %(end:epoch) %m\n",
                          "--format-recur-apt",
                          "%(start:epoch) %(end:epoch) %m\n",
                          "--format-event",
                          "DAY %m\n",
                          "--format-recur-event",
                          "DAY %m\n",
                          NULL};
    run(&result, list, env);
    take_calcurse(&seen, result.out);
    command_result_deinit(&result);
    narrow(&proof->expected, part, zone, &expected);
    assert_same(&expected, &seen, faults, least);
    free_lines(&seen);
    free_lines(&expected);
    test_directory_remove(folder);
    free(file);
    free(clock);
}

static void read_by_calcurse(void **state)
{
    static const struct fault faults[] = {{"weeks from Sunday", "WKST is not done"},
                                          {"last workday", "BYSETPOS is not done"},
                                          {"week 20", "BYWEEKNO is not done"},
                                          {"days of the year", "BYYEARDAY is not done"},
                                          {"모임", "RECURRENCE-ID is not done"},
                                          {"나흘마다", "the same"},
                                          {NULL, NULL}};
    if (!command_is_installed("calcurse"))
        skip();
    calcurse_part(*state, ZONE, "Asia/Seoul", faults, 100);
    calcurse_part(*state, ZONE, "America/New_York", faults, 20);
    calcurse_part(*state, DAYS, "Asia/Seoul", faults, 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(read_by_ical_js, setup, teardown),
        cmocka_unit_test_setup_teardown(read_by_khal, setup, teardown),
        cmocka_unit_test_setup_teardown(read_by_calcurse, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
