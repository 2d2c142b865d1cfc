/* colour.h: colours of every depth: which is nearest, how light one is, how well one reads on another. */
#ifndef DORAN_TUI_TERM_COLOUR_H
#define DORAN_TUI_TERM_COLOUR_H

#include "client-tui/term/style.h"

#include <stdbool.h>
#include <stdint.h>

#define COLOUR_CONTRAST_TEXT 4.5 /* WCAG 2.1 §1.4.3: words */
#define COLOUR_CONTRAST_SIGN 3.0 /* WCAG 2.1 §1.4.11: rules and frames */

/* A picture's 0xRRGGBB at a depth, quickly: the palette number at COLOUR_256, COLOUR_16 and COLOUR_8, 0xRRGGBB itself at
 * COLOUR_TRUE, COLOUR_DEFAULT at COLOUR_NONE. */
int32_t colour_nearest(uint32_t rgb, enum colour_depth depth);

/* A palette number as 0xRRGGBB: xterm's own colours for the first sixteen, which users may have redefined. */
uint32_t colour_of_palette(int32_t number);
/* A colour of a depth as 0xRRGGBB; `terminal` stands for COLOUR_DEFAULT. */
uint32_t colour_rgb(int32_t colour, enum colour_depth depth, uint32_t terminal);

/* Contrast of WCAG 2.1, from 1 to 21. */
double colour_contrast(uint32_t a, uint32_t b);
/* True when black is read better on it than white. */
bool colour_is_light(uint32_t rgb);

/* A word's 0xRRGGBB at a depth, slowly: of the palette's entries that contrast with `paper` as well as the colour itself does,
 * or by COLOUR_CONTRAST_TEXT, the nearest in OKLab. Where no entry does: the one that contrasts most. COLOUR_256 keeps to the
 * 6×6×6 cube and the greys, which nobody redefines. */
int32_t colour_readable(uint32_t rgb, uint32_t paper, enum colour_depth depth);

#endif
