/* A server that accepts and never answers: the terminal program starts, paints every key and ends all the same; and one that
 * falls silent later is found out, though nothing closes the connection. */
#include "support/household.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS
#define QUIET_S 30 /* as long as a family may say nothing: who is asked by then answers */
/* By the program's clock, which this test winds, and which runs by itself too; libwebsockets' own limit would be 310. */
#define PATIENCE_S 120
#define BRISK_S 60 /* as much as it should take; whoever is slow then only lacks the time to see the clock */
#define SLOW_LOOKS 25 /* while a second of that goes by */

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

static struct screen *open_profile(const char *profile, const char *url)
{
    const char *argv[] = {DORAN_BIN, "--profile", profile, "--lang", "en", url ? "--server" : NULL,
                          url,       NULL};
    const char *const env[] = {house.state_variable, "XDG_CONFIG_HOME=/nonexistent", NULL};
    return screen_start(&(struct screen_options){.env = env}, argv);
}

static void quit(struct screen *screen)
{
    screen_keys(screen, "F10");
    screen_wait_for_text(screen, "not sent yet", WAIT);
    screen_keys(screen, "Enter");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
}

/* Every room, from what is kept, and back. */
static void see_every_room(struct screen *screen)
{
    static const char *const rooms[][2] = {
        {"f", "[Family]"},   {"i", "unread"}, {"g s", "You and this device"},
        {"g f", "Families"}, {"?", "Ctrl-"},  {"g o", "Not sent yet"},
        {"g h", "[Home]"}};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        screen_keys(screen, rooms[i][0]);
        screen_wait_for_text(screen, rooms[i][1], WAIT);
        screen_keys(screen, "g h");
        screen_wait_for_text(screen, "[Home]", WAIT);
    }
}

static void test_every_key_is_painted(void **state)
{
    (void)state;
    free(household_expect(&house, 0, "desk", NULL, DORAN("sync")));
    line_stall(line);
    struct screen *screen = open_profile("desk", NULL);
    screen_wait_for_text(screen, "Mum", WAIT);
    screen_wait_for_text(screen, "Reconnecting", WAIT);
    screen_keys(screen, "Esc"); /* How it works, at the first start. */
    screen_keys(screen, "g h");
    see_every_room(screen);
    screen_keys(screen, "m");
    screen_wait_for_text(screen, "How do you feel", WAIT);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "1 to send", WAIT);
    screen_keys(screen,
                "f a"); /* A code needs its answer now: the wait can be left, and the form still types. */
    screen_wait_for_text(screen, "Invite somebody", WAIT);
    screen_type(screen, "Uncle\r");
    screen_wait_for_text(screen, "Enter Invite", WAIT);
    screen_type(screen, "\r");
    screen_wait_for_text(screen, "Esc stops waiting", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Esc stops waiting", WAIT);
    screen_type(screen, "x@example.org");
    screen_wait_for_text(screen, "x@example.org", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "x@example.org", WAIT);
    screen_keys(screen, "g s 2"); /* A list that only the server has. */
    screen_wait_for_text(screen, "My devices", WAIT);
    screen_keys(screen, "g h");
    screen_wait_for_text(screen, "[Home]", WAIT);
    screen_wait_for_text(screen, "Offline", WAIT); /* After a while it is called so. */
    see_every_room(screen);
    quit(screen);
}

static void test_logging_in_can_be_left(void **state)
{
    (void)state;
    line_stall(line);
    struct screen *screen = open_profile("guest", line_url(line));
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "With my password", WAIT);
    screen_keys(screen, "1");
    screen_wait_for_text(screen, "E-mail", WAIT);
    screen_type(screen, "mum@example.com\rhonest blue kettle\r\r");
    screen_wait_for_text(screen, "Esc stops waiting", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Esc stops waiting", WAIT);
    screen_keys(screen, "Enter"); /* Once more, while the first one is still under way. */
    screen_wait_for_text(screen, "Esc stops waiting", WAIT);
    line_mend(line);
    screen_wait_for_text(screen, "Mum", WAIT);
    screen_free(screen);
}

/* Puts the program's clock ahead second by second. Whether it told meanwhile, behind `told`, that nobody is there. */
static bool is_alone_within(int seconds, struct set_clock *clock, struct command *watch, size_t told)
{
    bool alone = false;
    for (int i = 0; i < seconds && !alone; i++) {
        set_clock_run_ahead(clock, DORAN_SECOND);
        for (int looks = 0; looks < (i < BRISK_S ? 1 : SLOW_LOOKS) && !alone; looks++)
            alone = strstr(command_printed(watch, true) + told, "reconnecting");
    }
    return alone;
}

static struct command *watch_by(struct set_clock *clock)
{
    house.env[HOUSEHOLD_ENV_OWN + SET_CLOCK_VARIABLES] = SET_CLOCK_WAITS;
    household_go_by(&house, clock);
    struct command *watch = household_start(&house, "desk", NULL, DORAN("watch"));
    household_go_by(&house, NULL);
    house.env[HOUSEHOLD_ENV_OWN + SET_CLOCK_VARIABLES] = NULL;
    return watch;
}

static void test_a_server_that_falls_silent_is_found_out(void **state)
{
    (void)state;
    static const char *const moods[][2] = {{"love", "in love"}, {"sad", "sad"}, {"angry", "angry"}};
    struct set_clock *clock = set_clock_new();
    struct command *watch = watch_by(clock);
    size_t told = strlen(command_wait_for(watch, "connected", true));
    for (size_t i = 0; i < sizeof moods / sizeof *moods; i++) {
        assert_false(is_alone_within(QUIET_S, clock, watch, told));
        free(household_expect(&house, 0, "mum", NULL, DORAN("mood", moods[i][0])));
        command_wait_for(watch, moods[i][1], false);
    }
    line_stall(line);
    free(household_expect(&house, 0, "mum", NULL, DORAN("mood", "sleepy")));
    assert_true(is_alone_within(PATIENCE_S, clock, watch, told));
    line_mend(line);
    command_wait_for(watch, "sleepy", false); /* What was said meanwhile. */
    command_end(watch);
    set_clock_free(clock);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {TEST(test_every_key_is_painted), TEST(test_logging_in_can_be_left),
                                       TEST(test_a_server_that_falls_silent_is_found_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
