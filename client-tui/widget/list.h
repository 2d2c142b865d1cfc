/* list.h: rows to choose from, scrolled so that the selected one is seen. */
#ifndef DORAN_TUI_WIDGET_LIST_H
#define DORAN_TUI_WIDGET_LIST_H

#include "client-tui/keymap/action.h"
#include "client-tui/term/canvas.h"

#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count;
    size_t selected; /* < count, or 0 when empty */
    size_t top;      /* the first row seen; list_draw() keeps it right */
    int item_rows;   /* rows of one item, 1 unless set */
    int gap_rows;    /* of them at its end: blank, and not reversed with it */
    int page;        /* items seen at the last draw: what PageDown moves by */
};

/* Draws item `index` into its window (item_rows high). Column 0 and 1 are the list's own: `>` and a space. */
typedef void list_draw_item(const void *data, size_t index, const struct canvas *canvas, bool selected);

void list_init(struct list *list, size_t count);
/* Another number of items; the selection stays where it is as far as it can. */
void list_set_count(struct list *list, size_t count);
/* Selects an item (clamped). */
void list_select(struct list *list, size_t index);
/* Moves for move_up/down, page_up/down, move_first/last. False when the action is another. */
bool list_handle(struct list *list, enum action action);
/* Draws the items, the selected one reversed and with `>` when `focused`; puts the hardware cursor on it. An
 * empty list draws `empty`: what to do to get a first one. */
void list_draw(struct list *list, const struct canvas *canvas, bool focused, list_draw_item *draw,
               const void *data, const char *empty);

#endif
