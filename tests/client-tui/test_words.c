#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "client-tui/state/language.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/words.h"

static struct doran_arena arena;
/* 2026-11-22T05:30:00Z, a Sunday, 14:30 in Seoul. */
#define NOW (INT64_C(1795325400) * DORAN_SECOND)

static int speak_korean(void **state)
{
    (void)state;
    setenv("TZ", "Asia/Seoul", 1);
    tzset();
    return language_choose("ko") ? 0 : -1;
}

static int speak_english(void **state)
{
    (void)state;
    setenv("TZ", "Asia/Seoul", 1);
    tzset();
    return language_choose("en") ? 0 : -1;
}

static int clean_up(void **state)
{
    (void)state;
    doran_arena_deinit(&arena);
    return 0;
}

static void test_language(void **state)
{
    (void)state;
    assert_string_equal(language_now(), "ko");
    assert_false(language_choose("fr"));
    assert_string_equal(language_now(), "ko");
    assert_true(language_choose("en"));
    assert_string_equal(language_now(), "en");
}

static void test_ago_in_korean(void **state)
{
    (void)state;
    assert_string_equal(words_ago(&arena, NOW - 59 * DORAN_SECOND, NOW), "방금 전");
    assert_string_equal(words_ago(&arena, NOW - 3 * DORAN_MINUTE, NOW), "3분 전");
    assert_string_equal(words_ago(&arena, NOW - 23 * DORAN_HOUR, NOW), "23시간 전");
    assert_string_equal(words_ago(&arena, NOW - 6 * DORAN_DAY, NOW), "6일 전");
    assert_string_equal(words_ago(&arena, NOW - 8 * DORAN_DAY, NOW), "11월 14일");
    assert_string_equal(words_ago(&arena, NOW - 400 * DORAN_DAY, NOW), "2025년 10월 18일");
    assert_string_equal(words_ago(&arena, 0, NOW), "");
    assert_string_equal(words_date(&arena, NOW + 3 * DORAN_DAY, NOW), "11월 25일 (수)");
}

static void test_days_gone(void **state)
{
    (void)state;
    struct doran_badge badge = {.earned_at = NOW};
    struct doran_mission mission = {.completed_at = NOW - DORAN_DAY};
    assert_string_equal(words_earned(&arena, &badge, NOW), "오늘 받았어요");
    assert_string_equal(words_completed(&arena, &mission, NOW), "어제 달성");
    badge.earned_at = mission.completed_at = NOW - 8 * DORAN_DAY;
    assert_string_equal(words_earned(&arena, &badge, NOW), "11월 14일에 받았어요");
    assert_string_equal(words_completed(&arena, &mission, NOW), "11월 14일 달성");
    mission.completed_at = 0;
    assert_string_equal(words_completed(&arena, &mission, NOW), "미완료");
}

static void test_ago_in_english(void **state)
{
    (void)state;
    assert_string_equal(words_ago(&arena, NOW - DORAN_MINUTE, NOW), "1 minute ago");
    assert_string_equal(words_ago(&arena, NOW - 3 * DORAN_MINUTE, NOW), "3 minutes ago");
    assert_string_equal(words_ago(&arena, NOW - 400 * DORAN_DAY, NOW), "Oct 18, 2025");
    assert_string_equal(words_left(&arena, NOW + 90 * DORAN_SECOND, NOW), "2 minutes left");
    assert_string_equal(words_left(&arena, NOW + 14 * DORAN_DAY, NOW), "14 days left");
    assert_string_equal(words_left(&arena, NOW, NOW), "over");
    assert_string_equal(words_date(&arena, NOW + 3 * DORAN_DAY, NOW), "Wed, Nov 25");
}

/* A value that a later server may send has no word here, and is no reason to fall over. */
static void test_every_value_has_a_word(void **state)
{
    (void)state;
    for (int i = 1; i < DORAN_mood_COUNT; i++)
        assert_string_not_equal(words_mood((enum doran_mood)i), "");
    for (int i = 1; i < DORAN_role_COUNT; i++)
        assert_string_not_equal(words_role((enum doran_role)i), "");
    for (int i = 1; i < DORAN_category_COUNT; i++)
        assert_string_not_equal(words_category((enum doran_category)i), "");
    for (int i = 1; i < DORAN_kind_COUNT; i++)
        assert_string_not_equal(words_kind((enum doran_kind)i), "");
    for (int i = 1; i < DORAN_invite_state_COUNT; i++)
        assert_string_not_equal(words_invite_state((enum doran_invite_state)i), "");
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++)
        if (doran_route((enum doran_route_id)i)->flags & DORAN_ROUTE_QUEUED)
            assert_string_not_equal(words_route((enum doran_route_id)i),
                                    doran_route((enum doran_route_id)i)->name);
    assert_string_equal(words_mood(DORAN_mood_none), "");
    assert_string_equal(words_mood((enum doran_mood)99), "");
}

static void test_notifications(void **state)
{
    (void)state;
    struct doran_notification notification = {
        .category = DORAN_category_member_joined, .actor_nickname = "딸", .family_title = "우리집"};
    const char *sentence = words_notification(&arena, &notification);
    assert_non_null(strstr(sentence, "딸이"));
    assert_non_null(strstr(sentence, "우리집"));
    notification.category = DORAN_category_none;
    notification.actor_nickname = notification.family_title = NULL;
    assert_string_not_equal(words_notification(&arena, &notification), "");
}

static void test_every_error_has_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < DORAN_ERROR_COUNT; i++) {
        const char *sentence = refusal_of((enum doran_error_code)i);
        size_t length = strlen(sentence);
        assert_true(length > 0 && sentence[length - 1] == '.');
        if (i != DORAN_ERROR_internal)
            assert_string_not_equal(sentence, refusal_of(DORAN_ERROR_internal));
    }
    assert_string_equal(refusal_of((enum doran_error_code)9999), refusal_of(DORAN_ERROR_internal));
}

static void test_refusals_name_the_bounds(void **state)
{
    (void)state;
    struct doran_error error = {0};
    doran_fail(&error, DORAN_ERROR_invalid, "nickname", NULL);
    const char *family = refusal_sentence(&arena, &error, DORAN_TYPE_family_create);
    assert_non_null(strstr(family, "호칭"));
    assert_non_null(strstr(family, "8"));
    const char *profile = refusal_sentence(&arena, &error, DORAN_TYPE_signup_request);
    assert_non_null(strstr(profile, "닉네임"));
    assert_non_null(strstr(profile, "15"));
    doran_fail(&error, DORAN_ERROR_invalid, "nickname", NULL);
    assert_string_equal(refusal_sentence(&arena, &error, DORAN_TYPE_empty), refusal_of(DORAN_ERROR_invalid));
    doran_fail(&error, DORAN_ERROR_invalid, "server",
               NULL); /* No field of a request: what was typed before it. */
    assert_non_null(strstr(refusal_sentence(&arena, &error, DORAN_TYPE_login_request), "https://"));
    doran_fail(&error, DORAN_ERROR_nickname_taken, "nickname", NULL);
    assert_string_equal(refusal_sentence(&arena, &error, DORAN_TYPE_member_change),
                        refusal_of(DORAN_ERROR_nickname_taken));
}

int main(void)
{
#define KOREAN(test) cmocka_unit_test_setup_teardown(test, speak_korean, clean_up)
#define ENGLISH(test) cmocka_unit_test_setup_teardown(test, speak_english, clean_up)
    const struct CMUnitTest tests[] = {
        KOREAN(test_language),
        KOREAN(test_ago_in_korean),
        KOREAN(test_days_gone),
        ENGLISH(test_ago_in_english),
        KOREAN(test_every_value_has_a_word),
        KOREAN(test_notifications),
        KOREAN(test_every_error_has_a_sentence),
        ENGLISH(test_every_error_has_a_sentence),
        KOREAN(test_refusals_name_the_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
