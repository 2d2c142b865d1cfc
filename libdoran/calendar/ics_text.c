/* Text of a file for the calendar: cleaned, cut, named; and what is remarked about it. */
#include "libdoran/calendar/ics_item.h"

#include <doran/text.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define DETAIL_MAX 120 /* Grapheme clusters of what a remark quotes. */

static const char *const sentences[] = {
#define ICS_REMARK(name, sentence) [DORAN_ICS_REMARK_##name] = (sentence),
    DORAN_ICS_REMARKS(ICS_REMARK)
#undef ICS_REMARK
};

const char *doran_ics_remark_sentence(enum doran_ics_remark_kind kind)
{
    return sentences[kind];
}

/* What control characters are to a reader: a line end (also U+2028, U+2029 and NEL), white space, or nothing. */
static const char *in_place_of(ucs4_t c, bool multiline)
{
    if (c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029)
        return multiline ? "\n" : " ";
    if (c == '\t')
        return multiline ? "\t" : " ";
    return "";
}

const char *ics_clean(struct doran_arena *arena, const char *text, bool multiline)
{
    size_t length = strlen(text);
    struct doran_buffer buffer = DORAN_BUFFER(length * 2 + 8);
    if (length > 0 && doran_text_has_control(text, length, multiline)) {
        for (size_t at = 0; at < length;) {
            ucs4_t c;
            int size = u8_mbtoucr(&c, (const uint8_t *)text + at, length - at);
            size = size > 0 ? size : 1;
            if (doran_text_has_control(text + at, (size_t)size, false))
                doran_buffer_puts(&buffer, in_place_of(c, multiline));
            else
                doran_buffer_append(&buffer, text + at, (size_t)size);
            at += (size_t)size;
        }
        text = buffer.data != NULL ? buffer.data : "";
        length = buffer.length;
    }
    char *clean = buffer.failed ? NULL : doran_text_clean(text, length);
    const char *kept = clean != NULL ? doran_arena_strdup(arena, clean) : NULL;
    free(clean);
    doran_buffer_deinit(&buffer);
    return kept;
}

char *ics_unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0') {
            from++;
            *to++ = *from == 'n' || *from == 'N' ? '\n' : *from;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return text;
}

const char *ics_cut(struct doran_arena *arena, const char *text, size_t graphemes, bool *cut)
{
    size_t length = strlen(text), at = 0, bytes_max = graphemes * DORAN_CLUSTER_BYTES_MAX;
    *cut = false;
    if (length <= graphemes)
        return text;
    for (size_t i = 0; i < graphemes && at < length; i++) {
        size_t step = doran_text_next(text + at, length - at);
        if (at + step > bytes_max)
            break;
        at += step;
    }
    if (at == length)
        return text;
    *cut = true;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n'))
        at--;
    return doran_arena_strndup(arena, text, at);
}

/* FNV-1a: no secret hangs on it, and a UID only has to be the same when read again. */
static uint64_t hash(uint64_t state, const char *text)
{
    for (; *text != '\0'; text++)
        state = (state ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (state ^ 0xff) * UINT64_C(0x100000001b3);
}

const char *ics_derived_uid(struct doran_arena *arena, const char *first, const char *second)
{
    uint64_t low = hash(hash(UINT64_C(0xcbf29ce484222325), first), second);
    uint64_t high = hash(hash(UINT64_C(0x9ae16a3b2f90404f), second), first);
    return doran_arena_printf(arena, "imported-%016llx%016llx", (unsigned long long)high,
                              (unsigned long long)low);
}

const char *ics_apart_uid(struct doran_arena *arena, const char *uid, const char *date)
{
    return strlen(uid) + 1 + strlen(date) <= ICS_UID_MAX ? doran_arena_printf(arena, "%s/%s", uid, date)
                                                         : ics_derived_uid(arena, uid, date);
}

void ics_remark(struct doran_ics_item *item, struct doran_arena *arena, enum doran_ics_remark_kind kind,
                const char *detail)
{
    if (item->remarks == NULL)
        item->remarks = doran_arena_alloc(arena, DORAN_ICS_REMARKS_MAX * sizeof *item->remarks);
    if (item->remarks == NULL || item->remark_count == DORAN_ICS_REMARKS_MAX)
        return;
    bool cut;
    const char *clean = detail != NULL ? ics_clean(arena, detail, false) : NULL;
    clean = clean != NULL ? ics_cut(arena, clean, DETAIL_MAX, &cut) : NULL;
    for (size_t i = 0; i < item->remark_count; i++) {
        const char *other = item->remarks[i].detail;
        if (item->remarks[i].kind == kind &&
            (clean == other || (clean != NULL && other != NULL && strcmp(clean, other) == 0)))
            return;
    }
    item->remarks[item->remark_count++] = (struct doran_ics_remark){kind, clean};
}

void ics_leave_out(struct doran_ics_item *item, struct doran_arena *arena, enum doran_ics_remark_kind kind,
                   const char *detail)
{
    item->left_out = true;
    item->remark_count = 0;
    ics_remark(item, arena, kind, detail);
}
