/* Every widget on terminals of many kinds: sizes, colour depths, widths of signs; keys and resizing. */
#include "tests/screens/show.h"

#include <stdlib.h>
#include <unistd.h>

#define CURSOR_MOVE_BYTES_MAX 1024

/* --- every scene on every kind of terminal --- */

static const int sizes[][2] = {{15, 60}, {24, 80}, {60, 200}};
static const char *const scenes[] = {"list", "form", "dialog", "colours"};

static void check_scene(const struct screen_options *options, const char *scene)
{
    start_and_see(options, scene);
    screen_check_cells(screen);
    assert_true(screen_has(screen, "도란도란"));
    assert_true(screen_has(screen, "q Quit"));
    assert_true(screen_has(screen, strcmp(scene, "list") == 0 ? "Connected" : "3 to send"));
    if (strcmp(scene, "list") == 0) {
        screen_wait_for_cursor(screen, 2, 0, SCREEN_WAIT_MS); /* screen readers follow the selected row */
        assert_int_equal(screen_cell(screen, 2, 0).characters[0], '>');
        assert_true(screen_cell(screen, 2, 0).reverse);
    }
}

static void check_everywhere(struct screen_options options)
{
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        options.rows = sizes[i][0];
        options.columns = sizes[i][1];
        for (size_t k = 0; k < sizeof scenes / sizeof scenes[0]; k++)
            check_scene(&options, scenes[k]);
    }
}

static void scenes_in_256_colours(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "xterm-256color"});
    assert_true(screen_has(screen, "depth 3"));
}

static void scenes_in_256_colours_with_wide_signs(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "xterm-256color", .ambiguous_wide = true});
    assert_false(screen_has(screen, "─"));
    assert_true(screen_has(screen, "-----"));
}

static void scenes_in_true_colour(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "xterm-direct"});
    assert_true(screen_has(screen, "depth 4"));
}

static void scenes_in_true_colour_with_wide_signs(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "xterm-direct", .ambiguous_wide = true});
}

static void scenes_without_colour(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "vt100"});
    assert_true(screen_has(screen, "depth 0"));
}

static void scenes_without_colour_with_wide_signs(void **state)
{
    (void)state;
    check_everywhere((struct screen_options){.term = "vt100", .ambiguous_wide = true});
}

static void scenes_in_korean(void **state)
{
    (void)state;
    static const char *const korean[] = {"LANGUAGE=ko", NULL};
    struct screen_options options = {.env = korean};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        options.rows = sizes[i][0];
        options.columns = sizes[i][1];
        for (int wide = 0; wide <= 1; wide++) {
            options.ambiguous_wide = wide != 0;
            start(&options, "form", NULL);
            screen_wait_for_text(screen, "q 끝내기", SCREEN_WAIT_MS);
            screen_check_cells(screen);
            assert_true(screen_has(screen, "알림 99+   오프라인"));
            assert_true(screen_has(screen, "보낼 것 3"));
            assert_true(screen_has(screen, "Enter 열기"));
        }
    }
    screen_resize(screen, 12, 52);
    screen_wait_for_text(screen, "화면이 작아요 (지금 52×12). 60×15보다 크게", SCREEN_WAIT_MS);
    screen_check_cells(screen);
}

/* --- what a terminal has --- */

static void members_have_their_colours(void **state)
{
    (void)state;
    struct screen_options options = {.term = "xterm-direct"};
    start_and_see(&options, "colours");
    assert_int_equal(screen_cell_of(screen, "엄마").foreground, 0xFFAF5F);
    assert_int_equal(screen_cell_of(screen, "막내삼촌").foreground, 0xAF87FF);
    assert_int_equal(screen_cell_of(screen, "text").foreground,
                     0xD0D0D0); /* it said nothing of its background */
    assert_int_equal(screen_cell_of(screen, "text").background, 0x1C1C1C);
    assert_true(screen_cell_of(screen, "selected").reverse);
    assert_true(screen_cell_of(screen, "title").bold);
    assert_true(screen_cell_of(screen, "input").underline);
    options.term = "xterm-256color";
    start_and_see(&options, "colours");
    assert_int_equal(screen_cell_of(screen, "엄마").foreground,
                     0xFF9933); /* number 215 in libvterm's own cube */
}

static void colour_can_be_refused(void **state)
{
    (void)state;
    static const char *const no_colour[] = {"NO_COLOR=1", NULL};
    static const char *const empty[] = {"NO_COLOR=", NULL};
    struct screen_options options = {.env = no_colour};
    start_and_see(&options, "colours");
    assert_true(screen_has(screen, "depth 0"));
    for (int row = 0; row < screen_rows(screen); row++) {
        for (int column = 0; column < screen_columns(screen); column++) {
            assert_true(screen_cell(screen, row, column).foreground_default);
            assert_true(screen_cell(screen, row, column).background_default);
        }
    }
    options.env = empty; /* no-color.org: empty does not count */
    start_and_see(&options, "colours");
    assert_true(screen_has(screen, "depth 3"));
}

static void true_colour_is_found_by_its_promise(void **state)
{
    (void)state;
    static const char *const promise[] = {"COLORTERM=truecolor", NULL};
    struct screen_options options = {.env = promise};
    start_and_see(&options, "colours");
    assert_true(screen_has(screen, "depth 4"));
    options.term = "linux"; /* has no direct-colour relative: what it has itself */
    start_and_see(&options, "colours");
    assert_true(screen_has(screen, "depth 1"));
}

static void sequences_of_characters_break_no_column(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    assert_true(screen_has(screen, "👩 사진 ★ “한복” ½ KR 👍 ❤  ① α é"));
    assert_true(screen_has(screen, "과 각각"));
    screen_check_cells(screen);
    options.ambiguous_wide = true;
    start_and_see(&options, "list");
    assert_true(screen_has(screen, "👩 사진 ★ “한복” ½ KR 👍 ❤  ① α é"));
    assert_int_equal(screen_cell_of(screen, "★").columns, 2);
    assert_int_equal(screen_cell_of(screen, "“한").columns, 2);
    screen_check_cells(screen);
}

static void a_terminal_without_emoji_gets_none(void **state)
{
    (void)state;
    struct screen_options options = {.emoji_narrow = true};
    start_and_see(&options, "list");
    screen_wait_for_text(screen, "*  사진 ★ “한복”", SCREEN_WAIT_MS); /* its answer may come late */
    screen_check_cells(screen);
}

static void a_silent_terminal_is_not_waited_for(void **state)
{
    (void)state;
    struct screen_options options = {.mute = true};
    start_and_see(&options, "list");
    assert_true(screen_has(screen, "─────"));
    screen_check_cells(screen);
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 0);
}

static void a_late_answer_is_still_heard(void **state)
{
    (void)state;
    struct screen_options options = {.mute = true, .ambiguous_wide = true};
    start_and_see(&options, "list"); /* drawn as if narrow meanwhile */
    screen_type(screen, "\033[1;5R\033[1;3R\033[1;3R\033[1;3R\033[1;3R");
    screen_wait_for_text(screen, "👩 사진 ★ “한복”", SCREEN_WAIT_MS);
    screen_wait_until_gone(screen, "─", SCREEN_WAIT_MS);
    see_all();
    assert_false(screen_has(screen, "key <"));
    screen_check_cells(screen);
}

/* After a screen of too few columns. */
static void see_wide_signs_again(void)
{
    screen_resize(screen, 24, 80);
    see_all();
    screen_wait_until_gone(screen, "─", SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "-----"));
    screen_check_cells(screen);
}

/* In so few columns the cursor cannot move as far as a wide sign is wide. */
static void a_screen_too_narrow_to_tell_is_asked_again(void **state)
{
    (void)state;
    struct screen_options options = {.ambiguous_wide = true, .columns = 2};
    start(&options, "list", NULL);
    screen_wait_for(screen, has_all_switched_on, NULL, "the program", SCREEN_WAIT_MS);
    screen_wait_for_rest(&screen, 1, NULL, 0);
    see_wide_signs_again();
}

static void what_was_told_outlives_a_narrow_screen(void **state)
{
    (void)state;
    struct screen_options options = {.ambiguous_wide = true};
    start_and_see(&options, "list");
    screen_resize(screen, 24, 2);
    screen_wait_for_rest(&screen, 1, NULL, 0);
    screen_keys(screen, "F12"); /* other settings: it asks again */
    screen_wait_for_rest(&screen, 1, NULL, 0);
    see_wide_signs_again();
}

static void settings_go_before_the_answers(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start(&options, "list", "--ambiguous=yes");
    see_all();
    assert_true(screen_has(screen, "------"));
    start(&options, "list", "--ascii");
    see_all();
    assert_true(screen_has(screen, "------"));
    assert_int_equal(screen_cell_of(screen, "★").columns, 1); /* what people wrote stays as it is */
    options.emoji_narrow = true;
    start(&options, "list", "--emoji=no");
    screen_wait_for_text(screen, "*  사진", SCREEN_WAIT_MS);
}

/* --- keys --- */

static void keys_are_heard(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        const char *heard;
    } cases[] = {
        {"Down", "key <Down> move-down"},
        {"k", "key <k> move-up"},
        {"F4", "key <F4> add"},
        {"Ctrl-l", "key <Ctrl-l> redraw"},
        {"Shift-Tab", "key <Shift-Tab> previous-pane"},
        {"ㅓ", "key <ㅓ> move-down"},
        {"호", "key <호> go-home"},
        {"End", "key <End> move-last"},
        {"Alt-x", "key <Alt-x>"},
        {"Ctrl-Right", "key <Ctrl-Right>"},
        {"Esc", "key <Esc> back"},
    };
    struct screen_options options = {0};
    start_and_see(&options, "list");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        screen_keys(screen, cases[i].keys);
        screen_wait_for_text(screen, cases[i].heard, SCREEN_WAIT_MS);
    }
    screen_check_cells(screen);
}

static void an_unfinished_sequence_is_not_escape(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    screen_type(screen, "\033[");
    screen_pump(screen, 300); /* far longer than a lone ESC waits */
    assert_false(screen_has(screen, "Esc"));
    screen_type(screen, "B");
    screen_wait_for_text(screen, "key <Down> move-down", SCREEN_WAIT_MS);
}

static void function_keys_are_shown_once_hangul_was_seen(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    assert_true(screen_has(screen, "a Add"));
    screen_keys(screen, "ㅓ");
    screen_wait_for_text(screen, "F4 Add", SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "F10 Quit"));
    screen_keys(screen, "j");
    screen_wait_for_text(screen, "a Add", SCREEN_WAIT_MS);
}

static void a_paste_is_text_not_keys(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    screen_wait_for(screen, has_all_switched_on, NULL, "paste in brackets", SCREEN_WAIT_MS);
    screen_paste(screen, "qqq");
    screen_wait_for_text(screen, "paste 3 <qqq>", SCREEN_WAIT_MS);
}

static void the_mouse_is_used_on_request_only(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    assert_false(screen_mouse(screen));
    start(&options, "list", "--mouse");
    screen_wait_for_text(screen, "depth", SCREEN_WAIT_MS);
    assert_true(screen_mouse(screen));
    screen_type(screen, "\033[<0;5;4M");
    screen_wait_for_text(screen, "mouse 0 3,4", SCREEN_WAIT_MS);
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 0);
    assert_false(screen_mouse(screen));
}

static void the_caret_is_the_hardware_cursor(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "form");
    screen_wait_for_cursor(screen, 3, 2, SCREEN_WAIT_MS);
    screen_type(screen, "엄마q?");
    screen_wait_for_cursor(screen, 3, 8, SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "엄마q?"));
    screen_keys(screen, "Left Left Left");
    screen_wait_for_cursor(screen, 3, 4, SCREEN_WAIT_MS);
    screen_keys(screen, "Tab Tab");
    screen_type(screen, "비밀");
    screen_wait_for_text(screen, "●●", SCREEN_WAIT_MS);
    assert_false(screen_has(screen, "비밀"));
    screen_keys(screen, "Tab Right Enter");
    screen_wait_for_text(screen, "이미 쓰는 호칭이에요.", SCREEN_WAIT_MS);
    screen_wait_for_cursor(screen, 6, 2, SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "< Tired >"));
    screen_check_cells(screen);
}

/* --- size --- */

static void a_resize_is_drawn_at_once(void **state)
{
    (void)state;
    static const int steps[][2] = {{15, 60}, {60, 200}, {24, 80}, {16, 61}, {40, 120}};
    struct screen_options options = {0};
    start_and_see(&options, "dialog");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        screen_resize(screen, steps[i][0], steps[i][1]);
        see_all();
        screen_wait_for_text(screen, "Enter Leave", SCREEN_WAIT_MS);
        screen_check_cells(screen);
    }
    screen_resize(screen, 12, 52);
    screen_wait_for_text(screen, "now 52x12", SCREEN_WAIT_MS);
    screen_resize(screen, 2, 3);
    screen_wait_for_text(screen, "The", SCREEN_WAIT_MS);
    screen_resize(screen, 24, 80);
    see_all();
    screen_check_cells(screen);
}

/* --- how much is sent --- */

static void a_cursor_move_sends_little(void **state)
{
    (void)state;
    static const char *const terms[] = {"xterm-256color", "xterm-direct", "vt100"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        struct screen_options options = {.term = terms[i]};
        start_and_see(&options, "list");
        for (int row = 3; row < 12; row++) {
            screen_pump(screen, 50);
            screen_bytes(screen);
            screen_keys(screen, "Down");
            screen_wait_for_cursor(screen, row, 0, SCREEN_WAIT_MS);
            screen_pump(screen, 50);
            assert_in_range(screen_bytes(screen), 1, CURSOR_MOVE_BYTES_MAX);
        }
        screen_check_cells(screen);
    }
}

static void a_redraw_mends_a_spoilt_screen(void **state)
{
    (void)state;
    struct screen_options options = {0};
    start_and_see(&options, "list");
    screen_bytes(screen);
    screen_keys(screen, "Ctrl-l");
    screen_wait_for_text(screen, "key <Ctrl-l> redraw", SCREEN_WAIT_MS);
    see_all();
    assert_true(screen_bytes(screen) > CURSOR_MOVE_BYTES_MAX); /* all of it was sent again */
    assert_true(screen_has(screen, "김장 도와드리기"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, end)
    const struct CMUnitTest tests[] = {
        TEST(scenes_in_256_colours),
        TEST(scenes_in_256_colours_with_wide_signs),
        TEST(scenes_in_true_colour),
        TEST(scenes_in_true_colour_with_wide_signs),
        TEST(scenes_without_colour),
        TEST(scenes_without_colour_with_wide_signs),
        TEST(scenes_in_korean),
        TEST(members_have_their_colours),
        TEST(colour_can_be_refused),
        TEST(true_colour_is_found_by_its_promise),
        TEST(sequences_of_characters_break_no_column),
        TEST(a_terminal_without_emoji_gets_none),
        TEST(a_silent_terminal_is_not_waited_for),
        TEST(a_late_answer_is_still_heard),
        TEST(a_screen_too_narrow_to_tell_is_asked_again),
        TEST(what_was_told_outlives_a_narrow_screen),
        TEST(settings_go_before_the_answers),
        TEST(keys_are_heard),
        TEST(an_unfinished_sequence_is_not_escape),
        TEST(function_keys_are_shown_once_hangul_was_seen),
        TEST(a_paste_is_text_not_keys),
        TEST(the_mouse_is_used_on_request_only),
        TEST(the_caret_is_the_hardware_cursor),
        TEST(a_resize_is_drawn_at_once),
        TEST(a_cursor_move_sends_little),
        TEST(a_redraw_mends_a_spoilt_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
