/* Reading an iCalendar file: the components as they nest, in two passes, for a VTIMEZONE may stand behind what uses it. */
#include "libdoran/calendar/ics_join.h"
#include "libdoran/calendar/ics_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCRATCH_MAX ((size_t)128 * 1024 * 1024)
#define FILE_REMARKS_MAX 8
#define OTHERS_MAX 8 /* Kinds of components whose number is told. */

enum component {
    COMPONENT_calendar,
    COMPONENT_event,
    COMPONENT_alarm,
    COMPONENT_zone,
    COMPONENT_part,
    COMPONENT_other
};

/* What may stand where (RFC 5545 §3.6); anything else is passed over with all in it. */
static const struct nesting {
    const char *name;
    enum component component;
    int parent; /* -1: wherever. */
} nestings[] = {
    {"VCALENDAR", COMPONENT_calendar, -1},        {"VEVENT", COMPONENT_event, COMPONENT_calendar},
    {"VALARM", COMPONENT_alarm, COMPONENT_event}, {"VTIMEZONE", COMPONENT_zone, COMPONENT_calendar},
    {"STANDARD", COMPONENT_part, COMPONENT_zone}, {"DAYLIGHT", COMPONENT_part, COMPONENT_zone},
};

struct reader {
    struct ics_lines lines;
    struct ics_context context;
    struct ics_zones zones;
    struct ics_draft draft;
    struct ics_entries entries;
    enum component stack[DORAN_ICS_DEPTH_MAX];
    char names[DORAN_ICS_DEPTH_MAX][24];
    size_t depth, beyond; /* `beyond`: components deeper than the stack. */
    bool events;          /* The second pass. */
    bool seen_calendar, cut_short;
    size_t components, bad_lines;
    struct {
        char name[24];
        size_t count;
    } others[OTHERS_MAX];
    struct doran_ics *out;
    struct doran_error *error;
};

static void remark_file(struct reader *reader, enum doran_ics_remark_kind kind, const char *detail)
{
    struct doran_ics *out = reader->out;
    if (out->remarks == NULL)
        out->remarks = doran_arena_alloc(reader->context.arena, FILE_REMARKS_MAX * sizeof *out->remarks);
    if (out->remarks == NULL || out->remark_count == FILE_REMARKS_MAX)
        return;
    out->remarks[out->remark_count++] =
        (struct doran_ics_remark){kind, doran_arena_strdup(reader->context.arena, detail)};
}

static bool no_memory(struct reader *reader)
{
    return doran_fail(reader->error, DORAN_ERROR_no_memory, NULL, NULL);
}

static enum component innermost(const struct reader *reader)
{
    return reader->depth > 0 ? reader->stack[reader->depth - 1] : COMPONENT_calendar;
}

static void count_other(struct reader *reader, const char *name)
{
    for (size_t i = 0; i < OTHERS_MAX; i++) {
        if (reader->others[i].count > 0 && strcmp(reader->others[i].name, name) != 0)
            continue;
        snprintf(reader->others[i].name, sizeof reader->others[i].name, "%s", name);
        reader->others[i].count++;
        return;
    }
}

static bool begin_event(struct reader *reader, size_t number)
{
    if (!reader->events)
        return true;
    if (reader->entries.count == DORAN_ICS_EVENTS_MAX)
        return doran_fail(reader->error, DORAN_ERROR_too_large, NULL,
                          "The file has more than %d events; split it.", DORAN_ICS_EVENTS_MAX);
    return ics_draft_begin(&reader->draft, number) || no_memory(reader);
}

/* The kind of a component by its name and where it stands. */
static enum component component_of(const struct reader *reader, const char *name)
{
    for (size_t i = 0; i < sizeof nestings / sizeof nestings[0]; i++) {
        bool here = nestings[i].parent < 0 || nestings[i].parent == (int)innermost(reader);
        if (strcasecmp(name, nestings[i].name) == 0 && here)
            return nestings[i].component;
    }
    return COMPONENT_other;
}

static bool is_name(const char *name, const char *other)
{
    return strcasecmp(name, other) == 0;
}

/* What is still open when something begins that cannot be inside it was never ended. */
static void abandon(struct reader *reader, const char *name)
{
    bool calendar = is_name(name, "VCALENDAR");
    bool event = is_name(name, "VEVENT") && reader->depth > 0 && innermost(reader) != COMPONENT_calendar &&
                 innermost(reader) != COMPONENT_other;
    if (!calendar && !event)
        return;
    while (reader->depth > 0 && (calendar || innermost(reader) != COMPONENT_calendar)) {
        reader->cut_short = true;
        reader->depth--;
    }
    reader->beyond = 0;
    reader->zones.open = NULL;
    ics_draft_drop(&reader->draft);
}

static bool begin(struct reader *reader, const char *name, const struct ics_line *line)
{
    if (++reader->components > DORAN_ICS_COMPONENTS_MAX)
        return doran_fail(reader->error, DORAN_ERROR_too_large, NULL,
                          "The file has more than %d components; split it.", DORAN_ICS_COMPONENTS_MAX);
    abandon(reader, name);
    enum component component = component_of(reader, name);
    if (reader->beyond > 0 || reader->depth == DORAN_ICS_DEPTH_MAX) {
        reader->beyond++;
        return true;
    }
    if (component == COMPONENT_other && innermost(reader) == COMPONENT_calendar)
        count_other(reader, name);
    if (component == COMPONENT_alarm && !ics_draft_line(&reader->draft, line->text, line->length, false))
        return no_memory(reader);
    reader->seen_calendar |= component == COMPONENT_calendar || component == COMPONENT_event;
    snprintf(reader->names[reader->depth], sizeof reader->names[0], "%s", name);
    reader->stack[reader->depth++] = component;
    return component != COMPONENT_event || begin_event(reader, line->number);
}

static bool end_event(struct reader *reader)
{
    if (reader->draft.parser == NULL)
        return true;
    struct ics_entry *entry = ics_entries_next(&reader->entries);
    if (entry == NULL || !ics_draft_end(&reader->draft, &reader->context, entry))
        return no_memory(reader);
    entry->order = reader->entries.count++;
    return true;
}

static bool end(struct reader *reader, const char *name, const struct ics_line *line)
{
    if (reader->beyond > 0) {
        reader->beyond--;
        return true;
    }
    size_t at = reader->depth;
    while (at > 0 && !is_name(reader->names[at - 1], name))
        at--;
    if (at == 0) {
        reader->bad_lines++;
        return true;
    }
    enum component component = reader->stack[at - 1];
    if (component == COMPONENT_alarm && !ics_draft_line(&reader->draft, line->text, line->length, false))
        return no_memory(reader);
    bool whole = at == reader->depth;
    if (component == COMPONENT_event && at + 1 == reader->depth && innermost(reader) == COMPONENT_alarm) {
        whole = true; /* An alarm without its END. */
        if (!ics_draft_line(&reader->draft, "END:VALARM", strlen("END:VALARM"), false))
            return no_memory(reader);
    }
    reader->cut_short |= !whole;
    reader->depth = at - 1;
    if (component == COMPONENT_event && whole)
        return end_event(reader);
    if (component == COMPONENT_event || component == COMPONENT_calendar)
        ics_draft_drop(&reader->draft);
    return true;
}

/* The value of a property of the calendar when it has this name, in the arena and cleaned; else NULL. */
static const char *calendar_value(struct reader *reader, const struct ics_line *line, const char *name)
{
    size_t length = 0;
    const char *value = ics_line_value(line->text, line->length, name, &length);
    char *raw = value != NULL
                    ? doran_arena_strndup(reader->context.arena, value, length < 1000 ? length : 1000)
                    : NULL;
    const char *clean = raw != NULL ? ics_clean(reader->context.arena, ics_unescape(raw), false) : NULL;
    return clean != NULL && clean[0] != '\0' ? clean : NULL;
}

static void calendar_line(struct reader *reader, const struct ics_line *line)
{
    static const char *const names[] = {"NAME", "X-WR-CALNAME"};
    static const char *const colours[] = {"COLOR", "X-APPLE-CALENDAR-COLOR"};
    const char *value;
    for (size_t i = 0; i < 2; i++) {
        if ((value = calendar_value(reader, line, names[i])) != NULL && reader->out->name == NULL)
            reader->out->name = value;
        if ((value = calendar_value(reader, line, colours[i])) != NULL && reader->context.colour == 0)
            reader->context.colour = ics_colour_of(value);
    }
    if ((value = calendar_value(reader, line, "METHOD")) != NULL)
        reader->context.cancels = is_name(value, "CANCEL");
    enum ics_zone_how how;
    if ((value = calendar_value(reader, line, "X-WR-TIMEZONE")) != NULL) {
        const char *zone = ics_zones_find(&reader->zones, value, &how);
        if (zone != NULL && how != ICS_ZONE_unknown)
            reader->context.floating_zone = zone;
    }
}

/* The name behind BEGIN: or END:, without white space at its end; false for another line. */
static bool marker(const struct ics_line *line, const char *word, char name[24])
{
    size_t length = strlen(word);
    if (line->length < length || strncasecmp(line->text, word, length) != 0)
        return false;
    size_t stop = line->length;
    while (stop > length && (line->text[stop - 1] == ' ' || line->text[stop - 1] == '\t'))
        stop--;
    stop = stop - length > 23 ? 23 : stop - length;
    memcpy(name, line->text + length, stop);
    name[stop] = '\0';
    return true;
}

static bool take_line(struct reader *reader, const struct ics_line *line)
{
    char name[24];
    bool begins = marker(line, "BEGIN:", name), ends = !begins && marker(line, "END:", name);
    bool in_zone =
        reader->depth > 0 && (innermost(reader) == COMPONENT_zone || innermost(reader) == COMPONENT_part);
    bool zone_starts = begins && component_of(reader, name) == COMPONENT_zone;
    if (!reader->events && (in_zone || zone_starts) && reader->beyond == 0 && !line->too_long &&
        !ics_zones_line(&reader->zones, line->text, line->length))
        return no_memory(reader);
    if (begins)
        return begin(reader, name, line);
    if (ends)
        return end(reader, name, line);
    if (reader->beyond > 0 || reader->depth == 0)
        reader->bad_lines += reader->depth == 0 ? 1 : 0;
    else if (memchr(line->text, ':', line->length) == NULL)
        reader->bad_lines++;
    else if (!reader->events && innermost(reader) == COMPONENT_calendar)
        return true;
    else if (innermost(reader) == COMPONENT_calendar)
        calendar_line(reader, line);
    else if (reader->events && (innermost(reader) == COMPONENT_event || innermost(reader) == COMPONENT_alarm))
        return ics_draft_line(&reader->draft, line->text, line->length, line->too_long) || no_memory(reader);
    return true;
}

static bool pass(struct reader *reader, bool events)
{
    struct ics_lines start = reader->lines;
    struct ics_line line;
    reader->events = events;
    reader->depth = reader->beyond = reader->components = reader->bad_lines = 0;
    reader->cut_short = false;
    memset(reader->others, 0, sizeof reader->others);
    while (ics_lines_next(&reader->lines, &line)) {
        if (!take_line(reader, &line))
            return false;
    }
    if (reader->lines.folded.failed)
        return no_memory(reader);
    reader->cut_short |= reader->depth > 0;
    if (!events) {
        reader->lines.at = start.at;
        reader->lines.number = 0;
        reader->zones.open = NULL;
    }
    return true;
}

static void tell_about_file(struct reader *reader)
{
    char text[256] = "";
    size_t used = 0;
    if (reader->lines.encoding != NULL)
        remark_file(reader, DORAN_ICS_REMARK_encoding, reader->lines.encoding);
    if (reader->lines.broken)
        remark_file(reader, DORAN_ICS_REMARK_broken_bytes, NULL);
    if (reader->cut_short)
        remark_file(reader, DORAN_ICS_REMARK_cut_short, NULL);
    if (reader->bad_lines > 0) {
        snprintf(text, sizeof text, "%zu", reader->bad_lines);
        remark_file(reader, DORAN_ICS_REMARK_lines_left, text);
    }
    text[0] = '\0';
    for (size_t i = 0; i < OTHERS_MAX && reader->others[i].count > 0; i++) {
        int more = snprintf(text + used, sizeof text - used, "%s%zu %s", used > 0 ? ", " : "",
                            reader->others[i].count, reader->others[i].name);
        used += more > 0 && (size_t)more < sizeof text - used ? (size_t)more : 0;
    }
    if (used > 0)
        remark_file(reader, DORAN_ICS_REMARK_components_left, ics_clean(reader->context.arena, text, false));
}

static bool read_file(struct reader *reader)
{
    if (!pass(reader, false))
        return false;
    if (!reader->seen_calendar)
        return doran_fail(reader->error, DORAN_ERROR_malformed, NULL, "This is no iCalendar file.");
    if (!pass(reader, true))
        return false;
    tell_about_file(reader);
    if (!ics_join(&reader->entries, &reader->context, reader->out))
        return no_memory(reader);
    for (size_t i = 0; i < reader->out->count; i++)
        reader->out->kept += reader->out->items[i].left_out ? 0 : 1;
    return true;
}

bool doran_ics_read(const char *bytes, size_t length, const struct doran_ics_read_options *options,
                    struct doran_ics *out, struct doran_arena *arena, struct doran_error *error)
{
    *out = (struct doran_ics){0};
    if (length > DORAN_ICS_BYTES_MAX)
        return doran_fail(error, DORAN_ERROR_too_large, NULL, "The file has more than %zu MB; split it.",
                          DORAN_ICS_BYTES_MAX / 1024 / 1024);
    struct doran_arena scratch = DORAN_ARENA(SCRATCH_MAX);
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    reader->out = out;
    reader->error = error;
    reader->zones = (struct ics_zones){.family = options->zone, .arena = arena};
    reader->context = (struct ics_context){.options = options,
                                           .zones = &reader->zones,
                                           .floating_zone = options->zone,
                                           .arena = arena,
                                           .scratch = &scratch};
    bool done = ics_lines_init(&reader->lines, bytes, length, error) && read_file(reader);
    ics_lines_deinit(&reader->lines);
    ics_draft_deinit(&reader->draft);
    free(reader->entries.items);
    free(reader);
    doran_arena_deinit(&scratch);
    return done;
}
