/* Runs of bytes that stand in a JSON string as they are (RFC 8259 §7): no quote, no backslash, no control
 * character. Eight are looked at in one step; most strings are ids and times, which are nothing else. */
#ifndef DORAN_CODEC_PLAIN_H
#define DORAN_CODEC_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PLAIN_ALL(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Marks the bytes of `word` below `limit` (at most 0x80) in their high bits. The lowest mark is right; above
 * it a borrow may have marked others. */
static inline uint64_t plain_below(uint64_t word, uint64_t limit)
{
    return (word - PLAIN_ALL(limit)) & ~word & PLAIN_ALL(UINT64_C(0x80));
}

/* Marks the bytes that end a run, in the same way. */
static inline uint64_t plain_ends(uint64_t word)
{
    return plain_below(word, 0x20) | plain_below(word ^ PLAIN_ALL((unsigned char)'"'), 1) |
           plain_below(word ^ PLAIN_ALL((unsigned char)'\\'), 1);
}

static inline bool plain_byte(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

/** Bytes of the run at the start of `text`. */
static inline size_t plain_run(const char *text, size_t length)
{
    size_t at = 0;
    for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        uint64_t ends = plain_ends(word);
        if (ends == 0)
            continue;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + (size_t)__builtin_ctzll(ends) / 8;
#else
        break;
#endif
    }
    while (at < length && plain_byte(text[at]))
        at++;
    return at;
}

#endif
