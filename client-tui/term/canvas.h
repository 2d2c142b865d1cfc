/* canvas.h: a grid of cells that views draw into, every column placed explicitly.
 *
 * A `struct canvas` is a small value: a window onto a `struct canvas_buffer`. Parts of it are made by
 * canvas_part() and passed on by pointer; nothing needs freeing. All coordinates are relative to the window,
 * from 0; whatever lies outside is clipped, by whole grapheme clusters: a syllable is drawn whole or not at
 * all. Text is one line: control characters are not drawn, and no text ever runs on into the next row.
 *
 * Pure: knows no terminal. term_present() shows the buffer; tests read it back with canvas_row_text(). */
#ifndef DORAN_TUI_TERM_CANVAS_H
#define DORAN_TUI_TERM_CANVAS_H

#include "client-tui/term/glyph.h"
#include "client-tui/term/key.h"
#include "client-tui/term/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CANVAS_ROWS_MAX 500
#define CANVAS_COLUMNS_MAX 1000
#define CANVAS_CELL_CHARACTERS 5 /* a base and its marks; ncurses holds as many in one cell */

struct canvas_cell {
    uint32_t characters[CANVAS_CELL_CHARACTERS]; /* 0 ends; characters[0] is never 0 in a leading cell */
    uint32_t foreground, background;             /* 0xRRGGBB, used by STYLE_PICTURE alone */
    uint16_t style;                              /* role and flags */
    uint8_t columns;                             /* 1 or 2; 0: the right half of the cell before */
};

struct canvas_buffer;

struct canvas {
    struct canvas_buffer *buffer;
    int top, left;
    int rows, columns;
};

/* --- the buffer: term owns one for the screen; tests make their own --- */

/* NULL without memory or beyond the maxima. */
struct canvas_buffer *canvas_buffer_new(int rows, int columns, const struct term_widths *widths);
void canvas_buffer_free(struct canvas_buffer *buffer);
/* Another size (or other widths); the contents are cleared. False without memory: the old size stays. */
bool canvas_buffer_resize(struct canvas_buffer *buffer, int rows, int columns,
                          const struct term_widths *widths);
/* The window onto all of it. */
struct canvas canvas_of(struct canvas_buffer *buffer);
/* Borrowed; NULL outside. */
const struct canvas_cell *canvas_buffer_cell(const struct canvas_buffer *buffer, int row, int column);
/* Where the hardware cursor goes; false when nothing placed it since the last clear. */
bool canvas_buffer_cursor(const struct canvas_buffer *buffer, int *row, int *column);

/* --- windows --- */

/* The part that starts at row, column; clipped to the canvas. It may be empty. */
struct canvas canvas_part(const struct canvas *canvas, int row, int column, int rows, int columns);
const struct term_widths *canvas_widths(const struct canvas *canvas);
/* Columns the text takes here. */
int canvas_text_columns(const struct canvas *canvas, const char *text);

/* --- drawing --- */

/* Blanks the window in STYLE_TEXT. */
void canvas_clear(const struct canvas *canvas);
/* Blanks a rectangle in a style. */
void canvas_fill(const struct canvas *canvas, int row, int column, int rows, int columns, unsigned style);
/* Draws as many whole clusters of `text` (NULL is empty) as fit into `max_columns` and the window.
 * @return the columns used, so that a caller may place the next thing */
int canvas_text(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                const char *text);
/* As canvas_text; text that does not fit ends in an ellipsis after its last whole cluster. */
int canvas_text_short(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                      const char *text);
/* The text's last column is the one before `column + max_columns`. Returns the column where it starts. */
int canvas_text_right(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                      const char *text);
/* In the middle of the columns. Returns the column where it starts. */
int canvas_text_centre(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                       const char *text);
/* printf into at most CANVAS_FORMAT_MAX bytes, cut at a whole cluster, then canvas_text. */
#define CANVAS_FORMAT_MAX 1024
int canvas_format(const struct canvas *canvas, int row, int column, int max_columns, unsigned style,
                  const char *format, ...) DORAN_PRINTF(6, 7);
/* Draws a paragraph over several rows, broken at spaces (within a word only where it is longer than a row)
 * and at \n.
 * @return rows it takes; `max_rows` 0 measures without drawing */
int canvas_paragraph(const struct canvas *canvas, int row, int column, int columns, int max_rows,
                     unsigned style, const char *text);
/* As canvas_paragraph; what does not fit into the rows ends in an ellipsis in the last one. Returns the rows used. */
int canvas_paragraph_short(const struct canvas *canvas, int row, int column, int columns, int max_rows,
                           unsigned style, const char *text);
/* One glyph, always one column. */
void canvas_glyph(const struct canvas *canvas, int row, int column, unsigned style, enum glyph glyph);
/* The same glyph `columns` times. */
void canvas_glyph_run(const struct canvas *canvas, int row, int column, int columns, unsigned style,
                      enum glyph glyph);
/* A thin rule over the columns. */
void canvas_rule(const struct canvas *canvas, int row, int column, int columns);
/* A frame around the whole window in STYLE_RULE, with a title (NULL: none) in its upper edge. */
void canvas_frame(const struct canvas *canvas, const char *title);
/* ORs flags onto what is drawn there already: a selected row gets STYLE_REVERSE. */
void canvas_highlight(const struct canvas *canvas, int row, int column, int columns, unsigned flags);
/* One cell of a picture: a one-column character with its own 0xRRGGBB colours. */
void canvas_picture(const struct canvas *canvas, int row, int column, uint32_t character, uint32_t foreground,
                    uint32_t background);
/* Puts the hardware cursor here: the caret of the focused field, or the selected row. Clipped into the
 * window. */
void canvas_cursor(const struct canvas *canvas, int row, int column);

/* --- what a click means --- */

/* Widgets say while they draw what a click on what they drew means; so there is no second layout to keep in step. */
enum canvas_target_kind {
    CANVAS_TARGET_NONE,
    CANVAS_TARGET_ROW,    /* item `value` of the list `owner` */
    CANVAS_TARGET_FIELD,  /* field `value` of the form `owner` */
    CANVAS_TARGET_SUBMIT, /* the form `owner` is done */
    CANVAS_TARGET_KEY,    /* as if `key` were pressed */
    CANVAS_TARGET_ACTION, /* action `value` of the keymap */
    CANVAS_TARGET_TAB,    /* tab `value` of the title bar */
    CANVAS_TARGET_PART,   /* part `value` of the screen of the view `owner` */
};
struct canvas_target {
    enum canvas_target_kind kind;
    size_t value;
    void *owner; /* lives as long as the view that drew it */
    struct term_key key;
};
#define CANVAS_TARGETS_MAX 256 /* further ones cannot be clicked */
/* A rectangle of the window; what is put later lies above. */
void canvas_target(const struct canvas *canvas, int row, int column, int rows, int columns,
                   const struct canvas_target *target);
/* Forgets all targets: what is drawn from now on lies over the rest. */
void canvas_targets_clear(const struct canvas *canvas);
/* What is at a cell of the whole screen; kind NONE: nothing. */
struct canvas_target canvas_buffer_target(const struct canvas_buffer *buffer, int row, int column);

/* The row as UTF-8, trailing spaces dropped. Returns its bytes; cut at a whole cell when `size` is too small.
 */
size_t canvas_row_text(const struct canvas *canvas, int row, char *out, size_t size);

#endif
