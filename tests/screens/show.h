/* show.h: the program of the widgets' scenes, open in a terminal; for the tests of tests/screens alone. */
#ifndef DORAN_TESTS_SCREENS_SHOW_H
#define DORAN_TESTS_SCREENS_SHOW_H

#include "tests/support/directory.h"
#include "tests/support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static struct screen *screen;

static int end(void **state)
{
    (void)state;
    screen_free(screen);
    screen = NULL;
    return 0;
}

static void start(const struct screen_options *options, const char *scene, const char *option)
{
    const char *argv[] = {DORAN_WIDGETS_BIN, scene, option, NULL};
    screen_free(screen);
    screen = screen_start(options, argv);
}

/* The whole of it is drawn: the key line is the last row, and the cursor is set after it. */
static bool is_drawn(struct screen *seen, const void *data)
{
    int row;
    int column;
    const char *last = screen_row_text(seen, screen_rows(seen) - 1);
    return screen_has(seen, data) && strstr(last, "Quit") != NULL && screen_cursor(seen, &row, &column);
}

static inline bool has_all_switched_on(struct screen *seen, const void *data)
{
    (void)data;
    return screen_alternate(seen) && screen_bracketed_paste(seen);
}

static void see_all(void)
{
    char size[32];
    snprintf(size, sizeof size, "%dx%d depth", screen_columns(screen), screen_rows(screen));
    screen_wait_for(screen, is_drawn, size, size, SCREEN_WAIT_MS);
}

static inline void start_and_see(const struct screen_options *options, const char *scene)
{
    start(options, scene, NULL);
    see_all();
}

#endif
