#include "server/api_home.h"

/* The category of the newest notification, and how many there are. */
static enum doran_category newest(struct api_case *test, const char *token, size_t *count)
{
    struct doran_notification_page page = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, token, NULL, &page), 200);
    *count = page.notifications.count;
    return page.notifications.count > 0 ? page.notifications.items[0].category : DORAN_category_none;
}

static void a_host_hands_over_before_leaving(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    size_t before, after;
    newest(test, home.mom.token, &before);
    assert_int_equal(call(test, DORAN_R_family_leave, &home.path, home.mom.token, NULL, NULL), 409);
    assert_refused(test, host_must_hand_over);
    struct doran_host_change request = {.user_id = home.dad.user->id};
    assert_int_equal(call(test, DORAN_R_host_change, &home.path, home.dad.token, &request, NULL), 403);
    struct doran_family family = {0};
    assert_int_equal(call(test, DORAN_R_host_change, &home.path, home.mom.token, &request, &family), 200);
    assert_string_equal(family.host_id, home.dad.user->id);
    assert_int_equal(newest(test, home.dad.token, &after), DORAN_category_host_changed);
    newest(test, home.mom.token, &after);
    assert_int_equal(after, before); /* Nobody is told of their own deeds. */
    assert_int_equal(call(test, DORAN_R_family_leave, &home.path, home.mom.token, NULL, NULL), 204);
    assert_int_equal(newest(test, home.girl.token, &after), DORAN_category_member_left);
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.mom.token, NULL, NULL), 404);
    request.user_id = home.mom.user->id;
    assert_int_equal(call(test, DORAN_R_host_change, &home.path, home.dad.token, &request, NULL), 422);
    assert_string_equal(test->field, "user_id");
}

static void the_last_to_leave_deletes_the_family_and_can_bring_it_back(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    assert_int_equal(call(test, DORAN_R_family_leave, &path, mom.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, NULL), 410);
    assert_refused(test, family_deleted);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_deleted_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 1);
    assert_int_equal(call(test, DORAN_R_family_restore, &path, mom.token, NULL, NULL), 200);
    assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, NULL), 200);
}

static void a_deleted_family_is_gone_for_all_and_comes_back_for_all(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_login stranger = sign_up(test, "aunt@example.org", "이모곰");
    struct doran_family_delete request = {.title = "다른집"};
    size_t count;
    assert_int_equal(call(test, DORAN_R_family_delete, &home.path, home.mom.token, &request, NULL), 422);
    assert_string_equal(test->field, "title");
    request.title = "우리집";
    assert_int_equal(call(test, DORAN_R_family_delete, &home.path, home.dad.token, &request, NULL), 403);
    assert_int_equal(call(test, DORAN_R_family_delete, &home.path, home.mom.token, &request, NULL), 204);
    assert_int_equal(newest(test, home.dad.token, &count), DORAN_category_family_deleted);
    assert_int_equal(call(test, DORAN_R_family, &home.path, home.dad.token, NULL, NULL), 410);
    assert_int_equal(call(test, DORAN_R_family, &home.path, stranger.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_family_restore, &home.path, stranger.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_family_restore, &home.path, home.dad.token, NULL, NULL), 410);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, home.dad.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 0);
    assert_int_equal(call(test, DORAN_R_family_restore, &home.path, home.mom.token, NULL, NULL), 200);
    assert_int_equal(newest(test, home.dad.token, &count), DORAN_category_family_restored);
    struct doran_member_page members = {0};
    assert_int_equal(call(test, DORAN_R_member_list, &home.path, home.dad.token, NULL, &members), 200);
    assert_int_equal(members.members.count, 3);
    assert_string_equal(members.members.items[2].nickname, "딸");
}

static void nicknames_are_changed_by_oneself_or_the_host(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_path girl =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_user, home.girl.user->id);
    struct doran_member member = {0};
    struct doran_member_change request = {.nickname = "큰딸"};
    assert_int_equal(call(test, DORAN_R_member_change, &girl, home.dad.token, &request, NULL), 403);
    assert_int_equal(call(test, DORAN_R_member_change, &girl, home.girl.token, &request, &member), 200);
    assert_string_equal(member.nickname, "큰딸");
    request.nickname = "작은딸";
    assert_int_equal(call(test, DORAN_R_member_change, &girl, home.mom.token, &request, NULL), 200);
    request.nickname = "아빠";
    assert_int_equal(call(test, DORAN_R_member_change, &girl, home.mom.token, &request, NULL), 409);
    assert_refused(test, nickname_taken);
    request.nickname = "아홉글자나되는호칭";
    assert_int_equal(call(test, DORAN_R_member_change, &girl, home.mom.token, &request, NULL), 422);
    assert_string_equal(test->field, "nickname");
    struct doran_path nobody = path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_user,
                                           "01900000-0000-7000-8000-000000000001");
    request.nickname = "누구";
    assert_int_equal(call(test, DORAN_R_member_change, &nobody, home.mom.token, &request, NULL), 404);
}

static void who_is_taken_out_is_told_and_out(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    size_t count;
    struct doran_path girl =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_user, home.girl.user->id);
    struct doran_path mom =
        path_of_two(DORAN_PARAM_family, home.family.id, DORAN_PARAM_user, home.mom.user->id);
    assert_int_equal(call(test, DORAN_R_member_remove, &girl, home.dad.token, NULL, NULL), 403);
    assert_int_equal(call(test, DORAN_R_member_remove, &mom, home.mom.token, NULL, NULL), 409);
    assert_int_equal(call(test, DORAN_R_member_remove, &girl, home.mom.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_member_remove, &girl, home.mom.token, NULL, NULL), 404);
    assert_int_equal(newest(test, home.girl.token, &count), DORAN_category_member_removed);
    assert_int_equal(newest(test, home.dad.token, &count), DORAN_category_member_left);
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.girl.token, NULL, NULL), 404);
    bring_in(test, home.family.id, home.mom.token, &home.girl, "딸");
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.girl.token, NULL, NULL), 200);
}

static void a_renamed_family_is_renamed_for_guests_too(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_login guest = sign_up(test, "uncle@example.org", "삼촌곰");
    const struct doran_invite_create invite = {.email = "uncle@example.org", .nickname = "삼촌"};
    assert_int_equal(call(test, DORAN_R_invite_create, &home.path, home.mom.token, &invite, NULL), 201);
    struct doran_invitation_page page = {0};
    assert_int_equal(call(test, DORAN_R_invitation_list, NULL, guest.token, NULL, &page), 200);
    assert_string_equal(page.invitations.items[0].family_title, "우리집");
    size_t count;
    assert_int_equal(
        call_text(test, DORAN_R_family_change, &home.path, home.mom.token, "{\"title\":\"새집\"}"), 200);
    assert_int_equal(newest(test, home.dad.token, &count), DORAN_category_family_renamed);
    assert_int_equal(call(test, DORAN_R_invitation_list, NULL, guest.token, NULL, &page), 200);
    assert_string_equal(page.invitations.items[0].family_title, "새집");
    assert_int_equal(
        call_text(test, DORAN_R_family_change, &home.path, home.mom.token, "{\"time_zone\":\"Mars/Base\"}"),
        422);
    assert_string_equal(test->field, "time_zone");
    assert_int_equal(call_text(test, DORAN_R_family_change, &home.path, home.mom.token,
                               "{\"time_zone\":\"Europe/Berlin\"}"),
                     200);
}

static void an_account_is_deleted_and_what_it_made_stays(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_password_proof proof = {.password = "wrong wrong"};
    const struct doran_invite_create invite = {.nickname = "삼촌"};
    assert_int_equal(call(test, DORAN_R_invite_create, &home.path, home.dad.token, &invite, NULL), 201);
    assert_int_equal(call(test, DORAN_R_account_delete, NULL, home.dad.token, &proof, NULL), 403);
    assert_refused(test, wrong_password);
    proof.password = "가나다라 마바사아";
    assert_int_equal(call(test, DORAN_R_account_delete, NULL, home.mom.token, &proof, NULL), 409);
    assert_refused(test, host_must_hand_over);
    assert_int_equal(call(test, DORAN_R_account_delete, NULL, home.dad.token, &proof, NULL), 204);
    assert_int_equal(call(test, DORAN_R_me, NULL, home.dad.token, NULL, NULL), 401);
    struct doran_home seen = {0};
    assert_int_equal(call(test, DORAN_R_home, &home.path, home.mom.token, NULL, &seen), 200);
    assert_int_equal(seen.members.count, 2);
    assert_int_equal(seen.invites.count, 1);
    assert_null(seen.invites.items[0].inviter_id);
    assert_string_equal(seen.notifications.items[0].actor_nickname, "아빠");
    sign_up(test, "dad@example.org", "새아빠");
}

static void a_user_has_a_limit_of_families(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    for (int i = 0; i < DORAN_USER_FAMILIES_MAX; i++)
        make_family(test, mom.token, "우리집", "엄마");
    const struct doran_family_create request = {.title = "우리집", .nickname = "엄마"};
    assert_int_equal(call(test, DORAN_R_family_create, NULL, mom.token, &request, NULL), 409);
    assert_refused(test, limit_reached);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, DORAN_USER_FAMILIES_MAX);
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, NULL, NULL), 200);
}

static void families_made_at_once_keep_to_the_limit(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct sent sent[DORAN_USER_FAMILIES_MAX + 10];
    size_t count = sizeof sent / sizeof sent[0];
    int made = 0;
    for (size_t i = 0; i < count; i++)
        api_case_send(test, &sent[i], DORAN_R_family_create, NULL, mom.token,
                      "{\"title\":\"우리집\",\"nickname\":\"엄마\"}");
    for (size_t i = 0; i < count; i++) {
        api_case_wait(test, &sent[i]);
        made += sent[i].status == 201;
    }
    assert_int_equal(made, DORAN_USER_FAMILIES_MAX);
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, NULL), 200);
}

static void notifications_are_marked_and_deleted(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_notification_page page = {0};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, home.mom.token, NULL, &page), 200);
    assert_int_equal(page.notifications.count, 2);
    assert_int_equal(page.unread, 2);
    struct doran_path one = path_of(DORAN_PARAM_notification, page.notifications.items[0].id);
    struct doran_notification_change read = {.read = true};
    struct doran_notification marked = {0};
    assert_int_equal(call(test, DORAN_R_notification_change, &one, home.dad.token, &read, NULL), 404);
    assert_int_equal(call(test, DORAN_R_notification_change, &one, home.mom.token, &read, &marked), 200);
    assert_true(marked.read_at > 0);
    const struct doran_notification_query query = {.limit = 1};
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, home.mom.token, &query, &page), 200);
    assert_int_equal(page.notifications.count, 1);
    assert_int_equal(page.unread, 1);
    assert_true(page.more);
    assert_int_equal(call(test, DORAN_R_notification_delete, &one, home.dad.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_notification_delete, &one, home.mom.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_notification_delete, &one, home.mom.token, NULL, NULL), 404);
    assert_int_equal(call(test, DORAN_R_notification_read_all, NULL, home.mom.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, home.mom.token, NULL, &page), 200);
    assert_int_equal(page.unread, 0);
    assert_int_equal(call(test, DORAN_R_notification_delete_all, NULL, home.mom.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_notification_list, NULL, home.mom.token, NULL, &page), 200);
    assert_int_equal(page.notifications.count, 0);
}

static void presence_is_told_to_the_family(void **state)
{
    struct api_case *test = *state;
    struct home home = make_home(test);
    struct doran_presence_page page = {0};
    assert_int_equal(call(test, DORAN_R_presence_list, &home.path, home.girl.token, NULL, &page), 200);
    assert_int_equal(page.presence.count, 3);
    assert_false(page.presence.items[0].online);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        API_ON_BOTH(a_host_hands_over_before_leaving),
        API_ON_BOTH(the_last_to_leave_deletes_the_family_and_can_bring_it_back),
        API_ON_BOTH(a_deleted_family_is_gone_for_all_and_comes_back_for_all),
        API_ON_BOTH(nicknames_are_changed_by_oneself_or_the_host),
        API_ON_BOTH(who_is_taken_out_is_told_and_out),
        API_ON_BOTH(a_renamed_family_is_renamed_for_guests_too),
        API_ON_BOTH(an_account_is_deleted_and_what_it_made_stays),
        API_ON_BOTH(a_user_has_a_limit_of_families),
        API_ON_BOTH(families_made_at_once_keep_to_the_limit),
        API_ON_BOTH(notifications_are_marked_and_deleted),
        API_ON_BOTH(presence_is_told_to_the_family),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
