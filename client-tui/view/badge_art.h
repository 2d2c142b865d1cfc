/* badge_art.h: each badge as a small picture of letters, the same on every terminal. */
#ifndef DORAN_TUI_VIEW_BADGE_ART_H
#define DORAN_TUI_VIEW_BADGE_ART_H

#include "client-tui/term/canvas.h"

#include <doran/types.h>

#define BADGE_ART_ROWS 3
#define BADGE_ART_COLUMNS 9

void badge_art_draw(enum doran_badge_name name, const struct canvas *canvas, int row, int column,
                    unsigned style);

#endif
