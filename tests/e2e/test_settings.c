/* Settings at a real terminal: they count at once, are there at the next start, and a mistake in the file is told. */
#include "support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

static struct screen *start(const struct place *place)
{
    const char *const argv[] = {DORAN_BIN, NULL};
    return screen_start(&(struct screen_options){.env = place->env}, argv);
}

static bool file_has(const struct place *place, const char *text)
{
    char read[2048] = "", path[700];
    snprintf(path, sizeof path, "%s/doran/settings", place->folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    size_t length = fread(read, 1, sizeof read - 1, file);
    fclose(file);
    return length > 0 && strstr(read, text);
}

static void they_count_at_once_and_later(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "settings");
    struct screen *screen = start(&place);
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_keys(screen, "F2");
    screen_wait_for_text(screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_keys(screen, "0");
    screen_wait_for_text(screen, "< 한국어 >", WAIT);
    screen_wait_for_text(screen, "────", WAIT);
    screen_check_cells(screen);
    screen_keys(screen, "Down Down Down Down Down Right Right"); /* signs are wide */
    screen_wait_until_gone(screen, "────", WAIT);
    screen_wait_for_text(screen, "----", WAIT);
    assert_true(screen_mouse(screen));
    screen_keys(screen, "Up Right Right"); /* the mouse */
    for (int tries = 0; screen_mouse(screen) && tries < 1000; tries++)
        screen_pump(screen, 30);
    assert_false(screen_mouse(screen));
    screen_keys(screen, "q");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    assert_false(screen_mouse(screen));
    screen_free(screen);
    assert_true(file_has(&place, "language = ko\n"));
    assert_true(file_has(&place, "ambiguous = wide\n"));
    assert_true(file_has(&place, "mouse = no\n"));

    screen = start(&place);
    screen_wait_for_text(screen, "도란도란에 오신 것을 환영해요", WAIT);
    screen_wait_for_text(screen, "----", WAIT);
    assert_false(screen_mouse(screen));
    screen_free(screen);
    place_deinit(&place);
}

static void a_mistake_is_told(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "settings");
    place_write(&place, "settings", "signs = ascii\ncolor = red\n");
    struct screen *screen = start(&place);
    screen_wait_for_text(screen, "line 2: there is no setting of this name.", WAIT);
    screen_wait_for_text(screen, "----", WAIT);
    screen_free(screen);
    place_deinit(&place);
}

/* A Korean input method is on: with the layout off its letters do nothing, with dubeolsik they are keys. */
static void the_hangul_layout(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "settings");
    place_write(&place, "settings", "hangul = off\n");
    struct screen *screen = start(&place);
    screen_wait_for_text(screen, "Welcome to Dorandoran", WAIT);
    screen_type(screen, "ㅂ"); /* q */
    screen_keys(screen, "0");
    screen_wait_for_text(screen, "Hangul keys", WAIT);
    screen_keys(screen, "Down Down Down Right");
    screen_wait_for_text(screen, "< two sets >", WAIT);
    screen_type(screen, "ㅂ");
    assert_int_equal(screen_wait_for_exit(screen, WAIT), 0);
    screen_free(screen);
    place_deinit(&place);
}

/* Moods are faces or words, whichever is chosen, from that moment on. */
static void emoji_or_words(void **unused)
{
    (void)unused;
    struct place place;
    place_init(&place, "settings");
    const char *const argv[] = {DORAN_BIN, "tour", "--lang", "ko", NULL};
    struct screen *screen = screen_start(&(struct screen_options){.env = place.env}, argv);
    screen_wait_for_text(screen, "1 / 5", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "외삼촌이 외갓집으로", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "외삼촌이 외갓집으로", WAIT);
    screen_wait_for_text(screen, "엄마 🥰", WAIT);
    screen_keys(screen, "0 6");
    screen_wait_for_text(screen, "한글 자판", WAIT);
    screen_keys(screen, "Down Down Down Down Down Down Right Right");
    screen_wait_for_text(screen, "< 아니요 >", WAIT);
    screen_keys(screen, "g h");
    screen_wait_for_text(screen, "엄마 사랑해요", WAIT);
    screen_check_cells(screen);
    screen_free(screen);
    place_deinit(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(they_count_at_once_and_later),
                                       cmocka_unit_test(a_mistake_is_told),
                                       cmocka_unit_test(the_hangul_layout), cmocka_unit_test(emoji_or_words)};
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
