/* guide.c: how Dorandoran works, in five pages. */
#include "client-tui/i18n.h"
#include "client-tui/view/view.h"

#define SENTENCES 3
#define COLUMNS_MAX 70

static const struct page {
    const char *title;
    const char *sentences[SENTENCES];
    bool later; /* its room is still being built */
} pages[] = {
    {N_("A place for talking"),
     {N_("Here is only your family. Nobody else sees what you say and show here."),
      N_("On the first screen you see who is here and how they feel. Say how you feel yourself with m."),
      N_("Invite relatives from the family screen: by e-mail, or by a code you hand over.")},
     false},
    {N_("Missions"),
     {N_("Propose something to do together: a walk, a call, a dinner."),
      N_("Everybody who takes part checks off their own part; with the last one it is done."),
      N_("The month shows how far you have come together.")},
     true},
    {N_("Calendar"),
     {N_("Birthdays, holidays and visits on one calendar, by the sun or by the moon."),
      N_("Long ones are bars, and reminders come in time."),
      N_("Another view shows the photos of each day: your memories.")},
     true},
    {N_("Gallery"),
     {N_("Photos in albums, kept as they came, seen here as far as the terminal can."),
      N_("Like them and write to them; whoever took them is told."),
      N_("They can be saved to this computer at any time.")},
     true},
    {N_("Voice messages"),
     {N_("Say it instead of writing it: up to three minutes, heard again whenever you like."),
      N_("Each shows its wave, and whether you have heard it."), N_("They play on every phone too.")},
     true},
};
#define PAGES (sizeof pages / sizeof *pages)

struct data {
    size_t page;
};

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    const struct data *data = opaque;
    const struct page *page = &pages[data->page];
    int width = canvas->columns - 8 < COLUMNS_MAX ? canvas->columns - 8 : COLUMNS_MAX;
    bool high = canvas->rows > 14;
    int row = high ? 2 : 0;
    canvas_format(canvas, row, 4, width, STYLE_DIM, "%zu / %zu", data->page + 1, PAGES);
    canvas_text_short(canvas, row + 1, 4, width, STYLE_TITLE, _(page->title));
    canvas_cursor(canvas, row + 1, 4);
    row += 3;
    for (size_t i = 0; i < SENTENCES; i++)
        row +=
            canvas_paragraph(canvas, row, 4, width, canvas->rows - row, STYLE_TEXT, _(page->sentences[i])) +
            (high ? 1 : 0);
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
    else if (data->page + 1 < PAGES)
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
