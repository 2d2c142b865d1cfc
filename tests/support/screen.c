#include "tests/support/screen.h"

#include "tests/support/orphans.h"
#include "tests/support/rest.h"
#include "tests/support/screen_filter.h"
#include "tests/support/screen_key.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>
/* cmocka.h wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* and then itself */
#include <cmocka.h>

#define FEED_MAX 4096 /* bytes libvterm takes well in one call */
#define ROW_TEXTS 4
#define PUMP_MS 20
#define END_MS 5000 /* how long a program may take to end after SIGHUP */
#define ENVIRONMENT_MAX 64
#define REST_LOOKS 3
#define REST_LOOK_MS 2

struct screen {
    VTerm *vterm;
    VTermScreen *cells;
    struct screen_filter filter;
    int rows, columns;
    int fd;
    pid_t pid;
    bool mute;
    const char *background;
    unsigned bells;
    bool closed; /* the program's side of the terminal is closed */
    bool ended;
    int status;
    bool cursor_visible, alternate, mouse;
    size_t bytes;
    char texts[ROW_TEXTS][SCREEN_ROW_MAX];
    unsigned next_text;
};

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* --- starting and ending --- */

static int on_property(VTermProp property, VTermValue *value, void *data)
{
    struct screen *screen = data;
    if (property == VTERM_PROP_CURSORVISIBLE)
        screen->cursor_visible = value->boolean != 0;
    else if (property == VTERM_PROP_ALTSCREEN)
        screen->alternate = value->boolean != 0;
    else if (property == VTERM_PROP_MOUSE)
        screen->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static int on_bell(void *data)
{
    struct screen *screen = data;
    screen->bells++;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .bell = on_bell};

/* The child's environment: small and clean, with what sanitizers and uninstalled libraries need. */
static void fill_environment(const struct screen_options *options, char *environment[ENVIRONMENT_MAX])
{
    static const char *const inherited[] = {"PATH",          "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                                            "UBSAN_OPTIONS", "TSAN_OPTIONS",    "LSAN_OPTIONS"};
    static char term[128];
    static char copies[sizeof inherited / sizeof inherited[0]][4096];
    static char language[] = "LANG=C.UTF-8";
    static char home[] = "HOME=/nonexistent";
    size_t count = 0;
    snprintf(term, sizeof term, "TERM=%s", options->term != NULL ? options->term : "xterm-256color");
    environment[count++] = term;
    environment[count++] = language;
    environment[count++] = home;
    for (size_t i = 0; i < sizeof inherited / sizeof inherited[0]; i++) {
        const char *value = getenv(inherited[i]);
        if (value == NULL)
            continue;
        snprintf(copies[i], sizeof copies[i], "%s=%s", inherited[i], value);
        environment[count++] = copies[i];
    }
    environment[count] = NULL;
}

static void run_child(pid_t parent, const struct screen_options *options, const char *const argv[])
{
    orphans_die_with(parent); /* also when it does not mind that its terminal has gone */
    char *environment[ENVIRONMENT_MAX];
    fill_environment(options, environment);
    clearenv();
    for (size_t i = 0; environment[i] != NULL; i++)
        putenv(environment[i]);
    for (size_t i = 0; options->env != NULL && options->env[i] != NULL; i++)
        putenv(strdup(options->env[i]));
    if (options->directory != NULL && chdir(options->directory) != 0)
        _exit(126);
    char *const *arguments; /* execvp() takes them as they are, but its type does not say so */
    memcpy(&arguments, &argv, sizeof arguments);
    execvp(argv[0], arguments);
    _exit(127);
}

struct screen *screen_start(const struct screen_options *options, const char *const argv[])
{
    struct screen *screen = calloc(1, sizeof *screen);
    assert_non_null(screen);
    screen->rows = options->rows > 0 ? options->rows : 24;
    screen->columns = options->columns > 0 ? options->columns : 80;
    screen->mute = options->mute;
    screen->background = options->background;
    screen->cursor_visible = true;
    screen_filter_init(&screen->filter, options->ambiguous_wide, !options->emoji_narrow);
    screen->vterm = vterm_new(screen->rows, screen->columns);
    assert_non_null(screen->vterm);
    vterm_set_utf8(screen->vterm, 1);
    screen->cells = vterm_obtain_screen(screen->vterm);
    vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    struct winsize size = {.ws_row = (unsigned short)screen->rows, .ws_col = (unsigned short)screen->columns};
    pid_t parent = getpid();
    screen->pid = forkpty(&screen->fd, NULL, NULL, &size);
    if (screen->pid == 0)
        run_child(parent, options, argv);
    if (screen->pid < 0)
        fail_msg("cannot start %s: %s", argv[0], strerror(errno));
    fcntl(screen->fd, F_SETFL, O_NONBLOCK);
    fcntl(screen->fd, F_SETFD, FD_CLOEXEC);
    return screen;
}

static bool reap(struct screen *screen)
{
    int status;
    if (!screen->ended && waitpid(screen->pid, &status, WNOHANG) == screen->pid) {
        screen->ended = true;
        screen->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return screen->ended;
}

void screen_free(struct screen *screen)
{
    if (screen == NULL)
        return;
    if (!reap(screen))
        kill(screen->pid, SIGHUP);
    for (int64_t end = now_ms() + END_MS; !reap(screen) && now_ms() < end;)
        screen_pump(screen, PUMP_MS);
    if (!screen->ended) {
        kill(screen->pid, SIGKILL);
        waitpid(screen->pid, NULL, 0);
    }
    close(screen->fd);
    vterm_free(screen->vterm);
    free(screen);
}

/* --- moving bytes --- */

static void write_all(struct screen *screen, const char *bytes, size_t length)
{
    int64_t end = now_ms() + SCREEN_WAIT_MS;
    while (length > 0 && !screen->closed && now_ms() < end) {
        ssize_t written = write(screen->fd, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
            return;
        } else {
            screen_pump(screen, PUMP_MS); /* its answer may be what it waits to get rid of */
        }
    }
}

/* libvterm has no answer to this one. The program asks it in one write. */
static void answer_background(struct screen *screen, const char *bytes, size_t length)
{
    static const char question[] = "\033]11;?";
    char answer[64];
    if (screen->background == NULL || memmem(bytes, length, question, sizeof question - 1) == NULL)
        return;
    snprintf(answer, sizeof answer, "\033]11;rgb:%s\033\\", screen->background);
    write_all(screen, answer, strlen(answer));
}

static void answer_queries(struct screen *screen)
{
    char bytes[FEED_MAX];
    size_t length;
    while ((length = vterm_output_read(screen->vterm, bytes, sizeof bytes)) > 0) {
        if (!screen->mute)
            write_all(screen, bytes, length);
    }
}

bool screen_pump(struct screen *screen, int ms)
{
    struct pollfd fd = {.fd = screen->fd, .events = POLLIN};
    char bytes[FEED_MAX];
    bool any = false;
    if (screen->closed) {
        poll(NULL, 0, ms < PUMP_MS ? ms : PUMP_MS);
        return false;
    }
    while (poll(&fd, 1, any ? 0 : ms) > 0) {
        ssize_t length = read(screen->fd, bytes, sizeof bytes);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (length <= 0) { /* Linux says EIO when the last one on the other side has gone */
            screen->closed = true;
            return any;
        }
        any = true;
        screen->bytes += (size_t)length;
        answer_background(screen, bytes, (size_t)length);
        char filtered[SCREEN_FILTER_OUT(FEED_MAX)];
        size_t count = screen_filter_pass(&screen->filter, bytes, (size_t)length, filtered);
        for (size_t at = 0; at < count; at += FEED_MAX)
            vterm_input_write(screen->vterm, filtered + at, count - at < FEED_MAX ? count - at : FEED_MAX);
        answer_queries(screen);
    }
    return any;
}

/* --- input --- */

void screen_type(struct screen *screen, const char *bytes)
{
    write_all(screen, bytes, strlen(bytes));
}

static void type_key(struct screen *screen, const char *name, size_t length)
{
    const char *bytes = screen_key_bytes(name, length);
    if (bytes != NULL) {
        screen_type(screen, bytes);
    } else if (length == 6 && memcmp(name, "Ctrl-", 5) == 0) {
        char control = (char)(name[5] & 0x1F);
        write_all(screen, &control, 1);
    } else if (length > 4 && memcmp(name, "Alt-", 4) == 0) {
        screen_type(screen, "\033");
        write_all(screen, name + 4, length - 4);
    } else {
        write_all(screen, name, length); /* a character stands for itself */
    }
}

void screen_keys(struct screen *screen, const char *names)
{
    while (*names != '\0') {
        size_t length = strcspn(names, " ");
        if (length > 0)
            type_key(screen, names, length);
        names += length;
        names += strspn(names, " ");
    }
}

void screen_paste(struct screen *screen, const char *text)
{
    bool brackets = screen_bracketed_paste(screen);
    if (brackets)
        screen_type(screen, "\033[200~");
    screen_type(screen, text);
    if (brackets)
        screen_type(screen, "\033[201~");
}

void screen_enter(struct screen *screen, const char *text)
{
    screen_paste(screen, text);
    screen_keys(screen, "Enter");
}

void screen_resize(struct screen *screen, int rows, int columns)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    screen_pump(screen, 0);
    screen->rows = rows;
    screen->columns = columns;
    vterm_set_size(screen->vterm, rows, columns);
    assert_int_equal(ioctl(screen->fd, TIOCSWINSZ, &size), 0);
}

void screen_signal(struct screen *screen, int signal)
{
    assert_int_equal(kill(screen->pid, signal), 0);
}

/* --- waiting --- */

void screen_wait_for(struct screen *screen, screen_condition *condition, const void *data, const char *what,
                     int ms)
{
    int64_t end = now_ms() + ms;
    screen_pump(screen, 0);
    while (!condition(screen, data)) {
        if (now_ms() >= end || (screen->closed && reap(screen)))
            screen_fail(screen, what);
        screen_pump(screen, PUMP_MS);
    }
}

static bool text_is_there(struct screen *screen, const void *data)
{
    return screen_has(screen, data);
}

static bool text_is_gone(struct screen *screen, const void *data)
{
    return !screen_has(screen, data);
}

void screen_wait_for_text(struct screen *screen, const char *text, int ms)
{
    screen_wait_for(screen, text_is_there, text, text, ms);
}

void screen_wait_until_gone(struct screen *screen, const char *text, int ms)
{
    screen_wait_for(screen, text_is_gone, text, text, ms);
}

/* Bytes typed that the program has not read yet. What is typed passes through a worker of the kernel's, which a busy machine
 * lets wait; poll() on the program's side has it finish, as FIONREAD has not. */
static bool is_unread(const struct screen *screen)
{
    struct pollfd terminal = {.events = POLLIN};
    terminal.fd = ioctl(screen->fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal.fd < 0)
        return false;
    bool unread = poll(&terminal, 1, 0) > 0 && (terminal.revents & POLLIN) != 0;
    close(terminal.fd);
    return unread;
}

/* One look at one screen. */
static bool is_quiet(struct screen *screen, uint64_t *turns)
{
    uint64_t own = 0;
    bool quiet = !screen_pump(screen, 0) &&
                 (screen->closed || (!is_unread(screen) && process_sleeps(screen->pid, &own)));
    *turns += own;
    return quiet;
}

/* The threads of a program wake one another, so one look is not enough. */
void screen_wait_for_rest(struct screen *const screens[], size_t count, const int *others, size_t other_count)
{
    int64_t end = now_ms() + SCREEN_WAIT_MS;
    uint64_t before = 0;
    for (int looks = 0; looks < REST_LOOKS;) {
        uint64_t turns = 0, own = 0;
        bool quiet = true;
        poll(NULL, 0, REST_LOOK_MS);
        for (size_t i = 0; i < count; i++)
            quiet = is_quiet(screens[i], &turns) && quiet;
        for (size_t i = 0; quiet && i < other_count; i++, turns += own)
            quiet = process_sleeps(others[i], &own);
        looks = quiet && turns == before ? looks + 1 : 0;
        before = turns;
        if (now_ms() >= end)
            screen_fail(screens[0], "the program's rest");
    }
}

static bool cursor_is_at(struct screen *screen, const void *data)
{
    const int *wanted = data;
    int row;
    int column;
    return screen_cursor(screen, &row, &column) && row == wanted[0] && column == wanted[1];
}

void screen_wait_for_cursor(struct screen *screen, int row, int column, int ms)
{
    int wanted[] = {row, column};
    char what[64];
    snprintf(what, sizeof what, "the cursor at %d,%d", row, column);
    screen_wait_for(screen, cursor_is_at, wanted, what, ms);
}

bool screen_is_over(struct screen *screen)
{
    return reap(screen);
}

int screen_wait_for_exit(struct screen *screen, int ms)
{
    int64_t end = now_ms() + ms;
    while (!reap(screen)) {
        if (now_ms() >= end)
            screen_fail(screen, "the program's end");
        screen_pump(screen, PUMP_MS);
    }
    screen_pump(screen, 0);
    return screen->status;
}

/* --- looking --- */

int screen_rows(const struct screen *screen)
{
    return screen->rows;
}

int screen_columns(const struct screen *screen)
{
    return screen->columns;
}

int screen_pid(const struct screen *screen)
{
    return (int)screen->pid;
}

static uint32_t colour_of(struct screen *screen, VTermColor colour)
{
    vterm_screen_convert_color_to_rgb(screen->cells, &colour);
    return (uint32_t)colour.rgb.red << 16 | (uint32_t)colour.rgb.green << 8 | colour.rgb.blue;
}

/* A blank's colour and weight cannot be seen, so no test asks after them. */
static void hide_blank(struct screen_cell *cell)
{
    cell->blank = cell->columns == 1 && (cell->characters[0] == 0 || cell->characters[0] == ' ') &&
                  !cell->underline && !cell->reverse;
    if (!cell->blank)
        return;
    cell->bold = false;
    cell->foreground_default = true;
    cell->foreground = 0;
}

struct screen_cell screen_cell(struct screen *screen, int row, int column)
{
    VTermScreenCell raw;
    struct screen_cell cell = {.columns = 1};
    if (row < 0 || column < 0 || row >= screen->rows || column >= screen->columns ||
        vterm_screen_get_cell(screen->cells, (VTermPos){row, column}, &raw) == 0)
        return cell;
    bool right_half = raw.chars[0] == (uint32_t)-1;
    for (int i = 0; !right_half && i < SCREEN_CELL_CHARACTERS && raw.chars[i] != 0; i++)
        cell.characters[i] = screen_filter_original(raw.chars[i]);
    cell.columns = right_half ? 0 : raw.width;
    cell.bold = raw.attrs.bold != 0;
    cell.underline = raw.attrs.underline != 0;
    cell.reverse = raw.attrs.reverse != 0;
    cell.foreground_default = VTERM_COLOR_IS_DEFAULT_FG(&raw.fg) != 0;
    cell.background_default = VTERM_COLOR_IS_DEFAULT_BG(&raw.bg) != 0;
    cell.foreground = colour_of(screen, raw.fg);
    hide_blank(&cell);
    cell.background = colour_of(screen, raw.bg);
    return cell;
}

struct screen_cell screen_cell_of(struct screen *screen, const char *text)
{
    int column;
    int row = screen_find(screen, text, &column);
    assert_true(row >= 0);
    return screen_cell(screen, row, column);
}

/* The text before a column (all of it: screen->columns), with every space kept. */
static size_t text_up_to(struct screen *screen, int row, int end, char *out, size_t size)
{
    size_t length = 0;
    for (int column = 0; column < end; column++) {
        struct screen_cell cell = screen_cell(screen, row, column);
        if (cell.columns == 0)
            continue;
        if (cell.characters[0] == 0)
            cell.characters[0] = ' ';
        for (int i = 0; i < SCREEN_CELL_CHARACTERS && cell.characters[i] != 0 && length + 5 < size; i++)
            length += screen_filter_encode(cell.characters[i], out + length);
    }
    out[length] = '\0';
    return length;
}

const char *screen_row_text(struct screen *screen, int row)
{
    char *text = screen->texts[screen->next_text++ % ROW_TEXTS];
    size_t length = text_up_to(screen, row, screen->columns, text, SCREEN_ROW_MAX);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = '\0';
    return text;
}

int screen_find(struct screen *screen, const char *text, int *column)
{
    for (int row = 0; row < screen->rows; row++) {
        char all[SCREEN_ROW_MAX];
        char before[SCREEN_ROW_MAX];
        text_up_to(screen, row, screen->columns, all, sizeof all);
        const char *found = strstr(all, text);
        if (found == NULL)
            continue;
        for (int at = 0; column != NULL && at <= screen->columns; at++) {
            *column = at;
            if (text_up_to(screen, row, at, before, sizeof before) >= (size_t)(found - all))
                break;
        }
        return row;
    }
    return -1;
}

bool screen_has(struct screen *screen, const char *text)
{
    return screen_find(screen, text, NULL) >= 0;
}

bool screen_cursor(struct screen *screen, int *row, int *column)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(screen->vterm), &position);
    *row = position.row;
    *column = position.col;
    return screen->cursor_visible;
}

bool screen_alternate(const struct screen *screen)
{
    return screen->alternate;
}

bool screen_bracketed_paste(const struct screen *screen)
{
    return screen->filter.bracketed_paste;
}

unsigned screen_bells(const struct screen *screen)
{
    return screen->bells;
}

bool screen_mouse(const struct screen *screen)
{
    return screen->mouse;
}

bool screen_line_mode(const struct screen *screen)
{
    struct termios modes;
    return tcgetattr(screen->fd, &modes) == 0 && (modes.c_lflag & ICANON) != 0 && (modes.c_lflag & ECHO) != 0;
}

size_t screen_bytes(struct screen *screen)
{
    size_t bytes = screen->bytes;
    screen->bytes = 0;
    return bytes;
}

unsigned screen_colours(struct screen *screen)
{
    unsigned colours = screen->filter.colours;
    screen->filter.colours = 0;
    return colours;
}

unsigned screen_clears(struct screen *screen)
{
    unsigned clears = screen->filter.clears;
    screen->filter.clears = 0;
    return clears;
}
