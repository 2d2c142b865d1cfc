/* What is next: one function that looks at what is missing, called whenever something has changed. */
#include "libdoran/client/core.h"
#include "libdoran/client/sync_parts.h"

#include <doran/id.h>
#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

#define LOCK_PAUSE_MAX_US INT64_C(6400000)

static void finish_waiter(struct doran_client *client, struct sync_waiter **at,
                          const struct doran_error *error)
{
    struct sync_waiter *waiter = *at;
    *at = waiter->next;
    pthread_mutex_lock(&client->mutex);
    bool abandoned = waiter->abandoned;
    if (error != NULL)
        waiter->error = *error;
    waiter->done = true;
    pthread_cond_broadcast(&client->finished);
    pthread_mutex_unlock(&client->mutex);
    if (abandoned)
        free(waiter);
}

void sync_fail_waiters(struct doran_client *client, const struct doran_error *error)
{
    while (client->sync.waiters != NULL)
        finish_waiter(client, &client->sync.waiters, error);
}

static void fail_waiters_with(struct doran_client *client, enum doran_error_code code)
{
    struct doran_error error;
    doran_fail(&error, code, NULL, NULL);
    sync_fail_waiters(client, &error);
}

static void drop_abandoned(struct doran_client *client)
{
    struct sync_waiter **at = &client->sync.waiters;
    while (*at != NULL) {
        pthread_mutex_lock(&client->mutex);
        bool abandoned = (*at)->abandoned;
        pthread_mutex_unlock(&client->mutex);
        if (abandoned)
            finish_waiter(client, at, NULL);
        else
            at = &(*at)->next;
    }
}

/* Those whose catch-up is over, when nothing else is on its way for them. */
static void finish_waiters(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    bool any = false;
    for (struct sync_waiter *waiter = sync->waiters; waiter != NULL; waiter = waiter->next)
        any = any || waiter->caught_up;
    if (!any || sync->look || sync->wanted.stream[0] != '\0' || sync->changes_wanted ||
        sync->asking == SYNC_CHANGES)
        return;
    bool unsent = false, unsettled = false;
    if (!replica_outbox_busy(sync->replica, &unsent, &unsettled, NULL))
        return;
    bool sending = unsent && sync->holder && client->sender.pause_until == 0;
    if (sending || (unsettled && sync->holder))
        return;
    for (struct sync_waiter **at = &sync->waiters; *at != NULL;) {
        if ((*at)->caught_up)
            finish_waiter(client, at, NULL);
        else
            at = &(*at)->next;
    }
}

static enum doran_connection connection_of(const struct doran_client *client)
{
    const struct sync *sync = &client->sync;
    if (client->exchanges.token[0] == '\0')
        return DORAN_OFFLINE;
    if (sync->refused)
        return DORAN_LOGGED_OUT;
    if (sync->untrusted)
        return DORAN_UNTRUSTED;
    if (!client->live)
        return DORAN_OFFLINE;
    if (sync->replica != NULL && !sync->holder)
        return (enum doran_connection)replica_connection_get(sync->replica);
    if (sync->line_state == LINE_UP)
        return sync->caught_up && sync->wanted.stream[0] == '\0' ? DORAN_CONNECTED : DORAN_CATCHING_UP;
    return sync->identified && sync->asking == SYNC_SNAPSHOT ? DORAN_CATCHING_UP : DORAN_CONNECTING;
}

static void publish(struct doran_client *client)
{
    enum doran_connection now = connection_of(client);
    if (now > DORAN_UNTRUSTED)
        now = DORAN_CONNECTING; /* Whatever another version wrote. */
    pthread_mutex_lock(&client->mutex);
    bool changed = client->connection != now;
    client->connection = now;
    pthread_mutex_unlock(&client->mutex);
    if (!changed)
        return;
    events_connection(&client->events, now);
    if (client->sync.holder && client->live)
        replica_connection_set(client->sync.replica, (int)now);
}

static void look(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    struct doran_error error;
    if (!sync->look || !sync->identified)
        return;
    if (sync->anew) {
        sync->wanted = (struct replica_wanted){0};
        if (!replica_whose(sync->replica, sync->wanted.stream, &error))
            return;
    } else if (!replica_snapshot_wanted(sync->replica, &sync->wanted, &error)) {
        return;
    }
    sync->look = false;
}

/* Every stream's first page must be there before the line: of a stream that is not in the cursor it would bring all,
 * oldest first. */
static bool first_page_wanted(const struct sync *sync)
{
    return sync->look || (sync->wanted.stream[0] != '\0' && sync->wanted.before == 0);
}

/* The line is about to bring what has changed; when it failed before, plain requests do not wait for it. */
static bool line_brings(const struct sync *sync)
{
    return sync->line_runs && sync->backoff.failures == 0;
}

static enum sync_request next_request(const struct sync *sync)
{
    if (!sync->identified)
        return SYNC_ME;
    if (first_page_wanted(sync) && !sync->doubtful)
        return SYNC_SNAPSHOT;
    if (sync->changes_wanted && !line_brings(sync))
        return SYNC_CHANGES;
    if (sync->presence_count > 0)
        return SYNC_PRESENCE;
    return sync->wanted.stream[0] != '\0' ? SYNC_SNAPSHOT : SYNC_NOTHING;
}

static void ask_next(struct doran_client *client)
{
    enum sync_request next = next_request(&client->sync);
    if (client->sync.asking == SYNC_NOTHING && next != SYNC_NOTHING)
        sync_ask(client, next);
}

static void hold_line(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    if (!client->live || !sync->holder || !sync->identified || sync->anew || sync->line_state != LINE_OFF ||
        first_page_wanted(sync))
        return;
    struct doran_error error;
    if (client->live_line == NULL && (client->live_line = live_new(client, &error)) == NULL) {
        sync_pause(client, 0);
        return;
    }
    struct doran_buffer since = DORAN_BUFFER(DORAN_CURSOR_MAX);
    if (sync_cursor(client, &since)) {
        sync->line_state = LINE_TRYING;
        sync->caught_up = false;
        if (!sync->running && sync->backoff.failures == 0) {
            sync_begin_run(sync);
            sync->line_runs = true;
        }
        live_connect(client->live_line, ++sync->line, client->exchanges.token, since.data);
    }
    doran_buffer_deinit(&since);
}

static void watch(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    if (sync->watch_fd >= 0)
        sync_close_watch(sync);
    sync->watch_fd = client->live ? replica_watch(sync->replica, sync->holder) : -1;
}

/* A dying process closes its files a moment before its lock is gone, and a busy machine makes that moment long: a lock that was
 * heard to be let go is tried for a few times more. */
static void try_for_lock(struct doran_client *client, int64_t now)
{
    struct sync *sync = &client->sync;
    sync->holder = replica_lock(sync->replica, &sync->lock_fd);
    if (!sync->holder && sync->watch_fd < 0) {
        watch(client); /* what was let go before it was watched, nobody has heard */
        sync->holder = replica_lock(sync->replica, &sync->lock_fd);
    }
    if (sync->holder)
        watch(client);
    bool again = !sync->holder && sync->lock_pause != 0 && sync->lock_pause <= LOCK_PAUSE_MAX_US;
    sync->lock_again_at = again ? now + sync->lock_pause : 0;
    sync->lock_pause = again ? 2 * sync->lock_pause : 0;
}

/* Opens the loop's own handle and tries for the lock. False when nothing can be done now. */
static bool prepare(struct doran_client *client, int64_t now)
{
    struct sync *sync = &client->sync;
    struct doran_error error;
    if (sync->replica == NULL) {
        sync->replica = replica_open_for_sync(client->replica_path, &error);
        if (sync->replica == NULL) {
            sync_pause(client, 0);
            sync_fail_waiters(client, &error);
            return false;
        }
        sync->generation = replica_generation(sync->replica);
        replica_changed_elsewhere(sync->replica);
        sync->lock_again_at = now;
        atomic_store(&client->keeps, client->live);
    }
    if (sync->holder || sync->lock_again_at == 0 || sync->lock_again_at > now)
        return true;
    try_for_lock(client, now);
    if (sync->holder) {
        replica_outbox_return_all(sync->replica, &error);
        sync->changes_wanted = true; /* Answers of an earlier run may wait for their changes. */
        sender_wake(client, true);
    }
    return true;
}

/* Lets go of the lock when nothing is to be synced, so that another process may. */
static void let_go(struct sync *sync)
{
    if (sync->watch_fd >= 0)
        sync_close_watch(sync);
    replica_unlock(&sync->lock_fd);
    sync->holder = false;
    sync->lock_again_at = 1;
}

int64_t sync_advance(struct doran_client *client, int64_t now)
{
    struct sync *sync = &client->sync;
    drop_abandoned(client);
    bool has_token = client->exchanges.token[0] != '\0';
    if (!has_token || sync->refused || (!client->live && sync->waiters == NULL)) {
        fail_waiters_with(client, has_token ? DORAN_ERROR_unauthorized : DORAN_ERROR_offline);
        if (!has_token || !client->live)
            let_go(sync);
        publish(client);
        return INT64_MAX;
    }
    if (sync->replica == NULL && sync->retry_at > now)
        return sync->retry_at;
    if (!prepare(client, now))
        return sync->retry_at;
    int64_t next = sync->lock_again_at != 0 ? sync->lock_again_at : INT64_MAX;
    if (sync->holder || sync->waiters != NULL) {
        if (sync->retry_at > now) {
            publish(client);
            return sync->retry_at < next ? sync->retry_at : next;
        }
        look(client);
        hold_line(client);
        ask_next(client);
        finish_waiters(client);
        if (!client->live && sync->waiters == NULL)
            let_go(sync);
    }
    publish(client);
    return next;
}
