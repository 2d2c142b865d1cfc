#include "client-tui/term/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants those first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct term_widths modern = {.line_columns = 1, .block_columns = 1, .emoji = true};
static const struct term_widths wide = {
    .text = {.ambiguous_wide = true}, .line_columns = 2, .block_columns = 2, .emoji = true};
static const struct term_widths plain = {.line_columns = 1, .block_columns = 1};

static struct canvas_buffer *buffer;
static struct canvas canvas;

static void open_canvas(int rows, int columns, const struct term_widths *widths)
{
    canvas_buffer_free(buffer);
    buffer = canvas_buffer_new(rows, columns, widths);
    assert_non_null(buffer);
    canvas = canvas_of(buffer);
}

static int end(void **state)
{
    (void)state;
    canvas_buffer_free(buffer);
    buffer = NULL;
    return 0;
}

static const char *row_text(int row)
{
    static char text[4096];
    canvas_row_text(&canvas, row, text, sizeof text);
    return text;
}

/* Every row's cells add up to its width, and no half of a wide cell stands alone. */
static void check_cells(void)
{
    for (int row = 0; row < canvas.rows; row++) {
        int column = 0;
        while (column < canvas.columns) {
            const struct canvas_cell *cell = canvas_buffer_cell(buffer, row, column);
            assert_in_range(cell->columns, 1, 2);
            assert_int_not_equal(cell->characters[0], 0);
            if (cell->columns == 2) {
                assert_true(column + 1 < canvas.columns);
                assert_int_equal(canvas_buffer_cell(buffer, row, column + 1)->columns, 0);
            }
            column += cell->columns;
        }
        assert_int_equal(column, canvas.columns);
    }
}

static void text_is_cut_between_clusters(void **state)
{
    (void)state;
    open_canvas(2, 10, &modern);
    assert_int_equal(canvas_text(&canvas, 0, 0, 5, STYLE_TEXT, "가나다"), 4);
    assert_string_equal(row_text(0), "가나");
    assert_int_equal(canvas_text(&canvas, 1, 7, 99, STYLE_TEXT, "가나다"), 2);
    assert_string_equal(row_text(1), "       가");
    check_cells();
}

static void nothing_is_drawn_outside(void **state)
{
    (void)state;
    open_canvas(3, 8, &modern);
    canvas_text(&canvas, -1, 0, 8, STYLE_TEXT, "no");
    canvas_text(&canvas, 3, 0, 8, STYLE_TEXT, "no");
    canvas_text(&canvas, 0, 8, 8, STYLE_TEXT, "no");
    canvas_text(&canvas, 0, 0, 0, STYLE_TEXT, "no");
    canvas_text(&canvas, 0, 0, -5, STYLE_TEXT, "no");
    canvas_text(&canvas, 0, 0, 8, STYLE_TEXT, NULL);
    canvas_fill(&canvas, -5, -5, 2, 2, STYLE_ERROR);
    canvas_glyph_run(&canvas, 7, 0, 8, STYLE_TEXT, GLYPH_RULE);
    canvas_highlight(&canvas, 9, 0, 8, STYLE_REVERSE);
    canvas_picture(&canvas, 9, 9, 'x', 0, 0);
    for (int row = 0; row < 3; row++)
        assert_string_equal(row_text(row), "");
    canvas_text(&canvas, 0, -2, 99, STYLE_TEXT, "a가b나c"); /* the edge is within 가: it is left out */
    assert_string_equal(row_text(0), " b나c");
    check_cells();
}

static void a_window_clips_what_is_drawn_in_it(void **state)
{
    (void)state;
    open_canvas(3, 12, &modern);
    struct canvas part = canvas_part(&canvas, 1, 4, 5, 5);
    assert_int_equal(part.rows, 2);
    assert_int_equal(canvas_text(&part, 0, 0, 99, STYLE_TEXT, "가나다라"), 4);
    assert_string_equal(row_text(1), "    가나");
    struct canvas none = canvas_part(&part, 0, 50, 1, 1);
    assert_int_equal(none.columns, 0);
    canvas_text(&none, 0, 0, 5, STYLE_TEXT, "x");
    canvas_rule(&part, 1, 0, 99);
    assert_string_equal(row_text(2), "    ─────");
    check_cells();
}

static void half_of_a_wide_cluster_never_stays(void **state)
{
    (void)state;
    open_canvas(1, 8, &modern);
    canvas_text(&canvas, 0, 0, 8, STYLE_TEXT, "가나다라");
    canvas_text(&canvas, 0, 1, 1, STYLE_TEXT, "x");
    assert_string_equal(row_text(0), " x나다라");
    canvas_text(&canvas, 0, 4, 1, STYLE_TEXT, "y");
    assert_string_equal(row_text(0), " x나y 라");
    canvas_text(&canvas, 0, 3, 2, STYLE_TEXT, "한");
    assert_string_equal(row_text(0), " x 한 라");
    check_cells();
}

static void clusters_are_drawn_as_every_terminal_can(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *drawn;
        int columns;
    } cases[] = {
        {"👩‍👩‍👧", "👩", 2},  /* joined emoji: the first one */
        {"👍🏽", "👍", 2},            /* without the skin tone */
        {"❤️", "❤", 2},              /* without the selector, padded */
        {"🇰🇷", "KR", 2},                 /* a flag as its letters */
        {"1️⃣", "1", 2},             /* a keycap as its digit */
        {"\u1100\u1161\u11A8", "각", 2}, /* loose jamo as their syllable */
        {"e\u0301", "e\u0301", 1},       /* a mark stays with its letter */
        {"e\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "e\u0301\u0302\u0303\u0304",
         1},                                 /* as many as a cell holds */
        {"\u0E01\u0E33", "\u0E01\u0E33", 2}, /* two spacing characters in one cluster */
        {"\u200B", "", 0},
        {"\u202E", "", 0},
        {"\x07", "", 0},
        {"\x9B", "\uFFFD", 1}, /* not UTF-8 */
    };
    open_canvas(1, 8, &modern);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        canvas_clear(&canvas);
        int used = canvas_text(&canvas, 0, 0, 8, STYLE_TEXT, cases[i].text);
        assert_string_equal(row_text(0), cases[i].drawn);
        assert_int_equal(used, cases[i].columns);
        check_cells();
    }
}

static void control_characters_are_not_drawn(void **state)
{
    (void)state;
    open_canvas(2, 20, &modern);
    canvas_text(&canvas, 0, 0, 20, STYLE_TEXT, "a\nb\tc\033[31md\r");
    assert_string_equal(row_text(0), "abc[31md");
    assert_string_equal(row_text(1), "");
}

static void ambiguous_characters_take_what_the_terminal_gives_them(void **state)
{
    (void)state;
    open_canvas(2, 20, &wide);
    assert_int_equal(canvas_text(&canvas, 0, 0, 20, STYLE_TEXT, "“★”"), 6);
    check_cells();
    canvas_rule(&canvas, 1, 0, 4);
    canvas_glyph(&canvas, 1, 5, STYLE_TEXT, GLYPH_BULLET);
    assert_string_equal(row_text(1), "---- *");
    open_canvas(1, 20, &modern);
    assert_int_equal(canvas_text(&canvas, 0, 0, 20, STYLE_TEXT, "“★”"), 3);
}

static void lines_wider_than_other_signs_are_replaced(void **state)
{
    (void)state;
    struct term_widths odd = modern;
    odd.line_columns = 2; /* ● is narrow here, ─ is not: there is no room for it */
    open_canvas(1, 20, &odd);
    assert_int_equal(canvas_text(&canvas, 0, 0, 20, STYLE_TEXT, "─│★"), 3);
    assert_string_equal(row_text(0), "-|★");
    assert_string_equal(glyph_text(GLYPH_RULE, &odd), "-");
    assert_string_equal(glyph_text(GLYPH_BULLET, &odd), "●");
}

static void emoji_are_stars_where_there_are_none(void **state)
{
    (void)state;
    open_canvas(1, 20, &plain);
    assert_int_equal(canvas_text(&canvas, 0, 0, 20, STYLE_TEXT, "a🥰b"), 4);
    assert_string_equal(row_text(0), "a* b");
}

static void every_glyph_is_one_column_everywhere(void **state)
{
    (void)state;
    struct term_widths ascii = modern;
    ascii.ascii = true;
    const struct term_widths *all[] = {&modern, &wide, &plain, &ascii};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        open_canvas(1, 4, all[k]);
        for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
            const char *text = glyph_text((enum glyph)glyph, all[k]);
            assert_int_equal(canvas_text_columns(&canvas, text), GLYPH_COLUMNS);
            assert_int_equal(canvas_text(&canvas, 0, 0, 4, STYLE_TEXT, text), GLYPH_COLUMNS);
            if (all[k] == &ascii)
                assert_true((unsigned char)text[0] < 0x80);
        }
    }
}

static void long_text_ends_in_an_ellipsis(void **state)
{
    (void)state;
    open_canvas(1, 20, &modern);
    assert_int_equal(canvas_text_short(&canvas, 0, 0, 8, STYLE_TEXT, "가나다라마"), 7);
    assert_string_equal(row_text(0), "가나다…");
    canvas_clear(&canvas);
    assert_int_equal(canvas_text_short(&canvas, 0, 0, 10, STYLE_TEXT, "가나다라마"), 10);
    assert_string_equal(row_text(0), "가나다라마");
}

static void text_is_aligned(void **state)
{
    (void)state;
    open_canvas(3, 10, &modern);
    assert_int_equal(canvas_text_right(&canvas, 0, 0, 10, STYLE_TEXT, "가나"), 6);
    assert_string_equal(row_text(0), "      가나");
    assert_int_equal(canvas_text_centre(&canvas, 1, 0, 10, STYLE_TEXT, "가나"), 3);
    assert_string_equal(row_text(1), "   가나");
    assert_int_equal(canvas_text_right(&canvas, 2, 2, 4, STYLE_TEXT, "가나다라"), 2);
    assert_string_equal(row_text(2), "  가나");
}

static void a_paragraph_breaks_at_spaces(void **state)
{
    (void)state;
    open_canvas(5, 12, &modern);
    const char *text = "오늘은 부모님께 안부 전화\nabcdefghijklmnop";
    assert_int_equal(canvas_paragraph(&canvas, 0, 0, 10, 0, STYLE_TEXT, text), 5);
    assert_string_equal(row_text(0), "");
    assert_int_equal(canvas_paragraph(&canvas, 0, 0, 10, 5, STYLE_TEXT, text), 5);
    assert_string_equal(row_text(0), "오늘은");
    assert_string_equal(row_text(1), "부모님께");
    assert_string_equal(row_text(2), "안부 전화");
    assert_string_equal(row_text(3), "abcdefghij");
    assert_string_equal(row_text(4), "klmnop");
    assert_int_equal(canvas_paragraph(&canvas, 0, 0, 1, 0, STYLE_TEXT, "가나"), 2);
    assert_int_equal(canvas_paragraph(&canvas, 0, 0, 10, 0, STYLE_TEXT, "a\n\nb"), 3);
    assert_int_equal(canvas_paragraph(&canvas, 0, 0, 0, 0, STYLE_TEXT, "a"), 0);
}

static void a_paragraph_that_is_too_long_says_so(void **state)
{
    (void)state;
    open_canvas(4, 12, &modern);
    const char *text = "오늘은 부모님께 안부 전화";
    assert_int_equal(canvas_paragraph_short(&canvas, 0, 0, 10, 2, STYLE_TEXT, text), 2);
    assert_string_equal(row_text(0), "오늘은");
    assert_string_equal(row_text(1), "부모님께 …");
    assert_string_equal(row_text(2), "");
    canvas_clear(&canvas);
    assert_int_equal(canvas_paragraph_short(&canvas, 0, 0, 10, 4, STYLE_TEXT, text), 3);
    assert_string_equal(row_text(1), "부모님께");
    assert_string_equal(row_text(2), "안부 전화");
    assert_int_equal(canvas_paragraph_short(&canvas, 3, 0, 10, 0, STYLE_TEXT, text), 0);
    assert_string_equal(row_text(3), "");
}

static void a_frame_has_its_title_in_the_edge(void **state)
{
    (void)state;
    open_canvas(3, 16, &modern);
    canvas_frame(&canvas, "녹음");
    assert_string_equal(row_text(0), "┌──── 녹음 ────┐");
    assert_string_equal(row_text(1), "│              │");
    assert_string_equal(row_text(2), "└──────────────┘");
    canvas_clear(&canvas);
    canvas_frame(&canvas, "아주아주아주긴제목이에요");
    check_cells();
    open_canvas(2, 3, &modern);
    canvas_frame(&canvas, "제목");
    assert_string_equal(row_text(0), "┌─┐");
}

static void the_cursor_stays_inside_and_goes_with_a_clear(void **state)
{
    (void)state;
    int row;
    int column;
    open_canvas(5, 10, &modern);
    assert_false(canvas_buffer_cursor(buffer, &row, &column));
    struct canvas part = canvas_part(&canvas, 1, 2, 3, 3);
    canvas_cursor(&part, 99, 99);
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 3);
    assert_int_equal(column, 4);
    canvas_clear(&part);
    assert_false(canvas_buffer_cursor(buffer, &row, &column));
}

static void reverse_is_one_bar(void **state)
{
    (void)state;
    open_canvas(1, 10, &modern);
    canvas_text(&canvas, 0, 0, 10, STYLE_DIM, "가");
    canvas_text(&canvas, 0, 2, 10, STYLE_MEMBER(1), "나");
    canvas_highlight(&canvas, 0, 0, 10, STYLE_REVERSE);
    assert_int_equal(canvas_buffer_cell(buffer, 0, 0)->style, STYLE_SELECTED | STYLE_REVERSE);
    assert_int_equal(canvas_buffer_cell(buffer, 0, 2)->style, STYLE_SELECTED | STYLE_REVERSE);
    assert_int_equal(canvas_buffer_cell(buffer, 0, 9)->style, STYLE_SELECTED | STYLE_REVERSE);
}

static void sizes_have_limits(void **state)
{
    (void)state;
    assert_null(canvas_buffer_new(0, 10, &modern));
    assert_null(canvas_buffer_new(CANVAS_ROWS_MAX + 1, 10, &modern));
    assert_null(canvas_buffer_new(10, CANVAS_COLUMNS_MAX + 1, &modern));
    open_canvas(2, 2, &modern);
    assert_false(canvas_buffer_resize(buffer, -1, 2, &modern));
    assert_int_equal(canvas_of(buffer).rows, 2);
    assert_true(canvas_buffer_resize(buffer, 4, 6, &modern));
    assert_int_equal(canvas_of(buffer).columns, 6);
    assert_null(canvas_buffer_cell(buffer, 4, 0));
}

static void a_long_format_is_cut_at_a_cluster(void **state)
{
    (void)state;
    char text[2 * CANVAS_FORMAT_MAX];
    open_canvas(1, 1000, &modern);
    for (size_t i = 0; i + 3 < sizeof text; i += 3)
        memcpy(text + i, "가", 4);
    canvas_format(&canvas, 0, 0, 1000, STYLE_TEXT, "%d%s", 7, text);
    assert_null(strstr(row_text(0), "\uFFFD"));
    assert_memory_equal(row_text(0), "7가가", 7);
    check_cells();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, end)
    const struct CMUnitTest tests[] = {
        TEST(text_is_cut_between_clusters),
        TEST(nothing_is_drawn_outside),
        TEST(a_window_clips_what_is_drawn_in_it),
        TEST(half_of_a_wide_cluster_never_stays),
        TEST(clusters_are_drawn_as_every_terminal_can),
        TEST(control_characters_are_not_drawn),
        TEST(ambiguous_characters_take_what_the_terminal_gives_them),
        TEST(lines_wider_than_other_signs_are_replaced),
        TEST(emoji_are_stars_where_there_are_none),
        TEST(every_glyph_is_one_column_everywhere),
        TEST(long_text_ends_in_an_ellipsis),
        TEST(text_is_aligned),
        TEST(a_paragraph_breaks_at_spaces),
        TEST(a_paragraph_that_is_too_long_says_so),
        TEST(a_frame_has_its_title_in_the_edge),
        TEST(the_cursor_stays_inside_and_goes_with_a_clear),
        TEST(reverse_is_one_bar),
        TEST(sizes_have_limits),
        TEST(a_long_format_is_cut_at_a_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
