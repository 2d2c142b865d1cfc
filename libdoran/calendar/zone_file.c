#include "libdoran/calendar/zone.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 44
#define TRANSITIONS_MAX 4096
#define OFFSET_MAX (26 * 3600)                     /* RFC 8536 §3.2 wants less than that. */
#define SECONDS_MAX (INT64_MAX / DORAN_SECOND / 2) /* Instants are microseconds. */

/* RFC 8536 §3.1: how many of each kind there are in a block. */
struct counts {
    size_t is_ut, is_std, leap, time, type, chars;
};

static uint32_t read_32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_64(const unsigned char *at)
{
    return (int64_t)((uint64_t)read_32(at) << 32 | read_32(at + 4));
}

static bool read_header(const unsigned char *at, size_t length, struct counts *out)
{
    if (length < HEADER_BYTES || memcmp(at, "TZif", 4) != 0)
        return false;
    *out = (struct counts){read_32(at + 20), read_32(at + 24), read_32(at + 28),
                           read_32(at + 32), read_32(at + 36), read_32(at + 40)};
    return out->is_ut <= 256 && out->is_std <= 256 && out->leap <= 256 && out->time <= TRANSITIONS_MAX &&
           out->type >= 1 && out->type <= 256 && out->chars >= 1 && out->chars <= 4096;
}

static size_t block_bytes(const struct counts *counts, size_t time_bytes)
{
    return counts->time * (time_bytes + 1) + counts->type * 6 + counts->chars +
           counts->leap * (time_bytes + 4) + counts->is_std + counts->is_ut;
}

static bool read_types(const unsigned char *at, const struct counts *counts, struct zone_type *out)
{
    const unsigned char *names = at + counts->type * 6;
    for (size_t i = 0; i < counts->type; i++, at += 6) {
        int32_t offset = (int32_t)read_32(at);
        size_t name = at[5];
        if (offset <= -OFFSET_MAX || offset >= OFFSET_MAX || at[4] > 1 || name >= counts->chars)
            return false;
        out[i] = (struct zone_type){.offset = offset, .daylight = at[4] == 1};
        for (size_t c = 0; c + 1 < sizeof out[i].name && name + c < counts->chars && names[name + c] != '\0';
             c++)
            out[i].name[c] = (char)names[name + c];
    }
    return true;
}

static bool read_block(const unsigned char *at, const struct counts *counts, struct doran_zone *zone)
{
    int64_t *times = calloc(counts->time + 1, sizeof *times);
    unsigned char *type_of = calloc(counts->time + 1, 1);
    struct zone_type *types = calloc(counts->type, sizeof *types);
    zone->transitions = times;
    zone->type_of = type_of;
    zone->types = types;
    zone->transition_count = counts->time;
    if (times == NULL || type_of == NULL || types == NULL)
        return false;
    for (size_t i = 0; i < counts->time; i++) {
        times[i] = read_64(at + i * 8);
        type_of[i] = at[counts->time * 8 + i];
        if ((i > 0 && times[i] <= times[i - 1]) || type_of[i] >= counts->type)
            return false;
        if (times[i] < -SECONDS_MAX) /* "The Big Bang", from where some compilers of zones begin. */
            times[i] = -SECONDS_MAX + (int64_t)i;
    }
    return read_types(at + counts->time * 9, counts, types);
}

bool zone_read(const unsigned char *bytes, size_t length, struct doran_zone *zone)
{
    struct counts counts;
    /* The first block is for readers of 32-bit times: it is passed over. */
    if (!read_header(bytes, length, &counts) || bytes[4] < '2')
        return false;
    size_t skip = HEADER_BYTES + block_bytes(&counts, 4);
    if (skip >= length || !read_header(bytes + skip, length - skip, &counts))
        return false;
    const unsigned char *block = bytes + skip + HEADER_BYTES;
    size_t size = block_bytes(&counts, 8);
    size_t left = length - skip - HEADER_BYTES;
    if (size + 2 > left || !read_block(block, &counts, zone)) {
        zone_release(zone);
        return false;
    }
    const char *footer = (const char *)block + size;
    const char *end = memchr(footer + 1, '\n', left - size - 1);
    bool closed = footer[0] == '\n' && end != NULL;
    bool empty = closed && end == footer + 1;
    if (!closed || (!empty && !zone_rule_parse(footer + 1, (size_t)(end - footer - 1), &zone->rule))) {
        zone_release(zone);
        return false;
    }
    return true;
}

void zone_release(struct doran_zone *zone)
{
    free((void *)(uintptr_t)zone->transitions);
    free((void *)(uintptr_t)zone->type_of);
    free((void *)(uintptr_t)zone->types);
    zone->transitions = NULL;
    zone->type_of = NULL;
    zone->types = NULL;
}
