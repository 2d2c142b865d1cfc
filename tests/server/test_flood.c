/* Floods: thousands of connections from one address, heads that never end, bodies that drip, requests that wait. What
 * floods is let go; everybody else is served. */
#include "support/raw.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

#define LOGIN                                                                                                \
    "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "           \
    "2000\r\n\r\n{"

static struct server *start(const char *const *flags)
{
    return server_start(&(struct server_options){.flags = flags});
}

static void nap(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
}

/* A neighbour is served. */
static void assert_serves(struct server *server)
{
    struct raw *raw = raw_open(server_port(server), "127.0.0.9");
    assert_int_equal(raw_call(raw, "GET", "/readyz", NULL, NULL)->status, 200);
    raw_close(raw);
}

static void test_thousands_from_one_address(void **state)
{
    (void)state;
    enum { MOST = 100, MANY = 3000 };
    static const char *const flags[] = {"--connections-per-address=100", NULL};
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    struct server *server = start(flags);
    struct raw **raw = calloc(MANY, sizeof *raw);
    size_t open = 0;
    for (int i = 0; i < MANY; i++)
        raw[i] = raw_try_open(server_port(server), "127.0.0.2");
    assert_serves(server);
    /* Those that were let in are served, the others closed. */
    for (int i = 0; i < MANY; i++) {
        if (!raw[i])
            continue;
        raw_say(raw[i], "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        bool answered = false;
        while (!(answered = raw_has_answer(raw[i])) && !raw_is_closed(raw[i]))
            nap();
        open += answered;
    }
    assert_in_range(open, 1, MOST);
    for (int i = 0; i < MANY; i++)
        raw_close(raw[i]);
    free(raw);
    /* Room is given back. */
    for (int i = 0; i < MOST; i++) {
        struct raw *one = raw_open(server_port(server), "127.0.0.2");
        raw_say(one, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        while (!raw_has_answer(one) && !raw_is_closed(one))
            nap();
        raw_close(one);
    }
    assert_serves(server);
    assert_int_equal(server_stop(server), 0);
}

static void test_too_many_in_all(void **state)
{
    (void)state;
    enum { MANY = 60 };
    static const char *const flags[] = {"--connections=20", "--header-timeout=2", NULL};
    struct server *server = start(flags);
    struct raw *raw[MANY];
    for (int i = 0; i < MANY; i++) {
        char from[32];
        snprintf(from, sizeof from, "127.0.1.%d", i + 1);
        raw[i] = raw_try_open(server_port(server), from);
    }
    for (int i = 0; i < MANY; i++) { /* All are let go in the end: nobody said anything. */
        while (raw[i] && !raw_is_closed(raw[i]))
            nap();
        raw_close(raw[i]);
    }
    assert_serves(server);
    assert_int_equal(server_stop(server), 0);
}

/* 7, 10, and heads that drip. */
static void test_heads_and_bodies_that_drip(void **state)
{
    (void)state;
    static const char *const flags[] = {"--header-timeout=1", "--body-timeout=4", "--idle-timeout=1", NULL};
    struct server *server = start(flags);
    struct raw *silent = raw_open(server_port(server), NULL), *head = raw_open(server_port(server), NULL);
    struct raw *body = raw_open(server_port(server), NULL), *idle = raw_open(server_port(server), NULL);
    struct raw *still = raw_open(server_port(server), NULL);
    raw_say(head, "GET /healthz HTTP/1.1\r\nX: ");
    raw_say(body, LOGIN);
    raw_say(still, LOGIN);
    assert_int_equal(raw_call(idle, "GET", "/healthz", NULL, NULL)->status, 200);
    bool head_over = false, body_over = false;
    while (!head_over || !body_over) {
        nap();
        if (!head_over && !(head_over = raw_has_answer(head)))
            raw_say(head, "x");
        if (!body_over && !(body_over = raw_has_answer(body)))
            raw_say(body, " ");
    }
    assert_int_equal(raw_answer(head)->status, 408);
    assert_int_equal(raw_answer(body)->status, 408);
    assert_int_equal(raw_answer(still)->status, 408);
    raw_await_close(silent);
    raw_await_close(idle);
    struct raw *all[] = {silent, head, body, idle, still};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        raw_close(all[i]);
    assert_serves(server);
    assert_int_equal(server_stop(server), 0);
}

static void test_a_flood_of_heads(void **state)
{
    (void)state;
    enum { MANY = 50 };
    struct server *server = start((const char *const[]){NULL});
    static char line[1024];
    struct raw *raw[MANY];
    snprintf(line, sizeof line, "X-Flood: %01000d\r\n", 0);
    for (int i = 0; i < MANY; i++) {
        raw[i] = raw_open(server_port(server), NULL);
        raw_say(raw[i], "GET /healthz HTTP/1.1\r\nHost: a\r\n");
        for (int n = 0; n < 100; n++)
            raw_send(raw[i], line, strlen(line));
    }
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(raw_answer(raw[i])->status, 431);
        raw_close(raw[i]);
    }
    assert_serves(server);
    assert_int_equal(server_stop(server), 0);
}

/* 5: an answer that takes its time is not cut off by the deadlines of heads and idle connections. */
static void test_waiting_for_a_slow_answer(void **state)
{
    (void)state;
    enum { PEOPLE = 8 };
    static const char *const flags[] = {
        "--signup=open",    "--signup-limit=-1",     "--header-timeout=1", "--idle-timeout=1",
        "--body-timeout=1", "--argon2-memory=65536", "--readers=1",        NULL};
    struct server *server = start(flags);
    struct raw *raw[PEOPLE];
    char body[256];
    for (int i = 0; i < PEOPLE; i++) {
        raw[i] = raw_open(server_port(server), NULL);
        snprintf(
            body, sizeof body,
            "{\"email\":\"p%d@example.org\",\"password\":\"blue horse 17 staple\",\"nickname\":\"가족 %d\"}",
            i, i);
        raw_say(raw[i],
                "POST /api/v1/signup HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                "Content-Length: %zu\r\n\r\n%s",
                strlen(body), body);
    }
    for (int i = 0; i < PEOPLE; i++) {
        assert_int_equal(raw_answer(raw[i])->status, 201);
        raw_close(raw[i]);
    }
    assert_int_equal(server_stop(server), 0);
}

/* A full queue of the slow lane is told, with a time to wait, and does not hold up anybody else. The slow lane gives way to
 * everybody on a machine, so that its work is small here, and all asks come at once: each request lacks its last byte until
 * then. */
static void test_more_log_ins_than_can_wait(void **state)
{
    (void)state;
    enum { PEOPLE = 100 };
    static const char *const flags[] = {"--signup=open", "--signup-limit=-1", "--login-limit=-1",
                                        "--argon2-memory=8192", NULL};
    struct server *server = start(flags);
    static const char body[] = "{\"email\":\"a@example.org\",\"password\":\"blue horse 17 staple\"}";
    struct raw *raw[PEOPLE];
    int busy = 0;
    for (int i = 0; i < PEOPLE; i++) {
        raw[i] = raw_open(server_port(server), NULL);
        raw_say(raw[i],
                "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                "Content-Length: %zu\r\n\r\n%.*s",
                strlen(body), (int)strlen(body) - 1, body);
    }
    for (int i = 0; i < PEOPLE; i++)
        raw_send(raw[i], "}", 1);
    assert_serves(server);
    for (int i = 0; i < PEOPLE; i++) {
        int status = raw_answer(raw[i])->status;
        assert_true(status == 401 || status == 503);
        if (status == 503) {
            assert_non_null(strstr(raw_answer_head(raw[i]), "Retry-After: "));
            busy++;
        }
        raw_close(raw[i]);
    }
    assert_true(busy > 0);
    assert_int_equal(server_stop(server), 0);
}

/* Behind a trusted proxy the address is the family's; anybody else's word about it counts for nothing. */
static void test_forwarded_addresses(void **state)
{
    (void)state;
    static const char *const flags[] = {"--trusted-proxies=127.0.0.3", "--connections-per-address=4", NULL};
    struct server *server = start(flags);
    struct raw *raw[8];
    for (int i = 0; i < 8; i++) { /* The proxy may hold as many as it likes. */
        raw[i] = raw_open(server_port(server), "127.0.0.3");
        raw_say(raw[i], "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.7\r\n"
                        "X-Forwarded-Proto: https\r\n\r\n");
        assert_int_equal(raw_answer(raw[i])->status, 200);
        assert_true(raw_has(raw[i], "Strict-Transport-Security: max-age=31536000"));
        raw_close(raw[i]);
    }
    struct raw *liar = raw_open(server_port(server), "127.0.0.4");
    raw_say(liar, "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1\r\nX-Forwarded-Proto: "
                  "https\r\n\r\n");
    assert_int_equal(raw_answer(liar)->status, 200);
    assert_false(raw_has(liar, "Strict-Transport-Security: max-age=31536000"));
    raw_close(liar);
    assert_int_equal(server_halt(server), 0);
    char *log = server_output(server);
    assert_non_null(strstr(log, " 203.0.113.7 "));
    assert_non_null(strstr(log, " 127.0.0.4 "));
    assert_null(strstr(log, "6.6.6.6"));
    assert_null(strstr(log, "198.51.100.1"));
    free(log);
    assert_int_equal(server_stop(server), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thousands_from_one_address), cmocka_unit_test(test_too_many_in_all),
        cmocka_unit_test(test_heads_and_bodies_that_drip), cmocka_unit_test(test_a_flood_of_heads),
        cmocka_unit_test(test_waiting_for_a_slow_answer),  cmocka_unit_test(test_more_log_ins_than_can_wait),
        cmocka_unit_test(test_forwarded_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
