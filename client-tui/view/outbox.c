/* outbox.c: what is not sent yet: what it is, why it waits, to change it, to try again or to give up. */
#include "client-tui/i18n.h"
#include "client-tui/state/unsent.h"
#include "client-tui/state/words.h"
#include "client-tui/view/form_view.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

#define AGE_COLUMNS 14
#define WHY_ROWS 3 /* of the selected one, under the list */
#define ABOUT_BYTES_MAX (1024 * 1024)

struct data {
    struct list list;
    const char **about; /* What each of them is about, by name; NULL: not asked yet. */
    size_t count;       /* Of those. */
    struct doran_arena arena;
};

static const struct doran_outbox_item *selected_item(const struct ui *ui, const struct data *data)
{
    return data->list.selected < ui->state.outbox.count ? &ui->state.outbox.items[data->list.selected] : NULL;
}

static void forget(struct data *data)
{
    doran_arena_deinit(&data->arena);
    data->arena = DORAN_ARENA(ABOUT_BYTES_MAX);
    data->about = NULL;
    data->count = 0;
}

/* In words with the name of what it is about, which is asked for once: many may wait, and few are seen. */
static const char *words_of(const struct ui *ui, struct data *data, size_t index, struct doran_arena *arena)
{
    const struct doran_outbox_item *item = &ui->state.outbox.items[index];
    const char *about = "";
    if (!data->about &&
        (data->about = doran_arena_alloc(&data->arena, ui->state.outbox.count * sizeof about))) {
        data->count = ui->state.outbox.count;
        memset(data->about, 0, data->count * sizeof about);
    }
    if (data->about && index < data->count) {
        if (!data->about[index])
            data->about[index] = unsent_about(ui->state.replica, &data->arena, item);
        about = data->about[index];
    }
    return unsent_words(arena, item, about);
}

/* --- drawing --- */

struct drawing {
    struct ui *ui;
    struct data *data;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct drawing *drawing = opaque;
    const struct state *state = &drawing->ui->state;
    const struct doran_outbox_item *item = &state->outbox.items[index];
    struct doran_arena arena = DORAN_ARENA(8192);
    bool parked = item->state == DORAN_OUTBOX_parked;
    const char *status = words_outbox_state(item->state);
    int age = canvas->columns - AGE_COLUMNS - 1, room = canvas_text_columns(canvas, status);
    canvas_text_right(canvas, 0, age, AGE_COLUMNS, STYLE_DIM, words_ago(&arena, item->queued_at, state->now));
    canvas_text_short(canvas, 0, age - room - 1, room, parked ? STYLE_ERROR : STYLE_DIM, status);
    canvas_text_short(canvas, 0, 2, age - room - 4, STYLE_TEXT,
                      words_of(drawing->ui, drawing->data, index, &arena));
    doran_arena_deinit(&arena);
}

/* The whole of the selected one: a refusal is a sentence and takes its room. */
static void draw_why(const struct ui *ui, struct data *data, const struct canvas *canvas)
{
    const struct doran_outbox_item *item = selected_item(ui, data);
    struct doran_arena arena = DORAN_ARENA(8192);
    if (!item)
        return;
    bool parked = item->state == DORAN_OUTBOX_parked;
    canvas_text_short(canvas, 0, 0, canvas->columns, STYLE_TEXT,
                      words_of(ui, data, data->list.selected, &arena));
    canvas_paragraph(canvas, 1, 0, canvas->columns, WHY_ROWS - 1, parked ? STYLE_ERROR : STYLE_DIM,
                     parked ? unsent_why(&arena, item)
                            : _("It is kept here and goes out when there is a connection."));
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, _("Not sent yet"));
    struct drawing drawing = {ui, data};
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 3 - WHY_ROWS, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, &drawing, _("Everything is sent."));
    struct canvas why = canvas_part(canvas, canvas->rows - WHY_ROWS, 2, WHY_ROWS, canvas->columns - 4);
    draw_why(ui, data, &why);
}

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    forget(data);
    list_set_count(&data->list, ui->state.outbox.count);
}

static void open_outbox(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    forget(data);
    list_init(&data->list, ui->state.outbox.count);
}

static void close_outbox(void *opaque)
{
    struct data *data = opaque;
    doran_arena_deinit(&data->arena);
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const char *item_text(const struct ui *ui, const void *opaque, size_t index, struct doran_arena *arena)
{
    (void)opaque;
    if (index >= ui->state.outbox.count)
        return "";
    const struct doran_outbox_item *item = &ui->state.outbox.items[index];
    return unsent_line(ui->state.replica, arena, item);
}

/* --- what can be done --- */

static void say_refusal(struct ui *ui, const struct doran_outbox_item *item, const struct doran_error *error)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    ui_say(ui, TOAST_ERROR, unsent_refusal(&arena, item, error));
    doran_arena_deinit(&arena);
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
        say_refusal(ui, item, &error);
    doran_client_wake(ui->state.client);
    ui->state.dirty = true;
}

static const struct doran_outbox_item no_item = {.route = DORAN_R_mood_change};

static void drop_yes(struct ui *ui, const char *operation)
{
    struct doran_error error = {0};
    if (!doran_replica_outbox_drop(ui->state.replica, operation, &error))
        say_refusal(ui, &no_item, &error);
    ui->state.dirty = true;
}

static void drop(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct data *data = opaque;
    const struct doran_outbox_item *item = selected_item(ui, data);
    struct ui_question question = {.enter = _("Give up"), .escape = _("Back"), .yes = drop_yes};
    struct doran_arena arena = DORAN_ARENA(8192);
    if (!item)
        return;
    snprintf(question.title, sizeof question.title, "%s", words_of(ui, data, data->list.selected, &arena));
    snprintf(question.message, sizeof question.message, "%s", _("Give this up? It will never be sent."));
    snprintf(question.id, sizeof question.id, "%s", item->operation);
    doran_arena_deinit(&arena);
    ui_ask(ui, &question);
}

/* --- changing one --- */

struct edit {
    struct form_view view; /* first, so that the form's functions fit */
    struct form_view_spec spec;
    struct form_field_spec fields[UNSENT_FIELDS_MAX];
    char operation[37];
};

static const struct doran_outbox_item *item_of(const struct ui *ui, const char *operation)
{
    for (size_t i = 0; i < ui->state.outbox.count; i++)
        if (strcmp(ui->state.outbox.items[i].operation, operation) == 0)
            return &ui->state.outbox.items[i];
    return NULL;
}

static void edit_submit(struct ui *ui, struct form_view *view)
{
    const struct edit *edit = (struct edit *)(void *)view;
    const struct doran_outbox_item *item = item_of(ui, edit->operation);
    const char *texts[UNSENT_FIELDS_MAX] = {NULL};
    struct doran_error error = {0};
    if (!item) {
        ui_pop(ui);
        ui_say(ui, TOAST_NEWS, _("It was sent meanwhile."));
        return;
    }
    for (size_t i = 0; i < edit->spec.count; i++)
        texts[i] = form_text(&view->form, edit->fields[i].name);
    if (unsent_change(ui->state.replica, item, texts, &error)) {
        doran_client_wake(ui->state.client);
        ui_pop(ui);
        ui_say(ui, TOAST_GOOD, _("Changed. It goes out when there is a connection."));
    } else if (error.field[0]) {
        form_view_refuse(ui, view, &error);
    } else {
        say_refusal(ui, item, &error);
    }
    ui->state.dirty = true;
}

static const struct view view_outbox_edit = {.name = "outbox-edit",
                                             .title = N_("Change what is not sent yet"),
                                             .context = KEYMAP_TEXT,
                                             .tab = UI_TAB_NONE,
                                             .overlay = true,
                                             .data_size = sizeof(struct edit),
                                             .close = form_view_close,
                                             .draw = form_view_draw,
                                             .event = form_view_event};

static void open_edit(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_outbox_item *item = selected_item(ui, opaque);
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    size_t count = item ? unsent_fields(item, fields) : 0;
    if (item && count == 0)
        ui_say(ui, TOAST_NEWS, _("There is no text in it to change. It can be given up."));
    struct edit *edit = count > 0 ? ui_push(ui, &view_outbox_edit) : NULL;
    if (!edit)
        return;
    for (size_t i = 0; i < count; i++)
        edit->fields[i] = (struct form_field_spec){.name = fields[i]->name,
                                                   .label = fields[i]->label,
                                                   .help = fields[i]->help,
                                                   .graphemes_max = fields[i]->graphemes_max};
    edit->spec = (struct form_view_spec){.title = words_route(item->route),
                                         .enter = N_("Send this instead"),
                                         .fields = edit->fields,
                                         .count = count,
                                         .request = doran_route(item->route)->request,
                                         .submit = edit_submit};
    memcpy(edit->operation, item->operation, sizeof edit->operation);
    form_view_open(ui, &edit->view, &edit->spec);
    for (size_t i = 0; i < count; i++)
        form_set_text(&edit->view.form, fields[i]->name, unsent_text(item, fields[i]));
}

/* With nothing waiting there is nothing to try again, change or give up. */
static bool works(const void *opaque, enum action action)
{
    bool of_one = action == ACTION_open || action == ACTION_edit || action == ACTION_delete;
    return !of_one || ((const struct data *)opaque)->list.count > 0;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST, {ACTION_open, retry}, {ACTION_edit, open_edit}, {ACTION_delete, drop}};
static const struct key_item keys[] = {{ACTION_open, N_("Try again")},
                                       {ACTION_edit, NULL},
                                       {ACTION_delete, N_("Give up")},
                                       {ACTION_back, NULL},
                                       {ACTION_help, NULL}};
const struct view view_outbox = {.name = "outbox",
                                 .title = N_("Not sent yet"),
                                 .context = KEYMAP_ANY,
                                 .tab = UI_TAB_NONE,
                                 .data_size = sizeof(struct data),
                                 .open = open_outbox,
                                 .close = close_outbox,
                                 .refresh = refresh,
                                 .draw = draw,
                                 .list = list_of,
                                 .item_text = item_text,
                                 .works = works,
                                 VIEW_ACTIONS(actions),
                                 VIEW_KEYS(keys)};
