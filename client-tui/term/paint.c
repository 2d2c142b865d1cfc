#include "client-tui/term/paint.h"

#include "client-tui/term/colour.h"

#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void paint_init(struct paint *paint, enum colour_depth depth, const struct theme *theme)
{
    memset(paint, 0, sizeof *paint);
    paint->depth = depth;
    paint->theme = theme;
    pairs_init(&paint->pairs, depth == COLOUR_NONE ? 0 : COLOR_PAIRS - 1);
    paint->forgotten = true;
}

void paint_deinit(struct paint *paint)
{
    free(paint->shown);
    paint->shown = NULL;
}

bool paint_resize(struct paint *paint, int rows, int columns)
{
    struct canvas_cell *shown = calloc((size_t)rows * (size_t)columns, sizeof *shown);
    if (shown == NULL)
        return false;
    free(paint->shown);
    paint->shown = shown;
    paint->rows = rows;
    paint->columns = columns;
    paint_forget(paint);
    return true;
}

void paint_forget(struct paint *paint)
{
    paint->forgotten = true;
}

static const struct {
    enum style_flag flag;
    attr_t attribute;
} attributes[] = {
    {STYLE_BOLD, A_BOLD}, {STYLE_REVERSE, A_REVERSE}, {STYLE_UNDERLINE, A_UNDERLINE}, {STYLE_FAINT, A_DIM}};

static void convert(struct paint *paint, const struct canvas_cell *cell, cchar_t *out)
{
    struct style_look look = theme_look(paint->theme, cell->style, paint->depth);
    if ((cell->style & STYLE_ROLE_MASK) == STYLE_PICTURE) {
        look.foreground = colour_nearest(cell->foreground, paint->depth);
        look.background = colour_nearest(cell->background, paint->depth);
        if (paint->depth == COLOUR_NONE && cell->characters[0] == ' ' && colour_is_light(cell->background))
            look.flags |= STYLE_REVERSE; /* a light space stands out even so */
    }
    attr_t attribute = A_NORMAL;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        if (look.flags & (unsigned)attributes[i].flag)
            attribute |= attributes[i].attribute;
    }
    int pair = pairs_get(&paint->pairs, look.foreground, look.background);
    wchar_t text[CANVAS_CELL_CHARACTERS + 1] = {0};
    for (int i = 0; i < CANVAS_CELL_CHARACTERS && cell->characters[i] != 0; i++)
        text[i] = (wchar_t)cell->characters[i];
    setcchar(out, text, attribute, 0, &pair);
}

/* The whole row goes to ncurses at once, so that no half of a wide cell is left over; it finds what differs.
 */
static void show_row(struct paint *paint, const struct canvas_buffer *buffer, int row)
{
    cchar_t line[CANVAS_COLUMNS_MAX];
    struct canvas_cell *shown = &paint->shown[(size_t)row * (size_t)paint->columns];
    const struct canvas_cell *cells = canvas_buffer_cell(buffer, row, 0);
    size_t size = (size_t)paint->columns * sizeof *cells;
    if (cells == NULL || canvas_buffer_cell(buffer, row, paint->columns - 1) == NULL)
        return; /* a resize that failed half-way: the sizes differ */
    if (!paint->forgotten && memcmp(shown, cells, size) == 0)
        return;
    memcpy(shown, cells, size);
    int count = 0;
    for (int column = 0; column < paint->columns; column++) {
        if (cells[column].columns > 0)
            convert(paint, &cells[column], &line[count++]);
    }
    mvadd_wchnstr(row, 0, line, count);
}

void paint_show(struct paint *paint, const struct canvas_buffer *buffer)
{
    if (pairs_crowded(&paint->pairs)) {
        pairs_init(&paint->pairs, paint->pairs.limit);
        paint->forgotten = true;
    }
    if (paint->forgotten)
        clear(); /* also makes the next refresh draw everything */
    for (int row = 0; row < paint->rows; row++)
        show_row(paint, buffer, row);
    paint->forgotten = false;
    int row;
    int column;
    if (canvas_buffer_cursor(buffer, &row, &column)) {
        move(row, column);
        curs_set(1);
    } else {
        curs_set(0);
    }
    refresh();
}
