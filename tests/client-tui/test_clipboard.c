/* The sequence for the terminal's clipboard: base64 of every length, and its limit. */
#include "client-tui/term/clipboard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The cases of RFC 4648 §10, and Hangul. */
static void texts_of_every_length(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"가", "6rCA"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[CLIPBOARD_SEQUENCE_MAX], expected[64] = "\033]52;c;";
        strcat(expected, cases[i][1]);
        strcat(expected, "\033\\");
        assert_int_equal(clipboard_sequence(cases[i][0], out), strlen(expected));
        assert_string_equal(out, expected);
    }
}

static void too_long_is_nothing(void **state)
{
    (void)state;
    char text[CLIPBOARD_TEXT_MAX + 2], out[CLIPBOARD_SEQUENCE_MAX];
    memset(text, 'x', sizeof text);
    text[CLIPBOARD_TEXT_MAX] = '\0';
    size_t length = clipboard_sequence(text, out);
    assert_int_equal(length, strlen(out));
    assert_true(strlen(out) < sizeof out);
    text[CLIPBOARD_TEXT_MAX] = 'x';
    text[CLIPBOARD_TEXT_MAX + 1] = '\0';
    assert_int_equal(clipboard_sequence(text, out), 0);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_of_every_length),
                                       cmocka_unit_test(too_long_is_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
