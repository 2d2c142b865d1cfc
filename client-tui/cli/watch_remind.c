#include "client-tui/cli/watch_remind.h"

#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/reminder.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/settings.h"
#include "client-tui/state/state.h"

#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

struct watch_remind {
    struct cli *cli;
    doran_time looked;
    struct reminder_runs runs;
    struct state families[DORAN_USER_FAMILIES_MAX]; /* Of each one, what its calendar is read by. */
    size_t count;                                   /* Of those that were begun. */
};

struct watch_remind *watch_remind_new(struct cli *cli)
{
    struct watch_remind *remind = calloc(1, sizeof *remind);
    if (!remind) {
        cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    remind->cli = cli;
    remind->looked = doran_time_now();
    return remind;
}

void watch_remind_free(struct watch_remind *remind)
{
    for (size_t i = 0; remind && i < remind->count; i++)
        state_deinit(&remind->families[i]);
    free(remind);
}

/* --- telling --- */

static void put_text(struct doran_buffer *out, const char *name, const char *text)
{
    doran_buffer_printf(out, ",\"%s\":", name);
    doran_json_string(out, text, strlen(text));
}

static void print_json(struct cli *cli, const struct doran_family *family, const struct reminder_due *due)
{
    struct doran_buffer out = {0};
    char at[DORAN_TIME_TEXT_MAX];
    doran_time_format(due->at, at);
    doran_buffer_printf(&out, "{\"reminder\":{\"at\":\"%s\"", at);
    put_text(&out, "family_id", family->id);
    put_text(&out, "event_id", due->event);
    put_text(&out, "title", due->title);
    put_text(&out, "start", due->start);
    put_text(&out, "when", due->when);
    doran_buffer_puts(&out, "}}");
    cli_json_line(cli, &out);
}

static void tell(struct watch_remind *remind, const struct doran_family *family,
                 const struct reminder_due *due, struct doran_arena *arena)
{
    struct cli *cli = remind->cli;
    char command[SETTINGS_PATH_MAX];
    if (cli->json) {
        print_json(cli, family, due);
    } else {
        watch_print_time(cli, due->at);
        fprintf(cli->out, "%s  %s  %s\n", family->title, _("reminder"),
                sentence_of(arena, _("{title}, {time}"), {"title", due->title}, {"time", due->when}));
    }
    fflush(cli->out);
    if (reminder_command(command, sizeof command))
        reminder_run(&remind->runs, command, due, family->title);
}

/* --- looking --- */

/* The place is read by whatever family is there now: another one makes the calendar read anew. */
static struct state *state_of(struct watch_remind *remind, size_t place)
{
    for (; remind->count <= place; remind->count++)
        state_init(&remind->families[remind->count]);
    return &remind->families[place];
}

static void look_at(struct watch_remind *remind, struct state *state, const struct doran_family *family,
                    doran_time now, struct doran_arena *arena)
{
    struct reminder_due due[REMINDERS_MAX];
    state->replica = doran_client_replica(remind->cli->client);
    state->family = *family;
    state->now = now;
    doran_replica_outbox(state->replica, &state->outbox, arena,
                         NULL); /* Else without what is not sent yet. */
    calendar_reload(state);
    size_t count = state->calendar ? reminders_due(state, remind->looked, due, arena) : 0;
    for (size_t i = 0; i < count; i++)
        tell(remind, family, &due[i], arena);
    state->family = (struct doran_family){0}; /* It ends with the arena. */
    state->outbox = (struct doran_outbox_list){0};
}

void watch_remind_look(struct watch_remind *remind)
{
    struct doran_arena arena = {0};
    struct doran_family_list families = {0};
    doran_time now = doran_time_now();
    if (now < remind->looked) /* The clock was set back. */
        remind->looked = now;
    if (now - remind->looked < REMINDER_LOOK)
        return;
    reminder_reap(&remind->runs);
    if (doran_replica_families(doran_client_replica(remind->cli->client), &families, &arena, NULL)) {
        for (size_t i = 0; i < families.count && i < DORAN_USER_FAMILIES_MAX; i++)
            look_at(remind, state_of(remind, i), &families.items[i], now, &arena);
        remind->looked = now;
    }
    doran_arena_deinit(&arena);
}
