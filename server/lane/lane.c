#include "server/lane/lane.h"

#include "server/lane/run.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LANE_THREADS_MAX 16
#define LANE_STACK_BYTES ((size_t)1024 * 1024)
/* Home stays quick at any niceness from 5 to 19, by the policy and the slice below: p99 beside 20 log-ins 2.2 ms at 5, 1.9 at 10,
 * 2.4 at 19, medians of 6. But people log in on busy machines too: beside 8 others of one session on 2 cores that never rest, a
 * hash (64 MiB, 0.2 s of work) took 2 to 4 s at 5, 6 to 7 s at 10, and was not done in 12 s at 19. */
#define LANE_SLOW_NICE 5
#define LANE_SLOW_SLICE_NS (50 * 1000 * 1000)

static const size_t queue_defaults[LANE_COUNT] = {[LANE_READ] = 1024, [LANE_WRITE] = 4096, [LANE_SLOW] = 32};

struct lane_queue {
    struct lane_job *first, *last;
};
struct lane {
    struct lanes *lanes;
    enum lane_id id;
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    struct lane_queue queue;
    size_t length, max;
    bool stopping;
    int thread_count;
    struct lane_thread {
        struct lane *lane;
        struct db_conn *conn; /* NULL on SLOW. */
        pthread_t thread;
    } threads[LANE_THREADS_MAX];
};
struct lanes {
    struct lane lanes[LANE_COUNT];
    pthread_mutex_t done_mutex;
    struct lane_queue done;
    void (*wake)(void *data);
    void *wake_data;
    size_t pending; /* Loop thread only. */
    bool groups;
};

static void queue_append(struct lane_queue *queue, struct lane_job *job)
{
    job->next = NULL;
    if (queue->last)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
}

/* Takes up to `most` jobs, or NULL when the lane stops and is empty. */
static struct lane_job *take_jobs(struct lane *lane, size_t most)
{
    pthread_mutex_lock(&lane->mutex);
    while (!lane->queue.first && !lane->stopping)
        pthread_cond_wait(&lane->filled, &lane->mutex);
    struct lane_job *jobs = lane->queue.first, *last = jobs;
    if (jobs) {
        size_t taken = 1;
        for (; taken < most && last->next; taken++)
            last = last->next;
        lane->queue.first = last->next;
        if (!last->next)
            lane->queue.last = NULL;
        last->next = NULL;
        lane->length -= taken;
    }
    pthread_mutex_unlock(&lane->mutex);
    return jobs;
}

static void give_back(struct lanes *lanes, struct lane_job *jobs)
{
    pthread_mutex_lock(&lanes->done_mutex);
    bool was_empty = !lanes->done.first;
    for (struct lane_job *job = jobs, *next; job; job = next) {
        next = job->next;
        queue_append(&lanes->done, job);
    }
    pthread_mutex_unlock(&lanes->done_mutex);
    if (was_empty && lanes->wake)
        lanes->wake(lanes->wake_data);
}

/* The first version of what the system call takes (sched_setattr(2)); <linux/sched/types.h> and older <sched.h> exclude each other.
 */
struct scheduling {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime_ns, deadline_ns, period_ns;
};

/* Whoever hashes gives way at once to whoever answers: the loop's thread is woken, works some microseconds, and would else wait
 * for the end of a time slice. So this thread is nice, and asks for long slices: one who asks for shorter ones, as everybody else
 * does, may break into them (sched(7); Linux 6.12 and later, others do not look at it). */
static void step_back(void)
{
    struct scheduling wish = {
        .size = sizeof wish,
        .policy = SCHED_BATCH,
        .nice = LANE_SLOW_NICE,
        .runtime_ns = LANE_SLOW_SLICE_NS,
    };
    syscall(SYS_sched_setattr, 0, &wish, 0);
}

static void *work(void *data)
{
    struct lane_thread *thread = data;
    struct lane *lane = thread->lane;
    bool group = lane->id == LANE_WRITE && lane->lanes->groups;
    if (lane->id == LANE_SLOW)
        step_back();
    struct lane_job *jobs;
    while ((jobs = take_jobs(lane, group ? LANE_GROUP_MAX : 1))) {
        if (group)
            lane_run_group(jobs, thread->conn);
        else
            lane_run_one(jobs, thread->conn);
        give_back(lane->lanes, jobs);
    }
    return NULL;
}

static bool start_thread(struct lane_thread *thread)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes))
        return false;
    pthread_attr_setstacksize(&attributes, LANE_STACK_BYTES);
    bool started = pthread_create(&thread->thread, &attributes, work, thread) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

static bool start_lane(struct lanes *lanes, enum lane_id id, const struct lanes_options *options, int threads,
                       struct doran_error *error)
{
    struct lane *lane = &lanes->lanes[id];
    for (int i = 0; i < threads; i++) {
        struct lane_thread *thread = &lane->threads[i];
        thread->lane = lane;
        if (id != LANE_SLOW) {
            thread->conn = db_connect(options->db, id == LANE_WRITE ? DB_WRITE : DB_READ, error);
            if (!thread->conn)
                return false;
        }
        if (!start_thread(thread)) {
            db_disconnect(thread->conn);
            return doran_fail(error, DORAN_ERROR_internal, NULL, "A worker thread cannot be started.");
        }
        lane->thread_count++;
    }
    return true;
}

static void stop_lane(struct lane *lane)
{
    pthread_mutex_lock(&lane->mutex);
    lane->stopping = true;
    pthread_cond_broadcast(&lane->filled);
    pthread_mutex_unlock(&lane->mutex);
    for (int i = 0; i < lane->thread_count; i++) {
        pthread_join(lane->threads[i].thread, NULL);
        db_disconnect(lane->threads[i].conn);
    }
    lane->thread_count = 0;
}

struct lanes *lanes_new(const struct lanes_options *options, struct doran_error *error)
{
    struct lanes *lanes = calloc(1, sizeof *lanes);
    if (!lanes) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    lanes->wake = options->wake;
    lanes->wake_data = options->wake_data;
    lanes->groups = db_kind(options->db) != DB_POSTGRESQL;
    pthread_mutex_init(&lanes->done_mutex, NULL);
    for (int i = 0; i < LANE_COUNT; i++) {
        struct lane *lane = &lanes->lanes[i];
        lane->lanes = lanes;
        lane->id = (enum lane_id)i;
        lane->max = options->queue_max[i] ? options->queue_max[i] : queue_defaults[i];
        pthread_mutex_init(&lane->mutex, NULL);
        pthread_cond_init(&lane->filled, NULL);
    }
    int readers = options->readers < 1 ? 1 : options->readers;
    int writers = lanes->groups || options->writers < 1 ? 1 : options->writers;
    int threads[LANE_COUNT] = {[LANE_READ] = readers, [LANE_WRITE] = writers, [LANE_SLOW] = 1};
    for (int i = 0; i < LANE_COUNT; i++) {
        int count = threads[i] > LANE_THREADS_MAX ? LANE_THREADS_MAX : threads[i];
        if (!start_lane(lanes, (enum lane_id)i, options, count, error)) {
            lanes_free(lanes);
            return NULL;
        }
    }
    return lanes;
}

bool lanes_submit(struct lanes *lanes, struct lane_job *job)
{
    struct lane *lane = &lanes->lanes[job->lane];
    job->failure = DB_DONE;
    job->undone = false;
    pthread_mutex_lock(&lane->mutex);
    bool room = !lane->stopping && lane->length < lane->max;
    if (room) {
        queue_append(&lane->queue, job);
        lane->length++;
        pthread_cond_signal(&lane->filled);
    }
    pthread_mutex_unlock(&lane->mutex);
    if (room)
        lanes->pending++;
    return room;
}

void lanes_drain(struct lanes *lanes)
{
    pthread_mutex_lock(&lanes->done_mutex);
    struct lane_job *jobs = lanes->done.first;
    lanes->done = (struct lane_queue){0};
    pthread_mutex_unlock(&lanes->done_mutex);
    for (struct lane_job *next; jobs; jobs = next) {
        next = jobs->next;
        lanes->pending--;
        jobs->done(jobs);
    }
}

size_t lanes_pending(struct lanes *lanes)
{
    return lanes->pending;
}

void lanes_free(struct lanes *lanes)
{
    if (!lanes)
        return;
    /* A finished password hash is followed by a write: so SLOW first, and what it gave is drained before
     * WRITE stops. */
    static const enum lane_id order[] = {LANE_SLOW, LANE_READ, LANE_WRITE};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        stop_lane(&lanes->lanes[order[i]]);
        lanes_drain(lanes);
    }
    for (int i = 0; i < LANE_COUNT; i++) {
        pthread_cond_destroy(&lanes->lanes[i].filled);
        pthread_mutex_destroy(&lanes->lanes[i].mutex);
    }
    pthread_mutex_destroy(&lanes->done_mutex);
    free(lanes);
}
