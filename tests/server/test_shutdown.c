/* Starting and stopping: what stands in the way of a start is told in one sentence, and a stop loses nothing that was
 * answered for. */
#include "support/directory.h"
#include "support/orphans.h"
#include "support/raw.h"
#include "support/server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { OUTPUT_SIZE = 16384, FLAG_SIZE = 600, LOAD_WRITES = 40 };

/* Runs doran-server to its end; gives its exit status and what it said. */
static int run(const char *const *flags, char out[OUTPUT_SIZE])
{
    const char *arguments[16] = {DORAN_SERVER_BIN};
    int pipe_fds[2], status;
    for (size_t i = 0; flags[i]; i++)
        arguments[i + 1] = flags[i];
    assert_int_equal(pipe(pipe_fds), 0);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        orphans_die_with(parent);
        dup2(pipe_fds[1], STDOUT_FILENO);
        dup2(pipe_fds[1], STDERR_FILENO);
        close(pipe_fds[0]);
        execv(DORAN_SERVER_BIN, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    close(pipe_fds[1]);
    size_t length = 0;
    ssize_t got;
    while ((got = read(pipe_fds[0], out + length, OUTPUT_SIZE - 1 - length)) > 0)
        length += (size_t)got;
    out[length] = 0;
    close(pipe_fds[0]);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* It ends with the code and one line that has the words in it. */
static void assert_fails(const char *const *flags, int code, const char *words)
{
    char out[OUTPUT_SIZE];
    int status = run(flags, out);
    char *line = strstr(out, "doran-server: ");
    if (status != code || !line || !strstr(line, words) || strchr(line, '\n') != line + strlen(line) - 1)
        fail_msg("ended with %d: %s", status, out);
}

static void test_words_and_wrong_words(void **state)
{
    (void)state;
    char out[OUTPUT_SIZE];
    assert_int_equal(run((const char *[]){"--version", NULL}, out), 0);
    assert_string_equal(out, "doran-server 0.1.0\n");
    assert_int_equal(run((const char *[]){"--help", NULL}, out), 0);
    assert_non_null(strstr(out, "--trusted-proxies NETWORKS"));
    assert_int_equal(run((const char *[]){"--data=/nowhere", "--check-config", NULL}, out), 0);
    assert_fails((const char *[]){"--colour", "red", NULL}, 64, "there is no such flag");
    assert_fails((const char *[]){"--port", NULL}, 64, "a value is missing");
    assert_fails((const char *[]){"--port", "x", NULL}, 64, "port takes a whole number from 0 to 65535");
    assert_fails((const char *[]){"dance", NULL}, 64, "there is no such command");
    assert_fails((const char *[]){"user", "reset", NULL}, 64, "there is no such command");
    assert_fails((const char *[]){"--config=/nowhere/at/all", NULL}, 78, "/nowhere/at/all cannot be read");
    assert_fails((const char *[]){"--data=/nowhere", "--listen=0.0.0.0", NULL}, 78, "Without TLS");
}

static void test_what_stands_in_the_way(void **state)
{
    (void)state;
    struct server *server = server_start(&(struct server_options){0});
    char *directory = test_directory_new("shutdown"), data[FLAG_SIZE], port[64], database[2 * FLAG_SIZE],
         file[FLAG_SIZE];
    snprintf(data, sizeof data, "--data=%.*s", FLAG_SIZE - 20, directory);
    snprintf(port, sizeof port, "--port=%d", server_port(server));
    assert_fails((const char *[]){data, port, NULL}, 69, "is in use by another program");
    snprintf(file, sizeof file, "--data=%s", server_data(server));
    assert_fails((const char *[]){file, "--port=0", NULL}, 69,
                 "Another doran-server uses the data directory");
    assert_int_equal(server_stop(server), 0);

    assert_fails((const char *[]){"--data=/proc/nowhere", "--port=0", NULL}, 74, "The data directory");
    assert_fails((const char *[]){data, "--port=0", "--listen=203.0.113.1", "--tls=self", NULL}, 69,
                 "It is not possible to listen on 203.0.113.1");
    snprintf(file, sizeof file, "%.*s/broken.db", FLAG_SIZE - 20, directory);
    FILE *broken = fopen(file, "w");
    for (int i = 0; i < 5000; i++)
        fputs("this is no database ", broken);
    fclose(broken);
    snprintf(database, sizeof database, "--database=sqlite:%s", file);
    char out[OUTPUT_SIZE];
    assert_int_not_equal(run((const char *[]){data, "--port=0", database, NULL}, out), 0);
    assert_non_null(strstr(out, "doran-server: "));
    assert_int_not_equal(
        run((const char *[]){data, "--port=0",
                             "--database=postgresql://u:sesame@127.0.0.1:1/nowhere?connect_timeout=2", NULL},
            out),
        0);
    assert_non_null(strstr(out, "doran-server: "));
    assert_null(strstr(out, "sesame"));
    test_directory_remove(directory);
}

static const char *const open_flags[] = {"--signup=open",    "--signup-limit=-1",  "--write-limit=-1",
                                         "--login-limit=-1", "--drain-timeout=30", NULL};

/* 17: what is in flight when SIGTERM comes is answered, and on disk. */
static void test_requests_in_flight(void **state)
{
    (void)state;
    static const char *const flags[] = {"--signup=open",      "--signup-limit=-1",     "--login-limit=-1",
                                        "--drain-timeout=60", "--argon2-memory=65536", NULL};
    enum { PEOPLE = 8 };
    struct server *server = server_start(&(struct server_options){.flags = flags});
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
    /* A question on another connection that comes after them: they have been taken by then. */
    struct raw *idle = raw_open(server_port(server), NULL);
    assert_int_equal(raw_call(idle, "GET", "/healthz", NULL, NULL)->status, 200);
    kill(server_pid(server), SIGTERM);
    raw_await_close(idle);
    for (int i = 0; i < PEOPLE; i++) {
        assert_int_equal(raw_answer(raw[i])->status, 201);
        assert_true(raw_has(raw[i], "Connection: close"));
        raw_await_close(raw[i]);
        raw_close(raw[i]);
    }
    raw_close(idle);
    assert_int_equal(server_halt(server), 0);
    server_restart(server);
    struct raw *again = raw_open(server_port(server), NULL);
    assert_int_equal(raw_call(again, "POST", "/api/v1/login", NULL,
                              "{\"email\":\"p7@example.org\",\"password\":\"blue horse 17 staple\"}")
                         ->status,
                     201);
    raw_close(again);
    assert_int_equal(server_stop(server), 0);
}

static void test_live_connections_are_told(void **state)
{
    (void)state;
    struct server *server = server_start(&(struct server_options){.flags = open_flags});
    char *token = raw_sign_up(server_port(server), "a@example.org", "엄마");
    struct raw *joined = raw_live(server_port(server), token), *silent = raw_live(server_port(server), token);
    struct raw *half = raw_open(server_port(server), NULL);
    raw_send_frame(joined, 1, "{}", 2);
    raw_await(joined, "\"more\":false");
    kill(server_pid(server), SIGTERM);
    assert_int_equal(raw_close_code(joined), 1001);
    assert_int_equal(raw_close_code(silent), 1001);
    raw_close(joined);
    raw_close(silent);
    raw_await_close(half);
    raw_close(half);
    assert_int_equal(server_halt(server), 0);
    assert_null(raw_try_open(server_port(server), NULL));
    free(token);
    assert_int_equal(server_stop(server), 0);
}

/* Everything that was answered before the stop is there after it. */
static void test_stopping_under_writes(void **state)
{
    (void)state;
    struct server *server = server_start(&(struct server_options){.flags = open_flags});
    char *token = raw_sign_up(server_port(server), "a@example.org", "엄마"), body[128], expected[128];
    struct raw *raw = raw_open(server_port(server), NULL);
    int answered = -1;
    for (int i = 0; i < LOAD_WRITES; i++) {
        snprintf(body, sizeof body, "{\"nickname\":\"엄마%d\"}", i);
        raw_say(raw,
                "PATCH /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n"
                "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                token, strlen(body), body);
    }
    for (int i = 0; i < LOAD_WRITES / 2; i++)
        answered += raw_answer(raw)->status == 200;
    kill(server_pid(server), SIGTERM);
    while (answered < LOAD_WRITES - 1 && !raw_has(raw, "Connection: close"))
        answered += raw_answer(raw)->status == 200;
    raw_close(raw);
    assert_int_equal(server_halt(server), 0);
    server_restart(server);
    raw = raw_open(server_port(server), NULL);
    snprintf(expected, sizeof expected, "\"nickname\":\"엄마%d\"", answered);
    assert_non_null(strstr(raw_call(raw, "GET", "/api/v1/me", token, NULL)->body, expected));
    raw_close(raw);
    free(token);
    assert_int_equal(server_stop(server), 0);
}

static void test_the_log_is_opened_anew(void **state)
{
    (void)state;
    char *directory = test_directory_new("log"), *path = test_directory_path(directory, "server.log");
    char *moved = test_directory_path(directory, "server.log.1"), flag[FLAG_SIZE];
    snprintf(flag, sizeof flag, "--log-file=%s", path);
    struct server *server = server_start(&(struct server_options){.flags = (const char *[]){flag, NULL}});
    struct stat status;
    assert_int_equal(rename(path, moved), 0);
    kill(server_pid(server), SIGHUP);
    do {
        struct raw *raw = raw_open(server_port(server), NULL);
        raw_call(raw, "GET", "/healthz", NULL, NULL);
        raw_close(raw);
    } while (stat(path, &status) != 0 || status.st_size == 0);
    assert_int_equal(server_stop(server), 0);
    free(path);
    free(moved);
    test_directory_remove(directory);
}

static void test_a_second_signal_ends_it(void **state)
{
    (void)state;
    struct server *server = server_start(&(struct server_options){.flags = open_flags});
    struct raw *raw = raw_open(server_port(server), NULL);
    raw_say(raw, "POST /api/v1/login HTTP/1.1\r\nHost: a\r\nContent-Type: "
                 "application/json\r\nContent-Length: 9\r\n\r\n{");
    struct raw *other = raw_open(server_port(server), NULL);
    assert_int_equal(raw_call(other, "GET", "/healthz", NULL, NULL)->status, 200);
    kill(server_pid(server), SIGTERM);
    raw_await_close(other); /* It has begun to stop, and waits for the body. */
    kill(server_pid(server), SIGTERM);
    assert_int_equal(server_halt(server), 0);
    raw_close(raw);
    raw_close(other);
    assert_int_equal(server_stop(server), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_and_wrong_words),   cmocka_unit_test(test_what_stands_in_the_way),
        cmocka_unit_test(test_requests_in_flight),      cmocka_unit_test(test_live_connections_are_told),
        cmocka_unit_test(test_stopping_under_writes),   cmocka_unit_test(test_the_log_is_opened_anew),
        cmocka_unit_test(test_a_second_signal_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
