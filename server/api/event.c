#include "server/api/event.h"

#include "server/api/handlers.h"
#include "server/rules/badge.h"
#include "server/rules/calendar.h"
#include "server/rules/notice.h"
#include "server/rules/reminder.h"
#include "server/store/event.h"

#include <doran/id.h>
#include <doran/rules.h>

#include <stdio.h>
#include <string.h>

static bool id_is_free(struct api_call *call, struct store *store, const char *id)
{
    struct doran_event event = {0};
    enum store_result result = id ? store_event(store, call->family.id, id, &event) : STORE_BROKEN;
    if (result == STORE_OK)
        return call_refuse(call, DORAN_ERROR_conflict, NULL);
    return result == STORE_NONE;
}

/* Tells the others of one event, or of many by the first of them. */
static bool tell(struct api_call *call, struct store *store, const struct doran_event *event,
                 const char *nickname)
{
    const struct notice notice = {.category = DORAN_category_event_added,
                                  .family = &call->family,
                                  .actor = call->user,
                                  .actor_nickname = nickname,
                                  .subject_kind = DORAN_kind_event,
                                  .subject = event->id,
                                  .subject_title = event->title};
    return call_done(call, rules_tell_members(store, &notice, NULL));
}

bool event_may_change(const struct api_call *call, const struct doran_event *event)
{
    const struct doran_standing standing = {.logged_in = true,
                                            .member = true,
                                            .host = !strcmp(call->family.host_id, call->user),
                                            .author =
                                                event->author_id && !strcmp(event->author_id, call->user)};
    return doran_may(DORAN_WHO_AUTHOR_OR_HOST, &standing) == DORAN_ERROR_none;
}

/* Whether a series may have one more that is different. */
static bool room_in_series(struct api_call *call, struct store *store, const char *series)
{
    int64_t different = 0;
    return call_done(call, store_event_different_count(store, call->family.id, series, &different)) &&
           (different < DORAN_SERIES_DIFFERENT_MAX || call_refuse(call, DORAN_ERROR_limit_reached, NULL));
}

/* An occurrence that is different names its series by the uid. `before` as in make(). */
static bool find_series(struct api_call *call, struct store *store, const struct doran_event *before,
                        struct doran_event *event)
{
    struct doran_event series = {0};
    if (!event->recurrence_id)
        return true;
    enum store_result result = store_event_by_uid(store, call->family.id, event->uid, NULL, &series);
    if (result == STORE_NONE || (result == STORE_OK && !series.rrule))
        return true; /* It stands for itself until the series comes. */
    event->series_id = series.id;
    if (!call_done(call, result))
        return false;
    if (!event_may_change(call, &series))
        return call_refuse(call, DORAN_ERROR_forbidden, NULL);
    bool counted = before && before->series_id && !strcmp(before->series_id, series.id);
    return counted || room_in_series(call, store, series.id);
}

static bool recurrence_makes_sense(struct api_call *call, const struct doran_event_create *create)
{
    struct doran_wall wall;
    const char *at = create->recurrence_id;
    if (at && !create->uid)
        return doran_fail(&call->error, DORAN_ERROR_invalid, "uid", "recurrence_id needs the series' uid.");
    return !at || doran_when_parse(at, true, &wall) || doran_when_parse(at, false, &wall) ||
           doran_fail(&call->error, DORAN_ERROR_invalid, "recurrence_id", "This is no day or wall time.");
}

/* The event of a request, checked, as somebody new makes it; `before` is what is there instead, NULL for nothing. */
static bool make(struct api_call *call, struct store *store, const struct doran_event_create *create,
                 const char *id, const struct doran_event *before, struct doran_event *out)
{
    if (!recurrence_makes_sense(call, create) ||
        !doran_event_from_create(create, id, call->family.id, call->family.time_zone, store->arena, out,
                                 &call->error))
        return false;
    out->author_id = call->user;
    out->created_at = out->changed_at = store->now;
    return find_series(call, store, before, out);
}

/* What goes with writing one: the occurrences that wait for it, the reminders. */
static bool settle(struct api_call *call, struct store *store, const struct doran_event *event)
{
    if (event->rrule &&
        !call_found(call, store_event_adopt(store, event), DORAN_ERROR_limit_reached, DORAN_ERROR_internal))
        return false;
    return call_done(call, rules_remind(store, &call->family, event->id)) &&
           (!event->series_id || call_done(call, rules_remind(store, &call->family, event->series_id)));
}

static bool add(struct api_call *call, struct store *store, const struct doran_event *event)
{
    enum store_result room = rules_event_room(store, call->family.id, 1, event->rrule != NULL);
    if (!call_found(call, room, DORAN_ERROR_limit_reached, DORAN_ERROR_internal))
        return false;
    enum store_result result = rules_event_put(store, event, NULL);
    if (result == STORE_TAKEN)
        return call_refuse(call, DORAN_ERROR_conflict, "uid");
    return call_done(call, result) && settle(call, store, event) &&
           (event->series_id ||
            call_done(call, rules_badge_advance(store, &call->family, DORAN_badge_name_together, 1)));
}

bool run_event_create(struct api_call *call, struct store *store, void *answer)
{
    struct doran_event *event = answer;
    const char *id = made_id(call, store);
    return id_is_free(call, store, id) && make(call, store, call->input, id, NULL, event) &&
           own_nickname(call, store, call->family.id, &event->author_name) && add(call, store, event) &&
           tell(call, store, event, event->author_name);
}

/* --- Changing and deleting ------------------------------------------------------------------------------------ */

/* `other` is what doran_event_set calls different. */
static struct doran_event_set set_of(const struct rules_event *found)
{
    return (struct doran_event_set){
        .event = &found->event, .different = found->other.items, .different_count = found->other.count};
}

static bool brings(const struct doran_event_outcome *outcome, const char *id)
{
    for (size_t i = 0; i < outcome->put.count; i++)
        if (!strcmp(outcome->put.items[i].id, id))
            return true;
    return false;
}

static bool apply(struct api_call *call, struct store *store, const struct rules_event *found,
                  const struct doran_event_outcome *outcome)
{
    enum store_result result = rules_event_apply(store, &call->family, found, outcome);
    return call_found(call, result, DORAN_ERROR_limit_reached, DORAN_ERROR_conflict);
}

bool run_event_change(struct api_call *call, struct store *store, void *answer)
{
    const char *id = call_id(call, DORAN_PARAM_event), *fresh = made_id(call, store);
    struct rules_event found;
    struct doran_event_outcome outcome = {0};
    if (!fresh || !call_done(call, rules_event_find(store, call->family.id, id, &found)))
        return false;
    const struct doran_event_set set = set_of(&found);
    if (!doran_event_change_apply(&set, id, call->input, call->family.time_zone, fresh, store->now,
                                  store->arena, &outcome, &call->error))
        return false;
    if (brings(&outcome, fresh) && !id_is_free(call, store, fresh))
        return false;
    if (!apply(call, store, &found, &outcome))
        return false;
    return call_done(call, store_event(store, call->family.id,
                                       outcome.put.count > 0 ? outcome.put.items[0].id : id, answer));
}

bool run_event_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const char *id = call_id(call, DORAN_PARAM_event);
    struct rules_event found;
    struct doran_event_outcome outcome = {0};
    if (!call_done(call, rules_event_find(store, call->family.id, id, &found)))
        return false;
    const struct doran_event_set set = set_of(&found);
    return doran_event_delete_apply(&set, id, call->input, store->now, store->arena, &outcome,
                                    &call->error) &&
           apply(call, store, &found, &outcome);
}

/* --- Taking in ------------------------------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool same_lists(const struct doran_event *a, const struct doran_event *b)
{
    if (a->exceptions.count != b->exceptions.count || a->reminders.count != b->reminders.count)
        return false;
    for (size_t i = 0; i < a->exceptions.count; i++)
        if (strcmp(a->exceptions.items[i].at, b->exceptions.items[i].at) != 0)
            return false;
    for (size_t i = 0; i < a->reminders.count; i++)
        if (a->reminders.items[i].minutes != b->reminders.items[i].minutes)
            return false;
    return true;
}

static bool same_event(const struct doran_event *a, const struct doran_event *b)
{
    return same(a->title, b->title) && same(a->note, b->note) && a->colour == b->colour &&
           a->all_day == b->all_day && same(a->start, b->start) && same(a->end, b->end) &&
           same(a->zone, b->zone) && same(a->rrule, b->rrule) && same(a->series_id, b->series_id) &&
           same_lists(a, b);
}

/* One that is there already keeps what the file does not speak of. */
static bool update(struct api_call *call, struct store *store, const struct doran_event_create *create,
                   const struct doran_event *before, struct doran_event *event,
                   struct doran_event_import_result *result)
{
    event->author_id = before->author_id;
    event->created_at = before->created_at;
    if (create->colour == DORAN_event_colour_none)
        event->colour = before->colour;
    if (create->reminders.count == 0)
        event->reminders = before->reminders;
    if (same_event(event, before)) {
        result->unchanged++;
        return true;
    }
    if (!event_may_change(call, before)) {
        result->refused++;
        return true;
    }
    result->changed++;
    enum store_result room =
        rules_event_room(store, call->family.id, 0, (event->rrule != NULL) - (before->rrule != NULL));
    return call_found(call, room, DORAN_ERROR_limit_reached, DORAN_ERROR_internal) &&
           call_done(call, rules_event_put(store, event, before)) && settle(call, store, event);
}

static bool take_in(struct api_call *call, struct store *store, const struct doran_event_create *create,
                    struct doran_event_import_result *result, struct doran_event *first)
{
    struct doran_event before = {0}, event = {0};
    enum store_result found = STORE_NONE;
    if (create->uid)
        found = store_event_by_uid(store, call->family.id, create->uid, create->recurrence_id, &before);
    bool there = found == STORE_OK;
    if (found == STORE_BROKEN)
        return false;
    const char *id = there ? before.id : doran_arena_strdup(store->arena, doran_id_new().text);
    if (!id || !make(call, store, create, id, there ? &before : NULL, &event)) {
        bool refused = call->error.code == DORAN_ERROR_forbidden;
        if (refused)
            doran_error_clear(&call->error);
        result->refused += refused;
        return refused;
    }
    if (there)
        return update(call, store, create, &before, &event, result);
    result->added++;
    if (!first->id)
        *first = event;
    return add(call, store, &event);
}

/* Of which event of the list an error is. */
static bool name_item(struct api_call *call, size_t index)
{
    char field[32];
    snprintf(field, sizeof field, "%.31s", call->error.field);
    if (call->error.code == DORAN_ERROR_invalid && field[0])
        snprintf(call->error.field, sizeof call->error.field, "events.%u.%s", (unsigned)index % 1000, field);
    return false;
}

/* Series before the occurrences of theirs that are different. */
bool run_event_import(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_event_import *request = call->input;
    struct doran_event first = {0};
    const char *nickname = NULL;
    for (int different = 0; different < 2; different++)
        for (size_t i = 0; i < request->events.count; i++) {
            const struct doran_event_create *create = &request->events.items[i];
            if ((create->recurrence_id != NULL) != (different == 1) ||
                take_in(call, store, create, answer, &first))
                continue;
            return name_item(call, i);
        }
    if (!first.id || request->quiet)
        return true;
    return own_nickname(call, store, call->family.id, &nickname) && tell(call, store, &first, nickname);
}
