#include "server/api_home.h"

static struct doran_invite_sent invite(struct api_case *test, const struct home *home, const char *token,
                                       const char *email, const char *nickname)
{
    const struct doran_invite_create request = {.email = email, .nickname = nickname};
    struct doran_invite_sent sent = {0};
    assert_int_equal(call(test, DORAN_R_invite_create, &home->path, token, &request, &sent), 201);
    return sent;
}

static int try_invite(struct api_case *test, const struct home *home, const char *token, const char *email,
                      const char *nickname)
{
    const struct doran_invite_create request = {.email = email, .nickname = nickname};
    return call(test, DORAN_R_invite_create, &home->path, token, &request, NULL);
}

static size_t count_invitations(struct api_case *test, const char *token)
{
    struct doran_invitation_page page = {0};
    assert_int_equal(call(test, DORAN_R_invitation_list, NULL, token, NULL, &page), 200);
    return page.invitations.count;
}

/* The answer's text with ids and instants made alike. */
static void blur(char *text)
{
    for (char *at = text; *at; at++)
        if ((*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'f'))
            *at = '#';
}

static void the_inviter_cannot_tell_whether_the_address_has_an_account(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    invite(test, &home, home.mom.token, "dad@example.org", "아빠");
    char *known = strdup(test->body);
    invite(test, &home, home.mom.token, "aaa@example.org", "이모");
    blur(known);
    blur(test->body);
    assert_int_equal(strlen(known), strlen(test->body));
    free(known);
    assert_int_equal(count_invitations(test, home.dad.token), 1);
    /* An account that is made later does not find it. */
    struct doran_login late = sign_up(test, "aaa@example.org", "이모곰");
    assert_int_equal(count_invitations(test, late.token), 0);
}

static void only_facts_of_the_family_are_told(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    invite(test, &home, home.mom.token, "dad@example.org", "아빠");
    assert_int_equal(try_invite(test, &home, home.mom.token, "DAD@example.org", "새아빠"), 409);
    assert_refused(test, already_invited);
    assert_int_equal(try_invite(test, &home, home.mom.token, "other@example.org", "아빠"), 409);
    assert_refused(test, nickname_taken);
    assert_int_equal(try_invite(test, &home, home.mom.token, "other@example.org", "엄마"), 409);
    assert_refused(test, nickname_taken);
    assert_int_equal(try_invite(test, &home, home.mom.token, "mom@example.org", "나"), 409);
    assert_refused(test, already_member);
    /* Another family knows nothing of it. */
    struct doran_family other = make_family(test, home.girl.token, "친구네", "딸");
    const struct doran_path path = path_of(DORAN_PARAM_family, other.id);
    const struct doran_invite_create request = {.email = "dad@example.org", .nickname = "아빠"};
    assert_int_equal(call(test, DORAN_R_invite_create, &path, home.girl.token, &request, NULL), 201);
}

static void an_invite_is_accepted_once_by_the_right_one(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    struct doran_invite_sent sent = invite(test, &home, home.mom.token, "dad@example.org", "아빠");
    struct doran_path path = path_of(DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_family, &home.path, home.dad.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.girl.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.mom.token, NULL, NULL), 404);
    struct doran_membership membership = {0};
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.dad.token, NULL, &membership), 200);
    assert_string_equal(membership.nickname, "아빠");
    assert_int_equal(membership.role, DORAN_role_member);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.dad.token, NULL, NULL), 410);
    assert_refused(test, invite_ended);
    assert_int_equal(call(test, DORAN_R_family, &home.path, home.dad.token, NULL, NULL), 200);
    struct doran_invite_page page = {0};
    assert_int_equal(call(test, DORAN_R_invite_list, &home.path, home.mom.token, NULL, &page), 200);
    assert_int_equal(page.invites.count, 0);
}

static void a_refusal_is_not_told_and_can_be_asked_again(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    struct doran_invite_sent sent = invite(test, &home, home.mom.token, "dad@example.org", "아빠");
    struct doran_path path = path_of(DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invitation_decline, &path, home.girl.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_invitation_decline, &path, home.dad.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_invitation_decline, &path, home.dad.token, NULL, NULL), 410);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.dad.token, NULL, NULL), 410);
    struct doran_invite_page page = {0};
    assert_int_equal(call(test, DORAN_R_invite_list, &home.path, home.mom.token, NULL, &page), 200);
    assert_int_equal(page.invites.count, 1);
    assert_int_equal(page.invites.items[0].state, DORAN_invite_state_open);
    struct doran_notification_page news = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, home.mom.token, NULL, &news), 200);
    assert_int_equal(news.notifications.count, 0);

    struct doran_path both =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invite_resend, &both, home.mom.token, NULL, NULL), 200);
    assert_int_equal(count_invitations(test, home.dad.token), 1);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, home.dad.token, NULL, NULL), 200);
}

static void an_invite_is_taken_back_by_its_author_or_the_host(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    bring_in(test, home.family.id, home.mom.token, &home.dad, "아빠");
    bring_in(test, home.family.id, home.mom.token, &home.girl, "딸");
    struct doran_login guest = sign_up(test, "uncle@example.org", "삼촌곰");
    struct doran_invite_sent sent = invite(test, &home, home.dad.token, "uncle@example.org", "삼촌");
    struct doran_path path =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invite_withdraw, &path, home.girl.token, NULL, NULL), 403);
    assert_int_equal(call(test, DORAN_R_invite_withdraw, &path, guest.token, NULL, NULL), 404);
    assert_int_equal(count_invitations(test, guest.token), 1);
    assert_int_equal(call(test, DORAN_R_invite_withdraw, &path, home.dad.token, NULL, NULL), 204);
    assert_int_equal(count_invitations(test, guest.token), 0);
    struct doran_notification_page news = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, guest.token, NULL, &news), 200);
    assert_int_equal(news.notifications.count, 0);
    assert_int_equal(call(test, DORAN_R_invite_withdraw, &path, home.mom.token, NULL, NULL), 410);
    sent = invite(test, &home, home.dad.token, "uncle@example.org", "삼촌");
    path = path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invite_withdraw, &path, home.mom.token, NULL, NULL), 204);
}

static void a_code_lets_one_person_in(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    struct doran_invite_sent sent = invite(test, &home, home.mom.token, NULL, "이모");
    assert_int_equal(sent.invite->kind, DORAN_invite_kind_code);
    struct doran_join_link link;
    struct doran_error error = {0};
    assert_true(doran_join_link_parse(sent.link, &link, &error));
    assert_string_equal(link.server, "https://home.example:7474");
    struct doran_join_request request = {.code = link.code};
    struct doran_join_preview preview = {0};
    assert_int_equal(call(test, DORAN_R_join_preview, NULL, NULL, &request, &preview), 200);
    assert_string_equal(preview.family_title, "우리집");
    assert_string_equal(preview.inviter_nickname, "엄마");
    assert_string_equal(preview.nickname, "이모");

    struct doran_membership membership = {0};
    assert_int_equal(call(test, DORAN_R_join, NULL, home.mom.token, &request, NULL), 409);
    assert_refused(test, already_member);
    assert_int_equal(call(test, DORAN_R_join, NULL, home.dad.token, &request, &membership), 201);
    assert_string_equal(membership.nickname, "이모");
    assert_int_equal(call(test, DORAN_R_join, NULL, home.girl.token, &request, NULL), 403);
    assert_refused(test, wrong_code);
    assert_int_equal(call(test, DORAN_R_join_preview, NULL, NULL, &request, NULL), 403);
    request.code = "AAAA-BBBB-CCCC-DDDD";
    assert_int_equal(call(test, DORAN_R_join, NULL, home.girl.token, &request, NULL), 403);
}

static void a_resent_code_is_a_new_one(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    struct doran_invite_sent sent = invite(test, &home, home.mom.token, NULL, "이모"), again = {0};
    struct doran_path path =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invite_resend, &path, home.mom.token, NULL, &again), 200);
    assert_string_not_equal(again.code, sent.code);
    assert_int_equal(
        call(test, DORAN_R_join, NULL, home.dad.token, &(struct doran_join_request){.code = sent.code}, NULL),
        403);
    assert_int_equal(call(test, DORAN_R_join, NULL, home.dad.token,
                          &(struct doran_join_request){.code = again.code}, NULL),
                     201);
}

static void sign_up_by_a_familys_code_keeps_the_code_for_the_new_account(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    api_case_stop(test);
    assert_true(api_case_start(test, DORAN_signup_mode_code, NULL));
    struct doran_invite_sent sent = invite(test, &home, home.mom.token, NULL, "이모");
    struct doran_signup_request request = {
        .email = "aunt@example.org", .password = "long enough indeed", .nickname = "이모곰"};
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    assert_refused(test, code_required);
    request.code = "AAAA-BBBB-CCCC-DDDD";
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    assert_refused(test, wrong_code);
    /* Who has no code does not learn which addresses have accounts. */
    request.email = "mom@example.org";
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    assert_refused(test, wrong_code);
    request.code = sent.code;
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 409);
    assert_refused(test, email_taken);
    request.email = "aunt@example.org";
    struct doran_login aunt = {0};
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, &aunt), 201);
    request.email = "thief@example.org";
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, NULL), 403);
    const struct doran_join_request join = {.code = sent.code};
    assert_int_equal(call(test, DORAN_R_join, NULL, home.dad.token, &join, NULL), 403);
    assert_int_equal(call(test, DORAN_R_join, NULL, aunt.token, &join, NULL), 201);
}

static void open_invites_have_a_limit(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    for (int i = 0; i < DORAN_FAMILY_INVITES_MAX; i++) {
        char nickname[16];
        snprintf(nickname, sizeof nickname, "손님%d", i);
        invite(test, &home, home.mom.token, NULL, nickname);
    }
    assert_int_equal(try_invite(test, &home, home.mom.token, NULL, "손님"), 409);
    assert_refused(test, limit_reached);
}

/* How many of this database's connections wait for a lock. */
static int64_t waiting(struct db_conn *watch)
{
    struct db_rows *rows = NULL;
    assert_int_equal(db_begin(watch), DB_DONE);
    assert_int_equal(db_query(watch, &rows,
                              "SELECT count(*) FROM pg_stat_activity"
                              " WHERE datname = current_database() AND wait_event_type = 'Lock'",
                              ""),
                     DB_DONE);
    assert_int_equal(db_next(rows), DB_ROW);
    int64_t count = db_int(rows, 0);
    db_rows_free(rows);
    db_rollback(watch);
    return count;
}

/* Newest first means the same by the time as by the order in which the family was changed. */
static void who_waited_for_the_family_comes_later(void **state)
{
    struct api_case *test = *state;
    struct home home = found_home(test);
    struct doran_error error = {0};
    struct db_conn *holder = db_connect(test->db, DB_WRITE, &error);
    struct db_conn *watch = db_connect(test->db, DB_READ, &error);
    struct sent sent;
    struct doran_invite_sent answer = {0};
    assert_int_equal(db_begin(holder), DB_DONE);
    assert_int_equal(db_exec(holder, "UPDATE families SET title = title WHERE id = ?1", "t", home.family.id),
                     DB_DONE);
    api_case_send(test, &sent, DORAN_R_invite_create, &home.path, home.mom.token,
                  "{\"email\":\"x@example.org\",\"nickname\":\"삼촌\"}");
    for (int i = 0; waiting(watch) == 0 && i < API_CASE_PATIENCE_MS; i++)
        usleep(1000);
    assert_int_equal(waiting(watch), 1);
    doran_time then = doran_time_now();
    assert_int_equal(db_commit(holder), DB_DONE);
    api_case_wait(test, &sent);
    db_disconnect(holder);
    db_disconnect(watch);
    assert_int_equal(sent.status, 201);
    assert_true(doran_json_decode(DORAN_TYPE_invite_sent, DORAN_JSON_LENIENT, test->body, test->body_length,
                                  &answer, &test->arena, &error));
    assert_true(answer.invite->created_at >= then);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(the_inviter_cannot_tell_whether_the_address_has_an_account),
        API_ON_BOTH(only_facts_of_the_family_are_told),
        API_ON_BOTH(an_invite_is_accepted_once_by_the_right_one),
        API_ON_BOTH(a_refusal_is_not_told_and_can_be_asked_again),
        API_ON_BOTH(an_invite_is_taken_back_by_its_author_or_the_host),
        API_ON_BOTH(a_code_lets_one_person_in),
        API_ON_BOTH(a_resent_code_is_a_new_one),
        API_ON_BOTH(sign_up_by_a_familys_code_keeps_the_code_for_the_new_account),
        API_ON_BOTH(open_invites_have_a_limit),
        cmocka_unit_test_prestate_setup_teardown(who_waited_for_the_family_comes_later, api_case_setup,
                                                 api_case_teardown, &(enum store_case_kind){ON_POSTGRESQL}),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
