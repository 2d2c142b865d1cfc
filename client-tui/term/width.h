/* width.h: makes ncurses believe what the terminal said about its widths. */
#ifndef DORAN_TUI_TERM_WIDTH_H
#define DORAN_TUI_TERM_WIDTH_H

#include "client-tui/term/glyph.h"

/* The widths of the terminal in use; copied. */
void width_use(const struct term_widths *widths);

#endif
