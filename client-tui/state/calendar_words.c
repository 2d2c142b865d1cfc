#include "client-tui/state/calendar_words.h"

#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/state.h"
#include "client-tui/state/words.h"

#include <string.h>

/* ---- Days ---- */

const char *calendar_words_weekday(int column)
{
    static const char *const weekdays[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
                                           N_("Thu"), N_("Fri"), N_("Sat")};
    return _(weekdays[(unsigned)column % 7]);
}

static const char *month_name(int month)
{
    static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
                                         N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    return _(months[(unsigned)(month - 1) % 12]);
}

static const char *long_month_name(int month)
{
    static const char *const months[] = {N_("January"),   N_("February"), N_("March"),    N_("April"),
                                         N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                         N_("September"), N_("October"),  N_("November"), N_("December")};
    return _(months[(unsigned)(month - 1) % 12]);
}

const char *calendar_words_month(struct doran_arena *arena, struct doran_date date)
{
    /* translators: {month} is the month's name, {m} its number. */
    return sentence_of(arena, _("{month} {year}"), {"month", long_month_name(date.month)},
                       {"m", words_number(arena, date.month)}, {"year", words_number(arena, date.year)});
}

const char *calendar_words_date(struct doran_arena *arena, struct doran_date date, bool year)
{
    return sentence_of(arena, year ? _("{month} {day}, {year}") : _("{month} {day}"),
                       {"month", month_name(date.month)}, {"m", words_number(arena, date.month)},
                       {"day", words_number(arena, date.day)}, {"year", words_number(arena, date.year)});
}

const char *calendar_words_day(struct doran_arena *arena, struct doran_date date, struct doran_date today)
{
    return sentence_of(arena, _("{weekday}, {date}"),
                       {"weekday", calendar_words_weekday((int)doran_date_weekday(date) % 7)},
                       {"date", calendar_words_date(arena, date, date.year != today.year)});
}

const char *calendar_words_near(struct doran_arena *arena, struct doran_date date, struct doran_date today)
{
    static const char *const near[] = {N_("Yesterday, {date}"), N_("Today, {date}"), N_("Tomorrow, {date}")};
    int32_t days = doran_date_number(date) - doran_date_number(today);
    const char *day = calendar_words_day(arena, date, today);
    return days >= -1 && days <= 1 ? sentence_of(arena, _(near[days + 1]), {"date", day}) : day;
}

const char *calendar_words_lunar_short(struct doran_arena *arena, struct doran_date date)
{
    struct doran_lunar lunar;
    if (!doran_lunar_of_date(date, &lunar))
        return "";
    /* translators: a day of the lunar calendar, as short as it goes; then one of a leap month. */
    return sentence_of(arena, lunar.leap ? _("L+{month}.{day}") : _("L{month}.{day}"),
                       {"month", words_number(arena, lunar.month)}, {"day", words_number(arena, lunar.day)});
}

static const char *lunar_day(struct doran_arena *arena, int month, bool leap, int day)
{
    return sentence_of(arena, leap ? _("lunar {month}/{day} (leap month)") : _("lunar {month}/{day}"),
                       {"month", words_number(arena, month)}, {"day", words_number(arena, day)});
}

const char *calendar_words_lunar(struct doran_arena *arena, struct doran_date date)
{
    struct doran_lunar lunar;
    return doran_lunar_of_date(date, &lunar) ? lunar_day(arena, lunar.month, lunar.leap, lunar.day) : "";
}

const char *calendar_words_time(struct doran_arena *arena, int minute)
{
    const char *text = doran_arena_printf(arena, "%02d:%02d", minute / 60, minute % 60);
    return text ? text : "";
}

/* ---- Events ---- */

const char *calendar_words_colour(enum doran_event_colour colour)
{
    static const char *const words[DORAN_event_colour_COUNT] = {
        [DORAN_event_colour_red] = N_("red"),       [DORAN_event_colour_orange] = N_("orange"),
        [DORAN_event_colour_yellow] = N_("yellow"), [DORAN_event_colour_green] = N_("green"),
        [DORAN_event_colour_sky] = N_("sky"),       [DORAN_event_colour_blue] = N_("blue"),
        [DORAN_event_colour_purple] = N_("purple"), [DORAN_event_colour_pink] = N_("pink"),
        [DORAN_event_colour_grey] = N_("grey"),     [DORAN_event_colour_black] = N_("black"),
    };
    return (size_t)colour < DORAN_event_colour_COUNT && words[colour] ? _(words[colour]) : "";
}

/* Of an all-day event the minutes count back from its midnight. */
static const char *day_reminder(struct doran_arena *arena, int minutes)
{
    int before = minutes > 0 ? (minutes + 1439) / 1440 : 0;
    const char *time = calendar_words_time(arena, before * 1440 - minutes);
    if (before == 0)
        return sentence_of(arena, _("on the day at {time}"), {"time", time});
    if (before == 1)
        return sentence_of(arena, _("the day before at {time}"), {"time", time});
    return sentence_of(arena, _("{n} days before at {time}"), {"n", words_number(arena, before)},
                       {"time", time});
}

const char *calendar_words_reminder(struct doran_arena *arena, int64_t minutes, bool all_day)
{
    static const struct {
        int64_t minutes;
        const char *one, *many;
    } units[] = {{10080, N_("{n} week before"), N_("{n} weeks before")},
                 {1440, N_("{n} day before"), N_("{n} days before")},
                 {60, N_("{n} hour before"), N_("{n} hours before")},
                 {1, N_("{n} minute before"), N_("{n} minutes before")}};
    if (all_day)
        return day_reminder(arena, (int)minutes);
    if (minutes == 0)
        return _("when it starts");
    if (minutes < 0)
        return sentence_of(arena, _("{n} minutes after the start"), {"n", words_number(arena, -minutes)});
    size_t i = 0;
    while (minutes % units[i].minutes != 0)
        i++;
    int64_t count = minutes / units[i].minutes;
    return sentence_of(arena, count == 1 ? _(units[i].one) : _(units[i].many),
                       {"n", words_number(arena, count)});
}

/* ---- Recurrence ---- */

/* "월, 수" or "첫째 월". NULL when there are no words for it. */
static const char *rule_days(struct doran_arena *arena, const struct doran_rule *rule)
{
    static const char *const positions[] = {N_("last {day}"),   N_("every {day}"), N_("first {day}"),
                                            N_("second {day}"), N_("third {day}"), N_("fourth {day}"),
                                            N_("fifth {day}")};
    const char *list = NULL;
    for (int i = 0; i < rule->day_count; i++) {
        const struct doran_rule_day *day = &rule->by_day[i];
        if (day->position < -1 || day->position > 5)
            return NULL;
        const char *name = calendar_words_weekday(day->weekday % 7);
        if (day->position != 0)
            name = sentence_of(arena, _(positions[day->position + 1]), {"day", name});
        list = list ? sentence_of(arena, _("{list}, {next}"), {"list", list}, {"next", name}) : name;
    }
    return list ? list : "";
}

/* True when the rule has nothing but what the templates below can say. */
static bool sayable(const struct doran_rule *rule)
{
    int rest = rule->year_day_count + rule->week_count + rule->hour_count + rule->minute_count +
               rule->second_count + rule->set_pos_count;
    bool days = rule->day_count > 0, month_days = rule->month_day_count > 0, months = rule->month_count > 0;
    if (rest > 0 || rule->month_day_count > 1 || rule->month_count > 1)
        return false;
    switch (rule->freq) {
    case DORAN_FREQ_DAILY:
        return !days && !month_days && !months;
    case DORAN_FREQ_WEEKLY:
        return !month_days && !months;
    case DORAN_FREQ_MONTHLY:
        return !months && !(days && month_days);
    case DORAN_FREQ_YEARLY:
        return !days && (month_days || !months);
    case DORAN_FREQ_none:
        break;
    }
    return false;
}

static const char *every(struct doran_arena *arena, const struct doran_rule *rule)
{
    static const char *const once[] = {[DORAN_FREQ_DAILY] = N_("every day"),
                                       [DORAN_FREQ_WEEKLY] = N_("every week"),
                                       [DORAN_FREQ_MONTHLY] = N_("every month"),
                                       [DORAN_FREQ_YEARLY] = N_("every year")};
    static const char *const many[] = {[DORAN_FREQ_DAILY] = N_("every {n} days"),
                                       [DORAN_FREQ_WEEKLY] = N_("every {n} weeks"),
                                       [DORAN_FREQ_MONTHLY] = N_("every {n} months"),
                                       [DORAN_FREQ_YEARLY] = N_("every {n} years")};
    if (rule->interval == 1)
        return _(once[rule->freq]);
    return sentence_of(arena, _(many[rule->freq]), {"n", words_number(arena, rule->interval)});
}

/* On which days: "월, 수", "15일", "음력 8월 15일"; "" where `every` says it all. */
static const char *on(struct doran_arena *arena, const struct doran_rule *rule, struct doran_date start)
{
    struct doran_lunar lunar = {0};
    int month = start.month, day = start.day;
    bool leap = false;
    if (rule->freq == DORAN_FREQ_DAILY || rule->day_count > 0)
        return rule_days(arena, rule);
    if (rule->freq == DORAN_FREQ_WEEKLY)
        return calendar_words_weekday((int)doran_date_weekday(start) % 7);
    if (rule->lunar && doran_lunar_of_date(start, &lunar)) {
        month = lunar.month;
        day = lunar.day;
        leap = lunar.leap;
    }
    if (rule->month_count > 0) {
        month = (unsigned char)rule->by_month[0].month;
        leap = rule->by_month[0].leap;
    }
    if (rule->month_day_count > 0)
        day = rule->by_month_day[0];
    if (day == -1 && rule->freq == DORAN_FREQ_MONTHLY)
        return rule->lunar ? _("last day of the lunar month") : _("last day of the month");
    if (day < 1)
        return NULL;
    if (rule->freq == DORAN_FREQ_MONTHLY)
        return sentence_of(arena, rule->lunar ? _("lunar day {day}") : _("day {day}"),
                           {"day", words_number(arena, day)});
    return rule->lunar ? lunar_day(arena, month, leap, day)
                       : calendar_words_date(arena, (struct doran_date){start.year, month, day}, false);
}

static const char *with_end(struct doran_arena *arena, const struct doran_rule *rule, const char *words)
{
    if (rule->count > 0)
        return sentence_of(arena, _("{how}, {n} times"), {"how", words},
                           {"n", words_number(arena, rule->count)});
    if (rule->has_until)
        return sentence_of(arena, _("{how}, until {date}"), {"how", words},
                           {"date", calendar_words_date(arena, rule->until.date, true)});
    return words;
}

const char *calendar_words_rule(struct doran_arena *arena, const char *rrule, struct doran_date start)
{
    struct doran_rule rule;
    struct doran_error error = {0};
    if (!rrule)
        return "";
    if (!doran_rule_parse(rrule, &rule, &error) || !sayable(&rule))
        return rrule;
    const char *days = on(arena, &rule, start);
    if (!days)
        return rrule;
    const char *words = every(arena, &rule);
    if (days[0])
        words = sentence_of(arena, _("{every}: {days}"), {"every", words}, {"days", days});
    return with_end(arena, &rule, words);
}

/* ---- When ---- */

const char *calendar_entry_time(struct doran_arena *arena, const struct calendar_entry *entry, int32_t day)
{
    if (entry->minute < 0)
        return _("all day");
    if (day == entry->first)
        return calendar_words_time(arena, entry->minute);
    if (day == entry->last)
        return sentence_of(arena, _("to {time}"), {"time", calendar_words_time(arena, entry->end_minute)});
    return _("all day");
}

const char *calendar_span_words(struct doran_arena *arena, int32_t first, int32_t last, int minute,
                                int end_minute, struct doran_date today)
{
    const char *from = calendar_words_day(arena, doran_date_of_number(first), today);
    const char *to = calendar_words_day(arena, doran_date_of_number(last), today);
    if (minute >= 0 && first != last) {
        from = sentence_of(arena, _("{date} {time}"), {"date", from},
                           {"time", calendar_words_time(arena, minute)});
        to = sentence_of(arena, _("{date} {time}"), {"date", to},
                         {"time", calendar_words_time(arena, end_minute)});
    }
    if (first != last)
        return sentence_of(arena, _("{from} to {to}"), {"from", from}, {"to", to});
    if (minute < 0)
        return sentence_of(arena, _("{date}, all day"), {"date", from});
    const char *begin = calendar_words_time(arena, minute);
    if (minute == end_minute)
        return sentence_of(arena, _("{date} {time}"), {"date", from}, {"time", begin});
    return sentence_of(arena, _("{date} {from} to {to}"), {"date", from}, {"from", begin},
                       {"to", calendar_words_time(arena, end_minute)});
}

const char *calendar_entry_when(struct doran_arena *arena, const struct calendar_entry *entry,
                                struct doran_date today)
{
    return calendar_span_words(arena, entry->first, entry->last, entry->minute, entry->end_minute, today);
}

const char *calendar_entry_title(struct doran_arena *arena, const struct calendar_entry *entry)
{
    return entry->mission ? sentence_of(arena, _("{title} (mission)"), {"title", entry->event->title})
                          : entry->event->title;
}

const char *calendar_entry_reminders(struct doran_arena *arena, const struct doran_event *event)
{
    const char *list = "";
    for (size_t i = 0; i < event->reminders.count; i++) {
        const char *next = calendar_words_reminder(arena, event->reminders.items[i].minutes, event->all_day);
        list = list[0] ? sentence_of(arena, _("{list}, {next}"), {"list", list}, {"next", next}) : next;
    }
    return list;
}

const char *calendar_entry_rule(struct state *state, struct doran_arena *arena,
                                const struct calendar_entry *entry)
{
    struct doran_event series = *entry->event;
    struct doran_wall start;
    bool different = series.series_id != NULL;
    if (different && !calendar_event(state, entry->event->series_id, &series, arena))
        return "";
    if (!doran_when_parse(series.start, series.all_day, &start))
        start.date = doran_date_of_number(entry->first);
    const char *words = calendar_words_rule(arena, series.rrule, start.date);
    return different ? sentence_of(arena, _("{how} (this one is different)"), {"how", words}) : words;
}

const char *calendar_entry_zone(const struct state *state, const struct doran_event *event)
{
    bool elsewhere = !event->all_day && event->zone && state->family.time_zone &&
                     strcmp(event->zone, state->family.time_zone) != 0;
    return elsewhere ? event->zone : "";
}

const char *calendar_entry_author(const struct state *state, const struct doran_event *event)
{
    const struct doran_member *member = state_member(state, event->author_id);
    if (member)
        return member->nickname;
    return event->author_name ? event->author_name : _("somebody who is not here any more");
}
