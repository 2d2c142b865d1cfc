#include "libdoran/calendar/event_desk.h"

#include <string.h>

bool desk_no_memory(struct desk *desk)
{
    return doran_fail(desk->error, DORAN_ERROR_no_memory, NULL, NULL);
}

bool desk_refuse(struct desk *desk, const char *field, const char *why)
{
    return doran_fail(desk->error, DORAN_ERROR_invalid, field, "%s", why);
}

/* ---- The outcome ---- */

/* Room for everything that may come of it: the series, a new one, and all that is different. */
bool desk_open(struct desk *desk)
{
    size_t room = desk->set->different_count + 2;
    *desk->out = (struct doran_event_outcome){
        .put.items = doran_arena_alloc(desk->arena, room * sizeof *desk->out->put.items),
        .remove = doran_arena_alloc(desk->arena, room * sizeof *desk->out->remove)};
    return (desk->out->put.items != NULL && desk->out->remove != NULL) || desk_no_memory(desk);
}

void desk_put(struct desk *desk, const struct doran_event *event)
{
    struct doran_event *place = &desk->out->put.items[desk->out->put.count++];
    *place = *event;
    place->has = 0; /* What is there is sent; what was taken away has no value. */
    place->changed_at = desk->now;
}

void desk_remove(struct desk *desk, const char *id)
{
    desk->out->remove[desk->out->remove_count++] = id;
}

bool desk_remove_all(struct desk *desk)
{
    desk_remove(desk, desk->set->event->id);
    for (size_t i = 0; i < desk->set->different_count; i++)
        desk_remove(desk, desk->set->different[i].id);
    return true;
}

/* ---- Which event, which occurrence ---- */

const struct doran_event *desk_different_at(const struct desk *desk, int64_t at)
{
    const struct doran_event_set *set = desk->set;
    for (size_t i = 0; i < set->different_count; i++) {
        int64_t other;
        if (event_when_seconds(set->different[i].recurrence_id, &other) && other == at)
            return &set->different[i];
    }
    return NULL;
}

static bool find_occurrence(struct desk *desk, const char *recurrence_id)
{
    const struct doran_event *series = desk->set->event;
    if (recurrence_id == NULL)
        return desk_refuse(desk, "recurrence_id", "Say which occurrence.");
    if (!event_when_seconds(recurrence_id, &desk->at))
        return desk_refuse(desk, "recurrence_id", "It is written as the start is.");
    if (desk_different_at(desk, desk->at) != NULL)
        return true;
    if (event_leaves_out(series, desk->at) || series_find(series, desk->at) == 0)
        return doran_fail(desk->error, DORAN_ERROR_not_found, "recurrence_id",
                          "There is no such occurrence.");
    return true;
}

/* Scope and occurrence, with what is understood when they are not given. */
bool desk_address(struct desk *desk, const char *target, enum doran_event_scope scope,
                  const char *recurrence_id)
{
    const struct doran_event_set *set = desk->set;
    desk->addressed = strcmp(set->event->id, target) == 0 ? set->event : NULL;
    for (size_t i = 0; i < set->different_count && desk->addressed == NULL; i++)
        desk->addressed = strcmp(set->different[i].id, target) == 0 ? &set->different[i] : NULL;
    if (desk->addressed == NULL)
        return doran_fail(desk->error, DORAN_ERROR_not_found, NULL, NULL);
    bool of_series = desk->addressed != set->event;
    if (of_series && recurrence_id == NULL)
        recurrence_id = desk->addressed->recurrence_id;
    if (scope == DORAN_event_scope_none)
        scope = of_series ? DORAN_event_scope_one : DORAN_event_scope_all;
    if (!event_is_series(set->event))
        scope = DORAN_event_scope_all;
    desk->scope = scope;
    int64_t start;
    if (scope == DORAN_event_scope_all)
        return true;
    if (!find_occurrence(desk, recurrence_id))
        return false;
    if (scope == DORAN_event_scope_following && event_when_seconds(set->event->start, &start) &&
        desk->at <= start) {
        desk->scope = DORAN_event_scope_all;
        desk->from_first = true;
    }
    return true;
}

/* ---- A series in two ---- */

/* The exceptions before `at`, or from it on. */
static bool split_exceptions(struct desk *desk, bool before, struct doran_event *event)
{
    const struct doran_exception_list all = desk->set->event->exceptions;
    event->exceptions = (struct doran_exception_list){0};
    if (all.count == 0)
        return true;
    struct doran_exception *items = doran_arena_alloc(desk->arena, all.count * sizeof *items);
    if (items == NULL)
        return desk_no_memory(desk);
    event->exceptions.items = items;
    for (size_t i = 0; i < all.count; i++) {
        int64_t at;
        if (event_when_seconds(all.items[i].at, &at) && (at < desk->at) == before)
            items[event->exceptions.count++] = all.items[i];
    }
    return true;
}

static const char *write_rule(struct desk *desk, const struct doran_rule *rule)
{
    char text[DORAN_RRULE_TEXT_MAX];
    return doran_rule_format(rule, text) ? doran_arena_strdup(desk->arena, text) : NULL;
}

/* The series up to the addressed occurrence. */
bool desk_make_head(struct desk *desk, struct doran_event *head)
{
    struct event_times times;
    struct doran_rule rule;
    *head = *desk->set->event;
    if (!event_times_read(head, &times, desk->error) || !doran_rule_parse(head->rrule, &rule, desk->error) ||
        !split_exceptions(desk, true, head))
        return false;
    series_end_before(&rule, &times, desk->at);
    head->rrule = write_rule(desk, &rule);
    return head->rrule != NULL || desk_refuse(desk, "rrule", "The rule is too long.");
}

/* The series from the addressed occurrence on, as if it had always been one of its own. */
bool desk_make_tail(struct desk *desk, const char *new_id, struct doran_event *tail)
{
    struct event_times times;
    struct doran_rule rule;
    *tail = *desk->set->event;
    if (!event_times_read(tail, &times, desk->error) || !doran_rule_parse(tail->rrule, &rule, desk->error) ||
        !split_exceptions(desk, false, tail))
        return false;
    if (rule.count > 0)
        rule.count -= series_find(desk->set->event, desk->at) - 1;
    if (rule.lunar || rule.skip != DORAN_SKIP_OMIT)
        series_make_explicit(&rule, times.start.date);
    tail->id = new_id;
    tail->uid = doran_arena_printf(desk->arena, "%s@doran", new_id);
    tail->created_at = desk->now;
    tail->rrule = write_rule(desk, &rule);
    tail->start = event_when_text(desk->arena, desk->at, tail->all_day);
    tail->end = event_when_text(desk->arena, event_end_of(&times, desk->at), tail->all_day);
    return (tail->uid != NULL && tail->rrule != NULL && tail->start != NULL && tail->end != NULL) ||
           desk_no_memory(desk);
}
