/* The rooms about oneself, seen at real terminals with a real server: devices, a new device let in, the profile, the
 * password, recovery, searching, and leaving. */
#include "support/directory.h"
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

static struct screen *start(struct household *house, const char *who)
{
    const char *const argv[] = {DORAN_BIN, "--server", server_url(house->server), "--lang", "en", "--profile",
                                who,       NULL};
    return screen_start(&(struct screen_options){.env = house->env}, argv);
}

/* Somebody with a family, signed up at the command line. */
static struct screen *mother(struct household *house)
{
    household_signup(house, "mother", "Mum star");
    free(household_expect(house, 0, "mother", NULL, DORAN("family", "create", "Home", "Mum")));
    struct screen *screen = start(house, "mother");
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_for_text(screen, "What is new", WAIT);
    return screen;
}

/* Copies the six digits that stand under the heading, blanks between them. */
static bool find_digits(struct screen *screen, char out[7])
{
    size_t count = 0;
    int row = screen_find(screen, "Waiting to be let in", NULL);
    if (row < 0)
        return false;
    for (const char *at = screen_row_text(screen, row + 2); *at && count < 6; at++)
        if (*at >= '0' && *at <= '9')
            out[count++] = *at;
    out[count] = '\0';
    return count == 6;
}

static bool has_digits(struct screen *screen, const void *unused)
{
    (void)unused;
    char digits[7];
    return find_digits(screen, digits);
}

static void read_digits(struct screen *screen, char out[7])
{
    screen_wait_for(screen, has_digits, NULL, "six digits", WAIT); /* They may follow their heading. */
    assert_true(find_digits(screen, out));
}

static void a_new_device_is_let_in(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *old = mother(&house), *new = start(&house, "second");
    char digits[7];

    screen_wait_for_text(new, "Welcome to Dorandoran", WAIT);
    screen_keys(new, "2");
    screen_wait_for_text(new, "By my other device", WAIT);
    screen_keys(new, "2");
    screen_wait_for_text(new, "This device shows six digits", WAIT);
    screen_enter(new, "mother@example.com");
    screen_keys(new, "Enter");
    screen_wait_for_text(new, "Waiting to be let in", WAIT);
    screen_check_cells(new);
    read_digits(new, digits);

    /* It is asked about where she is logged in, and wrong digits let nobody in. */
    screen_wait_for_text(old, "asks to be let into your account", WAIT);
    screen_check_cells(old);
    screen_keys(old, "Enter");
    screen_wait_for_text(old, "The six digits", WAIT);
    char wrong[7] = "000000";
    wrong[0] = digits[0] == '0' ? '1' : '0';
    screen_enter(old, wrong);
    screen_wait_for_text(old, "The code does not match", WAIT);
    screen_keys(old, "Ctrl-u");
    screen_enter(old, digits);
    screen_wait_for_text(old, "The new device is in.", WAIT);
    screen_wait_for_text(new, "What is new", WAIT);
    screen_wait_for_text(new, "Connected", WAIT);

    /* Both stand in the list; the new one is ended from the old one. */
    screen_keys(old, "g s");
    screen_wait_for_text(old, "You and this device", WAIT);
    screen_keys(old, "2");
    screen_wait_for_text(old, "last used", WAIT);
    screen_wait_for_text(old, " this device", WAIT);
    screen_check_cells(old);
    int row = screen_find(old, "last used", NULL), here = screen_find(old, " this device", NULL);
    screen_keys(old, row > here ? "End" : "Home");
    screen_keys(old, "d");
    screen_wait_for_text(old, "It forgets", WAIT);
    screen_keys(old, "Enter");
    screen_wait_for_text(old, "The device is logged out.", WAIT);
    screen_wait_for_text(new, "This device was logged out.", WAIT);
    screen_wait_for_text(new, "Welcome to Dorandoran", WAIT);
    screen_wait_until_gone(old, "last used", WAIT);

    screen_free(new);
    screen_free(old);
    household_deinit(&house);
}

static void one_changes_ones_mind_about_waiting(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *screen = start(&house, "nobody");
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_keys(screen, "2 2");
    screen_wait_for_text(screen, "This device shows six digits", WAIT);
    screen_enter(screen, "nobody@example.com"); /* without an account it looks the same */
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Waiting to be let in", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Waiting to be let in", WAIT);
    screen_keys(screen, "Esc Esc");
    screen_wait_for_text(screen, "I am new here", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

static bool yours_has_moved(struct screen *screen, const void *before)
{
    int column;
    return screen_find(screen, "yours", &column) >= 0 && column != *(const int *)before;
}

static void the_profile(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *screen = mother(&house);
    screen_keys(screen, "g s");
    screen_wait_for_text(screen, "My profile", WAIT);
    screen_keys(screen, "1");
    screen_wait_for_text(screen, "Mum star", WAIT);
    screen_wait_for_text(screen, "mother@example.com", WAIT);
    screen_check_cells(screen);
    int before;
    screen_wait_for_text(screen, "yours", WAIT);
    assert_true(screen_find(screen, "yours", &before) >= 0);
    screen_keys(screen, "Right Enter");
    screen_wait_for(screen, yours_has_moved, &before, "the mark at another picture", WAIT);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "My nickname", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "!");
    screen_wait_for_text(screen, "The nickname takes 2 to 15", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "Moon");
    screen_wait_for_text(screen, "Moon", WAIT);
    screen_wait_until_gone(screen, "Mum star", WAIT);
    screen_wait_until_gone(screen, "to send", WAIT);
    screen_free(screen);
    char *shown = household_expect(&house, 0, "mother", NULL, DORAN("whoami"));
    assert_non_null(strstr(shown, "Moon"));
    free(shown);
    household_deinit(&house);
}

#define CODE_SIZE 80

/* The one that stands after a 1, told from the menu's words by its hyphens. */
static bool first_code(struct screen *screen, char code[CODE_SIZE])
{
    for (int row = 0; row < screen_rows(screen); row++)
        if (sscanf(screen_row_text(screen, row), " 1 %79s 2 ", code) == 1 && strchr(code, '-'))
            return true;
    return false;
}

static bool first_code_is_there(struct screen *screen, const void *unused)
{
    char code[CODE_SIZE];
    (void)unused;
    return first_code(screen, code) && screen_has(screen, "I wrote them down");
}

static void a_new_password_and_codes(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *screen = mother(&house);

    screen_keys(screen, "g s");
    screen_wait_for_text(screen, "Recovery codes", WAIT);
    screen_keys(screen, "4");
    screen_wait_for_text(screen, "New recovery codes", WAIT);
    screen_enter(screen, "not the password");
    screen_wait_for_text(screen, "The password does not match", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, HOUSEHOLD_PASSWORD);
    screen_wait_for_text(screen, "Your recovery codes", WAIT);
    screen_wait_for(screen, first_code_is_there, NULL, "the first code", WAIT);
    screen_check_cells(screen);
    char code[CODE_SIZE] = "";
    assert_true(first_code(screen, code));
    screen_keys(screen, "Enter");

    screen_wait_for_text(screen, "Choose a new one", WAIT);
    screen_keys(screen, "3");
    screen_wait_for_text(screen, "Present password", WAIT);
    screen_enter(screen, HOUSEHOLD_PASSWORD);
    screen_enter(screen, "a quiet green river");
    screen_enter(screen, "a quiet green rivet");
    screen_wait_for_text(screen, "The two are not the same.", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "a quiet green river");
    screen_wait_for_text(screen, "The password is changed.", WAIT);

    /* She logs out and comes back by a code, with a third password. */
    screen_keys(screen, "8");
    screen_wait_for_text(screen, "Log this device out?", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "This device is logged out, and what it kept is wiped.", WAIT);
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_keys(screen, "2 3");
    screen_wait_for_text(screen, "I forgot my password", WAIT);
    screen_enter(screen, "mother@example.com");
    screen_enter(screen, code);
    screen_enter(screen, "one more fine kettle");
    screen_enter(screen, "one more fine kettle");
    screen_wait_for_text(screen, server_url(house.server), WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "What is new", WAIT);
    screen_keys(screen, "g s 1");
    screen_wait_for_text(screen, "7 recovery codes left", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

/* Logging out needs the server, and is no way to lose what is not sent without knowing it. */
static void what_is_unsent_is_warned_of(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *screen = mother(&house);
    server_halt(house.server);
    screen_wait_until_gone(screen, "Connected", WAIT);
    screen_keys(screen, "m");
    screen_wait_for_text(screen, "How do you feel today?", WAIT);
    screen_keys(screen, "1");
    screen_wait_for_text(screen, "1 to send", WAIT);
    screen_keys(screen, "g s 8");
    screen_wait_for_text(screen, "1 thing you did here is not sent yet", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "The server cannot be reached.", WAIT);
    server_restart(house.server);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_wait_until_gone(screen, "1 to send", WAIT);
    screen_keys(screen, "8");
    screen_wait_for_text(screen, "Log this device out?", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

static void the_account_is_deleted(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    household_signup(&house, "guest", "Guest");
    struct screen *screen = start(&house, "guest");
    screen_wait_for_text(screen, "No family yet", WAIT);
    screen_wait_for_text(screen, "Connected", WAIT);
    screen_keys(screen, "g s 9");
    screen_wait_for_text(screen, "Your e-mail, to be sure", WAIT);
    screen_enter(screen, "other@example.com");
    screen_enter(screen, HOUSEHOLD_PASSWORD);
    screen_wait_for_text(screen, "This is not the e-mail of your account.", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "guest@example.com");
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Your account is deleted.", WAIT);
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

static void words_are_found_in_lists(void **unused)
{
    (void)unused;
    struct household house;
    household_init(&house, NULL);
    struct screen *screen = mother(&house);
    static const char *const guests[] = {"Aunt", "Uncle", "Cousin", "Uncle B"};
    for (size_t i = 0; i < sizeof guests / sizeof *guests; i++)
        free(household_expect(&house, 0, "mother", NULL, DORAN("invite", "code", guests[i])));
    screen_keys(screen, "f");
    screen_wait_for_text(screen, "1 members, 4 invited", WAIT);
    screen_keys(screen, "n");
    screen_wait_for_text(screen, "Nothing is searched for yet.", WAIT);
    screen_keys(screen, "/");
    screen_wait_for_text(screen, "Search", WAIT);
    screen_enter(screen, "UNCLE");
    screen_wait_for_text(screen, "> Uncle B", WAIT); /* the newest first */
    screen_keys(screen, "n");
    screen_wait_until_gone(screen, "> Uncle B", WAIT);
    screen_wait_for_text(screen, "> Uncle", WAIT);
    screen_keys(screen, "N");
    screen_wait_for_text(screen, "> Uncle B", WAIT);
    screen_keys(screen, "/");
    screen_wait_for_text(screen, "Search", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "grandpa");
    screen_wait_for_text(screen, "\"grandpa\" is not here.", WAIT);
    screen_free(screen);
    household_deinit(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_device_is_let_in),
        cmocka_unit_test(one_changes_ones_mind_about_waiting),
        cmocka_unit_test(the_profile),
        cmocka_unit_test(a_new_password_and_codes),
        cmocka_unit_test(what_is_unsent_is_warned_of),
        cmocka_unit_test(the_account_is_deleted),
        cmocka_unit_test(words_are_found_in_lists),
    };
    return cmocka_run_group_tests_name("rooms", tests, NULL, NULL);
}
