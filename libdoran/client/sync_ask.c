/* Asking the server for what the sync wants, and applying its answers. */
#include "libdoran/client/core.h"
#include "libdoran/client/sync_parts.h"

#include <doran/id.h>
#include <doran/json.h>

#include <string.h>

static void stop_asking(struct sync *sync)
{
    exchange_cancel(sync->exchange);
    sync->exchange = NULL;
    sync->asking = SYNC_NOTHING;
    sync->running = sync->line_runs = false;
    sync->changes_wanted = true;
}

void sync_close_line(struct doran_client *client)
{
    if (client->sync.line_state != LINE_OFF)
        live_close(client->live_line);
    client->sync.line_state = LINE_OFF;
    client->sync.line++; /* What still comes of it is not meant any more. */
    sync_line_lost(&client->sync);
}

/* Begins with the question who the user is. */
void sync_begin_again(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    sync_close_line(client);
    stop_asking(sync);
    sync->identified = false;
    sync->look = true;
    sync->presence_count = 0;
}

void sync_pause(struct doran_client *client, int at_least_seconds)
{
    client->sync.retry_at = doran_time_monotonic() + backoff_next(&client->sync.backoff, at_least_seconds);
}

void sync_unauthorized(struct doran_client *client)
{
    if (client->exchanges.token[0] == '\0')
        return;
    client->sync.refused = true;
    sync_begin_again(client);
    sender_stop(client);
}

static void begin_anew(struct doran_client *client)
{
    sync_close_line(client);
    client->sync.anew = true;
    client->sync.look = true;
}

/* A request of the sync has failed, or what it brought could not be applied. */
void sync_take_trouble(struct doran_client *client, const struct doran_error *error)
{
    struct sync *sync = &client->sync;
    switch (error->code) {
    case DORAN_ERROR_unauthorized:
        sync_unauthorized(client);
        break;
    case DORAN_ERROR_cursor_expired:
        begin_anew(client);
        sync_pause(client, 0);
        return; /* Nobody's wait has failed by that. */
    case DORAN_ERROR_not_found:
    case DORAN_ERROR_forbidden:
    case DORAN_ERROR_family_deleted:
        /* A family that was just lost; the log tells. */
        sync->changes_wanted = sync->doubtful = true;
        sync->look = true;
        sync_pause(client, 0);
        return;
    case DORAN_ERROR_untrusted_server:
        sync->untrusted = true;
        sync_pause(client, 0);
        break;
    default:
        sync_pause(client, error->retry_after);
        break;
    }
    sync_fail_waiters(client, error);
}

/* What applying has done, told on. False when rows were taken away meanwhile and the page was not applied. */
bool sync_take_effect(struct doran_client *client, const struct replica_effect *effect)
{
    struct sync *sync = &client->sync;
    bool elsewhere = effect->stale && effect->generation != sync->generation;
    sync->generation = effect->generation;
    if (effect->many)
        events_changed(&client->events, "");
    for (size_t i = 0; !effect->many && i < effect->stream_count && !effect->stale; i++)
        events_changed(&client->events, effect->streams[i]);
    if (effect->outbox)
        events_outbox(&client->events, DORAN_ERROR_none);
    if (effect->memberships) {
        sync->look = true;
        sync_want_presence(client);
    }
    if (elsewhere)
        sync_begin_again(client);
    return !effect->stale;
}

static bool decode(enum doran_type_id type, const struct exchange *exchange, void *out,
                   struct doran_arena *arena, struct doran_error *error)
{
    struct doran_error why;
    return (exchange->answer.data != NULL &&
            doran_json_decode(type, DORAN_JSON_LENIENT, exchange->answer.data, exchange->answer.length, out,
                              arena, &why)) ||
           doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL);
}

static bool take_me(struct doran_client *client, const struct exchange *exchange, struct doran_error *error)
{
    struct doran_arena arena = DORAN_ARENA((size_t)1024 * 1024);
    struct doran_user user = {0};
    struct replica_effect effect = {0};
    bool good = decode(DORAN_TYPE_user, exchange, &user, &arena, error) &&
                (user.id != NULL || doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL)) &&
                replica_take_user(client->sync.replica, user.id, &effect, error);
    if (good) {
        sync_take_effect(client, &effect);
        client->sync.identified = true;
        client->sync.look = true;
        sender_wake(client, false);
    }
    doran_arena_deinit(&arena);
    return good;
}

/* The end of a catch-up. What was asked for while it ran needs another. */
void sync_end_run(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    sync->running = sync->line_runs = sync->doubtful = false;
    sync->changes_wanted = sync->requests != sync->run_requests;
    for (struct sync_waiter *waiter = sync->waiters; waiter != NULL; waiter = waiter->next)
        waiter->caught_up = waiter->caught_up || waiter->begun;
}

static bool take_changes(struct doran_client *client, const struct doran_change_page *page,
                         struct doran_error *error)
{
    struct sync *sync = &client->sync;
    struct replica_effect effect = {0};
    if (page->cursor == NULL)
        return doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL);
    if (!replica_apply_changes(sync->replica, sync->asked_generation, page, sync->settling && !page->more,
                               &effect, error))
        return false;
    if (!sync_take_effect(client, &effect) || page->more)
        sync->changes_wanted = true;
    else
        sync_end_run(client);
    return true;
}

static bool take_snapshot(struct doran_client *client, const struct doran_snapshot_page *page,
                          struct doran_error *error)
{
    struct sync *sync = &client->sync;
    struct replica_effect effect = {0};
    if (page->epoch == NULL)
        return doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL);
    bool anew = sync->anew && sync->asked.before == 0;
    if (!replica_apply_snapshot(sync->replica, sync->asked_generation, sync->asked.stream, sync->asked.before,
                                anew, page, &effect, error))
        return false;
    if (sync_take_effect(client, &effect) && anew)
        sync->anew = false;
    sync->look = true;
    return true;
}

static bool take_answer(struct doran_client *client, enum sync_request asked, const struct exchange *exchange,
                        struct doran_error *error)
{
    struct doran_arena arena = {0};
    struct doran_change_page changes = {0};
    struct doran_snapshot_page snapshot = {0};
    struct doran_presence_page presence = {0};
    bool good = false;
    switch (asked) {
    case SYNC_ME:
        good = take_me(client, exchange, error);
        break;
    case SYNC_SNAPSHOT:
        good = decode(DORAN_TYPE_snapshot_page, exchange, &snapshot, &arena, error) &&
               take_snapshot(client, &snapshot, error);
        break;
    case SYNC_CHANGES:
        good = decode(DORAN_TYPE_change_page, exchange, &changes, &arena, error) &&
               take_changes(client, &changes, error);
        break;
    case SYNC_PRESENCE:
        good = decode(DORAN_TYPE_presence_page, exchange, &presence, &arena, error) &&
               replica_apply_presence(client->sync.replica, &presence.presence, error);
        if (good) /* The family's page of the list shows it. */
            events_changed(&client->events, "");
        break;
    case SYNC_NOTHING:
        break;
    }
    doran_arena_deinit(&arena);
    return good;
}

static void answered(struct exchange *exchange, void *context)
{
    struct doran_client *client = context;
    struct sync *sync = &client->sync;
    enum sync_request asked = sync->asking;
    struct doran_error error = exchange->error;
    sync->asking = SYNC_NOTHING;
    sync->exchange = NULL;
    if (error.code == DORAN_ERROR_none && take_answer(client, asked, exchange, &error)) {
        sync->untrusted = false;
        sender_reached(client);
        if (sync->line_state != LINE_OFF || !client->live)
            backoff_reset(&sync->backoff);
        return;
    }
    if (asked == SYNC_CHANGES) {
        sync->running = sync->line_runs = false;
        sync->changes_wanted = true;
    }
    sender_unreached(client, &error);
    sync_take_trouble(client, &error);
}

bool sync_cursor(struct doran_client *client, struct doran_buffer *out)
{
    struct doran_cursor cursor;
    struct doran_error error;
    if (!doran_replica_cursor(client->sync.replica, &cursor, &error))
        return false;
    doran_cursor_format(&cursor, out);
    return !out->failed;
}

void sync_begin_run(struct sync *sync)
{
    struct doran_error error;
    if (sync->running)
        return;
    sync->running = true;
    sync->run_requests = sync->requests;
    replica_outbox_settle(sync->replica, &sync->settling, &error);
    for (struct sync_waiter *waiter = sync->waiters; waiter != NULL; waiter = waiter->next)
        waiter->begun = true;
}

/* What to ask for, as a query or a path's ids. */
static bool describe(struct doran_client *client, enum sync_request request, enum doran_route_id *route,
                     struct doran_path *ids, struct doran_buffer *query)
{
    struct sync *sync = &client->sync;
    struct doran_snapshot_query snapshot = {0};
    struct doran_changes_query changes = {0};
    struct doran_buffer since = DORAN_BUFFER(DORAN_CURSOR_MAX);
    bool good = true;
    switch (request) {
    case SYNC_ME:
        *route = DORAN_R_me;
        break;
    case SYNC_SNAPSHOT:
        *route = DORAN_R_snapshot;
        sync->asked = sync->wanted;
        doran_set(&snapshot, snapshot_query, stream, sync->asked.stream);
        if (sync->asked.before > 0)
            doran_set(&snapshot, snapshot_query, before, sync->asked.before);
        doran_set(&snapshot, snapshot_query, limit, DORAN_PAGE_MAX);
        doran_query_encode(DORAN_TYPE_snapshot_query, &snapshot, query);
        break;
    case SYNC_CHANGES:
        *route = DORAN_R_changes;
        sync->changes_wanted = false;
        sync_begin_run(sync);
        good = sync_cursor(client, &since);
        doran_set(&changes, changes_query, since, since.data);
        doran_set(&changes, changes_query, limit, DORAN_PAGE_MAX);
        if (good)
            doran_query_encode(DORAN_TYPE_changes_query, &changes, query);
        break;
    case SYNC_PRESENCE:
        *route = DORAN_R_presence_list;
        memcpy(ids->ids[DORAN_PARAM_family], sync->presence_of[--sync->presence_count], sizeof ids->ids[0]);
        break;
    case SYNC_NOTHING:
        good = false;
        break;
    }
    doran_buffer_deinit(&since);
    return good;
}

void sync_ask(struct doran_client *client, enum sync_request request)
{
    struct sync *sync = &client->sync;
    struct doran_path ids = {0};
    struct doran_buffer query = DORAN_BUFFER(4096), path = DORAN_BUFFER(8192);
    enum doran_route_id route = DORAN_ROUTE_COUNT;
    bool good =
        describe(client, request, &route, &ids, &query) && doran_route_path(doran_route(route), &ids, &path);
    if (good && query.length > 0) {
        doran_buffer_putc(&path, '?');
        doran_buffer_append(&path, query.data, query.length);
    }
    if (good && !query.failed && !path.failed) {
        struct exchange_request asked = {
            .route = doran_route(route), .path = path.data, .timeout_ms = client->timeout_ms};
        sync->asked_generation = sync->generation;
        sync->exchange = exchange_start(&client->exchanges, &asked, answered, client);
    }
    if (sync->exchange != NULL)
        sync->asking = request;
    else
        sync_pause(client, 0);
    doran_buffer_deinit(&query);
    doran_buffer_deinit(&path);
}

void sync_want_presence(struct doran_client *client)
{
    struct sync *sync = &client->sync;
    struct doran_arena arena = {0};
    struct doran_membership_list memberships;
    struct doran_error error;
    sync->presence_count = 0;
    if (client->live && doran_replica_memberships(sync->replica, &memberships, &arena, &error)) {
        for (size_t i = 0; i < memberships.count && i < DORAN_USER_FAMILIES_MAX; i++) {
            const char *family = memberships.items[i].family_id;
            if (family != NULL && strlen(family) == DORAN_ID_LENGTH)
                memcpy(sync->presence_of[sync->presence_count++], family, DORAN_ID_LENGTH + 1);
        }
    }
    doran_arena_deinit(&arena);
}
