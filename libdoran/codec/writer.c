#include "libdoran/codec/writer.h"

#include <stdint.h>

void doran_writer_open(struct writer *writer, struct doran_buffer *buffer)
{
    *writer = (struct writer){.buffer = buffer};
    if (!buffer->failed && buffer->data != NULL) {
        writer->at = buffer->data + buffer->length;
        writer->end = buffer->data + buffer->capacity - 1;
    }
}

/* What is written already, beyond the length the buffer knows of. */
static size_t pending(const struct writer *writer)
{
    return writer->at == NULL ? 0 : (size_t)(writer->at - writer->buffer->data) - writer->buffer->length;
}

bool doran_writer_grow(struct writer *writer, size_t more)
{
    struct doran_buffer *buffer = writer->buffer;
    size_t ahead = pending(writer);
    if (buffer->failed || !doran_buffer_reserve(buffer, ahead + more)) {
        writer->end = writer->at; /* So that every later request comes here, too. */
        return false;
    }
    writer->at = buffer->data + buffer->length + ahead;
    writer->end = buffer->data + buffer->capacity - 1;
    return true;
}

void doran_writer_close(struct writer *writer)
{
    struct doran_buffer *buffer = writer->buffer;
    if (!buffer->failed)
        buffer->length += pending(writer);
    if (buffer->data != NULL)
        buffer->data[buffer->length] = '\0'; /* When it failed, its content is as it was. */
}

/* RFC 8259 §7: what must be escaped, and how; 'u' stands for \u00XX. */
static const char escapes[256] = {
    [0] = 'u',  [1] = 'u',    [2] = 'u',    [3] = 'u',    [4] = 'u',   [5] = 'u',    [6] = 'u',
    [7] = 'u',  ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', [11] = 'u',  ['\f'] = 'f', ['\r'] = 'r',
    [14] = 'u', [15] = 'u',   [16] = 'u',   [17] = 'u',   [18] = 'u',  [19] = 'u',   [20] = 'u',
    [21] = 'u', [22] = 'u',   [23] = 'u',   [24] = 'u',   [25] = 'u',  [26] = 'u',   [27] = 'u',
    [28] = 'u', [29] = 'u',   [30] = 'u',   [31] = 'u',   ['"'] = '"', ['\\'] = '\\'};

static size_t escape_length(unsigned char c)
{
    return escapes[c] == 'u' ? 6 : 2; /* \u001f or \n */
}

static char *put_escaped(char *at, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    *at++ = '\\';
    *at++ = escapes[c];
    if (escapes[c] == 'u') {
        *at++ = '0';
        *at++ = '0';
        *at++ = digits[c >> 4];
        *at++ = digits[c & 15];
    }
    return at;
}

/* The high bit of a byte that is zero, and perhaps of bytes above it: enough to know whether there is one. */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word & UINT64_C(0x8080808080808080);
}

/* True when none of eight bytes needs an escape. */
static bool is_plain(uint64_t word)
{
    uint64_t controls = (word - UINT64_C(0x2020202020202020)) & ~word & UINT64_C(0x8080808080808080);
    uint64_t quotes = zero_bytes(word ^ UINT64_C(0x2222222222222222));
    uint64_t slashes = zero_bytes(word ^ UINT64_C(0x5c5c5c5c5c5c5c5c));
    return (controls | quotes | slashes) == 0;
}

/* Copies up to `length` bytes that need no escape; returns how many. There is room for all. */
static size_t copy_plain(char *to, const char *from, size_t length)
{
    size_t at = 0;
    for (uint64_t word; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, from + at, sizeof word);
        if (!is_plain(word))
            break;
        memcpy(to + at, &word, sizeof word);
    }
    for (; at < length && escapes[(unsigned char)from[at]] == 0; at++)
        to[at] = from[at];
    return at;
}

void doran_writer_string(struct writer *writer, const char *text, size_t length)
{
    if (!writer_room(writer, length + 2))
        return;
    *writer->at++ = '"';
    for (;;) {
        size_t plain = copy_plain(writer->at, text, length);
        writer->at += plain;
        text += plain;
        length -= plain;
        if (length == 0)
            break;
        /* Room for the escape, the rest as it stands, and the quote. */
        if (!writer_room(writer, escape_length((unsigned char)*text) + length))
            return;
        writer->at = put_escaped(writer->at, (unsigned char)*text++);
        length--;
    }
    *writer->at++ = '"';
}
