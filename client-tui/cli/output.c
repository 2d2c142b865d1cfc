#include "client-tui/cli/output.h"

#include "client-tui/state/refusal.h"

#include <doran/json.h>
#include <doran/text.h>

#include <stdlib.h>
#include <string.h>

#define GAP 2 /* Columns between two columns. */

bool cli_json_line(struct cli *cli, struct doran_buffer *line)
{
    bool whole = !line->failed;
    if (whole)
        fprintf(cli->out, "%s\n", line->data);
    doran_buffer_deinit(line);
    return whole || cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
}

enum cli_exit cli_json(struct cli *cli, enum doran_type_id type, const void *object)
{
    struct doran_buffer line = {0};
    doran_json_encode(type, object, &line);
    return cli_json_line(cli, &line) ? CLI_EXIT_ok : cli_failed(cli);
}

enum cli_exit cli_done(struct cli *cli, const char *sentence)
{
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_empty, &(struct doran_empty){0});
    cli_say(cli, sentence);
    return CLI_EXIT_ok;
}

void cli_say(struct cli *cli, const char *sentence)
{
    fprintf(cli->out, "%s\n", sentence);
}

void cli_remark(struct cli *cli, const char *sentence)
{
    if (!cli->json)
        fprintf(cli->err, "%s\n", sentence);
}

static const char *painted(struct cli *cli, const char *text, const char *attribute)
{
    const char *result =
        cli->colour && *text ? doran_arena_printf(&cli->arena, "\033[%sm%s\033[0m", attribute, text) : text;
    return result ? result : text;
}

const char *cli_dim(struct cli *cli, const char *text)
{
    return painted(cli, text, "2");
}

const char *cli_bold(struct cli *cli, const char *text)
{
    return painted(cli, text, "1");
}

const char *cli_short_id(const char *id)
{
    size_t length = id ? strlen(id) : 0;
    return length > 8 ? id + length - 8 : id ? id : "-";
}

bool cli_table_row(struct cli *cli, struct cli_table *table, const char *const *cells)
{
    if (table->rows == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 16;
        const char **grown = doran_arena_alloc(&cli->arena, capacity * table->columns * sizeof *grown);
        if (!grown)
            return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        if (table->rows > 0)
            memcpy(grown, table->cells, table->rows * table->columns * sizeof *grown);
        table->cells = grown;
        table->capacity = capacity;
    }
    for (size_t i = 0; i < table->columns; i++)
        table->cells[table->rows * table->columns + i] = cells[i] ? cells[i] : "-";
    table->rows++;
    return true;
}

static int width_of(const char *text)
{
    return doran_text_width(text, strlen(text), NULL);
}

static void print_row(struct cli *cli, const struct cli_table *table, const char *const *cells,
                      const int *widths, bool head)
{
    size_t columns = table->columns; /* Without the empty ones at the end: no line ends in blanks. */
    while (columns > 1 && *cells[columns - 1] == '\0')
        columns--;
    for (size_t i = 0; i < columns; i++) {
        bool last = i + 1 == columns;
        int fill = widths[i] - width_of(cells[i]);
        if (table->right[i])
            fprintf(cli->out, "%*s", fill, "");
        fputs(head ? cli_bold(cli, cells[i]) : cells[i], cli->out);
        if (!last)
            fprintf(cli->out, "%*s", GAP + (table->right[i] ? 0 : fill), "");
    }
    fputc('\n', cli->out);
}

void cli_table_print(struct cli *cli, const struct cli_table *table, const char *empty)
{
    if (table->rows == 0) {
        cli_say(cli, empty);
        return;
    }
    int widths[CLI_COLUMNS_MAX] = {0};
    for (size_t i = 0; i < table->columns; i++)
        widths[i] = width_of(table->heads[i]);
    for (size_t i = 0; i < table->rows * table->columns; i++) {
        int width = width_of(table->cells[i]);
        if (width > widths[i % table->columns])
            widths[i % table->columns] = width;
    }
    print_row(cli, table, table->heads, widths, true);
    for (size_t row = 0; row < table->rows; row++)
        print_row(cli, table, table->cells + row * table->columns, widths, false);
}

void cli_set_error(struct cli *cli, enum doran_error_code code, const char *field, const char *sentence)
{
    doran_fail(&cli->error, code, field, NULL);
    cli->sentence = sentence;
}

static void print_error_json(struct cli *cli)
{
    struct doran_error_body body = {.error = doran_error_name(cli->error.code),
                                    .message = cli->error.message};
    if (cli->error.field[0] != '\0')
        doran_set(&body, error_body, field, cli->error.field);
    if (cli->error.retry_after > 0)
        doran_set(&body, error_body, retry_after, cli->error.retry_after);
    struct doran_buffer buffer = {0};
    doran_json_encode(DORAN_TYPE_error_body, &body, &buffer);
    fprintf(cli->err, "%s\n", buffer.failed ? "{\"error\":\"no_memory\"}" : buffer.data);
    doran_buffer_deinit(&buffer);
}

enum cli_exit cli_failed(struct cli *cli)
{
    fflush(cli->out);
    if (cli->json) {
        print_error_json(cli);
    } else {
        const char *sentence =
            cli->sentence ? cli->sentence : refusal_sentence(&cli->arena, &cli->error, cli->request);
        fprintf(cli->err, "doran: %s", sentence);
        if (cli->error.field[0] != '\0')
            fprintf(cli->err, " (%s)", cli->error.field);
        fputc('\n', cli->err);
    }
    return cli_exit_of(cli->error.code);
}
