/* The hours of a week: which hours are shown, what lies beside what, and how it is drawn. */
#include "client-tui/widget/week.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const struct term_widths modern = {.line_columns = 1, .block_columns = 1, .emoji = true};
static const struct term_widths old = {
    .text = {.ambiguous_wide = true}, .line_columns = 2, .block_columns = 2};

static struct week_item item(const char *title, int day, int start, int end)
{
    return (struct week_item){
        .title = title, .time = "10:00", .style = STYLE_EVENT(4), .day = day, .start = start, .end = end};
}

static struct week week_of(const struct week_item *items, size_t count)
{
    return (struct week){.items = items, .count = count, .selected = count, .today = -1};
}

static void the_hours_are_those_that_matter(void **state)
{
    (void)state;
    struct week_layout laid;
    struct week week = week_of(NULL, 0);
    week_lay_out(&laid, &week, 12, 2);
    assert_int_equal(laid.first, 480);
    assert_int_equal(laid.step, 60);
    assert_int_equal(laid.rows, 12);
    week_lay_out(&laid, &week, 50, 2);
    assert_int_equal(laid.step, 15);
    assert_true(laid.rows <= 50);
    /* One of the small hours is within, however few the rows. */
    const struct week_item early[] = {item("a", 0, 30, 60), item("b", 6, 1410, 1440)};
    week = week_of(early, 2);
    for (int rows = 12; rows <= 100; rows++) {
        week_lay_out(&laid, &week, rows, 2);
        assert_int_equal(laid.first, 0);
        assert_int_equal(laid.rows * laid.step, 1440);
        assert_true(laid.rows <= rows);
        for (size_t i = 0; i < laid.count; i++)
            assert_in_range(laid.blocks[i].top + laid.blocks[i].rows, 1, laid.rows);
    }
}

static void what_overlaps_lies_side_by_side(void **state)
{
    (void)state;
    const struct week_item items[] = {item("a", 1, 600, 720), item("b", 1, 660, 720), item("c", 1, 660, 780),
                                      item("d", 1, 780, 840), item("e", 2, 600, 660)};
    struct week week = week_of(items, 5);
    struct week_layout laid;
    week_lay_out(&laid, &week, 12, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(laid.blocks[i].lane, (int)i);
        assert_int_equal(laid.blocks[i].lanes, 3);
    }
    assert_int_equal(laid.blocks[3].lanes, 1);
    assert_int_equal(laid.blocks[4].lanes, 1);
    week_lay_out(&laid, &week, 12, 2);
    assert_true(laid.blocks[2].hidden);
    assert_false(laid.blocks[1].hidden);
}

/* `text` stands somewhere on the canvas. */
static bool shows(const struct canvas *canvas, const char *text)
{
    char row[4096];
    for (int i = 0; i < canvas->rows; i++) {
        canvas_row_text(canvas, i, row, sizeof row);
        if (strstr(row, text))
            return true;
    }
    return false;
}

static void blocks_are_drawn_at_their_hours(void **state)
{
    (void)state;
    const struct week_item items[] = {item("회의", 1, 600, 720), item("bank", 1, 600, 720),
                                      item("third", 1, 600, 720)};
    struct week week = week_of(items, 3);
    const struct term_widths *const widths[] = {&modern, &old};
    for (size_t i = 0; i < 2; i++) {
        struct canvas_buffer *buffer = canvas_buffer_new(12, 160, widths[i]);
        struct canvas canvas = canvas_of(buffer);
        char row[4096];
        week_draw(&week, &canvas);
        canvas_row_text(&canvas, 2, row, sizeof row);
        assert_true(strncmp(row, "10:00", 5) == 0);
        assert_non_null(strstr(row, "회의"));
        assert_non_null(strstr(row, "bank"));
        assert_non_null(strstr(row, "+1"));
        assert_false(shows(&canvas, "third"));
        canvas_row_text(&canvas, 4, row, sizeof row);
        assert_null(strstr(row, widths[i] == &modern ? "█" : "#"));
        assert_int_equal(canvas_buffer_target(buffer, 2, week_left_of(&canvas, 1) + 1).kind,
                         CANVAS_TARGET_PART);
        canvas_buffer_free(buffer);
    }
}

static void where_it_is_narrow_one_is_shown_and_the_others_counted(void **state)
{
    (void)state;
    const struct week_item items[] = {item("아주 긴 제목을 가진 모임", 1, 600, 720),
                                      item("bank", 1, 600, 720), item("third", 1, 600, 720),
                                      item("tea with his mom", 2, 600, 720)};
    struct week week = week_of(items, 4);
    struct canvas_buffer *buffer = canvas_buffer_new(12, 100, &modern);
    struct canvas canvas = canvas_of(buffer);
    char row[4096];
    week_draw(&week, &canvas);
    canvas_row_text(&canvas, 2, row, sizeof row);
    assert_non_null(strstr(row, "아주 긴"));
    assert_non_null(strstr(row, "+2"));
    assert_non_null(strstr(row, "tea with"));
    assert_false(shows(&canvas, "bank"));
    /* The last row of a title that is too long says so; one that needs all rows has no time. */
    canvas_row_text(&canvas, 3, row, sizeof row);
    assert_non_null(strstr(row, "…"));
    assert_non_null(strstr(row, "mom"));
    assert_null(strstr(row + 5, "10:00"));
    canvas_buffer_free(buffer);
}

static void the_selected_block_is_one_bar(void **state)
{
    (void)state;
    const struct week_item items[] = {item("회의", 3, 600, 780)};
    struct week week = week_of(items, 1);
    week.selected = 0;
    struct canvas_buffer *buffer = canvas_buffer_new(12, 100, &modern);
    struct canvas canvas = canvas_of(buffer);
    week_draw(&week, &canvas);
    int row, column, left = week_left_of(&canvas, 3) + 1, right = week_left_of(&canvas, 4);
    for (row = 2; row < 5; row++)
        for (column = left; column < right; column++) {
            unsigned style = canvas_buffer_cell(buffer, row, column)->style;
            assert_int_equal(style & ~(unsigned)STYLE_BOLD, STYLE_SELECTED | STYLE_REVERSE);
        }
    assert_true(shows(&canvas, "10:00"));
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 2);
    assert_int_equal(column, left);
    canvas_buffer_free(buffer);
}

static void the_selected_one_is_shown_though_it_is_beyond_the_lanes(void **state)
{
    (void)state;
    const struct week_item items[] = {item("bank", 1, 600, 720), item("bus", 1, 600, 660),
                                      item("third", 1, 600, 720)};
    struct week week = week_of(items, 3);
    week.selected = 2;
    for (int columns = 100; columns <= 160; columns += 60) { /* one lane, two */
        struct canvas_buffer *buffer = canvas_buffer_new(12, columns, &modern);
        struct canvas canvas = canvas_of(buffer);
        int row, column;
        week_draw(&week, &canvas);
        assert_true(shows(&canvas, "third"));
        assert_int_equal(shows(&canvas, "bank"), columns == 160);
        assert_true(shows(&canvas, columns == 160 ? "+1" : "+2"));
        assert_true(canvas_buffer_cursor(buffer, &row, &column));
        assert_int_equal(row, 2);
        assert_in_range(column, week_left_of(&canvas, 1) + 1, week_left_of(&canvas, 2) - 1);
        canvas_buffer_free(buffer);
    }
}

static void the_time_it_is_is_a_line_through_today(void **state)
{
    (void)state;
    const struct week_item items[] = {item("lunch", 4, 720, 780)};
    struct week week = week_of(items, 1);
    week.today = 4;
    week.minute = 615;
    struct canvas_buffer *buffer = canvas_buffer_new(12, 100, &modern);
    struct canvas canvas = canvas_of(buffer);
    char row[4096];
    week_draw(&week, &canvas);
    canvas_row_text(&canvas, 2, row, sizeof row);
    assert_true(strncmp(row, "10:15", 5) == 0);
    assert_non_null(strstr(row, "───"));
    assert_int_equal(canvas_buffer_cell(buffer, 2, week_left_of(&canvas, 4) + 3)->style, STYLE_ACCENT);
    assert_int_equal(canvas_buffer_cell(buffer, 2, week_left_of(&canvas, 3) + 3)->characters[0], ' ');
    week.minute = 735; /* what is planned lies above it */
    canvas_clear(&canvas);
    week_draw(&week, &canvas);
    assert_true(shows(&canvas, "lunch"));
    canvas_buffer_free(buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hours_are_those_that_matter),
        cmocka_unit_test(what_overlaps_lies_side_by_side),
        cmocka_unit_test(blocks_are_drawn_at_their_hours),
        cmocka_unit_test(where_it_is_narrow_one_is_shown_and_the_others_counted),
        cmocka_unit_test(the_selected_block_is_one_bar),
        cmocka_unit_test(the_selected_one_is_shown_though_it_is_beyond_the_lanes),
        cmocka_unit_test(the_time_it_is_is_a_line_through_today)};
    return cmocka_run_group_tests_name("week", tests, NULL, NULL);
}
