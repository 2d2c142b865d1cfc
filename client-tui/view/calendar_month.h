/* calendar_month.h: the grid of a month made of the family's days, and of its past years. */
#ifndef DORAN_TUI_VIEW_CALENDAR_MONTH_H
#define DORAN_TUI_VIEW_CALENDAR_MONTH_H

#include "client-tui/view/calendar.h"
#include "client-tui/widget/month.h"

/* The first day of the month that a day is in, and of the grid that shows it. */
int32_t calendar_month_first(int32_t day);
int32_t calendar_grid_first(int32_t day);
int calendar_grid_weeks(int32_t day);

/* Draws the month of `selected`; with `memories` what happened in it in past years instead of what lies in it. */
void calendar_month_draw(struct ui *ui, int32_t selected, bool memories, bool focused,
                         const struct canvas *canvas);
/* Whole weeks from a Sunday as a grid without items: numbers, days of rest, and which is today. `grid` keeps its parts. */
struct calendar_grid {
    const char *weekdays[MONTH_WEEK_DAYS];
    struct month_day days[MONTH_DAYS_MAX];
};
struct month calendar_month_grid(struct ui *ui, struct calendar_grid *grid, int32_t from, int weeks,
                                 int32_t selected);
/* Something as it lies on a grid that begins with the day `from`; texts in the arena or borrowed from the entry. */
struct month_item calendar_month_item(struct doran_arena *arena, const struct calendar_entry *entry,
                                      int32_t from);
/* Reads what a month shows, so that going there is quick. */
void calendar_month_prepare(struct ui *ui, int32_t day);

#endif
