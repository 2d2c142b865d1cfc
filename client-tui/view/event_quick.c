/* event_quick.c: an event from one line of words, with what was understood said while it is typed; and going to a day. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/quick_line.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/textfield.h"

#define COLUMNS 62
#define LINE_GRAPHEMES 200
#define DAY_GRAPHEMES 40
#define ARENA_BYTES (256 * 1024)

struct data {
    struct textfield field;
};

static void close_line(void *opaque)
{
    struct data *data = opaque;
    textfield_deinit(&data->field);
}

static struct canvas window_of(const struct canvas *canvas, int rows, const char *title)
{
    int columns = canvas->columns < COLUMNS + 6 ? canvas->columns - 6 : COLUMNS;
    return dialog_window(canvas, rows, columns, title);
}

/* --- quick adding --- */

static const char *trouble(const struct doran_error *error)
{
    const char *sentence = quick_line_trouble(error);
    return sentence ? sentence : refusal_of(error->code);
}

/* What a part of the line was taken for is seen in the line by how it looks. */
static void draw_parts(const struct canvas *window, int row, const char *line,
                       const struct doran_quick_add *quick)
{
    static const unsigned looks[] = {
        [DORAN_QUICK_title] = STYLE_TEXT,   [DORAN_QUICK_day] = STYLE_ACCENT,
        [DORAN_QUICK_lunar] = STYLE_ACCENT, [DORAN_QUICK_time] = STYLE_GOOD,
        [DORAN_QUICK_end] = STYLE_GOOD,     [DORAN_QUICK_recurrence] = STYLE_EVENT(6),
        [DORAN_QUICK_all_day] = STYLE_GOOD};
    static const char *const words[] = {
        [DORAN_QUICK_title] = N_("what"),     [DORAN_QUICK_day] = N_("day"),
        [DORAN_QUICK_lunar] = N_("lunar"),    [DORAN_QUICK_time] = N_("time"),
        [DORAN_QUICK_end] = N_("until"),      [DORAN_QUICK_recurrence] = N_("repeats"),
        [DORAN_QUICK_all_day] = N_("all day")};
    int column = 0;
    for (size_t i = 0; i < quick->part_count && column < window->columns; i++) {
        const struct doran_quick_part *part = &quick->parts[i];
        column += canvas_format(window, row, column, window->columns - column, STYLE_DIM, "%s ",
                                _(words[part->kind]));
        column += canvas_format(window, row, column, window->columns - column, looks[part->kind], "%.*s  ",
                                (int)part->length, line + part->offset);
    }
}

static void draw_quick(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(ARENA_BYTES);
    struct doran_quick_add quick = {0};
    struct doran_error error = {0};
    const char *line = textfield_text(&data->field);
    struct canvas window = window_of(canvas, 6, _("A new event in one line"));
    if (line[0] && quick_line_event(&ui->state, line, &quick, &arena, &error)) {
        draw_parts(&window, 2, line, &quick);
        canvas_text_short(&window, 3, 0, window.columns, STYLE_TITLE,
                          quick_line_when(&ui->state, &arena, &quick.event));
    } else if (line[0]) {
        draw_parts(&window, 2, line, &quick);
        canvas_text_short(&window, 3, 0, window.columns, STYLE_DIM, trouble(&error));
    }
    dialog_keys(&window, window.rows - 1, _("Add"), _("Back"));
    textfield_draw(&data->field, &window, 0, 0, window.columns, true, _("tomorrow 7pm dinner"));
    doran_arena_deinit(&arena);
}

static void add_line(struct ui *ui, const char *line)
{
    struct doran_arena arena = DORAN_ARENA(ARENA_BYTES);
    struct doran_quick_add quick = {0};
    struct doran_error error = {0};
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    struct doran_wall start;
    if (!quick_line_event(&ui->state, line, &quick, &arena, &error))
        ui_say(ui, TOAST_ERROR, trouble(&error));
    else if (ui_enqueue(ui, DORAN_R_event_create, &path, &quick.event) &&
             doran_when_parse(quick.event.start, quick.event.all_day, &start)) {
        const char *said =
            sentence_of(&arena, _("\"{title}\" is in the calendar: {when}."), {"title", quick.event.title},
                        {"when", quick_line_when(&ui->state, &arena, &quick.event)});
        calendar_go_to(ui, doran_date_number(start.date));
        ui_say(ui, TOAST_GOOD, said);
    }
    doran_arena_deinit(&arena);
}

/* True when the event was used; *go when Enter was pressed on a line. */
static bool line_event(struct ui *ui, struct data *data, const struct term_event *event, bool *go)
{
    *go = false;
    if (textfield_handle(&data->field, event))
        return true;
    if (event->kind != TERM_EVENT_KEY)
        return false;
    *go = event->key.name == TERM_KEY_ENTER && textfield_text(&data->field)[0];
    if (event->key.name == TERM_KEY_ESCAPE)
        ui_pop(ui);
    return *go || event->key.name == TERM_KEY_ESCAPE || event->key.name == TERM_KEY_ENTER;
}

static bool quick_event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    bool go;
    bool used = line_event(ui, data, event, &go);
    if (go)
        add_line(ui, textfield_text(&data->field));
    return used;
}

static void open_quick(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    if (!textfield_init(&data->field, LINE_GRAPHEMES, false))
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

const struct view view_event_quick = {.name = "event-quick",
                                      .title = N_("A new event in one line"),
                                      .context = KEYMAP_TEXT,
                                      .tab = UI_TAB_CALENDAR,
                                      .overlay = true,
                                      .data_size = sizeof(struct data),
                                      .open = open_quick,
                                      .close = close_line,
                                      .draw = draw_quick,
                                      .event = quick_event};

/* --- going to a day --- */

static void draw_go(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_date date;
    const char *line = textfield_text(&data->field);
    struct canvas window = window_of(canvas, 5, _("Go to a day"));
    if (line[0] && quick_line_day(&ui->state, line, &date)) {
        const char *day = calendar_words_day(&arena, date, calendar_today(&ui->state));
        const char *lunar = calendar_words_lunar(&arena, date);
        if (lunar[0])
            day = sentence_of(&arena, _("{list}, {next}"), {"list", day}, {"next", lunar});
        canvas_text_short(&window, 2, 0, window.columns, STYLE_TITLE, day);
    } else if (line[0]) {
        canvas_text_short(&window, 2, 0, window.columns, STYLE_DIM, _("Not understood as a day yet."));
    }
    dialog_keys(&window, window.rows - 1, _("Go"), _("Back"));
    textfield_draw(&data->field, &window, 0, 0, window.columns, true,
                   _("2027-02-07, next Friday, lunar 8.15"));
    doran_arena_deinit(&arena);
}

static bool go_event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    struct doran_date date;
    bool go;
    bool used = line_event(ui, data, event, &go);
    if (go && quick_line_day(&ui->state, textfield_text(&data->field), &date))
        calendar_go_to(ui, doran_date_number(date));
    return used;
}

static void open_go(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    if (!textfield_init(&data->field, DAY_GRAPHEMES, false))
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

const struct view view_calendar_go = {.name = "calendar-go",
                                      .title = N_("Go to a day"),
                                      .context = KEYMAP_TEXT,
                                      .tab = UI_TAB_CALENDAR,
                                      .overlay = true,
                                      .data_size = sizeof(struct data),
                                      .open = open_go,
                                      .close = close_line,
                                      .draw = draw_go,
                                      .event = go_event};
