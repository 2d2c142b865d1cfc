#include "client-tui/cli/event_all.h"

#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"

#include <stdlib.h>
#include <string.h>

static int by_start(const void *left, const void *right)
{
    const struct doran_event *a = *(const struct doran_event *const *)left,
                             *b = *(const struct doran_event *const *)right;
    int order = strcmp(a->start, b->start);
    return order ? order : strcmp(a->id, b->id);
}

static bool read_all(struct cli *cli, struct doran_replica *replica, const char *family,
                     struct event_all *all)
{
    struct doran_event_list list = {0};
    if (!doran_replica_events_find(replica, family, "", DORAN_FAMILY_EVENTS_MAX, &list, &all->arena,
                                   &cli->error))
        return false;
    all->items = doran_arena_alloc(&all->arena, (list.count + 1) * sizeof *all->items);
    if (!all->items)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < list.count; i++)
        all->items[all->count++] = &list.items[i];
    qsort(all->items, all->count, sizeof *all->items, by_start);
    return true;
}

bool event_all_read(struct cli *cli, const struct doran_family *family, bool offline, struct event_all *out)
{
    *out = (struct event_all){.arena = DORAN_ARENA(EVENT_ALL_ARENA_MAX)};
    if (!cli->offline && cli_drain(cli))
        return read_all(cli, doran_client_replica(cli->client), family->id, out);
    if (!offline || (!cli->offline && !cli_is_unreachable(cli->error.code)))
        return false;
    if (!cli->offline)
        cli_remark(cli, _("The server cannot be reached; this is what this computer knows."));
    cli->offline = true;
    cli_disconnect(cli);
    return cli_open_replica(cli) && read_all(cli, cli->replica, family->id, out);
}

void event_all_deinit(struct event_all *all)
{
    doran_arena_deinit(&all->arena);
    *all = (struct event_all){0};
}
