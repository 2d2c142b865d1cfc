#include "client-tui/cli/event_all.h"

#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/i18n.h"
#include "client-tui/state/copy.h"

#include <doran/calendar.h>

#include <stdlib.h>
#include <string.h>

static int by_id(const void *left, const void *right)
{
    return strcmp((*(const struct doran_event *const *)left)->id,
                  (*(const struct doran_event *const *)right)->id);
}

static int by_start(const void *left, const void *right)
{
    int order = strcmp((*(const struct doran_event *const *)left)->start,
                       (*(const struct doran_event *const *)right)->start);
    return order ? order : by_id(left, right);
}

static bool keep(struct event_all *all, const struct doran_event *event)
{
    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? all->capacity * 2 : 256;
        const struct doran_event **items = realloc(all->items, capacity * sizeof *items);
        if (!items)
            return false;
        all->items = items;
        all->capacity = capacity;
    }
    struct doran_event *copy = doran_arena_alloc(&all->arena, sizeof *copy);
    if (!copy || !copy_object(DORAN_TYPE_event, event, copy, &all->arena, NULL))
        return false;
    all->items[all->count++] = copy;
    return true;
}

/* Takes those of a window that are not there yet; `items` are in the order of their ids. */
static bool take_window(struct event_all *all, const struct doran_event_list *list)
{
    size_t known = all->count;
    for (size_t i = 0; i < list->count; i++) {
        const struct doran_event *event = &list->items[i];
        if (known > 0 && bsearch(&event, all->items, known, sizeof *all->items, by_id))
            continue;
        if (!keep(all, event))
            return false;
    }
    if (all->count > known)
        qsort(all->items, all->count, sizeof *all->items, by_id);
    return true;
}

static bool read_windows(struct cli *cli, struct doran_replica *replica, const char *family,
                         struct event_all *all)
{
    struct doran_date at = {DORAN_CALENDAR_YEAR_MIN, 1, 1}, end = {DORAN_CALENDAR_YEAR_MAX + 1, 1, 1};
    while (doran_date_compare(at, end) < 0) {
        struct doran_arena arena = DORAN_ARENA(EVENT_ALL_ARENA_MAX);
        struct doran_event_list list = {0};
        struct doran_date to = doran_date_add_days(at, DORAN_WINDOW_DAYS_MAX);
        bool read = doran_replica_events(replica, family, at, to, &list, &arena, &cli->error) &&
                    (take_window(all, &list) || cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL));
        doran_arena_deinit(&arena);
        if (!read)
            return false;
        at = to;
    }
    if (all->count > 0)
        qsort(all->items, all->count, sizeof *all->items, by_start);
    return true;
}

bool event_all_read(struct cli *cli, const struct doran_family *family, bool offline, struct event_all *out)
{
    *out = (struct event_all){.arena = DORAN_ARENA(EVENT_ALL_ARENA_MAX)};
    if (!cli->offline && cli_drain(cli))
        return read_windows(cli, doran_client_replica(cli->client), family->id, out);
    if (!offline || (!cli->offline && !cli_is_unreachable(cli->error.code)))
        return false;
    if (!cli->offline)
        cli_remark(cli, _("The server cannot be reached; this is what this computer knows."));
    cli->offline = true;
    cli_disconnect(cli);
    return cli_open_replica(cli) && read_windows(cli, cli->replica, family->id, out);
}

void event_all_deinit(struct event_all *all)
{
    doran_arena_deinit(&all->arena);
    free(all->items);
    *all = (struct event_all){0};
}
