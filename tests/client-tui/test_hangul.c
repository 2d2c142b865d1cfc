#include "client-tui/keymap/hangul.h"
#include "client-tui/term/cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void assert_keys(enum hangul_layout layout, const char *text, const char *expected)
{
    char all[64] = "";
    size_t size;
    for (size_t at = 0; text[at] != '\0'; at += size) {
        char keys[HANGUL_KEYS_MAX];
        uint32_t character = cluster_decode(text + at, strlen(text) - at, &size);
        assert_true(hangul_is(character));
        size_t count = hangul_keys(layout, character, keys);
        assert_int_equal(count, strlen(keys));
        strncat(all, keys, sizeof all - strlen(all) - 1);
    }
    assert_string_equal(all, expected);
}

static void dubeolsik(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"호", "gh"},
        {"ㅂ", "q"},
        {"ㅘ", "hk"},
        {"ㄳ", "rt"},
        {"ㅃ", "Q"},
        {"ㅗ", "h"},
        {"ㅓ", "j"},
        {"ㅏ", "k"},
        {"ㅣ", "l"},
        {"ㅁ", "a"},
        {"ㄷ", "e"},
        {"ㅇ", "d"},
        {"ㅜ", "n"},
        {"ㅑ", "i"},
        {"ㄹ", "f"},
        {"ㅎ", "g"},
        {"ㅕ", "u"},
        {"ㄱ", "r"},
        {"ㅐ", "o"},
        {"ㅔ", "p"},
        {"ㅅ", "t"},
        {"ㅠ", "b"},
        {"ㅡ", "m"},
        {"ㅛ", "y"},
        {"ㅌ", "x"},
        {"ㅊ", "c"},
        {"ㅍ", "v"},
        {"ㅋ", "z"},
        {"ㄴ", "s"},
        {"ㅈ", "w"},
        {"ㅒ", "O"},
        {"ㅖ", "P"},
        {"ㄸ", "E"},
        {"ㄲ", "R"},
        {"ㅆ", "T"},
        {"ㅉ", "W"},
        {"ㅄ", "qt"},
        {"ㅀ", "fg"},
        {"ㅢ", "ml"},
        {"ㅟ", "nl"},
        {"뷁", "qnpfr"},
        {"힣", "glg"},
        {"가", "rk"},
        {"쒜", "Tnp"},
        {"\u1112\u1169", "gh"},
        {"\u1100\u1161\u11AA", "rkrt"}, /* NFD */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_keys(HANGUL_DUBEOLSIK, cases[i][0], cases[i][1]);
}

static void sebeolsik(void **state)
{
    (void)state;
    static const struct {
        enum hangul_layout layout;
        const char *text;
        const char *keys;
    } cases[] = {
        {HANGUL_SEBEOLSIK_390, "한", "mfs"},   {HANGUL_SEBEOLSIK_390, "글", "kgw"},
        {HANGUL_SEBEOLSIK_390, "과", "k/f"},   {HANGUL_SEBEOLSIK_390, "닭", "ufD"},
        {HANGUL_SEBEOLSIK_390, "ㅇ", "j"},     {HANGUL_SEBEOLSIK_390, "ㄱ", "k"},
        {HANGUL_SEBEOLSIK_390, "ㅋ", "0"},     {HANGUL_SEBEOLSIK_390, "얘", "jR"},
        {HANGUL_SEBEOLSIK_390, "ㄵ", "s!"},    {HANGUL_SEBEOLSIK_390, "빼", ";;r"},
        {HANGUL_SEBEOLSIK_FINAL, "한", "mfs"}, {HANGUL_SEBEOLSIK_FINAL, "얘", "jG"},
        {HANGUL_SEBEOLSIK_FINAL, "닭", "uf@"}, {HANGUL_SEBEOLSIK_FINAL, "앉", "jfE"},
        {HANGUL_SEBEOLSIK_FINAL, "ㄳ", "V"},   {HANGUL_SEBEOLSIK_FINAL, "밖", ";f!"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_keys(cases[i].layout, cases[i].text, cases[i].keys);
}

/* Each jamo of a layout is its own keys: typing them gives the syllable back without doubt. */
static void no_two_jamo_share_keys(void **state)
{
    (void)state;
    for (int layout = 0; layout < HANGUL_OFF; layout++) {
        char keys[51][HANGUL_KEYS_MAX];
        for (uint32_t i = 0; i < 51; i++) {
            assert_true(hangul_keys((enum hangul_layout)layout, 0x3131 + i, keys[i]) > 0);
            for (uint32_t k = 0; k < i; k++)
                assert_string_not_equal(keys[i], keys[k]);
        }
    }
}

static void every_syllable_fits(void **state)
{
    (void)state;
    for (int layout = 0; layout < HANGUL_OFF; layout++) {
        for (uint32_t syllable = 0xAC00; syllable <= 0xD7A3; syllable++) {
            char keys[HANGUL_KEYS_MAX];
            size_t count = hangul_keys((enum hangul_layout)layout, syllable, keys);
            assert_in_range(count, 2, 6);
            for (size_t i = 0; i < count; i++)
                assert_in_range(keys[i], '!', '~');
        }
    }
}

static void what_is_not_typed_gives_no_keys(void **state)
{
    (void)state;
    char keys[HANGUL_KEYS_MAX];
    assert_int_equal(hangul_keys(HANGUL_OFF, 0xD638, keys), 0);
    assert_int_equal(hangul_keys(HANGUL_DUBEOLSIK, 'a', keys), 0);
    assert_int_equal(hangul_keys(HANGUL_DUBEOLSIK, 0x318D, keys), 0); /* ㆍ */
    assert_int_equal(hangul_keys(HANGUL_DUBEOLSIK, 0x119E, keys), 0);
    assert_true(hangul_is(0x318D));
    assert_false(hangul_is('a'));
    assert_false(hangul_is(0x4E00));
}

static void layouts_have_names(void **state)
{
    (void)state;
    enum hangul_layout layout;
    assert_true(hangul_layout_from_name("sebeolsik-final", &layout));
    assert_int_equal(layout, HANGUL_SEBEOLSIK_FINAL);
    assert_true(hangul_layout_from_name("off", &layout));
    assert_int_equal(layout, HANGUL_OFF);
    assert_false(hangul_layout_from_name("qwerty", &layout));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dubeolsik),
        cmocka_unit_test(sebeolsik),
        cmocka_unit_test(no_two_jamo_share_keys),
        cmocka_unit_test(every_syllable_fits),
        cmocka_unit_test(what_is_not_typed_gives_no_keys),
        cmocka_unit_test(layouts_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
