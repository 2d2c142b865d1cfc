/* event.h: what term_next_event() reports. */
#ifndef DORAN_TUI_TERM_EVENT_H
#define DORAN_TUI_TERM_EVENT_H

#include "client-tui/term/key.h"

#define TERM_PASTE_MAX (64 * 1024) /* bytes of one paste; the rest is dropped and `truncated` set */

enum term_event_kind {
    TERM_EVENT_NONE,
    TERM_EVENT_KEY,    /* `key` */
    TERM_EVENT_PASTE,  /* `text`, `length`: valid UTF-8, no control characters but \n and \t */
    TERM_EVENT_MOUSE,  /* `mouse`, `row`, `column`; only when asked for in term_options */
    TERM_EVENT_RESIZE, /* `rows`, `columns`: draw everything again, now */
    TERM_EVENT_REDRAW, /* the terminal's widths became known late, or the program came back: draw again */
    TERM_EVENT_QUIT,   /* SIGTERM, SIGHUP, SIGINT, or the terminal is gone: save and leave */
};

enum term_mouse { TERM_MOUSE_PRESS, TERM_MOUSE_WHEEL_UP, TERM_MOUSE_WHEEL_DOWN };

struct term_event {
    enum term_event_kind kind;
    struct term_key key;
    const char *text; /* NUL terminated, borrowed until the next call */
    size_t length;
    bool truncated;
    enum term_mouse mouse;
    int row, column;
    int rows, columns;
};

#endif
