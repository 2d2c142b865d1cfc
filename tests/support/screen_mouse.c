/* The mouse of a terminal (XTerm Control Sequences, 1006). */
#include "support/screen.h"

#include <stdio.h>

void screen_press(struct screen *screen, int button, int row, int column)
{
    char bytes[64];
    const char *format = button < 64 ? "\033[<%d;%d;%dM\033[<%d;%d;%dm" : "\033[<%d;%d;%dM";
    snprintf(bytes, sizeof bytes, format, button, column + 1, row + 1, button, column + 1, row + 1);
    screen_type(screen, bytes);
}

void screen_click(struct screen *screen, const char *text)
{
    int column;
    screen_wait_for_text(screen, text, SCREEN_WAIT_MS);
    screen_wait_for_rest(&screen, 1, NULL, 0);
    screen_wait_for_text(screen, text, SCREEN_WAIT_MS);
    int row = screen_find(screen, text, &column);
    screen_press(screen, 0, row, column + 1);
}
