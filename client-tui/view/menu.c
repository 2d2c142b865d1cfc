#include "client-tui/view/menu.h"

#include "client-tui/i18n.h"

void menu_init(struct menu *menu, const struct menu_spec *spec)
{
    menu->spec = spec;
    list_init(&menu->list, spec->count);
}

/* The helps begin behind the widest label, or as far to the right where there is room. */
static int label_columns(const struct menu_spec *spec, const struct canvas *canvas)
{
    int widest = canvas->columns < 70 ? 0 : 28;
    for (size_t i = 0; i < spec->count; i++) {
        int columns = canvas_text_columns(canvas, _(spec->items[i].label));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void draw_item(const void *data, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct menu_spec *spec = data;
    int label = label_columns(spec, canvas) + 1;
    canvas_format(canvas, 0, 2, 2, STYLE_ACCENT, "%zu", index + 1);
    canvas_text_short(canvas, 0, 5, label, STYLE_TEXT, _(spec->items[index].label));
    canvas_text_short(canvas, 0, 5 + label + 1, canvas->columns - label - 6, STYLE_DIM,
                      _(spec->items[index].help));
}

void menu_draw(struct ui *ui, void *data, const struct canvas *canvas)
{
    (void)ui;
    struct menu *menu = data;
    const struct menu_spec *spec = menu->spec;
    int row = 1;
    canvas_text(canvas, row, 1, canvas->columns - 2, STYLE_TITLE, _(spec->title));
    row += 2;
    if (spec->intro)
        row += canvas_paragraph(canvas, row, 1, canvas->columns - 2, 4, STYLE_TEXT, _(spec->intro)) + 1;
    struct canvas part = canvas_part(canvas, row, 1, canvas->rows - row, canvas->columns - 2);
    list_draw(&menu->list, &part, true, draw_item, spec, "");
}

void menu_move(struct ui *ui, void *data, enum action action)
{
    (void)ui;
    struct menu *menu = data;
    list_handle(&menu->list, action);
}

bool menu_works(const void *data, enum action action)
{
    const struct menu *menu = data;
    bool number = action >= ACTION_choose_1 && action <= ACTION_choose_9;
    return !number || (size_t)(action - ACTION_choose_1) < menu->spec->count;
}

void menu_choose(struct ui *ui, void *data, enum action action)
{
    struct menu *menu = data;
    size_t index = action == ACTION_open ? menu->list.selected : (size_t)(action - ACTION_choose_1);
    if (index >= menu->spec->count)
        return;
    list_select(&menu->list, index);
    menu->spec->items[index].run(ui);
}
