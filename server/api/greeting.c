#include "server/api/greeting.h"

#include <doran/json.h>
#include <doran/text.h>

#include <stdio.h>
#include <string.h>

static const struct {
    const char *prefix, *language;
} languages[] = {{"ko:", "ko"}, {"en:", "en"}};

/* What the wire would not take is no greeting. False without memory. */
static bool take_text(const char *line, size_t length, const char *language, struct doran_arena *arena,
                      struct doran_greeting_list *out)
{
    struct doran_error error = {0};
    if (!doran_text_valid(line, length))
        return true;
    struct doran_greeting greeting = {.text = doran_arena_strndup(arena, line, length), .language = language};
    if (!greeting.text)
        return false;
    if (!doran_check(DORAN_TYPE_greeting, &greeting, arena, &error))
        return error.code != DORAN_ERROR_no_memory;
    out->items[out->count++] = greeting;
    return true;
}

static bool take_line(const char *line, size_t length, struct doran_arena *arena,
                      struct doran_greeting_list *out)
{
    const char *language = NULL;
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
            break;
        }
    }
    return take_text(line, length, language, arena, out);
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
