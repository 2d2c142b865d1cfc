#include "server/api_home.h"

#include "server/api/call.h"
#include "server/store/badge.h"
#include "server/store/change.h"
#include "server/store/mission.h"

#include <doran/mission.h>

static int propose_to(struct api_case *test, const struct home *home, const char *token, const char *title,
                      const char *const *users, size_t count, struct doran_mission *out)
{
    struct doran_mission_participant participants[8];
    for (size_t i = 0; i < count; i++)
        participants[i] = (struct doran_mission_participant){.user_id = users[i]};
    const struct doran_mission_create request = {.title = title, .participants = {participants, count}};
    *out = (struct doran_mission){0};
    return call(test, DORAN_R_mission_create, &home->path, token, &request, out);
}

/* The mother's, for herself and the girl. */
static struct doran_mission propose(struct api_case *test, const struct home *home, const char *title)
{
    struct doran_mission mission;
    const char *users[] = {home->girl.user->id, home->mom.user->id};
    assert_int_equal(propose_to(test, home, home->mom.token, title, users, 2, &mission), 201);
    return mission;
}

static struct doran_path path_to(const struct home *home, const struct doran_mission *mission)
{
    return path_of_two(DORAN_PARAM_family, home->family.id, DORAN_PARAM_mission, mission->id);
}

static struct doran_notification newest(struct api_case *test, const char *token)
{
    struct doran_notification_page page = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, token, NULL, &page), 200);
    return page.notifications.count > 0 ? page.notifications.items[0] : (struct doran_notification){0};
}

static struct doran_dashboard dashboard(struct api_case *test, const struct home *home, const char *month)
{
    struct doran_dashboard board = {0};
    const struct doran_dashboard_query query = {.month = month};
    assert_int_equal(call(test, DORAN_R_dashboard, &home->path, home->mom.token, &query, &board), 200);
    return board;
}

static struct doran_badge badge(struct api_case *test, const struct home *home, enum doran_badge_name name)
{
    struct doran_badge_page page = {0};
    assert_int_equal(call(test, DORAN_R_badge_list, &home->path, home->mom.token, NULL, &page), 200);
    assert_int_equal(page.badges.count, DORAN_BADGES);
    return page.badges.items[name - 1];
}

static void a_mission_is_complete_with_its_last_check_and_closed_then(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission mission = propose(test, &home, "같이 산책하기");
    struct doran_path path = path_to(&home, &mission);
    assert_string_equal(mission.author_name, "엄마");
    assert_int_equal(mission.parts.count, 2);
    assert_string_equal(mission.parts.items[0].name, "엄마"); /* In the order they joined. */
    assert_string_equal(mission.parts.items[1].name, "딸");
    assert_int_equal(mission.completed_at, 0);
    assert_int_equal(newest(test, home.girl.token).category, DORAN_category_mission_proposed);
    assert_string_equal(newest(test, home.girl.token).subject_title, "같이 산책하기");
    assert_int_equal(count_news(test, home.mom.token, DORAN_category_mission_proposed), 0);
    assert_int_equal(count_news(test, home.dad.token, DORAN_category_mission_proposed), 0);

    struct doran_mission seen = {0};
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.dad.token, NULL, NULL), 403);
    assert_refused(test, not_participant);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.mom.token, NULL, &seen), 200);
    doran_time first = seen.parts.items[0].checked_at;
    assert_true(first > 0);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.mom.token, NULL, &seen), 200);
    assert_true(seen.parts.items[0].checked_at == first); /* Twice changes nothing. */
    assert_int_equal(call(test, DORAN_R_mission_uncheck, &path, home.mom.token, NULL, &seen), 200);
    assert_int_equal(seen.parts.items[0].checked_at, 0);
    assert_int_equal(call(test, DORAN_R_mission_uncheck, &path, home.mom.token, NULL, &seen), 200);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.girl.token, NULL, &seen), 200);
    assert_int_equal(seen.completed_at, 0);
    assert_int_equal(dashboard(test, &home, mission.month).completed, 0);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.mom.token, NULL, &seen), 200);
    assert_true(seen.completed_at > 0);

    /* All are told, and nothing can be changed any more. */
    assert_int_equal(newest(test, home.mom.token).category, DORAN_category_mission_completed);
    assert_int_equal(newest(test, home.dad.token).category, DORAN_category_mission_completed);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.mom.token, NULL, &seen), 200);
    assert_int_equal(call(test, DORAN_R_mission_uncheck, &path, home.girl.token, NULL, NULL), 409);
    assert_refused(test, mission_completed);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.mom.token, NULL, NULL), 409);
    assert_refused(test, mission_completed);
    struct doran_dashboard board = dashboard(test, &home, mission.month);
    assert_int_equal(board.total, 1);
    assert_int_equal(board.completed, 1);
    assert_int_equal(board.percent, 100);
    assert_int_equal(board.label, DORAN_dashboard_label_wonderful);
    assert_int_equal(board.badges, 1);
    assert_int_equal(badge(test, &home, DORAN_badge_name_cooperation).count, 1);
    assert_int_equal(count_news(test, home.dad.token, DORAN_category_mission_completed), 1);
}

static void the_author_or_the_host_takes_one_away(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission mission;
    const char *users[] = {home.dad.user->id, home.girl.user->id};
    assert_int_equal(propose_to(test, &home, home.girl.token, "설거지", users, 2, &mission), 201);
    struct doran_path path = path_to(&home, &mission);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.dad.token, NULL, NULL), 403);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.girl.token, NULL, NULL), 204);
    assert_int_equal(newest(test, home.dad.token).category, DORAN_category_mission_deleted);
    assert_string_equal(newest(test, home.dad.token).subject_title, "설거지");
    assert_int_equal(count_news(test, home.girl.token, DORAN_category_mission_deleted), 0);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.mom.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.dad.token, NULL, NULL), 404);
    assert_int_equal(dashboard(test, &home, mission.month).total, 0);
    struct doran_mission_month_page months = {0};
    assert_int_equal(call(test, DORAN_R_mission_month_list, &home.path, home.mom.token, NULL, &months), 200);
    assert_int_equal(months.months.count, 0);
    assert_int_equal(propose_to(test, &home, home.girl.token, "설거지", users, 1, &mission), 201);
    path = path_to(&home, &mission);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.mom.token, NULL, NULL), 204);
}

static void what_cannot_be_a_mission_is_refused(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_login stranger = sign_up(test, "aunt@example.org", "이모곰");
    struct doran_mission mission;
    const char *nobody[] = {"01900000-0000-7000-8000-000000000001"}, *outsider[] = {stranger.user->id},
               *mixed[] = {home.mom.user->id, stranger.user->id},
               *twice[] = {home.dad.user->id, home.dad.user->id};
    const struct {
        const char *title, *const *users;
        size_t count;
        const char *field;
    } rude[] = {
        {"", twice, 1, "title"},
        {"열여덟 글자나 되는 아주 긴 미션 제목", twice, 1, "title"},
        {"벨\a소리", twice, 1, "title"},
        {"두\n줄", twice, 1, "title"},
        {"아무도 없이", NULL, 0, "participants"},
        {"모르는 사람", nobody, 1, "participants"},
        {"남의 집 사람", outsider, 1, "participants"},
        {"섞여서", mixed, 2, "participants"},
    };
    for (size_t i = 0; i < sizeof rude / sizeof rude[0]; i++) {
        assert_int_equal(
            propose_to(test, &home, home.mom.token, rude[i].title, rude[i].users, rude[i].count, &mission),
            422);
        assert_string_equal(test->field, rude[i].field);
    }
    assert_int_equal(call_text(test, DORAN_R_mission_create, &home.path, home.mom.token,
                               "{\"title\":\"글\",\"participants\":[{\"user_id\":\"나\"}]}"),
                     422);
    assert_int_equal(propose_to(test, &home, stranger.token, "끼어들기", outsider, 1, &mission), 404);
    assert_int_equal(dashboard(test, &home, "2026-11").total + dashboard(test, &home, "2026-12").total, 0);
    assert_int_equal(
        propose_to(test, &home, home.mom.token, "열일곱 글자까지 되는 미션 제목", twice, 2, &mission), 201);
    assert_int_equal(mission.parts.count, 1); /* Named twice, part of it once. */
    static const char *const months[] = {"2026-13", "2026-00", "0000-01", "2026/11", "26-11", "2026-1a"};
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        char query[32];
        snprintf(query, sizeof query, "month=%s", months[i]);
        assert_int_equal(call_text(test, DORAN_R_mission_list, &home.path, home.mom.token, query), 422);
        assert_int_equal(call_text(test, DORAN_R_dashboard, &home.path, home.mom.token, query), 422);
        assert_int_equal(call_text(test, DORAN_R_home, &home.path, home.mom.token, query), 422);
    }
}

static void who_leaves_takes_their_open_parts_along(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission alone, checked, both, seen;
    const char *girl[] = {home.girl.user->id}, *pair[] = {home.girl.user->id, home.dad.user->id};
    assert_int_equal(propose_to(test, &home, home.mom.token, "혼자", girl, 1, &alone), 201);
    assert_int_equal(propose_to(test, &home, home.mom.token, "아빠는 했어요", pair, 2, &checked), 201);
    assert_int_equal(propose_to(test, &home, home.mom.token, "딸은 했어요", pair, 2, &both), 201);
    struct doran_path path = path_to(&home, &checked);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.dad.token, NULL, NULL), 200);
    path = path_to(&home, &both);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.girl.token, NULL, NULL), 200);
    assert_int_equal(call(test, DORAN_R_family_leave, &home.path, home.girl.token, NULL, NULL), 204);

    const struct doran_mission_query query = {.month = alone.month};
    struct doran_mission_page page = {0};
    assert_int_equal(call(test, DORAN_R_mission_list, &home.path, home.mom.token, &query, &page), 200);
    assert_int_equal(page.missions.count, 2); /* Nobody was left in the first. */
    assert_string_equal(page.missions.items[0].id, both.id);
    assert_int_equal(page.missions.items[0].parts.count, 2); /* What was done stays. */
    assert_int_equal(page.missions.items[0].completed_at, 0);
    assert_string_equal(page.missions.items[1].id, checked.id);
    assert_int_equal(page.missions.items[1].parts.count, 1);
    assert_true(page.missions.items[1].completed_at > 0);
    struct doran_dashboard board = dashboard(test, &home, alone.month);
    assert_int_equal(board.total, 2);
    assert_int_equal(board.completed, 1);
    assert_int_equal(board.percent, 50);
    assert_int_equal(board.label, DORAN_dashboard_label_great);
    /* Who is gone is not told when it is deleted, and cannot be asked to take part. */
    assert_int_equal(propose_to(test, &home, home.mom.token, "나간 사람", girl, 1, &seen), 422);
    path = path_to(&home, &both);
    assert_int_equal(call(test, DORAN_R_mission_delete, &path, home.mom.token, NULL, NULL), 204);
    assert_int_equal(count_news(test, home.girl.token, DORAN_category_mission_deleted), 0);
}

static void a_month_is_paged_and_home_knows_the_latest(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission_page page = {0};
    struct doran_home seen = {0};
    struct doran_mission mission = {0};
    char title[16];
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.mom.token, NULL, &seen), 200);
    assert_null(seen.mission);
    assert_null(seen.dashboard);
    assert_int_equal(seen.badges.count, DORAN_BADGES);
    for (int i = 0; i < 5; i++) {
        snprintf(title, sizeof title, "미션 %d", i);
        mission = propose(test, &home, title);
    }
    struct doran_mission_query query = {.month = mission.month, .limit = 2};
    for (int i = 4; i >= 0; i -= 2) {
        assert_int_equal(call(test, DORAN_R_mission_list, &home.path, home.mom.token, &query, &page), 200);
        assert_int_equal(page.more, i > 0);
        snprintf(title, sizeof title, "미션 %d", i);
        assert_string_equal(page.missions.items[0].title, title);
        assert_int_equal(page.missions.items[page.missions.count - 1].parts.count, 2);
        query.before = page.missions.items[page.missions.count - 1].id;
    }
    query.before = "01900000-0000-7000-8000-000000000001";
    assert_int_equal(call(test, DORAN_R_mission_list, &home.path, home.mom.token, &query, NULL), 404);
    const struct doran_home_query month = {.month = mission.month};
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.mom.token, &month, &seen), 200);
    assert_string_equal(seen.mission->title, "미션 4");
    assert_int_equal(seen.mission->parts.count, 2);
    assert_int_equal(seen.dashboard->total, 5);
    struct doran_mission_month_page months = {0};
    assert_int_equal(call(test, DORAN_R_mission_month_list, &home.path, home.mom.token, NULL, &months), 200);
    assert_int_equal(months.months.count, 1);
    assert_int_equal(months.months.items[0].total, 5);
    char id[37];
    doran_month_id(mission.month, id);
    assert_string_equal(months.months.items[0].id, id);
}

static void the_twentieth_completed_mission_earns_the_badge_once(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    const char *mom[] = {home.mom.user->id};
    for (int i = 1; i <= 21; i++) {
        struct doran_mission mission;
        assert_int_equal(propose_to(test, &home, home.mom.token, "한 가지", mom, 1, &mission), 201);
        struct doran_path path = path_to(&home, &mission);
        assert_int_equal(badge(test, &home, DORAN_badge_name_cooperation).earned_at != 0, i > 20);
        assert_int_equal(call(test, DORAN_R_mission_check, &path, home.mom.token, NULL, NULL), 200);
    }
    struct doran_badge earned = badge(test, &home, DORAN_badge_name_cooperation);
    assert_int_equal(earned.count, earned.target);
    assert_true(earned.earned_at > 0);
    assert_int_equal(count_news(test, home.mom.token, DORAN_category_badge_earned), 1);
    assert_int_equal(count_news(test, home.dad.token, DORAN_category_badge_earned), 1);
    assert_int_equal(badge(test, &home, DORAN_badge_name_start).count, 1);
    assert_true(badge(test, &home, DORAN_badge_name_start).earned_at > 0);
    assert_int_equal(badge(test, &home, DORAN_badge_name_voices).count, 0);
    assert_int_equal(badge(test, &home, DORAN_badge_name_voices).target, 10);
    struct doran_changes_query since = {0};
    struct doran_change_page page = {0};
    size_t seen = 0;
    assert_int_equal(call(test, DORAN_R_changes, NULL, home.dad.token, &since, &page), 200);
    for (size_t i = 0; i < page.changes.count; i++)
        seen += page.changes.items[i].kind == DORAN_kind_badge;
    assert_int_equal(seen, 2); /* One entry for each, however often it moved. */
}

#define RACES 12

/* Two who check the two last parts at the same time, in as many transactions at once as the database has writers. */
static void two_last_checks_at_once_complete_it_once(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission missions[RACES];
    struct sent sent[RACES][2];
    for (int i = 0; i < RACES; i++)
        missions[i] = propose(test, &home, "동시에");
    for (int i = 0; i < RACES; i++) {
        struct doran_path path = path_to(&home, &missions[i]);
        api_case_send(test, &sent[i][0], DORAN_R_mission_check, &path, home.mom.token, NULL);
        api_case_send(test, &sent[i][1], DORAN_R_mission_check, &path, home.girl.token, NULL);
    }
    for (int i = 0; i < RACES; i++)
        for (int k = 0; k < 2; k++) {
            api_case_wait(test, &sent[i][k]);
            assert_int_equal(sent[i][k].status, 200);
        }
    struct doran_dashboard board = dashboard(test, &home, missions[0].month);
    assert_int_equal(board.total, RACES);
    assert_int_equal(board.completed, RACES);
    assert_int_equal(badge(test, &home, DORAN_badge_name_cooperation).count, RACES);
    assert_int_equal(count_news(test, home.dad.token, DORAN_category_mission_completed), RACES);
    assert_int_equal(count_news(test, home.mom.token, DORAN_category_mission_completed), RACES);
}

static void an_operation_that_comes_twice_proposes_once(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission first = {0}, second = {0};
    const char *operation = "01900000-0000-7000-8000-00000000abcd", *mom[] = {home.mom.user->id};
    snprintf(test->operation, sizeof test->operation, "%s", operation);
    assert_int_equal(propose_to(test, &home, home.mom.token, "한 번만", mom, 1, &first), 201);
    assert_string_equal(first.id, operation); /* By which whoever sent it finds it again. */
    snprintf(test->operation, sizeof test->operation, "%s", operation);
    assert_int_equal(propose_to(test, &home, home.mom.token, "한 번만", mom, 1, &second), 201);
    assert_string_equal(second.id, operation);
    assert_int_equal(dashboard(test, &home, first.month).total, 1);
    /* Another member's operation of the same id cannot take the mission's place. */
    snprintf(test->operation, sizeof test->operation, "%s", operation);
    assert_int_equal(propose_to(test, &home, home.dad.token, "가로채기", mom, 1, &second), 409);
    assert_refused(test, conflict);
}

static void an_account_that_is_gone_leaves_its_missions_without_a_name(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_mission open, done, seen;
    const char *girl[] = {home.girl.user->id}, *mom[] = {home.mom.user->id};
    assert_int_equal(propose_to(test, &home, home.girl.token, "엄마가 해 줘요", mom, 1, &open), 201);
    assert_int_equal(propose_to(test, &home, home.girl.token, "다 했어요", girl, 1, &done), 201);
    struct doran_path path = path_to(&home, &done);
    assert_int_equal(call(test, DORAN_R_mission_check, &path, home.girl.token, NULL, &seen), 200);
    const struct doran_password_proof proof = {.password = "가나다라 마바사아"};
    assert_int_equal(call(test, DORAN_R_account_delete, NULL, home.girl.token, &proof, NULL), 204);
    const struct doran_mission_query query = {.month = open.month};
    struct doran_mission_page page = {0};
    assert_int_equal(call(test, DORAN_R_mission_list, &home.path, home.mom.token, &query, &page), 200);
    assert_int_equal(page.missions.count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_null(page.missions.items[i].author_id);
        assert_null(page.missions.items[i].author_name);
    }
    assert_null(page.missions.items[0].parts.items[0].name);
    assert_string_equal(page.missions.items[1].parts.items[0].name, "엄마");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(a_mission_is_complete_with_its_last_check_and_closed_then),
        API_ON_BOTH(the_author_or_the_host_takes_one_away),
        API_ON_BOTH(what_cannot_be_a_mission_is_refused),
        API_ON_BOTH(who_leaves_takes_their_open_parts_along),
        API_ON_BOTH(a_month_is_paged_and_home_knows_the_latest),
        API_ON_BOTH(the_twentieth_completed_mission_earns_the_badge_once),
        API_ON_BOTH(two_last_checks_at_once_complete_it_once),
        API_ON_BOTH(an_operation_that_comes_twice_proposes_once),
        API_ON_BOTH(an_account_that_is_gone_leaves_its_missions_without_a_name),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
