/* notification: one's news. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/id.h>

#include <string.h>

static bool read_page(struct cli *cli, int64_t limit, const char *before,
                      struct doran_notification_page *page)
{
    struct doran_notification_query query = {0};
    doran_set(&query, notification_query, limit, limit);
    if (before)
        doran_set(&query, notification_query, before, before);
    return cli_read(cli, DORAN_R_notification_list, NULL, &query, page);
}

enum cli_exit cli_notification_list(struct cli *cli)
{
    struct doran_notification_page page = {0};
    int64_t limit = DORAN_PAGE_DEFAULT;
    if (!cli_number(cli, CLI_OPTION_limit, 1, DORAN_PAGE_MAX, &limit) ||
        !read_page(cli, limit, cli_value(cli, CLI_OPTION_before), &page))
        return cli_failed(cli);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_notification_page, &page);
    struct cli_table table = {.columns = 5, .heads = {_("Id"), _("New"), _("When"), _("About"), _("News")}};
    for (size_t i = 0; i < page.notifications.count; i++) {
        const struct doran_notification *one = &page.notifications.items[i];
        if (!CLI_ROW(cli, &table, cli_short_id(one->id), one->read_at ? "" : _("new"),
                     words_ago(&cli->arena, one->created_at, cli->now), words_category(one->category),
                     words_notification(&cli->arena, one)))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("There is no news."));
    if (page.more)
        cli_remark(cli, sentence_of(&cli->arena, _("There is older news: --before {id}"),
                                    {"id", page.notifications.items[page.notifications.count - 1].id}));
    return CLI_EXIT_ok;
}

/* The notification that a word names: a whole id as it is, the end of one among those there are. */
static bool pick_notification(struct cli *cli, const char **id)
{
    struct doran_notification_page page = {0};
    const char *wanted = cli_argument(cli, 0);
    if (wanted && doran_id_valid(wanted, strlen(wanted))) {
        *id = wanted;
        return true;
    }
    if (!read_page(cli, DORAN_PAGE_MAX, NULL, &page))
        return false;
    size_t count = page.notifications.count;
    struct cli_candidate *candidates = doran_arena_alloc(&cli->arena, (count + 1) * sizeof *candidates);
    if (!candidates)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        candidates[i].id = page.notifications.items[i].id;
    size_t index = 0;
    if (!cli_pick(cli, _("news"), wanted, candidates, count, &index))
        return false;
    *id = candidates[index].id;
    return true;
}

static enum cli_exit mark(struct cli *cli, bool read)
{
    struct doran_notification_change request = {0};
    struct doran_notification answer = {0};
    const char *id = "";
    doran_set(&request, notification_change, read, read);
    if (!pick_notification(cli, &id))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_notification, id);
    enum cli_sent sent = cli_send(cli, DORAN_R_notification_change, &path, &request, &answer);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_notification, &answer);
    cli_say(cli, read ? _("It is marked as read.") : _("It is marked as unread."));
    return CLI_EXIT_ok;
}

enum cli_exit cli_notification_read(struct cli *cli)
{
    bool all = cli_given(cli, CLI_OPTION_all);
    if (all == (cli_argument(cli, 0) != NULL)) {
        cli_refuse(cli, DORAN_ERROR_malformed, NULL, _("Please give either one piece of news or --all."));
        return cli_failed(cli);
    }
    if (!all)
        return mark(cli, true);
    enum cli_sent sent = cli_send(cli, DORAN_R_notification_read_all, NULL, NULL, NULL);
    return sent == CLI_SENT ? cli_done(cli, _("All news is marked as read.")) : cli_not_sent(cli, sent);
}

enum cli_exit cli_notification_unread(struct cli *cli)
{
    return mark(cli, false);
}

enum cli_exit cli_notification_delete(struct cli *cli)
{
    const char *id = "";
    if (!pick_notification(cli, &id))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_notification, id);
    enum cli_sent sent = cli_send(cli, DORAN_R_notification_delete, &path, NULL, NULL);
    return sent == CLI_SENT ? cli_done(cli, _("It is deleted.")) : cli_not_sent(cli, sent);
}

enum cli_exit cli_notification_clear(struct cli *cli)
{
    if (!cli_confirm(cli, _("All your news will be deleted.")))
        return cli_failed(cli);
    enum cli_sent sent = cli_send(cli, DORAN_R_notification_delete_all, NULL, NULL, NULL);
    return sent == CLI_SENT ? cli_done(cli, _("All news is deleted.")) : cli_not_sent(cli, sent);
}
