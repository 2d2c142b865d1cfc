/* A name server that never answers: whatever waits for it is left behind, and every program ends when it is asked to. */
#include "support/household.h"
#include "support/screen.h"
#include "support/silent_names.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static struct household house;
static struct line *line;
static struct silent_names *names;
static char url[100]; /* of the line, by name */

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    line = household_desk(&house);
    names = silent_names_new();
    snprintf(url, sizeof url, "http://localhost:%d", line_port(line));
    free(household_expect(&house, 0, "shelf", HOUSEHOLD_PASSWORD "\n",
                          DORAN("login", "mum@example.com", "--server", url, "--password-stdin")));
    free(household_expect(&house, 0, "shelf", NULL, DORAN("sync")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    silent_names_free(names);
    line_free(line);
    household_deinit(&house);
    return 0;
}

static struct screen *start(const char *const argv[])
{
    const char *const env[] = {house.state_variable,
                               "XDG_CONFIG_HOME=/nonexistent",
                               silent_names_variable(names, 0),
                               silent_names_variable(names, 1),
                               silent_names_variable(names, 2),
                               NULL};
    return screen_start(&(struct screen_options){.env = env}, argv);
}

/* `doran MODE` of the device that knows its server by name; NULL: the screens. */
static struct screen *open_shelf(const char *mode)
{
    return start((const char *const[]){DORAN_BIN, "--profile", "shelf", "--lang", "en", mode, NULL});
}

static bool has_asked(struct screen *screen, const void *data)
{
    (void)screen;
    return silent_names_asked(names) > *(const unsigned *)data;
}

static void wait_until_asked(struct screen *screen, unsigned before)
{
    screen_wait_for(screen, has_asked, &before, "a name that is asked for", WAIT);
}

static void quit(struct screen *screen)
{
    screen_keys(screen, "F10");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
}

static struct screen *open_screens(void)
{
    struct screen *screen = open_shelf(NULL);
    screen_wait_for_text(screen, "Mum", WAIT);
    return screen;
}

/* The line is cut, and on the way to a new one the name server falls silent. */
static void lose_the_way(struct screen *screen)
{
    unsigned before = silent_names_asked(names);
    silent_names_set(names, true);
    line_cut(line);
    line_mend(line);
    wait_until_asked(screen, before);
}

static void test_the_screens_end_while_a_name_is_looked_up(void **state)
{
    (void)state;
    silent_names_set(names, true);
    struct screen *screen = open_screens();
    wait_until_asked(screen, 0);
    quit(screen);
}

static void test_the_screens_end_while_the_line_looks_for_its_server(void **state)
{
    (void)state;
    struct screen *screen = open_screens();
    screen_wait_for_text(screen, "Connected", WAIT);
    lose_the_way(screen);
    quit(screen);
}

static void test_the_line_is_back_with_the_name_server(void **state)
{
    (void)state;
    struct screen *screen = open_screens();
    screen_wait_for_text(screen, "Connected", WAIT);
    lose_the_way(screen);
    screen_wait_until_gone(screen, "Connected", WAIT);
    silent_names_set(names, false);
    screen_wait_for_text(screen, "Connected", WAIT);
    quit(screen);
}

static void test_plain_ends_while_the_line_looks_for_its_server(void **state)
{
    (void)state;
    silent_names_set(names, true);
    struct screen *screen = open_shelf("--plain");
    screen_wait_for_text(screen, "Number, 0 back:", WAIT);
    wait_until_asked(screen, 0);
    screen_signal(screen, SIGINT);
    screen_wait_for_exit(screen, WAIT);
    screen_free(screen);
}

/* A request: curl knows localhost without asking, so that it is another name. */
static void test_a_command_gives_up_on_a_name(void **state)
{
    (void)state;
    struct command_result result;
    silent_names_set(names, true);
    for (int i = 0; i < SILENT_NAMES_VARIABLES; i++)
        house.env[HOUSEHOLD_ENV_OWN + i] = silent_names_variable(names, i);
    household_run(&house, &result, "guest", HOUSEHOLD_PASSWORD "\n",
                  DORAN("login", "mum@example.com", "--server", "https://house.test", "--password-stdin"));
    assert_int_not_equal(result.status, 0);
    assert_true(result.status < 128);
    assert_true(silent_names_asked(names) > 0);
    command_result_deinit(&result);
}

static void test_a_guest_leaves_while_a_name_is_looked_up(void **state)
{
    (void)state;
    const char *argv[] = {DORAN_BIN,  "--profile",          "guest", "--lang", "en",
                          "--server", "https://house.test", NULL};
    silent_names_set(names, true);
    struct screen *screen = start(argv);
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "With my password", WAIT);
    screen_keys(screen, "1");
    screen_wait_for_text(screen, "E-mail", WAIT);
    screen_type(screen, "mum@example.com\rhonest blue kettle\r\r");
    screen_wait_for_text(screen, "Esc stops waiting", WAIT);
    wait_until_asked(screen, 0);
    screen_signal(screen, SIGTERM);
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
}

static void test_a_watch_ends_while_the_line_looks_for_its_server(void **state)
{
    (void)state;
    silent_names_set(names, true);
    struct screen *screen = open_shelf("watch");
    wait_until_asked(screen, 0);
    screen_type(screen, "\003"); /* Ctrl-C */
    screen_wait_for_exit(screen, WAIT);
    screen_free(screen);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(test_the_screens_end_while_a_name_is_looked_up),
                                       TEST(test_the_screens_end_while_the_line_looks_for_its_server),
                                       TEST(test_the_line_is_back_with_the_name_server),
                                       TEST(test_plain_ends_while_the_line_looks_for_its_server),
                                       TEST(test_a_watch_ends_while_the_line_looks_for_its_server),
                                       TEST(test_a_guest_leaves_while_a_name_is_looked_up),
                                       TEST(test_a_command_gives_up_on_a_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
