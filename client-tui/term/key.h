/* key.h: one key as the person pressed it, and how a key is written in a keymap file and on the key line.
 *
 * Pure: no terminal, no ncurses. Notation: `j`, `N`, `Enter`, `Shift-Tab`, `Ctrl-l`, `Alt-x`, `F10`, `Space`.
 */
#ifndef DORAN_TUI_TERM_KEY_H
#define DORAN_TUI_TERM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum term_key_name {
    TERM_KEY_CHARACTER, /* `codepoint` says which; never a control character */
    TERM_KEY_ENTER,
    TERM_KEY_ESCAPE,
    TERM_KEY_TAB,
    TERM_KEY_BACKSPACE,
    TERM_KEY_DELETE,
    TERM_KEY_INSERT,
    TERM_KEY_UP,
    TERM_KEY_DOWN,
    TERM_KEY_LEFT,
    TERM_KEY_RIGHT,
    TERM_KEY_HOME,
    TERM_KEY_END,
    TERM_KEY_PAGE_UP,
    TERM_KEY_PAGE_DOWN,
    TERM_KEY_F1, /* F2 … F12 follow in order */
    TERM_KEY_F12 = TERM_KEY_F1 + 11,
    TERM_KEY_COUNT
};

enum term_modifier {
    TERM_SHIFT = 1 << 0, /* on named keys only: a shifted letter is the letter that arrives */
    TERM_ALT = 1 << 1,
    TERM_CTRL = 1 << 2,
};

struct term_key {
    enum term_key_name name;
    uint32_t codepoint; /* of TERM_KEY_CHARACTER, else 0. Ctrl-L is 'l' with TERM_CTRL */
    unsigned modifiers;
};

#define TERM_KEY_TEXT_MAX 40 /* bytes with the NUL of any written key */

/* A plain character key, and a named key. */
#define TERM_KEY_OF(character) ((struct term_key){TERM_KEY_CHARACTER, (uint32_t)(character), 0})
#define TERM_KEY_NAMED(key) ((struct term_key){(key), 0, 0})

bool term_key_equal(const struct term_key *a, const struct term_key *b);
/* Reads one written key of `length` bytes. False when it is none. */
bool term_key_parse(const char *text, size_t length, struct term_key *out);
/* Writes the key as term_key_parse reads it. */
void term_key_print(const struct term_key *key, char out[TERM_KEY_TEXT_MAX]);
/* True when an input method cannot swallow it: a named key, a digit, Space or a key with Ctrl. */
bool term_key_without_letter(const struct term_key *key);

#endif
