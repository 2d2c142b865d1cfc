/* invite: asking people into a family. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/prompt/qr.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

enum cli_exit cli_invite_list(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_invite_page page = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_invite_list, &path, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_invite_page, &page);
    struct cli_table table = {.columns = 5,
                              .heads = {_("Id"), _("Family nickname"), _("To"), _("Sent"), _("Stands")}};
    for (size_t i = 0; i < page.invites.count; i++) {
        const struct doran_invite *invite = &page.invites.items[i];
        const char *to = invite->email ? invite->email : words_invite_kind(invite->kind);
        if (!CLI_ROW(cli, &table, cli_short_id(invite->id), invite->nickname, to,
                     words_ago(&cli->arena, invite->sent_at, cli->now),
                     words_left(&cli->arena, invite->expires_at, cli->now)))
            return cli_failed(cli);
    }
    cli_table_print(
        cli, &table,
        _("No invite waits for an answer. Invite somebody with: doran invite send, or: doran invite code"));
    return CLI_EXIT_ok;
}

/* Shows an invite that was just made: one by code with its message, the same for everybody by e-mail. */
static enum cli_exit show_sent(struct cli *cli, const struct doran_family *family,
                               const struct doran_invite_sent *sent)
{
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_invite_sent, sent);
    if (!sent->link) {
        cli_say(cli, words_invite_sent());
        return CLI_EXIT_ok;
    }
    cli_say(cli, _("Send this to them; it is shown only now:"));
    fprintf(cli->out, "\n%s\n\n",
            words_invite_message(&cli->arena, family->title, sent->invite->nickname, sent->link, sent->code));
    if (cli_given(cli, CLI_OPTION_qr) && !qr_print(cli->out, sent->link, true)) {
        cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        return cli_failed(cli);
    }
    cli_say(cli, sentence_of(&cli->arena, _("It stands until {date}."),
                             {"date", words_date(&cli->arena, sent->invite->expires_at, cli->now)}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_invite_send(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_invite_create request = {.nickname = cli_argument(cli, 1)};
    struct doran_invite_sent answer = {0};
    doran_set(&request, invite_create, email, cli_argument(cli, 0));
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_invite_create, &path, &request, &answer);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return show_sent(cli, &family, &answer);
}

enum cli_exit cli_invite_code(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_invite_create request = {.nickname = cli_argument(cli, 0)};
    struct doran_invite_sent answer = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    /* Never by the outbox: the code is shown in the answer alone. */
    if (!cli_call(cli, DORAN_R_invite_create, &path, &request, &answer))
        return cli_failed(cli);
    return show_sent(cli, &family, &answer);
}

/* The open invite of the family that a word names: by id, 호칭 or address. */
static bool pick_invite(struct cli *cli, const char *family, struct doran_invite *out)
{
    struct doran_invite_page page = {0};
    struct doran_path path = cli_path(DORAN_PARAM_family, family);
    if (!cli_read(cli, DORAN_R_invite_list, &path, NULL, &page))
        return false;
    struct cli_candidate candidates[DORAN_FAMILY_INVITES_MAX] = {0};
    size_t count =
        page.invites.count < DORAN_FAMILY_INVITES_MAX ? page.invites.count : DORAN_FAMILY_INVITES_MAX;
    size_t index = 0;
    for (size_t i = 0; i < count; i++) {
        const struct doran_invite *invite = &page.invites.items[i];
        candidates[i] = (struct cli_candidate){invite->id, {invite->nickname, invite->email}};
    }
    if (!cli_pick(cli, _("invite"), cli_argument(cli, 0), candidates, count, &index))
        return false;
    *out = page.invites.items[index];
    return true;
}

enum cli_exit cli_invite_resend(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_invite invite = {0};
    struct doran_invite_sent answer = {0};
    if (!cli_family(cli, &family) || !pick_invite(cli, family.id, &invite))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_invite, invite.id);
    if (!cli_call(cli, DORAN_R_invite_resend, &path, NULL, &answer))
        return cli_failed(cli);
    return show_sent(cli, &family, &answer);
}

enum cli_exit cli_invite_withdraw(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_invite invite = {0};
    if (!cli_family(cli, &family) || !pick_invite(cli, family.id, &invite))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_invite, invite.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_invite_withdraw, &path, NULL, NULL);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return cli_done(
        cli, sentence_of(&cli->arena, _("The invite for {who} is taken back."), {"who", invite.nickname}));
}
