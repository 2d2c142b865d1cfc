/* What the client's sync asks of the replica: applying what the server tells, and sending the outbox. One
 * thread at a time has a handle; the sync has one of its own. */
#ifndef DORAN_REPLICA_SYNC_H
#define DORAN_REPLICA_SYNC_H

#include <doran/id.h>
#include <doran/replica.h>

/* Opens the replica for applying: what is written is on the server, so that commits need not wait for the
 * disk (synchronous NORMAL). `path` NULL: in memory, for a client without a replica. */
struct doran_replica *replica_open_for_sync(const char *path, struct doran_error *error);
/* What applying did, for the events. */
struct replica_effect {
    char streams[DORAN_STREAMS_MAX + 1][37];
    size_t stream_count;
    bool many;          /* more than fit, or all */
    bool memberships;   /* one was gained or lost */
    bool stale;         /* it was not applied: rows were taken away since it was asked for */
    bool outbox;        /* items were taken out */
    int64_t generation; /* as this left it */
};

/* The generation rises whenever rows are taken away. What was asked for in an earlier one is not applied. */
int64_t replica_generation(struct doran_replica *replica);
/* Makes the replica this user's: forgets everything, the outbox too, when it was somebody else's. */
bool replica_take_user(struct doran_replica *replica, const char *user, struct replica_effect *effect,
                       struct doran_error *error);
/* The user whose replica it is, "" before the first sync. */
bool replica_whose(struct doran_replica *replica, char out[37], struct doran_error *error);

/* Applies a page of changes and its cursor in one transaction. With `settles` it also takes out what
 * replica_outbox_settle() marked. Another epoch than the replica's: DORAN_ERROR_cursor_expired. */
bool replica_apply_changes(struct doran_replica *replica, int64_t generation,
                           const struct doran_change_page *page, bool settles, struct replica_effect *effect,
                           struct doran_error *error);
/* Applies a page of a stream's snapshot. `before` as it was asked for, 0 for the first page. `anew`: takes
 * everything that was known out first, in the same transaction. */
bool replica_apply_snapshot(struct doran_replica *replica, int64_t generation, const char *stream,
                            int64_t before, bool anew, const struct doran_snapshot_page *page,
                            struct replica_effect *effect, struct doran_error *error);
bool replica_apply_presence(struct doran_replica *replica, const struct doran_presence_list *presence,
                            struct doran_error *error);

/* A stream to take a page of a snapshot of: the user's first, then families without any, then what is older.
 */
struct replica_wanted {
    char stream[37]; /* "" when there is none */
    int64_t before;  /* 0: the first page */
};
bool replica_snapshot_wanted(struct doran_replica *replica, struct replica_wanted *out,
                             struct doran_error *error);

/* The outbox, as its sender sees it. */
struct replica_sending {
    char operation[37];
    const struct doran_route *route;
    char *path;    /* in the arena */
    char *request; /* JSON in the arena, or NULL */
};
/* Takes the next item that may be sent and marks it so. False with code none when there is none. */
bool replica_outbox_take(struct doran_replica *replica, struct replica_sending *out,
                         struct doran_arena *arena, struct doran_error *error);
/* Puts an item back into its place after trouble on the way. */
bool replica_outbox_return(struct doran_replica *replica, const char *operation, struct doran_error *error);
/* Puts back all that were being sent when a process died. */
bool replica_outbox_return_all(struct doran_replica *replica, struct doran_error *error);
/* Parks an item that the server refused, and those that depend on it; one whose object is gone already, so that there is
 * nothing left to do, counts as answered. */
bool replica_outbox_park(struct doran_replica *replica, const char *operation, const struct doran_error *why,
                         struct doran_error *error);
/* The server has answered. The item is shown until its change has come back; later items that speak of what
 * it made get its real id. `answer` NULL when it was not understood. */
bool replica_outbox_answered(struct doran_replica *replica, const char *operation, const void *answer,
                             struct doran_error *error);
/* Marks what is answered by now: a catch-up that begins after this brings its changes. `any` tells whether
 * there is any. */
bool replica_outbox_settle(struct doran_replica *replica, bool *any, struct doran_error *error);
/* Whether there is something that waits or is being sent, and whether an answer waits for its change. */
bool replica_outbox_busy(struct doran_replica *replica, bool *unsent, bool *unsettled,
                         struct doran_error *error);
/* The places of the first and the last item that wait or are being sent, rising as they are queued; 0 for none. */
bool replica_outbox_span(struct doran_replica *replica, int64_t *first, int64_t *last,
                         struct doran_error *error);
/* Stores a call of a QUEUED route. The request is checked. `soon`: without waiting for the disk, as somebody will call
 * replica_keep(). */
bool replica_enqueue(struct doran_replica *replica, enum doran_route_id route, const struct doran_path *path,
                     const void *request, bool soon, char operation[37], struct doran_error *error);
/* Waits until all that was committed before, by whatever handle of the file, is on the disk. */
bool replica_keep(struct doran_replica *replica, struct doran_error *error);

/* The sync lock: true when this handle has it, or gets it. In memory always. */
bool replica_lock(struct doran_replica *replica, int *lock_fd);
void replica_unlock(int *lock_fd);
/* An inotify descriptor that turns readable when another process enqueues (for who holds the lock) or writes
 * or lets go of the lock (for who does not). -1 when the system has none; in memory always -1. */
int replica_watch(struct doran_replica *replica, bool holds_lock);
/* Empties the descriptor. True when the lock may have been let go: somebody has closed the file it is on. */
bool replica_watch_drain(int fd);
/* True when another connection has written since the last call. */
bool replica_changed_elsewhere(struct doran_replica *replica);
/* Moves the write-ahead log into the file when it has grown, without waiting for anybody. */
void replica_tidy(struct doran_replica *replica);

/* The connection of who syncs (enum doran_connection), for those who only read. */
bool replica_connection_set(struct doran_replica *replica, int connection);
int replica_connection_get(struct doran_replica *replica);

#endif
