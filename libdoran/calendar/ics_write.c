/* Writing an iCalendar file. The same events give the same bytes: nothing of the moment of writing is in it. */
#include "libdoran/calendar/ics_item.h"
#include "libdoran/calendar/ics_out.h"

#include <stdlib.h>
#include <string.h>

#define EXPANSION_MAX ((size_t)64 * 1024 * 1024) /* Bytes the expansion of one lunar series may take. */

/* Events by what they are looked up by; pointers into the caller's list. */
struct index {
    const struct doran_event **items;
    size_t count;
};

struct writer {
    struct ics_out out;
    const struct doran_ics_write_options *options;
    const struct doran_event *const *events;
    size_t count;
    struct index series; /* Those that recur, by id. */
    struct index others; /* Different occurrences, by series and occurrence. */
    struct doran_error *error;
};

static bool is_utc(const char *zone)
{
    return strcmp(zone, "Etc/UTC") == 0 || strcmp(zone, "UTC") == 0;
}

static int compare_id(const void *left, const void *right)
{
    return strcmp((*(const struct doran_event *const *)left)->id,
                  (*(const struct doran_event *const *)right)->id);
}

static int compare_other(const void *left, const void *right)
{
    const struct doran_event *a = *(const struct doran_event *const *)left,
                             *b = *(const struct doran_event *const *)right;
    int order = strcmp(a->series_id, b->series_id);
    order = order != 0 ? order : strcmp(a->recurrence_id, b->recurrence_id);
    return order != 0 ? order : strcmp(a->id, b->id);
}

static bool is_other(const struct doran_event *event)
{
    return event->series_id != NULL && event->recurrence_id != NULL;
}

static bool is_lunar(const struct doran_event *event)
{
    return event->rrule != NULL && strstr(event->rrule, "RSCALE=") != NULL;
}

static const struct doran_event *series_of(const struct writer *writer, const struct doran_event *event)
{
    const struct doran_event key = {.id = event->series_id}, *pointer = &key;
    const struct doran_event **found = bsearch(&pointer, writer->series.items, writer->series.count,
                                               sizeof *writer->series.items, compare_id);
    return found != NULL ? *found : NULL;
}

/* The first of the different occurrences of a series; *count gets their number. */
static const struct doran_event *const *others_of(const struct writer *writer,
                                                  const struct doran_event *series, size_t *count)
{
    size_t low = 0, high = writer->others.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(writer->others.items[middle]->series_id, series->id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < writer->others.count &&
           strcmp(writer->others.items[low + *count]->series_id, series->id) == 0)
        ++*count;
    return writer->others.items + low;
}

/* ---- One event ----------------------------------------------------------------------------------------------- */

/* "NAME;TZID=…", in front of times. */
static void name_times(struct writer *writer, const char *name, bool all_day, const char *zone)
{
    struct doran_buffer *line = &writer->out.line;
    doran_buffer_puts(line, name);
    if (all_day)
        doran_buffer_puts(line, ";VALUE=DATE");
    else if (!is_utc(zone))
        doran_buffer_printf(line, ";TZID=%s", zone);
}

static void put_time(struct writer *writer, char mark, struct doran_wall wall, bool all_day, const char *zone)
{
    doran_buffer_putc(&writer->out.line, mark);
    ics_out_when(&writer->out, wall, all_day);
    if (!all_day && is_utc(zone))
        doran_buffer_putc(&writer->out.line, 'Z');
}

static void write_time(struct writer *writer, const char *name, struct doran_wall wall, bool all_day,
                       const char *zone)
{
    name_times(writer, name, all_day, zone);
    put_time(writer, ':', wall, all_day, zone);
    ics_out_end(&writer->out);
}

static void write_instant(struct writer *writer, const char *name, doran_time at)
{
    doran_buffer_puts(&writer->out.line, name);
    doran_buffer_putc(&writer->out.line, ':');
    ics_out_instant(&writer->out, at);
    ics_out_end(&writer->out);
}

/* UNTIL has the form of the start, in UTC when that has a zone (RFC 5545 §3.3.10). */
static bool write_rule(struct writer *writer, const struct doran_event *event)
{
    struct doran_rule rule;
    char text[DORAN_RRULE_TEXT_MAX];
    if (!doran_rule_parse(event->rrule, &rule, writer->error))
        return false;
    if (rule.has_until && event->all_day) {
        rule.until_date = true;
        rule.until_utc = false;
    } else if (rule.has_until && !rule.until_utc) {
        const struct doran_zone *zone = doran_zone_find(event->zone);
        if (zone == NULL)
            return doran_fail(writer->error, DORAN_ERROR_invalid, "zone", NULL);
        if (rule.until_date)
            rule.until = doran_wall_add((struct doran_wall){.date = rule.until.date}, 24 * 3600 - 1);
        rule.until = doran_zone_wall(doran_zone_utc(), doran_zone_instant(zone, rule.until));
        rule.until_date = false;
        rule.until_utc = true;
    }
    if (!doran_rule_format(&rule, text))
        return doran_fail(writer->error, DORAN_ERROR_invalid, "rrule", NULL);
    ics_out_line(&writer->out, "RRULE:%s", text);
    return true;
}

static bool write_exceptions(struct writer *writer, const struct doran_event *event)
{
    for (size_t i = 0; i < event->exceptions.count; i++) {
        struct doran_wall wall;
        if (!doran_when_parse(event->exceptions.items[i].at, event->all_day, &wall))
            return doran_fail(writer->error, DORAN_ERROR_invalid, "exceptions", NULL);
        if (i == 0)
            name_times(writer, "EXDATE", event->all_day, event->zone);
        put_time(writer, i == 0 ? ':' : ',', wall, event->all_day, event->zone);
    }
    if (event->exceptions.count > 0)
        ics_out_end(&writer->out);
    return true;
}

static void write_alarms(struct writer *writer, const struct doran_event *event)
{
    for (size_t i = 0; i < event->reminders.count; i++) {
        long long minutes = (long long)event->reminders.items[i].minutes;
        ics_out_line(&writer->out, "BEGIN:VALARM");
        ics_out_line(&writer->out, "ACTION:DISPLAY");
        ics_out_property(&writer->out, "DESCRIPTION", event->title);
        ics_out_line(&writer->out, "TRIGGER:%sPT%lldM", minutes > 0 ? "-" : "",
                     minutes > 0 ? minutes : -minutes);
        ics_out_line(&writer->out, "END:VALARM");
    }
}

/* When one event or occurrence is. */
struct when {
    struct doran_wall start, end;
};

static bool when_of(const struct writer *writer, const struct doran_event *event, const char *start,
                    const char *end, struct when *out)
{
    if (!doran_when_parse(start, event->all_day, &out->start) ||
        !doran_when_parse(end, event->all_day, &out->end) || (!event->all_day && event->zone == NULL))
        return doran_fail(writer->error, DORAN_ERROR_invalid, "start", NULL);
    return true;
}

/* An event: what it is from `event`, when it is from `when`. `recurs`: with its rule and exceptions; `recurrence_of`: as
 * an occurrence of that series. */
static bool write_event(struct writer *writer, const struct doran_event *event, const char *uid,
                        const struct when *when, bool recurs, const struct doran_event *recurrence_of)
{
    struct ics_out *out = &writer->out;
    ics_out_line(out, "BEGIN:VEVENT");
    ics_out_property(out, "UID", uid);
    write_instant(writer, "DTSTAMP", event->changed_at);
    write_instant(writer, "CREATED", event->created_at);
    write_instant(writer, "LAST-MODIFIED", event->changed_at);
    if (recurrence_of != NULL) {
        struct doran_wall recurrence;
        if (!doran_when_parse(event->recurrence_id, recurrence_of->all_day, &recurrence))
            return doran_fail(writer->error, DORAN_ERROR_invalid, "recurrence_id", NULL);
        write_time(writer, "RECURRENCE-ID", recurrence, recurrence_of->all_day, recurrence_of->zone);
    }
    write_time(writer, "DTSTART", when->start, event->all_day, event->zone);
    write_time(writer, "DTEND", when->end, event->all_day, event->zone);
    if (recurs && !(write_rule(writer, event) && write_exceptions(writer, event)))
        return false;
    ics_out_property(out, "SUMMARY", event->title);
    if (event->note != NULL)
        ics_out_property(out, "DESCRIPTION", event->note);
    if (ics_colour_name(event->colour) != NULL)
        ics_out_property(out, "COLOR", ics_colour_name(event->colour));
    write_alarms(writer, event);
    ics_out_line(out, "END:VEVENT");
    return true;
}

/* The name of one occurrence as an event of its own, as the reader makes it for further dates. */
static bool write_apart(struct writer *writer, const struct doran_event *event, const char *uid,
                        const char *recurrence, const struct when *when)
{
    struct doran_arena arena = {0};
    const char *apart = ics_apart_uid(&arena, uid, recurrence);
    bool done = apart != NULL ? write_event(writer, event, apart, when, false, NULL)
                              : doran_fail(writer->error, DORAN_ERROR_no_memory, NULL, NULL);
    doran_arena_deinit(&arena);
    return done;
}

/* ---- Series -------------------------------------------------------------------------------------------------- */

static bool write_whole(struct writer *writer, const struct doran_event *event,
                        const struct doran_event *recurrence_of)
{
    struct when when;
    return when_of(writer, event, event->start, event->end, &when) &&
           write_event(writer, event, event->uid, &when, event->rrule != NULL, recurrence_of);
}

static bool write_alone(struct writer *writer, const struct doran_event *event)
{
    struct when when;
    return when_of(writer, event, event->start, event->end, &when) &&
           write_apart(writer, event, event->uid, event->recurrence_id, &when);
}

/* Those occurrences of a lunar series that the window holds; what began before it belongs to the window before. */
static bool write_window(struct writer *writer, const struct doran_event *event,
                         const struct doran_event *all, size_t count, const struct doran_window *window,
                         bool first)
{
    struct doran_arena arena = DORAN_ARENA(EXPANSION_MAX);
    struct doran_occurrence_list list;
    char from[DORAN_DATE_TEXT_MAX];
    bool more, done = doran_events_expand(all, count, window, &arena, &list, &more, writer->error);
    doran_date_format(window->from, from);
    for (size_t i = 0; done && i < list.count; i++) {
        const struct doran_occurrence *occurrence = &list.items[i];
        struct when when;
        if (strcmp(occurrence->event_id, event->id) != 0 ||
            (!first && strncmp(occurrence->start, from, 10) < 0))
            continue;
        done = when_of(writer, event, occurrence->start, occurrence->end, &when) &&
               write_apart(writer, event, event->uid, occurrence->recurrence_id, &when);
    }
    doran_arena_deinit(&arena);
    return done;
}

/* Readers drop RSCALE, so a lunar series is written as the days it falls on. */
static bool write_lunar(struct writer *writer, const struct doran_event *event, struct doran_date from,
                        struct doran_date to)
{
    size_t count;
    const struct doran_event *const *others = others_of(writer, event, &count);
    struct doran_event *all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        return doran_fail(writer->error, DORAN_ERROR_no_memory, NULL, NULL);
    all[0] = *event;
    for (size_t i = 0; i < count; i++)
        all[i + 1] = *others[i];
    bool done = true;
    for (struct doran_date at = from; done && doran_date_compare(at, to) < 0;) {
        struct doran_date next = doran_date_add_days(at, DORAN_WINDOW_DAYS_MAX);
        next = doran_date_compare(next, to) < 0 ? next : to;
        struct doran_window window = {.from = at, .to = next, .zone = writer->options->zone};
        done = write_window(writer, event, all, count + 1, &window, doran_date_compare(at, from) == 0);
        at = next;
    }
    for (size_t i = 0; done && i < count; i++)
        done = write_alone(writer, others[i]);
    free(all);
    return done;
}

static bool write_series(struct writer *writer, const struct doran_event *event)
{
    size_t count;
    const struct doran_event *const *others = others_of(writer, event, &count);
    bool done = write_whole(writer, event, NULL);
    for (size_t i = 0; done && event->rrule != NULL && i < count; i++)
        done = write_whole(writer, others[i], event);
    return done;
}

/* ---- The file ------------------------------------------------------------------------------------------------ */

/* The zones that are used and the earliest instant of each. */
struct used_zone {
    const char *name;
    doran_time from;
};

static int compare_zone(const void *left, const void *right)
{
    const struct used_zone *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a->from > b->from) - (a->from < b->from);
}

static bool write_zones(struct writer *writer)
{
    struct used_zone *zones = calloc(writer->count + 1, sizeof *zones);
    size_t count = 0;
    if (zones == NULL)
        return doran_fail(writer->error, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < writer->count; i++) {
        const struct doran_event *event = writer->events[i];
        struct doran_wall start;
        if (event->all_day || event->zone == NULL || is_utc(event->zone) ||
            !doran_when_parse(event->start, false, &start))
            continue;
        const struct doran_zone *zone = doran_zone_find(event->zone);
        if (zone == NULL) {
            free(zones);
            return doran_fail(writer->error, DORAN_ERROR_invalid, "zone", NULL);
        }
        zones[count++] = (struct used_zone){event->zone, doran_zone_instant(zone, start) - DORAN_DAY};
    }
    qsort(zones, count, sizeof *zones, compare_zone);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcmp(zones[i].name, zones[i - 1].name) != 0)
            ics_out_zone(&writer->out, zones[i].name, zones[i].from);
    }
    free(zones);
    return true;
}

static void write_head(struct writer *writer)
{
    struct ics_out *out = &writer->out;
    const struct doran_ics_write_options *options = writer->options;
    ics_out_line(out, "BEGIN:VCALENDAR");
    ics_out_line(out, "VERSION:2.0");
    ics_out_line(out, "PRODID:-//Dorandoran//Calendar//KO");
    ics_out_line(out, "CALSCALE:GREGORIAN");
    ics_out_line(out, "METHOD:PUBLISH");
    if (options->name != NULL) {
        ics_out_property(out, "NAME", options->name);
        ics_out_property(out, "X-WR-CALNAME", options->name);
    }
    ics_out_property(out, "X-WR-TIMEZONE", options->zone);
    if (options->refresh_minutes > 0) {
        ics_out_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT%dM", options->refresh_minutes);
        ics_out_line(out, "X-PUBLISHED-TTL:PT%dM", options->refresh_minutes);
    }
}

static bool make_index(struct writer *writer)
{
    writer->series.items = calloc(writer->count + 1, sizeof *writer->series.items);
    writer->others.items = calloc(writer->count + 1, sizeof *writer->others.items);
    if (writer->series.items == NULL || writer->others.items == NULL)
        return doran_fail(writer->error, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < writer->count; i++) {
        struct index *index = is_other(writer->events[i])        ? &writer->others
                              : writer->events[i]->rrule != NULL ? &writer->series
                                                                 : NULL;
        if (index != NULL)
            index->items[index->count++] = writer->events[i];
    }
    qsort(writer->series.items, writer->series.count, sizeof *writer->series.items, compare_id);
    qsort(writer->others.items, writer->others.count, sizeof *writer->others.items, compare_other);
    return true;
}

static bool write_all(struct writer *writer, struct doran_date from, struct doran_date to)
{
    if (!make_index(writer))
        return false;
    write_head(writer);
    if (!write_zones(writer))
        return false;
    for (size_t i = 0; i < writer->count; i++) {
        const struct doran_event *event = writer->events[i];
        bool done = true;
        if (is_other(event))
            done = series_of(writer, event) != NULL || write_alone(writer, event);
        else if (is_lunar(event))
            done = write_lunar(writer, event, from, to);
        else
            done = write_series(writer, event);
        if (!done)
            return false;
        if (writer->out.file->failed)
            break;
    }
    ics_out_line(&writer->out, "END:VCALENDAR");
    return !writer->out.file->failed ||
           doran_fail(writer->error, DORAN_ERROR_too_large, NULL, "The calendar is too large to be written.");
}

bool doran_ics_write(const struct doran_event *const *events, size_t count,
                     const struct doran_ics_write_options *options, struct doran_buffer *out,
                     struct doran_error *error)
{
    struct doran_date from, to;
    if (options->from == NULL || options->to == NULL ||
        !doran_date_parse(options->from, strlen(options->from), &from) ||
        !doran_date_parse(options->to, strlen(options->to), &to) || doran_date_compare(from, to) > 0 ||
        doran_date_number(to) - doran_date_number(from) > DORAN_ICS_LUNAR_DAYS_MAX)
        return doran_fail(error, DORAN_ERROR_invalid, "to", "There are no such days to write.");
    struct writer writer = {
        .out = {.file = out}, .options = options, .events = events, .count = count, .error = error};
    bool done = write_all(&writer, from, to);
    doran_buffer_deinit(&writer.out.line);
    free(writer.series.items);
    free(writer.others.items);
    return done;
}
