#include "libdoran/calendar/event_desk.h"

#include <string.h>

/* The day after an event's last, of one that becomes one of days. */
static const char *day_after(struct desk *desk, const struct doran_event *base)
{
    struct doran_wall end;
    if (!doran_when_parse(base->end, false, &end))
        return base->end;
    bool midnight = end.hour == 0 && end.minute == 0 && end.second == 0;
    int64_t day =
        (int64_t)doran_date_number(end.date) + (midnight && strcmp(base->end, base->start) != 0 ? 0 : 1);
    return event_when_text(desk->arena, day * DAY_SECONDS, true);
}

bool change_times(struct desk *desk, const struct doran_event *base, const struct doran_event_change *change,
                  struct doran_event *event)
{
    struct event_times times;
    bool turned = doran_has(change, event_change, all_day) && change->all_day != base->all_day;
    int64_t start;
    if (!event_times_read(base, &times, desk->error))
        return false;
    event->all_day = turned ? change->all_day : base->all_day;
    if (GIVEN(change, zone))
        event->zone = change->zone;
    else if (turned)
        event->zone = event->all_day ? NULL : desk->family_zone;
    if (change->start != NULL)
        event->start = change->start;
    else if (turned && !event->all_day)
        return desk_refuse(desk, "start", "Say at what time.");
    else if (turned)
        event->start = doran_arena_strndup(desk->arena, base->start, DORAN_DATE_TEXT_MAX - 1);
    if (change->end != NULL) {
        event->end = change->end;
        return true;
    }
    if (turned && change->start == NULL) {
        event->end = day_after(desk, base);
        return event->end != NULL || desk_no_memory(desk);
    }
    if (change->start == NULL)
        return true;
    struct doran_wall wall;
    struct event_times new = {.all_day = event->all_day,
                              .zone = event->all_day ? NULL : doran_zone_find(event->zone),
                              .length = turned ? DORAN_HOUR : times.length,
                              .days = turned ? 1 : times.days};
    if (!doran_when_parse(event->start, event->all_day, &wall) || (!new.all_day &&new.zone == NULL))
        return true; /* The check tells. */
    start = doran_wall_seconds(wall);
    event->end = event_when_text(desk->arena, event_end_of(&new, start), event->all_day);
    return event->end != NULL || desk_no_memory(desk);
}

void change_words(const struct doran_event_change *change, struct doran_event *event)
{
    if (change->title != NULL)
        event->title = change->title;
    if (GIVEN(change, note))
        event->note = change->note;
    if (change->colour != DORAN_event_colour_none)
        event->colour = change->colour;
    if (doran_has(change, event_change, reminders) || change->reminders.count > 0)
        event->reminders = change->reminders;
}

bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool same_reminders(const struct doran_reminder_list *a, const struct doran_reminder_list *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->items[i].minutes == b->items[i].minutes;
    return same;
}
