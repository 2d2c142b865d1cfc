/* term.h: the terminal: opened, asked how wide it draws, read key by key, painted from a canvas, and given
 * back.
 *
 * One struct term at a time (ncurses has one screen). Main thread only. The program's loop:
 *
 *     struct pollfd fds[TERM_POLLFDS + ...];
 *     term_pollfds(term, fds);
 *     poll(fds, n, the smaller of your own wait and term_timeout(term));
 *     while (term_next_event(term, &event)) ... change state ...
 *     struct canvas canvas = term_canvas(term);     // cleared
 *     ... draw ...
 *     term_present(term);
 *
 * While it is open the terminal is restored on exit(3), on a deadly signal, and after a suspend. */
#ifndef DORAN_TUI_TERM_TERM_H
#define DORAN_TUI_TERM_TERM_H

#include "client-tui/term/canvas.h"
#include "client-tui/term/event.h"

#include <poll.h>

#define TERM_QUERY_MS 150 /* how long the start waits for the terminal's answers */
#define TERM_SLOW_MS 300  /* answers that take longer make `slow` true */
#define TERM_ESCAPE_MS                                                                                       \
    50 /* how long a lone ESC waits to be the start of a key; grows with the measured delay */
#define TERM_ESCAPE_MS_MAX 400 /* … up to this */
#define TERM_POLLFDS 2
#define TERM_THEME_MAX 32 /* bytes of a theme's name with the NUL */
#define TERM_ROWS_MIN 15
#define TERM_COLUMNS_MIN 60

enum term_choice { TERM_AUTO, TERM_YES, TERM_NO };

/* What the settings say; all zero is "ask the terminal". */
struct term_options {
    enum term_choice ambiguous_wide; /* ●, ─, █ take two columns */
    enum term_choice emoji;          /* 🥰 is drawn, two columns wide */
    enum term_choice colour;         /* TERM_NO: none. TERM_YES: even when NO_COLOR is set */
    bool ascii;                      /* only ASCII signs */
    bool mouse;                      /* report the mouse; selecting text then needs Shift */
    bool slow;                       /* a slow line: at most 256 colours */
    char theme[TERM_THEME_MAX];      /* a theme's name; "" or "auto": by the terminal's background */
};

enum term_problem {
    TERM_OK,
    TERM_NOT_A_TERMINAL,  /* standard input or output is none */
    TERM_NOT_UTF8,        /* the locale or the terminal speaks another encoding */
    TERM_UNKNOWN_TYPE,    /* TERM is empty or has no entry */
    TERM_CANNOT_POSITION, /* TERM=dumb and the like: no cursor addressing */
    TERM_NO_MEMORY,
};

struct term;

/* Sees to a UTF-8 LC_CTYPE, switches to the alternate screen and asks the terminal. NULL with *problem otherwise; the
 * terminal is then as it was. */
struct term *term_open(const struct term_options *options, enum term_problem *problem);
/* One or two kind sentences, translated: what is wrong and what helps. */
const char *term_problem_text(enum term_problem problem);
/* Gives the terminal back. NULL is allowed. */
void term_close(struct term *term);

/* Other settings while it is open; all of them count at once. May ask the terminal, waiting for at most TERM_QUERY_MS. */
void term_set_options(struct term *term, const struct term_options *options);

enum colour_depth term_depth(const struct term *term);
const struct term_widths *term_widths(const struct term *term);
/* True when the terminal took over TERM_SLOW_MS to answer the query. One that never answers is not called slow. */
bool term_slow(const struct term *term);
/* Why the theme of the options is not used, translated; "" when it is. */
const char *term_theme_problem(const struct term *term);
/* Sounds the terminal's bell. */
void term_bell(struct term *term);

/* Fills fds[0 … TERM_POLLFDS). */
void term_pollfds(const struct term *term, struct pollfd fds[TERM_POLLFDS]);
/* Milliseconds after which term_next_event() must be called although nothing arrived, -1 for never. */
int term_timeout(const struct term *term);
/* Reads what is there without waiting. False when there is no event now. */
bool term_next_event(struct term *term, struct term_event *event);

/* The screen's canvas, cleared, with no cursor placed and nothing to click. */
struct canvas term_canvas(struct term *term);
/* What was drawn at a cell means to a click. Its owner is the view that drew it: gone when that view is. */
struct canvas_target term_target(const struct term *term, int row, int column);
/* Shows the canvas: only what changed is sent. The hardware cursor goes where canvas_cursor() put it; where
 * nothing did, it is hidden. */
void term_present(struct term *term);
/* Forgets what is on the screen, so that the next present draws every cell (Ctrl-L). */
void term_redraw(struct term *term);
/* Puts a text on the clipboard of the terminal's own computer (OSC 52), also over SSH. Not every terminal allows it, and none
 * says whether it did. At most CLIPBOARD_TEXT_MAX bytes; more, or a terminal without such sequences, does nothing. */
void term_copy(struct term *term, const char *text);
/* Gives the terminal back, stops the process (SIGTSTP), and takes it again when continued. */
void term_suspend(struct term *term);

#endif
