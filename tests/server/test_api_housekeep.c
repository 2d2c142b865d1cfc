#include "server/api_case.h"

static void housekeep(struct api_case *test)
{
    api_housekeep(test->api);
    api_housekeep(test->api); /* One turn at a time. */
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
}

static void an_invite_expires_for_both_sides(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       dad = sign_up(test, "dad@example.org", "아빠곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    const struct doran_invite_create request = {.email = "dad@example.org", .nickname = "아빠"};
    struct doran_invite_sent sent = {0};
    struct doran_invite_page invites = {0};
    struct doran_invitation_page invitations = {0};
    assert_int_equal(call(test, DORAN_R_invite_create, &path, mom.token, &request, &sent), 201);
    housekeep(test);
    assert_int_equal(call(test, DORAN_R_invitation_list, NULL, dad.token, NULL, &invitations), 200);
    assert_int_equal(invitations.invitations.count, 1);
    write_there(test, "UPDATE invites SET expires_at = expires_at - ?1", DORAN_INVITE_DAYS * DORAN_DAY);
    struct doran_path invite = path_of(DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &invite, dad.token, NULL, NULL), 410);
    assert_refused(test, invite_ended);
    housekeep(test);
    assert_int_equal(call(test, DORAN_R_invitation_list, NULL, dad.token, NULL, &invitations), 200);
    assert_int_equal(invitations.invitations.count, 0);
    assert_int_equal(call(test, DORAN_R_invite_list, &path, mom.token, NULL, &invites), 200);
    assert_int_equal(invites.invites.count, 0);
    assert_int_equal(call(test, DORAN_R_invite_create, &path, mom.token, &request, &sent), 201);
}

static void a_code_that_is_too_old_opens_nothing(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       dad = sign_up(test, "dad@example.org", "아빠곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    const struct doran_invite_create request = {.nickname = "아빠"};
    struct doran_invite_sent sent = {0};
    assert_int_equal(call(test, DORAN_R_invite_create, &path, mom.token, &request, &sent), 201);
    write_there(test, "UPDATE invites SET expires_at = expires_at - ?1", DORAN_INVITE_DAYS * DORAN_DAY);
    const struct doran_join_request join = {.code = sent.code};
    assert_int_equal(call(test, DORAN_R_join, NULL, dad.token, &join, NULL), 403);
    assert_refused(test, wrong_code);
}

static void an_approval_nobody_answered_is_gone(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    const struct doran_approval_request request = {.email = "mom@example.org"};
    struct doran_approval_ticket ticket = {0};
    struct doran_approval_page page = {0};
    assert_int_equal(call(test, DORAN_R_approval_request, NULL, NULL, &request, &ticket), 201);
    write_there(test, "UPDATE approvals SET expires_at = expires_at - ?1",
                DORAN_APPROVAL_MINUTES * DORAN_MINUTE);
    struct doran_path path = path_of(DORAN_PARAM_approval, ticket.id);
    const struct doran_approval_answer answer = {.code = ticket.code};
    assert_int_equal(call(test, DORAN_R_approval_accept, &path, mom.token, &answer, NULL), 404);
    housekeep(test);
    assert_int_equal(call(test, DORAN_R_approval_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.approvals.count, 0);
}

static void a_family_deleted_long_ago_is_gone_for_good(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_leave, &path, mom.token, NULL, NULL), 204);
    housekeep(test);
    assert_int_equal(call(test, DORAN_R_family_deleted_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 1);
    write_there(test, "UPDATE families SET deleted_at = deleted_at - ?1", DORAN_UNDO_DAYS * DORAN_DAY);
    housekeep(test);
    assert_int_equal(call(test, DORAN_R_family_deleted_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 0);
    assert_int_equal(call(test, DORAN_R_family_restore, &path, mom.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_family, &path, mom.token, NULL, NULL), 404);
}

static void a_cursor_that_missed_tombstones_is_told_so(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"), two = {0};
    struct doran_change_page page = {0}, later = {0};
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, NULL, &page), 200);
    const struct doran_login_request login = {.email = "mom@example.org", .password = "가나다라 마바사아"};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, &two), 201);
    assert_int_equal(call(test, DORAN_R_logout, NULL, two.token, NULL, NULL), 204);
    const struct doran_changes_query since = {.since = page.cursor};
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, &since, &later), 200);
    write_there(test, "UPDATE changes SET at = at - ?1", DORAN_OPERATION_DAYS * DORAN_DAY);
    housekeep(test);
    struct doran_snapshot_query query = {.stream = mom.user->id};
    assert_int_equal(call(test, DORAN_R_mood_change, NULL, mom.token,
                          &(struct doran_mood_change){.mood = DORAN_mood_good}, NULL),
                     200);
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, &since, NULL), 410);
    assert_refused(test, cursor_expired);
    assert_int_equal(call(test, DORAN_R_snapshot, NULL, mom.token, &query, NULL), 200);
}

static void an_operation_is_forgotten_in_the_end(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    for (int i = 0; i < 2; i++) {
        snprintf(test->operation, sizeof test->operation, "01900000-0000-7000-8000-0000000000aa");
        assert_int_equal(call_text(test, DORAN_R_family_create, NULL, mom.token,
                                   "{\"title\":\"우리집\",\"nickname\":\"엄마\"}"),
                         201);
        write_there(test, "UPDATE operations SET created_at = created_at - ?1",
                    DORAN_OPERATION_DAYS * DORAN_DAY);
        housekeep(test);
    }
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 2);
}

/* A device's last use is noted to the hour, by a job of its own. */
static void a_device_in_use_is_noted(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_session_page page = {0};
    write_there(test, "UPDATE sessions SET last_used_at = last_used_at - ?1", 2 * DORAN_HOUR);
    assert_int_equal(call(test, DORAN_R_me, NULL, mom.token, NULL, NULL), 200);
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
    assert_int_equal(call(test, DORAN_R_session_list, NULL, mom.token, NULL, &page), 200);
    assert_true(page.sessions.items[0].last_used_at >= mom.session->created_at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(an_invite_expires_for_both_sides),
        API_ON_BOTH(a_code_that_is_too_old_opens_nothing),
        API_ON_BOTH(an_approval_nobody_answered_is_gone),
        API_ON_BOTH(a_family_deleted_long_ago_is_gone_for_good),
        API_ON_BOTH(a_cursor_that_missed_tombstones_is_told_so),
        API_ON_BOTH(an_operation_is_forgotten_in_the_end),
        API_ON_BOTH(a_device_in_use_is_noted),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
