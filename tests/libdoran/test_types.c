#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/moods.h>
#include <doran/types.h>
#include <stdlib.h>
#include <string.h>

static const struct doran_field *field_of(enum doran_type_id type, const char *name)
{
    for (size_t i = 0; i < doran_type(type)->field_count; i++) {
        if (strcmp(doran_type(type)->fields[i].name, name) == 0)
            return &doran_type(type)->fields[i];
    }
    return NULL;
}

static void test_fields_are_described(void **state)
{
    (void)state;
    const struct doran_type *user = doran_type(DORAN_TYPE_user);
    assert_string_equal(user->name, "user");
    assert_int_equal(user->size, sizeof(struct doran_user));
    assert_int_equal(user->field_count, DORAN_FIELDS_user);
    const struct doran_field *nickname = &user->fields[DORAN_FIELD_user_nickname];
    assert_string_equal(nickname->name, "nickname");
    assert_int_equal(nickname->form, DORAN_FORM_TEXT);
    assert_int_equal(nickname->flags, DORAN_FIELD_REQUIRED | DORAN_FIELD_NICKNAME_CHARS);
    assert_int_equal(nickname->min, DORAN_PROFILE_NICKNAME_MIN);
    assert_int_equal(nickname->max, DORAN_PROFILE_NICKNAME_MAX);
    assert_int_equal(nickname->offset, offsetof(struct doran_user, nickname));
    const struct doran_field *members = field_of(DORAN_TYPE_home, "members");
    assert_int_equal(members->form, DORAN_FORM_LIST);
    assert_int_equal(members->type, DORAN_TYPE_member);
    const struct doran_field *object = field_of(DORAN_TYPE_change, "object");
    assert_int_equal(object->form, DORAN_FORM_VARIANT);
    assert_int_equal(object->kind_offset, offsetof(struct doran_change, kind));
    assert_int_equal(doran_type(DORAN_TYPE_empty)->field_count, 0);
    assert_null(doran_type(DORAN_TYPE_COUNT));
    assert_null(doran_type((enum doran_type_id) - 1));
}

/* The numbers of limits.h and the bounds of the tables say the same. */
static void test_bounds_agree_with_limits(void **state)
{
    (void)state;
    static const struct {
        enum doran_type_id type;
        const char *field;
        int64_t max;
    } bounds[] = {
        {DORAN_TYPE_signup_request, "nickname", DORAN_PROFILE_NICKNAME_MAX},
        {DORAN_TYPE_signup_request, "password", DORAN_PASSWORD_MAX},
        {DORAN_TYPE_signup_request, "email", DORAN_EMAIL_MAX},
        {DORAN_TYPE_signup_request, "device", DORAN_DEVICE_NAME_MAX},
        {DORAN_TYPE_profile_change, "avatar", DORAN_AVATARS},
        {DORAN_TYPE_family_create, "title", DORAN_FAMILY_TITLE_MAX},
        {DORAN_TYPE_family_create, "nickname", DORAN_NICKNAME_MAX},
        {DORAN_TYPE_invite_create, "nickname", DORAN_NICKNAME_MAX},
        {DORAN_TYPE_member_page, "members", DORAN_FAMILY_MEMBERS_MAX},
        {DORAN_TYPE_family_page, "families", DORAN_USER_FAMILIES_MAX},
        {DORAN_TYPE_invite_page, "invites", DORAN_FAMILY_INVITES_MAX},
        {DORAN_TYPE_session_page, "sessions", DORAN_USER_SESSIONS_MAX},
        {DORAN_TYPE_approval_page, "approvals", DORAN_USER_APPROVALS_MAX},
        {DORAN_TYPE_recovery_codes, "codes", DORAN_RECOVERY_CODES},
        {DORAN_TYPE_change_page, "changes", DORAN_PAGE_MAX},
        {DORAN_TYPE_notification_page, "notifications", DORAN_PAGE_MAX},
        {DORAN_TYPE_notification_page, "unread", DORAN_NOTIFICATIONS_MAX},
        {DORAN_TYPE_changes_query, "since", DORAN_CURSOR_MAX},
        {DORAN_TYPE_login, "token", DORAN_TOKEN_MAX},
    };
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        const struct doran_field *field = field_of(bounds[i].type, bounds[i].field);
        assert_non_null(field);
        assert_int_equal(field->max, bounds[i].max);
    }
    assert_int_equal(field_of(DORAN_TYPE_signup_request, "password")->min, DORAN_PASSWORD_MIN);
}

static void test_enumerations(void **state)
{
    (void)state;
    for (int i = 0; i < DORAN_ENUM_COUNT; i++) {
        enum doran_enum_id id = (enum doran_enum_id)i;
        const struct doran_enum *choices = doran_enum(id);
        assert_null(choices->values[0]);
        for (int value = 1; value < choices->count; value++) {
            assert_string_equal(doran_enum_name(id, value), choices->values[value]);
            assert_int_equal(doran_enum_value(id, choices->values[value]), value);
            assert_non_null(choices->docs[value]);
        }
        assert_null(doran_enum_name(id, 0));
        assert_null(doran_enum_name(id, choices->count));
        assert_null(doran_enum_name(id, -1));
    }
    assert_int_equal(doran_enum_value(DORAN_ENUM_mood, "sleepy"), DORAN_mood_sleepy);
    assert_int_equal(doran_enum_value(DORAN_ENUM_mood, "Sleepy"), 0);
    assert_int_equal(doran_enum_value(DORAN_ENUM_mood, NULL), 0);
    assert_int_equal(doran_enum_value(DORAN_ENUM_COUNT, "sleepy"), 0);
    assert_null(doran_enum(DORAN_ENUM_COUNT));
}

static void test_kinds(void **state)
{
    (void)state;
    assert_int_equal(doran_kind_type(DORAN_kind_membership), DORAN_TYPE_membership);
    assert_int_equal(doran_kind_type(DORAN_kind_none), DORAN_TYPE_empty);
    assert_int_equal(doran_kind_type(DORAN_kind_COUNT), DORAN_TYPE_empty);
    assert_true(doran_kind_in_family(DORAN_kind_member));
    assert_false(doran_kind_in_family(DORAN_kind_membership));
    for (int kind = 1; kind < DORAN_kind_COUNT; kind++)
        assert_true(doran_kind_type((enum doran_kind)kind) != DORAN_TYPE_empty);
}

static void test_moods_have_faces(void **state)
{
    (void)state;
    for (int mood = 1; mood < DORAN_mood_COUNT; mood++) {
        const struct doran_mood_face *face = doran_mood_face((enum doran_mood)mood);
        assert_non_null(face);
        assert_string_equal(face->korean, doran_enum(DORAN_ENUM_mood)->docs[mood]);
        assert_in_range(strlen(face->ascii), 1, 4);
        assert_true(strlen(face->english) > 0 && strlen(face->emoji) > 0);
    }
    assert_null(doran_mood_face(DORAN_mood_none));
    assert_null(doran_mood_face(DORAN_mood_COUNT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields_are_described), cmocka_unit_test(test_bounds_agree_with_limits),
        cmocka_unit_test(test_enumerations),         cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_moods_have_faces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
