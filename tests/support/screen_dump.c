/* What is on a screen as text, and whether it can be right. */
#include "tests/support/screen.h"
#include "tests/support/screen_filter.h"

#include <stdio.h>
#include <stdlib.h>
/* cmocka.h wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* and then itself */
#include <cmocka.h>

static void write_row(struct screen *screen, int row, FILE *out)
{
    fputc('|', out);
    for (int column = 0; column < screen_columns(screen); column++) {
        struct screen_cell cell = screen_cell(screen, row, column);
        char bytes[8];
        if (cell.columns > 0 && cell.characters[0] == 0)
            fputc(' ', out);
        for (int i = 0; cell.columns > 0 && i < SCREEN_CELL_CHARACTERS && cell.characters[i] != 0; i++)
            fwrite(bytes, 1, screen_filter_encode(cell.characters[i], bytes), out);
    }
    fputs("|\n", out);
}

static void dump_reversed(struct screen *screen, FILE *out)
{
    for (int row = 0; row < screen_rows(screen); row++) {
        for (int column = 0; column < screen_columns(screen); column++) {
            int start = column;
            while (column < screen_columns(screen) && screen_cell(screen, row, column).reverse)
                column++;
            if (column > start)
                fprintf(out, "reverse %d,%d-%d\n", row, start, column - 1);
        }
    }
}

char *screen_dump(struct screen *screen)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (int row = 0; row < screen_rows(screen); row++) {
        write_row(screen, row, out);
    }
    int row;
    int column;
    if (screen_cursor(screen, &row, &column))
        fprintf(out, "cursor %d,%d\n", row, column);
    else
        fputs("cursor hidden\n", out);
    dump_reversed(screen, out);
    fclose(out);
    return text;
}

void screen_fail(struct screen *screen, const char *what)
{
    char *dump = screen_dump(screen);
    fprintf(stderr, "waited in vain for %s; the program %s; the screen is:\n%s\n", what,
            screen_is_over(screen) ? "has ended" : "runs", dump);
    free(dump);
    fail();
}

void screen_check_cells(struct screen *screen)
{
    for (int row = 0; row < screen_rows(screen); row++) {
        int column = 0;
        while (column < screen_columns(screen)) {
            struct screen_cell cell = screen_cell(screen, row, column);
            if (cell.columns == 0 || cell.characters[0] == 0xFFFD)
                screen_fail(screen, "whole clusters in every row");
            if (cell.columns == 2 && screen_cell(screen, row, column + 1).columns != 0)
                screen_fail(screen, "both halves of every wide cluster");
            column += cell.columns;
        }
        if (column != screen_columns(screen))
            screen_fail(screen, "rows exactly as wide as the screen");
    }
}
