/* The operator's greetings, line by line. */
#include "server/api/greeting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lines_and_their_languages(void **state)
{
    (void)state;
    static const struct {
        const char *line, *text, *language; /* NULL text: it is no greeting */
    } cases[] = {
        {"어서 와요", "어서 와요", NULL},
        {"ko:오늘도 도란도란\r", "오늘도 도란도란", "ko"},
        {"en:\t Good to see you ", "Good to see you", "en"},
        {"ko:en:둘 다", "en:둘 다", "ko"}, /* one language, and what follows are the words */
        {"ko", "ko", NULL},
        {"# ko:적어 둔 것", NULL, NULL},
        {"", NULL, NULL},
        {"ko: ", NULL, NULL},
        {"en:a\tb", NULL, NULL},
        {"en:\033[31mred", NULL, NULL},
        {"\xed\x95", NULL, NULL},
        {"en:\xe2\x80\x8d", NULL, NULL}, /* nothing that can be seen */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_arena arena = {0};
        struct doran_greeting_list list;
        assert_true(greeting_parse(cases[i].line, strlen(cases[i].line), &arena, &list));
        assert_int_equal(list.count, cases[i].text ? 1 : 0);
        if (cases[i].text)
            assert_string_equal(list.items[0].text, cases[i].text);
        if (cases[i].language)
            assert_string_equal(list.items[0].language, cases[i].language);
        else if (cases[i].text)
            assert_null(list.items[0].language);
        doran_arena_deinit(&arena);
    }
}

static void no_more_than_the_wire_takes(void **state)
{
    (void)state;
    struct doran_arena arena = {0};
    struct doran_greeting_list list;
    char text[4 * (DORAN_GREETINGS_MAX + 1) + 1] = "", longest[3 * 101 + 1] = "";
    for (int i = 0; i <= DORAN_GREETINGS_MAX; i++)
        strcat(text, "안\n");
    assert_true(greeting_parse(text, strlen(text), &arena, &list));
    assert_int_equal(list.count, DORAN_GREETINGS_MAX);
    for (int i = 0; i < 101; i++)
        strcat(longest, "안");
    assert_true(greeting_parse(longest, strlen(longest), &arena, &list));
    assert_int_equal(list.count, 0);
    assert_true(greeting_parse(longest, strlen(longest) - strlen("안"), &arena, &list));
    assert_int_equal(list.count, 1);
    doran_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_their_languages),
        cmocka_unit_test(no_more_than_the_wire_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
