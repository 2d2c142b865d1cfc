#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client-tui/state/sentence.h"

static struct doran_arena arena;

static int clean_up(void **state)
{
    (void)state;
    doran_arena_deinit(&arena);
    return 0;
}

static void test_places(void **state)
{
    (void)state;
    assert_string_equal(sentence_of(&arena, "{a} then {b}, {a}", {"a", "one"}, {"b", "two"}),
                        "one then two, one");
    assert_string_equal(sentence_of(&arena, "{b}{a}", {"a", "1"}, {"b", NULL}), "1");
    assert_string_equal(sentence_of(&arena, "", {"a", "1"}), "");
}

static void test_what_is_no_place_stays(void **state)
{
    (void)state;
    assert_string_equal(sentence_of(&arena, "{{ {x} {a:foo} {", {"a", "1"}), "{ {x} {a:foo} {");
}

static void test_values_are_not_read_again(void **state)
{
    (void)state;
    assert_string_equal(sentence_of(&arena, "{a} {b}", {"a", "{b}"}, {"b", "%s"}), "{b} %s");
}

static void test_particles(void **state)
{
    (void)state;
    static const struct {
        const char *template, *word, *expected;
    } rows[] = {
        {"{w:이/가}", "엄마", "엄마가"},           {"{w:이/가}", "딸", "딸이"},
        {"{w:을/를}", "할머니", "할머니를"},       {"{w:을/를}", "우리집", "우리집을"},
        {"{w:은/는}", "아빠", "아빠는"},           {"{w:과/와}", "동생", "동생과"},
        {"{w:으로/로}", "서울", "서울로"},         {"{w:으로/로}", "우리집", "우리집으로"},
        {"{w:아/야}", "민준", "민준아"},           {"{w:이에요/예요}", "엄마", "엄마예요"},
        {"{w:이에요/예요}", "딸", "딸이에요"},     {"{w:이라고/라고}", "이모", "이모라고"},
        {"{w:이라고/라고}", "삼촌", "삼촌이라고"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(sentence_of(&arena, rows[i].template, {"w", rows[i].word}), rows[i].expected);
}

static void test_too_long_is_empty(void **state)
{
    (void)state;
    char word[5000];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_string_equal(sentence_of(&arena, "{w}", {"w", word}), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_places, clean_up),
        cmocka_unit_test_teardown(test_what_is_no_place_stays, clean_up),
        cmocka_unit_test_teardown(test_values_are_not_read_again, clean_up),
        cmocka_unit_test_teardown(test_particles, clean_up),
        cmocka_unit_test_teardown(test_too_long_is_empty, clean_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
