/* The grid of a month: which thing lies in which lane, and what is drawn in few and in many rows. */
#include "client-tui/widget/month.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const struct term_widths modern = {.line_columns = 1, .block_columns = 1, .emoji = true};
static const struct term_widths old = {
    .text = {.ambiguous_wide = true}, .line_columns = 2, .block_columns = 2};
static const char *const weekdays[] = {"일", "월", "화", "수", "목", "금", "토"};
static struct month_day days[MONTH_DAYS_MAX];
static struct canvas_buffer *buffer;
static struct canvas canvas;

static int end(void **state)
{
    (void)state;
    canvas_buffer_free(buffer);
    buffer = NULL;
    return 0;
}

/* November 2026 begins on a Sunday. */
static struct month november(const struct month_item *items, size_t count)
{
    for (int i = 0; i < MONTH_DAYS_MAX; i++)
        days[i] = (struct month_day){
            .number = i < 30 ? i + 1 : i - 29, .outside = i >= 30, .rest = i % MONTH_WEEK_DAYS == 0};
    days[0].lunar = "음9.22";
    days[8].lunar = "음10.1";
    return (struct month){.weekdays = weekdays,
                          .days = days,
                          .weeks = 5,
                          .items = items,
                          .count = count,
                          .today = 21,
                          .selected = 21,
                          .focused = true};
}

static void draw(const struct month *month, int rows, int columns, const struct term_widths *widths)
{
    canvas_buffer_free(buffer);
    buffer = canvas_buffer_new(rows, columns, widths);
    assert_non_null(buffer);
    canvas = canvas_of(buffer);
    month_draw(month, &canvas);
}

static void assert_row(int row, const char *expected)
{
    char text[4096];
    canvas_row_text(&canvas, row, text, sizeof text);
    assert_string_equal(text, expected);
}

static const struct month_segment *segment_of(const struct month_week *week, size_t item)
{
    for (size_t i = 0; i < week->count; i++)
        if (week->segments[i].item == item)
            return &week->segments[i];
    return NULL;
}

/* --- the layout --- */

static void longer_bars_lie_above_and_nothing_overlaps(void **state)
{
    (void)state;
    const struct month_item items[] = {{.title = "one", .first = 1, .last = 1},
                                       {.title = "bar", .first = 1, .last = 3, .bar = true},
                                       {.title = "late", .first = 4, .last = 4},
                                       {.title = "inside", .first = 2, .last = 2}};
    struct month month = november(items, 4);
    struct month_week week;
    month_lay_out(&week, &month, 0, 3);
    assert_int_equal(week.count, 4);
    assert_int_equal(segment_of(&week, 1)->lane, 0);
    assert_int_equal(segment_of(&week, 0)->lane, 1);
    assert_int_equal(segment_of(&week, 2)->lane, 0);
    assert_int_equal(segment_of(&week, 3)->lane, 1);
    for (int day = 0; day < MONTH_WEEK_DAYS; day++)
        assert_int_equal(week.hidden[day], 0);
}

static void a_bar_goes_over_the_end_of_the_week(void **state)
{
    (void)state;
    const struct month_item item = {.title = "제주 여행", .first = 5, .last = 15, .bar = true};
    struct month month = november(&item, 1);
    struct month_week week;
    month_lay_out(&week, &month, 0, 2);
    assert_int_equal(week.count, 1);
    assert_int_equal(week.segments[0].column, 5);
    assert_int_equal(week.segments[0].columns, 2);
    assert_false(week.segments[0].from_before);
    assert_true(week.segments[0].goes_on);
    month_lay_out(&week, &month, 1, 2);
    assert_int_equal(week.segments[0].columns, 7);
    assert_true(week.segments[0].from_before);
    assert_true(week.segments[0].goes_on);
    month_lay_out(&week, &month, 2, 2);
    assert_int_equal(week.segments[0].columns, 2);
    assert_true(week.segments[0].from_before);
    assert_false(week.segments[0].goes_on);
    month_lay_out(&week, &month, 3, 2);
    assert_int_equal(week.count, 0);
}

static void the_last_lane_of_a_full_day_says_how_many_more(void **state)
{
    (void)state;
    const struct month_item items[] = {{.title = "long", .first = 0, .last = 6, .bar = true},
                                       {.title = "two", .first = 2, .last = 4, .bar = true},
                                       {.title = "a", .first = 3, .last = 3},
                                       {.title = "b", .first = 3, .last = 3}};
    struct month month = november(items, 4);
    struct month_week week;
    month_lay_out(&week, &month, 0, 2);
    /* The second bar is seen beside the full day, not on it. */
    assert_int_equal(week.count, 3);
    assert_int_equal(week.things[3], 4);
    assert_int_equal(week.hidden[3], 3);
    assert_int_equal(week.hidden[2], 0);
    assert_int_equal(week.segments[1].column, 2);
    assert_int_equal(week.segments[1].columns, 1);
    assert_true(week.segments[1].goes_on);
    assert_int_equal(week.segments[2].column, 4);
    assert_true(week.segments[2].from_before);
}

static void any_number_of_things_is_counted(void **state)
{
    (void)state;
    static struct month_item items[2000];
    for (int i = 0; i < 2000; i++)
        items[i] = (struct month_item){.title = "x", .first = i % 7, .last = i % 7};
    struct month month = november(items, 2000);
    struct month_week week;
    month_lay_out(&week, &month, 0, 24);
    int things = 0, hidden = 0;
    for (int day = 0; day < MONTH_WEEK_DAYS; day++) {
        things += week.things[day];
        hidden += week.hidden[day];
    }
    assert_int_equal(things, 2000);
    assert_int_equal(hidden, 2000 - (int)week.count);
    month_lay_out(&week, &month, 0, 0);
    assert_int_equal(week.count, 0);
}

/* --- the drawing --- */

static const struct month_item some[] = {
    {.title = "동창회", .first = 0, .last = 0},
    {.title = "할머니 댁", .first = 8, .last = 10, .bar = true},
    {.title = "수능 응원", .first = 18, .last = 18},
    {.title = "회식", .time = "19:00", .first = 19, .last = 19, .unsent = true},
    {.title = "김장", .first = 21, .last = 21},
    {.title = "수육", .time = "18:30", .first = 21, .last = 21},
    {.title = "제주 여행", .first = 27, .last = 30, .bar = true},
};
#define SOME (sizeof some / sizeof *some)

static void a_month_of_two_rows_a_week(void **state)
{
    (void)state;
    struct month month = november(some, SOME);
    draw(&month, 11, 80, &modern);
    assert_row(0, " 일         월         화          수         목          금         토");
    assert_row(1, "  1 음9.22   2          3           4          5           6          7");
    assert_row(2, " ●동창회");
    assert_row(3, "  8          9 음10.1  10          11         12          13         14");
    assert_row(4, "           == 할머니 댁 ====================");
    assert_row(6, "                                              ●수능 응원  ●↑회식");
    assert_row(7, ">22<    +1  23         24          25         26          27         28");
    assert_row(8, " ●김장                                                              =제주 여행=>");
    assert_row(9, " 29         30          1           2          3           4          5");
    assert_row(10, "<= 제주 여행 ====================");
    int row, column;
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 7);
    assert_int_equal(column, 0);
}

static void a_small_month_shows_signs(void **state)
{
    (void)state;
    struct month month = november(some, SOME);
    draw(&month, 6, 60, &modern);
    assert_row(1, "  1●      2        3       4        5       6        7");
    assert_row(2, "  8       9==     10==    11==     12      13       14");
    assert_row(4, ">22●●<   23       24      25       26      27       28==");
    draw(&month, 6, 60, &old);
    assert_row(4, ">22**<   23       24      25       26      27       28==");
}

static void a_wide_month_shows_times(void **state)
{
    (void)state;
    struct month month = november(some, SOME);
    days[21].lunar = "음10.14";
    days[21].holiday = "쉬는 날";
    draw(&month, 26, 154, &modern);
    assert_row(16, ">22 음10.14 쉬는 날<   23                    24                    25                    "
                   "26                    27                    28");
    assert_row(17, " ●김장                                                                                   "
                   "                                           == 제주 여행 ========>");
    assert_row(18, " ●18:30 수육");
    assert_row(12, "                                                                                         "
                   "●수능 응원            ●↑19:00 회식");
}

static void a_full_day_has_words(void **state)
{
    (void)state;
    struct month_item items[6];
    for (int i = 0; i < 6; i++)
        items[i] = (struct month_item){.title = "일", .first = 22, .last = 22};
    struct month month = november(items, 6);
    draw(&month, 21, 105, &modern);
    assert_row(14, "                ●일");
    assert_row(15, "                ●일");
    assert_row(16, "                + 4 more");
    draw(&month, 21, 80, &modern);
    assert_row(16, "            +4");
}

static void a_click_means_a_day(void **state)
{
    (void)state;
    static const int places[][3] = {{1, 0, 0}, {2, 10, 0}, {3, 11, 8}, {10, 79, 34}};
    struct month month = november(some, SOME);
    draw(&month, 11, 80, &modern);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct canvas_target target = canvas_buffer_target(buffer, places[i][0], places[i][1]);
        assert_int_equal(target.kind, CANVAS_TARGET_PART);
        assert_int_equal(target.value, places[i][2]);
    }
    assert_int_equal(canvas_buffer_target(buffer, 0, 5).kind, CANVAS_TARGET_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longer_bars_lie_above_and_nothing_overlaps),
        cmocka_unit_test(a_bar_goes_over_the_end_of_the_week),
        cmocka_unit_test(the_last_lane_of_a_full_day_says_how_many_more),
        cmocka_unit_test(any_number_of_things_is_counted),
        cmocka_unit_test(a_month_of_two_rows_a_week),
        cmocka_unit_test(a_small_month_shows_signs),
        cmocka_unit_test(a_wide_month_shows_times),
        cmocka_unit_test(a_full_day_has_words),
        cmocka_unit_test(a_click_means_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
