#include "client-tui/cli/command.h"

#include "client-tui/cli/cli.h"
#include "client-tui/i18n.h"

#include <string.h>

#define GLOBAL true
#define OWN false
static const struct cli_option OPTIONS[] = {
#define OPTION(name, written, argument, scope, help) {written, argument, scope, help},
#include "options.def"
#undef OPTION
};
#undef GLOBAL
#undef OWN
_Static_assert(CLI_OPTION_COUNT <= 64, "the options of a command are bits of one number");

#define O(name) (UINT64_C(1) << CLI_OPTION_##name)
static const struct cli_command COMMANDS[] = {
#define COMMAND(handler, noun, verb, arguments, options, help)                                               \
    {noun, verb, arguments, options, help, cli_##handler},
#include "commands.def"
#undef COMMAND
};
#undef O

const struct cli_option *cli_option(enum cli_option_id id)
{
    return &OPTIONS[id];
}

const struct cli_command *cli_commands(size_t *count)
{
    *count = sizeof COMMANDS / sizeof *COMMANDS;
    return COMMANDS;
}

bool cli_command_takes(const struct cli_command *command, enum cli_option_id option)
{
    return OPTIONS[option].global || (command->options & (UINT64_C(1) << option)) != 0;
}

void cli_command_bounds(const struct cli_command *command, size_t *needed, size_t *most)
{
    *needed = *most = 0;
    bool inside = false;
    for (const char *at = command->arguments; *at != '\0'; at++) {
        if (*at == ' ') {
            inside = false;
        } else if (!inside) {
            inside = true;
            *most += 1;
            *needed += *at != '[';
        }
    }
}

static bool mistaken(struct cli_mistake *mistake, const char *template, const char *word)
{
    *mistake = (struct cli_mistake){template, word};
    return false;
}

static int find_option(const char *name, size_t length)
{
    for (int i = 0; i < CLI_OPTION_COUNT; i++)
        if (strlen(OPTIONS[i].name) == length && memcmp(OPTIONS[i].name, name, length) == 0)
            return i;
    return -1;
}

/* Reads one option at argv[*at], with its value there or in the next word. */
static bool read_option(struct cli_line *out, int argc, char **argv, int *at, struct cli_mistake *mistake)
{
    const char *word = argv[*at];
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    int id = length > 2 && word[1] == '-' ? find_option(word + 2, length - 2) : -1;
    if (strcmp(word, "-h") == 0)
        id = CLI_OPTION_help;
    if (strcmp(word, "-o") == 0)
        id = CLI_OPTION_output;
    if (id < 0)
        return mistaken(mistake, N_("There is no option {word}."), word);
    if (!OPTIONS[id].argument) {
        if (equals)
            return mistaken(mistake, N_("The option {word} takes no value."), word);
        out->options[id] = "";
        return true;
    }
    if (!equals && *at + 1 >= argc)
        return mistaken(mistake, N_("The option {word} lacks its value."), word);
    out->options[id] = equals ? equals + 1 : argv[++*at];
    return true;
}

bool cli_line_read(struct cli_line *out, int argc, char **argv, struct cli_mistake *mistake)
{
    *out = (struct cli_line){0};
    bool options_over = false;
    for (int i = 1; i < argc; i++) {
        if (!options_over && strcmp(argv[i], "--") == 0) {
            options_over = true;
        } else if (!options_over && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!read_option(out, argc, argv, &i, mistake))
                return false;
        } else if (out->word_count == CLI_WORDS_MAX) {
            return mistaken(mistake, N_("\"{word}\" is one word too many."), argv[i]);
        } else {
            out->words[out->word_count++] = argv[i];
        }
    }
    return true;
}

/* The command of a noun and, where it has verbs, a verb. */
static bool find_command(struct cli_line *line, struct cli_mistake *mistake)
{
    bool noun_known = false;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        const struct cli_command *command = &COMMANDS[i];
        if (strcmp(command->noun, line->words[0]) != 0)
            continue;
        noun_known = true;
        if (command->verb && (line->word_count < 2 || strcmp(command->verb, line->words[1]) != 0))
            continue;
        size_t own = command->verb ? 2 : 1;
        line->command = command;
        line->arguments = line->words + own;
        line->argument_count = line->word_count - own;
        return true;
    }
    if (!noun_known)
        return mistaken(mistake, N_("There is no command \"{word}\"."), line->words[0]);
    if (line->word_count < 2)
        return mistaken(mistake, N_("What should be done with \"{word}\"?"), line->words[0]);
    return mistaken(mistake, N_("\"{word}\" is nothing that can be done there."), line->words[1]);
}

bool cli_line_resolve(struct cli_line *line, struct cli_mistake *mistake)
{
    if (line->word_count == 0)
        return true;
    if (!find_command(line, mistake))
        return false;
    for (int i = 0; i < CLI_OPTION_COUNT; i++)
        if (line->options[i] && !cli_command_takes(line->command, (enum cli_option_id)i))
            return mistaken(mistake, N_("This command does not know the option --{word}."), OPTIONS[i].name);
    if (line->options[CLI_OPTION_help] || line->options[CLI_OPTION_version])
        return true;
    size_t needed, most;
    cli_command_bounds(line->command, &needed, &most);
    if (line->argument_count < needed)
        return mistaken(mistake, N_("Something is missing: {word}."), line->command->arguments);
    if (line->argument_count > most)
        return mistaken(mistake, N_("\"{word}\" is one word too many."), line->arguments[most]);
    return true;
}
