/* offline.h: answers to readings without a server, from the replica. */
#ifndef DORAN_CLI_OFFLINE_H
#define DORAN_CLI_OFFLINE_H

#include "client-tui/cli/cli.h"

/* Fills in what the route would answer, as far as this device knows: `cli->replica` is open.
 * DORAN_ERROR_offline for a route that only the server can answer, or before the first sync. */
bool offline_answer(struct cli *cli, enum doran_route_id route, const struct doran_path *path,
                    const void *request, void *answer);

#endif
