/* output.h: what a command prints. */
#ifndef DORAN_CLI_OUTPUT_H
#define DORAN_CLI_OUTPUT_H

#include "client-tui/cli/cli.h"

/* Prints an object as one line of JSON, exactly as on the wire. */
enum cli_exit cli_json(struct cli *cli, enum doran_type_id type, const void *object);
/* Prints a line of JSON that was put together, and frees it. False with the error when it is not whole. */
bool cli_json_line(struct cli *cli, struct doran_buffer *line);
/* Prints a sentence and a newline; the answer of a command that has nothing else to show. With --json the
 * object is printed instead: `{}` for a route without an answer. */
enum cli_exit cli_done(struct cli *cli, const char *sentence);
/* Prints a line for people. */
void cli_say(struct cli *cli, const char *sentence);
/* Prints a remark on stderr, which no script reads; nothing with --json. */
void cli_remark(struct cli *cli, const char *sentence);
/* A dim or a bold text where colours are shown, else the text itself. */
const char *cli_dim(struct cli *cli, const char *text);
const char *cli_bold(struct cli *cli, const char *text);
/* The last eight characters of an id: enough to name a thing on the command line. */
const char *cli_short_id(const char *id);

#define CLI_COLUMNS_MAX 8
/* A table: columns as wide as their widest cell, the last one as it comes. */
struct cli_table {
    size_t columns;
    const char *heads[CLI_COLUMNS_MAX]; /* Translated. */
    bool right[CLI_COLUMNS_MAX];        /* Numbers. */
    const char **cells;                 /* Row by row. */
    size_t rows, capacity;
};
/* Adds a row of `columns` cells; NULL is shown as "-". They have to live until the table is printed. */
bool cli_table_row(struct cli *cli, struct cli_table *table, const char *const *cells);
/* Prints it; with no rows, `empty` instead: a sentence that says what to do. */
void cli_table_print(struct cli *cli, const struct cli_table *table, const char *empty);
/* CLI_ROW(cli, &table, "a", "b") */
#define CLI_ROW(cli, table, ...) cli_table_row((cli), (table), (const char *const[]){__VA_ARGS__})

#endif
