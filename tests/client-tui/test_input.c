#include "client-tui/term/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct input input;

static int begin(void **state)
{
    (void)state;
    input_init(&input, 50);
    return 0;
}

static int end(void **state)
{
    (void)state;
    input_deinit(&input);
    return 0;
}

static void feed(const char *bytes, int64_t at)
{
    input_feed(&input, bytes, strlen(bytes), at);
}

/* The next event's key as it is written, "" for none, "?" for another kind of event. */
static const char *next_key(int64_t at)
{
    static char text[TERM_KEY_TEXT_MAX];
    struct term_event event;
    text[0] = '\0';
    if (!input_next(&input, at, &event))
        return text;
    if (event.kind != TERM_EVENT_KEY)
        return "?";
    term_key_print(&event.key, text);
    return text;
}

static void keys_of_many_terminals(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *key;
    } cases[] = {
        {"j", "j"},
        {"\r", "Enter"},
        {"\n", "Enter"},
        {"\t", "Tab"},
        {"\177", "Backspace"},
        {"\b", "Backspace"},
        {"\014", "Ctrl-l"},
        {"\003", "Ctrl-c"},
        {"\034", "Ctrl-\\"},
        {" ", "Space"},
        {"호", "호"},
        {"🥰", "🥰"},
        {"\033[A", "Up"},
        {"\033OA", "Up"},
        {"\033[1;5C", "Ctrl-Right"},
        {"\033[1;2A", "Shift-Up"},
        {"\033[Z", "Shift-Tab"},
        {"\033[H", "Home"},
        {"\033[1~", "Home"},
        {"\033[7~", "Home"},
        {"\033OH", "Home"},
        {"\033[F", "End"},
        {"\033[4~", "End"},
        {"\033[8~", "End"},
        {"\033[3~", "Delete"},
        {"\033[5~", "PageUp"},
        {"\033[6~", "PageDown"},
        {"\033OP", "F1"},
        {"\033[11~", "F1"},
        {"\033[[A", "F1"},
        {"\033[[E", "F5"},
        {"\033[15~", "F5"},
        {"\033[21~", "F10"},
        {"\033[24~", "F12"},
        {"\033[1;5P", "Ctrl-F1"},
        {"\033x", "Alt-x"},
        {"\033가", "Alt-가"},
        {"\033\033[A", "Alt-Up"},
        {"\033\r", "Alt-Enter"},
        {"\033[27u", "Esc"},
        {"\033[108;5u", "Ctrl-l"},
        {"\033[27;5;108~", "Ctrl-l"},
        {"\033[a", "Shift-Up"},
        {"\033Oa", "Ctrl-Up"},
        {"\033[3$", "Shift-Delete"},
        {"\033[3^", "Ctrl-Delete"},
        {"\033OM", "Enter"},
        {"\033Op", "0"},
        {"\033Oy", "9"},
        {"\033[1;2R", "Shift-F3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        feed(cases[i].bytes, 0);
        assert_string_equal(next_key(0), cases[i].key);
        assert_string_equal(next_key(0), "");
        assert_int_equal(input.length, 0);
    }
}

static void a_lone_escape_waits_and_is_then_the_key(void **state)
{
    (void)state;
    feed("\033", 1000);
    assert_string_equal(next_key(1049), "");
    assert_int_equal(input_timeout(&input, 1049), 1);
    assert_string_equal(next_key(1050), "Esc");
    assert_int_equal(input_timeout(&input, 1050), -1);
}

static void an_unfinished_sequence_is_never_escape(void **state)
{
    (void)state;
    static const char *const beginnings[] = {"\033[",    "\033O",  "\033[1",  "\033[1;",
                                             "\033[1;5", "\033[[", "\033[<0;"};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        feed(beginnings[i], 0);
        assert_string_equal(next_key(0), "");
        assert_string_equal(next_key(INPUT_SEQUENCE_MS - 1), ""); /* long after a lone ESC would be Esc */
        assert_string_equal(next_key(INPUT_SEQUENCE_MS), "");     /* dropped, not typed */
        feed("x", INPUT_SEQUENCE_MS);
        assert_string_equal(next_key(INPUT_SEQUENCE_MS), "x");
    }
}

static void a_sequence_may_come_byte_by_byte(void **state)
{
    (void)state;
    const char *bytes = "\033[1;5A";
    for (int i = 0; bytes[i] != '\0'; i++) {
        char one[] = {bytes[i], '\0'};
        assert_string_equal(next_key(i * 40), "");
        feed(one, i * 40);
    }
    assert_string_equal(next_key(240), "Ctrl-Up");
}

static void a_character_may_come_byte_by_byte(void **state)
{
    (void)state;
    feed("\xED", 0);
    assert_string_equal(next_key(0), "");
    feed("\x98", 10);
    assert_string_equal(next_key(10), "");
    feed("\xB8", 20);
    assert_string_equal(next_key(20), "호");
    feed("\xED\x98", 30); /* the rest never comes */
    assert_string_equal(next_key(30), "");
    assert_string_equal(next_key(30 + INPUT_SEQUENCE_MS), "");
    feed("j", 2000);
    assert_string_equal(next_key(2000), "j");
}

static void two_escapes_are_two_keys(void **state)
{
    (void)state;
    feed("\033\033", 0);
    assert_string_equal(next_key(10), "");
    assert_string_equal(next_key(60), "Esc");
    assert_string_equal(next_key(60), "Esc");
    feed("\033\033q", 100);
    assert_string_equal(next_key(100), "Esc");
    assert_string_equal(next_key(100), "Alt-q");
}

static void what_terminals_say_by_themselves_is_no_key(void **state)
{
    (void)state;
    feed("\033[?62;1;2c\033[>0;276;0c\033[?2026;2$y\033[I\033[O\033]11;rgb:0000/0000/"
         "0000\033\\\033P1$r0m\033\\"
         "\033]0;title\007\033[999;99Rj",
         0);
    assert_string_equal(next_key(0), "j");
    assert_string_equal(next_key(0), "");
}

static void a_string_without_end_is_left_after_a_while(void **state)
{
    (void)state;
    feed("\033]52;c;abc", 0);
    assert_string_equal(next_key(0), "");
    assert_string_equal(next_key(INPUT_SEQUENCE_MS), "");
    feed("j", INPUT_SEQUENCE_MS + 1);
    assert_string_equal(next_key(INPUT_SEQUENCE_MS + 1), "j");
}

static void a_paste_is_one_event_of_clean_text(void **state)
{
    (void)state;
    struct term_event event;
    feed("\033[200~안녕\r\n\033[31mq\001\xff tab\there\033[20", 0);
    assert_false(input_next(&input, 0, &event));
    feed("1~j", 10);
    assert_true(input_next(&input, 10, &event));
    assert_int_equal(event.kind, TERM_EVENT_PASTE);
    assert_string_equal(event.text, "안녕\n[31mq tab\there");
    assert_int_equal(event.length, strlen(event.text));
    assert_false(event.truncated);
    assert_string_equal(next_key(10), "j");
}

static void a_paste_keeps_its_limit(void **state)
{
    (void)state;
    struct term_event event = {0};
    char block[1024];
    memset(block, 'x', sizeof block);
    feed("\033[200~", 0);
    for (size_t sent = 0; sent < TERM_PASTE_MAX + sizeof block; sent += sizeof block) {
        assert_false(input_next(&input, 0, &event));
        input_feed(&input, block, sizeof block, 0);
    }
    feed("\033[201~", 0);
    assert_true(input_next(&input, 0, &event));
    assert_true(event.truncated);
    assert_int_equal(event.length, TERM_PASTE_MAX);
}

static void a_paste_without_end_is_taken_after_a_while(void **state)
{
    (void)state;
    struct term_event event;
    feed("\033[200~half", 0);
    assert_false(input_next(&input, INPUT_PASTE_MS - 1, &event));
    assert_int_equal(input_timeout(&input, 0), INPUT_PASTE_MS);
    assert_true(input_next(&input, INPUT_PASTE_MS, &event));
    assert_string_equal(event.text, "half");
}

static void asked_for_reports_are_not_keys(void **state)
{
    (void)state;
    input.reports_wanted = 2;
    feed("a\033[1;2R\033[1;3Rb\033[1;2R", 0);
    input_take_reports(&input);
    assert_int_equal(input.report_count, 2);
    assert_int_equal(input.reports[0].column, 2);
    assert_int_equal(input.reports[1].column, 3);
    assert_string_equal(next_key(0), "a");
    assert_string_equal(next_key(0), "b");
    assert_string_equal(next_key(0), "Shift-F3"); /* nobody asked for a third one */
    input.reports_wanted = 1;
    feed("\033[1;3Rc", 0); /* a late one comes through the usual way */
    assert_string_equal(next_key(0), "c");
    assert_int_equal(input.report_count, 3);
}

static void the_mouse_says_where(void **state)
{
    (void)state;
    struct term_event event;
    feed("\033[<0;10;5M\033[<0;10;5m\033[<64;1;1M\033[<65;1;1M", 0);
    assert_true(input_next(&input, 0, &event));
    assert_int_equal(event.kind, TERM_EVENT_MOUSE);
    assert_int_equal(event.mouse, TERM_MOUSE_PRESS);
    assert_int_equal(event.row, 4);
    assert_int_equal(event.column, 9);
    assert_true(input_next(&input, 0, &event));
    assert_int_equal(event.mouse, TERM_MOUSE_WHEEL_UP);
    assert_true(input_next(&input, 0, &event));
    assert_int_equal(event.mouse, TERM_MOUSE_WHEEL_DOWN);
    assert_false(input_next(&input, 0, &event));
}

/* Whatever bytes come, there is always room again, and the input ends empty. */
static void no_bytes_stop_it(void **state)
{
    (void)state;
    unsigned seed = 20261122;
    int64_t at = 0;
    for (int round = 0; round < 2000; round++) {
        unsigned char bytes[64];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1103515245u + 12345u;
            unsigned pick = seed >> 16;
            bytes[i] =
                (unsigned char)(pick % 3 == 0 ? "\033[O]P<?;:~MRu200120 "[pick / 3 % 19] : (int)(pick >> 3));
        }
        struct term_event event;
        input_feed(&input, bytes, sizeof bytes, at);
        while (input_next(&input, at, &event)) {
            if (event.kind == TERM_EVENT_KEY && event.key.name == TERM_KEY_CHARACTER)
                assert_true(event.key.codepoint >= ' ' && event.key.codepoint <= 0x10FFFF);
        }
        at += round % 7 == 0 ? 3000 : 1;
        assert_true(input_room(&input) >= sizeof bytes);
    }
    struct term_event event;
    for (int i = 0; i < 8; i++) {
        at += 5000;
        while (input_next(&input, at, &event))
            ;
    }
    assert_int_equal(input.length, 0);
    assert_int_equal(input_timeout(&input, at), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(keys_of_many_terminals),
        TEST(a_lone_escape_waits_and_is_then_the_key),
        TEST(an_unfinished_sequence_is_never_escape),
        TEST(a_sequence_may_come_byte_by_byte),
        TEST(a_character_may_come_byte_by_byte),
        TEST(two_escapes_are_two_keys),
        TEST(what_terminals_say_by_themselves_is_no_key),
        TEST(a_string_without_end_is_left_after_a_while),
        TEST(a_paste_is_one_event_of_clean_text),
        TEST(a_paste_keeps_its_limit),
        TEST(a_paste_without_end_is_taken_after_a_while),
        TEST(asked_for_reports_are_not_keys),
        TEST(the_mouse_says_where),
        TEST(no_bytes_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
