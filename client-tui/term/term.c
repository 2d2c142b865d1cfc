#include "client-tui/term/term.h"
#include "client-tui/term/clipboard.h"

#include "client-tui/i18n.h"
#include "client-tui/term/input.h"
#include "client-tui/term/paint.h"
#include "client-tui/term/query.h"
#include "client-tui/term/restore.h"
#include "client-tui/term/scheme.h"
#include "client-tui/term/type.h"
#include "client-tui/term/width.h"
#include "client-tui/term/wire.h"

#include <errno.h>
#include <ncurses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define MARGINS_NONE "\033[r" /* DECSTBM */
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define QUERY_PATIENCE_MS 10000 /* answers that come later than this are not waited for */

struct term {
    struct term_options options;
    SCREEN *screen;
    struct wire wire;
    char type[TYPE_NAME_MAX]; /* of its terminfo entry */
    struct scheme scheme;
    struct scheme_paper paper;
    bool ansi;    /* ECMA-48 sequences are understood */
    bool margins; /* and rows can be scrolled between margins */
    struct paint paint;
    struct canvas_buffer *buffer;
    struct term_widths widths;
    struct term_widths answered; /* before the settings went over it */
    bool answers;                /* the terminal gave them */
    struct input input;
    int notes; /* of restore_begin() */
    int64_t asked_ms;
    bool asking;
    bool narrow; /* the screen had no room for the question: it is put again when that changes */
    bool slow;
    bool hung_up;
    bool redraw_due; /* a TERM_EVENT_REDRAW to report */
    struct term_event resize;
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void send_text(const char *text)
{
    wire_send(text, strlen(text));
}

static void screen_size(int *rows, int *columns)
{
    struct winsize size = {0};
    *rows = LINES;
    *columns = COLS;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        *rows = size.ws_row;
        *columns = size.ws_col;
    }
    *rows = *rows > CANVAS_ROWS_MAX ? CANVAS_ROWS_MAX : *rows;
    *columns = *columns > CANVAS_COLUMNS_MAX ? CANVAS_COLUMNS_MAX : *columns;
}

/* --- opening --- */

static size_t add_text(char *out, size_t length, const char *text)
{
    size_t size = strlen(text);
    if (length + size > RESTORE_BYTES_MAX)
        return length;
    memcpy(out + length, text, size);
    return length + size;
}

static size_t undo_bytes(const struct term *term, char out[RESTORE_BYTES_MAX])
{
    size_t length = 0;
    if (term->ansi)
        length = add_text(out, length, term->options.mouse ? MOUSE_OFF PASTE_OFF : PASTE_OFF);
    static const char *const capabilities[] = {"sgr0", "cnorm", "rmcup"};
    for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
        length += type_capability(capabilities[i], out + length, RESTORE_BYTES_MAX - length);
    return length;
}

static void switch_extras(const struct term *term, bool on)
{
    if (!term->ansi)
        return;
    send_text(on ? PASTE_ON : PASTE_OFF);
    if (term->options.mouse)
        send_text(on ? MOUSE_ON : MOUSE_OFF);
}

static void set_modes(void)
{
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    typeahead(-1); /* draw all of it, whatever is typed */
    idlok(stdscr, FALSE);
    leaveok(stdscr, FALSE);
}

static void choose_scheme(struct term *term, enum colour_depth depth)
{
    scheme_choose(&term->scheme, term->options.theme, &term->paper, depth);
    paint_forget(&term->paint);
}

static enum term_problem open_screen(struct term *term)
{
    enum term_problem problem = type_choose(&term->options, term->type);
    if (problem != TERM_OK)
        return problem;
    term->screen = newterm(term->type, term->wire.file, stdin);
    if (term->screen == NULL)
        return TERM_UNKNOWN_TYPE;
    set_modes();
    term->ansi = type_is_ansi();
    term->margins = term->ansi && type_has("csr");
    type_own_keys(&term->input.own);
    /* start_color() itself writes a colour, so it is not called for who wants none. */
    enum colour_depth depth = has_colors() ? type_depth(&term->options, type_colours()) : COLOUR_NONE;
    if (depth != COLOUR_NONE && (start_color() != OK || use_default_colors() != OK))
        depth = COLOUR_NONE;
    paint_init(&term->paint, depth, &term->scheme.theme);
    choose_scheme(term, depth);
    return TERM_OK;
}

static bool open_buffer(struct term *term)
{
    int rows;
    int columns;
    screen_size(&rows, &columns);
    resize_term(rows, columns);
    term->answered = query_unanswered();
    term->widths = term->answered;
    query_override(&term->options, &term->widths);
    width_use(&term->widths);
    term->buffer = canvas_buffer_new(rows, columns, &term->widths);
    return term->buffer != NULL && paint_resize(&term->paint, rows, columns);
}

/* --- the query --- */

static void use_widths(struct term *term)
{
    query_override(&term->options, &term->widths);
    width_use(&term->widths);
    struct canvas whole = canvas_of(term->buffer);
    canvas_buffer_resize(term->buffer, whole.rows, whole.columns, &term->widths);
    term_redraw(term);
}

/* The background's colour, whenever it comes. */
static void take_background(struct term *term)
{
    if (!term->input.background_told)
        return;
    term->input.background_told = false;
    term->paper = (struct scheme_paper){true, term->input.background};
    choose_scheme(term, term->paint.depth);
}

static bool theme_is_automatic(const struct term *term)
{
    return term->options.theme[0] == '\0' || strcmp(term->options.theme, SCHEME_AUTO) == 0;
}

static bool is_linux_console(void)
{
    const char *type = getenv("TERM");
    return type != NULL && strncmp(type, "linux", 5) == 0;
}

/* The Linux console has no answer, and before 4.16 wrote the question on the screen. */
static bool background_matters(const struct term *term)
{
    return term->paint.depth != COLOUR_NONE && theme_is_automatic(term) && !term->paper.told &&
           !is_linux_console();
}

/* Takes the answers when all are there. False when the terminal turns out not to speak UTF-8. */
static bool take_answers(struct term *term)
{
    if (!term->asking || term->input.report_count < QUERY_REPORTS)
        return true;
    term->asking = false;
    int64_t took = now() - term->asked_ms;
    term->slow = took > TERM_SLOW_MS;
    int64_t escape = 2 * took;
    if (escape > term->input.escape_ms)
        term->input.escape_ms = escape < TERM_ESCAPE_MS_MAX ? (int)escape : TERM_ESCAPE_MS_MAX;
    term->narrow = !query_had_room(term->input.reports);
    if (term->narrow)
        return true;
    if (!query_read(term->input.reports, &term->widths))
        return false;
    if (is_linux_console())
        term->widths.emoji = false; /* the console's font has none, whatever it moves */
    term->answered = term->widths;
    term->answers = true;
    use_widths(term);
    return true;
}

static bool read_bytes(struct term *term)
{
    char bytes[1024];
    size_t room = input_room(&term->input);
    ssize_t got = read(STDIN_FILENO, bytes, room < sizeof bytes ? room : sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (got <= 0)
        return false;
    input_feed(&term->input, bytes, (size_t)got, now());
    return true;
}

/* Keys typed meanwhile stay in the input; the reports before them are taken out of it. */
static bool ask(struct term *term)
{
    bool background = background_matters(term);
    if (!term->ansi || (query_needless(&term->options) && !background))
        return true;
    if (background)
        send_text(query_background);
    send_text(query_text);
    term->input.background_wanted = background;
    term->asked_ms = now();
    term->asking = true;
    term->input.report_count = 0;
    term->input.reports_wanted = QUERY_REPORTS;
    for (;;) {
        int64_t left = term->asked_ms + TERM_QUERY_MS - now();
        struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
        if (left <= 0 || input_room(&term->input) == 0)
            return true;
        int ready = poll(&fd, 1, (int)left);
        if (ready > 0 && !read_bytes(term))
            return true;
        input_take_reports(&term->input);
        take_background(term);
        if (term->input.report_count >= QUERY_REPORTS)
            return take_answers(term);
    }
}

static enum term_problem open_all(struct term *term)
{
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return TERM_NOT_A_TERMINAL;
    if (!type_set_locale())
        return TERM_NOT_UTF8;
    struct termios modes;
    if (tcgetattr(STDOUT_FILENO, &modes) != 0)
        return TERM_NOT_A_TERMINAL;
    term->notes = restore_begin(STDOUT_FILENO, &modes);
    if (term->notes < 0)
        return TERM_NO_MEMORY;
    enum term_problem problem = wire_init(&term->wire) ? open_screen(term) : TERM_NO_MEMORY;
    if (problem != TERM_OK)
        return problem;
    char undo[RESTORE_BYTES_MAX];
    restore_undo_with(undo, undo_bytes(term, undo));
    if (!open_buffer(term))
        return TERM_NO_MEMORY;
    clear();
    refresh();
    switch_extras(term, true);
    bool utf8 = ask(term);
    term_redraw(term);
    return utf8 ? TERM_OK : TERM_NOT_UTF8;
}

struct term *term_open(const struct term_options *options, enum term_problem *problem)
{
    struct term *term = calloc(1, sizeof *term);
    *problem = TERM_NO_MEMORY;
    if (term == NULL)
        return NULL;
    term->options = *options;
    term->notes = -1;
    input_init(&term->input, TERM_ESCAPE_MS);
    *problem = open_all(term);
    if (*problem == TERM_OK)
        return term;
    term_close(term);
    return NULL;
}

const char *term_problem_text(enum term_problem problem)
{
    static const char *const texts[] = {
        [TERM_OK] = N_("All is well."),
        [TERM_NOT_A_TERMINAL] =
            N_("This is not a terminal. Try doran --plain, or doran --help for single commands."),
        [TERM_UNKNOWN_TYPE] =
            N_("This kind of terminal is unknown here. Please set TERM, for example TERM=xterm, or try "
               "doran --plain."),
        [TERM_CANNOT_POSITION] = N_("This terminal cannot place text on the screen. Try doran --plain."),
        [TERM_NO_MEMORY] = N_("There is not enough memory."),
    };
    if ((size_t)problem >= sizeof texts / sizeof texts[0])
        problem = TERM_OK;
    return _(problem == TERM_NOT_UTF8 ? i18n_not_utf8 : texts[problem]);
}

void term_close(struct term *term)
{
    if (term == NULL)
        return;
    if (term->screen != NULL) {
        switch_extras(term, false);
        curs_set(1);
        endwin();
        delscreen(term->screen);
    }
    restore_arm(false);
    restore_end();
    wire_deinit(&term->wire);
    paint_deinit(&term->paint);
    canvas_buffer_free(term->buffer);
    input_deinit(&term->input);
    free(term);
}

/* Another terminfo entry, for more or fewer colours. */
static void reopen_screen(struct term *term)
{
    char undo[RESTORE_BYTES_MAX];
    struct canvas whole = canvas_of(term->buffer);
    endwin();
    delscreen(term->screen);
    term->screen = NULL;
    paint_deinit(&term->paint);
    if (open_screen(term) != TERM_OK) {
        term->resize = (struct term_event){.kind = TERM_EVENT_QUIT};
        return;
    }
    restore_undo_with(undo, undo_bytes(term, undo));
    resize_term(whole.rows, whole.columns);
    paint_resize(&term->paint, whole.rows, whole.columns);
    switch_extras(term, true);
}

static bool other_colours(const struct term *term)
{
    char type[TYPE_NAME_MAX];
    return type_choose(&term->options, type) == TERM_OK &&
           (strcmp(type, term->type) != 0 ||
            (has_colors() && type_depth(&term->options, COLORS) != term->paint.depth));
}

void term_set_options(struct term *term, const struct term_options *options)
{
    char undo[RESTORE_BYTES_MAX];
    if (term->ansi && options->mouse != term->options.mouse)
        send_text(options->mouse ? MOUSE_ON : MOUSE_OFF);
    term->options = *options;
    restore_undo_with(undo, undo_bytes(term, undo));
    if (other_colours(term))
        reopen_screen(term);
    if (term->screen == NULL)
        return;
    if (!term->asking && (!term->answers || background_matters(term)))
        ask(term);
    choose_scheme(term, term->paint.depth);
    term->widths = term->answered;
    use_widths(term);
}

/* --- what is known --- */

enum colour_depth term_depth(const struct term *term)
{
    return term->paint.depth;
}

const struct term_widths *term_widths(const struct term *term)
{
    return &term->widths;
}

bool term_slow(const struct term *term)
{
    return term->slow;
}

const char *term_theme_problem(const struct term *term)
{
    return term->scheme.problem;
}

void term_bell(struct term *term)
{
    if (term->screen != NULL)
        beep();
}

/* --- events --- */

void term_pollfds(const struct term *term, struct pollfd fds[TERM_POLLFDS])
{
    fds[0] = (struct pollfd){.fd = term->hung_up ? -1 : STDIN_FILENO, .events = POLLIN};
    fds[1] = (struct pollfd){.fd = term->notes, .events = POLLIN};
}

int term_timeout(const struct term *term)
{
    if (term->redraw_due || term->resize.kind != TERM_EVENT_NONE)
        return 0;
    return input_timeout(&term->input, now());
}

static void take_size(struct term *term)
{
    int rows;
    int columns;
    screen_size(&rows, &columns);
    if (!canvas_buffer_resize(term->buffer, rows, columns, &term->widths))
        return;
    resize_term(rows, columns);
    paint_resize(&term->paint, rows, columns);
    if (term->narrow && !term->asking)
        ask(term);
    term_redraw(term);
    term->resize = (struct term_event){.kind = TERM_EVENT_RESIZE, .rows = rows, .columns = columns};
}

/* Reads one note of a signal; true with the event when there is one to report. */
static bool take_note(struct term *term, struct term_event *event)
{
    char note;
    while (read(term->notes, &note, 1) == 1) {
        switch ((enum restore_note)note) {
        case RESTORE_QUIT:
            *event = (struct term_event){.kind = TERM_EVENT_QUIT};
            return true;
        case RESTORE_STOP:
            term_suspend(term);
            break;
        case RESTORE_RESIZED:
            take_size(term);
            break;
        case RESTORE_CONTINUED: /* stopped by SIGSTOP, perhaps: the shell has had the terminal */
            set_modes();
            switch_extras(term, true);
            take_size(term);
            break;
        }
    }
    return false;
}

static bool readable(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, 0) > 0;
}

static bool take_waiting(struct term *term, struct term_event *event)
{
    if (term->resize.kind != TERM_EVENT_NONE) {
        *event = term->resize;
        term->resize.kind = TERM_EVENT_NONE;
        term->redraw_due = false;
        return true;
    }
    if (term->redraw_due) {
        *event = (struct term_event){.kind = TERM_EVENT_REDRAW};
        term->redraw_due = false;
        return true;
    }
    return false;
}

bool term_next_event(struct term *term, struct term_event *event)
{
    if (take_note(term, event) || take_waiting(term, event))
        return true;
    if (!term->hung_up && input_room(&term->input) > 0 && readable(STDIN_FILENO) && !read_bytes(term)) {
        term->hung_up = true;
        *event = (struct term_event){.kind = TERM_EVENT_QUIT};
        return true;
    }
    bool found = input_next(&term->input, now(), event);
    if (term->asking && term->input.report_count >= QUERY_REPORTS) {
        bool utf8 = take_answers(term);
        term->redraw_due = utf8; /* a late "not UTF-8" changes nothing: the screen is in use */
    } else if (term->asking && now() - term->asked_ms > QUERY_PATIENCE_MS) {
        term->asking = false;
        term->input.reports_wanted = 0;
        term->input.background_wanted = false;
    }
    if (term->input.background_told) {
        take_background(term);
        term->redraw_due = true;
    }
    return found || take_waiting(term, event);
}

/* --- drawing --- */

struct canvas term_canvas(struct term *term)
{
    struct canvas canvas = canvas_of(term->buffer);
    canvas_clear(&canvas);
    canvas_targets_clear(&canvas);
    return canvas;
}

struct canvas_target term_target(const struct term *term, int row, int column)
{
    return canvas_buffer_target(term->buffer, row, column);
}

void term_present(struct term *term)
{
    if (term->screen == NULL)
        return;
    if (term->ansi)
        wire_begin(&term->wire);
    paint_show(&term->paint, term->buffer);
    wire_end(&term->wire);
}

/* Terminals that keep the margins of an earlier height would move nothing below them. */
void term_redraw(struct term *term)
{
    if (term->margins)
        send_text(MARGINS_NONE);
    paint_forget(&term->paint);
}

/* XTerm Control Sequences, "Ps = 5 2": the text in base64 (RFC 4648 §4). */
void term_copy(struct term *term, const char *text)
{
    char sequence[CLIPBOARD_SEQUENCE_MAX];
    if (term->ansi && clipboard_sequence(text, sequence) > 0)
        send_text(sequence);
}

void term_suspend(struct term *term)
{
    switch_extras(term, false);
    endwin();
    restore_arm(false);
    restore_stop();
    restore_arm(true);
    refresh();
    set_modes();
    switch_extras(term, true);
    take_size(term);
}
