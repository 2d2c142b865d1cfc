/* Who is logged in is kept privately, per profile, and written whole or not at all. */
#include <doran/account.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char folder[64];
};

static int place_new(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    strcpy(place->folder, "/tmp/doran-account-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    char base[128];
    snprintf(base, sizeof base, "%s/a/b", place->folder);
    setenv("DORAN_STATE_DIR", base, 1);
    unsetenv("DORAN_PROFILE");
    *state = place;
    return 0;
}

static int place_free(void **state)
{
    struct place *place = *state;
    char command[160];
    snprintf(command, sizeof command, "rm -rf '%s'", place->folder);
    int result = system(command);
    free(place);
    return result;
}

static const struct doran_account mother = {
    .server = "https://home.example:7474",
    .pin = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
    .token = "dev_0123456789abcdef",
    .user_id = "0190a1b2-0000-7000-8000-000000000001",
    .language = "ko",
};

static void test_what_was_saved_is_loaded(void **state)
{
    (void)state;
    struct doran_error error;
    struct doran_account loaded;
    assert_false(doran_account_load(NULL, &loaded, &error));
    assert_int_equal(error.code, DORAN_ERROR_not_found);

    assert_true(doran_account_save(NULL, &mother, &error));
    assert_true(doran_account_load(NULL, &loaded, &error));
    assert_memory_equal(&loaded, &mother, sizeof mother);
    assert_true(doran_account_load("default", &loaded, &error));

    struct doran_account logged_out = {.server = "https://home.example:7474"};
    assert_true(doran_account_save(NULL, &logged_out, &error));
    assert_true(doran_account_load(NULL, &loaded, &error));
    assert_string_equal(loaded.token, "");
    assert_string_equal(loaded.server, logged_out.server);

    assert_true(doran_account_remove(NULL, &error));
    assert_true(doran_account_remove(NULL, &error));
    assert_false(doran_account_load(NULL, &loaded, &error));
}

static void test_it_is_private(void **state)
{
    (void)state;
    struct doran_error error;
    umask(0);
    assert_true(doran_account_save("child", &mother, &error));
    char path[DORAN_STATE_PATH_MAX], file[DORAN_STATE_PATH_MAX + 16];
    assert_true(doran_account_folder("child", path, &error));
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    snprintf(file, sizeof file, "%s/account", path);
    assert_int_equal(stat(file, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_profiles_stand_apart(void **state)
{
    (void)state;
    struct doran_error error;
    struct doran_account loaded;
    assert_true(doran_account_save("mother", &mother, &error));
    assert_false(doran_account_load("father", &loaded, &error));
    setenv("DORAN_PROFILE", "mother", 1);
    assert_true(doran_account_load(NULL, &loaded, &error));
    static const char *const bad[] = {"", ".", "..", ".hidden", "a/b", "../x", "엄마", "a b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(doran_account_load(bad[i], &loaded, &error));
        assert_int_equal(error.code, DORAN_ERROR_invalid);
        assert_string_equal(error.field, "profile");
    }
}

static void test_paths_follow_the_environment(void **state)
{
    (void)state;
    struct doran_error error;
    char path[DORAN_STATE_PATH_MAX];
    setenv("DORAN_STATE_DIR", "/x", 1);
    assert_true(doran_account_replica_path("p", path, &error));
    assert_string_equal(path, "/x/p/replica.db");
    unsetenv("DORAN_STATE_DIR");
    setenv("XDG_STATE_HOME", "/y", 1);
    assert_true(doran_account_replica_path(NULL, path, &error));
    assert_string_equal(path, "/y/doran/default/replica.db");
    unsetenv("XDG_STATE_HOME");
    setenv("HOME", "/h", 1);
    assert_true(doran_account_folder(NULL, path, &error));
    assert_string_equal(path, "/h/.local/state/doran/default");
}

static void test_damage_is_told(void **state)
{
    (void)state;
    struct doran_error error;
    struct doran_account loaded;
    assert_true(doran_account_save("p", &mother, &error));
    char path[DORAN_STATE_PATH_MAX], file[DORAN_STATE_PATH_MAX + 16];
    assert_true(doran_account_folder("p", path, &error));
    snprintf(file, sizeof file, "%s/account", path);
    static const char *const texts[] = {
        "", "something else\n", "doran-account 1\nuser_id 0190a1b2-0000-7000-8000-000000000001-and-more\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        FILE *stream = fopen(file, "w");
        assert_non_null(stream);
        fputs(texts[i], stream);
        assert_int_equal(fclose(stream), 0);
        assert_false(doran_account_load("p", &loaded, &error));
        assert_int_equal(error.code, DORAN_ERROR_storage);
        assert_string_equal(loaded.user_id, "");
    }
    struct doran_account split = mother;
    strcpy(split.language, "ko\ntoken x");
    assert_false(doran_account_save("p", &split, &error));
    assert_int_equal(error.code, DORAN_ERROR_invalid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_was_saved_is_loaded, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_it_is_private, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_profiles_stand_apart, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_paths_follow_the_environment, place_new, place_free),
        cmocka_unit_test_setup_teardown(test_damage_is_told, place_new, place_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
