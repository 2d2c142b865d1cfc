#include "server/store_people.h"

#include "server/store/approval.h"
#include "server/store/invite.h"
#include "server/store/notification.h"
#include "server/store/operation.h"
#include "server/store/recovery.h"
#include "server/store/session.h"

static void an_email_has_one_account(void **state)
{
    struct store_case *test = *state;
    const char *first = add_user(test, "mom@example.org");
    struct store *store = step(test, NULL);
    struct store_account again = {.id = doran_id_new().text,
                                  .email = "MOM@example.org",
                                  .email_key = "mom@example.org",
                                  .nickname = "x",
                                  .password = "y"};
    struct doran_id id = doran_id_new();
    again.id = id.text;
    assert_int_equal(store_user_create(store, &again, 1), STORE_TAKEN);
    undo(test);

    store = step(test, first);
    assert_int_equal(store_user_delete(store, first), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, NULL);
    assert_int_equal(store_user_create(store, &again, 1), STORE_OK);
    struct doran_user user;
    assert_int_equal(store_user(store, first, &user), STORE_NONE);
    assert_int_equal(store_user(store, again.id, &user), STORE_OK);
    assert_string_equal(user.email, "MOM@example.org");
    assert_int_equal(user.avatar, 1);
    undo(test);
}

static void a_profile_changes_what_was_given_and_tells_every_family(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    const char *one = add_family(test, mom, "엄마");
    const char *two = add_family(test, mom, "이모");
    struct store *store = step(test, mom);
    struct doran_profile_change change = {0};
    doran_set(&change, profile_change, avatar, 5);
    assert_int_equal(store_user_change(store, mom, &change), STORE_OK);
    assert_int_equal(store_user_mood(store, mom, DORAN_mood_love), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    int told = 0;
    for (size_t i = 0; i < store->effect_count; i++)
        told += store->effects[i].kind == DORAN_kind_member &&
                (!strcmp(store->effects[i].stream, one) || !strcmp(store->effects[i].stream, two));
    assert_int_equal(told, 4);
    struct doran_user user;
    assert_int_equal(store_user(store, mom, &user), STORE_OK);
    assert_string_equal(user.nickname, "사람");
    assert_int_equal(user.avatar, 5);
    assert_int_equal(user.mood, DORAN_mood_love);
    assert_int_equal(user.mood_at, store->now);
    assert_int_equal(store_user_mood(store, mom, DORAN_mood_none), STORE_OK);
    assert_int_equal(store_user(store, mom, &user), STORE_OK);
    assert_int_equal(user.mood, DORAN_mood_none);
    assert_int_equal(user.mood_at, 0);
    undo(test);
}

static void a_password_is_exchanged_only_for_the_one_that_was_seen(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    struct store *store = step(test, mom);
    assert_int_equal(store_user_password(store, mom, "other", "new"), STORE_NONE);
    assert_int_equal(store_user_password(store, mom, "hash", "new"), STORE_OK);
    assert_int_equal(store_user_password(store, mom, NULL, "newer"), STORE_OK);
    struct store_account account;
    assert_int_equal(store_account_by_email(store, "mom@example.org", &account), STORE_OK);
    assert_string_equal(account.password, "newer");
    assert_int_equal(store_account_by_email(store, "dad@example.org", &account), STORE_NONE);
    undo(test);
}

static void sessions_are_found_listed_and_ended(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    unsigned char hash[STORE_HASH_BYTES] = {0};
    struct doran_session session, first = {0};
    for (int i = 0; i < DORAN_USER_SESSIONS_MAX + 1; i++) {
        struct store *store = step(test, mom);
        hash[0] = (unsigned char)i;
        assert_int_equal(store_session_create(store, mom, hash, "전화", &session), STORE_OK);
        if (i == 0)
            first = session;
        assert_int_equal(store_flush(store), STORE_OK);
        keep(test);
    }
    struct store *store = step(test, mom);
    struct store_identity identity;
    hash[0] = 0; /* The one used longest ago made room. */
    assert_int_equal(store_session_find(store, hash, &identity), STORE_NONE);
    hash[0] = DORAN_USER_SESSIONS_MAX;
    assert_int_equal(store_session_find(store, hash, &identity), STORE_OK);
    assert_string_equal(identity.user, mom);
    assert_string_equal(identity.session, session.id);
    struct doran_session_list list = {0};
    assert_int_equal(store_sessions(store, mom, &list), STORE_OK);
    assert_int_equal(list.count, DORAN_USER_SESSIONS_MAX);
    assert_string_equal(list.items[0].id, session.id);
    assert_int_equal(store_session_end(store, mom, first.id), STORE_NONE);
    assert_int_equal(store_session_end_all(store, mom, session.id), STORE_OK);
    list = (struct doran_session_list){0};
    assert_int_equal(store_sessions(store, mom, &list), STORE_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(store_session_end_all(store, mom, NULL), STORE_OK);
    assert_int_equal(store_session_find(store, hash, &identity), STORE_NONE);
    undo(test);
}

static void recovery_codes_work_once(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    unsigned char hashes[2][STORE_HASH_BYTES] = {{1}, {2}}, reset[STORE_HASH_BYTES] = {3};
    struct store *store = step(test, mom);
    assert_int_equal(store_recovery_replace(store, mom, hashes, 2), STORE_OK);
    struct doran_user user;
    assert_int_equal(store_user(store, mom, &user), STORE_OK);
    assert_int_equal(user.recovery_codes_left, 2);
    assert_int_equal(store_recovery_use(store, mom, hashes[1]), STORE_OK);
    assert_int_equal(store_recovery_use(store, mom, hashes[1]), STORE_NONE);
    assert_int_equal(store_reset_put(store, mom, reset, store->now), STORE_OK);
    assert_int_equal(store_recovery_use(store, mom, reset), STORE_NONE);
    assert_int_equal(store_reset_put(store, mom, reset, store->now + DORAN_MINUTE), STORE_OK);
    assert_int_equal(store_recovery_use(store, mom, reset), STORE_OK);
    assert_int_equal(store_recovery_use(store, mom, reset), STORE_NONE);
    undo(test);
}

static void join_codes_replace_each_other_and_grow_old(void **state)
{
    struct store_case *test = *state;
    unsigned char one[STORE_HASH_BYTES] = {1}, two[STORE_HASH_BYTES] = {2};
    struct store *store = step(test, NULL);
    doran_time until = 0;
    assert_int_equal(store_join_code_put(store, one, store->now + DORAN_DAY), STORE_OK);
    assert_int_equal(store_join_code_put(store, two, store->now + DORAN_DAY), STORE_OK);
    assert_int_equal(store_join_code(store, one, &until), STORE_NONE);
    assert_int_equal(store_join_code(store, two, &until), STORE_OK);
    assert_int_equal(until, store->now + DORAN_DAY);
    store->now += DORAN_DAY;
    assert_int_equal(store_join_code_use(store, two), STORE_NONE);
    store->now--;
    assert_int_equal(store_join_code_use(store, two), STORE_OK);
    assert_int_equal(store_join_code_use(store, two), STORE_NONE);
    undo(test);
}

static struct store_approval_new approval_of(const char *user, char id[37], doran_time expires_at)
{
    snprintf(id, 37, "%s", doran_id_new().text);
    return (struct store_approval_new){.id = id,
                                       .user = user,
                                       .secret_hash = {7},
                                       .code = "123456",
                                       .device = "새 전화",
                                       .expires_at = expires_at};
}

static void an_approval_needs_its_code_and_its_secret(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    char id[37];
    struct store *store = step(test, NULL);
    struct store_approval_new approval = approval_of(mom, id, store->now + DORAN_MINUTE);
    unsigned char wrong[STORE_HASH_BYTES] = {8};
    const char *user = NULL, *device = NULL;
    bool right = false;
    assert_int_equal(store_approval_create(store, &approval), STORE_OK);
    assert_int_equal(store_approval_claim(store, id, approval.secret_hash, &user, &device), STORE_NONE);
    assert_int_equal(store_approval_accept(store, mom, id, "654321", &right), STORE_OK);
    assert_false(right);
    assert_int_equal(store_approval_accept(store, "somebody", id, "123456", &right), STORE_NONE);
    assert_int_equal(store_approval_accept(store, mom, id, "123456", &right), STORE_OK);
    assert_true(right);
    assert_int_equal(store_approval_claim(store, id, wrong, &user, &device), STORE_NONE);
    assert_int_equal(store_approval_claim(store, id, approval.secret_hash, &user, &device), STORE_OK);
    assert_string_equal(user, mom);
    assert_string_equal(device, "새 전화");
    assert_int_equal(store_approval_claim(store, id, approval.secret_hash, &user, &device), STORE_NONE);
    undo(test);
}

static void an_approval_ends_by_wrong_codes_by_time_and_by_newer_ones(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    char ids[DORAN_USER_APPROVALS_MAX + 1][37], unknown[37];
    struct store *store = step(test, NULL);
    struct store_approval_new nobodys = approval_of(NULL, unknown, store->now + DORAN_MINUTE);
    assert_int_equal(store_approval_create(store, &nobodys), STORE_OK);
    for (int i = 0; i <= DORAN_USER_APPROVALS_MAX; i++) {
        struct store_approval_new approval = approval_of(mom, ids[i], store->now + DORAN_MINUTE);
        assert_int_equal(store_approval_create(store, &approval), STORE_OK);
    }
    struct doran_approval_list list = {0};
    assert_int_equal(store_approvals(store, mom, &list), STORE_OK);
    assert_int_equal(list.count, DORAN_USER_APPROVALS_MAX);
    assert_string_equal(list.items[0].id, ids[DORAN_USER_APPROVALS_MAX]);
    bool right = true;
    for (int i = 0; i < STORE_APPROVAL_TRIES; i++)
        assert_int_equal(store_approval_accept(store, mom, ids[1], "000000", &right), STORE_OK);
    assert_int_equal(store_approval_accept(store, mom, ids[1], "123456", &right), STORE_NONE);
    store->now += DORAN_MINUTE;
    int64_t count = 0;
    assert_int_equal(store_approvals_expire(store, 100, &count), STORE_OK);
    list = (struct doran_approval_list){0};
    assert_int_equal(store_approvals(store, mom, &list), STORE_OK);
    assert_int_equal(list.count, 0);
    undo(test);
}

static void the_oldest_notifications_make_room(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    struct store *store = step(test, NULL);
    struct doran_notification news = {.category = DORAN_category_security_device};
    char first[37] = "";
    for (int i = 0; i < DORAN_NOTIFICATIONS_MAX + 2; i++) {
        assert_int_equal(store_notification_add(store, mom, &news), STORE_OK);
        if (i == 0)
            snprintf(first, sizeof first, "%s", store->effects[0].id);
    }
    int64_t unread = 0;
    assert_int_equal(store_notification_unread(store, mom, &unread), STORE_OK);
    assert_int_equal(unread, DORAN_NOTIFICATIONS_MAX);
    struct doran_notification got;
    assert_int_equal(store_notification(store, mom, first, &got), STORE_NONE);

    struct doran_notification_list page = {0}, next = {0};
    assert_int_equal(store_notifications(store, mom, NULL, 10, &page), STORE_OK);
    assert_int_equal(page.count, 10);
    assert_int_equal(store_notifications(store, mom, page.items[9].id, 10, &next), STORE_OK);
    assert_true(strcmp(next.items[0].id, page.items[9].id) < 0);
    assert_int_equal(store_notification_mark(store, mom, page.items[0].id, true), STORE_OK);
    assert_int_equal(store_notification(store, mom, page.items[0].id, &got), STORE_OK);
    assert_int_equal(got.read_at, store->now);
    assert_int_equal(store_notification_mark(store, mom, page.items[0].id, false), STORE_OK);
    assert_int_equal(store_notification_unread(store, mom, &unread), STORE_OK);
    assert_int_equal(unread, DORAN_NOTIFICATIONS_MAX);
    assert_int_equal(store_notification_mark(store, "somebody", page.items[0].id, true), STORE_NONE);
    undo(test);

    store = step(test, NULL);
    assert_int_equal(store_notification_add(store, mom, &news), STORE_OK);
    assert_int_equal(store_notification_mark_all(store, mom), STORE_OK);
    assert_int_equal(store_notification_unread(store, mom, &unread), STORE_OK);
    assert_int_equal(unread, 0);
    assert_int_equal(store_notification_delete_all(store, mom), STORE_OK);
    page = (struct doran_notification_list){0};
    assert_int_equal(store_notifications(store, mom, NULL, 10, &page), STORE_OK);
    assert_int_equal(page.count, 0);
    undo(test);
}

static void operations_are_remembered_and_forgotten(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    struct store *store = step(test, mom);
    struct store_operation put = {.request_hash = {4}, .status = 201, .answer = "{}"}, got;
    const char *id = "01900000-0000-7000-8000-000000000001";
    assert_int_equal(store_operation(store, mom, id, &got), STORE_NONE);
    assert_int_equal(store_operation_put(store, mom, id, &put), STORE_OK);
    assert_int_equal(store_operation(store, mom, id, &got), STORE_OK);
    assert_int_equal(got.status, 201);
    assert_string_equal(got.answer, "{}");
    assert_memory_equal(got.request_hash, put.request_hash, STORE_HASH_BYTES);
    int64_t count = 0;
    assert_int_equal(store_operations_purge(store, store->now - 1, 10, &count), STORE_OK);
    assert_int_equal(count, 0);
    assert_int_equal(store_operations_purge(store, store->now, 10, &count), STORE_OK);
    assert_int_equal(count, 1);
    assert_int_equal(store_operation_put(store, mom, id, &put), STORE_OK);
    assert_int_equal(store_operation_put(store, mom, id, &put), STORE_TAKEN);
    undo(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_email_has_one_account),
        ON_BOTH(a_profile_changes_what_was_given_and_tells_every_family),
        ON_BOTH(a_password_is_exchanged_only_for_the_one_that_was_seen),
        ON_BOTH(sessions_are_found_listed_and_ended),
        ON_BOTH(recovery_codes_work_once),
        ON_BOTH(join_codes_replace_each_other_and_grow_old),
        ON_BOTH(an_approval_needs_its_code_and_its_secret),
        ON_BOTH(an_approval_ends_by_wrong_codes_by_time_and_by_newer_ones),
        ON_BOTH(the_oldest_notifications_make_room),
        ON_BOTH(operations_are_remembered_and_forgotten),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
