/* celebration.h: a mission is complete, a badge is earned: a sentence, and for a moment a twinkle where there are colours.
 */
#ifndef DORAN_TUI_VIEW_CELEBRATION_H
#define DORAN_TUI_VIEW_CELEBRATION_H

#include "client-tui/view/view.h"

/* The state was read anew; with `live` what is new in it is celebrated, else it only counts as known. */
void celebration_look(struct ui *ui, bool live);
/* Draws it over the screen's second row, while it lasts and `colours` are to be had. */
void celebration_draw(struct ui *ui, const struct canvas *screen, bool colours);
/* Milliseconds until it is drawn anew, -1 when there is none. */
int celebration_wait(const struct ui *ui);

#endif
