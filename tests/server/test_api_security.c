#include "server/api_case.h"

#define PASSWORD "가나다라 마바사아"
#define OTHER_PASSWORD "아주 긴 다른 암호"

static bool logs_in(struct api_case *test, const char *email, const char *password, struct doran_login *out)
{
    const struct doran_login_request request = {.email = email, .password = password, .device = "다른 기기"};
    return call(test, DORAN_R_login, NULL, NULL, &request, out) == 201;
}

static enum doran_category newest(struct api_case *test, const char *token)
{
    struct doran_notification_page page = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, token, NULL, &page), 200);
    return page.notifications.count > 0 ? page.notifications.items[0].category : DORAN_category_none;
}

static void a_new_password_ends_all_other_devices(void **state)
{
    struct api_case *test = *state;
    struct doran_login one = sign_up(test, "mom@example.org", "엄마곰"), two = {0};
    assert_true(logs_in(test, "mom@example.org", PASSWORD, &two));
    assert_int_equal(newest(test, one.token), DORAN_category_security_device);
    struct doran_password_change request = {.current = "wrong wrong", .password = OTHER_PASSWORD};
    assert_int_equal(call(test, DORAN_R_password_change, NULL, one.token, &request, NULL), 403);
    assert_refused(test, wrong_password);
    request.current = PASSWORD;
    request.password = "password";
    assert_int_equal(call(test, DORAN_R_password_change, NULL, one.token, &request, NULL), 422);
    assert_string_equal(test->field, "password");
    request.password = OTHER_PASSWORD;
    assert_int_equal(call(test, DORAN_R_password_change, NULL, one.token, &request, NULL), 204);
    assert_int_equal(call(test, DORAN_R_me, NULL, two.token, NULL, NULL), 401);
    assert_int_equal(call(test, DORAN_R_me, NULL, one.token, NULL, NULL), 200);
    assert_int_equal(newest(test, one.token), DORAN_category_security_reset);
    assert_false(logs_in(test, "mom@example.org", PASSWORD, NULL));
    assert_true(logs_in(test, "mom@example.org", OTHER_PASSWORD, NULL));
}

static void a_recovery_code_works_once_and_ends_all_devices(void **state)
{
    struct api_case *test = *state;
    struct doran_login login = sign_up(test, "mom@example.org", "엄마곰"), fresh = {0};
    struct doran_recovery_request request = {
        .email = "mom@example.org", .code = "AAAA-BBBB-CCCC-DDDD", .password = OTHER_PASSWORD};
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403);
    char *refusal = strdup(test->body);
    request.email = "nobody@example.org";
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403);
    assert_string_equal(test->body, refusal);
    free(refusal);
    request.code = login.recovery_codes.items[3].code;
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403); /* Another's code. */
    request.email = "mom@example.org";
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, &fresh), 201);
    assert_int_equal(fresh.user->recovery_codes_left, DORAN_RECOVERY_CODES - 1);
    assert_int_equal(call(test, DORAN_R_me, NULL, login.token, NULL, NULL), 401);
    assert_int_equal(call(test, DORAN_R_me, NULL, fresh.token, NULL, NULL), 200);
    assert_int_equal(newest(test, fresh.token), DORAN_category_security_reset);
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403);
    assert_refused(test, wrong_code);

    struct doran_recovery_codes codes = {0};
    const struct doran_password_proof proof = {.password = OTHER_PASSWORD};
    assert_int_equal(call(test, DORAN_R_recovery_renew, NULL, fresh.token, &proof, &codes), 201);
    assert_int_equal(codes.codes.count, DORAN_RECOVERY_CODES);
    request.code = login.recovery_codes.items[4].code;
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403);
    request.code = codes.codes.items[0].code;
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 201);
}

static void the_operator_resets_a_password(void **state)
{
    struct api_case *test = *state;
    struct doran_login login = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_error error = {0};
    char code[ADMIN_CODE_MAX], again[ADMIN_CODE_MAX];
    assert_false(admin_user_reset(test->db, "nobody@example.org", code, &error));
    assert_int_equal(error.code, DORAN_ERROR_not_found);
    assert_true(admin_user_reset(test->db, "MOM@example.org ", code, &error));
    assert_true(admin_user_reset(test->db, "mom@example.org", again, &error));
    struct doran_recovery_request request = {
        .email = "mom@example.org", .code = code, .password = OTHER_PASSWORD};
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL),
                     403); /* The later one counts. */
    request.code = again;
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 201);
    assert_int_equal(call(test, DORAN_R_recover, NULL, NULL, &request, NULL), 403);
    assert_int_equal(call(test, DORAN_R_me, NULL, login.token, NULL, NULL), 401);
}

static void what_the_operator_did_beside_the_server_is_told(void **state)
{
    struct api_case *test = *state;
    struct doran_login login = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_error error = {0};
    char code[ADMIN_CODE_MAX];
    assert_int_equal(newest(test, login.token), DORAN_category_none); /* Cached from now on. */
    assert_true(admin_user_reset(test->db, "mom@example.org", code, &error));
    api_housekeep(test->api);
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
    assert_int_equal(newest(test, login.token), DORAN_category_security_reset);
}

static void the_first_code_opens_the_first_account(void **state)
{
    struct api_case *test = *state;
    struct doran_error error = {0};
    char old[ADMIN_CODE_MAX], code[ADMIN_CODE_MAX];
    bool needed = false;
    api_case_stop(test);
    assert_true(api_case_start(test, DORAN_signup_mode_code, NULL));
    assert_true(admin_first_code(test->db, old, &needed, &error));
    assert_true(needed);
    assert_true(admin_first_code(test->db, code, &needed, &error));
    struct doran_join_preview preview = {0};
    assert_int_equal(
        call(test, DORAN_R_join_preview, NULL, NULL, &(struct doran_join_request){.code = code}, &preview),
        200);
    assert_null(preview.family_title);
    struct doran_signup_request request = {
        .email = "mom@example.org", .password = PASSWORD, .nickname = "엄마곰", .code = old};
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    request.code = code;
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 201);
    request.email = "dad@example.org";
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    assert_true(admin_first_code(test->db, code, &needed, &error));
    assert_false(needed);
}

static void a_device_lets_another_in(void **state)
{
    struct api_case *test = *state;
    struct doran_login login = sign_up(test, "mom@example.org", "엄마곰"), fresh = {0};
    struct doran_login other = sign_up(test, "dad@example.org", "아빠곰");
    const struct doran_approval_request request = {.email = "mom@example.org", .device = "새 전화"};
    struct doran_approval_ticket ticket = {0}, nobodys = {0};
    assert_int_equal(call(test, DORAN_R_approval_request, NULL, NULL, &request, &ticket), 201);
    size_t length = test->body_length;
    const struct doran_approval_request unknown = {.email = "nob@example.org", .device = "새 전화"};
    assert_int_equal(call(test, DORAN_R_approval_request, NULL, NULL, &unknown, &nobodys), 201);
    assert_int_equal(test->body_length, length);
    struct doran_approval_page page = {0};
    assert_int_equal(call(test, DORAN_R_approval_list, NULL, login.token, NULL, &page), 200);
    assert_int_equal(page.approvals.count, 1);
    assert_string_equal(page.approvals.items[0].device, "새 전화");

    struct doran_path path = path_of(DORAN_PARAM_approval, ticket.id);
    struct doran_approval_claim claim = {.secret = ticket.secret};
    struct doran_approval_answer answer = {.code = strcmp(ticket.code, "000000") ? "000000" : "111111"};
    assert_int_equal(call(test, DORAN_R_approval_claim, &path, NULL, &claim, NULL), 404);
    assert_int_equal(call(test, DORAN_R_approval_accept, &path, login.token, &answer, NULL), 403);
    assert_refused(test, wrong_code);
    answer.code = ticket.code;
    assert_int_equal(call(test, DORAN_R_approval_accept, &path, other.token, &answer, NULL), 404);
    assert_int_equal(call(test, DORAN_R_approval_accept, &path, login.token, &answer, NULL), 204);
    claim.secret = nobodys.secret;
    assert_int_equal(call(test, DORAN_R_approval_claim, &path, NULL, &claim, NULL), 404);
    claim.secret = ticket.secret;
    assert_int_equal(call(test, DORAN_R_approval_claim, &path, NULL, &claim, &fresh), 201);
    assert_string_equal(fresh.user->id, login.user->id);
    assert_string_equal(fresh.session->name, "새 전화");
    assert_int_equal(call(test, DORAN_R_approval_claim, &path, NULL, &claim, NULL), 404);
    assert_int_equal(newest(test, login.token), DORAN_category_security_device);
}

static void wrong_codes_end_an_approval(void **state)
{
    struct api_case *test = *state;
    struct doran_login login = sign_up(test, "mom@example.org", "엄마곰");
    const struct doran_approval_request request = {.email = "mom@example.org"};
    struct doran_approval_ticket ticket = {0};
    assert_int_equal(call(test, DORAN_R_approval_request, NULL, NULL, &request, &ticket), 201);
    struct doran_path path = path_of(DORAN_PARAM_approval, ticket.id);
    struct doran_approval_answer answer = {.code = strcmp(ticket.code, "000000") ? "000000" : "111111"};
    for (int i = 0; i < 5; i++)
        assert_int_equal(call(test, DORAN_R_approval_accept, &path, login.token, &answer, NULL), 403);
    answer.code = ticket.code;
    assert_int_equal(call(test, DORAN_R_approval_accept, &path, login.token, &answer, NULL), 404);
    assert_int_equal(call(test, DORAN_R_approval_request, NULL, NULL, &request, &ticket), 201);
    path = path_of(DORAN_PARAM_approval, ticket.id);
    assert_int_equal(call(test, DORAN_R_approval_refuse, &path, login.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_approval_refuse, &path, login.token, NULL, NULL), 404);
}

static void a_device_is_ended_by_another_of_the_same_user(void **state)
{
    struct api_case *test = *state;
    struct doran_login one = sign_up(test, "mom@example.org", "엄마곰"), two = {0};
    struct doran_login other = sign_up(test, "dad@example.org", "아빠곰");
    assert_true(logs_in(test, "mom@example.org", PASSWORD, &two));
    assert_int_equal(call(test, DORAN_R_me, NULL, two.token, NULL, NULL), 200);
    struct doran_path path = path_of(DORAN_PARAM_session, two.session->id);
    assert_int_equal(call(test, DORAN_R_session_end, &path, other.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_session_end, &path, one.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_me, NULL, two.token, NULL, NULL), 401);
}

/* A full queue of hashes is said, not waited for. */
static void too_many_hashes_at_once_are_refused(void **state)
{
    struct api_case *test = *state;
    enum { MANY = 200 };
    static struct sent sent[MANY];
    int busy = 0;
    sign_up(test, "mom@example.org", "엄마곰");
    for (size_t i = 0; i < MANY; i++)
        api_case_send(test, &sent[i], DORAN_R_recover, NULL, NULL,
                      "{\"email\":\"mom@example.org\",\"code\":\"AAAA-BBBB-CCCC-DDDD\",\"password\":\"long "
                      "enough it is\"}");
    for (size_t i = 0; i < MANY; i++) {
        busy += sent[i].answered;
        api_case_wait(test, &sent[i]);
    }
    /* What was answered at once was refused: everything else went through a thread. */
    assert_true(busy > 0);
    assert_int_equal(call(test, DORAN_R_server, NULL, NULL, NULL, NULL), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(a_new_password_ends_all_other_devices),
        API_ON_BOTH(a_recovery_code_works_once_and_ends_all_devices),
        API_ON_BOTH(the_operator_resets_a_password),
        API_ON_BOTH(what_the_operator_did_beside_the_server_is_told),
        API_ON_BOTH(the_first_code_opens_the_first_account),
        API_ON_BOTH(a_device_lets_another_in),
        API_ON_BOTH(wrong_codes_end_an_approval),
        API_ON_BOTH(a_device_is_ended_by_another_of_the_same_user),
        API_ON_BOTH(too_many_hashes_at_once_are_refused),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
