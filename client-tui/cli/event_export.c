/* event export: the calendar, or some days of it, as an iCalendar file. */
#include "client-tui/cli/event.h"
#include "client-tui/cli/event_all.h"
#include "client-tui/cli/output.h"
#include "client-tui/cli/pick.h"
#include "client-tui/i18n.h"
#include "client-tui/state/sentence.h"

#include <doran/ics.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT_MAX ((size_t)256 * 1024 * 1024) /* Bytes of a file. */
#define LUNAR_BACK 366                         /* Days around today for which lunar events are written… */
#define LUNAR_AHEAD 3653                       /* …unless the days are given. */
#define FILE_MODE 0600

struct range {
    bool given;
    struct doran_date from, to; /* `to` is the day after the last. */
};

static bool read_range(struct cli *cli, const struct doran_family *family, struct range *out)
{
    struct doran_date today = event_today(cli, family);
    bool from = cli_given(cli, CLI_OPTION_from), to = cli_given(cli, CLI_OPTION_to);
    *out = (struct range){from || to, doran_date_add_days(today, -LUNAR_BACK),
                          doran_date_add_days(today, LUNAR_AHEAD)};
    if (from && !event_day(cli, family, CLI_OPTION_from, &out->from))
        return false;
    if (from)
        out->to = doran_date_add_days(out->from, LUNAR_AHEAD);
    if (to && !event_day(cli, family, CLI_OPTION_to, &out->to))
        return false;
    if (to)
        out->to = doran_date_add_days(out->to, 1); /* People mean the last day, too. */
    if (to && !from)
        out->from = doran_date_add_days(out->to, -LUNAR_AHEAD);
    int32_t days = doran_date_number(out->to) - doran_date_number(out->from);
    return (days > 0 && days <= DORAN_ICS_LUNAR_DAYS_MAX) ||
           cli_refuse(cli, DORAN_ERROR_invalid, "to",
                      _("That is before the first day, or more than 8000 days."));
}

static bool touches(const struct doran_event *event, const struct doran_family *family,
                    const struct range *range)
{
    struct doran_date first, last;
    return doran_event_days(event, family->time_zone, &first, &last) &&
           doran_date_compare(first, range->to) < 0 && doran_date_compare(last, range->from) >= 0;
}

static bool has_series(const struct event_all *all, const char *id)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i]->id, id) == 0)
            return true;
    return false;
}

/* Leaves what touches the days. An occurrence that is different goes with its series, wherever it lies. */
static void narrow(struct event_all *all, const struct doran_family *family, const struct range *range)
{
    size_t kept = 0, count = all->count;
    if (!range->given)
        return;
    for (size_t i = 0; i < count; i++)
        if (!all->items[i]->series_id && touches(all->items[i], family, range)) {
            const struct doran_event *event = all->items[i];
            all->items[i] = all->items[kept];
            all->items[kept++] = event;
        }
    struct event_all series = {.items = all->items, .count = kept};
    for (size_t i = kept; i < count; i++) {
        const struct doran_event *event = all->items[i];
        if (event->series_id && (has_series(&series, event->series_id) || touches(event, family, range))) {
            all->items[i] = all->items[kept];
            all->items[kept++] = event;
        }
    }
    all->count = kept;
}

static bool write_whole(int file, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static bool storage(struct cli *cli, const char *path, int reason)
{
    return cli_refuse(cli, DORAN_ERROR_storage, "output",
                      sentence_of(&cli->arena, _("{path} cannot be written: {reason}"), {"path", path},
                                  {"reason", strerror(reason)}));
}

static bool write_into(struct cli *cli, const char *path, const struct doran_buffer *calendar)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    bool written = file >= 0 && write_whole(file, calendar->data, calendar->length);
    int reason = errno;
    if (file >= 0)
        close(file);
    return written || storage(cli, path, reason);
}

/* Beside the file first, so that what was there stays until all of it is written. */
static bool replace_file(struct cli *cli, const char *path, const struct doran_buffer *calendar)
{
    char *beside = doran_arena_printf(&cli->arena, "%s.XXXXXX", path);
    if (!beside)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    int file = mkstemp(beside);
    if (file < 0)
        return storage(cli, path, errno);
    bool written = fchmod(file, FILE_MODE) == 0 && write_whole(file, calendar->data, calendar->length) &&
                   fsync(file) == 0;
    int reason = errno;
    if (close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (written && rename(beside, path) != 0) {
        written = false;
        reason = errno;
    }
    if (!written)
        unlink(beside);
    return written || storage(cli, path, reason);
}

/* A link is followed, and a pipe or a device is no file to be replaced. */
static bool write_file(struct cli *cli, const char *path, const struct doran_buffer *calendar)
{
    struct stat about;
    if (stat(path, &about) != 0)
        return replace_file(cli, path, calendar);
    if (!S_ISREG(about.st_mode))
        return write_into(cli, path, calendar);
    char *real = realpath(path, NULL);
    bool written = real ? replace_file(cli, real, calendar) : storage(cli, path, errno);
    free(real);
    return written;
}

static bool put(struct cli *cli, const struct doran_buffer *calendar, size_t count)
{
    const char *path = cli_value(cli, CLI_OPTION_output);
    char number[24];
    if (!path || strcmp(path, "-") == 0)
        return fwrite(calendar->data, 1, calendar->length, cli->out) == calendar->length ||
               storage(cli, "-", errno);
    if (!write_file(cli, path, calendar))
        return false;
    snprintf(number, sizeof number, "%zu", count);
    cli_remark(
        cli, sentence_of(&cli->arena, _("{count} events are in {path}."), {"count", number}, {"path", path}));
    return true;
}

enum cli_exit cli_event_export(struct cli *cli)
{
    struct doran_family family = {0};
    struct event_all all = {0};
    struct range range;
    struct doran_buffer calendar = DORAN_BUFFER(EXPORT_MAX);
    char from[DORAN_DATE_TEXT_MAX], to[DORAN_DATE_TEXT_MAX];
    if (!cli_family(cli, &family) || !read_range(cli, &family, &range))
        return cli_failed(cli);
    bool done = event_all_read(cli, &family, true, &all);
    if (done) {
        narrow(&all, &family, &range);
        const struct doran_ics_write_options options = {.name = family.title,
                                                        .zone = family.time_zone,
                                                        .from = doran_date_format(range.from, from),
                                                        .to = doran_date_format(range.to, to)};
        done = doran_ics_write(all.items, all.count, &options, &calendar, &cli->error) &&
               put(cli, &calendar, all.count);
    }
    doran_buffer_deinit(&calendar);
    event_all_deinit(&all);
    return done ? CLI_EXIT_ok : cli_failed(cli);
}
