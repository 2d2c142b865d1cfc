/* badge: what the family earned, and how far it is with the rest. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/words.h"

enum cli_exit cli_badge_list(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_badge_page page = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_read(cli, DORAN_R_badge_list, &path, NULL, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_badge_page, &page);
    struct cli_table table = {.columns = 4,
                              .heads = {_("Badge"), _("For"), _("So far"), _("Earned")},
                              .right = {false, false, true, false}};
    for (size_t i = 0; i < page.badges.count; i++) {
        const struct doran_badge *badge = &page.badges.items[i];
        const char *far =
            doran_arena_printf(&cli->arena, "%lld/%lld", (long long)badge->count, (long long)badge->target);
        const char *earned = badge->earned_at ? words_date(&cli->arena, badge->earned_at, cli->now) : NULL;
        if (!far ||
            !CLI_ROW(cli, &table, words_badge(badge->name), words_badge_goal(badge->name), far, earned))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, "");
    return CLI_EXIT_ok;
}
