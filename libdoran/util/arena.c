#include <doran/arena.h>

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MIN ((size_t)4 * 1024)
#define BLOCK_MAX ((size_t)64 * 1024)

struct doran_arena_block {
    struct doran_arena_block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
};

static size_t limit_of(const struct doran_arena *arena)
{
    return arena->limit != 0 ? arena->limit : DORAN_ARENA_LIMIT;
}

static size_t room_in(const struct doran_arena_block *block)
{
    return block != NULL ? block->size - block->used : 0;
}

static struct doran_arena_block *block_new(size_t size)
{
    struct doran_arena_block *block = calloc(1, sizeof *block + size);
    if (block != NULL)
        block->size = size;
    return block;
}

/* A block with room for `size`. Something large gets a block of its own behind the head, whose room stays in
 * use. */
static struct doran_arena_block *block_for(struct doran_arena *arena, size_t size)
{
    struct doran_arena_block *head = arena->head;
    if (size <= room_in(head))
        return head;
    size_t next_size = head == NULL ? BLOCK_MIN : head->size * 2;
    if (next_size > BLOCK_MAX)
        next_size = BLOCK_MAX;
    bool alone = head != NULL && size > next_size / 2;
    struct doran_arena_block *block = block_new(alone || size > next_size ? size : next_size);
    if (block == NULL)
        return NULL;
    if (alone) {
        block->next = head->next;
        head->next = block;
    } else {
        block->next = head;
        arena->head = block;
    }
    return block;
}

void *doran_arena_alloc(struct doran_arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    size_t left = limit_of(arena) - arena->used;
    if (size > left)
        return NULL;
    size_t rounded = size == 0 ? step : (size + step - 1) / step * step;
    if (rounded < size || rounded > left)
        return NULL;
    struct doran_arena_block *block = block_for(arena, rounded);
    if (block == NULL)
        return NULL;
    void *memory = block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    return memory;
}

char *doran_arena_strndup(struct doran_arena *arena, const char *text, size_t length)
{
    if (text == NULL || length == SIZE_MAX)
        return NULL;
    char *copy = doran_arena_alloc(arena, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

char *doran_arena_strdup(struct doran_arena *arena, const char *text)
{
    return text != NULL ? doran_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *doran_arena_printf(struct doran_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        return NULL;
    char *text = doran_arena_alloc(arena, (size_t)length + 1);
    if (text == NULL)
        return NULL;
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void doran_arena_deinit(struct doran_arena *arena)
{
    while (arena->head != NULL) {
        struct doran_arena_block *next = arena->head->next;
        free(arena->head);
        arena->head = next;
    }
    arena->used = 0;
}
