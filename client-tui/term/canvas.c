#include "client-tui/term/canvas.h"

#include "client-tui/term/cluster.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct target_area {
    struct canvas area;
    struct canvas_target target;
};

struct canvas_buffer {
    int rows, columns;
    struct term_widths widths;
    struct canvas_cell *cells;
    bool cursor;
    int cursor_row, cursor_column;
    struct target_area targets[CANVAS_TARGETS_MAX];
    size_t target_count;
};

static const struct canvas_cell blank = {.characters = {' '}, .style = STYLE_TEXT, .columns = 1};

static void blank_cells(struct canvas_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cells[i] = blank;
}

struct canvas_buffer *canvas_buffer_new(int rows, int columns, const struct term_widths *widths)
{
    struct canvas_buffer *buffer = calloc(1, sizeof *buffer);
    if (buffer == NULL)
        return NULL;
    if (!canvas_buffer_resize(buffer, rows, columns, widths)) {
        free(buffer);
        return NULL;
    }
    return buffer;
}

void canvas_buffer_free(struct canvas_buffer *buffer)
{
    if (buffer == NULL)
        return;
    free(buffer->cells);
    free(buffer);
}

bool canvas_buffer_resize(struct canvas_buffer *buffer, int rows, int columns,
                          const struct term_widths *widths)
{
    if (rows < 1 || columns < 1 || rows > CANVAS_ROWS_MAX || columns > CANVAS_COLUMNS_MAX)
        return false;
    size_t count = (size_t)rows * (size_t)columns;
    struct canvas_cell *cells = malloc(count * sizeof *cells);
    if (cells == NULL)
        return false;
    free(buffer->cells);
    blank_cells(cells, count);
    *buffer = (struct canvas_buffer){.rows = rows, .columns = columns, .widths = *widths, .cells = cells};
    return true;
}

struct canvas canvas_of(struct canvas_buffer *buffer)
{
    return (struct canvas){.buffer = buffer, .rows = buffer->rows, .columns = buffer->columns};
}

static struct canvas_cell *cell_at(const struct canvas_buffer *buffer, int row, int column)
{
    return &buffer->cells[(size_t)row * (size_t)buffer->columns + (size_t)column];
}

const struct canvas_cell *canvas_buffer_cell(const struct canvas_buffer *buffer, int row, int column)
{
    if (row < 0 || column < 0 || row >= buffer->rows || column >= buffer->columns)
        return NULL;
    return cell_at(buffer, row, column);
}

bool canvas_buffer_cursor(const struct canvas_buffer *buffer, int *row, int *column)
{
    *row = buffer->cursor_row;
    *column = buffer->cursor_column;
    return buffer->cursor;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Cuts the span [*from, *from + *count) to [0, limit). */
static void clip(int *from, int *count, int limit)
{
    if (*from < 0) {
        *count += *from;
        *from = 0;
    }
    *count = smaller(*count, limit - *from);
    if (*count < 0)
        *count = 0;
}

struct canvas canvas_part(const struct canvas *canvas, int row, int column, int rows, int columns)
{
    clip(&row, &rows, canvas->rows);
    clip(&column, &columns, canvas->columns);
    return (struct canvas){.buffer = canvas->buffer,
                           .top = canvas->top + row,
                           .left = canvas->left + column,
                           .rows = rows,
                           .columns = columns};
}

const struct term_widths *canvas_widths(const struct canvas *canvas)
{
    return &canvas->buffer->widths;
}

/* Blanks the other half of a wide cluster of which this cell is one half. */
static void part_halves(struct canvas_buffer *buffer, int row, int column)
{
    struct canvas_cell *cell = cell_at(buffer, row, column);
    if (cell->columns == 0 && column > 0)
        blank_cells(cell - 1, 1);
    else if (cell->columns == 2 && column + 1 < buffer->columns)
        blank_cells(cell + 1, 1);
}

/* Puts one cell at buffer coordinates that are inside. */
static void put_cell(struct canvas_buffer *buffer, int row, int column, const struct canvas_cell *cell)
{
    for (int i = 0; i < cell->columns; i++)
        part_halves(buffer, row, column + i);
    *cell_at(buffer, row, column) = *cell;
    if (cell->columns == 2) {
        struct canvas_cell right = {.style = cell->style};
        *cell_at(buffer, row, column + 1) = right;
    }
}

void canvas_clear(const struct canvas *canvas)
{
    canvas_fill(canvas, 0, 0, canvas->rows, canvas->columns, STYLE_TEXT);
    struct canvas_buffer *buffer = canvas->buffer;
    if (buffer->cursor_row >= canvas->top && buffer->cursor_row < canvas->top + canvas->rows &&
        buffer->cursor_column >= canvas->left && buffer->cursor_column < canvas->left + canvas->columns)
        buffer->cursor = false;
}

void canvas_fill(const struct canvas *canvas, int row, int column, int rows, int columns, unsigned style)
{
    struct canvas part = canvas_part(canvas, row, column, rows, columns);
    struct canvas_cell cell = blank;
    cell.style = (uint16_t)style;
    for (int r = 0; r < part.rows; r++) {
        for (int c = 0; c < part.columns; c++)
            put_cell(part.buffer, part.top + r, part.left + c, &cell);
    }
}

/* Draws whole clusters of the first `length` bytes from `column` to before `limit`. Those that begin left of
 * the window are skipped, a cluster that crosses its edge leaves blanks. Returns the columns passed. */
static int draw_text(const struct canvas *canvas, int row, int column, int limit, unsigned style,
                     const char *text, size_t length)
{
    int at = column;
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        size = doran_text_next(text + i, length - i);
        if (size == 0)
            break;
        struct canvas_cell cells[CLUSTER_CELLS_MAX];
        int count = cluster_cells(text + i, size, canvas_widths(canvas), cells);
        int columns = 0;
        for (int k = 0; k < count; k++)
            columns += cells[k].columns;
        if (at + columns > limit)
            break;
        for (int k = 0; k < count; k++) {
            cells[k].style = (uint16_t)style;
            if (row >= 0 && row < canvas->rows && at >= 0 && at + cells[k].columns <= canvas->columns)
                put_cell(canvas->buffer, canvas->top + row, canvas->left + at, &cells[k]);
            at += cells[k].columns;
        }
    }
    return at - column;
}

int canvas_text_columns(const struct canvas *canvas, const char *text)
{
    return text == NULL ? 0 : doran_text_width(text, strlen(text), &canvas_widths(canvas)->text);
}

int canvas_text(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                const char *text)
{
    if (text == NULL || max_columns <= 0)
        return 0;
    int limit = smaller(column + max_columns, canvas->columns);
    return draw_text(canvas, row, column, limit, style, text, strlen(text));
}

int canvas_text_short(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                      const char *text)
{
    int room = smaller(max_columns, canvas->columns - column);
    if (canvas_text_columns(canvas, text) <= room)
        return canvas_text(canvas, row, column, max_columns, style, text);
    if (room <= GLYPH_COLUMNS)
        return canvas_text(canvas, row, column, room, style, text);
    int used = canvas_text(canvas, row, column, room - GLYPH_COLUMNS, style, text);
    canvas_glyph(canvas, row, column + used, style, GLYPH_ELLIPSIS);
    return used + GLYPH_COLUMNS;
}

int canvas_text_right(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                      const char *text)
{
    int columns = canvas_text_columns(canvas, text);
    int start = column + (columns < max_columns ? max_columns - columns : 0);
    canvas_text(canvas, row, start, column + max_columns - start, style, text);
    return start;
}

int canvas_text_centre(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                       const char *text)
{
    int columns = canvas_text_columns(canvas, text);
    int start = column + (columns < max_columns ? (max_columns - columns) / 2 : 0);
    canvas_text(canvas, row, start, column + max_columns - start, style, text);
    return start;
}

int canvas_format(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                  const char *format, ...)
{
    char text[CANVAS_FORMAT_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return 0;
    if ((size_t)length >= sizeof text) { /* vsnprintf may have cut within a cluster */
        size_t end = sizeof text - 1;
        text[end - doran_text_previous(text, end)] = '\0';
    }
    return canvas_text(canvas, row, column, max_columns, style, text);
}

/* Bytes of `text` for one row of a paragraph; `next` gets where the following row begins. */
static size_t paragraph_row(const struct canvas *canvas, const char *text, size_t length, int columns,
                            size_t *next)
{
    const char *newline = memchr(text, '\n', length);
    size_t line = newline != NULL ? (size_t)(newline - text) : length;
    size_t fit = doran_text_fit(text, line, columns, &canvas_widths(canvas)->text, NULL);
    if (fit == line) {
        *next = newline != NULL ? line + 1 : line;
        return line;
    }
    size_t end = fit;
    while (end > 0 && text[end] != ' ')
        end--;
    if (end == 0)
        end = fit > 0 ? fit : doran_text_next(text, line);
    *next = end;
    while (*next < line && text[*next] == ' ')
        (*next)++;
    return end;
}

/* Draws `max_rows` of the paragraph's rows, with `shortened` an ellipsis where there are more. Returns all its rows. */
static int draw_paragraph(const struct canvas *canvas, int row, int column, int columns, int max_rows,
                          unsigned style, const char *text, bool shortened)
{
    if (text == NULL || columns < 1)
        return 0;
    size_t length = strlen(text);
    int rows = 0;
    size_t next;
    for (size_t at = 0; at < length && rows < CANVAS_ROWS_MAX; at += next, rows++) {
        size_t bytes = paragraph_row(canvas, text + at, length - at, columns, &next);
        if (shortened && rows + 1 == max_rows && at + next < length)
            canvas_text_short(canvas, row + rows, column, columns, style, text + at);
        else if (rows < max_rows)
            draw_text(canvas, row + rows, column, smaller(column + columns, canvas->columns), style,
                      text + at, bytes);
    }
    return rows;
}

int canvas_paragraph(const struct canvas *canvas, int row, int column, int columns, int max_rows,
                     unsigned style, const char *text)
{
    return draw_paragraph(canvas, row, column, columns, max_rows, style, text, false);
}

int canvas_paragraph_short(const struct canvas *canvas, int row, int column, int columns, int max_rows,
                           unsigned style, const char *text)
{
    return smaller(draw_paragraph(canvas, row, column, columns, max_rows, style, text, true), max_rows);
}

void canvas_glyph(const struct canvas *canvas, int row, int column, unsigned style, enum glyph glyph)
{
    canvas_text(canvas, row, column, GLYPH_COLUMNS, style, glyph_text(glyph, canvas_widths(canvas)));
}

void canvas_glyph_run(const struct canvas *canvas, int row, int column, int columns, unsigned style,
                      enum glyph glyph)
{
    clip(&column, &columns, canvas->columns);
    for (int i = 0; i < columns; i++)
        canvas_glyph(canvas, row, column + i, style, glyph);
}

void canvas_rule(const struct canvas *canvas, int row, int column, int columns)
{
    canvas_glyph_run(canvas, row, column, columns, STYLE_RULE, GLYPH_RULE);
}

void canvas_frame(const struct canvas *canvas, const char *title)
{
    int bottom = canvas->rows - 1;
    int right = canvas->columns - 1;
    if (bottom < 1 || right < 1)
        return;
    canvas_rule(canvas, 0, 1, right - 1);
    canvas_rule(canvas, bottom, 1, right - 1);
    for (int row = 1; row < bottom; row++) {
        canvas_glyph(canvas, row, 0, STYLE_RULE, GLYPH_RULE_VERTICAL);
        canvas_glyph(canvas, row, right, STYLE_RULE, GLYPH_RULE_VERTICAL);
    }
    canvas_glyph(canvas, 0, 0, STYLE_RULE, GLYPH_CORNER_TOP_LEFT);
    canvas_glyph(canvas, 0, right, STYLE_RULE, GLYPH_CORNER_TOP_RIGHT);
    canvas_glyph(canvas, bottom, 0, STYLE_RULE, GLYPH_CORNER_BOTTOM_LEFT);
    canvas_glyph(canvas, bottom, right, STYLE_RULE, GLYPH_CORNER_BOTTOM_RIGHT);
    int room = right - 5; /* a corner, a rule and a space at either side */
    if (title == NULL || room < 1)
        return;
    int columns = smaller(canvas_text_columns(canvas, title), room);
    int start = 3 + (room - columns) / 2;
    canvas_text(canvas, 0, start - 1, 1, STYLE_TEXT, " ");
    int used = canvas_text(canvas, 0, start, columns, STYLE_TITLE, title);
    canvas_text(canvas, 0, start + used, 1, STYLE_TEXT, " ");
}

void canvas_highlight(const struct canvas *canvas, int row, int column, int columns, unsigned flags)
{
    struct canvas part = canvas_part(canvas, row, column, 1, columns);
    for (int c = 0; part.rows > 0 && c < part.columns; c++) {
        struct canvas_cell *cell = cell_at(part.buffer, part.top, part.left + c);
        unsigned style = cell->style;
        if ((flags & STYLE_REVERSE) && (style & STYLE_ROLE_MASK) != STYLE_PICTURE)
            style = (style & ~STYLE_ROLE_MASK) | STYLE_SELECTED; /* one bar: colours in it would be patches */
        cell->style = (uint16_t)(style | flags);
    }
}

void canvas_picture(const struct canvas *canvas, int row, int column, uint32_t character, uint32_t foreground,
                    uint32_t background)
{
    if (row < 0 || column < 0 || row >= canvas->rows || column >= canvas->columns)
        return;
    struct canvas_cell cell = {.characters = {character},
                               .foreground = foreground,
                               .background = background,
                               .style = STYLE_PICTURE,
                               .columns = 1};
    if (cluster_character_columns(character, canvas_widths(canvas)) != 1)
        cell.characters[0] = ' ';
    put_cell(canvas->buffer, canvas->top + row, canvas->left + column, &cell);
}

void canvas_cursor(const struct canvas *canvas, int row, int column)
{
    if (canvas->rows < 1 || canvas->columns < 1)
        return;
    row = row < 0 ? 0 : smaller(row, canvas->rows - 1);
    column = column < 0 ? 0 : smaller(column, canvas->columns - 1);
    canvas->buffer->cursor = true;
    canvas->buffer->cursor_row = canvas->top + row;
    canvas->buffer->cursor_column = canvas->left + column;
}

void canvas_target(const struct canvas *canvas, int row, int column, int rows, int columns,
                   const struct canvas_target *target)
{
    struct canvas_buffer *buffer = canvas->buffer;
    if (buffer->target_count < CANVAS_TARGETS_MAX)
        buffer->targets[buffer->target_count++] =
            (struct target_area){canvas_part(canvas, row, column, rows, columns), *target};
}

void canvas_targets_clear(const struct canvas *canvas)
{
    canvas->buffer->target_count = 0;
}

struct canvas_target canvas_buffer_target(const struct canvas_buffer *buffer, int row, int column)
{
    for (size_t i = buffer->target_count; i > 0; i--) {
        const struct canvas *area = &buffer->targets[i - 1].area;
        if (row >= area->top && row < area->top + area->rows && column >= area->left &&
            column < area->left + area->columns)
            return buffer->targets[i - 1].target;
    }
    return (struct canvas_target){.kind = CANVAS_TARGET_NONE};
}

size_t canvas_row_text(const struct canvas *canvas, int row, char *out, size_t size)
{
    size_t length = 0;
    size_t kept = 0;
    for (int c = 0; size > 0 && row >= 0 && row < canvas->rows && c < canvas->columns; c++) {
        const struct canvas_cell *cell = cell_at(canvas->buffer, canvas->top + row, canvas->left + c);
        if (cell->columns == 0)
            continue;
        char bytes[4 * CANVAS_CELL_CHARACTERS];
        size_t count = 0;
        for (int i = 0; i < CANVAS_CELL_CHARACTERS && cell->characters[i] != 0; i++)
            count += cluster_encode(cell->characters[i], bytes + count);
        if (length + count >= size)
            break;
        memcpy(out + length, bytes, count);
        length += count;
        if (cell->characters[0] != ' ')
            kept = length;
    }
    if (size > 0)
        out[kept] = '\0';
    return kept;
}
