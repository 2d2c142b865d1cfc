/* Unfolding, and what to make of a file that is not UTF-8. A fold may stand between the bytes of one character (RFC 5545
 * §3.1), so encodings are looked at with the folds taken out. */
#include "libdoran/calendar/ics_lines.h"

#include <doran/text.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unistr.h>

/* Bytes of the fold at `at` (line end and one space or tab), 0 when there is none. Some writers end lines by CR CR LF. */
static size_t fold_at(const char *at, const char *end)
{
    const char *next = at;
    while (next < end && *next == '\r')
        next++;
    if (next + 1 < end && *next == '\n' && (next[1] == ' ' || next[1] == '\t'))
        return (size_t)(next + 2 - at);
    return 0;
}

static bool may_fold(char c)
{
    return c == '\r' || c == '\n';
}

/* Whether it is UTF-8 when unfolded, looking only at characters that are cut or not ASCII. */
static bool is_utf8(const char *at, const char *end)
{
    while (at < end) {
        if ((unsigned char)*at < 0x80) {
            at++;
            continue;
        }
        char character[4];
        size_t length = 0;
        const char *next = at;
        int needed = (unsigned char)*at >= 0xf0 ? 4 : (unsigned char)*at >= 0xe0 ? 3 : 2;
        while (next < end && length < (size_t)needed) {
            size_t fold = may_fold(*next) ? fold_at(next, end) : 0;
            if (fold > 0) {
                next += fold;
                continue;
            }
            character[length++] = *next++;
        }
        ucs4_t code;
        if (u8_mbtoucr(&code, (const uint8_t *)character, length) != (int)length)
            return false;
        at = next;
    }
    return true;
}

static char *unfold_all(const char *bytes, size_t length, size_t *out_length)
{
    char *out = malloc(length + 1);
    if (out == NULL)
        return NULL;
    const char *at = bytes, *end = bytes + length;
    size_t used = 0;
    while (at < end) {
        size_t fold = may_fold(*at) ? fold_at(at, end) : 0;
        if (fold > 0)
            at += fold;
        else
            out[used++] = *at++;
    }
    *out_length = used;
    return out;
}

/* UTF-8 of text in `encoding`, malloc'ed; NULL with *wrong when it is not that, else without memory. */
static char *convert(const char *encoding, const char *bytes, size_t length, size_t *out_length, bool *wrong)
{
    UErrorCode status = U_ZERO_ERROR;
    *wrong = false;
    UConverter *from = ucnv_open(encoding, &status), *to = ucnv_open("UTF-8", &status);
    char *out = NULL;
    if (U_FAILURE(status)) {
        *wrong = true;
        goto done;
    }
    ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    size_t room = length * 3 + 1; /* No byte of these encodings becomes more than three of UTF-8. */
    out = malloc(room);
    if (out == NULL)
        goto done;
    char *target = out;
    const char *source = bytes;
    ucnv_convertEx(to, from, &target, out + room, &source, bytes + length, NULL, NULL, NULL, NULL, true, true,
                   &status);
    if (U_FAILURE(status)) {
        *wrong = true;
        free(out);
        out = NULL;
        goto done;
    }
    *out_length = (size_t)(target - out);
done:
    ucnv_close(from);
    ucnv_close(to);
    return out;
}

static bool take_converted(struct ics_lines *lines, const char *encoding, char *text, size_t length)
{
    lines->encoding = encoding;
    lines->converted = text;
    lines->at = text;
    lines->end = text + length;
    return true;
}

/* Whether every byte is ASCII or of a pair of CP949: ICU takes a few single bytes that no Korean program writes. */
static bool is_korean(const char *text, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        unsigned char lead = (unsigned char)text[at];
        if (lead < 0x80)
            continue;
        unsigned char trail = ++at < length ? (unsigned char)text[at] : 0;
        bool letter = (trail >= 'A' && trail <= 'Z') || (trail >= 'a' && trail <= 'z');
        if (lead == 0x80 || lead == 0xff || (!letter && (trail <= 0x80 || trail == 0xff)))
            return false;
    }
    return true;
}

/* Microsoft's superset of EUC-KR, which is what Korean programs write who say EUC-KR. */
static bool try_korean(struct ics_lines *lines, bool *no_memory)
{
    size_t length = 0, converted_length = 0;
    char *plain = unfold_all(lines->at, (size_t)(lines->end - lines->at), &length);
    bool wrong = false;
    *no_memory = plain == NULL;
    if (plain != NULL && !is_korean(plain, length)) {
        free(plain);
        return false;
    }
    char *text = plain != NULL ? convert("windows-949-2000", plain, length, &converted_length, &wrong) : NULL;
    free(plain);
    *no_memory = text == NULL && !wrong;
    return text != NULL && take_converted(lines, "EUC-KR", text, converted_length);
}

static bool try_utf16(struct ics_lines *lines, bool *no_memory)
{
    size_t length = (size_t)(lines->end - lines->at), converted_length = 0;
    *no_memory = false;
    if (length < 2 || (memcmp(lines->at, "\xff\xfe", 2) != 0 && memcmp(lines->at, "\xfe\xff", 2) != 0))
        return false;
    bool wrong = false;
    char *text = convert("UTF-16", lines->at, length & ~(size_t)1, &converted_length, &wrong);
    *no_memory = text == NULL && !wrong;
    return text != NULL && take_converted(lines, "UTF-16", text, converted_length);
}

bool ics_lines_init(struct ics_lines *lines, const char *bytes, size_t length, struct doran_error *error)
{
    *lines = (struct ics_lines){.at = bytes, .end = bytes + length};
    /* Replacing each broken byte by U+FFFD makes a line three times as long. */
    lines->folded = DORAN_BUFFER(DORAN_ICS_LINE_MAX * 3 + 8);
    bool no_memory = false;
    if (!try_utf16(lines, &no_memory) && !no_memory && !is_utf8(lines->at, lines->end) &&
        !try_korean(lines, &no_memory))
        lines->broken = !no_memory;
    if (no_memory)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (lines->end - lines->at >= 3 && memcmp(lines->at, "\xef\xbb\xbf", 3) == 0)
        lines->at += 3;
    return true;
}

/* The end of the physical line at `at`, without its line end; *next is where the following one begins. */
static const char *line_end(const char *at, const char *end, const char **next)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *next = newline != NULL ? newline + 1 : end;
    const char *stop = newline != NULL ? newline : end;
    while (stop > at && stop[-1] == '\r')
        stop--;
    return stop;
}

/* Bytes that are no UTF-8 become U+FFFD (Unicode §3.9: one for each maximal subpart is advised, one a byte is allowed). */
static void mend(struct doran_buffer *buffer)
{
    if (doran_text_valid(buffer->data, buffer->length))
        return;
    char *broken = doran_buffer_move(buffer);
    if (broken == NULL)
        return;
    size_t length = strlen(broken); /* What stands behind a NUL is lost; no text has one. */
    buffer->limit = DORAN_ICS_LINE_MAX * 3 + 8;
    for (size_t i = 0; i < length;) {
        ucs4_t code;
        int step = u8_mbtoucr(&code, (const uint8_t *)broken + i, length - i);
        if (step > 0) {
            doran_buffer_append(buffer, broken + i, (size_t)step);
            i += (size_t)step;
        } else {
            doran_buffer_puts(buffer, "\xef\xbf\xbd");
            i++;
        }
    }
    free(broken);
}

static void append_bounded(struct doran_buffer *buffer, const char *text, size_t length, bool *too_long)
{
    size_t room =
        DORAN_ICS_LINE_MAX - (buffer->length < DORAN_ICS_LINE_MAX ? buffer->length : DORAN_ICS_LINE_MAX);
    if (length > room) {
        *too_long = true;
        length = room;
    }
    if (length > 0)
        doran_buffer_append(buffer, text, length);
}

bool ics_lines_next(struct ics_lines *lines, struct ics_line *out)
{
    const char *text, *stop, *next;
    do {
        if (lines->at >= lines->end)
            return false;
        text = lines->at;
        stop = line_end(text, lines->end, &next);
        lines->at = next;
        lines->number++;
    } while (stop == text);
    *out = (struct ics_line){.text = text, .length = (size_t)(stop - text), .number = lines->number};
    bool folded = next < lines->end && (*next == ' ' || *next == '\t');
    if (!folded && !lines->broken) {
        out->too_long = out->length > DORAN_ICS_LINE_MAX;
        out->length = out->too_long ? DORAN_ICS_LINE_MAX : out->length;
        return true;
    }
    doran_buffer_clear(&lines->folded);
    append_bounded(&lines->folded, text, out->length, &out->too_long);
    while (next < lines->end && (*next == ' ' || *next == '\t')) {
        text = next + 1;
        stop = line_end(text, lines->end, &next);
        lines->at = next;
        lines->number++;
        if (stop > text)
            append_bounded(&lines->folded, text, (size_t)(stop - text), &out->too_long);
    }
    if (lines->broken && lines->folded.length > 0)
        mend(&lines->folded);
    out->text = lines->folded.data != NULL ? lines->folded.data : "";
    out->length = lines->folded.length;
    return !lines->folded.failed;
}

const char *ics_line_value(const char *line, size_t length, const char *name, size_t *value_length)
{
    size_t name_length = strlen(name);
    if (length <= name_length || strncasecmp(line, name, name_length) != 0 ||
        (line[name_length] != ':' && line[name_length] != ';'))
        return NULL;
    const char *colon = memchr(line + name_length, ':', length - name_length);
    if (colon == NULL)
        return NULL;
    *value_length = length - (size_t)(colon + 1 - line);
    return colon + 1;
}

void ics_lines_deinit(struct ics_lines *lines)
{
    free(lines->converted);
    doran_buffer_deinit(&lines->folded);
}
