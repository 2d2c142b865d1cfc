/* What a client has to tell, from its threads to the user's: a bounded queue with a descriptor. What repeats
 * what is in the queue already is folded into it, so that a user who does not look makes it no longer. Thread
 * safe. */
#ifndef DORAN_CLIENT_EVENTS_H
#define DORAN_CLIENT_EVENTS_H

#include <doran/client.h>

#include <pthread.h>

#define EVENTS_MAX 2048

struct call;
struct queued_event {
    struct queued_event *next;
    enum doran_client_event_kind kind;
    enum doran_connection connection;
    struct call *call;             /* of an answer */
    enum doran_error_code failure; /* of the outbox */
    char stream[37];               /* of a change; of presence the user */
    bool online;
    doran_time last_seen_at;
};
struct events {
    pthread_mutex_t mutex;
    struct queued_event *first, **last;
    size_t count;
    int fd;
};
bool events_init(struct events *events, struct doran_error *error);
/* What is still queued is freed; `free_call` ends the calls of answers nobody took. */
void events_deinit(struct events *events, void (*free_call)(struct call *call));
void events_connection(struct events *events, enum doran_connection connection);
void events_changed(struct events *events, const char *stream);
/* `failure`: what was queued is not safe, why; else none. */
void events_outbox(struct events *events, enum doran_error_code failure);
void events_presence(struct events *events, const struct doran_presence *presence);
/* Takes over the call. False without memory. */
bool events_answer(struct events *events, struct call *call);
/* The oldest, which the caller frees; NULL when there is none. */
struct queued_event *events_take(struct events *events);

#endif
