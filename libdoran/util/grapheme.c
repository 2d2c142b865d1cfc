/* Grapheme clusters by UAX #29. libunistring knows the pairwise rules; the two that look further back than
 * one character (GB11: emoji joined by ZWJ, GB12/13: flags) are kept here. */
#include <doran/text.h>

#include <stdint.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unistr.h>

#define ZERO_WIDTH_JOINER 0x200D
#define REGIONAL_FIRST 0x1F1E6
#define REGIONAL_LAST 0x1F1FF

struct cluster {
    ucs4_t last;
    bool regional_odd;  /* An odd number of regional indicators so far. */
    bool pictograph;    /* An emoji and only what extends it so far. */
    bool emoji_to_come; /* That, and a joiner as the last. */
};

static bool is_regional(ucs4_t c)
{
    return c >= REGIONAL_FIRST && c <= REGIONAL_LAST;
}

static bool is_pictograph(ucs4_t c)
{
    return c >= 0xA9 && uc_is_property_extended_pictographic(c);
}

static void start(struct cluster *cluster, ucs4_t c)
{
    *cluster = (struct cluster){.last = c, .regional_odd = is_regional(c), .pictograph = is_pictograph(c)};
}

/* Adds `c` when it belongs to the cluster. */
static bool join(struct cluster *cluster, ucs4_t c)
{
    bool joins;
    if (is_regional(c) && is_regional(cluster->last))
        joins = cluster->regional_odd;
    else if (cluster->emoji_to_come && is_pictograph(c))
        joins = true;
    else
        joins = !uc_is_grapheme_break(cluster->last, c);
    if (!joins)
        return false;
    cluster->regional_odd = is_regional(c) && !cluster->regional_odd;
    cluster->emoji_to_come = cluster->pictograph && c == ZERO_WIDTH_JOINER;
    if (is_pictograph(c))
        cluster->pictograph = true;
    else if (c != ZERO_WIDTH_JOINER && uc_graphemeclusterbreak_property(c) != GBP_EXTEND)
        cluster->pictograph = false;
    cluster->last = c;
    return true;
}

static bool is_plain(char byte)
{
    return (unsigned char)byte < 0x80 && byte != '\r' && byte != '\n';
}

size_t doran_text_next(const char *text, size_t length)
{
    if (length == 0)
        return 0;
    if (is_plain(text[0]) && (length == 1 || is_plain(text[1])))
        return 1;
    const uint8_t *bytes = (const uint8_t *)text;
    struct cluster cluster;
    ucs4_t c;
    size_t at = (size_t)u8_mbtouc(&c, bytes, length);
    start(&cluster, c);
    while (at < length) {
        int size = u8_mbtouc(&c, bytes + at, length - at);
        if (!join(&cluster, c))
            break;
        at += (size_t)size;
    }
    return at;
}

size_t doran_text_graphemes(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t at = 0; at < length; count++)
        at += doran_text_next(text + at, length - at);
    return count;
}

size_t doran_text_previous(const char *text, size_t offset)
{
    if (offset == 0)
        return 0;
    /* Between two plain characters there is always a boundary: the nearest one is where to start reading
     * from. */
    size_t at = offset - 1;
    while (at > 0 && !(is_plain(text[at]) && is_plain(text[at - 1])))
        at--;
    for (;;) {
        size_t size = doran_text_next(text + at, offset - at);
        if (at + size >= offset)
            return offset - at;
        at += size;
    }
}
