#include "client-tui/keymap/keymap.h"

#include "client-tui/i18n.h"
#include "client-tui/keymap/bindings.h"

#include <doran/text.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct keymap {
    struct bindings bindings;
};

/* Adds the keys of one column of actions.def. */
static bool add_defaults(struct bindings *bindings, enum action action, const char *keys, bool letterless)
{
    while (*keys != '\0') {
        size_t length = strcspn(keys, " ");
        struct binding binding = {.action = action, .letterless = letterless};
        if (!binding_parse(keys, length, &binding) || !bindings_add(bindings, &binding))
            return false;
        keys += length;
        keys += strspn(keys, " ");
    }
    return true;
}

struct keymap *keymap_new(void)
{
    struct keymap *keymap = calloc(1, sizeof *keymap);
    if (keymap == NULL)
        return NULL;
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        const struct action_info *info = action_info((enum action)i);
        if (!add_defaults(&keymap->bindings, (enum action)i, info->keys, false) ||
            !add_defaults(&keymap->bindings, (enum action)i, info->letterless, true)) {
            free(keymap);
            return NULL;
        }
    }
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    free(keymap);
}

/* --- the keymap file --- */

static bool fail(struct keymap_error *error, enum keymap_problem problem, int line, const char *word,
                 size_t length)
{
    error->problem = problem;
    error->line = line;
    size_t kept = length < sizeof error->word ? length : sizeof error->word - 1;
    while (kept > 0 && kept < length && ((unsigned char)word[kept] & 0xC0) == 0x80)
        kept--; /* not within a character */
    memcpy(error->word, word, kept);
    error->word[kept] = '\0';
    return false;
}

static bool is_kept(const struct term_key *key)
{
    static const enum term_key_name kept[] = {TERM_KEY_ENTER,  TERM_KEY_ESCAPE, TERM_KEY_TAB,   TERM_KEY_UP,
                                              TERM_KEY_DOWN,   TERM_KEY_LEFT,   TERM_KEY_RIGHT, TERM_KEY_F1,
                                              TERM_KEY_F1 + 8, TERM_KEY_F1 + 9};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (key->name == kept[i] && key->modifiers == 0)
            return true;
    }
    return false;
}

static bool read_key(struct bindings *bindings, enum action action, int line, const char *word, size_t length,
                     struct keymap_error *error)
{
    struct binding binding = {.action = action, .line = line};
    if (!binding_parse(word, length, &binding))
        return fail(error, KEYMAP_UNKNOWN_KEY, line, word, length);
    if (bindings_has(bindings, &binding))
        return true; /* it is the action's own already */
    if (is_kept(&binding.keys[0]))
        return fail(error, KEYMAP_KEPT_KEY, line, word, length);
    if (!bindings_take(bindings, &binding))
        return fail(error, KEYMAP_TWICE, line, word, length);
    if (!bindings_add(bindings, &binding))
        return fail(error, KEYMAP_TOO_MANY, line, word, length);
    return true;
}

static size_t skip_space(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r'))
        at++;
    return at;
}

static size_t word_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && text[at] != ' ' && text[at] != '\t' && text[at] != '\r')
        at++;
    return at;
}

static bool read_action(const char *text, size_t length, enum action *action)
{
    char name[ACTION_NAME_MAX];
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    if (length == 0 || length >= sizeof name)
        return false;
    memcpy(name, text, length);
    name[length] = '\0';
    *action = action_from_name(name);
    return *action != ACTION_NONE;
}

static bool read_line(struct bindings *bindings, const char *text, size_t length, int line,
                      struct keymap_error *error)
{
    size_t start = skip_space(text, length);
    if (start == length || text[start] == '#')
        return true;
    text += start;
    length -= start;
    if (length > KEYMAP_LINE_MAX)
        return fail(error, KEYMAP_LINE_TOO_LONG, line, "", 0);
    const char *equals = memchr(text, '=', length);
    if (equals == NULL)
        return fail(error, KEYMAP_NO_EQUALS, line, text, word_length(text, length));
    enum action action;
    if (!read_action(text, (size_t)(equals - text), &action))
        return fail(error, KEYMAP_UNKNOWN_ACTION, line, text, word_length(text, (size_t)(equals - text)));
    bindings_drop_letters(bindings, action, line);
    const char *at = equals + 1;
    const char *end = text + length;
    for (at += skip_space(at, (size_t)(end - at)); at < end && *at != '#';) {
        size_t word = word_length(at, (size_t)(end - at));
        bool none = word == 4 && memcmp(at, "none", 4) == 0;
        if (!none && !read_key(bindings, action, line, at, word, error))
            return false;
        at += word;
        at += skip_space(at, (size_t)(end - at));
    }
    return true;
}

bool keymap_read(struct keymap *keymap, const char *text, size_t length, struct keymap_error *error)
{
    *error = (struct keymap_error){.problem = KEYMAP_OK};
    if (length > KEYMAP_FILE_MAX)
        return fail(error, KEYMAP_TOO_LARGE, 0, "", 0);
    struct bindings bindings = keymap->bindings;
    int line = 1;
    for (size_t at = 0; at < length; line++) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t size = newline != NULL ? (size_t)(newline - (text + at)) : length - at;
        if (!doran_text_valid(text + at, size))
            return fail(error, KEYMAP_NOT_UTF8, line, "", 0);
        if (!read_line(&bindings, text + at, size, line, error))
            return false;
        at += size + 1;
    }
    bindings_settle(&bindings);
    keymap->bindings = bindings;
    return true;
}

bool keymap_load(struct keymap *keymap, const char *path, struct keymap_error *error)
{
    *error = (struct keymap_error){.problem = KEYMAP_OK};
    FILE *file = fopen(path, "re");
    if (file == NULL && errno == ENOENT)
        return true;
    if (file == NULL)
        return fail(error, KEYMAP_CANNOT_READ, 0, strerror(errno), strlen(strerror(errno)));
    char *text = malloc(KEYMAP_FILE_MAX + 1);
    size_t length = text != NULL ? fread(text, 1, KEYMAP_FILE_MAX + 1, file) : 0;
    bool read = text != NULL && ferror(file) == 0;
    int reason = text == NULL ? ENOMEM : errno;
    fclose(file);
    bool done = read ? keymap_read(keymap, text, length, error)
                     : fail(error, KEYMAP_CANNOT_READ, 0, strerror(reason), strlen(strerror(reason)));
    free(text);
    return done;
}

void keymap_error_text(const struct keymap_error *error, char out[KEYMAP_ERROR_TEXT_MAX])
{
    static const char *const sentences[] = {
        [KEYMAP_OK] = N_("The keymap is fine."),
        [KEYMAP_CANNOT_READ] = N_("The keymap cannot be read: %s"),
        [KEYMAP_TOO_LARGE] = N_("The keymap is too large."),
        [KEYMAP_LINE_TOO_LONG] = N_("The line is too long."),
        [KEYMAP_NOT_UTF8] = N_("The line is not UTF-8."),
        [KEYMAP_NO_EQUALS] = N_("There is no = after \"%s\". Write: action = key"),
        [KEYMAP_UNKNOWN_ACTION] = N_("There is no action \"%s\"."),
        [KEYMAP_UNKNOWN_KEY] = N_("There is no key \"%s\"."),
        [KEYMAP_KEPT_KEY] =
            N_("\"%s\" keeps its meaning, so that everybody finds their way. Choose another key."),
        [KEYMAP_TWICE] = N_("\"%s\" was given to something else above."),
        [KEYMAP_TOO_MANY] = N_("There are too many keys; \"%s\" found no room."),
    };
    enum keymap_problem problem = error->problem;
    if ((size_t)problem >= sizeof sentences / sizeof sentences[0])
        problem = KEYMAP_OK;
    size_t length = 0;
    if (error->line > 0) {
        int written = snprintf(out, KEYMAP_ERROR_TEXT_MAX, _("Keymap, line %d: "), error->line);
        length = written > 0 && written < KEYMAP_ERROR_TEXT_MAX ? (size_t)written : 0;
    }
    snprintf(out + length, KEYMAP_ERROR_TEXT_MAX - length, _(sentences[problem]), error->word);
}

/* --- showing --- */

void keymap_shown(const struct keymap *keymap, enum action action, bool without_letters,
                  char out[KEYMAP_SHOWN_MAX])
{
    const struct binding *found = bindings_first(&keymap->bindings, action, without_letters);
    if (found == NULL)
        found = bindings_first(&keymap->bindings, action, !without_letters);
    out[0] = '\0';
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        char key[TERM_KEY_TEXT_MAX];
        term_key_print(&found->keys[i], key);
        if (i > 0)
            strncat(out, " ", KEYMAP_SHOWN_MAX - strlen(out) - 1);
        strncat(out, key, KEYMAP_SHOWN_MAX - strlen(out) - 1);
    }
}

enum binding_match keymap_match(const struct keymap *keymap, enum keymap_context context,
                                const struct term_key *keys, size_t count, enum action *action)
{
    return bindings_match(&keymap->bindings, context, keys, count, action);
}
