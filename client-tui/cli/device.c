/* device: the devices of an account, and letting in a new one. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/login.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>
#include <time.h>

#define CLAIM_PAUSE_SECONDS 3 /* Between two questions whether one was let in. */

enum cli_exit cli_device_list(struct cli *cli)
{
    struct doran_session_page page = {0};
    if (!cli_call(cli, DORAN_R_session_list, NULL, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_session_page, &page);
    struct cli_table table = {.columns = 4, .heads = {_("Id"), _("Device"), _("Since"), _("Last used")}};
    for (size_t i = 0; i < page.sessions.count; i++) {
        const struct doran_session *session = &page.sessions.items[i];
        bool current = strcmp(session->id, page.current) == 0;
        const char *used = current ? _("this one") : words_ago(&cli->arena, session->last_used_at, cli->now);
        if (!CLI_ROW(cli, &table, cli_short_id(session->id), session->name,
                     words_date(&cli->arena, session->created_at, cli->now), used))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("No device is logged in."));
    return CLI_EXIT_ok;
}

static bool pick_session(struct cli *cli, const char *wanted, const struct doran_session_page *page,
                         struct doran_session *out)
{
    struct cli_candidate candidates[DORAN_USER_SESSIONS_MAX] = {0};
    size_t count =
        page->sessions.count < DORAN_USER_SESSIONS_MAX ? page->sessions.count : DORAN_USER_SESSIONS_MAX;
    size_t index = 0;
    for (size_t i = 0; i < count; i++) {
        const struct doran_session *session = &page->sessions.items[i];
        bool current = strcmp(session->id, page->current) == 0;
        candidates[i] = (struct cli_candidate){session->id, {session->name, current ? "this" : NULL}};
    }
    if (!cli_pick(cli, _("device"), wanted, candidates, count, &index))
        return false;
    *out = page->sessions.items[index];
    return true;
}

enum cli_exit cli_device_end(struct cli *cli)
{
    struct doran_session_page page = {0};
    struct doran_session session;
    if (!cli_call(cli, DORAN_R_session_list, NULL, NULL, &page) ||
        !pick_session(cli, cli_argument(cli, 0), &page, &session))
        return cli_failed(cli);
    bool current = strcmp(session.id, page.current) == 0;
    if (current && !cli_confirm(cli, _("This very device will be logged out, and what it keeps is wiped.")))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_session, session.id);
    if (!cli_call(cli, DORAN_R_session_end, &path, NULL, NULL) || (current && !cli_forget_device(cli)))
        return cli_failed(cli);
    return cli_done(cli, sentence_of(&cli->arena, _("{device} is logged out."), {"device", session.name}));
}

enum cli_exit cli_device_requests(struct cli *cli)
{
    struct doran_approval_page page = {0};
    if (!cli_call(cli, DORAN_R_approval_list, NULL, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_approval_page, &page);
    struct cli_table table = {.columns = 4, .heads = {_("Id"), _("Device"), _("Asked"), _("Stands")}};
    for (size_t i = 0; i < page.approvals.count; i++) {
        const struct doran_approval *approval = &page.approvals.items[i];
        if (!CLI_ROW(cli, &table, cli_short_id(approval->id), approval->device,
                     words_ago(&cli->arena, approval->created_at, cli->now),
                     words_left(&cli->arena, approval->expires_at, cli->now)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("No new device asks to be let in."));
    return CLI_EXIT_ok;
}

/* The request that a word names, or the only one. */
static bool pick_approval(struct cli *cli, const char *wanted, struct doran_approval *out)
{
    struct doran_approval_page page = {0};
    struct cli_candidate candidates[DORAN_USER_APPROVALS_MAX] = {0};
    if (!cli_call(cli, DORAN_R_approval_list, NULL, NULL, &page))
        return false;
    size_t count =
        page.approvals.count < DORAN_USER_APPROVALS_MAX ? page.approvals.count : DORAN_USER_APPROVALS_MAX;
    size_t index = 0;
    for (size_t i = 0; i < count; i++)
        candidates[i] = (struct cli_candidate){page.approvals.items[i].id, {page.approvals.items[i].device}};
    if (!cli_pick(cli, _("new device"), wanted, candidates, count, &index))
        return false;
    *out = page.approvals.items[index];
    return true;
}

enum cli_exit cli_device_approve(struct cli *cli)
{
    struct doran_approval_answer request = {0};
    struct doran_approval approval;
    if (!cli_code(cli, cli_argument(cli, 0), &request.code) ||
        !pick_approval(cli, cli_argument(cli, 1), &approval))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_approval, approval.id);
    if (!cli_call(cli, DORAN_R_approval_accept, &path, &request, NULL))
        return cli_failed(cli);
    return cli_done(cli, sentence_of(&cli->arena, _("{device} is let in."), {"device", approval.device}));
}

enum cli_exit cli_device_refuse(struct cli *cli)
{
    struct doran_approval approval;
    if (!pick_approval(cli, cli_argument(cli, 0), &approval))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_approval, approval.id);
    if (!cli_call(cli, DORAN_R_approval_refuse, &path, NULL, NULL))
        return cli_failed(cli);
    return cli_done(cli,
                    sentence_of(&cli->arena, _("{device} is turned away."), {"device", approval.device}));
}

/* Asks again and again until somebody let this device in, or the time is over. */
static bool wait_for_session(struct cli *cli, const struct doran_approval_ticket *ticket,
                             struct doran_login *login)
{
    struct doran_approval_claim claim = {.secret = ticket->secret};
    struct doran_path path = cli_path(DORAN_PARAM_approval, ticket->id);
    while (doran_time_now() < ticket->expires_at) {
        if (cli_call(cli, DORAN_R_approval_claim, &path, &claim, login))
            return true;
        bool later = cli->error.code == DORAN_ERROR_not_found ||
                     cli->error.code == DORAN_ERROR_too_many_requests ||
                     cli->error.code == DORAN_ERROR_busy || cli->error.code == DORAN_ERROR_network;
        if (!later)
            return false;
        int pause =
            cli->error.retry_after > CLAIM_PAUSE_SECONDS ? cli->error.retry_after : CLAIM_PAUSE_SECONDS;
        nanosleep(&(struct timespec){.tv_sec = pause}, NULL);
    }
    return cli_refuse(cli, DORAN_ERROR_wrong_code, NULL, _("Nobody let this device in. Please ask again."));
}

enum cli_exit cli_device_request(struct cli *cli)
{
    struct doran_approval_request request = {0};
    struct doran_approval_ticket ticket = {0};
    struct doran_login login = {0};
    if (!cli_connect(cli) || !cli_ask(cli, cli_argument(cli, 0), _("E-mail"), &request.email))
        return cli_failed(cli);
    request.device = cli_device_name(cli);
    if (!cli_call(cli, DORAN_R_approval_request, NULL, &request, &ticket))
        return cli_failed(cli);
    /* On stderr, also with --json: a person has to read it while this waits. */
    fprintf(cli->err, "%s\n",
            sentence_of(&cli->arena,
                        _("The code of this device is {code}. On a device that is logged in: doran device "
                          "approve {code}"),
                        {"code", ticket.code}));
    fflush(cli->err);
    if (!wait_for_session(cli, &ticket, &login))
        return cli_failed(cli);
    return cli_logged_in(cli, &login);
}
