/* style.h: how something looks, by what it is. A style is a role, ORed with flags: `STYLE_DIM |
 * STYLE_REVERSE`.
 *
 * The theme (theme.h) has each role once per colour depth. Colour never carries a meaning alone: a selection
 * is also reverse and `>`, a member's colour stands beside the name, an error is also a sentence. */
#ifndef DORAN_TUI_TERM_STYLE_H
#define DORAN_TUI_TERM_STYLE_H

#include <stdint.h>

#define STYLE_MEMBERS 8 /* colours for members, told apart by colour-blind people too */
#define STYLE_EVENTS 10 /* colours for events of the calendar; a bar carries its title */

enum style_role {
    STYLE_TEXT,
    STYLE_DIM,      /* secondary words */
    STYLE_ACCENT,   /* the one accent colour */
    STYLE_TITLE,    /* headings: bold */
    STYLE_SELECTED, /* the selected row: reverse */
    STYLE_ERROR,
    STYLE_GOOD, /* connected, done */
    STYLE_RULE, /* rules and frames */
    STYLE_INPUT,
    STYLE_MEMBER_1, /* STYLE_MEMBER(n) */
    STYLE_MEMBER_8 = STYLE_MEMBER_1 + STYLE_MEMBERS - 1,
    STYLE_EVENT_1, /* STYLE_EVENT(n): red, orange, yellow, green, sky, blue, purple, pink, grey, black */
    STYLE_EVENT_10 = STYLE_EVENT_1 + STYLE_EVENTS - 1,
    STYLE_PICTURE, /* colours come from canvas_picture() alone */
    STYLE_ROLE_COUNT
};

enum style_flag {
    STYLE_BOLD = 1 << 8,
    STYLE_REVERSE = 1 << 9,
    STYLE_UNDERLINE = 1 << 10,
    STYLE_FAINT = 1 << 11, /* as STYLE_DIM, for another role */
};
#define STYLE_ROLE_MASK 0xffu

/* The steady style of the member who has colour `index` (any number; it wraps). */
#define STYLE_MEMBER(index) ((unsigned)STYLE_MEMBER_1 + (unsigned)(index) % STYLE_MEMBERS)

/* The style of an event's colour, 0 being red; whatever is beyond is grey. */
#define STYLE_EVENT(index)                                                                                   \
    ((unsigned)STYLE_EVENT_1 + ((unsigned)(index) < STYLE_EVENTS ? (unsigned)(index) : STYLE_EVENTS - 2))

enum colour_depth { COLOUR_NONE, COLOUR_8, COLOUR_16, COLOUR_256, COLOUR_TRUE, COLOUR_DEPTH_COUNT };

#define COLOUR_DEFAULT (-1)

/* One entry of the theme. Colours are palette numbers, or 0xRRGGBB at COLOUR_TRUE; COLOUR_DEFAULT is the
 * terminal's. */
struct style_look {
    int32_t foreground, background;
    unsigned flags; /* enum style_flag */
};

#endif
