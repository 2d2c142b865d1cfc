#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 8192
#define EVENTS 256

struct connection {
    int fd;
    bool busy;
    uint64_t number;
    double due;
    char head[HEAD_MAX];
    size_t head_length;
    int64_t body_left; /* -1 while the head is being read */
    int status;
    struct load_request request;
    size_t sent;
};
struct run {
    const struct load_options *options;
    struct load_result *out;
    struct connection *connections;
    float *samples;
    size_t sample_count;
    int epoll;
    uint64_t started;
    double begin, next_due;
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool connection_open(struct run *run, struct connection *c, int index)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)run->options->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0)
        return false;
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
    c->body_left = -1;
    return epoll_ctl(run->epoll, EPOLL_CTL_ADD, c->fd, &event) == 0;
}

static bool more_to_send(const struct run *run)
{
    return run->options->count == 0 || run->started < run->options->count;
}

static bool connection_send(struct run *run, struct connection *c, int index, double due)
{
    c->number = run->started++;
    c->request = run->options->next(run->options->data, index, c->number);
    c->due = due;
    c->busy = true;
    c->head_length = 0;
    c->body_left = -1;
    /* Requests are small and the connection is idle, so the socket takes them whole. */
    ssize_t n = send(c->fd, c->request.text, c->request.length, MSG_NOSIGNAL);
    return n == (ssize_t)c->request.length;
}

static void sample(struct run *run, double milliseconds)
{
    if (run->sample_count < LOAD_SAMPLES_MAX)
        run->samples[run->sample_count++] = (float)milliseconds;
}

static void answered(struct run *run, struct connection *c)
{
    bool good = (c->status >= 200 && c->status < 300) || c->status == 304;
    if (good)
        run->out->answered++;
    else {
        run->out->failed++;
        if (run->out->first_bad_status == 0)
            run->out->first_bad_status = c->status;
    }
    sample(run, (now_seconds() - c->due) * 1e3);
    c->busy = false;
}

static void parse_head(struct connection *c, char *end)
{
    *end = '\0';
    c->status = 0;
    if (c->head_length > 12)
        c->status = atoi(c->head + 9);
    const char *found = strcasestr(c->head, "\ncontent-length:");
    c->body_left = found ? strtoll(found + 16, NULL, 10) : 0;
}

/* Takes what has arrived; false when the connection broke. */
static bool connection_read(struct run *run, struct connection *c)
{
    static _Thread_local char scratch[256 * 1024];
    for (;;) {
        ssize_t n = recv(c->fd, scratch, sizeof scratch, MSG_DONTWAIT);
        if (n < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK;
        if (n == 0)
            return false;
        run->out->bytes += (uint64_t)n;
        size_t at = 0, length = (size_t)n;
        if (c->body_left < 0) {
            size_t room = HEAD_MAX - 1 - c->head_length;
            size_t take = length < room ? length : room;
            memcpy(c->head + c->head_length, scratch, take);
            size_t before = c->head_length;
            c->head_length += take;
            c->head[c->head_length] = '\0';
            char *end = strstr(c->head, "\r\n\r\n");
            if (!end) {
                if (c->head_length >= HEAD_MAX - 1)
                    return false;
                continue;
            }
            at = (size_t)(end + 4 - c->head) - before;
            parse_head(c, end);
        }
        c->body_left -= (int64_t)(length - at);
        if (c->body_left < 0)
            return false;
        if (c->body_left == 0 && c->busy) {
            answered(run, c);
            return true;
        }
    }
}

static void break_connection(struct run *run, struct connection *c, int index)
{
    run->out->failed++;
    if (run->out->first_bad_status == 0)
        run->out->first_bad_status = -1;
    close(c->fd);
    c->busy = false;
    if (!connection_open(run, c, index))
        c->fd = -1;
}

static void start_due(struct run *run, double now)
{
    const struct load_options *options = run->options;
    for (int i = 0; i < options->connections && more_to_send(run); i++) {
        struct connection *c = &run->connections[i];
        if (c->busy || c->fd < 0)
            continue;
        if (options->rate > 0) {
            if (run->next_due > now)
                return;
            double due = run->next_due;
            run->next_due += 1.0 / options->rate;
            if (!connection_send(run, c, i, due))
                break_connection(run, c, i);
        } else if (!connection_send(run, c, i, now)) {
            break_connection(run, c, i);
        }
    }
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void finish(struct run *run)
{
    qsort(run->samples, run->sample_count, sizeof *run->samples, compare_floats);
    if (run->sample_count > 0) {
        run->out->p50 = (double)run->samples[run->sample_count / 2];
        run->out->p99 = (double)run->samples[run->sample_count * 99 / 100];
        run->out->max = (double)run->samples[run->sample_count - 1];
    }
}

static bool any_busy(const struct run *run)
{
    for (int i = 0; i < run->options->connections; i++)
        if (run->connections[i].busy)
            return true;
    return false;
}

/* Until something arrives or the next request is due; without spinning, for the server needs the processor too. */
static int wait_for_events(const struct run *run, struct epoll_event events[EVENTS], bool open)
{
    double wait = open && run->options->rate > 0 ? run->next_due - now_seconds() : 0.1;
    wait = wait < 0 ? 0 : wait > 0.1 ? 0.1 : wait;
    struct timespec timeout = {.tv_nsec = (long)(wait * 1e9)};
    return epoll_pwait2(run->epoll, events, EVENTS, &timeout, NULL);
}

static void loop(struct run *run)
{
    const struct load_options *options = run->options;
    struct epoll_event events[EVENTS];
    run->begin = now_seconds();
    run->next_due = run->begin;
    double end = run->begin + options->seconds;
    for (;;) {
        double now = now_seconds();
        bool open = now < end && more_to_send(run);
        if (open)
            start_due(run, now);
        else if (!any_busy(run) || now > end + 10)
            break;
        int n = wait_for_events(run, events, open);
        for (int i = 0; i < n; i++) {
            int index = (int)events[i].data.u32;
            struct connection *c = &run->connections[index];
            if (!connection_read(run, c)) {
                break_connection(run, c, index);
                continue;
            }
            if (!c->busy && options->rate <= 0 && more_to_send(run) && now < end)
                if (!connection_send(run, c, index, now_seconds()))
                    break_connection(run, c, index);
        }
    }
    run->out->seconds = now_seconds() - run->begin;
}

bool load_run(const struct load_options *options, struct load_result *out)
{
    struct run run = {.options = options, .out = out};
    bool good = false;
    *out = (struct load_result){0};
    run.epoll = epoll_create1(EPOLL_CLOEXEC);
    run.connections = calloc((size_t)options->connections, sizeof *run.connections);
    run.samples = malloc(LOAD_SAMPLES_MAX * sizeof *run.samples);
    if (run.epoll >= 0 && run.connections && run.samples) {
        good = true;
        for (int i = 0; i < options->connections; i++)
            run.connections[i].fd = -1;
        for (int i = 0; good && i < options->connections; i++)
            good = connection_open(&run, &run.connections[i], i);
        if (good) {
            loop(&run);
            finish(&run);
        }
        for (int i = 0; i < options->connections; i++)
            if (run.connections[i].fd >= 0)
                close(run.connections[i].fd);
    }
    free(run.connections);
    free(run.samples);
    if (run.epoll >= 0)
        close(run.epoll);
    return good;
}
