/* screen.h: a program in a pseudo-terminal of its own, seen through libvterm: type keys, wait for words, look
 * at cells.
 *
 * Every wait polls with a deadline and fails the test (cmocka) with a dump of the screen when it passes.
 * Several screens may be open at once; while waiting on one, screen_pump() the others if they write much. */
#ifndef DORAN_TESTS_SUPPORT_SCREEN_H
#define DORAN_TESTS_SUPPORT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCREEN_WAIT_MS                                                                                       \
    30000 /* the usual deadline: long, because the machine may be busy; no test waits it out */
#define SCREEN_ROW_MAX 8192 /* bytes of one row's text */
#define SCREEN_CELL_CHARACTERS 6

struct screen_options {
    int rows, columns;      /* 0: 24 × 80 */
    const char *term;       /* NULL: xterm-256color */
    const char *const *env; /* NULL-terminated "NAME=value" on top of a small clean environment; NULL: none */
    const char *directory;  /* working directory; NULL: the same */
    bool ambiguous_wide;    /* this terminal draws ambiguous characters in two columns */
    bool emoji_narrow;      /* … and knows no emoji: one column each */
    bool mute;              /* … and answers no queries */
    const char
        *background; /* … but tells its background's colour, "ffff/ffff/ffff" (OSC 11); NULL: it does not */
};

struct screen_cell {
    uint32_t characters[SCREEN_CELL_CHARACTERS]; /* 0 ends; nothing at all is a space */
    int columns;                                 /* 1, 2, or 0: the right half of the one before */
    bool bold, underline, reverse;
    bool blank; /* nothing but a background: neither bold nor a foreground is told */
    bool foreground_default, background_default;
    uint32_t foreground, background; /* 0xRRGGBB */
};

struct screen;

/* Starts argv[0] (NULL-terminated argv, PATH is searched). The environment is PATH, HOME, TERM, LANG=C.UTF-8
 * and `env`. Fails the test when it cannot. */
struct screen *screen_start(const struct screen_options *options, const char *const argv[]);
/* Ends the program (SIGHUP, then SIGKILL) and frees. NULL is allowed. */
void screen_free(struct screen *screen);

/* --- input --- */
/* Types bytes. */
void screen_type(struct screen *screen, const char *bytes);
/* Types keys by name, separated by spaces, as the keymap writes them: "Down Down Enter", "Ctrl-c F10 a
 * Shift-Tab". */
void screen_keys(struct screen *screen, const char *names);
/* Pastes, in brackets when the program asked for them. */
void screen_paste(struct screen *screen, const char *text);
/* Pastes a line into a field, and Enter. */
void screen_enter(struct screen *screen, const char *text);
/* Presses and lets go of a button of the mouse at a cell, as SGR reports; from 64 on the wheel is turned. */
void screen_press(struct screen *screen, int button, int row, int column);
/* Waits until a text stands in a row and the program rests (a click on what is half painted means what was there before), and
 * clicks on the text's second cell. */
void screen_click(struct screen *screen, const char *text);
void screen_resize(struct screen *screen, int rows, int columns);
void screen_signal(struct screen *screen, int signal);

/* --- waiting --- */
/* Reads what the program has written, waiting for at most `ms` until something comes. True when something
 * came. */
bool screen_pump(struct screen *screen, int ms);
/* Waits until the text stands in one row, or no longer in any. Both fail the test after `ms`. */
void screen_wait_for_text(struct screen *screen, const char *text, int ms);
void screen_wait_until_gone(struct screen *screen, const char *text, int ms);
/* Waits until `condition(screen, data)` holds. `what` is for the failure's message. */
typedef bool screen_condition(struct screen *screen, const void *data);
void screen_wait_for(struct screen *screen, screen_condition *condition, const void *data, const char *what,
                     int ms);
/* Waits until the programs have taken all that was typed, painted what comes of it, and rest; and so do `others` (processes
 * that may have something on the way for them). */
void screen_wait_for_rest(struct screen *const screens[], size_t count, const int *others,
                          size_t other_count);
void screen_wait_for_cursor(struct screen *screen, int row, int column, int ms);
/* Whether the program has ended. */
bool screen_is_over(struct screen *screen);
/* Waits for the end of the program: its exit status, or 128 + the signal. */
int screen_wait_for_exit(struct screen *screen, int ms);

/* --- looking --- */
int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);
int screen_pid(const struct screen *screen);
/* The row's text without trailing spaces. Borrowed until the fourth next call. */
const char *screen_row_text(struct screen *screen, int row);
/* The first row that holds the text, -1 when none; `column` (NULL allowed) gets the cell it starts at. */
int screen_find(struct screen *screen, const char *text, int *column);
bool screen_has(struct screen *screen, const char *text);
struct screen_cell screen_cell(struct screen *screen, int row, int column);
/* The cell where the text starts; fails the test when no row holds it. */
struct screen_cell screen_cell_of(struct screen *screen, const char *text);
/* The cursor; false when it is hidden. */
bool screen_cursor(struct screen *screen, int *row, int *column);
/* What the program has switched on. */
bool screen_alternate(const struct screen *screen);
bool screen_bracketed_paste(const struct screen *screen);
bool screen_mouse(const struct screen *screen);
/* True when the terminal is in the line mode it had before the program started (ICANON and ECHO). */
bool screen_line_mode(const struct screen *screen);
/* How often the program has sounded the bell. */
unsigned screen_bells(const struct screen *screen);
/* Bytes the program has written since the last call. */
size_t screen_bytes(struct screen *screen);
/* The kinds of colours it has asked for since the last call (SGR), ORed: enum screen_colours. */
unsigned screen_colours(struct screen *screen);
/* How often it has cleared the whole screen since the last call. */
unsigned screen_clears(struct screen *screen);
/* The screen as text for goldens: a frame of `|`, one line a row, then the cursor and the reversed runs.
 * malloc'ed. */
char *screen_dump(struct screen *screen);
/* Fails the test, with a dump: it waited in vain for `what`. */
void screen_fail(struct screen *screen, const char *what);
/* Fails the test when any row's cells do not add up to the width, half of a wide cluster stands alone, or a
 * replacement character is seen. */
void screen_check_cells(struct screen *screen);

#endif
