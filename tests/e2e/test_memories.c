/* What a family did together is kept: a mission that was completed stands among the memories of its day, in its own year and in
 * those after it, at a terminal and in lines. It is proposed in one month and completed in another; the clock is set by the
 * test. */
#include "support/calendar_room.h"
#include "support/talker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS
#define NUMBER "Number, 0 back:\n"
#define PROPOSED_EARLIER_DAYS 9 /* From 22 November to 1 December. */

static struct household house;
static struct set_clock *the_clock;

static int set_up(void **state)
{
    (void)state;
    the_clock = set_clock_new();
    household_init_by(&house, the_clock);
    household_signup(&house, "mum", "mummy");
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("family", "create", "Home", "Mum", "--zone", "Asia/Seoul")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "A walk together", "me")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("mission", "add", "Never done", "me")));
    set_clock_set(the_clock, SET_CLOCK_START + PROPOSED_EARLIER_DAYS * DORAN_DAY);
    free(household_expect(&house, 0, "mum", NULL,
                          DORAN("mission", "check", "A walk together", "--month", "2026-11")));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    set_clock_free(the_clock);
    return 0;
}

static void a_mission_is_a_memory_of_its_day(void **state)
{
    (void)state;
    struct screen *screen = calendar_room_open(&house, "mum", 24, 80);
    calendar_room_go_to(screen, "2027-12-01", "Wed, Dec 1, 2027");
    screen_wait_for_text(screen, "A year ago today", WAIT);
    screen_wait_for_text(screen, "A walk together (mission)", WAIT);
    screen_keys(screen, "o");
    screen_wait_for_text(screen, "[Memories]", WAIT);
    screen_wait_for_text(screen, "in 2026", WAIT);
    screen_wait_for_text(screen, "A walk together (mission)", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "stays as it is", WAIT);
    screen_keys(screen, "d");
    screen_wait_for_text(screen, "stays as it is", WAIT);

    /* It leads to the month it was proposed in, and back. */
    screen_keys(screen, "Enter Enter");
    screen_wait_for_text(screen, "November 2026", WAIT);
    screen_wait_for_text(screen, "Never done", WAIT);
    screen_wait_for_text(screen, "done today", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "[Memories]", WAIT);

    /* The day before has none; in its own year it is there as well. */
    calendar_room_go_to(screen, "2027-11-30", "Tue, Nov 30, 2027");
    screen_wait_for_text(screen, "Nothing is kept from this day yet", WAIT);
    calendar_room_go_to(screen, "2026-12-01", "Tue, Dec 1");
    screen_wait_for_text(screen, "A walk together (mission)", WAIT);
    screen_free(screen);
}

static void a_mission_is_a_memory_in_lines(void **state)
{
    (void)state;
    struct talker mum;
    talker_start_at(&mum, &house, "mum", "--plain", "en", NULL);
    answer(&mum, NUMBER, "7");
    hear(&mum, "1 Read today\n");
    answer(&mum, NUMBER, "7"); /* Memories */
    answer(&mum, "Which day?", "2029-12-01");
    hear(&mum, " in past years\n1 A walk together (mission), in 2026\n");
    answer(&mum, NUMBER, "1");
    hear(&mum, "A walk together, done today");
    hear(&mum, "Mum done\n");
    hear(&mum, " in past years\n1 A walk together (mission), in 2026\n");
    answer(&mum, NUMBER, "0");
    answer(&mum, NUMBER, "7");
    answer(&mum, "Which day?", "2027-11-22");
    hear(&mum, "Nothing is kept from this day yet.");
    assert_int_equal(talker_end(&mum), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_mission_is_a_memory_of_its_day),
                                       cmocka_unit_test(a_mission_is_a_memory_in_lines)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
