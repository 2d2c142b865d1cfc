/* calendar_room.h: the calendar's screen from within: what is selected, what its list has, how it is drawn. */
#ifndef DORAN_TUI_VIEW_CALENDAR_ROOM_H
#define DORAN_TUI_VIEW_CALENDAR_ROOM_H

#include "client-tui/view/calendar.h"
#include "client-tui/view/calendar_month.h"
#include "client-tui/widget/list.h"

enum calendar_mode { MODE_MONTH, MODE_WEEK, MODE_AGENDA, MODE_MEMORIES, MODES };

#define AGENDA_DAYS 92   /* what comes is looked for so far */
#define ROWS_MAX 1000    /* of a list of days */
#define WEEK_COLUMNS 100 /* a week stands in hours */
#define WEEK_ROWS 20     /* and so high at least */
#define WIDE_COLUMNS 140 /* the day stands beside the month */
#define LOW_ROWS 16      /* a list that is gone through takes the whole of it */
#define DAY_ROWS_MIN 5   /* of the day below the month, where it may: a message leaves six weeks at 80x24 */
#define MEMORIES_SHOWN 200
#define FIRST_DAY 0    /* 1970-01-01; what lies before is left to history */
#define LAST_DAY 84005 /* 2199-12-31 */

/* A row of a list: something of a day, or that there is nothing. */
struct row {
    int32_t day;
    int32_t index; /* of the entries (or memories) that were read; -1: the day is empty */
};
struct calendar_room {
    enum calendar_mode mode;
    int32_t day;    /* the selected one */
    int32_t around; /* the month whose neighbours were read ahead */
    int ahead;      /* how many of them */
    bool placed;    /* a day is selected */
    bool in_hours;  /* the week was drawn in hours: sideways is a day */
    bool in_list;   /* the keys go through the day's list */
    struct list list;
    struct row rows[ROWS_MAX];
    struct calendar_memory memories[MEMORIES_SHOWN];
};

/* A click on the heading is CANVAS_TARGET_PART with this and the mode; on a day with its place in the grid. */
#define CALENDAR_PART_MODES 100
#define CALENDAR_PART_ROWS 200 /* of the list, as blocks of the week: what is selected by a click */

/* True where the list has several days, instead of the selected one below a month. */
bool calendar_lists_days(const struct calendar_room *room);
/* The days of the list: the first, and the one after the last. */
void calendar_stretch(const struct calendar_room *room, int32_t *from, int32_t *to);
/* Makes the list anew; the selection stays as far as it can. */
void calendar_make_rows(struct ui *ui, struct calendar_room *room);
void calendar_select_day(struct ui *ui, struct calendar_room *room, int32_t day);
/* NULL for an empty day's row. Borrowed as from calendar_read(). */
const struct calendar_entry *calendar_entry_at(struct ui *ui, const struct calendar_room *room, size_t index);
/* What is said where there is nothing. */
const char *calendar_empty_text(const struct calendar_room *room);
/* The selected week in hours, what is all day above them. */
void calendar_week_draw(struct ui *ui, const struct calendar_room *room, const struct canvas *canvas);
void calendar_room_draw(struct ui *ui, void *data, const struct canvas *canvas);

#endif
