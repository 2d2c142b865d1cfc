#include "client-tui/widget/form.h"

#include "client-tui/term/cluster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct term_widths modern = {.line_columns = 1, .block_columns = 1, .emoji = true};
static struct textfield field;

static int begin(void **state)
{
    (void)state;
    return textfield_init(&field, 8, false) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    textfield_deinit(&field);
    return 0;
}

static struct term_event key_event(struct term_key key)
{
    return (struct term_event){.kind = TERM_EVENT_KEY, .key = key};
}

static bool press(const char *name)
{
    struct term_key key;
    assert_true(term_key_parse(name, strlen(name), &key));
    struct term_event event = key_event(key);
    return textfield_handle(&field, &event);
}

static void type(const char *text)
{
    size_t size;
    for (size_t at = 0; text[at] != '\0'; at += size) {
        struct term_event event = key_event(TERM_KEY_OF(cluster_decode(text + at, strlen(text) - at, &size)));
        assert_true(textfield_handle(&field, &event));
    }
}

static bool paste(const char *text)
{
    struct term_event event = {.kind = TERM_EVENT_PASTE, .text = text, .length = strlen(text)};
    return textfield_handle(&field, &event);
}

static void it_is_edited_by_clusters(void **state)
{
    (void)state;
    type("가👨‍👩‍👧b");
    assert_string_equal(textfield_text(&field), "가👨‍👩‍👧b");
    press("Left");
    press("Backspace");
    assert_string_equal(textfield_text(&field), "가b");
    press("Home");
    press("Delete");
    assert_string_equal(textfield_text(&field), "b");
    press("End");
    type(" 다");
    assert_string_equal(textfield_text(&field), "b 다");
    press("Backspace");
    press("Backspace");
    press("Backspace");
    press("Backspace");
    assert_string_equal(textfield_text(&field), "");
}

static void loose_jamo_become_a_syllable(void **state)
{
    (void)state;
    type("\u1112\u1161\u11AB\u1100\u1173\u11AF");
    assert_string_equal(textfield_text(&field), "한글");
    press("Left");
    type("\u1100\u1161");
    assert_string_equal(textfield_text(&field), "한가글");
    textfield_set(&field, "e");
    type("\u0301");
    assert_string_equal(textfield_text(&field), "é");
}

static void keys_are_never_translated(void **state)
{
    (void)state;
    type("ㅂ호q");
    assert_string_equal(textfield_text(&field), "ㅂ호q");
}

static void the_maximum_counts_what_people_count(void **state)
{
    (void)state;
    type("할머니할아버지🥰");
    assert_int_equal(doran_text_graphemes(field.text, field.length), 8);
    assert_false(field.refused);
    type("x");
    assert_true(field.refused);
    assert_string_equal(textfield_text(&field), "할머니할아버지🥰");
    press("Left");
    assert_false(field.refused);
    press("Left");
    type("\u0301"); /* a mark makes no new cluster: it fits */
    assert_false(field.refused);
    textfield_set(&field, "가나다라마바사아자차");
    assert_true(field.refused);
    assert_string_equal(textfield_text(&field), "가나다라마바사아");
}

static void bytes_are_limited_too(void **state)
{
    (void)state;
    struct textfield open;
    assert_true(textfield_init(&open, 0, false));
    char *text = malloc(TEXTFIELD_BYTES_MAX + 100);
    assert_non_null(text);
    memset(text, 'x', TEXTFIELD_BYTES_MAX + 99);
    text[TEXTFIELD_BYTES_MAX + 99] = '\0';
    textfield_set(&open, text);
    assert_int_equal(strlen(textfield_text(&open)), TEXTFIELD_BYTES_MAX);
    assert_true(open.refused);
    free(text);
    textfield_deinit(&open);
}

static void spaces_stay_where_they_are_typed(void **state)
{
    (void)state;
    type(" a  b ");
    assert_string_equal(textfield_text(&field), " a  b ");
}

static void a_paste_is_one_line(void **state)
{
    (void)state;
    assert_true(paste("가\n나\t다"));
    assert_string_equal(textfield_text(&field), "가 나 다");
    assert_true(paste("라마바사"));
    assert_true(field.refused);
    assert_string_equal(textfield_text(&field), "가 나 다라마바");
}

static void words_and_lines_are_taken_away_at_once(void **state)
{
    (void)state;
    type("ab cd ef");
    press("Ctrl-w");
    assert_string_equal(textfield_text(&field), "ab cd ");
    press("Ctrl-Left");
    assert_int_equal(field.caret, 3);
    press("Ctrl-k");
    assert_string_equal(textfield_text(&field), "ab ");
    press("Ctrl-a");
    press("Ctrl-Right");
    assert_int_equal(field.caret, 2);
    press("Ctrl-u");
    assert_string_equal(textfield_text(&field), " ");
    assert_int_equal(field.caret, 0);
}

static void other_keys_are_somebody_elses(void **state)
{
    (void)state;
    static const char *const keys[] = {"Enter", "Esc", "Tab",    "Shift-Tab", "Up",
                                       "Down",  "F1",  "Ctrl-l", "Alt-x"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_false(press(keys[i]));
}

static void the_caret_is_always_seen(void **state)
{
    (void)state;
    struct canvas_buffer *buffer = canvas_buffer_new(1, 12, &modern);
    assert_non_null(buffer);
    struct canvas canvas = canvas_of(buffer);
    char text[64];
    int row;
    int column;
    type("가나다라마바사아");
    textfield_draw(&field, &canvas, 0, 2, 7, true, NULL);
    canvas_row_text(&canvas, 0, text, sizeof text);
    assert_string_equal(text, "  바사아");
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(column, 8);
    press("Home");
    textfield_draw(&field, &canvas, 0, 2, 7, true, NULL);
    canvas_row_text(&canvas, 0, text, sizeof text);
    assert_string_equal(text, "  가나다");
    canvas_buffer_cursor(buffer, &row, &column);
    assert_int_equal(column, 2);
    textfield_set(&field, "");
    textfield_draw(&field, &canvas, 0, 2, 7, false, "이름");
    canvas_row_text(&canvas, 0, text, sizeof text);
    assert_string_equal(text, "  이름");
    canvas_buffer_free(buffer);
}

static void a_password_is_not_shown(void **state)
{
    (void)state;
    struct canvas_buffer *buffer = canvas_buffer_new(1, 12, &modern);
    assert_non_null(buffer);
    struct canvas canvas = canvas_of(buffer);
    char text[64];
    int row;
    int column;
    field.masked = true;
    type("비밀번호");
    textfield_draw(&field, &canvas, 0, 0, 12, true, NULL);
    canvas_row_text(&canvas, 0, text, sizeof text);
    assert_string_equal(text, "●●●●");
    canvas_buffer_cursor(buffer, &row, &column);
    assert_int_equal(column, 4);
    canvas_buffer_free(buffer);
}

/* --- forms --- */

static const char *const choices[] = {"one", "two", "three", NULL};
static const struct form_field_spec specs[] = {
    {.name = "email", .label = "E-mail", .help = "You log in with it.", .graphemes_max = 254},
    {.name = "nickname", .label = "Nickname", .graphemes_max = 8},
    {.name = "kind", .label = "Kind", .choices = choices},
};

static enum form_result form_press(struct form *form, const char *name)
{
    struct term_key key;
    assert_true(term_key_parse(name, strlen(name), &key));
    struct term_event event = key_event(key);
    return form_handle(form, &event);
}

static void a_form_is_gone_through_and_sent(void **state)
{
    (void)state;
    struct form form;
    assert_true(form_init(&form, specs, 3));
    assert_int_equal(form_press(&form, "a"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "Enter"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "엄"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "Tab"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "Right"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "Space"), FORM_HANDLED);
    assert_int_equal(form_press(&form, "q"), FORM_HANDLED); /* does nothing in a choice */
    assert_int_equal(form_press(&form, "F1"), FORM_IGNORED);
    assert_int_equal(form_press(&form, "Enter"), FORM_SUBMIT);
    assert_int_equal(form_press(&form, "Esc"), FORM_CANCEL);
    assert_string_equal(form_text(&form, "email"), "a");
    assert_string_equal(form_text(&form, "nickname"), "엄");
    assert_int_equal(form_choice(&form, "kind"), 2);
    assert_string_equal(form_text(&form, "nobody"), "");
    form_press(&form, "Down");
    assert_int_equal(form.focus, 0);
    form_press(&form, "Up");
    assert_int_equal(form.focus, 2);
    form_press(&form, "Left");
    assert_int_equal(form_choice(&form, "kind"), 1);
    form_deinit(&form);
}

static void an_error_stands_under_its_field(void **state)
{
    (void)state;
    struct form form;
    char text[128];
    int row;
    int column;
    struct canvas_buffer *buffer = canvas_buffer_new(10, 40, &modern);
    assert_non_null(buffer);
    struct canvas canvas = canvas_of(buffer);
    assert_true(form_init(&form, specs, 3));
    assert_int_equal(form_rows(&form, &canvas, 40), 9);
    assert_false(form_set_error(&form, "password", "x"));
    assert_true(form_set_error(&form, "member.nickname", "이미 쓰는 호칭이에요."));
    assert_int_equal(form.focus, 1);
    form_draw(&form, &canvas);
    canvas_row_text(&canvas, 5, text, sizeof text);
    assert_string_equal(text, "  이미 쓰는 호칭이에요.");
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 4);
    assert_int_equal(column, 2);
    form_press(&form, "x"); /* changing the field takes its error away */
    canvas_clear(&canvas);
    form_draw(&form, &canvas);
    canvas_row_text(&canvas, 5, text, sizeof text);
    assert_string_equal(text, "");
    form_set_error(&form, "kind", "c");
    form_set_error(&form, "email", "a");
    assert_int_equal(form.focus, 0); /* the first one that has an error */
    form_deinit(&form);
    canvas_buffer_free(buffer);
}

/* No word of an error is lost: it takes the rows it needs, and what is below moves down. */
static void a_long_error_takes_its_rows(void **state)
{
    (void)state;
    struct form form;
    char text[128];
    struct canvas_buffer *buffer = canvas_buffer_new(12, 40, &modern);
    assert_non_null(buffer);
    struct canvas canvas = canvas_of(buffer);
    assert_true(form_init(&form, specs, 3));
    assert_true(
        form_set_error(&form, "nickname", "이미 쓰는 호칭이에요. 다른 호칭을 여덟 자까지로 적어 주세요."));
    assert_int_equal(form_rows(&form, &canvas, 40), 10);
    assert_int_equal(form_rows(&form, &canvas, 80), 9);
    form_draw(&form, &canvas);
    canvas_row_text(&canvas, 5, text, sizeof text);
    assert_string_equal(text, "  이미 쓰는 호칭이에요. 다른 호칭을 여덟");
    canvas_row_text(&canvas, 6, text, sizeof text);
    assert_string_equal(text, "  자까지로 적어 주세요.");
    canvas_row_text(&canvas, 8, text, sizeof text);
    assert_string_equal(text, "  < one >");
    form_deinit(&form);
    canvas_buffer_free(buffer);
}

static void a_low_window_shows_the_focused_field(void **state)
{
    (void)state;
    struct form form;
    char text[128];
    struct canvas_buffer *buffer = canvas_buffer_new(4, 40, &modern);
    assert_non_null(buffer);
    struct canvas canvas = canvas_of(buffer);
    assert_true(form_init(&form, specs, 3));
    form_press(&form, "Up");
    form_draw(&form, &canvas);
    canvas_row_text(&canvas, 1, text, sizeof text);
    assert_string_equal(text, "  < one >");
    form_deinit(&form);
    canvas_buffer_free(buffer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(it_is_edited_by_clusters),
        TEST(loose_jamo_become_a_syllable),
        TEST(keys_are_never_translated),
        TEST(the_maximum_counts_what_people_count),
        TEST(bytes_are_limited_too),
        TEST(spaces_stay_where_they_are_typed),
        TEST(a_paste_is_one_line),
        TEST(words_and_lines_are_taken_away_at_once),
        TEST(other_keys_are_somebody_elses),
        TEST(the_caret_is_always_seen),
        TEST(a_password_is_not_shown),
        cmocka_unit_test(a_form_is_gone_through_and_sent),
        cmocka_unit_test(an_error_stands_under_its_field),
        cmocka_unit_test(a_long_error_takes_its_rows),
        cmocka_unit_test(a_low_window_shows_the_focused_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
