/* Keeps the replica in step: who am I, first pages, then the live connection; older pages behind it. One
 * request at a time, decided by one function that looks at what is missing. Of the loop's thread. */
#ifndef DORAN_CLIENT_SYNC_H
#define DORAN_CLIENT_SYNC_H

#include "libdoran/client/backoff.h"
#include "libdoran/replica/sync.h"

#include <doran/client.h>

struct exchange;
struct message;

/* Somebody who waits for the replica to be in step. */
struct sync_waiter {
    struct sync_waiter *next;
    bool begun, caught_up; /* the catch-up that answers it is under way, is over (the loop's) */
    bool done, abandoned;  /* guarded by the client's mutex; who comes second frees it */
    struct doran_error error;
};

enum sync_request { SYNC_NOTHING, SYNC_ME, SYNC_SNAPSHOT, SYNC_CHANGES, SYNC_PRESENCE };

struct sync {
    struct doran_replica *replica; /* the loop's own handle */
    int lock_fd;                   /* -1 without the sync lock */
    int watch_fd;
    bool holder;           /* has the lock: syncs and sends */
    int64_t lock_again_at; /* 0, or when to try for the lock once more; 1: now */
    int64_t lock_pause;    /* until the time after that; 0: there is none */

    bool identified; /* the token's user is the replica's */
    bool refused;    /* the server does not take the token */
    bool untrusted;
    bool anew;          /* the cursor is void: begin with snapshots */
    int64_t generation; /* of the replica, as this client left it */

    enum sync_request asking;
    struct exchange *exchange;
    struct replica_wanted asked; /* of a snapshot */
    int64_t asked_generation;
    bool settling;                /* the changes being asked for settle answered items */
    bool look;                    /* whether a snapshot is wanted must be looked up */
    struct replica_wanted wanted; /* as looked up; "" for none */
    bool changes_wanted;
    bool doubtful;                   /* a family may be lost: changes before its first page */
    bool running;                    /* a catch-up is under way, over one page or more */
    bool line_runs;                  /* and it is the live connection that brings it */
    uint64_t requests, run_requests; /* how often one was asked for, and when the present one began */
    char presence_of[DORAN_USER_FAMILIES_MAX][37];
    size_t presence_count;

    uint64_t line; /* the number of the live connection, rising */
    enum { LINE_OFF, LINE_TRYING, LINE_UP } line_state;
    bool caught_up;   /* since the line stands */
    int64_t retry_at; /* monotonic; after trouble */
    struct backoff backoff;

    struct sync_waiter *waiters;
};

void sync_init(struct doran_client *client);
void sync_deinit(struct doran_client *client);
/* Does what is next. The time of the next thing, or INT64_MAX. */
int64_t sync_advance(struct doran_client *client, int64_t now);
/* The token has changed: begin with who that is. */
void sync_token(struct doran_client *client);
/* The server refused the token. */
void sync_unauthorized(struct doran_client *client);
void sync_wake(struct doran_client *client);
/* Answers wait for their changes: fetch them. */
void sync_want_changes(struct doran_client *client);
void sync_line(struct doran_client *client, const struct message *message);
void sync_wait(struct doran_client *client, struct sync_waiter *waiter);
/* The watched files have changed. */
void sync_watched(struct doran_client *client);
/* True when the outbox may be sent. */
bool sync_may_send(const struct doran_client *client);

#endif
