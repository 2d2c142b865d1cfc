#include "tests/support/screen_key.h"

#include <string.h>

static const struct {
    const char *name;
    const char *bytes;
} named_keys[] = {
    {"Enter", "\r"},
    {"Esc", "\033"},
    {"Tab", "\t"},
    {"Shift-Tab", "\033[Z"},
    {"Space", " "},
    {"Backspace", "\177"},
    {"Delete", "\033[3~"},
    {"Insert", "\033[2~"},
    {"Up", "\033[A"},
    {"Down", "\033[B"},
    {"Right", "\033[C"},
    {"Left", "\033[D"},
    {"Home", "\033[H"},
    {"End", "\033[F"},
    {"PageUp", "\033[5~"},
    {"PageDown", "\033[6~"},
    {"Ctrl-Left", "\033[1;5D"},
    {"Ctrl-Right", "\033[1;5C"},
    {"F1", "\033OP"},
    {"F2", "\033OQ"},
    {"F3", "\033OR"},
    {"F4", "\033OS"},
    {"F5", "\033[15~"},
    {"F6", "\033[17~"},
    {"F7", "\033[18~"},
    {"F8", "\033[19~"},
    {"F9", "\033[20~"},
    {"F10", "\033[21~"},
    {"F11", "\033[23~"},
    {"F12", "\033[24~"},
};

const char *screen_key_bytes(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof named_keys / sizeof named_keys[0]; i++) {
        if (strlen(named_keys[i].name) == length && memcmp(named_keys[i].name, name, length) == 0)
            return named_keys[i].bytes;
    }
    return NULL;
}
