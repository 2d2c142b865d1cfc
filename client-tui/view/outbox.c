/* outbox.c: what is not sent yet: what it is, why it waits, to try again or to give up. */
#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/words.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

#include <stdio.h>

struct data {
    struct list list;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct state *state = opaque;
    const struct doran_outbox_item *item = &state->outbox.items[index];
    struct doran_arena arena = DORAN_ARENA(8192);
    canvas_text_short(canvas, 0, 2, 24, STYLE_TEXT, words_route(item->route));
    bool parked = item->state == DORAN_OUTBOX_parked;
    canvas_text_short(canvas, 0, 28, canvas->columns - 44, parked ? STYLE_ERROR : STYLE_DIM,
                      parked ? refusal_sentence(&arena, &item->error, DORAN_TYPE_empty)
                             : words_outbox_state(item->state));
    canvas_text_right(canvas, 0, canvas->columns - 15, 14, STYLE_DIM,
                      words_ago(&arena, item->queued_at, state->now));
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, _("Not sent yet"));
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, &ui->state, _("Everything is sent."));
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, ui->state.outbox.count);
}

static void open_outbox(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, ui->state.outbox.count);
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct data *data = opaque;
    list_handle(&data->list, action);
}

static const struct doran_outbox_item *selected_item(const struct ui *ui, const struct data *data)
{
    return data->list.selected < ui->state.outbox.count ? &ui->state.outbox.items[data->list.selected] : NULL;
}

static void retry(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_outbox_item *item = selected_item(ui, opaque);
    struct doran_error error = {0};
    if (!item)
        return;
    if (item->state == DORAN_OUTBOX_parked &&
        !doran_replica_outbox_retry(ui->state.replica, item->operation, &error))
        ui_say_error(ui, &error);
    doran_client_wake(ui->state.client);
    ui->state.dirty = true;
}

static void drop_yes(struct ui *ui, const char *operation)
{
    struct doran_error error = {0};
    if (!doran_replica_outbox_drop(ui->state.replica, operation, &error))
        ui_say_error(ui, &error);
    ui->state.dirty = true;
}

static void drop(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_outbox_item *item = selected_item(ui, opaque);
    struct ui_question question = {.enter = _("Give up"), .escape = _("Back"), .yes = drop_yes};
    if (!item)
        return;
    snprintf(question.message, sizeof question.message, "%s", _("Give this up? It will never be sent."));
    snprintf(question.id, sizeof question.id, "%s", item->operation);
    ui_ask(ui, &question);
}

static const struct view_action actions[] = {
    {ACTION_move_up, move}, {ACTION_move_down, move}, {ACTION_open, retry}, {ACTION_delete, drop}};
static const struct key_item keys[] = {
    {ACTION_open, N_("Try again")}, {ACTION_delete, N_("Give up")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_outbox = {.name = "outbox",
                                 .title = N_("Not sent yet"),
                                 .context = KEYMAP_ANY,
                                 .tab = UI_TAB_NONE,
                                 .data_size = sizeof(struct data),
                                 .open = open_outbox,
                                 .refresh = refresh,
                                 .draw = draw,
                                 VIEW_ACTIONS(actions),
                                 VIEW_KEYS(keys)};
