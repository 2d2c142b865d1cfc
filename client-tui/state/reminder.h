/* reminder.h: what is to be reminded of, from the calendar as it is known here (so offline too), and the command of the
 * user's that is run for it. */
#ifndef DORAN_TUI_STATE_REMINDER_H
#define DORAN_TUI_STATE_REMINDER_H

#include <doran/arena.h>
#include <doran/time.h>

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct state;

#define REMINDER_LOOK_MS 20000 /* how often it is looked for what has become due */
#define REMINDER_LOOK (REMINDER_LOOK_MS * (DORAN_SECOND / 1000))
#define REMINDERS_MAX 16 /* told at once; what is more is on the screens alone */
#define REMINDER_LATE                                                                                        \
    DORAN_DAY               /* what was due longer ago, as when the computer slept, is not told any more */
#define REMINDER_RUNS_MAX 8 /* commands that run at the same time */

struct reminder_due {
    doran_time at;     /* when it was due */
    const char *event; /* its id */
    const char *title; /* of the event */
    const char *when;  /* in words, from now: "오늘, 11월 22일 (일) 19:00~20:00" */
    const char *start; /* the wall time or day, as in the event */
};
/* Those that became due after `since` and until the state's now, the earliest first. In the arena. Returns their number. */
size_t reminders_due(struct state *state, doran_time since, struct reminder_due out[REMINDERS_MAX],
                     struct doran_arena *arena);

/* When one looked last, and in which family. All zero: not yet. */
struct reminder_look {
    doran_time at;
    char family[37];
};
/* Those that became due since one looked last, as reminders_due(). None the first time, in another family, or when the clock was
 * set back: what was due before one looked is on the screens anyway. */
size_t reminders_new(struct state *state, struct reminder_look *look, struct reminder_due out[REMINDERS_MAX],
                     struct doran_arena *arena);
/* True while it is no use to look again: one did so in this family less than REMINDER_LOOK ago. */
bool reminders_looked(const struct state *state, const struct reminder_look *look, doran_time now);

/* The commands that were started. All zero is none. */
struct reminder_runs {
    pid_t running[REMINDER_RUNS_MAX];
};
/* The program beside the settings, $XDG_CONFIG_HOME/doran/reminder_command; false when there is none that can be run. */
bool reminder_command(char *out, size_t size);
/* Starts `command` for a reminder, with no shell, no arguments, no terminal and nothing to read, and does not wait for it. What
 * it is about stands in DORAN_REMINDER_TITLE, DORAN_REMINDER_WHEN, DORAN_REMINDER_START and DORAN_REMINDER_FAMILY. False when
 * REMINDER_RUNS_MAX run still, or it cannot be started. */
bool reminder_run(struct reminder_runs *runs, const char *command, const struct reminder_due *due,
                  const char *family);
/* Takes note of those that have ended. */
void reminder_reap(struct reminder_runs *runs);

#endif
