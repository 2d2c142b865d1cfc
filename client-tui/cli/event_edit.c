/* event add, edit, rm. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/event.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/quick_line.h"
#include "client-tui/state/sentence.h"

#include <doran/quick_add.h>
#include <doran/text.h>

#include <stdlib.h>
#include <string.h>

#define NONE "none" /* Takes a value away. */

static const char *arena_when(struct cli *cli, struct doran_wall wall, bool all_day)
{
    char text[DORAN_WALL_TEXT_MAX];
    const char *copy = doran_arena_strdup(&cli->arena, doran_when_format(wall, all_day, text));
    return copy ? copy : "";
}

/* "2026-11-22", "2026-11-22 19:00", "2026-11-22T19:00:00"; `day_only` tells which. */
static bool read_when(struct cli *cli, enum cli_option_id option, struct doran_wall *out, bool *day_only)
{
    const char *text = cli_value(cli, option);
    size_t length = strlen(text);
    char full[DORAN_WALL_TEXT_MAX];
    *day_only = doran_when_parse(text, true, out);
    if (*day_only)
        return true;
    if (length == 16 || length == 19) {
        snprintf(full, sizeof full, "%s%s", text, length == 16 ? ":00" : "");
        full[10] = full[10] == ' ' ? 'T' : full[10];
        if (doran_when_parse(full, false, out))
            return true;
    }
    return cli_refuse(cli, DORAN_ERROR_invalid, cli_option(option)->name,
                      _("It is written 2026-11-22 for a whole day, or 2026-11-22 19:00."));
}

/* "10,1440"; "none" for no reminder. */
static bool read_reminders(struct cli *cli, struct doran_reminder_list *out)
{
    const char *at = cli_value(cli, CLI_OPTION_remind);
    *out = (struct doran_reminder_list){0};
    if (strcmp(at, NONE) == 0)
        return true;
    out->items = doran_arena_alloc(&cli->arena, DORAN_EVENT_REMINDERS_MAX * sizeof *out->items);
    if (!out->items)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (;; at++) {
        char *end;
        long long minutes = strtoll(at, &end, 10);
        if (end == at || (*end != '\0' && *end != ',') || out->count == DORAN_EVENT_REMINDERS_MAX)
            return cli_refuse(
                cli, DORAN_ERROR_invalid, "remind",
                _("Reminders are up to five numbers of minutes with commas between, as 10,1440."));
        out->items[out->count++].minutes = minutes;
        at = end;
        if (*at == '\0')
            return true;
    }
}

/* Of days, people name the last one. */
static bool read_end(struct cli *cli, bool all_day, const char **out)
{
    struct doran_wall end;
    bool day;
    if (!read_when(cli, CLI_OPTION_end, &end, &day))
        return false;
    if (day != all_day)
        return cli_refuse(cli, DORAN_ERROR_invalid, "end",
                          _("Start and end are both days, or both have a time."));
    if (day)
        end.date = doran_date_add_days(end.date, 1);
    *out = arena_when(cli, end, day);
    return true;
}

/* ---- Adding ---- */

static bool read_line(struct cli *cli, const struct doran_family *family, struct doran_event_create *out)
{
    struct doran_quick_add quick;
    const struct doran_quick_add_options options = {.now = cli->now, .zone = family->time_zone};
    char *line = doran_text_clean(cli_argument(cli, 0), strlen(cli_argument(cli, 0)));
    if (!line)
        return cli_refuse(cli, DORAN_ERROR_malformed, "line", NULL);
    bool understood = doran_quick_add_parse(line, &options, &quick, &cli->arena, &cli->error);
    free(line);
    if (!understood) {
        cli->sentence = quick_line_trouble(&cli->error);
        return false;
    }
    *out = quick.event;
    return true;
}

static bool read_start(struct cli *cli, struct doran_event_create *out)
{
    struct doran_wall start;
    if (!read_when(cli, CLI_OPTION_start, &start, &out->all_day))
        return false;
    out->title = cli_argument(cli, 0);
    out->start = arena_when(cli, start, out->all_day);
    return true;
}

static bool read_create(struct cli *cli, const struct doran_family *family, struct doran_event_create *out)
{
    bool flags = cli_given(cli, CLI_OPTION_start);
    if (flags ? !read_start(cli, out) : !read_line(cli, family, out))
        return false;
    if (cli_given(cli, CLI_OPTION_end) && !read_end(cli, out->all_day, &out->end))
        return false;
    if (cli_given(cli, CLI_OPTION_colour) && !event_colour(cli, &out->colour))
        return false;
    if (cli_given(cli, CLI_OPTION_remind) && !read_reminders(cli, &out->reminders))
        return false;
    out->note = cli_given(cli, CLI_OPTION_note) ? cli_value(cli, CLI_OPTION_note) : out->note;
    out->rrule = cli_given(cli, CLI_OPTION_repeat) ? cli_value(cli, CLI_OPTION_repeat) : out->rrule;
    out->zone = cli_given(cli, CLI_OPTION_zone) ? cli_value(cli, CLI_OPTION_zone) : out->zone;
    return true;
}

/* What came of it, as a sentence for people. */
static enum cli_exit show_event(struct cli *cli, const struct doran_family *family,
                                const struct doran_event *event, const char *template)
{
    struct doran_wall start, end;
    if (cli->json)
        return cli_json(cli, DORAN_TYPE_event, event);
    struct doran_occurrence first = {.start = event->start, .end = event->end};
    const struct doran_zone *zone = doran_zone_find(event->zone ? event->zone : family->time_zone);
    if (zone && doran_when_parse(event->start, event->all_day, &start) &&
        doran_when_parse(event->end, event->all_day, &end)) {
        first.start_at = doran_zone_instant(zone, start);
        first.end_at = doran_zone_instant(zone, end);
    }
    cli_say(cli, sentence_of(&cli->arena, template, {"when", event_when(cli, family, event, &first)},
                             {"title", event->title}, {"id", cli_short_id(event->id)}));
    return CLI_EXIT_ok;
}

enum cli_exit cli_event_add(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_event_create request = {0};
    struct doran_event event = {0};
    if (!cli_family(cli, &family) || !read_create(cli, &family, &request))
        return cli_failed(cli);
    struct doran_path path = cli_path(DORAN_PARAM_family, family.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_event_create, &path, &request, &event);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return show_event(cli, &family, &event, _("Added: {when} {title} ({id})"));
}

/* ---- Scopes ---- */

struct scope {
    enum doran_event_scope scope;
    const char *at;
};

/* A series asks how much of it is meant; what is single, or one occurrence that is different, does not. */
static bool read_scope(struct cli *cli, const struct doran_event *event, struct scope *out)
{
    bool one = cli_given(cli, CLI_OPTION_this), following = cli_given(cli, CLI_OPTION_following),
         all = cli_given(cli, CLI_OPTION_all);
    *out = (struct scope){.at = cli_value(cli, CLI_OPTION_at)};
    if (one + following + all > 1)
        return cli_refuse(cli, DORAN_ERROR_invalid, "scope",
                          _("Only one of --this, --following, --all goes."));
    out->scope = one         ? DORAN_event_scope_one
                 : following ? DORAN_event_scope_following
                 : all       ? DORAN_event_scope_all
                             : DORAN_event_scope_none;
    if (event->rrule && out->scope == DORAN_event_scope_none)
        return cli_refuse(cli, DORAN_ERROR_invalid, "scope",
                          _("This one recurs: please say --all, or --this or --following with --at."));
    if (event->rrule && out->scope != DORAN_event_scope_all && !out->at)
        return cli_refuse(cli, DORAN_ERROR_invalid, "at",
                          _("Please say which occurrence with --at, as doran event list shows it."));
    return true;
}

static bool read_texts(struct cli *cli, struct doran_event_change *out)
{
    const char *note = cli_value(cli, CLI_OPTION_note), *rule = cli_value(cli, CLI_OPTION_repeat);
    if (cli_given(cli, CLI_OPTION_title))
        doran_set(out, event_change, title, cli_value(cli, CLI_OPTION_title));
    if (note)
        doran_set(out, event_change, note, strcmp(note, NONE) == 0 || !*note ? NULL : note);
    if (rule)
        doran_set(out, event_change, rrule, strcmp(rule, NONE) == 0 ? NULL : rule);
    if (cli_given(cli, CLI_OPTION_zone))
        doran_set(out, event_change, zone, cli_value(cli, CLI_OPTION_zone));
    if (cli_given(cli, CLI_OPTION_colour)) {
        out->has |= DORAN_BIT(event_change, colour);
        if (!event_colour(cli, &out->colour))
            return false;
    }
    if (cli_given(cli, CLI_OPTION_remind)) {
        out->has |= DORAN_BIT(event_change, reminders);
        return read_reminders(cli, &out->reminders);
    }
    return true;
}

static bool read_times(struct cli *cli, const struct doran_event *event, struct doran_event_change *out)
{
    struct doran_wall start;
    bool all_day = event->all_day;
    if (cli_given(cli, CLI_OPTION_start)) {
        if (!read_when(cli, CLI_OPTION_start, &start, &all_day))
            return false;
        doran_set(out, event_change, start, arena_when(cli, start, all_day));
    }
    if (all_day != event->all_day)
        doran_set(out, event_change, all_day, all_day);
    if (!cli_given(cli, CLI_OPTION_end))
        return true;
    out->has |= DORAN_BIT(event_change, end);
    return read_end(cli, all_day, &out->end);
}

enum cli_exit cli_event_edit(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_event event = {0}, changed = {0};
    struct doran_event_change request = {0};
    struct scope scope;
    if (!cli_family(cli, &family) || !event_pick(cli, &family, cli_argument(cli, 0), &event) ||
        !read_scope(cli, &event, &scope) || !read_texts(cli, &request) || !read_times(cli, &event, &request))
        return cli_failed(cli);
    if (!request.has) {
        cli_refuse(cli, DORAN_ERROR_invalid, NULL,
                   _("Please say what is to be different, as --title or --start."));
        return cli_failed(cli);
    }
    request.scope = scope.scope;
    request.recurrence_id = scope.at;
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_event, event.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_event_change, &path, &request, &changed);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return show_event(cli, &family, &changed, _("Changed: {when} {title} ({id})"));
}

enum cli_exit cli_event_rm(struct cli *cli)
{
    struct doran_family family = {0};
    struct doran_event event = {0};
    struct scope scope;
    if (!cli_family(cli, &family) || !event_pick(cli, &family, cli_argument(cli, 0), &event) ||
        !read_scope(cli, &event, &scope) ||
        !cli_confirm(cli, sentence_of(&cli->arena, _("Delete \"{title}\" from the calendar?"),
                                      {"title", event.title})))
        return cli_failed(cli);
    const struct doran_event_delete request = {.scope = scope.scope, .recurrence_id = scope.at};
    struct doran_path path = cli_family_path(family.id, DORAN_PARAM_event, event.id);
    enum cli_sent sent = cli_send(cli, DORAN_R_event_delete, &path, &request, NULL);
    if (sent != CLI_SENT)
        return cli_not_sent(cli, sent);
    return cli_done(cli, sentence_of(&cli->arena, _("\"{title}\" is deleted."), {"title", event.title}));
}
