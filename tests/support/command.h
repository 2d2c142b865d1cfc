/* command.h: a program with its standard streams in pipes: what it is fed, what it prints, how it ends.
 *
 * For programs that do not ask for a terminal; screen.h has those that do. Every wait has a deadline and fails the test
 * (cmocka), with what the program has printed, when it passes. */
#ifndef DORAN_TESTS_SUPPORT_COMMAND_H
#define DORAN_TESTS_SUPPORT_COMMAND_H

#include <stdbool.h>

#define COMMAND_WAIT_MS 60000 /* Long, because the machine may be busy; nothing waits it out. */

struct command_result {
    int status; /* The exit status, 128 + the signal when it was killed. */
    char *out;  /* What it printed on standard output and standard error, NUL-terminated. */
    char *err;
};
void command_result_deinit(struct command_result *result);

struct command;
/* Starts argv[0] in a session of its own (so that it has no terminal) with PATH, LANG=C.UTF-8 and `env` ("NAME=value" …
 * NULL; NULL for none). `input` is all of its standard input; NULL: nothing. It is ended when this process dies. */
struct command *command_start(const char *const argv[], const char *const *env, const char *input);
/* Waits until the text stands in what it has printed on standard output (`err` false) or standard error. Gives all that it
 * has printed there so far; borrowed until the next call. */
const char *command_wait_for(struct command *command, const char *text, bool err);
/* What it has printed so far, after a moment in which more may come; borrowed until the next call. */
const char *command_printed(struct command *command, bool err);
/* Waits for its end, and frees it. */
void command_finish(struct command *command, struct command_result *result);
/* Ends it with SIGTERM, waits, and frees it. NULL is allowed. */
void command_end(struct command *command);
/* Starts it and waits for its end. */
void command_run(struct command_result *result, const char *const argv[], const char *const *env,
                 const char *input);
/* Whether a program is on the PATH; says on standard error when it is not. */
bool command_is_installed(const char *program);

#endif
