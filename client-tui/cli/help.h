/* help.h: what the table of commands says of itself: --help, the completion, the manual's sections. */
#ifndef DORAN_CLI_HELP_H
#define DORAN_CLI_HELP_H

#include "client-tui/cli/cli.h"

/* Prints the help of the words: of all, of a noun, of a command. False when they name nothing. */
bool help_print(struct cli *cli, const char *const *words, size_t count);
/* True when the table has the noun. */
bool help_has_noun(const char *noun);
/* Writes the sections COMMANDS and OPTIONS of doran(1) in mdoc(7), always in English. */
void help_manual(FILE *out);
/* Writes its section SETTINGS. */
void help_manual_settings(FILE *out);
/* Writes its section KEYS. */
void help_manual_keys(FILE *out);
/* Writes its section EXIT STATUS. */
void help_manual_exits(FILE *out);
/* Writes a completion script for bash. */
void help_completion_bash(FILE *out);

#endif
