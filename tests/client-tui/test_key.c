#include "client-tui/term/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void every_written_key_is_read_back(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "j",      "N",      "/",          "?",     "Enter", "Esc",       "Tab",      "Up",    "F1",
        "F10",    "F12",    "Space",      "Comma", "Hash",  "Equals",    "Ctrl-l",   "Alt-x", "Shift-Tab",
        "PageUp", "Delete", "Ctrl-Alt-x", "ㅁ",    "호",    "Ctrl-Left", "Backspace"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct term_key key;
        char text[TERM_KEY_TEXT_MAX];
        assert_true(term_key_parse(keys[i], strlen(keys[i]), &key));
        term_key_print(&key, text);
        assert_string_equal(text, keys[i]);
    }
}

static void names_may_be_written_in_any_case(void **state)
{
    (void)state;
    struct term_key a;
    struct term_key b;
    assert_true(term_key_parse("enter", 5, &a));
    assert_true(term_key_parse("Return", 6, &b));
    assert_true(term_key_equal(&a, &b));
    assert_true(term_key_parse("ctrl-L", 6, &a));
    assert_true(term_key_parse("Ctrl-l", 6, &b));
    assert_true(term_key_equal(&a, &b));
}

static void what_is_no_key_is_refused(void **state)
{
    (void)state;
    static const char *const words[] = {"",        "jk",   "F0",   "F13",   "F01",     "Ctrl-", "Shift-a",
                                        "Ctrl-호", "\x01", "\xff", "Entre", "Super-a", " "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct term_key key;
        assert_false(term_key_parse(words[i], strlen(words[i]), &key));
    }
}

static void letters_need_an_input_method_that_is_off(void **state)
{
    (void)state;
    struct term_key letter = TERM_KEY_OF('j');
    struct term_key digit = TERM_KEY_OF('1');
    struct term_key named = TERM_KEY_NAMED(TERM_KEY_ENTER);
    struct term_key control = {TERM_KEY_CHARACTER, 'l', TERM_CTRL};
    assert_false(term_key_without_letter(&letter));
    assert_true(term_key_without_letter(&digit));
    assert_true(term_key_without_letter(&named));
    assert_true(term_key_without_letter(&control));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_written_key_is_read_back),
        cmocka_unit_test(names_may_be_written_in_any_case),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(letters_need_an_input_method_that_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
