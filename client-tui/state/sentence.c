#include "client-tui/state/sentence.h"

#include <doran/buffer.h>
#include <doran/text.h>

#include <string.h>

#define SENTENCE_MAX 4096 /* Bytes of a filled-in sentence. */

static const struct {
    const char *written;
    enum doran_particle particle;
} PARTICLES[] = {
    {"이/가", DORAN_PARTICLE_I_GA},   {"을/를", DORAN_PARTICLE_EUL_REUL},  {"은/는", DORAN_PARTICLE_EUN_NEUN},
    {"과/와", DORAN_PARTICLE_GWA_WA}, {"으로/로", DORAN_PARTICLE_EURO_RO}, {"아/야", DORAN_PARTICLE_A_YA},
};

static const struct sentence_value *find_value(const struct sentence_value *values, const char *name,
                                               size_t length)
{
    for (; values->name; values++)
        if (strlen(values->name) == length && memcmp(values->name, name, length) == 0)
            return values;
    return NULL;
}

/* Endings that go by the final consonant as 이/가 does. */
static const struct {
    const char *written;
    const char *after_consonant, *after_vowel;
} ENDINGS[] = {
    {"이에요/예요", "이에요", "예요"},
    {"이라고/라고", "이라고", "라고"},
};

static bool is_written(const char *row, const char *written, size_t length)
{
    return strlen(row) == length && memcmp(row, written, length) == 0;
}

static const char *find_particle(const char *word, const char *written, size_t length)
{
    for (size_t i = 0; i < sizeof PARTICLES / sizeof *PARTICLES; i++)
        if (is_written(PARTICLES[i].written, written, length))
            return doran_particle(word, PARTICLES[i].particle);
    bool consonant = strcmp(doran_particle(word, DORAN_PARTICLE_I_GA), "이") == 0;
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (is_written(ENDINGS[i].written, written, length))
            return consonant ? ENDINGS[i].after_consonant : ENDINGS[i].after_vowel;
    return NULL;
}

/* Writes the place `{inside}`; false when it names nothing that is known. */
static bool fill_place(struct doran_buffer *out, const char *inside, size_t length,
                       const struct sentence_value *values)
{
    const char *colon = memchr(inside, ':', length);
    size_t name_length = colon ? (size_t)(colon - inside) : length;
    const struct sentence_value *value = find_value(values, inside, name_length);
    if (!value)
        return false;
    const char *word = value->value ? value->value : "";
    const char *particle = "";
    if (colon && !(particle = find_particle(word, colon + 1, length - name_length - 1)))
        return false;
    doran_buffer_puts(out, word);
    doran_buffer_puts(out, particle);
    return true;
}

const char *sentence_format(struct doran_arena *arena, const char *template,
                            const struct sentence_value *values)
{
    struct doran_buffer out = DORAN_BUFFER(SENTENCE_MAX);
    for (const char *at = template; *at != '\0';) {
        size_t plain = strcspn(at, "{");
        doran_buffer_append(&out, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        if (at[1] == '{') {
            doran_buffer_putc(&out, '{');
            at += 2;
            continue;
        }
        const char *end = strchr(at, '}');
        size_t whole = end ? (size_t)(end - at) + 1 : strlen(at);
        if (!end || !fill_place(&out, at + 1, whole - 2, values))
            doran_buffer_append(&out, at, whole);
        at += whole;
    }
    const char *text = out.failed || !out.data ? "" : doran_arena_strdup(arena, out.data);
    doran_buffer_deinit(&out);
    return text ? text : "";
}
