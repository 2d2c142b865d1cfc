/* search.c: looking for words in the list of the screen below, and going from match to match. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"
#include "client-tui/widget/textfield.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRAPHEMES_MAX 30
#define COLUMNS 44

/* True when the item holds the words, case and form aside. */
static bool item_has(const struct ui *ui, const struct ui_frame *frame, size_t index, const char *wanted)
{
    struct doran_arena arena = DORAN_ARENA(16384);
    char *key = doran_text_key(frame->view->item_text(ui, frame->data, index, &arena));
    bool found = key && strstr(key, wanted);
    free(key);
    doran_arena_deinit(&arena);
    return found;
}

void view_search_step(struct ui *ui, bool next, bool here)
{
    const struct ui_frame *frame = ui_top(ui);
    struct list *list = frame->view->list(frame->data);
    char *wanted = ui->search[0] ? doran_text_key(ui->search) : NULL;
    if (!wanted) {
        ui_say(ui, TOAST_NEWS, _("Nothing is searched for yet. / begins."));
        return;
    }
    bool found = false;
    for (size_t step = here ? 0 : 1; !found && step <= list->count && list->count > 0; step++) {
        size_t index = (list->selected + (next ? step : list->count - step)) % list->count;
        found = item_has(ui, frame, index, wanted);
        if (found)
            list_select(list, index);
    }
    free(wanted);
    struct doran_arena arena = DORAN_ARENA(4096);
    if (!found)
        ui_say(ui, TOAST_NEWS, sentence_of(&arena, _("\"{words}\" is not here."), {"words", ui->search}));
    doran_arena_deinit(&arena);
}

struct data {
    struct textfield field;
};

static void open_search(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    textfield_init(&data->field, GRAPHEMES_MAX, false);
    textfield_set(&data->field, ui->search);
}

static void close_search(void *opaque)
{
    struct data *data = opaque;
    textfield_deinit(&data->field);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    struct data *data = opaque;
    struct canvas window = dialog_window(canvas, 3, COLUMNS, _("Search"));
    textfield_draw(&data->field, &window, 0, 0, window.columns, true, NULL);
    dialog_keys(&window, window.rows - 1, _("Search"), _("Back"));
}

static bool event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    if (textfield_handle(&data->field, event))
        return true;
    if (event->kind != TERM_EVENT_KEY)
        return false;
    if (event->key.name != TERM_KEY_ENTER && event->key.name != TERM_KEY_ESCAPE)
        return false;
    const char *text = textfield_text(&data->field);
    bool go = event->key.name == TERM_KEY_ENTER && text[0] && strlen(text) < sizeof ui->search;
    if (go)
        snprintf(ui->search, sizeof ui->search, "%s", text);
    ui_pop(ui);
    if (go)
        view_search_step(ui, true, true);
    return true;
}

const struct view view_search = {.name = "search",
                                 .title = N_("Search"),
                                 .context = KEYMAP_TEXT,
                                 .tab = UI_TAB_NONE,
                                 .overlay = true,
                                 .data_size = sizeof(struct data),
                                 .open = open_search,
                                 .close = close_search,
                                 .draw = draw,
                                 .event = event};
