/* calendar_event.c: one event, whole; and how much of a series is meant. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <stdio.h>

#define COLUMNS 60
#define LABEL_COLUMNS 12
#define LINES_MAX 12

/* --- the event --- */

struct data {
    struct calendar_key key;
};

struct line {
    const char *label, *text;
    unsigned style;
};

static size_t lines_of(struct ui *ui, struct doran_arena *arena, const struct calendar_entry *entry,
                       struct line lines[LINES_MAX])
{
    const struct doran_event *event = entry->event;
    size_t count = 0;
    lines[count++] =
        (struct line){_("When"), calendar_entry_when(arena, entry, calendar_today(&ui->state)), STYLE_TEXT};
    lines[count++] =
        (struct line){"", calendar_words_lunar(arena, doran_date_of_number(entry->first)), STYLE_DIM};
    lines[count++] = (struct line){_("Time zone"), calendar_entry_zone(&ui->state, event), STYLE_TEXT};
    lines[count++] = (struct line){_("Repeats"), calendar_entry_rule(&ui->state, arena, entry), STYLE_TEXT};
    lines[count++] = (struct line){_("Reminder"), calendar_entry_reminders(arena, event), STYLE_TEXT};
    lines[count++] = (struct line){_("Colour"), calendar_words_colour(event->colour),
                                   STYLE_EVENT((unsigned)event->colour - (unsigned)DORAN_event_colour_red)};
    lines[count++] = (struct line){_("Made by"), calendar_entry_author(&ui->state, event), STYLE_TEXT};
    lines[count++] = (struct line){_("State"), entry->unsent ? _("not sent yet") : "", STYLE_ACCENT};
    lines[count++] = (struct line){_("Note"), event->note ? event->note : "", STYLE_TEXT};
    return count;
}

static int line_rows(const struct canvas *canvas, const struct line *line, int columns)
{
    return line->text[0] ? canvas_paragraph(canvas, 0, 0, columns - LABEL_COLUMNS, 0, line->style, line->text)
                         : 0;
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    const struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(256 * 1024);
    struct line lines[LINES_MAX];
    const struct calendar_entry *entry = calendar_key_entry(ui, &data->key);
    int columns = canvas->columns < COLUMNS + 4 ? canvas->columns - 4 : COLUMNS;
    if (!entry) {
        struct canvas gone = dialog_window(canvas, 3, columns, _("An event"));
        canvas_text(&gone, 0, 0, gone.columns, STYLE_DIM, _("It is not there any more."));
        dialog_keys(&gone, gone.rows - 1, NULL, _("Back"));
        doran_arena_deinit(&arena);
        return;
    }
    size_t count = lines_of(ui, &arena, entry, lines);
    int rows = 2;
    for (size_t i = 0; i < count; i++)
        rows += line_rows(canvas, &lines[i], columns);
    struct canvas window = dialog_window(canvas, rows, columns, entry->event->title);
    int row = 0;
    for (size_t i = 0; i < count && row < window.rows - 1; i++) {
        int most = window.rows - 1 - row;
        if (!lines[i].text[0])
            continue;
        canvas_text_short(&window, row, 0, LABEL_COLUMNS - 1, STYLE_DIM, lines[i].label);
        row += canvas_paragraph(&window, row, LABEL_COLUMNS, window.columns - LABEL_COLUMNS, most,
                                lines[i].style, lines[i].text);
    }
    dialog_keys(&window, window.rows - 1, _("Edit"), _("Back"));
    canvas_cursor(&window, 0, 0);
    doran_arena_deinit(&arena);
}

void calendar_open_event(struct ui *ui, const struct calendar_key *key)
{
    struct data *data = ui_push(ui, &view_event);
    if (data)
        data->key = *key;
}

static void act(struct ui *ui, void *opaque, enum action action)
{
    const struct data *data = opaque;
    struct calendar_key key = data->key;
    if (!calendar_key_entry(ui, &key))
        return;
    ui_pop(ui);
    if (action == ACTION_delete)
        calendar_delete_event(ui, &key);
    else
        calendar_edit_event(ui, &key);
}

static const struct view_action actions[] = {{ACTION_open, act}, {ACTION_edit, act}, {ACTION_delete, act}};
static const struct key_item keys[] = {
    {ACTION_edit, NULL}, {ACTION_delete, NULL}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_event = {.name = "event",
                                .title = N_("An event"),
                                .context = KEYMAP_CALENDAR,
                                .tab = UI_TAB_CALENDAR,
                                .overlay = true,
                                .data_size = sizeof(struct data),
                                .draw = draw,
                                VIEW_ACTIONS(actions),
                                VIEW_KEYS(keys)};

/* --- how much of a series --- */

#define SCOPES 3

struct scope {
    struct calendar_key key;
    bool deletes;
    struct list list;
};

static void open_scope(struct ui *ui, void *opaque)
{
    (void)ui;
    struct scope *scope = opaque;
    list_init(&scope->list, SCOPES);
}

static void draw_scope_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)opaque, (void)selected;
    static const char *const words[SCOPES] = {N_("This one alone"), N_("This and all after it"),
                                              N_("All of them")};
    canvas_format(canvas, 0, 2, canvas->columns - 2, STYLE_TEXT, "%zu  %s", index + 1, _(words[index]));
}

static void draw_scope(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    struct scope *scope = opaque;
    int columns = canvas->columns < COLUMNS + 4 ? canvas->columns - 4 : COLUMNS;
    const char *title = scope->deletes ? _("Delete which of them?") : _("Edit which of them?");
    const char *intro = _("This event repeats.");
    struct canvas window = dialog_window(canvas, SCOPES + 4, columns, title);
    canvas_text(&window, 0, 0, window.columns, STYLE_DIM, intro);
    struct canvas part = canvas_part(&window, 2, 0, SCOPES, window.columns);
    list_draw(&scope->list, &part, true, draw_scope_item, NULL, "");
    dialog_keys(&window, window.rows - 1, scope->deletes ? _("Delete") : _("Edit"), _("Back"));
}

static void move_scope(struct ui *ui, void *opaque, enum action action)
{
    (void)ui;
    struct scope *scope = opaque;
    list_handle(&scope->list, action);
}

/* A digit selects; Enter alone does it. */
static void choose_scope(struct ui *ui, void *opaque, enum action action)
{
    struct scope *scope = opaque;
    if (action != ACTION_open) {
        list_select(&scope->list, (size_t)(action - ACTION_choose_1));
        return;
    }
    static const enum doran_event_scope scopes[SCOPES] = {DORAN_event_scope_one, DORAN_event_scope_following,
                                                          DORAN_event_scope_all};
    struct scope chosen = *scope;
    ui_pop(ui);
    if (chosen.deletes)
        calendar_delete_scope(ui, &chosen.key, scopes[chosen.list.selected]);
    else
        calendar_edit_form(ui, &chosen.key, scopes[chosen.list.selected]);
}

static const struct view_action scope_actions[] = {
    {ACTION_move_up, move_scope},    {ACTION_move_down, move_scope},  {ACTION_open, choose_scope},
    {ACTION_choose_1, choose_scope}, {ACTION_choose_2, choose_scope}, {ACTION_choose_3, choose_scope}};
static const struct key_item scope_keys[] = {
    {ACTION_choose_1, N_("Choose")}, {ACTION_open, N_("Do it")}, {ACTION_back, NULL}};
const struct view view_event_scope = {.name = "event-scope",
                                      .title = N_("An event that repeats"),
                                      .context = KEYMAP_MENU,
                                      .tab = UI_TAB_CALENDAR,
                                      .overlay = true,
                                      .data_size = sizeof(struct scope),
                                      .open = open_scope,
                                      .draw = draw_scope,
                                      VIEW_ACTIONS(scope_actions),
                                      VIEW_KEYS(scope_keys)};

static void ask_scope(struct ui *ui, const struct calendar_key *key, bool deletes)
{
    struct scope *scope = ui_push(ui, &view_event_scope);
    if (!scope)
        return;
    scope->key = *key;
    scope->deletes = deletes;
}

/* --- who may, and what is asked --- */

static bool may_change(struct ui *ui, const struct doran_event *event)
{
    if (state_may(&ui->state, DORAN_R_event_change, event->author_id))
        return true;
    ui_say(ui, TOAST_NEWS, _("Who made an event changes it, or the host."));
    return false;
}

void calendar_edit_event(struct ui *ui, const struct calendar_key *key)
{
    const struct calendar_entry *entry = calendar_key_entry(ui, key);
    if (!entry || !may_change(ui, entry->event))
        return;
    if (calendar_recurs(entry->event))
        ask_scope(ui, key, false);
    else
        calendar_edit_form(ui, key, DORAN_event_scope_none);
}

static void delete_yes(struct ui *ui, const char *id)
{
    struct calendar_key key = {0};
    snprintf(key.event, sizeof key.event, "%s", id);
    calendar_delete_scope(ui, &key, DORAN_event_scope_none);
}

void calendar_delete_event(struct ui *ui, const struct calendar_key *key)
{
    const struct calendar_entry *entry = calendar_key_entry(ui, key);
    if (!entry || !may_change(ui, entry->event))
        return;
    if (calendar_recurs(entry->event)) {
        ask_scope(ui, key, true);
        return;
    }
    struct doran_arena arena = DORAN_ARENA(8192);
    struct ui_question question = {.enter = _("Delete"), .escape = _("Back"), .yes = delete_yes};
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, _("Delete \"{title}\"?"), {"title", entry->event->title}));
    snprintf(question.id, sizeof question.id, "%s", key->event);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}
