#include "support/line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS_MAX = 64, PIECE = 16 * 1024 };

enum order { ORDER_NONE, ORDER_CUT, ORDER_STALL, ORDER_MEND, ORDER_END };

struct line {
    int listener, wake, port, target;
    char url[48];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t done;
    enum order order;
    /* the thread's own */
    bool cut, stalled;
    int pairs[PAIRS_MAX][2];
    size_t count;
};

static int connect_to(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void hang_up(int fd)
{
    /* A reset, as of a line that breaks, and not an orderly end. */
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
    close(fd);
}

static void drop_pair(struct line *line, size_t index)
{
    hang_up(line->pairs[index][0]);
    hang_up(line->pairs[index][1]);
    line->count--;
    memmove(line->pairs[index], line->pairs[line->count], sizeof line->pairs[index]);
}

static void take_call(struct line *line)
{
    int from = accept4(line->listener, NULL, NULL, SOCK_CLOEXEC);
    if (from < 0)
        return;
    int to = line->cut || line->count == PAIRS_MAX ? -1 : connect_to(line->target);
    if (to < 0) {
        hang_up(from);
        return;
    }
    line->pairs[line->count][0] = from;
    line->pairs[line->count][1] = to;
    line->count++;
}

/* False when the connection has ended. */
static bool pass_on(int from, int to)
{
    char piece[PIECE];
    ssize_t got = recv(from, piece, sizeof piece, MSG_DONTWAIT), sent = 0;
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got == 0)
        return false;
    while (sent < got) {
        ssize_t n = send(to, piece + sent, (size_t)(got - sent), MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        sent += n;
    }
    return true;
}

/* Carries out what was ordered; false to end. */
static bool obey(struct line *line)
{
    uint64_t ignored;
    if (read(line->wake, &ignored, sizeof ignored) < 0)
        return true;
    pthread_mutex_lock(&line->lock);
    enum order order = line->order;
    if (order == ORDER_CUT || order == ORDER_END)
        while (line->count > 0)
            drop_pair(line, line->count - 1);
    line->cut = order == ORDER_CUT;
    line->stalled = order == ORDER_STALL;
    line->order = ORDER_NONE;
    pthread_cond_signal(&line->done);
    pthread_mutex_unlock(&line->lock);
    return order != ORDER_END;
}

static void forward(struct line *line, const struct pollfd *fds, size_t watched)
{
    for (size_t i = watched; i-- > 0;) {
        bool good = true;
        for (int side = 0; side < 2 && good; side++)
            if (fds[2 + i * 2 + (size_t)side].revents)
                good = pass_on(line->pairs[i][side], line->pairs[i][!side]);
        if (!good)
            drop_pair(line, i);
    }
}

static void *run(void *data)
{
    struct line *line = data;
    for (;;) {
        struct pollfd fds[2 + PAIRS_MAX * 2] = {{.fd = line->wake, .events = POLLIN},
                                                {.fd = line->listener, .events = POLLIN}};
        size_t watched = line->count;
        for (size_t i = 0; i < watched; i++)
            for (int side = 0; side < 2; side++)
                fds[2 + i * 2 + (size_t)side] = (struct pollfd){.fd = line->pairs[i][side], .events = POLLIN};
        if (poll(fds, line->stalled ? 2 : 2 + watched * 2, -1) < 0)
            continue;
        if (fds[0].revents) {
            if (!obey(line))
                return NULL;
            continue; /* the pairs may be others now */
        }
        if (!line->stalled)
            forward(line, fds, watched);
        if (fds[1].revents)
            take_call(line);
    }
}

struct line *line_new(int port)
{
    struct line *line = calloc(1, sizeof *line);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (!line)
        abort();
    line->target = port;
    line->wake = eventfd(0, EFD_CLOEXEC);
    line->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (line->wake < 0 || line->listener < 0 ||
        bind(line->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(line->listener, 32) != 0 ||
        getsockname(line->listener, (struct sockaddr *)&address, &length) != 0)
        abort();
    line->port = ntohs(address.sin_port);
    snprintf(line->url, sizeof line->url, "http://127.0.0.1:%d", line->port);
    pthread_mutex_init(&line->lock, NULL);
    pthread_cond_init(&line->done, NULL);
    if (pthread_create(&line->thread, NULL, run, line) != 0)
        abort();
    return line;
}

static void order(struct line *line, enum order what)
{
    uint64_t one = 1;
    pthread_mutex_lock(&line->lock);
    line->order = what;
    if (write(line->wake, &one, sizeof one) < 0)
        abort();
    while (line->order != ORDER_NONE)
        pthread_cond_wait(&line->done, &line->lock);
    pthread_mutex_unlock(&line->lock);
}

void line_free(struct line *line)
{
    if (!line)
        return;
    order(line, ORDER_END);
    pthread_join(line->thread, NULL);
    pthread_cond_destroy(&line->done);
    pthread_mutex_destroy(&line->lock);
    close(line->listener);
    close(line->wake);
    free(line);
}

int line_port(const struct line *line)
{
    return line->port;
}

const char *line_url(const struct line *line)
{
    return line->url;
}

void line_cut(struct line *line)
{
    order(line, ORDER_CUT);
}

void line_stall(struct line *line)
{
    order(line, ORDER_STALL);
}

void line_mend(struct line *line)
{
    order(line, ORDER_MEND);
}
