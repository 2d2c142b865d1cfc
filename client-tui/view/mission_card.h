/* mission_card.h: a mission and a month's standing as text cells, for the missions' screen and for home. */
#ifndef DORAN_TUI_VIEW_MISSION_CARD_H
#define DORAN_TUI_VIEW_MISSION_CARD_H

#include "client-tui/view/view.h"

#define MISSION_CARD_ROWS 2

/* Title, who proposed it, how it stands; below each member's mark. In MISSION_CARD_ROWS rows. */
void mission_card_draw(const struct ui *ui, const struct doran_mission *mission, const struct canvas *canvas,
                       int row, int column, int columns);
/* "[v] 엄마   [ ] 딸": as many as fit, and how many more there are. */
void mission_parts_draw(const struct ui *ui, const struct doran_mission *mission, const struct canvas *canvas,
                        int row, int column, int columns);
/* A bar over the columns, with the percentage behind it. */
void mission_bar_draw(const struct doran_dashboard *board, const struct canvas *canvas, int row, int column,
                      int columns);

#endif
