/* calendar_search.c: finding events by their words. */
#include "client-tui/state/calendar.h"
#include "client-tui/state/state.h"
#include "client-tui/state/tour.h"

#include <stdlib.h>
#include <string.h>

#define AHEAD_DAYS 400 /* a series is looked for so far ahead */

static bool has_words(const char *text, const char *words)
{
    char *key = text ? doran_text_key(text) : NULL;
    bool found = key && strstr(key, words);
    free(key);
    return found;
}

static bool find_in_tour(struct state *state, const char *words, struct doran_event_list *out,
                         struct doran_arena *arena)
{
    struct doran_event_list all = {0};
    char *key = doran_text_key(words);
    tour_events(state->tour, &all);
    out->items = doran_arena_alloc(arena, (all.count + 1) * sizeof *out->items);
    for (size_t i = 0; key && out->items && i < all.count && out->count < CALENDAR_FOUND_MAX; i++)
        if (has_words(all.items[i].title, key) || has_words(all.items[i].note, key))
            out->items[out->count++] = all.items[i];
    bool good = key && out->items;
    free(key);
    return good;
}

/* The day it is next, or was last. */
static int32_t day_of(const struct state *state, const struct doran_event *event, struct doran_arena *arena)
{
    struct doran_date first, last, today = calendar_today(state);
    struct doran_occurrence_list next = {0};
    bool more;
    const char *zone = calendar_zone(state);
    const struct doran_window window = {
        .from = today, .to = doran_date_add_days(today, AHEAD_DAYS), .zone = zone, .max = 1};
    if (!doran_event_days(event, zone, &first, &last))
        return doran_date_number(today);
    if (!event->rrule || doran_date_compare(first, today) > 0)
        return doran_date_number(first);
    const struct doran_zone *found = doran_zone_find(zone);
    if (doran_events_expand(event, 1, &window, arena, &next, &more, NULL) && next.count > 0 && found)
        return doran_date_number(doran_zone_date(found, next.items[0].start_at));
    return doran_date_number(doran_date_compare(last, today) < 0 ? last : first);
}

struct order {
    struct calendar_found found;
    int32_t today;
};

/* What comes, the sooner first; then what was, the later first. */
static int compare(const void *left, const void *right)
{
    const struct order *a = left, *b = right;
    bool past_a = a->found.day < a->today, past_b = b->found.day < b->today;
    if (past_a != past_b)
        return past_a ? 1 : -1;
    if (a->found.day != b->found.day)
        return (a->found.day < b->found.day) != past_a ? -1 : 1;
    return strcmp(a->found.event->id, b->found.event->id);
}

static const struct calendar_entry *entry_on(struct state *state, const char *id, int32_t day)
{
    const struct calendar_days *days = calendar_read(state, day, day + 1);
    for (size_t i = 0; i < days->count; i++) {
        const struct doran_event *event = days->entries[i].event;
        if (strcmp(event->id, id) == 0 || strcmp(calendar_series(event), id) == 0)
            return &days->entries[i];
    }
    return NULL;
}

const struct calendar_entry *calendar_next_of(struct state *state, const char *id)
{
    struct doran_arena arena = DORAN_ARENA(64 * 1024);
    struct doran_event event;
    const struct calendar_entry *entry = NULL;
    if (calendar_event(state, id, &event, &arena))
        entry = entry_on(state, id, day_of(state, &event, &arena));
    doran_arena_deinit(&arena);
    return entry;
}

bool calendar_search(struct state *state, const char *words, struct calendar_found_list *out,
                     struct doran_arena *arena, struct doran_error *error)
{
    struct doran_event_list events = {0};
    *out = (struct calendar_found_list){0};
    bool good = state->tour ? find_in_tour(state, words, &events, arena)
                            : state->replica && state->family.id &&
                                  doran_replica_events_find(state->replica, state->family.id, words,
                                                            CALENDAR_FOUND_MAX, &events, arena, error);
    if (!good)
        return false;
    struct order *order = doran_arena_alloc(arena, (events.count + 1) * sizeof *order);
    out->items = doran_arena_alloc(arena, (events.count + 1) * sizeof *out->items);
    if (!order || !out->items)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    int32_t today = doran_date_number(calendar_today(state));
    for (size_t i = 0; i < events.count; i++)
        order[i] = (struct order){{&events.items[i], day_of(state, &events.items[i], arena)}, today};
    qsort(order, events.count, sizeof *order, compare);
    for (size_t i = 0; i < events.count; i++)
        out->items[out->count++] = order[i].found;
    return true;
}
