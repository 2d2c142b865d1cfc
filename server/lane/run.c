#include "server/lane/run.h"

#include "server/base/log.h"

#include <time.h>

#define BACKOFF_FIRST_NS 1000000L /* 1 ms, doubled at each further try. */

static void back_off(int tries)
{
    struct timespec pause = {.tv_nsec = BACKOFF_FIRST_NS << tries};
    nanosleep(&pause, NULL);
}

/* A broken outcome always carries a failure, whatever the job wrote into it. */
static enum db_result failure_of(const struct lane_job *job)
{
    return job->failure == DB_DONE || job->failure == DB_ROW ? DB_FAILED : job->failure;
}

/* Runs the job in the open transaction and ends that. */
static enum db_result run_and_end(struct lane_job *job, struct db_conn *conn, bool *again)
{
    job->failure = DB_DONE;
    job->undone = false;
    *again = false;
    switch (job->run(job, conn)) {
    case LANE_KEEP: {
        enum db_result result = db_commit(conn);
        *again = result == DB_RETRY;
        return result;
    }
    case LANE_UNDO:
        db_rollback(conn);
        job->undone = true;
        return DB_DONE;
    case LANE_AGAIN:
        *again = true;
        db_rollback(conn);
        return DB_RETRY;
    case LANE_BROKEN:
        break;
    }
    /* Nothing was committed, so a connection that was lost here may simply be tried again on a mended one. */
    *again = job->failure == DB_LOST || job->failure == DB_RETRY;
    db_rollback(conn);
    return failure_of(job);
}

void lane_run_one(struct lane_job *job, struct db_conn *conn)
{
    if (!conn) {
        job->failure = DB_DONE;
        enum lane_outcome outcome = job->run(job, NULL);
        job->undone = outcome == LANE_UNDO;
        job->failure = outcome == LANE_BROKEN || outcome == LANE_AGAIN ? failure_of(job) : DB_DONE;
        return;
    }
    enum db_result result = DB_FAILED;
    for (int tries = 0; tries < LANE_TRIES; tries++) {
        if (tries)
            back_off(tries - 1);
        bool again;
        result = db_begin(conn);
        if (result == DB_DONE)
            result = run_and_end(job, conn, &again);
        else
            again = result == DB_RETRY;
        if (!again)
            break;
    }
    job->failure = result;
    if (result != DB_DONE)
        log_line(LOG_WARNING, "database: a job failed: %s", db_error(conn));
}

/* Runs the job within a savepoint. False when the whole transaction ended with it. */
static bool run_in_savepoint(struct lane_job *job, struct db_conn *conn)
{
    for (int tries = 0; tries < LANE_TRIES; tries++) {
        job->failure = db_savepoint(conn);
        job->undone = false;
        if (job->failure != DB_DONE)
            return false;
        enum lane_outcome outcome = job->run(job, conn);
        if (outcome == LANE_KEEP) {
            job->failure = db_savepoint_release(conn);
            return job->failure == DB_DONE;
        }
        enum db_result failure = outcome == LANE_UNDO    ? DB_DONE
                                 : outcome == LANE_AGAIN ? DB_RETRY
                                                         : failure_of(job);
        if (failure != DB_DONE && outcome == LANE_BROKEN)
            log_line(LOG_WARNING, "database: a job failed: %s", db_error(conn));
        enum db_result rolled_back = db_savepoint_rollback(conn);
        job->undone = outcome == LANE_UNDO;
        job->failure = rolled_back == DB_DONE ? failure : rolled_back;
        if (rolled_back != DB_DONE)
            return false;
        if (outcome != LANE_AGAIN)
            return true;
    }
    return true;
}

static void fail_group(struct lane_job *jobs, enum db_result failure)
{
    for (struct lane_job *job = jobs; job; job = job->next) {
        job->failure = failure;
        job->undone = false;
    }
}

static enum db_result begin_group(struct db_conn *conn)
{
    enum db_result result = DB_FAILED;
    for (int tries = 0; tries < LANE_TRIES; tries++) {
        if (tries)
            back_off(tries - 1);
        result = db_begin(conn);
        if (result != DB_RETRY)
            break;
    }
    return result;
}

void lane_run_group(struct lane_job *jobs, struct db_conn *conn)
{
    if (!jobs->next) {
        lane_run_one(jobs, conn);
        return;
    }
    enum db_result result = begin_group(conn);
    if (result != DB_DONE) {
        log_line(LOG_WARNING, "database: %s", db_error(conn));
        fail_group(jobs, result);
        return;
    }
    struct lane_job *job = jobs;
    while (job && run_in_savepoint(job, conn))
        job = job->next;
    if (job) {
        db_rollback(conn);
        for (struct lane_job *other = jobs; other; other = other->next)
            lane_run_one(other, conn);
        return;
    }
    result = db_commit(conn);
    if (result == DB_DONE)
        return;
    log_line(LOG_ERROR, "database: a group was not committed: %s", db_error(conn));
    fail_group(jobs, result);
}
