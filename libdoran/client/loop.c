/* The loop's thread: messages in, requests forward, what is next decided, then sleep until something happens.
 */
#include "libdoran/client/core.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool client_post(struct doran_client *client, const struct message *message)
{
    struct message *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return false;
    *copy = *message;
    copy->next = NULL;
    pthread_mutex_lock(&client->mutex);
    *client->inbox_last = copy;
    client->inbox_last = &copy->next;
    pthread_mutex_unlock(&client->mutex);
    curl_multi_wakeup(client->exchanges.multi);
    return true;
}

static struct message *take_inbox(struct doran_client *client)
{
    pthread_mutex_lock(&client->mutex);
    struct message *first = client->inbox;
    client->inbox = NULL;
    client->inbox_last = &client->inbox;
    pthread_mutex_unlock(&client->mutex);
    return first;
}

static void take_token(struct doran_client *client, const struct message *message)
{
    sender_stop(client);
    memcpy(client->exchanges.token, message->token, sizeof client->exchanges.token);
    client->exchanges.token_number++;
    sync_token(client);
}

/* What was queued without waiting for the disk. */
static void keep_outbox(struct doran_client *client)
{
    struct doran_error error;
    if (atomic_exchange(&client->unkept, false) && !replica_keep(client->sync.replica, &error))
        events_outbox(&client->events, error.code);
}

static void handle(struct doran_client *client, const struct message *message)
{
    switch (message->kind) {
    case MESSAGE_CALL:
        calls_begin(client, message->call);
        break;
    case MESSAGE_TOKEN:
        take_token(client, message);
        break;
    case MESSAGE_WAKE:
        sync_wake(client);
        sender_wake(client, true);
        break;
    case MESSAGE_OUTBOX:
        keep_outbox(client);
        sender_wake(client, false);
        break;
    case MESSAGE_SYNC:
        sync_wait(client, message->waiter);
        break;
    case MESSAGE_LINE_UP:
    case MESSAGE_LINE_TEXT:
    case MESSAGE_LINE_DOWN:
        sync_line(client, message);
        break;
    case MESSAGE_STOP:
        client->stopping = true;
        break;
    }
}

static void handle_inbox(struct doran_client *client)
{
    struct message *message = take_inbox(client);
    while (message != NULL) {
        struct message *next = message->next;
        handle(client, message);
        free(message->text);
        explicit_bzero(message, sizeof *message);
        free(message);
        message = next;
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Does everything that can be done now. The time of the next thing. */
static int64_t advance(struct doran_client *client)
{
    handle_inbox(client);
    exchanges_run(&client->exchanges);
    int64_t now = doran_time_monotonic();
    int64_t next = calls_advance(client, now);
    next = earlier(next, sync_advance(client, now));
    return earlier(next, sender_advance(client, now));
}

static int milliseconds_until(int64_t when)
{
    if (when == INT64_MAX)
        return INT_MAX;
    int64_t left = (when - doran_time_monotonic() + 999) / 1000;
    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void wait_for(struct doran_client *client, int64_t next)
{
    struct curl_waitfd watch = {.fd = client->sync.watch_fd, .events = CURL_WAIT_POLLIN};
    unsigned count = watch.fd >= 0 ? 1 : 0;
    curl_multi_poll(client->exchanges.multi, count > 0 ? &watch : NULL, count, milliseconds_until(next),
                    NULL);
    if (count > 0 && (watch.revents & CURL_WAIT_POLLIN) != 0)
        sync_watched(client);
}

void *client_loop(void *context)
{
    struct doran_client *client = context;
    while (!client->stopping) {
        int64_t next = advance(client);
        if (client->stopping)
            break;
        if (client->sync.replica != NULL && next == INT64_MAX)
            replica_tidy(client->sync.replica);
        wait_for(client, next);
    }
    keep_outbox(client);
    calls_cancel_all(client);
    sender_stop(client);
    sync_deinit(client);
    return NULL;
}
