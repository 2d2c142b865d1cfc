/* people.h: how members are drawn, the same on every screen. */
#ifndef DORAN_TUI_VIEW_PEOPLE_H
#define DORAN_TUI_VIEW_PEOPLE_H

#include "client-tui/view/view.h"

/* "엄마 🥰 접속 중" in `columns`, the nickname in the member's steady colour. Returns the columns used.
 */
int people_draw(const struct ui *ui, const struct doran_member *member, const struct canvas *canvas, int row,
                int column, int columns);
/* The members side by side over as many rows as needed, at most `max_rows`; the rest becomes "and n more".
 * Returns the rows used. */
int people_draw_all(const struct ui *ui, const struct canvas *canvas, int row, int column, int columns,
                    int max_rows);

#endif
