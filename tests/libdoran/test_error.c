#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <doran/error.h>
#include <doran/text.h>

static void test_fail(void **state)
{
    (void)state;
    struct doran_error error = {.retry_after = 9};
    assert_false(doran_fail(&error, DORAN_ERROR_invalid, "member.nickname", "at most %d letters", 20));
    assert_int_equal(error.code, DORAN_ERROR_invalid);
    assert_string_equal(error.field, "member.nickname");
    assert_string_equal(error.message, "at most 20 letters");
    assert_int_equal(error.retry_after, 0);
    assert_false(doran_fail(&error, DORAN_ERROR_busy, NULL, NULL));
    assert_string_equal(error.field, "");
    assert_string_equal(error.message, doran_error_sentence(DORAN_ERROR_busy));
    assert_false(doran_fail(NULL, DORAN_ERROR_busy, "x", "%s", "y"));
    doran_error_clear(&error);
    assert_int_equal(error.code, DORAN_ERROR_none);
    assert_string_equal(error.message, "");
    doran_error_clear(NULL);
}

static void test_fail_may_quote_itself(void **state)
{
    (void)state;
    struct doran_error error = {0};
    doran_fail(&error, DORAN_ERROR_invalid, "name", "too long");
    doran_fail(&error, DORAN_ERROR_invalid, error.field, "profile: %s", error.message);
    assert_string_equal(error.field, "name");
    assert_string_equal(error.message, "profile: too long");
}

static void test_long_texts_are_cut_whole(void **state)
{
    (void)state;
    char text[1000] = "";
    for (int i = 0; i < 200; i++)
        strcat(text, "가");
    for (int shift = 0; shift < 3; shift++) {
        struct doran_error error;
        doran_fail(&error, DORAN_ERROR_invalid, text, "%.*s%s", shift, "ab", text);
        assert_in_range(strlen(error.message), DORAN_ERROR_MESSAGE_MAX - 4, DORAN_ERROR_MESSAGE_MAX - 1);
        assert_true(doran_text_valid(error.message, strlen(error.message)));
        assert_true(doran_text_valid(error.field, strlen(error.field)));
    }
}

static void test_table(void **state)
{
    (void)state;
    for (int code = 0; code < DORAN_ERROR_COUNT; code++) {
        const char *name = doran_error_name((enum doran_error_code)code);
        assert_int_equal(doran_error_from_name(name), code);
        int status = doran_error_status((enum doran_error_code)code);
        assert_true(status == 0 || (status >= 200 && status < 600));
        assert_true(strlen(doran_error_sentence((enum doran_error_code)code)) > 1);
    }
    assert_string_equal(doran_error_name(DORAN_ERROR_nickname_taken), "nickname_taken");
    assert_int_equal(doran_error_status(DORAN_ERROR_nickname_taken), 409);
    assert_int_equal(doran_error_status(DORAN_ERROR_offline), 0);
    assert_int_equal(doran_error_from_name("never heard of"), DORAN_ERROR_bad_answer);
    assert_int_equal(doran_error_from_name(NULL), DORAN_ERROR_bad_answer);
}

static void test_unknown_codes_are_internal(void **state)
{
    (void)state;
    enum doran_error_code wild = (enum doran_error_code)(DORAN_ERROR_COUNT + 5);
    struct doran_error error;
    doran_fail(&error, wild, NULL, NULL);
    assert_int_equal(error.code, DORAN_ERROR_internal);
    assert_string_equal(doran_error_name(wild), "internal");
    assert_int_equal(doran_error_status(wild), 500);
    assert_string_equal(doran_error_sentence(wild), doran_error_sentence(DORAN_ERROR_internal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail),
        cmocka_unit_test(test_fail_may_quote_itself),
        cmocka_unit_test(test_long_texts_are_cut_whole),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_unknown_codes_are_internal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
