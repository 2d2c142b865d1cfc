/** @file lane.h  Bounded queues of jobs and the threads that work them; finished jobs come back to the loop.
 *
 * A job is a copy of what it needs and never holds a connection of a client. run() is on a lane's thread,
 * done() on the loop's. Lanes: READ (2–4 threads, each with its own reading connection, one snapshot a job);
 * WRITE (SQLite: one thread, jobs that wait are run as a group, a savepoint each, one COMMIT for all;
 * PostgreSQL: a few threads, one transaction a job, tried again on DB_RETRY); SLOW (one niced thread, for
 * password hashing, no connection). */
#ifndef SERVER_LANE_H
#define SERVER_LANE_H

#include "server/db/db.h"

enum lane_id { LANE_READ, LANE_WRITE, LANE_SLOW, LANE_COUNT };
enum lane_outcome {
    LANE_KEEP,  /**< Keep what was written (also for reads). */
    LANE_UNDO,  /**< Roll back what this job wrote; the job carries its own refusal. */
    LANE_AGAIN, /**< A DB_RETRY: roll back and run again, at most LANE_TRIES times. */
    LANE_BROKEN /**< The database failed; `job->failure` says how. */
};
#define LANE_TRIES 5
#define LANE_GROUP_MAX 256 /**< Jobs in one COMMIT. */

struct lane_job {
    enum lane_id lane;
    /** May be called again after LANE_AGAIN or a failed group, so it starts from its inputs each time.
     * @param conn  inside a transaction (READ) or savepoint (WRITE); NULL on SLOW */
    enum lane_outcome (*run)(struct lane_job *job, struct db_conn *conn);
    /** On the loop, after the commit. `failure` is DB_DONE when what run() wrote is on disk (or was undone by
     * its own will: look at `undone`), else why nothing of it was kept. Owns the job from here. */
    void (*done)(struct lane_job *job);
    enum db_result failure;
    bool undone;
    struct lane_job *next; /**< The lane's. */
};

struct lanes;
struct lanes_options {
    struct db *db;
    int readers; /**< 1 to 16. */
    int writers; /**< PostgreSQL only, 1 to 16. */
    size_t queue_max[LANE_COUNT];
    void (*wake)(void *data); /**< Called from lane threads when the done queue stops being empty. */
    void *wake_data;
};
struct lanes *lanes_new(const struct lanes_options *options, struct doran_error *error);
/** False when the lane's queue is full or the lanes are stopping: answer 503 with Retry-After. Loop thread.
 */
bool lanes_submit(struct lanes *lanes, struct lane_job *job);
/** Runs done() of every finished job. Loop thread. */
void lanes_drain(struct lanes *lanes);
/** Jobs queued or running. */
size_t lanes_pending(struct lanes *lanes);
/** Waits for what is queued, stops the threads (the writer last), drains, frees. */
void lanes_free(struct lanes *lanes);

#endif
