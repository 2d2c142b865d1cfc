/* calendar_week.c: the selected week in hours. What is all day or over several days lies above, as in the month. */
#include "client-tui/state/calendar_words.h"
#include "client-tui/view/calendar_room.h"
#include "client-tui/widget/week.h"

#define DRAW_BYTES_MAX (4u * 1024 * 1024)
#define TOP_LANES_MAX 6 /* rows of what is all day */
#define HEAD_ROWS 2     /* the weekdays and the numbers */

struct drawing {
    struct ui *ui;
    const struct calendar_room *room;
    const struct calendar_days *days;
    struct doran_arena arena;
    int32_t from;
    struct month_item *above;
    struct week_item *blocks;
    size_t above_count, block_count, selected;
};

static bool is_timed(const struct calendar_entry *entry)
{
    return entry->minute >= 0 && entry->last == entry->first;
}

/* The row of the list that an entry has on its first day here. */
static size_t row_of(const struct drawing *drawing, size_t entry)
{
    const struct calendar_room *room = drawing->room;
    for (size_t i = 0; i < room->list.count; i++)
        if (room->rows[i].index == (int32_t)entry)
            return i;
    return room->list.count;
}

static void place(struct drawing *drawing, size_t index)
{
    const struct calendar_entry *entry = &drawing->days->entries[index];
    struct month_item item = calendar_month_item(&drawing->arena, entry, drawing->from);
    size_t row = row_of(drawing, index);
    if (!is_timed(entry)) {
        const struct calendar_room *room = drawing->room;
        item.selected =
            room->list.selected < room->list.count && room->rows[room->list.selected].index == (int32_t)index;
        drawing->above[drawing->above_count++] = item;
        return;
    }
    if (row == drawing->room->list.selected)
        drawing->selected = drawing->block_count;
    drawing->blocks[drawing->block_count++] =
        (struct week_item){.title = item.title,
                           .time = calendar_entry_time(&drawing->arena, entry, entry->first),
                           .style = item.style,
                           .day = item.first,
                           .start = entry->minute,
                           .end = entry->end_minute > entry->minute ? entry->end_minute : entry->minute,
                           .part = CALENDAR_PART_ROWS + row,
                           .unsent = entry->unsent};
}

/* How many lanes what lies above takes, at most so many. */
static int lanes_above(const struct month *month)
{
    struct month_week laid;
    int lanes = 0;
    month_lay_out(&laid, month, 0, TOP_LANES_MAX);
    for (size_t i = 0; i < laid.count; i++)
        lanes = laid.segments[i].lane + 1 > lanes ? laid.segments[i].lane + 1 : lanes;
    for (int day = 0; day < MONTH_WEEK_DAYS; day++)
        lanes = laid.hidden[day] > 0 ? TOP_LANES_MAX : lanes;
    return lanes > 1 ? lanes : 2; /* three rows tell what is hidden in words */
}

static int draw_above(struct drawing *drawing, const struct canvas *canvas)
{
    const char *weekdays[MONTH_WEEK_DAYS];
    struct month_day days[MONTH_WEEK_DAYS];
    int32_t today = doran_date_number(calendar_today(&drawing->ui->state)) - drawing->from;
    for (int i = 0; i < MONTH_WEEK_DAYS; i++) {
        struct doran_date date = doran_date_of_number(drawing->from + i);
        const char *holiday = calendar_holiday(&drawing->ui->state, date);
        weekdays[i] = calendar_words_weekday(i);
        days[i] = (struct month_day){.number = date.day,
                                     .sunday = i == 0,
                                     .rest = holiday || i == 0,
                                     .lunar = calendar_words_lunar_short(&drawing->arena, date),
                                     .holiday = holiday};
    }
    struct month month = {.weekdays = weekdays,
                          .days = days,
                          .weeks = 1,
                          .items = drawing->above,
                          .count = drawing->above_count,
                          .today = today >= 0 && today < MONTH_WEEK_DAYS ? (int)today : -1,
                          .selected = drawing->room->day - drawing->from,
                          .focused = drawing->selected == drawing->block_count};
    int rows = HEAD_ROWS + lanes_above(&month);
    struct canvas head =
        canvas_part(canvas, 0, WEEK_HOURS_COLUMNS, rows, canvas->columns - WEEK_HOURS_COLUMNS);
    month_draw(&month, &head);
    canvas_rule(canvas, rows, 0, canvas->columns);
    return rows + 1;
}

void calendar_week_draw(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas)
{
    struct drawing drawing = {.ui = ui, .room = room, .arena = DORAN_ARENA(DRAW_BYTES_MAX)};
    int32_t to;
    calendar_stretch(room, &drawing.from, &to);
    drawing.days = calendar_read(&ui->state, drawing.from, to);
    size_t count = drawing.days->count;
    drawing.above = doran_arena_alloc(&drawing.arena, (count + 1) * sizeof *drawing.above);
    drawing.blocks = doran_arena_alloc(&drawing.arena, (count + 1) * sizeof *drawing.blocks);
    drawing.selected = count + 1;
    for (size_t i = 0; drawing.above && drawing.blocks && i < count; i++)
        place(&drawing, i);
    drawing.selected = drawing.selected < drawing.block_count ? drawing.selected : drawing.block_count;
    int top = draw_above(&drawing, canvas);
    int32_t today = doran_date_number(calendar_today(&ui->state)) - drawing.from;
    const struct week week = {.items = drawing.blocks,
                              .count = drawing.block_count,
                              .selected = drawing.selected,
                              .today = today >= 0 && today < WEEK_DAYS ? (int)today : -1,
                              .minute = calendar_minute(&ui->state)};
    struct canvas hours = canvas_part(canvas, top, 0, canvas->rows - top, canvas->columns);
    week_draw(&week, &hours);
    doran_arena_deinit(&drawing.arena);
}
