/* The mouse at a real terminal: every part of a screen that can be reached by keys and clicked does the same. */
#include "support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static void start(struct place *place, const char *word)
{
    const char *const argv[] = {DORAN_BIN, "--lang", "en", "--server", "http://127.0.0.1:1", word, NULL};
    screen_free(place->screen);
    place->screen = screen_start(&(struct screen_options){.env = place->env, .columns = 110}, argv);
}

static int setup(void **state)
{
    struct place *place = *state = calloc(1, sizeof *place);
    assert_non_null(place);
    place_init(place, "mouse");
    return 0;
}

static int teardown(void **state)
{
    place_deinit(*state);
    free(*state);
    return 0;
}

static bool row_is_selected(struct screen *screen, const void *text)
{
    int row = screen_find(screen, text, NULL), cursor_row, cursor_column;
    return row >= 0 && screen_cursor(screen, &cursor_row, &cursor_column) && cursor_row == row;
}

static bool cursor_is_below(struct screen *screen, const void *label)
{
    int row, column;
    return screen_cursor(screen, &row, &column) && row == *(const int *)label + 1;
}

static void wait_for_selected(struct screen *screen, const char *text)
{
    screen_wait_for(screen, row_is_selected, text, text, WAIT);
}

static void rows_dialogs_fields_and_the_key_line(void **state)
{
    struct place *place = *state;
    start(place, NULL);
    struct screen *screen = place->screen;
    screen_wait_for_text(screen, "Just looking", WAIT);
    wait_for_selected(screen, "I was invited");

    /* A click chooses, a second one opens. */
    screen_click(screen, "I have an account");
    wait_for_selected(screen, "I have an account");
    assert_true(screen_has(screen, "Just looking"));
    screen_click(screen, "I have an account");
    screen_wait_for_text(screen, "By my other device", WAIT);
    screen_click(screen, "Esc Back"); /* on the key line */
    screen_wait_for_text(screen, "Just looking", WAIT);
    screen_click(screen, "Enter Next");
    screen_wait_for_text(screen, "By my other device", WAIT);

    /* A form: its fields, its buttons; what lies beside it does nothing. */
    wait_for_selected(screen, "With my password");
    screen_click(screen, "With my password");
    screen_wait_for_text(screen, "> E-mail", WAIT);
    int column, field = screen_find(screen, "E-mail", &column); /* its label stands above it */
    screen_wait_for_cursor(screen, field + 1, column, WAIT);
    screen_click(screen, "Server");
    field = screen_find(screen, "Server", NULL);
    screen_wait_for(screen, cursor_is_below, &field, "the caret in the field", WAIT);
    screen_press(screen, 0, 0, 3);
    screen_press(screen, 0, 20, 100);
    screen_click(screen, "Password");
    field = screen_find(screen, "Password", NULL);
    screen_wait_for_cursor(screen, field + 1, column, WAIT);
    screen_click(screen, "Enter Next"); /* What is written there is what it does. */
    screen_wait_for_text(screen, "> Server", WAIT);
    screen_click(screen, "Enter Log in");
    screen_wait_for_text(screen, "Please check the e-mail", WAIT);
    screen_click(screen, "Esc Back");
    screen_wait_for_text(screen, "By my other device", WAIT);
    screen_check_cells(screen);
}

static void tabs_questions_and_the_wheel(void **state)
{
    struct place *place = *state;
    start(place, "tour");
    struct screen *screen = place->screen;
    screen_click(screen, "Esc Enough");
    screen_wait_for_text(screen, "invites you to", WAIT);
    screen_click(screen, "Esc Later");
    screen_wait_until_gone(screen, "invites you to", WAIT);

    screen_click(screen, "Family ");
    screen_wait_for_text(screen, "4 members, 1 invited", WAIT);
    screen_click(screen, "Home");
    screen_wait_for_text(screen, "What is new", WAIT);

    /* The panes of home: a click goes there, one on what is chosen opens it. */
    screen_click(screen, "What is new");
    wait_for_selected(screen, "What is new");
    screen_click(screen, "Daughter");
    wait_for_selected(screen, "Daughter");
    screen_click(screen, "Daughter");
    screen_wait_for_text(screen, "4 members, 1 invited", WAIT);

    screen_click(screen, "News 3");
    screen_wait_for_text(screen, "2 unread", WAIT);
    wait_for_selected(screen, "Uncle invites you");
    int column, row = screen_find(screen, "Uncle invites you", &column);
    screen_press(screen, 65, row, column); /* the wheel, three rows down */
    wait_for_selected(screen, "Mum gave the family");
    screen_press(screen, 64, row, column);
    wait_for_selected(screen, "Uncle invites you");

    /* A question hears its own words alone: neither the row below it nor the tab. */
    screen_click(screen, "d Delete");
    screen_wait_for_text(screen, "Decline this invitation?", WAIT);
    screen_press(screen, 0, row + 1, column);
    screen_press(screen, 0, 0, 62);
    screen_click(screen, "Esc Back");
    screen_wait_until_gone(screen, "Decline this invitation?", WAIT);
    wait_for_selected(screen, "Uncle invites you");
    screen_press(screen, 2, row + 2, column); /* other buttons do nothing */
    screen_click(screen, "Dad accepted");
    wait_for_selected(screen, "Dad accepted");
    screen_check_cells(screen);
}

/* Two clicks that come together, on a row that the first one's action takes away. */
static void what_is_gone_is_not_clicked(void **state)
{
    struct place *place = *state;
    start(place, NULL);
    struct screen *screen = place->screen;
    screen_wait_for_text(screen, "Just looking", WAIT);
    int column, row = screen_find(screen, "I have an account", &column);
    for (int i = 0; i < 40; i++)
        screen_press(screen, i % 8 == 7 ? 65 : 0, row, column);
    screen_keys(screen, "Esc Esc Esc Esc");
    screen_wait_for_rest(&screen, 1, NULL, 0);
    assert_false(screen_is_over(screen));
    screen_wait_for_text(screen, "Just looking", WAIT);
    screen_check_cells(screen);
}

static void the_mouse_can_be_left_to_the_terminal(void **state)
{
    struct place *place = *state;
    place_write(place, "settings", "mouse = no\n");
    start(place, NULL);
    struct screen *screen = place->screen;
    screen_wait_for_text(screen, "Just looking", WAIT);
    assert_false(screen_mouse(screen));
    screen_keys(screen, "0");
    screen_click(screen, "Mouse");                    /* a terminal that sends it all the same */
    screen_keys(screen, "Down Down Down Down Enter"); /* auto */
    for (int tries = 0; !screen_mouse(screen) && tries < 1000; tries++)
        screen_pump(screen, 30);
    assert_true(screen_mouse(screen));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(rows_dialogs_fields_and_the_key_line),
        TEST(tabs_questions_and_the_wheel),
        TEST(what_is_gone_is_not_clicked),
        TEST(the_mouse_can_be_left_to_the_terminal),
    };
    return cmocka_run_group_tests_name("mouse", tests, NULL, NULL);
}
