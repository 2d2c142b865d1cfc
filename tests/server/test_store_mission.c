#include "server/store_people.h"

#include "server/store/badge.h"
#include "server/store/mission.h"
#include "server/store/notice.h"

#include <doran/mission.h>

#define SOMEBODY "01900000-0000-7000-8000-0000000000a1"
#define ANOTHER "01900000-0000-7000-8000-0000000000a2"

static struct doran_mission make(struct store_case *test, struct store *store, const char *family,
                                 const char *month)
{
    static struct doran_mission_part parts[2] = {{.user_id = SOMEBODY, .name = "엄마"},
                                                 {.user_id = ANOTHER, .name = "딸"}};
    struct doran_mission mission = {.id = doran_arena_strdup(&test->arena, doran_id_new().text),
                                    .family_id = family,
                                    .title = "산책",
                                    .author_id = SOMEBODY,
                                    .author_name = "엄마",
                                    .month = month,
                                    .parts = {parts, 2},
                                    .created_at = store->now++};
    assert_int_equal(store_mission_create(store, &mission), STORE_OK);
    return mission;
}

static void counts_are_kept_with_what_they_count(void **state)
{
    struct store_case *test = *state;
    const char *family = add_family(test, SOMEBODY, NULL);
    struct store *store = step(test, SOMEBODY);
    struct doran_mission first = make(test, store, family, "2026-10"),
                         second = make(test, store, family, "2026-11"),
                         third = make(test, store, family, "2026-11");
    struct doran_mission_month month;
    assert_int_equal(store_mission_check(store, &second, SOMEBODY, true), STORE_OK);
    assert_int_equal(store_mission_check(store, &second, SOMEBODY, true), STORE_NONE);
    assert_int_equal(store_mission_check(store, &second, "01900000-0000-7000-8000-0000000000a3", true),
                     STORE_NONE);
    assert_int_equal(store_mission_complete(store, &second), STORE_OK);
    assert_int_equal(store_mission_complete(store, &second), STORE_NONE);
    assert_int_equal(store_mission_delete(store, &second), STORE_NONE);
    assert_int_equal(store_mission_month(store, family, "2026-11", &month), STORE_OK);
    assert_int_equal(month.total, 2);
    assert_int_equal(month.completed, 1);
    assert_int_equal(store_mission_delete(store, &third), STORE_OK);
    assert_int_equal(store_mission_delete(store, &third), STORE_NONE);
    struct doran_mission_month_list months = {0};
    assert_int_equal(store_mission_months(store, family, NULL, 10, &months), STORE_OK);
    assert_int_equal(months.count, 2);
    assert_string_equal(months.items[0].month, "2026-11");
    assert_int_equal(months.items[0].total, 1);
    months = (struct doran_mission_month_list){0};
    assert_int_equal(store_mission_months(store, family, "2026-11", 10, &months), STORE_OK);
    assert_int_equal(months.count, 1);
    assert_int_equal(store_mission_delete(store, &first), STORE_OK);
    assert_int_equal(store_mission_month(store, family, "2026-10", &month), STORE_OK);
    assert_int_equal(month.total, 0);
    int64_t open = -1;
    assert_int_equal(store_mission_open_count(store, family, 10, &open), STORE_OK);
    assert_int_equal(open, 0);
    undo(test);
}

static void the_log_gives_missions_months_and_badges_as_they_are_now(void **state)
{
    struct store_case *test = *state;
    const char *family = add_family(test, SOMEBODY, NULL);
    struct store *store = step(test, SOMEBODY);
    struct doran_mission gone = make(test, store, family, "2026-10"),
                         mission = make(test, store, family, "2026-11"),
                         other = make(test, store, family, "2026-11");
    assert_int_equal(store_mission_check(store, &mission, ANOTHER, true), STORE_OK);
    assert_int_equal(store_mission_delete(store, &gone), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, NULL);
    struct doran_change_list changes = {0};
    bool more = false;
    assert_int_equal(store_stream_changes(store, family, 0, 100, &changes, &more), STORE_OK);
    int missions = 0, months = 0, badges = 0, tombstones = 0;
    for (size_t i = 0; i < changes.count; i++) {
        const struct doran_change *change = &changes.items[i];
        if (change->op == DORAN_op_delete) {
            tombstones++;
        } else if (change->kind == DORAN_kind_mission) {
            const struct doran_mission *seen = change->object;
            bool checked = !strcmp(seen->id, mission.id);
            assert_true(checked || !strcmp(seen->id, other.id));
            assert_int_equal(seen->parts.count, 2);
            assert_string_equal(seen->parts.items[1].name, "딸");
            assert_int_equal(seen->parts.items[1].checked_at != 0, checked);
            missions++;
        } else if (change->kind == DORAN_kind_mission_month) {
            const struct doran_mission_month *month = change->object;
            assert_string_equal(month->id, change->id);
            assert_int_equal(month->total, 2);
            months++;
        } else if (change->kind == DORAN_kind_badge) {
            const struct doran_badge *badge = change->object;
            assert_string_equal(badge->id, change->id);
            assert_int_equal(badge->name, DORAN_badge_name_start);
            assert_true(badge->earned_at > 0);
            badges++;
        }
    }
    assert_int_equal(missions, 2);
    assert_int_equal(months, 1);
    assert_int_equal(badges, 1);
    assert_int_equal(tombstones, 2); /* The mission, and its month with it. */
    undo(test);
}

static void a_badge_follows_its_count_until_it_is_earned(void **state)
{
    struct store_case *test = *state;
    const char *family = add_family(test, SOMEBODY, NULL);
    struct store *store = step(test, SOMEBODY);
    struct doran_badge_list badges = {0};
    bool earned;
    assert_int_equal(store_badge_advance(store, family, DORAN_badge_name_together, 4, &earned), STORE_OK);
    assert_false(earned);
    assert_int_equal(store_badge_advance(store, family, DORAN_badge_name_together, -9, &earned), STORE_OK);
    assert_int_equal(store_badges(store, family, &badges), STORE_OK);
    assert_int_equal(badges.count, DORAN_BADGES);
    assert_int_equal(badges.items[DORAN_badge_name_together - 1].count, 0);
    assert_int_equal(store_badge_advance(store, family, DORAN_badge_name_together, 50, &earned), STORE_OK);
    assert_true(earned);
    assert_int_equal(store_badge_advance(store, family, DORAN_badge_name_together, 1, &earned), STORE_OK);
    assert_false(earned);
    assert_int_equal(store_badge_advance(store, family, DORAN_badge_name_together, -5, &earned), STORE_OK);
    badges = (struct doran_badge_list){0};
    assert_int_equal(store_badges(store, family, &badges), STORE_OK);
    const struct doran_badge *together = &badges.items[DORAN_badge_name_together - 1];
    assert_int_equal(together->count, 5);
    assert_int_equal(together->target, 5);
    assert_true(together->earned_at > 0);
    int64_t count = 0;
    assert_int_equal(store_badge_count(store, family, &count), STORE_OK);
    assert_int_equal(count, 2);
    undo(test);
}

static void a_purged_family_leaves_nothing(void **state)
{
    struct store_case *test = *state;
    const char *family = add_family(test, SOMEBODY, NULL);
    struct store *store = step(test, SOMEBODY);
    struct doran_mission mission = make(test, store, family, "2026-11");
    assert_int_equal(store_family_delete(store, family), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    test->now += (DORAN_UNDO_DAYS + 1) * DORAN_DAY;
    store = step(test, NULL);
    assert_int_equal(store_family_purge(store), STORE_OK);
    struct doran_mission seen;
    struct doran_mission_month month;
    int64_t badges = -1;
    assert_int_equal(store_mission(store, family, mission.id, &seen), STORE_NONE);
    assert_int_equal(store_mission_month(store, family, "2026-11", &month), STORE_OK);
    assert_int_equal(month.total, 0);
    assert_int_equal(store_badge_count(store, family, &badges), STORE_OK);
    assert_int_equal(badges, 0);
    undo(test);
}

static void there_is_one_notice_or_none(void **state)
{
    struct store_case *test = *state;
    struct store *store = step(test, NULL);
    struct doran_notice notice = {0};
    assert_int_equal(store_notice(store, &notice), STORE_NONE);
    assert_int_equal(store_notice_set(store, "점검해요"), STORE_OK);
    assert_int_equal(store_notice_set(store, "다 했어요"), STORE_OK);
    assert_int_equal(store_notice(store, &notice), STORE_OK);
    assert_string_equal(notice.text, "다 했어요");
    assert_int_equal(store_notice_clear(store), STORE_OK);
    assert_int_equal(store_notice(store, &notice), STORE_NONE);
    undo(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(counts_are_kept_with_what_they_count),
        ON_BOTH(the_log_gives_missions_months_and_badges_as_they_are_now),
        ON_BOTH(a_badge_follows_its_count_until_it_is_earned),
        ON_BOTH(a_purged_family_leaves_nothing),
        ON_BOTH(there_is_one_notice_or_none),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
