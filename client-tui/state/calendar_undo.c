/* calendar_undo.c: changing and deleting, and taking the last of that back while the program runs. What it was is worked out
 * from the same function that says what becomes of it; so nothing is kept that stays as it is, and what others change
 * elsewhere in a series stays as well. */
#include "client-tui/state/calendar_undo.h"

#include "client-tui/state/state.h"

#include <doran/copy.h>
#include <doran/json.h>
#include <doran/limits.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_BYTES_MAX (256 * 1024)
#define WORK_BYTES_MAX (16 * EVENT_BYTES_MAX)
#define RESTORE_EVENTS_MAX 50 /* As `events` of event_restore. */
#define NOT_YET "00000000-0000-4000-8000-000000000000"

struct calendar_undo {
    struct doran_arena arena;
    char family[37], event[37];
    bool deleted, makes; /* it brings an event into being */
    char made[37];       /* that one */
    struct doran_event_list events;
};

void calendar_undo_free(struct calendar_undo *undo)
{
    if (undo)
        doran_arena_deinit(&undo->arena);
    free(undo);
}

static const struct doran_event *find(const struct doran_event *events, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(events[i].id, id) == 0)
            return &events[i];
    return NULL;
}

/* The event itself first, then what is different in it. */
static bool sort_set(struct doran_event_list *list, const char *id, struct doran_event_set *set)
{
    const struct doran_event *asked = find(list->items, list->count, id);
    if (!asked)
        return false;
    const struct doran_event *series =
        asked->series_id ? find(list->items, list->count, asked->series_id) : asked;
    series = series ? series : asked;
    size_t index = (size_t)(series - list->items);
    struct doran_event first = list->items[index];
    list->items[index] = list->items[0];
    list->items[0] = first;
    *set = (struct doran_event_set){
        .event = list->items, .different = list->items + 1, .different_count = list->count - 1};
    return true;
}

static bool keep(struct calendar_undo *undo, const struct doran_event_list *before, const char *id)
{
    const struct doran_event *event = find(before->items, before->count, id);
    if (!event) {
        undo->makes = true;
        return true;
    }
    return undo->events.count < RESTORE_EVENTS_MAX &&
           doran_copy(DORAN_TYPE_event, event, &undo->events.items[undo->events.count++], &undo->arena);
}

static bool work_out(struct state *state, struct calendar_undo *undo, const char *id, const void *request,
                     struct doran_arena *arena)
{
    struct doran_event_list before = {0};
    struct doran_event_set set;
    struct doran_event_outcome outcome = {0};
    doran_time now = doran_time_now();
    const char *zone = state->family.time_zone;
    undo->events.items = doran_arena_alloc(&undo->arena, RESTORE_EVENTS_MAX * sizeof *undo->events.items);
    if (!undo->events.items || !calendar_event_set(state, id, &before, arena) || !sort_set(&before, id, &set))
        return false;
    snprintf(undo->event, sizeof undo->event, "%s", set.event->id);
    bool good = undo->deleted
                    ? doran_event_delete_apply(&set, id, request, now, arena, &outcome, NULL)
                    : doran_event_change_apply(&set, id, request, zone, NOT_YET, now, arena, &outcome, NULL);
    for (size_t i = 0; good && i < outcome.put.count; i++)
        good = keep(undo, &before, outcome.put.items[i].id);
    for (size_t i = 0; good && i < outcome.remove_count; i++)
        good = keep(undo, &before, outcome.remove[i]);
    return good;
}

/* What it takes to bring back what a call is about to change; NULL when that is more than a request holds. */
static struct calendar_undo *undo_of(struct state *state, bool deleted, const char *id, const void *request)
{
    struct calendar_undo *undo = calloc(1, sizeof *undo);
    struct doran_arena arena = DORAN_ARENA(WORK_BYTES_MAX);
    if (!undo)
        return NULL;
    undo->arena = DORAN_ARENA(2 * EVENT_BYTES_MAX);
    undo->deleted = deleted;
    snprintf(undo->family, sizeof undo->family, "%s", state->family.id ? state->family.id : "");
    bool good = work_out(state, undo, id, request, &arena);
    doran_arena_deinit(&arena);
    if (good)
        return undo;
    calendar_undo_free(undo);
    return NULL;
}

static struct doran_event_restore request_of(const struct calendar_undo *undo)
{
    struct doran_event_restore request = {.events = undo->events};
    if (undo->made[0])
        doran_set(&request, event_restore, made_id, undo->made);
    return request;
}

/* A request has room for it. */
static bool fits(const struct calendar_undo *undo)
{
    struct doran_event_restore request = request_of(undo);
    struct doran_buffer body = DORAN_BUFFER(DORAN_BODY_MAX);
    doran_json_encode(DORAN_TYPE_event_restore, &request, &body);
    bool good = !body.failed;
    doran_buffer_deinit(&body);
    return good;
}

static struct doran_path path_of(const struct state *state, const char *event)
{
    struct doran_path path = {0};
    const char *family = state->family.id;
    snprintf(path.ids[DORAN_PARAM_family], sizeof path.ids[0], "%s", family ? family : "");
    snprintf(path.ids[DORAN_PARAM_event], sizeof path.ids[0], "%s", event);
    return path;
}

bool calendar_alter(struct state *state, struct calendar_undo **last, enum doran_route_id route,
                    const char *id, const void *request, struct doran_error *error)
{
    char made[37];
    struct doran_path path = path_of(state, id);
    struct calendar_undo *undo = undo_of(state, route == DORAN_R_event_delete, id, request);
    if (!state_enqueue(state, route, &path, request, made, error)) {
        calendar_undo_free(undo);
        return false;
    }
    if (undo && undo->makes)
        snprintf(undo->made, sizeof undo->made, "%s", made);
    if (undo && !fits(undo)) {
        calendar_undo_free(undo);
        undo = NULL;
    }
    calendar_undo_free(*last);
    *last = undo;
    return true;
}

bool calendar_undo_is(const struct calendar_undo *last, const struct state *state)
{
    return last && state->family.id && strcmp(last->family, state->family.id) == 0;
}

bool calendar_undo_deleted(const struct calendar_undo *last)
{
    return last->deleted;
}

bool calendar_undo_do(struct state *state, struct calendar_undo **last, struct doran_error *error)
{
    struct doran_path path = path_of(state, (*last)->event);
    struct doran_event_restore request = request_of(*last);
    if (!state_enqueue(state, DORAN_R_event_restore, &path, &request, NULL, error))
        return false;
    calendar_undo_free(*last);
    *last = NULL;
    return true;
}
