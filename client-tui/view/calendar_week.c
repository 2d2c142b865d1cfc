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
    size_t above_count, block_count;
    size_t selected; /* of the blocks; `block_count`: none */
    int today;       /* as in struct week */
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
    const struct calendar_room *room = drawing->room;
    item.selected =
        room->list.selected < room->list.count && room->rows[room->list.selected].index == (int32_t)index;
    if (!is_timed(entry)) {
        drawing->above[drawing->above_count++] = item;
        return;
    }
    if (item.selected)
        drawing->selected = drawing->block_count;
    drawing->blocks[drawing->block_count++] =
        (struct week_item){.title = item.title,
                           .time = item.time,
                           .style = item.style,
                           .day = item.first,
                           .start = entry->minute,
                           .end = entry->end_minute > entry->minute ? entry->end_minute : entry->minute,
                           .part = CALENDAR_PART_ROWS + row_of(drawing, index),
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
    struct calendar_grid grid;
    struct month month = calendar_month_grid(drawing->ui, &grid, drawing->from, 1, drawing->room->day);
    for (int i = 0; i < MONTH_WEEK_DAYS; i++)
        grid.days[i].lunar =
            calendar_words_lunar_short(&drawing->arena, doran_date_of_number(drawing->from + i));
    month.items = drawing->above;
    month.count = drawing->above_count;
    month.focused = drawing->selected == drawing->block_count;
    drawing->today = month.today;
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
    drawing.selected = count; /* so many blocks there are at most */
    for (size_t i = 0; drawing.above && drawing.blocks && i < count; i++)
        place(&drawing, i);
    drawing.selected = drawing.selected < drawing.block_count ? drawing.selected : drawing.block_count;
    int top = draw_above(&drawing, canvas);
    const struct week week = {.items = drawing.blocks,
                              .count = drawing.block_count,
                              .selected = drawing.selected,
                              .today = drawing.today,
                              .minute = calendar_minute(&ui->state)};
    struct canvas hours = canvas_part(canvas, top, 0, canvas->rows - top, canvas->columns);
    week_draw(&week, &hours);
    doran_arena_deinit(&drawing.arena);
}
