/* bindings.h: the table of keys and actions behind a keymap. Private to keymap/. */
#ifndef DORAN_TUI_KEYMAP_BINDINGS_H
#define DORAN_TUI_KEYMAP_BINDINGS_H

#include "client-tui/keymap/keymap.h"

struct binding {
    struct term_key keys[KEYMAP_SEQUENCE_MAX];
    size_t count;
    enum action action;
    bool letterless; /* from the column of actions.def that no keymap file takes away */
    int line;        /* of the keymap file, 0: a default */
};

struct bindings {
    struct binding list[KEYMAP_BINDINGS_MAX];
    size_t count;
};

enum binding_match { BINDING_NONE, BINDING_BEGUN, BINDING_FOUND };

/* Reads `g,h` into keys and count. */
bool binding_parse(const char *text, size_t length, struct binding *binding);
/* False when the table is full. */
bool bindings_add(struct bindings *bindings, const struct binding *binding);
/* True when the action has these keys already. */
bool bindings_has(const struct bindings *bindings, const struct binding *binding);
/* Takes the keys away from other actions of the same context, with sequences that begin with them or that
 * they begin with. False when an earlier line of the file wants them. */
bool bindings_take(struct bindings *bindings, const struct binding *binding);
/* Takes away an action's keys that are not letterless and not from this line. */
void bindings_drop_letters(struct bindings *bindings, enum action action, int line);
/* Forgets the lines: the next file may take these keys again. */
void bindings_settle(struct bindings *bindings);
/* The action's first key that comes (or does not come) without letters; borrowed, NULL when there is none. */
const struct binding *bindings_first(const struct bindings *bindings, enum action action,
                                     bool without_letters);
/* Looks keys up, in the context first and then in KEYMAP_ANY. */
enum binding_match bindings_match(const struct bindings *bindings, enum keymap_context context,
                                  const struct term_key *keys, size_t count, enum action *action);

/* The same for the reader, which sees the keymap only. In keymap.c. */
enum binding_match keymap_match(const struct keymap *keymap, enum keymap_context context,
                                const struct term_key *keys, size_t count, enum action *action);

#endif
