#include "libdoran/client/events.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool events_init(struct events *events, struct doran_error *error)
{
    *events = (struct events){.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    events->last = &events->first;
    if (events->fd < 0)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, "There are too many open files.");
    pthread_mutex_init(&events->mutex, NULL);
    return true;
}

void events_deinit(struct events *events, void (*free_call)(struct call *call))
{
    struct queued_event *event;
    while ((event = events_take(events)) != NULL) {
        if (event->call != NULL)
            free_call(event->call);
        free(event);
    }
    pthread_mutex_destroy(&events->mutex);
    close(events->fd);
}

static void signal_fd(struct events *events)
{
    uint64_t one = 1;
    if (write(events->fd, &one, sizeof one) < 0)
        return; /* Its counter is full: then it is readable. */
}

/* Appends a copy. The mutex is held. */
static bool append(struct events *events, const struct queued_event *event)
{
    struct queued_event *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return false;
    *copy = *event;
    copy->next = NULL;
    *events->last = copy;
    events->last = &copy->next;
    if (events->count++ == 0)
        signal_fd(events);
    return true;
}

/* One in the queue that says the same of the same. The mutex is held. */
static struct queued_event *find(struct events *events, enum doran_client_event_kind kind, const char *stream)
{
    for (struct queued_event *event = events->first; event != NULL; event = event->next) {
        if (event->kind == kind && strcmp(event->stream, stream) == 0)
            return event;
    }
    return NULL;
}

/* Queues an event or brings the one that is queued up to date. Of too many, one about everything is left. */
static void put(struct events *events, struct queued_event event)
{
    pthread_mutex_lock(&events->mutex);
    struct queued_event *known = find(events, event.kind, event.stream);
    if (known != NULL) {
        known->connection = event.connection;
        known->online = event.online;
        known->last_seen_at = event.last_seen_at;
        known->failure = event.failure != DORAN_ERROR_none ? event.failure : known->failure;
    } else if (events->count < EVENTS_MAX) {
        append(events, &event);
    } else if (find(events, DORAN_CLIENT_EVENT_changed, "") == NULL) {
        append(events, &(struct queued_event){.kind = DORAN_CLIENT_EVENT_changed});
    }
    pthread_mutex_unlock(&events->mutex);
}

void events_connection(struct events *events, enum doran_connection connection)
{
    put(events, (struct queued_event){.kind = DORAN_CLIENT_EVENT_connection, .connection = connection});
}

void events_changed(struct events *events, const char *stream)
{
    struct queued_event event = {.kind = DORAN_CLIENT_EVENT_changed};
    if (strlen(stream) < sizeof event.stream)
        memcpy(event.stream, stream, strlen(stream) + 1);
    put(events, event);
}

void events_outbox(struct events *events, enum doran_error_code failure)
{
    put(events, (struct queued_event){.kind = DORAN_CLIENT_EVENT_outbox, .failure = failure});
}

void events_presence(struct events *events, const struct doran_presence *presence)
{
    struct queued_event event = {.kind = DORAN_CLIENT_EVENT_presence,
                                 .online = presence->online,
                                 .last_seen_at = presence->last_seen_at};
    if (presence->user_id == NULL || strlen(presence->user_id) >= sizeof event.stream)
        return;
    memcpy(event.stream, presence->user_id, strlen(presence->user_id) + 1);
    put(events, event);
}

bool events_answer(struct events *events, struct call *call)
{
    pthread_mutex_lock(&events->mutex);
    /* Calls have a bound of their own, so that an answer always has room. */
    bool good = append(events, &(struct queued_event){.kind = DORAN_CLIENT_EVENT_answer, .call = call});
    pthread_mutex_unlock(&events->mutex);
    return good;
}

struct queued_event *events_take(struct events *events)
{
    pthread_mutex_lock(&events->mutex);
    struct queued_event *event = events->first;
    if (event != NULL) {
        events->first = event->next;
        if (events->first == NULL)
            events->last = &events->first;
        if (--events->count == 0) {
            uint64_t drained;
            if (read(events->fd, &drained, sizeof drained) < 0)
                drained = 0; /* It was drained already. */
        }
    }
    pthread_mutex_unlock(&events->mutex);
    return event;
}
