/* The catalogue of translations, whole and broken, and how the language is chosen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "client-tui/i18n.h"
#include "client-tui/state/language.h"
#include "support/directory.h"

#define CATALOGUE DORAN_BINARY_DIR "/po/locale/ko/LC_MESSAGES/doran.mo"
#define STEP 97 /* Bytes between two lengths that are tried; prime, so that they fall anywhere in an entry. */

static char *whole;
static size_t whole_size;

static int read_whole(void **state)
{
    (void)state;
    FILE *file = fopen(CATALOGUE, "r");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        return -1;
    whole_size = (size_t)ftell(file);
    rewind(file);
    whole = malloc(whole_size);
    bool read = whole && fread(whole, 1, whole_size, file) == whole_size;
    fclose(file);
    return read ? 0 : -1;
}

static int forget_whole(void **state)
{
    (void)state;
    free(whole);
    return 0;
}

static bool loads(const char *path, const char *data, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return i18n_translate(path);
}

/* Runs first: a catalogue that is read stays. */
static void test_broken_catalogues(void **state)
{
    (void)state;
    char *folder = test_directory_new("language");
    char *path = test_directory_path(folder, "doran.mo");
    assert_false(i18n_translate(path));
    for (size_t size = 0; size < whole_size; size += STEP)
        assert_false(loads(path, whole, size));
    char *broken = malloc(whole_size + 1);
    assert_non_null(broken);
    static const size_t words[] = {0, 8, 12, 16}; /* magic, count, and where the tables are */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        memcpy(broken, whole, whole_size);
        memset(broken + words[i], 0xff, 4);
        assert_false(loads(path, broken, whole_size));
    }
    assert_string_equal(i18n_text("yes"), "yes");
    free(broken);
    free(path);
    test_directory_remove(folder);
}

static void test_whole_catalogue(void **state)
{
    (void)state;
    assert_true(i18n_translate(CATALOGUE));
    const char *yes = i18n_text("yes");
    assert_string_equal(yes, "네");
    assert_string_equal(i18n_text("no such text"), "no such text");
    assert_string_equal(i18n_text(""), "");
    assert_string_equal(i18n_plural("{n} day ago", "{n} days ago", 3), "{n}일 전");
    i18n_stop();
    assert_string_equal(i18n_text("yes"), "yes");
    assert_string_equal(i18n_plural("{n} day ago", "{n} days ago", 1), "{n} day ago");
    assert_string_equal(i18n_plural("{n} day ago", "{n} days ago", 3), "{n} days ago");
    assert_string_equal(yes, "네");
}

static void test_the_environment_chooses(void **state)
{
    (void)state;
    static const struct {
        const char *language, *all, *messages, *lang, *expected;
    } rows[] = {
        {NULL, NULL, NULL, "ko_KR.UTF-8", "ko"}, {NULL, NULL, NULL, "en_US.UTF-8", "en"},
        {NULL, NULL, NULL, NULL, "en"},          {"ko", "C", NULL, NULL, "ko"},
        {"en", NULL, NULL, "ko_KR.UTF-8", "en"}, {NULL, "ko", NULL, "en_US.UTF-8", "ko"},
        {"", "", "ko_KR", "C.UTF-8", "ko"},      {"kok_IN", NULL, NULL, NULL, "en"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
        const char *const values[] = {rows[i].language, rows[i].all, rows[i].messages, rows[i].lang};
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            if (values[j])
                setenv(names[j], values[j], 1);
            else
                unsetenv(names[j]);
        assert_true(language_choose(NULL));
        assert_string_equal(language_now(), rows[i].expected);
        assert_true(language_choose("ko"));
        assert_string_equal(language_now(), "ko");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken_catalogues),
        cmocka_unit_test(test_whole_catalogue),
        cmocka_unit_test(test_the_environment_chooses),
    };
    return cmocka_run_group_tests(tests, read_whole, forget_whole);
}
