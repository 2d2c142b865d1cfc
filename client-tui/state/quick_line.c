#include "client-tui/state/quick_line.h"

#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/state.h"

#include <string.h>

#define DAY_BYTES (256 * 1024)

bool quick_line_event(const struct state *state, const char *line, struct doran_quick_add *out,
                      struct doran_arena *arena, struct doran_error *error)
{
    const struct doran_quick_add_options options = {.now = state->now, .zone = calendar_zone(state)};
    return doran_quick_add_parse(line, &options, out, arena, error);
}

const char *quick_line_when(const struct state *state, struct doran_arena *arena,
                            const struct doran_event_create *event)
{
    struct doran_wall start, end;
    if (!doran_when_parse(event->start, event->all_day, &start))
        return "";
    if (!doran_when_parse(event->end, event->all_day, &end))
        end = event->all_day ? start : doran_wall_add(start, 3600);
    else if (event->all_day)
        end.date = doran_date_add_days(end.date, -1);
    const char *when = calendar_span_words(arena, doran_date_number(start.date), doran_date_number(end.date),
                                           event->all_day ? -1 : calendar_minute_of(start),
                                           calendar_minute_of(end), calendar_today(state));
    const char *rule = calendar_words_rule(arena, event->rrule, start.date);
    return rule[0] ? sentence_of(arena, _("{list}, {next}"), {"list", when}, {"next", rule}) : when;
}

/* The parser wants a title; a line that leaves more than that is no day. */
bool quick_line_day(const struct state *state, const char *line, struct doran_date *out)
{
    struct doran_arena arena = DORAN_ARENA(DAY_BYTES);
    struct doran_quick_add quick;
    struct doran_wall start;
    const char *titled = doran_arena_printf(&arena, "%s x", line);
    bool good = titled && quick_line_event(state, titled, &quick, &arena, NULL) && quick.day_given &&
                strcmp(quick.event.title, "x") == 0 &&
                doran_when_parse(quick.event.start, quick.event.all_day, &start);
    if (good)
        *out = start.date;
    doran_arena_deinit(&arena);
    return good;
}

/* --- why not --- */

/* As the library says them. */
static const char *const sentences[] = {
    N_("By the lunar calendar it can recur monthly or yearly."),
    N_("It ends before it starts."),
    N_("It is all day and has a time of day."),
    N_("It lasts longer than 400 days."),
    N_("It recurs in too complicated a way."),
    N_("The line has control characters in it."),
    N_("The line is empty."),
    N_("The line is no text."),
    N_("The line is too long."),
    N_("The title is longer than 100 characters."),
    N_("There are too many days."),
    N_("There are two days, and they are not the same."),
    N_("There are two ends."),
    N_("There are two recurrences."),
    N_("There are two times of day."),
    N_("There is no such day."),
    N_("There is no such time of day."),
    N_("There is no such time zone."),
    N_("What is it? Nothing is left for the title."),
    N_("When does it start?"),
};

const char *quick_line_trouble(const struct doran_error *error)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (error->code == DORAN_ERROR_invalid && strcmp(sentences[i], error->message) == 0)
            return _(sentences[i]);
    return NULL;
}
