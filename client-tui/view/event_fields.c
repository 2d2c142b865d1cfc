#include "client-tui/view/event_fields.h"

#include "client-tui/i18n.h"

#include <doran/quick_add.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 400
#define TITLE "x" /* a line of quick adding has a title */
#define WORKDAYS "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

static const char *const all_day_words[] = {N_("at a time"), N_("all day"), NULL};
static const char *const lunar_words[] = {N_("no"), N_("yes, by the lunar calendar"), NULL};
static const char *const leap_words[] = {N_("the month before takes its place"),
                                         N_("only in years that have it"),
                                         N_("the month after takes its place"), NULL};
static const char *const repeat_words[REPEATS + 1] = {[REPEAT_NONE] = N_("once"),
                                                      [REPEAT_DAILY] = N_("every day"),
                                                      [REPEAT_WEEKLY] = N_("every week"),
                                                      [REPEAT_WEEKDAYS] = N_("Monday to Friday"),
                                                      [REPEAT_TWO_WEEKS] = N_("every two weeks"),
                                                      [REPEAT_MONTHLY] = N_("every month, on this date"),
                                                      [REPEAT_MONTHLY_WEEKDAY] =
                                                          N_("every month, on this weekday"),
                                                      [REPEAT_YEARLY] = N_("every year"),
                                                      [REPEAT_CUSTOM] = N_("by a rule of one's own")};
static const char *const colour_words[] = {N_("red"),  N_("orange"), N_("yellow"), N_("green"),
                                           N_("sky"),  N_("blue"),   N_("purple"), N_("pink"),
                                           N_("grey"), N_("black"),  NULL};
static const char *const reminder_words[] = {N_("none"),
                                             N_("when it starts"),
                                             N_("10 minutes before"),
                                             N_("30 minutes before"),
                                             N_("an hour before"),
                                             N_("a day before"),
                                             N_("on the morning of the day"),
                                             N_("on the evening before"),
                                             N_("a week before"),
                                             N_("as they are"),
                                             NULL};

const struct form_field_spec event_fields[] = {
    {.name = "title", .label = N_("What is it?"), .graphemes_max = 100},
    {.name = "all_day", .label = N_("When on the day"), .choices = all_day_words},
    {.name = "start",
     .label = N_("Start"),
     .help = N_("2026-11-22 19:00, tomorrow 7pm, next Friday"),
     .graphemes_max = 60},
    {.name = "end",
     .label = N_("End"),
     .help = N_("Leave it empty for an hour, or the one day"),
     .graphemes_max = 60},
    {.name = "lunar",
     .label = N_("Lunar calendar"),
     .help = N_("The start may then be 8.15"),
     .choices = lunar_words},
    {.name = "repeat", .label = N_("Repeats"), .choices = repeat_words},
    {.name = "leap", .label = N_("Without that leap month"), .choices = leap_words},
    {.name = "rrule",
     .label = N_("Rule"),
     .help = N_("As in iCalendar: FREQ=WEEKLY;BYDAY=MO,WE"),
     .graphemes_max = 500},
    {.name = "until",
     .label = N_("Until"),
     .help = N_("A day, or how many times; empty: without end"),
     .graphemes_max = 40},
    {.name = "colour", .label = N_("Colour"), .choices = colour_words},
    {.name = "reminders", .label = N_("Reminder"), .choices = reminder_words},
    {.name = "note", .label = N_("Note"), .graphemes_max = 2000},
};
const size_t event_field_count = sizeof event_fields / sizeof *event_fields;

static bool fail(struct doran_error *error, const char *field, const char *sentence)
{
    doran_fail(error, DORAN_ERROR_invalid, field, "%s", sentence);
    return false;
}

void event_fields_show(struct form *form)
{
    size_t repeat = form_choice(form, "repeat");
    bool lunar = form_choice(form, "lunar") == 1;
    form_show(form, "leap", lunar && repeat == REPEAT_YEARLY);
    form_show(form, "rrule", repeat == REPEAT_CUSTOM);
    form_show(form, "until", repeat != REPEAT_NONE && repeat != REPEAT_CUSTOM);
}

/* --- dates and times --- */

/* "8.15" of a lunar event is a lunar date; a whole date with its year is meant as it stands. */
static bool needs_lunar(const char *text, bool lunar)
{
    const char *minus = strchr(text, '-');
    bool whole = minus && minus - text == 4;
    return lunar && !whole && strncmp(text, "음", strlen("음")) != 0 &&
           strncmp(text, "윤", strlen("윤")) != 0 && strncmp(text, "lunar", 5) != 0;
}

/* Understands a field. `given` gets whether it names a day, `timed` whether it names a time. */
static bool read_when(const char *field, const char *text, bool lunar, const struct event_place *place,
                      struct doran_wall *out, bool *given, bool *timed, struct doran_error *error)
{
    char line[LINE_MAX_BYTES];
    struct doran_arena arena = DORAN_ARENA(64 * 1024);
    struct doran_quick_add quick;
    struct doran_quick_add_options options = {.now = place->now, .zone = place->zone};
    int length = snprintf(line, sizeof line, "%s%s " TITLE, needs_lunar(text, lunar) ? "음 " : "", text);
    bool good = length > 0 && (size_t)length < sizeof line &&
                doran_quick_add_parse(line, &options, &quick, &arena, error) &&
                strcmp(quick.event.title, TITLE) == 0 &&
                doran_when_parse(quick.event.start, quick.event.all_day, out);
    if (good) {
        *given = quick.day_given;
        *timed = !quick.event.all_day;
        if (!*given)
            out->date = place->day;
    }
    doran_arena_deinit(&arena);
    return good || fail(error, field, N_("It is not understood as a day or time."));
}

static bool read_end(const struct form *form, const struct event_place *place, struct event_times *out,
                     struct doran_error *error)
{
    const char *text = form_text(form, "end");
    bool given = false, timed = false, lunar = form_choice(form, "lunar") == 1;
    struct event_place from = *place;
    from.day = out->start.date;
    if (!text[0]) {
        out->end = out->all_day ? out->start : doran_wall_add(out->start, 3600);
        return true;
    }
    if (!read_when("end", text, lunar, &from, &out->end, &given, &timed, error))
        return false;
    if (!out->all_day && !timed)
        return fail(error, "end", N_("The time is missing."));
    if (out->all_day)
        out->end.hour = out->end.minute = 0;
    if (doran_wall_compare(out->end, out->start) < 0)
        return fail(error, "end", N_("It ends before it starts."));
    return true;
}

/* --- how it recurs --- */

static const char *const weekday_codes[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};

/* The rule of a choice without its end; "" for none. `skip` is of a lunar year's leap month. */
static void rule_text(size_t repeat, bool lunar, size_t skip, struct doran_date start,
                      char out[DORAN_RRULE_TEXT_MAX])
{
    static const char *const texts[REPEATS] = {
        [REPEAT_NONE] = "",
        [REPEAT_DAILY] = "FREQ=DAILY",
        [REPEAT_WEEKLY] = "FREQ=WEEKLY",
        [REPEAT_WEEKDAYS] = WORKDAYS,
        [REPEAT_TWO_WEEKS] = "FREQ=WEEKLY;INTERVAL=2",
        [REPEAT_MONTHLY] = "FREQ=MONTHLY",
        [REPEAT_YEARLY] = "FREQ=YEARLY",
    };
    static const enum doran_skip skips[] = {DORAN_SKIP_BACKWARD, DORAN_SKIP_OMIT, DORAN_SKIP_FORWARD};
    struct doran_lunar day;
    const char *code = weekday_codes[doran_date_weekday(start) % 7];
    if (repeat == REPEAT_MONTHLY_WEEKDAY)
        snprintf(out, DORAN_RRULE_TEXT_MAX, "FREQ=MONTHLY;BYDAY=%d%s",
                 start.day > 28 ? -1 : (start.day - 1) / 7 + 1, code);
    else if (lunar && repeat == REPEAT_YEARLY && doran_lunar_of_date(start, &day) &&
             doran_rule_lunar_yearly(day, skips[skip % 3], out))
        return;
    else if (lunar && repeat == REPEAT_MONTHLY)
        snprintf(out, DORAN_RRULE_TEXT_MAX, "RSCALE=DANGI;FREQ=MONTHLY;SKIP=BACKWARD");
    else
        snprintf(out, DORAN_RRULE_TEXT_MAX, "%s", repeat < REPEATS && texts[repeat] ? texts[repeat] : "");
}

/* UNTIL is a day for days, and an instant for what has a zone (RFC 5545 §3.3.10). */
static void set_until(struct doran_rule *rule, struct doran_date last, bool all_day, const char *zone_name)
{
    struct doran_wall end = {last, 23, 59, 59};
    const struct doran_zone *zone = doran_zone_find(zone_name ? zone_name : "UTC");
    rule->has_until = true;
    rule->until_date = all_day;
    rule->until_utc = !all_day;
    rule->until = end;
    if (!all_day && zone)
        rule->until = doran_zone_wall(doran_zone_utc(), doran_zone_instant(zone, end));
}

static bool read_until(const struct form *form, const struct event_place *place,
                       const struct event_times *times, struct doran_rule *rule, struct doran_error *error)
{
    const char *text = form_text(form, "until");
    char *rest;
    long count = strtol(text, &rest, 10);
    struct doran_wall last;
    bool given, timed;
    if (!text[0])
        return true;
    rest += strspn(rest, " ");
    if (count > 0 &&
        (!*rest || strcmp(rest, "회") == 0 || strcmp(rest, "번") == 0 || strcmp(rest, "times") == 0)) {
        if (count > DORAN_RRULE_COUNT_MAX)
            return fail(error, "until", N_("That is too often."));
        rule->count = (int)count;
        return true;
    }
    if (!read_when("until", text, false, place, &last, &given, &timed, error))
        return false;
    if (doran_date_compare(last.date, times->start.date) < 0)
        return fail(error, "until", N_("It ends before it starts."));
    set_until(rule, last.date, times->all_day, place->zone);
    return true;
}

static bool read_rule(const struct form *form, const struct event_place *place, struct event_times *out,
                      struct doran_error *error)
{
    size_t repeat = form_choice(form, "repeat");
    bool lunar = form_choice(form, "lunar") == 1;
    struct doran_rule rule;
    out->rrule[0] = '\0';
    if (repeat == REPEAT_NONE)
        return true;
    if (repeat == REPEAT_CUSTOM) {
        if (!doran_rule_parse(form_text(form, "rrule"), &rule, error))
            return fail(error, "rrule", N_("This rule is not understood."));
        snprintf(out->rrule, sizeof out->rrule, "%s", form_text(form, "rrule"));
        return true;
    }
    if (lunar && repeat != REPEAT_MONTHLY && repeat != REPEAT_YEARLY)
        return fail(error, "repeat", N_("By the lunar calendar it is every month or every year."));
    rule_text(repeat, lunar, form_choice(form, "leap"), out->start.date, out->rrule);
    return doran_rule_parse(out->rrule, &rule, error) && read_until(form, place, out, &rule, error) &&
           doran_rule_format(&rule, out->rrule);
}

bool event_fields_read(const struct form *form, const struct event_place *place, struct event_times *out,
                       struct doran_error *error)
{
    bool given = false, timed = false, lunar = form_choice(form, "lunar") == 1;
    *out = (struct event_times){.all_day = form_choice(form, "all_day") == 1};
    if (!form_text(form, "start")[0])
        return fail(error, "start", N_("The day is missing."));
    if (!read_when("start", form_text(form, "start"), lunar, place, &out->start, &given, &timed, error))
        return false;
    if (!out->all_day && !timed)
        return fail(error, "start", N_("The time is missing."));
    if (out->all_day)
        out->start.hour = out->start.minute = 0;
    out->start.second = 0;
    return read_end(form, place, out, error) && read_rule(form, place, out, error);
}

/* --- filling in --- */

static void set_when(struct form *form, const char *name, bool all_day, struct doran_wall wall)
{
    char text[DORAN_DATE_TEXT_MAX + 16], day[DORAN_DATE_TEXT_MAX];
    doran_date_format(wall.date, day);
    if (all_day)
        snprintf(text, sizeof text, "%s", day);
    else
        snprintf(text, sizeof text, "%s %02d:%02d", day, wall.hour, wall.minute);
    form_set_text(form, name, text);
}

void event_fields_set_times(struct form *form, bool all_day, struct doran_wall start, struct doran_wall end)
{
    form_set_choice(form, "all_day", all_day ? 1 : 0);
    set_when(form, "start", all_day, start);
    set_when(form, "end", all_day, end);
}

/* Which choice a rule without its end is; REPEAT_CUSTOM where it is none. */
static size_t repeat_of(const struct doran_rule *rule, struct doran_date start, size_t *skip)
{
    char own[DORAN_RRULE_TEXT_MAX], text[DORAN_RRULE_TEXT_MAX], other[DORAN_RRULE_TEXT_MAX];
    struct doran_rule parsed;
    struct doran_error error;
    if (!doran_rule_format(rule, own))
        return REPEAT_CUSTOM;
    for (size_t repeat = REPEAT_DAILY; repeat < REPEAT_CUSTOM; repeat++)
        for (*skip = 0; *skip < 3; (*skip)++) {
            rule_text(repeat, rule->lunar, *skip, start, text);
            if (doran_rule_parse(text, &parsed, &error) && doran_rule_format(&parsed, other) &&
                strcmp(own, other) == 0)
                return repeat;
        }
    *skip = 0;
    return REPEAT_CUSTOM;
}

void event_fields_set_rule(struct form *form, const char *rrule, struct doran_date start, const char *zone)
{
    struct doran_rule rule;
    struct doran_error error;
    char until[32] = "";
    size_t skip = 0;
    if (!rrule)
        return;
    form_set_text(form, "rrule", rrule);
    form_set_choice(form, "repeat", REPEAT_CUSTOM);
    if (!doran_rule_parse(rrule, &rule, &error))
        return;
    if (rule.count > 0) {
        snprintf(until, sizeof until, "%d", rule.count);
    } else if (rule.has_until) {
        struct doran_wall last = rule.until;
        const struct doran_zone *here = doran_zone_find(zone ? zone : "UTC");
        if (rule.until_utc && here)
            last = doran_zone_wall(here, doran_zone_instant(doran_zone_utc(), last));
        doran_date_format(last.date, until);
    }
    rule.count = 0;
    rule.has_until = rule.until_date = rule.until_utc = false;
    rule.until = (struct doran_wall){0};
    form_set_choice(form, "lunar", rule.lunar ? 1 : 0);
    form_set_choice(form, "repeat", repeat_of(&rule, start, &skip));
    form_set_choice(form, "leap", skip);
    form_set_text(form, "until", until);
}

/* --- reminders --- */

#define MORNING 540  /* minutes of the day */
#define EVENING 1140 /* of the day before */
enum reminder { REMINDER_NONE, REMINDER_MORNING = 6, REMINDER_EVENING, REMINDER_WEEK, REMINDER_AS_THEY_ARE };
static const int reminder_minutes[REMINDER_AS_THEY_ARE] = {0, 0, 10, 30, 60, 1440, 0, 0, 10080};

/* `minute` of the day when it starts: 0 of an all-day event. */
static int64_t minutes_of(size_t choice, int minute)
{
    if (choice == REMINDER_MORNING)
        return minute > MORNING || minute == 0 ? minute - MORNING : 0;
    if (choice == REMINDER_EVENING)
        return minute + 1440 - EVENING;
    return reminder_minutes[choice];
}

void event_fields_set_reminders(struct form *form, const struct doran_reminder_list *list, int minute)
{
    size_t choice = list->count == 0 ? REMINDER_NONE : REMINDER_AS_THEY_ARE;
    for (size_t i = 1; list->count == 1 && i < REMINDER_AS_THEY_ARE; i++)
        if (list->items[0].minutes == minutes_of(i, minute)) {
            choice = i;
            break;
        }
    form_set_choice(form, "reminders", choice);
}

bool event_fields_reminder(const struct form *form, const struct event_times *times,
                           struct doran_reminder *out, size_t *count)
{
    size_t choice = form_choice(form, "reminders");
    int minute = times->all_day ? 0 : times->start.hour * 60 + times->start.minute;
    if (choice == REMINDER_AS_THEY_ARE)
        return false;
    *count = choice == REMINDER_NONE ? 0 : 1;
    *out = (struct doran_reminder){.minutes = minutes_of(choice, minute)};
    return true;
}
