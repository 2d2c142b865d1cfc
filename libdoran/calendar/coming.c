/* coming.c: what the first screen tells of the calendar. */
#include <doran/calendar.h>

#include <string.h>

struct doran_window doran_window_coming(struct doran_date day, const char *zone)
{
    struct doran_date ahead = doran_date_add_days(day, DORAN_COMING_DAYS);
    struct doran_date next = doran_month_first(doran_month_number(day) + 1);
    return (struct doran_window){
        .from = day, .to = doran_date_compare(ahead, next) > 0 ? ahead : next, .zone = zone};
}

/* The lunar day of what recurs by the moon. `out` is left as it is for what does not, and outside the lunar tables. */
static bool write_lunar(const struct doran_event *event, const struct doran_occurrence *occurrence,
                        const struct doran_zone *zone, struct doran_arena *arena, const char **out)
{
    struct doran_lunar lunar;
    struct doran_date day;
    if (!doran_event_is_lunar(event))
        return true;
    if (!event->all_day)
        day = doran_zone_date(zone, occurrence->start_at);
    else if (!doran_date_parse(occurrence->start, strlen(occurrence->start), &day))
        return true;
    if (!doran_lunar_of_date(day, &lunar))
        return true;
    *out = doran_arena_printf(arena, "%s%d.%d", lunar.leap ? "*" : "", lunar.month, lunar.day);
    return *out != NULL;
}

static const struct doran_event *find(const struct doran_event_list *events, const char *id)
{
    for (size_t i = 0; i < events->count; i++)
        if (strcmp(events->items[i].id, id) == 0)
            return &events->items[i];
    return NULL;
}

bool doran_home_coming(struct doran_home *home, const struct doran_calendar_page *page, const char *zone,
                       struct doran_arena *arena)
{
    const struct doran_zone *here = doran_zone_or_utc(zone);
    struct doran_coming *items = doran_arena_alloc(arena, DORAN_HOME_COMING_MAX * sizeof *items);
    size_t count = 0, read = 0;
    if (items == NULL)
        return false;
    for (; read < page->occurrences.count && count < DORAN_HOME_COMING_MAX; read++) {
        const struct doran_occurrence *occurrence = &page->occurrences.items[read];
        const struct doran_event *event = find(&page->events, occurrence->event_id);
        if (event == NULL)
            continue;
        items[count] = (struct doran_coming){.event_id = event->id,
                                             .recurrence_id = occurrence->recurrence_id,
                                             .title = event->title,
                                             .colour = event->colour,
                                             .all_day = event->all_day,
                                             .start = occurrence->start,
                                             .end = occurrence->end,
                                             .start_at = occurrence->start_at,
                                             .end_at = occurrence->end_at};
        if (!write_lunar(event, occurrence, here, arena, &items[count++].lunar))
            return false;
    }
    home->coming = (struct doran_coming_list){items, count};
    home->more_coming = page->more || read < page->occurrences.count;
    return true;
}
