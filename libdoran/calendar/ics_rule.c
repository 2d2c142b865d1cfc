/* The rule of an event that was read, and whether the calendar takes the event at all. */
#include "libdoran/calendar/ics_item.h"

#include <doran/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define CHINESE "RSCALE=CHINESE"
#define DANGI "RSCALE=DANGI"

static bool is_over(const struct ics_entry *entry, const struct doran_rule *rule)
{
    if (!rule->has_until)
        return false;
    if (rule->until_date || entry->start.all_day)
        return doran_date_compare(rule->until.date, entry->start.wall.date) < 0;
    if (!rule->until_utc)
        return doran_wall_compare(rule->until, entry->start.wall) < 0;
    struct ics_moment start = ics_moment_in(entry->start, "Etc/UTC", false);
    return doran_wall_compare(rule->until, start.wall) < 0;
}

/* Forgets that it recurs. */
static void make_single(struct doran_event_create *event)
{
    event->rrule = NULL;
    event->exceptions = (struct doran_exception_list){0};
    event->has &= ~(DORAN_BIT(event_create, rrule) | DORAN_BIT(event_create, exceptions));
}

/* The rule without semicolons that separate nothing, as some writers end theirs; NULL without memory. */
static char *tidied(struct doran_arena *arena, const char *rule)
{
    char *out = doran_arena_strdup(arena, rule), *to = out;
    for (const char *from = out; from != NULL && *from != '\0'; from++) {
        if (*from != ';' || (to > out && from[1] != ';' && from[1] != '\0'))
            *to++ = *from;
    }
    if (out != NULL)
        *to = '\0';
    return out;
}

bool ics_take_rule(struct ics_entry *entry, const struct ics_context *context)
{
    struct doran_event_create *event = &entry->item.event;
    struct doran_rule rule;
    struct doran_error error = {0};
    char text[DORAN_RRULE_TEXT_MAX];
    if (event->rrule == NULL || entry->item.left_out)
        return true;
    event->rrule = tidied(context->arena, event->rrule);
    if (event->rrule == NULL)
        return false;
    const char *chinese = strcasestr(event->rrule, CHINESE);
    if (chinese != NULL) {
        /* The two calendars have the same months; of a Chinese rule in a Korean family the Korean days are meant. */
        event->rrule = doran_arena_printf(context->arena, "%.*s" DANGI "%s", (int)(chinese - event->rrule),
                                          event->rrule, chinese + strlen(CHINESE));
        if (event->rrule == NULL)
            return false;
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_lunar, NULL);
    }
    if (!doran_rule_parse(event->rrule, &rule, &error) || !doran_rule_format(&rule, text)) {
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_bad_rule, event->rrule);
        return true;
    }
    if (is_over(entry, &rule)) {
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_once, NULL);
        make_single(event);
        return true;
    }
    event->rrule = doran_arena_strdup(context->arena, text);
    return event->rrule != NULL;
}

/* As doran_event_check() wants it. */
static struct doran_event as_event(const struct doran_event_create *create)
{
    return (struct doran_event){
        .title = create->title,
        .all_day = create->all_day,
        .start = create->start,
        .end = create->end,
        .zone = create->zone,
        .rrule = create->rrule,
        .exceptions = create->exceptions,
        .series_id = create->recurrence_id != NULL ? create->uid : NULL,
        .recurrence_id = create->recurrence_id,
        .uid = create->uid,
    };
}

bool ics_check(struct ics_entry *entry, const struct ics_context *context)
{
    struct doran_error error = {0};
    if (entry->item.left_out)
        return true;
    struct doran_event event = as_event(&entry->item.event);
    if (!doran_event_check(&event, &error) ||
        !doran_check(DORAN_TYPE_event_create, &entry->item.event, context->arena, &error)) {
        if (error.code == DORAN_ERROR_no_memory)
            return false;
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_bad_event, error.message);
    }
    return true;
}
