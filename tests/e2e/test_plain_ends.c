/* doran --plain where things end or stand still: a server that accepts and never answers, signals, the end of the input, a
 * reader who goes away, a terminal that cannot position. */
#include "support/screen.h"
#include "support/talker.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NUMBER "Number, 0 back:\n"
#define WAIT SCREEN_WAIT_MS

static struct household house;
static struct line *line;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    line = household_desk(&house);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    line_free(line);
    household_deinit(&house);
    return 0;
}

static void open_desk(struct talker *desk)
{
    talker_start_at(desk, &house, "desk", "--plain", "en", NULL);
}

/* --- a server that accepts and never answers --- */

static void test_a_server_that_never_answers(void **state)
{
    (void)state;
    struct talker desk;
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    line_stall(line);
    open_desk(&desk);
    hear(&desk, "1 Read the home\n"); /* At once, from what is kept. */
    assert_non_null(strstr(desk.text, "Mum"));
    answer(&desk, NUMBER, "3");
    answer(&desk, NUMBER, "2");
    hear(&desk, "It is kept here and goes out when there is a connection.\n");
    answer(&desk, NUMBER, "2"); /* Family */
    answer(&desk, NUMBER, "2"); /* Invite somebody */
    answer(&desk, "What they are called here", "Uncle");
    answer(&desk, "E-mail", "");
    hear(&desk, "One moment... Enter stops waiting.\n");
    tell(&desk, "");
    hear(&desk, "You stopped waiting.");
    answer(&desk, NUMBER, "2");
    answer(&desk, "What they are called here", "Aunt");
    answer(&desk, "E-mail", "");
    hear(&desk, "One moment... Enter stops waiting.\n");
    kill(desk.pid, SIGINT); /* So does Ctrl-C, and the program goes on. */
    hear(&desk, "You stopped waiting.");
    answer(&desk, NUMBER, "2");
    answer(&desk, "What they are called here", "Cousin");
    answer(&desk, "E-mail", "");
    hear(&desk, "One moment... Enter stops waiting.\n");
    line_mend(line); /* What was held back goes through, and the answer comes. */
    hear(&desk, "Hand this on; it is shown only now.\n");
    answer(&desk, NUMBER, "2");
    assert_int_equal(talker_end(&desk), 0);
}

/* Nobody types: then the wait has an end of its own, and the lines that came beforehand go to the next questions. */
static void test_a_script_waits_for_its_time(void **state)
{
    (void)state;
    struct talker desk;
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    line_stall(line);
    open_desk(&desk);
    tell(&desk, "2\n2\nUncle\n\n0\n12");
    hear(&desk, "One moment...\n");
    hear(&desk, "did not answer in time");
    hear(&desk, "Goodbye.\n");
    assert_int_equal(talker_end(&desk), 0);
}

/* The input ends without a word of farewell: what was done last goes out, or it is told that it did not. */
static void test_the_input_ends_behind_a_change(void **state)
{
    (void)state;
    struct talker desk;
    const char *kept = "Some of what you did is not sent yet.";
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    char *said = household_expect(&house, 0, "desk", "3\n2\n", DORAN("--plain"));
    char *left = household_expect(&house, 0, "desk", NULL, DORAN("outbox", "list", "--json"));
    assert_true(strstr(left, "\"items\":[]") || strstr(said, kept));
    free(left);
    free(said);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    line_stall(line);
    open_desk(&desk);
    answer(&desk, NUMBER, "3");
    answer(&desk, NUMBER, "2");
    close(desk.in);
    desk.in = -1;
    hear(&desk, kept);
    assert_int_equal(talker_wait(&desk), 0);
}

/* The first start of all with a server that says nothing. */
static void test_nothing_to_show_yet(void **state)
{
    (void)state;
    struct talker desk;
    line_stall(line);
    open_desk(&desk);
    hear(&desk, "One moment... Enter stops waiting.\n");
    tell(&desk, "");
    hear(&desk, "There is no connection to the server yet.");
    line_mend(line);
    wait_for_news(&desk, NUMBER, "2 Family\n");
    assert_int_equal(talker_end(&desk), 0);
}

static void test_logging_in_never_hangs(void **state)
{
    (void)state;
    struct talker guest;
    line_stall(line);
    talker_start_at(&guest, &house, "guest", "--plain", "en", line_url(line));
    answer(&guest, NUMBER, "2");
    answer(&guest, NUMBER, "1");
    answer(&guest, "Server [", "");
    answer(&guest, "E-mail", "mum@example.com");
    answer(&guest, "Password", HOUSEHOLD_PASSWORD);
    hear(&guest, "One moment... Enter stops waiting.\n");
    tell(&guest, "");
    hear(&guest, "You stopped waiting.");
    hear(&guest, "1 With my password\n");
    assert_int_equal(talker_end(&guest), 0);
}

/* --- ends --- */

static void test_signals_end_it(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct talker desk;
        open_desk(&desk);
        hear(&desk, NUMBER);
        kill(desk.pid, signals[i]);
        assert_int_equal(talker_wait(&desk), 128 + signals[i]);
    }
}

static void test_a_reader_who_goes_away(void **state)
{
    (void)state;
    struct talker desk;
    open_desk(&desk);
    hear(&desk, NUMBER);
    close(desk.out);
    desk.out = open("/dev/null", O_RDONLY | O_CLOEXEC);
    tell(&desk, "1");
    assert_int_equal(talker_wait(&desk), 10); /* As doran(1) says of what cannot be written. */
}

static void test_a_whole_life_at_once(void **state)
{
    (void)state;
    struct talker desk;
    open_desk(&desk);
    tell(&desk, "3\n3"); /* The end of the input comes before the mood is sent. */
    hear(&desk, "Your mood today: ");
    assert_int_equal(talker_end(&desk), 0);
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    cJSON *user = household_json(&house, "mum", NULL, DORAN("whoami"));
    assert_string_equal(json_text(user, "mood"), "nice");
    cJSON_Delete(user);
}

/* --- terminals --- */

static struct screen *open_terminal(const char *term, const char *mode)
{
    const char *const argv[] = {DORAN_BIN, "--profile", "desk", "--lang", "en", mode, NULL};
    const char *const env[] = {house.state_variable, "XDG_CONFIG_HOME=/nonexistent", NULL};
    return screen_start(&(struct screen_options){.env = env, .term = term}, argv);
}

static void test_a_dumb_terminal_gets_lines(void **state)
{
    (void)state;
    struct screen *screen = open_terminal("dumb", NULL);
    screen_wait_for_text(screen, "1 Read the home", WAIT);
    screen_wait_for_text(screen, "Number, 0 back:", WAIT);
    assert_false(screen_alternate(screen));
    screen_type(screen, "12\r");
    screen_wait_for_text(screen, "Goodbye.", WAIT);
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
}

static void test_ctrl_c_at_a_terminal(void **state)
{
    (void)state;
    struct screen *screen = open_terminal("xterm-256color", "--plain");
    screen_wait_for_text(screen, "Number, 0 back:", WAIT);
    screen_type(screen, "8\r");
    screen_wait_for_text(screen, "3 Password", WAIT);
    screen_type(screen, "3\r");
    screen_wait_for_text(screen, "Present password:", WAIT);
    screen_type(screen, "secret");
    screen_type(screen, "\003"); /* In the middle of a secret: the echo comes back. */
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 128 + SIGINT);
    assert_false(screen_has(screen, "secret"));
    assert_true(screen_line_mode(screen));
    screen_free(screen);
    screen = open_terminal("xterm-256color", "--plain");
    screen_wait_for_text(screen, "Number, 0 back:", WAIT);
    screen_type(screen, "\004"); /* Ctrl-D */
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    assert_true(screen_line_mode(screen));
    screen_free(screen);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_server_that_never_answers),    TEST(test_a_script_waits_for_its_time),
        TEST(test_the_input_ends_behind_a_change), TEST(test_nothing_to_show_yet),
        TEST(test_logging_in_never_hangs),         TEST(test_signals_end_it),
        TEST(test_a_reader_who_goes_away),         TEST(test_a_whole_life_at_once),
        TEST(test_a_dumb_terminal_gets_lines),     TEST(test_ctrl_c_at_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
