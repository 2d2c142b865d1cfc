#include "client-tui/keymap/keymap.h"

#include "client-tui/i18n.h"
#include "client-tui/keymap/bindings.h"

#include <doran/text.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NEAR_PART 3 /* every so many letters of a name one may be wrong */

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

/* Jamo of either kind, and syllables (the Unicode Standard, chapter 18.6). */
static bool is_hangul(const struct term_key *key)
{
    uint32_t at = key->codepoint;
    return key->name == TERM_KEY_CHARACTER &&
           ((at >= 0x1100 && at <= 0x11FF) || (at >= 0x3130 && at <= 0x318F) ||
            (at >= 0xA960 && at <= 0xA97F) || (at >= 0xAC00 && at <= 0xD7FF));
}

static bool read_key(struct bindings *bindings, enum action action, int line, const char *word, size_t length,
                     struct keymap_error *error)
{
    struct binding binding = {.action = action, .line = line};
    if (!binding_parse(word, length, &binding))
        return fail(error, KEYMAP_UNKNOWN_KEY, line, word, length);
    for (size_t i = 0; i < binding.count; i++)
        if (is_hangul(&binding.keys[i]))
            return fail(error, KEYMAP_HANGUL_KEY, line, word, length);
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

/* How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein 1965). */
static size_t distance(const char *a, const char *b)
{
    size_t row[ACTION_NAME_MAX + 1], width = strlen(b);
    width = width < ACTION_NAME_MAX ? width : ACTION_NAME_MAX;
    for (size_t i = 0; i <= width; i++)
        row[i] = i;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0]; /* what stood before, one up and one left */
        row[0] = i + 1;
        for (size_t k = 0; k < width; k++) {
            size_t least = diagonal + (a[i] != b[k]);
            diagonal = row[k + 1];
            least = row[k] + 1 < least ? row[k] + 1 : least;
            row[k + 1] = diagonal + 1 < least ? diagonal + 1 : least;
        }
    }
    return row[width];
}

/* The action whose name is nearest to a word; "" when none is near. */
static void find_near(const char *word, char out[ACTION_NAME_MAX])
{
    size_t best = strlen(word) / NEAR_PART + 1;
    out[0] = '\0';
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        char name[ACTION_NAME_MAX];
        action_name((enum action)i, name);
        size_t far = distance(word, name);
        if (far <= best && far < strlen(name)) {
            best = far - (far > 0);
            snprintf(out, ACTION_NAME_MAX, "%s", name);
        }
    }
}

/* After what is wrong: what would be right. */
static const char *const advice[] = {
    [KEYMAP_UNKNOWN_ACTION] = N_("All names stand in the manual: man doran, KEYS."),
    [KEYMAP_UNKNOWN_KEY] = N_("Keys are written as a, A, g,h, Ctrl-a, Alt-a, F2, PageUp, Space or none."),
    [KEYMAP_KEPT_KEY] = N_("Choose another key."),
    [KEYMAP_TWICE] = N_("Each key can be given once."),
};

static void append(char out[KEYMAP_ERROR_TEXT_MAX], const char *format, const char *word)
{
    size_t length = strlen(out);
    if (length > 0 && length + 1 < KEYMAP_ERROR_TEXT_MAX)
        out[length++] = ' ';
    snprintf(out + length, KEYMAP_ERROR_TEXT_MAX - length, format, word);
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
        [KEYMAP_HANGUL_KEY] = N_("\"%s\" is Hangul. Write the Latin letter on the same key; it counts with "
                                 "Hangul on, too."),
        [KEYMAP_KEPT_KEY] = N_("\"%s\" keeps its meaning, so that everybody finds their way."),
        [KEYMAP_TWICE] = N_("\"%s\" was given to something else above."),
        [KEYMAP_TOO_MANY] = N_("There are too many keys; \"%s\" found no room."),
    };
    enum keymap_problem problem = error->problem;
    if ((size_t)problem >= sizeof sentences / sizeof sentences[0])
        problem = KEYMAP_OK;
    out[0] = '\0';
    if (error->line > 0)
        snprintf(out, KEYMAP_ERROR_TEXT_MAX, _("Keymap, line %d:"), error->line);
    append(out, _(sentences[problem]), error->word);
    if (problem == KEYMAP_UNKNOWN_ACTION) {
        char near[ACTION_NAME_MAX];
        find_near(error->word, near);
        if (near[0] != '\0')
            append(out, _("Do you mean \"%s\"?"), near);
    }
    if ((size_t)problem < sizeof advice / sizeof advice[0] && advice[problem] != NULL)
        append(out, "%s", _(advice[problem]));
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
