#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/text.h>
#include <unictype.h>
#include <unistr.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define LITERAL(text) (text), sizeof(text) - 1

static void test_valid(void **state)
{
    (void)state;
    assert_true(doran_text_valid("", 0));
    assert_true(doran_text_valid(NULL, 0));
    assert_true(doran_text_valid(LITERAL("도란도란 👨‍👩‍👧 ok")));
    assert_true(doran_text_valid(LITERAL("\xF4\x8F\xBF\xBF")));
    static const struct {
        const char *bytes;
        size_t length;
    } wrong[] = {
        {LITERAL("a\0b")},             /* NUL */
        {LITERAL("\xC0\x80")},         /* overlong NUL */
        {LITERAL("\xE0\x80\xAF")},     /* overlong slash */
        {LITERAL("\xED\xA0\x80")},     /* surrogate */
        {LITERAL("\xF4\x90\x80\x80")}, /* beyond U+10FFFF */
        {LITERAL("\x80")},             /* a continuation alone */
        {LITERAL("\xEB\x8F")},         /* cut */
        {LITERAL("\xFF")},
    };
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(doran_text_valid(wrong[i].bytes, wrong[i].length));
}

static void test_control(void **state)
{
    (void)state;
    assert_false(doran_text_has_control(LITERAL("우리집 🏠"), false));
    assert_false(doran_text_has_control(LITERAL(""), false));
    assert_true(doran_text_has_control(LITERAL("a\nb"), false));
    assert_false(doran_text_has_control(LITERAL("a\n\tb"), true));
    static const char *const everywhere[] = {"\r",           "\x1b[2J",      "\x7f",         "\xC2\x85",
                                             "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAE", "\xE2\x80\xAA",
                                             "\xE2\x81\xA6", "\xE2\x81\xA9", "\xFF"};
    for (size_t i = 0; i < COUNT(everywhere); i++) {
        assert_true(doran_text_has_control(everywhere[i], strlen(everywhere[i]), false));
        assert_true(doran_text_has_control(everywhere[i], strlen(everywhere[i]), true));
    }
    assert_true(doran_text_has_control("\0", 1, true));
}

static void assert_clean(const char *text, const char *expected)
{
    char *clean = doran_text_clean(text, strlen(text));
    assert_non_null(clean);
    assert_string_equal(clean, expected);
    free(clean);
}

static void test_clean(void **state)
{
    (void)state;
    assert_clean("", "");
    assert_clean("  \t\n", "");
    assert_clean(" \xE3\x80\x80 우리 집\xC2\xA0 ", "우리 집"); /* ideographic and no-break spaces too */
    /* 각 as three conjoining letters, é as two characters. */
    assert_clean("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "각");
    assert_clean("cafe\xCC\x81", "caf\xC3\xA9");
    assert_clean("각", "각");
    assert_null(doran_text_clean(LITERAL("\xFF")));
    assert_null(doran_text_clean(LITERAL("a\0b")));
    char *part = doran_text_clean("abcdef", 3);
    assert_string_equal(part, "abc");
    free(part);
}

static void assert_same_key(const char *one, const char *other, bool same)
{
    char *a = doran_text_key(one);
    char *b = doran_text_key(other);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(strcmp(a, b) == 0, same);
    free(a);
    free(b);
}

static void test_key(void **state)
{
    (void)state;
    assert_same_key("Mina", "MINA", true);
    assert_same_key("Straße", "STRASSE", true);
    assert_same_key("각", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", true);
    assert_same_key("ＭＩＮＡ１", "mina1", true);      /* full width */
    assert_same_key("ΣΊΣΥΦΟΣ", "σίσυφος", true);       /* final sigma */
    assert_same_key("mi\xE2\x80\x8Bna", "mina", true); /* zero width space */
    assert_same_key("ﾊﾟﾊﾟ", "パパ", true);
    assert_same_key("I", "i", true);
    assert_same_key("엄마", "아빠", false);
    assert_same_key("", "", true);
    assert_null(doran_text_key(NULL));
    assert_null(doran_text_key("\xFF"));
}

/* A key stands in unique indexes: the key of a key must be itself, for every character there is. */
static void test_key_of_a_key_is_itself(void **state)
{
    (void)state;
    for (ucs4_t c = 1; c < 0x110000; c++) {
        char text[8] = {0};
        int size = u8_uctomb((uint8_t *)text, c, sizeof text - 1);
        if (size <= 0 || uc_is_general_category(c, UC_CATEGORY_Co) ||
            uc_is_general_category(c, UC_CATEGORY_Cn))
            continue;
        char *key = doran_text_key(text);
        assert_non_null(key);
        char *again = doran_text_key(key);
        assert_non_null(again);
        if (strcmp(key, again) != 0)
            fail_msg("U+%04X: \"%s\" and \"%s\"", (unsigned)c, key, again);
        free(key);
        free(again);
    }
}

struct clusters {
    const char *text;
    const char *split; /* the same with "|" between clusters */
};

static const struct clusters clusters[] = {
    {"", ""},
    {"abc", "a|b|c"},
    {"가나다", "가|나|다"},
    {"\r\n\n", "\r\n|\n"},
    {"e\xCC\x81\xCC\xA3o", "e\xCC\x81\xCC\xA3|o"},
    {"\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8\xE1\x84\x80", "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8|\xE1\x84\x80"},
    {"👨‍👩‍👧엄마", "👨‍👩‍👧|엄|마"},
    {"👍🏽👍", "👍🏽|👍"},
    {"🇰🇷🇺🇸🇯", "🇰🇷|🇺🇸|🇯"},
    {"a🇰🇷b", "a|🇰🇷|b"},
    {"1️⃣2", "1️⃣|2"},
    {"❤️‍🔥❤", "❤️‍🔥|❤"},
    {"🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xBF!",
     "🏴\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xBF|!"},
    {"a\xE2\x80\x8D👩", "a\xE2\x80\x8D|👩"}, /* a joiner after what is no emoji joins nothing */
    {"🏳️‍🌈", "🏳️‍🌈"},
    {"ก็", "ก็"},
    {"\xFF\x80가", "\xFF|\x80|가"}, /* broken bytes stand alone */
};

static void test_graphemes_forwards(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(clusters); i++) {
        char split[128] = "";
        size_t length = strlen(clusters[i].text);
        size_t count = 0;
        for (size_t at = 0; at < length; count++) {
            size_t size = doran_text_next(clusters[i].text + at, length - at);
            assert_int_not_equal(size, 0);
            strcat(split, at > 0 ? "|" : "");
            strncat(split, clusters[i].text + at, size);
            at += size;
        }
        assert_string_equal(split, clusters[i].split);
        assert_int_equal(doran_text_graphemes(clusters[i].text, length), count);
    }
    assert_int_equal(doran_text_next("", 0), 0);
}

static void test_graphemes_backwards(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(clusters); i++) {
        const char *text = clusters[i].text;
        size_t length = strlen(text);
        /* Every boundary of the way forwards is met on the way back. */
        bool boundary[129] = {true};
        for (size_t at = 0; at < length; boundary[at] = true)
            at += doran_text_next(text + at, length - at);
        size_t at = length;
        while (at > 0) {
            size_t size = doran_text_previous(text, at);
            assert_in_range(size, 1, at);
            for (size_t inside = at - size + 1; inside < at; inside++)
                assert_false(boundary[inside]);
            at -= size;
            assert_true(boundary[at]);
        }
        assert_int_equal(doran_text_previous(text, 0), 0);
    }
}

static void test_width(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int modern;
        int ambiguous;
        int parts;
    } cases[] = {
        {"", 0, 0, 0},
        {"abc", 3, 3, 3},
        {"엄마", 4, 4, 4},
        {"\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", 2, 2, 2},
        {"e\xCC\x81", 1, 1, 1},
        {"…", 1, 2, 1},
        {"─│", 2, 4, 2},
        {"±", 1, 2, 1},
        {"👨‍👩‍👧", 2, 2, 6},
        {"👍🏽", 2, 2, 4},
        {"🇰🇷", 2, 2, 2},
        {"❤️", 2, 2, 1},
        {"❤", 1, 1, 1},
        {"1️⃣", 2, 2, 1},
        {"😀", 2, 2, 2},
        {"⌚", 2, 2, 2},
        {"\xF0\x9F\xAB\xA8", 2, 2, 2}, /* U+1FAE8, of Unicode 15 */
        {"ﾊﾟ", 2, 2, 2},
        {"\n\t\x1b", 0, 0, 0},
        {"\xE2\x80\x8B", 0, 0, 0},
        {"ㄱㅏ", 4, 4, 4},
        {"가a…나", 6, 7, 6},
    };
    const struct doran_text_widths ambiguous = {.ambiguous_wide = true};
    const struct doran_text_widths parts = {.emoji_narrow = true};
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t length = strlen(cases[i].text);
        assert_int_equal(doran_text_width(cases[i].text, length, NULL), cases[i].modern);
        assert_int_equal(doran_text_width(cases[i].text, length, &ambiguous), cases[i].ambiguous);
        assert_int_equal(doran_text_width(cases[i].text, length, &parts), cases[i].parts);
    }
    assert_int_equal(doran_text_cluster_width(LITERAL("각"), NULL), 2);
    assert_int_equal(doran_text_cluster_width(LITERAL("가"), &ambiguous), 2);
    assert_int_equal(doran_text_cluster_width("", 0, NULL), 0);
}

static void test_fit(void **state)
{
    (void)state;
    int used = -1;
    assert_int_equal(doran_text_fit(LITERAL("엄마abc"), 5, NULL, &used), strlen("엄마a"));
    assert_int_equal(used, 5);
    assert_int_equal(doran_text_fit(LITERAL("엄마"), 3, NULL, &used), strlen("엄")); /* never half of one */
    assert_int_equal(used, 2);
    assert_int_equal(doran_text_fit(LITERAL("엄마"), 100, NULL, &used), strlen("엄마"));
    assert_int_equal(used, 4);
    assert_int_equal(doran_text_fit(LITERAL("엄마"), 0, NULL, &used), 0);
    assert_int_equal(used, 0);
    assert_int_equal(doran_text_fit(LITERAL("엄마"), -1, NULL, NULL), 0);
    /* What takes no column stays with what is before it. */
    assert_int_equal(doran_text_fit(LITERAL("e\xCC\x81x"), 1, NULL, NULL), 3);
    const struct doran_text_widths parts = {.emoji_narrow = true};
    assert_int_equal(doran_text_fit(LITERAL("👨‍👩‍👧"), 5, &parts, &used), 0);
    assert_int_equal(used, 0);
}

static void test_particle(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        const char *forms[DORAN_PARTICLE_COUNT];
    } cases[] = {
        {"엄마", {"가", "를", "는", "와", "로", "야"}},
        {"삼촌", {"이", "을", "은", "과", "으로", "아"}},
        {"딸", {"이", "을", "은", "과", "로", "아"}},
        {"\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", {"이", "을", "은", "과", "으로", "아"}},
        {"ㅋㅋ", {"이", "을", "은", "과", "으로", "아"}},
        {"ㄹ", {"이", "을", "은", "과", "로", "아"}},
        {"ㅠㅠ", {"가", "를", "는", "와", "로", "야"}},
        {"3", {"이", "을", "은", "과", "으로", "아"}},
        {"2", {"가", "를", "는", "와", "로", "야"}},
        {"101", {"이", "을", "은", "과", "로", "아"}},
        {"10", {"이", "을", "은", "과", "으로", "아"}},
        {"0", {"이", "을", "은", "과", "으로", "아"}},
        {"1,000,000,000,000", {"가", "를", "는", "와", "로", "야"}}, /* 일조 */
        {"PC", {"가", "를", "는", "와", "로", "야"}},
        {"URL", {"이", "을", "은", "과", "로", "아"}},
        {"Tom", {"이", "을", "은", "과", "으로", "아"}},
        {"Young", {"이", "을", "은", "과", "으로", "아"}},
        {"PNG", {"가", "를", "는", "와", "로", "야"}},
        {"🐻", {"이(가)", "을(를)", "은(는)", "과(와)", "(으)로", "아(야)"}},
        {"엄마!", {"이(가)", "을(를)", "은(는)", "과(와)", "(으)로", "아(야)"}},
        {"", {"이(가)", "을(를)", "은(는)", "과(와)", "(으)로", "아(야)"}},
        {"\xFF", {"이(가)", "을(를)", "은(는)", "과(와)", "(으)로", "아(야)"}},
        {NULL, {"이(가)", "을(를)", "은(는)", "과(와)", "(으)로", "아(야)"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int particle = 0; particle < DORAN_PARTICLE_COUNT; particle++)
            assert_string_equal(doran_particle(cases[i].word, (enum doran_particle)particle),
                                cases[i].forms[particle]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),
        cmocka_unit_test(test_control),
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_key_of_a_key_is_itself),
        cmocka_unit_test(test_graphemes_forwards),
        cmocka_unit_test(test_graphemes_backwards),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_particle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
