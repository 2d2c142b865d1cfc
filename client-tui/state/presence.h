/* presence.h: who is here, as far as that is known. */
#ifndef DORAN_TUI_STATE_PRESENCE_H
#define DORAN_TUI_STATE_PRESENCE_H

#include "client-tui/state/state.h"

/* When somebody was here last, or that they are; NULL when it is not known. Who is asking is here while there is a connection;
 * without one nobody can be said to be here. Borrowed from the state, or static. */
const struct doran_presence *presence_known(const struct state *state, const char *user);

#endif
