#include "client-tui/term/term.h"
#include "client-tui/widget/bars.h"
#include "client-tui/widget/dialog.h"
#include "client-tui/widget/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct term_widths modern = {.line_columns = 1, .block_columns = 1, .emoji = true};
static struct canvas_buffer *buffer;
static struct canvas canvas;
static struct keymap *keymap;
static struct keymap_reader reader;

static int begin(void **state)
{
    (void)state;
    keymap = keymap_new();
    keymap_reader_init(&reader, keymap, HANGUL_DUBEOLSIK);
    return keymap != NULL ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    keymap_free(keymap);
    canvas_buffer_free(buffer);
    buffer = NULL;
    return 0;
}

static void open_canvas(int rows, int columns)
{
    canvas_buffer_free(buffer);
    buffer = canvas_buffer_new(rows, columns, &modern);
    assert_non_null(buffer);
    canvas = canvas_of(buffer);
}

static const char *row_text(int row)
{
    static char text[4096];
    canvas_row_text(&canvas, row, text, sizeof text);
    return text;
}

static void draw_number(const void *data, size_t index, const struct canvas *item, bool selected)
{
    (void)data;
    (void)selected;
    canvas_format(item, 0, 2, item->columns, STYLE_TEXT, "item %zu", index);
}

static void a_list_scrolls_with_its_selection(void **state)
{
    (void)state;
    struct list list;
    int row;
    int column;
    open_canvas(3, 12);
    list_init(&list, 10);
    for (int i = 0; i < 4; i++)
        assert_true(list_handle(&list, ACTION_move_down));
    list_draw(&list, &canvas, true, draw_number, NULL, NULL);
    assert_string_equal(row_text(0), "  item 2   ▲");
    assert_string_equal(row_text(2), "> item 4   ▼");
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 2);
    assert_int_equal(column, 0);
    assert_true(canvas_buffer_cell(buffer, 2, 9)->style & STYLE_REVERSE);
    assert_false(canvas_buffer_cell(buffer, 1, 2)->style & STYLE_REVERSE);
    list_handle(&list, ACTION_page_down);
    assert_int_equal(list.selected, 7);
    list_handle(&list, ACTION_page_down);
    list_handle(&list, ACTION_page_down);
    assert_int_equal(list.selected, 9);
    list_handle(&list, ACTION_page_up);
    assert_int_equal(list.selected, 6);
    list_handle(&list, ACTION_move_first);
    list_handle(&list, ACTION_move_up);
    assert_int_equal(list.selected, 0);
    list_handle(&list, ACTION_move_last);
    assert_int_equal(list.selected, 9);
    assert_false(list_handle(&list, ACTION_open));
    canvas_clear(&canvas);
    list_set_count(&list, 2); /* the rest was deleted */
    list_draw(&list, &canvas, false, draw_number, NULL, NULL);
    assert_string_equal(row_text(0), "  item 0");
    assert_string_equal(row_text(1), "  item 1"); /* another pane has the focus, and the one mark there is */
    assert_false(canvas_buffer_cell(buffer, 1, 2)->style & STYLE_REVERSE);
}

static void an_empty_list_says_what_to_do(void **state)
{
    (void)state;
    struct list list;
    int row;
    int column;
    open_canvas(3, 40);
    list_init(&list, 0);
    assert_true(list_handle(&list, ACTION_move_down));
    assert_true(list_handle(&list, ACTION_move_last));
    assert_int_equal(list.selected, 0);
    list_draw(&list, &canvas, true, draw_number, NULL, "아직 사진이 없어요. a를 눌러 올려 보세요.");
    assert_string_equal(row_text(0), "  아직 사진이 없어요. a를 눌러 올려");
    assert_string_equal(row_text(1), "  보세요.");
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
}

static void items_may_be_several_rows_high(void **state)
{
    (void)state;
    struct list list;
    open_canvas(5, 20);
    list_init(&list, 3);
    list.item_rows = 2;
    list_select(&list, 2);
    list_draw(&list, &canvas, true, draw_number, NULL, NULL);
    assert_string_equal(row_text(2), "> item 2");
    assert_true(canvas_buffer_cell(buffer, 3, 0)->style & STYLE_REVERSE);
    assert_int_equal(list.page, 2);
    open_canvas(5, 20);
    list.gap_rows = 1; /* a blank row is no part of the bar */
    list_draw(&list, &canvas, true, draw_number, NULL, NULL);
    assert_true(canvas_buffer_cell(buffer, 2, 0)->style & STYLE_REVERSE);
    assert_false(canvas_buffer_cell(buffer, 3, 0)->style & STYLE_REVERSE);
    open_canvas(1, 20); /* too low for one item: nothing is drawn, nothing breaks */
    list_draw(&list, &canvas, true, draw_number, NULL, NULL);
}

static struct titlebar title(void)
{
    static const char *const tabs[] = {"홈", "달력", "미션", "사진", "음성"};
    return (struct titlebar){.product = "도란도란",
                             .family = "우리집",
                             .tabs = tabs,
                             .tab_count = 5,
                             .notifications = 2,
                             .connection = BAR_ONLINE};
}

static void the_title_bar_has_everything_in_its_place(void **state)
{
    (void)state;
    struct titlebar bar = title();
    open_canvas(24, 80);
    titlebar_draw(&bar, &canvas);
    assert_string_equal(row_text(0),
                        " 도란도란 · 우리집             [홈] 달력  미션  사진  음성   News 2   Connected");
    assert_string_equal(row_text(1), "────────────────────────────────────────"
                                     "────────────────────────────────────────");
    bar.notifications = 1234;
    bar.connection = BAR_OFFLINE;
    bar.unsent = 3;
    titlebar_draw(&bar, &canvas);
    assert_non_null(strstr(row_text(0), "News 99+   Offline · 3 to send"));
}

static void a_narrow_title_bar_keeps_the_open_tab(void **state)
{
    (void)state;
    struct titlebar bar = title();
    bar.family = "세상에서제일사랑하는우리집";
    bar.tab = 3;
    bar.connection = BAR_OFFLINE;
    bar.unsent = 3;
    open_canvas(15, 60);
    titlebar_draw(&bar, &canvas);
    assert_non_null(strstr(row_text(0), "[사진]"));
    assert_null(strstr(row_text(0), "달력"));
    assert_non_null(strstr(row_text(0), "Offline · 3 to send"));
    assert_non_null(strstr(row_text(0), "도란도란 · 세"));
    for (int columns = 1; columns < 60; columns++) { /* however narrow: nothing breaks */
        open_canvas(3, columns);
        titlebar_draw(&bar, &canvas);
    }
}

static void the_key_line_says_what_there_is_room_for(void **state)
{
    (void)state;
    static const struct key_item items[] = {{ACTION_open, NULL},    {ACTION_next_pane, NULL},
                                            {ACTION_go_home, NULL}, {ACTION_add, "초대하기"},
                                            {ACTION_help, NULL},    {ACTION_quit, NULL}};
    const struct keyline keyline = {&reader, items, 6, ACTION_NONE};
    open_canvas(3, 80);
    keyline_draw(&canvas, &keyline);
    assert_string_equal(row_text(2),
                        " Enter Open   Tab Next   g h Home   a 초대하기   ? Help                 q Quit");
    reader.hangul_seen = true; /* letters arrive as Hangul: the function keys are shown */
    keyline_draw(&canvas, &keyline);
    assert_string_equal(row_text(2),
                        " Enter Open   Tab Next   1 Home   F4 초대하기   F1 Help               F10 Quit");
    for (int columns = 1; columns < 80; columns++) {
        open_canvas(3, columns);
        keyline_draw(&canvas, &keyline);
        if (columns > 12)
            assert_non_null(strstr(row_text(2), "F10 Quit")); /* the way out is always there */
        const char *add = strstr(row_text(2), "F4");
        if (add != NULL)
            assert_non_null(strstr(add, "초대하기")); /* whole or not at all */
    }
    keyline_draw(&canvas, &(struct keyline){.reader = &reader});
}

static void the_key_line_tells_arrows_and_several_numbers_at_once(void **state)
{
    (void)state;
    static const struct key_item items[] = {
        {ACTION_choose_1, NULL}, {ACTION_move_left, "Before"}, {ACTION_back, NULL}};
    open_canvas(3, 50);
    keyline_draw(&canvas, &(struct keyline){&reader, items, 3, ACTION_choose_4});
    assert_string_equal(row_text(2), " 1-4 Choose   Left Before               Esc Back");
    keyline_draw(&canvas, &(struct keyline){&reader, items, 3, ACTION_choose_1}); /* there is but one */
    assert_string_equal(row_text(2), " 1 Choose   Left Before                 Esc Back");
}

static void the_status_bar_has_two_ends(void **state)
{
    (void)state;
    open_canvas(1, 30);
    statusbar_draw(&canvas, 0, "사진을 올리는 중이에요 어쩌고저쩌고", "2/5");
    assert_string_equal(row_text(0), " 사진을 올리는 중이에…    2/5");
    statusbar_draw(&canvas, 0, NULL, NULL);
    assert_string_equal(row_text(0), "");
}

static void progress_is_never_more_than_done(void **state)
{
    (void)state;
    static const struct {
        uint64_t done, total;
        const char *text;
    } cases[] = {{0, 0, "[----------]   0%"},
                 {0, 5, "[----------]   0%"},
                 {41, 100, "[####------]  41%"},
                 {999, 1000, "[#########-]  99%"},
                 {5, 5, "[##########] 100%"},
                 {9, 5, "[##########] 100%"},
                 {UINT64_MAX / 2, UINT64_MAX, "[####------]  49%"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_canvas(1, 20);
        progress_draw(&canvas, 0, 0, 17, PROGRESS_BRACKETS, STYLE_ACCENT, cases[i].done, cases[i].total);
        assert_string_equal(row_text(0), cases[i].text);
    }
    open_canvas(1, 20);
    progress_draw(&canvas, 0, 0, 13, PROGRESS_BLOCKS, STYLE_ACCENT, 6, 8);
    assert_string_equal(row_text(0), "██████░░  75%");
    canvas_clear(&canvas);
    progress_draw(&canvas, 0, 0, 5, PROGRESS_BRACKETS, STYLE_ACCENT, 6, 8);
    assert_string_equal(row_text(0), "  75%");
}

static void a_toast_goes_by_itself(void **state)
{
    (void)state;
    struct toast toast = {0};
    char sentence[2 * TOAST_TEXT_MAX];
    open_canvas(1, 20);
    assert_int_equal(toast_tick(&toast, 0), -1);
    toast_show(&toast, TOAST_GOOD, "올렸어요.", 1000);
    assert_int_equal(toast_tick(&toast, 1000), TOAST_MS);
    toast_draw(&toast, &canvas, 0);
    assert_string_equal(row_text(0), " 올렸어요.");
    assert_int_equal(toast_tick(&toast, 1000 + TOAST_MS - 1), 1);
    assert_int_equal(toast_tick(&toast, 1000 + TOAST_MS), -1);
    assert_string_equal(toast.text, "");
    toast_show(&toast, TOAST_ERROR, "안 됐어요.", 0);
    assert_int_equal(toast_tick(&toast, 0), 2 * TOAST_MS);
    for (size_t i = 0; i + 3 < sizeof sentence; i += 3)
        memcpy(sentence + i, "가", 4);
    toast_show(&toast, TOAST_NEWS, sentence, 0);
    assert_true(doran_text_valid(toast.text, strlen(toast.text)));
}

static void a_small_screen_is_told_kindly(void **state)
{
    (void)state;
    open_canvas(TERM_ROWS_MIN, TERM_COLUMNS_MIN);
    assert_false(too_small_draw(&canvas));
    open_canvas(12, 52);
    assert_true(too_small_draw(&canvas));
    assert_string_equal(row_text(0), "The screen is small (now 52x12). Please make it");
    assert_string_equal(row_text(1), "larger than 60x15.");
    open_canvas(1, 1);
    assert_true(too_small_draw(&canvas));
}

static const struct dialog question = {.title = "녹음하기",
                                       .message = "녹음을 지울까요?",
                                       .enter = "이어서 녹음",
                                       .escape = "그만",
                                       .extra = "지우기",
                                       .extra_key = {TERM_KEY_CHARACTER, 'd', 0}};

static enum dialog_result answer(const struct dialog *dialog, const char *name)
{
    struct term_event event = {.kind = TERM_EVENT_KEY};
    assert_true(term_key_parse(name, strlen(name), &event.key));
    return dialog_handle(dialog, &event);
}

static void a_dialog_says_what_its_keys_do(void **state)
{
    (void)state;
    int row;
    int column;
    open_canvas(24, 80);
    for (int i = 0; i < 24; i++)
        canvas_text(&canvas, i, 0, 80, STYLE_TEXT,
                    "가나다라마바사아자차카타파하가나다라마바사아자차카타파하가나다라마바사아자차카타파하");
    dialog_draw(&question, &canvas);
    assert_non_null(strstr(row_text(9), "┌"));
    assert_non_null(strstr(row_text(9), " 녹음하기 "));
    assert_non_null(strstr(row_text(10), "│  녹음을 지울까요?"));
    assert_non_null(strstr(row_text(12), "│  Enter 이어서 녹음   d 지우기   Esc 그만"));
    assert_non_null(strstr(row_text(13), "┘"));
    assert_true(canvas_buffer_cursor(buffer, &row, &column));
    assert_int_equal(row, 12);
    open_canvas(4, 20); /* far too small: nothing breaks */
    dialog_draw(&question, &canvas);
    open_canvas(1, 1);
    dialog_draw(&question, &canvas);
}

static void only_named_keys_answer_a_dialog(void **state)
{
    (void)state;
    struct dialog plain = question;
    plain.extra = NULL;
    assert_int_equal(answer(&question, "Enter"), DIALOG_ENTER);
    assert_int_equal(answer(&question, "Esc"), DIALOG_ESCAPE);
    assert_int_equal(answer(&question, "d"), DIALOG_EXTRA);
    assert_int_equal(answer(&plain, "d"), DIALOG_WAITING);
    static const char *const others[] = {"y", "n", "Space", "Tab", "Up", "ㅛ", "F1", "q"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(answer(&question, others[i]), DIALOG_WAITING);
    struct term_event paste = {.kind = TERM_EVENT_PASTE, .text = "d", .length = 1};
    assert_int_equal(dialog_handle(&question, &paste), DIALOG_WAITING);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_list_scrolls_with_its_selection),
        TEST(an_empty_list_says_what_to_do),
        TEST(items_may_be_several_rows_high),
        TEST(the_title_bar_has_everything_in_its_place),
        TEST(a_narrow_title_bar_keeps_the_open_tab),
        TEST(the_key_line_says_what_there_is_room_for),
        TEST(the_key_line_tells_arrows_and_several_numbers_at_once),
        TEST(the_status_bar_has_two_ends),
        TEST(progress_is_never_more_than_done),
        TEST(a_toast_goes_by_itself),
        TEST(a_small_screen_is_told_kindly),
        TEST(a_dialog_says_what_its_keys_do),
        TEST(only_named_keys_answer_a_dialog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
