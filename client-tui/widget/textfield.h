/* textfield.h: one line of text, edited by grapheme clusters. Keys are taken as they are: never translated.
 *
 * The text is kept in NFC, so that a syllable an input method sends in parts is one; a masked field shows one
 * sign a cluster and wipes its memory when it goes. */
#ifndef DORAN_TUI_WIDGET_TEXTFIELD_H
#define DORAN_TUI_WIDGET_TEXTFIELD_H

#include "client-tui/term/canvas.h"
#include "client-tui/term/event.h"

#include <stdbool.h>
#include <stddef.h>

#define TEXTFIELD_BYTES_MAX 4096 /* whatever the graphemes are made of */

struct textfield {
    char *text;           /* NUL terminated, never NULL after a successful init */
    size_t length;        /* bytes */
    size_t caret;         /* byte offset at a cluster's edge */
    size_t scroll;        /* byte offset of the first cluster seen */
    size_t graphemes_max; /* 0: only the bytes are limited */
    bool masked;
    bool refused; /* the last key did not fit: the view may say so */
};

/* False without memory. */
bool textfield_init(struct textfield *field, size_t graphemes_max, bool masked);
void textfield_deinit(struct textfield *field);
/* Replaces the text (cleaned of control characters, cut at the maximum); the caret goes to its end. */
void textfield_set(struct textfield *field, const char *text);
/* Borrowed until the next change. */
const char *textfield_text(const struct textfield *field);
/* Typing, paste, Backspace, Delete, Left/Right (with Ctrl: by word), Home/End, Ctrl-A/E/U/K/W.
 * False when the key means nothing here (Enter, Esc, Tab, Up, Down, function keys): it is the form's. */
bool textfield_handle(struct textfield *field, const struct term_event *event);
/* Draws in one row; `placeholder` (NULL: none) dim while empty. Focused: the hardware cursor is the caret. */
void textfield_draw(struct textfield *field, const struct canvas *canvas, int row, int column, int columns,
                    bool focused, const char *placeholder);

#endif
