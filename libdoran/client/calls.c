/* The user's calls: checked and encoded in the user's thread, carried out and tried again in the loop's. */
#include "libdoran/client/core.h"

#include <doran/id.h>
#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

#define TRIES_MAX 4
#define RETRY_PAUSE_US INT64_C(100000)
#define LOOK_AGAIN_US INT64_C(100000) /* for what another process sends */

void call_free(struct call *call)
{
    if (call == NULL)
        return;
    if (call->body != NULL) /* Passwords travel in it. */
        explicit_bzero(call->body, strlen(call->body));
    free(call->body);
    free(call->path);
    if (call->answer.data != NULL)
        explicit_bzero(call->answer.data, call->answer.length);
    doran_buffer_deinit(&call->answer);
    free(call);
}

/* A checked copy of the request in the arena. */
static bool check(enum doran_type_id type, const void *request, void **out, struct doran_arena *arena,
                  struct doran_error *error)
{
    size_t size = doran_type(type)->size;
    *out = doran_arena_alloc(arena, size);
    if (*out == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (request != NULL)
        memcpy(*out, request, size);
    return doran_check(type, *out, arena, error);
}

static bool encode(struct call *call, const struct doran_path *path, const void *request,
                   struct doran_error *error)
{
    const struct doran_route *route = call->route;
    struct doran_arena arena = DORAN_ARENA((size_t)1024 * 1024);
    struct doran_buffer url = DORAN_BUFFER(8192), body = DORAN_BUFFER(DORAN_BODY_MAX);
    void *checked = NULL;
    bool good = doran_route_path(route, path, &url) ||
                doran_fail(error, DORAN_ERROR_invalid, "path", "An id is missing or is none.");
    good = good && check(route->request, request, &checked, &arena, error);
    if (good && route->method == DORAN_GET && route->request != DORAN_TYPE_empty) {
        size_t before = url.length;
        doran_buffer_putc(&url, '?');
        doran_query_encode(route->request, checked, &url);
        if (url.length == before + 1)
            url.data[--url.length] = '\0';
    } else if (good && route->request != DORAN_TYPE_empty) {
        doran_json_encode(route->request, checked, &body);
    }
    if (good && (url.failed || body.failed))
        good = doran_fail(error, DORAN_ERROR_too_large, NULL, NULL);
    if (good) {
        call->path = doran_buffer_move(&url);
        call->body = doran_buffer_move(&body);
    }
    doran_buffer_deinit(&url);
    doran_buffer_deinit(&body);
    doran_arena_deinit(&arena);
    return good;
}

struct call *call_new(struct doran_client *client, enum doran_route_id id, const struct doran_path *path,
                      const void *request, struct doran_error *error)
{
    doran_error_clear(error);
    const struct doran_route *route = doran_route(id);
    struct call *call = calloc(1, sizeof *call);
    if (route == NULL || call == NULL) {
        free(call);
        doran_fail(error, route == NULL ? DORAN_ERROR_invalid : DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    call->route = route;
    call->answer = DORAN_BUFFER(DORAN_ANSWER_MAX);
    call->deadline = doran_time_monotonic() + client->timeout_ms * 1000;
    if (route->method != DORAN_GET) {
        struct doran_id operation = doran_id_new();
        memcpy(call->operation, operation.text, sizeof call->operation);
    }
    if (!encode(call, path, request, error)) {
        call_free(call);
        return NULL;
    }
    return call;
}

bool call_decode(struct call *call, void *answer, struct doran_arena *arena, struct doran_error *error)
{
    if (call->error.code != DORAN_ERROR_none) {
        if (error != NULL)
            *error = call->error;
        return false;
    }
    if (answer == NULL || call->route->answer == DORAN_TYPE_empty)
        return true;
    struct doran_error why;
    if (call->answer.data != NULL &&
        doran_json_decode(call->route->answer, DORAN_JSON_LENIENT, call->answer.data, call->answer.length,
                          answer, arena, &why))
        return true;
    return doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL);
}

static void take_out(struct doran_client *client, struct call *call)
{
    for (struct call **at = &client->calls; *at != NULL; at = &(*at)->next) {
        if (*at == call) {
            *at = call->next;
            return;
        }
    }
}

/* Hands the call back to whom it belongs to. */
static void deliver(struct doran_client *client, struct call *call)
{
    take_out(client, call);
    if (call->number != 0) {
        if (!events_answer(&client->events, call))
            call_free(call); /* Without memory there is no telling either. */
        return;
    }
    pthread_mutex_lock(&client->mutex);
    call->done = true;
    pthread_cond_broadcast(&client->finished);
    pthread_mutex_unlock(&client->mutex);
}

/* How long to pause before the same call is sent again, -1 when it is not. Without a user the server keeps no
 * operation ids, so that a sign-up that may have happened is not repeated. */
static int64_t pause_before_retry(const struct call *call, bool broken)
{
    bool repeatable = call->route->method == DORAN_GET || call->route->who != DORAN_WHO_ANYONE;
    if (call->tries >= TRIES_MAX)
        return -1;
    if (call->error.code == DORAN_ERROR_busy)
        return call->error.retry_after > 0 ? call->error.retry_after * DORAN_SECOND
                                           : RETRY_PAUSE_US * call->tries;
    bool again = repeatable && (broken || (call->tries > 1 && call->error.code == DORAN_ERROR_network));
    return again ? RETRY_PAUSE_US * call->tries : -1;
}

static void exchange_done(struct exchange *exchange, void *context)
{
    struct doran_client *client = context;
    struct call *call = client->calls;
    while (call != NULL && call->exchange != exchange)
        call = call->next;
    if (call == NULL)
        return;
    call->exchange = NULL;
    call->error = exchange->error;
    int64_t pause = call->error.code != DORAN_ERROR_none ? pause_before_retry(call, exchange->broken) : -1;
    int64_t again = doran_time_monotonic() + pause;
    if (pause >= 0 && again < call->deadline) {
        call->retry_at = again;
        return;
    }
    if (call->error.code == DORAN_ERROR_none) {
        struct doran_buffer answer = call->answer;
        call->answer = exchange->answer;
        exchange->answer = answer;
    }
    if (call->error.code == DORAN_ERROR_unauthorized && call->token_number == client->exchanges.token_number)
        sync_unauthorized(client);
    deliver(client, call);
}

static void start(struct doran_client *client, struct call *call)
{
    int64_t left_ms = (call->deadline - doran_time_monotonic()) / 1000;
    call->retry_at = 0;
    call->tries++;
    call->token_number = client->exchanges.token_number;
    struct exchange_request request = {.route = call->route,
                                       .path = call->path,
                                       .body = call->body,
                                       .operation = call->operation[0] != '\0' ? call->operation : NULL,
                                       .timeout_ms = left_ms > 1 ? (long)left_ms : 1};
    call->exchange = exchange_start(&client->exchanges, &request, exchange_done, client);
    if (call->exchange != NULL)
        return;
    doran_fail(&call->error, DORAN_ERROR_no_memory, NULL, NULL);
    deliver(client, call);
}

/* Whether what is queued is on its way, here or by the process that holds the lock. */
static bool outbox_moves(const struct doran_client *client)
{
    const struct sync *sync = &client->sync;
    if (sync->holder || sync->replica == NULL || !client->live)
        return sync_may_send(client);
    return replica_connection_get(sync->replica) == DORAN_CONNECTED;
}

void calls_begin(struct doran_client *client, struct call *call)
{
    struct call **end = &client->calls;
    struct doran_error ignored;
    int64_t first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = call;
    bool changes = call->route->method != DORAN_GET && call->route->who != DORAN_WHO_ANYONE;
    if (changes && outbox_moves(client) &&
        replica_outbox_span(client->sync.replica, &first, &call->behind, &ignored) && call->behind != 0)
        sender_wake(client, true); /* What paused is tried now, for there is somebody who waits for it. */
    else
        start(client, call);
}

static void refuse(struct doran_client *client, struct call *call, const struct doran_error *why)
{
    call->error = *why;
    deliver(client, call);
}

/* The outbox pauses for longer than the call waits, or for as long as there is no network. */
static bool is_stuck(const struct sender *sender, const struct call *call)
{
    bool reached = doran_error_status(sender->trouble.code) >= 400;
    return sender->pause_until != 0 && (!reached || sender->pause_until >= call->deadline);
}

/* Starts or ends a call that waited, when it waits no longer. The time of the next look. */
static int64_t look_at_waiting(struct doran_client *client, struct call *call, int64_t now)
{
    struct doran_error error;
    int64_t first, last;
    if (!outbox_moves(client) || !replica_outbox_span(client->sync.replica, &first, &last, &error) ||
        first == 0 || first > call->behind) {
        call->behind = 0;
        call->deadline = now + client->timeout_ms * 1000;
        start(client, call);
        return INT64_MAX;
    }
    if (client->sync.holder && is_stuck(&client->sender, call)) {
        refuse(client, call, &client->sender.trouble);
        return INT64_MAX;
    }
    if (call->deadline <= now) {
        doran_fail(&error, DORAN_ERROR_timeout, NULL, NULL);
        refuse(client, call, &error);
        return INT64_MAX;
    }
    bool soon = !client->sync.holder && now + LOOK_AGAIN_US < call->deadline;
    return soon ? now + LOOK_AGAIN_US : call->deadline;
}

static int64_t advance_one(struct doran_client *client, struct call *call, int64_t now)
{
    if (call->behind != 0)
        return look_at_waiting(client, call, now);
    if (call->retry_at == 0)
        return INT64_MAX;
    if (call->retry_at > now)
        return call->retry_at;
    start(client, call);
    return INT64_MAX;
}

int64_t calls_advance(struct doran_client *client, int64_t now)
{
    int64_t next = INT64_MAX;
    struct call *following;
    for (struct call *call = client->calls; call != NULL; call = following) {
        following = call->next;
        int64_t when = advance_one(client, call, now);
        if (when < next)
            next = when;
    }
    return next;
}

void calls_cancel_all(struct doran_client *client)
{
    while (client->calls != NULL) {
        struct call *call = client->calls;
        exchange_cancel(call->exchange);
        call->exchange = NULL;
        doran_fail(&call->error, DORAN_ERROR_cancelled, NULL, NULL);
        deliver(client, call);
    }
}
