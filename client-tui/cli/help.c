#include "client-tui/cli/help.h"

#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"

#include <doran/text.h>

#include <string.h>

#define INDENT 2

bool help_has_noun(const char *noun)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i].noun, noun) == 0)
            return true;
    return false;
}

static const char *spelled(struct cli *cli, const struct cli_command *command)
{
    const char *text = doran_arena_printf(&cli->arena, "%s%s%s%s%s", command->noun, command->verb ? " " : "",
                                          command->verb ? command->verb : "", *command->arguments ? " " : "",
                                          command->arguments);
    return text ? text : command->noun;
}

/* "  left    right" with the right side beginning in the same column everywhere. */
static void print_pair(struct cli *cli, const char *left, const char *right, int column)
{
    int fill = column - INDENT - doran_text_width(left, strlen(left), NULL);
    fprintf(cli->out, "%*s%s%*s%s\n", INDENT, "", left, fill > 1 ? fill : 2, "", right);
}

/* Lists the commands of a noun, or of all. */
static void print_commands(struct cli *cli, const char *noun)
{
    size_t count;
    const struct cli_command *commands = cli_commands(&count);
    int column = 0;
    for (size_t i = 0; i < count; i++) {
        int width = (int)strlen(spelled(cli, &commands[i])) + INDENT + 2;
        if ((!noun || strcmp(commands[i].noun, noun) == 0) && width > column)
            column = width;
    }
    for (size_t i = 0; i < count; i++)
        if (!noun || strcmp(commands[i].noun, noun) == 0)
            print_pair(cli, spelled(cli, &commands[i]), _(commands[i].help), column);
}

/* Lists the options of a command (its own and the global ones), or only the global ones. */
static void print_options(struct cli *cli, const struct cli_command *command)
{
    const char *written[CLI_OPTION_COUNT];
    int column = 0;
    for (int i = 0; i < CLI_OPTION_COUNT; i++) {
        const struct cli_option *option = cli_option((enum cli_option_id)i);
        const char *text =
            doran_arena_printf(&cli->arena, "--%s%s%s", option->name, option->argument ? " " : "",
                               option->argument ? option->argument : "");
        written[i] = text ? text : option->name;
        if ((int)strlen(written[i]) + INDENT + 2 > column)
            column = (int)strlen(written[i]) + INDENT + 2;
    }
    for (int own = 1; own >= 0; own--)
        for (int i = 0; i < CLI_OPTION_COUNT; i++) {
            const struct cli_option *option = cli_option((enum cli_option_id)i);
            bool shown = own ? command && !option->global && cli_command_takes(command, (enum cli_option_id)i)
                             : option->global;
            if (shown)
                print_pair(cli, written[i], _(option->help), column);
        }
}

static void print_exits(struct cli *cli)
{
    size_t count;
    const struct cli_exit_row *rows = cli_exit_rows(&count);
    for (size_t i = 0; i < count; i++)
        fprintf(cli->out, "%*s%2d  %s\n", INDENT, "", (int)rows[i].code, _(rows[i].help));
}

static void print_all(struct cli *cli)
{
    fprintf(cli->out, "%s\n\n", _("doran: a private home for a family, in the terminal."));
    fprintf(cli->out, "%s doran\n       doran %s\n\n", _("Usage:"), _("COMMAND [ARGUMENTS] [OPTIONS]"));
    fprintf(cli->out, "%s\n", cli_bold(cli, _("Commands")));
    print_commands(cli, NULL);
    fprintf(cli->out, "\n%s\n", cli_bold(cli, _("Options of all commands")));
    print_options(cli, NULL);
    fprintf(cli->out, "\n%s\n", cli_bold(cli, _("How a command ends")));
    print_exits(cli);
}

static void print_one(struct cli *cli, const struct cli_command *command)
{
    fprintf(cli->out, "%s doran %s [OPTIONS]\n\n%s\n\n%s\n", _("Usage:"), spelled(cli, command),
            _(command->help), cli_bold(cli, _("Options")));
    print_options(cli, command);
}

bool help_print(struct cli *cli, const char *const *words, size_t count)
{
    if (count == 0) {
        print_all(cli);
        return true;
    }
    size_t command_count, shown = 0;
    const struct cli_command *commands = cli_commands(&command_count);
    for (size_t i = 0; i < command_count; i++) {
        const struct cli_command *command = &commands[i];
        bool meant = strcmp(command->noun, words[0]) == 0 &&
                     (!command->verb || (count > 1 && strcmp(command->verb, words[1]) == 0));
        if (meant && shown++ == 0)
            print_one(cli, command);
    }
    if (shown > 0 || count > 1 || !help_has_noun(words[0]))
        return shown > 0;
    fprintf(cli->out, "%s doran %s %s\n\n", _("Usage:"), words[0], _("COMMAND [ARGUMENTS] [OPTIONS]"));
    print_commands(cli, words[0]);
    return true;
}

enum cli_exit cli_help(struct cli *cli)
{
    const char *noun = cli_argument(cli, 0);
    if (noun && strcmp(noun, "mdoc") == 0) {
        const char *part = cli_argument(cli, 1);
        (!part                           ? help_manual
         : strcmp(part, "settings") == 0 ? help_manual_settings
         : strcmp(part, "keys") == 0     ? help_manual_keys
                                         : help_manual_exits)(cli->out);
        return CLI_EXIT_ok;
    }
    if (help_print(cli, cli->line.arguments, cli->line.argument_count))
        return CLI_EXIT_ok;
    cli_refuse(cli, DORAN_ERROR_malformed, NULL, _("There is no such command. See: doran --help"));
    return cli_failed(cli);
}

enum cli_exit cli_completion(struct cli *cli)
{
    if (strcmp(cli_argument(cli, 0), "bash") == 0) {
        help_completion_bash(cli->out);
        return CLI_EXIT_ok;
    }
    cli_refuse(cli, DORAN_ERROR_invalid, "shell", _("Only bash is known."));
    return cli_failed(cli);
}
