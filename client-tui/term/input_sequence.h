/* input_sequence.h: one escape sequence that came from the terminal. */
#ifndef DORAN_TUI_TERM_INPUT_SEQUENCE_H
#define DORAN_TUI_TERM_INPUT_SEQUENCE_H

#include "client-tui/term/event.h"

#include <stddef.h>
#include <stdint.h>

enum sequence_kind {
    SEQUENCE_INCOMPLETE, /* more bytes are needed */
    SEQUENCE_UNKNOWN,    /* complete, and means nothing here */
    SEQUENCE_KEY,        /* `key` */
    SEQUENCE_MOUSE,      /* `mouse`, `row`, `column` (from 0) */
    SEQUENCE_PASTE,      /* a bracketed paste begins */
    SEQUENCE_REPORT, /* `row`, `column` (from 1): perhaps a cursor report, and then also `key` if it may be
                        one */
    SEQUENCE_STRING, /* an OSC, DCS, APC, PM or SOS begins: skip to its end */
};

struct sequence {
    enum sequence_kind kind;
    size_t length; /* bytes it takes */
    struct term_key key;
    bool key_possible; /* of SEQUENCE_REPORT */
    enum term_mouse mouse;
    int row, column;
};

/* Reads the sequence at `bytes`, of which bytes[0] is ESC and length is at least 2. */
struct sequence sequence_read(const unsigned char *bytes, size_t length);

/* The answer to `OSC 11 ; ? ST` at `bytes` (which begin with ESC): how many it takes, with its 0xRRGGBB; 0: it is something
 * else; SEQUENCE_COLOUR_INCOMPLETE: it may become one with more bytes. */
#define SEQUENCE_COLOUR_INCOMPLETE SIZE_MAX
size_t sequence_background(const unsigned char *bytes, size_t length, uint32_t *rgb);

#endif
