/* calendar_pane.c: how the calendar is drawn: the month with the selected day below or beside it, or a list of days. */
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/view/calendar_room.h"

struct drawing {
    struct ui *ui;
    struct calendar_room *room;
};

static void draw_row(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    (void)selected;
    const struct drawing *drawing = opaque;
    const struct calendar_room *room = drawing->room;
    const struct calendar_entry *entry = calendar_entry_at(drawing->ui, room, index);
    if (entry && room->mode == MODE_MEMORIES)
        calendar_draw_memory(drawing->ui, entry, canvas);
    else if (entry)
        calendar_draw_entry(drawing->ui, entry, room->rows[index].day, canvas);
    else
        canvas_text_short(canvas, 0, 5, canvas->columns - 6, STYLE_DIM, _("nothing"));
}

#define DAY_COLUMNS 25 /* "2027년 12월 12일 (화)" and a gap */
#define DAY_COLUMNS_FEW 20
#define FEW_COLUMNS 76

static int day_columns(const struct canvas *canvas)
{
    return canvas->columns < FEW_COLUMNS ? DAY_COLUMNS_FEW : DAY_COLUMNS;
}

static void draw_day_name(struct ui *ui, int32_t day, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_date date = doran_date_of_number(day), today = calendar_today(&ui->state);
    const char *holiday = calendar_holiday(&ui->state, date);
    const char *mark = holiday ? holiday : calendar_words_lunar_short(&arena, date);
    unsigned style = holiday || doran_date_weekday(date) == DORAN_SUNDAY ? STYLE_EVENT(0) : STYLE_TEXT;
    if (doran_date_compare(date, today) == 0)
        style |= STYLE_BOLD | STYLE_UNDERLINE;
    int used =
        canvas_text_short(canvas, 0, 0, canvas->columns - 1, style, calendar_words_day(&arena, date, today));
    int room = canvas->columns - used - 2;
    if (holiday ? room > 3 : canvas_text_columns(canvas, mark) <= room)
        canvas_text_short(canvas, 0, used + 1, room, holiday ? style : STYLE_DIM, mark);
    doran_arena_deinit(&arena);
}

/* A row of several days: the day stands before its first one. */
static void draw_day_row(const void *opaque, size_t index, const struct canvas *canvas, bool selected)
{
    const struct drawing *drawing = opaque;
    const struct calendar_room *room = drawing->room;
    int32_t day = room->rows[index].day;
    int columns = day_columns(canvas);
    struct canvas name = canvas_part(canvas, 0, 2, 1, columns - 2);
    if (index == 0 || room->rows[index - 1].day != day || index == room->list.top)
        draw_day_name(drawing->ui, day, &name);
    struct canvas rest = canvas_part(canvas, 0, columns - 1, 1, canvas->columns - columns + 1);
    draw_row(opaque, index, &rest, selected);
}

/* "11월 22일 (일) · 음력 10월 14일 · 쉬는 날". */
static void draw_day_title(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas,
                           int row)
{
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_date date = doran_date_of_number(room->day);
    const char *holiday = calendar_holiday(&ui->state, date);
    const char *dot = glyph_text(GLYPH_DOT, canvas_widths(canvas));
    const char *lunar = calendar_words_lunar(&arena, date);
    int column = 1;
    column += canvas_text_short(canvas, row, column, canvas->columns - 2, STYLE_TITLE,
                                calendar_words_near(&arena, date, calendar_today(&ui->state)));
    if (lunar[0])
        column +=
            canvas_format(canvas, row, column, canvas->columns - column, STYLE_DIM, " %s %s", dot, lunar);
    if (holiday)
        canvas_format(canvas, row, column, canvas->columns - column, STYLE_EVENT(0), " %s %s", dot, holiday);
    doran_arena_deinit(&arena);
}

/* "작년 오늘  김장하는 날": the newest one, where there is a row for it. */
static int draw_on_this_day(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas)
{
    struct calendar_memory memory;
    if (room->mode == MODE_MEMORIES || canvas->rows < 5 ||
        calendar_memories(&ui->state, room->day, 1, 1, &memory, 1) == 0)
        return 0;
    struct doran_arena arena = DORAN_ARENA(8192);
    int used =
        canvas_text(canvas, canvas->rows - 1, 1, canvas->columns - 2, STYLE_ACCENT, _("A year ago today"));
    canvas_text_short(canvas, canvas->rows - 1, used + 3, canvas->columns - used - 4, STYLE_DIM,
                      calendar_entry_title(&arena, memory.entry));
    doran_arena_deinit(&arena);
    return 1;
}

/* With photos to come, a day without memories says so kindly. */
const char *calendar_empty_text(const struct calendar_room *room)
{
    if (room->mode == MODE_MEMORIES)
        return _("Nothing is kept from this day yet. Photos and voices will stand here too, as soon as there "
                 "are some.");
    return _("Nothing on this day. Press a to add something.");
}

static void draw_day(struct ui *ui, struct calendar_room *room, const struct canvas *canvas)
{
    struct drawing drawing = {ui, room};
    draw_day_title(ui, room, canvas, 0);
    struct canvas part = canvas_part(canvas, 1, 0, canvas->rows - 1, canvas->columns);
    list_draw(&room->list, &part, room->in_list, draw_row, &drawing, calendar_empty_text(room));
}

/* --- the pane beside a wide month --- */

/* What the selected one has beyond its row. Returns the rows. */
static int draw_details(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas, int row)
{
    const struct calendar_entry *entry = calendar_entry_at(ui, room, room->list.selected);
    int begin = row;
    if (!entry)
        return 0;
    struct doran_arena arena = DORAN_ARENA(64 * 1024);
    const char *texts[] = {calendar_entry_when(&arena, entry, calendar_today(&ui->state)),
                           calendar_entry_rule(&ui->state, &arena, entry),
                           calendar_entry_reminders(&arena, entry->event),
                           entry->event->note ? entry->event->note : ""};
    const char *labels[] = {"", _("Repeats: {how}"), _("Reminder: {when}"), ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && row < canvas->rows; i++) {
        const char *text = texts[i];
        if (!text[0])
            continue;
        if (labels[i][0])
            text = sentence_of(&arena, labels[i], {"how", text}, {"when", text});
        row += canvas_paragraph(canvas, row, 5, canvas->columns - 6, canvas->rows - row,
                                i == 3 ? STYLE_TEXT : STYLE_DIM, text);
    }
    doran_arena_deinit(&arena);
    return row - begin;
}

/* What comes after the selected day, as far as there are rows for it. */
static void draw_coming(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas)
{
    struct doran_arena arena = DORAN_ARENA(64 * 1024);
    int32_t from = calendar_month_first(room->day);
    const struct calendar_days *days = calendar_read(&ui->state, from, from + AGENDA_DAYS);
    int row = 1;
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, _("What comes in the next days"));
    for (size_t i = 0; i < days->count && row < canvas->rows; i++) {
        const struct calendar_entry *entry = &days->entries[i];
        if (entry->first <= room->day)
            continue;
        struct canvas line =
            canvas_part(canvas, row, DAY_COLUMNS_FEW - 3, 1, canvas->columns - DAY_COLUMNS_FEW + 3);
        struct doran_date date = doran_date_of_number(entry->first);
        canvas_text_short(canvas, row++, 2, DAY_COLUMNS_FEW - 4, STYLE_DIM,
                          calendar_words_day(&arena, date, date));
        calendar_draw_entry(ui, entry, entry->first, &line);
    }
    if (row == 1)
        canvas_text_short(canvas, 1, 2, canvas->columns - 3, STYLE_DIM, _("nothing"));
    doran_arena_deinit(&arena);
}

static void draw_side(struct ui *ui, struct calendar_room *room, const struct canvas *canvas)
{
    int listed = (int)room->list.count > 2 ? (int)room->list.count : 2;
    int rows = canvas->rows / 3 < 1 + listed ? canvas->rows / 3 : 1 + listed;
    struct canvas day = canvas_part(canvas, 0, 0, rows, canvas->columns);
    draw_day(ui, room, &day);
    int row = rows + 1;
    int details = draw_details(ui, room, canvas, row);
    row += details > 0 ? details + 1 : 0;
    struct canvas rest = canvas_part(canvas, row, 0, canvas->rows - row, canvas->columns);
    int below = room->mode == MODE_MONTH ? draw_on_this_day(ui, room, &rest) : 0;
    struct canvas coming = canvas_part(&rest, 0, 0, rest.rows - 2 * below, rest.columns);
    if (room->mode == MODE_MONTH)
        draw_coming(ui, room, &coming);
}

static void draw_heading(const struct calendar_room *room, const struct canvas *canvas)
{
    static const char *const modes[MODES] = {N_("Month"), N_("Week"), N_("Coming"), N_("Memories")};
    struct doran_arena arena = DORAN_ARENA(8192);
    struct doran_date date = doran_date_of_number(room->day);
    int right = canvas->columns - 1;
    canvas_text(canvas, 0, 1, canvas->columns - 2, STYLE_TITLE, calendar_words_month(&arena, date));
    for (int mode = MODES - 1; mode >= 0; mode--) {
        const char *word = _(modes[mode]);
        bool open = mode == (int)room->mode;
        right -= canvas_text_columns(canvas, word) + 2;
        canvas_target(
            canvas, 0, right, 1, canvas_text_columns(canvas, word) + 2,
            &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = CALENDAR_PART_MODES + (size_t)mode});
        if (open)
            canvas_format(canvas, 0, right, canvas->columns, STYLE_ACCENT | STYLE_BOLD, "[%s]", word);
        else
            canvas_text(canvas, 0, right + 1, canvas->columns, STYLE_DIM, word);
    }
    doran_arena_deinit(&arena);
}

static void draw_grid(struct ui *ui, struct calendar_room *room, const struct canvas *canvas)
{
    calendar_month_draw(ui, room->day, room->mode == MODE_MEMORIES, !room->in_list, canvas);
}

static void draw_month(struct ui *ui, struct calendar_room *room, const struct canvas *canvas)
{
    int weeks = calendar_grid_weeks(room->day);
    if (room->in_list && canvas->rows < LOW_ROWS) {
        draw_day(ui, room, canvas);
        return;
    }
    if (canvas->columns >= WIDE_COLUMNS) {
        int columns = canvas->columns * 7 / 10;
        struct canvas grid = canvas_part(canvas, 0, 0, canvas->rows, columns);
        struct canvas day = canvas_part(canvas, 0, columns + 2, canvas->rows, canvas->columns - columns - 2);
        draw_grid(ui, room, &grid);
        draw_side(ui, room, &day);
        return;
    }
    int wanted = canvas->rows / 4 > DAY_ROWS_MIN ? canvas->rows / 4 : DAY_ROWS_MIN;
    int week_rows = (canvas->rows - wanted - MONTH_WEEKDAY_ROWS) / weeks;
    int rows = MONTH_WEEKDAY_ROWS + weeks * (week_rows > 1 ? week_rows : 1);
    struct canvas grid = canvas_part(canvas, 0, 0, rows, canvas->columns);
    draw_grid(ui, room, &grid);
    canvas_rule(canvas, rows, 0, canvas->columns);
    struct canvas below = canvas_part(canvas, rows + 1, 0, canvas->rows - rows - 1, canvas->columns);
    int told = draw_on_this_day(ui, room, &below);
    struct canvas day = canvas_part(&below, 0, 0, below.rows - told, below.columns);
    draw_day(ui, room, &day);
}

/* Of a wide screen a list takes the middle, so that who made something is not far from what it is. */
static void draw_list(struct ui *ui, struct calendar_room *room, const struct canvas *canvas)
{
    struct drawing drawing = {ui, room};
    int columns = canvas->columns < UI_COLUMNS ? canvas->columns : UI_COLUMNS;
    struct canvas middle = canvas_part(canvas, 0, (canvas->columns - columns) / 2, canvas->rows, columns);
    draw_heading(room, &middle);
    int top = middle.rows - 1 > LOW_ROWS ? 2 : 1;
    struct canvas part = canvas_part(&middle, top, 0, middle.rows - top, middle.columns);
    list_draw(&room->list, &part, true, draw_day_row, &drawing,
              _("Nothing is planned. Press a to add something."));
}

void calendar_room_draw(struct ui *ui, void *data, const struct canvas *canvas)
{
    struct calendar_room *room = data;
    struct canvas body = canvas_part(canvas, 1, 0, canvas->rows - 1, canvas->columns);
    room->in_hours = room->mode == MODE_WEEK && body.columns >= WEEK_COLUMNS && body.rows >= WEEK_ROWS;
    if (calendar_lists_days(room) && !room->in_hours) {
        draw_list(ui, room, canvas);
        return;
    }
    draw_heading(room, canvas);
    if (room->in_hours)
        calendar_week_draw(ui, room, &body);
    else
        draw_month(ui, room, &body);
}
