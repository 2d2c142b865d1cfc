/* The public face of a client. */
#include "libdoran/client/core.h"
#include "libdoran/client/thread.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_token(const char *token)
{
    size_t length = strlen(token);
    if (length == 0 || length > DORAN_TOKEN_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (token[i] <= ' ' || token[i] > '~')
            return false;
    }
    return true;
}

static bool take_options(struct doran_client *client, const struct doran_client_options *options,
                         struct doran_error *error)
{
    client->live = options->live;
    client->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : CLIENT_TIMEOUT_MS;
    if (options->replica_path != NULL && (client->replica_path = strdup(options->replica_path)) == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (options->token != NULL && options->token[0] != '\0') {
        if (!is_token(options->token))
            return doran_fail(error, DORAN_ERROR_invalid, "token", "That is no token.");
        memcpy(client->exchanges.token, options->token, strlen(options->token) + 1);
    }
    if (options->language != NULL) {
        size_t length = strlen(options->language);
        if (length >= sizeof client->exchanges.language ||
            strspn(options->language, "abcdefghijklmnopqrstuvwxyz"
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != length)
            return doran_fail(error, DORAN_ERROR_invalid, "language", "That is no language.");
        memcpy(client->exchanges.language, options->language, length + 1);
    }
    return true;
}

static bool start_loop(struct doran_client *client, struct doran_error *error)
{
    client->thread_runs = thread_start(&client->thread, client_loop, client);
    return client->thread_runs ||
           doran_fail(error, DORAN_ERROR_no_memory, NULL, "No thread could be started.");
}

static void init_mutex(struct doran_client *client)
{
    pthread_condattr_t attributes;
    pthread_mutex_init(&client->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&client->finished, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void free_parts(struct doran_client *client)
{
    doran_replica_close(client->replica);
    doran_arena_deinit(&client->event_arena);
    endpoint_deinit(&client->endpoint);
    free(client->replica_path);
    explicit_bzero(client, sizeof *client);
    free(client);
}

struct doran_client *doran_client_new(const struct doran_client_options *options, struct doran_error *error)
{
    doran_error_clear(error);
    struct doran_client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    client->inbox_last = &client->inbox;
    if (!endpoint_init(&client->endpoint, options->server, options->pin, options->ca_file, error) ||
        (options->replica_path != NULL &&
         (client->replica = doran_replica_open(options->replica_path, error)) == NULL) ||
        !events_init(&client->events, error)) {
        free_parts(client);
        return NULL;
    }
    init_mutex(client);
    sync_init(client);
    if (!exchanges_init(&client->exchanges, &client->endpoint, error)) {
        doran_client_free(client);
        return NULL;
    }
    if (!take_options(client, options, error) || !start_loop(client, error)) {
        doran_client_free(client);
        return NULL;
    }
    return client;
}

/* What was posted but not taken up any more. */
static void drop_inbox(struct doran_client *client)
{
    while (client->inbox != NULL) {
        struct message *message = client->inbox;
        client->inbox = message->next;
        call_free(message->call);
        free(message->waiter);
        free(message->text);
        explicit_bzero(message, sizeof *message);
        free(message);
    }
}

void doran_client_free(struct doran_client *client)
{
    if (client == NULL)
        return;
    if (client->thread_runs) {
        while (!client_post(client, &(struct message){.kind = MESSAGE_STOP}))
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        pthread_join(client->thread, NULL);
    }
    live_free(client->live_line);
    drop_inbox(client);
    events_deinit(&client->events, call_free);
    if (client->exchanges.multi != NULL)
        exchanges_deinit(&client->exchanges);
    pthread_cond_destroy(&client->finished);
    pthread_mutex_destroy(&client->mutex);
    free_parts(client);
}

bool doran_client_set_token(struct doran_client *client, const char *token, struct doran_error *error)
{
    doran_error_clear(error);
    struct message message = {.kind = MESSAGE_TOKEN};
    if (token != NULL && token[0] != '\0') {
        if (!is_token(token))
            return doran_fail(error, DORAN_ERROR_invalid, "token", "That is no token.");
        memcpy(message.token, token, strlen(token) + 1);
    }
    bool good = client_post(client, &message);
    explicit_bzero(&message, sizeof message);
    return good || doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
}

bool doran_client_call(struct doran_client *client, enum doran_route_id route, const struct doran_path *path,
                       const void *request, void *answer, struct doran_arena *arena,
                       struct doran_error *error)
{
    struct call *call = call_new(client, route, path, request, error);
    if (call == NULL)
        return false;
    if (!client_post(client, &(struct message){.kind = MESSAGE_CALL, .call = call})) {
        call_free(call);
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    }
    /* The loop ends every call by its deadline. */
    pthread_mutex_lock(&client->mutex);
    while (!call->done)
        pthread_cond_wait(&client->finished, &client->mutex);
    pthread_mutex_unlock(&client->mutex);
    bool good = call_decode(call, answer, arena, error);
    call_free(call);
    return good;
}

/* Counts a call in, unless there are too many. */
static bool count_in(struct doran_client *client)
{
    pthread_mutex_lock(&client->mutex);
    bool room = client->under_way < CLIENT_CALLS_MAX;
    if (room)
        client->under_way++;
    pthread_mutex_unlock(&client->mutex);
    return room;
}

static void count_out(struct doran_client *client)
{
    pthread_mutex_lock(&client->mutex);
    client->under_way--;
    pthread_mutex_unlock(&client->mutex);
}

uint64_t doran_client_submit(struct doran_client *client, enum doran_route_id route,
                             const struct doran_path *path, const void *request, struct doran_error *error)
{
    struct call *call = call_new(client, route, path, request, error);
    if (call == NULL)
        return 0;
    if (!count_in(client)) {
        call_free(call);
        doran_fail(error, DORAN_ERROR_limit_reached, NULL, "Too many calls are under way.");
        return 0;
    }
    uint64_t number = call->number = ++client->next_number;
    if (client_post(client, &(struct message){.kind = MESSAGE_CALL, .call = call}))
        return number;
    count_out(client);
    call_free(call);
    doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    return 0;
}

bool doran_client_enqueue(struct doran_client *client, enum doran_route_id route,
                          const struct doran_path *path, const void *request, char operation[37],
                          struct doran_error *error)
{
    if (client->replica == NULL)
        return doran_fail(error, DORAN_ERROR_offline, NULL, NULL);
    bool soon = atomic_load(&client->keeps);
    if (!replica_enqueue(client->replica, route, path, request, soon, operation, error))
        return false;
    atomic_store(&client->unkept, soon);
    /* It is stored; without memory for the message it is kept here, and sent with the next one. */
    return client_post(client, &(struct message){.kind = MESSAGE_OUTBOX}) || !soon ||
           replica_keep(client->replica, error);
}

int doran_client_fd(struct doran_client *client)
{
    return client->events.fd;
}

static void take_answer(struct doran_client *client, struct call *call, struct doran_client_event *event)
{
    event->call = call->number;
    event->route = call->route->id;
    void *answer = doran_arena_alloc(&client->event_arena, doran_type(call->route->answer)->size);
    if (answer == NULL)
        doran_fail(&event->error, DORAN_ERROR_no_memory, NULL, NULL);
    else if (call_decode(call, answer, &client->event_arena, &event->error))
        event->answer = answer;
    call_free(call);
    count_out(client);
}

bool doran_client_next_event(struct doran_client *client, struct doran_client_event *event)
{
    *event = (struct doran_client_event){.kind = DORAN_CLIENT_EVENT_none};
    doran_arena_deinit(&client->event_arena);
    struct queued_event *queued = events_take(&client->events);
    if (queued == NULL)
        return false;
    event->kind = queued->kind;
    event->connection = queued->connection;
    if (queued->kind == DORAN_CLIENT_EVENT_answer) {
        take_answer(client, queued->call, event);
    } else if (queued->kind == DORAN_CLIENT_EVENT_presence) {
        doran_set(&event->presence, presence, user_id,
                  doran_arena_strdup(&client->event_arena, queued->stream));
        doran_set(&event->presence, presence, online, queued->online);
        event->presence.last_seen_at = queued->last_seen_at;
        if (queued->last_seen_at != 0)
            event->presence.has |= DORAN_BIT(presence, last_seen_at);
    } else {
        memcpy(event->stream, queued->stream, sizeof event->stream);
    }
    if (queued->failure != DORAN_ERROR_none)
        doran_fail(&event->error, queued->failure, NULL, NULL);
    free(queued);
    return true;
}

enum doran_connection doran_client_connection(struct doran_client *client)
{
    pthread_mutex_lock(&client->mutex);
    enum doran_connection connection = client->connection;
    pthread_mutex_unlock(&client->mutex);
    return connection;
}

void doran_client_wake(struct doran_client *client)
{
    client_post(client, &(struct message){.kind = MESSAGE_WAKE});
}

/* Waits until the loop is done with the waiter or the time is over; who comes second frees it. */
static bool wait_for(struct doran_client *client, struct sync_waiter *waiter, int timeout_ms,
                     struct doran_error *error)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (timeout_ms % 1000) * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int result = 0;
    pthread_mutex_lock(&client->mutex);
    while (!waiter->done && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&client->finished, &client->mutex, &until);
    bool done = waiter->done;
    waiter->abandoned = !done;
    pthread_mutex_unlock(&client->mutex);
    if (!done)
        return doran_fail(error, DORAN_ERROR_timeout, NULL, NULL);
    bool good = waiter->error.code == DORAN_ERROR_none;
    if (!good && error != NULL)
        *error = waiter->error;
    free(waiter);
    return good;
}

bool doran_client_sync(struct doran_client *client, int timeout_ms, struct doran_error *error)
{
    doran_error_clear(error);
    if (client->replica == NULL)
        return doran_fail(error, DORAN_ERROR_offline, NULL, "This client has no replica.");
    struct sync_waiter *waiter = calloc(1, sizeof *waiter);
    if (waiter == NULL || !client_post(client, &(struct message){.kind = MESSAGE_SYNC, .waiter = waiter})) {
        free(waiter);
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    }
    return wait_for(client, waiter, timeout_ms > 0 ? timeout_ms : 0, error);
}

struct doran_replica *doran_client_replica(struct doran_client *client)
{
    return client->replica;
}
