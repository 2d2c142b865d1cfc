/* keymap.h: from keys to actions: the defaults of actions.def, the person's keymap file, and the Hangul
 * translation.
 *
 * The file: one binding a line, `action = key key …`, `#` starts a comment; `none` leaves an action without
 * letters. A key after another key is joined by a comma: `g,h`. A line replaces the action's letter keys; its
 * letterless keys stay, so that everything remains reachable whatever is written there. Enter, Esc, Tab, the
 * arrows, F1, F9 and F10 keep their meaning. A key taken from another action is taken; two lines that want
 * the same key are an error. */
#ifndef DORAN_TUI_KEYMAP_KEYMAP_H
#define DORAN_TUI_KEYMAP_KEYMAP_H

#include "client-tui/keymap/action.h"
#include "client-tui/keymap/hangul.h"
#include "client-tui/term/event.h"

#include <stddef.h>

#define KEYMAP_SEQUENCE_MAX 2       /* keys of one binding */
#define KEYMAP_BINDINGS_MAX 512     /* of all actions together */
#define KEYMAP_FILE_MAX (64 * 1024) /* bytes of the file */
#define KEYMAP_LINE_MAX 512         /* bytes of a line */
#define KEYMAP_QUEUE_MAX 16         /* keys waiting: one syllable gives at most 6 */
#define KEYMAP_WORD_MAX 64          /* bytes of the word an error quotes */
#define KEYMAP_ERROR_TEXT_MAX 512   /* bytes of an error's sentences */

enum keymap_problem {
    KEYMAP_OK,
    KEYMAP_CANNOT_READ, /* `word` is the system's reason */
    KEYMAP_TOO_LARGE,   /* the file */
    KEYMAP_LINE_TOO_LONG,
    KEYMAP_NOT_UTF8,
    KEYMAP_NO_EQUALS,      /* the line is not `action = keys` */
    KEYMAP_UNKNOWN_ACTION, /* `word` */
    KEYMAP_UNKNOWN_KEY,    /* `word` */
    KEYMAP_HANGUL_KEY,     /* `word`: Hangul arrives as the keys it was typed with */
    KEYMAP_KEPT_KEY,       /* `word` is one of those that keep their meaning */
    KEYMAP_TWICE,          /* `word` was bound by an earlier line */
    KEYMAP_TOO_MANY,       /* bindings */
};

struct keymap_error {
    enum keymap_problem problem;
    int line; /* from 1; 0 when it is about the file as a whole */
    char word[KEYMAP_WORD_MAX];
};

struct keymap;

/* The defaults. NULL without memory. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);
/* Reads bindings on top of what is there. On failure the keymap is as before and `error` says which line. */
bool keymap_read(struct keymap *keymap, const char *text, size_t length, struct keymap_error *error);
/* The same from a file; one that does not exist is fine and changes nothing. */
bool keymap_load(struct keymap *keymap, const char *path, struct keymap_error *error);
/* What is wrong, with the line number, and what is allowed there; translated. */
void keymap_error_text(const struct keymap_error *error, char out[KEYMAP_ERROR_TEXT_MAX]);

/* The key to show for an action: its first letter key, or its first letterless one when `without_letters` (or
 * when it has no letter). "" when it has neither. "g,h" is shown as "g h". */
#define KEYMAP_SHOWN_MAX (KEYMAP_SEQUENCE_MAX * TERM_KEY_TEXT_MAX)
void keymap_shown(const struct keymap *keymap, enum action action, bool without_letters,
                  char out[KEYMAP_SHOWN_MAX]);

/* --- reading keys: one per program --- */

struct keymap_reader {
    const struct keymap *keymap;
    enum hangul_layout layout;
    bool hangul_seen; /* a Korean input method is on: the key line shows the function keys */
    struct term_key queue[KEYMAP_QUEUE_MAX];
    size_t queued;
    struct term_key begun[KEYMAP_SEQUENCE_MAX]; /* the start of a sequence, as `g` of `g,h` */
    size_t begun_count;
};

void keymap_reader_init(struct keymap_reader *reader, const struct keymap *keymap, enum hangul_layout layout);
/* Takes one key. Outside text fields only: while one is focused give keys to the field first, and here (with
 * KEYMAP_TEXT) only what the field did not use. Hangul becomes the keys it was typed with; a Latin letter
 * typed later clears hangul_seen. */
void keymap_reader_feed(struct keymap_reader *reader, enum keymap_context context,
                        const struct term_key *key);
/* The next action of the keys taken so far; ACTION_NONE when there is none (yet). Call until ACTION_NONE,
 * with the context as it is by then. */
enum action keymap_reader_next(struct keymap_reader *reader, enum keymap_context context);
/* Drops what is waiting: when a text field or a dialog takes the focus. */
void keymap_reader_reset(struct keymap_reader *reader);

#endif
