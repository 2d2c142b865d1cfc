#include <doran/buffer.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY ((size_t)256)
#define INT64_DIGITS 20 /* "-9223372036854775808" */

static size_t limit_of(const struct doran_buffer *buffer)
{
    /* One less than SIZE_MAX, so that a NUL fits after it in any case. */
    if (buffer->limit == 0)
        return DORAN_BUFFER_LIMIT;
    return buffer->limit < SIZE_MAX ? buffer->limit : SIZE_MAX - 1;
}

bool doran_buffer_reserve(struct doran_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    size_t limit = limit_of(buffer);
    if (buffer->length > limit || more > limit - buffer->length) {
        buffer->failed = true;
        return false;
    }
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity;
    while (capacity < needed)
        capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
    if (capacity > limit + 1)
        capacity = limit + 1;
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void doran_buffer_append(struct doran_buffer *buffer, const void *data, size_t length)
{
    if (length == 0 || !doran_buffer_reserve(buffer, length))
        return;
    memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void doran_buffer_puts(struct doran_buffer *buffer, const char *text)
{
    doran_buffer_append(buffer, text, strlen(text));
}

void doran_buffer_putc(struct doran_buffer *buffer, char c)
{
    doran_buffer_append(buffer, &c, 1);
}

void doran_buffer_printf(struct doran_buffer *buffer, const char *format, ...)
{
    if (buffer->failed)
        return;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
        return;
    }
    if (length == 0 || !doran_buffer_reserve(buffer, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

/* Lists are mostly numbers and printf is several times slower than this. */
void doran_buffer_int(struct doran_buffer *buffer, int64_t value)
{
    char digits[INT64_DIGITS];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0)
        digits[--at] = '-';
    doran_buffer_append(buffer, digits + at, sizeof digits - at);
}

void doran_buffer_clear(struct doran_buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

void doran_buffer_deinit(struct doran_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct doran_buffer){.limit = buffer->limit};
}

char *doran_buffer_move(struct doran_buffer *buffer)
{
    char *data = NULL;
    if (!buffer->failed && buffer->length > 0) {
        data = buffer->data;
        buffer->data = NULL;
    }
    doran_buffer_deinit(buffer);
    return data;
}
