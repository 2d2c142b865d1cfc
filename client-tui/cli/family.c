/* family: making, showing, naming, handing over, leaving, deleting and bringing back. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

static bool is_host(const struct cli *cli, const struct doran_family *family)
{
    return strcmp(family->host_id, cli->account.user_id) == 0;
}

enum cli_exit cli_family_list(struct cli *cli)
{
    struct doran_family_page page = {0};
    bool deleted = cli_given(cli, CLI_OPTION_deleted);
    enum doran_route_id route = deleted ? DORAN_R_family_deleted_list : DORAN_R_family_list;
    if (!cli_read(cli, route, NULL, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family_page, &page);
    struct cli_table table = {.columns = 4,
                              .heads = {_("Id"), _("Family"), _("You"), deleted ? _("Deleted") : _("Made")}};
    for (size_t i = 0; i < page.families.count; i++) {
        const struct doran_family *family = &page.families.items[i];
        doran_time when = deleted ? family->deleted_at : family->created_at;
        if (!CLI_ROW(cli, &table, cli_short_id(family->id), family->title,
                     words_role(is_host(cli, family) ? DORAN_role_host : DORAN_role_member),
                     words_ago(&cli->arena, when, cli->now)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table,
                    deleted ? _("There is no family to bring back.")
                            : _("You are in no family yet. Make one with: doran family create, or join one "
                                "with: doran join"));
    return CLI_EXIT_ok;
}

enum cli_exit cli_family_create(struct cli *cli)
{
    struct doran_family_create request = {.title = cli_argument(cli, 0), .nickname = cli_argument(cli, 1)};
    struct doran_family family = {0};
    if (cli_given(cli, CLI_OPTION_zone))
        doran_set(&request, family_create, time_zone, cli_value(cli, CLI_OPTION_zone));
    if (!cli_call(cli, DORAN_R_family_create, NULL, &request, &family))
        return cli_failed(cli);
    cli_remember_family(cli, family.id);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &family);
    cli_say(cli,
            sentence_of(&cli->arena,
                        _("{family} is here, and you are its host. Invite the others with: doran invite"),
                        {"family", family.title}));
    return CLI_EXIT_ok;
}

static void print_family(struct cli *cli, const struct doran_family *family)
{
    fprintf(cli->out, "%s  %s\n", cli_bold(cli, family->title), cli_dim(cli, family->id));
    fprintf(cli->out, "%s %s\n", _("You are:"),
            words_role(is_host(cli, family) ? DORAN_role_host : DORAN_role_member));
    fprintf(cli->out, "%s %s\n", _("Time zone:"), family->time_zone);
    fprintf(cli->out, "%s %s\n", _("Made:"), words_date(&cli->arena, family->created_at, cli->now));
}

enum cli_exit cli_family_show(struct cli *cli)
{
    struct doran_family family = {0};
    if (cli_argument(cli, 0))
        cli->line.options[CLI_OPTION_family] = cli_argument(cli, 0);
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &family);
    print_family(cli, &family);
    return CLI_EXIT_ok;
}

enum cli_exit cli_family_use(struct cli *cli)
{
    struct doran_family family = {0};
    cli->line.options[CLI_OPTION_family] = cli_argument(cli, 0);
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &family);
    cli_say(cli, sentence_of(&cli->arena, _("Commands are about {family} from now on."),
                             {"family", family.title}));
    return CLI_EXIT_ok;
}

/* Sends a change of the family that the options name. */
static enum cli_exit change_family(struct cli *cli, const struct doran_family_change *request,
                                   const char *template)
{
    struct doran_family family = {0}, changed = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_family_change, &path, request, &changed);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &changed);
    cli_say(cli, sentence_of(&cli->arena, template, {"family", changed.title}, {"zone", changed.time_zone}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_family_rename(struct cli *cli)
{
    struct doran_family_change request = {0};
    doran_set(&request, family_change, title, cli_argument(cli, 0));
    return change_family(cli, &request, _("The family is called {family} now."));
}

enum cli_exit cli_family_zone(struct cli *cli)
{
    struct doran_family_change request = {0};
    doran_set(&request, family_change, time_zone, cli_argument(cli, 0));
    return change_family(cli, &request, _("{family} counts its days in {zone} now."));
}

enum cli_exit cli_family_host(struct cli *cli)
{
    struct doran_family family = {0}, changed = {0};
    struct doran_member member = {0};
    if (!cli_family(cli, &family) || !cli_member(cli, family.id, cli_argument(cli, 0), &member) ||
        !cli_confirm(cli, sentence_of(&cli->arena, _("{who} will be the host, and you no longer."),
                                      {"who", member.nickname})))
        return cli_failed(cli);
    struct doran_host_change request = {.user_id = member.user_id};
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_call(cli, DORAN_R_host_change, &path, &request, &changed))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &changed);
    cli_say(cli, sentence_of(&cli->arena, _("{who} is the host of {family} now."), {"who", member.nickname},
                             {"family", family.title}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_family_leave(struct cli *cli)
{
    struct doran_family family = {0};
    if (!cli_family(cli, &family) ||
        !cli_confirm(cli, sentence_of(&cli->arena,
                                      _("You will leave {family}, and see it again only when invited."),
                                      {"family", family.title})))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_call(cli, DORAN_R_family_leave, &path, NULL, NULL))
        return cli_failed(cli);
    return cli_done(cli, sentence_of(&cli->arena, _("You left {family}."), {"family", family.title}));
}

enum cli_exit cli_family_delete(struct cli *cli)
{
    struct doran_family family = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    const char *question =
        sentence_of(&cli->arena, _("{family} will be deleted with all in it. Write its name to go on"),
                    {"family", family.title});
    if (!cli_confirm_text(cli, question, family.title, cli_value(cli, CLI_OPTION_confirm)))
        return cli_failed(cli);
    struct doran_family_delete request = {.title = family.title};
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_call(cli, DORAN_R_family_delete, &path, &request, NULL))
        return cli_failed(cli);
    return cli_done(
        cli,
        sentence_of(&cli->arena,
                    _("{family} is deleted. For 30 days you can bring it back with: doran family restore"),
                    {"family", family.title}));
}

enum cli_exit cli_family_restore(struct cli *cli)
{
    struct doran_family_page page = {0};
    struct doran_family family = {0}, restored = {0};
    if (!cli_call(cli, DORAN_R_family_deleted_list, NULL, NULL, &page) ||
        !cli_pick_family(cli, cli_argument(cli, 0), &page.families, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_call(cli, DORAN_R_family_restore, &path, NULL, &restored))
        return cli_failed(cli);
    cli_remember_family(cli, restored.id);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_family, &restored);
    cli_say(cli, sentence_of(&cli->arena, _("{family} is back."), {"family", restored.title}));
    return CLI_EXIT_ok;
}
