/* exit_code.h: the numbers a command ends with, for scripts. */
#ifndef DORAN_CLI_EXIT_CODE_H
#define DORAN_CLI_EXIT_CODE_H

#include <doran/error.h>

#include <stddef.h>

enum cli_exit {
#define EXIT(name, number, help) CLI_EXIT_##name = number,
#include "exits.def"
#undef EXIT
};

struct cli_exit_row {
    enum cli_exit code;
    const char *help; /* English; _() translates it. */
};
/* All of them, in ascending order. */
const struct cli_exit_row *cli_exit_rows(size_t *count);
/* The number an error ends with. */
enum cli_exit cli_exit_of(enum doran_error_code code);

#endif
