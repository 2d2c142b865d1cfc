/* JSON text, in two steps. doran_scan() proves that a text is JSON (RFC 8259) within our limits. The
 * functions below it read a text so proven, from a pointer they move on, and therefore need no end and have
 * no errors; the text must be an object or a list. */
#ifndef DORAN_CODEC_SCAN_H
#define DORAN_CODEC_SCAN_H

#include <doran/error.h>

#include <stddef.h>
#include <stdint.h>

/** Errors: malformed, naming the byte. A text that passed holds valid UTF-8, no NUL (nor \u0000), no lone
 * surrogate, is nested at most DORAN_JSON_DEPTH_MAX deep, and is one value with nothing but white space
 * around it. */
bool doran_scan(const char *json, size_t length, struct doran_error *error);

/** What is left of a text to read. */
struct scan {
    const char *at;
    const char *end;
};

/** A string without its quotes, as it stands in the text. */
struct scan_string {
    const char *text;
    size_t length;
    bool escaped; /**< It has escapes; see scan_unescape(). */
};

/** Goes past white space; returns the byte that follows. */
char scan_space(struct scan *scan);
/** Reads a string, whose quote is next. */
struct scan_string scan_string(struct scan *scan);
/** Writes the string without its escapes; `out` has room for `length` bytes. Returns how many it wrote. */
size_t scan_unescape(const struct scan_string *string, char *out);
/** Goes past a value. */
void scan_skip(struct scan *scan);
/** Number of items of the list whose "[" is next; reads nothing. */
size_t scan_count(struct scan scan);
/** Reads a whole number that fits; goes past a number in any case. False when it is not whole or does not
 * fit. */
bool scan_int(struct scan *scan, int64_t *out);

#endif
