/* event_form.c: adding and changing an event in a form, with what it comes to said below. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_undo.h"
#include "client-tui/state/refusal.h"
#include "client-tui/view/calendar.h"
#include "client-tui/view/event_fields.h"
#include "client-tui/widget/dialog.h"

#include <string.h>

#define COLUMNS 66
#define EVENT_BYTES_MAX (256 * 1024)

struct data {
    struct form form;
    int32_t day; /* that a time without a day is on */
    bool changes;
    struct doran_arena arena; /* the event as it was */
    struct event_original original;
};

/* What is of no zone stays so while none is written. */
static struct event_draft draft_of(const struct ui *ui, const struct data *data)
{
    struct event_draft draft = event_fields_draft(&data->form);
    bool floats = data->changes && !data->original.event.all_day && !data->original.event.zone;
    if (!draft.zone && !floats)
        draft.zone = calendar_zone(&ui->state);
    return draft;
}

/* --- drawing --- */

/* "11월 22일 (일) 19:00~20:00, 음력 10월 14일, 매주 일". */
static const char *preview(struct ui *ui, const struct data *data, struct doran_arena *arena)
{
    struct event_times times;
    struct doran_error error = {0};
    struct event_draft draft = draft_of(ui, data);
    struct event_place place = event_draft_place(&ui->state, &draft, data->day);
    if (!event_draft_read(&draft, &place, &times, &error)) {
        /* In English the sentence is the error's own, which ends here. A field that was refused says it itself. */
        bool said = form_has_error(&data->form);
        const char *why = error.field[0] && !said ? doran_arena_strdup(arena, _(error.message)) : NULL;
        return why ? why : "";
    }
    return event_times_words(&times, calendar_today(&ui->state), arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(16384);
    int columns = canvas->columns < COLUMNS + 4 ? canvas->columns - 4 : COLUMNS;
    struct canvas window = dialog_window(canvas, form_rows(&data->form, canvas, columns) + 2, columns,
                                         data->changes ? _("Change an event") : _("A new event"));
    struct canvas part = canvas_part(&window, 0, 0, window.rows - 2, window.columns);
    form_draw(&data->form, &part);
    canvas_text_short(&window, window.rows - 2, 0, window.columns, STYLE_ACCENT, preview(ui, data, &arena));
    canvas_target(
        &window, window.rows - 1, 0, 1, 7 + canvas_text_columns(&window, _("Save")),
        &(struct canvas_target){.kind = CANVAS_TARGET_KEY, .key = {TERM_KEY_CHARACTER, 's', TERM_CTRL}});
    int used = canvas_text(&window, window.rows - 1, 0, window.columns, STYLE_TITLE, "Ctrl-s");
    used += 1 + canvas_text(&window, window.rows - 1, used + 1, window.columns, STYLE_TEXT, _("Save"));
    struct canvas keys = canvas_part(&window, window.rows - 1, used + 3, 1, window.columns - used - 3);
    dialog_keys(&keys, 0, _("Next"), _("Back"));
    doran_arena_deinit(&arena);
}

/* --- what is sent --- */

static void refuse(struct ui *ui, struct data *data, const struct doran_error *error, bool own)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    const char *sentence =
        own && error->message[0] ? _(error->message) : ui_refusal(ui, &arena, error, DORAN_TYPE_event_create);
    const char *field = strcmp(error->field, "recurrence_id") == 0 ? "start" : error->field;
    if (!field[0] || !form_set_error(&data->form, field, sentence))
        ui_say(ui, TOAST_ERROR, sentence);
    doran_arena_deinit(&arena);
}

static bool create(struct ui *ui, const struct event_draft *draft, const struct event_times *times,
                   struct doran_error *error)
{
    struct event_request request;
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    event_draft_create(draft, times, &request);
    return ui_try_enqueue(ui, DORAN_R_event_create, &path, &request.create, error);
}

/* A note of several lines is edited in one. */
static bool note_differs(const char *field, const char *note)
{
    struct textfield shown;
    if (!textfield_init(&shown, 2000, false))
        return strcmp(field, note) != 0;
    textfield_set(&shown, note);
    bool other = strcmp(field, textfield_text(&shown)) != 0;
    textfield_deinit(&shown);
    return other;
}

static bool change(struct ui *ui, struct data *data, struct event_draft *draft,
                   const struct event_times *times, struct doran_error *error)
{
    struct event_request request;
    const char *note = data->original.event.note ? data->original.event.note : "";
    if (!note_differs(draft->note, note))
        draft->note = note;
    event_draft_change(draft, times, &data->original, &request);
    return calendar_alter(&ui->state, &ui->undo, DORAN_R_event_change, event_draft_changed(&data->original),
                          &request.change, error);
}

static void submit(struct ui *ui, struct data *data)
{
    struct event_times times;
    struct doran_error error = {0};
    struct event_draft draft = draft_of(ui, data);
    struct event_place place = event_draft_place(&ui->state, &draft, data->day);
    form_clear_errors(&data->form);
    if (!event_draft_read(&draft, &place, &times, &error)) {
        refuse(ui, data, &error, true);
        return;
    }
    bool changes = data->changes;
    if (!(changes ? change(ui, data, &draft, &times, &error) : create(ui, &draft, &times, &error))) {
        refuse(ui, data, &error, false);
        return;
    }
    calendar_go_to(ui, doran_date_number(times.start.date));
    ui_say(ui, TOAST_GOOD,
           changes && ui->undo ? _("Changed. u takes it back.")
           : changes           ? _("Changed.")
                               : _("It is in the calendar."));
}

static bool event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    bool save = event->kind == TERM_EVENT_KEY && event->key.name == TERM_KEY_CHARACTER &&
                event->key.codepoint == 's' && event->key.modifiers == TERM_CTRL;
    enum form_result result = save ? FORM_SUBMIT : form_handle(&data->form, event);
    if (result == FORM_SUBMIT)
        submit(ui, data);
    else if (result == FORM_CANCEL)
        ui_pop(ui);
    else
        event_fields_show(&data->form);
    return result != FORM_IGNORED;
}

static void close_form(void *opaque)
{
    struct data *data = opaque;
    form_deinit(&data->form);
    doran_arena_deinit(&data->arena);
}

static void open_form(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    if (!form_init(&data->form, event_fields, event_field_count))
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

const struct view view_event_form = {.name = "event-form",
                                     .title = N_("An event"),
                                     .context = KEYMAP_TEXT,
                                     .tab = UI_TAB_CALENDAR,
                                     .overlay = true,
                                     .data_size = sizeof(struct data),
                                     .open = open_form,
                                     .close = close_form,
                                     .draw = draw,
                                     .event = event};

/* --- opening it --- */

/* The next full hour, on another day ten in the morning. */
void calendar_add_event(struct ui *ui, int32_t day)
{
    struct data *data = ui->state.family.id ? ui_push(ui, &view_event_form) : NULL;
    if (!data)
        return;
    int32_t today = doran_date_number(calendar_today(&ui->state));
    int hour = day == today ? calendar_minute(&ui->state) / 60 + 1 : 10;
    struct doran_wall start = {.date = doran_date_of_number(day), .hour = hour < 24 ? hour : 23};
    char text[EVENT_WHEN_TEXT_MAX];
    struct event_draft draft = event_draft_new();
    event_draft_when(false, start, text);
    draft.start = text;
    draft.zone = calendar_zone(&ui->state);
    data->day = day;
    event_fields_fill(&data->form, &draft);
}

void calendar_edit_form(struct ui *ui, const struct calendar_key *key, enum doran_event_scope scope)
{
    struct event_draft draft;
    struct data *data = ui_push(ui, &view_event_form);
    const struct calendar_entry *entry = data ? calendar_key_entry(ui, key) : NULL;
    if (!data)
        return;
    data->changes = true;
    data->arena = DORAN_ARENA(2 * EVENT_BYTES_MAX);
    if (!entry || !event_draft_open(&ui->state, entry, scope, &data->arena, &data->original, &draft)) {
        ui_pop(ui);
        ui_say(ui, TOAST_NEWS, _("It is not there any more."));
        return;
    }
    data->day = entry->first;
    event_fields_fill(&data->form, &draft);
    form_show(&data->form, "repeat", data->original.whole_series);
    form_show(&data->form, "lunar", data->original.whole_series);
}
