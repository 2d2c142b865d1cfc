/* What a terminal's own keys send: which strings are kept, and how they are told from what is typed. */
#include "client-tui/term/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ESCAPE_MS 50

static struct input input;

static int begin(void **state)
{
    (void)state;
    input_init(&input, ESCAPE_MS);
    return 0;
}

static int end(void **state)
{
    (void)state;
    input_deinit(&input);
    return 0;
}

/* The key as the keymap writes it. */
static bool add(const char *bytes, const char *name)
{
    struct term_key key;
    assert_true(term_key_parse(name, strlen(name), &key));
    return own_keys_add(&input.own, bytes, strlen(bytes), key);
}

static void feed(const char *bytes, int64_t at)
{
    input_feed(&input, bytes, strlen(bytes), at);
}

static const char *next_key(int64_t at)
{
    static char text[TERM_KEY_TEXT_MAX];
    struct term_event event;
    text[0] = '\0';
    if (input_next(&input, at, &event))
        term_key_print(&event.key, text);
    return text;
}

static void strings_of_ones_own_are_keys(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *key;
    } rows[] = {
        {"\033J", "PageUp"},        /* wy60: else Alt-J */
        {"\033T?", "End"},          /* three bytes, the last one a character */
        {"\033[P", "F4"},           /* scoansi; elsewhere F1 */
        {"\033[224z", "F1"},        /* sun */
        {"\033[M", "F2"},           /* scoansi; elsewhere a click begins so */
        {"\001@\r", "F3"},          /* wy60 */
        {"\033O\033x", "Insert"},   /* whatever it is */
        {"\302\217", ""},           /* U+008F is a character, though none to be seen */
        {"\217A", "Up"},            /* SS3 in eight bits (vt220-8bit) */
        {"\033[[", "Shift-Delete"}, /* the Linux console's F1 … F5 begin so */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(add(rows[i].bytes, rows[i].key[0] ? rows[i].key : "F12"), rows[i].key[0] != '\0');
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        feed(rows[i].bytes, 0);
        assert_string_equal(next_key(ESCAPE_MS), rows[i].key);
        assert_int_equal(input.length, 0);
    }
    feed("\033\033[224z", 0);
    assert_string_equal(next_key(0), "Alt-F1");
}

static void no_plain_key_is_taken_away(void **state)
{
    (void)state;
    static const char *const plain[] = {
        "q",
        "가",
        "qq",
        " ",
        "", /* characters, and nothing */
        "\r",
        "\n",
        "\t",
        "\b",
        "\177",
        "\033",
        "\v",
        "\f",
        "\036", /* a letter with Ctrl: the arrows of wy60 and adm3a */
        "\033Ot",
        "\033OM",
        "\033[Z",
        "\033[1~", /* the keypad's digits; what these are anyway */
        "\033[",
        "\033O",
        "\033]11",
        "\033P", /* what else comes begins so */
        "\033[<",
        "\033[200~",
        "\033[2;3R",
        "\033[<0;1;1M",
        "a string that is longer than any key has",
    };
    static const char *const keys[] = {"Enter", "Shift-Tab", "Home", "F5"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            bool other = (strcmp(plain[i], "\033OM") == 0 && k != 0) ||
                         (strcmp(plain[i], "\033[Z") == 0 && k != 1) ||
                         (strcmp(plain[i], "\033[1~") == 0 && k != 2);
            if (!other && add(plain[i], keys[k]))
                fail_msg("row %zu is kept as %s", i, keys[k]);
        }
    assert_false(add("\033[D", "Shift-Left"));
    assert_true(add("\033[224z", "F1"));
    assert_false(add("\033[224z", "F2")); /* the first one has it */
}

static void there_is_an_end_to_them(void **state)
{
    (void)state;
    for (int i = 0; i < OWN_KEYS_MAX; i++) {
        char bytes[OWN_KEY_BYTES_MAX];
        snprintf(bytes, sizeof bytes, "\033[%dz", 100 + i);
        assert_true(add(bytes, "F1"));
    }
    assert_false(add("\033[99z", "F1"));
}

/* What only begins as one of them is what it is elsewhere, after as long as Esc takes. */
static void a_beginning_waits_no_longer_than_escape(void **state)
{
    (void)state;
    assert_true(add("\001@\r", "F1"));
    assert_true(add("\033J", "PageUp"));
    assert_true(add("\033[M", "F2"));
    assert_true(add("\033[Mx", "F3"));
    feed("\001", 0);
    assert_string_equal(next_key(ESCAPE_MS - 1), "");
    assert_int_equal(input_timeout(&input, 0), ESCAPE_MS);
    assert_string_equal(next_key(ESCAPE_MS), "Ctrl-a");
    feed("\001@", 0);
    assert_string_equal(next_key(0), "");
    feed("\r", 10);
    assert_string_equal(next_key(10), "F1");
    feed("\001b", 0); /* at once: it cannot become one any more */
    assert_string_equal(next_key(0), "Ctrl-a");
    assert_string_equal(next_key(0), "b");
    feed("\033", 0);
    assert_string_equal(next_key(ESCAPE_MS - 1), "");
    assert_string_equal(next_key(ESCAPE_MS), "Esc");
    feed("\033x", 0);
    assert_string_equal(next_key(0), "Alt-x");
    feed("\033[M", 0); /* the longest */
    assert_string_equal(next_key(ESCAPE_MS - 1), "");
    assert_string_equal(next_key(ESCAPE_MS), "F2");
    feed("\033[M", 0);
    feed("x", 10);
    assert_string_equal(next_key(10), "F3");
}

/* The arrows come as CSI or as SS3, whatever mode the entry speaks of. */
static void what_every_terminal_sends_stays(void **state)
{
    (void)state;
    assert_false(add("\033OA", "Up"));
    assert_true(add("\033[OB", "Down"));
    assert_true(add("\033[224z", "F1"));
    static const char *const rows[][2] = {
        {"\033OA", "Up"},    {"\033[A", "Up"}, {"\033OB", "Down"},          {"\033[B", "Down"},
        {"\033[OB", "Down"}, {"\033OP", "F1"}, {"\033[1;5C", "Ctrl-Right"}, {"\033Op", "0"},
        {"가", "가"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        feed(rows[i][0], 0);
        assert_string_equal(next_key(0), rows[i][1]);
    }
    feed("\033[22", 0); /* one that comes late is waited for as any sequence */
    assert_string_equal(next_key(INPUT_SEQUENCE_MS - 1), "");
    feed("4z", INPUT_SEQUENCE_MS - 1);
    assert_string_equal(next_key(INPUT_SEQUENCE_MS - 1), "F1");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(strings_of_ones_own_are_keys),    TEST(no_plain_key_is_taken_away),
        TEST(there_is_an_end_to_them),         TEST(a_beginning_waits_no_longer_than_escape),
        TEST(what_every_terminal_sends_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
