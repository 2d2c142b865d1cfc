/* screen_filter.h: makes libvterm behave like other terminals.
 *
 * libvterm's widths are fixed and old. A character that the terminal at hand draws two columns wide, and
 * libvterm does not, is passed to it as a stand-in from plane 2 (ideographs, wide everywhere) and turned back
 * when cells are read. It also reads no colour-space field in `38:2::r:g:b` (ITU-T T.416 §13.1.8), which is
 * taken out. */
#ifndef DORAN_TESTS_SUPPORT_SCREEN_FILTER_H
#define DORAN_TESTS_SUPPORT_SCREEN_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCREEN_FILTER_PENDING 256
/* Bytes that `length` bytes become at most: a character of two bytes becomes one of four. */
#define SCREEN_FILTER_OUT(length) (2 * (length) + 2 * SCREEN_FILTER_PENDING)

enum screen_colours {
    SCREEN_COLOURS_BASIC = 1,   /* the eight, their bright forms, and the usual one (39, 49) */
    SCREEN_COLOURS_PALETTE = 2, /* 38;5;n and 48;5;n */
    SCREEN_COLOURS_RGB = 4      /* 38;2;… and 48;2;… in any form */
};

struct screen_filter {
    bool ambiguous_wide, emoji_wide;
    bool bracketed_paste; /* the program has switched it on */
    unsigned colours;     /* asked for: enum screen_colours */
    unsigned clears;      /* of the whole screen */
    char pending[SCREEN_FILTER_PENDING];
    size_t pending_length;
};

void screen_filter_init(struct screen_filter *filter, bool ambiguous_wide, bool emoji_wide);
/* Passes bytes on; an unfinished character or control sequence waits for its rest. Returns the bytes in
 * `out`. */
size_t screen_filter_pass(struct screen_filter *filter, const char *bytes, size_t length, char *out);
/* The character a stand-in stands for; any other is itself. */
uint32_t screen_filter_original(uint32_t character);
/* UTF-8 of a character; returns its bytes. */
size_t screen_filter_encode(uint32_t character, char *out);

#endif
