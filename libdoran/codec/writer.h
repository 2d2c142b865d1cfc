/* Appending to a doran_buffer without a call per piece: room is asked for once per value, then written
 * through a pointer. Between writer_open() and writer_close() nobody else may touch the buffer. */
#ifndef DORAN_CODEC_WRITER_H
#define DORAN_CODEC_WRITER_H

#include <doran/buffer.h>

#include <string.h>

struct writer {
    char *at;
    char *end; /**< One NUL fits behind it. */
    struct doran_buffer *buffer;
};

void doran_writer_open(struct writer *writer, struct doran_buffer *buffer);
/** Makes room for `more` bytes; false when the buffer failed. */
bool doran_writer_grow(struct writer *writer, size_t more);
void doran_writer_close(struct writer *writer);

static inline bool writer_room(struct writer *writer, size_t more)
{
    return (size_t)(writer->end - writer->at) >= more || doran_writer_grow(writer, more);
}

static inline void writer_put(struct writer *writer, const char *text, size_t length)
{
    if (!writer_room(writer, length))
        return;
    memcpy(writer->at, text, length);
    writer->at += length;
}

static inline void writer_char(struct writer *writer, char c)
{
    if (writer_room(writer, 1))
        *writer->at++ = c;
}
#define writer_literal(writer, text) writer_put(writer, "" text, sizeof(text) - 1)

/** A JSON string with quotes. */
void doran_writer_string(struct writer *writer, const char *text, size_t length);

#endif
