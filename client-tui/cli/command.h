/* command.h: the table of commands, and the words and options one was called with. */
#ifndef DORAN_CLI_COMMAND_H
#define DORAN_CLI_COMMAND_H

#include "client-tui/cli/exit_code.h"

#include <doran/arena.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLI_WORDS_MAX 8 /* Words of a command line: noun, verb and arguments. */

enum cli_option_id {
#define OPTION(name, written, argument, scope, help) CLI_OPTION_##name,
#include "options.def"
#undef OPTION
    CLI_OPTION_COUNT
};

struct cli_option {
    const char *name;     /* Without the two dashes. */
    const char *argument; /* What it takes, NULL for a switch. */
    bool global;          /* Goes with every command. */
    const char *help;     /* English; _() translates it. */
};
const struct cli_option *cli_option(enum cli_option_id id);

struct cli;
struct cli_command {
    const char *noun;
    const char *verb;      /* NULL for a noun that stands alone. */
    const char *arguments; /* "MEMBER [NICKNAME]" */
    uint64_t options;      /* Bits of its own options. */
    const char *help;      /* English; _() translates it. */
    enum cli_exit (*run)(struct cli *cli);
};
const struct cli_command *cli_commands(size_t *count);
/* True when a command may be given the option. */
bool cli_command_takes(const struct cli_command *command, enum cli_option_id option);
/* How many arguments it needs and how many it takes, from its `arguments`. */
void cli_command_bounds(const struct cli_command *command, size_t *needed, size_t *most);

/* A command line, taken apart. Everything is borrowed from argv. */
struct cli_line {
    const char *options[CLI_OPTION_COUNT]; /* NULL: not given. "" for a switch that is. */
    const char *words[CLI_WORDS_MAX];      /* All of them: noun, verb, arguments. */
    size_t word_count;
    const struct cli_command *command; /* NULL until one was found. */
    const char *const *arguments;      /* Behind noun and verb. */
    size_t argument_count;
};
/* Why a command line cannot be run: a template of sentence.h, and the word it is about. */
struct cli_mistake {
    const char *template; /* With the place {word}; English, _() translates it. */
    const char *word;
};

/* Sorts a command line into options and words; `--` ends the options, `-` is a word. Looks at no command yet.
 */
bool cli_line_read(struct cli_line *out, int argc, char **argv, struct cli_mistake *mistake);
/* Finds the command of the words, and checks its arguments and options. --help and --version need no
 * arguments. */
bool cli_line_resolve(struct cli_line *line, struct cli_mistake *mistake);

#endif
