/* member: who is in a family, what they are called, who is here. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/people.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

const char *cli_presence(struct cli *cli, const struct doran_presence_list *list, const char *user)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].user_id, user) == 0) {
            bool stale = cli->offline && list->items[i].online;
            return stale ? "" : words_presence(&cli->arena, &list->items[i], cli->now);
        }
    return "";
}

const char *cli_member_name(struct cli *cli, const struct doran_member *member)
{
    if (member->role != DORAN_role_host)
        return member->nickname;
    return sentence_of(&cli->arena, _("{who} ({role})"), {"who", member->nickname},
                       {"role", words_role(DORAN_role_host)});
}

enum cli_exit cli_member_list(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_member_page page = {0};
    struct doran_presence_page presence = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_member_list, &path, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_member_page, &page);
    if (!cli_read(cli, DORAN_R_presence_list, &path, NULL, &presence))
        return cli_failed(cli);
    struct cli_table table = {
        .columns = 5, .heads = {_("Id"), _("Family nickname"), _("Profile nickname"), _("Mood"), _("Here")}};
    for (size_t i = 0; i < page.members.count; i++) {
        const struct doran_member *member = &page.members.items[i];
        const char *here = cli_presence(cli, &presence.presence, member->user_id);
        if (!CLI_ROW(cli, &table, cli_short_id(member->user_id), cli_member_name(cli, member),
                     member->profile_nickname, words_mood_face(&cli->arena, member->mood, cli->emoji), here))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("Nobody is here."));
    return CLI_EXIT_ok;
}

enum cli_exit cli_member_presence(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_member_page page = {0};
    struct doran_presence_page presence = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_presence_list, &path, NULL, &presence))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_presence_page, &presence);
    if (!cli_read(cli, DORAN_R_member_list, &path, NULL, &page))
        return cli_failed(cli);
    struct cli_table table = {.columns = 2, .heads = {_("Family nickname"), _("Here")}};
    for (size_t i = 0; i < page.members.count; i++) {
        const struct doran_member *member = &page.members.items[i];
        const char *here = cli_presence(cli, &presence.presence, member->user_id);
        if (!CLI_ROW(cli, &table, member->nickname, here))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("Nobody is here."));
    return CLI_EXIT_ok;
}

enum cli_exit cli_member_rename(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_member member = {0}, changed = {0};
    if (!cli_family(cli, &family) || !cli_member(cli, family.id, cli_argument(cli, 0), &member))
        return cli_failed(cli);
    struct doran_member_change request = {.nickname = cli_argument(cli, 1)};
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_user, member.user_id);
    enum cli_sent sent = cli_send(cli, DORAN_R_member_change, &path, &request, &changed);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_member, &changed);
    cli_say(cli, sentence_of(&cli->arena, _("{before} is called {after} now."), {"before", member.nickname},
                             {"after", changed.nickname}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_member_remove(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_member member = {0};
    if (!cli_family(cli, &family) || !cli_member(cli, family.id, cli_argument(cli, 0), &member) ||
        !cli_confirm(cli, sentence_of(&cli->arena, _("{who} will no longer be part of {family}."),
                                      {"who", member.nickname}, {"family", family.title})))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_user, member.user_id);
    if (!cli_call(cli, DORAN_R_member_remove, &path, NULL, NULL))
        return cli_failed(cli);
    return cli_done(cli, sentence_of(&cli->arena, _("{who} is no longer part of {family}."),
                                     {"who", member.nickname}, {"family", family.title}));
}
