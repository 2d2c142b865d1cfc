/* What a host settles, at a real terminal with a real server: the name, the next host, the codes, the end and the
 * return. */
#include "support/household.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static struct screen *start(struct household *house, const char *who, const struct screen_options *like)
{
    struct screen_options options = *like;
    const char *const argv[] = {DORAN_BIN, "--lang", "en", "--profile", who, NULL};
    options.env = house->env;
    return screen_start(&options, argv);
}

static void make_home(struct household *house)
{
    household_init(house, NULL);
    household_signup(house, "mother", "Mum star");
    free(household_expect(house, 0, "mother", NULL, DORAN("family", "create", "Home", "Mum")));
}

static struct screen *mother(struct household *house, const struct screen_options *like)
{
    struct screen *screen = start(house, "mother", like);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_for_text(screen, "What is new", WAIT);
    return screen;
}

static void brother_joins(struct household *house)
{
    cJSON *sent = household_json(house, "mother", NULL, DORAN("invite", "code", "Brother"));
    household_signup(house, "brother", "Brother star");
    free(household_expect(house, 0, "brother", NULL, DORAN("join", json_text(sent, "code"))));
    cJSON_Delete(sent);
}

static void a_new_name_and_a_new_host(void **unused)
{
    (void)unused;
    struct household house;
    make_home(&house);
    brother_joins(&house);
    struct screen *his = start(&house, "brother", &(struct screen_options){0});
    struct screen *screen = mother(&house, &(struct screen_options){0});
    screen_wait_for_text(his, "What is new", WAIT);

    screen_keys(screen, "f s");
    screen_wait_for_text(screen, "Our family", WAIT);
    screen_wait_for_text(screen, "Asia/Seoul", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Name and time zone", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "Nest");
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "Mars/Olympus");
    screen_wait_for_text(screen, "This zone is not known.", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "Europe/Berlin");
    screen_wait_for_text(screen, "Europe/Berlin", WAIT);
    screen_wait_for_text(his, "Dorandoran · Nest", WAIT);

    screen_keys(screen, "3");
    screen_wait_for_text(screen, "Who becomes the host?", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "You stay a member.", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "The family has a new host.", WAIT);
    screen_wait_for_text(screen, "The host changes these", WAIT);
    screen_keys(screen, "4");
    screen_wait_for_text(screen, "Only the host changes this.", WAIT);
    screen_keys(his, "g s 5");
    screen_wait_for_text(his, "You are the host", WAIT);
    screen_free(his);
    screen_free(screen);
    household_deinit(&house);
}

static void a_family_goes_and_comes_back(void **unused)
{
    (void)unused;
    struct household house;
    make_home(&house);
    brother_joins(&house);
    struct screen *his = start(&house, "brother", &(struct screen_options){0});
    struct screen *screen = mother(&house, &(struct screen_options){0});
    screen_wait_for_text(his, "What is new", WAIT);

    screen_keys(screen, "f s 4");
    screen_wait_for_text(screen, "The family's name, to be sure", WAIT);
    screen_enter(screen, "Hom");
    screen_wait_for_text(screen, "This is not the family's name.", WAIT);
    screen_check_cells(screen);
    screen_enter(screen, "e");
    screen_wait_for_text(screen, "No family yet", WAIT);
    screen_wait_for_text(his, "No family yet", WAIT);

    screen_keys(screen, "4");
    screen_wait_for_text(screen, "Deleted families", WAIT);
    screen_wait_for_text(screen, "> Home", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Bring Home back", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Dorandoran · Home", WAIT);
    screen_wait_for_text(his, "Dorandoran · Home", WAIT);
    screen_free(his);
    screen_free(screen);
    household_deinit(&house);
}

/* The square in the corner of a code (a finder pattern), light and dark as half blocks. */
static void a_code_to_hand_over(void **unused)
{
    (void)unused;
    struct household house;
    make_home(&house);
    struct screen *screen = mother(&house, &(struct screen_options){.rows = 40, .columns = 120});
    screen_keys(screen, "f");
    screen_wait_for_text(screen, "1 members, 0 invited", WAIT);
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "Invite somebody", WAIT);
    screen_enter(screen, "Brother");
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Hand this over", WAIT);
    screen_wait_for_text(screen, "Brother, come and join Home", WAIT);
    screen_wait_for_text(screen, "█ █▀▀▀█ █", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "c");
    screen_wait_for_text(screen, "Copied", WAIT);
    screen_resize(screen, 15, 60);
    screen_wait_until_gone(screen, "█ █▀▀▀█ █", WAIT);
    screen_keys(screen, "Space");
    screen_wait_for_text(screen, "rows higher to see the QR code", WAIT);
    screen_resize(screen, 40, 60);
    screen_wait_for_text(screen, "█ █▀▀▀█ █", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Enter");

    /* Sending it again makes another code. */
    screen_wait_for_text(screen, "1 members, 1 invited", WAIT);
    screen_keys(screen, "End r");
    screen_wait_for_text(screen, "Make a new code", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Hand this over", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_new_name_and_a_new_host),
                                       cmocka_unit_test(a_family_goes_and_comes_back),
                                       cmocka_unit_test(a_code_to_hand_over)};
    return cmocka_run_group_tests_name("rooms_family", tests, NULL, NULL);
}
