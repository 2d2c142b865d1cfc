/* The parts of doran(1) that the tables know. */
#include "client-tui/cli/help.h"

#include "client-tui/keymap/action.h"
#include "client-tui/state/settings.h"

#include <ctype.h>
#include <string.h>

/* One word after another as mdoc arguments, an optional one in brackets. Oo and Oc, as Op would take in all
 * that follows. */
static void write_arguments(FILE *out, const char *arguments)
{
    for (const char *at = arguments; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (*at == '[')
            fprintf(out, " Oo Ar %.*s Oc", (int)(length - 2), at + 1);
        else
            fprintf(out, " Ar %.*s", (int)length, at);
        at += length;
        at += *at == ' ';
    }
}

/* Text of a paragraph: a line may not begin with a dot or an apostrophe, and each sentence begins a line of
 * its own. */
static void write_text(FILE *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (at[0] == '\\')
            fputs("\\e", out);
        else
            fputc(at[0], out);
        bool sentence_over = at[0] == '.' && at[1] == ' ' && isupper((unsigned char)at[2]);
        if (sentence_over) {
            fputc('\n', out);
            at++;
        }
    }
    fputc('\n', out);
}

static void write_option(FILE *out, const struct cli_option *option)
{
    fprintf(out, ".It Fl -%s", option->name);
    if (option->argument)
        fprintf(out, " Ar %s", option->argument);
    fputc('\n', out);
    write_text(out, option->help);
}

static void write_commands(FILE *out)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    fputs(".Sh COMMANDS\n.Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < count; i++) {
        const struct cli_command *command = &commands[i];
        fprintf(out, ".It Cm %s%s%s", command->noun, command->verb ? " " : "",
                command->verb ? command->verb : "");
        write_arguments(out, command->arguments);
        for (int option = 0; option < CLI_OPTION_COUNT; option++) {
            const struct cli_option *row = cli_option((enum cli_option_id)option);
            if (row->global || !cli_command_takes(command, (enum cli_option_id)option))
                continue;
            fprintf(out, " Oo Fl -%s%s%s Oc", row->name, row->argument ? " Ar " : "",
                    row->argument ? row->argument : "");
        }
        fputc('\n', out);
        write_text(out, command->help);
    }
    fputs(".El\n", out);
}

static void write_options(FILE *out, bool global)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (int i = 0; i < CLI_OPTION_COUNT; i++)
        if (cli_option((enum cli_option_id)i)->global == global)
            write_option(out, cli_option((enum cli_option_id)i));
    fputs(".El\n", out);
}

void help_manual(FILE *out)
{
    write_commands(out);
    fputs(".Sh OPTIONS\nThese go with every command:\n", out);
    write_options(out, true);
    fputs(".Pp\nThese go with the commands that name them:\n", out);
    write_options(out, false);
}

void help_manual_settings(FILE *out)
{
    fputs(".Sh SETTINGS\n.Bl -tag -width Ds\n", out);
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = setting_info((enum setting)i);
        fprintf(out, ".It Cm %s No = Brq ", info->name);
        for (const char *at = info->values; *at; at++)
            fputs(*at == ' ' ? " | " : *at == '*' ? "Ar name" : (char[]){*at, '\0'}, out);
        fputc('\n', out);
        write_text(out, info->help);
        if (info->person)
            fputs("Of the person: kept with each log-in.\n", out);
    }
    fputs(".El\n", out);
}

/* A column of actions.def as a list; true when there was something. */
static bool write_keys_of(FILE *out, const char *keys, bool more)
{
    for (const char *at = keys; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        fprintf(out, "%s%.*s", more ? " " : "", (int)length, at);
        at += length;
        more = true;
    }
    return more;
}

void help_manual_keys(FILE *out)
{
    static const char *const where[KEYMAP_CONTEXT_COUNT] = {
        [KEYMAP_MENU] = "Where choices have numbers.",
        [KEYMAP_CALENDAR] = "In the calendar.",
        [KEYMAP_MISSIONS] = "Among the missions.",
        [KEYMAP_FAMILY] = "Among the family.",
        [KEYMAP_NEWS] = "Among the news.",
    };
    fputs(".Bl -tag -width Ds\n", out);
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        const struct action_info *info = action_info((enum action)i);
        char name[ACTION_NAME_MAX];
        action_name((enum action)i, name);
        fprintf(out, ".It Cm %s No = ", name);
        if (!write_keys_of(out, info->letterless, write_keys_of(out, info->keys, false)))
            fputs("none", out);
        fprintf(out, "\n%s.\n", info->help);
        if (where[info->context])
            fprintf(out, "%s\n", where[info->context]);
    }
    fputs(".El\n", out);
}

void help_manual_exits(FILE *out)
{
    size_t count;
    const struct cli_exit_row *rows = cli_exit_rows(&count);
    fputs(".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, ".It %d\n", (int)rows[i].code);
        write_text(out, rows[i].help);
    }
    fputs(".El\n", out);
}
