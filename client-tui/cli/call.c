#include "client-tui/cli/call.h"

#include "client-tui/cli/offline.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <poll.h>
#include <string.h>

#define SYNC_TIMEOUT_MS 60000
#define LOOK_AGAIN_MS 200

static bool open_client(struct cli *cli, const char *replica_path, bool live)
{
    if (cli->account.server[0] == '\0')
        return cli_refuse(
            cli, DORAN_ERROR_unauthorized, NULL,
            _("No server is known yet. Please name it with --server, or log in with a join link."));
    struct doran_client_options options = {
        .server = cli->account.server,
        .pin = cli->account.pin[0] != '\0' ? cli->account.pin : NULL,
        .ca_file = cli_value(cli, CLI_OPTION_ca_file),
        .token = cli->account.token[0] != '\0' ? cli->account.token : NULL,
        .replica_path = replica_path,
        .language = language_now(),
        .live = live,
    };
    cli->client = doran_client_new(&options, &cli->error);
    cli->with_replica = replica_path != NULL;
    return cli->client != NULL;
}

void cli_disconnect(struct cli *cli)
{
    doran_client_free(cli->client);
    cli->client = NULL;
    doran_replica_close(cli->replica);
    cli->replica = NULL;
}

bool cli_connect(struct cli *cli)
{
    cli->sentence = NULL;
    return cli->client || open_client(cli, NULL, false);
}

bool cli_connect_replica(struct cli *cli, bool live)
{
    char path[DORAN_STATE_PATH_MAX];
    cli_disconnect(cli);
    cli->sentence = NULL;
    if (cli->account.token[0] == '\0')
        return cli_refuse(cli, DORAN_ERROR_unauthorized, NULL, NULL);
    return doran_account_replica_path(cli->profile, path, &cli->error) && open_client(cli, path, live);
}

bool cli_open_replica(struct cli *cli)
{
    char path[DORAN_STATE_PATH_MAX];
    cli->sentence = NULL;
    if (cli->replica)
        return true;
    if (cli->account.token[0] == '\0')
        return cli_refuse(cli, DORAN_ERROR_unauthorized, NULL, NULL);
    if (!doran_account_replica_path(cli->profile, path, &cli->error))
        return false;
    cli->replica = doran_replica_open(path, &cli->error);
    return cli->replica != NULL;
}

bool cli_call(struct cli *cli, enum doran_route_id route, const struct doran_path *path, const void *request,
              void *answer)
{
    const struct doran_route *row = doran_route(route);
    cli->request = row->request;
    if (row->who != DORAN_WHO_ANYONE && cli->account.token[0] == '\0')
        return cli_refuse(cli, DORAN_ERROR_unauthorized, NULL, NULL);
    return cli_connect(cli) &&
           doran_client_call(cli->client, route, path, request, answer, &cli->arena, &cli->error);
}

bool cli_is_unreachable(enum doran_error_code code)
{
    return code == DORAN_ERROR_network || code == DORAN_ERROR_offline || code == DORAN_ERROR_timeout;
}

bool cli_read(struct cli *cli, enum doran_route_id route, const struct doran_path *path, const void *request,
              void *answer)
{
    if (!cli->offline && cli_call(cli, route, path, request, answer))
        return true;
    struct doran_error first = cli->error;
    if (!cli->offline && !cli_is_unreachable(first.code))
        return false;
    if (!cli_open_replica(cli) || !offline_answer(cli, route, path, request, answer)) {
        if (!cli->offline)
            cli->error = first;
        return false;
    }
    if (!cli->offline)
        cli_remark(cli, _("The server cannot be reached; this is what this computer knows."));
    cli->offline = true;
    return true;
}

/* True when something is in the outbox that is not sent yet; what was refused stays there and does not count. */
static bool is_waiting(struct doran_replica *replica)
{
    struct doran_arena arena = {0};
    struct doran_outbox_list list = {0};
    bool waiting = false;
    if (doran_replica_outbox(replica, &list, &arena, NULL))
        for (size_t i = 0; i < list.count; i++)
            waiting = waiting || list.items[i].state != DORAN_OUTBOX_parked;
    doran_arena_deinit(&arena);
    return waiting;
}

/* Takes the events there are; false when the server will not have this log-in. */
static bool take_events(struct cli *cli)
{
    struct doran_client_event event;
    while (doran_client_next_event(cli->client, &event))
        if (event.kind == DORAN_CLIENT_EVENT_connection && event.connection == DORAN_LOGGED_OUT)
            return cli_refuse(cli, DORAN_ERROR_unauthorized, NULL, NULL);
    return true;
}

bool cli_drain(struct cli *cli)
{
    int64_t deadline = doran_time_monotonic() + SYNC_TIMEOUT_MS * INT64_C(1000);
    if (!cli_connect_replica(cli, true) || !doran_client_sync(cli->client, SYNC_TIMEOUT_MS, &cli->error))
        return false;
    struct pollfd ready = {.fd = doran_client_fd(cli->client), .events = POLLIN};
    while (is_waiting(doran_client_replica(cli->client))) {
        if (doran_time_monotonic() > deadline)
            return cli_refuse(cli, DORAN_ERROR_timeout, NULL, NULL);
        poll(&ready, 1,
             LOOK_AGAIN_MS); /* Another process may be the one that sends: it gives no event here. */
        if (!take_events(cli))
            return false;
    }
    return doran_client_sync(cli->client, SYNC_TIMEOUT_MS, &cli->error);
}

enum cli_sent cli_send(struct cli *cli, enum doran_route_id route, const struct doran_path *path,
                       const void *request, void *answer)
{
    cli->request = doran_route(route)->request;
    bool queue = cli_given(cli, CLI_OPTION_queue) || cli->offline;
    if (!queue && cli_open_replica(cli) && is_waiting(cli->replica) && !cli_drain(cli)) {
        if (!cli_is_unreachable(cli->error.code))
            return CLI_NOT_SENT;
        queue = true;
    }
    if (!queue) {
        if (cli_call(cli, route, path, request, answer))
            return CLI_SENT;
        /* Not after a timeout: the server may have done it. */
        if (cli->error.code != DORAN_ERROR_network && cli->error.code != DORAN_ERROR_offline)
            return CLI_NOT_SENT;
    }
    if ((!cli->client || !cli->with_replica) && !cli_connect_replica(cli, false))
        return CLI_NOT_SENT;
    return doran_client_enqueue(cli->client, route, path, request, NULL, &cli->error) ? CLI_QUEUED
                                                                                      : CLI_NOT_SENT;
}

enum cli_exit cli_not_sent(struct cli *cli, enum cli_sent sent)
{
    if (sent != CLI_QUEUED)
        return cli_failed(cli);
    return cli_done(cli, _("It is kept on this computer and will be sent when there is a connection."));
}

struct doran_path cli_path(enum doran_param param, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[param], sizeof path.ids[param], "%s", id);
    return path;
}

struct doran_path cli_family_path(const char *family, enum doran_param param, const char *id)
{
    struct doran_path path = cli_path(param, id);
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[DORAN_PARAM_family], "%s", family);
    return path;
}
