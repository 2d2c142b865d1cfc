#include "server/api/call.h"
#include "server/base/log.h"
#include "server/rules/reminder.h"
#include "server/store/approval.h"
#include "server/store/change.h"
#include "server/store/event.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/operation.h"
#include "server/store/recovery.h"

#include <stdlib.h>

#define BATCH 200 /* Rows of one kind in one transaction, so that requests never wait long behind it. */

struct housekeep {
    struct lane_job job;
    struct api *api;
    struct doran_arena arena;
    struct store store;
    bool more;
};

/* Each does at most a batch of what is due now and says how many there were. */
typedef enum store_result chore(struct store *store, int64_t *count);

static enum store_result note_outside(struct store *store, int64_t *count)
{
    enum store_result result = store_outside(store, BATCH);
    *count = (int64_t)store->effect_count;
    return result;
}

static enum store_result expire_invites(struct store *store, int64_t *count)
{
    return store_invites_expire(store, NULL, BATCH, count);
}

static enum store_result expire_approvals(struct store *store, int64_t *count)
{
    return store_approvals_expire(store, BATCH, count);
}

static enum store_result expire_codes(struct store *store, int64_t *count)
{
    *count = 0;
    return store_codes_expire(store);
}

static enum store_result purge_invites(struct store *store, int64_t *count)
{
    return store_invites_purge(store, store->now - DORAN_UNDO_DAYS * DORAN_DAY, BATCH, count);
}

static enum store_result purge_operations(struct store *store, int64_t *count)
{
    return store_operations_purge(store, store->now - DORAN_OPERATION_DAYS * DORAN_DAY, BATCH, count);
}

static enum store_result purge_tombstones(struct store *store, int64_t *count)
{
    return store_tombstones_purge(store, store->now - DORAN_OPERATION_DAYS * DORAN_DAY, BATCH, count);
}

static enum store_result forget_authors(struct store *store, int64_t *count)
{
    return store_events_forget(store, BATCH, count);
}

static enum store_result fire_reminders(struct store *store, int64_t *count)
{
    return rules_reminders_fire(store, BATCH, count);
}

static enum store_result purge_family(struct store *store, int64_t *count)
{
    enum store_result result = store_family_purge(store);
    *count = result == STORE_OK ? BATCH : 0;
    return result == STORE_NONE ? STORE_OK : result;
}

/* What another process wrote has its numbers already, so it goes in a transaction of its own, without a flush. */
static chore *const outside_chores[] = {note_outside};
static chore *const chores[] = {expire_invites,   expire_approvals, expire_codes,
                                purge_invites,    purge_operations, purge_family,
                                purge_tombstones, fire_reminders,   forget_authors};

static enum lane_outcome run_chores(struct housekeep *keep, struct db_conn *conn, chore *const *list,
                                    size_t length, bool flush)
{
    struct store *store = &keep->store;
    enum store_result result = STORE_OK;
    doran_arena_deinit(&keep->arena);
    store_init(store, conn, &keep->arena, NULL, doran_time_now());
    keep->more = false;
    for (size_t i = 0; result == STORE_OK && i < length; i++) {
        int64_t count = 0;
        result = list[i](store, &count);
        keep->more = keep->more || count >= BATCH;
    }
    if (result == STORE_OK && flush)
        result = store_flush(store);
    if (result == STORE_OK)
        return LANE_KEEP;
    keep->job.failure = store->failure == DB_DONE ? DB_FAILED : store->failure;
    return store->failure == DB_RETRY ? LANE_AGAIN : LANE_BROKEN;
}

static enum lane_outcome run_outside(struct lane_job *job, struct db_conn *conn)
{
    return run_chores((struct housekeep *)job, conn, outside_chores,
                      sizeof outside_chores / sizeof outside_chores[0], false);
}

static enum lane_outcome run_due(struct lane_job *job, struct db_conn *conn)
{
    return run_chores((struct housekeep *)job, conn, chores, sizeof chores / sizeof chores[0], true);
}

static void done(struct lane_job *job)
{
    struct housekeep *keep = (struct housekeep *)job;
    bool good = job->failure == DB_DONE;
    if (good)
        api_committed(keep->api, &keep->store);
    else
        log_line(LOG_WARNING, "housekeeping: not done this time, the database failed");
    if (good && !keep->more)
        job->run = job->run == run_outside ? run_due : NULL;
    if (good && job->run && lanes_submit(keep->api->options.lanes, job))
        return;
    keep->api->housekeeping = false;
    doran_arena_deinit(&keep->arena);
    free(keep);
}

void api_housekeep(struct api *api)
{
    if (api->housekeeping)
        return;
    struct housekeep *keep = calloc(1, sizeof *keep);
    if (!keep)
        return;
    keep->api = api;
    keep->job = (struct lane_job){.lane = LANE_WRITE, .run = run_outside, .done = done};
    api->housekeeping = lanes_submit(api->options.lanes, &keep->job);
    if (!api->housekeeping)
        free(keep);
}
