/* cli.h: one run of the command line, from argv to the exit code.
 *
 * A handler reads from top to bottom: fill in a request, cli_call() it, then print the answer as JSON or for
 * people. What fails puts its reason into `cli->error` and gives false; the handler ends with `return
 * cli_failed(cli)`. */
#ifndef DORAN_CLI_CLI_H
#define DORAN_CLI_CLI_H

#include "client-tui/cli/command.h"
#include "client-tui/cli/exit_code.h"
#include "client-tui/state/device.h"

#include <doran/account.h>
#include <doran/arena.h>
#include <doran/client.h>
#include <doran/replica.h>

#include <stdio.h>

/* A program that talks with a person: its exit status, 0 when all went well. */
typedef int cli_program(const struct device *device);
/* What can be opened when there is no command. */
struct cli_programs {
    cli_program *screens; /* Of a terminal. */
    cli_program *plain;   /* Lines and numbered choices. */
    cli_program *simple;  /* The same with at most five choices. */
};

struct cli {
    const struct cli_programs *programs;
    struct cli_line line;
    const char *profile;           /* NULL: the usual one. */
    struct doran_account account;  /* Of the profile; empty when nobody is logged in. */
    struct doran_client *client;   /* NULL until something is called. */
    bool with_replica;             /* The client has one. */
    struct doran_replica *replica; /* Opened by itself; NULL until it is needed. */
    struct doran_arena arena;      /* Everything that lives as long as the run. */
    FILE *out, *err;
    int in; /* Where answers and secrets are read from, unless from the terminal. */
    bool json;
    bool colour, emoji; /* Of `out`. */
    bool offline;       /* The last reading came from the replica. */
    doran_time now;     /* When the run began: what "3 minutes ago" counts from. */

    struct doran_error error;   /* Why the last thing failed. */
    enum doran_type_id request; /* The type that was sent: its fields are what `error.field` names. */
    const char *sentence;       /* What to say instead of the error's own sentence, or NULL. Translated. */
};

/* Runs a command line, argv[0] being the program. Without words it opens a program at a terminal, and prints the
 * home elsewhere. */
int cli_run(int argc, char **argv, const struct cli_programs *programs);

/* ---- What was given ---- */
/* The argument of a place, or NULL. */
const char *cli_argument(const struct cli *cli, size_t place);
bool cli_given(const struct cli *cli, enum cli_option_id option);
/* An option's value, or NULL. */
const char *cli_value(const struct cli *cli, enum cli_option_id option);
/* Reads an option that is a whole number; leaves `out` as it is when it is not given. */
bool cli_number(struct cli *cli, enum cli_option_id option, int64_t min, int64_t max, int64_t *out);

/* ---- Refusing ---- */
/* Sets the error, with a sentence of its own (NULL: the code's). */
void cli_set_error(struct cli *cli, enum doran_error_code code, const char *field, const char *sentence);
/* The same, and gives false. */
static inline bool cli_refuse(struct cli *cli, enum doran_error_code code, const char *field,
                              const char *sentence)
{
    cli_set_error(cli, code, field, sentence);
    return false;
}
/* Prints the error, for people or as JSON, and gives its exit code. */
enum cli_exit cli_failed(struct cli *cli);

/* Every handler, by the table. */
#define COMMAND(handler, noun, verb, arguments, options, help) enum cli_exit cli_##handler(struct cli *cli);
#include "commands.def"
#undef COMMAND

#endif
