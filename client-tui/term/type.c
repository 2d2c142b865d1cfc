#include "client-tui/term/type.h"

#include "client-tui/i18n.h"

/* clang-format off */
#include <ncurses.h>
#include <term.h>
/* clang-format on */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_utf8(const char *codeset)
{
    return strcmp(codeset, "UTF-8") == 0;
}

bool type_set_locale(void)
{
    if (i18n_other_encoding())
        return false;
    if (is_utf8(nl_langinfo(CODESET)))
        return true; /* the program has set its own */
    if (setlocale(LC_CTYPE, "") != NULL && is_utf8(nl_langinfo(CODESET)))
        return true;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

/* NO_COLOR counts when it is there and not empty (no-color.org). */
static bool wants_colour(const struct term_options *options)
{
    return options->colour == TERM_YES || (options->colour == TERM_AUTO && !is_set("NO_COLOR"));
}

static const char *capability(const char *name)
{
    char copy[TYPE_NAME_MAX]; /* tigetstr() asks for a string it could write to */
    snprintf(copy, sizeof copy, "%s", name);
    return tigetstr(copy); /* it says -1 for names of numbers and flags only, and nobody asks for those */
}

/* Loads an entry; true when it can address the cursor, `exists` whether it is there at all. */
static bool try_entry(const char *name, bool *exists)
{
    int status = 0;
    TERMINAL *before = cur_term; /* the screen's, when one is open */
    *exists = setupterm(name, 1, &status) == OK && status == 1;
    bool able = *exists && capability("cup") != NULL;
    TERMINAL *tried = cur_term;
    set_curterm(before);
    if (*exists)
        del_curterm(tried);
    return able;
}

/* The same terminal's entry for true colours, when COLORTERM promises them and there is no reason to send less. */
static bool direct_name(const struct term_options *options, const char *name, char out[TYPE_NAME_MAX])
{
    const char *colour = getenv("COLORTERM");
    if (options->slow || colour == NULL ||
        (strcmp(colour, "truecolor") != 0 && strcmp(colour, "24bit") != 0) || strstr(name, "-direct") != NULL)
        return false;
    const char *ending = strstr(name, "-256color");
    size_t length = ending != NULL ? (size_t)(ending - name) : strlen(name);
    int written = snprintf(out, TYPE_NAME_MAX, "%.*s-direct", (int)length, name);
    return written > 0 && written < TYPE_NAME_MAX;
}

/* On a slow line, the entry with 256 colours of a terminal for true ones. */
static bool indexed_name(const struct term_options *options, const char *name, char out[TYPE_NAME_MAX])
{
    const char *ending = strstr(name, "-direct");
    if (!options->slow || ending == NULL)
        return false;
    int written = snprintf(out, TYPE_NAME_MAX, "%.*s-256color", (int)(ending - name), name);
    return written > 0 && written < TYPE_NAME_MAX;
}

/* Terminals whose own entry is often missing on the computer one logs in to, and what they understand as well. */
static bool related_name(const char *name, char out[TYPE_NAME_MAX])
{
    static const struct {
        const char *start, *relative;
    } rows[] = {{"xterm", "xterm-256color"},
                {"kitty", "xterm-256color"},
                {"ghostty", "xterm-256color"},
                {"foot", "xterm-256color"},
                {"alacritty", "xterm-256color"},
                {"wezterm", "xterm-256color"},
                {"rxvt", "rxvt"},
                {"tmux", "screen"},
                {"screen", "screen"}};
    bool exists;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strncmp(name, rows[i].start, strlen(rows[i].start)) == 0) {
            snprintf(out, TYPE_NAME_MAX, "%s", rows[i].relative);
            return try_entry(out, &exists);
        }
    return false;
}

enum term_problem type_choose(const struct term_options *options, char out[TYPE_NAME_MAX])
{
    const char *name = getenv("TERM");
    bool exists;
    if (name == NULL || *name == '\0' || strlen(name) >= TYPE_NAME_MAX)
        return TERM_UNKNOWN_TYPE;
    if (wants_colour(options) && (direct_name(options, name, out) || indexed_name(options, name, out)) &&
        try_entry(out, &exists))
        return TERM_OK;
    snprintf(out, TYPE_NAME_MAX, "%s", name);
    if (try_entry(out, &exists) || (!exists && related_name(name, out)))
        return TERM_OK;
    return exists ? TERM_CANNOT_POSITION : TERM_UNKNOWN_TYPE;
}

int type_colours(void)
{
    char name[] = "colors"; /* tigetnum(), too, asks for a string it could write to */
    return tigetnum(name);
}

enum colour_depth type_depth(const struct term_options *options, int colours)
{
    if (!wants_colour(options) || colours < 8)
        return COLOUR_NONE;
    if (colours >= 1 << 24)
        return COLOUR_TRUE;
    return colours >= 256 ? COLOUR_256 : colours >= 16 ? COLOUR_16 : COLOUR_8;
}

size_t type_capability(const char *name, char *out, size_t room)
{
    const char *value = capability(name);
    size_t length = 0;
    while (value != NULL && *value != '\0' && length < room) {
        const char *end =
            value[0] == '$' && value[1] == '<' ? strchr(value, '>') : NULL; /* $<5> is padding */
        if (end != NULL)
            value = end + 1;
        else
            out[length++] = *value++;
    }
    return length;
}

/* terminfo(5). Where two share a string, the first one has it. Without kind and kri, which are Shift with an arrow on some
 * terminals and the arrow itself on others (putty). */
static const struct {
    const char *capability;
    struct term_key key;
} key_strings[] = {
    {"kcuu1", {TERM_KEY_UP, 0, 0}},
    {"kcud1", {TERM_KEY_DOWN, 0, 0}},
    {"kcub1", {TERM_KEY_LEFT, 0, 0}},
    {"kcuf1", {TERM_KEY_RIGHT, 0, 0}},
    {"khome", {TERM_KEY_HOME, 0, 0}},
    {"kend", {TERM_KEY_END, 0, 0}},
    {"kpp", {TERM_KEY_PAGE_UP, 0, 0}},
    {"knp", {TERM_KEY_PAGE_DOWN, 0, 0}},
    {"kent", {TERM_KEY_ENTER, 0, 0}},
    {"kbs", {TERM_KEY_BACKSPACE, 0, 0}},
    {"kdch1", {TERM_KEY_DELETE, 0, 0}},
    {"kich1", {TERM_KEY_INSERT, 0, 0}},
    {"kcbt", {TERM_KEY_TAB, 0, TERM_SHIFT}},
    {"kLFT", {TERM_KEY_LEFT, 0, TERM_SHIFT}},
    {"kRIT", {TERM_KEY_RIGHT, 0, TERM_SHIFT}},
    {"kHOM", {TERM_KEY_HOME, 0, TERM_SHIFT}},
    {"kEND", {TERM_KEY_END, 0, TERM_SHIFT}},
    {"kPRV", {TERM_KEY_PAGE_UP, 0, TERM_SHIFT}},
    {"kNXT", {TERM_KEY_PAGE_DOWN, 0, TERM_SHIFT}},
    {"kDC", {TERM_KEY_DELETE, 0, TERM_SHIFT}},
    {"kIC", {TERM_KEY_INSERT, 0, TERM_SHIFT}},
};

static void add_own_key(struct own_keys *keys, const char *name, struct term_key key)
{
    char bytes[OWN_KEY_BYTES_MAX + 1]; /* one more than is kept: what fills it is too long */
    own_keys_add(keys, bytes, type_capability(name, bytes, sizeof bytes), key);
}

bool type_has(const char *name)
{
    return capability(name) != NULL;
}

void type_own_keys(struct own_keys *out)
{
    *out = (struct own_keys){0};
    for (size_t i = 0; i < sizeof key_strings / sizeof *key_strings; i++)
        add_own_key(out, key_strings[i].capability, key_strings[i].key);
    for (int number = 1; number <= 12; number++) {
        char name[] = "kf12";
        snprintf(name, sizeof name, "kf%d", number);
        add_own_key(out, name, TERM_KEY_NAMED((enum term_key_name)(TERM_KEY_F1 + number - 1)));
    }
}

bool type_is_ansi(void)
{
    const char *address = capability("cup");
    return address != NULL && strncmp(address, "\033[", 2) == 0;
}
