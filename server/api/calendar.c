#include "server/api/event.h"
#include "server/api/handlers.h"
#include "server/store/event.h"
#include "server/store/family.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 5000 /* Events that are looked at: those of whole months, of which a window may be a part. */
#define EVENTS_MAX 1000                          /* Of one page, as types.def has it. */
#define BYTES_MAX (DORAN_ANSWER_MAX / (size_t)4) /* Of the events of one page, as far as texts go. */

static int by_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct doran_event *)item)->id);
}

static size_t bytes_of(const struct doran_event *event)
{
    return sizeof *event + strlen(event->title) + (event->note ? strlen(event->note) : 0) +
           event->exceptions.count * 32;
}

/* Keeps the occurrences from the first on as long as their events fit, and of the events those that have one. */
static void fill_page(const struct doran_event_list *events, bool *wanted, struct doran_calendar_page *out)
{
    size_t fits = 0, count = 0, bytes = 0;
    for (; fits < out->occurrences.count; fits++) {
        const struct doran_event *event = bsearch(out->occurrences.items[fits].event_id, events->items,
                                                  events->count, sizeof *events->items, by_id);
        size_t index = event ? (size_t)(event - events->items) : 0;
        if (!event || wanted[index])
            continue;
        bytes += bytes_of(event);
        if (count == EVENTS_MAX || bytes > BYTES_MAX)
            break;
        wanted[index] = true;
        count++;
    }
    out->more = out->more || fits < out->occurrences.count;
    out->occurrences.count = fits;
    for (size_t i = 0; i < events->count; i++)
        if (wanted[i])
            out->events.items[out->events.count++] = events->items[i];
}

enum store_result calendar_read(struct store *store, const char *family, const struct doran_window *window,
                                struct doran_calendar_page *out, struct doran_error *error)
{
    struct doran_event_list events = {0};
    bool more = false;
    *out = (struct doran_calendar_page){0};
    int32_t first = doran_month_number(window->from),
            last = doran_month_number(doran_date_add_days(window->to, -1));
    enum store_result result = store_events(store, family, first, last, ROWS_MAX, &events, &more);
    if (result != STORE_OK)
        return result;
    if (!doran_events_expand(events.items, events.count, window, store->arena, &out->occurrences, &out->more,
                             error))
        return STORE_NONE;
    out->more = out->more || more;
    bool *wanted = doran_arena_alloc(store->arena, events.count + 1);
    out->events.items = doran_arena_alloc(store->arena, (events.count + 1) * sizeof *out->events.items);
    if (!wanted || !out->events.items)
        return store_broken(store);
    fill_page(&events, wanted, out);
    return STORE_OK;
}

bool calendar_read_day(struct api_call *call, const char *text, const char *field, struct doran_date *out)
{
    return (doran_date_parse(text, strlen(text), out) && out->year >= DORAN_CALENDAR_YEAR_MIN &&
            out->year <= DORAN_CALENDAR_YEAR_MAX) ||
           doran_fail(&call->error, DORAN_ERROR_invalid, field, "This is no day between %d and %d.",
                      DORAN_CALENDAR_YEAR_MIN, DORAN_CALENDAR_YEAR_MAX);
}

bool run_calendar(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_calendar_query *query = call->input;
    struct doran_window window = {0};
    struct doran_family family = {0};
    if (!calendar_read_day(call, query->from, "from", &window.from) ||
        !calendar_read_day(call, query->to, "to", &window.to))
        return false;
    int32_t days = doran_date_number(window.to) - doran_date_number(window.from);
    if (days < 1 || days > DORAN_WINDOW_DAYS_MAX)
        return doran_fail(&call->error, DORAN_ERROR_invalid, "to", "It is 1 to %d days after `from`.",
                          DORAN_WINDOW_DAYS_MAX);
    if (!call_done(call, store_family(store, call_id(call, DORAN_PARAM_family), &family)))
        return false;
    window.zone = family.time_zone;
    enum store_result result = calendar_read(store, family.id, &window, answer, &call->error);
    return result == STORE_OK;
}

bool run_event(struct api_call *call, struct store *store, void *answer)
{
    return call_done(call, store_event(store, call_id(call, DORAN_PARAM_family),
                                       call_id(call, DORAN_PARAM_event), answer));
}
