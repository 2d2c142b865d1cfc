/* event feed, feeds, unfeed: addresses from which phones subscribe to the calendar. */
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/prompt/qr.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

/* A server that does not know its own name gives the path; it is where we asked. */
static const char *whole_link(struct cli *cli, const char *link)
{
    const char *whole =
        link[0] == '/' ? doran_arena_printf(&cli->arena, "%s%s", cli->account.server, link) : link;
    return whole ? whole : link;
}

enum cli_exit cli_event_feed(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_feed_create request = {.name = cli_argument(cli, 0)};
    struct doran_feed_created created = {0};
    if (!cli_family(cli, &family))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    if (!cli_call(cli, DORAN_R_feed_create, &path, &request, &created))
        return cli_failed(cli);
    if (created.link)
        created.link = whole_link(cli, created.link);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_feed_created, &created);
    cli_say(cli,
            _("Subscribe to this address in the phone's calendar; it is shown only now, and whoever has it "
              "can read the calendar:"));
    fprintf(cli->out, "\n%s\n\n", created.link ? created.link : "-");
    if (created.link && cli_given(cli, CLI_OPTION_qr) && !qr_print(cli->out, created.link, true)) {
        cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        return cli_failed(cli);
    }
    cli_say(cli, sentence_of(&cli->arena, _("Void it with: doran event unfeed {id}"),
                             {"id", cli_short_id(created.feed->id)}));
    return CLI_EXIT_ok;
}

static bool read_feeds(struct cli *cli, struct doran_family *family, struct doran_feed_page *page)
{
    if (!cli_family(cli, family))
        return false;
    struct doran_path path = cli_path(DORAN_PARAM_family, family->id);
    return cli_read(cli, DORAN_R_feed_list, &path, NULL, page);
}

enum cli_exit cli_event_feeds(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_feed_page page = {0};
    if (!read_feeds(cli, &family, &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_feed_page, &page);
    struct cli_table table = {.columns = 3, .heads = {_("Id"), _("Name"), _("Made:")}};
    for (size_t i = 0; i < page.feeds.count; i++) {
        const struct doran_feed *feed = &page.feeds.items[i];
        if (!CLI_ROW(cli, &table, cli_short_id(feed->id), feed->name,
                     words_date(&cli->arena, feed->created_at, cli->now)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("No address reads the calendar. Make one with: doran event feed"));
    return CLI_EXIT_ok;
}

enum cli_exit cli_event_unfeed(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_feed_page page = {0};
    struct cli_candidate candidates[DORAN_FEEDS_MAX] = {0};
    size_t index = 0;
    if (!read_feeds(cli, &family, &page))
        return cli_failed(cli);
    size_t count = page.feeds.count < DORAN_FEEDS_MAX ? page.feeds.count : DORAN_FEEDS_MAX;
    for (size_t i = 0; i < count; i++)
        candidates[i] = (struct cli_candidate){page.feeds.items[i].id, {page.feeds.items[i].name}};
    if (!cli_pick(cli, _("address"), cli_argument(cli, 0), candidates, count, &index))
        return cli_failed(cli);
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_feed, page.feeds.items[index].id);
    if (!cli_call(cli, DORAN_R_feed_delete, &path, NULL, NULL))
        return cli_failed(cli);
    return cli_done(cli, _("That address reads nothing any more."));
}
