/* entrance.h: what the ways into an account share: the server's address among the fields, and going in. */
#ifndef DORAN_TUI_VIEW_ENTRANCE_H
#define DORAN_TUI_VIEW_ENTRANCE_H

#include "client-tui/view/form_view.h"

/* The address to begin with: of the command line, of the last log-in here, or this very computer. */
const char *entrance_server(const struct ui *ui);
/* Reads the field "server". A join link may stand where the address does; then it brings the pin too. */
void entrance_read_server(const struct ui *ui, const struct form *form, struct doran_join_link *link);
/* Takes up the log-in on that server and shows the first screen, which ends the form. Or says why not. */
void entrance_logged_in(struct ui *ui, const struct form *form, const struct doran_login *login);

#endif
