/* event import: an iCalendar file into the family's calendar: read, looked at, asked about, sent in parts. */
#include "client-tui/cli/ask.h"
#include "client-tui/cli/call.h"
#include "client-tui/cli/event.h"
#include "client-tui/cli/event_all.h"
#include "client-tui/cli/event_remark.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/ics.h>
#include <doran/json.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PART_EVENTS 50                     /* As `events` of event_import in types.def. */
#define PART_BYTES (DORAN_BODY_MAX - 1024) /* Of the events of one request. */
#define LISTED_MAX 20                      /* Lines of each list of the preview. */
#define RETRIES_MAX 30                     /* While the server is busy. */
#define PAUSE_SECONDS_MAX 60

enum fate { FATE_added, FATE_changed, FATE_unchanged, FATE_left_out, FATE_COUNT };

/* An import on its way. */
struct import {
    struct cli *cli;
    struct doran_family family;
    struct doran_arena arena; /* What was read. */
    struct doran_ics ics;
    enum fate *fates; /* Of each item. */
    size_t counts[FATE_COUNT];
    struct event_all there;
    const struct doran_event **by_uid; /* Those of `there`. */
    int64_t added, changed, unchanged, refused;
};

/* ---- Reading ---- */

static bool read_bytes(struct cli *cli, int file, struct doran_buffer *out)
{
    /* One byte more than is allowed shows that there are more. */
    *out = DORAN_BUFFER(DORAN_ICS_BYTES_MAX + 1);
    while (out->length <= DORAN_ICS_BYTES_MAX) {
        size_t room = DORAN_ICS_BYTES_MAX + 1 - out->length;
        room = room < 65536 ? room : 65536;
        if (!doran_buffer_reserve(out, room))
            return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
        ssize_t got = read(file, out->data + out->length, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cli_refuse(cli, DORAN_ERROR_storage, "file", strerror(errno));
        if (got == 0)
            return true;
        out->length += (size_t)got;
        out->data[out->length] = '\0';
    }
    return true;
}

/* Why a file was not read, in the person's language. */
static void explain(struct cli *cli)
{
    char megabytes[24], events[24];
    snprintf(megabytes, sizeof megabytes, "%zu", DORAN_ICS_BYTES_MAX / 1024 / 1024);
    snprintf(events, sizeof events, "%d", DORAN_ICS_EVENTS_MAX);
    if (cli->error.code == DORAN_ERROR_too_large)
        cli_set_error(cli, DORAN_ERROR_too_large, "file",
                      sentence_of(&cli->arena,
                                  _("A file may have {megabytes} MB and {events} events at most. Split it."),
                                  {"megabytes", megabytes}, {"events", events}));
    else if (cli->error.code == DORAN_ERROR_malformed)
        cli_set_error(cli, DORAN_ERROR_malformed, "file", _("This is no iCalendar file."));
}

static bool read_file(struct import *import, const char *path)
{
    struct cli *cli = import->cli;
    struct doran_buffer bytes = {0};
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? cli->in : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return cli_refuse(cli, DORAN_ERROR_storage, "file",
                          sentence_of(&cli->arena, _("{path} cannot be read: {reason}"), {"path", path},
                                      {"reason", strerror(errno)}));
    const struct doran_ics_read_options options = {.zone = import->family.time_zone,
                                                   .untitled = _("(no title)")};
    bool read =
        read_bytes(cli, file, &bytes) && doran_ics_read(bytes.data ? bytes.data : "", bytes.length, &options,
                                                        &import->ics, &import->arena, &cli->error);
    if (!standard)
        close(file);
    doran_buffer_deinit(&bytes);
    if (!read)
        explain(cli);
    return read;
}

/* ---- What will become of it ---- */

static int compare_names(const char *uid, const char *recurrence, const struct doran_event *event)
{
    int order = strcmp(uid, event->uid);
    return order ? order
                 : strcmp(recurrence ? recurrence : "", event->recurrence_id ? event->recurrence_id : "");
}

static int by_name(const void *left, const void *right)
{
    const struct doran_event *event = *(const struct doran_event *const *)left;
    return compare_names(event->uid, event->recurrence_id, *(const struct doran_event *const *)right);
}

static int find_name(const void *key, const void *item)
{
    const struct doran_event_create *create = key;
    return compare_names(create->uid, create->recurrence_id, *(const struct doran_event *const *)item);
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_lists(const struct doran_event *a, const struct doran_event *b)
{
    if (a->reminders.count != b->reminders.count || a->exceptions.count != b->exceptions.count)
        return false;
    for (size_t i = 0; i < a->reminders.count; i++)
        if (a->reminders.items[i].minutes != b->reminders.items[i].minutes)
            return false;
    for (size_t i = 0; i < a->exceptions.count; i++)
        if (!same(a->exceptions.items[i].at, b->exceptions.items[i].at))
            return false;
    return true;
}

/* As the server will see it: what the file does not speak of stays as it is. */
static bool is_same(struct import *import, const struct doran_event_create *create,
                    const struct doran_event *before)
{
    struct doran_event after = {0};
    if (!doran_event_from_create(create, before->id, import->family.id, import->family.time_zone,
                                 &import->arena, &after, NULL))
        return false;
    if (create->colour == DORAN_event_colour_none)
        after.colour = before->colour;
    if (create->reminders.count == 0)
        after.reminders = before->reminders;
    return same(after.title, before->title) && same(after.note, before->note) &&
           after.colour == before->colour && after.all_day == before->all_day &&
           same(after.start, before->start) && same(after.end, before->end) &&
           same(after.zone, before->zone) && same(after.rrule, before->rrule) && same_lists(&after, before);
}

static void decide(struct import *import)
{
    for (size_t i = 0; i < import->ics.count; i++) {
        const struct doran_event_create *create = &import->ics.items[i].event;
        const struct doran_event **found = NULL;
        if (import->ics.items[i].left_out)
            import->fates[i] = FATE_left_out;
        else if (import->there.count > 0 && (found = bsearch(create, import->by_uid, import->there.count,
                                                             sizeof *import->by_uid, find_name)))
            import->fates[i] = is_same(import, create, *found) ? FATE_unchanged : FATE_changed;
        else
            import->fates[i] = FATE_added;
        import->counts[import->fates[i]]++;
    }
}

/* --calendar holidays: days of another country: red, and nobody is reminded of them. */
static bool dress(struct import *import)
{
    const char *kind = cli_value(import->cli, CLI_OPTION_calendar);
    enum doran_event_colour colour = kind ? DORAN_event_colour_red : DORAN_event_colour_none;
    if (kind && strcmp(kind, "holidays") != 0)
        return cli_refuse(import->cli, DORAN_ERROR_invalid, "calendar",
                          _("The only kind of calendar there is here is holidays."));
    if (cli_given(import->cli, CLI_OPTION_colour) && !event_colour(import->cli, &colour))
        return false;
    for (size_t i = 0; i < import->ics.count; i++) {
        struct doran_event_create *event = &import->ics.items[i].event;
        if (colour != DORAN_event_colour_none)
            doran_set(event, event_create, colour, colour);
        if (kind)
            event->reminders = (struct doran_reminder_list){0};
    }
    return true;
}

static bool prepare(struct import *import)
{
    struct cli *cli = import->cli;
    import->fates = doran_arena_alloc(&import->arena, (import->ics.count + 1) * sizeof *import->fates);
    if (!import->fates)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    if (!dress(import) || !event_all_read(cli, &import->family, false, &import->there))
        return false;
    import->by_uid = import->there.items;
    if (import->there.count > 0)
        qsort(import->by_uid, import->there.count, sizeof *import->by_uid, by_name);
    decide(import);
    return true;
}

/* ---- The preview ---- */

static void list(struct import *import, enum fate fate, const char *heading)
{
    struct cli *cli = import->cli;
    size_t shown = 0;
    if (import->counts[fate] == 0)
        return;
    cli_say(cli, sentence_of(&cli->arena, heading,
                             {"count", words_number(&cli->arena, (int64_t)import->counts[fate])}));
    for (size_t i = 0; i < import->ics.count && fate != FATE_unchanged; i++) {
        const struct doran_ics_item *item = &import->ics.items[i];
        if (import->fates[i] != fate)
            continue;
        if (shown++ == LISTED_MAX) {
            cli_say(cli, sentence_of(&cli->arena, _("  and {count} more"),
                                     {"count", words_number(&cli->arena,
                                                            (int64_t)(import->counts[fate] - LISTED_MAX))}));
            break;
        }
        fprintf(cli->out, "  %.10s%s%.5s  %s%s%s\n", item->event.start,
                item->event.start[0] && !item->event.all_day ? " " : "",
                item->event.start[0] && !item->event.all_day ? item->event.start + 11 : "", item->event.title,
                item->event.rrule ? "  " : "", item->event.rrule ? cli_dim(cli, _("(recurs)")) : "");
        for (size_t k = 0; k < item->remark_count; k++)
            fprintf(cli->out, "      %s\n", cli_dim(cli, event_remark(&cli->arena, &item->remarks[k])));
    }
}

static void preview(struct import *import, const char *path)
{
    struct cli *cli = import->cli;
    cli_say(cli, sentence_of(&cli->arena, _("{name}: {count} events"),
                             {"name", import->ics.name ? import->ics.name : path},
                             {"count", words_number(&cli->arena, (int64_t)import->ics.count)}));
    for (size_t i = 0; i < import->ics.remark_count; i++)
        cli_say(cli, event_remark(&cli->arena, &import->ics.remarks[i]));
    list(import, FATE_added, _("{count} to add:"));
    list(import, FATE_changed, _("{count} to change:"));
    list(import, FATE_unchanged, _("{count} are here already, unchanged."));
    list(import, FATE_left_out, _("{count} left out:"));
}

/* ---- Sending ---- */

static void progress(struct import *import, size_t done, size_t all)
{
    if (import->cli->json || !isatty(STDERR_FILENO) || all <= PART_EVENTS)
        return;
    fprintf(import->cli->err, "\r%zu / %zu%s", done, all, done == all ? "\n" : "");
    fflush(import->cli->err);
}

static bool is_busy(enum doran_error_code code)
{
    return code == DORAN_ERROR_too_many_requests || code == DORAN_ERROR_busy;
}

static bool send_part(struct import *import, const struct doran_event_import *request)
{
    struct cli *cli = import->cli;
    struct doran_path path = cli_path(DORAN_PARAM_family, import->family.id);
    for (int i = 0;; i++) {
        struct doran_event_import_result result = {0};
        if (cli_call(cli, DORAN_R_event_import, &path, request, &result)) {
            import->added += result.added;
            import->changed += result.changed;
            import->unchanged += result.unchanged;
            import->refused += result.refused;
            return true;
        }
        if (!is_busy(cli->error.code) || i == RETRIES_MAX)
            return false;
        int seconds = cli->error.retry_after > 0 ? cli->error.retry_after : 1;
        poll(NULL, 0, (seconds < PAUSE_SECONDS_MAX ? seconds : PAUSE_SECONDS_MAX) * 1000);
    }
}

static size_t bytes_of(const struct doran_event_create *event, struct doran_buffer *scratch)
{
    doran_buffer_clear(scratch);
    doran_json_encode(DORAN_TYPE_event_create, event, scratch);
    return scratch->failed ? DORAN_BODY_MAX : scratch->length + 1;
}

/* In parts, each of which is taken whole or not at all. The family is told of the first one only. */
static bool send_all(struct import *import)
{
    struct doran_event_create events[PART_EVENTS];
    struct doran_event_import request = {.events = {.items = events}};
    struct doran_buffer scratch = {0};
    size_t bytes = 0, done = 0, all = import->counts[FATE_added] + import->counts[FATE_changed];
    bool sent = true;
    for (size_t i = 0; i <= import->ics.count && sent; i++) {
        bool last = i == import->ics.count;
        if (!last && import->fates[i] != FATE_added && import->fates[i] != FATE_changed)
            continue;
        size_t more = last ? 0 : bytes_of(&import->ics.items[i].event, &scratch);
        if (request.events.count > 0 &&
            (last || request.events.count == PART_EVENTS || bytes + more > PART_BYTES)) {
            if (done > 0)
                doran_set(&request, event_import, quiet, true);
            sent = send_part(import, &request);
            done += request.events.count;
            request.events.count = bytes = 0;
            if (sent)
                progress(import, done, all);
        }
        if (!last)
            events[request.events.count++] = import->ics.items[i].event;
        bytes += more;
    }
    doran_buffer_deinit(&scratch);
    return sent;
}

/* ---- The end ---- */

static bool print_json(struct import *import, bool sent)
{
    struct doran_buffer out = {0};
    int64_t added = sent ? import->added : (int64_t)import->counts[FATE_added];
    int64_t changed = sent ? import->changed : (int64_t)import->counts[FATE_changed];
    doran_buffer_printf(
        &out, "{\"added\":%lld,\"changed\":%lld,\"unchanged\":%lld,\"refused\":%lld,\"left_out\":[",
        (long long)added, (long long)changed, (long long)import->counts[FATE_unchanged] + import->unchanged,
        (long long)import->refused);
    bool first = true;
    for (size_t i = 0; i < import->ics.count; i++) {
        const struct doran_ics_item *item = &import->ics.items[i];
        if (!item->left_out)
            continue;
        const char *why = event_remark(&import->cli->arena, &item->remarks[0]);
        doran_buffer_printf(&out, "%s{\"line\":%zu,\"title\":", first ? "" : ",", item->line);
        doran_json_string(&out, item->event.title, strlen(item->event.title));
        doran_buffer_puts(&out, ",\"why\":");
        doran_json_string(&out, why, strlen(why));
        doran_buffer_putc(&out, '}');
        first = false;
    }
    doran_buffer_puts(&out, "]}");
    return cli_json_line(import->cli, &out);
}

static void report(struct import *import)
{
    struct cli *cli = import->cli;
    cli_say(cli, sentence_of(&cli->arena, _("{added} added, {changed} changed."),
                             {"added", words_number(&cli->arena, import->added)},
                             {"changed", words_number(&cli->arena, import->changed)}));
    if (import->refused > 0)
        cli_say(cli,
                sentence_of(&cli->arena, _("{count} are somebody else's to change; they stay as they are."),
                            {"count", words_number(&cli->arena, import->refused)}));
}

static bool run(struct import *import, const char *path)
{
    struct cli *cli = import->cli;
    if (!cli_family(cli, &import->family) || !read_file(import, path) || !prepare(import))
        return false;
    size_t wanted = import->counts[FATE_added] + import->counts[FATE_changed];
    if (!cli->json)
        preview(import, path);
    if (wanted == 0 || cli_given(cli, CLI_OPTION_preview))
        return !cli->json || print_json(import, false);
    if (!cli_confirm(cli, _("Take these into the calendar?")))
        return false;
    bool sent = send_all(import);
    if (cli->json)
        return sent && print_json(import, true);
    if (sent || import->added + import->changed > 0)
        report(import);
    return sent;
}

enum cli_exit cli_event_import(struct cli *cli)
{
    struct import import = {.cli = cli, .arena = DORAN_ARENA(DORAN_ICS_ARENA_MAX)};
    bool done = run(&import, cli_argument(cli, 0));
    event_all_deinit(&import.there);
    doran_arena_deinit(&import.arena);
    return done ? CLI_EXIT_ok : cli_failed(cli);
}
