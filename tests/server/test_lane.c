/* The lanes over a real SQLite file: groups, savepoints, failed commits, full queues, the order of stopping. */
#include "server/db/migrate.h"
#include "server/lane/lane.h"
#include "support/database.h"
#include "support/directory.h"

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000 };

static const struct db_migration migrations[] = {
    {1, 1, "CREATE TABLE notes (id %INT% NOT NULL PRIMARY KEY, text %TEXT%)"}};

struct fixture {
    struct db *db;
    struct lanes *lanes;
    int wake_fd;
    _Atomic int wakes;
};

static void wake(void *data)
{
    struct fixture *fixture = data;
    fixture->wakes++;
    eventfd_write(fixture->wake_fd, 1);
}

static void open_fixture(struct fixture *fixture, const char *url, const size_t queue_max[LANE_COUNT])
{
    struct doran_error error;
    doran_error_clear(&error);
    struct db_options options = {.url = url, .migrations = migrations, .migration_count = 1};
    *fixture = (struct fixture){.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    fixture->db = db_open(&options, &error);
    if (!fixture->db)
        fail_msg("%s", error.message);
    struct lanes_options lanes = {
        .db = fixture->db, .readers = 2, .writers = 3, .wake = wake, .wake_data = fixture};
    if (queue_max)
        memcpy(lanes.queue_max, queue_max, sizeof lanes.queue_max);
    fixture->lanes = lanes_new(&lanes, &error);
    if (!fixture->lanes)
        fail_msg("%s", error.message);
}

static void close_fixture(struct fixture *fixture)
{
    lanes_free(fixture->lanes);
    db_close(fixture->db);
    close(fixture->wake_fd);
}

/* Drains until nothing is queued or running. */
static void drain(struct fixture *fixture)
{
    while (lanes_pending(fixture->lanes)) {
        struct pollfd woken = {.fd = fixture->wake_fd, .events = POLLIN};
        eventfd_t count;
        assert_int_equal(poll(&woken, 1, PATIENCE_MS), 1);
        eventfd_read(fixture->wake_fd, &count);
        lanes_drain(fixture->lanes);
    }
}

/* A job that writes one row. */
struct note {
    struct lane_job job;
    int64_t id;
    enum lane_outcome outcome; /* What it ends with once it has written. */
    int times;                 /* It says AGAIN so often first. */
    _Atomic int runs;
    int done;
    enum db_result failure;
    bool undone;
    sem_t *gate, *entered;
};

static enum lane_outcome write_note(struct lane_job *job, struct db_conn *conn)
{
    struct note *note = (struct note *)job;
    note->runs++;
    if (note->entered)
        sem_post(note->entered);
    if (note->gate)
        sem_wait(note->gate);
    enum db_result result =
        db_exec(conn, "INSERT INTO notes (id, text) VALUES (?1, ?2)", "it", note->id, "note");
    if (result == DB_RETRY || note->runs <= note->times)
        return LANE_AGAIN;
    job->failure = result;
    return result == DB_DONE ? note->outcome : LANE_BROKEN;
}

static void wrote_note(struct lane_job *job)
{
    struct note *note = (struct note *)job;
    note->done++;
    note->failure = job->failure;
    note->undone = job->undone;
}

static struct note note_of(int64_t id, enum lane_outcome outcome)
{
    return (struct note){
        .job = {.lane = LANE_WRITE, .run = write_note, .done = wrote_note}, .id = id, .outcome = outcome};
}

static int64_t count_notes(struct fixture *fixture)
{
    struct db_conn *conn = db_connect(fixture->db, DB_READ, NULL);
    struct db_rows *rows = NULL;
    assert_non_null(conn);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(db_query(conn, &rows, "SELECT count(*) FROM notes", ""), DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    int64_t count = db_int(rows, 0);
    db_rows_free(rows);
    db_rollback(conn);
    db_disconnect(conn);
    return count;
}

/* Holds the writer in one job, so that those submitted meanwhile become a group. */
static void submit_as_group(struct fixture *fixture, struct note *notes, size_t count)
{
    sem_t gate, entered;
    sem_init(&gate, 0, 0);
    sem_init(&entered, 0, 0);
    struct note first = note_of(1000000, LANE_UNDO);
    first.gate = &gate;
    first.entered = &entered;
    assert_true(lanes_submit(fixture->lanes, &first.job));
    sem_wait(&entered);
    for (size_t i = 0; i < count; i++)
        assert_true(lanes_submit(fixture->lanes, &notes[i].job));
    sem_post(&gate);
    drain(fixture);
    assert_int_equal(first.done, 1);
    sem_destroy(&gate);
    sem_destroy(&entered);
}

static void test_a_group_keeps_what_each_wants(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), NULL);
    struct note notes[] = {note_of(1, LANE_KEEP), note_of(2, LANE_UNDO), note_of(3, LANE_KEEP),
                           note_of(1, LANE_KEEP), note_of(4, LANE_KEEP)};
    notes[4].times = 2;
    submit_as_group(&fixture, notes, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(notes[i].done, 1);
    /* Two want the same place. PostgreSQL has several writers, so either may be the one that comes first. */
    bool first_won = notes[0].failure == DB_DONE;
    assert_int_equal(notes[first_won ? 0 : 3].failure, DB_DONE);
    assert_int_equal(notes[first_won ? 3 : 0].failure, DB_CONFLICT);
    assert_int_equal(notes[1].failure, DB_DONE);
    assert_true(notes[1].undone);
    assert_int_equal(notes[2].failure, DB_DONE);
    assert_int_equal(notes[4].failure, DB_DONE);
    assert_int_equal(notes[4].runs, 3);
    assert_int_equal(count_notes(&fixture), 3);
    close_fixture(&fixture);
}

static void test_again_ends_after_some_tries(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), NULL);
    struct note note = note_of(1, LANE_KEEP);
    note.times = 1000;
    assert_true(lanes_submit(fixture.lanes, &note.job));
    drain(&fixture);
    assert_int_equal(note.failure, DB_RETRY);
    assert_int_equal(note.runs, LANE_TRIES);
    assert_int_equal(count_notes(&fixture), 0);
    close_fixture(&fixture);
}

/* --- Reading and the slow lane ---------------------------------------------------------------------------------- */

static enum lane_outcome read_note(struct lane_job *job, struct db_conn *conn)
{
    struct note *note = (struct note *)job;
    struct db_rows *rows = NULL;
    job->failure = db_query(conn, &rows, "SELECT text FROM notes WHERE id = ?1", "i", note->id);
    if (job->failure != DB_DONE)
        return LANE_BROKEN;
    note->runs = db_next(rows) == DB_ROW;
    db_rows_free(rows);
    return LANE_KEEP;
}

static void test_readers_see_what_was_answered(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), NULL);
    for (int64_t id = 1; id <= 20; id++) {
        struct note written = note_of(id, LANE_KEEP), seen = note_of(id, LANE_KEEP);
        seen.job.lane = LANE_READ;
        seen.job.run = read_note;
        assert_true(lanes_submit(fixture.lanes, &written.job));
        drain(&fixture);
        assert_true(lanes_submit(fixture.lanes, &seen.job));
        drain(&fixture);
        assert_int_equal(seen.failure, DB_DONE);
        assert_int_equal(seen.runs, 1);
    }
    close_fixture(&fixture);
}

static enum lane_outcome think(struct lane_job *job, struct db_conn *conn)
{
    struct note *note = (struct note *)job;
    assert_null(conn);
    if (note->entered)
        sem_post(note->entered);
    if (note->gate)
        sem_wait(note->gate);
    note->runs++;
    return LANE_KEEP;
}

static void test_a_full_queue_refuses(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), (size_t[LANE_COUNT]){[LANE_SLOW] = 2});
    sem_t gate, entered;
    sem_init(&gate, 0, 0);
    sem_init(&entered, 0, 0);
    struct note notes[4];
    for (size_t i = 0; i < 4; i++) {
        notes[i] = note_of(1, LANE_KEEP);
        notes[i].job.lane = LANE_SLOW;
        notes[i].job.run = think;
        notes[i].gate = &gate;
        notes[i].entered = &entered;
    }
    assert_true(lanes_submit(fixture.lanes, &notes[0].job));
    sem_wait(&entered); /* It has left the queue. */
    assert_true(lanes_submit(fixture.lanes, &notes[1].job));
    assert_true(lanes_submit(fixture.lanes, &notes[2].job));
    assert_false(lanes_submit(fixture.lanes, &notes[3].job));
    for (int i = 0; i < 3; i++)
        sem_post(&gate);
    drain(&fixture);
    assert_int_equal(notes[2].done, 1);
    assert_int_equal(notes[3].done, 0);
    assert_true(fixture.wakes > 0);
    close_fixture(&fixture);
    sem_destroy(&gate);
    sem_destroy(&entered);
}

/* A slow job that is followed by a write, as a log-in is, is finished by lanes_free(). */
struct chain {
    struct lane_job job;
    struct fixture *fixture;
    struct note *after;
};

static enum lane_outcome think_shortly(struct lane_job *job, struct db_conn *conn)
{
    (void)job, (void)conn;
    return LANE_KEEP;
}

static void follow(struct lane_job *job)
{
    struct chain *chain = (struct chain *)job;
    assert_true(lanes_submit(chain->fixture->lanes, &chain->after->job));
}

static void test_stopping_finishes_what_is_queued(void **state)
{
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), NULL);
    struct note notes[50], after = note_of(1000, LANE_KEEP);
    struct chain chain = {{.lane = LANE_SLOW, .run = think_shortly, .done = follow}, &fixture, &after};
    for (int i = 0; i < 50; i++) {
        notes[i] = note_of(i, LANE_KEEP);
        assert_true(lanes_submit(fixture.lanes, &notes[i].job));
    }
    assert_true(lanes_submit(fixture.lanes, &chain.job));
    lanes_free(fixture.lanes);
    fixture.lanes = NULL;
    for (int i = 0; i < 50; i++)
        assert_true(notes[i].done == 1 && notes[i].failure == DB_DONE);
    assert_true(after.done == 1 && after.failure == DB_DONE);
    assert_int_equal(count_notes(&fixture), 51);
    close_fixture(&fixture);
}

static void test_many_jobs_on_all_lanes(void **state)
{
    enum { MANY = 400 };
    struct fixture fixture;
    open_fixture(&fixture, test_database_fresh(*state), NULL);
    struct note *notes = calloc(MANY, sizeof *notes);
    for (int i = 0; i < MANY; i++) {
        notes[i] = note_of(i, i % 4 == 1 ? LANE_UNDO : LANE_KEEP);
        if (i % 4 == 2) {
            notes[i].job.lane = LANE_READ;
            notes[i].job.run = read_note;
        }
        assert_true(lanes_submit(fixture.lanes, &notes[i].job));
    }
    drain(&fixture);
    for (int i = 0; i < MANY; i++)
        assert_true(notes[i].done == 1 && notes[i].failure == DB_DONE && notes[i].undone == (i % 4 == 1));
    assert_int_equal(count_notes(&fixture), MANY / 2);
    free(notes);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_group_keeps_what_each_wants),
        cmocka_unit_test(test_again_ends_after_some_tries),
        cmocka_unit_test(test_readers_see_what_was_answered),
        cmocka_unit_test(test_a_full_queue_refuses),
        cmocka_unit_test(test_stopping_finishes_what_is_queued),
        cmocka_unit_test(test_many_jobs_on_all_lanes),
    };
    int failed =
        cmocka_run_group_tests_name("lanes on sqlite", tests, test_database_sqlite, test_database_end);
    return failed + cmocka_run_group_tests_name("lanes on postgresql", tests, test_database_postgresql,
                                                test_database_end);
}
