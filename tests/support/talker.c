#include "support/talker.h"

#include "support/orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ENV_MAX 5 /* of its own */
#define ARGUMENTS_MAX 16

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void become(pid_t parent, const struct household *house, const char *const arguments[],
                   const int in[2], const int out[2])
{
    char path[4096];
    char *argv[ARGUMENTS_MAX] = {(char[]){DORAN_BIN}};
    snprintf(path, sizeof path, "PATH=%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    for (size_t i = 0; arguments[i] && i + 2 < ARGUMENTS_MAX; i++)
        argv[i + 1] = (char *)(uintptr_t)arguments[i];
    char config[700];
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", house->state);
    char *env[ENV_MAX + HOUSEHOLD_ENV_MAX] = {path, (char *)(uintptr_t)house->env[0],
                                              (char[]){"LANG=C.UTF-8"}, (char[]){"TERM=dumb"}, config};
    for (size_t i = HOUSEHOLD_ENV_OWN; house->env[i]; i++) /* The clock. */
        env[ENV_MAX + i - HOUSEHOLD_ENV_OWN] = (char *)(uintptr_t)house->env[i];
    orphans_die_with(parent);
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execve(DORAN_BIN, argv, env);
    _exit(127);
}

void talker_start_with(struct talker *talker, const struct household *house, const char *const arguments[])
{
    int in[2], out[2];
    *talker = (struct talker){.text = calloc(1, TALKER_TEXT_MAX)};
    assert_non_null(talker->text);
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    pid_t parent = getpid();
    talker->pid = fork();
    assert_true(talker->pid >= 0);
    if (talker->pid == 0)
        become(parent, house, arguments, in, out);
    signal(SIGPIPE, SIG_IGN); /* After the fork, so that the program has to mind it itself. */
    close(in[0]);
    close(out[1]);
    talker->in = in[1];
    talker->out = out[0];
    fcntl(talker->in, F_SETFL, O_NONBLOCK);
}

void talker_start_at(struct talker *talker, const struct household *house, const char *who, const char *mode,
                     const char *language, const char *url)
{
    const char *arguments[ARGUMENTS_MAX] = {mode, "--profile", who};
    size_t count = 3;
    if (language) {
        arguments[count++] = "--lang";
        arguments[count++] = language;
    }
    if (url) {
        arguments[count++] = "--server";
        arguments[count++] = url;
    }
    talker_start_with(talker, house, arguments);
}

void talker_start(struct talker *talker, const struct household *house, const char *who, const char *mode,
                  const char *language)
{
    talker_start_at(talker, house, who, mode, language, server_url(house->server));
}

/* Reads once; false at the end. */
static bool take(struct talker *talker, int64_t deadline, const char *what)
{
    struct pollfd fd = {.fd = talker->out, .events = POLLIN};
    int64_t left = deadline - now_ms();
    if (left <= 0 || poll(&fd, 1, (int)left) == 0) {
        kill(talker->pid, SIGKILL);
        fail_msg("nothing of \"%s\" in:\n%s", what, talker->text + talker->seen);
    }
    assert_true(talker->length < TALKER_TEXT_MAX - 1);
    ssize_t got = read(talker->out, talker->text + talker->length, TALKER_TEXT_MAX - 1 - talker->length);
    talker->length += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Reads until the text was printed, and goes on behind it. */
void hear(struct talker *talker, const char *text)
{
    int64_t deadline = now_ms() + TALKER_WAIT_MS;
    const char *found;
    while (!(found = strstr(talker->text + talker->seen, text)))
        if (!take(talker, deadline, text))
            fail_msg("it ended without \"%s\":\n%s", text, talker->text);
    talker->seen = (size_t)(found - talker->text) + strlen(text);
}

void tell_bytes(struct talker *talker, const char *bytes, size_t length)
{
    int64_t deadline = now_ms() + TALKER_WAIT_MS;
    while (length > 0) {
        struct pollfd fd = {.fd = talker->in, .events = POLLOUT};
        assert_true(now_ms() < deadline);
        poll(&fd, 1, 1000);
        ssize_t written = write(talker->in, bytes, length);
        assert_true(written > 0 || errno == EAGAIN);
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
}

void tell(struct talker *talker, const char *line)
{
    tell_bytes(talker, line, strlen(line));
    tell_bytes(talker, "\n", 1);
}

void answer(struct talker *talker, const char *prompt, const char *line)
{
    hear(talker, prompt);
    tell(talker, line);
}

/* Empty lines until the news has come in. */
void wait_for_news(struct talker *talker, const char *prompt, const char *news)
{
    int64_t deadline = now_ms() + TALKER_WAIT_MS;
    size_t from = talker->seen;
    while (!strstr(talker->text + from, news)) {
        if (now_ms() > deadline)
            fail_msg("no \"%s\" in:\n%s", news, talker->text + from);
        answer(talker, prompt, "");
        poll(NULL, 0, 20); /* The next question is asked a moment later. */
    }
}

char *hear_line(struct talker *talker, const char *start)
{
    hear(talker, start);
    int64_t deadline = now_ms() + TALKER_WAIT_MS;
    const char *end;
    while (!(end = strchr(talker->text + talker->seen, '\n')))
        if (!take(talker, deadline, "the end of the line"))
            fail_msg("it ended in a line:\n%s", talker->text);
    char *line = strndup(talker->text + talker->seen, (size_t)(end - (talker->text + talker->seen)));
    talker->seen = (size_t)(end - talker->text);
    return line;
}

int talker_wait(struct talker *talker)
{
    int status, code;
    int64_t deadline = now_ms() + TALKER_WAIT_MS;
    while (take(talker, deadline, "the end")) {
    }
    assert_int_equal(waitpid(talker->pid, &status, 0), talker->pid);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (talker->in >= 0)
        close(talker->in);
    close(talker->out);
    free(talker->text);
    return code;
}

int talker_end(struct talker *talker)
{
    close(talker->in);
    talker->in = -1;
    return talker_wait(talker);
}
