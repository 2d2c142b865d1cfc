#include "client-tui/widget/list.h"

#define MARK_COLUMNS 2 /* `>` and a space */

void list_init(struct list *list, size_t count)
{
    *list = (struct list){.count = count, .item_rows = 1, .page = 1};
}

void list_set_count(struct list *list, size_t count)
{
    list->count = count;
    list_select(list, list->selected);
}

void list_select(struct list *list, size_t index)
{
    if (list->count == 0)
        list->selected = 0;
    else
        list->selected = index < list->count ? index : list->count - 1;
}

static void move_by(struct list *list, size_t step, bool down)
{
    if (down)
        list_select(list, list->selected + step);
    else
        list->selected -= step < list->selected ? step : list->selected;
}

bool list_handle(struct list *list, enum action action)
{
    size_t page = list->page > 1 ? (size_t)list->page : 1;
    switch (action) {
    case ACTION_move_up:
        move_by(list, 1, false);
        return true;
    case ACTION_move_down:
        move_by(list, 1, true);
        return true;
    case ACTION_page_up:
        move_by(list, page, false);
        return true;
    case ACTION_page_down:
        move_by(list, page, true);
        return true;
    case ACTION_move_first:
        list->selected = 0;
        return true;
    case ACTION_move_last:
        list_select(list, list->count);
        return true;
    default:
        return false;
    }
}

/* Scrolls so that the selected item is seen and no row below the last one is empty needlessly. */
static void scroll(struct list *list, size_t seen)
{
    if (list->selected < list->top)
        list->top = list->selected;
    if (list->selected >= list->top + seen)
        list->top = list->selected - seen + 1;
    size_t last_top = list->count > seen ? list->count - seen : 0;
    if (list->top > last_top)
        list->top = last_top;
}

static void draw_more(const struct list *list, const struct canvas *canvas, size_t seen)
{
    int column = canvas->columns - GLYPH_COLUMNS;
    if (list->top > 0)
        canvas_glyph(canvas, 0, column, STYLE_DIM, GLYPH_MORE_UP);
    if (list->top + seen < list->count)
        canvas_glyph(canvas, (int)seen * list->item_rows - list->gap_rows - 1, column, STYLE_DIM,
                     GLYPH_MORE_DOWN);
}

void list_draw(struct list *list, const struct canvas *canvas, bool focused, list_draw_item *draw,
               const void *data, const char *empty)
{
    if (list->count == 0) {
        canvas_paragraph(canvas, 0, MARK_COLUMNS, canvas->columns - MARK_COLUMNS, canvas->rows, STYLE_DIM,
                         empty);
        if (focused)
            canvas_cursor(canvas, 0, MARK_COLUMNS);
        return;
    }
    int fit = canvas->rows / list->item_rows;
    if (fit < 1 || canvas->columns < MARK_COLUMNS + GLYPH_COLUMNS)
        return;
    list->page = fit;
    scroll(list, (size_t)fit);
    bool scrolls = (size_t)fit < list->count;
    int columns = canvas->columns - (scrolls ? 1 + GLYPH_COLUMNS : 0);
    for (int i = 0; i < fit && list->top + (size_t)i < list->count; i++) {
        size_t index = list->top + (size_t)i;
        bool selected = index == list->selected;
        struct canvas item = canvas_part(canvas, i * list->item_rows, 0, list->item_rows, columns);
        draw(data, index, &item, selected);
        canvas_target(&item, 0, 0, item.rows, item.columns,
                      &(struct canvas_target){.kind = CANVAS_TARGET_ROW, .value = index, .owner = list});
        if (!selected || !focused)
            continue;
        canvas_glyph(&item, 0, 0, STYLE_TEXT, GLYPH_SELECT);
        for (int row = 0; row < item.rows - list->gap_rows; row++)
            canvas_highlight(&item, row, 0, item.columns, STYLE_REVERSE);
        canvas_cursor(&item, 0, 0);
    }
    draw_more(list, canvas, (size_t)fit);
}
