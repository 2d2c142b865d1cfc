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

/* Lists the event, what is different in it, and the same of what was made; but for itself that is the event's `other` then. */
static bool gather(struct store *store, const struct rules_event *made, struct rules_event *event,
                   struct doran_event_list *out)
{
    bool there = event->event.id[0],
         apart = made->event.id[0] && strcmp(made->event.id, event->event.id) != 0;
    size_t room = there + event->other.count + (apart ? 1 + made->other.count : 0);
    *out = (struct doran_event_list){doran_arena_alloc(store->arena, (room + 1) * sizeof *out->items), 0};
    if (!out->items) {
        store_broken(store);
        return false;
    }
    if (there)
        out->items[out->count++] = event->event;
    for (size_t i = 0; i < event->other.count; i++)
        out->items[out->count++] = event->other.items[i];
    if (apart)
        out->items[out->count++] = made->event;
    for (size_t i = 0; apart && i < made->other.count; i++)
        out->items[out->count++] = made->other.items[i];
    event->other = (struct doran_event_list){out->items + there, out->count - there};
    return true;
}

/* What is gone comes back as the host's word has it, else as one's own; and by an id that nothing else has. */
static bool settle_new(struct api_call *call, struct store *store, const struct doran_event_list *present,
                       struct doran_event *event)
{
    bool host = !strcmp(call->family.host_id, call->user);
    enum store_result member = STORE_NONE;
    struct doran_event other = {0};
    for (size_t i = 0; i < present->count; i++)
        if (!strcmp(present->items[i].id, event->id))
            return true;
    if (host && event->author_id)
        member = store_member_is(store, call->family.id, event->author_id);
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
        !may(call, &found.event) || !may(call, &made.event) || !gather(store, &made, &found, &present) ||
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
