/* hush.h: a terminal while something is typed into it, with or without echo: whatever signal ends the program, the
 * terminal is put right first. */
#ifndef DORAN_PROMPT_HUSH_H
#define DORAN_PROMPT_HUSH_H

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

#define HUSH_SIGNALS 5

struct hush {
    int tty;
    struct sigaction before[HUSH_SIGNALS];
    sigset_t mask; /* For ppoll(): under it a signal interrupts the wait, whenever it comes. */
    struct termios normal;
    bool changed;
};

/* Holds the signals back that would end or stop the program, and without `echo` turns the echo off. */
void hush_begin(struct hush *hush, int tty, bool echo);
/* Puts the terminal and the signals back; those that came meanwhile have been spent on interrupting the wait. */
void hush_end(struct hush *hush);

#endif
