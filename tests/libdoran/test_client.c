/* Calls: what goes over the wire word for word, what comes of the answers, and what a broken line does to them. */
#include "support/sample.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
    struct capture *capture;
    struct doran_client *client;
    struct doran_arena arena;
    struct doran_error error;
};

static int world_new(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->capture = capture_start(false);
    world->client = sample_client(world->capture, NULL, false);
    *state = world;
    return 0;
}

static int world_free(void **state)
{
    struct world *world = *state;
    doran_client_free(world->client);
    capture_stop(world->capture);
    doran_arena_deinit(&world->arena);
    free(world);
    return 0;
}

static const struct doran_path in_family = {
    .ids = {[DORAN_PARAM_family] = FAMILY, [DORAN_PARAM_user] = CHILD}};

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, text);
}

static void test_a_read_on_the_wire(void **state)
{
    struct world *world = *state;
    capture_answer(
        world->capture, "GET /api/v1/me/notifications?limit=5 HTTP/1.1\r\n", "200 OK",
        "{\"notifications\":[" NOTE_JSON(NOTE_NEW, "2026-02-02T00:00:00Z") "],\"unread\":1,\"more\":false}");
    struct doran_notification_query query = {.limit = 5};
    struct doran_notification_page page;
    assert_true(
        doran_call_notification_list(world->client, NULL, &query, &page, &world->arena, &world->error));
    assert_int_equal(page.notifications.count, 1);
    assert_string_equal(page.notifications.items[0].id, NOTE_NEW);
    char *request = capture_wait(world->capture, "GET /api/v1/me/notifications?limit=5", 1);
    has(request, "\r\nAuthorization: Bearer " TOKEN "\r\n");
    has(request, "\r\nAccept-Language: ko\r\n");
    has(request, "\r\nAccept-Encoding: ");
    assert_null(strstr(request, "Idempotency-Key"));
    free(request);
}

static void test_a_change_sends_only_what_was_given(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, "PATCH /api/v1/me ", "200 OK", USER_JSON(""));
    struct doran_profile_change change = {0};
    doran_set(&change, profile_change, avatar, 3);
    struct doran_user user;
    assert_true(doran_call_profile_change(world->client, NULL, &change, &user, &world->arena, &world->error));
    assert_string_equal(user.nickname, "지은");
    char *request = capture_wait(world->capture, "PATCH /api/v1/me HTTP/1.1\r\n", 1);
    has(request, "\r\nContent-Type: application/json\r\n");
    has(request, "\r\nIdempotency-Key: ");
    has(request, "\r\n\r\n{\"avatar\":3}");
    free(request);
}

static void test_no_body_has_a_length(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, "POST /api/v1/me/notifications/read ", "204 No Content", "");
    capture_answer(world->capture, "DELETE /api/v1/me/notifications ", "204 No Content", "");
    assert_true(doran_call_notification_read_all(world->client, NULL, NULL, NULL, NULL, &world->error));
    assert_true(doran_call_notification_delete_all(world->client, NULL, NULL, NULL, NULL, &world->error));
    char *request = capture_wait(world->capture, "POST /api/v1/me/notifications/read HTTP/1.1\r\n", 1);
    has(request, "\r\nContent-Length: 0\r\n");
    free(request);
}

static void test_what_is_not_valid_is_not_sent(void **state)
{
    struct world *world = *state;
    struct doran_member_change change = {.nickname = "여덟글자보다긴호칭"};
    assert_false(doran_call_member_change(world->client, &in_family, &change, NULL, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_invalid);
    assert_string_equal(world->error.field, "nickname");
    assert_false(doran_call_family(world->client, NULL, NULL, NULL, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_invalid);
    assert_int_equal(capture_count(world->capture, ""), 0);
}

static void test_refusals_are_told(void **state)
{
    struct world *world = *state;
    struct doran_member_change change = {.nickname = "막내"};
    capture_answer(world->capture, "PATCH ", "409 Conflict", ERROR_JSON("nickname_taken", "nickname"));
    assert_false(doran_call_member_change(world->client, &in_family, &change, NULL, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_nickname_taken);
    assert_string_equal(world->error.field, "nickname");
    assert_string_equal(world->error.message, "It was refused.");

    capture_answer_raw(world->capture, "POST ",
                       "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 56\r\n\r\n"
                       "{\"error\":\"too_many_requests\",\"message\":\"Esc:\\u001b[2J.\"}");
    assert_false(doran_call_notification_read_all(world->client, NULL, NULL, NULL, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_too_many_requests);
    assert_int_equal(world->error.retry_after, 7);
    assert_null(strchr(world->error.message, '\033'));
}

/* What somebody in between says is not taken for the server's word. */
static void test_strange_answers_are_not_believed(void **state)
{
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /api/v1/server\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nlogin",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        "BANANA/1.0 200 OK\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct world *world = *state;
        struct capture *capture = capture_start(false);
        struct doran_client *client = sample_client(capture, NULL, false);
        struct doran_user user;
        capture_answer_raw(capture, GET_ME, answers[i]);
        assert_false(doran_call_me(client, NULL, NULL, &user, &world->arena, &world->error));
        if (world->error.code != DORAN_ERROR_bad_answer)
            fail_msg("%zu gave %s", i, doran_error_name(world->error.code));
        assert_int_not_equal(doran_client_connection(client), DORAN_LOGGED_OUT);
        doran_client_free(client);
        capture_stop(capture);
    }
}

static void test_an_answer_without_end_is_cut_off(void **state)
{
    struct world *world = *state;
    size_t length = DORAN_ANSWER_MAX + 4096;
    char *wire = malloc(length + 128);
    int head = sprintf(wire, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length);
    memset(wire + head, ' ', length);
    wire[(size_t)head + length] = '\0';
    capture_answer_raw(world->capture, GET_ME, wire);
    free(wire);
    struct doran_user user;
    assert_false(doran_call_me(world->client, NULL, NULL, &user, &world->arena, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_bad_answer);
}

/* What a server compresses is read as if it had not. */
static void test_a_compressed_answer_is_read(void **state)
{
    struct world *world = *state;
    static const char body[] = USER_JSON(MOOD_JSON("love"));
    capture_answer_gzip(world->capture, GET_ME, body, sizeof body - 1);
    struct doran_user user;
    assert_true(doran_call_me(world->client, NULL, NULL, &user, &world->arena, &world->error));
    assert_int_equal(user.mood, DORAN_mood_love);
    char *request = capture_wait(world->capture, GET_ME, 1);
    const char *accepted = strstr(request, "\r\nAccept-Encoding: ");
    assert_non_null(accepted);
    assert_non_null(memmem(accepted, strcspn(accepted + 2, "\r") + 2, "gzip", 4));
    free(request);
}

/* The user, and behind it white space, which JSON allows, up to `length`. */
static void answer_with_a_long_user(struct world *world, size_t length)
{
    static const char body[] = USER_JSON("");
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, ' ', length);
    memcpy(text, body, sizeof body - 1);
    capture_answer_gzip(world->capture, GET_ME, text, length);
    free(text);
}

/* The limit is on what comes out: a few kilobytes on the wire cannot fill the memory. */
static void test_a_compressed_answer_has_the_same_limit(void **state)
{
    struct world *world = *state;
    struct doran_user user;
    answer_with_a_long_user(world, DORAN_ANSWER_MAX);
    answer_with_a_long_user(world, (size_t)DORAN_ANSWER_MAX + 1);
    answer_with_a_long_user(world, (size_t)16 * DORAN_ANSWER_MAX);
    assert_true(doran_call_me(world->client, NULL, NULL, &user, &world->arena, &world->error));
    for (int i = 0; i < 2; i++) {
        world->error = (struct doran_error){0};
        assert_false(doran_call_me(world->client, NULL, NULL, &user, &world->arena, &world->error));
        assert_int_equal(world->error.code, DORAN_ERROR_bad_answer);
        assert_string_equal(world->error.message, doran_error_sentence(DORAN_ERROR_bad_answer));
    }
}

static char *key_of(const char *request)
{
    const char *key = strstr(request, "Idempotency-Key: ");
    assert_non_null(key);
    return strndup(key, strcspn(key, "\r"));
}

static void test_a_broken_line_repeats_the_same_operation(void **state)
{
    struct world *world = *state;
    capture_answer_raw(world->capture, "PUT /api/v1/me/mood ", "");
    capture_answer(world->capture, "PUT /api/v1/me/mood ", "503 Service Unavailable", ERROR_JSON("busy", ""));
    capture_answer(world->capture, "PUT /api/v1/me/mood ", "200 OK", USER_JSON(MOOD_JSON("love")));
    struct doran_mood_change change = {.mood = DORAN_mood_love};
    struct doran_user user;
    assert_true(doran_call_mood_change(world->client, NULL, &change, &user, &world->arena, &world->error));
    assert_int_equal(user.mood, DORAN_mood_love);
    char *first = capture_wait(world->capture, "PUT ", 1), *third = capture_wait(world->capture, "PUT ", 3);
    char *key = key_of(first), *again = key_of(third);
    assert_string_equal(key, again);
    free(first);
    free(third);
    free(key);
    free(again);
}

/* Without a user the server keeps no operations: a sign-up that may have happened is not repeated. */
static void test_a_sign_up_is_not_repeated(void **state)
{
    struct world *world = *state;
    capture_answer_raw(world->capture, "POST /api/v1/signup ", "");
    struct doran_signup_request request = {
        .email = "a@example.com", .password = "correct horse", .nickname = "지은"};
    assert_false(doran_call_signup(world->client, NULL, &request, NULL, NULL, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_network);
    assert_int_equal(capture_count(world->capture, "POST /api/v1/signup "), 1);
}

static void test_nobody_there(void **state)
{
    struct world *world = *state;
    struct doran_user user;
    capture_refuse(world->capture, true);
    assert_false(doran_call_me(world->client, NULL, NULL, &user, &world->arena, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_network);
}

static char *say_nothing(const char *request, void *context)
{
    (void)request;
    struct pollfd never = {.fd = *(int *)context, .events = POLLIN};
    poll(&never, 1, CAPTURE_WAIT_MS);
    return NULL;
}

static void test_silence_has_an_end(void **state)
{
    struct world *world = *state;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    capture_decide(world->capture, GET_ME, say_nothing, &pipes[0]);
    struct doran_client *client = doran_client_new(
        &(struct doran_client_options){.server = capture_url(world->capture), .timeout_ms = 200},
        &world->error);
    struct doran_user user;
    assert_false(doran_call_me(client, NULL, NULL, &user, &world->arena, &world->error));
    assert_int_equal(world->error.code, DORAN_ERROR_timeout);
    doran_client_free(client);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    close(pipes[0]);
    close(pipes[1]);
}

static void test_submitted_calls_come_back_as_events(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, GET_ME, "200 OK", USER_JSON(""));
    capture_answer(world->capture, "GET /api/v1/me/sessions ", "401 Unauthorized",
                   ERROR_JSON("unauthorized", ""));
    struct doran_client_event event;
    assert_false(doran_client_next_event(world->client, &event));
    assert_int_equal(event.kind, DORAN_CLIENT_EVENT_none);

    uint64_t number = doran_client_submit(world->client, DORAN_R_me, NULL, NULL, &world->error);
    assert_true(number > 0);
    event = sample_await(world->client, DORAN_CLIENT_EVENT_answer);
    assert_true(event.call == number);
    assert_int_equal(event.route, DORAN_R_me);
    assert_int_equal(event.error.code, DORAN_ERROR_none);
    assert_string_equal(((const struct doran_user *)event.answer)->nickname, "지은");

    number = doran_client_submit(world->client, DORAN_R_session_list, NULL, NULL, &world->error);
    event = sample_await(world->client, DORAN_CLIENT_EVENT_answer);
    assert_true(event.call == number);
    assert_int_equal(event.error.code, DORAN_ERROR_unauthorized);
    assert_null(event.answer);
    sample_await_connection(world->client, DORAN_LOGGED_OUT);

    struct doran_member_change bad = {.nickname = ""};
    assert_int_equal(
        doran_client_submit(world->client, DORAN_R_member_change, &in_family, &bad, &world->error), 0);
    assert_int_equal(world->error.code, DORAN_ERROR_invalid);
}

static void test_calls_under_way_are_bounded_and_end_with_the_client(void **state)
{
    struct world *world = *state;
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    capture_decide(world->capture, GET_ME, say_nothing, &pipes[0]);
    struct doran_client *client = sample_client(world->capture, NULL, false);
    for (int i = 0; i < 256; i++)
        assert_true(doran_client_submit(client, DORAN_R_me, NULL, NULL, &world->error) > 0);
    assert_int_equal(doran_client_submit(client, DORAN_R_me, NULL, NULL, &world->error), 0);
    assert_int_equal(world->error.code, DORAN_ERROR_limit_reached);
    doran_client_free(client);
    assert_int_equal(write(pipes[1], "x", 1), 1);
    close(pipes[0]);
    close(pipes[1]);
}

static void test_the_token_can_come_later(void **state)
{
    struct world *world = *state;
    capture_answer(world->capture, GET_ME, "200 OK", USER_JSON(""));
    struct doran_client *client = doran_client_new(
        &(struct doran_client_options){.server = capture_url(world->capture)}, &world->error);
    struct doran_user user;
    assert_true(doran_call_me(client, NULL, NULL, &user, &world->arena, &world->error));
    assert_true(doran_client_set_token(client, "another-token", &world->error));
    assert_true(doran_call_me(client, NULL, NULL, &user, &world->arena, &world->error));
    assert_false(doran_client_set_token(client, "no\r\nX-Header: token", &world->error));
    char *first = capture_wait(world->capture, GET_ME, 1), *second = capture_wait(world->capture, GET_ME, 2);
    assert_null(strstr(first, "Authorization"));
    has(second, "\r\nAuthorization: Bearer another-token\r\n");
    free(first);
    free(second);
    doran_client_free(client);
}

static void test_addresses_that_are_not_taken(void **state)
{
    static const struct {
        const char *server, *pin, *field;
    } bad[] = {
        {"http://192.168.0.2:7474", NULL, "server"},
        {"http://home.example", NULL, "server"},
        {"http://127.0.0.1.example", NULL, "server"},
        {"http://127.0.0.1@home.example", NULL, "server"},
        {"ftp://127.0.0.1", NULL, "server"},
        {"https://", NULL, "server"},
        {"https://home.example:0", NULL, "server"},
        {"https://home.example:65536", NULL, "server"},
        {"https://home.example/path", NULL, "server"},
        {"https://home.example\r\n", NULL, "server"},
        {NULL, NULL, "server"},
        {"https://home.example", "short", "pin"},
        {"https://home.example", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "pin"},
        {"http://127.0.0.1", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "pin"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct doran_client_options options = {.server = bad[i].server, .pin = bad[i].pin};
        assert_null(doran_client_new(&options, &world->error));
        assert_int_equal(world->error.code, DORAN_ERROR_invalid);
        assert_string_equal(world->error.field, bad[i].field);
    }
    static const char *const good[] = {"http://127.0.0.1:7474",      "http://127.9.9.9",
                                       "http://localhost:1/",        "http://[::1]:7474",
                                       "https://[2001:db8::1]:7474", "https://home.example"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct doran_client *client =
            doran_client_new(&(struct doran_client_options){.server = good[i]}, &world->error);
        assert_non_null(client);
        doran_client_free(client);
    }
}

static void test_only_the_expected_key_is_spoken_to(void **state)
{
    static const char wrong[] = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    struct world *world = *state;
    struct capture *capture = capture_start(true);
    sample_serve(capture);
    struct {
        const char *pin, *ca_file;
        bool trusted;
    } cases[] = {
        {capture_pin(capture), NULL, true},
        {NULL, capture_certificate(capture), true},
        {NULL, NULL, false},
        {wrong, NULL, false},
        {wrong, capture_certificate(capture), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct doran_client_options options = {.server = capture_url(capture),
                                               .token = TOKEN,
                                               .pin = cases[i].pin,
                                               .ca_file = cases[i].ca_file,
                                               .live = true};
        int before = capture_count(capture, "");
        struct doran_client *client = doran_client_new(&options, &world->error);
        struct doran_user user;
        bool good = doran_call_me(client, NULL, NULL, &user, &world->arena, &world->error);
        assert_int_equal(good, cases[i].trusted);
        if (good) {
            sample_await_connection(client, DORAN_CONNECTED);
        } else {
            assert_int_equal(world->error.code, DORAN_ERROR_untrusted_server);
            sample_await_connection(client, DORAN_UNTRUSTED);
            assert_int_equal(capture_count(capture, ""), before);
        }
        doran_client_free(client);
    }
    capture_stop(capture);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_new, world_free)
    const struct CMUnitTest tests[] = {
        TEST(test_a_read_on_the_wire),
        TEST(test_a_change_sends_only_what_was_given),
        TEST(test_no_body_has_a_length),
        TEST(test_what_is_not_valid_is_not_sent),
        TEST(test_refusals_are_told),
        TEST(test_strange_answers_are_not_believed),
        TEST(test_an_answer_without_end_is_cut_off),
        TEST(test_a_compressed_answer_is_read),
        TEST(test_a_compressed_answer_has_the_same_limit),
        TEST(test_a_broken_line_repeats_the_same_operation),
        TEST(test_a_sign_up_is_not_repeated),
        TEST(test_nobody_there),
        TEST(test_silence_has_an_end),
        TEST(test_submitted_calls_come_back_as_events),
        TEST(test_calls_under_way_are_bounded_and_end_with_the_client),
        TEST(test_the_token_can_come_later),
        TEST(test_addresses_that_are_not_taken),
        TEST(test_only_the_expected_key_is_spoken_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
