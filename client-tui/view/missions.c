/* missions.c: a month's missions as cards with each member's mark, and the months before it. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"
#include "client-tui/view/mission_card.h"
#include "client-tui/widget/bars.h"
#include "client-tui/widget/list.h"

#include <stdio.h>
#include <string.h>

#define CARD_GAP 1 /* blank row after a card */
#define BAR_COLUMNS_MAX 60

struct data {
    struct list list;
    char month[DORAN_MONTH_LENGTH + 1]; /* "": the present one, whichever that is */
    struct doran_mission_list missions; /* of the state's reading */
    struct doran_dashboard dashboard;
};

static const struct doran_mission *selected(const struct data *data)
{
    return data->list.selected < data->missions.count ? &data->missions.items[data->list.selected] : NULL;
}

/* --- drawing ------------------------------------------------------------------------------------------------ */

static void draw_item(const void *opaque, size_t index, const struct canvas *canvas, bool is_selected)
{
    (void)is_selected;
    const struct ui *ui = ((const void *const *)opaque)[0];
    const struct data *data = ((const void *const *)opaque)[1];
    mission_card_draw(ui, &data->missions.items[index], canvas, 0, 2, canvas->columns - 4);
}

static void draw_heading(const struct data *data, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(4096);
    char counts[48];
    bool past = data->month[0] != '\0';
    snprintf(counts, sizeof counts, "%lld/%lld", (long long)data->dashboard.completed,
             (long long)data->dashboard.total);
    const char *title = past ? words_month(&arena, data->month) : _("This month's missions");
    int column = 1 + canvas_text(canvas, 0, 1, 40, STYLE_TITLE, title) + 3;
    column += canvas_text(canvas, 0, column, canvas->columns - column - 1, STYLE_TEXT, counts) + 3;
    canvas_text_short(canvas, 0, column, canvas->columns - column - 1, STYLE_ACCENT,
                      data->dashboard.total > 0 ? words_dashboard(data->dashboard.label) : "");
    int bar = canvas->columns - 2 < BAR_COLUMNS_MAX ? canvas->columns - 2 : BAR_COLUMNS_MAX;
    mission_bar_draw(&data->dashboard, canvas, 1, 1, bar);
    doran_arena_deinit(&arena);
}

static void draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    struct data *data = opaque;
    const void *const both[] = {ui, data};
    draw_heading(data, canvas);
    struct canvas part = canvas_part(canvas, 3, 0, canvas->rows - 3, canvas->columns);
    list_draw(&data->list, &part, true, draw_item, both,
              data->month[0] ? _("There was no mission in this month.")
                             : _("There is no mission yet this month. Press a to propose one."));
}

/* --- moving about ------------------------------------------------------------------------------------------- */

static void refresh(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    const char *month = data->month[0] ? data->month : ui->state.missions.month;
    missions_of(&ui->state, month, &data->missions);
    missions_dashboard(&ui->state, month, &data->dashboard);
    list_set_count(&data->list, data->missions.count);
}

static void open_missions(struct ui *ui, void *opaque)
{
    struct data *data = opaque;
    (void)ui;
    list_init(&data->list, 0);
    data->list.item_rows = MISSION_CARD_ROWS + CARD_GAP;
    data->list.gap_rows = CARD_GAP;
}

static void open_past(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_push(ui, &view_mission_months);
}

static void open_badges(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_push(ui, &view_badges);
}

static void propose(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    ui_push(ui, &view_mission_new);
}

/* --- checking and taking away --------------------------------------------------------------------------------- */

static void send_check(struct ui *ui, const char *id)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_mission, id);
    ui_enqueue(ui, DORAN_R_mission_check, &path, NULL);
}

static void ask_last(struct ui *ui, const struct doran_mission *mission)
{
    struct ui_question question = {.enter = _("Check it"), .escape = _("Not yet"), .yes = send_check};
    snprintf(question.title, sizeof question.title, "%s", mission->title);
    snprintf(question.message, sizeof question.message, "%s",
             _("This is the last check. With it the mission is complete, and that cannot be undone."));
    snprintf(question.id, sizeof question.id, "%s", mission->id);
    ui_ask(ui, &question);
}

static void toggle(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_mission *mission = selected(opaque);
    if (!mission)
        return;
    const struct doran_mission_part *own = missions_own(&ui->state, mission);
    if (!own) {
        ui_say(ui, TOAST_NEWS, _("Only those who take part in it can check it."));
    } else if (mission->completed_at != 0) {
        ui_say(ui, TOAST_NEWS, _("This mission is complete. It stays as it is; nothing was changed."));
    } else if (missions_is_last(&ui->state, mission)) {
        ask_last(ui, mission);
    } else if (own->checked_at == 0) {
        send_check(ui, mission->id);
    } else {
        struct doran_path path = ui_path_family(ui, DORAN_PARAM_mission, mission->id);
        ui_enqueue(ui, DORAN_R_mission_uncheck, &path, NULL);
    }
}

static void delete_yes(struct ui *ui, const char *id)
{
    struct doran_path path = ui_path_family(ui, DORAN_PARAM_mission, id);
    if (ui_enqueue(ui, DORAN_R_mission_delete, &path, NULL))
        ui_say(ui, TOAST_GOOD, _("The mission is taken away."));
}

static void delete_mission(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    const struct doran_mission *mission = selected(opaque);
    if (!mission)
        return;
    if (mission->completed_at != 0) {
        ui_say(ui, TOAST_NEWS, _("This mission is complete. It stays as it is; nothing was changed."));
        return;
    }
    if (!state_may(&ui->state, DORAN_R_mission_delete, mission->author_id)) {
        ui_say(ui, TOAST_NEWS, _("Who proposed it, or the host, can take it away."));
        return;
    }
    struct doran_arena arena = DORAN_ARENA(4096);
    struct ui_question question = {.enter = _("Take away"), .escape = _("Back"), .yes = delete_yes};
    snprintf(question.message, sizeof question.message, "%s",
             sentence_of(&arena, _("Take the mission \"{title}\" away?"), {"title", mission->title}));
    snprintf(question.id, sizeof question.id, "%s", mission->id);
    ui_ask(ui, &question);
    doran_arena_deinit(&arena);
}

static struct list *list_of(void *opaque)
{
    return &((struct data *)opaque)->list;
}

static const char *item_text(const struct ui *ui, const void *opaque, size_t index, struct doran_arena *arena)
{
    (void)ui, (void)arena;
    return ((const struct data *)opaque)->missions.items[index].title;
}

static const struct view_action actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_toggle, toggle},
    {ACTION_open, toggle},
    {ACTION_add, propose},
    {ACTION_delete, delete_mission},
    {ACTION_past_missions, open_past},
    {ACTION_badges, open_badges},
};
static const struct key_item keys[] = {{ACTION_toggle, N_("Check mine")},
                                       {ACTION_add, N_("Propose")},
                                       {ACTION_delete, NULL},
                                       {ACTION_past_missions, NULL},
                                       {ACTION_badges, NULL},
                                       {ACTION_back, NULL},
                                       {ACTION_help, NULL}};
const struct view view_missions = {.name = "missions",
                                   .title = N_("Missions"),
                                   .context = KEYMAP_MISSIONS,
                                   .tab = UI_TAB_MISSIONS,
                                   .data_size = sizeof(struct data),
                                   .open = open_missions,
                                   .refresh = refresh,
                                   .draw = draw,
                                   .list = list_of,
                                   .item_text = item_text,
                                   VIEW_ACTIONS(actions),
                                   VIEW_KEYS(keys)};

void view_open_missions(struct ui *ui, const char *month)
{
    struct data *data = ui_push(ui, &view_missions);
    if (!data)
        return;
    if (strcmp(month, ui->state.missions.month) != 0)
        snprintf(data->month, sizeof data->month, "%s", month);
    refresh(ui, data);
}

/* --- past months ------------------------------------------------------------------------------------------------ */

struct months {
    struct list list;
    struct doran_mission_month_list months;
    int label_columns; /* of the widest label, as it is drawn */
};

#define MONTH_BAR 30 /* the bar's first column */
#define MONTH_BAR_COLUMNS 24
#define MONTH_BAR_COLUMNS_MIN 12

/* How wide the widest label is, so that the bars of all months are of one length. */
static int label_columns(const struct canvas *canvas)
{
    int widest = 0;
    for (int label = 1; label < DORAN_dashboard_label_COUNT; label++) {
        int columns = canvas_text_columns(canvas, words_dashboard((enum doran_dashboard_label)label));
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

static void draw_month(const void *opaque, size_t index, const struct canvas *canvas, bool is_selected)
{
    (void)is_selected;
    const struct months *months = opaque;
    const struct doran_mission_month *month = &months->months.items[index];
    struct doran_dashboard board = {.total = month->total, .completed = month->completed};
    struct doran_arena arena = DORAN_ARENA(4096);
    char counts[48];
    doran_dashboard_fill(&board);
    snprintf(counts, sizeof counts, "%lld/%lld", (long long)month->completed, (long long)month->total);
    canvas_text(canvas, 0, 2, 18, STYLE_TEXT, words_month(&arena, month->month));
    canvas_text_right(canvas, 0, 20, 8, STYLE_TEXT, counts);
    int room = canvas->columns - MONTH_BAR - 1, label = months->label_columns + 3;
    int bar = room - label;
    bool labelled = bar >= MONTH_BAR_COLUMNS_MIN;
    bar = labelled ? bar : room;
    bar = bar < MONTH_BAR_COLUMNS ? bar : MONTH_BAR_COLUMNS;
    /* Brackets: a full block of the selected row would be a hole in it. */
    progress_draw(canvas, 0, MONTH_BAR, bar, PROGRESS_BRACKETS, STYLE_ACCENT, (uint64_t)board.completed,
                  (uint64_t)board.total);
    if (labelled)
        canvas_text(canvas, 0, MONTH_BAR + bar + 3, label, STYLE_DIM, words_dashboard(board.label));
    doran_arena_deinit(&arena);
}

static void months_draw(struct ui *ui, void *opaque, const struct canvas *canvas)
{
    (void)ui;
    struct months *months = opaque;
    months->label_columns = label_columns(canvas);
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, _("Missions of past months"));
    struct canvas part = canvas_part(canvas, 2, 0, canvas->rows - 2, canvas->columns);
    list_draw(&months->list, &part, true, draw_month, months,
              _("There is no mission yet. Go back and press a to propose one."));
}

static void months_refresh(struct ui *ui, void *opaque)
{
    struct months *months = opaque;
    missions_months(&ui->state, &months->months);
    list_set_count(&months->list, months->months.count);
}

static void months_open(struct ui *ui, void *opaque)
{
    struct months *months = opaque;
    (void)ui;
    list_init(&months->list, 0);
}

static void months_choose(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct months *months = opaque;
    if (months->list.selected < months->months.count)
        view_open_missions(ui, months->months.items[months->list.selected].month);
}

static struct list *months_list_of(void *opaque)
{
    return &((struct months *)opaque)->list;
}

static const struct view_action months_actions[] = {
    VIEW_MOVES_LIST,
    {ACTION_open, months_choose},
};
static const struct key_item months_keys[] = {{ACTION_open, NULL}, {ACTION_back, NULL}, {ACTION_help, NULL}};
const struct view view_mission_months = {.name = "mission-months",
                                         .title = N_("Past missions"),
                                         .context = KEYMAP_MISSIONS,
                                         .tab = UI_TAB_MISSIONS,
                                         .data_size = sizeof(struct months),
                                         .open = months_open,
                                         .refresh = months_refresh,
                                         .draw = months_draw,
                                         .list = months_list_of,
                                         VIEW_ACTIONS(months_actions),
                                         VIEW_KEYS(months_keys)};
