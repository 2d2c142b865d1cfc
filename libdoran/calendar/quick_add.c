/* The quick-add line: what stands where, then what it means together. */
#include "libdoran/calendar/quick_rules.h"

#include <doran/json.h>
#include <doran/text.h>
#include <stdlib.h>
#include <string.h>

#define LUNAR_YEARS_AHEAD 60 /* A leap month or a 30th day comes again within these. */
#define DAY_SECONDS INT64_C(86400)

struct quick {
    const struct doran_quick_add_options *options;
    struct doran_quick_add *out;
    struct doran_error *error;
    struct doran_arena *arena;
    struct doran_wall now;
    struct quick_day day, other_day, end_day; /* `other_day`: as in "fri 11/27"; both must be the same. */
    struct quick_time time, end_time;
    struct quick_rule rule;
    bool has_rule, ends_rule, all_day;
    int minutes, days;
    struct doran_buffer title;
};

static bool wrong(struct quick *quick, const char *field, const char *message)
{
    doran_fail(quick->error, DORAN_ERROR_invalid, field, "%s", message);
    return false;
}

static void add_part(struct quick *quick, enum doran_quick_part_kind kind, size_t offset, size_t length)
{
    struct doran_quick_add *out = quick->out;
    if (out->part_count < DORAN_QUICK_ADD_PARTS_MAX)
        out->parts[out->part_count++] = (struct doran_quick_part){kind, offset, length};
}

/* ---- What was said ------------------------------------------------------------------------------------------- */

static bool take_day(struct quick *quick, const struct quick_hit *hit)
{
    if (quick->day.form == QUICK_FORM_none)
        quick->day = hit->day;
    else if (quick->other_day.form == QUICK_FORM_none)
        quick->other_day = hit->day;
    else
        return wrong(quick, "start", "There are too many days.");
    if (hit->end_day.form != QUICK_FORM_none)
        quick->end_day = hit->end_day;
    return true;
}

static bool take_time(struct quick *quick, const struct quick_hit *hit)
{
    if (quick->time.given && quick->end_day.form != QUICK_FORM_none && !quick->end_time.given &&
        !hit->end_time.given) {
        quick->end_time = hit->time;
        return true;
    }
    if (quick->time.given)
        return wrong(quick, "start", "There are two times of day.");
    quick->time = hit->time;
    quick->end_time = hit->end_time.given ? hit->end_time : quick->end_time;
    return true;
}

static bool take_rule(struct quick *quick, const struct quick_hit *hit)
{
    if (quick->has_rule)
        return wrong(quick, "rrule", "There are two recurrences.");
    quick->has_rule = true;
    quick->rule = hit->rule;
    return hit->day.form == QUICK_FORM_none || take_day(quick, hit);
}

static bool take_hit(struct quick *quick, const struct quick_hit *hit)
{
    if (hit->wrong != NULL)
        return wrong(quick, "start", hit->wrong);
    switch (hit->kind) {
    case QUICK_HIT_day:
        return take_day(quick, hit);
    case QUICK_HIT_end_day:
        if (quick->end_day.form != QUICK_FORM_none)
            return wrong(quick, "end", "There are two ends.");
        quick->end_day = hit->end_day;
        quick->ends_rule = hit->ends_rule;
        return true;
    case QUICK_HIT_time:
        return take_time(quick, hit);
    case QUICK_HIT_end_time:
        if (quick->end_time.given)
            return wrong(quick, "end", "There are two ends.");
        quick->end_time = hit->end_time;
        return true;
    case QUICK_HIT_length:
        if (quick->minutes > 0 || quick->days > 0)
            return wrong(quick, "end", "There are two ends.");
        quick->minutes = hit->minutes;
        quick->days = hit->days;
        return true;
    case QUICK_HIT_recurrence:
        return take_rule(quick, hit);
    case QUICK_HIT_lunar:
        quick->day.lunar = true;
        return true;
    case QUICK_HIT_all_day:
        quick->all_day = true;
        return true;
    case QUICK_HIT_title:
    case QUICK_HIT_none:
        break;
    }
    return true;
}

static enum doran_quick_part_kind part_of(const struct quick_hit *hit)
{
    static const enum doran_quick_part_kind kinds[] = {
        [QUICK_HIT_none] = DORAN_QUICK_title,
        [QUICK_HIT_day] = DORAN_QUICK_day,
        [QUICK_HIT_end_day] = DORAN_QUICK_end,
        [QUICK_HIT_time] = DORAN_QUICK_time,
        [QUICK_HIT_end_time] = DORAN_QUICK_end,
        [QUICK_HIT_length] = DORAN_QUICK_end,
        [QUICK_HIT_recurrence] = DORAN_QUICK_recurrence,
        [QUICK_HIT_lunar] = DORAN_QUICK_lunar,
        [QUICK_HIT_all_day] = DORAN_QUICK_all_day,
        [QUICK_HIT_title] = DORAN_QUICK_title,
    };
    return hit->kind == QUICK_HIT_day && hit->day.lunar ? DORAN_QUICK_lunar : kinds[hit->kind];
}

/* ---- The line ------------------------------------------------------------------------------------------------ */

static void add_title(struct quick *quick, const char *line, size_t from, size_t to, bool is_quoted)
{
    if (to <= from)
        return;
    add_part(quick, DORAN_QUICK_title, from, to - from);
    if (quick->title.length > 0)
        doran_buffer_putc(&quick->title, ' ');
    doran_buffer_append(&quick->title, line + from + (is_quoted ? 1 : 0), to - from - (is_quoted ? 2 : 0));
}

/* Bytes of the word at `at`, up to white space. */
static size_t word_length(const char *at)
{
    size_t length = 0;
    while (at[length] != '\0' && quick_space(at + length) == 0)
        length++;
    return length;
}

/* Whether it counts here: a lunar calendar needs a date before it. */
static bool counts(const struct quick *quick, const struct quick_hit *hit)
{
    return hit->kind != QUICK_HIT_lunar || quick->day.form >= QUICK_FORM_full;
}

static bool read_line(struct quick *quick, const char *line)
{
    size_t at = quick_space(line), title_from = at, title_to = at;
    while (line[at] != '\0') {
        struct quick_hit hit;
        size_t used = quick_match(line + at, quick->options->day_first, &hit);
        if (used > 0 && !counts(quick, &hit))
            used = 0;
        if (used > 0) {
            add_title(quick, line, title_from, title_to, false);
            if (hit.kind == QUICK_HIT_title)
                add_title(quick, line, at, at + used, true);
            else
                add_part(quick, part_of(&hit), at, used);
            if (!take_hit(quick, &hit))
                return false;
            at += used;
            /* A comma between two things known belongs to nothing. */
            at += line[at] == ',' && (line[at + 1] == ' ' || line[at + 1] == '\0') ? 1 : 0;
            at += quick_space(line + at);
            title_from = title_to = at;
            continue;
        }
        title_to = at + word_length(line + at);
        at = title_to + quick_space(line + title_to);
    }
    add_title(quick, line, title_from, title_to, false);
    return true;
}

/* ---- What it means ------------------------------------------------------------------------------------------- */

static struct doran_date monday_of(struct doran_date date)
{
    return doran_date_add_days(date, 1 - (int)doran_date_weekday(date));
}

/* The first day from `from` on that is a lunar date; without a year, month or (by `day` alone) within any month. */
static bool next_lunar(const struct quick_day *day, struct doran_date from, struct doran_date *out)
{
    struct doran_lunar lunar;
    if (day->form == QUICK_FORM_full)
        return doran_date_of_lunar((struct doran_lunar){day->year, day->month, day->day, day->leap}, out);
    if (day->form == QUICK_FORM_day) {
        for (int i = 0; i < 62; i++) {
            *out = doran_date_add_days(from, i);
            if (doran_lunar_of_date(*out, &lunar) && lunar.day == day->day)
                return true;
        }
        return false;
    }
    for (int year = from.year - 1; year <= from.year + LUNAR_YEARS_AHEAD; year++) {
        lunar = (struct doran_lunar){year, day->month, day->day, day->leap};
        if (doran_date_of_lunar(lunar, out) && doran_date_compare(*out, from) >= 0)
            return true;
    }
    return false;
}

/* The first day from `from` on with this month and day, or this day of a month. */
static bool next_date(const struct quick_day *day, struct doran_date from, struct doran_date *out)
{
    if (day->form == QUICK_FORM_full) {
        *out = (struct doran_date){day->year, day->month, day->day};
        return doran_date_valid(*out);
    }
    if (day->form == QUICK_FORM_month_day) {
        for (int year = from.year; year <= from.year + 8; year++) { /* 2100 is no leap year. */
            *out = (struct doran_date){year, day->month, day->day};
            if (doran_date_valid(*out) && doran_date_compare(*out, from) >= 0)
                return true;
        }
        return false;
    }
    struct doran_date first = doran_month_first(doran_month_number(from) + (day->counted ? day->count : 0));
    for (int i = 0; i < 3; i++) {
        *out = (struct doran_date){first.year, first.month, day->day};
        if (doran_date_valid(*out) && (day->counted || doran_date_compare(*out, from) >= 0))
            return true;
        if (day->counted)
            return false;
        first = doran_date_add_months(first, 1);
    }
    return false;
}

static struct doran_date later(const struct quick_day *day, struct doran_date from)
{
    switch (day->unit) {
    case QUICK_UNIT_week:
        return doran_date_add_days(from, day->count * 7);
    case QUICK_UNIT_month:
        return doran_date_add_months(from, day->count);
    case QUICK_UNIT_year:
        return doran_date_add_months(from, day->count * 12);
    default:
        return doran_date_add_days(from, day->count);
    }
}

/* The day that is meant, from `from` on where it says no year. */
static bool resolve_day(const struct quick_day *day, struct doran_date from, struct doran_date *out)
{
    int weekday;
    switch (day->form) {
    case QUICK_FORM_later:
        *out = later(day, from);
        return true;
    case QUICK_FORM_weekday:
        weekday = day->weekday - (int)doran_date_weekday(from);
        if (day->counted)
            *out = doran_date_add_days(monday_of(from), day->count * 7 + day->weekday - 1);
        else
            *out = doran_date_add_days(from, weekday < 0 ? weekday + 7 : weekday);
        return true;
    case QUICK_FORM_weekend:
        *out = doran_date_add_days(monday_of(from), day->count * 7 + DORAN_SATURDAY - 1);
        return true;
    case QUICK_FORM_none:
        *out = from;
        return true;
    default:
        return day->lunar ? next_lunar(day, from, out) : next_date(day, from, out);
    }
}

/* Minutes from midnight of a time as it is meant; 1440 and more are of the next day. */
static int minutes_of(const struct quick_time *time)
{
    int hour = time->hour;
    if (!time->literal) {
        if (time->half == QUICK_HALF_none)
            hour += hour >= 1 && hour <= 6 ? 12 : 0;
        else if (time->half == QUICK_HALF_am)
            hour = hour == 12 ? 0 : hour;
        else if (time->half == QUICK_HALF_pm)
            hour += hour < 12 ? 12 : 0;
        else
            hour += hour == 12 || (hour >= 5 && hour < 12) ? 12 : hour < 5 ? 24 : 0;
    }
    return hour * 60 + time->minute;
}

/* The end's minutes from the midnight of the start: one without a half is the first that is later. */
static int end_minutes_of(const struct quick_time *time, int start)
{
    int end = minutes_of(time);
    if (time->half == QUICK_HALF_none && !time->literal) {
        end = time->hour % 12 * 60 + time->minute;
        while (end <= start)
            end += 12 * 60;
        return end;
    }
    return end <= start ? end + 24 * 60 : end;
}

/* The first day from `from` on that a rule with weekdays falls on. */
static struct doran_date first_of_rule(const struct quick_rule *rule, struct doran_date from)
{
    if (rule->weekdays == 0)
        return from;
    for (int i = 0; i < 70; i++) {
        struct doran_date date = doran_date_add_days(from, i);
        if ((rule->weekdays & 1U << doran_date_weekday(date)) == 0)
            continue;
        int nth = (date.day - 1) / 7 + 1;
        bool last = date.day + 7 > doran_month_days(date.year, date.month);
        if (rule->ordinal == 0 || nth == rule->ordinal || (rule->ordinal < 0 && last))
            return date;
    }
    return from;
}

static bool is_weekday(const struct quick_day *day)
{
    return day->form == QUICK_FORM_weekday && !day->counted;
}

/* What is said twice must be the same: "fri 11/27". */
static bool same_day(const struct quick_day *day, struct doran_date from, struct doran_date date)
{
    struct doran_date other;
    if (is_weekday(day))
        return day->weekday == (int)doran_date_weekday(date);
    return resolve_day(day, from, &other) && doran_date_compare(other, date) == 0;
}

static bool find_start(struct quick *quick, struct doran_date *out)
{
    struct doran_date from = quick->now.date;
    bool over = quick->time.given && minutes_of(&quick->time) <= quick->now.hour * 60 + quick->now.minute;
    if (is_weekday(&quick->day) && quick->other_day.form != QUICK_FORM_none) {
        struct quick_day weekday = quick->day;
        quick->day = quick->other_day;
        quick->other_day = weekday;
    }
    quick->out->day_given =
        quick->day.form != QUICK_FORM_none || quick->rule.weekdays != 0 || quick->rule.last_day;
    if (over && (quick->day.form == QUICK_FORM_none || is_weekday(&quick->day)))
        from = doran_date_add_days(from, 1);
    if (!resolve_day(&quick->day, from, out))
        return wrong(quick, "start", "There is no such day.");
    if (quick->rule.last_day)
        out->day = doran_month_days(out->year, out->month);
    if (quick->other_day.form != QUICK_FORM_none && !same_day(&quick->other_day, from, *out))
        return wrong(quick, "start", "There are two days, and they are not the same.");
    *out = first_of_rule(&quick->rule, *out);
    if (out->year < DORAN_CALENDAR_YEAR_MIN || out->year > DORAN_CALENDAR_YEAR_MAX)
        return wrong(quick, "start", "There is no such day.");
    return true;
}

/* The last day, inclusive; of a single day the start. */
static bool find_last_day(struct quick *quick, struct doran_date start, struct doran_date *out)
{
    *out = start;
    if (quick->day.form == QUICK_FORM_weekend && quick->end_day.form == QUICK_FORM_none && !quick->time.given)
        *out = doran_date_add_days(start, 1);
    if (quick->days > 0)
        *out = doran_date_add_days(start, quick->days - 1);
    if (quick->end_day.form == QUICK_FORM_none || (quick->has_rule && quick->ends_rule))
        return true;
    if (quick->days > 0)
        return wrong(quick, "end", "There are two ends.");
    if (!resolve_day(&quick->end_day, start, out))
        return wrong(quick, "end", "There is no such day.");
    if (doran_date_compare(*out, start) < 0)
        return wrong(quick, "end", "It ends before it starts.");
    return true;
}

static bool put_when(struct quick *quick, const char **field, struct doran_wall wall)
{
    char text[DORAN_WALL_TEXT_MAX];
    *field = doran_arena_strdup(quick->arena, doran_when_format(wall, quick->out->event.all_day, text));
    return *field != NULL || doran_fail(quick->error, DORAN_ERROR_no_memory, NULL, NULL);
}

static bool put_times(struct quick *quick, struct doran_date start_day, struct doran_date last_day)
{
    struct doran_event_create *event = &quick->out->event;
    struct doran_wall start = {.date = start_day}, end = {.date = last_day};
    doran_set(event, event_create, all_day, !quick->time.given);
    if (event->all_day) {
        end.date = doran_date_add_days(last_day, 1);
    } else {
        int begin = minutes_of(&quick->time);
        start = doran_wall_add(start, INT64_C(60) * begin);
        int finish = quick->minutes > 0 ? begin + quick->minutes : begin + 60;
        if (quick->end_time.given && doran_date_compare(start_day, last_day) == 0)
            finish = end_minutes_of(&quick->end_time, begin);
        else if (quick->end_time.given)
            finish = minutes_of(&quick->end_time);
        end = doran_wall_add(end, INT64_C(60) * finish);
        doran_set(event, event_create, zone, quick->options->zone);
    }
    event->has |= DORAN_BIT(event_create, start) | DORAN_BIT(event_create, end);
    if (doran_wall_seconds(end) - doran_wall_seconds(start) > DORAN_EVENT_DAYS_MAX * DAY_SECONDS)
        return wrong(quick, "end", "It lasts longer than 400 days.");
    return put_when(quick, &event->start, start) && put_when(quick, &event->end, end);
}

static bool put_rule(struct quick *quick, struct doran_date start)
{
    if (!quick->has_rule)
        return true;
    struct doran_rule rule = {.freq = quick->rule.freq,
                              .interval = quick->rule.interval,
                              .count = quick->rule.count,
                              .week_start = DORAN_MONDAY};
    struct doran_lunar lunar;
    char text[DORAN_RRULE_TEXT_MAX];
    for (int weekday = DORAN_MONDAY; weekday <= DORAN_SUNDAY; weekday++) {
        if ((quick->rule.weekdays & 1U << weekday) != 0)
            rule.by_day[rule.day_count++] =
                (struct doran_rule_day){(signed char)weekday, (signed char)quick->rule.ordinal};
    }
    if (quick->day.lunar) {
        if ((rule.freq != DORAN_FREQ_YEARLY && rule.freq != DORAN_FREQ_MONTHLY) ||
            !doran_lunar_of_date(start, &lunar))
            return wrong(quick, "rrule", "By the lunar calendar it can recur monthly or yearly.");
        rule.lunar = true;
        rule.skip = DORAN_SKIP_BACKWARD;
        rule.by_month_day[rule.month_day_count++] = (short)lunar.day;
        if (rule.freq == DORAN_FREQ_YEARLY)
            rule.by_month[rule.month_count++] =
                (struct doran_rule_month){(signed char)lunar.month, lunar.leap};
    } else if (quick->rule.last_day) {
        rule.by_month_day[rule.month_day_count++] = -1;
    } else if (rule.freq == DORAN_FREQ_MONTHLY && rule.day_count == 0) {
        rule.by_month_day[rule.month_day_count++] = (short)start.day;
    }
    if (quick->ends_rule && quick->end_day.form != QUICK_FORM_none) {
        if (rule.count > 0)
            return wrong(quick, "end", "There are two ends.");
        rule.has_until = rule.until_date = true;
        if (!resolve_day(&quick->end_day, start, &rule.until.date))
            return wrong(quick, "end", "There is no such day.");
        if (doran_date_compare(rule.until.date, start) < 0)
            return wrong(quick, "end", "It ends before it starts.");
    }
    if (!doran_rule_format(&rule, text))
        return wrong(quick, "rrule", "It recurs in too complicated a way.");
    doran_set(&quick->out->event, event_create, rrule, doran_arena_strdup(quick->arena, text));
    return quick->out->event.rrule != NULL || doran_fail(quick->error, DORAN_ERROR_no_memory, NULL, NULL);
}

/* What remains, without the marks that joined it to what was taken out. */
static bool put_title(struct quick *quick)
{
    char *text = quick->title.data;
    size_t length = quick->title.length;
    while (length > 0 && strchr(" -~,:;", text[length - 1]) != NULL)
        length--;
    size_t from = 0;
    while (from < length && strchr(" -~,:;", text[from]) != NULL)
        from++;
    if (quick->title.failed)
        return doran_fail(quick->error, DORAN_ERROR_no_memory, NULL, NULL);
    if (from == length)
        return wrong(quick, "title", "What is it? Nothing is left for the title.");
    char *clean = doran_text_clean(text + from, length - from);
    const char *title = clean != NULL ? doran_arena_strdup(quick->arena, clean) : NULL;
    free(clean);
    if (title == NULL)
        return doran_fail(quick->error, DORAN_ERROR_no_memory, NULL, NULL);
    if (doran_text_graphemes(title, strlen(title)) > DORAN_EVENT_TITLE_MAX)
        return wrong(quick, "title", "The title is longer than 100 characters.");
    doran_set(&quick->out->event, event_create, title, title);
    return true;
}

static bool put_together(struct quick *quick)
{
    struct doran_date start, last;
    if (quick->all_day && (quick->time.given || quick->end_time.given || quick->minutes > 0))
        return wrong(quick, "start", "It is all day and has a time of day.");
    if (!quick->time.given && (quick->end_time.given || quick->minutes > 0))
        return wrong(quick, "start", "When does it start?");
    if (quick->minutes > 0 && (quick->end_time.given || quick->days > 0))
        return wrong(quick, "end", "There are two ends.");
    return find_start(quick, &start) && find_last_day(quick, start, &last) && put_times(quick, start, last) &&
           put_rule(quick, start) && put_title(quick);
}

static bool check_line(const char *line, struct doran_error *error)
{
    size_t length = strnlen(line, DORAN_QUICK_ADD_BYTES_MAX + 1);
    const char *message = NULL;
    if (length > DORAN_QUICK_ADD_BYTES_MAX)
        message = "The line is too long.";
    else if (!doran_text_valid(line, length))
        message = "The line is no text.";
    else if (doran_text_has_control(line, length, false))
        message = "The line has control characters in it.";
    else if (line[quick_space(line)] == '\0')
        message = "The line is empty.";
    return message == NULL || doran_fail(error, DORAN_ERROR_invalid, "line", "%s", message);
}

bool doran_quick_add_parse(const char *line, const struct doran_quick_add_options *options,
                           struct doran_quick_add *out, struct doran_arena *arena, struct doran_error *error)
{
    *out = (struct doran_quick_add){0};
    if (!check_line(line, error))
        return false;
    const struct doran_zone *zone = doran_zone_find(options->zone);
    if (zone == NULL)
        return doran_fail(error, DORAN_ERROR_invalid, "zone", "There is no such time zone.");
    struct quick quick = {.options = options,
                          .out = out,
                          .error = error,
                          .arena = arena,
                          .now = doran_zone_wall(zone, options->now),
                          .title = DORAN_BUFFER(DORAN_QUICK_ADD_BYTES_MAX * 2)};
    bool done = read_line(&quick, line) && put_together(&quick) &&
                doran_check(DORAN_TYPE_event_create, &out->event, arena, error);
    doran_buffer_deinit(&quick.title);
    return done;
}
