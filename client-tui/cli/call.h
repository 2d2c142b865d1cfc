/* call.h: talking to the server, or doing without it. */
#ifndef DORAN_CLI_CALL_H
#define DORAN_CLI_CALL_H

#include "client-tui/cli/cli.h"

/* Opens a client of the account's server, without a replica. Done by the others when it is needed. */
bool cli_connect(struct cli *cli);
/* Opens a client with the account's replica; `live` keeps it in step. Replaces one that was open. */
bool cli_connect_replica(struct cli *cli, bool live);
/* Closes what is open. */
void cli_disconnect(struct cli *cli);
/* Opens the replica by itself, for reading. */
bool cli_open_replica(struct cli *cli);

/* Opens a live client with the replica, sends what waits in the outbox and fetches what is new. */
bool cli_drain(struct cli *cli);

/* True of what says that there is no connection. */
bool cli_is_unreachable(enum doran_error_code code);

/* Calls a route and waits for its answer, which lives as long as the run. */
bool cli_call(struct cli *cli, enum doran_route_id route, const struct doran_path *path, const void *request,
              void *answer);
/* As cli_call() for a GET; without a connection the replica answers when it can, and `cli->offline` is set.
 */
bool cli_read(struct cli *cli, enum doran_route_id route, const struct doran_path *path, const void *request,
              void *answer);

enum cli_sent { CLI_SENT, CLI_QUEUED, CLI_NOT_SENT };
/* Sends a QUEUED route. With --queue, behind what waits in the outbox already, or without a connection it is
 * put into the outbox instead. */
enum cli_sent cli_send(struct cli *cli, enum doran_route_id route, const struct doran_path *path,
                       const void *request, void *answer);
/* What a handler returns after cli_send() did not give CLI_SENT: tells that it is kept, or why it failed. */
enum cli_exit cli_not_sent(struct cli *cli, enum cli_sent sent);

/* A path with one id. */
struct doran_path cli_path(enum doran_param param, const char *id);
/* The same with the family too. */
struct doran_path cli_family_path(const char *family, enum doran_param param, const char *id);

#endif
