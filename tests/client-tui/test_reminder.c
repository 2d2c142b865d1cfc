/* Reminders: which are due, from the sample family's calendar; and the user's command that is run for one. */
#include "client-tui/state/reminder.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/state.h"
#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_MS 30000

/* The first thing of the sample that reminds. */
static const struct calendar_entry *reminding(struct state *state)
{
    int32_t today = doran_date_number(calendar_today(state));
    const struct calendar_days *days = calendar_read(state, today, today + 20);
    for (size_t i = 0; i < days->count; i++)
        if (days->entries[i].event->reminders.count > 0)
            return &days->entries[i];
    return NULL;
}

static void what_has_become_due_is_told_once(void **unused)
{
    (void)unused;
    struct state state;
    struct doran_arena arena = {0};
    struct reminder_due due[REMINDERS_MAX];
    state_init(&state);
    assert_true(state_tour(&state));
    const struct calendar_entry *entry = reminding(&state);
    assert_non_null(entry);
    doran_time at = entry->occurrence->start_at - entry->event->reminders.items[0].minutes * DORAN_MINUTE;
    const char *title = entry->event->title;
    state.now = at - DORAN_SECOND;
    assert_int_equal(reminders_due(&state, at - DORAN_MINUTE, due, &arena), 0);
    state.now = at + DORAN_SECOND;
    assert_int_equal(reminders_due(&state, at - DORAN_MINUTE, due, &arena), 1);
    assert_string_equal(due[0].title, title);
    assert_true(due[0].at == at);
    assert_true(strlen(due[0].when) > 0);
    assert_int_equal(reminders_due(&state, at, due, &arena), 0);
    /* What was due while the computer slept for days is old news. */
    state.now = at + 3 * DORAN_DAY;
    size_t count = reminders_due(&state, at - DORAN_MINUTE, due, &arena);
    for (size_t i = 0; i < count; i++)
        assert_true(due[i].at > state.now - REMINDER_LATE);
    doran_arena_deinit(&arena);
    state_deinit(&state);
}

static void write_script(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path, 0700), 0);
}

/* The file's text once it ends in a line; the test fails when it never does. */
static void read_line(const char *path, char *out, size_t size)
{
    for (int waited = 0; waited < WAIT_MS; waited += 20) {
        FILE *file = fopen(path, "re");
        size_t length = file ? fread(out, 1, size - 1, file) : 0;
        if (file)
            fclose(file);
        out[length] = '\0';
        if (length > 0 && out[length - 1] == '\n')
            return;
        poll(NULL, 0, 20);
    }
    fail_msg("the command wrote nothing");
}

static void the_command_is_run_without_a_shell(void **unused)
{
    (void)unused;
    struct reminder_runs runs = {{0}};
    const struct reminder_due due = {
        .title = "$(touch x); 'quoted' `y`", .when = "오늘 19:00", .start = "2026-11-22T19:00:00"};
    char *folder = test_directory_new("reminder"), command[SETTINGS_PATH_MAX], text[512], script[1200];
    char *doran = test_directory_path(folder, "doran"),
         *path = test_directory_path(folder, "doran/reminder_command");
    char *written = test_directory_path(folder, "written");
    assert_int_equal(mkdir(doran, 0700), 0);
    setenv("XDG_CONFIG_HOME", folder, 1);
    assert_false(reminder_command(command, sizeof command));
    snprintf(script, sizeof script,
             "#!/bin/sh\nprintf '%%s|%%s|%%s|%%s|%%s\\n' \"$DORAN_REMINDER_TITLE\" \"$DORAN_REMINDER_WHEN\" "
             "\"$DORAN_REMINDER_START\" \"$DORAN_REMINDER_FAMILY\" \"$#\" > '%s'\n",
             written);
    write_script(path, script);
    assert_true(reminder_command(command, sizeof command));
    assert_true(reminder_run(&runs, command, &due, "우리집"));
    read_line(written, text, sizeof text);
    assert_string_equal(text, "$(touch x); 'quoted' `y`|오늘 19:00|2026-11-22T19:00:00|우리집|0\n");
    chmod(path, 0600);
    assert_false(reminder_command(command, sizeof command));
    unsetenv("XDG_CONFIG_HOME");
    free(written);
    free(path);
    free(doran);
    test_directory_remove(folder);
}

static void so_many_run_at_the_same_time(void **unused)
{
    (void)unused;
    struct reminder_runs runs = {{0}};
    const struct reminder_due due = {.title = "t", .when = "w", .start = "2026-11-22"};
    char *folder = test_directory_new("reminder"), *path = test_directory_path(folder, "waits");
    char *gate = test_directory_path(folder, "gate");
    char script[800];
    snprintf(script, sizeof script, "#!/bin/sh\nread line < '%s'\n", gate);
    write_script(path, script);
    assert_int_equal(mkfifo(gate, 0600), 0);
    for (int i = 0; i < REMINDER_RUNS_MAX; i++)
        assert_true(reminder_run(&runs, path, &due, NULL));
    assert_false(reminder_run(&runs, path, &due, NULL));
    /* When they have ended there is room again. */
    bool room = false;
    for (int waited = 0; !room && waited < WAIT_MS; waited += 20) {
        FILE *open_gate = fopen(gate, "w+e");
        for (int i = 0; open_gate && i < REMINDER_RUNS_MAX; i++)
            fputs("go\n", open_gate);
        if (open_gate)
            fflush(open_gate);
        poll(NULL, 0, 20);
        if (open_gate)
            fclose(open_gate);
        reminder_reap(&runs);
        room = true;
        for (int i = 0; i < REMINDER_RUNS_MAX; i++)
            room = room && runs.running[i] == 0;
    }
    assert_true(room);
    free(gate);
    free(path);
    test_directory_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_become_due_is_told_once),
        cmocka_unit_test(the_command_is_run_without_a_shell),
        cmocka_unit_test(so_many_run_at_the_same_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
