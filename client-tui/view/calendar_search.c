/* calendar_search.c: finding an event by its words, from the first day to the last. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar.h"
#include "client-tui/widget/list.h"
#include "client-tui/widget/textfield.h"

#include <stdio.h>
#include <string.h>

#define WORDS_GRAPHEMES 60
#define FOUND_BYTES_MAX (16u * 1024 * 1024)
#define DAY_COLUMNS 26

struct data {
    struct textfield field;
    bool listing; /* the words are written, the keys go through what was found */
    bool asked;
    struct doran_arena arena;
    struct calendar_found_list found;
    struct list list;
};

static void look(struct ui *ui, struct data *data)
{
    struct doran_error error = {0};
    doran_arena_deinit(&data->arena);
    data->arena = DORAN_ARENA(FOUND_BYTES_MAX);
    data->found = (struct calendar_found_list){0};
    data->asked = true;
    if (!calendar_search(&ui->state, textfield_text(&data->field), &data->found, &data->arena, &error))
        ui_say_error(ui, &error);
    list_init(&data->list, data->found.count);
    data->listing = data->found.count > 0;
    snprintf(ui->search, sizeof ui->search, "%s", textfield_text(&data->field));
}

struct drawing {
    struct ui *ui;
    const struct data *data;
};

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct drawing *drawing = opaque;
    const struct calendar_found *found = &drawing->data->found.items[index];
    struct doran_arena arena = DORAN_ARENA(8192);
    unsigned style = STYLE_EVENT((unsigned)found->event->colour - (unsigned)DORAN_event_colour_red);
    canvas_text_short(
        canvas, 0, 2, DAY_COLUMNS - 3, STYLE_DIM,
        calendar_words_day(&arena, doran_date_of_number(found->day), calendar_today(&drawing->ui->state)));
    canvas_glyph(canvas, 0, DAY_COLUMNS, style, GLYPH_BULLET);
    canvas_text_short(canvas, 0, DAY_COLUMNS + 2, canvas->columns - DAY_COLUMNS - 3, STYLE_TEXT,
                      found->event->title);
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    struct drawing drawing = {ui, data};
    int label = 1 + canvas_text(canvas, 0, 1, 30, STYLE_TITLE, _("Search the calendar"));
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2, canvas->columns);
    const char *empty = data->asked ? _("Nothing has these words.") : _("Write a word of its title or note.");
    list_draw(&data->list, &part, data->listing, draw_item, &drawing, empty);
    textfield_draw(&data->field, canvas, 0, label + 2, canvas->columns - label - 3, !data->listing, NULL);
}

static void go(struct ui *ui, const struct data *data)
{
    int32_t day = data->found.items[data->list.selected].day;
    calendar_go_to(ui, day);
}

/* Esc goes back to the words, then away. */
static bool event(struct ui *ui, void *opaque, const struct term_event *event)
{
    struct data *data = opaque;
    if (event->kind != TERM_EVENT_KEY)
        return !data->listing && textfield_handle(&data->field, event);
    if (event->key.name == TERM_KEY_ESCAPE && data->listing) {
        data->listing = false;
        return true;
    }
    if (event->key.name == TERM_KEY_ESCAPE) {
        ui_pop(ui);
        return true;
    }
    if (event->key.name == TERM_KEY_ENTER) {
        if (data->listing)
            go(ui, data);
        else if (textfield_text(&data->field)[0])
            look(ui, data);
        return true;
    }
    if (event->key.name == TERM_KEY_DOWN || event->key.name == TERM_KEY_UP) {
        data->listing = data->found.count > 0;
        list_handle(&data->list, event->key.name == TERM_KEY_DOWN ? ACTION_move_down : ACTION_move_up);
        return true;
    }
    if (data->listing && event->key.name == TERM_KEY_CHARACTER)
        data->listing = false;
    return !data->listing && textfield_handle(&data->field, event);
}

/* What was found may be gone. */
static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    size_t selected = data->list.selected;
    bool listing = data->listing;
    if (!data->asked)
        return;
    look(ui, data);
    list_select(&data->list, selected);
    data->listing = listing && data->found.count > 0;
}

static void open_search(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    list_init(&data->list, 0);
    if (!textfield_init(&data->field, WORDS_GRAPHEMES, false))
        ui_say(ui, TOAST_ERROR, refusal_of(DORAN_ERROR_no_memory));
}

static void close_search(void *opaque)
{
    struct data *data = opaque;
    textfield_deinit(&data->field);
    doran_arena_deinit(&data->arena);
}

static const struct key_item keys[] = {
    {ACTION_open, NULL}, {ACTION_move_down, N_("Next")}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_calendar_search = {.name = "calendar-search",
                                          .title = N_("Search the calendar"),
                                          .context = KEYMAP_TEXT,
                                          .tab = UI_TAB_CALENDAR,
                                          .data_size = sizeof(struct data),
                                          .open = open_search,
                                          .close = close_search,
                                          .refresh = refresh,
                                          .draw = draw,
                                          .event = event,
                                          VIEW_KEYS(keys)};
