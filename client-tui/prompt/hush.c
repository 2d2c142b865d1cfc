#include "client-tui/prompt/hush.h"

#include <pthread.h>
#include <stddef.h>

static void ignore_signal(int number)
{
    (void)number; /* It only has to interrupt the wait, so that the terminal is put right before the program
                     ends. */
}

static const int SIGNALS[HUSH_SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

void hush_begin(struct hush *hush, int tty, bool echo)
{
    struct sigaction interrupt = {.sa_handler = ignore_signal}; /* No SA_RESTART. */
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < HUSH_SIGNALS; i++) {
        sigaddset(&held, SIGNALS[i]);
        sigaction(SIGNALS[i], &interrupt, &hush->before[i]);
    }
    pthread_sigmask(SIG_BLOCK, &held, &hush->mask);
    hush->tty = tty;
    hush->changed = false;
    if (!echo && tcgetattr(tty, &hush->normal) == 0) {
        struct termios silent = hush->normal;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        silent.c_lflag |= ECHONL;
        hush->changed = tcsetattr(tty, TCSAFLUSH, &silent) == 0;
    }
}

void hush_end(struct hush *hush)
{
    if (hush->changed)
        tcsetattr(hush->tty, TCSAFLUSH, &hush->normal);
    pthread_sigmask(SIG_SETMASK, &hush->mask, NULL);
    for (size_t i = 0; i < HUSH_SIGNALS; i++)
        sigaction(SIGNALS[i], &hush->before[i], NULL);
}
