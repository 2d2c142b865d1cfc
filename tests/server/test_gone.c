/* PostgreSQL goes and comes back under a running server: what cannot be kept is refused in clear words, nothing that
 * was answered is lost, and nobody has to start the server anew. */
#include "support/postgresql.h"
#include "support/raw.h"
#include "support/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static int status_of(struct server *server, const char *method, const char *path, const char *token,
                     const char *body)
{
    struct raw *raw = raw_open(server_port(server), NULL);
    int status = raw_call(raw, method, path, token, body)->status;
    raw_close(raw);
    return status;
}

static void await_status(struct server *server, const char *path, int status)
{
    for (int waited = 0; status_of(server, "GET", path, NULL, NULL) != status; waited += 50) {
        if (waited > RAW_WAIT_MS)
            fail_msg("%s did not become %d", path, status);
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000 * 1000}, NULL);
    }
}

static void go_and_come_back(struct pg_cluster *cluster, struct server *server, const char *token, bool crash)
{
    assert_true(pg_cluster_down(cluster, crash));
    await_status(server, "/readyz", 503);
    assert_int_equal(status_of(server, "GET", "/healthz", NULL, NULL), 200);
    struct raw *raw = raw_open(server_port(server), NULL);
    const struct raw_answer *answer = raw_call(raw, "PUT", "/api/v1/me/mood", token, "{\"mood\":\"sad\"}");
    assert_true(answer->status >= 500);
    assert_non_null(strstr(answer->body, "\"error\":"));
    raw_close(raw);
    assert_true(pg_cluster_up(cluster));
    await_status(server, "/readyz", 200);
}

static void test_gone_and_back(void **state)
{
    (void)state;
    static const char *const flags[] = {"--signup=open", "--write-limit=-1", NULL};
    struct pg_cluster *cluster = pg_cluster_start(NULL);
    assert_non_null(cluster);
    struct server *server =
        server_start(&(struct server_options){.flags = flags, .database = pg_cluster_new_database(cluster)});
    char *token = raw_sign_up(server_port(server), "a@example.org", "엄마");
    assert_int_equal(status_of(server, "PUT", "/api/v1/me/mood", token, "{\"mood\":\"nice\"}"), 200);
    struct raw *live = raw_live(server_port(server), token);
    raw_send_frame(live, 1, "{}", 2);
    raw_await(live, "\"mood\":\"nice\"");

    go_and_come_back(cluster, server, token, true);
    struct raw *raw = raw_open(server_port(server), NULL);
    const struct raw_answer *answer = raw_call(raw, "GET", "/api/v1/me", token, NULL);
    assert_int_equal(answer->status, 200);
    assert_non_null(strstr(answer->body, "\"mood\":\"nice\""));
    raw_close(raw);
    go_and_come_back(cluster, server, token, false);
    assert_int_equal(status_of(server, "PUT", "/api/v1/me/mood", token, "{\"mood\":\"love\"}"), 200);
    raw_await(live, "\"mood\":\"love\""); /* The live connection has outlived it. */
    raw_close(live);
    free(token);
    assert_int_equal(server_stop(server), 0);
    pg_cluster_stop(cluster);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gone_and_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
