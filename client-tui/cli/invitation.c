/* invitation, join: being asked into a family. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/login.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#define INVITATIONS_MAX 50 /* As types.def bounds a page. */

enum cli_exit cli_invitation_list(struct cli *cli)
{
    struct doran_invitation_page page = {0};
    if (!cli_read(cli, DORAN_R_invitation_list, NULL, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_invitation_page, &page);
    struct cli_table table = {.columns = 5,
                              .heads = {_("Id"), _("Family"), _("From"), _("You will be"), _("Stands")}};
    for (size_t i = 0; i < page.invitations.count; i++) {
        const struct doran_invitation *invitation = &page.invitations.items[i];
        if (!CLI_ROW(cli, &table, cli_short_id(invitation->id), invitation->family_title,
                     invitation->inviter_nickname, invitation->nickname,
                     words_left(&cli->arena, invitation->expires_at, cli->now)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("No invitation waits for your answer."));
    return CLI_EXIT_ok;
}

/* The invitation that a word names, or the only one. */
static bool pick_invitation(struct cli *cli, struct doran_invitation *out)
{
    struct doran_invitation_page page = {0};
    struct cli_candidate candidates[INVITATIONS_MAX] = {0};
    if (!cli_read(cli, DORAN_R_invitation_list, NULL, NULL, &page))
        return false;
    size_t count = page.invitations.count < INVITATIONS_MAX ? page.invitations.count : INVITATIONS_MAX;
    size_t index = 0;
    for (size_t i = 0; i < count; i++) {
        const struct doran_invitation *invitation = &page.invitations.items[i];
        candidates[i] =
            (struct cli_candidate){invitation->id, {invitation->family_title, invitation->inviter_nickname}};
    }
    if (!cli_pick(cli, _("invitation"), cli_argument(cli, 0), candidates, count, &index))
        return false;
    *out = page.invitations.items[index];
    return true;
}

/* What is said and remembered when one has become a member. */
static enum cli_exit show_joined(struct cli *cli, const struct doran_membership *membership,
                                 const char *family)
{
    cli_remember_family(cli, membership->family_id);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_membership, membership);
    cli_say(cli, sentence_of(&cli->arena, _("Welcome to {family}. You are {nickname} here."),
                             {"family", family}, {"nickname", membership->nickname}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_invitation_accept(struct cli *cli)
{
    struct doran_invitation invitation = {0};
    struct doran_membership membership = {0};
    if (!pick_invitation(cli, &invitation))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_invite, invitation.id);
    if (!cli_call(cli, DORAN_R_invitation_accept, &path, NULL, &membership))
        return cli_failed(cli);
    return show_joined(cli, &membership, invitation.family_title);
}

enum cli_exit cli_invitation_decline(struct cli *cli)
{
    struct doran_invitation invitation = {0};
    if (!pick_invitation(cli, &invitation))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_invite, invitation.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_invitation_decline, &path, NULL, NULL);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return cli_done(cli,
                    sentence_of(&cli->arena, _("The invitation to {family} is declined. Nobody is told."),
                                {"family", invitation.family_title}));
}

static enum cli_exit show_preview(struct cli *cli, const struct doran_join_preview *preview)
{
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_join_preview, preview);
    const char *template = preview->family_title
                               ? _("{who} invites you to {family} as {nickname}. It stands: {left}.")
                               : _("This code opens sign-up. It stands: {left}.");
    cli_say(cli, sentence_of(&cli->arena, template, {"who", preview->inviter_nickname},
                             {"family", preview->family_title}, {"nickname", preview->nickname},
                             {"left", words_left(&cli->arena, preview->expires_at, cli->now)}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_join(struct cli *cli)
{
    struct doran_join_link link;
    struct doran_join_preview preview = {0};
    struct doran_membership membership = {0};
    const char *text;
    if (!cli_code(cli, cli_argument(cli, 0), &text) || !cli_take_link(cli, text, &link))
        return cli_failed(cli);
    struct doran_join_request request = {.code = link.code};
    if (!cli_call(cli, DORAN_R_join_preview, NULL, &request, &preview))
        return cli_failed(cli);
    if (cli_given(cli, CLI_OPTION_preview))
        return show_preview(cli, &preview);
    if (cli->account.token[0] == '\0') {
        cli_refuse(cli, DORAN_ERROR_unauthorized, NULL,
                   _("You are not logged in. Please log in first, or sign up with: doran signup --invite"));
        return cli_failed(cli);
    }
    if (!cli_call(cli, DORAN_R_join, NULL, &request, &membership))
        return cli_failed(cli);
    return show_joined(cli, &membership, preview.family_title ? preview.family_title : _("the family"));
}
