#include "server/rules/reminder.h"

#include "server/rules/calendar.h"
#include "server/rules/notice.h"
#include "server/store/event.h"
#include "server/store/family.h"
#include "server/store/reminder.h"

#include <string.h>

#define LATE_AT_MOST DORAN_DAY
#define WINDOWS 3        /* Of DORAN_WINDOW_DAYS_MAX days: further ahead it is looked again later. */
#define WINDOW_FULL 1000 /* Occurrences of one event in a window, of at most one a day and 400 days long. */

/* An event as it is expanded: a series needs those of its occurrences that are different. */
struct scene {
    const struct doran_family *family;
    const struct doran_event *event;
    struct doran_event_list events;
};

static enum store_result set_scene(struct store *store, const struct doran_family *family,
                                   const struct doran_event *event, struct scene *out)
{
    struct doran_event_list different = {0};
    *out = (struct scene){.family = family, .event = event};
    enum store_result result =
        event->rrule ? store_event_different(store, family->id, event->id, &different) : STORE_OK;
    if (result != STORE_OK)
        return result;
    out->events.items = doran_arena_alloc(store->arena, (different.count + 1) * sizeof *out->events.items);
    if (!out->events.items)
        return store_broken(store);
    if (different.count > 0)
        memcpy(out->events.items, different.items, different.count * sizeof *different.items);
    out->events.items[different.count] = *event;
    out->events.count = different.count + 1;
    return STORE_OK;
}

/* The first occurrence that begins after an instant, within one window; `from` moves on to the window's end. */
static bool next_in_window(struct store *store, const struct scene *scene, doran_time after,
                           struct doran_date *from, const struct doran_occurrence **out)
{
    struct doran_occurrence_list list = {0};
    const struct doran_window window = {.from = *from,
                                        .to = doran_date_add_days(*from, DORAN_WINDOW_DAYS_MAX),
                                        .zone = scene->family->time_zone,
                                        .max = WINDOW_FULL};
    struct doran_error error;
    bool more = false;
    *out = NULL;
    *from = window.to;
    if (!doran_events_expand(scene->events.items, scene->events.count, &window, store->arena, &list, &more,
                             &error))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const struct doran_occurrence *item = &list.items[i];
        if (!strcmp(item->event_id, scene->event->id) && item->start_at > after &&
            (!*out || item->start_at < (*out)->start_at))
            *out = item;
    }
    return true;
}

/* When a reminder is due the next time after an instant. A minute that never comes is not noted. */
static enum store_result schedule(struct store *store, const struct scene *scene, int64_t minutes,
                                  doran_time after)
{
    const struct doran_zone *zone = doran_zone_find(scene->family->time_zone);
    const struct doran_occurrence *next = NULL;
    doran_time ahead = minutes * DORAN_MINUTE;
    struct store_reminder reminder = {
        .family = scene->family->id, .event = scene->event->id, .minutes = minutes, .occurrence = ""};
    if (!zone)
        return STORE_OK;
    struct doran_date from = doran_date_add_days(doran_zone_date(zone, after + ahead), -1);
    struct doran_wall start;
    if (!doran_when_parse(scene->event->start, scene->event->all_day, &start))
        return STORE_OK;
    if (doran_date_compare(from, start.date) < 0) /* Not before it begins, give or take a zone. */
        from = doran_date_add_days(start.date, -2);
    for (int i = 0; i < WINDOWS && !next && from.year <= DORAN_CALENDAR_YEAR_MAX; i++)
        if (!next_in_window(store, scene, after + ahead, &from, &next))
            return STORE_OK;
    if (!next && (!scene->event->rrule || from.year > DORAN_CALENDAR_YEAR_MAX))
        return STORE_OK;
    reminder.due = next ? next->start_at - ahead : doran_zone_day_start(zone, from) - ahead - 2 * DORAN_DAY;
    if (next)
        reminder.occurrence = next->recurrence_id ? next->recurrence_id : next->start;
    return store_reminder_put(store, &reminder);
}

enum store_result rules_remind(struct store *store, const struct doran_family *family, const char *id)
{
    struct doran_event event = {0};
    struct scene scene;
    enum store_result result = store_reminders_clear(store, family->id, id);
    if (result == STORE_OK)
        result = store_event(store, family->id, id, &event);
    if (result != STORE_OK || event.reminders.count == 0)
        return result == STORE_NONE ? STORE_OK : result;
    result = set_scene(store, family, &event, &scene);
    for (size_t i = 0; result == STORE_OK && i < event.reminders.count; i++)
        result = schedule(store, &scene, event.reminders.items[i].minutes, store->now);
    return result;
}

static enum store_result tell(struct store *store, const struct doran_family *family,
                              const struct doran_event *event)
{
    const struct notice notice = {.category = DORAN_category_event_reminder,
                                  .family = family,
                                  .subject_kind = DORAN_kind_event,
                                  .subject = event->id,
                                  .subject_title = event->title};
    return rules_tell_members(store, &notice, NULL);
}

/* The family's row is locked before the reminder is looked at again: nobody else has it then. */
static enum store_result fire(struct store *store, const struct store_reminder *reminder)
{
    struct doran_family family = {0};
    struct doran_event event = {0};
    struct scene scene;
    enum store_result result = store_family_lock(store, reminder->family, &family);
    if (result == STORE_OK)
        result = store_reminder_take(store, reminder);
    if (result == STORE_OK)
        result = store_event(store, family.id, reminder->event, &event);
    if (result == STORE_OK)
        result = set_scene(store, &family, &event, &scene);
    if (result != STORE_OK)
        return result == STORE_NONE ? STORE_OK : result;
    doran_time oldest = store->now - LATE_AT_MOST;
    if (*reminder->occurrence && reminder->due > oldest)
        result = tell(store, &family, &event);
    bool anew = !*reminder->occurrence;
    doran_time after = anew ? store->now : reminder->due > oldest ? reminder->due : oldest;
    return result == STORE_OK ? schedule(store, &scene, reminder->minutes, after) : result;
}

enum store_result rules_reminders_fire(struct store *store, int64_t limit, int64_t *count)
{
    struct store_reminder_list due = {0};
    enum store_result result = store_reminders_due(store, limit, &due);
    *count = (int64_t)due.count;
    for (size_t i = 0; result == STORE_OK && i < due.count; i++)
        result = fire(store, &due.items[i]);
    return result;
}
