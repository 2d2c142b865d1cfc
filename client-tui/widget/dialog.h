/* dialog.h: a small question in the middle of the screen that says what Enter and Esc do.
 *
 * No letter confirms or deletes by itself: Enter does, or the one extra key the dialog names. */
#ifndef DORAN_TUI_WIDGET_DIALOG_H
#define DORAN_TUI_WIDGET_DIALOG_H

#include "client-tui/term/canvas.h"
#include "client-tui/term/event.h"

struct dialog {
    const char *title;   /* translated; NULL: none */
    const char *message; /* translated, may take several rows */
    const char *enter;   /* translated: what Enter does, "Leave" */
    const char *escape;  /* translated: what Esc does, "Stay" */
    const char *extra;   /* translated: what the extra key does; NULL: there is none */
    struct term_key extra_key;
};

enum dialog_result { DIALOG_WAITING, DIALOG_ENTER, DIALOG_ESCAPE, DIALOG_EXTRA };

enum dialog_result dialog_handle(const struct dialog *dialog, const struct term_event *event);
void dialog_draw(const struct dialog *dialog, const struct canvas *screen);
/* An empty framed window of rows × columns inside (as far as the screen has them) in the middle, for a form
 * or a list with a title; what lies below it cannot be clicked. The last inner row is for dialog_keys(). */
struct canvas dialog_window(const struct canvas *screen, int rows, int columns, const char *title);
/* Says in a row what Enter and Esc do: "Enter Save   Esc Back". Returns the columns of what it says of Enter. */
int dialog_keys(const struct canvas *window, int row, const char *enter, const char *escape);
/* The same with another key between the two: its name as it is written (NULL: none), what it does, and the key that a click on
 * it stands for. */
int dialog_keys_more(const struct canvas *window, int row, const char *enter, const char *name,
                     const char *what, struct term_key key, const char *escape);

#endif
