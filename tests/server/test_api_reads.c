/* Who asks for what is being read already gets the same answer, and never one older than what was answered before. */
#include "server/api_case.h"

#include <semaphore.h>

#define AT_ONCE 8

struct household {
    struct doran_login mother, son;
    struct doran_path path;
};

static struct household household_of(struct api_case *test)
{
    struct household home = {.mother = sign_up(test, "mother@example.org", "mother")};
    struct doran_family family = make_family(test, home.mother.token, "home", "mum");
    home.son = sign_up(test, "son@example.org", "son");
    bring_in(test, family.id, home.mother.token, &home.son, "son");
    home.path = path_of(DORAN_PARAM_family, family.id);
    return home;
}

static void set_mood(struct api_case *test, const struct household *home, int i)
{
    char body[40];
    snprintf(body, sizeof body, "{\"mood\":\"%s\"}", i % 2 ? "good" : "sad");
    assert_int_equal(call_text(test, DORAN_R_mood_change, NULL, home->son.token, body), 200);
}

/* The loop knows who asks, and that what it has in hand is old. */
static void make_stale(struct api_case *test, const struct household *home)
{
    assert_int_equal(call(test, DORAN_R_home, &home->path, home->mother.token, NULL, NULL), 200);
    set_mood(test, home, 0);
}

static void the_same_at_once_is_read_once(void **state)
{
    struct api_case *test = *state;
    struct household home = household_of(test);
    struct sent sent[AT_ONCE];
    make_stale(test, &home);
    for (int i = 0; i < AT_ONCE; i++)
        api_case_send(test, &sent[i], DORAN_R_home, &home.path, home.mother.token, NULL);
    assert_int_equal(lanes_pending(test->lanes), 1);
    for (int i = 0; i < AT_ONCE; i++) {
        api_case_wait(test, &sent[i]);
        assert_int_equal(sent[i].status, 200);
        assert_non_null(strstr(test->body, "\"mood\":\"sad\""));
    }
}

static void one_that_turns_away_leaves_the_others(void **state)
{
    struct api_case *test = *state;
    struct household home = household_of(test);
    struct sent sent[AT_ONCE];
    make_stale(test, &home);
    for (int i = 0; i < AT_ONCE; i++)
        api_case_send(test, &sent[i], DORAN_R_home, &home.path, home.mother.token, NULL);
    for (int i = 0; i < AT_ONCE; i += 2) /* The one that is read for the others among them. */
        api_forget(&sent[i].waiter);
    for (int i = 1; i < AT_ONCE; i += 2) {
        api_case_wait(test, &sent[i]);
        assert_int_equal(sent[i].status, 200);
    }
    assert_false(sent[0].answered);
}

static void others_ask_for_something_else(void **state)
{
    struct api_case *test = *state;
    struct household home = household_of(test);
    struct sent plain, packed, members;
    make_stale(test, &home);
    api_case_send(test, &plain, DORAN_R_home, &home.path, home.mother.token, NULL);
    test->accept = API_GZIP;
    api_case_send(test, &packed, DORAN_R_home, &home.path, home.mother.token, NULL);
    api_case_send(test, &members, DORAN_R_member_list, &home.path, home.mother.token, NULL);
    assert_int_equal(lanes_pending(test->lanes), 3);
    api_case_wait(test, &plain);
    api_case_wait(test, &packed);
    api_case_wait(test, &members);
    assert_int_equal(members.status, 200);
}

/* Holds a reader of the lane until it is told to go on. */
struct hold {
    struct lane_job job;
    sem_t *go;
};

static enum lane_outcome hold_run(struct lane_job *job, struct db_conn *conn)
{
    (void)conn;
    while (sem_wait(((struct hold *)job)->go) != 0)
        continue;
    return LANE_KEEP;
}

static void hold_done(struct lane_job *job)
{
    free(job);
}

static void hold_readers(struct api_case *test, sem_t *go)
{
    for (int i = 0; i < API_CASE_READERS; i++) {
        struct hold *hold = calloc(1, sizeof *hold);
        *hold = (struct hold){{.lane = LANE_READ, .run = hold_run, .done = hold_done}, go};
        assert_true(lanes_submit(test->lanes, &hold->job));
    }
}

/* Who asks after a change was answered is not given what began to be read before. */
static void nobody_sees_what_was_before_an_answer(void **state)
{
    struct api_case *test = *state;
    struct household home = household_of(test);
    struct sent before, again, after;
    sem_t go;
    sem_init(&go, 0, 0);
    make_stale(test, &home);
    hold_readers(test, &go);
    api_case_send(test, &before, DORAN_R_home, &home.path, home.mother.token, NULL);
    api_case_send(test, &again, DORAN_R_home, &home.path, home.mother.token, NULL);
    size_t then = lanes_pending(test->lanes);
    set_mood(test, &home, 1);
    api_case_send(test, &after, DORAN_R_home, &home.path, home.mother.token, NULL);
    size_t now = lanes_pending(test->lanes);
    for (int i = 0; i < API_CASE_READERS; i++)
        sem_post(&go); /* Before anything is asserted: a lane that is held would never end. */
    api_case_wait(test, &before);
    api_case_wait(test, &again);
    api_case_wait(test, &after);
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
    assert_int_equal(then, API_CASE_READERS + 1);
    assert_int_equal(now, API_CASE_READERS + 2);
    assert_int_equal(after.status, 200);
    sem_destroy(&go);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(the_same_at_once_is_read_once),
        API_ON_BOTH(one_that_turns_away_leaves_the_others),
        API_ON_BOTH(others_ask_for_something_else),
        API_ON_BOTH(nobody_sees_what_was_before_an_answer),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
