#include "libdoran/codec/writer.h"

#include "libdoran/codec/plain.h"

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

/* The short escapes of RFC 8259 §7; what has none is written as \u00XX. */
static const char escapes[256] = {
    ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};

static size_t escape_length(unsigned char c)
{
    return escapes[c] == 0 ? 6 : 2; /* \u001f or \n */
}

static char *put_escaped(char *at, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    *at++ = '\\';
    *at++ = escapes[c] != 0 ? escapes[c] : 'u';
    if (escapes[c] == 0) {
        *at++ = '0';
        *at++ = '0';
        *at++ = digits[c >> 4];
        *at++ = digits[c & 15];
    }
    return at;
}

/* Copies up to `length` bytes that need no escape; returns how many. There is room for all. */
static size_t copy_plain(char *to, const char *from, size_t length)
{
    size_t at = 0;
    uint64_t word;
    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, from + at, sizeof word);
        if (plain_ends(word) != 0)
            break;
        memcpy(to + at, &word, sizeof word);
    }
    for (; at < length && plain_byte(from[at]); at++)
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
