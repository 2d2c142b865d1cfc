/* A signal handler has no argument of its own, so what it needs is in one static struct, written before it is
 * armed. */
#include "client-tui/term/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    int signal;
    char note; /* 0: deadly */
} watched[] = {
    {SIGWINCH, RESTORE_RESIZED},
    {SIGTERM, RESTORE_QUIT},
    {SIGHUP, RESTORE_QUIT},
    {SIGINT, RESTORE_QUIT},
    {SIGQUIT, RESTORE_QUIT},
    {SIGTSTP, RESTORE_STOP},
    {SIGCONT, RESTORE_CONTINUED},
    {SIGSEGV, 0},
    {SIGBUS, 0},
    {SIGFPE, 0},
    {SIGILL, 0},
    {SIGABRT, 0},
    {SIGSYS, 0},
};
#define WATCHED (sizeof watched / sizeof watched[0])
#define PATIENCE 2 /* requests to quit after which it is done without asking the program */

static struct {
    int fd;
    struct termios modes;
    char bytes[RESTORE_BYTES_MAX];
    size_t length;
    int pipe[2];
    struct sigaction before[WATCHED];
    bool exit_registered;
    bool caught;
    volatile sig_atomic_t armed;
    volatile sig_atomic_t asked_to_quit;
} state = {.pipe = {-1, -1}};

static void give_back(void)
{
    if (!state.armed)
        return;
    state.armed = 0;
    ssize_t written = write(state.fd, state.bytes, state.length);
    (void)written; /* nothing more can be done for a terminal that is gone */
    tcsetattr(state.fd, TCSANOW, &state.modes);
}

static size_t index_of(int signal_number)
{
    size_t i = 0;
    while (i < WATCHED - 1 && watched[i].signal != signal_number)
        i++;
    return i;
}

/* Goes on as if the signal had never been caught. It is blocked here and comes again on return. */
static void die_of(int signal_number)
{
    give_back();
    sigaction(signal_number, &state.before[index_of(signal_number)], NULL);
    raise(signal_number);
}

static void on_signal(int signal_number)
{
    int saved = errno;
    char note = watched[index_of(signal_number)].note;
    if (note == 0 || (note == RESTORE_QUIT && state.asked_to_quit++ >= PATIENCE)) {
        die_of(signal_number);
    } else {
        ssize_t written = write(state.pipe[1], &note, 1);
        (void)written; /* a full pipe has enough notes in it */
    }
    errno = saved;
}

static bool open_pipe(void)
{
    if (pipe(state.pipe) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        if (fcntl(state.pipe[i], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(state.pipe[i], F_SETFD, FD_CLOEXEC) != 0) {
            restore_end();
            return false;
        }
    }
    return true;
}

int restore_begin(int fd, const struct termios *modes)
{
    state.fd = fd;
    state.modes = *modes;
    state.length = 0;
    state.asked_to_quit = 0;
    if (!open_pipe())
        return -1;
    if (!state.exit_registered)
        state.exit_registered = atexit(give_back) == 0;
    for (size_t i = 0; i < WATCHED; i++) {
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(watched[i].signal, &action, &state.before[i]);
    }
    state.caught = true;
    return state.pipe[0];
}

void restore_undo_with(const char *bytes, size_t length)
{
    state.armed = 0;
    state.length = length < RESTORE_BYTES_MAX ? length : RESTORE_BYTES_MAX;
    memcpy(state.bytes, bytes, state.length);
    state.armed = 1;
}

void restore_arm(bool armed)
{
    state.armed = armed;
}

void restore_end(void)
{
    state.armed = 0;
    for (size_t i = 0; state.caught && i < WATCHED; i++)
        sigaction(watched[i].signal, &state.before[i], NULL);
    state.caught = false;
    for (int i = 0; i < 2; i++) {
        if (state.pipe[i] >= 0)
            close(state.pipe[i]);
        state.pipe[i] = -1;
    }
}

void restore_stop(void)
{
    struct sigaction fallback = {.sa_handler = SIG_DFL};
    struct sigaction ours;
    sigemptyset(&fallback.sa_mask);
    sigaction(SIGTSTP, &fallback, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}
