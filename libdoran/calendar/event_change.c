#include "libdoran/calendar/event_desk.h"

#include <string.h>

/* ---- One ---- */

static bool change_one(struct desk *desk, const struct doran_event_change *change, const char *new_id)
{
    const struct doran_event *series = desk->set->event;
    const struct doran_event *base = desk_different_at(desk, desk->at);
    struct doran_event fresh = *series;
    if (change->rrule != NULL)
        return desk_refuse(desk, "rrule", "One occurrence does not recur.");
    if (base == NULL) {
        struct event_times times;
        if (!event_times_read(series, &times, desk->error))
            return false;
        fresh.id = new_id;
        fresh.series_id = series->id;
        fresh.rrule = NULL;
        fresh.exceptions = (struct doran_exception_list){0};
        fresh.recurrence_id = fresh.start = event_when_text(desk->arena, desk->at, series->all_day);
        fresh.end = event_when_text(desk->arena, event_end_of(&times, desk->at), series->all_day);
        fresh.created_at = desk->now;
        if (fresh.start == NULL || fresh.end == NULL)
            return desk_no_memory(desk);
        base = &fresh;
    }
    struct doran_event event = *base;
    change_words(change, &event);
    if (!change_times(desk, base, change, &event) || !doran_event_check(&event, desk->error))
        return false;
    desk_put(desk, &event);
    return true;
}

/* ---- All ---- */

static bool change_all(struct desk *desk, const struct doran_event_change *change)
{
    size_t count = desk->set->different_count;
    const struct doran_event **different = doran_arena_alloc(desk->arena, (count + 1) * sizeof *different);
    if (different == NULL)
        return desk_no_memory(desk);
    for (size_t i = 0; i < count; i++)
        different[i] = &desk->set->different[i];
    struct turn turn = {.before = desk->set->event,
                        .after = *desk->set->event,
                        .different = different,
                        .different_count = count,
                        .direct = desk->from_first ? desk_different_at(desk, desk->at) : desk->addressed,
                        .with_times = desk->from_first};
    return change_series(desk, change, &turn);
}

/* ---- Following: a series in two ---- */

static bool change_following(struct desk *desk, const struct doran_event_change *change, const char *new_id)
{
    struct doran_event head, tail;
    size_t count = 0;
    const struct doran_event **later =
        doran_arena_alloc(desk->arena, (desk->set->different_count + 1) * sizeof *later);
    if (later == NULL)
        return desk_no_memory(desk);
    if (!desk_make_head(desk, &head) || !desk_make_tail(desk, new_id, &tail))
        return false;
    for (size_t i = 0; i < desk->set->different_count; i++) {
        int64_t at;
        if (event_when_seconds(desk->set->different[i].recurrence_id, &at) && at >= desk->at)
            later[count++] = &desk->set->different[i];
    }
    struct turn turn = {.before = &tail,
                        .after = tail,
                        .different = later,
                        .different_count = count,
                        .direct = desk_different_at(desk, desk->at),
                        .with_times = true};
    if (!change_series(desk, change, &turn))
        return false;
    if (!series_has_any(&head) && count == desk->set->different_count)
        desk_remove(desk, head.id);
    else
        desk_put(desk, &head);
    return true;
}

bool doran_event_change_apply(const struct doran_event_set *set, const char *target,
                              const struct doran_event_change *change, const char *family_zone,
                              const char *new_id, doran_time now, struct doran_arena *arena,
                              struct doran_event_outcome *out, struct doran_error *error)
{
    struct desk desk = {
        .set = set, .family_zone = family_zone, .now = now, .arena = arena, .out = out, .error = error};
    if (!desk_open(&desk) || !desk_address(&desk, target, change->scope, change->recurrence_id))
        return false;
    switch (desk.scope) {
    case DORAN_event_scope_one:
        return change_one(&desk, change, new_id);
    case DORAN_event_scope_following:
        return change_following(&desk, change, new_id);
    default:
        return change_all(&desk, change);
    }
}

/* ---- Deleting ---- */

static bool delete_one(struct desk *desk)
{
    const struct doran_event *series = desk->set->event, *different = desk_different_at(desk, desk->at);
    struct doran_event event = *series;
    size_t count = series->exceptions.count;
    if (count >= DORAN_EVENT_EXCEPTIONS_MAX)
        return doran_fail(desk->error, DORAN_ERROR_limit_reached, "exceptions", NULL);
    struct doran_exception *items = doran_arena_alloc(desk->arena, (count + 1) * sizeof *items);
    const char *at = event_when_text(desk->arena, desk->at, series->all_day);
    if (items == NULL || at == NULL)
        return desk_no_memory(desk);
    for (size_t i = 0; i < count; i++)
        items[i] = series->exceptions.items[i];
    items[count] = (struct doran_exception){.at = at};
    event.exceptions = (struct doran_exception_list){items, count + 1};
    size_t left = desk->set->different_count - (different != NULL ? 1 : 0);
    if (left == 0 && !series_has_any(&event))
        return desk_remove_all(desk);
    desk_put(desk, &event);
    if (different != NULL)
        desk_remove(desk, different->id);
    return true;
}

static bool delete_following(struct desk *desk)
{
    struct doran_event head;
    size_t removed = 0;
    if (!desk_make_head(desk, &head))
        return false;
    for (size_t i = 0; i < desk->set->different_count; i++) {
        int64_t at;
        if (event_when_seconds(desk->set->different[i].recurrence_id, &at) && at >= desk->at)
            desk->out->remove[removed++] = desk->set->different[i].id;
    }
    if (!series_has_any(&head) && removed == desk->set->different_count)
        return desk_remove_all(desk);
    desk->out->remove_count = removed;
    desk_put(desk, &head);
    return true;
}

bool doran_event_delete_apply(const struct doran_event_set *set, const char *target,
                              const struct doran_event_delete *deletion, doran_time now,
                              struct doran_arena *arena, struct doran_event_outcome *out,
                              struct doran_error *error)
{
    struct desk desk = {.set = set, .now = now, .arena = arena, .out = out, .error = error};
    if (!desk_open(&desk) || !desk_address(&desk, target, deletion->scope, deletion->recurrence_id))
        return false;
    switch (desk.scope) {
    case DORAN_event_scope_one:
        return delete_one(&desk);
    case DORAN_event_scope_following:
        return delete_following(&desk);
    default:
        return desk_remove_all(&desk);
    }
}
