#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/json.h>
#include <string.h>

#define ID1 "0190b3c4-5e7a-7000-8000-000000000001"

static bool decode(enum doran_type_id type, const char *query, void *out, struct doran_arena *arena,
                   struct doran_error *error)
{
    doran_error_clear(error);
    return doran_query_decode(type, query, strlen(query), out, arena, error);
}

static void test_read(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    struct doran_changes_query changes;
    assert_true(
        decode(DORAN_TYPE_changes_query, "since=" ID1 ".%61%2Cb+c&limit=7", &changes, &arena, &error));
    assert_string_equal(changes.since, ID1 ".a,b c");
    assert_int_equal(changes.limit, 7);
    assert_true(doran_has(&changes, changes_query, limit));
    assert_true(decode(DORAN_TYPE_changes_query, "&&limit=500&", &changes, &arena, &error));
    assert_null(changes.since);
    assert_true(decode(DORAN_TYPE_changes_query, "", &changes, &arena, &error));
    assert_int_equal(changes.has, 0);
    assert_true(doran_query_decode(DORAN_TYPE_empty, NULL, 0, &(struct doran_empty){0}, &arena, &error));
    struct doran_mood_change mood;
    assert_true(decode(DORAN_TYPE_mood_change, "mood=love", &mood, &arena, &error));
    assert_int_equal(mood.mood, DORAN_mood_love);
    struct doran_notification_change read;
    assert_true(decode(DORAN_TYPE_notification_change, "read=true", &read, &arena, &error));
    assert_true(read.read);
    struct doran_member_change member;
    assert_true(
        decode(DORAN_TYPE_member_change, "nickname=+%ED%95%A0%EB%A8%B8%EB%8B%88+", &member, &arena, &error));
    assert_string_equal(member.nickname, "할머니");
    doran_arena_deinit(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        enum doran_type_id type;
        const char *query, *field;
        enum doran_error_code code;
    } cases[] = {
        {DORAN_TYPE_empty, "x=1", "x", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limits=1", "limits", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "=1", "", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=0", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=501", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=-", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=1e2", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=+1", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=99999999999999999999", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=1&limit=1", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "limit=1&%6cimit=1", "limit", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "since=", "since", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "since=%0a", "since", DORAN_ERROR_invalid},
        {DORAN_TYPE_changes_query, "since=%", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_changes_query, "since=%4", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_changes_query, "since=%zz", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_changes_query, "since=a%00b", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_changes_query, "since=%ff", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_changes_query, "%ff=1", "", DORAN_ERROR_malformed},
        {DORAN_TYPE_snapshot_query, "limit=5", "stream", DORAN_ERROR_invalid},
        {DORAN_TYPE_snapshot_query, "stream=x", "stream", DORAN_ERROR_invalid},
        {DORAN_TYPE_mood_change, "mood=glad", "mood", DORAN_ERROR_invalid},
        {DORAN_TYPE_notification_change, "read=1", "read", DORAN_ERROR_invalid},
        {DORAN_TYPE_recovery_codes, "codes=1", "codes", DORAN_ERROR_invalid},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_arena arena = {0};
        struct doran_error error = {0};
        char out[256];
        if (decode(cases[i].type, cases[i].query, out, &arena, &error))
            fail_msg("%s was taken", cases[i].query);
        if (error.code != cases[i].code || strcmp(error.field, cases[i].field) != 0)
            fail_msg("%s: %s of %s", cases[i].query, doran_error_name(error.code), error.field);
        doran_arena_deinit(&arena);
    }
}

static void test_written(void **state)
{
    (void)state;
    struct doran_buffer out = {0};
    struct doran_changes_query changes = {.since = ID1 "." ID1 ":5," ID1 ":6", .limit = 100};
    doran_query_encode(DORAN_TYPE_changes_query, &changes, &out);
    assert_string_equal(out.data, "since=" ID1 "." ID1 ":5," ID1 ":6&limit=100");
    doran_buffer_clear(&out);
    doran_query_encode(DORAN_TYPE_changes_query, &(struct doran_changes_query){.has = 3}, &out);
    assert_int_equal(out.length, 0);
    struct doran_member_change member = {.nickname = "할 &=+%"};
    doran_query_encode(DORAN_TYPE_member_change, &member, &out);
    assert_string_equal(out.data, "nickname=%ED%95%A0%20%26%3D%2B%25");
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    struct doran_member_change back;
    assert_true(decode(DORAN_TYPE_member_change, out.data, &back, &arena, &error));
    assert_string_equal(back.nickname, member.nickname);
    doran_arena_deinit(&arena);
    doran_buffer_clear(&out);
    doran_query_encode(DORAN_TYPE_notification_change, &(struct doran_notification_change){.read = false},
                       &out);
    assert_string_equal(out.data, "read=false");
    doran_buffer_clear(&out);
    doran_query_encode(DORAN_TYPE_mood_change, &(struct doran_mood_change){.mood = DORAN_mood_head}, &out);
    assert_string_equal(out.data, "mood=head");
    doran_buffer_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
