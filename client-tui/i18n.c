#include "client-tui/i18n.h"

#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENCODING_MAX 32     /* bytes of an encoding's name with the NUL */
#define LINE_BYTES_MAX 1024 /* of a sentence in it */
#define CATALOGUE_MAX ((long)4 * 1024 * 1024)
/* GNU gettext manual, "The Format of GNU MO Files": numbers of the machine that made it. */
#define MAGIC UINT32_C(0x950412de)
#define HEADER_WORDS 5

struct catalogue {
    char *data;
    uint32_t size, count;
    uint32_t texts, translations; /* Offsets of the tables of (length, offset). */
};

/* As with a locale, the language belongs to the process. The catalogue is read once and never freed: what was given out
 * points into it. */
static struct catalogue catalogue;
static bool translating;

static uint32_t word_at(const struct catalogue *of, uint32_t offset)
{
    uint32_t word;
    memcpy(&word, of->data + offset, sizeof word);
    return word;
}

/* The string of an entry of a table. */
static const char *string_at(const struct catalogue *of, uint32_t table, uint32_t index)
{
    return of->data + word_at(of, table + index * 8 + 4);
}

/* True when every entry of a table is a NUL-terminated string of the file. */
static bool is_table(const struct catalogue *of, uint32_t table)
{
    if (table > of->size || of->count > (of->size - table) / 8)
        return false;
    for (uint32_t i = 0; i < of->count; i++) {
        uint32_t length = word_at(of, table + i * 8), offset = word_at(of, table + i * 8 + 4);
        if (offset >= of->size || length >= of->size - offset || of->data[offset + length] != '\0')
            return false;
    }
    return true;
}

static bool is_catalogue(struct catalogue *of)
{
    if (of->size < HEADER_WORDS * 4 || word_at(of, 0) != MAGIC)
        return false;
    of->count = word_at(of, 8);
    of->texts = word_at(of, 12);
    of->translations = word_at(of, 16);
    return is_table(of, of->texts) && is_table(of, of->translations);
}

static bool read_file(struct catalogue *out, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    rewind(file);
    if (size > 0 && size <= CATALOGUE_MAX && (out->data = malloc((size_t)size)) != NULL)
        out->size = fread(out->data, 1, (size_t)size, file) == (size_t)size ? (uint32_t)size : 0;
    fclose(file);
    return out->size > 0;
}

bool i18n_translate(const char *path)
{
    struct catalogue read = {0};
    if (catalogue.data) {
        translating = true;
        return true;
    }
    translating = read_file(&read, path) && is_catalogue(&read);
    if (translating)
        catalogue = read;
    else
        free(read.data);
    return translating;
}

void i18n_stop(void)
{
    translating = false;
}

/* The texts are sorted by their bytes. A plural's text is its singular, a NUL and its plural: the singular finds it. */
static const char *find(const char *text)
{
    uint32_t low = 0, high = translating ? catalogue.count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(text, string_at(&catalogue, catalogue.texts, middle));
        if (order == 0)
            return string_at(&catalogue, catalogue.translations, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *i18n_text(const char *text)
{
    const char *translation =
        text && *text != '\0' ? find(text) : NULL; /* "" holds the catalogue's header. */
    return translation ? translation : text;
}

const char *i18n_plural(const char *one, const char *many, unsigned long count)
{
    const char *translation = find(one); /* The first form, the only one of a language like Korean. */
    return translation ? translation : count == 1 ? one : many;
}

/* --- what is not UTF-8 --- */

/* The encoding of the locale that the environment names; "" when it is not installed. */
static void read_encoding(char out[ENCODING_MAX])
{
    locale_t chosen = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    out[0] = '\0';
    if (chosen == (locale_t)0)
        return;
    snprintf(out, ENCODING_MAX, "%s", nl_langinfo_l(CODESET, chosen));
    freelocale(chosen);
}

static bool is_other(const char *encoding)
{
    return encoding[0] != '\0' && strcmp(encoding, "UTF-8") != 0 && strcmp(encoding, "ANSI_X3.4-1968") != 0;
}

bool i18n_other_encoding(void)
{
    char encoding[ENCODING_MAX];
    read_encoding(encoding);
    return is_other(encoding);
}

/* False when it cannot be told in that encoding. */
static bool print_in(FILE *out, const char *encoding, const char *text)
{
    char bytes[LINE_BYTES_MAX], *in = (char *)(uintptr_t)text,
                                *to = bytes; /* iconv(3) does not write to its input */
    size_t left = strlen(text), room = sizeof bytes;
    iconv_t change = iconv_open(encoding, "UTF-8");
    if (change == (iconv_t)-1)
        return false;
    bool good = iconv(change, &in, &left, &to, &room) != (size_t)-1;
    iconv_close(change);
    return good && fwrite(bytes, 1, sizeof bytes - room, out) == sizeof bytes - room &&
           fputc('\n', out) != EOF;
}

const char *const i18n_not_utf8 = N_("This terminal does not speak UTF-8, so Korean would be unreadable. "
                                     "Please choose a UTF-8 locale, for example "
                                     "LANG=ko_KR.UTF-8 or LANG=C.UTF-8, and start again.");

void i18n_tell_encoding(FILE *out)
{
    const char *translation = find(i18n_not_utf8);
    char encoding[ENCODING_MAX];
    fprintf(out, "doran: %s\n", i18n_not_utf8);
    if (!translation)
        return;
    read_encoding(encoding);
    if (!is_other(encoding) || !print_in(out, encoding, translation))
        fprintf(out, "%s\n", translation);
}
