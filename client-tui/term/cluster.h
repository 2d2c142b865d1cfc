/* cluster.h: one grapheme cluster as the cells every terminal agrees on.
 *
 * Terminals differ in how far a sequence moves the cursor: variation selectors, joined emoji, skin tones,
 * flags, loose jamo. So a cluster is drawn by its base and its plain marks only, and padded to the columns
 * the layout gave it. */
#ifndef DORAN_TUI_TERM_CLUSTER_H
#define DORAN_TUI_TERM_CLUSTER_H

#include "client-tui/term/canvas.h"

#define CLUSTER_CELLS_MAX 2

/* Columns this very terminal moves on for a single character: 0, 1 or 2. */
int cluster_character_columns(uint32_t character, const struct term_widths *widths);
/* The cells of a cluster of `length` bytes, with characters and columns set; together they are as wide as
 * doran_text_cluster_width() says. Returns their number, 0 for what is not drawn. */
int cluster_cells(const char *text, size_t length, const struct term_widths *widths,
                  struct canvas_cell cells[CLUSTER_CELLS_MAX]);
/* The first character of valid UTF-8; `size` gets its bytes. U+FFFD and 1 for bytes that are none. */
uint32_t cluster_decode(const char *text, size_t length, size_t *size);
/* Writes a character as UTF-8. Returns its bytes (1 … 4). */
size_t cluster_encode(uint32_t character, char out[4]);

#endif
