/* Missions that are proposed, checked or taken away, but not sent yet. */
#include "libdoran/replica/overlay.h"

#include <doran/mission.h>

#include <string.h>

static struct doran_mission *mission_of(const struct store_item *item, const struct store_rows *rows)
{
    if (strcmp(rows->stream, item->params.ids[DORAN_PARAM_family]) != 0)
        return NULL;
    return store_rows_find(rows, item->params.ids[DORAN_PARAM_mission]);
}

static bool add_parts(const struct doran_mission_create *create, struct doran_mission *mission,
                      struct doran_arena *arena)
{
    size_t count = create->participants.count;
    mission->parts.items = doran_arena_alloc(arena, (count + 1) * sizeof *mission->parts.items);
    if (mission->parts.items == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        mission->parts.items[i] =
            (struct doran_mission_part){.user_id = create->participants.items[i].user_id};
    mission->parts.count = count;
    return true;
}

/* The server lets a mission go by the id of the operation that proposed it. */
bool overlay_mission_create(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_mission_create *create = item->request;
    if (strcmp(rows->stream, item->params.ids[DORAN_PARAM_family]) != 0 ||
        store_rows_find(rows, item->operation) != NULL)
        return true;
    char *month = doran_arena_alloc(rows->arena, DORAN_MONTH_LENGTH + 1);
    struct doran_mission *mission = month != NULL ? store_rows_add(rows) : NULL;
    if (mission == NULL)
        return false;
    if (!doran_month_of(item->queued_at, rows->zone, month))
        doran_month_of(item->queued_at, "UTC", month);
    *mission = (struct doran_mission){
        .id = item->operation,
        .family_id = item->params.ids[DORAN_PARAM_family],
        .title = create->title,
        .month = month,
        .created_at = item->queued_at,
    };
    doran_set(mission, mission, author_id, rows->me);
    return add_parts(create, mission, rows->arena);
}

bool overlay_mission_delete(const struct store_item *item, struct store_rows *rows)
{
    struct doran_mission *mission = mission_of(item, rows);
    if (mission != NULL && mission->completed_at == 0)
        store_rows_remove(rows, (size_t)(mission - (struct doran_mission *)rows->items));
    return true;
}

static struct doran_mission_part *own_part(struct doran_mission *mission, const char *me)
{
    for (size_t i = 0; i < mission->parts.count; i++) {
        if (strcmp(mission->parts.items[i].user_id, me) == 0)
            return &mission->parts.items[i];
    }
    return NULL;
}

static void complete_when_done(struct doran_mission *mission, doran_time at)
{
    for (size_t i = 0; i < mission->parts.count; i++) {
        if (mission->parts.items[i].checked_at == 0)
            return;
    }
    doran_set(mission, mission, completed_at, at);
}

bool overlay_mission_check(const struct store_item *item, struct store_rows *rows)
{
    struct doran_mission *mission = mission_of(item, rows);
    struct doran_mission_part *part = mission != NULL ? own_part(mission, rows->me) : NULL;
    if (part == NULL || part->checked_at != 0)
        return true;
    doran_set(part, mission_part, checked_at, item->queued_at);
    complete_when_done(mission, item->queued_at);
    return true;
}

bool overlay_mission_uncheck(const struct store_item *item, struct store_rows *rows)
{
    struct doran_mission *mission = mission_of(item, rows);
    struct doran_mission_part *part = mission != NULL ? own_part(mission, rows->me) : NULL;
    if (part == NULL || part->checked_at == 0 || mission->completed_at != 0)
        return true;
    part->checked_at = 0;
    part->has &= ~DORAN_BIT(mission_part, checked_at);
    return true;
}
