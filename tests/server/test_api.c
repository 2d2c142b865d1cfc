#include "server/api_case.h"

#include <sys/stat.h>

static void one_signs_up_logs_in_and_out(void **state)
{
    struct api_case *test = *state;
    struct doran_login first = sign_up(test, "Mom@Example.org", "엄마곰");
    assert_string_equal(first.user->email, "Mom@Example.org");
    assert_string_equal(first.user->nickname, "엄마곰");
    assert_in_range(first.user->avatar, 1, DORAN_AVATARS);
    assert_int_equal(first.recovery_codes.count, DORAN_RECOVERY_CODES);
    assert_int_equal(first.user->recovery_codes_left, DORAN_RECOVERY_CODES);
    assert_string_equal(first.session->name, "시험");

    struct doran_login_request login = {.email = "mom@example.ORG", .password = "wrong wrong"};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, NULL), 401);
    assert_refused(test, wrong_credentials);
    char *refusal = strdup(test->body);
    login.email = "nobody@example.org";
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, NULL), 401);
    assert_string_equal(test->body, refusal); /* Who has an account is not told. */
    free(refusal);
    login.email = "mom@example.org";
    login.password = "가나다라 마바사아";
    struct doran_login second = {0};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, &second), 201);
    assert_string_equal(second.session->name, "test/1.0");
    assert_string_equal(second.user->id, first.user->id);

    struct doran_session_page sessions = {0};
    assert_int_equal(call(test, DORAN_R_session_list, NULL, first.token, NULL, &sessions), 200);
    assert_int_equal(sessions.sessions.count, 2);
    assert_string_equal(sessions.current, first.session->id);
    assert_int_equal(call(test, DORAN_R_logout, NULL, second.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_me, NULL, second.token, NULL, NULL), 401);
    assert_refused(test, unauthorized);
    assert_int_equal(call(test, DORAN_R_me, NULL, first.token, NULL, NULL), 200);
    assert_int_equal(call(test, DORAN_R_me, NULL, "no-such-token", NULL, NULL), 401);
    assert_int_equal(call(test, DORAN_R_me, NULL, NULL, NULL, NULL), 401);
}

static void two_sign_ups_at_once_make_one_account(void **state)
{
    struct api_case *test = *state;
    static const char body[] =
        "{\"email\":\"mom@example.org\",\"password\":\"long enough indeed\",\"nickname\":\"엄마곰\"}";
    struct sent sent[4];
    int created = 0, taken = 0;
    for (size_t i = 0; i < 4; i++)
        api_case_send(test, &sent[i], DORAN_R_signup, NULL, NULL, body);
    for (size_t i = 0; i < 4; i++) {
        api_case_wait(test, &sent[i]);
        created += sent[i].status == 201;
        taken += sent[i].status == 409;
    }
    assert_int_equal(created, 1);
    assert_int_equal(taken, 3);
    const struct doran_login_request login = {.email = "mom@example.org", .password = "long enough indeed"};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, NULL), 201);
    assert_int_equal(call_text(test, DORAN_R_signup, NULL, NULL, body), 409);
    assert_refused(test, email_taken);
}

static void a_family_is_made_and_lived_in(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       girl = sign_up(test, "girl@example.org", "딸기");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    assert_string_equal(family.time_zone, "Asia/Seoul");
    assert_int_equal(call(test, DORAN_R_home, &path, girl.token, NULL, NULL), 404);
    bring_in(test, family.id, mom.token, &girl, "딸");
    assert_int_equal(call(test, DORAN_R_mood_change, NULL, girl.token,
                          &(struct doran_mood_change){.mood = DORAN_mood_sleepy}, NULL),
                     200);
    struct doran_home home = {0};
    assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, &home), 200);
    assert_int_equal(home.members.count, 2);
    assert_string_equal(home.members.items[1].nickname, "딸");
    assert_int_equal(home.members.items[1].mood, DORAN_mood_sleepy);
    assert_int_equal(home.unread, 1);
    assert_int_equal(home.notifications.items[0].category, DORAN_category_invite_accepted);
    assert_string_equal(home.notifications.items[0].actor_nickname, "딸");
    assert_int_equal(home.me->role, DORAN_role_host);
    assert_int_equal(home.invites.count, 0);
}

static void the_sample_family_is_there_to_log_in_to(void **state)
{
    struct api_case *test = *state;
    struct doran_error error = {0};
    char *directory = test_directory_new("sample"), *file = test_directory_path(directory, "accounts");
    char email[256] = "", password[256] = "";
    assert_true(admin_sample(test->db, file, &error));
    struct stat status;
    assert_int_equal(stat(file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    FILE *accounts = fopen(file, "r");
    assert_int_equal(fscanf(accounts, "%255s %255s", email, password), 2);
    fclose(accounts);
    const struct doran_login_request request = {.email = email, .password = password};
    struct doran_login login = {0};
    struct doran_family_page page = {0};
    struct doran_home home = {0};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &request, &login), 201);
    assert_int_equal(call(test, DORAN_R_family_list, NULL, login.token, NULL, &page), 200);
    struct doran_path path = path_of(DORAN_PARAM_family, page.families.items[0].id);
    assert_int_equal(call(test, DORAN_R_home, &path, login.token, NULL, &home), 200);
    static const char *const nicknames[] = {"엄마", "아빠", "딸", "할머니"};
    assert_int_equal(home.members.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(home.members.items[i].nickname, nicknames[i]);
        assert_int_not_equal(home.members.items[i].mood, DORAN_mood_none);
    }
    assert_int_equal(home.invites.count, 1);
    assert_string_equal(home.invites.items[0].nickname, "삼촌");
    struct doran_badge_page wall = {0};
    assert_int_equal(call(test, DORAN_R_badge_list, &path, login.token, NULL, &wall), 200);
    assert_int_not_equal(wall.badges.items[DORAN_badge_name_together - 1].earned_at,
                         0); /* its events count */
    assert_int_equal(unlink(file), 0);
    assert_true(admin_sample(test->db, file, &error)); /* There is somebody: nothing is made. */
    assert_int_not_equal(access(file, F_OK), 0);
    free(file);
    test_directory_remove(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(one_signs_up_logs_in_and_out),
        API_ON_BOTH(two_sign_ups_at_once_make_one_account),
        API_ON_BOTH(a_family_is_made_and_lived_in),
        API_ON_BOTH(the_sample_family_is_there_to_log_in_to),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
