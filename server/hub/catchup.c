/* Bringing one listener up to date: pages of its own, until nothing was committed meanwhile that it lacks. */
#include "server/hub/state.h"

#include "server/store/change.h"
#include "server/store/member.h"

#include <stdlib.h>
#include <string.h>

struct page_job {
    struct hub_job base; /* First. */
    struct hub_state *state;
    char user[37];
    bool from_start;
    struct doran_cursor since, after;
    struct bytes *frame;
    size_t entries;
    bool more;
    enum doran_error_code refusal;
    struct doran_arena arena; /* Of `members`. */
    struct doran_presence *members;
    size_t member_count;
};

/* --- On the READ lane --- */

static bool read_members(struct page_job *job, struct store *store)
{
    for (size_t i = 0; i < job->after.count; i++) {
        struct doran_presence_list list = {0};
        if (strcmp(job->after.entries[i].stream, job->user) == 0)
            continue;
        enum store_result result = store_member_presence(store, job->after.entries[i].stream, &list);
        if (result == STORE_NONE || (result == STORE_OK && !list.count))
            continue;
        if (result != STORE_OK)
            return false;
        struct doran_presence *grown =
            doran_arena_alloc(store->arena, (job->member_count + list.count) * sizeof *grown);
        if (!grown)
            return false;
        if (job->member_count)
            memcpy(grown, job->members, job->member_count * sizeof *grown);
        memcpy(grown + job->member_count, list.items, list.count * sizeof *grown);
        job->members = grown;
        job->member_count += list.count;
    }
    return true;
}

static enum lane_outcome read_page(struct lane_job *lane_job, struct db_conn *conn)
{
    struct page_job *job = (struct page_job *)lane_job;
    struct doran_change_page page = {0};
    struct store store;
    doran_arena_deinit(&job->arena);
    bytes_unref(job->frame);
    job->frame = NULL;
    job->members = NULL;
    job->member_count = 0;
    job->refusal = DORAN_ERROR_none;
    store_init(&store, conn, &job->arena, job->user, doran_time_now());
    enum store_result result = store_changes(&store, job->user, job->from_start ? NULL : &job->since,
                                             HUB_PAGE, &page, &job->refusal);
    if (result == STORE_NONE)
        return LANE_KEEP;
    job->refusal = DORAN_ERROR_none;
    lane_job->failure = result == STORE_OK ? DB_FAILED : store.failure;
    if (result != STORE_OK || !doran_cursor_parse(page.cursor, &job->after, NULL))
        return LANE_BROKEN;
    job->entries = page.changes.count;
    job->more = page.more;
    struct doran_live_message message = {.changes = &page};
    job->frame = hub_encode(&message);
    bool good = job->frame && (job->more || read_members(job, &store));
    if (!good && store.failure != DB_DONE)
        lane_job->failure = store.failure;
    return good ? LANE_KEEP : LANE_BROKEN;
}

/* --- On the loop --- */

static void free_job(struct page_job *job)
{
    doran_arena_deinit(&job->arena);
    bytes_unref(job->frame);
    free(job);
}

/* Whether something was committed since the page was asked for that the listener does not have. */
static bool fell_behind(const struct hub_state *state)
{
    const struct hub *hub = state->hub;
    if (hub->commits - state->mark > HUB_RECENT)
        return true;
    for (uint64_t n = state->mark; n < hub->commits; n++) {
        const struct hub_recent *recent = &hub->recent[n % HUB_RECENT];
        for (size_t i = 0; i < state->cursor->count; i++)
            if (state->cursor->entries[i].seq < recent->seq &&
                strcmp(state->cursor->entries[i].stream, recent->stream) == 0)
                return true;
    }
    return false;
}

static void begin_listening(struct hub_state *state, const struct page_job *job)
{
    state->catching = false;
    bool subscribed = hub_subscribe(state, state->cursor);
    free(state->cursor);
    state->cursor = NULL;
    if (!subscribed) {
        hub_doom(state, HUB_CODE_TRY_AGAIN);
        return;
    }
    hub_greet(state, job->members, job->member_count);
    hub_announce(state, true, 0);
}

static void refuse(struct hub_state *state, enum doran_error_code code)
{
    struct doran_error_body body = {.error = doran_error_name(code), .message = doran_error_sentence(code)};
    struct doran_live_message message = {.error = &body};
    struct bytes *frame = hub_encode(&message);
    if (frame)
        hub_send_to(state, frame);
    bytes_unref(frame);
    hub_doom(state, code == DORAN_ERROR_cursor_expired ? HUB_CODE_EXPIRED : HUB_CODE_TRY_AGAIN);
}

static void ask_page(struct hub_state *state);

static void take_page(struct hub_state *state, struct page_job *job)
{
    if (job->base.job.failure != DB_DONE) {
        hub_doom(state, HUB_CODE_TRY_AGAIN);
        return;
    }
    if (job->refusal != DORAN_ERROR_none) {
        refuse(state, job->refusal);
        return;
    }
    if (state->stale) {
        ask_page(
            state); /* A membership was lost meanwhile: this page may hold what is not theirs any more. */
        return;
    }
    /* The first page is sent even when there is nothing in it: it says so. */
    if (state->first || job->entries || job->more)
        hub_send_to(state, job->frame);
    state->first = state->from_start = false;
    *state->cursor = job->after;
    if (state->doom)
        return;
    if (!job->more && !fell_behind(state))
        begin_listening(state, job);
    else if (state->listener->ops->idle(state->listener))
        ask_page(state);
    else
        state->draining = true;
}

static void have_page(struct lane_job *lane_job)
{
    struct page_job *job = (struct page_job *)lane_job;
    struct hub_state *state = job->state;
    struct hub *hub = job->base.hub;
    hub_read_done(hub);
    state->reading = false;
    if (state->listener && !state->doom)
        take_page(state, job);
    free_job(job);
    hub_state_settle(state);
    hub_settle(hub);
}

static void ask_page(struct hub_state *state)
{
    struct page_job *job = calloc(1, sizeof *job);
    if (!job) {
        hub_doom(state, HUB_CODE_TRY_AGAIN);
        return;
    }
    job->base.job.run = read_page;
    job->base.job.done = have_page;
    job->state = state;
    memcpy(job->user, state->user->node.id, sizeof job->user);
    job->since = *state->cursor;
    job->from_start = state->from_start;
    state->stale = false;
    state->reading = true;
    state->mark = state->hub->commits;
    hub_read(state->hub, &job->base);
}

void hub_next_page(struct hub_state *state)
{
    state->draining = false;
    ask_page(state);
}

/* What the listener has of each of its streams. */
static bool make_cursor(struct hub_state *state)
{
    state->cursor = calloc(1, sizeof *state->cursor);
    if (!state->cursor)
        return false;
    memcpy(state->cursor->epoch, state->hub->epoch, sizeof state->cursor->epoch);
    for (size_t i = 0; i < state->sub_count; i++)
        if (state->subs[i].stream)
            doran_cursor_set(state->cursor, state->subs[i].stream->node.id, state->subs[i].seq);
    return true;
}

void hub_catch_up(struct hub_state *state)
{
    state->catching = true;
    if (!state->cursor && !make_cursor(state)) {
        hub_doom(state, HUB_CODE_TRY_AGAIN);
        return;
    }
    ask_page(state);
}
