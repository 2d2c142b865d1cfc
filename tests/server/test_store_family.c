#include "server/store_people.h"

#include "server/store/invite.h"

static void add_member(struct store_case *test, const char *family, const char *user, const char *nickname)
{
    struct store *store = step(test, user);
    assert_int_equal(store_member_add(store, family, user, nickname, nickname), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
}

static void an_invite_is_accepted_once_and_only_while_it_is_open(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *girl = add_user(test, "girl@example.org");
    const char *family = add_family(test, mom, "엄마");
    unsigned char code[STORE_HASH_BYTES] = {9};
    struct store *store = step(test, mom);
    struct store_invite_new by_email = {
        .invite = {.id = "01900000-0000-7000-8000-000000000001",
                   .family_id = family,
                   .kind = DORAN_invite_kind_email,
                   .email = "girl@example.org",
                   .nickname = "딸",
                   .inviter_id = mom,
                   .created_at = store->now,
                   .sent_at = store->now,
                   .expires_at = store->now + DORAN_DAY},
        .email_key = "girl@example.org",
        .nickname_key = "딸",
        .inviter_nickname = "엄마",
        .guest = girl,
    };
    struct store_invite_new by_code = by_email;
    by_code.invite.id = "01900000-0000-7000-8000-000000000002";
    by_code.invite.kind = DORAN_invite_kind_code;
    by_code.invite.email = NULL;
    by_code.email_key = by_code.guest = NULL;
    by_code.code_hash = code;
    by_code.invite.nickname = by_code.nickname_key = "이모";
    assert_int_equal(store_invite_create(store, &by_email), STORE_OK);
    assert_int_equal(store_invite_create(store, &by_code), STORE_OK);

    struct store_invite_row row;
    assert_int_equal(store_invite_of_guest(store, mom, by_email.invite.id, &row), STORE_NONE);
    assert_int_equal(store_invite_of_guest(store, girl, by_email.invite.id, &row), STORE_OK);
    assert_string_equal(row.family_title, "우리집");
    assert_int_equal(store_invite_by_code(store, code, &row), STORE_OK);
    assert_string_equal(row.nickname, "이모");
    assert_int_equal(store_invite_reserve(store, family, by_code.invite.id, girl), STORE_OK);
    assert_int_equal(store_invite_reserve(store, family, by_code.invite.id, mom), STORE_NONE);

    struct doran_invitation_list invitations = {0};
    assert_int_equal(store_invitations(store, girl, &invitations), STORE_OK);
    assert_int_equal(invitations.count, 1);
    assert_string_equal(invitations.items[0].inviter_nickname, "엄마");
    assert_int_equal(store_invitation_decline(store, girl, by_email.invite.id), STORE_OK);
    assert_int_equal(store_invitation_decline(store, girl, by_email.invite.id), STORE_NONE);
    int64_t count = -1;
    assert_int_equal(store_invitation_count(store, girl, &count), STORE_OK);
    assert_int_equal(count, 0);
    struct doran_invite invite;
    assert_int_equal(store_invite(store, family, by_email.invite.id, &invite), STORE_OK);
    assert_int_equal(invite.state, DORAN_invite_state_open); /* A refusal is not told. */
    assert_int_equal(store_invite_resend(store, family, by_email.invite.id, NULL, store->now + 2 * DORAN_DAY),
                     STORE_OK);
    assert_int_equal(store_invitation_count(store, girl, &count), STORE_OK);
    assert_int_equal(count, 1);

    /* By the code she joins, and the invite to her address is taken back. */
    assert_int_equal(store_invite_accept(store, family, by_code.invite.id, girl), STORE_OK);
    assert_int_equal(store_invite_accept(store, family, by_code.invite.id, girl), STORE_NONE);
    assert_int_equal(store_invite_by_code(store, code, &row), STORE_NONE);
    assert_int_equal(store_invite(store, family, by_email.invite.id, &invite), STORE_OK);
    assert_int_equal(invite.state, DORAN_invite_state_withdrawn);
    assert_int_equal(store_invite(store, family, by_code.invite.id, &invite), STORE_OK);
    assert_int_equal(invite.state, DORAN_invite_state_accepted);
    assert_string_equal(invite.accepted_by, girl);
    struct doran_invite_list open = {0};
    assert_int_equal(store_invites(store, family, &open), STORE_OK);
    assert_int_equal(open.count, 0);
    undo(test);
}

static void invites_expire_and_are_purged(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org");
    const char *family = add_family(test, mom, "엄마");
    struct store *store = step(test, mom);
    char ids[4][37];
    for (int i = 0; i < 4; i++) {
        char email[32];
        snprintf(ids[i], sizeof ids[i], "%s", doran_id_new().text);
        snprintf(email, sizeof email, "%d@example.org", i);
        struct store_invite_new new = {.invite = {.id = ids[i],
                                                  .family_id = family,
                                                  .kind = DORAN_invite_kind_email,
                                                  .email = email,
                                                  .nickname = email,
                                                  .inviter_id = mom,
                                                  .created_at = store->now,
                                                  .sent_at = store->now,
                                                  .expires_at = store->now + (i + 1) * DORAN_HOUR},
                                       .email_key = email,
                                       .nickname_key = email,
                                       .inviter_nickname = "엄마"};
        assert_int_equal(store_invite_create(store, &new), STORE_OK);
    }
    store->now += 2 * DORAN_HOUR;
    int64_t count = 0;
    assert_int_equal(store_invites_expire(store, "another", 10, &count), STORE_OK);
    assert_int_equal(store_invite_count(store, family, &count), STORE_OK);
    assert_int_equal(count, 4);
    assert_int_equal(store_invites_expire(store, NULL, 10, &count), STORE_OK);
    assert_int_equal(store_invite_count(store, family, &count), STORE_OK);
    assert_int_equal(count, 2);
    struct doran_invite invite;
    assert_int_equal(store_invite(store, family, ids[0], &invite), STORE_OK);
    assert_int_equal(invite.state, DORAN_invite_state_expired);
    assert_int_equal(store_invites_purge(store, store->now, 10, &count), STORE_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store_invite(store, family, ids[0], &invite), STORE_NONE);
    undo(test);
}

static void a_nickname_is_one_persons_in_a_family_also_while_it_is_promised(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    struct store *store = step(test, mom);
    struct store_invite_new new = {
        .invite = {.id = "01900000-0000-7000-8000-000000000001",
                   .family_id = family,
                   .kind = DORAN_invite_kind_email,
                   .email = "uncle@example.org",
                   .nickname = "삼촌",
                   .inviter_id = mom,
                   .created_at = store->now,
                   .sent_at = store->now,
                   .expires_at = store->now + DORAN_DAY},
        .email_key = "uncle@example.org",
        .nickname_key = "삼촌",
        .inviter_nickname = "엄마",
    };
    assert_int_equal(store_invite_create(store, &new), STORE_OK);
    assert_int_equal(store_nickname_free(store, family, "삼촌", NULL, NULL), STORE_TAKEN);
    assert_int_equal(store_nickname_free(store, family, "삼촌", NULL, new.invite.id), STORE_OK);
    assert_int_equal(store_nickname_free(store, family, "엄마", NULL, NULL), STORE_TAKEN);
    assert_int_equal(store_nickname_free(store, family, "엄마", mom, NULL), STORE_OK);
    assert_int_equal(store_nickname_free(store, family, "아빠", NULL, NULL), STORE_OK);
    assert_int_equal(store_invite_to(store, family, "uncle@example.org"), STORE_OK);
    assert_int_equal(store_invite_to(store, family, "aunt@example.org"), STORE_NONE);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);

    store = step(test, dad);
    assert_int_equal(store_member_add(store, family, dad, "엄마", "엄마"), STORE_TAKEN);
    undo(test);
    add_member(test, family, dad, "아빠");
    store = step(test, dad);
    assert_int_equal(store_member_remove(store, family, dad), STORE_OK);
    assert_int_equal(store_member_remove(store, family, dad), STORE_NONE);
    assert_int_equal(store_nickname_free(store, family, "아빠", NULL, NULL), STORE_OK);
    struct doran_member member;
    assert_int_equal(store_member(store, family, dad, &member), STORE_NONE);
    assert_int_equal(store_member_add(store, family, dad, "큰아빠", "큰아빠"), STORE_OK);
    assert_int_equal(store_member(store, family, dad, &member), STORE_OK);
    assert_string_equal(member.nickname, "큰아빠");
    undo(test);
}

static void a_deleted_family_comes_back_whole_or_goes_for_good(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    add_member(test, family, dad, "아빠");
    struct store *store = step(test, mom);
    assert_int_equal(store_family_delete(store, family), STORE_OK);
    assert_int_equal(store_family_delete(store, family), STORE_NONE);
    assert_int_equal(store_flush(store), STORE_OK);
    struct doran_family_list list = {0};
    assert_int_equal(store_families(store, dad, &list), STORE_OK);
    assert_int_equal(list.count, 0);
    struct doran_membership membership;
    assert_int_equal(store_membership(store, family, dad, &membership), STORE_NONE);
    assert_int_equal(store_member_is(store, family, dad), STORE_OK);
    assert_int_equal(store_families_deleted(store, mom, &list), STORE_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].deleted_at, store->now);
    keep(test);

    store = step(test, mom);
    assert_int_equal(store_family_restore(store, family), STORE_OK);
    assert_int_equal(store_membership(store, family, dad, &membership), STORE_OK);
    assert_string_equal(membership.nickname, "아빠");
    undo(test);

    store = step(test, NULL);
    assert_int_equal(store_family_purge(store), STORE_NONE);
    store->now += DORAN_UNDO_DAYS * DORAN_DAY;
    assert_int_equal(store_family_purge(store), STORE_OK);
    assert_int_equal(store_family_purge(store), STORE_NONE);
    struct doran_family gone;
    assert_int_equal(store_family(store, family, &gone), STORE_NONE);
    undo(test);
}

static void handing_over_changes_both_roles(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    add_member(test, family, dad, "아빠");
    struct store *store = step(test, mom);
    assert_int_equal(store_family_host(store, family, mom, dad), STORE_OK);
    int told[DORAN_kind_COUNT] = {0}; /* A role shows in the family's members and in one's own membership. */
    for (size_t i = 0; i < store->effect_count; i++)
        told[store->effects[i].kind]++;
    assert_int_equal(told[DORAN_kind_family], 1);
    assert_int_equal(told[DORAN_kind_member], 2);
    assert_int_equal(told[DORAN_kind_membership], 2);
    struct doran_member_list members = {0};
    assert_int_equal(store_members(store, family, &members), STORE_OK);
    assert_int_equal(members.count, 2);
    assert_string_equal(members.items[0].nickname, "엄마");
    assert_int_equal(members.items[0].role, DORAN_role_member);
    assert_int_equal(members.items[1].role, DORAN_role_host);
    undo(test);
}

static void a_deleted_account_leaves_no_name_behind(void **state)
{
    struct store_case *test = *state;
    const char *mom = add_user(test, "mom@example.org"), *dad = add_user(test, "dad@example.org");
    const char *family = add_family(test, mom, "엄마");
    add_member(test, family, dad, "아빠");
    struct store *store = step(test, dad);
    struct store_invite_new new = {.invite = {.id = "01900000-0000-7000-8000-000000000001",
                                              .family_id = family,
                                              .kind = DORAN_invite_kind_code,
                                              .nickname = "삼촌",
                                              .inviter_id = dad,
                                              .created_at = store->now,
                                              .sent_at = store->now,
                                              .expires_at = store->now + DORAN_DAY},
                                   .nickname_key = "삼촌",
                                   .inviter_nickname = "아빠",
                                   .code_hash = (const unsigned char[STORE_HASH_BYTES]){1}};
    assert_int_equal(store_invite_create(store, &new), STORE_OK);
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, dad);
    assert_int_equal(store_member_remove(store, family, dad), STORE_OK);
    assert_int_equal(store_user_delete(store, dad), STORE_OK);
    store->actor = NULL;
    assert_int_equal(store_flush(store), STORE_OK);
    keep(test);
    store = step(test, mom);
    struct doran_invite invite;
    assert_int_equal(store_invite(store, family, new.invite.id, &invite), STORE_OK);
    assert_null(invite.inviter_id);
    struct doran_change_list changes;
    bool more;
    assert_int_equal(store_stream_changes(store, family, 0, 100, &changes, &more), STORE_OK);
    for (size_t i = 0; i < changes.count; i++)
        assert_true(!changes.items[i].actor || strcmp(changes.items[i].actor, dad) != 0);
    undo(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_invite_is_accepted_once_and_only_while_it_is_open),
        ON_BOTH(invites_expire_and_are_purged),
        ON_BOTH(a_nickname_is_one_persons_in_a_family_also_while_it_is_promised),
        ON_BOTH(a_deleted_family_comes_back_whole_or_goes_for_good),
        ON_BOTH(handing_over_changes_both_roles),
        ON_BOTH(a_deleted_account_leaves_no_name_behind),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
