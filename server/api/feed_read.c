#include "server/api/handlers.h"
#include "server/store/event.h"
#include "server/store/feed.h"

#include <doran/calendar.h>
#include <doran/ics.h>

#include <sodium.h>

#define MONTHS_BACK 12
#define MONTHS_AHEAD 24
#define EVENTS_MAX 20000 /* In those months; and a calendar of so many is of no use to a phone. */
#define FEED_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define REFRESH_MINUTES 60
#define ETAG_BYTES 12
#define MEDIA "text/calendar; charset=utf-8"

/* Months by their number, the last one included. */
struct stretch {
    int32_t first, last;
};

static bool read_events(struct api_call *call, struct stretch stretch, struct doran_event_list *out)
{
    bool more = false;
    enum store_result result =
        store_events(&call->store, call->family.id, stretch.first, stretch.last, EVENTS_MAX, out, &more);
    return call_done(call, result);
}

static bool write_calendar(struct api_call *call, struct stretch stretch,
                           const struct doran_event_list *events, struct doran_buffer *out)
{
    char from[DORAN_DATE_TEXT_MAX], to[DORAN_DATE_TEXT_MAX];
    const struct doran_ics_write_options options = {
        .name = call->family.title,
        .zone = call->family.time_zone,
        .from = doran_date_format(doran_month_first(stretch.first), from),
        .to = doran_date_format(doran_month_first(stretch.last + 1), to),
        .refresh_minutes = REFRESH_MINUTES,
    };
    const struct doran_event **list =
        doran_arena_alloc(call->store.arena, (events->count + 1) * sizeof *list);
    for (size_t i = 0; list && i < events->count; i++)
        list[i] = &events->items[i];
    return list ? doran_ics_write(list, events->count, &options, out, &call->error)
                : call_refuse(call, DORAN_ERROR_internal, NULL);
}

/* The same events give the same bytes, so the tag changes with the calendar alone. */
static void tag(const struct doran_buffer *text, char out[ETAG_BYTES * 2 + 1])
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text->data, text->length, NULL, 0);
    sodium_bin2hex(out, ETAG_BYTES * 2 + 1, hash, ETAG_BYTES);
}

static bool make_body(struct api_call *call, const struct doran_buffer *text)
{
    tag(text, call->feed_tag);
    if (call_unchanged(call, call->feed_tag))
        return true;
    call->bodies[API_IDENTITY] = bytes_new(text->data, text->length);
    if (call->request->encoding == API_GZIP && text->length > API_GZIP_LEAST)
        call->bodies[API_GZIP] = call_compress(text->data, text->length);
    return call->bodies[API_IDENTITY] || call_refuse(call, DORAN_ERROR_internal, NULL);
}

static bool read_feed(struct api_call *call)
{
    struct doran_buffer text = DORAN_BUFFER(FEED_BYTES_MAX);
    struct doran_event_list events = {0};
    if (!call_done(call, store_feed_find(&call->store, call->token_hash, &call->family)))
        return false;
    int32_t month = doran_zone_month(doran_zone_or_utc(call->family.time_zone), call->store.now);
    const struct stretch stretch = {.first = month - MONTHS_BACK, .last = month + MONTHS_AHEAD};
    bool good = read_events(call, stretch, &events) && write_calendar(call, stretch, &events, &text) &&
                make_body(call, &text);
    doran_buffer_deinit(&text);
    return good;
}

static enum lane_outcome run(struct lane_job *job, struct db_conn *conn)
{
    struct api_call *call = (struct api_call *)job;
    call_begin(call, conn);
    enum lane_outcome outcome = call_outcome(call, read_feed(call));
    return outcome == LANE_UNDO ? LANE_KEEP : outcome;
}

static void done(struct lane_job *job)
{
    struct api_call *call = (struct api_call *)job;
    if (job->failure != DB_DONE)
        call_give_failure(call, job->failure);
    else if (call->error.code != DORAN_ERROR_none)
        call_give_error(call);
    else
        call_give_body(call, call->bodies, 200, call->feed_tag);
}

void api_feed(struct api *api, struct api_request *request, struct api_waiter *waiter)
{
    char name[CALL_TOKEN_NAME_MAX];
    struct api_call *call = call_new(api, request, waiter);
    if (!call)
        return;
    call->media = MEDIA;
    call->job = (struct lane_job){.lane = LANE_READ, .run = run, .done = done};
    if (call_within_limits(call, DORAN_LIMIT_FEED, call_token_name(call, name)))
        call_submit(call);
    else
        call_give_error(call);
}
