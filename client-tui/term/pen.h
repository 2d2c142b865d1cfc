/* pen.h: how a terminal draws (SGR), and a filter that leaves out what it is told twice. ncurses names both colours of a pair, and
 * all attributes, wherever one of them changes; on a slow line that is most of what is sent.
 *
 * What comes out leaves every cell to look as what goes in would, and the terminal's own state, too, at the end of each call. A
 * blank may be in another colour, which cannot be seen. */
#ifndef DORAN_TUI_TERM_PEN_H
#define DORAN_TUI_TERM_PEN_H

#include <doran/buffer.h>

#include <stdbool.h>
#include <stddef.h>

#define PEN_COLOUR_MAX 32 /* bytes of a colour's parameters with the NUL: "38:2::255:255:255" */

struct pen_look {
    unsigned attributes;             /* bits of the table in pen.c */
    char foreground[PEN_COLOUR_MAX]; /* parameters of SGR; "": the terminal's own */
    char background[PEN_COLOUR_MAX];
    char charset; /* of `ESC (` */
};

struct pen {
    struct pen_look wanted, shown; /* what was asked for last, and what the terminal has */
    bool blank;                    /* what was drawn last is a space: it can be repeated */
    bool foreign; /* something was asked for that is not known here: until a reset all is passed */
};

/* A terminal after its reset: no attributes. */
void pen_init(struct pen *pen);
/* Whole control sequences of ECMA-48 and UTF-8; what is shorter in the end goes behind `out`. */
void pen_pass(struct pen *pen, const char *bytes, size_t length, struct doran_buffer *out);

#endif
