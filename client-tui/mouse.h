/* mouse.h: what a click or the wheel does, from what the widgets said while they drew (canvas.h). Whatever it does, keys do
 * too. */
#ifndef DORAN_TUI_MOUSE_H
#define DORAN_TUI_MOUSE_H

#include "client-tui/view/view.h"

/* Takes a mouse's event. True: it means the key in `meant`, which is yet to be handled. */
bool mouse_handle(struct ui *ui, const struct term *term, const struct term_event *event,
                  struct term_event *meant);

#endif
