/* outbox, sync: what is not sent yet. */
#include "client-tui/cli/outbox.h"
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/unsent.h"
#include "client-tui/state/words.h"

#include <doran/json.h>

#include <string.h>

static const char *const STATE_NAMES[] = {
    [DORAN_OUTBOX_waiting] = "waiting",
    [DORAN_OUTBOX_sending] = "sending",
    [DORAN_OUTBOX_parked] = "parked",
};

bool cli_outbox(struct cli *cli, struct doran_outbox_list *list)
{
    return cli_open_replica(cli) && doran_replica_outbox(cli->replica, list, &cli->arena, &cli->error);
}

static void write_item(struct doran_buffer *out, const struct doran_outbox_item *item)
{
    char time[DORAN_TIME_TEXT_MAX];
    const struct doran_route *route = doran_route(item->route);
    doran_buffer_printf(out, "{\"operation\":\"%s\",\"route\":\"%s\",\"queued_at\":\"%s\",\"state\":\"%s\"",
                        item->operation, route->name, doran_time_format(item->queued_at, time),
                        STATE_NAMES[item->state]);
    doran_buffer_puts(out, ",\"path\":{");
    bool first = true;
    for (int i = 0; i < DORAN_PARAM_COUNT; i++)
        if (item->path.ids[i][0] != '\0') {
            doran_buffer_printf(out, "%s\"%s\":\"%s\"", first ? "" : ",",
                                doran_param_name((enum doran_param)i), item->path.ids[i]);
            first = false;
        }
    doran_buffer_puts(out, "}");
    if (item->request && route->request != DORAN_TYPE_empty) {
        doran_buffer_puts(out, ",\"request\":");
        doran_json_encode(route->request, item->request, out);
    }
    if (item->state == DORAN_OUTBOX_parked)
        doran_buffer_printf(out, ",\"error\":\"%s\"", doran_error_name(item->error.code));
    doran_buffer_puts(out, "}");
}

static enum cli_exit print_json(struct cli *cli, const struct doran_outbox_list *list)
{
    struct doran_buffer out = {0};
    doran_buffer_puts(&out, "{\"items\":[");
    for (size_t i = 0; i < list->count; i++) {
        doran_buffer_puts(&out, i > 0 ? "," : "");
        write_item(&out, &list->items[i]);
    }
    doran_buffer_puts(&out, "]}");
    return cli_json_line(cli, &out) ? CLI_EXIT_ok : cli_failed(cli);
}

enum cli_exit cli_outbox_list(struct cli *cli)
{
    struct doran_outbox_list list = {0};
    if (!cli_outbox(cli, &list))
        return cli_failed(cli);
    if (cli->json)
        return print_json(cli, &list);
    struct cli_table table = {.columns = 5, .heads = {_("Id"), _("When"), _("What"), _("State"), _("Why")}};
    for (size_t i = 0; i < list.count; i++) {
        const struct doran_outbox_item *item = &list.items[i];
        const char *why = item->state == DORAN_OUTBOX_parked ? unsent_why(&cli->arena, item) : "";
        if (!CLI_ROW(cli, &table, cli_short_id(item->operation),
                     words_ago(&cli->arena, item->queued_at, cli->now),
                     unsent_line(cli->replica, &cli->arena, item), words_outbox_state(item->state), why))
            return cli_failed(cli);
    }
    cli_table_print(cli, &table, _("Everything is sent."));
    return CLI_EXIT_ok;
}

static bool pick_item(struct cli *cli, struct doran_outbox_item *out)
{
    struct doran_outbox_list list = {0};
    if (!cli_outbox(cli, &list))
        return false;
    struct cli_candidate *candidates = doran_arena_alloc(&cli->arena, (list.count + 1) * sizeof *candidates);
    if (!candidates)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < list.count; i++)
        candidates[i].id = list.items[i].operation;
    size_t index = 0;
    if (!cli_pick(cli, _("unsent"), cli_argument(cli, 0), candidates, list.count, &index))
        return false;
    *out = list.items[index];
    return true;
}

/* What is between this program and the one that sends has sentences of its own. */
static enum cli_exit failed_with(struct cli *cli, const struct doran_outbox_item *item)
{
    if (cli->error.code == DORAN_ERROR_conflict)
        cli->sentence = unsent_refusal(&cli->arena, item, &cli->error);
    return cli_failed(cli);
}

/* The place of the text that is meant: the first, or the one of that name. */
static bool find_text(struct cli *cli, const struct unsent_field *const *fields, size_t count, size_t *out)
{
    const char *name = cli_argument(cli, 2);
    for (*out = 0; *out < count; ++*out)
        if (!name || strcmp(fields[*out]->name, name) == 0)
            return true;
    if (count == 0)
        return cli_refuse(cli, DORAN_ERROR_invalid, NULL,
                          _("There is no text in it to change. It can be given up."));
    return cli_refuse(cli, DORAN_ERROR_invalid, name, _("It has no text of that name."));
}

enum cli_exit cli_outbox_edit(struct cli *cli)
{
    struct doran_outbox_item item;
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    const char *texts[UNSENT_FIELDS_MAX] = {NULL};
    size_t which = 0;
    if (!pick_item(cli, &item))
        return cli_failed(cli);
    size_t count = unsent_fields(&item, fields);
    for (size_t i = 0; i < count; i++)
        texts[i] = unsent_text(&item, fields[i]);
    if (!find_text(cli, fields, count, &which))
        return cli_failed(cli);
    texts[which] = cli_argument(cli, 1);
    cli->request = doran_route(item.route)->request;
    if (!unsent_change(cli->replica, &item, texts, &cli->error))
        return failed_with(cli, &item);
    return cli_done(cli, _("It is changed, and will be sent when there is a connection."));
}

enum cli_exit cli_outbox_drop(struct cli *cli)
{
    struct doran_outbox_item item;
    if (!pick_item(cli, &item) ||
        !cli_confirm(cli, sentence_of(&cli->arena, _("It will be given up: {what}."),
                                      {"what", unsent_line(cli->replica, &cli->arena, &item)})) ||
        !doran_replica_outbox_drop(cli->replica, item.operation, &cli->error))
        return failed_with(cli, &item);
    return cli_done(cli, _("It is given up, and what depends on it."));
}

enum cli_exit cli_outbox_retry(struct cli *cli)
{
    struct doran_outbox_item item;
    if (!pick_item(cli, &item) || !doran_replica_outbox_retry(cli->replica, item.operation, &cli->error))
        return failed_with(cli, &item);
    return cli_done(cli, _("It will be sent again when there is a connection."));
}

enum cli_exit cli_sync(struct cli *cli)
{
    struct doran_outbox_list list = {0};
    if (!cli_drain(cli) ||
        !doran_replica_outbox(doran_client_replica(cli->client), &list, &cli->arena, &cli->error))
        return cli_failed(cli);
    if (list.count == 0)
        return cli_done(cli, _("Everything is sent, and everything new is here."));
    return cli_done(cli, _("Everything new is here. Something could not be sent; see: doran outbox list"));
}
