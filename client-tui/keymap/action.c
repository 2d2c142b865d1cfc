#include "client-tui/keymap/action.h"

#include "client-tui/i18n.h"

#include <stddef.h>
#include <string.h>

#define ANY KEYMAP_ANY
#define MENU KEYMAP_MENU
#define CALENDAR KEYMAP_CALENDAR
#define MISSIONS KEYMAP_MISSIONS
#define FAMILY KEYMAP_FAMILY
#define NEWS KEYMAP_NEWS

static const struct action_info actions[ACTION_COUNT] = {
    [ACTION_NONE] = {"", "", "", "", "", KEYMAP_ANY},
#define ACTION(name, keys, letterless, label, help, context)                                                 \
    [ACTION_##name] = {#name, keys, letterless, label, help, context},
#include "actions.def"
#undef ACTION
};

const struct action_info *action_info(enum action action)
{
    if ((unsigned)action >= ACTION_COUNT)
        action = ACTION_NONE;
    return &actions[action];
}

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++) {
        char left = *a == '-' ? '_' : *a;
        char right = *b == '-' ? '_' : *b;
        if (left != right)
            return false;
    }
    return *a == *b;
}

enum action action_from_name(const char *name)
{
    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        if (same_name(actions[action].name, name))
            return (enum action)action;
    }
    return ACTION_NONE;
}

void action_name(enum action action, char out[ACTION_NAME_MAX])
{
    strncpy(out, action_info(action)->name, ACTION_NAME_MAX - 1);
    out[ACTION_NAME_MAX - 1] = '\0';
    for (char *c = out; *c != '\0'; c++) {
        if (*c == '_')
            *c = '-';
    }
}
