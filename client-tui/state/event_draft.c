#include "client-tui/state/event_draft.h"

#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/state.h"
#include "client-tui/state/words.h"

#include <doran/quick_add.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 400
#define TITLE "x" /* a line of quick adding has a title */
#define WORKDAYS "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

const char *const event_draft_all_day[] = {N_("at a time"), N_("all day"), NULL};
const char *const event_draft_lunar[] = {N_("no"), N_("yes, by the lunar calendar"), NULL};
const char *const event_draft_leap[] = {N_("the month before takes its place"),
                                        N_("only in years that have it"),
                                        N_("the month after takes its place"), NULL};
const char *const event_draft_repeats[REPEATS + 1] = {[REPEAT_NONE] = N_("once"),
                                                      [REPEAT_DAILY] = N_("every day"),
                                                      [REPEAT_WEEKLY] = N_("every week"),
                                                      [REPEAT_WEEKDAYS] = N_("Monday to Friday"),
                                                      [REPEAT_TWO_WEEKS] = N_("every two weeks"),
                                                      [REPEAT_MONTHLY] = N_("every month, on this date"),
                                                      [REPEAT_MONTHLY_WEEKDAY] =
                                                          N_("every month, on this weekday"),
                                                      [REPEAT_YEARLY] = N_("every year"),
                                                      [REPEAT_CUSTOM] = N_("by a rule of one's own")};
const char *const event_draft_colours[] = {N_("red"),  N_("orange"), N_("yellow"), N_("green"),
                                           N_("sky"),  N_("blue"),   N_("purple"), N_("pink"),
                                           N_("grey"), N_("black"),  NULL};
const char *const event_draft_reminders[] = {N_("none"),
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

static bool fail(struct doran_error *error, const char *field, const char *sentence)
{
    doran_fail(error, DORAN_ERROR_invalid, field, "%s", sentence);
    return false;
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

static bool read_end(const struct event_draft *draft, const struct event_place *place,
                     struct event_times *out, struct doran_error *error)
{
    const char *text = draft->end;
    bool given = false, timed = false, lunar = draft->lunar;
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
static void set_until(struct doran_rule *rule, struct doran_date last, bool all_day, const char *zone)
{
    struct doran_wall end = {last, 23, 59, 59};
    rule->has_until = true;
    rule->until_date = all_day;
    rule->until_utc = !all_day;
    rule->until = end;
    if (!all_day)
        rule->until = doran_zone_wall(doran_zone_utc(), doran_zone_instant(doran_zone_or_utc(zone), end));
}

static bool read_until(const struct event_draft *draft, const struct event_place *place,
                       const struct event_times *times, struct doran_rule *rule, struct doran_error *error)
{
    const char *text = draft->until;
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

static bool read_rule(const struct event_draft *draft, const struct event_place *place,
                      struct event_times *out, struct doran_error *error)
{
    size_t repeat = draft->repeat;
    bool lunar = draft->lunar;
    struct doran_rule rule;
    out->rrule[0] = '\0';
    if (repeat == REPEAT_NONE)
        return true;
    if (repeat == REPEAT_CUSTOM) {
        if (!doran_rule_parse(draft->rrule, &rule, error))
            return fail(error, "rrule", N_("This rule is not understood."));
        snprintf(out->rrule, sizeof out->rrule, "%s", draft->rrule);
        return true;
    }
    if (lunar && repeat != REPEAT_MONTHLY && repeat != REPEAT_YEARLY)
        return fail(error, "repeat", N_("By the lunar calendar it is every month or every year."));
    rule_text(repeat, lunar, draft->leap, out->start.date, out->rrule);
    return doran_rule_parse(out->rrule, &rule, error) && read_until(draft, place, out, &rule, error) &&
           doran_rule_format(&rule, out->rrule);
}

struct event_place event_draft_place(const struct state *state, const struct event_draft *draft, int32_t day)
{
    return (struct event_place){.now = state->now,
                                .zone = draft->zone ? draft->zone : calendar_zone(state),
                                .day = doran_date_of_number(day)};
}

bool event_draft_read(const struct event_draft *draft, const struct event_place *place,
                      struct event_times *out, struct doran_error *error)
{
    bool given = false, timed = false, lunar = draft->lunar;
    *out = (struct event_times){.all_day = draft->all_day};
    if (!draft->all_day && draft->zone && !doran_zone_find(draft->zone))
        return fail(error, "zone", N_("This zone is not known. Names look like Asia/Seoul."));
    if (!draft->start[0])
        return fail(error, "start", N_("The day is missing."));
    if (!read_when("start", draft->start, lunar, place, &out->start, &given, &timed, error))
        return false;
    if (!out->all_day && !timed)
        return fail(error, "start", N_("The time is missing."));
    if (out->all_day)
        out->start.hour = out->start.minute = 0;
    out->start.second = 0;
    return read_end(draft, place, out, error) && read_rule(draft, place, out, error);
}

const char *event_times_words(const struct event_times *times, struct doran_date today,
                              struct doran_arena *arena)
{
    const char *words = calendar_span_words(
        arena, doran_date_number(times->start.date), doran_date_number(times->end.date),
        times->all_day ? -1 : calendar_minute_of(times->start), calendar_minute_of(times->end), today);
    const char *parts[] = {calendar_words_lunar(arena, times->start.date),
                           times->rrule[0] ? calendar_words_rule(arena, times->rrule, times->start.date)
                                           : ""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i][0])
            words = sentence_of(arena, _("{list}, {next}"), {"list", words}, {"next", parts[i]});
    return words;
}

/* --- filling in --- */

struct event_draft event_draft_new(void)
{
    return (struct event_draft){
        .title = "",
        .start = "",
        .end = "",
        .rrule = "",
        .until = "",
        .note = "",
        .colour = (size_t)DORAN_event_colour_blue - (size_t)DORAN_event_colour_red,
    };
}

bool event_draft_has_leap(const struct event_draft *draft)
{
    return draft->lunar && draft->repeat == REPEAT_YEARLY;
}

bool event_draft_has_until(const struct event_draft *draft)
{
    return draft->repeat != REPEAT_NONE && draft->repeat != REPEAT_CUSTOM;
}

static const char *keep(struct doran_arena *arena, const char *text)
{
    const char *kept = doran_arena_strdup(arena, text);
    return kept ? kept : "";
}

void event_draft_when(bool all_day, struct doran_wall wall, char out[EVENT_WHEN_TEXT_MAX])
{
    char day[DORAN_DATE_TEXT_MAX];
    doran_date_format(wall.date, day);
    if (all_day)
        snprintf(out, EVENT_WHEN_TEXT_MAX, "%s", day);
    else
        snprintf(out, EVENT_WHEN_TEXT_MAX, "%s %02d:%02d", day, wall.hour, wall.minute);
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

/* `rrule` NULL: single. */
static void fill_rule(struct event_draft *draft, const char *rrule, struct doran_date start, const char *zone,
                      struct doran_arena *arena)
{
    struct doran_rule rule;
    struct doran_error error;
    if (!rrule)
        return;
    draft->rrule = rrule;
    draft->repeat = REPEAT_CUSTOM;
    if (!doran_rule_parse(rrule, &rule, &error))
        return;
    if (rule.count > 0) {
        draft->until = words_number(arena, rule.count);
    } else if (rule.has_until) {
        char day[DORAN_DATE_TEXT_MAX];
        struct doran_wall last = rule.until;
        if (rule.until_utc)
            last = doran_zone_wall(doran_zone_or_utc(zone), doran_zone_instant(doran_zone_utc(), rule.until));
        draft->until = keep(arena, doran_date_format(last.date, day));
    }
    rule.count = 0;
    rule.has_until = rule.until_date = rule.until_utc = false;
    rule.until = (struct doran_wall){0};
    draft->lunar = rule.lunar;
    draft->repeat = repeat_of(&rule, start, &draft->leap);
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

static size_t reminder_of(const struct doran_reminder_list *list, int minute)
{
    for (size_t i = 1; list->count == 1 && i < REMINDER_AS_THEY_ARE; i++)
        if (list->items[0].minutes == minutes_of(i, minute))
            return i;
    return list->count == 0 ? REMINDER_NONE : REMINDER_AS_THEY_ARE;
}

/* In a list of at most one. False: those it had stay as they are. */
static bool chosen_reminder(const struct event_draft *draft, const struct event_times *times,
                            struct doran_reminder *out, size_t *count)
{
    size_t choice = draft->reminder;
    int minute = times->all_day ? 0 : calendar_minute_of(times->start);
    if (choice == REMINDER_AS_THEY_ARE)
        return false;
    *count = choice == REMINDER_NONE ? 0 : 1;
    *out = (struct doran_reminder){.minutes = minutes_of(choice, minute)};
    return true;
}

/* --- what is there --- */

/* The occurrence, or with all of a series the series itself. */
static bool take_original(struct state *state, const struct calendar_entry *entry,
                          enum doran_event_scope scope, struct doran_arena *arena, struct event_original *out)
{
    bool all = scope == DORAN_event_scope_all;
    const struct doran_occurrence *occurrence = entry->occurrence;
    const char *recurrence = occurrence->recurrence_id;
    *out = (struct event_original){.scope = scope};
    snprintf(out->recurrence, sizeof out->recurrence, "%s", recurrence ? recurrence : "");
    if (!calendar_event(state, all ? calendar_series(entry->event) : entry->event->id, &out->event, arena))
        return false;
    out->whole_series = scope != DORAN_event_scope_one && !out->event.series_id;
    if (!all) {
        out->event.start = doran_arena_strdup(arena, occurrence->start);
        out->event.end = doran_arena_strdup(arena, occurrence->end);
    }
    return out->event.start && out->event.end;
}

bool event_draft_open(struct state *state, const struct calendar_entry *entry, enum doran_event_scope scope,
                      struct doran_arena *arena, struct event_original *original, struct event_draft *draft)
{
    struct doran_wall start, end;
    char text[EVENT_WHEN_TEXT_MAX];
    const struct doran_event *event = &original->event;
    if (!take_original(state, entry, scope, arena, original) ||
        !doran_when_parse(event->start, event->all_day, &start) ||
        !doran_when_parse(event->end, event->all_day, &end))
        return false;
    if (event->all_day)
        end.date = doran_date_add_days(end.date, -1);
    *draft = event_draft_new();
    draft->title = event->title;
    draft->note = event->note ? event->note : "";
    draft->zone = event->all_day ? keep(arena, calendar_zone(state)) : event->zone;
    draft->all_day = event->all_day;
    draft->colour = (size_t)event->colour - (size_t)DORAN_event_colour_red;
    draft->reminder = reminder_of(&event->reminders, event->all_day ? 0 : calendar_minute_of(start));
    event_draft_when(event->all_day, start, text);
    draft->start = keep(arena, text);
    event_draft_when(event->all_day, end, text);
    draft->end = keep(arena, text);
    fill_rule(draft, original->whole_series ? event->rrule : NULL, start.date,
              draft->zone ? draft->zone : calendar_zone(state), arena);
    return true;
}

/* --- what is sent --- */

/* What the protocol says of the times: days end with the day after the last. */
static void set_wire(const struct event_times *times, struct event_request *out)
{
    struct doran_wall end = times->end;
    if (times->all_day)
        end.date = doran_date_add_days(end.date, 1);
    doran_when_format(times->start, times->all_day, out->start);
    doran_when_format(end, times->all_day, out->end);
}

static enum doran_event_colour colour_of(const struct event_draft *draft)
{
    return (enum doran_event_colour)((size_t)DORAN_event_colour_red + draft->colour);
}

void event_draft_create(const struct event_draft *draft, const struct event_times *times,
                        struct event_request *out)
{
    size_t reminders = 0;
    set_wire(times, out);
    out->create = (struct doran_event_create){.title = draft->title,
                                              .note = draft->note[0] ? draft->note : NULL,
                                              .all_day = times->all_day,
                                              .start = out->start,
                                              .end = out->end,
                                              .zone = times->all_day ? NULL : draft->zone,
                                              .rrule = times->rrule[0] ? times->rrule : NULL};
    doran_set(&out->create, event_create, colour, colour_of(draft));
    if (chosen_reminder(draft, times, &out->reminder, &reminders) && reminders > 0)
        doran_set(&out->create, event_create, reminders,
                  ((struct doran_reminder_list){&out->reminder, reminders}));
}

static bool differs(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

static void change_times(const struct event_draft *draft, const struct event_times *times,
                         const struct event_original *original, struct event_request *out)
{
    const struct doran_event *event = &original->event;
    if (times->all_day != event->all_day)
        doran_set(&out->change, event_change, all_day, times->all_day);
    if (!times->all_day && differs(draft->zone, event->zone))
        doran_set(&out->change, event_change, zone, draft->zone);
    if (differs(out->start, event->start) || differs(out->end, event->end)) {
        doran_set(&out->change, event_change, start, out->start);
        doran_set(&out->change, event_change, end, out->end);
    }
}

void event_draft_change(const struct event_draft *draft, const struct event_times *times,
                        const struct event_original *original, struct event_request *out)
{
    const struct doran_event *event = &original->event;
    const char *rrule = times->rrule[0] ? times->rrule : NULL;
    size_t reminders = 0;
    out->change = (struct doran_event_change){0};
    set_wire(times, out);
    if (original->scope != DORAN_event_scope_none)
        doran_set(&out->change, event_change, scope, original->scope);
    if (original->scope == DORAN_event_scope_one || original->scope == DORAN_event_scope_following)
        doran_set(&out->change, event_change, recurrence_id, original->recurrence);
    if (differs(draft->title, event->title))
        doran_set(&out->change, event_change, title, draft->title);
    if (differs(draft->note, event->note))
        doran_set(&out->change, event_change, note, draft->note[0] ? draft->note : NULL);
    if (colour_of(draft) != event->colour)
        doran_set(&out->change, event_change, colour, colour_of(draft));
    change_times(draft, times, original, out);
    if (original->whole_series && differs(rrule, event->rrule))
        doran_set(&out->change, event_change, rrule, rrule);
    if (chosen_reminder(draft, times, &out->reminder, &reminders) &&
        (reminders != event->reminders.count ||
         (reminders == 1 && event->reminders.items[0].minutes != out->reminder.minutes)))
        doran_set(&out->change, event_change, reminders,
                  ((struct doran_reminder_list){&out->reminder, reminders}));
}

const char *event_draft_changed(const struct event_original *original)
{
    const struct doran_event *event = &original->event;
    return original->scope == DORAN_event_scope_all ? calendar_series(event) : event->id;
}
