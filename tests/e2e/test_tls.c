/* A server with a key of its own, and a client that knows the key by the join link's pin. */
#include "support/directory.h"
#include "support/sample.h"
#include "support/server.h"

#include <doran/doran.h>

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PASSWORD "correct horse battery"

struct house {
    struct server *server;
    struct doran_join_link link; /* as the first start printed it */
};

static int open_house(void **state)
{
    struct house *house = calloc(1, sizeof *house);
    house->server = server_start(&(struct server_options){.tls = true});
    server_join_code(house->server);
    char *output = server_output(house->server);
    const char *link = strstr(output, "https://");
    assert_non_null(link);
    assert_true(doran_join_link_parse(link, &house->link, NULL));
    free(output);
    assert_int_equal(strlen(house->link.pin), 43);
    *state = house;
    return 0;
}

static int close_house(void **state)
{
    struct house *house = *state;
    int status = server_stop(house->server);
    free(house);
    return status;
}

static struct doran_client *client_of(const struct house *house, const char *pin, const char *token,
                                      const char *replica)
{
    struct doran_error error = {0};
    struct doran_client *client =
        doran_client_new(&(struct doran_client_options){.server = server_url(house->server),
                                                        .pin = pin,
                                                        .token = token,
                                                        .replica_path = replica,
                                                        .live = token != NULL},
                         &error);
    assert_non_null(client);
    return client;
}

static bool ask(struct doran_client *client, struct doran_error *error)
{
    struct doran_arena arena = {0};
    struct doran_server_info info;
    bool good = doran_call_server(client, NULL, NULL, &info, &arena, error);
    doran_arena_deinit(&arena);
    return good;
}

static void the_pin_opens_and_keeps_open(void **state)
{
    struct house *house = *state;
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    struct doran_login login;
    struct doran_signup_request request = {
        .email = "mother@example.org", .password = PASSWORD, .nickname = "mother", .code = house->link.code};
    struct doran_client *guest = client_of(house, house->link.pin, NULL, NULL);
    assert_true(doran_call_signup(guest, NULL, &request, &login, &arena, &error));
    doran_client_free(guest);

    /* The live connection checks the same key; after a restart it still is the same. */
    char *folder = test_directory_new("tls"), *path = test_directory_path(folder, "replica.db");
    struct doran_client *client = client_of(house, house->link.pin, login.token, path);
    assert_true(doran_client_sync(client, SERVER_WAIT_MS, &error));
    sample_await_connection(client, DORAN_CONNECTED);
    assert_int_equal(server_halt(house->server), 0);
    server_restart(house->server);
    doran_client_wake(client);
    assert_true(doran_client_sync(client, SERVER_WAIT_MS, &error));
    doran_client_free(client);
    free(path);
    test_directory_remove(folder);
    doran_arena_deinit(&arena);
}

static void another_pin_is_refused(void **state)
{
    struct house *house = *state;
    char pin[44];
    struct doran_error error = {0};
    memcpy(pin, house->link.pin, sizeof pin);
    pin[0] = pin[0] == 'A' ? 'B' : 'A';
    struct doran_client *client = client_of(house, pin, NULL, NULL);
    assert_false(ask(client, &error));
    assert_int_equal(error.code, DORAN_ERROR_untrusted_server);
    doran_client_free(client);
}

static void a_live_connection_to_another_key_sends_nothing(void **state)
{
    struct house *house = *state;
    char pin[44];
    struct doran_client_event event = {0};
    memcpy(pin, house->link.pin, sizeof pin);
    pin[5] = pin[5] == 'A' ? 'B' : 'A';
    char *folder = test_directory_new("tls"), *path = test_directory_path(folder, "replica.db");
    struct doran_client *client = client_of(house, pin, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", path);
    while (doran_client_connection(client) != DORAN_UNTRUSTED) {
        struct pollfd fd = {.fd = doran_client_fd(client), .events = POLLIN};
        assert_true(poll(&fd, 1, SERVER_WAIT_MS) > 0);
        while (doran_client_next_event(client, &event)) {
        }
    }
    doran_client_free(client);
    char *output = server_output(house->server);
    assert_null(strstr(output, "live")); /* no request of its came as far as the log */
    free(output);
    free(path);
    test_directory_remove(folder);
}

static void without_a_pin_ordinary_validation_refuses_a_key_of_its_own(void **state)
{
    struct house *house = *state;
    struct doran_error error = {0};
    struct doran_client *client = client_of(house, NULL, NULL, NULL);
    assert_false(ask(client, &error));
    assert_int_equal(error.code, DORAN_ERROR_untrusted_server);
    doran_client_free(client);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_house, close_house)
    const struct CMUnitTest tests[] = {
        TEST(the_pin_opens_and_keeps_open),
        TEST(another_pin_is_refused),
        TEST(a_live_connection_to_another_key_sends_nothing),
        TEST(without_a_pin_ordinary_validation_refuses_a_key_of_its_own),
    };
    return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
