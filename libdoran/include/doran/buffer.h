/** @file buffer.h  An append-only buffer that knows its maximum.
 *
 * Appending past the maximum, or without memory, sets `failed` and leaves the content as it was; later appends do
 * nothing. So a writer checks once, at the end. `data` is NUL-terminated whenever it is not NULL. One thread at a time. */
#ifndef DORAN_BUFFER_H
#define DORAN_BUFFER_H

#include "api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doran_buffer {
    char *data;
    size_t length;
    size_t capacity;
    size_t limit; /**< Most bytes it may hold without the NUL; 0 means DORAN_BUFFER_LIMIT. */
    bool failed;
};
#define DORAN_BUFFER_LIMIT ((size_t)16 * 1024 * 1024)
#define DORAN_BUFFER(max) ((struct doran_buffer){.limit = (max)})

/** Makes room for `more` bytes behind `length`, which the caller then writes itself (adding to `length` and keeping the
 * NUL); false and `failed` when they may not or cannot be had. */
DORAN_API bool doran_buffer_reserve(struct doran_buffer *buffer, size_t more);
DORAN_API void doran_buffer_append(struct doran_buffer *buffer, const void *data, size_t length);
DORAN_API void doran_buffer_puts(struct doran_buffer *buffer, const char *text);
DORAN_API void doran_buffer_putc(struct doran_buffer *buffer, char c);
DORAN_API void doran_buffer_printf(struct doran_buffer *buffer, const char *format, ...) DORAN_PRINTF(2, 3);
DORAN_API void doran_buffer_int(struct doran_buffer *buffer, int64_t value);
/** Empties it and clears `failed`; keeps the memory. */
DORAN_API void doran_buffer_clear(struct doran_buffer *buffer);
/** Frees the memory; the buffer can be used again. */
DORAN_API void doran_buffer_deinit(struct doran_buffer *buffer);
/** Hands the memory over to the caller, who frees it with free(); NULL when empty or failed. */
DORAN_API char *doran_buffer_move(struct doran_buffer *buffer);

#endif
