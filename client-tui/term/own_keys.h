/* own_keys.h: what the keys of this very terminal send, as its terminfo entry has it, beside the sequences that are read on
 * every terminal (input_sequence.h). Pure: type.h asks the entry.
 *
 * A string is kept only where it tells something new and takes no plain key away. */
#ifndef DORAN_TUI_TERM_OWN_KEYS_H
#define DORAN_TUI_TERM_OWN_KEYS_H

#include "client-tui/term/key.h"

#include <stdbool.h>
#include <stddef.h>

#define OWN_KEYS_MAX 48
#define OWN_KEY_BYTES_MAX 16 /* of one key; longer strings are programs of the terminal's, no keys */

struct own_key {
    unsigned char bytes[OWN_KEY_BYTES_MAX];
    size_t length;
    struct term_key key;
};

struct own_keys {
    struct own_key keys[OWN_KEYS_MAX];
    size_t count;
};

/* Keeps the string of a key. False when it does not: it is empty or too long; it is or begins with a character, or is a control
 * character alone (which Ctrl and a letter send, or Enter, Tab, Esc and Backspace); it is read as a character anyway (the
 * keypad), or as this very key, or as any key and this one has a modifier; it begins what the terminal answers or pastes; or an
 * earlier key has it. */
bool own_keys_add(struct own_keys *keys, const char *bytes, size_t length, struct term_key key);
/* The longest kept string that `bytes` begin with, NULL for none. `more` is set where further bytes may make another. */
const struct own_key *own_keys_find(const struct own_keys *keys, const unsigned char *bytes, size_t length,
                                    bool *more);

#endif
