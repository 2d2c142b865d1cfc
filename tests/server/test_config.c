/* Settings: from a file, by flags, together; every error says where and what is allowed. */
#include "server/config.h"
#include "support/directory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static bool parse(struct config *config, const char *text, struct doran_error *error)
{
    config_init(config);
    doran_error_clear(error);
    return config_parse(config, "test.conf", text, strlen(text), error);
}

static void test_defaults(void **state)
{
    (void)state;
    struct config config;
    struct doran_error error;
    config_init(&config);
    assert_string_equal(config.listen, "127.0.0.1");
    assert_int_equal(config.port, 7474);
    assert_int_equal(config.tls, CONFIG_TLS_OFF);
    assert_int_equal(config.signup, CONFIG_SIGNUP_CODE);
    assert_true(config_set(&config, "data", "/nowhere", &error));
    assert_true(config_finish(&config, &error));
    assert_string_equal(config.database, "sqlite:/nowhere/doran.db");
}

static void test_a_file(void **state)
{
    (void)state;
    struct config config;
    struct doran_error error;
    assert_true(
        parse(&config,
              "# A home box\n\n  listen = 0.0.0.0, ::  \r\nport=443\ntls = self\n\tsignup = open\n"
              "public_url = https://family.example.org\ntrusted_proxies =\n#port = 1\nlogin_limit = -1",
              &error));
    assert_string_equal(config.listen, "0.0.0.0, ::");
    assert_int_equal(config.port, 443);
    assert_int_equal(config.tls, CONFIG_TLS_SELF);
    assert_int_equal(config.signup, CONFIG_SIGNUP_OPEN);
    assert_string_equal(config.public_url, "https://family.example.org");
    assert_string_equal(config.trusted_proxies, "");
    assert_int_equal(config.login_limit, -1);
}

static void test_errors_say_where_and_what(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"port = 1\nport = 2\n", "test.conf:2: port is set a second time."},
        {"\nport = http\n", "test.conf:2: port takes a whole number from 0 to 65535, not \"http\"."},
        {"port = 65536", "test.conf:1: port takes a whole number from 0 to 65535, not \"65536\"."},
        {"port = 1e3", "test.conf:1: port takes a whole number from 0 to 65535, not \"1e3\"."},
        {"port =", "test.conf:1: port takes a whole number from 0 to 65535, not \"\"."},
        {"port = 99999999999999999999", "test.conf:1: port takes a whole number from 0 to 65535, not "
                                        "\"99999999999999999999\"."},
        {"tls = on", "test.conf:1: tls takes one of off|self|files, not \"on\"."},
        {"tls = of", "test.conf:1: tls takes one of off|self|files, not \"of\"."},
        {"colour = red", "test.conf:1: There is no setting \"colour\"."},
        {"public-url = x", "test.conf:1: There is no setting \"public-url\"."},
        {"listen", "test.conf:1: A line is \"name = value\", or begins with \"#\"."},
        {"listen = a\x01", "test.conf:1: listen has a control character in it."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config;
        struct doran_error error;
        assert_false(parse(&config, cases[i].text, &error));
        assert_string_equal(error.message, cases[i].message);
    }
}

static void test_secrets_are_not_repeated(void **state)
{
    (void)state;
    struct config config;
    struct doran_error error;
    char text[3000] = "database = postgresql://u:sesame@h/";
    memset(text + strlen(text), 'x', 2000);
    assert_false(parse(&config, text, &error));
    assert_null(strstr(error.message, "sesame"));
    config_init(&config);
    assert_true(config_set(&config, "database", "mysql://u:sesame@h/", &error));
    assert_true(config_set(&config, "data", "/nowhere", &error));
    assert_false(config_finish(&config, &error));
    assert_null(strstr(error.message, "sesame"));
}

static void test_odd_files(void **state)
{
    (void)state;
    struct config config;
    struct doran_error error;
    config_init(&config);
    doran_error_clear(&error);
    assert_false(config_parse(&config, "f", "listen = a\0b\n", 13, &error));
    assert_string_equal(error.message, "f:1: A NUL byte stands in the line.");
    char *large = malloc(CONFIG_FILE_MAX + 1);
    memset(large, '\n', CONFIG_FILE_MAX + 1);
    assert_true(config_parse(&config, "f", large, CONFIG_FILE_MAX, &error));
    assert_false(config_parse(&config, "f", large, CONFIG_FILE_MAX + 1, &error));
    free(large);
    assert_false(config_read(&config, "/nowhere/at/all", &error));
    assert_non_null(strstr(error.message, "/nowhere/at/all"));
}

static void assert_together(const char *text, const char *message)
{
    struct config config;
    struct doran_error error;
    assert_true(parse(&config, text, &error));
    assert_true(config.data[0] || config_set(&config, "data", "/nowhere", &error));
    bool good = config_finish(&config, &error);
    if (message) {
        assert_false(good);
        assert_non_null(strstr(error.message, message));
    } else if (!good) {
        fail_msg("%s", error.message);
    }
}

static void test_settings_fit_together(void **state)
{
    (void)state;
    assert_together("listen = 127.0.0.1, ::1, localhost", NULL);
    assert_together("listen = 0.0.0.0", "Without TLS the server listens on loopback only");
    assert_together("listen = 127.0.0.1, 192.168.0.1", "Without TLS");
    assert_together("listen = 0.0.0.0\ntrusted_proxies = 10.0.0.0/8", NULL);
    assert_together("listen = 0.0.0.0\ntls = self", NULL);
    assert_together("tls = files", "needs certificate and key");
    assert_together("tls = files\ncertificate = a\nkey = b", NULL);
    assert_together("tls = self\nkey = b", "are for tls = files");
    assert_together("public_url = family.example.org", "public_url is a scheme");
    assert_together("public_url = https://family.example.org/x", "public_url is a scheme");
    assert_together("public_url = https://", "public_url is a scheme");
    assert_together("database = sqlite:a\ndatabase_file = b", "not both");
    assert_together("database_file = /nowhere/at/all", "/nowhere/at/all");
}

static void test_the_database_from_a_file(void **state)
{
    (void)state;
    struct config config;
    struct doran_error error;
    char *directory = test_directory_new("config"), *path = test_directory_path(directory, "url");
    FILE *file = fopen(path, "w");
    fputs("postgresql://u:sesame@h/db\n", file);
    fclose(file);
    config_init(&config);
    assert_true(config_set(&config, "database-file", path, &error));
    assert_true(config_set(&config, "data", directory, &error));
    assert_true(config_finish(&config, &error));
    assert_string_equal(config.database, "postgresql://u:sesame@h/db");
    free(path);
    test_directory_remove(directory);
}

static void test_help_names_everything(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    config_help(stream);
    fclose(stream);
    assert_non_null(strstr(text, "--trusted-proxies NETWORKS"));
    assert_non_null(
        strstr(text, "--port PORT\n        The port; 0 takes a free one and prints it (0 to 65535; 7474)"));
    assert_non_null(strstr(text, "--tls off|self|files"));
#define GROUP(title) assert_non_null(strstr(text, title));
#define TEXT(name, size, initial, argument, help) assert_non_null(strstr(text, help));
#define NUMBER(name, least, most, initial, argument, help) assert_non_null(strstr(text, help));
#define CHOICE(name, names, initial, help) assert_non_null(strstr(text, help));
#include "server/config.def"
    free(text);
}

/* doran-server.conf(5) has a word about each setting. */
static void test_the_manual_names_everything(void **state)
{
    (void)state;
    FILE *file = fopen(DORAN_SOURCE_DIR "/man/doran-server.conf.5", "r");
    assert_non_null(file);
    char *manual = calloc(1, 1 << 20);
    assert_true(fread(manual, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
#undef GROUP
#undef TEXT
#undef NUMBER
#undef CHOICE
#define GROUP(title)
#define TEXT(name, size, initial, argument, help) assert_non_null(strstr(manual, ".It Ic " #name));
#define NUMBER(name, least, most, initial, argument, help) assert_non_null(strstr(manual, ".It Ic " #name));
#define CHOICE(name, names, initial, help) assert_non_null(strstr(manual, ".It Ic " #name));
#include "server/config.def"
    free(manual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_a_file),
        cmocka_unit_test(test_errors_say_where_and_what),
        cmocka_unit_test(test_secrets_are_not_repeated),
        cmocka_unit_test(test_odd_files),
        cmocka_unit_test(test_settings_fit_together),
        cmocka_unit_test(test_the_database_from_a_file),
        cmocka_unit_test(test_help_names_everything),
        cmocka_unit_test(test_the_manual_names_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
