/* What a VEVENT means to the calendar. */
#include "libdoran/calendar/ics_item.h"

#include <doran/json.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NOTE_MAX 2000 /* As `note`. */
#define DAY_SECONDS INT64_C(86400)

static const char *text_of(icalcomponent *event, icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    icalvalue *value = property != NULL ? icalproperty_get_value(property) : NULL;
    if (value == NULL)
        return NULL;
    if (icalvalue_isa(value) == ICAL_TEXT_VALUE)
        return icalvalue_get_text(value);
    return icalvalue_isa(value) == ICAL_URI_VALUE ? icalvalue_get_uri(value) : NULL;
}

static bool take_title(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    const char *text = text_of(event, ICAL_SUMMARY_PROPERTY);
    const char *title = ics_clean(context->arena, text != NULL ? text : "", false);
    if (title == NULL)
        return false;
    if (title[0] == '\0') {
        title = context->options->untitled;
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_untitled, NULL);
    }
    bool cut;
    const char *short_title = ics_cut(context->arena, title, DORAN_EVENT_TITLE_MAX, &cut);
    if (cut)
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_title_cut, title);
    doran_set(&entry->item.event, event_create, title, short_title);
    return short_title != NULL;
}

/* The description, then where it is and its address, each with an empty line before it, if the text has them not. */
static bool take_note(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    static const icalproperty_kind kinds[] = {ICAL_DESCRIPTION_PROPERTY, ICAL_LOCATION_PROPERTY,
                                              ICAL_URL_PROPERTY};
    const char *note = "";
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *raw = text_of(event, kinds[i]);
        const char *text = raw != NULL ? ics_clean(context->arena, raw, true) : "";
        if (text == NULL)
            return false;
        if (text[0] == '\0' || strstr(note, text) != NULL)
            continue;
        note = note[0] == '\0' ? text : doran_arena_printf(context->arena, "%s\n\n%s", note, text);
        if (note == NULL)
            return false;
    }
    bool cut;
    note = ics_cut(context->arena, note, NOTE_MAX, &cut);
    if (cut)
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_note_cut, NULL);
    if (note != NULL && note[0] != '\0')
        doran_set(&entry->item.event, event_create, note, note);
    return note != NULL;
}

static bool take_uid(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    const char *raw = text_of(event, ICAL_UID_PROPERTY);
    const char *uid = raw != NULL ? ics_clean(context->arena, raw, false) : "";
    if (uid != NULL && uid[0] == '\0') {
        char start[DORAN_WALL_TEXT_MAX];
        uid = ics_derived_uid(context->arena, entry->item.event.title,
                              doran_when_format(entry->start.wall, entry->start.all_day, start));
    } else if (uid != NULL && strlen(uid) > ICS_UID_MAX) {
        uid = ics_derived_uid(context->arena, uid, "");
    }
    if (uid != NULL)
        doran_set(&entry->item.event, event_create, uid, uid);
    return uid != NULL;
}

bool ics_moment_of(const struct ics_context *context, struct ics_entry *entry, icalproperty *property,
                   struct icaltimetype time, struct ics_moment *out)
{
    if (icaltime_is_null_time(time) || time.year < DORAN_CALENDAR_YEAR_MIN - 1 ||
        time.year > DORAN_CALENDAR_YEAR_MAX + 1)
        return false;
    *out =
        (struct ics_moment){.wall = {{time.year, time.month, time.day}, time.hour, time.minute, time.second}};
    out->all_day = time.is_date;
    if (!doran_date_valid(out->wall.date))
        return false;
    if (out->all_day) {
        out->wall = (struct doran_wall){.date = out->wall.date};
        return true;
    }
    /* A leap second (23:59:60) is the second before it. */
    out->wall.second = out->wall.second > 59 ? 59 : out->wall.second;
    if (out->wall.hour < 0 || out->wall.hour > 23 || out->wall.minute < 0 || out->wall.minute > 59 ||
        out->wall.second < 0)
        return false;
    out->zone = context->floating_zone;
    icalparameter *tzid = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    if (icaltime_is_utc(time)) {
        out->zone = "Etc/UTC";
    } else if (tzid != NULL) {
        const char *name = icalparameter_get_tzid(tzid);
        enum ics_zone_how how;
        out->zone = ics_zones_find(context->zones, name, &how);
        if (how == ICS_ZONE_mapped)
            ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_zone_mapped, out->zone);
        else if (how == ICS_ZONE_unknown)
            ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_zone_unknown, name);
    }
    return out->zone != NULL;
}

struct ics_moment ics_moment_in(struct ics_moment moment, const char *zone, bool all_day)
{
    struct ics_moment out = {.wall = moment.wall, .all_day = all_day, .zone = all_day ? NULL : zone};
    if (!moment.all_day && zone != NULL && strcmp(moment.zone, zone) != 0)
        out.wall = doran_zone_wall(doran_zone_or_utc(zone),
                                   doran_zone_instant(doran_zone_or_utc(moment.zone), moment.wall));
    if (all_day)
        out.wall = (struct doran_wall){.date = out.wall.date};
    return out;
}

/* A single event or occurrence that is written in UTC is shown in the family's zone; a series recurs by UTC. */
static void choose_zone(struct ics_entry *entry, const struct ics_draft *draft, icalcomponent *event,
                        const struct ics_context *context)
{
    bool recurs = draft->rules > 0 || icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) != NULL;
    if (!entry->start.all_day && !recurs && strcmp(entry->start.zone, "Etc/UTC") == 0)
        entry->start = ics_moment_in(entry->start, context->options->zone, false);
}

static bool take_start(struct ics_entry *entry, const struct ics_draft *draft, icalcomponent *event,
                       const struct ics_context *context)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (property == NULL ||
        !ics_moment_of(context, entry, property, icalproperty_get_dtstart(property), &entry->start))
        return false;
    choose_zone(entry, draft, event, context);
    return true;
}

/* How long it lasts on the wall, 0 when the file does not say (RFC 5545 §3.6.1). */
static void take_length(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    struct ics_moment end;
    if (property != NULL) {
        if (!ics_moment_of(context, entry, property, icalproperty_get_dtend(property), &end))
            return;
        if (entry->start.all_day && !end.all_day && doran_wall_seconds(end.wall) % DAY_SECONDS != 0)
            end.wall = doran_wall_add(end.wall, DAY_SECONDS);
        end = ics_moment_in(end, entry->start.zone, entry->start.all_day);
        entry->seconds = doran_wall_seconds(end.wall) - doran_wall_seconds(entry->start.wall);
    } else if ((property = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY)) != NULL) {
        entry->seconds = ics_duration_seconds(icalproperty_get_duration(property));
        if (entry->start.all_day && entry->seconds > 0)
            entry->seconds = (entry->seconds + DAY_SECONDS - 1) / DAY_SECONDS * DAY_SECONDS;
    }
    if (entry->seconds < 0) {
        entry->seconds = 0;
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_end_before_start, NULL);
    }
}

static bool take_exceptions(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    size_t count = (size_t)icalcomponent_count_properties(event, ICAL_EXDATE_PROPERTY);
    if (count == 0)
        return true;
    if (count > ICS_EXCEPTIONS_READ_MAX) {
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_too_many_exceptions, NULL);
        return true;
    }
    entry->exceptions = doran_arena_alloc(context->scratch, count * sizeof *entry->exceptions);
    if (entry->exceptions == NULL)
        return false;
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
         property != NULL; property = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
        struct ics_moment *moment = &entry->exceptions[entry->exception_count];
        if (ics_moment_of(context, entry, property, icalproperty_get_exdate(property), moment))
            entry->exception_count++;
        else
            ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_exception_left,
                       icalproperty_get_value_as_string(property));
    }
    return true;
}

static bool take_rdates(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    size_t count = (size_t)icalcomponent_count_properties(event, ICAL_RDATE_PROPERTY);
    if (count == 0)
        return true;
    if (count > ICS_RDATES_MAX) {
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_properties_left, "RDATE");
        count = ICS_RDATES_MAX;
    }
    entry->rdates = doran_arena_alloc(context->scratch, count * sizeof *entry->rdates);
    if (entry->rdates == NULL)
        return false;
    for (icalproperty *property = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
         property != NULL && entry->rdate_count < count;
         property = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype date = icalproperty_get_rdate(property);
        bool period = icaltime_is_null_time(date.time);
        struct ics_rdate *rdate = &entry->rdates[entry->rdate_count];
        if (!ics_moment_of(context, entry, property, period ? date.period.start : date.time, &rdate->start)) {
            ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_properties_left, "RDATE");
            continue;
        }
        if (period && !icaltime_is_null_time(date.period.end))
            rdate->seconds = icaltime_as_timet(date.period.end) - icaltime_as_timet(date.period.start);
        else if (period)
            rdate->seconds = ics_duration_seconds(date.period.duration);
        rdate->seconds = rdate->seconds > 0 ? rdate->seconds : 0;
        entry->rdate_count++;
    }
    return true;
}

static void take_recurrence_id(struct ics_entry *entry, icalcomponent *event,
                               const struct ics_context *context)
{
    icalproperty *property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    if (property == NULL)
        return;
    entry->has_recurrence =
        ics_moment_of(context, entry, property, icalproperty_get_recurrenceid(property), &entry->recurrence);
    if (!entry->has_recurrence)
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_bad_event, "RECURRENCE-ID");
    if (icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != NULL)
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_range_left, NULL);
}

static void take_status(struct ics_entry *entry, icalcomponent *event, const struct ics_context *context)
{
    icalproperty *status = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    icalproperty *sequence = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY);
    entry->cancelled =
        context->cancels || (status != NULL && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED);
    entry->sequence = sequence != NULL ? icalproperty_get_sequence(sequence) : 0;
}

static bool take_rest(struct ics_entry *entry, const struct ics_draft *draft, icalcomponent *event,
                      const struct ics_context *context)
{
    struct doran_event_create *out = &entry->item.event;
    enum doran_event_colour colour = ics_colour_of(draft->colour);
    colour = colour != DORAN_event_colour_none ? colour : context->colour;
    if (colour != DORAN_event_colour_none)
        doran_set(out, event_create, colour, colour);
    if (draft->rules > 0 && !draft->rule_too_long) {
        const char *rule = doran_arena_strdup(context->arena, draft->rule);
        if (rule == NULL)
            return false;
        doran_set(out, event_create, rrule, rule);
    }
    if (draft->rules > 1)
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_more_rules, NULL);
    take_length(entry, event, context);
    take_recurrence_id(entry, event, context);
    take_status(entry, event, context);
    if (!take_exceptions(entry, event, context) || !take_rdates(entry, event, context) ||
        !ics_take_alarms(entry, event, context))
        return false;
    if (draft->dropped[0] != '\0')
        ics_remark(&entry->item, context->arena, DORAN_ICS_REMARK_properties_left, draft->dropped);
    if (draft->rule_too_long)
        ics_leave_out(&entry->item, context->arena, DORAN_ICS_REMARK_bad_rule, draft->rule);
    return true;
}

bool ics_draft_end(struct ics_draft *draft, const struct ics_context *context, struct ics_entry *out)
{
    char end[] = "END:VEVENT";
    *out = (struct ics_entry){.item.line = draft->number};
    icalcomponent *event = icalparser_add_line(draft->parser, end);
    if (event == NULL)
        event = icalparser_clean(draft->parser);
    draft->event = event;
    if (event == NULL)
        return false;
    if (!take_title(out, event, context))
        return false;
    bool started = take_start(out, draft, event, context);
    if (!take_uid(out, event, context))
        return false;
    if (draft->too_big)
        ics_leave_out(&out->item, context->arena, DORAN_ICS_REMARK_too_big, NULL);
    else if (!started)
        ics_leave_out(&out->item, context->arena, DORAN_ICS_REMARK_no_start, NULL);
    else if (!take_note(out, event, context) || !take_rest(out, draft, event, context))
        return false;
    ics_draft_drop(draft);
    return true;
}
