/* home.h: the panes of the first screen, a table: a room that comes adds its line. */
#ifndef DORAN_TUI_VIEW_HOME_H
#define DORAN_TUI_VIEW_HOME_H

#include "client-tui/view/view.h"

struct home_pane {
    const char *title; /* untranslated */
    int column;        /* where it stands when there is room for so many side by side */
    /* Its title's row included; 0: it is not there now. `room`: rows of the whole screen, of which a tall one lists more. */
    int (*rows)(struct ui *ui, int columns, int room);
    /* Below its title, and behind it in row 0; so many rows. */
    void (*draw)(struct ui *ui, const struct canvas *canvas);
    void (*open)(struct ui *ui);
};
extern const struct home_pane home_panes[];
extern const size_t home_pane_count;

#endif
