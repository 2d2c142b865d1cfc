/* action.h: everything a key can do, declared once in actions.def. The keymap file, the key line, the ? page,
 * the palette and the manual all read this table. */
#ifndef DORAN_TUI_KEYMAP_ACTION_H
#define DORAN_TUI_KEYMAP_ACTION_H

#include <stdbool.h>

enum action {
    ACTION_NONE,
#define ACTION(name, keys, letterless, label, help, context) ACTION_##name,
#include "actions.def"
#undef ACTION
    ACTION_COUNT
};

/* Where a key counts. The context at hand goes before KEYMAP_ANY. In KEYMAP_TEXT nothing is looked up but
 * keys that write nothing: F1 … F12 and those with Ctrl (a text field keeps its own editing keys). */
enum keymap_context {
    KEYMAP_ANY,
    KEYMAP_MENU, /* numbered choices */
    KEYMAP_CALENDAR,
    KEYMAP_MISSIONS,
    KEYMAP_FAMILY,
    KEYMAP_NEWS,
    KEYMAP_TEXT,
    KEYMAP_CONTEXT_COUNT
};

struct action_info {
    const char *name;       /* "move_up"; see action_name() */
    const char *keys;       /* default keys, as in actions.def */
    const char *letterless; /* default keys without letters */
    const char *label;      /* untranslated; give it to _() */
    const char *help;       /* untranslated; give it to _() */
    enum keymap_context context;
};

/* Whether it only moves the selection: by the arrows, too. */
static inline bool action_is_move(enum action action)
{
    return action >= ACTION_move_up && action <= ACTION_move_last;
}

/* Never NULL; an empty name for ACTION_NONE. */
const struct action_info *action_info(enum action action);
/* ACTION_NONE when there is none of that name (hyphens or underscores). */
enum action action_from_name(const char *name);

/* The name as it is written in the keymap file: "move-up". */
#define ACTION_NAME_MAX 32
void action_name(enum action action, char out[ACTION_NAME_MAX]);

#endif
