/* How the terminal is given back, and what is said where it cannot be used. */
#include "tests/screens/show.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* --- the way out --- */

static void assert_given_back(void)
{
    assert_false(screen_alternate(screen));
    assert_false(screen_bracketed_paste(screen));
    int row;
    int column;
    assert_true(screen_cursor(screen, &row, &column));
}

/* sh outlives the program, so that the terminal's modes can be looked at. */
static void start_under_shell(const char *command)
{
    char line[1024];
    snprintf(line, sizeof line, "%s; echo \"ended with $?\"; read line", command);
    const char *argv[] = {"sh", "-c", line, NULL};
    struct screen_options options = {0};
    screen_free(screen);
    screen = screen_start(&options, argv);
}

static void leaving_gives_the_terminal_back(void **state)
{
    (void)state;
    start_under_shell("echo before; " DORAN_WIDGETS_BIN);
    screen_wait_for_text(screen, "depth", SCREEN_WAIT_MS);
    assert_true(screen_alternate(screen));
    assert_false(screen_line_mode(screen));
    screen_keys(screen, "q");
    screen_wait_for_text(screen, "ended with 0", SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "before"));
    assert_true(screen_line_mode(screen));
    assert_given_back();
}

/* A terminal keeps the margins of a screen that the program took for lower; it is to scroll as a whole all the same. */
static void margins_of_a_lower_screen_are_taken_away(void **state)
{
    (void)state;
    start_under_shell("stty rows 16; " DORAN_WIDGETS_BIN "; seq 1 60");
    screen_wait_for_text(screen, "80x16", SCREEN_WAIT_MS);
    screen_resize(screen, 30, 80);
    screen_wait_for_text(screen, "80x30", SCREEN_WAIT_MS);
    screen_keys(screen, "q");
    screen_wait_for_text(screen, "ended with 0", SCREEN_WAIT_MS);
    int column, row = screen_find(screen, "ended with", &column);
    assert_in_range(row, 20, 29);
    for (int i = 0; i < 20; i++) {
        char number[12];
        snprintf(number, sizeof number, "%d", 60 - i);
        assert_memory_equal(screen_row_text(screen, row - 1 - i), number, 2);
    }
}

static void a_crash_gives_the_terminal_back(void **state)
{
    (void)state;
    start_under_shell(DORAN_WIDGETS_BIN);
    screen_wait_for_text(screen, "depth", SCREEN_WAIT_MS);
    screen_keys(screen, "F8"); /* the show's way to crash */
    screen_wait_for_text(screen, "ended with", SCREEN_WAIT_MS);
    assert_false(screen_has(screen, "ended with 0"));
    assert_true(screen_line_mode(screen));
    assert_given_back();
}

static void a_signal_ends_it_in_order(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    struct screen_options options = {0};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        start_and_see(&options, "list");
        screen_signal(screen, signals[i]);
        assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 0);
        assert_given_back();
    }
}

static void a_suspend_gives_the_terminal_back_meanwhile(void **state)
{
    (void)state;
    static const char *const argv[] = {"bash", "--norc", "--noprofile", "--noediting", "-i", NULL};
    static const char *const env[] = {"PS1=ready\\#> ", NULL};
    struct screen_options options = {.env = env};
    screen = screen_start(&options, argv);
    screen_wait_for_text(screen, "ready1>", SCREEN_WAIT_MS);
    screen_type(screen, DORAN_WIDGETS_BIN "\r");
    screen_wait_for_text(screen, "depth", SCREEN_WAIT_MS);
    screen_keys(screen, "Down Ctrl-z");
    screen_wait_for_text(screen, "ready2>", SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "Stopped"));
    assert_given_back();
    screen_type(screen, "fg\r");
    screen_wait_for_text(screen, "depth", SCREEN_WAIT_MS);
    screen_wait_for_cursor(screen, 3, 0, SCREEN_WAIT_MS);
    screen_wait_for(screen, has_all_switched_on, NULL, "paste in brackets", SCREEN_WAIT_MS);
    screen_keys(screen, "q");
    screen_wait_for_text(screen, "ready3>", SCREEN_WAIT_MS);
    assert_given_back();
}

/* --- where it cannot run --- */

static void what_is_missing_is_told_kindly(void **state)
{
    (void)state;
    static const char *const latin[] = {"LANG=C", "LC_ALL=POSIX", NULL};
    static const struct {
        const char *term;
        const char *sentence;
    } cases[] = {{"dumb", "cannot place text"}, {"no-such-terminal", "unknown here"}, {"", "unknown here"}};
    struct screen_options options = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        options.term = cases[i].term;
        start(&options, "list", NULL);
        assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 1);
        screen_wait_for_text(screen, cases[i].sentence, SCREEN_WAIT_MS);
        assert_true(screen_has(screen, "--plain"));
    }
    options.term = NULL;
    options.env = latin; /* no locale was chosen: the terminal itself can do UTF-8 */
    start_and_see(&options, "list");
    assert_true(screen_has(screen, "도란도란"));
}

static void a_terminal_that_is_not_utf8_is_noticed(void **state)
{
    (void)state;
    struct screen_options options = {.mute = true};
    start(&options, "list", NULL);
    /* as Latin-1 does: every byte of 🥰 is a character */
    screen_type(screen, "\033[1;5R\033[1;2R\033[1;2R\033[1;2R\033[1;5R");
    assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 1);
    screen_wait_for_text(screen, "UTF-8", SCREEN_WAIT_MS);
    assert_given_back();
}

static void a_locale_of_another_encoding_is_told(void **state)
{
    (void)state;
    char command[1024];
    char path[512];
    char *folder = test_directory_new("locale");
    assert_non_null(folder);
    snprintf(path, sizeof path, "LOCPATH=%s", folder);
    snprintf(command, sizeof command, "localedef -i ko_KR -f EUC-KR %s/ko_KR.EUC-KR >%s/log 2>&1", folder,
             folder);
    int made = system(command);
    /* glibc keeps the parts of LOCPATH for good (locale/findlocale.c), which is no leak of ours */
    const char *const env[] = {path, "LC_ALL=ko_KR.EUC-KR", "LSAN_OPTIONS=detect_leaks=0", NULL};
    struct screen_options options = {.env = env};
    if (made == 0) {
        start(&options, "list", NULL);
        assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 1);
    }
    test_directory_remove(folder);
    if (made != 0)
        skip(); /* a machine without the sources of locales */
    screen_wait_for_text(screen, "UTF-8", SCREEN_WAIT_MS);
}

static void a_pipe_is_no_terminal(void **state)
{
    (void)state;
    static const char *const argv[] = {"sh", "-c", DORAN_WIDGETS_BIN " </dev/null; echo \"ended with $?\"",
                                       NULL};
    struct screen_options options = {0};
    screen = screen_start(&options, argv);
    screen_wait_for_text(screen, "ended with 1", SCREEN_WAIT_MS);
    assert_true(screen_has(screen, "not a terminal"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, end)
    const struct CMUnitTest tests[] = {
        TEST(leaving_gives_the_terminal_back),
        TEST(margins_of_a_lower_screen_are_taken_away),
        TEST(a_crash_gives_the_terminal_back),
        TEST(a_signal_ends_it_in_order),
        TEST(a_suspend_gives_the_terminal_back_meanwhile),
        TEST(what_is_missing_is_told_kindly),
        TEST(a_terminal_that_is_not_utf8_is_noticed),
        TEST(a_locale_of_another_encoding_is_told),
        TEST(a_pipe_is_no_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
