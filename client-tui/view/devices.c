/* devices.c: the new devices that ask to be let in, then those that are logged in. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/view.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

struct data {
    struct list list; /* the approvals, then the sessions */
    char current[37]; /* this device's session; "" until the server told it */
    bool asked;
};

static const struct doran_approval *selected_approval(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected;
    return index < ui->state.approvals.count ? &ui->state.approvals.items[index] : NULL;
}

static const struct doran_session *selected_session(const struct ui *ui, const struct data *data)
{
    size_t index = data->list.selected, approvals = ui->state.approvals.count;
    return index >= approvals && index - approvals < ui->state.sessions.count
               ? &ui->state.sessions.items[index - approvals]
               : NULL;
}

struct item {
    const struct state *state;
    const char *current;
};

static void draw_session(const struct item *item, const struct doran_session *session,
                         const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    bool here = strcmp(session->id, item->current) == 0;
    const char *use = here
                          ? _("this device")
                          : sentence_of(&arena, _("last used {when}"),
                                        {"when", words_ago(&arena, session->last_used_at, item->state->now)});
    int right = canvas_text_right(canvas, 0, 2, canvas->columns - 3, here ? STYLE_GOOD : STYLE_DIM, use);
    canvas_text_short(canvas, 0, 2, right - 4, STYLE_TEXT, session->name);
    doran_arena_deinit(&arena);
}

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct item *item = opaque;
    const struct state *state = item->state;
    if (index >= state->approvals.count) {
        draw_session(item, &state->sessions.items[index - state->approvals.count], canvas);
        return;
    }
    struct doran_arena arena = DORAN_ARENA(4096);
    const struct doran_approval *approval = &state->approvals.items[index];
    canvas_text_short(canvas, 0, 2, canvas->columns - 20, STYLE_ACCENT,
                      sentence_of(&arena, _("{device} asks to be let in"), {"device", approval->device}));
    canvas_text_right(canvas, 0, canvas->columns - 17, 16, STYLE_DIM,
                      words_left(&arena, approval->expires_at, state->now));
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct item item = {&ui->state, data->current};
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, _("My devices"));
    int row = 1 + canvas_paragraph(canvas, 1, 1, canvas->columns - 2, 3, STYLE_DIM,
                                   _("To add one: on the new device choose that you have an account, then "
                                     "to be let in by your other device."));
    struct canvas part = canvas_part(canvas, row + 1, 0, canvas->rows - row - 1, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, &item,
              _("The list comes as soon as there is a connection."));
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_set_count(&data->list, ui->state.approvals.count + ui->state.sessions.count);
}

static void open_devices(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, ui->state.approvals.count + ui->state.sessions.count);
}

/* Which of them is this one only the server tells; without it none is marked. */
static int tick(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    struct doran_error error = {0};
    if (!data->asked && ui->call == 0 && ui->state.connection == DORAN_CONNECTED) {
        ui_try_submit(ui, DORAN_R_session_list, NULL, NULL, &error);
        data->asked = true;
    }
    return -1;
}

static void refuse_yes(struct ui *ui, const char *approval)
{
    struct doran_path path = ui_path(DORAN_PARAM_approval, approval);
    ui_submit(ui, DORAN_R_approval_refuse, &path, NULL);
}

static void end_yes(struct ui *ui, const char *session)
{
    struct doran_path path = ui_path(DORAN_PARAM_session, session);
    ui_submit(ui, DORAN_R_session_end, &path, NULL);
}

static void open_item(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_approval *approval = selected_approval(ui, opaque);
    if (approval)
        view_ask_approval(ui, approval);
}

static void ask(struct ui *ui, const char *template, const char *device, const char *id, const char *enter,
                void (*yes)(struct ui *, const char *))
{
    struct doran_arena arena = DORAN_ARENA(4096);
    struct ui_question question = {.enter = enter, .escape = _("Back"), .yes = yes};
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, template, {"device", device}));
    snprintf(question.id, sizeof question.id, "%s", id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

static void end(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct data *data = opaque;
    const struct doran_approval *approval = selected_approval(ui, data);
    const struct doran_session *session = selected_session(ui, data);
    if (approval)
        ask(ui, _("Turn {device} away? It gets nothing."), approval->device, approval->id, _("Turn it away"),
            refuse_yes);
    else if (session && strcmp(session->id, data->current) == 0)
        view_log_out(ui);
    else if (session)
        ask(ui, _("Log {device} out? It forgets what it keeps and has to log in again."), session->name,
            session->id, _("Log it out"), end_yes);
}

static void answer(struct ui *ui, void *opaque, const struct doran_client_event *event)
{
    struct data *data = opaque;
    const struct doran_session_page *page = event->answer;
    if (event->route == DORAN_R_logout) {
        view_log_out_answer(ui, data, event);
    } else if (event->route == DORAN_R_session_list) {
        if (event->error.code == DORAN_ERROR_none)
            snprintf(data->current, sizeof data->current, "%s", page->current);
    } else if (event->error.code != DORAN_ERROR_none) {
        ui_say_error(ui, &event->error);
    } else {
        ui_say(ui, TOAST_GOOD,
               event->route == DORAN_R_session_end ? _("The device is logged out.")
                                                   : _("The device is turned away."));
    }
    ui->state.dirty = true;
}

static struct list *list_of(void *opaque)
{
    struct data *data = opaque;
    return &data->list;
}

static const char *item_text(const struct ui *ui, const void *opaque, size_t index, struct doran_arena *arena)
{
    (void)opaque, (void)arena;
    size_t approvals = ui->state.approvals.count;
    return index < approvals ? ui->state.approvals.items[index].device
                             : ui->state.sessions.items[index - approvals].name;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_open, open_item},
    {ACTION_delete, end},
};
static const struct key_item keys[] = {
    {ACTION_open, N_("Let in")}, {ACTION_delete, N_("Log it out")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_devices = {.name = "devices",
                                  .title = N_("My devices"),
                                  .context = KEYMAP_ANY,
                                  .tab = UI_TAB_NONE,
                                  .data_size = sizeof(struct data),
                                  .open = open_devices,
                                  .refresh = refresh,
                                  .draw = draw,
                                  .answer = answer,
                                  .tick = tick,
                                  .list = list_of,
                                  .item_text = item_text,
                                  VIEW_ACTIONS(actions),
                                  VIEW_KEYS(keys)};
