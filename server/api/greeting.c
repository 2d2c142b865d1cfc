#include "server/api/greeting.h"

#include <doran/text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *prefix, *language;
} languages[] = {{"ko:", "ko"}, {"en:", "en"}};

static size_t longest(void)
{
    return (size_t)doran_type(DORAN_TYPE_greeting)->fields[DORAN_FIELD_greeting_text].max;
}

/* NULL in `out` for a line that is no greeting; false without memory. */
static bool clean_line(const char *line, size_t length, struct doran_arena *arena, const char **out)
{
    *out = NULL;
    if (!doran_text_valid(line, length) || doran_text_has_control(line, length, true))
        return true;
    char *clean = doran_text_clean(line, length);
    if (!clean)
        return false;
    size_t clusters = doran_text_graphemes(clean, strlen(clean));
    bool good = clusters > 0 && clusters <= longest() && strlen(clean) <= longest() * DORAN_CLUSTER_BYTES_MAX;
    if (good)
        *out = doran_arena_strdup(arena, clean);
    free(clean);
    return !good || *out;
}

static bool take_line(const char *line, size_t length, struct doran_arena *arena,
                      struct doran_greeting_list *out)
{
    const char *language = NULL, *text;
    if (length > 0 && line[length - 1] == '\r')
        length--;
    if (length > 0 && line[0] == '#')
        return true;
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        size_t prefix = strlen(languages[i].prefix);
        if (length >= prefix && !memcmp(line, languages[i].prefix, prefix)) {
            language = languages[i].language;
            line += prefix;
            length -= prefix;
        }
    }
    if (!clean_line(line, length, arena, &text))
        return false;
    if (text)
        out->items[out->count++] = (struct doran_greeting){.text = text, .language = language};
    return true;
}

bool greeting_parse(const char *text, size_t length, struct doran_arena *arena,
                    struct doran_greeting_list *out)
{
    const char *end = text + length;
    *out = (struct doran_greeting_list){
        .items = doran_arena_alloc(arena, DORAN_GREETINGS_MAX * sizeof *out->items)};
    if (!out->items)
        return false;
    while (text < end && out->count < DORAN_GREETINGS_MAX) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t line = (size_t)((stop ? stop : end) - text);
        if (!take_line(text, line, arena, out))
            return false;
        text += line + (stop ? 1 : 0);
    }
    return true;
}

bool greeting_read(const char *path, struct doran_arena *arena, struct doran_greeting_list *out)
{
    *out = (struct doran_greeting_list){0};
    FILE *file = path ? fopen(path, "re") : NULL;
    if (!file)
        return true;
    char *text = doran_arena_alloc(arena, GREETING_FILE_MAX);
    size_t length = text ? fread(text, 1, GREETING_FILE_MAX, file) : 0;
    fclose(file);
    return text && greeting_parse(text, length, arena, out);
}
