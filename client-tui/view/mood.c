/* mood.c: today's mood, one of seven or none. */
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

struct data {
    struct list list; /* in the order of the enumeration, none last */
};

static enum doran_mood mood_at(size_t index)
{
    return index + 1 < DORAN_mood_COUNT ? (enum doran_mood)(index + 1) : DORAN_mood_none;
}

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct ui *ui = opaque;
    struct doran_arena arena = DORAN_ARENA(1024);
    enum doran_mood mood = mood_at(index);
    canvas_format(canvas, 0, 2, 2, STYLE_ACCENT, "%zu", index + 1);
    canvas_text_short(canvas, 0, 5, canvas->columns - 5, STYLE_TEXT,
                      mood == DORAN_mood_none ? _("No mood") : words_mood_face(&arena, mood, ui->emoji));
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct canvas window = dialog_window(canvas, DORAN_mood_COUNT + 2, 40, _("How do you feel today?"));
    struct canvas part = canvas_part(&window, 0, 0, window.rows - 2, window.columns);
    list_draw(&data->list, &part, true, draw_item, ui, "");
    dialog_keys(&window, window.rows - 1, _("Tell it"), _("Back"));
}

static void open_mood(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, DORAN_mood_COUNT);
    if (ui->state.user.mood != DORAN_mood_none)
        list_select(&data->list, (size_t)ui->state.user.mood - 1);
}

static void choose(struct ui *ui, void *opaque, enum action action)
{
    struct data *data = opaque;
    size_t index = action == ACTION_open ? data->list.selected : (size_t)(action - ACTION_choose_1);
    struct doran_mood_change request = {0};
    if (index >= DORAN_mood_COUNT)
        return;
    doran_set(&request, mood_change, mood, mood_at(index));
    ui_pop(ui);
    if (ui_enqueue(ui, DORAN_R_mood_change, NULL, &request) && ui->state.connection != DORAN_CONNECTED)
        ui_say(ui, TOAST_NEWS, _("It is kept here and goes out when there is a connection."));
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,           {ACTION_open, choose},     {ACTION_choose_1, choose},
    {ACTION_choose_2, choose}, {ACTION_choose_3, choose}, {ACTION_choose_4, choose},
    {ACTION_choose_5, choose}, {ACTION_choose_6, choose}, {ACTION_choose_7, choose},
    {ACTION_choose_8, choose},
};
static const struct key_item keys[] = {
    {ACTION_choose_1, N_("Choose")}, {ACTION_open, N_("Tell it")}, {ACTION_back, NULL}};
const struct view view_mood = {.name = "mood",
                               .title = N_("Mood"),
                               .context = KEYMAP_MENU,
                               .tab = UI_TAB_NONE,
                               .overlay = true,
                               .data_size = sizeof(struct data),
                               .open = open_mood,
                               .draw = draw,
                               .list = list_of,
                               VIEW_ACTIONS(actions),
                               VIEW_KEYS(keys)};
