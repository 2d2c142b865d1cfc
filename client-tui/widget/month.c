#include "client-tui/widget/month.h"

#include "client-tui/i18n.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define NUMBER_COLUMN 1 /* after the sign of the selected day */
#define TIME_COLUMNS 16 /* a day narrower than that shows no times */
#define WORD_COLUMNS 12 /* a day narrower than that says "+2" and not "+ 2 more" */
#define LEVELS_MAX 64   /* lanes that are told apart; what lies deeper is counted */

static int left_of(const struct canvas *canvas, int column)
{
    return column * canvas->columns / MONTH_WEEK_DAYS;
}

int month_week_rows(const struct month *month, int rows)
{
    int each = (rows - MONTH_WEEKDAY_ROWS) / month->weeks;
    return each > 1 ? each : 1;
}

/* --- the layout --- */

/* An item within the week. */
struct stretch {
    size_t item;
    int column, columns;
    bool from_before, goes_on;
};

static int compare_stretches(const void *left, const void *right)
{
    const struct stretch *a = left, *b = right;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->columns != b->columns)
        return a->columns > b->columns ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

static size_t collect(struct month_week *out, struct stretch *stretches, const struct month *month, int week)
{
    int first = week * MONTH_WEEK_DAYS, last = first + MONTH_WEEK_DAYS - 1;
    size_t count = 0;
    for (size_t i = 0; i < month->count; i++) {
        const struct month_item *item = &month->items[i];
        if (item->last < first || item->first > last || item->last < item->first)
            continue;
        int from = item->first > first ? item->first : first, to = item->last < last ? item->last : last;
        for (int day = from; day <= to; day++) {
            out->things[day - first]++;
            out->hidden[day - first]++; /* until it is shown */
        }
        if (count < MONTH_ITEMS_MAX)
            stretches[count++] =
                (struct stretch){i, from - first, to - from + 1, item->first<first, item->last> last};
    }
    qsort(stretches, count, sizeof *stretches, compare_stretches);
    return count;
}

/* The first lane that is free in all its columns, LEVELS_MAX when none is; it is taken. */
static int take_lane(uint64_t taken[MONTH_WEEK_DAYS], const struct stretch *stretch)
{
    uint64_t all = 0;
    int lane = 0;
    for (int i = 0; i < stretch->columns; i++)
        all |= taken[stretch->column + i];
    while (lane < LEVELS_MAX && (all >> lane & 1) != 0)
        lane++;
    for (int i = 0; i < stretch->columns && lane < LEVELS_MAX; i++)
        taken[stretch->column + i] |= UINT64_C(1) << lane;
    return lane;
}

/* Adds the runs of a stretch's columns in which its lane is shown. */
static void add_segments(struct month_week *out, const struct stretch *stretch, int lane,
                         const int shown[MONTH_WEEK_DAYS])
{
    int end = stretch->column + stretch->columns;
    for (int from = stretch->column; from < end;) {
        int to = from;
        while (to < end && lane < shown[to])
            out->hidden[to++]--;
        if (to > from && out->count < MONTH_SEGMENTS_MAX)
            out->segments[out->count++] =
                (struct month_segment){.item = stretch->item,
                                       .lane = lane,
                                       .column = from,
                                       .columns = to - from,
                                       .from_before = stretch->from_before || from > stretch->column,
                                       .goes_on = stretch->goes_on || to < end};
        from = to + 1;
    }
}

void month_lay_out(struct month_week *out, const struct month *month, int week, int lanes)
{
    struct stretch stretches[MONTH_ITEMS_MAX];
    int lane_of[MONTH_ITEMS_MAX], shown[MONTH_WEEK_DAYS];
    uint64_t taken[MONTH_WEEK_DAYS] = {0};
    *out = (struct month_week){0};
    lanes = lanes < MONTH_LANES_MAX ? lanes : MONTH_LANES_MAX;
    size_t count = collect(out, stretches, month, week);
    for (size_t i = 0; i < count; i++)
        lane_of[i] = take_lane(taken, &stretches[i]);
    for (int day = 0; day < MONTH_WEEK_DAYS; day++) {
        bool full = lanes < LEVELS_MAX && taken[day] >> lanes != 0;
        shown[day] = full && lanes > 1 ? lanes - 1 : lanes;
    }
    for (size_t i = 0; i < count; i++)
        add_segments(out, &stretches[i], lane_of[i], shown);
}

/* --- a day's first row --- */

static void draw_weekdays(const struct month *month, const struct canvas *canvas)
{
    for (int day = 0; day < MONTH_WEEK_DAYS; day++)
        canvas_text(canvas, 0, left_of(canvas, day) + NUMBER_COLUMN, left_of(canvas, 1) - NUMBER_COLUMN,
                    month->days[day].sunday ? STYLE_EVENT(0) : STYLE_DIM, month->weekdays[day]);
}

static unsigned number_style(const struct month *month, int day)
{
    const struct month_day *shown = &month->days[day];
    unsigned style = shown->rest ? STYLE_EVENT(0) : STYLE_TEXT;
    if (shown->outside)
        style = STYLE_DIM;
    if (day == month->today)
        style |= STYLE_BOLD | STYLE_UNDERLINE;
    return style;
}

/* The lunar day and the holiday's name: both where there is room, else the holiday. */
static int draw_marks(const struct month_day *day, const struct canvas *cell, int column, int room)
{
    int lunar = day->lunar ? canvas_text_columns(cell, day->lunar) : 0;
    int holiday = day->holiday ? canvas_text_columns(cell, day->holiday) : 0;
    unsigned rest = day->outside ? STYLE_DIM : STYLE_EVENT(0);
    if (lunar + holiday == 0)
        return column;
    /* A space before them but where they just fit without. */
    int gap = column + (holiday > lunar ? holiday : lunar) == room ? 0 : 1;
    column += gap;
    if (holiday == 0 || column + lunar + 1 + holiday <= room) {
        if (column + lunar <= room)
            column += canvas_text(cell, 0, column, lunar, STYLE_DIM, day->lunar);
        else
            column -= gap;
        column += lunar > 0 && holiday > 0 ? 1 : 0;
    }
    if (holiday > 0)
        column += canvas_text_short(cell, 0, column, room - column, rest, day->holiday);
    return column;
}

static int draw_number(const struct month *month, int day, const struct canvas *cell)
{
    char number[16];
    snprintf(number, sizeof number, "%d", month->days[day].number);
    int width = canvas_text_columns(cell, number);
    canvas_text(cell, 0, NUMBER_COLUMN + 2 - width, width, number_style(month, day), number);
    return NUMBER_COLUMN + 2;
}

/* The selected day is told by > and < and by being reversed. */
static void draw_selection(const struct month *month, const struct canvas *cell, int end)
{
    int last = cell->columns - 1;
    end = end < last ? end : last;
    canvas_glyph(cell, 0, 0, STYLE_TEXT, GLYPH_SELECT);
    canvas_glyph(cell, 0, end, STYLE_TEXT, GLYPH_SELECT_END);
    canvas_highlight(cell, 0, 0, end + 1, STYLE_REVERSE);
    if (month->focused)
        canvas_cursor(cell, 0, 0);
}

static void draw_day(const struct month *month, int day, int more, const struct canvas *cell)
{
    char count[16] = "";
    if (more > 0)
        snprintf(count, sizeof count, "+%d", more);
    int width = canvas_text_columns(cell, count), last = cell->columns - 1 - width;
    int end = draw_marks(&month->days[day], cell, draw_number(month, day, cell), width > 0 ? last - 1 : last);
    if (day == month->selected)
        draw_selection(month, cell, end);
    canvas_text(cell, 0, last, width, STYLE_DIM, count);
}

/* --- one row a week --- */

static void draw_signs(const struct month *month, int day, const struct canvas *cell)
{
    int column = draw_number(month, day, cell);
    int end = cell->columns - 2;
    for (size_t i = 0; i < month->count; i++) {
        const struct month_item *item = &month->items[i];
        if (item->first > day || item->last < day)
            continue;
        int width = item->bar ? 2 : 1;
        if (column + width > end) {
            canvas_text(cell, 0, end, 1, STYLE_DIM, "+");
            break;
        }
        canvas_glyph_run(cell, 0, column, width, item->style, item->bar ? GLYPH_SPAN : GLYPH_BULLET);
        column += width;
    }
    if (day == month->selected)
        draw_selection(month, cell, NUMBER_COLUMN + 2 < column ? column : NUMBER_COLUMN + 2);
}

/* --- what lies on the days --- */

static int draw_title(const struct month_item *item, const struct canvas *part, int column, int columns)
{
    int begin = column;
    if (item->unsent && columns > 2) {
        canvas_glyph(part, 0, column, STYLE_ACCENT, GLYPH_UNSENT);
        column++;
    }
    if (item->time && part->columns >= TIME_COLUMNS)
        column += canvas_text(part, 0, column, columns - (column - begin), STYLE_DIM, item->time) + 1;
    column += canvas_text_short(part, 0, column, columns - (column - begin), item->style, item->title);
    return column - begin;
}

static void draw_bar(const struct month_segment *segment, const struct month_item *item,
                     const struct canvas *part)
{
    int end = part->columns - (segment->goes_on ? 0 : 1);
    canvas_glyph_run(part, 0, 0, end, item->style, GLYPH_SPAN);
    if (segment->from_before)
        canvas_glyph(part, 0, 0, item->style | STYLE_BOLD, GLYPH_SELECT_END);
    if (segment->goes_on)
        canvas_glyph(part, 0, end - 1, item->style | STYLE_BOLD, GLYPH_SELECT);
    /* `== title ===`, or where that is too much `=title=`. */
    int wanted =
        canvas_text_columns(part, item->title) + (item->unsent ? 1 : 0) +
        (item->time && part->columns >= TIME_COLUMNS ? canvas_text_columns(part, item->time) + 1 : 0);
    int gap = wanted + 5 <= end ? 1 : 0;
    int begin = gap + 1 + gap, room = end - begin - gap - (segment->goes_on ? 1 : 0);
    wanted = wanted < room ? wanted : room;
    if (wanted < 2)
        return;
    canvas_fill(part, 0, begin - gap, 1, wanted + 2 * gap, STYLE_TEXT);
    int used = draw_title(item, part, begin, wanted);
    canvas_glyph_run(part, 0, begin + used + gap, wanted - used, item->style, GLYPH_SPAN);
}

static void draw_segment(const struct month *month, const struct month_segment *segment, int top,
                         const struct canvas *canvas)
{
    const struct month_item *item = &month->items[segment->item];
    int left = left_of(canvas, segment->column);
    int columns = left_of(canvas, segment->column + segment->columns) - left;
    struct canvas part = canvas_part(canvas, top + 1 + segment->lane, left, 1, columns);
    if (item->bar) {
        draw_bar(segment, item, &part);
    } else {
        canvas_glyph(&part, 0, 1, item->style, GLYPH_BULLET);
        draw_title(item, &part, 2, columns - 3);
    }
    if (item->selected)
        canvas_highlight(&part, 0, 0, columns - 1, STYLE_REVERSE);
}

static void draw_hidden(const struct canvas *cell, int row, int hidden)
{
    char count[64];
    if (hidden <= 0)
        return;
    if (cell->columns > WORD_COLUMNS)
        snprintf(count, sizeof count, doran_plural("+ %d more", "+ %d more", (unsigned long)hidden), hidden);
    else
        snprintf(count, sizeof count, "+%d", hidden);
    canvas_text_short(cell, row, 1, cell->columns - 2, STYLE_DIM, count);
}

static void draw_week(const struct month *month, int week, int top, int rows, const struct canvas *canvas)
{
    struct month_week laid;
    month_lay_out(&laid, month, week, rows - 1);
    for (size_t i = 0; i < laid.count; i++)
        draw_segment(month, &laid.segments[i], top, canvas);
    for (int column = 0; column < MONTH_WEEK_DAYS; column++) {
        int day = week * MONTH_WEEK_DAYS + column, left = left_of(canvas, column);
        struct canvas cell = canvas_part(canvas, top, left, rows, left_of(canvas, column + 1) - left);
        canvas_target(&cell, 0, 0, rows, cell.columns,
                      &(struct canvas_target){.kind = CANVAS_TARGET_PART, .value = (size_t)day});
        if (rows == 1)
            draw_signs(month, day, &cell);
        else
            draw_day(month, day, rows == 2 ? laid.hidden[column] : 0, &cell);
        if (rows > 2)
            draw_hidden(&cell, rows - 1, laid.hidden[column]);
    }
}

void month_draw(const struct month *month, const struct canvas *canvas)
{
    int rows = month_week_rows(month, canvas->rows);
    rows = rows < MONTH_LANES_MAX + 1 ? rows : MONTH_LANES_MAX + 1;
    draw_weekdays(month, canvas);
    for (int week = 0; week < month->weeks; week++)
        draw_week(month, week, MONTH_WEEKDAY_ROWS + week * rows, rows, canvas);
}
