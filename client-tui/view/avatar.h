/* avatar.h: the five default avatars as text cells in one colour, or as ASCII where blocks are not to be had. */
#ifndef DORAN_TUI_VIEW_AVATAR_H
#define DORAN_TUI_VIEW_AVATAR_H

#include "client-tui/term/canvas.h"

#define AVATAR_ROWS 5
#define AVATAR_COLUMNS 12

/* Draws into AVATAR_ROWS × AVATAR_COLUMNS from row, column, in a style's colour. */
void avatar_draw(const struct canvas *canvas, int row, int column, unsigned style, int64_t avatar);

#endif
