/* paint.h: from canvas cells to ncurses, which sends what changed. */
#ifndef DORAN_TUI_TERM_PAINT_H
#define DORAN_TUI_TERM_PAINT_H

#include "client-tui/term/canvas.h"
#include "client-tui/term/pairs.h"
#include "client-tui/term/theme.h"

struct paint {
    enum colour_depth depth;
    const struct theme *theme; /* borrowed; after another one comes paint_forget() */
    struct pairs pairs;
    struct canvas_cell *shown; /* what ncurses was given last */
    int rows, columns;
    bool forgotten; /* nothing is known to be on the screen */
};

/* After start_color(). */
void paint_init(struct paint *paint, enum colour_depth depth, const struct theme *theme);
void paint_deinit(struct paint *paint);
/* False without memory. */
bool paint_resize(struct paint *paint, int rows, int columns);
void paint_forget(struct paint *paint);
void paint_show(struct paint *paint, const struct canvas_buffer *buffer);

#endif
