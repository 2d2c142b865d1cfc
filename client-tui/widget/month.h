/* month.h: the grid of a month (or of one week): its days, bars over several days, marks for the rest. Pure: what is
 * drawn follows from the struct and the size of the canvas.
 *
 * A week takes as many rows as the canvas has for it. With one row a day shows signs beside its number; with two the
 * first thing and how many more there are; with more a line a thing and "+ 2 more" in the last. Colour is never alone:
 * a bar is made of `=` and carries its title, what lies on one day has a bullet. */
#ifndef DORAN_TUI_WIDGET_MONTH_H
#define DORAN_TUI_WIDGET_MONTH_H

#include "client-tui/term/canvas.h"

#include <stdbool.h>
#include <stddef.h>

#define MONTH_WEEK_DAYS 7
#define MONTH_WEEKS_MAX 6
#define MONTH_DAYS_MAX (MONTH_WEEKS_MAX * MONTH_WEEK_DAYS)
#define MONTH_LANES_MAX 24  /* rows of one week that hold things */
#define MONTH_ITEMS_MAX 512 /* of one week that are laid out; the rest is counted as hidden */

/* A day as it is shown. Texts are borrowed and translated. */
struct month_day {
    int number;   /* of its month */
    bool outside; /* of the month before or after */
    bool sunday;
    bool rest;           /* a Sunday or a holiday */
    const char *lunar;   /* "음10.1"; NULL: not on this day */
    const char *holiday; /* its name; NULL: none */
};

struct month_item {
    const char *title;
    const char *time; /* "19:00", "오후"; NULL: all day */
    unsigned style;   /* its colour */
    int first, last;  /* days of the grid from 0, both included; they may lie outside of it */
    bool bar;         /* over several days */
    bool unsent;      /* it waits to be sent */
    bool selected;    /* reversed, where it has a line of its own */
};

struct month {
    const char *const *weekdays; /* seven short names, the first column's first */
    const struct month_day *days;
    int weeks;
    const struct month_item *items; /* the earlier first */
    size_t count;
    int today, selected; /* days of the grid; -1: none */
    bool focused;        /* the hardware cursor stands on the selected day */
};

/* One item in one week: the columns it takes in its lane. */
struct month_segment {
    size_t item;
    int lane, column, columns;
    bool from_before, goes_on; /* beyond these columns */
};
#define MONTH_SEGMENTS_MAX (MONTH_LANES_MAX * MONTH_WEEK_DAYS)
struct month_week {
    struct month_segment segments[MONTH_SEGMENTS_MAX];
    size_t count;
    int things[MONTH_WEEK_DAYS]; /* on each day */
    int hidden[MONTH_WEEK_DAYS]; /* of them, those no segment shows */
};

/* Lays out one week in `lanes` (0 … MONTH_LANES_MAX) lanes. Longer bars lie above; on a day with too many things the last
 * of several lanes is kept free to say so. */
void month_lay_out(struct month_week *out, const struct month *month, int week, int lanes);

#define MONTH_WEEKDAY_ROWS 1
/* Draws the names of the weekdays and the weeks over the whole canvas. A click on a day is CANVAS_TARGET_PART with its number
 * in the grid. */
void month_draw(const struct month *month, const struct canvas *canvas);
/* Rows of a week in a canvas of so many rows, at least 1. */
int month_week_rows(const struct month *month, int rows);

#endif
