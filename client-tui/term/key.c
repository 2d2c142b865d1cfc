#include "client-tui/term/key.h"

#include "client-tui/term/cluster.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct named {
    const char *text;
    struct term_key key;
};

/* The first of several spellings is the one that is written. */
static const struct named names[] = {
    {"Enter", {TERM_KEY_ENTER, 0, 0}},
    {"Return", {TERM_KEY_ENTER, 0, 0}},
    {"Esc", {TERM_KEY_ESCAPE, 0, 0}},
    {"Escape", {TERM_KEY_ESCAPE, 0, 0}},
    {"Tab", {TERM_KEY_TAB, 0, 0}},
    {"Backspace", {TERM_KEY_BACKSPACE, 0, 0}},
    {"Delete", {TERM_KEY_DELETE, 0, 0}},
    {"Insert", {TERM_KEY_INSERT, 0, 0}},
    {"Up", {TERM_KEY_UP, 0, 0}},
    {"Down", {TERM_KEY_DOWN, 0, 0}},
    {"Left", {TERM_KEY_LEFT, 0, 0}},
    {"Right", {TERM_KEY_RIGHT, 0, 0}},
    {"Home", {TERM_KEY_HOME, 0, 0}},
    {"End", {TERM_KEY_END, 0, 0}},
    {"PageUp", {TERM_KEY_PAGE_UP, 0, 0}},
    {"PageDown", {TERM_KEY_PAGE_DOWN, 0, 0}},
    {"Space", {TERM_KEY_CHARACTER, ' ', 0}},
    {"Comma", {TERM_KEY_CHARACTER, ',', 0}},
    {"Hash", {TERM_KEY_CHARACTER, '#', 0}},
    {"Equals", {TERM_KEY_CHARACTER, '=', 0}},
};
#define NAMES (sizeof names / sizeof names[0])

static const struct {
    const char *prefix;
    enum term_modifier modifier;
} modifiers[] = {{"Ctrl-", TERM_CTRL}, {"Alt-", TERM_ALT}, {"Shift-", TERM_SHIFT}};
#define MODIFIERS (sizeof modifiers / sizeof modifiers[0])

bool term_key_equal(const struct term_key *a, const struct term_key *b)
{
    return a->name == b->name && a->codepoint == b->codepoint && a->modifiers == b->modifiers;
}

static bool parse_function(const char *text, size_t length, struct term_key *out)
{
    if (length < 2 || length > 3 || (text[0] != 'F' && text[0] != 'f'))
        return false;
    int number = 0;
    for (size_t i = 1; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (text[i] - '0');
    }
    if (number < 1 || number > 12 || text[1] == '0')
        return false;
    *out = TERM_KEY_NAMED((enum term_key_name)(TERM_KEY_F1 + number - 1));
    return true;
}

static bool parse_name(const char *text, size_t length, struct term_key *out)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (strlen(names[i].text) == length && strncasecmp(names[i].text, text, length) == 0) {
            *out = names[i].key;
            return true;
        }
    }
    return parse_function(text, length, out);
}

static bool parse_character(const char *text, size_t length, struct term_key *out)
{
    size_t size;
    uint32_t character = cluster_decode(text, length, &size);
    if (size != length || character <= ' ' || (character >= 0x7F && character < 0xA0) || character == 0xFFFD)
        return false;
    *out = TERM_KEY_OF(character);
    return true;
}

/* A letter with Ctrl is written small, and Shift belongs to named keys: a shifted letter is another letter.
 */
static bool settle(struct term_key *key, unsigned held)
{
    key->modifiers = held;
    if (key->name != TERM_KEY_CHARACTER)
        return true;
    if ((held & TERM_CTRL) && key->codepoint >= 'A' && key->codepoint <= 'Z')
        key->codepoint += 'a' - 'A';
    return (held & TERM_SHIFT) == 0 && ((held & TERM_CTRL) == 0 || key->codepoint < 0x80);
}

bool term_key_parse(const char *text, size_t length, struct term_key *out)
{
    unsigned held = 0;
    for (size_t i = 0; i < MODIFIERS; i++) {
        size_t size = strlen(modifiers[i].prefix);
        if (length > size && strncasecmp(text, modifiers[i].prefix, size) == 0) {
            held |= modifiers[i].modifier;
            text += size;
            length -= size;
        }
    }
    if (length == 0 || (!parse_character(text, length, out) && !parse_name(text, length, out)))
        return false;
    return settle(out, held);
}

static void print_base(const struct term_key *key, char *out, size_t size)
{
    struct term_key bare = *key;
    bare.modifiers = 0;
    for (size_t i = 0; i < NAMES; i++) {
        if (term_key_equal(&names[i].key, &bare)) {
            snprintf(out, size, "%s", names[i].text);
            return;
        }
    }
    if (key->name >= TERM_KEY_F1 && key->name <= TERM_KEY_F12) {
        snprintf(out, size, "F%d", (int)key->name - (int)TERM_KEY_F1 + 1);
        return;
    }
    char bytes[4];
    size_t count = cluster_encode(key->codepoint, bytes);
    snprintf(out, size, "%.*s", (int)count, bytes);
}

void term_key_print(const struct term_key *key, char out[TERM_KEY_TEXT_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < MODIFIERS; i++) {
        if (key->modifiers & (unsigned)modifiers[i].modifier)
            length += (size_t)snprintf(out + length, TERM_KEY_TEXT_MAX - length, "%s", modifiers[i].prefix);
    }
    print_base(key, out + length, TERM_KEY_TEXT_MAX - length);
}

bool term_key_without_letter(const struct term_key *key)
{
    if (key->name != TERM_KEY_CHARACTER || (key->modifiers & TERM_CTRL))
        return true;
    return key->codepoint == ' ' || (key->codepoint >= '0' && key->codepoint <= '9');
}
