/* signup, login, logout, recover, password, recovery-codes: who this device is. */
#include "client-tui/cli/login.h"
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"

#include <string.h>

const char *cli_device_name(struct cli *cli)
{
    const char *given = cli_value(cli, CLI_OPTION_device);
    if (given)
        return given;
    char name[DEVICE_NAME_SIZE];
    device_name(name);
    const char *copy = doran_arena_strdup(&cli->arena, name);
    return copy ? copy : "doran";
}

/* A replica of somebody else must not be shown to who logs in now. */
static bool forget_other_user(struct cli *cli, const char *before)
{
    if (before[0] == '\0' || strcmp(before, cli->account.user_id) == 0)
        return true;
    return cli_open_replica(cli) && doran_replica_wipe(cli->replica, &cli->error);
}

bool cli_take_login(struct cli *cli, const struct doran_login *login)
{
    struct doran_account *account = &cli->account;
    char before[sizeof account->user_id];
    memcpy(before, account->user_id, sizeof before);
    snprintf(account->token, sizeof account->token, "%s", login->token);
    snprintf(account->user_id, sizeof account->user_id, "%s", login->user->id);
    const char *language = cli_value(cli, CLI_OPTION_lang);
    if (language)
        snprintf(account->language, sizeof account->language, "%s", language);
    cli_disconnect(cli);
    return forget_other_user(cli, before) && doran_account_save(cli->profile, account, &cli->error);
}

static void say_welcome(struct cli *cli, const struct doran_user *user)
{
    cli_say(cli, sentence_of(&cli->arena, _("Welcome, {nickname}. This device is logged in."),
                             {"nickname", user->nickname}));
}

enum cli_exit cli_logged_in(struct cli *cli, const struct doran_login *login)
{
    if (!cli_take_login(cli, login))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_user, login->user);
    say_welcome(cli, login->user);
    return CLI_EXIT_ok;
}

static void print_recovery_codes(struct cli *cli, const struct doran_recovery_code_list *codes)
{
    cli_say(cli, _("Your recovery codes. Each stands in for a forgotten password, once. They are shown only "
                   "now: please "
                   "write them down."));
    for (size_t i = 0; i < codes->count; i++)
        fprintf(cli->out, "  %zu  %s\n", i + 1, codes->items[i].code);
}

/* The code of --invite; a link also tells the server and its key, unless the options name another. */
static bool read_invite(struct cli *cli, const char **code)
{
    const char *text = cli_value(cli, CLI_OPTION_invite);
    struct doran_join_link link;
    if (!text)
        return true;
    if (!cli_code(cli, text, &text) || !cli_take_link(cli, text, &link))
        return false;
    *code = doran_arena_strdup(&cli->arena, link.code);
    return *code || cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
}

bool cli_take_link(struct cli *cli, const char *text, struct doran_join_link *link)
{
    cli->request = DORAN_TYPE_join_request;
    cli->sentence = NULL;
    if (!doran_join_link_parse(text, link, &cli->error))
        return false;
    if (link->server[0] == '\0' || cli_given(cli, CLI_OPTION_server))
        return true;
    if (cli->account.token[0] != '\0' && strcmp(link->server, cli->account.server) != 0)
        return cli_refuse(
            cli, DORAN_ERROR_conflict, "server",
            _("This link is of another server. Please log in there first, under its own --profile."));
    snprintf(cli->account.server, sizeof cli->account.server, "%s", link->server);
    if (!cli_given(cli, CLI_OPTION_pin))
        snprintf(cli->account.pin, sizeof cli->account.pin, "%s", link->pin);
    return true;
}

/* An invite's code has let somebody sign up, and takes them into its family now. The code of a first account, or a family
 * that is gone meanwhile, leaves it at the sign-up. */
static void join_by_invite(struct cli *cli, const char *code)
{
    struct doran_join_request request = {.code = code};
    struct doran_membership membership = {0};
    struct doran_family family = {0};
    if (!code || !cli_call(cli, DORAN_R_join, NULL, &request, &membership))
        return;
    struct doran_path path = cli_path(DORAN_PARAM_family, membership.family_id);
    cli_remember_family(cli, membership.family_id);
    if (!cli->json && cli_call(cli, DORAN_R_family, &path, NULL, &family))
        cli_say(cli, sentence_of(&cli->arena, _("Welcome to {family}. You are {nickname} here."),
                                 {"family", family.title}, {"nickname", membership.nickname}));
}

enum cli_exit cli_signup(struct cli *cli)
{
    struct doran_signup_request request = {0};
    struct doran_login login = {0};
    if (!read_invite(cli, &request.code) ||
        !cli_ask(cli, cli_argument(cli, 0), _("E-mail"), &request.email) ||
        !cli_ask(cli, cli_argument(cli, 1), _("Profile nickname"), &request.nickname) ||
        !cli_new_password(cli, request.email, request.nickname, &request.password))
        return cli_failed(cli);
    request.device = cli_device_name(cli);
    if (!cli_call(cli, DORAN_R_signup, NULL, &request, &login))
        return cli_failed(cli);
    if (!cli_take_login(cli, &login))
        return cli_failed(cli);
    if (cli->json) {
        join_by_invite(cli, request.code);
        return cli_json(cli, DORAN_TYPE_recovery_codes,
                        &(struct doran_recovery_codes){.codes = login.recovery_codes});
    }
    say_welcome(cli, login.user);
    print_recovery_codes(cli, &login.recovery_codes);
    join_by_invite(cli, request.code);
    return CLI_EXIT_ok;
}

enum cli_exit cli_login(struct cli *cli)
{
    struct doran_login_request request = {0};
    struct doran_login login = {0};
    if (!cli_connect(cli) || !cli_ask(cli, cli_argument(cli, 0), _("E-mail"), &request.email) ||
        !cli_secret(cli, _("Password"), &request.password))
        return cli_failed(cli);
    request.device = cli_device_name(cli);
    if (!cli_call(cli, DORAN_R_login, NULL, &request, &login))
        return cli_failed(cli);
    return cli_logged_in(cli, &login);
}

enum cli_exit cli_recover(struct cli *cli)
{
    struct doran_recovery_request request = {0};
    struct doran_login login = {0};
    if (!cli_connect(cli) || !cli_ask(cli, cli_argument(cli, 0), _("E-mail"), &request.email) ||
        !cli_secret(cli, _("Recovery or reset code"), &request.code) ||
        !cli_new_password(cli, request.email, NULL, &request.password))
        return cli_failed(cli);
    request.device = cli_device_name(cli);
    if (!cli_call(cli, DORAN_R_recover, NULL, &request, &login))
        return cli_failed(cli);
    return cli_logged_in(cli, &login);
}

bool cli_forget_device(struct cli *cli)
{
    bool wiped = cli_open_replica(cli) && doran_replica_wipe(cli->replica, &cli->error);
    cli_disconnect(cli);
    struct doran_account rest = {0}; /* Where to log in again is no secret; who did is forgotten. */
    memcpy(rest.server, cli->account.server, sizeof rest.server);
    memcpy(rest.pin, cli->account.pin, sizeof rest.pin);
    memcpy(rest.language, cli->account.language, sizeof rest.language);
    cli->account = (struct doran_account){0};
    return doran_account_save(cli->profile, &rest, &cli->error) && wiped;
}

/* Asks when something would be lost with the log-out. */
static bool confirm_unsent(struct cli *cli)
{
    struct doran_outbox_list list = {0};
    if (!cli_open_replica(cli) || !doran_replica_outbox(cli->replica, &list, &cli->arena, &cli->error))
        return false;
    if (list.count == 0)
        return true;
    const char *count = doran_arena_printf(&cli->arena, "%zu", list.count);
    return cli_confirm(cli, sentence_of(&cli->arena,
                                        doran_plural("{n} change is not sent yet and would be lost.",
                                                     "{n} changes are not sent yet and would be lost.",
                                                     (unsigned long)list.count),
                                        {"n", count}));
}

enum cli_exit cli_logout(struct cli *cli)
{
    if (!confirm_unsent(cli))
        return cli_failed(cli);
    /* A session that the server has ended already is what was wanted. */
    if (!cli_call(cli, DORAN_R_logout, NULL, NULL, NULL) && cli->error.code != DORAN_ERROR_unauthorized)
        return cli_failed(cli);
    if (!cli_forget_device(cli))
        return cli_failed(cli);
    return cli_done(cli, _("This device is logged out, and what it kept is wiped."));
}

enum cli_exit cli_password(struct cli *cli)
{
    struct doran_password_change request = {0};
    if (!cli_secret(cli, _("Present password"), &request.current) ||
        !cli_new_password(cli, NULL, NULL, &request.password) ||
        !cli_call(cli, DORAN_R_password_change, NULL, &request, NULL))
        return cli_failed(cli);
    return cli_done(cli, _("The password is changed. All other devices are logged out."));
}

enum cli_exit cli_recovery_codes(struct cli *cli)
{
    struct doran_password_proof request = {0};
    struct doran_recovery_codes codes = {0};
    if (!cli_secret(cli, _("Password"), &request.password) ||
        !cli_call(cli, DORAN_R_recovery_renew, NULL, &request, &codes))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_recovery_codes, &codes);
    print_recovery_codes(cli, &codes.codes);
    return CLI_EXIT_ok;
}
