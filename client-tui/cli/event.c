/* event list, today: what is in the calendar. */
#include "client-tui/cli/event.h"

#include "client-tui/cli/call.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/language.h"
#include "client-tui/state/sentence.h"

#include <doran/id.h>
#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

#define DAYS_DEFAULT 7
#define PICK_BACK 30   /* Days in which a title is looked for. */
#define PICK_AHEAD 365 /* Together at most DORAN_WINDOW_DAYS_MAX. */
#define MONTH_LENGTH 7 /* "2026-11" */
#define COUNTRY "ko_KR"

struct stretch {
    struct doran_date from, to; /* `to` is the day after the last. */
};

static const struct doran_zone *zone_of(const struct doran_family *family)
{
    return doran_zone_or_utc(family->time_zone);
}

struct doran_date event_today(struct cli *cli, const struct doran_family *family)
{
    return doran_zone_date(zone_of(family), cli->now);
}

bool event_day(struct cli *cli, const struct doran_family *family, enum cli_option_id option,
               struct doran_date *out)
{
    static const struct {
        const char *word;
        int days;
    } words[] = {{"today", 0}, {"tomorrow", 1}, {"yesterday", -1}};
    const char *text = cli_value(cli, option);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, text) == 0) {
            *out = doran_date_add_days(event_today(cli, family), words[i].days);
            return true;
        }
    return doran_date_parse(text, strlen(text), out) ||
           cli_refuse(cli, DORAN_ERROR_invalid, cli_option(option)->name,
                      _("A day is written 2026-11-22, or today, tomorrow, yesterday."));
}

bool event_colour(struct cli *cli, enum doran_event_colour *out)
{
    const char *name = cli_value(cli, CLI_OPTION_colour);
    *out = (enum doran_event_colour)doran_enum_value(DORAN_ENUM_event_colour, name);
    return *out != DORAN_event_colour_none ||
           cli_refuse(
               cli, DORAN_ERROR_invalid, "colour",
               _("A colour is one of red, orange, yellow, green, sky, blue, purple, pink, grey, black."));
}

bool event_read(struct cli *cli, const struct doran_family *family, struct doran_date from,
                struct doran_date to, struct doran_calendar_page *out)
{
    char first[DORAN_DATE_TEXT_MAX], last[DORAN_DATE_TEXT_MAX];
    const struct doran_calendar_query query = {.from = doran_date_format(from, first),
                                               .to = doran_date_format(to, last)};
    struct doran_path path = cli_path(DORAN_PARAM_family, family->id);
    return cli_read(cli, DORAN_R_calendar, &path, &query, out);
}

/* "2026-11": the month's days. */
static bool read_month(struct cli *cli, const char *text, struct stretch *out)
{
    char first[DORAN_DATE_TEXT_MAX];
    if (strlen(text) == MONTH_LENGTH) {
        snprintf(first, sizeof first, "%s-01", text);
        if (doran_date_parse(first, strlen(first), &out->from)) {
            out->to = doran_date_add_months(out->from, 1);
            return true;
        }
    }
    return cli_refuse(cli, DORAN_ERROR_invalid, "month", _("A month is written 2026-11."));
}

/* A month is a stretch of its own: who gives another one too means one of them. */
static bool month_stands_alone(struct cli *cli)
{
    static const enum cli_option_id others[] = {CLI_OPTION_from, CLI_OPTION_to, CLI_OPTION_days};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (cli_given(cli, others[i]))
            return cli_refuse(cli, DORAN_ERROR_invalid, "month",
                              sentence_of(&cli->arena, _("Give --month or --{option}, not both."),
                                          {"option", cli_option(others[i])->name}));
    return true;
}

static bool read_stretch(struct cli *cli, const struct doran_family *family, struct stretch *out)
{
    int64_t days = DAYS_DEFAULT;
    if (cli_given(cli, CLI_OPTION_month))
        return month_stands_alone(cli) && read_month(cli, cli_value(cli, CLI_OPTION_month), out);
    out->from = event_today(cli, family);
    if (cli_given(cli, CLI_OPTION_from) && !event_day(cli, family, CLI_OPTION_from, &out->from))
        return false;
    if (!cli_number(cli, CLI_OPTION_days, 1, DORAN_WINDOW_DAYS_MAX, &days))
        return false;
    out->to = doran_date_add_days(out->from, (int)days);
    if (!cli_given(cli, CLI_OPTION_to))
        return true;
    if (!event_day(cli, family, CLI_OPTION_to, &out->to))
        return false;
    out->to = doran_date_add_days(out->to, 1); /* People mean the last day, too. */
    int32_t length = doran_date_number(out->to) - doran_date_number(out->from);
    return (length >= 1 && length <= DORAN_WINDOW_DAYS_MAX) ||
           cli_refuse(cli, DORAN_ERROR_invalid, "to",
                      _("That is before the first day, or more than 400 days."));
}

/* ---- Writing an occurrence ---- */

/* As shown in the family's time zone; of days, `end` is the last one. */
struct shown {
    char start[DORAN_WALL_TEXT_MAX], end[DORAN_WALL_TEXT_MAX]; /* "2026-11-22 19:00", "2026-11-22". */
    char date[DORAN_DATE_TEXT_MAX], time[8], until[8];         /* Times "" of days. */
    struct doran_date day;
};

static void show(const struct doran_family *family, const struct doran_event *event,
                 const struct doran_occurrence *occurrence, struct shown *out)
{
    struct doran_wall start, end;
    *out = (struct shown){.time = ""};
    if (event->all_day) {
        if (!doran_when_parse(occurrence->start, true, &start) ||
            !doran_when_parse(occurrence->end, true, &end))
            return;
        doran_date_format(start.date, out->start);
        doran_date_format(doran_date_add_days(end.date, -1), out->end);
    } else {
        start = doran_zone_wall(zone_of(family), occurrence->start_at);
        end = doran_zone_wall(zone_of(family), occurrence->end_at);
        snprintf(out->time, sizeof out->time, "%02d:%02d", start.hour % 100, start.minute % 100);
        snprintf(out->until, sizeof out->until, "%02d:%02d", end.hour % 100, end.minute % 100);
        char day[DORAN_DATE_TEXT_MAX];
        snprintf(out->start, sizeof out->start, "%s %s", doran_date_format(start.date, day), out->time);
        snprintf(out->end, sizeof out->end, "%s %s", doran_date_format(end.date, day), out->until);
    }
    out->day = start.date;
    doran_date_format(start.date, out->date);
}

const char *event_when(struct cli *cli, const struct doran_family *family, const struct doran_event *event,
                       const struct doran_occurrence *occurrence)
{
    struct shown shown;
    show(family, event, occurrence, &shown);
    if (event->all_day)
        return strcmp(shown.start, shown.end) == 0
                   ? doran_arena_strdup(&cli->arena, shown.start)
                   : doran_arena_printf(&cli->arena, "%s ~ %s", shown.start, shown.end);
    bool same_day = strncmp(shown.start, shown.end, DORAN_DATE_TEXT_MAX - 1) == 0;
    return doran_arena_printf(&cli->arena, "%s-%s", shown.start, same_day ? shown.until : shown.end);
}

static const char *weekday(struct doran_date date)
{
    return calendar_words_weekday((int)doran_date_weekday(date));
}

const char *event_weekday(const struct doran_family *family, const struct doran_coming *coming)
{
    struct doran_date day;
    if (!coming->all_day || !doran_date_parse(coming->start, strlen(coming->start), &day))
        day = doran_zone_date(zone_of(family), coming->start_at);
    return weekday(day);
}

/* "8.15", a leap month with a star: "*6.1"; "" outside the lunar tables. */
static const char *lunar(struct cli *cli, struct doran_date date)
{
    struct doran_lunar lunar;
    const char *text =
        doran_lunar_of_date(date, &lunar)
            ? doran_arena_printf(&cli->arena, "%s%d.%d", lunar.leap ? "*" : "", lunar.month, lunar.day)
            : "";
    return text ? text : "";
}

static int by_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct doran_event *)item)->id);
}

static const struct doran_event *event_of(const struct doran_calendar_page *page,
                                          const struct doran_occurrence *occurrence)
{
    return bsearch(occurrence->event_id, page->events.items, page->events.count, sizeof *page->events.items,
                   by_id);
}

/* ---- Printing ---- */

struct listing {
    struct doran_family family;
    struct stretch days;
    struct doran_calendar_page page;
    const struct doran_holiday *holidays;
    size_t holiday_count;
    struct doran_holidays *loaded;
};

static const char *holiday_name(const struct doran_holiday *holiday)
{
    return strcmp(language_now(), "ko") == 0 ? holiday->korean : holiday->english;
}

static void print_formatted(struct cli *cli, const struct listing *listing, const char *format)
{
    for (size_t i = 0; i < listing->page.occurrences.count; i++) {
        const struct doran_occurrence *occurrence = &listing->page.occurrences.items[i];
        const struct doran_event *event = event_of(&listing->page, occurrence);
        struct shown shown;
        if (!event)
            continue;
        show(&listing->family, event, occurrence, &shown);
        fprintf(cli->out, "%s\n",
                sentence_of(&cli->arena, format, {"start", shown.start}, {"end", shown.end},
                            {"date", shown.date}, {"time", shown.time}, {"until", shown.until},
                            {"weekday", weekday(shown.day)}, {"lunar", lunar(cli, shown.day)},
                            {"title", event->title}, {"note", event->note}, {"author", event->author_name},
                            {"colour", doran_enum_name(DORAN_ENUM_event_colour, (int)event->colour)},
                            {"id", event->id}, {"at", occurrence->recurrence_id}));
    }
}

static bool add_holiday(struct cli *cli, struct cli_table *table, const struct doran_holiday *holiday)
{
    char date[DORAN_DATE_TEXT_MAX];
    const char *day = doran_arena_strdup(&cli->arena, doran_date_format(holiday->date, date));
    return CLI_ROW(cli, table, "", day ? day : "", weekday(holiday->date), holiday_name(holiday), "");
}

static bool print_table(struct cli *cli, const struct listing *listing, const char *empty)
{
    struct cli_table table = {.columns = 5,
                              .heads = {_("Id"), _("When"), _("Day"), _("Event"), _("Occurrence")}};
    size_t holiday = 0;
    for (size_t i = 0; i < listing->page.occurrences.count; i++) {
        const struct doran_occurrence *occurrence = &listing->page.occurrences.items[i];
        const struct doran_event *event = event_of(&listing->page, occurrence);
        struct shown shown;
        if (!event)
            continue;
        show(&listing->family, event, occurrence, &shown);
        while (holiday < listing->holiday_count &&
               doran_date_compare(listing->holidays[holiday].date, shown.day) <= 0)
            if (!add_holiday(cli, &table, &listing->holidays[holiday++]))
                return false;
        if (!CLI_ROW(cli, &table, cli_short_id(event->id),
                     event_when(cli, &listing->family, event, occurrence), weekday(shown.day), event->title,
                     occurrence->recurrence_id ? occurrence->recurrence_id : ""))
            return false;
    }
    while (holiday < listing->holiday_count)
        if (!add_holiday(cli, &table, &listing->holidays[holiday++]))
            return false;
    cli_table_print(cli, &table, empty);
    if (listing->page.more)
        cli_remark(cli, _("There is more than fits here; ask for fewer days."));
    return true;
}

static void write_holidays(const struct listing *listing, struct doran_buffer *out)
{
    doran_buffer_puts(out, ",\"holidays\":[");
    for (size_t i = 0; i < listing->holiday_count; i++) {
        const struct doran_holiday *holiday = &listing->holidays[i];
        char date[DORAN_DATE_TEXT_MAX];
        doran_buffer_printf(out, "%s{\"date\":\"%s\",\"korean\":", i ? "," : "",
                            doran_date_format(holiday->date, date));
        doran_json_string(out, holiday->korean, strlen(holiday->korean));
        doran_buffer_puts(out, ",\"english\":");
        doran_json_string(out, holiday->english, strlen(holiday->english));
        doran_buffer_printf(out, ",\"substitute\":%s}", holiday->substitute ? "true" : "false");
    }
    doran_buffer_puts(out, "]}");
}

/* As the server answers, and with --holidays a field more. */
static enum cli_exit print_json(struct cli *cli, const struct listing *listing)
{
    struct doran_buffer out = {0};
    if (!cli_given(cli, CLI_OPTION_holidays))
        return cli_json(cli, DORAN_TYPE_calendar_page, &listing->page);
    doran_json_encode(DORAN_TYPE_calendar_page, &listing->page, &out);
    if (!out.failed && out.length > 0)
        out.data[--out.length] = '\0';
    write_holidays(listing, &out);
    return cli_json_line(cli, &out) ? CLI_EXIT_ok : cli_failed(cli);
}

static bool load_holidays(struct cli *cli, struct listing *listing)
{
    if (!cli_given(cli, CLI_OPTION_holidays))
        return true;
    listing->loaded = doran_holidays_load(NULL, COUNTRY, &cli->error);
    if (!listing->loaded)
        return false;
    listing->holiday_count =
        doran_holidays_between(listing->loaded, listing->days.from, listing->days.to, &listing->holidays);
    return true;
}

static enum cli_exit print_listing(struct cli *cli, struct listing *listing, const char *empty)
{
    if (!event_read(cli, &listing->family, listing->days.from, listing->days.to, &listing->page) ||
        !load_holidays(cli, listing))
        return cli_failed(cli);
    enum cli_exit status = CLI_EXIT_ok;
    if (cli->json)
        status = print_json(cli, listing);
    else if (cli_given(cli, CLI_OPTION_template))
        print_formatted(cli, listing, cli_value(cli, CLI_OPTION_template));
    else if (!print_table(cli, listing, empty))
        status = cli_failed(cli);
    doran_holidays_free(listing->loaded);
    return status;
}

enum cli_exit cli_event_list(struct cli *cli)
{
    struct listing listing = {0};
    if (!cli_family(cli, &listing.family) || !read_stretch(cli, &listing.family, &listing.days))
        return cli_failed(cli);
    return print_listing(cli, &listing,
                         _("Nothing is in the calendar there. Add something with: doran event add"));
}

enum cli_exit cli_today(struct cli *cli)
{
    struct listing listing = {0};
    if (!cli_family(cli, &listing.family))
        return cli_failed(cli);
    listing.days.from = event_today(cli, &listing.family);
    listing.days.to = doran_date_add_days(listing.days.from, 1);
    if (!cli->json && !cli_given(cli, CLI_OPTION_template)) {
        char date[DORAN_DATE_TEXT_MAX];
        fprintf(cli->out, "%s\n",
                sentence_of(&cli->arena, _("{date} ({weekday}), lunar {lunar}"),
                            {"date", doran_date_format(listing.days.from, date)},
                            {"weekday", weekday(listing.days.from)},
                            {"lunar", lunar(cli, listing.days.from)}));
    }
    return print_listing(cli, &listing, _("Nothing is in the calendar today."));
}

bool event_pick(struct cli *cli, const struct doran_family *family, const char *word, struct doran_event *out)
{
    if (doran_id_valid(word, strlen(word))) {
        struct doran_path path = cli_family_path(family->id, DORAN_PARAM_event, word);
        return cli_read(cli, DORAN_R_event, &path, NULL, out);
    }
    struct doran_date today = event_today(cli, family);
    struct doran_calendar_page page = {0};
    size_t index = 0;
    if (!event_read(cli, family, doran_date_add_days(today, -PICK_BACK),
                    doran_date_add_days(today, PICK_AHEAD), &page))
        return false;
    struct cli_candidate *candidates =
        doran_arena_alloc(&cli->arena, (page.events.count + 1) * sizeof *candidates);
    if (!candidates)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < page.events.count; i++)
        candidates[i] = (struct cli_candidate){page.events.items[i].id, {page.events.items[i].title}};
    if (!cli_pick(cli, _("event"), word, candidates, page.events.count, &index))
        return false;
    *out = page.events.items[index];
    return true;
}
