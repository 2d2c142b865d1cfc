/* Rude WebSocket: before log-in, from other pages, without a mask, too large, in endless parts, silent, talkative. Each is
 * closed with its code; and the polite things work. */
#include "support/raw.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HELLO "{}"

static struct server *server;
static char *token;

static int start(void **state)
{
    (void)state;
    static const char *const flags[] = {"--signup=open", "--signup-limit=-1", "--hello-timeout=2",
                                        "--ping-interval=1", NULL};
    server = server_start(&(struct server_options){.flags = flags});
    token = raw_sign_up(server_port(server), "ws@example.org", "엄마");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    free(token);
    return server_stop(server);
}

static struct raw *open_live(void)
{
    return raw_live(server_port(server), token);
}

/* Said hello, and caught up. */
static struct raw *open_joined(void)
{
    struct raw *raw = open_live();
    raw_send_frame(raw, 1, HELLO, strlen(HELLO));
    raw_await(raw, "\"more\":false");
    return raw;
}

static void assert_closes(struct raw *raw, int code)
{
    assert_int_equal(raw_close_code(raw), code);
    raw_send_frame(raw, 8, "\x03\xe8", 2);
    raw_await_close(raw);
    raw_close(raw);
}

static void handshake(struct raw *raw, const char *fields)
{
    raw_say(raw,
            "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
            "websocket\r\n"
            "Sec-WebSocket-Protocol: doran.v1\r\n%s\r\n",
            fields);
}

static void test_handshakes(void **state)
{
    (void)state;
    static const struct {
        const char *version, *key, *authorization, *origin;
        int status;
    } cases[] = {
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", NULL, "", 401},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "nobody", "", 401},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "", "Origin: https://evil.example\r\n", 403},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "", "Origin: null\r\n", 403},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "", "Origin: http://127.0.0.1:81\r\n", 403},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "", "Origin: http://127.0.0.1:80\r\n", 101},
        {"13", "dGhlIHNhbXBsZSBub25jZQ==", "", "Sec-WebSocket-Extensions: permessage-deflate\r\n", 101},
        {"12", "dGhlIHNhbXBsZSBub25jZQ==", "", "", 426},
        {"13", "c2hvcnQ=", "", "", 400},
        {"13", "dGhlIHNhbXBsZSBub25jZ!==", "", "", 400},
        {"13", "", "", "", 400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct raw *raw = raw_open(server_port(server), NULL);
        char fields[512], authorization[128] = "";
        const char *bearer =
            cases[i].authorization && !*cases[i].authorization ? token : cases[i].authorization;
        if (bearer)
            snprintf(authorization, sizeof authorization, "Authorization: Bearer %s\r\n", bearer);
        snprintf(fields, sizeof fields, "Sec-WebSocket-Version: %s\r\nSec-WebSocket-Key: %s\r\n%s%s",
                 cases[i].version, cases[i].key, authorization, cases[i].origin);
        handshake(raw, fields);
        const struct raw_answer *answer = raw_answer(raw);
        if (answer->status != cases[i].status || strcasestr(answer->head, "extensions"))
            fail_msg("case %zu gave %s%s", i, answer->head, answer->body);
        raw_close(raw);
    }
}

static void test_hello_and_close(void **state)
{
    (void)state;
    struct raw *raw = open_joined();
    raw_send_frame(raw, 8, "\x03\xe9", 2);
    assert_int_equal(raw_close_code(raw), 1001);
    raw_await_close(raw);
    raw_close(raw);
    raw = open_live();
    raw_send_raw_frame(raw, 0x01, "{", 1);
    raw_send_raw_frame(raw, 0x89, "are you there", 13);
    assert_int_equal(raw_message(raw)->opcode, 10);
    raw_send_raw_frame(raw, 0x80, "}", 1);
    raw_await(raw, "\"more\":false");
    raw_close(raw);
}

static void test_pings(void **state)
{
    (void)state;
    struct raw *raw = open_joined();
    const struct raw_frame *frame;
    int pings = 0;
    /* Who answers stays; who says nothing is let go. */
    while (pings < 4) {
        frame = raw_frame(raw);
        if (frame->opcode != 9)
            continue;
        pings++;
        raw_send_frame(raw, 10, frame->text, frame->length);
    }
    while (!raw_is_closed(raw))
        ;
    raw_close(raw);
}

static void test_silence(void **state)
{
    (void)state;
    assert_closes(open_live(), 1008);
    struct raw *raw = open_live();
    raw_send_raw_frame(raw, 0x01, "{", 1); /* A message that never ends is none. */
    assert_closes(raw, 1008);
}

static void test_wrong_hellos(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
        int code;
    } cases[] = {
        {"", "malformed", 1008},
        {"hello", "malformed", 1008},
        {"[]", "malformed", 1008},
        {"{\"since\":1}", "invalid", 1008},
        {"{\"token\":\"x\"}", "invalid", 1008},
        {"{\"since\":\"x\"}", "\"error\"", 0},
        {"{\"since\":\"01939f00-0000-7000-8000-000000000000.\"}", "\"error\"", 0},
        {"{\"since\":\"01939f00-0000-7000-8000-000000000000.01939f00-0000-7000-8000-000000000001:5\"}",
         "cursor_expired", 4410},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct raw *raw = open_live();
        raw_send_frame(raw, 1, cases[i].text, strlen(cases[i].text));
        assert_non_null(strstr(raw_message(raw)->text, cases[i].error));
        int code = raw_close_code(raw);
        if (cases[i].code ? code != cases[i].code : code < 1002)
            fail_msg("%s closed with %d", cases[i].text, code);
        raw_close(raw);
    }
}

static void test_rude_frames(void **state)
{
    (void)state;
    static const char large[9000];
    struct raw *raw = open_live();
    raw_send(raw, "\x81\x02{}", 4); /* Without a mask. */
    assert_closes(raw, 1002);
    raw = open_live();
    raw_send_frame(raw, 1, large, sizeof large);
    assert_closes(raw, 1009);
    raw = open_live();
    raw_send(raw,
             "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff"
             "mask",
             14);
    assert_closes(raw, 1009);
    raw = open_live();
    for (int i = 0; i < 200; i++)
        raw_send_raw_frame(raw, i ? 0x00 : 0x01, large, 100); /* In parts without end. */
    assert_int_equal(raw_close_code(raw), 1009);
    raw_close(raw);
    raw = open_live();
    raw_send_frame(raw, 2, HELLO, 2);
    assert_closes(raw, 1003);
    raw = open_live();
    raw_send_frame(raw, 1, "\xff\xfe", 2);
    assert_closes(raw, 1007);
    raw = open_live();
    raw_send_raw_frame(raw, 0xc1, HELLO, 2); /* As if compressed. */
    assert_closes(raw, 1002);
    raw = open_live();
    raw_send_raw_frame(raw, 0x80, HELLO, 2);
    assert_closes(raw, 1002);
}

static void test_nothing_but_the_hello(void **state)
{
    (void)state;
    struct raw *raw = open_joined();
    raw_send_frame(raw, 1, HELLO, 2);
    assert_closes(raw, 1008);
    raw = open_joined();
    raw_send_raw_frame(raw, 0x01, "{", 1);
    assert_closes(raw, 1008);
    raw = open_live(); /* Both at once. */
    raw_send_frame(raw, 1, HELLO, 2);
    raw_send_frame(raw, 1, HELLO, 2);
    assert_closes(raw, 1008);
}

static void test_frames_right_behind_the_handshake(void **state)
{
    (void)state;
    struct raw *raw = raw_open(server_port(server), NULL);
    char request[1024];
    int length =
        snprintf(request, sizeof request,
                 "GET /api/v1/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Protocol: doran.v1\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer %s\r\n\r\n",
                 token);
    memcpy(request + length, "\x81\x82\0\0\0\0{}", 8);
    raw_send(raw, request, (size_t)length + 8);
    assert_int_equal(raw_answer(raw)->status, 101);
    raw_await(raw, "\"more\":false");
    raw_close(raw);
}

static void test_the_server_is_well(void **state)
{
    (void)state;
    struct raw *raw = raw_open(server_port(server), NULL);
    assert_int_equal(raw_call(raw, "GET", "/readyz", NULL, NULL)->status, 200);
    raw_close(raw);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshakes),
        cmocka_unit_test(test_hello_and_close),
        cmocka_unit_test(test_pings),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_wrong_hellos),
        cmocka_unit_test(test_rude_frames),
        cmocka_unit_test(test_nothing_but_the_hello),
        cmocka_unit_test(test_frames_right_behind_the_handshake),
        cmocka_unit_test(test_the_server_is_well),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
