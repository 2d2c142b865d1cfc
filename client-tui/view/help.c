/* help.c: the keys of the screen one came from, then those that work everywhere, then moving about; and the palette,
 * which runs them. Both read the views' tables of actions. */
#include "client-tui/i18n.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"
#include "client-tui/widget/textfield.h"

#include <stdlib.h>
#include <string.h>

#define ENTRIES_MAX 128

struct entries {
    enum action actions[ENTRIES_MAX];
    size_t count;
};

static void entries_add(struct entries *entries, enum action action)
{
    for (size_t i = 0; i < entries->count; i++)
        if (entries->actions[i] == action)
            return;
    if (entries->count < ENTRIES_MAX)
        entries->actions[entries->count++] = action;
}

static bool moves_about(enum action action)
{
    return action_is_move(action) || action == ACTION_next_pane || action == ACTION_previous_pane;
}

static void add_own(const struct ui_frame *frame, bool moves, struct entries *entries)
{
    const struct view *view = frame->view;
    for (size_t i = 0; i < view->action_count; i++) {
        enum action action = view->actions[i].action;
        if (moves_about(action) == moves && (!view->works || view->works(frame->data, action)))
            entries_add(entries, action);
    }
}

/* What can be done in the view below the one on top, then what can be done everywhere, and last how to move about there. */
static void entries_collect(const struct ui *ui, struct entries *entries)
{
    entries->count = 0;
    size_t depth = ui->depth > 1 ? ui->depth - 1 : 0;
    const struct ui_frame *below = depth > 0 ? &ui->stack[depth - 1] : NULL;
    if (below)
        add_own(below, false, entries);
    for (size_t i = 0; i < view_global_action_count; i++)
        if (ui_works(ui, view_global_actions[i].action, depth))
            entries_add(entries, view_global_actions[i].action);
    if (below)
        add_own(below, true, entries);
}

static void draw_entry(const struct ui *ui, enum action action, const struct canvas *canvas)
{
    char letter[KEYMAP_SHOWN_MAX], letterless[KEYMAP_SHOWN_MAX];
    keymap_shown(ui->keymap, action, false, letter);
    keymap_shown(ui->keymap, action, true, letterless);
    canvas_text_short(canvas, 0, 2, 9, STYLE_ACCENT, letter);
    if (strcmp(letter, letterless) != 0)
        canvas_text_short(canvas, 0, 12, 9, STYLE_ACCENT, letterless);
    canvas_text_short(canvas, 0, 22, canvas->columns - 22, STYLE_TEXT, _(action_info(action)->help));
}

/* --- the ? page --- */

struct help {
    struct entries entries;
    struct list list;
};
struct help_item {
    const struct ui *ui;
    const struct entries *entries;
};

static void help_draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct help_item *item = opaque;
    draw_entry(item->ui, item->entries->actions[index], canvas);
}

static void help_draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct help *help = opaque;
    struct help_item item = {ui, &help->entries};
    const struct view *below = ui->depth > 1 ? ui->stack[ui->depth - 2].view : NULL;
    canvas_format(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, "%s", below ? _(below->title) : "");
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2, canvas->columns);
    list_draw(&help->list, &part, true, help_draw_item, &item, "");
}

static void help_open(struct ui *ui, void *opaque)
{
    struct help *help = opaque;
    entries_collect(ui, &help->entries);
    list_init(&help->list, help->entries.count);
}

static void help_move(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct help *help = opaque;
    list_handle(&help->list, action);
}

static void run_below(struct ui *ui, enum action action)
{
    ui_pop(ui);
    ui_act(ui, action);
}

static void help_run(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct help *help = opaque;
    if (help->list.selected < help->entries.count)
        run_below(ui, help->entries.actions[help->list.selected]);
}

static void help_again(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_pop(ui);
}

static void help_guide(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_pop(ui);
    ui_push(ui, &view_guide);
}

static const struct view_action help_actions[] = {
    {ACTION_next_pane, help_guide}, {ACTION_move_up, help_move},   {ACTION_move_down, help_move},
    {ACTION_page_up, help_move},    {ACTION_page_down, help_move}, {ACTION_open, help_run},
    {ACTION_help, help_again},
};
static const struct key_item help_keys[] = {{ACTION_open, N_("Do it")},
                                            {ACTION_next_pane, N_("How it works")},
                                            {ACTION_palette, NULL},
                                            {ACTION_back, NULL}};
const struct view view_help = {.name = "help",
                               .title = N_("Help"),
                               .context = KEYMAP_ANY,
                               .tab = UI_TAB_NONE,
                               .data_size = sizeof(struct help),
                               .open = help_open,
                               .draw = help_draw,
                               VIEW_ACTIONS(help_actions),
                               VIEW_KEYS(help_keys)};

/* --- the palette --- */

#define PALETTE_COLUMNS 72 /* a line of help fits, and eyes need not travel */

struct palette {
    struct entries all, found;
    struct textfield field;
    struct list list;
};

/* Every letter of the search in its order, case aside: "mrd" finds "mark-read". */
static bool matches(const char *text, const char *search)
{
    char *key = doran_text_key(text), *wanted = doran_text_key(search);
    bool found = key && wanted;
    const char *at = key;
    for (const char *w = wanted; found && *w;) {
        size_t length = doran_text_next(w, strlen(w));
        const char *hit = at;
        while (*hit && strncmp(hit, w, length) != 0)
            hit += doran_text_next(hit, strlen(hit));
        found = *hit != '\0';
        at = hit + (found ? length : 0);
        w += length;
    }
    free(key);
    free(wanted);
    return found;
}

static void palette_search(struct palette *palette)
{
    palette->found.count = 0;
    for (size_t i = 0; i < palette->all.count; i++) {
        enum action action = palette->all.actions[i];
        const char *search = textfield_text(&palette->field);
        if (matches(action_info(action)->name, search) || matches(_(action_info(action)->help), search))
            entries_add(&palette->found, action);
    }
    list_set_count(&palette->list, palette->found.count);
}

static void palette_open(struct ui *ui, void *opaque)
{
    struct palette *palette = opaque;
    entries_collect(ui, &palette->all);
    textfield_init(&palette->field, 40, false);
    list_init(&palette->list, 0);
    palette_search(palette);
}

static void palette_close(void *opaque)
{
    struct palette *palette = opaque;
    textfield_deinit(&palette->field);
}

static void palette_draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct palette *palette = opaque;
    struct help_item item = {ui, &palette->found};
    bool high = canvas->rows > 14;
    int above = high ? 2 : 1, below = high ? 2 : 1; /* rows of the field, and of the keys */
    int rows = canvas->rows - (high ? 6 : 2), needed = above + (int)palette->all.count + below;
    int columns = canvas->columns - 8;
    struct canvas window =
        dialog_window(canvas, rows < needed ? rows : needed,
                      columns < PALETTE_COLUMNS ? columns : PALETTE_COLUMNS, _("Everything"));
    struct canvas part = canvas_part(&window, above, 0, window.rows - above - below, window.columns);
    list_draw(&palette->list, &part, true, help_draw_item, &item, _("Nothing of that name."));
    textfield_draw(&palette->field, &window, 0, 2, window.columns - 2, true, _("Type to search"));
    dialog_keys(&window, window.rows - 1, _("Do it"), _("Back"));
}

static bool palette_event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct palette *palette = opaque;
    if (textfield_handle(&palette->field, event)) {
        palette_search(palette);
        return true;
    }
    if (event->kind != TERM_EVENT_KEY)
        return false;
    switch (event->key.name) {
    case TERM_KEY_UP:
        return list_handle(&palette->list, ACTION_move_up);
    case TERM_KEY_DOWN:
        return list_handle(&palette->list, ACTION_move_down);
    case TERM_KEY_ENTER:
        if (palette->list.selected < palette->found.count)
            run_below(ui, palette->found.actions[palette->list.selected]);
        return true;
    case TERM_KEY_ESCAPE:
        ui_pop(ui);
        return true;
    default:
        return false;
    }
}

const struct view view_palette = {.name = "palette",
                                  .title = N_("Everything"),
                                  .context = KEYMAP_TEXT,
                                  .tab = UI_TAB_NONE,
                                  .overlay = true,
                                  .data_size = sizeof(struct palette),
                                  .open = palette_open,
                                  .close = palette_close,
                                  .draw = palette_draw,
                                  .event = palette_event};
