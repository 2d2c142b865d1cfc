/* colour.h: a picture's 0xRRGGBB as the nearest colour of a depth. */
#ifndef DORAN_TUI_TERM_COLOUR_H
#define DORAN_TUI_TERM_COLOUR_H

#include "client-tui/term/style.h"

#include <stdint.h>

/* The palette number at COLOUR_256, COLOUR_16 and COLOUR_8, 0xRRGGBB itself at COLOUR_TRUE, COLOUR_DEFAULT at
 * COLOUR_NONE. */
int32_t colour_nearest(uint32_t rgb, enum colour_depth depth);

#endif
