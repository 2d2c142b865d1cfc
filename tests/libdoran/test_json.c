/* JSON as text: what is read at all, how numbers and strings stand in it, what is written. */
#include "libdoran/json_desk.h"

#include <cjson/cJSON.h>
#include <errno.h>

/* What is no JSON, or none we read: always malformed, in both modes, whatever the type. */
static const char *const malformed[] = {
    "",
    " ",
    "{",
    "}",
    "{]",
    "[}",
    "[]",
    "null",
    "true",
    "3",
    "\"a\"",
    "nul",
    "{\"nickname\"",
    "{\"nickname\":",
    "{\"nickname\":}",
    "{\"nickname\":\"a}",
    "{nickname:\"ab\"}",
    "{'nickname':\"ab\"}",
    "{\"nickname\" \"ab\"}",
    "{\"nickname\":\"ab\",}",
    "{,\"nickname\":\"ab\"}",
    "{\"nickname\":\"ab\"}}",
    "{} {}",
    "{}x",
    "{}\1",
    "{\1}",
    "\v{}",
    "{\"avatar\":\f1}",
    "{\"avatar\":1\x7f}",
    "{\"avatar\":1\xC2\xA0}",
    "{\"avatar\":1\xEF\xBB\xBF}",
    "{\"avatar\":1,",
    "{\"avatar\":[1]",
    "{\"avatar\":[1}}",
    "{\"avatar\":{1]}",
    "\xEF\xBB\xBF{}",
    "{\"nickname\":\"a\nb\"}",
    "{\"nickname\":\"a\tb\"}",
    "{\"nickname\":\"a\\x62\"}",
    "{\"nickname\":\"a\\u00\"}",
    "{\"nickname\":\"a\\u00zz\"}",
    "{\"nickname\":\"a\\ud83d\\u00zz\"}",
    "{\"nickname\":\"a\\u+123\"}",
    "{\"nickname\":\"a\\u",
    "{\"nickname\":\"a\\",
    "{\"nickname\":\"a\\u0000b\"}",
    "{\"nickname\":\"\\ud83d\"}",
    "{\"nickname\":\"\\ud83dx\"}",
    "{\"nickname\":\"\\ud83d\\u0041\"}",
    "{\"nickname\":\"\\ude00\\ud83d\"}",
    "{\"nickname\":\"\xFF\xFE\"}",
    "{\"nickname\":\"\xC0\xAF\"}",
    "{\"nickname\":\"\xED\xA0\x80\"}",
    "{\"nickname\":\"\xF4\x90\x80\x80\"}",
    "{\"nickname\":\"\xE3\x84\"}",
    "{\"avatar\":01}",
    "{\"avatar\":-01}",
    "{\"avatar\":00}",
    "{\"avatar\":1.e1}",
    "{\"avatar\":-.5}",
    "{\"avatar\":1e+}",
    "{\"avatar\":1-2}",
    "{\"avatar\":1e5e}",
    "{\"avatar\":1.2.3}",
    "{\"avatar\":1000000000000000000000000000000000000000000000000000000000000000}",
    "{\"avatar\":+1}",
    "{\"avatar\":-}",
    "{\"avatar\":1.}",
    "{\"avatar\":.5}",
    "{\"avatar\":1e}",
    "{\"avatar\":0x1}",
    "{\"avatar\":NaN}",
    "{\"avatar\":Infinity}",
    "{\"avatar\":-Infinity}",
    "{\"avatar\":1 2}",
    "{\"avatar\":tru}",
    "{\"avatar\":TRUE}",
    "{\"a\":/**/1}",
    "{\"a\":[1,]}",
    "{\"a\":[1 2]}",
    "{\"a\":[,]}",
    "{\"a\":[[[[[[[[1]]]]]]]]}",
};

static void test_malformed(void **state)
{
    struct desk *desk = *state;
    for (size_t i = 0; i < COUNT(malformed); i++) {
        for (int mode = DORAN_JSON_STRICT; mode <= DORAN_JSON_LENIENT; mode++) {
            if (decode(desk, DORAN_TYPE_profile_change, (enum doran_json_mode)mode, malformed[i],
                       strlen(malformed[i])))
                fail_msg("%s was taken", malformed[i]);
            assert_int_equal(desk->error.code, DORAN_ERROR_malformed);
        }
    }
    assert_false(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, "{\0}", 3));
    assert_int_equal(desk->error.code, DORAN_ERROR_malformed);
    assert_false(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, NULL, 0));
    assert_int_equal(desk->error.code, DORAN_ERROR_malformed);
}

static int64_t number(struct desk *desk, enum doran_json_mode mode, const char *digits)
{
    char json[200];
    int length = snprintf(json, sizeof json, "{\"stream\":\"" ID1 "\",\"before\":%s}", digits);
    if (!decode(desk, DORAN_TYPE_snapshot_query, mode, json, (size_t)length))
        return desk->error.code == DORAN_ERROR_malformed ? -1 : -2;
    return ((const struct doran_snapshot_query *)&desk->object)->before;
}

/* Whole is what is worth a whole number, however it is written; nothing becomes whole on its way into a double. */
static void test_numbers(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *digits;
        int64_t strict, lenient;
    } cases[] = {
        {"1", 1, 1},
        {"1.0", 1, 1},
        {"1e0", 1, 1},
        {"10E-1", 1, 1},
        {"0.5e+1", 5, 5},
        {"9007199254740991", INT64_C(9007199254740991), INT64_C(9007199254740991)},
        {"9007199254740992", -2, -2},
        {"9007199254740993", -2, -2},
        {"9223372036854775807", -2, -2},
        {"9223372036854775808", -2, -2},
        {"-9223372036854775808", -2, -2},
        {"1e308", -2, -2},
        {"1e999", -2, -2},
        {"-1e999", -2, -2},
        {"-0", -2, 0},
        {"0.99999999999999", -2, -2},
        {"1.00000000000000000001", -1, 1},
        {"0.99999999999999999", -1, 1},
        {"4503599627370497.25", -1, INT64_C(4503599627370497)},
        {"1e-999", -1, 0},
        {"0.0000000000000001", -1, -2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t strict = number(desk, DORAN_JSON_STRICT, cases[i].digits);
        int64_t lenient = number(desk, DORAN_JSON_LENIENT, cases[i].digits);
        if (strict != cases[i].strict || lenient != cases[i].lenient)
            fail_msg("%s: %lld, %lld", cases[i].digits, (long long)strict, (long long)lenient);
    }
}

static void test_a_tower_of_brackets(void **state)
{
    struct desk *desk = *state;
    size_t length = 1000000;
    char *tower = malloc(length);
    assert_non_null(tower);
    memset(tower, '[', length);
    memcpy(tower, "{\"a\":", 5);
    assert_false(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_LENIENT, tower, length));
    assert_int_equal(desk->error.code, DORAN_ERROR_malformed);
    free(tower);
}

static void test_a_megabyte_of_nickname(void **state)
{
    struct desk *desk = *state;
    struct doran_buffer json = {0};
    doran_buffer_puts(&json, "{\"nickname\":\"");
    for (int i = 0; i < 350000; i++)
        doran_buffer_puts(&json, "가");
    doran_buffer_puts(&json, "\"}");
    assert_false(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, json.data, json.length));
    assert_int_equal(desk->error.code, DORAN_ERROR_invalid);
    assert_string_equal(desk->error.field, "nickname");
    doran_buffer_deinit(&json);
}

static void test_no_memory_is_an_error(void **state)
{
    struct desk *desk = *state;
    desk->arena.limit = 64;
    const char *json =
        "{\"nickname\":\"01234567890123456789012345678901234567890123456789012345678901234567890123456789\"}";
    assert_false(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, json, strlen(json)));
    assert_int_equal(desk->error.code, DORAN_ERROR_no_memory);
}

static size_t allocations_left;

static void *allocate(size_t size)
{
    if (allocations_left == 0) {
        errno = ENOMEM;
        return NULL;
    }
    allocations_left--;
    return malloc(size);
}

/* Whichever allocation of the tree fails: nobody is told that their JSON is wrong. */
static void test_no_memory_for_the_tree(void **state)
{
    struct desk *desk = *state;
    const char *json = "{\"nickname\":\"bom\",\"avatar\":1}";
    cJSON_Hooks hooks = {.malloc_fn = allocate, .free_fn = free};
    cJSON_InitHooks(&hooks);
    size_t failures = 0;
    bool good;
    do {
        allocations_left = failures;
        good = decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, json, strlen(json));
        failures += !good;
    } while (!good && desk->error.code == DORAN_ERROR_no_memory && failures < 100);
    cJSON_InitHooks(NULL);
    assert_true(good);
    assert_true(failures > 3);
}

static void test_escapes(void **state)
{
    struct desk *desk = *state;
    const char *json = "{\"\\u0074itle\":\"\\\"\\\\\\/\\ud83d\\ude00\\uAC00\\u00e9\"}";
    assert_true(decode(desk, DORAN_TYPE_family_change, DORAN_JSON_STRICT, json, strlen(json)));
    const struct doran_family_change *change = (const void *)&desk->object;
    assert_string_equal(change->title, "\"\\/😀가é");
    struct doran_buffer out = {0};
    doran_json_string(&out, "a\"b\\c\b\f\n\r\t\x01\x1f\x7f/😀", strlen("a\"b\\c\b\f\n\r\t\x01\x1f\x7f/😀"));
    assert_string_equal(out.data, "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/😀\"");
    doran_buffer_clear(&out);
    doran_json_string(&out, NULL, 0);
    assert_string_equal(out.data, "\"\"");
    doran_buffer_deinit(&out);
}

/* Every byte at every place of a long string: the fast path over eight bytes misses nothing. */
static void test_every_byte_everywhere(void **state)
{
    struct desk *desk = *state;
    for (int c = 1; c < 0x80; c++) {
        for (size_t at = 0; at < 20; at++) {
            char text[21] = "abcdefghijklmnopqrst";
            text[at] = (char)c;
            struct doran_error_body body = {.error = "internal", .message = text};
            struct doran_buffer out = {0};
            doran_json_encode(DORAN_TYPE_error_body, &body, &out);
            assert_true(decode(desk, DORAN_TYPE_error_body, DORAN_JSON_LENIENT, out.data, out.length));
            assert_string_equal(((const struct doran_error_body *)&desk->object)->message, text);
            doran_buffer_deinit(&out);
        }
    }
}

/* A newer server may say more than we know. */
static void test_lenient_passes_over(void **state)
{
    struct desk *desk = *state;
    const char *json = "{\"new\":{\"a\":[1.5e3,{\"b\":\"}]\\\"\"}],\"c\":null},\"user_id\":\"" ID1
                       "\",\"family_id\":\"" ID2 "\",\"nickname\":\"가나다라마바사아자차카\",\"profile_"
                       "nickname\":\"x\",\"avatar\":77,\"mood\":\"dreamy\","
                       "\"role\":\"host\",\"joined_at\":\"" AT "\",\"more\":[]}";
    assert_true(decode(desk, DORAN_TYPE_member, DORAN_JSON_LENIENT, json, strlen(json)));
    const struct doran_member *member = (const void *)&desk->object;
    assert_string_equal(member->nickname, "가나다라마바사아자차카");
    assert_int_equal(member->avatar, 77);
    assert_int_equal(member->mood, DORAN_mood_none);
    assert_int_equal(member->role, DORAN_role_host);
    assert_false(decode(desk, DORAN_TYPE_member, DORAN_JSON_STRICT, json, strlen(json)));
    /* A kind of object that is not known yet. */
    json = "{\"object\":{\"colour\":\"red\"},\"stream\":\"" ID1
           "\",\"seq\":3,\"kind\":\"rainbow\",\"id\":\"" ID2 "\",\"op\":\"put\",\"at\":\"" AT "\"}";
    assert_true(decode(desk, DORAN_TYPE_change, DORAN_JSON_LENIENT, json, strlen(json)));
    const struct doran_change *change = (const void *)&desk->object;
    assert_int_equal(change->kind, DORAN_kind_none);
    assert_null(change->object);
    assert_int_equal(change->seq, 3);
    /* But what is required must be there, so that nobody trips over NULL. */
    assert_false(decode(desk, DORAN_TYPE_member, DORAN_JSON_LENIENT, "{}", 2));
    assert_string_equal(desk->error.field, "family_id");
}

static void test_what_is_sent(void **state)
{
    (void)state;
    struct doran_buffer out = {0};
    struct doran_profile_change change = {0};
    doran_json_encode(DORAN_TYPE_profile_change, &change, &out);
    assert_string_equal(out.data, "{}");
    doran_buffer_clear(&out);
    doran_set(&change, profile_change, avatar, 0);
    doran_json_encode(DORAN_TYPE_profile_change, &change, &out);
    assert_string_equal(out.data, "{\"avatar\":null}");
    doran_buffer_clear(&out);
    change.nickname = "엄마";
    doran_json_encode(DORAN_TYPE_profile_change, &change, &out);
    assert_string_equal(out.data, "{\"nickname\":\"엄마\",\"avatar\":null}");
    doran_buffer_clear(&out);
    struct doran_notification_change read = {.read = false};
    doran_json_encode(DORAN_TYPE_notification_change, &read, &out);
    assert_string_equal(out.data, "{\"read\":false}");
    doran_buffer_clear(&out);
    struct doran_change entry = {.seq = INT64_MIN, .kind = DORAN_kind_member};
    doran_json_encode(DORAN_TYPE_change, &entry, &out);
    assert_non_null(strstr(out.data, "\"seq\":-9223372036854775808,"));
    doran_buffer_deinit(&out);
}

/* A buffer that is full stays as it was. */
static void test_encode_into_too_little(void **state)
{
    (void)state;
    struct doran_member member = {
        .family_id = ID1, .user_id = ID2, .nickname = "딸", .profile_nickname = "bom"};
    struct doran_member_page page = {.members = {&member, 1}};
    struct doran_buffer whole = {0};
    doran_json_encode(DORAN_TYPE_member_page, &page, &whole);
    for (size_t limit = 1; limit < whole.length; limit++) {
        struct doran_buffer out = DORAN_BUFFER(limit);
        doran_buffer_putc(&out, 'x');
        doran_json_encode(DORAN_TYPE_member_page, &page, &out);
        assert_true(out.failed);
        assert_int_equal(out.length, 1);
        assert_string_equal(out.data, "x");
        doran_buffer_deinit(&out);
    }
    struct doran_buffer out = DORAN_BUFFER(whole.length);
    doran_json_encode(DORAN_TYPE_member_page, &page, &out);
    assert_false(out.failed);
    assert_string_equal(out.data, whole.data);
    doran_buffer_deinit(&out);
    doran_buffer_deinit(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_malformed),
        TEST(test_numbers),
        TEST(test_a_tower_of_brackets),
        TEST(test_a_megabyte_of_nickname),
        TEST(test_no_memory_is_an_error),
        TEST(test_no_memory_for_the_tree),
        TEST(test_escapes),
        TEST(test_every_byte_everywhere),
        TEST(test_lenient_passes_over),
        TEST(test_what_is_sent),
        TEST(test_encode_into_too_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
