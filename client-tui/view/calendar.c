/* calendar.c: the calendar: the month with the selected day below or beside it, the week, what comes, and memories. */

#include "client-tui/i18n.h"
#include "client-tui/view/calendar_room.h"

/* What the person means: the selected one of a list, or the only one of the selected day; NULL when that is not said. */
static const struct calendar_entry *meant(struct ui *ui, const struct calendar_room *room)
{
    bool listed = room->in_list || calendar_lists_days(room) || room->list.count == 1;
    return listed ? calendar_entry_at(ui, room, room->list.selected) : NULL;
}

/* --- moving --- */

static void refresh(struct ui *ui, void *opaque)
{
    struct calendar_room *room = opaque;
    if (!room->placed)
        room->day = doran_date_number(calendar_today(&ui->state));
    room->placed = room->placed || ui->state.family.id;
    size_t selected = room->list.selected;
    calendar_make_rows(ui, room);
    list_select(&room->list, selected);
    if (room->list.count == 0)
        room->in_list = false;
}

static void open_calendar(struct ui *ui, void *opaque)
{
    (void)ui;
    struct calendar_room *room = opaque;
    list_init(&room->list, 0);
}

/* Off the end of a list of days one comes into the next. */
static void move_in_days(struct ui *ui, struct calendar_room *room, enum action action)
{
    size_t before = room->list.selected;
    int32_t from, to;
    calendar_stretch(room, &from, &to);
    if (!list_handle(&room->list, action))
        return;
    if (room->list.selected != before || room->list.count == 0) {
        room->day = room->list.count > 0 ? room->rows[room->list.selected].day : room->day;
        return;
    }
    if (action == ACTION_move_down)
        calendar_select_day(ui, room, to);
    else if (action == ACTION_move_up && from > FIRST_DAY) {
        calendar_select_day(ui, room, from - 1);
        while (room->list.selected + 1 < room->list.count &&
               room->rows[room->list.selected + 1].day == room->day)
            room->list.selected++;
    }
}

static void move(struct ui *ui, void *opaque, enum action action)
{
    struct calendar_room *room = opaque;
    static const struct {
        enum action action;
        int days;
    } steps[] = {{ACTION_move_left, -1}, {ACTION_move_right, 1}, {ACTION_move_up, -7}, {ACTION_move_down, 7}};
    bool sideways = action == ACTION_move_left || action == ACTION_move_right;
    if (room->in_list && !calendar_lists_days(room) && !sideways) {
        bool top = action == ACTION_move_up && room->list.selected == 0;
        room->in_list = !top;
        list_handle(&room->list, action);
        return;
    }
    if (calendar_lists_days(room) && !sideways) {
        move_in_days(ui, room, action);
        return;
    }
    bool in_hours = room->mode == MODE_WEEK && room->in_hours;
    int week = calendar_lists_days(room) && !in_hours ? 7 : 1; /* in a list of days sideways is a week */
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].action == action)
            calendar_select_day(ui, room, room->day + steps[i].days * week);
}

static void go_month(struct ui *ui, void *opaque, enum action action)
{
    struct calendar_room *room = opaque;
    int months = action == ACTION_previous_month ? -1 : 1;
    struct doran_date date = doran_date_add_months(doran_date_of_number(room->day), months);
    calendar_select_day(ui, room, doran_date_number(date));
    room->in_list = room->in_list && room->list.count > 0;
}

static void go_today(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    room->in_list = false;
    calendar_select_day(ui, room, doran_date_number(calendar_today(&ui->state)));
}

static void next_pane(struct ui *ui, void *opaque, enum action action)
{
    (void)ui, (void)action;
    struct calendar_room *room = opaque;
    if (!calendar_lists_days(room))
        room->in_list = !room->in_list && room->list.count > 0;
}

static void show(struct ui *ui, struct calendar_room *room, enum calendar_mode mode)
{
    room->mode = mode;
    room->in_list = false;
    calendar_select_day(ui, room, room->day);
}

static void next_mode(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    static const enum calendar_mode after[MODES] = {MODE_WEEK, MODE_AGENDA, MODE_MONTH, MODE_MONTH};
    show(ui, room, after[room->mode]);
}

static void memories(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    show(ui, room, room->mode == MODE_MEMORIES ? MODE_MONTH : MODE_MEMORIES);
}

/* Esc leaves the list, then the other ways to look at it, then the calendar. */
static void back(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    if (room->in_list)
        room->in_list = false;
    else if (room->mode != MODE_MONTH)
        show(ui, room, MODE_MONTH);
    else
        ui_pop(ui);
}

/* --- doing --- */

static void open_item(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    bool listed = room->in_list || calendar_lists_days(room);
    const struct calendar_entry *entry = listed ? meant(ui, room) : NULL;
    if (entry && entry->mission) {
        view_open_missions(ui, entry->mission->month);
    } else if (entry) {
        struct calendar_key key = calendar_key_of(entry);
        calendar_open_event(ui, &key);
    } else if (!calendar_lists_days(room) && room->list.count > 0) {
        room->in_list = true;
    } else {
        ui_say(ui, TOAST_NEWS, calendar_empty_text(room));
    }
}

static void add(struct ui *ui, void *opaque, enum action action)
{
    (void)action;
    struct calendar_room *room = opaque;
    calendar_add_event(ui, room->day);
}

/* With several on the day, the one has to be chosen first. */
static void change(struct ui *ui, void *opaque, enum action action)
{
    struct calendar_room *room = opaque;
    const struct calendar_entry *entry = meant(ui, room);
    if (!entry) {
        room->in_list = !calendar_lists_days(room) && room->list.count > 0;
        ui_say(ui, TOAST_NEWS,
               room->in_list ? _("Select which one, then press the key again.") : calendar_empty_text(room));
        return;
    }
    if (entry->mission) {
        ui_say(ui, TOAST_NEWS, _("A mission you completed together stays as it is."));
        return;
    }
    struct calendar_key key = calendar_key_of(entry);
    if (action == ACTION_edit)
        calendar_edit_event(ui, &key);
    else
        calendar_delete_event(ui, &key);
}

static void undo(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque, (void)action;
    calendar_undo(ui);
}

static void push(struct ui *ui, void *opaque, enum action action)
{
    (void)opaque;
    static const struct {
        enum action action;
        const struct view *view;
    } views[] = {{ACTION_quick_add, &view_event_quick},
                 {ACTION_go_date, &view_calendar_go},
                 {ACTION_search, &view_calendar_search}};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        if (views[i].action == action)
            ui_push(ui, views[i].view);
}

void calendar_go_to(struct ui *ui, int32_t day)
{
    while (ui->depth > 0 && ui_top(ui)->view != &view_calendar)
        ui_pop(ui);
    struct calendar_room *room = ui->depth > 0 ? ui_top(ui)->data : ui_push(ui, &view_calendar);
    if (!room)
        return;
    room->in_list = false;
    room->placed = true;
    calendar_select_day(ui, room, day);
}

/* While nobody types, the months before and after are read. */
static int tick(struct ui *ui, void *opaque)
{
    struct calendar_room *room = opaque;
    static const int months[] = {1, -1};
    int32_t month = calendar_month_first(room->day);
    if (room->around != month)
        room->ahead = 0;
    room->around = month;
    if (room->ahead == sizeof months / sizeof *months || room->mode != MODE_MONTH)
        return -1;
    struct doran_date date = doran_date_add_months(doran_date_of_number(month), months[room->ahead++]);
    calendar_month_prepare(ui, doran_date_number(date));
    return 1;
}

static void point_block(struct ui *ui, struct calendar_room *room, size_t row)
{
    if (row >= room->list.count)
        return;
    if (row == room->list.selected)
        open_item(ui, room, ACTION_open);
    list_select(&room->list, row);
    room->day = room->rows[row].day;
}

/* A click selects a day, one on the selected day goes on as Enter does; likewise in a list. */
static bool point(struct ui *ui, void *opaque, const struct canvas_target *target)
{
    struct calendar_room *room = opaque;
    bool row = target->kind == CANVAS_TARGET_ROW && target->value < room->list.count;
    int32_t first, after;
    calendar_stretch(room, &first, &after);
    first = room->mode == MODE_WEEK ? first : calendar_grid_first(room->day);
    int32_t day = first + (int32_t)target->value;
    if (row && target->value != room->list.selected) {
        list_select(&room->list, target->value);
        room->day = room->rows[target->value].day;
        room->in_list = !calendar_lists_days(room);
        return true;
    }
    room->in_list = row ? !calendar_lists_days(room) : room->in_list;
    if (target->kind != CANVAS_TARGET_PART)
        return false;
    if (target->value >= CALENDAR_PART_ROWS)
        point_block(ui, room, target->value - CALENDAR_PART_ROWS);
    else if (target->value >= CALENDAR_PART_MODES)
        show(ui, room, (enum calendar_mode)(target->value - CALENDAR_PART_MODES));
    else if (day == room->day)
        open_item(ui, room, ACTION_open);
    else
        calendar_select_day(ui, room, day);
    return true;
}

static const struct view_action actions[] = {
    {ACTION_move_up, move},
    {ACTION_move_down, move},
    {ACTION_move_left, move},
    {ACTION_move_right, move},
    {ACTION_previous_month, go_month},
    {ACTION_next_month, go_month},
    {ACTION_today, go_today},
    {ACTION_next_pane, next_pane},
    {ACTION_previous_pane, next_pane},
    {ACTION_open, open_item},
    {ACTION_back, back},
    {ACTION_add, add},
    {ACTION_quick_add, push},
    {ACTION_edit, change},
    {ACTION_delete, change},
    {ACTION_undo, undo},
    {ACTION_search, push},
    {ACTION_go_date, push},
    {ACTION_calendar_view, next_mode},
    {ACTION_memories, memories},
};
static const struct key_item keys[] = {
    {ACTION_add, NULL},        {ACTION_quick_add, NULL}, {ACTION_open, NULL},
    {ACTION_next_month, NULL}, {ACTION_today, NULL},     {ACTION_calendar_view, NULL},
    {ACTION_memories, NULL},   {ACTION_search, NULL},    {ACTION_help, NULL}};
const struct view view_calendar = {.name = "calendar",
                                   .title = N_("Calendar"),
                                   .context = KEYMAP_CALENDAR,
                                   .tab = UI_TAB_CALENDAR,
                                   .wide = true,
                                   .data_size = sizeof(struct calendar_room),
                                   .open = open_calendar,
                                   .refresh = refresh,
                                   .draw = calendar_room_draw,
                                   .point = point,
                                   .tick = tick,
                                   VIEW_ACTIONS(actions),
                                   VIEW_KEYS(keys)};
