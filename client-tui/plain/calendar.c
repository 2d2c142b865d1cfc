/* calendar.c: the calendar in lines: what today, another day and the days to come have, memories, adding by one line, finding,
 * deleting. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/quick_line.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <string.h>

#define LISTED_MAX 200    /* things that are chosen among */
#define MONTH_NAME_MAX 64 /* bytes of a month in words with the NUL */
#define COMING_DAYS 30
#define COMING_TOLD 3 /* of them on the way in */

/* --- telling --- */

/* "19:00, 저녁은 수육, 아빠", the important word first. */
static const char *entry_line(struct talk *talk, const struct calendar_entry *entry, int32_t day)
{
    struct doran_arena *arena = &talk->arena;
    const char *time = calendar_entry_time(arena, entry, day);
    if (talk->simple)
        return sentence_of(arena, _("\"{title}\" is planned, {time}."), {"title", entry->event->title},
                           {"time", time});
    const char *line =
        sentence_of(arena, _("{title}, {time}, by {who}"), {"title", entry->event->title}, {"time", time},
                    {"who", calendar_entry_author(&talk->state, entry->event)});
    return entry->unsent
               ? sentence_of(arena, _("{list}, {next}"), {"list", line}, {"next", _("not sent yet")})
               : line;
}

static const char *day_line(struct talk *talk, int32_t day)
{
    struct doran_arena *arena = &talk->arena;
    struct doran_date date = doran_date_of_number(day);
    const char *line = calendar_words_near(arena, date, calendar_today(&talk->state));
    const char *more[] = {calendar_words_lunar(arena, date), calendar_holiday(&talk->state, date)};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i] && more[i][0])
            line = sentence_of(arena, _("{list}, {next}"), {"list", line}, {"next", more[i]});
    return line;
}

/* Tells a day; with `empty` also that there is nothing. */
static void tell_day(struct talk *talk, int32_t day, bool empty)
{
    const struct calendar_days *days = calendar_read(&talk->state, day, day + 1);
    if (days->count == 0 && !empty)
        return;
    talk_say(talk, day_line(talk, day));
    for (size_t i = 0; i < days->count; i++)
        talk_say(talk, entry_line(talk, &days->entries[i], day));
    if (days->count == 0)
        talk_say(talk, _("Nothing is planned."));
}

static int32_t today(struct talk *talk)
{
    return doran_date_number(calendar_today(&talk->state));
}

void room_today(struct talk *talk)
{
    talk_news(talk);
    if (!talk->state.family.id) {
        talk_say(talk, _("You are in no family yet."));
        return;
    }
    tell_day(talk, today(talk), true);
    tell_day(talk, today(talk) + 1, false);
}

/* --- one event --- */

/* How much of a series is meant. False: nothing. */
static bool choose_scope(struct talk *talk, const char *question, enum doran_event_scope *out)
{
    static const enum doran_event_scope scopes[] = {DORAN_event_scope_one, DORAN_event_scope_following,
                                                    DORAN_event_scope_all};
    const char *labels[] = {_("This one alone"), _("This and all after it"), _("All of them")};
    size_t chosen = talk_choose(talk, question, labels, 3);
    if (chosen < 3)
        *out = scopes[chosen];
    return chosen < 3;
}

bool room_event_alter(struct talk *talk, enum doran_route_id route, const char *id, const void *request,
                      const char *done)
{
    struct doran_error error = {0};
    bool good = calendar_alter(&talk->state, &talk->undo, route, id, request, &error);
    if (!talk_enqueued(talk, route, good, &error))
        return false;
    talk_say(talk, done);
    talk_say(talk, talk->undo ? _("The last choice of the calendar takes it back.")
                              : _("That is too much at once to be taken back."));
    return true;
}

static void take_back(struct talk *talk)
{
    struct doran_error error = {0};
    bool deleted = calendar_undo_deleted(talk->undo);
    bool good = calendar_undo_do(&talk->state, &talk->undo, &error);
    if (talk_enqueued(talk, DORAN_R_event_restore, good, &error))
        talk_say(talk, deleted ? _("It is back.") : _("It is as it was before."));
}

static void delete_event(struct talk *talk, const struct calendar_entry *entry)
{
    struct doran_event_delete request = {0};
    if (calendar_recurs(entry->event)) {
        enum doran_event_scope scope;
        if (!choose_scope(talk, _("Delete which of them?"), &scope))
            return;
        doran_set(&request, event_delete, scope, scope);
        if (scope != DORAN_event_scope_all)
            doran_set(&request, event_delete, recurrence_id, entry->occurrence->recurrence_id);
    }
    if (talk_confirm(talk, _("Delete it?"), _("Delete")))
        room_event_alter(talk, DORAN_R_event_delete, calendar_series(entry->event), &request, _("Deleted."));
}

static void change_event(struct talk *talk, const struct calendar_entry *entry)
{
    enum doran_event_scope scope = DORAN_event_scope_none;
    if (!calendar_recurs(entry->event) || choose_scope(talk, _("Edit which of them?"), &scope))
        room_event_edit(talk, entry, scope);
}

static bool may_change(struct talk *talk, const struct doran_event *event)
{
    if (state_may(&talk->state, DORAN_R_event_change, event->author_id))
        return true;
    talk_say(talk, _("Who made an event changes it, or the host."));
    return false;
}

static void about_event(struct talk *talk, const struct calendar_entry *entry)
{
    struct doran_arena *arena = &talk->arena;
    const struct doran_event *event = entry->event;
    const char *reminders = calendar_entry_reminders(arena, event);
    const char *rule = calendar_entry_rule(&talk->state, arena, entry);
    const char *zone = calendar_entry_zone(&talk->state, event);
    talk_say(talk, event->title);
    talk_say(talk, calendar_entry_when(arena, entry, calendar_today(&talk->state)));
    if (rule[0])
        talk_say(talk, sentence_of(arena, _("Repeats: {how}"), {"how", rule}));
    if (reminders[0])
        talk_say(talk, sentence_of(arena, _("Reminder: {when}"), {"when", reminders}));
    if (zone[0])
        talk_say(talk, sentence_of(arena, _("{what}: {with}"), {"what", _("Time zone")}, {"with", zone}));
    talk_say(talk, sentence_of(arena, _("{what}: {with}"), {"what", _("Colour")},
                               {"with", calendar_words_colour(event->colour)}));
    if (event->note)
        talk_say(talk, event->note);
    talk_say(talk,
             sentence_of(arena, _("Made by {who}."), {"who", calendar_entry_author(&talk->state, event)}));
    if (!may_change(talk, event))
        return;
    const char *labels[] = {_("Change"), _("Delete")};
    size_t chosen = talk_choose(talk, event->title, labels, 2);
    if (chosen == 0)
        change_event(talk, entry);
    else if (chosen == 1)
        delete_event(talk, entry);
}

/* --- the list --- */

/* Where it is told among the days from `from` on. */
static int32_t day_of(const struct calendar_entry *entry, int32_t from)
{
    return entry->first > from ? entry->first : from;
}

/* "tomorrow: dinner, 19:00, by Dad" */
static const char *coming_line(struct talk *talk, const struct calendar_entry *entry, int32_t from)
{
    int32_t day = day_of(entry, from);
    return sentence_of(
        &talk->arena, _("{day}: {what}"),
        {"day", calendar_words_near(&talk->arena, doran_date_of_number(day), calendar_today(&talk->state))},
        {"what", entry_line(talk, entry, day)});
}

void room_tell_coming(struct talk *talk)
{
    struct doran_window window = doran_window_coming(calendar_today(&talk->state), NULL);
    int32_t from = doran_date_number(window.from);
    const struct calendar_days *days = calendar_read(&talk->state, from, doran_date_number(window.to));
    for (size_t i = 0; i < days->count && i < COMING_TOLD; i++)
        talk_say(talk, coming_line(talk, &days->entries[i], from));
}

/* What lies on the days from `from` up to `to`, to be chosen among, until one goes back; with `each` every one is told with
 * its day. */
static void go_through(struct talk *talk, const char *title, int32_t from, int32_t to, bool each)
{
    for (;;) {
        const char *labels[LISTED_MAX] = {NULL};
        const struct calendar_entry *entries[LISTED_MAX];
        size_t count = 0;
        talk_news(talk);
        const struct calendar_days *days = calendar_read(&talk->state, from, to);
        for (size_t i = 0; i < days->count && count < LISTED_MAX; i++) {
            entries[count] = &days->entries[i];
            labels[count] = each ? coming_line(talk, entries[count], from)
                                 : entry_line(talk, entries[count], day_of(entries[count], from));
            count++;
        }
        const char *asked = title ? title : day_line(talk, from);
        if (count == 0) {
            if (!title)
                talk_say(talk, asked);
            talk_say(talk, _("Nothing is planned."));
            return;
        }
        size_t chosen = talk_choose(talk, asked, labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about_event(talk, entries[chosen]);
    }
}

static void coming(struct talk *talk)
{
    int32_t from = today(talk);
    go_through(talk, _("What comes in the next days"), from, from + COMING_DAYS, true);
}

/* --- adding, looking --- */

static const char *understood(struct talk *talk, const struct doran_event_create *event)
{
    const char *when = quick_line_when(&talk->state, &talk->arena, event);
    return sentence_of(&talk->arena, _("{title}, {time}"), {"title", event->title}, {"time", when});
}

static void add(struct talk *talk)
{
    char line[LINE_SIZE];
    struct doran_quick_add quick;
    struct doran_error error = {0};
    if (!talk_ask(talk, _("The event in one line"), _("For example: tomorrow 7pm dinner"), line))
        return;
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    if (!quick_line_event(&talk->state, line, &quick, &talk->arena, &error)) {
        talk_say(talk, _("That was not understood. Write a day, a time and what it is."));
        return;
    }
    talk_say(talk, understood(talk, &quick.event));
    if (talk_confirm(talk, _("Add this to the calendar?"), _("Add")) &&
        talk_enqueue(talk, DORAN_R_event_create, &path, &quick.event))
        talk_say(talk, _("It is in the calendar."));
}

/* A day in words; an empty line is today. */
static bool ask_day(struct talk *talk, int32_t *day)
{
    char line[LINE_SIZE];
    struct doran_date date;
    *day = today(talk);
    if (!talk_ask(talk, _("Which day?"), _("2027-02-07, next Friday, lunar 8.15"), line))
        return !talk_ends(talk) && line[0] == '\0';
    if (!quick_line_day(&talk->state, line, &date)) {
        talk_say(talk, _("It is not understood as a day or time."));
        return false;
    }
    *day = doran_date_number(date);
    return true;
}

static void read_day(struct talk *talk)
{
    int32_t day;
    if (ask_day(talk, &day))
        go_through(talk, NULL, day, day + 1, false);
}

/* A month as 2027-02, or the one of a day in words; an empty line is this one. */
static bool ask_month(struct talk *talk, struct doran_date *first)
{
    char line[LINE_SIZE], rest;
    struct doran_date date = calendar_today(&talk->state);
    bool given = talk_ask(talk, _("Which month?"), _("2027-02, or empty: this one"), line);
    if (!given && (talk_ends(talk) || line[0] != '\0'))
        return false;
    bool number = given && sscanf(line, "%4d-%2d%c", &date.year, &date.month, &rest) == 2;
    date.day = number ? 1 : date.day;
    if (given && !(number ? doran_date_valid(date) : quick_line_day(&talk->state, line, &date))) {
        talk_say(talk, _("It is not understood as a month."));
        return false;
    }
    *first = (struct doran_date){date.year, date.month, 1};
    return true;
}

static void read_month(struct talk *talk)
{
    struct doran_date first;
    char name[MONTH_NAME_MAX]; /* What is in the arena does not outlive the next news. */
    if (!ask_month(talk, &first))
        return;
    snprintf(name, sizeof name, "%s", calendar_words_month(&talk->arena, first));
    go_through(talk, name, doran_date_number(first), doran_date_number(doran_date_add_months(first, 1)),
               true);
}

static void memories(struct talk *talk)
{
    int32_t day;
    if (!ask_day(talk, &day))
        return;
    for (;;) {
        struct calendar_memory list[LISTED_MAX];
        const char *labels[LISTED_MAX] = {NULL};
        talk_news(talk);
        size_t count = calendar_memories(&talk->state, day, 0, CALENDAR_MEMORY_YEARS, list, LISTED_MAX);
        if (count == 0) {
            talk_say(talk, _("Nothing is kept from this day yet. Photos and voices will stand here too, as "
                             "soon as there are some."));
            return;
        }
        for (size_t i = 0; i < count; i++) {
            int year = doran_date_of_number(list[i].entry->first).year;
            labels[i] = sentence_of(&talk->arena, _("{list}, {next}"),
                                    {"list", calendar_entry_title(&talk->arena, list[i].entry)},
                                    {"next", sentence_of(&talk->arena, _("in {year}"),
                                                         {"year", words_number(&talk->arena, year)})});
        }
        const char *date =
            calendar_words_day(&talk->arena, doran_date_of_number(day), calendar_today(&talk->state));
        size_t chosen = talk_choose(talk, sentence_of(&talk->arena, _("{day} in past years"), {"day", date}),
                                    labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count && list[chosen].entry->mission)
            room_tell_mission(talk, list[chosen].entry->mission);
        else if (chosen < count)
            about_event(talk, list[chosen].entry);
    }
}

void room_event(struct talk *talk, const char *id)
{
    const struct calendar_entry *entry = calendar_next_of(&talk->state, id);
    if (entry)
        about_event(talk, entry);
    else
        talk_say(talk, _("It is not there any more."));
}

static void look(struct talk *talk)
{
    char words[LINE_SIZE];
    if (!talk_ask(talk, _("Which words?"), NULL, words))
        return;
    for (;;) {
        struct doran_error error = {0};
        struct calendar_found_list found;
        const char *labels[LISTED_MAX] = {NULL};
        talk_news(talk);
        if (!calendar_search(&talk->state, words, &found, &talk->arena, &error)) {
            talk_refuse(talk, &error, DORAN_TYPE_empty);
            return;
        }
        size_t count = found.count < LISTED_MAX ? found.count : LISTED_MAX;
        if (count == 0) {
            talk_say(talk, _("Nothing has these words."));
            return;
        }
        for (size_t i = 0; i < count; i++) {
            struct doran_date date = doran_date_of_number(found.items[i].day);
            const char *day = calendar_words_day(&talk->arena, date, calendar_today(&talk->state));
            labels[i] = sentence_of(&talk->arena, _("{title}, {time}"),
                                    {"title", found.items[i].event->title}, {"time", day});
        }
        size_t chosen = talk_choose(talk, words, labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            room_event(talk, found.items[chosen].event->id);
    }
}

void room_calendar(struct talk *talk)
{
    struct talk_item deeds[] = {
        {N_("Read today"), room_today},
        {N_("Go through what comes"), coming},
        {N_("Add in one line"), add},
        {N_("Read another day"), read_day},
        {N_("Search the calendar"), look},
        {N_("Add by questions"), room_event_new},
        {N_("Memories"), memories},
        {N_("Read a month"), read_month},
        {NULL, take_back}, /* Last, so that the other numbers stay. */
    };
    struct talk_menu menu = TALK_MENU(N_("Calendar"), deeds);
    size_t last = menu.count - 1;
    do {
        talk_news(talk);
        bool offered = calendar_undo_is(talk->undo, &talk->state);
        menu.count = offered ? last + 1 : last;
        if (offered)
            deeds[last].label =
                calendar_undo_deleted(talk->undo) ? N_("Bring it back") : N_("Take the change back");
    } while (talk_menu(talk, &menu));
}
