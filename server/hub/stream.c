/* A stream that somebody listens to: reads what was committed, encodes it once, gives it to all. */
#include "server/hub/state.h"

#include "server/base/log.h"
#include "server/store/change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stream_job {
    struct hub_job base; /* First. */
    char stream[37];
    char epoch[37];
    int64_t from, to;
    struct bytes *frame; /* NULL when there was nothing. */
    bool more;
    struct cut {
        enum doran_kind kind;
        char id[37];
    } cuts[HUB_PAGE];
    size_t cut_count;
};

struct hub_stream *hub_stream_of(struct hub *hub, const char *id, int64_t seq)
{
    struct hub_stream *stream = (struct hub_stream *)hub_table_find(&hub->streams, id);
    if (stream)
        return stream;
    stream = calloc(1, sizeof *stream);
    if (!stream)
        return NULL;
    memcpy(stream->node.id, id, sizeof stream->node.id);
    stream->pushed = stream->target = seq;
    if (hub_table_add(&hub->streams, &stream->node))
        return stream;
    free(stream);
    return NULL;
}

void hub_stream_settle(struct hub *hub, struct hub_stream *stream)
{
    if (stream->subs || stream->reading)
        return;
    hub_table_remove(&hub->streams, &stream->node);
    free(stream);
}

void hub_unsubscribe(struct hub_sub *sub)
{
    struct hub_stream *stream = sub->stream;
    if (!stream)
        return;
    if (sub->previous)
        sub->previous->next = sub->next;
    else
        stream->subs = sub->next;
    if (sub->next)
        sub->next->previous = sub->previous;
    sub->stream = NULL;
    hub_stream_settle(sub->state->hub, stream);
}

static void drop_subs(struct hub_state *state)
{
    for (size_t i = 0; i < state->sub_count; i++)
        hub_unsubscribe(&state->subs[i]);
    free(state->subs);
    state->subs = NULL;
    state->sub_count = 0;
}

bool hub_subscribe(struct hub_state *state, const struct doran_cursor *cursor)
{
    drop_subs(state);
    if (!cursor || !cursor->count)
        return true;
    state->subs = calloc(cursor->count, sizeof *state->subs);
    if (!state->subs)
        return false;
    state->sub_count = cursor->count;
    for (size_t i = 0; i < cursor->count; i++) {
        struct hub_sub *sub = &state->subs[i];
        sub->state = state;
        sub->seq = cursor->entries[i].seq;
        struct hub_stream *stream = hub_stream_of(state->hub, cursor->entries[i].stream, sub->seq);
        if (!stream)
            return false;
        sub->stream = stream;
        sub->next = stream->subs;
        if (stream->subs)
            stream->subs->previous = sub;
        stream->subs = sub;
    }
    return true;
}

struct hub_sub *hub_sub_of(struct hub_state *state, const char *stream)
{
    for (size_t i = 0; i < state->sub_count; i++)
        if (state->subs[i].stream && strcmp(state->subs[i].stream->node.id, stream) == 0)
            return &state->subs[i];
    return NULL;
}

/* --- Broadcast --- */

static struct bytes *encode_entries(struct stream_job *job, struct doran_change_list *entries)
{
    struct doran_cursor cursor = {0};
    struct doran_buffer text = DORAN_BUFFER(DORAN_CURSOR_MAX);
    memcpy(cursor.epoch, job->epoch, sizeof cursor.epoch);
    doran_cursor_set(&cursor, job->stream, job->to);
    doran_cursor_format(&cursor, &text);
    struct doran_change_page page = {.changes = *entries, .cursor = text.data, .more = job->more};
    struct doran_live_message message = {.changes = &page};
    struct bytes *frame = text.failed ? NULL : hub_encode(&message);
    doran_buffer_deinit(&text);
    return frame;
}

/* With several writers what was committed later may be told, and read, before the end of a membership or a session that
 * comes first in the log. */
static void note_cuts(struct stream_job *job, const struct doran_change_list *entries)
{
    job->cut_count = 0;
    for (size_t i = 0; i < entries->count && job->cut_count < HUB_PAGE; i++) {
        const struct doran_change *entry = &entries->items[i];
        if (entry->op != DORAN_op_delete ||
            (entry->kind != DORAN_kind_member && entry->kind != DORAN_kind_session))
            continue;
        struct cut *cut = &job->cuts[job->cut_count++];
        cut->kind = entry->kind;
        snprintf(cut->id, sizeof cut->id, "%s", entry->id);
    }
}

/* On the READ lane. */
static enum lane_outcome read_entries(struct lane_job *lane_job, struct db_conn *conn)
{
    struct stream_job *job = (struct stream_job *)lane_job;
    struct doran_arena arena = {0};
    struct doran_change_list entries = {0};
    struct store store;
    bytes_unref(job->frame);
    job->frame = NULL;
    store_init(&store, conn, &arena, NULL, doran_time_now());
    enum store_result result =
        store_stream_changes(&store, job->stream, job->from, HUB_PAGE, &entries, &job->more);
    bool good = result == STORE_OK || result == STORE_NONE;
    if (good && entries.count) {
        job->to = entries.items[entries.count - 1].seq;
        job->frame = encode_entries(job, &entries);
        note_cuts(job, &entries);
    }
    lane_job->failure = good ? DB_FAILED : store.failure;
    bool encoded = !entries.count || job->frame;
    doran_arena_deinit(&arena);
    return good && encoded ? LANE_KEEP : LANE_BROKEN;
}

static void start_read(struct hub *hub, struct hub_stream *stream);

/* What could not be read is caught up on by those who come again. */
static void doom_subscribers(struct hub_stream *stream)
{
    for (struct hub_sub *sub = stream->subs; sub; sub = sub->next)
        hub_doom(sub->state, HUB_CODE_TRY_AGAIN);
}

static void send_entries(struct hub *hub, struct hub_stream *stream, const struct stream_job *job)
{
    for (size_t i = 0; i < job->cut_count; i++)
        if (job->cuts[i].kind == DORAN_kind_member)
            hub_doubt_member(hub, job->cuts[i].id, job->stream);
        else
            hub_end_session(hub, job->stream, job->cuts[i].id);
    for (struct hub_sub *sub = stream->subs; sub; sub = sub->next) {
        if (sub->state->catching || sub->seq >= job->to)
            continue;
        sub->seq = job->to;
        hub_send_to(sub->state, job->frame);
    }
}

static void have_entries(struct lane_job *lane_job)
{
    struct stream_job *job = (struct stream_job *)lane_job;
    struct hub *hub = job->base.hub;
    struct hub_stream *stream = (struct hub_stream *)hub_table_find(&hub->streams, job->stream);
    bool read = lane_job->failure == DB_DONE;
    hub_read_done(hub);
    if (!read) {
        log_line(LOG_WARNING, "live: the entries of a stream cannot be read");
        doom_subscribers(stream);
    } else if (job->frame) {
        send_entries(hub, stream, job);
    }
    stream->reading = false; /* Until here it stays, whoever leaves it. */
    /* Compaction may have left nothing up to the number we were told of. */
    stream->pushed = read && job->more ? job->to : stream->pushed > job->to ? stream->pushed : job->to;
    if (read && stream->target > stream->pushed)
        start_read(hub, stream);
    hub_stream_settle(hub, stream);
    bytes_unref(job->frame);
    free(job);
    hub_settle(hub);
}

static void start_read(struct hub *hub, struct hub_stream *stream)
{
    struct stream_job *job = calloc(1, sizeof *job);
    if (!job) {
        doom_subscribers(stream);
        return;
    }
    job->base.job.run = read_entries;
    job->base.job.done = have_entries;
    memcpy(job->stream, stream->node.id, sizeof job->stream);
    memcpy(job->epoch, hub->epoch, sizeof job->epoch);
    job->from = stream->pushed;
    job->to = stream->target;
    stream->reading = true;
    hub_read(hub, &job->base);
}

void hub_stream_advance(struct hub *hub, struct hub_stream *stream, int64_t seq)
{
    if (seq > stream->target)
        stream->target = seq;
    if (!stream->reading && stream->target > stream->pushed)
        start_read(hub, stream);
}
