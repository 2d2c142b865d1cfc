#include "client-tui/state/reminder.h"

#include "client-tui/state/calendar_words.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/state.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEFORE_DAYS 30 /* reminders stand up to four weeks before an event */
#define AFTER_DAYS 2   /* and up to a day after its start */
#define ENVIRONMENT_MAX 4096
#define VALUE_MAX 1024 /* bytes of one value */

static int compare(const void *left, const void *right)
{
    const struct reminder_due *a = left, *b = right;
    return a->at < b->at ? -1 : a->at > b->at;
}

size_t reminders_due(struct state *state, doran_time since, struct reminder_due out[REMINDERS_MAX],
                     struct doran_arena *arena)
{
    size_t count = 0;
    struct doran_date today = calendar_today(state);
    int32_t day = doran_date_number(today);
    if (!state->family.id)
        return 0;
    if (since < state->now - REMINDER_LATE)
        since = state->now - REMINDER_LATE;
    const struct calendar_days *days = calendar_read(state, day - AFTER_DAYS, day + BEFORE_DAYS);
    for (size_t i = 0; i < days->count; i++) {
        const struct calendar_entry *entry = &days->entries[i];
        for (size_t k = 0; k < entry->event->reminders.count && count < REMINDERS_MAX; k++) {
            doran_time at =
                entry->occurrence->start_at - entry->event->reminders.items[k].minutes * DORAN_MINUTE;
            if (at > since && at <= state->now)
                out[count++] = (struct reminder_due){.at = at,
                                                     .event = entry->event->id,
                                                     .title = entry->event->title,
                                                     .when = calendar_entry_when(arena, entry, today),
                                                     .start = entry->occurrence->start};
        }
    }
    qsort(out, count, sizeof *out, compare);
    return count;
}

static const char *family_of(const struct state *state)
{
    return state->family.id ? state->family.id : "";
}

bool reminders_looked(const struct state *state, const struct reminder_look *look, doran_time now)
{
    return strcmp(look->family, family_of(state)) == 0 && now >= look->at && now - look->at < REMINDER_LOOK;
}

size_t reminders_new(struct state *state, struct reminder_look *look, struct reminder_due out[REMINDERS_MAX],
                     struct doran_arena *arena)
{
    doran_time since = look->at;
    bool other = strcmp(look->family, family_of(state)) != 0;
    snprintf(look->family, sizeof look->family, "%s", family_of(state));
    look->at = state->now;
    return other || state->now < since ? 0 : reminders_due(state, since, out, arena);
}

/* --- the command --- */

bool reminder_command(char *out, size_t size)
{
    char settings[SETTINGS_PATH_MAX];
    struct stat found;
    if (!settings_path(settings))
        return false;
    int folder = (int)(strrchr(settings, '/') - settings);
    int length = snprintf(out, size, "%.*s/reminder_command", folder, settings);
    return length > 0 && (size_t)length < size && stat(out, &found) == 0 && S_ISREG(found.st_mode) &&
           access(out, X_OK) == 0;
}

void reminder_reap(struct reminder_runs *runs)
{
    for (size_t i = 0; i < REMINDER_RUNS_MAX; i++)
        if (runs->running[i] > 0 && waitpid(runs->running[i], NULL, WNOHANG) != 0)
            runs->running[i] = 0;
}

/* The environment of the program with four names on top; malloc'ed values, the list itself too. */
static char **environment_of(const struct reminder_due *due, const char *family)
{
    static const char *const names[] = {"DORAN_REMINDER_TITLE", "DORAN_REMINDER_WHEN", "DORAN_REMINDER_START",
                                        "DORAN_REMINDER_FAMILY"};
    const char *values[] = {due->title, due->when, due->start, family ? family : ""};
    enum { NAMES = sizeof names / sizeof *names };
    char **list = calloc(ENVIRONMENT_MAX + NAMES + 1, sizeof *list);
    size_t count = 0;
    for (int i = 0; list && i < NAMES; i++) {
        list[count] = malloc(VALUE_MAX);
        if (list[count])
            snprintf(list[count++], VALUE_MAX, "%s=%s", names[i], values[i]);
    }
    for (char **at = environ; list && *at && count < ENVIRONMENT_MAX; at++)
        if (strncmp(*at, "DORAN_REMINDER_", strlen("DORAN_REMINDER_")) != 0)
            list[count++] = *at;
    return list;
}

static void free_environment(char **list)
{
    for (size_t i = 0; list && list[i] && strncmp(list[i], "DORAN_REMINDER_", strlen("DORAN_REMINDER_")) == 0;
         i++)
        free(list[i]);
    free(list);
}

static bool spawn(pid_t *pid, const char *command, char *const *environment)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    char *argv[] = {(char *)command, NULL};
    if (posix_spawn_file_actions_init(&files) != 0)
        return false;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&files);
        return false;
    }
    bool good = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) == 0 &&
                posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0) == 0 &&
                posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0) == 0 &&
                posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID) == 0 &&
                posix_spawn(pid, command, &files, &attributes, argv, environment) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return good;
}

bool reminder_run(struct reminder_runs *runs, const char *command, const struct reminder_due *due,
                  const char *family)
{
    size_t place = 0;
    reminder_reap(runs);
    while (place < REMINDER_RUNS_MAX && runs->running[place] > 0)
        place++;
    if (place == REMINDER_RUNS_MAX)
        return false;
    char **environment = environment_of(due, family);
    bool good = environment && spawn(&runs->running[place], command, environment);
    free_environment(environment);
    return good;
}
