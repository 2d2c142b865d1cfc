/* The guard, over real sockets: requests that smuggle, lie about their length, come in pieces or say strange things.
 * Each gets its clear answer, and nothing of it runs as another request. */
#include "support/raw.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#define HOST "Host: 127.0.0.1\r\n"
#define JSON "Content-Type: application/json\r\n"

static struct server *server;
static char *token;

static int start(void **state)
{
    (void)state;
    static const char *const flags[] = {"--signup=open",    "--signup-limit=-1", "--login-limit=-1",
                                        "--write-limit=-1", "--log-level=info",  NULL};
    server = server_start(&(struct server_options){.flags = flags});
    token = raw_sign_up(server_port(server), "guard@example.org", "엄마");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    free(token);
    return server_stop(server);
}

static struct raw *open_raw(void)
{
    return raw_open(server_port(server), NULL);
}

/* Says something that is refused; the connection ends, and what follows in it is not read as a request. */
static void assert_refused(const char *request, int status, const char *error)
{
    struct raw *raw = open_raw();
    char expected[64];
    snprintf(expected, sizeof expected, "\"error\":\"%s\"", error);
    raw_send(raw, request, strlen(request));
    const struct raw_answer *answer = raw_answer(raw);
    if (answer->status != status || !strstr(answer->body, expected))
        fail_msg("%s\ngave %d %s", request, answer->status, answer->body);
    assert_true(raw_has(raw, "Content-Type: application/json"));
    assert_true(raw_has(raw, "Connection: close"));
    raw_await_close(raw);
    raw_close(raw);
}

/* 1 */
static void test_transfer_codings(void **state)
{
    (void)state;
    assert_refused("POST /api/v1/logout HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                   "1f\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n",
                   501, "not_implemented");
    assert_refused("GET /healthz HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n", 501,
                   "not_implemented");
    assert_refused("POST /api/v1/logout HTTP/1.1\r\n" HOST
                   "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                   400, "malformed");
}

/* 2 */
static void test_content_lengths(void **state)
{
    (void)state;
    static const char *const lengths[] = {"Content-Length: -1\r\n",
                                          "Content-Length: 5abc\r\n",
                                          "Content-Length: 5\r\nContent-Length: 5\r\n",
                                          "Content-Length: 5\r\nContent-Length: 6\r\n",
                                          "Content-Length: 5, 5\r\n",
                                          "Content-Length: \r\n",
                                          "Content-Length: 1e3\r\n",
                                          "Content-Length: 18446744073709551621\r\n",
                                          "Content-Length : 5\r\n",
                                          "hidden\r\nContent-Length: 5\r\n",
                                          "X: folded\r\n Content-Length: 5\r\n",
                                          "X: a\nContent-Length: 5\r\n"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char request[512];
        snprintf(request, sizeof request,
                 "POST /api/v1/logout HTTP/1.1\r\n" HOST JSON
                 "%s\r\nhelloGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
                 lengths[i]);
        assert_refused(request, 400, "malformed");
    }
    assert_refused("POST /api/v1/login HTTP/1.1\r\n" HOST JSON "Content-Length: 65537\r\n\r\n{", 413,
                   "too_large");
    assert_refused("GET /healthz HTTP/1.1\r\n" HOST JSON "Content-Length: 5\r\n\r\nhello", 400, "malformed");
}

/* 3 */
static void test_a_body_has_a_length(void **state)
{
    (void)state;
    assert_refused("POST /api/v1/login HTTP/1.1\r\n" HOST JSON "\r\n{}", 411, "length_required");
    assert_refused("PUT /api/v1/me/mood HTTP/1.1\r\n" HOST "\r\n", 411, "length_required");
    assert_refused("PATCH /api/v1/me HTTP/1.1\r\n" HOST "\r\n", 411, "length_required");
}

/* 4, 6 */
static void test_pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    for (int i = 0; i < 20; i++) {
        raw_say(raw, "GET /readyz HTTP/1.1\r\n" HOST "\r\n");
        raw_say(raw,
                "PUT /api/v1/me/mood HTTP/1.1\r\n" HOST JSON "Authorization: Bearer %s\r\n"
                "Content-Length: 15\r\n\r\n{\"mood\":\"good\"}",
                token);
        raw_say(raw, "GET /nowhere HTTP/1.1\r\n" HOST "\r\n");
    }
    for (int i = 0; i < 20; i++) {
        assert_int_equal(raw_answer(raw)->status, 200);
        const struct raw_answer *answer = raw_answer(raw);
        assert_int_equal(answer->status, 200);
        assert_non_null(strstr(answer->body, "\"mood\":\"good\""));
        assert_int_equal(raw_answer(raw)->status, 404);
    }
    raw_close(raw);
}

/* 6 */
static void test_a_request_in_single_bytes(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    char request[1024];
    int length = snprintf(request, sizeof request,
                          "\r\nPUT /api/v1/me/mood HTTP/1.1\r\n" HOST JSON "Authorization: Bearer %s\r\n"
                          "Content-Length: 15\r\n\r\n{\"mood\":\"nice\"}",
                          token);
    for (int i = 0; i < length; i++)
        raw_send(raw, request + i, 1);
    const struct raw_answer *answer = raw_answer(raw);
    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, "\"mood\":\"nice\""));
    assert_int_equal(raw_call(raw, "GET", "/healthz", NULL, NULL)->status, 200);
    raw_close(raw);
}

/* 8 */
static void test_expectations(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    raw_say(raw,
            "PUT /api/v1/me/mood HTTP/1.1\r\n" HOST JSON "Authorization: Bearer %s\r\nContent-Length: 15\r\n"
            "Expect: 100-continue\r\n\r\n",
            token);
    assert_int_equal(raw_answer(raw)->status, 100);
    raw_say(raw, "{\"mood\":\"love\"}");
    assert_int_equal(raw_answer(raw)->status, 200);
    raw_close(raw);
    assert_refused("PUT /api/v1/me/mood HTTP/1.1\r\n" HOST JSON
                   "Content-Length: 15\r\nExpect: a miracle\r\n\r\n",
                   417, "expectation_failed");
    /* One that will be refused is not asked to go on. */
    assert_refused("PUT /api/v1/me/mood HTTP/1.1\r\n" HOST
                   "Content-Length: 15\r\nExpect: 100-continue\r\n\r\n",
                   415, "unsupported_media");
}

/* 9 */
static void test_handshakes_without_the_protocol(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "",
        "Sec-WebSocket-Protocol: chat, doran.v2\r\n",
    };
    for (size_t i = 0; i < 2; i++) {
        struct raw *raw = open_raw();
        raw_say(raw,
                "GET /api/v1/live HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                "dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "%s\r\n",
                token, fields[i]);
        const struct raw_answer *answer = raw_answer(raw);
        assert_int_equal(answer->status, 426);
        assert_non_null(strstr(answer->body, "upgrade_required"));
        assert_true(raw_has(raw, "Sec-WebSocket-Protocol: doran.v1"));
        raw_close(raw);
    }
}

/* 10 */
static void test_large_heads(void **state)
{
    (void)state;
    char *request = malloc(40000);
    int length = sprintf(request, "GET /healthz HTTP/1.1\r\n" HOST "X: ");
    memset(request + length, 'x', 12000);
    sprintf(request + length + 12000, "\r\n\r\n");
    struct raw *raw = open_raw();
    raw_send(raw, request, strlen(request));
    assert_int_equal(raw_answer(raw)->status, 200);
    raw_close(raw);
    memset(request + length, 'x', 30000);
    sprintf(request + length + 30000, "\r\n\r\n");
    assert_refused(request, 431, "headers_too_large");
    length = sprintf(request, "GET /healthz HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 100; i++)
        length += sprintf(request + length, "X: y\r\n");
    sprintf(request + length, "\r\n");
    assert_refused(request, 431, "headers_too_large");
    length = sprintf(request, "GET /");
    memset(request + length, 'x', 9000);
    sprintf(request + length + 9000, " HTTP/1.1\r\n" HOST "\r\n");
    assert_refused(request, 414, "uri_too_long");
    free(request);
}

/* 11 */
static void test_odd_paths_lead_nowhere(void **state)
{
    (void)state;
    static const char *const paths[] = {"/",
                                        "/api/v1",
                                        "/api/v1/",
                                        "/api/v1/%6de",
                                        "/api/v1/me%2f",
                                        "/api/v1/me/",
                                        "/api/v1//me",
                                        "/api/v1/./me",
                                        "/api/v1/families/../me",
                                        "/api/v1/%2e%2e/v1/me",
                                        "/api/v1/me%00",
                                        "/api/v1/me+",
                                        "/api/v1/ME",
                                        "/healthz/",
                                        "/api/v1/families/0/home",
                                        "/api/v1/families/%27%20OR%201=1/home",
                                        "/api/v1/families/....................................//home"};
    struct raw *raw = open_raw();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct raw_answer *answer = raw_call(raw, "GET", paths[i], token, NULL);
        if (answer->status != 404 || !strstr(answer->body, "not_found"))
            fail_msg("%s gave %d %s", paths[i], answer->status, answer->body);
    }
    raw_close(raw);
}

/* 12 */
static void test_a_query_is_not_decoded_twice(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    assert_int_equal(raw_call(raw, "GET", "/api/v1/me/notifications?limit=5", token, NULL)->status, 200);
    static const char *const queries[] = {"limit=5%26limit=6", "limit=5&limit=6", "limit=5%00", "limit",
                                          "limit=%zz",         "limit=+5",        "other=1",    "limit=501"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char path[128];
        snprintf(path, sizeof path, "/api/v1/me/notifications?%s", queries[i]);
        const struct raw_answer *answer = raw_call(raw, "GET", path, token, NULL);
        if (answer->status != 422 && answer->status != 400)
            fail_msg("%s gave %d %s", path, answer->status, answer->body);
    }
    raw_close(raw);
}

/* 13 */
static void test_authorizations(void **state)
{
    (void)state;
    static const char *const fields[] = {"Authorization: Bearer a,b\r\n",    "Authorization: Bearer \r\n",
                                         "Authorization: Basic YTpi\r\n",    "Authorization: Bearer a b\r\n",
                                         "Authorization: Bearer nobody\r\n", "Authorization: \r\n"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct raw *raw = open_raw();
        raw_say(raw, "GET /api/v1/me HTTP/1.1\r\n" HOST "%s\r\n", fields[i]);
        assert_int_equal(raw_answer(raw)->status, 401);
        assert_true(raw_has(raw, "WWW-Authenticate: Bearer"));
        raw_close(raw);
    }
    char request[512];
    snprintf(request, sizeof request,
             "GET /api/v1/me HTTP/1.1\r\n" HOST
             "Authorization: Bearer %s\r\nAuthorization: Bearer %s\r\n\r\n",
             token, token);
    assert_refused(request, 400, "malformed");
}

/* 14 */
static void test_other_methods_and_upgrades(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    raw_say(raw, "GET /healthz HTTP/1.1\r\n" HOST "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                 "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");
    assert_int_equal(raw_answer(raw)->status, 200);
    raw_say(raw, "GET /healthz HTTP/1.1\r\n" HOST "Connection: Upgrade\r\nUpgrade: foo\r\n\r\n");
    assert_int_equal(raw_answer(raw)->status, 200);
    const struct raw_answer *answer = raw_call(raw, "BREW", "/api/v1/me", NULL, NULL);
    assert_int_equal(answer->status, 405);
    assert_true(raw_has(raw, "Allow: GET, HEAD, PATCH"));
    assert_non_null(strstr(answer->body, "method_not_allowed"));
    assert_int_equal(raw_call(raw, "OPTIONS", "/healthz", NULL, NULL)->status, 405);
    assert_true(raw_has(raw, "Allow: GET, HEAD"));
    assert_int_equal(raw_call(raw, "BREW", "/nowhere", NULL, NULL)->status, 404);
    raw_close(raw);
    assert_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed");
    assert_refused("CONNECT example.org:443 HTTP/1.1\r\n" HOST "\r\n", 400, "malformed");
    assert_refused("GET /healthz HTTP/9.9\r\n" HOST "\r\n", 400, "malformed");
    assert_refused("\x16\x03\x01\x02\r\n\r\n", 400, "malformed");
}

/* 15 */
static void test_head_and_tags(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    const struct raw_answer *answer = raw_call(raw, "GET", "/api/v1/openapi.json", NULL, NULL);
    char etag[64] = "", length[64];
    assert_int_equal(answer->status, 200);
    sscanf(strstr(answer->head, "ETag: "), "ETag: %63s", etag);
    snprintf(length, sizeof length, "Content-Length: %zu", answer->body_length);
    raw_say(raw, "HEAD /api/v1/openapi.json HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(raw_answer_to_head(raw)->status, 200);
    assert_true(raw_has(raw, length));
    raw_say(raw, "GET /api/v1/openapi.json HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n", etag);
    answer = raw_answer(raw);
    assert_int_equal(answer->status, 304);
    assert_int_equal(answer->body_length, 0);
    answer = raw_call(raw, "GET", "/api/v1/me", token, NULL);
    sscanf(strstr(answer->head, "ETag: "), "ETag: %63s", etag);
    assert_true(raw_has(raw, "Cache-Control: private, no-cache"));
    raw_say(raw, "GET /api/v1/me HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\nIf-None-Match: %s\r\n\r\n",
            token, etag);
    assert_int_equal(raw_answer(raw)->status, 304);
    assert_int_equal(raw_call(raw, "GET", "/healthz", NULL, NULL)->status, 200);
    raw_close(raw);
}

/* 18 */
static void test_whoever_leaves_before_the_answer(void **state)
{
    (void)state;
    static const char body[] =
        "{\"email\":\"gone@example.org\",\"password\":\"blue horse 17 staple\",\"nickname\":\"우리딸\"}";
    struct raw *raw = open_raw();
    raw_say(raw, "POST /api/v1/signup HTTP/1.1\r\n" HOST JSON "Content-Length: %zu\r\n\r\n%s", strlen(body),
            body);
    raw_close(raw);
    for (int i = 0; i < 50; i++) {
        raw = open_raw();
        raw_say(raw, "GET /api/v1/me HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\n\r\n", token);
        raw_close(raw);
    }
    /* The job went on alone: in the end the account is there. */
    for (int status = 0; status != 201;) {
        raw = open_raw();
        status = raw_call(raw, "POST", "/api/v1/login", NULL,
                          "{\"email\":\"gone@example.org\",\"password\":\"blue horse 17 staple\"}")
                     ->status;
        assert_true(status == 201 || status == 401);
        raw_close(raw);
    }
}

static unsigned next_random(unsigned *seed)
{
    return *seed = *seed * 1103515245u + 12345u;
}

/* 19: what is malformed reaches no assertion of a library. */
static void test_noise(void **state)
{
    (void)state;
    static const char *const words[] = {
        "GET ", "POST ",     "/api/v1/live", " HTTP/1.1",        "\r\n", "\r\n\r\n", "Host:",
        ": ",   "Upgrade: ", "websocket",    "Content-Length: ", "5",    "\n",       "%",
        "?",    "&",         "Connection: ", "chunked"};
    unsigned seed = 20261122;
    for (int round = 0; round < 300; round++) {
        struct raw *raw = open_raw();
        char noise[600];
        size_t length = 0;
        while (length < 500) {
            if (next_random(&seed) >> 16 & 1) {
                const char *word = words[(next_random(&seed) >> 16) % (sizeof words / sizeof *words)];
                length += (size_t)sprintf(noise + length, "%s", word);
            } else {
                noise[length++] = (char)(next_random(&seed) >> 16);
            }
        }
        raw_send(raw, noise, length);
        raw_close(raw);
    }
    struct raw *raw = open_raw();
    assert_int_equal(raw_call(raw, "GET", "/readyz", NULL, NULL)->status, 200);
    raw_close(raw);
}

static void test_media_types(void **state)
{
    (void)state;
    static const char *const types[] = {"", "Content-Type: text/plain\r\n",
                                        "Content-Type: application/jsonx\r\n",
                                        "Content-Type: application/json; charset=utf-16\r\n",
                                        "Content-Type: application/x-www-form-urlencoded\r\n"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char request[256];
        snprintf(request, sizeof request,
                 "PUT /api/v1/me/mood HTTP/1.1\r\n" HOST "%sContent-Length: 2\r\n\r\n{}", types[i]);
        assert_refused(request, 415, "unsupported_media");
    }
    struct raw *raw = open_raw();
    raw_say(raw,
            "PUT /api/v1/me/mood HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\n"
            "Content-Type: Application/JSON; Charset=UTF-8\r\nContent-Length: 2\r\n\r\n{}",
            token);
    assert_int_equal(raw_answer(raw)->status, 200);
    raw_close(raw);
}

static void test_operation_ids(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    raw_say(raw,
            "PUT /api/v1/me/mood HTTP/1.1\r\n" HOST JSON "Authorization: Bearer %s\r\n"
            "Idempotency-Key: again-and-again\r\nContent-Length: 2\r\n\r\n{}",
            token);
    assert_int_equal(raw_answer(raw)->status, 400);
    raw_close(raw);
}

static void test_old_clients_and_short_connections(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    raw_say(raw, "GET /healthz HTTP/1.0\r\n\r\n");
    assert_int_equal(raw_answer(raw)->status, 200);
    assert_true(raw_has(raw, "Connection: close"));
    raw_await_close(raw);
    raw_close(raw);
    raw = open_raw();
    raw_say(raw, "GET /healthz HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    assert_int_equal(raw_answer(raw)->status, 200);
    raw_await_close(raw);
    raw_close(raw);
}

static void test_every_answer_is_guarded(void **state)
{
    (void)state;
    static const char *const paths[] = {"/healthz",   "/readyz",  "/api/v1/openapi.json", "/api/v1/server",
                                        "/api/v1/me", "/nowhere", "/api/v1/live"};
    struct raw *raw = open_raw();
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        raw_call(raw, "GET", paths[i], NULL, NULL);
        assert_true(raw_has(raw, "Content-Type: application/json"));
        assert_true(raw_has(raw, "X-Content-Type-Options: nosniff"));
        assert_true(raw_has(raw, "Referrer-Policy: no-referrer"));
        assert_true(raw_has(raw, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'"));
        assert_true(raw_has(raw, "Cache-Control: no-store") ||
                    raw_has(raw, "Cache-Control: private, no-cache"));
    }
    raw_close(raw);
}

/* Routes stand in the log by name; tokens, queries, bodies and e-mails do not. */
static void test_the_log_keeps_secrets(void **state)
{
    (void)state;
    struct raw *raw = open_raw();
    raw_call(raw, "GET", "/api/v1/me/notifications?limit=77", token, NULL);
    raw_call(raw, "GET", "/nowhere/secret-path", token, NULL);
    raw_call(raw, "POST", "/api/v1/login", NULL,
             "{\"email\":\"who@example.org\",\"password\":\"open sesame\"}");
    raw_close(raw);
    char *log = server_output(server);
    while (!strstr(log, "POST login 401")) {
        free(log);
        raw = open_raw();
        raw_call(raw, "GET", "/healthz", NULL, NULL);
        raw_close(raw);
        log = server_output(server);
    }
    assert_non_null(strstr(log, "request GET notification_list 200"));
    assert_non_null(strstr(log, "request GET - 404"));
    static const char *const secrets[] = {"limit=77", "secret-path", "open sesame", "who@example",
                                          "guard@example"};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        assert_null(strstr(log, secrets[i]));
    assert_null(strstr(log, token));
    free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transfer_codings),
        cmocka_unit_test(test_content_lengths),
        cmocka_unit_test(test_a_body_has_a_length),
        cmocka_unit_test(test_pipelined_requests_are_answered_in_order),
        cmocka_unit_test(test_a_request_in_single_bytes),
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_handshakes_without_the_protocol),
        cmocka_unit_test(test_large_heads),
        cmocka_unit_test(test_odd_paths_lead_nowhere),
        cmocka_unit_test(test_a_query_is_not_decoded_twice),
        cmocka_unit_test(test_authorizations),
        cmocka_unit_test(test_other_methods_and_upgrades),
        cmocka_unit_test(test_head_and_tags),
        cmocka_unit_test(test_whoever_leaves_before_the_answer),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_media_types),
        cmocka_unit_test(test_operation_ids),
        cmocka_unit_test(test_old_clients_and_short_connections),
        cmocka_unit_test(test_every_answer_is_guarded),
        cmocka_unit_test(test_the_log_keeps_secrets),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
