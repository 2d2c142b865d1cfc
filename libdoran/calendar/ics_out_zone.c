/* VTIMEZONE from the spans of a zone: each change of offset that comes back every year by a rule is written as that rule,
 * the others as dates. */
#include "libdoran/calendar/ics_out.h"

#include <stdlib.h>
#include <string.h>

#define CHANGES_MAX 600  /* Of one zone; the busiest has some 250 from 1900 on. */
#define LAST_YEAR 2037   /* Changes are looked at up to here; rules go on. */
#define RULE_YEARS_MIN 5 /* What holds for fewer years up to the last is no rule. */

/* A change of offset. */
struct change {
    struct doran_wall wall; /* By the offset before it. */
    int from, to;           /* Seconds. */
    bool daylight;
    char name[8];
};

struct changes {
    struct change items[CHANGES_MAX];
    bool written[CHANGES_MAX];
    size_t count;
};

static const char *const weekday_names[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static bool same_kind(const struct change *a, const struct change *b)
{
    return a->from == b->from && a->to == b->to && a->daylight == b->daylight &&
           strcmp(a->name, b->name) == 0;
}

static void collect(struct changes *changes, const struct doran_zone *zone, doran_time from)
{
    doran_time at = from, next;
    struct doran_zone_span span = doran_zone_span(zone, at, &next);
    changes->count = 0;
    while (next != INT64_MAX && changes->count < CHANGES_MAX) {
        int before = span.offset;
        at = next;
        span = doran_zone_span(zone, at, &next);
        struct change change = {.wall = doran_wall_of_seconds(at / DORAN_SECOND + before),
                                .from = before,
                                .to = span.offset,
                                .daylight = span.daylight};
        if (change.wall.date.year > LAST_YEAR)
            break;
        memcpy(change.name, span.name, sizeof change.name);
        changes->items[changes->count++] = change;
    }
}

static void write_offset(struct ics_out *out, const char *name, int seconds)
{
    int size = abs(seconds);
    doran_buffer_printf(&out->line, "%s:%c%02d%02d", name, seconds < 0 ? '-' : '+', size / 3600,
                        size / 60 % 60);
    if (size % 60 != 0)
        doran_buffer_printf(&out->line, "%02d", size % 60);
    ics_out_end(out);
}

static void begin(struct ics_out *out, const struct change *change)
{
    ics_out_line(out, "BEGIN:%s", change->daylight ? "DAYLIGHT" : "STANDARD");
    doran_buffer_puts(&out->line, "DTSTART:");
    ics_out_when(out, change->wall, false);
    ics_out_end(out);
    write_offset(out, "TZOFFSETFROM", change->from);
    write_offset(out, "TZOFFSETTO", change->to);
    if (change->name[0] != '\0')
        ics_out_property(out, "TZNAME", change->name);
}

static void end(struct ics_out *out, const struct change *change)
{
    ics_out_line(out, "END:%s", change->daylight ? "DAYLIGHT" : "STANDARD");
}

/* What the changes of a rule have in common so far. */
struct pattern {
    const struct change *last; /* The latest, which is looked at first. */
    int nth, from_end;         /* 0 once they differ. */
    int day_min, day_max;
    int years;
};

static bool extends(struct pattern *pattern, const struct change *change)
{
    const struct change *last = pattern->last;
    struct doran_date date = change->wall.date;
    if (!same_kind(change, last) || date.year != last->wall.date.year - pattern->years ||
        date.month != last->wall.date.month || change->wall.hour != last->wall.hour ||
        change->wall.minute != last->wall.minute || change->wall.second != last->wall.second ||
        doran_date_weekday(date) != doran_date_weekday(last->wall.date))
        return false;
    struct pattern next = *pattern;
    int nth = (date.day - 1) / 7 + 1, from_end = (doran_month_days(date.year, date.month) - date.day) / 7 + 1;
    next.nth = next.nth == nth ? nth : 0;
    next.from_end = next.from_end == from_end ? from_end : 0;
    next.day_min = date.day < next.day_min ? date.day : next.day_min;
    next.day_max = date.day > next.day_max ? date.day : next.day_max;
    if (next.nth == 0 && next.from_end == 0 && next.day_max - next.day_min > 6)
        return false;
    next.years++;
    *pattern = next;
    return true;
}

static struct pattern pattern_of(const struct change *last)
{
    struct doran_date date = last->wall.date;
    return (struct pattern){.last = last,
                            .nth = (date.day - 1) / 7 + 1,
                            .from_end = (doran_month_days(date.year, date.month) - date.day) / 7 + 1,
                            .day_min = date.day,
                            .day_max = date.day};
}

static void write_rule(struct ics_out *out, const struct pattern *pattern)
{
    const char *weekday = weekday_names[doran_date_weekday(pattern->last->wall.date)];
    doran_buffer_printf(&out->line, "RRULE:FREQ=YEARLY;BYMONTH=%d;", pattern->last->wall.date.month);
    if (pattern->from_end == 1)
        doran_buffer_printf(&out->line, "BYDAY=-1%s", weekday);
    else if (pattern->nth > 0 && pattern->nth < 5)
        doran_buffer_printf(&out->line, "BYDAY=%d%s", pattern->nth, weekday);
    else {
        doran_buffer_printf(&out->line, "BYDAY=%s;BYMONTHDAY=", weekday);
        /* Years show between five and seven of the seven days a rule allows. */
        int first = pattern->day_max - 6 > 1 ? pattern->day_max - 6 : 1;
        for (int day = first; day <= first + 6; day++)
            doran_buffer_printf(&out->line, "%s%d", day > first ? "," : "", day);
    }
    ics_out_end(out);
}

/* Writes the changes that the latest one is the last of, if they are by a rule, and marks them. */
static void write_by_rule(struct ics_out *out, struct changes *changes, size_t latest)
{
    struct pattern pattern = pattern_of(&changes->items[latest]);
    size_t members[LAST_YEAR - DORAN_CALENDAR_YEAR_MIN + 2], count = 0, first = latest;
    for (size_t i = latest + 1; i-- > 0 && count < sizeof members / sizeof members[0];) {
        if (same_kind(&changes->items[i], pattern.last) && !extends(&pattern, &changes->items[i]))
            break;
        if (same_kind(&changes->items[i], pattern.last)) {
            members[count++] = i;
            first = i;
        }
    }
    if (pattern.years < RULE_YEARS_MIN)
        return;
    for (size_t i = 0; i < count; i++)
        changes->written[members[i]] = true;
    begin(out, &changes->items[first]);
    write_rule(out, &pattern);
    end(out, &changes->items[first]);
}

static void write_by_dates(struct ics_out *out, struct changes *changes, size_t first)
{
    bool more = false;
    begin(out, &changes->items[first]);
    for (size_t i = first + 1; i < changes->count; i++) {
        if (changes->written[i] || !same_kind(&changes->items[i], &changes->items[first]))
            continue;
        doran_buffer_puts(&out->line, more ? "," : "RDATE:");
        ics_out_when(out, changes->items[i].wall, false);
        changes->written[i] = more = true;
    }
    if (more)
        ics_out_end(out);
    end(out, &changes->items[first]);
}

/* The offset that holds at the beginning, as an observance of its own. */
static void write_first(struct ics_out *out, const struct doran_zone *zone, doran_time from)
{
    struct doran_zone_span span = doran_zone_span(zone, from, NULL);
    struct change first = {
        .wall = {{1900, 1, 1}, 0, 0, 0}, .from = span.offset, .to = span.offset, .daylight = span.daylight};
    memcpy(first.name, span.name, sizeof first.name);
    begin(out, &first);
    end(out, &first);
}

void ics_out_zone(struct ics_out *out, const char *name, doran_time from)
{
    const struct doran_zone *zone = doran_zone_find(name);
    struct changes *changes = calloc(1, sizeof *changes);
    if (zone == NULL || changes == NULL) {
        out->file->failed = true;
        free(changes);
        return;
    }
    ics_out_line(out, "BEGIN:VTIMEZONE");
    ics_out_property(out, "TZID", name);
    write_first(out, zone, from);
    collect(changes, zone, from);
    /* The latest of each kind begins a rule if it is of the last year. */
    for (size_t i = changes->count; i-- > 0 && changes->items[i].wall.date.year == LAST_YEAR;) {
        if (!changes->written[i])
            write_by_rule(out, changes, i);
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (!changes->written[i])
            write_by_dates(out, changes, i);
    }
    ics_out_line(out, "END:VTIMEZONE");
    free(changes);
}
