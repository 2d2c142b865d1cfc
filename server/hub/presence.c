/* Who is there: told to those who share a family, noted in the database at the end. */
#include "server/hub/state.h"

#include "server/store/user.h"

#include <stdlib.h>
#include <string.h>

struct seen_job {
    struct lane_job job; /* First. */
    struct hub *hub;
    char user[37];
    doran_time at;
};

static struct bytes *encode(const char *user, bool online, doran_time last_seen)
{
    struct doran_presence presence = {
        .user_id = user, .online = online, .last_seen_at = online ? 0 : last_seen};
    struct doran_live_message message = {.presence = &presence};
    return hub_encode(&message);
}

void hub_announce(struct hub_state *state, bool online, doran_time last_seen)
{
    struct hub *hub = state->hub;
    struct bytes *frame = encode(state->user->node.id, online, last_seen);
    if (!frame)
        return;
    uint64_t stamp = ++hub->stamp;
    for (size_t i = 0; i < state->sub_count; i++) {
        struct hub_stream *stream = state->subs[i].stream;
        for (struct hub_sub *sub = stream ? stream->subs : NULL; sub; sub = sub->next) {
            if (sub->state->user == state->user || sub->state->stamp == stamp)
                continue;
            sub->state->stamp = stamp;
            hub_send_to(sub->state, frame);
        }
    }
    bytes_unref(frame);
}

static bool told_before(const struct doran_presence *members, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(members[i].user_id, members[index].user_id) == 0)
            return true;
    return false;
}

void hub_greet(struct hub_state *state, const struct doran_presence *members, size_t count)
{
    for (size_t i = 0; i < count && !state->doom; i++) {
        doran_time last_seen = 0;
        if (told_before(members, i))
            continue;
        bool online = hub_online(state->hub, members[i].user_id, &last_seen);
        struct bytes *frame =
            encode(members[i].user_id, online, last_seen ? last_seen : members[i].last_seen_at);
        if (frame)
            hub_send_to(state, frame);
        bytes_unref(frame);
    }
}

static enum lane_outcome write_seen(struct lane_job *lane_job, struct db_conn *conn)
{
    struct seen_job *job = (struct seen_job *)lane_job;
    struct doran_arena arena = {0};
    struct store store;
    store_init(&store, conn, &arena, job->user, job->at);
    enum store_result result = store_user_seen(&store, job->user, job->at);
    lane_job->failure = store.failure;
    doran_arena_deinit(&arena);
    if (result == STORE_BROKEN)
        return lane_job->failure == DB_RETRY ? LANE_AGAIN : LANE_BROKEN;
    return LANE_KEEP;
}

static void wrote_seen(struct lane_job *lane_job)
{
    struct seen_job *job = (struct seen_job *)lane_job;
    struct hub_user *user = (struct hub_user *)hub_table_find(&job->hub->users, job->user);
    user->seen_jobs--;
    hub_user_settle(job->hub, user);
    free(job);
}

void hub_user_settle(struct hub *hub, struct hub_user *user)
{
    if (user->states || user->seen_jobs)
        return;
    hub_table_remove(&hub->users, &user->node);
    free(user);
}

void hub_note_seen(struct hub_user *user)
{
    struct hub *hub = user->states->hub;
    struct seen_job *job = calloc(1, sizeof *job);
    user->last_seen = doran_time_now();
    if (!job)
        return;
    job->job = (struct lane_job){.lane = LANE_WRITE, .run = write_seen, .done = wrote_seen};
    job->hub = hub;
    job->at = user->last_seen;
    memcpy(job->user, user->node.id, sizeof job->user);
    if (lanes_submit(hub->lanes, &job->job))
        user->seen_jobs++;
    else
        free(job); /* Stopping, or overloaded: the time of the last seen change is all that is lost. */
}
