/* The live connection's messages, and what else wakes the sync. */
#include "libdoran/client/sync_parts.h"

#include <doran/json.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOCK_AGAIN_US INT64_C(100000)

void sync_init(struct doran_client *client)
{
    client->sync = (struct sync){.lock_fd = -1, .watch_fd = -1, .look = true};
}

void sync_close_watch(struct sync *sync)
{
    if (sync->watch_fd >= 0)
        close(sync->watch_fd);
    sync->watch_fd = -1;
}

void sync_deinit(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    struct doran_error error;
    doran_fail(&error, DORAN_ERROR_cancelled, NULL, NULL);
    sync_fail_waiters(client, &error);
    exchange_cancel(sync->exchange);
    sync_close_watch(sync);
    doran_replica_close(sync->replica);
    replica_unlock(&sync->lock_fd);
}

void sync_token(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    sync_begin_again(client);
    sync->refused = sync->untrusted = sync->anew = false;
    sync->retry_at = 0;
    backoff_reset(&sync->backoff);
}

void sync_wake(struct doran_client *client)
{
    client->sync.retry_at = 0;
    backoff_reset(&client->sync.backoff);
}

void sync_want_changes(struct doran_client *client)
{
    client->sync.requests++;
    client->sync.changes_wanted = true;
}

void sync_wait(struct doran_client *client, struct sync_waiter *waiter)
{
    waiter->next = client->sync.waiters;
    client->sync.waiters = waiter;
    client->sync.retry_at = 0;
    sync_want_changes(client);
    sender_wake(client, true);
}

bool sync_may_send(const struct doran_client *client)
{
    const struct sync *sync = &client->sync;
    return sync->holder && sync->identified && !sync->refused && sync->replica != NULL;
}

/* For who holds the lock another process has rung: the outbox. For the others: something was written, or the
 * lock may be free. */
void sync_watched(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    bool let_go = replica_watch_drain(sync->watch_fd);
    bool changed = replica_changed_elsewhere(sync->replica);
    if (sync->holder) {
        sender_wake(client, false);
        if (replica_generation(sync->replica) != sync->generation) {
            sync->generation = replica_generation(sync->replica);
            sync_begin_again(client);
        }
    } else {
        sync->lock_again_at = 1;
        if (let_go)
            sync->lock_pause = LOCK_AGAIN_US;
        if (changed)
            events_changed(&client->events, "");
    }
    if (changed)
        events_outbox(&client->events, DORAN_ERROR_none);
}

void sync_line_lost(struct sync *sync)
{
    sync->line_state = LINE_OFF;
    sync->caught_up = false;
    if (sync->line_runs)
        sync->running = sync->line_runs = false;
    sync->changes_wanted = true; /* Where the line does not get through, plain requests may. */
}

static void take_line_changes(struct doran_client *client, const struct doran_change_page *page)
{
    struct sync *sync = &client->sync;
    struct replica_effect effect = {0};
    struct doran_error error;
    if (page->cursor == NULL)
        return;
    bool settles = sync->line_runs && sync->settling && !page->more;
    if (!replica_apply_changes(sync->replica, sync->generation, page, settles, &effect, &error)) {
        sync_close_line(client);
        sync_take_trouble(client, &error);
        return;
    }
    if (!sync_take_effect(client, &effect) || page->more || sync->caught_up)
        return;
    sync->caught_up = true;
    if (sync->line_runs)
        sync_end_run(client);
    backoff_reset(&sync->backoff);
    sender_wake(client, true);
}

static void take_line_presence(struct doran_client *client, struct doran_presence *presence)
{
    struct doran_error error;
    struct doran_presence_list one = {.items = presence, .count = 1};
    if (replica_apply_presence(client->sync.replica, &one, &error))
        events_presence(&client->events, presence);
}

static void take_line_error(struct doran_client *client, const struct doran_error_body *body)
{
    struct doran_error error;
    doran_fail(&error, doran_error_from_name(body->error), NULL, NULL);
    if (error.code == DORAN_ERROR_none)
        return;
    error.retry_after = body->retry_after > 0 && body->retry_after < 3600 ? (int)body->retry_after : 0;
    sync_close_line(client);
    sync_take_trouble(client, &error);
}

static void take_text(struct doran_client *client, const struct message *message)
{
    struct doran_arena arena = {0};
    struct doran_live_message told = {0};
    struct doran_error error;
    if (!doran_json_decode(DORAN_TYPE_live_message, DORAN_JSON_LENIENT, message->text, message->length, &told,
                           &arena, &error)) {
        sync_close_line(client);
        sync_pause(client, 0);
    } else {
        if (told.changes != NULL)
            take_line_changes(client, told.changes);
        if (told.presence != NULL && told.presence->user_id != NULL)
            take_line_presence(client, told.presence);
        if (told.error != NULL)
            take_line_error(client, told.error);
    }
    doran_arena_deinit(&arena);
}

static void take_down(struct doran_client *client, enum doran_error_code failure)
{
    struct sync *sync = &client->sync;
    sync_line_lost(sync);
    if (failure == DORAN_ERROR_untrusted_server)
        sync->untrusted = true;
    else if (failure == DORAN_ERROR_unauthorized)
        sync_begin_again(client); /* Only a plain request's answer is surely the server's own. */
    sync_pause(client, 0);
}

void sync_line(struct doran_client *client, const struct message *message)
{
    struct sync *sync = &client->sync;
    if (message->line == sync->line && sync->line_state != LINE_OFF) {
        if (message->kind == MESSAGE_LINE_UP) {
            sync->line_state = LINE_UP;
            sync->untrusted = false;
        } else if (message->kind == MESSAGE_LINE_TEXT) {
            take_text(client, message);
        } else {
            take_down(client, message->failure);
        }
    }
    if (message->kind == MESSAGE_LINE_TEXT && client->live_line != NULL)
        live_worked_off(client->live_line, message->length);
}
