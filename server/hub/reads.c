#include "server/hub/state.h"

#include <doran/json.h>

static void pump(struct hub *hub)
{
    while (hub->queue && hub->running < HUB_READS_MAX) {
        struct hub_job *job = hub->queue;
        if (!lanes_submit(hub->lanes, &job->job)) {
            if (hub->running)
                return; /* One of ours that ends tries again. */
            hub->queue = job->next;
            if (!hub->queue)
                hub->queue_last = NULL;
            hub->running++;
            job->job.failure = DB_LOST;
            job->job.done(&job->job);
            continue;
        }
        hub->queue = job->next;
        if (!hub->queue)
            hub->queue_last = NULL;
        hub->running++;
    }
}

void hub_read(struct hub *hub, struct hub_job *job)
{
    job->hub = hub;
    job->job.lane = LANE_READ;
    job->next = NULL;
    if (hub->queue_last)
        hub->queue_last->next = job;
    else
        hub->queue = job;
    hub->queue_last = job;
    pump(hub);
}

void hub_read_done(struct hub *hub)
{
    hub->running--;
    pump(hub);
}

struct bytes *hub_encode(const struct doran_live_message *message)
{
    struct doran_buffer text = DORAN_BUFFER(DORAN_FRAME_OUT_MAX);
    doran_json_encode(DORAN_TYPE_live_message, message, &text);
    struct bytes *frame = text.failed ? NULL : bytes_new(text.data, text.length);
    doran_buffer_deinit(&text);
    return frame;
}
