#include "support/command.h"

#include "support/orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ENVIRONMENT_MAX 32
#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)
#define POLL_MS 20 /* How often the end is asked for; a readable pipe wakes at once. */

struct stream {
    int fd; /* -1 after its end. */
    char *text;
    size_t length, capacity;
};

struct command {
    pid_t pid;
    struct stream out, err;
    int input_fd; /* -1 when everything is fed. */
    const char *input;
    size_t fed;
    char *input_copy;
};

static int64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void become(pid_t parent, const char *const argv[], const char *const *env, const int pipes[3])
{
    char path[4096];
    const char *variables[ENVIRONMENT_MAX] = {NULL};
    size_t count = 0;
    snprintf(path, sizeof path, "PATH=%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    variables[count++] = path;
    variables[count++] = "LANG=C.UTF-8";
    for (; env && *env && count < ENVIRONMENT_MAX - 1; env++)
        variables[count++] = *env;
    orphans_die_with(parent);
    setsid();
    for (int i = 0; i < 3; i++)
        dup2(pipes[i], i);
    execvpe(argv[0], (char *const *)argv, (char *const *)variables);
    _exit(127);
}

struct command *command_start(const char *const argv[], const char *const *env, const char *input)
{
    int in[2], out[2], err[2];
    struct command *command = calloc(1, sizeof *command);
    assert_non_null(command);
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    pid_t parent = getpid();
    command->pid = fork();
    assert_true(command->pid >= 0);
    if (command->pid == 0)
        become(parent, argv, env, (const int[]){in[0], out[1], err[1]});
    close(in[0]);
    close(out[1]);
    close(err[1]);
    command->input_copy = strdup(input ? input : "");
    command->input = command->input_copy;
    command->input_fd = in[1];
    command->out.fd = out[0];
    command->err.fd = err[0];
    fcntl(in[1], F_SETFL, O_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    return command;
}

static void take_in(struct stream *stream)
{
    if (stream->capacity - stream->length < 4096) {
        stream->capacity = stream->capacity ? stream->capacity * 2 : 8192;
        assert_true(stream->capacity <= OUTPUT_MAX);
        stream->text = realloc(stream->text, stream->capacity);
        assert_non_null(stream->text);
    }
    ssize_t got = read(stream->fd, stream->text + stream->length, stream->capacity - stream->length - 1);
    if (got > 0) {
        stream->length += (size_t)got;
    } else if (got == 0 || errno != EINTR) {
        close(stream->fd);
        stream->fd = -1;
    }
    stream->text[stream->length] = '\0';
}

static void feed(struct command *command)
{
    size_t left = strlen(command->input + command->fed);
    ssize_t written = left > 0 ? write(command->input_fd, command->input + command->fed, left) : 0;
    if (written > 0)
        command->fed += (size_t)written;
    bool over = command->input[command->fed] == '\0' || (written < 0 && errno != EAGAIN && errno != EINTR);
    if (over) {
        close(command->input_fd);
        command->input_fd = -1;
    }
}

/* Moves what can be moved now, waiting a moment for it. */
static void pump(struct command *command)
{
    struct pollfd fds[] = {
        {.fd = command->out.fd, .events = POLLIN},
        {.fd = command->err.fd, .events = POLLIN},
        {.fd = command->input_fd, .events = POLLOUT},
    };
    poll(fds, 3, POLL_MS);
    if (fds[0].revents)
        take_in(&command->out);
    if (fds[1].revents)
        take_in(&command->err);
    if (fds[2].revents)
        feed(command);
}

static const char *text_of(const struct stream *stream)
{
    return stream->text ? stream->text : "";
}

static void give_up(struct command *command, const char *what)
{
    kill(command->pid, SIGKILL);
    waitpid(command->pid, NULL, 0);
    fail_msg("no %s within %d ms\n--- out:\n%s\n--- err:\n%s", what, COMMAND_WAIT_MS, text_of(&command->out),
             text_of(&command->err));
}

const char *command_wait_for(struct command *command, const char *text, bool err)
{
    struct stream *stream = err ? &command->err : &command->out;
    int64_t deadline = now_ms() + COMMAND_WAIT_MS;
    while (!strstr(text_of(stream), text)) {
        if (stream->fd < 0 || now_ms() > deadline)
            give_up(command, text);
        pump(command);
    }
    return text_of(stream);
}

const char *command_printed(struct command *command, bool err)
{
    pump(command);
    return text_of(err ? &command->err : &command->out);
}

static void free_command(struct command *command)
{
    int fds[] = {command->out.fd, command->err.fd, command->input_fd};
    for (size_t i = 0; i < 3; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(command->out.text);
    free(command->err.text);
    free(command->input_copy);
    free(command);
}

void command_finish(struct command *command, struct command_result *result)
{
    int64_t deadline = now_ms() + COMMAND_WAIT_MS;
    int status;
    while (command->out.fd >= 0 || command->err.fd >= 0) {
        if (now_ms() > deadline)
            give_up(command, "end");
        pump(command);
    }
    assert_int_equal(waitpid(command->pid, &status, 0), command->pid);
    *result = (struct command_result){
        .status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
        .out = strdup(text_of(&command->out)),
        .err = strdup(text_of(&command->err)),
    };
    free_command(command);
}

void command_end(struct command *command)
{
    if (!command)
        return;
    kill(command->pid, SIGTERM);
    waitpid(command->pid, NULL, 0);
    free_command(command);
}

void command_run(struct command_result *result, const char *const argv[], const char *const *env,
                 const char *input)
{
    command_finish(command_start(argv, env, input), result);
}

void command_result_deinit(struct command_result *result)
{
    free(result->out);
    free(result->err);
    *result = (struct command_result){0};
}

bool command_is_installed(const char *program)
{
    const char *path = getenv("PATH");
    for (const char *at = path; at != NULL && *at != '\0';) {
        char name[4096];
        size_t length = strcspn(at, ":");
        snprintf(name, sizeof name, "%.*s/%s", (int)length, at, program);
        if (access(name, X_OK) == 0)
            return true;
        at += length + (at[length] == ':' ? 1 : 0);
    }
    fprintf(stderr, "%s is not installed: ./dev install test\n", program);
    return false;
}
