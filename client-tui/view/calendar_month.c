#include "client-tui/view/calendar_month.h"

#include "client-tui/state/calendar_words.h"

#include <string.h>

#define DRAW_BYTES_MAX (4u * 1024 * 1024)
#define MEMORIES_MAX 1000 /* of one month */

int32_t calendar_month_first(int32_t day)
{
    struct doran_date date = doran_date_of_number(day);
    date.day = 1;
    return doran_date_number(date);
}

/* Weeks begin on Sunday, as on the wall of a Korean kitchen. */
static int column_of(int32_t day)
{
    return (int)doran_date_weekday(doran_date_of_number(day)) % MONTH_WEEK_DAYS;
}

int32_t calendar_grid_first(int32_t day)
{
    int32_t first = calendar_month_first(day);
    return first - column_of(first);
}

int calendar_grid_weeks(int32_t day)
{
    struct doran_date date = doran_date_of_number(day);
    int32_t last = calendar_month_first(day) + doran_month_days(date.year, date.month) - 1;
    return (last - calendar_grid_first(day)) / MONTH_WEEK_DAYS + 1;
}

/* --- the days --- */

static bool is_lunar(const struct calendar_entry *entry)
{
    return doran_event_is_lunar(entry->event);
}

/* The first of each solar and lunar month, lunar events, and the selected day have their lunar date. */
static void mark_lunar(struct month *month, struct month_day *days, const struct calendar_days *read,
                       struct doran_arena *arena)
{
    bool wanted[MONTH_DAYS_MAX] = {false};
    for (size_t i = 0; i < read->count; i++)
        if (is_lunar(&read->entries[i]) && read->entries[i].first >= read->from)
            wanted[read->entries[i].first - read->from] = true;
    for (int i = 0; i < month->weeks * MONTH_WEEK_DAYS; i++) {
        struct doran_date date = doran_date_of_number(read->from + i);
        struct doran_lunar lunar = {0};
        doran_lunar_of_date(date, &lunar);
        if (wanted[i] || date.day == 1 || lunar.day == 1 || i == month->selected)
            days[i].lunar = calendar_words_lunar_short(arena, date);
    }
}

struct month calendar_month_grid(struct ui *ui, struct calendar_grid *grid, int32_t from, int weeks,
                                 int32_t selected)
{
    int count = weeks * MONTH_WEEK_DAYS;
    int32_t today = doran_date_number(calendar_today(&ui->state)) - from;
    for (int i = 0; i < MONTH_WEEK_DAYS; i++)
        grid->weekdays[i] = calendar_words_weekday(i);
    for (int i = 0; i < count; i++) {
        struct doran_date date = doran_date_of_number(from + i);
        const char *holiday = calendar_holiday(&ui->state, date);
        bool sunday = i % MONTH_WEEK_DAYS == 0;
        grid->days[i] = (struct month_day){
            .number = date.day, .sunday = sunday, .rest = holiday || sunday, .holiday = holiday};
    }
    return (struct month){.weekdays = grid->weekdays,
                          .days = grid->days,
                          .weeks = weeks,
                          .today = today >= 0 && today < count ? (int)today : -1,
                          .selected = (int)(selected - from)};
}

static void mark_outside(struct month_day *days, int32_t from, int32_t selected, int count)
{
    int month = doran_date_of_number(selected).month;
    for (int i = 0; i < count; i++)
        days[i].outside = doran_date_of_number(from + i).month != month;
}

/* --- what lies on them --- */

static bool is_bar(const struct calendar_entry *entry)
{
    return entry->last > entry->first;
}

struct month_item calendar_month_item(struct doran_arena *arena, const struct calendar_entry *entry,
                                      int32_t from)
{
    return (struct month_item){
        .title = entry->event->title,
        .time = entry->minute >= 0 ? calendar_words_time(arena, entry->minute) : NULL,
        .style = STYLE_EVENT((unsigned)entry->event->colour - (unsigned)DORAN_event_colour_red),
        .first = entry->first - from,
        .last = entry->last - from,
        .bar = is_bar(entry),
        .unsent = entry->unsent};
}

void calendar_month_prepare(struct ui *ui, int32_t day)
{
    int32_t from = calendar_grid_first(day);
    calendar_read(&ui->state, from, from + calendar_grid_weeks(day) * MONTH_WEEK_DAYS);
    calendar_past_month(&ui->state, day, 1);
}

/* Those of this year and the years before, on the days of this year, with the year before the title. */
static size_t past_items(struct ui *ui, int32_t selected, struct month_item *items, size_t max,
                         struct doran_arena *arena)
{
    size_t count = 0;
    int32_t first = calendar_month_first(selected), from = calendar_grid_first(selected);
    for (int years = 0; years <= CALENDAR_MEMORY_YEARS; years++) {
        const struct calendar_days *past = calendar_past_month(&ui->state, selected, years);
        for (size_t i = 0; i < past->count && count < max; i++) {
            struct calendar_entry entry = past->entries[i];
            if (!calendar_is_memory(&entry, years))
                continue;
            const char *year = doran_arena_printf(arena, "%d", doran_date_of_number(entry.first).year);
            entry.first += first - past->from;
            entry.last += first - past->from;
            items[count] = calendar_month_item(arena, &entry, from);
            items[count].time = year;
            items[count++].unsent = false;
        }
    }
    return count;
}

static size_t present_items(const struct calendar_days *read, struct month_item *items,
                            struct doran_arena *arena)
{
    for (size_t i = 0; i < read->count; i++)
        items[i] = calendar_month_item(arena, &read->entries[i], read->from);
    return read->count;
}

void calendar_month_draw(struct ui *ui, int32_t selected, bool memories, bool focused,
                         const struct canvas *canvas)
{
    struct calendar_grid grid;
    struct doran_arena arena = DORAN_ARENA(DRAW_BYTES_MAX);
    int32_t from = calendar_grid_first(selected);
    int weeks = calendar_grid_weeks(selected);
    struct month month = calendar_month_grid(ui, &grid, from, weeks, selected);
    month.focused = focused;
    mark_outside(grid.days, from, selected, weeks * MONTH_WEEK_DAYS);
    const struct calendar_days *read = calendar_read(&ui->state, from, from + weeks * MONTH_WEEK_DAYS);
    mark_lunar(&month, grid.days, read, &arena);
    size_t room = memories ? MEMORIES_MAX : read->count + 1;
    struct month_item *items = doran_arena_alloc(&arena, room * sizeof *items);
    month.items = items;
    if (items)
        month.count =
            memories ? past_items(ui, selected, items, room, &arena) : present_items(read, items, &arena);
    month_draw(&month, canvas);
    doran_arena_deinit(&arena);
}
