/** @file arena.h  Memory that is freed all at once. One thread at a time. */
#ifndef DORAN_ARENA_H
#define DORAN_ARENA_H

#include "api.h"

#include <stddef.h>

struct doran_arena_block;
/** Zero-initialise, or use DORAN_ARENA(limit). What it hands out stays valid until doran_arena_deinit(). */
struct doran_arena {
    struct doran_arena_block *head;
    size_t used;  /**< Bytes handed out. */
    size_t limit; /**< Most bytes it hands out; 0 means DORAN_ARENA_LIMIT. */
};
#define DORAN_ARENA_LIMIT ((size_t)64 * 1024 * 1024)
#define DORAN_ARENA(max) ((struct doran_arena){.limit = (max)})

/** Zeroed memory aligned for any type, or NULL when the limit or the machine's memory is reached. */
DORAN_API void *doran_arena_alloc(struct doran_arena *arena, size_t size);
/** A NUL-terminated copy of `length` bytes, or NULL. */
DORAN_API char *doran_arena_strndup(struct doran_arena *arena, const char *text, size_t length);
/** A copy of `text`, or NULL; NULL gives NULL. */
DORAN_API char *doran_arena_strdup(struct doran_arena *arena, const char *text);
/** printf into the arena, or NULL. */
DORAN_API char *doran_arena_printf(struct doran_arena *arena, const char *format, ...) DORAN_PRINTF(2, 3);
/** Gives everything back; the arena can be used again. */
DORAN_API void doran_arena_deinit(struct doran_arena *arena);

#endif
