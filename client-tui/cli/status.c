/* status: this computer's log-in, its server, and what is not sent yet. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/outbox.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"

#include <doran/json.h>

#include <string.h>

struct status {
    bool reached;
    struct doran_server_info server;
    bool logged_in; /* There is a log-in here, and the server, when it was reached, accepts it. */
    struct doran_user user;
    bool user_known;
    size_t waiting, parked;
};

static void count_unsent(struct cli *cli, struct status *status)
{
    struct doran_outbox_list list = {0};
    if (!status->logged_in || !cli_outbox(cli, &list))
        return;
    for (size_t i = 0; i < list.count; i++)
        *(list.items[i].state == DORAN_OUTBOX_parked ? &status->parked : &status->waiting) += 1;
}

static void gather(struct cli *cli, struct status *status, struct doran_error *trouble)
{
    status->logged_in = cli->account.token[0] != '\0';
    status->reached =
        cli->account.server[0] != '\0' && cli_call(cli, DORAN_R_server, NULL, NULL, &status->server);
    if (!status->reached)
        *trouble = cli->error;
    cli->offline = !status->reached;
    if (status->logged_in) {
        status->user_known = cli_read(cli, DORAN_R_me, NULL, NULL, &status->user);
        if (!status->user_known && cli->error.code == DORAN_ERROR_unauthorized)
            status->logged_in = false;
    }
    count_unsent(cli, status);
}

static enum cli_exit print_json(struct cli *cli, const struct status *status)
{
    struct doran_buffer out = {0};
    doran_buffer_puts(&out, "{\"address\":");
    doran_json_string(&out, cli->account.server, strlen(cli->account.server));
    doran_buffer_printf(&out, ",\"reached\":%s", status->reached ? "true" : "false");
    if (status->reached) {
        doran_buffer_puts(&out, ",\"server\":");
        doran_json_encode(DORAN_TYPE_server_info, &status->server, &out);
    }
    doran_buffer_printf(&out, ",\"logged_in\":%s", status->logged_in ? "true" : "false");
    if (status->user_known) {
        doran_buffer_puts(&out, ",\"user\":");
        doran_json_encode(DORAN_TYPE_user, &status->user, &out);
    }
    doran_buffer_printf(&out, ",\"waiting\":%zu,\"parked\":%zu}", status->waiting, status->parked);
    return cli_json_line(cli, &out) ? CLI_EXIT_ok : cli_failed(cli);
}

static void print_status(struct cli *cli, const struct status *status, const struct doran_error *trouble)
{
    const char *address = cli->account.server[0] != '\0' ? cli->account.server : _("none known");
    fprintf(cli->out, "%s %s", _("Server:"), address);
    if (status->reached)
        fprintf(cli->out, "  %s", cli_dim(cli, status->server.version));
    fputc('\n', cli->out);
    if (!status->reached && cli->account.server[0] != '\0')
        fprintf(cli->out, "  %s\n", refusal_of(trouble->code));
    fprintf(cli->out, "%s %s\n", _("Logged in as:"),
            !status->logged_in   ? _("nobody")
            : status->user_known ? status->user.nickname
                                 : _("somebody"));
    if (status->logged_in)
        fprintf(cli->out, "%s %zu, %s %zu\n", _("Not sent yet:"), status->waiting, _("not accepted:"),
                status->parked);
}

/* Ends well as long as it can be told: a server out of reach is what it is asked about. */
enum cli_exit cli_status(struct cli *cli)
{
    struct status status = {0};
    struct doran_error trouble = {0};
    gather(cli, &status, &trouble);
    if (cli->json)
        return print_json(cli, &status);
    print_status(cli, &status, &trouble);
    return CLI_EXIT_ok;
}
