#include "support/server.h"

#include "support/directory.h"
#include "support/orphans.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FLAGS_MAX = 40, START_TRIES = 5, OUTPUT_MAX = 4 * 1024 * 1024, CODE_GROUP = 4 };

struct server {
    pid_t pid; /* 0: not running */
    int port;
    int status; /* of the last one that ended */
    bool tls, own_data;
    char url[64];
    char code[80];
    char *data, *output, *database;
    char *flags[FLAGS_MAX + 1];
};

static _Noreturn void give_up(const struct server *server, const char *what)
{
    char *output = server_output(server);
    fprintf(stderr, "doran-server: %s\n%s\n", what, output ? output : "");
    free(output);
    abort();
}

static void sleep_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5 * 1000 * 1000}, NULL);
}

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int free_port(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        abort();
    close(fd);
    return ntohs(address.sin_port);
}

/* True when it answers that it is ready; with TLS when it accepts. */
static bool is_ready(const struct server *server)
{
    static const char request[] = "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    struct sockaddr_in address = loopback(server->port);
    char answer[64] = "";
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ready = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (ready && !server->tls) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 5}, sizeof(struct timeval));
        ready = send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 &&
                recv(fd, answer, sizeof answer - 1, MSG_WAITALL) > 0 &&
                strncmp(answer, "HTTP/1.1 200", 12) == 0;
    }
    if (fd >= 0)
        close(fd);
    return ready;
}

static void add_flag(struct server *server, const char *format, const char *value)
{
    for (size_t i = 0; i < FLAGS_MAX; i++)
        if (!server->flags[i]) {
            if (asprintf(&server->flags[i], format, value) < 0)
                abort();
            return;
        }
    abort();
}

static bool has_exited(struct server *server)
{
    int status;
    if (server->pid == 0)
        return true;
    if (waitpid(server->pid, &status, WNOHANG) != server->pid)
        return false;
    server->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    server->pid = 0;
    return true;
}

static void spawn(struct server *server)
{
    char port[24];
    char *arguments[FLAGS_MAX + 3] = {(char *)DORAN_SERVER_BIN, port};
    pid_t parent = getpid();
    snprintf(port, sizeof port, "--port=%d", server->port);
    for (size_t i = 0; server->flags[i]; i++)
        arguments[2 + i] = server->flags[i];
    server->pid = fork();
    if (server->pid != 0)
        return;
    orphans_die_with(parent);
    int out = open(server->output, O_WRONLY | O_CREAT | O_APPEND, 0600), in = open("/dev/null", O_RDONLY);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(DORAN_SERVER_BIN, arguments);
    _exit(127);
}

/* True when it is ready, false when it has exited. */
static bool wait_until_ready(struct server *server)
{
    for (int waited = 0; waited < SERVER_WAIT_MS; waited += 5) {
        if (is_ready(server))
            return true;
        if (has_exited(server))
            return false;
        sleep_a_little();
    }
    give_up(server, "did not become ready");
}

static void take_port(struct server *server)
{
    server->port = free_port();
    snprintf(server->url, sizeof server->url, "%s://127.0.0.1:%d", server->tls ? "https" : "http",
             server->port);
}

static struct server *server_new(const struct server_options *options)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server)
        abort();
    server->tls = options->tls;
    server->own_data = !options->data;
    server->data = options->data ? strdup(options->data) : test_directory_new("server");
    if (!server->data)
        abort();
    server->output = test_directory_path(server->data, "output.txt");
    add_flag(server, "--data=%s", server->data);
    add_flag(server, "--tls=%s", options->tls ? "self" : "off");
    add_flag(server, "--argon2-memory=%s", "1024");
    if (options->database)
        add_flag(server, "--database=%s", options->database);
    for (size_t i = 0; options->flags && options->flags[i]; i++)
        add_flag(server, "%s", options->flags[i]);
    return server;
}

struct server *server_start(const struct server_options *options)
{
    struct server *server = server_new(options);
    for (int i = 0; i < START_TRIES; i++) {
        take_port(server);
        spawn(server);
        if (wait_until_ready(server))
            return server;
        char *output = server_output(server);
        bool port_taken = output && strstr(output, "in use");
        free(output);
        if (!port_taken)
            break;
    }
    if (!options->may_fail)
        give_up(server, "did not start");
    return server;
}

static int end(struct server *server, int signal)
{
    int status;
    if (has_exited(server))
        return server->status;
    kill(server->pid, signal);
    for (int waited = 0; waited < SERVER_WAIT_MS; waited += 5) {
        if (has_exited(server))
            return server->status;
        sleep_a_little();
    }
    kill(server->pid, SIGKILL);
    waitpid(server->pid, &status, 0);
    server->pid = 0;
    give_up(server, "did not end when it was asked to");
}

int server_stop(struct server *server)
{
    if (!server)
        return 0;
    int status = end(server, SIGTERM);
    if (server->own_data)
        test_directory_remove(server->data);
    else
        free(server->data);
    for (size_t i = 0; i < FLAGS_MAX; i++)
        free(server->flags[i]);
    free(server->output);
    free(server);
    return status;
}

void server_kill(struct server *server)
{
    end(server, SIGKILL);
}

int server_halt(struct server *server)
{
    return end(server, SIGTERM);
}

void server_restart(struct server *server)
{
    spawn(server);
    if (!wait_until_ready(server))
        give_up(server, "did not start again");
}

const char *server_url(const struct server *server)
{
    return server->url;
}

int server_port(const struct server *server)
{
    return server->port;
}

int server_pid(const struct server *server)
{
    return server->pid;
}

const char *server_data(const struct server *server)
{
    return server->data;
}

char *server_output(const struct server *server)
{
    FILE *file = fopen(server->output, "r");
    char *text = calloc(1, OUTPUT_MAX);
    if (file && text)
        text[fread(text, 1, OUTPUT_MAX - 1, file)] = '\0';
    if (file)
        fclose(file);
    return text;
}

static bool code_character(char c)
{
    return isdigit((unsigned char)c) || isupper((unsigned char)c);
}

/* Bytes of groups of four joined by hyphens at the start of `text`, at least two groups; 0 for none. */
static size_t code_length(const char *text)
{
    size_t groups = 0, length = 0;
    for (;;) {
        size_t i = 0;
        while (i < CODE_GROUP && code_character(text[length + i]))
            i++;
        if (i < CODE_GROUP || code_character(text[length + i]))
            return 0;
        length += CODE_GROUP;
        groups++;
        if (text[length] != '-')
            return groups >= 2 ? length : 0;
        length++;
    }
}

static bool find_code(struct server *server)
{
    char *output = server_output(server);
    for (const char *at = output; at && *at && !server->code[0]; at++) {
        size_t length = at == output || (!code_character(at[-1]) && at[-1] != '-') ? code_length(at) : 0;
        if (length > 0 && length < sizeof server->code)
            memcpy(server->code, at, length);
    }
    free(output);
    return server->code[0] != '\0';
}

const char *server_join_code(struct server *server)
{
    for (int waited = 0; waited < SERVER_WAIT_MS && !find_code(server); waited += 5)
        sleep_a_little();
    if (!server->code[0])
        give_up(server, "printed no join code");
    return server->code;
}
