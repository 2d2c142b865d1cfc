#include "server/api/touch.h"

#include "server/api/call.h"
#include "server/store/change.h"

#include <stdio.h>
#include <stdlib.h>

#define TOUCH_EVERY DORAN_HOUR

struct touch {
    struct lane_job job;
    struct api *api;
    struct doran_arena arena;
    struct store store;
    char user[37], session[37];
};

static enum lane_outcome run(struct lane_job *job, struct db_conn *conn)
{
    struct touch *touch = (struct touch *)job;
    struct store *store = &touch->store;
    doran_arena_deinit(&touch->arena);
    store_init(store, conn, &touch->arena, touch->user, doran_time_now());
    enum store_result result = store_session_touch(store, touch->user, touch->session);
    if (result == STORE_OK)
        result = store_flush(store);
    if (result == STORE_NONE)
        return LANE_UNDO;
    job->failure = store->failure;
    return result == STORE_OK ? LANE_KEEP : store->failure == DB_RETRY ? LANE_AGAIN : LANE_BROKEN;
}

static void done(struct lane_job *job)
{
    struct touch *touch = (struct touch *)job;
    if (job->failure == DB_DONE && !job->undone)
        api_committed(touch->api, &touch->store);
    doran_arena_deinit(&touch->arena);
    free(touch);
}

void touch_session(struct api *api, const unsigned char token_hash[LRU_KEY_BYTES])
{
    bool current;
    if (!cache_identity_stale(&api->cache, token_hash, TOUCH_EVERY))
        return;
    const struct cache_identity *identity = cache_identity(&api->cache, token_hash, &current);
    struct touch *touch = calloc(1, sizeof *touch);
    if (!touch)
        return;
    touch->job = (struct lane_job){.lane = LANE_WRITE, .run = run, .done = done};
    touch->api = api;
    snprintf(touch->user, sizeof touch->user, "%s", identity->user);
    snprintf(touch->session, sizeof touch->session, "%s", identity->session);
    if (!lanes_submit(api->options.lanes, &touch->job))
        free(touch);
}
