/* Missions that are proposed, checked, unchecked or taken away without a network: seen at once over what is confirmed, counted
 * with it, and gone again when the server refuses. */
#include "support/sample.h"

#include <doran/mission.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OPEN "0190a1b2-0000-7000-8000-000000000ea1"    /* nobody has checked */
#define HALF "0190a1b2-0000-7000-8000-000000000ea2"    /* the child has */
#define CHECKED "0190a1b2-0000-7000-8000-000000000ea3" /* mother has */
#define DONE "0190a1b2-0000-7000-8000-000000000ea4"    /* both have */
#define THEIRS "0190a1b2-0000-7000-8000-000000000ea5"  /* the child's alone */
#define MADE "0190a1b2-0000-7000-8000-000000000ea9"
#define MONTH "2026-10"
#define MISSIONS "/api/v1/families/" FAMILY "/missions"

#define PART(user) "{\"user_id\":\"" user "\"}"
#define PART_DONE(user) "{\"user_id\":\"" user "\",\"checked_at\":\"2026-10-20T00:00:00Z\"}"
#define MISSION_JSON(id, day, parts, more)                                                                   \
    "{\"id\":\"" id "\",\"family_id\":\"" FAMILY "\",\"title\":\"함께 걷기\",\"author_id\":\"" MOTHER        \
    "\",\"month\":\"" MONTH "\",\"parts\":[" parts "],\"created_at\":\"" MONTH "-" day "T01:00:00Z\"" more   \
    "}"
#define COMPLETED ",\"completed_at\":\"2026-10-20T00:00:00Z\""
#define OPEN_JSON MISSION_JSON(OPEN, "01", PART(MOTHER) "," PART(CHILD), "")
#define HALF_JSON MISSION_JSON(HALF, "02", PART(MOTHER) "," PART_DONE(CHILD), "")
#define HALF_DONE_JSON MISSION_JSON(HALF, "02", PART_DONE(MOTHER) "," PART_DONE(CHILD), COMPLETED)
#define CHECKED_JSON MISSION_JSON(CHECKED, "03", PART_DONE(MOTHER) "," PART(CHILD), "")
#define DONE_JSON MISSION_JSON(DONE, "04", PART_DONE(MOTHER) "," PART_DONE(CHILD), COMPLETED)
#define THEIRS_JSON MISSION_JSON(THEIRS, "05", PART(CHILD), "")
#define MONTH_ID "00000000-0000-0000-0000-000000202610"
#define MONTH_JSON(completed)                                                                                \
    "{\"id\":\"" MONTH_ID "\",\"family_id\":\"" FAMILY "\",\"month\":\"" MONTH                               \
    "\",\"total\":5,\"completed\":" #completed ",\"created_at\":\"2026-10-01T01:00:00Z\"}"
#define MISSION_ROW(id, json) "," PUT(FAMILY, 4, "mission", id, json)
#define MISSION_ROWS                                                                                         \
    MISSION_ROW(OPEN, OPEN_JSON)                                                                             \
    MISSION_ROW(HALF, HALF_JSON)                                                                             \
    MISSION_ROW(CHECKED, CHECKED_JSON)                                                                       \
    MISSION_ROW(DONE, DONE_JSON)                                                                             \
    MISSION_ROW(THEIRS, THEIRS_JSON) "," PUT(FAMILY, 4, "mission_month", MONTH_ID, MONTH_JSON(1))

static char *family_with_missions(const char *request, void *context)
{
    (void)request;
    (void)context;
    char *body;
    if (asprintf(&body, SNAPSHOT("%s%s", 4, "false"), FAMILY_ROWS, MISSION_ROWS) < 0)
        abort();
    char *answer = capture_format("200 OK", body);
    free(body);
    return answer;
}

/* Synced, and now without a network. */
static int set_up(void **state)
{
    struct sample_world *world = *state = calloc(1, sizeof *world);
    assert_non_null(world);
    sample_world_init(world, "outbox-mission");
    capture_decide(world->capture, GET_FAMILY_SNAPSHOT, family_with_missions, NULL);
    sample_world_connect(world);
    sample_world_cut(world);
    return 0;
}

static int tear_down(void **state)
{
    sample_world_deinit(*state);
    free(*state);
    return 0;
}

/* --- What is done and what is seen ------------------------------------------------------------------------------- */

static void enqueue(struct sample_world *world, enum doran_route_id route, const char *mission,
                    const void *request, char operation[37])
{
    struct doran_path path = {.ids = {[DORAN_PARAM_family] = FAMILY}};
    if (mission != NULL)
        memcpy(path.ids[DORAN_PARAM_mission], mission, strlen(mission) + 1);
    if (!doran_client_enqueue(world->client, route, &path, request, operation, &world->error))
        fail_msg("not queued: %s", world->error.message);
}

static void check(struct sample_world *world, const char *mission)
{
    enqueue(world, DORAN_R_mission_check, mission, NULL, NULL);
}

static void uncheck(struct sample_world *world, const char *mission)
{
    enqueue(world, DORAN_R_mission_uncheck, mission, NULL, NULL);
}

/* Mother proposes one, for herself and perhaps for the child. */
static void propose(struct sample_world *world, size_t participants, char operation[37])
{
    struct doran_mission_participant both[] = {{.user_id = MOTHER}, {.user_id = CHILD}};
    struct doran_mission_create create = {.title = "방 치우기", .participants = {both, participants}};
    enqueue(world, DORAN_R_mission_create, NULL, &create, operation);
}

static struct doran_mission_list missions(struct sample_world *world, const char *month)
{
    struct doran_mission_list list;
    assert_true(doran_replica_missions(world->replica, FAMILY, month, &list, &world->arena, &world->error));
    return list;
}

/* NULL when it is not there. */
static const struct doran_mission *mission(struct sample_world *world, const char *id)
{
    struct doran_mission_list list = missions(world, MONTH);
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].id, id) == 0)
            return &list.items[i];
    return NULL;
}

static bool has_checked(struct sample_world *world, const char *id, const char *user)
{
    const struct doran_mission *found = mission(world, id);
    assert_non_null(found);
    for (size_t i = 0; i < found->parts.count; i++)
        if (strcmp(found->parts.items[i].user_id, user) == 0)
            return found->parts.items[i].checked_at != 0;
    return false;
}

static bool is_complete(struct sample_world *world, const char *id)
{
    const struct doran_mission *found = mission(world, id);
    assert_non_null(found);
    return found->completed_at != 0;
}

static void assert_month(struct sample_world *world, const char *name, int64_t total, int64_t completed)
{
    struct doran_dashboard dashboard;
    struct doran_mission_month_list months;
    assert_true(
        doran_replica_dashboard(world->replica, FAMILY, name, &dashboard, &world->arena, &world->error));
    assert_int_equal(dashboard.total, total);
    assert_int_equal(dashboard.completed, completed);
    assert_true(doran_replica_mission_months(world->replica, FAMILY, &months, &world->arena, &world->error));
    for (size_t i = 0; i < months.count; i++)
        if (strcmp(months.items[i].month, name) == 0) {
            assert_int_equal(months.items[i].total, total);
            assert_int_equal(months.items[i].completed, completed);
            return;
        }
    assert_int_equal(total, 0);
}

static struct doran_mission latest(struct sample_world *world)
{
    struct doran_mission out;
    assert_true(doran_replica_mission_latest(world->replica, FAMILY, &out, &world->arena, &world->error));
    return out;
}

/* Those of a time that were completed, as their ids. */
static struct doran_mission_list completed(struct sample_world *world, const char *from, const char *to)
{
    struct doran_mission_list list;
    doran_time begin = 0, end = 0;
    assert_true(doran_time_parse(from, strlen(from), &begin) && doran_time_parse(to, strlen(to), &end));
    assert_true(doran_replica_missions_completed(world->replica, FAMILY, begin, end, &list, &world->arena,
                                                 &world->error));
    return list;
}

static bool has_parked(struct doran_client *client, const void *context)
{
    return sample_outbox(client, DORAN_OUTBOX_parked) == *(const size_t *)context &&
           sample_has_sent(client, NULL);
}

/* --- Seen at once ------------------------------------------------------------------------------------------------ */

static void a_proposal_is_the_latest_and_counted(void **state)
{
    struct sample_world *world = *state;
    char operation[37], month[DORAN_MONTH_LENGTH + 1];
    assert_string_equal(latest(world).id, THEIRS);
    propose(world, 2, operation);
    struct doran_mission proposed = latest(world);
    assert_string_equal(proposed.id, operation);
    assert_string_equal(proposed.family_id, FAMILY);
    assert_string_equal(proposed.title, "방 치우기");
    assert_string_equal(proposed.author_id, MOTHER);
    assert_int_equal(proposed.parts.count, 2);
    assert_string_equal(proposed.parts.items[1].user_id, CHILD);
    assert_int_equal(proposed.parts.items[0].checked_at, 0);
    assert_int_equal(proposed.completed_at, 0);
    /* The family's month, not that of UTC. */
    assert_true(doran_month_of(proposed.created_at, "Asia/Seoul", month));
    assert_string_equal(proposed.month, month);
    assert_string_equal(missions(world, month).items[0].id, operation);
    assert_month(world, month, 1, 0);
    assert_month(world, MONTH, 5, 1);
}

/* By when they were completed, not by the month they are of. */
static void what_was_completed_is_found_by_its_time(void **state)
{
    struct sample_world *world = *state;
    struct doran_mission_list list = completed(world, "2026-10-20T00:00:00Z", "2026-10-20T00:00:00.000001Z");
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].id, DONE);
    assert_int_equal(completed(world, "2026-10-01T00:00:00Z", "2026-10-20T00:00:00Z").count, 0);
    assert_int_equal(completed(world, "2026-10-20T00:00:00.000001Z", "2200-01-01T00:00:00Z").count, 0);
    assert_int_equal(completed(world, "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z").count, 1);
    check(world, HALF); /* The last part, now. */
    check(world, OPEN);
    list = completed(world, "2026-10-20T00:00:00.000001Z", "2200-01-01T00:00:00Z");
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].id, HALF);
    assert_string_equal(list.items[0].month, MONTH);
    list = completed(world, "1970-01-01T00:00:00Z", "2200-01-01T00:00:00Z");
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].id, DONE);
}

static void ones_own_part_is_checked_and_the_last_one_completes(void **state)
{
    struct sample_world *world = *state;
    check(world, OPEN);
    assert_true(has_checked(world, OPEN, MOTHER));
    assert_false(has_checked(world, OPEN, CHILD));
    assert_false(is_complete(world, OPEN));
    assert_month(world, MONTH, 5, 1);
    check(world, HALF);
    assert_true(has_checked(world, HALF, MOTHER));
    assert_true(is_complete(world, HALF));
    assert_month(world, MONTH, 5, 2);

    /* Nothing of hers is in it; nothing is left in it. */
    doran_time completed = mission(world, DONE)->completed_at;
    check(world, THEIRS);
    check(world, DONE);
    assert_false(has_checked(world, THEIRS, CHILD));
    assert_int_equal(mission(world, DONE)->completed_at, completed);
    assert_month(world, MONTH, 5, 2);
}

static void ones_own_part_is_unchecked_until_it_is_complete(void **state)
{
    struct sample_world *world = *state;
    uncheck(world, CHECKED);
    assert_false(has_checked(world, CHECKED, MOTHER));
    check(world, OPEN);
    uncheck(world, OPEN);
    assert_false(has_checked(world, OPEN, MOTHER));
    check(world, OPEN);
    assert_true(has_checked(world, OPEN, MOTHER));
    check(world, HALF);
    uncheck(world, HALF);
    uncheck(world, DONE);
    assert_true(is_complete(world, HALF) && has_checked(world, HALF, MOTHER));
    assert_true(is_complete(world, DONE) && has_checked(world, DONE, MOTHER));
    assert_month(world, MONTH, 5, 2);
}

static void what_is_open_is_taken_away(void **state)
{
    struct sample_world *world = *state;
    enqueue(world, DORAN_R_mission_delete, THEIRS, NULL, NULL);
    assert_null(mission(world, THEIRS));
    assert_string_equal(latest(world).id, DONE);
    assert_month(world, MONTH, 4, 1);
    enqueue(world, DORAN_R_mission_delete, DONE, NULL, NULL);
    assert_non_null(mission(world, DONE));
    assert_month(world, MONTH, 4, 1);
    check(world, THEIRS); /* It speaks of what is gone. */
    assert_month(world, MONTH, 4, 1);
}

static void what_is_proposed_here_is_checked_and_dropped_here(void **state)
{
    struct sample_world *world = *state;
    char alone[37], both[37];
    propose(world, 1, alone);
    struct doran_mission proposed = latest(world);
    check(world, alone);
    assert_true(latest(world).completed_at != 0);
    assert_month(world, proposed.month, 1, 1);
    propose(world, 2, both);
    check(world, both);
    assert_string_equal(latest(world).id, both);
    assert_int_equal(latest(world).completed_at, 0);
    assert_month(world, proposed.month, 2, 1);
    enqueue(world, DORAN_R_mission_delete, both, NULL, NULL);
    assert_month(world, proposed.month, 1, 1);

    /* What speaks of it goes with it. */
    sample_drop(world->replica, alone);
    assert_string_equal(latest(world).id, THEIRS);
    assert_month(world, proposed.month, 0, 0);
    assert_month(world, MONTH, 5, 1);
}

/* --- What becomes of it ------------------------------------------------------------------------------------------ */

static void what_is_refused_is_not_shown_any_more(void **state)
{
    struct sample_world *world = *state;
    char proposed[37];
    size_t parked = 5;
    propose(world, 2, proposed);
    check(world, proposed);
    check(world, OPEN);
    uncheck(world, CHECKED);
    enqueue(world, DORAN_R_mission_delete, THEIRS, NULL, NULL);
    check(world, HALF);
    capture_answer(world->capture, "POST " MISSIONS " ", "409 Conflict", ERROR_JSON("limit_reached", ""));
    capture_answer(world->capture, "PUT " MISSIONS "/" OPEN "/check", "409 Conflict",
                   ERROR_JSON("not_participant", ""));
    capture_answer(world->capture, "DELETE " MISSIONS "/" CHECKED "/check", "409 Conflict",
                   ERROR_JSON("mission_completed", ""));
    capture_answer(world->capture, "DELETE " MISSIONS "/" THEIRS " ", "403 Forbidden",
                   ERROR_JSON("forbidden", ""));
    capture_answer(world->capture, "PUT " MISSIONS "/" HALF "/check", "200 OK", HALF_DONE_JSON);
    capture_answer(world->capture, GET_CHANGES, "200 OK",
                   PAGE(PUT(FAMILY, 5, "mission", HALF, HALF_DONE_JSON) "," PUT(FAMILY, 6, "mission_month",
                                                                                MONTH_ID, MONTH_JSON(2)),
                        CURSOR(4, 6), "false"));
    sample_world_mend(world);
    sample_await_that(world->client, has_parked, &parked);
    assert_string_equal(latest(world).id, THEIRS);
    assert_false(has_checked(world, OPEN, MOTHER));
    assert_true(has_checked(world, CHECKED, MOTHER));
    assert_true(is_complete(world, HALF)); /* By its answer, and then by the log. */
    assert_month(world, MONTH, 5, 2);

    /* Its text is kept for who wrote it. */
    struct doran_outbox_list list;
    assert_true(doran_replica_outbox(world->replica, &list, &world->arena, &world->error));
    assert_string_equal(list.items[0].operation, proposed);
    assert_int_equal(list.items[0].error.code, DORAN_ERROR_limit_reached);
    assert_string_equal(((const struct doran_mission_create *)list.items[0].request)->title, "방 치우기");
    sample_drop(world->replica, proposed);
    assert_int_equal(sample_outbox(world->client, DORAN_OUTBOX_parked), 3);
}

static void of_a_mission_that_is_gone_nothing_is_left_to_do(void **state)
{
    struct sample_world *world = *state;
    enqueue(world, DORAN_R_mission_delete, THEIRS, NULL, NULL);
    check(world, OPEN);
    capture_answer(world->capture, "DELETE " MISSIONS, "404 Not Found", ERROR_JSON("not_found", ""));
    capture_answer(world->capture, "PUT " MISSIONS, "404 Not Found", ERROR_JSON("not_found", ""));
    sample_world_mend(world);
    free(capture_wait(world->capture, "PUT " MISSIONS, 1));
    sample_await_that(world->client, sample_has_sent, NULL);
    assert_int_equal(sample_outbox(world->client, DORAN_OUTBOX_parked), 0);
}

static void what_is_proposed_offline_is_named_by_the_server(void **state)
{
    struct sample_world *world = *state;
    char operation[37];
    propose(world, 2, operation);
    check(world, operation);
    capture_answer(world->capture, "POST " MISSIONS " ", "201 Created",
                   MISSION_JSON(MADE, "31", PART(MOTHER) "," PART(CHILD), ""));
    capture_answer(world->capture, "PUT " MISSIONS, "200 OK",
                   MISSION_JSON(MADE, "31", PART_DONE(MOTHER) "," PART(CHILD), ""));
    sample_world_mend(world);
    free(capture_wait(world->capture, "PUT " MISSIONS "/" MADE "/check", 1));
    sample_await_that(world->client, sample_has_sent, NULL);
    assert_int_equal(sample_outbox(world->client, DORAN_OUTBOX_parked), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_proposal_is_the_latest_and_counted),
        TEST(what_was_completed_is_found_by_its_time),
        TEST(ones_own_part_is_checked_and_the_last_one_completes),
        TEST(ones_own_part_is_unchecked_until_it_is_complete),
        TEST(what_is_open_is_taken_away),
        TEST(what_is_proposed_here_is_checked_and_dropped_here),
        TEST(what_is_refused_is_not_shown_any_more),
        TEST(of_a_mission_that_is_gone_nothing_is_left_to_do),
        TEST(what_is_proposed_offline_is_named_by_the_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
