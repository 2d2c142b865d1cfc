#include <doran/text.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

static const uint8_t *bytes_of(const char *text)
{
    return (const uint8_t *)text;
}

/* Bytes at the start of `text` that are ASCII, in whole words: most of what travels is. */
static size_t ascii_run(const char *text, size_t length)
{
    size_t at = 0;
    for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return at;
}

bool doran_text_valid(const char *text, size_t length)
{
    if (length == 0)
        return true;
    if (memchr(text, '\0', length) != NULL)
        return false;
    for (size_t at = 0; at < length;) {
        at += ascii_run(text + at, length - at);
        ucs4_t c;
        int size = at < length ? u8_mbtoucr(&c, bytes_of(text) + at, length - at) : 0;
        if (size < 0)
            return false;
        at += (size_t)size;
    }
    return true;
}

/* Marks that make a reader see another order than the one that is stored. The plain marks U+200E and U+200F
 * stay allowed: they move nothing but their neighbour. */
static bool is_bidi_override(ucs4_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_control(ucs4_t c, bool multiline)
{
    if (c == '\n' || c == '\t')
        return !multiline;
    if (c < 0x80)
        return c < 0x20 || c == 0x7F;
    return c < 0xA0 || c == 0x2028 || c == 0x2029 || is_bidi_override(c);
}

bool doran_text_has_control(const char *text, size_t length, bool multiline)
{
    for (size_t at = 0; at < length;) {
        ucs4_t c;
        int size = u8_mbtoucr(&c, bytes_of(text) + at, length - at);
        if (size <= 0 || is_control(c, multiline))
            return true;
        at += (size_t)size;
    }
    return false;
}

/* The part of a valid text that is left without the white space at both ends. */
static const uint8_t *trim(const uint8_t *text, size_t *length)
{
    const uint8_t *end = text + *length;
    ucs4_t c;
    while (text < end) {
        int size = u8_mbtouc(&c, text, (size_t)(end - text));
        if (!uc_is_property_white_space(c))
            break;
        text += size;
    }
    while (text < end) {
        const uint8_t *previous = u8_prev(&c, end, text);
        if (previous == NULL || !uc_is_property_white_space(c))
            break;
        end = previous;
    }
    *length = (size_t)(end - text);
    return text;
}

/* A C string of `length` bytes; takes `bytes` over. */
static char *terminated(uint8_t *bytes, size_t length)
{
    if (bytes == NULL)
        return NULL;
    char *text = realloc(bytes, length + 1);
    if (text == NULL) {
        free(bytes);
        return NULL;
    }
    text[length] = '\0';
    return text;
}

char *doran_text_clean(const char *text, size_t length)
{
    if (!doran_text_valid(text, length))
        return NULL;
    const uint8_t *trimmed = trim(bytes_of(text), &length);
    if (length == 0)
        return calloc(1, 1);
    size_t out_length = 0;
    uint8_t *out = u8_normalize(UNINORM_NFC, trimmed, length, NULL, &out_length);
    return terminated(out, out_length);
}

/* Takes the default ignorable characters out, in place: nobody sees them, so they make no difference. */
static size_t drop_ignorable(uint8_t *text, size_t length)
{
    size_t kept = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t c;
        size_t size = (size_t)u8_mbtouc(&c, text + at, length - at);
        if (!uc_is_property_default_ignorable_code_point(c)) {
            memmove(text + kept, text + at, size);
            kept += size;
        }
        at += size;
    }
    return kept;
}

/* Casefolding can make new compatibility forms and the other way round, so both happen twice (Unicode §3.13).
 */
char *doran_text_key(const char *text)
{
    if (text == NULL || !doran_text_valid(text, strlen(text)))
        return NULL;
    if (*text == '\0')
        return calloc(1, 1);
    size_t length = 0;
    size_t out_length = 0;
    uint8_t *decomposed = u8_normalize(UNINORM_NFD, bytes_of(text), strlen(text), NULL, &length);
    uint8_t *folded =
        decomposed != NULL ? u8_casefold(decomposed, length, NULL, UNINORM_NFKD, NULL, &length) : NULL;
    free(decomposed);
    if (folded == NULL)
        return NULL;
    length = drop_ignorable(folded, length);
    uint8_t *out = u8_casefold(folded, length, NULL, UNINORM_NFKC, NULL, &out_length);
    free(folded);
    return terminated(out, out_length);
}
