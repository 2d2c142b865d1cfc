#include "client-tui/widget/week.h"

#include <stdio.h>

#define MINUTES_OF_DAY 1440
#define FIRST_MINUTE (8 * 60) /* shown when nothing is earlier, */
#define LAST_MINUTE (20 * 60) /* or later */
#define MORE_COLUMNS 3        /* "+2" beside what overlaps */
#define ROOMY_COLUMNS 16      /* in days so wide a gap is between bar and words */

int week_left_of(const struct canvas *canvas, int day)
{
    return WEEK_HOURS_COLUMNS + day * (canvas->columns - WEEK_HOURS_COLUMNS) / WEEK_DAYS;
}

/* --- the layout --- */

/* Which hours, and how many minutes a row stands for. */
static void choose_hours(struct week_layout *out, const struct week *week, int rows)
{
    static const int steps[] = {15, 30, 60, 120};
    int first = FIRST_MINUTE, last = LAST_MINUTE;
    for (size_t i = 0; i < week->count; i++) {
        first = week->items[i].start < first ? week->items[i].start : first;
        last = week->items[i].end > last ? week->items[i].end : last;
    }
    size_t chosen = 0;
    for (; chosen + 1 < sizeof steps / sizeof *steps; chosen++) {
        int from = first / 60 * 60, to = (last + 59) / 60 * 60;
        if ((to - from) / steps[chosen] <= rows)
            break;
    }
    out->step = steps[chosen];
    int whole = out->step < 60 ? 60 : out->step;
    first = first / whole * whole;
    last = (last + whole - 1) / whole * whole;
    /* What room is left shows the evening, then the morning. */
    while (last + whole <= MINUTES_OF_DAY && (last + whole - first) / out->step <= rows)
        last += whole;
    while (first - whole >= 0 && (last - first + whole) / out->step <= rows)
        first -= whole;
    out->first = first;
    out->rows = (last - first) / out->step;
    out->rows = out->rows < rows ? out->rows : rows;
}

static struct week_block block_of(const struct week_layout *out, const struct week *week, size_t index)
{
    const struct week_item *item = &week->items[index];
    int top = (item->start - out->first) / out->step;
    int bottom = (item->end - out->first + out->step - 1) / out->step;
    top = top < out->rows ? top : out->rows - 1;
    bottom = bottom > top ? bottom : top + 1;
    bottom = bottom < out->rows ? bottom : out->rows;
    return (struct week_block){.item = index, .top = top, .rows = bottom - top};
}

/* The first lane in which nothing of the cluster is in the way. */
static int free_lane(const struct week_layout *out, size_t begin, const struct week_block *block)
{
    for (int lane = 0; lane < WEEK_BLOCKS_MAX; lane++) {
        bool taken = false;
        for (size_t i = begin; i < out->count && !taken; i++)
            taken = out->blocks[i].lane == lane && out->blocks[i].top + out->blocks[i].rows > block->top;
        if (!taken)
            return lane;
    }
    return WEEK_BLOCKS_MAX;
}

/* Blocks that touch each other share the day's columns. */
static void close_cluster(struct week_layout *out, size_t begin, int lanes)
{
    int most = 0, hidden = 0;
    for (size_t i = begin; i < out->count; i++) {
        most = out->blocks[i].lane + 1 > most ? out->blocks[i].lane + 1 : most;
        hidden += out->blocks[i].lane >= lanes;
    }
    for (size_t i = begin; i < out->count; i++) {
        out->blocks[i].lanes = most < lanes ? most : lanes;
        out->blocks[i].first = i == begin;
        out->blocks[i].more = hidden;
        out->blocks[i].hidden = out->blocks[i].lane >= lanes;
    }
}

void week_lay_out(struct week_layout *out, const struct week *week, int rows, int lanes)
{
    out->count = 0;
    rows = rows > 1 ? rows : 1;
    lanes = lanes < 1 ? 1 : lanes < WEEK_LANES_MAX ? lanes : WEEK_LANES_MAX;
    choose_hours(out, week, rows);
    size_t begin = 0;
    int bottom = 0, day = -1;
    for (size_t i = 0; i < week->count && out->count < WEEK_BLOCKS_MAX; i++) {
        struct week_block block = block_of(out, week, i);
        if (week->items[i].day != day || block.top >= bottom) {
            close_cluster(out, begin, lanes);
            begin = out->count;
            bottom = 0;
        }
        day = week->items[i].day;
        block.lane = free_lane(out, begin, &block);
        bottom = block.top + block.rows > bottom ? block.top + block.rows : bottom;
        out->blocks[out->count++] = block;
    }
    close_cluster(out, begin, lanes);
}

/* --- drawing --- */

static void draw_hours(const struct week *week, const struct week_layout *laid, const struct canvas *canvas)
{
    for (int row = 0; row < laid->rows; row++) {
        int minute = laid->first + row * laid->step;
        bool now = week->today >= 0 && week->minute >= minute && week->minute < minute + laid->step;
        if (minute % 60 == 0)
            canvas_format(canvas, row, 0, WEEK_HOURS_COLUMNS, STYLE_DIM, "%02d:00", minute / 60);
        if (now)
            canvas_format(canvas, row, 0, WEEK_HOURS_COLUMNS, STYLE_ACCENT | STYLE_BOLD, "%02d:%02d",
                          week->minute / 60, week->minute % 60);
        int left = now ? week_left_of(canvas, week->today) + 1 : 0;
        if (now) /* a line through the day, behind what is there */
            canvas_glyph_run(canvas, row, left, week_left_of(canvas, week->today + 1) - left, STYLE_ACCENT,
                             GLYPH_RULE);
        for (int day = 0; day < WEEK_DAYS; day++)
            canvas_glyph(canvas, row, week_left_of(canvas, day), STYLE_RULE, GLYPH_RULE_VERTICAL);
    }
}

/* The time stands below the whole title where there is a row for it; in a single row before it where both fit. */
static void draw_words(const struct week_item *item, int column, const struct canvas *part)
{
    unsigned style = item->style | STYLE_BOLD;
    if (item->unsent && part->columns > column + 2)
        canvas_glyph(part, 0, column++, STYLE_ACCENT, GLYPH_UNSENT); /* the rows begin below each other */
    int room = part->columns - column, time = canvas_text_columns(part, item->time);
    if (part->rows == 1) {
        if (time + 1 + canvas_text_columns(part, item->title) <= room)
            column += canvas_text(part, 0, column, time, STYLE_DIM, item->time) + 1;
        canvas_text_short(part, 0, column, part->columns - column, style, item->title);
        return;
    }
    int used = canvas_paragraph_short(part, 0, column, room, part->rows, style, item->title);
    if (time <= room)
        canvas_text(part, used, column, room, STYLE_DIM, item->time);
}

/* A bar of its colour beside its words; what is hidden lies over the last lane. */
static void draw_block(const struct week *week, const struct week_block *block, const struct canvas *canvas)
{
    const struct week_item *item = &week->items[block->item];
    int left = week_left_of(canvas, item->day) + 1, right = week_left_of(canvas, item->day + 1);
    int columns = right - left - (block->more > 0 ? MORE_COLUMNS : 0);
    int lane = block->hidden ? block->lanes - 1 : block->lane;
    int begin = left + lane * columns / block->lanes;
    int end = left + (lane + 1) * columns / block->lanes;
    int gap = lane + 1 < block->lanes ? 1 : 0; /* before the next one */
    struct canvas part = canvas_part(canvas, block->top, begin, block->rows, end - begin - gap);
    canvas_fill(&part, 0, 0, part.rows, part.columns, STYLE_TEXT);
    for (int row = 0; row < block->rows && block->item != week->selected; row++)
        canvas_glyph(&part, row, 0, item->style, GLYPH_BAR_FULL);
    draw_words(item, right - left < ROOMY_COLUMNS ? 1 : 2, &part);
    canvas_target(&part, 0, 0, block->rows, part.columns,
                  &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = item->part});
    if (block->item != week->selected)
        return;
    canvas_glyph(&part, 0, 0, item->style, GLYPH_SELECT);
    for (int row = 0; row < block->rows; row++)
        canvas_highlight(&part, row, 0, part.columns, STYLE_REVERSE);
    canvas_cursor(&part, 0, 0);
}

static void draw_more(const struct week *week, const struct week_block *block, const struct canvas *canvas)
{
    char count[16];
    snprintf(count, sizeof count, "+%d", block->more);
    canvas_text_right(canvas, block->top,
                      week_left_of(canvas, week->items[block->item].day + 1) - MORE_COLUMNS, MORE_COLUMNS,
                      STYLE_DIM, count);
}

void week_draw(const struct week *week, const struct canvas *canvas)
{
    struct week_layout laid;
    int lanes = (canvas->columns - WEEK_HOURS_COLUMNS) / WEEK_DAYS / WEEK_LANE_COLUMNS;
    if (canvas->rows < 1 || lanes < 1)
        return;
    week_lay_out(&laid, week, canvas->rows, lanes);
    draw_hours(week, &laid, canvas);
    for (size_t i = 0; i < laid.count; i++) {
        const struct week_block *block = &laid.blocks[i];
        if (!block->hidden)
            draw_block(week, block, canvas);
        if (block->first && block->more > 0)
            draw_more(week, block, canvas);
    }
    for (size_t i = 0; i < laid.count; i++)
        if (laid.blocks[i].hidden && laid.blocks[i].item == week->selected)
            draw_block(week, &laid.blocks[i], canvas);
}
