/* event_all.h: the whole calendar of a family, as this computer has it. */
#ifndef DORAN_CLI_EVENT_ALL_H
#define DORAN_CLI_EVENT_ALL_H

#include "client-tui/cli/cli.h"

#define EVENT_ALL_ARENA_MAX ((size_t)256 * 1024 * 1024) /* What the events of a family may take. */

/* All events of a family, ordered by start; everything lies in the arena. */
struct event_all {
    struct doran_arena arena;
    const struct doran_event **items;
    size_t count;
};

/* Brings this computer's copy up to date and reads it. Without a connection the copy is taken as it is, with a remark, if
 * `offline` allows it. */
bool event_all_read(struct cli *cli, const struct doran_family *family, bool offline, struct event_all *out);
void event_all_deinit(struct event_all *all);

#endif
