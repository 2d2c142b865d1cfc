#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/arena.h>

static void test_zeroed_aligned_apart(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    unsigned char *pieces[500];
    for (size_t i = 0; i < 500; i++) {
        size_t size = i * 7 % 300;
        pieces[i] = doran_arena_alloc(&arena, size);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++)
            assert_int_equal(pieces[i][at], 0);
        memset(pieces[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < 500; i++)
        for (size_t at = 0; at < i * 7 % 300; at++)
            assert_int_equal(pieces[i][at], i % 255 + 1);
    doran_arena_deinit(&arena);
    assert_int_equal(arena.used, 0);
}

static void test_large_pieces(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    char *small = doran_arena_strdup(&arena, "작은 것");
    char *large = doran_arena_alloc(&arena, 1 << 20);
    assert_non_null(large);
    memset(large, 'x', 1 << 20);
    char *next = doran_arena_strdup(&arena, "다음");
    assert_string_equal(small, "작은 것");
    assert_string_equal(next, "다음");
    assert_int_equal(large[(1 << 20) - 1], 'x');
    doran_arena_deinit(&arena);
    assert_non_null(doran_arena_alloc(&arena, 1 << 20)); /* as the first one, too */
    assert_non_null(doran_arena_alloc(&arena, 1));
    doran_arena_deinit(&arena);
}

static void test_texts(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    assert_string_equal(doran_arena_strdup(&arena, "엄마"), "엄마");
    assert_string_equal(doran_arena_strndup(&arena, "abcdef", 3), "abc");
    assert_string_equal(doran_arena_strndup(&arena, "", 0), "");
    assert_null(doran_arena_strdup(&arena, NULL));
    assert_string_equal(doran_arena_printf(&arena, "%s-%d", "a", 42), "a-42");
    assert_string_equal(doran_arena_printf(&arena, "%s", ""), "");
    doran_arena_deinit(&arena);
}

static void test_limit(void **state)
{
    (void)state;
    struct doran_arena arena = DORAN_ARENA(1024);
    assert_null(doran_arena_alloc(&arena, 1025));
    assert_null(doran_arena_alloc(&arena, SIZE_MAX));
    assert_null(doran_arena_strndup(&arena, "x", SIZE_MAX));
    size_t given = 0;
    while (doran_arena_alloc(&arena, 16) != NULL)
        given += 16;
    assert_int_equal(given, 1024);
    assert_int_equal(arena.used, 1024);
    assert_null(doran_arena_alloc(&arena, 0));
    assert_null(doran_arena_printf(&arena, "x"));
    doran_arena_deinit(&arena);
    assert_non_null(doran_arena_alloc(&arena, 1024));
    doran_arena_deinit(&arena);

    struct doran_arena usual = {0};
    assert_null(doran_arena_alloc(&usual, DORAN_ARENA_LIMIT + 1));
    doran_arena_deinit(&usual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_aligned_apart),
        cmocka_unit_test(test_large_pieces),
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
