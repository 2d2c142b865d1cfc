/* The fields of types: what is given, missing, null, of another type or out of bounds, and by which name that is told. */
#include "libdoran/json_desk.h"

static const struct {
    enum doran_type_id type;
    const char *json, *field;
} refused[] = {
    /* Unknown, doubled, missing, null. */
    {DORAN_TYPE_profile_change, "{\"nick\":\"엄마\"}", "nick"},
    {DORAN_TYPE_profile_change, "{\"\":1}", ""},
    {DORAN_TYPE_profile_change, "{\"nicknames\":\"엄마\"}", "nicknames"},
    {DORAN_TYPE_profile_change, "{\"a\\u0001\\n별\":1}", "a?????"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1,\"avatar\":1}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1,\"\\u0061vatar\":1}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":null,\"avatar\":null}", "avatar"},
    {DORAN_TYPE_empty, "{\"a\":1}", "a"},
    {DORAN_TYPE_login_request, "{\"email\":\"a@b.kr\"}", "password"},
    {DORAN_TYPE_login_request, "{\"email\":null,\"password\":\"x\"}", "email"},
    /* Wrong types. */
    {DORAN_TYPE_profile_change, "{\"avatar\":\"1\"}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":true}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":[1]}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":{}}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"nickname\":12}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":[\"엄마\"]}", "nickname"},
    {DORAN_TYPE_notification_change, "{\"read\":1}", "read"},
    {DORAN_TYPE_notification_change, "{\"read\":\"true\"}", "read"},
    {DORAN_TYPE_recovery_codes, "{\"codes\":{}}", "codes"},
    {DORAN_TYPE_recovery_codes, "{\"codes\":[\"abcdefgh\"]}", "codes.0"},
    {DORAN_TYPE_recovery_codes, "{\"codes\":[{\"code\":\"abcdefgh\"},{\"code\":7}]}", "codes.1.code"},
    {DORAN_TYPE_invite_sent, "{\"invite\":\"x\"}", "invite"},
    {DORAN_TYPE_invite_sent, "{\"invite\":[]}", "invite"},
    {DORAN_TYPE_invite_sent, "{\"invite\":{\"id\":\"x\"}}", "invite.id"},
    /* Numbers. */
    {DORAN_TYPE_profile_change, "{\"avatar\":0}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":6}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":-1}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1.5}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":15e-1}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1.00000000000001}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1e-99}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":1e999}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":18446744073709551617}", "avatar"},
    {DORAN_TYPE_profile_change, "{\"avatar\":99999999999999999999999999999999999999999999}", "avatar"},
    {DORAN_TYPE_snapshot_query, "{\"stream\":\"" ID1 "\",\"before\":9007199254740992}", "before"},
    {DORAN_TYPE_snapshot_query, "{\"stream\":\"" ID1 "\",\"before\":9223372036854775808}", "before"},
    /* Text. */
    {DORAN_TYPE_profile_change, "{\"nickname\":\"\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\" 엄   \"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"가나다라마바사아자차카타파하가나\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄마!\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄마🙂\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\\u3164마\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\\u202e마\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\\u0007마\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\\n마\"}", "nickname"},
    {DORAN_TYPE_profile_change, "{\"nickname\":\"엄\\u007f마\"}", "nickname"},
    {DORAN_TYPE_family_change, "{\"title\":\"\\u200b\\u200b\"}", "title"},
    {DORAN_TYPE_family_change, "{\"title\":\"\\u3164\"}", "title"},
    {DORAN_TYPE_family_change, "{\"time_zone\":\"Asia/서울\"}", "time_zone"},
    {DORAN_TYPE_family_change, "{\"time_zone\":\"\"}", "time_zone"},
    {DORAN_TYPE_login_request, "{\"email\":\"a@b.kr\",\"password\":\"a\\u0001b\"}", "password"},
    {DORAN_TYPE_login_request, "{\"email\":\"a@b.kr\",\"password\":\"\"}", "password"},
    {DORAN_TYPE_password_change, "{\"current\":\"x\",\"password\":\"1234567\"}", "password"},
    {DORAN_TYPE_approval_answer, "{\"code\":\"12345\"}", "code"},
    {DORAN_TYPE_approval_answer, "{\"code\":\"1234567\"}", "code"},
    /* The rest. */
    {DORAN_TYPE_mood_change, "{\"mood\":\"Good\"}", "mood"},
    {DORAN_TYPE_mood_change, "{\"mood\":\"\"}", "mood"},
    {DORAN_TYPE_mood_change, "{\"mood\":\"none\"}", "mood"},
    {DORAN_TYPE_mood_change, "{\"mood\":1}", "mood"},
    {DORAN_TYPE_host_change, "{\"user_id\":\"0190B3C4-5E7A-7000-8000-000000000001\"}", "user_id"},
    {DORAN_TYPE_host_change, "{\"user_id\":\"\"}", "user_id"},
    {DORAN_TYPE_host_change, "{\"user_id\":\"../../../../../../etc/passwd12345678\"}", "user_id"},
    {DORAN_TYPE_presence, "{\"user_id\":\"" ID1 "\",\"online\":true,\"last_seen_at\":\"yesterday\"}",
     "last_seen_at"},
    {DORAN_TYPE_presence, "{\"user_id\":\"" ID1 "\",\"online\":true,\"last_seen_at\":1795325400}",
     "last_seen_at"},
    {DORAN_TYPE_change,
     "{\"stream\":\"" ID1 "\",\"seq\":1,\"kind\":\"membership\",\"id\":\"" ID1
     "\",\"op\":\"put\",\"at\":\"" AT "\",\"object\":{\"family_id\":\"" ID1
     "\",\"nickname\":\"\",\"role\":\"host\",\"joined_at\":\"" AT "\"}}",
     "object.nickname"},
    {DORAN_TYPE_change,
     "{\"object\":{},\"stream\":\"" ID1 "\",\"seq\":1,\"id\":\"" ID1 "\",\"op\":\"put\",\"at\":\"" AT "\"}",
     "kind"},
};

static void test_refused_by_name(void **state)
{
    struct desk *desk = *state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (decode(desk, refused[i].type, DORAN_JSON_STRICT, refused[i].json, strlen(refused[i].json)))
            fail_msg("%s was taken", refused[i].json);
        if (desk->error.code != DORAN_ERROR_invalid || strcmp(desk->error.field, refused[i].field) != 0)
            fail_msg("%s: %s of %s (%s)", refused[i].json, doran_error_name(desk->error.code),
                     desk->error.field, desk->error.message);
        assert_true(strlen(desk->error.message) > 0);
    }
}

static void test_says_what_is_allowed(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *json, *message;
    } cases[] = {
        {"{\"nickname\":\"엄\"}", "nickname must be 2 to 15 characters long."},
        {"{\"avatar\":9}", "avatar must be a whole number from 1 to 5."},
        {"{\"avatars\":9}", "avatars is not a field that is known here."},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_false(
            decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, cases[i].json, strlen(cases[i].json)));
        assert_string_equal(desk->error.message, cases[i].message);
    }
    const char *mood = "{\"mood\":\"glad\"}";
    assert_false(decode(desk, DORAN_TYPE_mood_change, DORAN_JSON_STRICT, mood, strlen(mood)));
    assert_string_equal(desk->error.message,
                        "mood must be one of good, love, nice, sad, head, angry, sleepy.");
}

/* One cluster may not carry a kilobyte of marks. */
static void test_a_cluster_has_a_size(void **state)
{
    struct desk *desk = *state;
    struct doran_buffer json = {0};
    doran_buffer_puts(&json, "{\"title\":\"a");
    for (int i = 0; i < 400; i++)
        doran_buffer_puts(&json, "\xCC\xB6");
    doran_buffer_puts(&json, "\"}");
    assert_false(decode(desk, DORAN_TYPE_family_change, DORAN_JSON_STRICT, json.data, json.length));
    assert_string_equal(desk->error.field, "title");
    doran_buffer_deinit(&json);
}

static void test_too_many_items(void **state)
{
    struct desk *desk = *state;
    struct doran_buffer json = {0};
    doran_buffer_puts(&json, "{\"codes\":[");
    for (int i = 0; i < 9; i++)
        doran_buffer_puts(&json, i == 0 ? "{\"code\":\"abcdefgh\"}" : ",{\"code\":\"abcdefgh\"}");
    doran_buffer_puts(&json, "]}");
    assert_false(decode(desk, DORAN_TYPE_recovery_codes, DORAN_JSON_STRICT, json.data, json.length));
    assert_string_equal(desk->error.field, "codes");
    assert_true(decode(desk, DORAN_TYPE_recovery_codes, DORAN_JSON_LENIENT, json.data, json.length));
    doran_buffer_deinit(&json);
}

static void test_texts_get_their_form(void **state)
{
    struct desk *desk = *state;
    /* 한글 in conjoining letters, e with a combining acute; white space at both ends. */
    const char *json = " {\"nickname\" : \"  \\u1112\\u1161\\u11ab\\u1100\\u1173\\u11af caf\\u0065\\u0301 "
                       "\",\r\n\t\"avatar\":5 } ";
    assert_true(decode(desk, DORAN_TYPE_profile_change, DORAN_JSON_STRICT, json, strlen(json)));
    const struct doran_profile_change *change = (const void *)&desk->object;
    assert_string_equal(change->nickname, "한글 caf\xC3\xA9");
    assert_int_equal(change->avatar, 5);
    assert_true(doran_has(change, profile_change, nickname));
    /* A password keeps its spaces. */
    json = "{\"email\":\" Oma@Example.KR \",\"password\":\"  \\u1100\\u1161  \"}";
    assert_true(decode(desk, DORAN_TYPE_login_request, DORAN_JSON_STRICT, json, strlen(json)));
    const struct doran_login_request *login = (const void *)&desk->object;
    assert_string_equal(login->email, "Oma@Example.KR");
    assert_string_equal(login->password, "  가  ");
    assert_null(login->device);
    assert_false(doran_has(login, login_request, device));
}

static void test_null_takes_away(void **state)
{
    struct desk *desk = *state;
    const char *json = "{\"mood\":null}";
    assert_true(decode(desk, DORAN_TYPE_mood_change, DORAN_JSON_STRICT, json, strlen(json)));
    const struct doran_mood_change *change = (const void *)&desk->object;
    assert_int_equal(change->mood, DORAN_mood_none);
    assert_true(doran_has(change, mood_change, mood));
    assert_true(decode(desk, DORAN_TYPE_mood_change, DORAN_JSON_STRICT, "{}", 2));
    assert_false(doran_has(change, mood_change, mood));
    struct doran_mood_change none = {.has = DORAN_BIT(mood_change, mood)};
    assert_true(doran_check(DORAN_TYPE_mood_change, &none, &desk->arena, &desk->error));
    assert_true(doran_has(&none, mood_change, mood));
}

/* What cannot be taken away: whoever sees the bit may rely on the value. */
static void test_null_says_nothing(void **state)
{
    struct desk *desk = *state;
    const char *json = "{\"title\":null,\"time_zone\":\"Asia/Seoul\"}";
    for (int mode = DORAN_JSON_STRICT; mode <= DORAN_JSON_LENIENT; mode++) {
        assert_true(decode(desk, DORAN_TYPE_family_change, (enum doran_json_mode)mode, json, strlen(json)));
        const struct doran_family_change *change = (const void *)&desk->object;
        assert_int_equal(change->has, DORAN_BIT(family_change, time_zone));
        assert_null(change->title);
    }
    struct doran_profile_change profile = {0};
    doran_set(&profile, profile_change, nickname, NULL);
    doran_set(&profile, profile_change, avatar, 0);
    assert_true(doran_check(DORAN_TYPE_profile_change, &profile, &desk->arena, &desk->error));
    assert_int_equal(profile.has, 0);
    /* But 0 can be a value. */
    struct doran_error_body body = {.error = "busy", .message = ""};
    doran_set(&body, error_body, retry_after, 0);
    assert_true(doran_check(DORAN_TYPE_error_body, &body, &desk->arena, &desk->error));
    assert_true(doran_has(&body, error_body, retry_after));
}

/* In every type: a null is refused, or it leaves nothing behind. */
static void test_null_everywhere(void **state)
{
    struct desk *desk = *state;
    for (int i = 0; i < DORAN_TYPE_COUNT; i++) {
        const struct doran_type *type = doran_type((enum doran_type_id)i);
        for (size_t f = 0; f < type->field_count; f++) {
            char json[100];
            int length = snprintf(json, sizeof json, "{\"%s\":null}", type->fields[f].name);
            if (!decode(desk, (enum doran_type_id)i, DORAN_JSON_STRICT, json, (size_t)length))
                continue; /* It or another one is required. */
            uint64_t has;
            memcpy(&has, &desk->object, sizeof has);
            bool clearable = (type->fields[f].flags & DORAN_FIELD_CLEARABLE) != 0;
            assert_int_equal(has, clearable ? UINT64_C(1) << f : 0);
        }
    }
}

static void test_check(void **state)
{
    struct desk *desk = *state;
    struct doran_invite_create invite = {.email = " han@example.kr ",
                                         .nickname = " \xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB "};
    assert_true(doran_check(DORAN_TYPE_invite_create, &invite, &desk->arena, &desk->error));
    assert_string_equal(invite.email, "han@example.kr");
    assert_string_equal(invite.nickname, "한");
    assert_true(doran_has(&invite, invite_create, email));
    invite.email = "han@";
    assert_false(doran_check(DORAN_TYPE_invite_create, &invite, &desk->arena, &desk->error));
    assert_string_equal(desk->error.field, "email");
    struct doran_invite_create empty = {0};
    assert_false(doran_check(DORAN_TYPE_invite_create, &empty, &desk->arena, &desk->error));
    assert_string_equal(desk->error.field, "nickname");
    struct doran_member member = {.family_id = ID1,
                                  .user_id = ID1,
                                  .nickname = "엄마",
                                  .profile_nickname = "김순자",
                                  .avatar = 9,
                                  .role = DORAN_role_host,
                                  .joined_at = 1};
    struct doran_member_page page = {.members = {&member, 1}};
    assert_false(doran_check(DORAN_TYPE_member_page, &page, &desk->arena, &desk->error));
    assert_string_equal(desk->error.field, "members.0.avatar");
    member.avatar = 2;
    member.mood = (enum doran_mood)99;
    assert_false(doran_check(DORAN_TYPE_member_page, &page, &desk->arena, &desk->error));
    assert_string_equal(desk->error.field, "members.0.mood");
    member.mood = DORAN_mood_sad;
    assert_true(doran_check(DORAN_TYPE_member_page, &page, &desk->arena, &desk->error));
    member.nickname = "\xFF";
    assert_false(doran_check(DORAN_TYPE_member_page, &page, &desk->arena, &desk->error));
    assert_string_equal(desk->error.field, "members.0.nickname");
}

static void test_emails(void **state)
{
    struct desk *desk = *state;
    static const char *const good[] = {"a@b.kr",
                                       "first.last+tag@sub.example.co.kr",
                                       "!#$%&'*+-/=?^_`{|}~@example.org",
                                       "할머니@예시.한국",
                                       "o'hara@x-y.example",
                                       "1@2.34"};
    static const char *const bad[] = {"",
                                      "a",
                                      "@",
                                      "a@",
                                      "@b.kr",
                                      "a@b",
                                      "a@@b.kr",
                                      "a@b@c.kr",
                                      ".a@b.kr",
                                      "a.@b.kr",
                                      "a..b@c.kr",
                                      "a b@c.kr",
                                      "a@b c.kr",
                                      "a@.kr",
                                      "a@b.",
                                      "a@-b.kr",
                                      "a@b-.kr",
                                      "a@b_c.kr",
                                      "\"a b\"@c.kr",
                                      "a@[127.0.0.1]",
                                      "a\\@b.kr",
                                      "a@b.kr\n.x",
                                      "<a@b.kr>",
                                      "a\xE2\x80\x8B@b.kr",
                                      "a\xE3\x80\x80@b.kr",
                                      "a(c)@b.kr",
                                      "a,b@c.kr"};
    for (size_t i = 0; i < COUNT(good); i++) {
        struct doran_approval_request request = {.email = good[i]};
        assert_true(doran_check(DORAN_TYPE_approval_request, &request, &desk->arena, &desk->error));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct doran_approval_request request = {.email = bad[i]};
        if (doran_check(DORAN_TYPE_approval_request, &request, &desk->arena, &desk->error))
            fail_msg("%s was taken", bad[i]);
        assert_string_equal(desk->error.field, "email");
        /* The message tells the rule, never the address. */
        assert_string_equal(desk->error.message,
                            "email must be an e-mail address of at most 254 bytes, as name@example.com.");
    }
    char long_one[300];
    memset(long_one, 'a', sizeof long_one);
    memcpy(long_one, "a@", 2);
    for (size_t i = 50; i < 250; i += 50)
        long_one[i] = '.';
    long_one[254] = '\0';
    struct doran_approval_request request = {.email = long_one};
    assert_true(doran_check(DORAN_TYPE_approval_request, &request, &desk->arena, &desk->error));
    long_one[254] = 'a';
    long_one[255] = '\0';
    request.email = long_one;
    assert_false(doran_check(DORAN_TYPE_approval_request, &request, &desk->arena, &desk->error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_refused_by_name),
        TEST(test_says_what_is_allowed),
        TEST(test_a_cluster_has_a_size),
        TEST(test_too_many_items),
        TEST(test_texts_get_their_form),
        TEST(test_null_takes_away),
        TEST(test_null_says_nothing),
        TEST(test_null_everywhere),
        TEST(test_check),
        TEST(test_emails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
