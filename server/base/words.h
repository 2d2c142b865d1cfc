/** @file words.h  Text put together in a buffer of fixed size, where snprintf() would be the costliest thing around. */
#ifndef SERVER_BASE_WORDS_H
#define SERVER_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct words {
    char *at, *end;
};
/** Appends, or nothing when there is no room for all of it. */
static inline void words_put(struct words *words, const char *text)
{
    size_t length = strlen(text);
    if (length > (size_t)(words->end - words->at))
        return;
    memcpy(words->at, text, length);
    words->at += length;
}
static inline void words_number(struct words *words, uint64_t number)
{
    char digits[24], *at = digits + sizeof digits - 1;
    *at = 0;
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    words_put(words, at);
}

#endif
