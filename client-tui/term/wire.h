/* wire.h: the way of ncurses' bytes to the terminal. It writes to a descriptor of its own; while it paints that one is a file in
 * memory, and what it wrote there is sent through a pen. Without it, or without memory, ncurses' bytes go as they are. */
#ifndef DORAN_TUI_TERM_WIRE_H
#define DORAN_TUI_TERM_WIRE_H

#include "client-tui/term/pen.h"

#include <stdio.h>

struct wire {
    FILE *file; /* for newterm() */
    int memory; /* -1: there is none */
    bool caught;
    struct pen pen;
    struct doran_buffer read, out;
};

/* False without memory or descriptors. */
bool wire_init(struct wire *wire);
void wire_deinit(struct wire *wire);
/* Around what paints. Nothing may be asked of the terminal between the two. */
void wire_begin(struct wire *wire);
void wire_end(struct wire *wire);
/* To the terminal: all of it, unless it is gone. */
void wire_send(const char *bytes, size_t length);

#endif
