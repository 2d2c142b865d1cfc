#include "client-tui/state/presence.h"

const struct doran_presence *presence_known(const struct state *state, const char *user)
{
    static const struct doran_presence here = {.online = true};
    bool live = state->connection == DORAN_CONNECTED || state->connection == DORAN_CATCHING_UP;
    if (live && state_is_self(state, user))
        return &here;
    const struct doran_presence *presence = state_presence(state, user);
    return presence && presence->online && !live ? NULL : presence;
}
