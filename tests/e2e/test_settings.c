/* Settings at a real terminal: they count at once, are there at the next start, and a mistake in the file is told. */
#include "support/directory.h"
#include "support/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define WAIT SCREEN_WAIT_MS

struct place {
    char *folder;
    char state[600], config[600], file[700];
    const char *env[4];
};

static void place_init(struct place *place)
{
    place->folder = test_directory_new("settings");
    snprintf(place->state, sizeof place->state, "DORAN_STATE_DIR=%s/state", place->folder);
    snprintf(place->config, sizeof place->config, "XDG_CONFIG_HOME=%s", place->folder);
    snprintf(place->file, sizeof place->file, "%s/doran/settings", place->folder);
    place->env[0] = place->state;
    place->env[1] = place->config;
}

static struct screen *start(const struct place *place)
{
    const char *const argv[] = {DORAN_BIN, NULL};
    return screen_start(&(struct screen_options){.env = place->env}, argv);
}

static void write_file(const struct place *place, const char *text)
{
    char folder[700];
    snprintf(folder, sizeof folder, "%s/doran", place->folder);
    mkdir(folder, 0700);
    FILE *file = fopen(place->file, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static bool file_has(const struct place *place, const char *text)
{
    char read[2048] = "";
    FILE *file = fopen(place->file, "r");
    if (!file)
        return false;
    size_t length = fread(read, 1, sizeof read - 1, file);
    fclose(file);
    return length > 0 && strstr(read, text);
}

static void they_count_at_once_and_later(void **unused)
{
    (void)unused;
    struct place place = {0};
    place_init(&place);
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
    test_directory_remove(place.folder);
}

static void a_mistake_is_told(void **unused)
{
    (void)unused;
    struct place place = {0};
    place_init(&place);
    write_file(&place, "signs = ascii\ncolor = red\n");
    struct screen *screen = start(&place);
    screen_wait_for_text(screen, "line 2: there is no setting of this name.", WAIT);
    screen_wait_for_text(screen, "----", WAIT);
    screen_free(screen);
    test_directory_remove(place.folder);
}

/* A Korean input method is on: with the layout off its letters do nothing, with dubeolsik they are keys. */
static void the_hangul_layout(void **unused)
{
    (void)unused;
    struct place place = {0};
    place_init(&place);
    write_file(&place, "hangul = off\n");
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
    test_directory_remove(place.folder);
}

/* Moods are faces or words, whichever is chosen, from that moment on. */
static void emoji_or_words(void **unused)
{
    (void)unused;
    struct place place = {0};
    place_init(&place);
    const char *const argv[] = {DORAN_BIN, "tour", "--lang", "ko", NULL};
    struct screen *screen = screen_start(&(struct screen_options){.env = place.env}, argv);
    screen_wait_for_text(screen, "1 / 5", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_for_text(screen, "외삼촌이 외갓집으로", WAIT);
    screen_keys(screen, "Esc");
    screen_wait_until_gone(screen, "외삼촌이 외갓집으로", WAIT);
    screen_wait_for_text(screen, "엄마 🥰", WAIT);
    screen_keys(screen, "0 6");
    screen_wait_for_text(screen, "한글 글쇠", WAIT);
    screen_keys(screen, "Down Down Down Down Down Down Right Right");
    screen_wait_for_text(screen, "< 아니요 >", WAIT);
    screen_keys(screen, "g h");
    screen_wait_for_text(screen, "엄마 사랑해요", WAIT);
    screen_check_cells(screen);
    screen_free(screen);
    test_directory_remove(place.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(they_count_at_once_and_later),
                                       cmocka_unit_test(a_mistake_is_told),
                                       cmocka_unit_test(the_hangul_layout), cmocka_unit_test(emoji_or_words)};
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
