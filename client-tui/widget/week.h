/* week.h: the hours of a week: seven columns of days, hours down the side, what has a time as blocks at its hours, what
 * overlaps side by side. Pure: what is drawn follows from the struct and the size of the canvas. */
#ifndef DORAN_TUI_WIDGET_WEEK_H
#define DORAN_TUI_WIDGET_WEEK_H

#include "client-tui/term/canvas.h"

#include <stdbool.h>
#include <stddef.h>

#define WEEK_DAYS 7
#define WEEK_HOURS_COLUMNS 6 /* "09:00 " */
#define WEEK_BLOCKS_MAX 256  /* of one week that are laid out; the rest is not shown */
#define WEEK_LANES_MAX 8     /* side by side */
#define WEEK_LANE_COLUMNS 9  /* a block is at least so wide */

struct week_item {
    const char *title, *time; /* translated; borrowed */
    unsigned style;           /* its colour */
    int day;                  /* 0 to 6 */
    int start, end;           /* minutes of that day */
    size_t part;              /* what a click on it means */
    bool unsent;              /* it waits to be sent */
};
struct week {
    const struct week_item *items; /* by day, the earlier first */
    size_t count;
    size_t selected;   /* of the items, seen even where it would be hidden; `count`: none */
    int today, minute; /* the day it is, -1: none of these; and the time there */
};

/* One item: rows and columns from the first hour and the left edge of its day. */
struct week_block {
    size_t item;
    int top, rows, lane, lanes;
    bool first;  /* of those that touch each other */
    int more;    /* how many of them are hidden */
    bool hidden; /* beyond the lanes: counted in a `+` */
};
struct week_layout {
    int first; /* minute of the first row */
    int step;  /* minutes a row stands for: 15, 30, 60 or 120 */
    int rows;
    struct week_block blocks[WEEK_BLOCKS_MAX];
    size_t count;
};
/* Lays the items out in so many rows, at most `lanes` (1 … WEEK_LANES_MAX) side by side. All items are within the rows, as
 * many hours of the day around them as there is room for. */
void week_lay_out(struct week_layout *out, const struct week *week, int rows, int lanes);
/* Draws the hours and the blocks over the whole canvas. A click on a block is CANVAS_TARGET_PART with its `part`. */
void week_draw(const struct week *week, const struct canvas *canvas);
/* The columns of a day within a canvas. */
int week_left_of(const struct canvas *canvas, int day);

#endif
