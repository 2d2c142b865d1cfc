/* A look around: the whole program on a sample family, with no server anywhere, and nothing of it left. */
#include "support/command.h"
#include "support/place.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static bool is_empty(const char *folder)
{
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    size_t count = 0;
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return count == 0;
}

static void see_the_guide(struct screen *screen)
{
    static const char *const titles[] = {"A place for talking", "Missions", "Calendar", "Gallery",
                                         "Voice messages"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char number[16];
        snprintf(number, sizeof number, "%zu / 5", i + 1);
        screen_wait_for_text(screen, number, WAIT);
        screen_wait_for_text(screen, titles[i], WAIT);
        screen_check_cells(screen);
        screen_keys(screen, "Enter");
    }
    screen_wait_until_gone(screen, "5 / 5", WAIT);
}

static void the_whole_program(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "tour");
    const char *const argv[] = {DORAN_BIN, "tour", "--lang", "en", NULL};
    struct screen *screen = screen_start(&(struct screen_options){.env = place.env}, argv);
    see_the_guide(screen);

    /* An invitation waits, as one would arrive. */
    screen_wait_for_text(screen, "Uncle invites you to Cousins", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Uncle invites you", WAIT);
    screen_wait_for_text(screen, "Dorandoran tour", WAIT);
    screen_wait_for_text(screen, "Grandma", WAIT);
    screen_keys(screen, "m");
    screen_wait_for_text(screen, "How do you feel today?", WAIT);
    screen_keys(screen, "5");
    screen_wait_for_text(screen, "Daughter 🤯", WAIT);

    screen_keys(screen, "f");
    screen_wait_for_text(screen, "4 members, 1 invited", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "a");
    screen_wait_for_text(screen, "Invite somebody", WAIT);
    screen_enter(screen, "Brother");
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Hand this over", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "4 members, 2 invited", WAIT);
    screen_keys(screen, "e");
    screen_wait_for_text(screen, "Change a nickname", WAIT);
    screen_keys(screen, "Ctrl-u");
    screen_enter(screen, "Little");
    screen_wait_for_text(screen, "> Little", WAIT);
    screen_keys(screen, "End d");
    screen_wait_for_text(screen, "Take back the invite", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "4 members, 1 invited", WAIT);

    screen_keys(screen, "i");
    screen_wait_for_text(screen, "Grandma is now part of Our home.", WAIT);
    screen_keys(screen, "Home Enter");
    screen_wait_for_text(screen, "Enter Accept", WAIT);
    screen_keys(screen, "Enter");
    screen_wait_for_text(screen, "Cousins", WAIT);
    screen_keys(screen, "g f");
    screen_wait_for_text(screen, "Our home", WAIT);
    screen_keys(screen, "Home Enter");

    /* What takes a server says so. */
    screen_keys(screen, "g s 3");
    screen_wait_for_text(screen, "Present password", WAIT);
    screen_enter(screen, "something");
    screen_enter(screen, "something else");
    screen_enter(screen, "something else");
    screen_wait_for_text(screen, "This is only a look around.", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "Present password", WAIT);
    screen_keys(screen, "2");
    screen_wait_for_text(screen, "This computer", WAIT);
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
    assert_true(is_empty(place.folder));
    place_deinit(&place);
}

static void from_the_first_screen_and_back(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "tour");
    const char *const argv[] = {DORAN_BIN, "--lang", "ko", NULL};
    struct screen *screen =
        screen_start(&(struct screen_options){.env = place.env, .rows = 15, .columns = 60}, argv);
    screen_wait_for_text(screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_keys(screen, "4");
    screen_wait_for_text(screen, "1 / 5", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "외삼촌", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "외삼촌", WAIT);
    screen_wait_for_text(screen, "할머니", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "q");
    screen_wait_for_text(screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
    assert_true(is_empty(place.folder));
    place_deinit(&place);
}

static void it_needs_a_terminal(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "tour");
    const char *const argv[] = {DORAN_BIN, "tour", NULL};
    struct command_result result;
    command_run(&result, argv, place.env, NULL);
    assert_int_not_equal(result.status, 0);
    assert_non_null(strstr(result.err, "needs a terminal"));
    command_result_deinit(&result);
    place_deinit(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_whole_program),
                                       cmocka_unit_test(from_the_first_screen_and_back),
                                       cmocka_unit_test(it_needs_a_terminal)};
    return cmocka_run_group_tests_name("tour", tests, NULL, NULL);
}
