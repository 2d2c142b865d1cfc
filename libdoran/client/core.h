/* A client from inside: the loop's thread with its inbox, and what it drives.
 *
 * Three threads: the user's (public functions), the loop's (requests, sync, sending the outbox; it alone
 * writes what the server tells into the replica) and the live connection's (libwebsockets). They hand each
 * other messages, in order, by client_post(); nothing else is shared but the queue of events. */
#ifndef DORAN_CLIENT_CORE_H
#define DORAN_CLIENT_CORE_H

#include "libdoran/client/backoff.h"
#include "libdoran/client/endpoint.h"
#include "libdoran/client/events.h"
#include "libdoran/client/exchange.h"
#include "libdoran/client/live.h"
#include "libdoran/client/sender.h"
#include "libdoran/client/sync.h"

#include <doran/client.h>

#include <stdatomic.h>

#define CLIENT_TIMEOUT_MS 15000
#define CLIENT_CALLS_MAX 256

enum message_kind {
    MESSAGE_CALL,      /* `call` */
    MESSAGE_TOKEN,     /* `token` */
    MESSAGE_WAKE,      /* try now */
    MESSAGE_OUTBOX,    /* the outbox has changed */
    MESSAGE_SYNC,      /* `waiter` */
    MESSAGE_LINE_UP,   /* the live connection stands: `line` */
    MESSAGE_LINE_TEXT, /* it brought `text` */
    MESSAGE_LINE_DOWN, /* it ended: `failure` */
    MESSAGE_STOP
};
struct message {
    struct message *next;
    enum message_kind kind;
    struct call *call;
    struct sync_waiter *waiter;
    uint64_t line;
    enum doran_error_code failure;
    char *text;
    size_t length;
    char token[DORAN_TOKEN_MAX + 1];
};

/* A call of the user's on its way. */
struct call {
    struct call *next;
    uint64_t number; /* 0 for one that is waited for */
    const struct doran_route *route;
    char *path; /* with the query */
    char *body;
    char operation[37]; /* "" for one that only reads */
    int64_t deadline;   /* monotonic */
    int64_t retry_at;   /* 0 while it is with curl */
    int64_t behind;     /* the place in the outbox of the last item it waits for, 0 for none */
    int tries;
    uint64_t token_number; /* of the token it was last sent with */
    struct exchange *exchange;
    struct doran_buffer answer;
    struct doran_error error;
    bool done; /* guarded by the client's mutex */
};

struct doran_client {
    /* Constant after doran_client_new(). */
    struct endpoint endpoint;
    char *replica_path;
    long timeout_ms;
    bool live;
    pthread_t thread;
    bool thread_runs;

    struct events events;

    /* Between the threads. */
    pthread_mutex_t mutex;
    pthread_cond_t finished; /* a call that is waited for, or a sync, has ended */
    struct message *inbox, **inbox_last;
    enum doran_connection connection;
    int under_way;      /* calls submitted whose events were not taken yet */
    atomic_bool keeps;  /* the loop brings to the disk what is queued */
    atomic_bool unkept; /* something was queued that may not be there yet */

    /* Of the user's thread. */
    struct doran_replica *replica;
    struct doran_arena event_arena;
    uint64_t next_number;

    /* Of the loop's thread. */
    struct exchanges exchanges;
    struct call *calls;
    struct sync sync;
    struct sender sender;
    struct live *live_line; /* NULL until it is needed */
    bool stopping;
};

/* Hands a message to the loop and wakes it; takes over what it points to. Any thread. False without memory:
 * then the message's parts are still the caller's. */
bool client_post(struct doran_client *client, const struct message *message);
void *client_loop(void *client);

/* calls.c */
/* A call that changes something waits until what was queued before it is sent or refused: what the user did first is
 * done first. */
struct call *call_new(struct doran_client *client, enum doran_route_id route, const struct doran_path *path,
                      const void *request, struct doran_error *error);
void call_free(struct call *call);
bool call_decode(struct call *call, void *answer, struct doran_arena *arena, struct doran_error *error);
void calls_begin(struct doran_client *client, struct call *call);
/* Starts those whose turn has come, and again those whose pause is over. The time of the next, or INT64_MAX. */
int64_t calls_advance(struct doran_client *client, int64_t now);
void calls_cancel_all(struct doran_client *client);

#endif
