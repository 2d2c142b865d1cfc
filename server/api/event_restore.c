/* event_restore.c: taking a change or a deletion of an event back. */
#include "server/api/event.h"
#include "server/api/handlers.h"
#include "server/rules/calendar.h"
#include "server/store/event.h"
#include "server/store/member.h"

#include <string.h>

/* What is there of an event: itself first. */
static bool find(struct api_call *call, struct store *store, const char *id, struct rules_event *out)
{
    enum store_result result = id ? rules_event_find(store, call->family.id, id, out) : STORE_NONE;
    if (result == STORE_NONE)
        *out = (struct rules_event){.event.id = "", .event.family_id = call->family.id};
    return result == STORE_NONE || call_done(call, result);
}

static bool may(struct api_call *call, const struct doran_event *event)
{
    return !event->id[0] || event_may_change(call, event) || call_refuse(call, DORAN_ERROR_forbidden, NULL);
}

/* `out` has the event, and in `other` what is different in it and what was made. */
static bool gather(struct store *store, const struct rules_event *made, struct rules_event *out)
{
    size_t count = out->other.count;
    bool apart = made->event.id[0] && strcmp(made->event.id, out->event.id) != 0;
    size_t room = count + (apart ? made->other.count + 1 : 0);
    struct doran_event *items = doran_arena_alloc(store->arena, (room + 1) * sizeof *items);
    if (!items) {
        store_broken(store);
        return false;
    }
    if (count > 0)
        memcpy(items, out->other.items, count * sizeof *items);
    if (apart)
        items[count++] = made->event;
    if (apart && made->other.count > 0)
        memcpy(items + count, made->other.items, made->other.count * sizeof *items);
    out->other = (struct doran_event_list){items, room};
    return true;
}

static bool list_all(struct store *store, const struct rules_event *found, struct doran_event_list *out)
{
    bool there = found->event.id[0];
    struct doran_event *items = doran_arena_alloc(store->arena, (found->other.count + 1) * sizeof *items);
    if (!items) {
        store_broken(store);
        return false;
    }
    *out = (struct doran_event_list){items, found->other.count + there};
    if (there)
        items[0] = found->event;
    if (found->other.count > 0)
        memcpy(items + there, found->other.items, found->other.count * sizeof *items);
    return true;
}

/* What is gone comes back as the host's word has it, else as one's own; and by an id that nothing else has. */
static bool settle_new(struct api_call *call, struct store *store, const struct doran_event_list *present,
                       struct doran_event *event)
{
    bool host = !strcmp(call->family.host_id, call->user);
    struct doran_event other = {0};
    for (size_t i = 0; i < present->count; i++)
        if (!strcmp(present->items[i].id, event->id))
            return true;
    if (!host || !event->author_id)
        event->author_id = call->user;
    enum store_result member = store_member_is(store, call->family.id, event->author_id);
    if (member == STORE_NONE)
        event->author_id = call->user;
    enum store_result taken = store_event(store, call->family.id, event->id, &other);
    if (taken == STORE_OK)
        return call_refuse(call, DORAN_ERROR_conflict, "events");
    return (member == STORE_NONE || call_done(call, member)) &&
           (taken == STORE_NONE || call_done(call, taken));
}

bool run_event_restore(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const struct doran_event_restore *restore = call->input;
    const char *id = call_id(call, DORAN_PARAM_event);
    struct rules_event found, made;
    struct doran_event_list present = {0};
    struct doran_event_outcome outcome = {0};
    if (!find(call, store, id, &found) || !find(call, store, restore->made_id, &made) ||
        !may(call, &found.event) || !may(call, &made.event) || !gather(store, &made, &found) ||
        !list_all(store, &found, &present) ||
        !doran_event_restore_apply(&present, id, restore, call->family.id, store->now, store->arena, &outcome,
                                   &call->error))
        return false;
    for (size_t i = 0; i < outcome.put.count; i++)
        if (!settle_new(call, store, &present, &outcome.put.items[i]))
            return false;
    enum store_result result = rules_event_apply(store, &call->family, &found, &outcome);
    return result == STORE_TAKEN ? call_refuse(call, DORAN_ERROR_conflict, "events")
                                 : call_found(call, result, DORAN_ERROR_limit_reached, DORAN_ERROR_conflict);
}
