/* line.h: lines out of a terminal or pipe, whatever is sent there: too long, not text, without an end. */
#ifndef DORAN_PLAIN_LINE_H
#define DORAN_PLAIN_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 1024 /* Of an answer. */
#define LINE_SIZE (LINE_MAX_BYTES + 1)
#define LINE_PIECE 4096

enum line_result {
    LINE_WAIT, /* More has to be read first. */
    LINE_READ,
    LINE_TOO_LONG, /* A whole line went by unread. */
    LINE_NOT_TEXT, /* Not UTF-8, or with a NUL in it. */
    LINE_END
};

struct line {
    int fd;
    bool ended;
    char piece[LINE_PIECE]; /* What was read and not looked at yet: from `at` up to `have`. */
    size_t at, have;
    char text[LINE_SIZE]; /* The line so far. */
    size_t length;        /* Goes on past the maximum, to know that it did. */
};

void line_init(struct line *line, int fd);
/* Takes the next line out of what was read; `out` is empty unless it is LINE_READ. CR LF ends a line too. */
enum line_result line_next(struct line *line, char out[LINE_SIZE]);
/* Reads once; to be called when the descriptor is readable. */
void line_fill(struct line *line);
/* Forgets what was read: secrets too. */
void line_forget(struct line *line);

#endif
