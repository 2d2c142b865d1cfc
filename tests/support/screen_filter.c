#include "tests/support/screen_filter.h"

#include <doran/text.h>
#include <string.h>

#define ESC 0x1B
#define STAND_IN_PLANE 0x20000
#define STAND_IN_END 0x3000     /* ambiguous characters beyond this are passed as they are */
#define STAND_IN_EMOJI 0x2F000  /* of U+1F000 … U+1FFFF */
#define STAND_IN_SMALL 0x100000 /* of the same in one column, whatever libvterm's release knows of emoji */
#define STAND_IN_SIGN 0x101000  /* of U+2300 … U+2BFF in one column */

void screen_filter_init(struct screen_filter *filter, bool ambiguous_wide, bool emoji_wide)
{
    memset(filter, 0, sizeof *filter);
    filter->ambiguous_wide = ambiguous_wide;
    filter->emoji_wide = emoji_wide;
}

size_t screen_filter_encode(uint32_t character, char *out)
{
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, character >>= 6)
        out[i] = (char)(0x80 | (character & 0x3F));
    out[0] = (char)((0xF00u >> size & 0xF0u) | character);
    return size;
}

static uint32_t decode(const char *bytes, size_t size)
{
    uint32_t character = (unsigned char)bytes[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        character = character << 6 | ((unsigned char)bytes[i] & 0x3Fu);
    return character;
}

static uint32_t stand_in(const struct screen_filter *filter, uint32_t character, const char *bytes,
                         size_t size)
{
    struct doran_text_widths wide = {.ambiguous_wide = true};
    bool always_wide = doran_text_cluster_width(bytes, size, NULL) == 2;
    if (character >= 0x1F000 && character <= 0x1FFFF)
        return !always_wide ? character
                            : character - 0x1F000 + (filter->emoji_wide ? STAND_IN_EMOJI : STAND_IN_SMALL);
    if (character >= 0x2300 && character <= 0x2BFF && always_wide)
        return filter->emoji_wide ? character + STAND_IN_PLANE : character - 0x2300 + STAND_IN_SIGN;
    bool ambiguous =
        character < STAND_IN_END && !always_wide && doran_text_cluster_width(bytes, size, &wide) == 2;
    return ambiguous && filter->ambiguous_wide ? character + STAND_IN_PLANE : character;
}

uint32_t screen_filter_original(uint32_t character)
{
    if (character >= STAND_IN_EMOJI && character <= STAND_IN_EMOJI + 0xFFF)
        return character - STAND_IN_EMOJI + 0x1F000;
    if (character >= STAND_IN_SMALL && character <= STAND_IN_SMALL + 0xFFF)
        return character - STAND_IN_SMALL + 0x1F000;
    if (character >= STAND_IN_SIGN && character <= STAND_IN_SIGN + 0x8FF)
        return character - STAND_IN_SIGN + 0x2300;
    if (character >= STAND_IN_PLANE && character < STAND_IN_PLANE + STAND_IN_END)
        return character - STAND_IN_PLANE;
    return character;
}

/* Bytes of the unit that starts here: a control sequence or a character; 0 while it is unfinished. */
static size_t unit_length(const char *bytes, size_t length)
{
    unsigned char lead = (unsigned char)bytes[0];
    if (lead == ESC) {
        if (length < 2)
            return 0;
        if (bytes[1] != '[')
            return 1;
        for (size_t at = 2; at < length; at++) {
            if (bytes[at] >= '@' && bytes[at] <= '~')
                return at + 1;
        }
        return 0;
    }
    size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return size <= length ? size : 0;
}

/* ECMA-48 §8.3.117 and ITU-T T.416 §13.1.8: which kinds of colours `CSI … m` asks for. */
static unsigned colours_of(const char *unit, size_t length)
{
    unsigned found = 0;
    long numbers[3] = {-1, -1, -1}; /* the last three: an extended colour's first two say what it is */
    for (size_t at = 2; at < length; at++) {
        if (unit[at] < '0' || unit[at] > '9')
            continue;
        long number = 0;
        for (; at < length && unit[at] >= '0' && unit[at] <= '9'; at++)
            number = number * 10 + (unit[at] - '0');
        numbers[0] = numbers[1];
        numbers[1] = numbers[2];
        numbers[2] = number;
        bool extended = numbers[1] == 38 || numbers[1] == 48;
        bool index = numbers[0] == 38 || numbers[0] == 48; /* a palette's number, or red */
        if (extended)
            return found | (number == 2 ? SCREEN_COLOURS_RGB : SCREEN_COLOURS_PALETTE);
        bool basic = (number >= 30 && number <= 39) || (number >= 40 && number <= 49) ||
                     (number >= 90 && number <= 97) || (number >= 100 && number <= 107);
        if (basic && !index)
            found |= SCREEN_COLOURS_BASIC;
    }
    return found;
}

/* What the test wants to know of a control sequence. */
static void note_sequence(struct screen_filter *filter, const char *unit, size_t length)
{
    if (length == 8 && memcmp(unit, "\033[?2004", 7) == 0)
        filter->bracketed_paste = unit[7] == 'h';
    if (length > 2 && unit[1] == '[' && unit[length - 1] == 'm')
        filter->colours |= colours_of(unit, length);
    if ((length == 4 && memcmp(unit, "\033[2J", 4) == 0) || (length == 3 && memcmp(unit, "\033[J", 3) == 0))
        filter->clears++;
}

static size_t pass_unit(struct screen_filter *filter, const char *unit, size_t length, char *out)
{
    if (unit[0] == ESC) {
        size_t count = 0;
        note_sequence(filter, unit, length);
        for (size_t at = 0; at < length; at++) {
            bool space = at >= 3 && unit[at] == ':' && unit[at - 1] == ':' && unit[at - 2] == '2';
            if (!space)
                out[count++] = unit[at];
        }
        return count;
    }
    if (length == 1) {
        out[0] = unit[0];
        return 1;
    }
    return screen_filter_encode(stand_in(filter, decode(unit, length), unit, length), out);
}

size_t screen_filter_pass(struct screen_filter *filter, const char *bytes, size_t length, char *out)
{
    size_t count = 0;
    for (size_t at = 0; at < length; at++) {
        filter->pending[filter->pending_length++] = bytes[at];
        size_t size = unit_length(filter->pending, filter->pending_length);
        if (size == 0 && filter->pending_length < SCREEN_FILTER_PENDING)
            continue;
        if (size == 0) /* too long to be anything */
            size = filter->pending_length;
        count += pass_unit(filter, filter->pending, size, out + count);
        filter->pending_length -= size;
        memmove(filter->pending, filter->pending + size, filter->pending_length);
    }
    return count;
}
