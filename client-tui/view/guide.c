/* guide.c: how Dorandoran works, in five pages. */
#include "client-tui/state/guide.h"
#include "client-tui/i18n.h"
#include "client-tui/view/view.h"

#define COLUMNS_MAX 70

struct data {
    size_t page;
};

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    const struct data *data = opaque;
    const struct guide_page *page = &guide_pages[data->page];
    int width = canvas->columns - 8 < COLUMNS_MAX ? canvas->columns - 8 : COLUMNS_MAX;
    bool high = canvas->rows > 14;
    int row = high ? 2 : 0;
    canvas_format(canvas, row, 4, width, STYLE_DIM, "%zu / %zu", data->page + 1, (size_t)GUIDE_PAGES);
    canvas_text_short(canvas, row + 1, 4, width, STYLE_TITLE, _(page->title));
    canvas_cursor(canvas, row + 1, 4);
    row += 3;
    int needed = GUIDE_SENTENCES - 1 + (page->later ? 1 : 0);
    for (size_t i = 0; i < GUIDE_SENTENCES; i++)
        needed += canvas_paragraph(canvas, 0, 0, width, 0, STYLE_TEXT, _(page->sentences[i]));
    int gap = row + needed <= canvas->rows ? 1 : 0;
    for (size_t i = 0; i < GUIDE_SENTENCES; i++)
        row += gap +
               canvas_paragraph(canvas, row, 4, width, canvas->rows - row, STYLE_TEXT, _(page->sentences[i]));
    if (page->later && row < canvas->rows)
        canvas_text_short(canvas, canvas->rows - 1, 4, width, STYLE_DIM,
                          _("This room opens with one of the next versions."));
}

static void turn(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    bool back = action == ACTION_move_left || action == ACTION_move_up || action == ACTION_page_up;
    if (back)
        data->page -= data->page > 0 ? 1 : 0;
    else if (data->page + 1 < GUIDE_PAGES)
        data->page++;
    else if (action == ACTION_open)
        ui_pop(ui);
}

static const struct view_action actions[] = {
    {ACTION_open, turn},    {ACTION_move_right, turn}, {ACTION_move_left, turn}, {ACTION_move_down, turn},
    {ACTION_move_up, turn}, {ACTION_page_down, turn},  {ACTION_page_up, turn},
};
static const struct key_item keys[] = {{ACTION_open, N_("Next")},
                                       {ACTION_move_left, N_("Before")},
                                       {ACTION_help, NULL},
                                       {ACTION_back, N_("Enough")}};
const struct view view_guide = {.name = "guide",
                                .title = N_("How Dorandoran works"),
                                .context = KEYMAP_ANY,
                                .tab = UI_TAB_NONE,
                                .quiet = true,
                                .data_size = sizeof(struct data),
                                .draw = draw,
                                .answer = view_join_tried,
                                VIEW_ACTIONS(actions),
                                VIEW_KEYS(keys)};
