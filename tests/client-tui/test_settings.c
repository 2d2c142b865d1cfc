/* The settings' file: read with its mistakes told, written anew with its comments kept. */
#include "client-tui/state/settings.h"
#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static bool read_text(struct settings *settings, const char *text, struct settings_error *error)
{
    return settings_read(settings, text, strlen(text), error);
}

static void lines_are_read(void **unused)
{
    (void)unused;
    struct settings settings = {0};
    struct settings_error error = {0};
    assert_true(settings_is(&settings, SETTING_language, "auto"));
    assert_true(read_text(&settings,
                          "# mine\n\nlanguage = ko # spoken here\n  hangul=off\nmouse = no\ntheme = my-own",
                          &error));
    assert_true(settings_is(&settings, SETTING_language, "ko"));
    assert_true(settings_is(&settings, SETTING_hangul, "off"));
    assert_true(settings_is(&settings, SETTING_mouse, "no"));
    assert_true(settings_is(&settings, SETTING_theme, "my-own"));
    assert_true(settings_is(&settings, SETTING_emoji, "auto"));
}

static void a_mistake_is_told_and_the_rest_counts(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"language = ko\nwhat\n", "line 2: it is not"},
        {"language = ko\n\nlanguages = en\n", "line 3: there is no setting"},
        {"mouse = maybe\nlanguage = ko\n", "line 1: this value"},
        {"language = ko\nmouse = no no\n", "line 2: it is not"},
        {"= no\nlanguage = ko\n", "line 1: it is not"},
        {"mouse = \xff\nlanguage = ko\n", "line 1: it is not"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct settings settings = {0};
        struct settings_error error = {0};
        assert_false(read_text(&settings, rows[i].text, &error));
        assert_non_null(strstr(error.sentence, rows[i].words));
        assert_true(settings_is(&settings, SETTING_language, "ko"));
        assert_true(settings_is(&settings, SETTING_mouse, "auto"));
    }
}

static void a_line_without_end(void **unused)
{
    (void)unused;
    struct settings settings = {0};
    struct settings_error error;
    char text[2 * SETTINGS_LINE_MAX];
    memset(text, 'x', sizeof text);
    assert_false(settings_read(&settings, text, sizeof text, &error));
}

static void the_table_holds_together(void **unused)
{
    (void)unused;
    char word[SETTING_WORD_MAX];
    for (int i = 0; i < SETTINGS; i++) {
        enum setting setting = (enum setting)i;
        struct settings settings = {0};
        assert_in_range(setting_count(setting), setting_is_open(setting) ? 1 : 2, SETTING_VALUES_MAX);
        assert_string_equal(settings_word(&settings, setting), setting_info(setting)->usual);
        for (size_t value = 0; value < setting_count(setting); value++) {
            setting_word(setting, value, word);
            assert_true(settings_choose(&settings, setting, word));
            assert_true(settings_is(&settings, setting, word));
            assert_string_not_equal(setting_words(word), "");
        }
        setting_word(setting, setting_count(setting), word);
        assert_string_equal(word, "");
        assert_int_equal(settings_choose(&settings, setting, "nonsense"), setting_is_open(setting));
        assert_false(settings_choose(&settings, setting, ""));
        assert_false(settings_choose(&settings, setting, "much-longer-than-any-word-may-be"));
    }
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void check_file(const char *path, const char *expected)
{
    char text[1024] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    fclose(file);
    assert_string_equal(text, expected);
}

static void what_is_saved_is_loaded(void **unused)
{
    (void)unused;
    char *folder = test_directory_new("settings");
    char path[SETTINGS_PATH_MAX];
    struct settings_error error = {0};
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    assert_int_equal(setenv("DORAN_STATE_DIR", folder, 1), 0);
    assert_true(settings_path(path));

    struct settings settings = {0}, again = {0};
    assert_true(settings_load(&again, NULL, &error)); /* there is none yet */
    assert_true(settings_choose(&settings, SETTING_language, "ko"));
    assert_true(settings_save(&settings, NULL, &error));
    assert_true(settings_load(&again, NULL, &error));
    assert_memory_equal(&again, &settings, sizeof again);

    /* By hand, then by the program: what was written beside stays. */
    write_file(path, "# for grandma\nlanguage = en\nlanguage = ko\nodd line\n");
    assert_true(settings_choose(&settings, SETTING_emoji, "no"));
    assert_true(settings_save(&settings, NULL, &error));
    check_file(path, "# for grandma\nlanguage = ko\nodd line\nemoji = no\n");

    /* A place that cannot be written is told. */
    assert_int_equal(setenv("XDG_CONFIG_HOME", "/dev/null", 1), 0);
    assert_false(settings_save(&settings, NULL, &error));
    assert_non_null(strstr(error.sentence, "could not be written"));
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("DORAN_STATE_DIR");
    test_directory_remove(folder);
}

/* Two people on one account of a computer. */
static void a_person_has_their_own(void **unused)
{
    (void)unused;
    char *folder = test_directory_new("settings"), *state = test_directory_path(folder, "state");
    char path[SETTINGS_PATH_MAX], granny[SETTINGS_PATH_MAX], mum[SETTINGS_PATH_MAX];
    struct settings_error error = {0};
    assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
    assert_int_equal(setenv("DORAN_STATE_DIR", state, 1), 0);
    assert_true(settings_path(path) && settings_person_path("granny", granny) &&
                settings_person_path("mum", mum));

    /* Hers is not everybody's; what is of the computer is. */
    struct settings settings = {0};
    assert_true(settings_choose(&settings, SETTING_simple, "yes"));
    assert_true(settings_choose(&settings, SETTING_mouse, "no"));
    assert_true(settings_save(&settings, "granny", &error));
    check_file(path, "mouse = no\n");
    check_file(granny, "simple = yes\n");
    settings = (struct settings){0};
    assert_true(settings_load(&settings, "mum", &error));
    assert_true(settings_is(&settings, SETTING_simple, "no"));
    assert_true(settings_is(&settings, SETTING_mouse, "no"));
    assert_true(settings_save(&settings, "mum", &error)); /* Nothing of her own: no file. */
    assert_null(fopen(mum, "r"));

    /* The computer's file counts for whoever said nothing, and each may say something else. */
    write_file(path, "simple = yes\n");
    settings = (struct settings){0};
    assert_true(settings_load(&settings, "mum", &error));
    assert_true(settings_is(&settings, SETTING_simple, "yes"));
    assert_true(settings_choose(&settings, SETTING_simple, "no"));
    assert_true(settings_save(&settings, "mum", &error));
    check_file(path, "simple = yes\n");
    check_file(mum, "simple = no\n");
    settings = (struct settings){0};
    assert_true(settings_load(&settings, "mum", &error));
    assert_true(settings_is(&settings, SETTING_simple, "no"));

    /* The computer's do not belong into a person's file. */
    write_file(granny, "simple = yes\nmouse = yes\n");
    settings = (struct settings){0};
    assert_false(settings_load(&settings, "granny", &error));
    assert_non_null(strstr(error.sentence, "line 2: there is no setting"));
    assert_true(settings_is(&settings, SETTING_simple, "yes"));
    assert_true(settings_is(&settings, SETTING_mouse, "auto"));
    unsetenv("XDG_CONFIG_HOME");
    unsetenv("DORAN_STATE_DIR");
    free(state);
    test_directory_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read),          cmocka_unit_test(a_mistake_is_told_and_the_rest_counts),
        cmocka_unit_test(a_line_without_end),      cmocka_unit_test(the_table_holds_together),
        cmocka_unit_test(what_is_saved_is_loaded), cmocka_unit_test(a_person_has_their_own),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
