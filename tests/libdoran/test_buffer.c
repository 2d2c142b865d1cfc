#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/buffer.h>

static void test_append(void **state)
{
    (void)state;
    struct doran_buffer buffer = {0};
    doran_buffer_append(&buffer, NULL, 0);
    assert_null(buffer.data);
    doran_buffer_puts(&buffer, "우리");
    doran_buffer_putc(&buffer, ' ');
    doran_buffer_append(&buffer, "집\0x", 5);
    doran_buffer_printf(&buffer, "%d-%s", 7, "z");
    doran_buffer_printf(&buffer, "%s", "");
    static const char expected[] = "우리 집\0x7-z";
    assert_int_equal(buffer.length, sizeof expected - 1);
    assert_memory_equal(buffer.data, expected, sizeof expected);
    assert_false(buffer.failed);
    doran_buffer_deinit(&buffer);
    assert_null(buffer.data);
}

static void test_grows(void **state)
{
    (void)state;
    struct doran_buffer buffer = {0};
    for (int i = 0; i < 10000; i++)
        doran_buffer_printf(&buffer, "%04d", i);
    assert_int_equal(buffer.length, 40000);
    assert_memory_equal(buffer.data + 4 * 1234, "1234", 4);
    assert_int_equal(buffer.data[buffer.length], '\0');
    doran_buffer_deinit(&buffer);
}

static void test_int(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {{0, "0"},
                 {7, "7"},
                 {-1, "-1"},
                 {INT64_MAX, "9223372036854775807"},
                 {INT64_MIN, "-9223372036854775808"}};
    struct doran_buffer buffer = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        doran_buffer_clear(&buffer);
        doran_buffer_int(&buffer, cases[i].value);
        assert_string_equal(buffer.data, cases[i].text);
    }
    doran_buffer_deinit(&buffer);
}

static void test_limit(void **state)
{
    (void)state;
    struct doran_buffer buffer = DORAN_BUFFER(10);
    doran_buffer_puts(&buffer, "0123456789");
    assert_false(buffer.failed);
    doran_buffer_append(&buffer, "", 0);
    assert_false(buffer.failed);
    doran_buffer_putc(&buffer, 'x');
    assert_true(buffer.failed);
    assert_string_equal(buffer.data, "0123456789");
    assert_int_equal(buffer.length, 10);

    doran_buffer_clear(&buffer);
    doran_buffer_puts(&buffer, "01234");
    doran_buffer_printf(&buffer, "%s", "567890");
    assert_true(buffer.failed);
    doran_buffer_puts(&buffer, "a"); /* would fit, but the text would have a hole */
    doran_buffer_int(&buffer, 1);
    doran_buffer_printf(&buffer, "b");
    assert_string_equal(buffer.data, "01234");
    doran_buffer_deinit(&buffer);
    assert_int_equal(buffer.limit, 10);
    assert_false(buffer.failed);
}

static void test_sizes_that_overflow(void **state)
{
    (void)state;
    struct doran_buffer buffer = DORAN_BUFFER(SIZE_MAX);
    doran_buffer_puts(&buffer, "abc");
    doran_buffer_append(&buffer, "x", SIZE_MAX - 3);
    assert_true(buffer.failed);
    assert_string_equal(buffer.data, "abc");
    doran_buffer_deinit(&buffer);

    struct doran_buffer usual = {0};
    char *large = calloc(1, DORAN_BUFFER_LIMIT + 1);
    assert_non_null(large);
    doran_buffer_append(&usual, large, DORAN_BUFFER_LIMIT);
    assert_false(usual.failed);
    doran_buffer_putc(&usual, 'x');
    assert_true(usual.failed);
    free(large);
    doran_buffer_deinit(&usual);
}

static void test_move(void **state)
{
    (void)state;
    struct doran_buffer buffer = DORAN_BUFFER(8);
    assert_null(doran_buffer_move(&buffer));
    doran_buffer_puts(&buffer, "hand");
    char *text = doran_buffer_move(&buffer);
    assert_string_equal(text, "hand");
    free(text);
    assert_null(buffer.data);
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer.limit, 8);
    doran_buffer_puts(&buffer, "again");
    doran_buffer_puts(&buffer, "too much");
    assert_null(doran_buffer_move(&buffer));
    doran_buffer_puts(&buffer, "once");
    assert_string_equal(buffer.data, "once");
    doran_buffer_clear(&buffer);
    assert_string_equal(buffer.data, "");
    assert_null(doran_buffer_move(&buffer));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append), cmocka_unit_test(test_grows),
        cmocka_unit_test(test_int),    cmocka_unit_test(test_limit),
        cmocka_unit_test(test_move),   cmocka_unit_test(test_sizes_that_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
