/* The bytes of an iCalendar file as unfolded lines of UTF-8 (RFC 5545 §3.1). */
#ifndef DORAN_CALENDAR_ICS_LINES_H
#define DORAN_CALENDAR_ICS_LINES_H

#include <doran/buffer.h>
#include <doran/error.h>
#include <doran/ics.h>

/* One reader of lines; zero-initialise by ics_lines_init(). */
struct ics_lines {
    const char *at, *end;       /* What is not read yet. */
    size_t number;              /* Of the line last read, from 1. */
    const char *encoding;       /* What the file was taken for when it is not UTF-8, or NULL. */
    bool broken;                /* Some bytes were no text and became U+FFFD. */
    char *converted;            /* The file in UTF-8 when it was not, or NULL. */
    struct doran_buffer folded; /* The last line, when it was folded or broken. */
};

/* One line without its end. Not NUL-terminated; valid until the next is asked for. */
struct ics_line {
    const char *text;
    size_t length;
    size_t number;
    bool too_long; /* Only its first DORAN_ICS_LINE_MAX bytes are given. */
};

/* Finds out the encoding and converts if need be. `bytes` are borrowed. Errors: no_memory. */
bool ics_lines_init(struct ics_lines *lines, const char *bytes, size_t length, struct doran_error *error);
/* The next line that is not empty; false at the end or without memory (then lines->folded.failed). */
bool ics_lines_next(struct ics_lines *lines, struct ics_line *out);
void ics_lines_deinit(struct ics_lines *lines);
/* The value of a line that is `name`, with or without parameters; NULL for another. */
const char *ics_line_value(const char *line, size_t length, const char *name, size_t *value_length);

#endif
