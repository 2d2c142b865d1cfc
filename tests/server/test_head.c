/* The reader of request heads: what RFC 9112 allows is understood, everything else refused. */
#include "server/http/head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum doran_error_code parse(const char *text, struct head *out)
{
    size_t end = head_end(text, strlen(text), 0);
    assert_true(end > 0);
    return head_parse(text, end, out);
}

static void assert_text(struct head_text text, const char *expected)
{
    assert_non_null(text.data);
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.data, expected, text.length);
}

static void test_reads_a_request(void **state)
{
    (void)state;
    struct head head;
    assert_int_equal(
        parse("POST /api/v1/login?x=%26&y HTTP/1.1\r\nHost: family.example:7474\r\n"
              "CONTENT-length:  17 \r\nContent-Type: application/json\r\nX-Other: \xea\xb0\x80\t!\r\n"
              "Empty:\r\n\r\nrest",
              &head),
        DORAN_ERROR_none);
    assert_text(head.method, "POST");
    assert_text(head.path, "/api/v1/login");
    assert_text(head.query, "x=%26&y");
    assert_text(head.fields[HEAD_HOST], "family.example:7474");
    assert_text(head.fields[HEAD_CONTENT_TYPE], "application/json");
    assert_int_equal(head.content_length, 17);
    assert_true(head.keep_alive);
    assert_null(head.fields[HEAD_AUTHORIZATION].data);
}

static void test_connection_and_upgrade(void **state)
{
    (void)state;
    struct head head;
    assert_int_equal(parse("GET / HTTP/1.0\r\n\r\n", &head), DORAN_ERROR_none);
    assert_false(head.keep_alive);
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, Close\r\n\r\n", &head),
                     DORAN_ERROR_none);
    assert_false(head.keep_alive);
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: , UPGRADE\r\n"
                           "Upgrade: h2c,WebSocket\r\nSec-WebSocket-Protocol: chat\r\n"
                           "Sec-WebSocket-Protocol: other, doran.v1\r\n\r\n",
                           &head),
                     DORAN_ERROR_none);
    assert_true(head.keep_alive && head.connection_upgrade && head.upgrade_websocket && head.protocol_doran);
    assert_int_equal(parse("GET http://other:80/x?y HTTP/1.1\r\nHost: a\r\n\r\n", &head), DORAN_ERROR_none);
    assert_text(head.path, "/x");
    assert_text(head.query, "y");
}

struct refusal {
    const char *text;
    enum doran_error_code code;
};

static void test_refuses(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        {"GET / HTTP/1.1\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET /\xea\xb0\x80 HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET x HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: b\x01\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nwords\r\n\r\n", DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nfoo\r\nContent-Length: 5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5abc\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999\r\n\r\n", DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
         DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         DORAN_ERROR_malformed},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", DORAN_ERROR_not_implemented},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", DORAN_ERROR_not_implemented},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nTransfer-Encoding: y\r\n\r\n",
         DORAN_ERROR_malformed},
        {"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
         DORAN_ERROR_malformed},
    };
    struct head head;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (parse(refusals[i].text, &head) != refusals[i].code)
            fail_msg("not refused as it should be: %s", refusals[i].text);
}

static void test_refuses_nul(void **state)
{
    (void)state;
    static const char in_value[] = "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n";
    static const char in_target[] = "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n";
    struct head head;
    assert_int_equal(head_parse(in_value, sizeof in_value - 1, &head), DORAN_ERROR_malformed);
    assert_int_equal(head_parse(in_target, sizeof in_target - 1, &head), DORAN_ERROR_malformed);
}

static void test_limits(void **state)
{
    (void)state;
    struct head head;
    char *text = malloc(HEAD_BYTES_MAX);
    size_t length = (size_t)sprintf(text, "GET /");
    memset(text + length, 'x', HEAD_TARGET_MAX);
    sprintf(text + length + HEAD_TARGET_MAX, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(parse(text, &head), DORAN_ERROR_uri_too_long);
    length = (size_t)sprintf(text, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 1; i < HEAD_FIELDS_MAX; i++)
        length += (size_t)sprintf(text + length, "X: y\r\n");
    sprintf(text + length, "\r\n");
    assert_int_equal(parse(text, &head), DORAN_ERROR_none);
    sprintf(text + length, "X: y\r\n\r\n");
    assert_int_equal(parse(text, &head), DORAN_ERROR_headers_too_large);
    free(text);
}

static void test_finds_the_end_in_pieces(void **state)
{
    (void)state;
    static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET";
    size_t whole = strlen(text) - 3;
    for (size_t seen = 0; seen < whole; seen++) {
        assert_int_equal(head_end(text, seen, 0), 0);
        assert_int_equal(head_end(text, whole, seen), whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_request), cmocka_unit_test(test_connection_and_upgrade),
        cmocka_unit_test(test_refuses),         cmocka_unit_test(test_refuses_nul),
        cmocka_unit_test(test_limits),          cmocka_unit_test(test_finds_the_end_in_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
