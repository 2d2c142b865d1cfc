#include "libdoran/client/core.h"

#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

static struct sent *find(struct sender *sender, const struct exchange *exchange)
{
    for (size_t i = 0; i < SENDER_LANES_MAX; i++) {
        if (sender->sent[i].exchange == exchange)
            return &sender->sent[i];
    }
    return NULL;
}

void sender_wake(struct doran_client *client, bool now)
{
    client->sender.look = true;
    if (now) {
        client->sender.pause_until = 0;
        backoff_reset(&client->sender.backoff);
    }
}

/* An answer that is not understood may have come from somebody in between: then the item is not done. */
static bool take_answer(struct doran_client *client, const char *operation, const struct exchange *exchange,
                        struct doran_error *error)
{
    struct doran_arena arena = {0};
    struct doran_error why;
    const struct doran_type *type = doran_type(exchange->route->answer);
    void *answer = NULL;
    bool good = true;
    if (exchange->route->answer != DORAN_TYPE_empty) {
        answer = doran_arena_alloc(&arena, type->size);
        good = answer != NULL && exchange->answer.data != NULL &&
               doran_json_decode(exchange->route->answer, DORAN_JSON_LENIENT, exchange->answer.data,
                                 exchange->answer.length, answer, &arena, &why);
    }
    if (!good)
        doran_fail(error, DORAN_ERROR_bad_answer, NULL, NULL);
    good = good && replica_outbox_answered(client->sync.replica, operation, answer, error);
    doran_arena_deinit(&arena);
    return good;
}

/* Refusals are final; everything else may go away. */
static bool is_refusal(const struct doran_error *error)
{
    int status = doran_error_status(error->code);
    return status >= 400 && status < 500 && error->code != DORAN_ERROR_unauthorized &&
           error->code != DORAN_ERROR_too_many_requests && error->code != DORAN_ERROR_request_timeout;
}

static bool is_unreached(const struct doran_error *error)
{
    return error->code == DORAN_ERROR_network || error->code == DORAN_ERROR_timeout;
}

static void pause_sending(struct doran_client *client, const struct doran_error *error)
{
    struct sender *sender = &client->sender;
    bool sync_tries = client->live && client->sync.line_state != LINE_UP && is_unreached(error);
    sender->trouble = *error;
    sender->pause_until = doran_time_monotonic() +
                          (sync_tries ? BACKOFF_MAX_US : backoff_next(&sender->backoff, error->retry_after));
}

void sender_unreached(struct doran_client *client, const struct doran_error *error)
{
    if (client->live && client->sender.pause_until == 0 && is_unreached(error))
        pause_sending(client, error);
}

void sender_reached(struct doran_client *client)
{
    if (client->sender.pause_until != 0 && is_unreached(&client->sender.trouble))
        sender_wake(client, true);
}

static void done(struct exchange *exchange, void *context)
{
    struct doran_client *client = context;
    struct sent *sent = find(&client->sender, exchange);
    struct doran_error error = exchange->error, ignored;
    if (sent == NULL)
        return;
    sent->exchange = NULL;
    client->sender.look = true;
    if (error.code == DORAN_ERROR_none && take_answer(client, sent->operation, exchange, &error)) {
        backoff_reset(&client->sender.backoff);
        sync_want_changes(client);
        events_outbox(&client->events, DORAN_ERROR_none);
    } else if (is_refusal(&error)) {
        replica_outbox_park(client->sync.replica, sent->operation, &error, &ignored);
        sync_want_changes(client); /* What it did not know may be on the way. */
        events_outbox(&client->events, DORAN_ERROR_none);
    } else {
        replica_outbox_return(client->sync.replica, sent->operation, &ignored);
        pause_sending(client, &error);
        if (error.code == DORAN_ERROR_unauthorized)
            sync_unauthorized(client);
    }
}

/* Takes the next item and sends it. False when there is none, or none can be sent. */
static bool send_one(struct doran_client *client, struct sent *sent)
{
    struct doran_arena arena = DORAN_ARENA((size_t)1024 * 1024);
    struct replica_sending item;
    struct doran_error error;
    bool good = replica_outbox_take(client->sync.replica, &item, &arena, &error);
    if (good) {
        struct exchange_request request = {.route = item.route,
                                           .path = item.path,
                                           .body = item.request,
                                           .operation = item.operation,
                                           .timeout_ms = client->timeout_ms};
        memcpy(sent->operation, item.operation, sizeof sent->operation);
        sent->exchange = exchange_start(&client->exchanges, &request, done, client);
        good = sent->exchange != NULL;
        if (!good)
            replica_outbox_return(client->sync.replica, item.operation, &error);
    }
    if (!good && error.code != DORAN_ERROR_none)
        pause_sending(client, &error);
    doran_arena_deinit(&arena);
    return good;
}

int64_t sender_advance(struct doran_client *client, int64_t now)
{
    struct sender *sender = &client->sender;
    if (!sync_may_send(client))
        return INT64_MAX;
    if (sender->pause_until > now)
        return sender->pause_until;
    if (sender->pause_until != 0) {
        sender->pause_until = 0;
        sender->look = true;
    }
    if (!sender->look)
        return INT64_MAX;
    sender->look = false;
    for (size_t i = 0; i < SENDER_LANES_MAX && sender->pause_until == 0; i++) {
        if (sender->sent[i].exchange == NULL && !send_one(client, &sender->sent[i]))
            break;
    }
    return sender->pause_until != 0 ? sender->pause_until : INT64_MAX;
}

void sender_stop(struct doran_client *client)
{
    struct doran_error error;
    for (size_t i = 0; i < SENDER_LANES_MAX; i++) {
        struct sent *sent = &client->sender.sent[i];
        if (sent->exchange == NULL)
            continue;
        exchange_cancel(sent->exchange);
        sent->exchange = NULL;
        replica_outbox_return(client->sync.replica, sent->operation, &error);
    }
    client->sender.pause_until = 0;
    client->sender.look = true;
}
