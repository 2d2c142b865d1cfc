#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/protocol.h>
#include <stdio.h>
#include <string.h>

#define EPOCH "0190b3c4-5e7a-7000-8000-0000000000ff"
#define A "0190b3c4-5e7a-7000-8000-00000000000a"
#define B "0190b3c4-5e7a-7000-8000-00000000000b"
#define C "0190b3c4-5e7a-7000-8000-00000000000c"

static void assert_format(const struct doran_cursor *cursor, const char *expected)
{
    struct doran_buffer out = {0};
    doran_cursor_format(cursor, &out);
    assert_string_equal(out.data, expected);
    doran_buffer_deinit(&out);
}

static void test_there_and_back(void **state)
{
    (void)state;
    static const char *const texts[] = {EPOCH ".", EPOCH "." A ":0", EPOCH "." A ":1," B ":9007199254740991",
                                        EPOCH "." A ":10," B ":200," C ":3000"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct doran_cursor cursor;
        assert_true(doran_cursor_parse(texts[i], &cursor, NULL));
        assert_string_equal(cursor.epoch, EPOCH);
        assert_int_equal(cursor.count, i);
        assert_format(&cursor, texts[i]);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        ".",
        "x",
        EPOCH,
        EPOCH " ",
        EPOCH ",",
        EPOCH ".x",
        EPOCH "." A,
        EPOCH "." A ":",
        EPOCH "." A ":-1",
        EPOCH "." A ":+1",
        EPOCH "." A ":01",
        EPOCH "." A ":1 ",
        EPOCH "." A ":1,",
        EPOCH "." A ":1;" B ":2",
        EPOCH "." A ":1.5",
        EPOCH "." A ":9007199254740992",
        EPOCH "." A ":99999999999999999999999999",
        EPOCH "." B ":1," A ":2",
        EPOCH "." A ":1," A ":1",
        EPOCH ".," A ":1",
        EPOCH "." A ":1,,",
        "0190B3C4-5E7A-7000-8000-0000000000FF." A ":1",
        " " EPOCH ".",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct doran_cursor cursor;
        struct doran_error error = {0};
        if (doran_cursor_parse(texts[i], &cursor, &error))
            fail_msg("%s was taken", texts[i]);
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_string_equal(error.field, "since");
        assert_int_equal(cursor.count, 0);
    }
    struct doran_cursor cursor;
    assert_false(doran_cursor_parse(NULL, &cursor, NULL));
}

static void test_set(void **state)
{
    (void)state;
    struct doran_cursor cursor = {.epoch = EPOCH};
    assert_true(doran_cursor_set(&cursor, B, 5));
    assert_true(doran_cursor_set(&cursor, A, 3));
    assert_true(doran_cursor_set(&cursor, C, 0));
    assert_format(&cursor, EPOCH "." A ":3," B ":5," C ":0");
    assert_true(doran_cursor_set(&cursor, B, 6));
    assert_int_equal(doran_cursor_seq(&cursor, A), 3);
    assert_int_equal(doran_cursor_seq(&cursor, B), 6);
    assert_int_equal(doran_cursor_seq(&cursor, EPOCH), 0);
    assert_true(doran_cursor_set(&cursor, A, -1));
    assert_true(doran_cursor_set(&cursor, A, -1));
    assert_format(&cursor, EPOCH "." B ":6," C ":0");
    assert_false(doran_cursor_set(&cursor, "not-a-stream", 1));
    assert_int_equal(cursor.count, 2);
}

static void test_full(void **state)
{
    (void)state;
    struct doran_cursor cursor = {.epoch = EPOCH};
    char stream[37];
    for (int i = DORAN_STREAMS_MAX; i > 0; i--) {
        snprintf(stream, sizeof stream, "0190b3c4-5e7a-7000-8000-%012x", (unsigned)i);
        assert_true(doran_cursor_set(&cursor, stream, INT64_C(9007199254740991)));
    }
    assert_false(doran_cursor_set(&cursor, EPOCH, 1));
    assert_true(doran_cursor_set(&cursor, stream, 2));
    /* The largest there is fits where cursors travel, and comes back. */
    struct doran_buffer text = {0};
    doran_cursor_format(&cursor, &text);
    assert_true(text.length <= DORAN_CURSOR_MAX);
    struct doran_cursor back;
    assert_true(doran_cursor_parse(text.data, &back, NULL));
    assert_memory_equal(&back, &cursor, sizeof back);
    doran_buffer_puts(&text, "," EPOCH ":1");
    assert_false(doran_cursor_parse(text.data, &back, NULL));
    doran_buffer_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
