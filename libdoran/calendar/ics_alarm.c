/* VALARMs as reminders: minutes before the start (RFC 5545 §3.8.6.3). */
#include "libdoran/calendar/ics_item.h"

#include <stdio.h>
#include <strings.h>

#define MINUTES_MIN (-24 * 60) /* As `minutes` of types.def. */
#define MINUTES_MAX (28 * 24 * 60)

int64_t ics_duration_seconds(struct icaldurationtype duration)
{
    int64_t seconds = (((int64_t)duration.weeks * 7 + duration.days) * 24 + duration.hours) * 3600 +
                      (int64_t)duration.minutes * 60 + duration.seconds;
    return duration.is_neg ? -seconds : seconds;
}

static bool at_end(icalproperty *trigger)
{
    icalparameter *related = icalproperty_get_first_parameter(trigger, ICAL_RELATED_PARAMETER);
    return related != NULL && icalparameter_get_related(related) == ICAL_RELATED_END;
}

/* Seconds from the start to the alarm. */
static bool seconds_of(const struct ics_entry *entry, icalproperty *trigger,
                       const struct ics_context *context, int64_t *out)
{
    struct icaltriggertype when = icalproperty_get_trigger(trigger);
    if (!icaltime_is_null_time(when.time)) {
        struct ics_entry passing = {0};
        struct ics_moment moment;
        if (!ics_moment_of(context, &passing, trigger, when.time, &moment))
            return false;
        const char *zone = entry->start.all_day ? context->options->zone : entry->start.zone;
        moment = ics_moment_in(moment, zone, false);
        *out = doran_wall_seconds(moment.wall) - doran_wall_seconds(entry->start.wall);
        return true;
    }
    if (icaltriggertype_is_bad_trigger(when))
        return false;
    *out = ics_duration_seconds(when.duration) + (at_end(trigger) ? entry->seconds : 0);
    return true;
}

/* ACTION:NONE is Apple's way to say that no default alarm is wanted. */
static bool is_none(icalcomponent *alarm)
{
    icalproperty *property = icalcomponent_get_first_property(alarm, ICAL_ACTION_PROPERTY);
    const char *action = property != NULL ? icalproperty_get_value_as_string(property) : NULL;
    return action != NULL && strcasecmp(action, "NONE") == 0;
}

static void take_alarm(struct ics_entry *entry, icalcomponent *alarm, const struct ics_context *context,
                       struct doran_reminder_list *reminders)
{
    char text[32];
    icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
    if (is_none(alarm))
        return;
    int64_t seconds;
    if (trigger == NULL || !seconds_of(entry, trigger, context, &seconds)) {
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_alarm_left, "TRIGGER");
        return;
    }
    /* The minute it falls into. */
    int64_t minutes = seconds <= 0 ? -seconds / 60 : -((seconds + 59) / 60);
    snprintf(text, sizeof text, "%+lld min", (long long)-minutes);
    for (size_t i = 0; i < reminders->count; i++) {
        if (reminders->items[i].minutes == minutes)
            return;
    }
    if (minutes < MINUTES_MIN || minutes > MINUTES_MAX || reminders->count == DORAN_EVENT_REMINDERS_MAX) {
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_alarm_left, text);
        return;
    }
    if (icalcomponent_get_first_property(alarm, ICAL_REPEAT_PROPERTY) != NULL)
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_alarm_left, "REPEAT");
    reminders->items[reminders->count++] =
        (struct doran_reminder){.has = DORAN_BIT(reminder, minutes), .minutes = minutes};
}

bool ics_take_alarms(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    icalcomponent *alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT);
    if (alarm == NULL)
        return true;
    struct doran_reminder_list reminders = {
        .items = doran_arena_alloc(context->arena, DORAN_EVENT_REMINDERS_MAX * sizeof *reminders.items)};
    if (reminders.items == NULL)
        return false;
    for (; alarm != NULL; alarm = icalcomponent_get_next_component(event, ICAL_VALARM_COMPONENT))
        take_alarm(entry, alarm, context, &reminders);
    if (reminders.count > 0)
        doran_set(&entry->item.event, event_create, reminders, reminders);
    return true;
}
