/* event_restore.c: a change or a deletion is taken back: what was there is put again as it was. */
#include "libdoran/calendar/event_desk.h"

#include <string.h>

struct undoing {
    const struct doran_event_list *present;
    const char *target, *made; /* `made` is NULL when there is nothing of it */
    const struct doran_event_restore *restore;
    struct desk desk;
};

static const struct doran_event *find(const struct doran_event_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (same_text(list->items[i].id, id))
            return &list->items[i];
    return NULL;
}

static bool not_of_it(struct undoing *undoing)
{
    return desk_refuse(&undoing->desk, "events", "This is not of the event.");
}

/* Twice the same event, or the same occurrence. */
static bool is_twice(const struct undoing *undoing, size_t index)
{
    const struct doran_event *event = &undoing->restore->events.items[index];
    for (size_t i = 0; i < index; i++) {
        const struct doran_event *other = &undoing->restore->events.items[i];
        if (same_text(other->id, event->id) ||
            (event->series_id != NULL && same_text(other->recurrence_id, event->recurrence_id)))
            return true;
    }
    return false;
}

static bool check(struct undoing *undoing, const struct doran_event *series, size_t index)
{
    const struct doran_event *event = &undoing->restore->events.items[index];
    const struct doran_event *there = find(undoing->present, event->id);
    bool itself = same_text(event->id, undoing->target);
    if (is_twice(undoing, index) || itself != (event->series_id == NULL))
        return not_of_it(undoing);
    if (itself && there != NULL && !same_text(there->uid, event->uid))
        return not_of_it(undoing);
    bool of_series = series != NULL && event_is_series(series) && event->recurrence_id != NULL &&
                     same_text(event->series_id, series->id) && same_text(event->uid, series->uid);
    if (!itself && (!of_series || (there != NULL && there->series_id == NULL)))
        return not_of_it(undoing);
    return doran_event_check(event, undoing->desk.error);
}

static void put(struct undoing *undoing, const struct doran_event *given, const char *family_id)
{
    const struct doran_event *there = find(undoing->present, given->id);
    struct doran_event event = *given;
    event.family_id = family_id;
    event.author_id = there != NULL ? there->author_id : given->author_id;
    event.author_name = there != NULL ? there->author_name : given->author_name;
    event.created_at = there != NULL ? there->created_at : given->created_at;
    if (event.created_at > undoing->desk.now)
        event.created_at = undoing->desk.now;
    desk_put(&undoing->desk, &event);
}

static bool stands_in(const struct undoing *undoing, const struct doran_event *event)
{
    for (size_t i = 0; i < undoing->restore->events.count; i++) {
        const struct doran_event *given = &undoing->restore->events.items[i];
        if (given->series_id != NULL && same_text(given->recurrence_id, event->recurrence_id))
            return true;
    }
    return false;
}

static void clear_away(struct undoing *undoing)
{
    for (size_t i = 0; i < undoing->present->count; i++) {
        const struct doran_event *event = &undoing->present->items[i];
        bool made = undoing->made != NULL &&
                    (same_text(event->id, undoing->made) || same_text(event->series_id, undoing->made));
        bool replaced = same_text(event->series_id, undoing->target) && stands_in(undoing, event);
        if ((made || replaced) && find(&undoing->restore->events, event->id) == NULL)
            desk_remove(&undoing->desk, event->id);
    }
}

bool doran_event_restore_apply(const struct doran_event_list *present, const char *target,
                               const struct doran_event_restore *restore, const char *family_id,
                               doran_time now, struct doran_arena *arena, struct doran_event_outcome *out,
                               struct doran_error *error)
{
    struct undoing undoing = {.present = present,
                              .target = target,
                              .made = restore->made_id,
                              .restore = restore,
                              .desk = {.now = now, .arena = arena, .out = out, .error = error}};
    const struct doran_event *series = find(&restore->events, target);
    const struct doran_event_set room = {.different_count = present->count + restore->events.count};
    undoing.desk.set = &room;
    series = series != NULL ? series : find(present, target);
    if (undoing.made != NULL && (same_text(undoing.made, target) || find(present, undoing.made) == NULL))
        undoing.made = NULL;
    if (series == NULL && undoing.made == NULL)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, NULL);
    if (!desk_open(&undoing.desk))
        return false;
    for (size_t i = 0; i < restore->events.count; i++)
        if (!check(&undoing, series, i))
            return false;
    clear_away(&undoing);
    for (size_t i = 0; i < restore->events.count; i++)
        if (restore->events.items[i].series_id == NULL)
            put(&undoing, &restore->events.items[i], family_id);
    for (size_t i = 0; i < restore->events.count; i++)
        if (restore->events.items[i].series_id != NULL)
            put(&undoing, &restore->events.items[i], family_id);
    return true;
}
