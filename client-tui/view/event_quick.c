/* event_quick.c: an event from one line of words, with what was understood said while it is typed; and going to a day. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/textfield.h"

#include <doran/quick_add.h>

#include <stdio.h>
#include <string.h>

#define COLUMNS 62
#define LINE_GRAPHEMES 200
#define DAY_GRAPHEMES 40
#define ARENA_BYTES (256 * 1024)

struct data {
    struct textfield field;
};

static struct doran_quick_add_options options_of(const struct ui *ui)
{
    const char *zone = ui->state.family.time_zone;
    return (struct doran_quick_add_options){.now = ui->state.now, .zone = zone ? zone : "UTC"};
}

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

/* What is wrong, by the field the parser names. */
static const char *trouble(const struct doran_error *error)
{
    static const struct {
        const char *field, *sentence;
    } rows[] = {{"title", N_("What is it? Say a word for it.")},
                {"start", N_("There is no such day.")},
                {"end", N_("It ends before it starts.")},
                {"rrule", N_("Say only once how it repeats.")},
                {"line", N_("Write a day, a time and what it is.")}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].field, error->field) == 0)
            return _(rows[i].sentence);
    return refusal_of(error->code);
}

/* "11월 23일 (월) 19:00~20:00, 매주 월". */
static const char *understood(struct ui *ui, const struct doran_event_create *event,
                              struct doran_arena *arena)
{
    struct doran_wall start, end;
    if (!doran_when_parse(event->start, event->all_day, &start))
        return "";
    if (!doran_when_parse(event->end, event->all_day, &end))
        end = event->all_day ? start : doran_wall_add(start, 3600);
    else if (event->all_day)
        end.date = doran_date_add_days(end.date, -1);
    const char *when = calendar_span_words(arena, doran_date_number(start.date), doran_date_number(end.date),
                                           event->all_day ? -1 : start.hour * 60 + start.minute,
                                           end.hour * 60 + end.minute, calendar_today(&ui->state));
    const char *rule = event->rrule ? calendar_words_rule(arena, event->rrule, start.date) : "";
    return rule[0] ? sentence_of(arena, _("{list}, {next}"), {"list", when}, {"next", rule}) : when;
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
    struct doran_quick_add_options options = options_of(ui);
    const char *line = textfield_text(&data->field);
    struct canvas window = window_of(canvas, 6, _("A new event in one line"));
    if (line[0] && doran_quick_add_parse(line, &options, &quick, &arena, &error)) {
        draw_parts(&window, 2, line, &quick);
        canvas_text_short(&window, 3, 0, window.columns, STYLE_TITLE, understood(ui, &quick.event, &arena));
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
    struct doran_quick_add_options options = options_of(ui);
    struct doran_path path = ui_path(DORAN_PARAM_family, ui->state.family.id);
    struct doran_wall start;
    if (!doran_quick_add_parse(line, &options, &quick, &arena, &error))
        ui_say(ui, TOAST_ERROR, trouble(&error));
    else if (ui_enqueue(ui, DORAN_R_event_create, &path, &quick.event) &&
             doran_when_parse(quick.event.start, quick.event.all_day, &start)) {
        const char *said =
            sentence_of(&arena, _("\"{title}\" is in the calendar: {when}."), {"title", quick.event.title},
                        {"when", understood(ui, &quick.event, &arena)});
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

/* The parser wants a title; a line that leaves more than that is no day. */
bool calendar_read_day(struct ui *ui, const char *line, struct doran_date *out, struct doran_error *error)
{
    struct doran_arena arena = DORAN_ARENA(ARENA_BYTES);
    struct doran_quick_add quick;
    struct doran_quick_add_options options = options_of(ui);
    struct doran_wall start;
    const char *titled = doran_arena_printf(&arena, "%s x", line);
    bool good = titled && doran_quick_add_parse(titled, &options, &quick, &arena, error) && quick.day_given &&
                strcmp(quick.event.title, "x") == 0 &&
                doran_when_parse(quick.event.start, quick.event.all_day, &start);
    if (good)
        *out = start.date;
    doran_arena_deinit(&arena);
    return good || doran_fail(error, DORAN_ERROR_invalid, "start", NULL);
}

static void draw_go(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_error error = {0};
    struct doran_date date;
    const char *line = textfield_text(&data->field);
    struct canvas window = window_of(canvas, 5, _("Go to a day"));
    if (line[0] && calendar_read_day(ui, line, &date, &error)) {
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
    struct doran_error error = {0};
    bool go;
    bool used = line_event(ui, data, event, &go);
    if (go && calendar_read_day(ui, textfield_text(&data->field), &date, &error))
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
