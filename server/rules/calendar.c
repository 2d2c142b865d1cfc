#include "server/rules/calendar.h"

#include "server/rules/badge.h"
#include "server/rules/reminder.h"
#include "server/store/event.h"
#include "server/store/reminder.h"

#include <doran/limits.h>

#include <string.h>

#define ZONES_APART 2 /* Days: no two zones are further apart than 26 hours. */

/* A timed event is registered a little more widely than any zone has it, so that the family may move. */
static enum store_result months_of(struct store *store, const struct doran_event *event,
                                   struct store_months *out)
{
    struct doran_date first, last;
    struct doran_wall rule;
    if (!doran_event_days(event, event->zone ? event->zone : "UTC", &first, &last))
        return store_broken(store); /* It was checked before. */
    int margin = event->all_day ? 0 : ZONES_APART;
    *out = (struct store_months){
        .first = doran_month_number(doran_date_add_days(first, -margin)),
        .last = doran_month_number(doran_date_add_days(last, margin)),
        .rule = -1,
    };
    if (event->rrule && last.year >= DORAN_CALENDAR_YEAR_MAX)
        out->last = STORE_MONTH_LAST;
    bool day = event->recurrence_id && strlen(event->recurrence_id) < DORAN_DATE_TEXT_MAX;
    if (event->series_id && doran_when_parse(event->recurrence_id, day, &rule))
        out->rule = doran_month_number(rule.date);
    return STORE_OK;
}

enum store_result rules_event_find(struct store *store, const char *family, const char *id,
                                   struct rules_event *out)
{
    *out = (struct rules_event){0};
    enum store_result result = store_event(store, family, id, &out->event);
    if (result == STORE_OK && out->event.series_id) {
        struct doran_event series = {0};
        result = store_event(store, family, out->event.series_id, &series);
        if (result == STORE_NONE)
            return STORE_OK; /* It stands for itself. */
        out->event = series;
    }
    return result == STORE_OK ? store_event_different(store, family, out->event.id, &out->other) : result;
}

enum store_result rules_event_room(struct store *store, const char *family, int64_t all, int64_t recurring)
{
    int64_t present = 0, series = 0;
    if (all <= 0 && recurring <= 0)
        return STORE_OK;
    enum store_result result = store_event_count(store, family, &present, &series);
    if (result != STORE_OK)
        return result;
    bool room = (all <= 0 || present + all <= DORAN_FAMILY_EVENTS_MAX) &&
                (recurring <= 0 || series + recurring <= DORAN_FAMILY_SERIES_MAX);
    return room ? STORE_OK : STORE_NONE;
}

enum store_result rules_event_put(struct store *store, const struct doran_event *event,
                                  const struct doran_event *before)
{
    struct store_months months;
    enum store_result result = months_of(store, event, &months);
    return result == STORE_OK ? store_event_put(store, event, before, &months) : result;
}

static const struct doran_event *known(const struct rules_event *set, const char *id)
{
    if (!strcmp(set->event.id, id))
        return &set->event;
    for (size_t i = 0; i < set->other.count; i++)
        if (!strcmp(set->other.items[i].id, id))
            return &set->other.items[i];
    return NULL;
}

static bool is_different(const struct doran_event *event)
{
    return event && event->series_id;
}

/* Room among what is different is needed only for what is new: a series may have come by too much otherwise. */
static bool room_in_series(const struct rules_event *set, const struct doran_event_outcome *outcome)
{
    size_t fresh = 0, different = 0, removed = 0;
    for (size_t i = 0; i < set->other.count; i++)
        different += is_different(&set->other.items[i]);
    for (size_t i = 0; i < outcome->put.count; i++)
        fresh += is_different(&outcome->put.items[i]) && !known(set, outcome->put.items[i].id);
    for (size_t i = 0; i < outcome->remove_count; i++)
        removed += is_different(known(set, outcome->remove[i]));
    return fresh == 0 || different + fresh - removed <= DORAN_SERIES_DIFFERENT_MAX;
}

static enum store_result room_for(struct store *store, const struct rules_event *set,
                                  const struct doran_event_outcome *outcome)
{
    int64_t all = 0, recurring = 0;
    for (size_t i = 0; i < outcome->put.count; i++) {
        const struct doran_event *event = &outcome->put.items[i], *before = known(set, event->id);
        all += !before;
        recurring += (event->rrule != NULL) - (before && before->rrule);
    }
    for (size_t i = 0; i < outcome->remove_count; i++) {
        const struct doran_event *event = known(set, outcome->remove[i]);
        recurring -= event && event->rrule;
    }
    all -= (int64_t)outcome->remove_count;
    return room_in_series(set, outcome) ? rules_event_room(store, set->event.family_id, all, recurring)
                                        : STORE_NONE;
}

/* When a series moves, each of its occurrences may take the name in iCalendar that the next one has still. */
static enum store_result free_names(struct store *store, const struct rules_event *set,
                                    const struct doran_event_outcome *outcome)
{
    enum store_result result = STORE_OK;
    for (size_t i = 0; result == STORE_OK && i < outcome->put.count; i++) {
        const struct doran_event *event = known(set, outcome->put.items[i].id);
        if (event && event->series_id)
            result = store_event_unname(store, event);
    }
    return result;
}

static enum store_result write_outcome(struct store *store, const struct rules_event *set,
                                       const struct doran_event_outcome *outcome)
{
    enum store_result result = STORE_OK;
    for (size_t i = 0; result == STORE_OK && i < outcome->remove_count; i++) {
        const struct doran_event *event = known(set, outcome->remove[i]);
        if (event)
            result = store_event_remove(store, event);
    }
    if (result == STORE_OK)
        result = free_names(store, set, outcome);
    for (size_t i = 0; result == STORE_OK && i < outcome->put.count; i++) {
        const struct doran_event *event = &outcome->put.items[i];
        result = rules_event_put(store, event, known(set, event->id));
    }
    return result;
}

/* An occurrence that is different is no event more. */
static int64_t events_more(const struct rules_event *set, const struct doran_event_outcome *outcome)
{
    int64_t more = 0;
    for (size_t i = 0; i < outcome->put.count; i++)
        more += !outcome->put.items[i].series_id && !known(set, outcome->put.items[i].id);
    for (size_t i = 0; i < outcome->remove_count; i++) {
        const struct doran_event *event = known(set, outcome->remove[i]);
        more -= event && !event->series_id;
    }
    return more;
}

enum store_result rules_event_apply(struct store *store, const struct doran_family *family,
                                    const struct rules_event *set, const struct doran_event_outcome *outcome)
{
    enum store_result result = room_for(store, set, outcome);
    if (result == STORE_OK)
        result = write_outcome(store, set, outcome);
    int64_t more = events_more(set, outcome);
    if (result == STORE_OK && more != 0)
        result = rules_badge_advance(store, family, DORAN_badge_name_together, more);
    /* Its next occurrence may be another one now, also where the series is as it was. */
    if (result == STORE_OK)
        result = rules_remind(store, family, set->event.id);
    for (size_t i = 0; result == STORE_OK && i < outcome->put.count; i++)
        if (strcmp(outcome->put.items[i].id, set->event.id) != 0)
            result = rules_remind(store, family, outcome->put.items[i].id);
    return result;
}
