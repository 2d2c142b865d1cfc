/* Signing up, logging in and out, devices, passwords: by the command line against a real server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "support/directory.h"
#include "support/household.h"
#include "support/screen.h"

static struct household house;

static int set_up(void **state)
{
    (void)state;
    household_init(&house, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    household_deinit(&house);
    return 0;
}

/* The token of a profile as it is stored. free() it. */
static char *stored_account(const char *who)
{
    char *folder = test_directory_path(house.state, who);
    char *path = test_directory_path(folder, "account");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    struct stat status;
    assert_int_equal(fstat(fileno(file), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    char *text = calloc(1, 8192);
    assert_true(fread(text, 1, 8191, file) > 0);
    fclose(file);
    free(path);
    free(folder);
    return text;
}

static void test_signup(void **state)
{
    (void)state;
    cJSON *codes = household_json(
        &house, "mum", HOUSEHOLD_PASSWORD "\n",
        DORAN("signup", "Mum@Example.com", "엄마", "--server", server_url(house.server), "--password-stdin"));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(codes, "codes")), 8);
    cJSON_Delete(codes);
    cJSON *user = household_json(&house, "mum", NULL, DORAN("whoami"));
    assert_string_equal(json_text(user, "nickname"), "엄마");
    cJSON_Delete(user);
    free(stored_account("mum"));
    char *again = household_error(&house, 5, "other", HOUSEHOLD_PASSWORD "\n",
                                  DORAN("signup", "mum@example.com", "Somebody", "--server",
                                        server_url(house.server), "--password-stdin"));
    assert_string_equal(again, "email_taken");
    free(again);
}

static void test_signup_takes_a_code_from_stdin(void **state)
{
    (void)state;
    struct household closed;
    household_init(&closed, (const char *const[]){"--signup=code", NULL});
    char input[200];
    snprintf(input, sizeof input, "%s\n%s\n", server_join_code(closed.server), HOUSEHOLD_PASSWORD);
    const char *url = server_url(closed.server);
    char *error =
        household_error(&closed, 1, "mum", HOUSEHOLD_PASSWORD "\n",
                        DORAN("signup", "mum@example.com", "엄마", "--server", url, "--password-stdin"));
    assert_string_equal(error, "code_required");
    free(error);
    char *out = household_expect(
        &closed, 0, "mum", input,
        DORAN("signup", "mum@example.com", "엄마", "--server", url, "--invite", "-", "--password-stdin"));
    assert_non_null(strstr(out, "Welcome, 엄마."));
    free(out);
    household_deinit(&closed);
}

static void test_login_and_logout(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    char *error = household_error(
        &house, 3, "laptop", "wrong password\n",
        DORAN("login", "mum@example.com", "--server", server_url(house.server), "--password-stdin"));
    assert_string_equal(error, "wrong_credentials");
    free(error);
    cJSON *user = household_json(&house, "laptop", HOUSEHOLD_PASSWORD "\n",
                                 DORAN("login", "mum@example.com", "--server", server_url(house.server),
                                       "--password-stdin", "--device", "책상"));
    assert_string_equal(json_text(user, "email"), "mum@example.com");
    assert_null(cJSON_GetObjectItem(user, "token"));
    cJSON_Delete(user);
    char *devices = household_expect(&house, 0, "mum", NULL, DORAN("device", "list"));
    assert_non_null(strstr(devices, "책상"));
    free(devices);
    free(household_expect(&house, 0, "laptop", NULL, DORAN("logout")));
    error = household_error(&house, 3, "laptop", NULL, DORAN("whoami"));
    assert_string_equal(error, "unauthorized");
    free(error);
    devices = household_expect(&house, 0, "mum", NULL, DORAN("device", "list"));
    assert_null(strstr(devices, "책상"));
    free(devices);
}

static void test_a_device_is_ended_from_another(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    free(household_expect(&house, 0, "laptop", HOUSEHOLD_PASSWORD "\n",
                          DORAN("login", "mum@example.com", "--server", server_url(house.server),
                                "--password-stdin", "--device", "책상")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("device", "end", "책상")));
    char *error = household_error(&house, 3, "laptop", NULL, DORAN("whoami"));
    assert_string_equal(error, "unauthorized");
    free(error);
    error = household_error(&house, 4, "mum", NULL, DORAN("device", "end", "책상"));
    assert_string_equal(error, "not_found");
    free(error);
}

static void test_a_new_device_is_let_in(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    struct command *request = household_start(
        &house, "phone", NULL,
        DORAN("device", "request", "mum@example.com", "--server", server_url(house.server), "--json"));
    const char *shown = strstr(command_wait_for(request, "device approve", true), "code of this device is ");
    assert_non_null(shown);
    char code[7] = "";
    memcpy(code, shown + strlen("code of this device is "), 6);
    char *waiting = household_expect(&house, 0, "mum", NULL, DORAN("device", "requests"));
    assert_null(strstr(waiting, code));
    free(waiting);
    char *error =
        household_error(&house, 1, "mum", NULL,
                        DORAN("device", "approve", strcmp(code, "000000") == 0 ? "111111" : "000000"));
    assert_string_equal(error, "wrong_code");
    free(error);
    char input[8];
    snprintf(input, sizeof input, "%s\n", code);
    free(household_expect(&house, 0, "mum", input, DORAN("device", "approve", "-")));
    struct command_result result;
    command_finish(request, &result);
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "mum@example.com"));
    command_result_deinit(&result);
    free(household_expect(&house, 0, "phone", NULL, DORAN("whoami")));
}

static void test_password_and_recovery(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    char *error = household_error(&house, 1, "mum", "not this one\nanother fine kettle\n",
                                  DORAN("password", "--password-stdin"));
    assert_string_equal(error, "wrong_password");
    free(error);
    error = household_error(&house, 2, "mum", HOUSEHOLD_PASSWORD "\npassword\n",
                            DORAN("password", "--password-stdin"));
    assert_string_equal(error, "invalid");
    free(error);
    free(household_expect(&house, 0, "mum", HOUSEHOLD_PASSWORD "\nanother fine kettle\n",
                          DORAN("password", "--password-stdin")));
    cJSON *codes =
        household_json(&house, "mum", "another fine kettle\n", DORAN("recovery-codes", "--password-stdin"));
    char input[200];
    snprintf(input, sizeof input, "%s\nthird quiet teapot\n",
             json_text(cJSON_GetArrayItem(cJSON_GetObjectItem(codes, "codes"), 0), "code"));
    cJSON_Delete(codes);
    const char *const recover[] = {
        "recover", "mum@example.com", "--server", server_url(house.server), "--password-stdin", NULL};
    free(household_expect(&house, 0, "phone", input, recover));
    free(household_expect(&house, 3, "mum", NULL, DORAN("whoami")));
    cJSON *user = household_json(&house, "phone", NULL, DORAN("whoami"));
    assert_int_equal(cJSON_GetObjectItem(user, "recovery_codes_left")->valueint, 7);
    cJSON_Delete(user);
    error = household_error(&house, 1, "other", input, recover);
    assert_string_equal(error, "wrong_code");
    free(error);
}

static void test_profile_and_account(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    cJSON *user = household_json(&house, "mum", NULL,
                                 DORAN("account", "change", "--nickname", "새이름", "--avatar", "3"));
    assert_string_equal(json_text(user, "nickname"), "새이름");
    assert_int_equal(cJSON_GetObjectItem(user, "avatar")->valueint, 3);
    cJSON_Delete(user);
    free(household_expect(&house, 2, "mum", NULL, DORAN("account", "change", "--avatar", "6")));
    free(household_expect(&house, 2, "mum", NULL, DORAN("account", "change", "--nickname", "!")));
    free(household_expect(&house, 8, "mum", HOUSEHOLD_PASSWORD "\n",
                          DORAN("account", "delete", "--password-stdin")));
    free(household_expect(&house, 0, "mum", NULL, DORAN("whoami")));
    free(household_expect(&house, 0, "mum", HOUSEHOLD_PASSWORD "\n",
                          DORAN("account", "delete", "--yes", "--password-stdin")));
    free(household_expect(&house, 3, "mum", NULL, DORAN("whoami")));
    free(household_expect(&house, 3, "mum", HOUSEHOLD_PASSWORD "\n",
                          DORAN("login", "mum@example.com", "--password-stdin")));
}

/* Typed on a terminal the password is not seen, and a Ctrl-c leaves the terminal as it was. */
static void test_a_typed_password_is_not_seen(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    const char *const login[] = {
        DORAN_BIN,   "login", "mum@example.com", "--server", server_url(house.server),
        "--profile", "tty",   "--lang",          "en",       NULL};
    struct screen *screen = screen_start(&(struct screen_options){.env = house.env}, login);
    screen_wait_for_text(screen, "Password:", SCREEN_WAIT_MS);
    screen_type(screen, HOUSEHOLD_PASSWORD "\r");
    screen_wait_for_text(screen, "Welcome, 엄마.", SCREEN_WAIT_MS);
    assert_false(screen_has(screen, "kettle"));
    assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 0);
    screen_free(screen);

    screen = screen_start(&(struct screen_options){.env = house.env}, login);
    screen_wait_for_text(screen, "Password:", SCREEN_WAIT_MS);
    assert_false(screen_line_mode(screen));
    screen_keys(screen, "Ctrl-c");
    assert_int_equal(screen_wait_for_exit(screen, SCREEN_WAIT_MS), 8);
    assert_true(screen_has(screen, "cancelled"));
    screen_free(screen);
}

/* What the program prints tells no token, and nobody's arguments need a password. */
static void test_no_secret_is_printed(void **state)
{
    (void)state;
    household_signup(&house, "mum", "엄마");
    char *account = stored_account("mum");
    char token[100] = "";
    char *line = strstr(account, "token");
    assert_non_null(line);
    assert_int_equal(sscanf(line + strlen("token"), "%*[ =:\"]%99[A-Za-z0-9_-]", token), 1);
    assert_true(strlen(token) >= 16);
    static const char *const commands[][4] = {{"whoami", NULL},
                                              {"status", NULL},
                                              {"status", "--json", NULL},
                                              {"device", "list", "--json", NULL},
                                              {"home", NULL}};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct command_result result;
        household_run(&house, &result, "mum", NULL, commands[i]);
        assert_null(strstr(result.out, token));
        assert_null(strstr(result.err, token));
        command_result_deinit(&result);
    }
    free(account);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_signup),
        TEST(test_signup_takes_a_code_from_stdin),
        TEST(test_login_and_logout),
        TEST(test_a_device_is_ended_from_another),
        TEST(test_a_new_device_is_let_in),
        TEST(test_password_and_recovery),
        TEST(test_profile_and_account),
        TEST(test_a_typed_password_is_not_seen),
        TEST(test_no_secret_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
