#include "server/http/listener.h"

#include "server/base/log.h"
#include "server/http/conn.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG 1024
#define ACCEPTS_AT_ONCE 64 /* So that a flood of connections leaves the others their turn. */

union any_address {
    struct sockaddr any;
    struct sockaddr_storage storage;
};

static void accept_some(struct ev_loop *loop, ev_io *watcher, int events)
{
    struct http *http = watcher->data;
    (void)events;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        union any_address from;
        socklen_t length = sizeof from;
        int fd = accept4(watcher->fd, &from.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
                log_line(LOG_WARNING, "listen: no descriptor for a connection: %s", strerror(errno));
                ev_io_stop(
                    loop, watcher); /* Until the next sweep: waiting connections would keep the loop awake. */
            }
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        conn_accept(http, fd, &from.any);
    }
}

static bool fail_listen(struct doran_error *error, const char *address, int port, int failure)
{
    if (failure == EADDRINUSE)
        return doran_fail(error, DORAN_ERROR_in_use, NULL,
                          "Port %d of %s is in use by another program: choose another with \"port\".", port,
                          address);
    return doran_fail(error, DORAN_ERROR_network, NULL, "It is not possible to listen on %s port %d: %s.",
                      address, port, strerror(failure));
}

static int open_one(const struct addrinfo *info)
{
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (info->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int failure = errno;
    close(fd);
    errno = failure;
    return -1;
}

static int port_of(int fd)
{
    union any_address address = {0};
    socklen_t length = sizeof address;
    if (getsockname(fd, &address.any, &length) < 0)
        return 0;
    in_port_t port = address.any.sa_family == AF_INET ? ((struct sockaddr_in *)&address.storage)->sin_port
                                                      : ((struct sockaddr_in6 *)&address.storage)->sin6_port;
    return ntohs(port);
}

static bool open_address(struct http *http, const char *address, struct doran_error *error)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICSERV | AI_ADDRCONFIG},
                    *info = NULL;
    char service[8];
    snprintf(service, sizeof service, "%d", http->port);
    if (strspn(address, "0123456789.:abcdefABCDEF") == strlen(address))
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV | AI_NUMERICHOST;
    int failure = getaddrinfo(address, service, &hints, &info);
    if (failure)
        return doran_fail(error, DORAN_ERROR_invalid, "listen", "%s is no address to listen on: %s.", address,
                          gai_strerror(failure));
    int fd = http->listener_count < HTTP_LISTENERS_MAX ? open_one(info) : (errno = EMFILE, -1);
    failure = errno;
    freeaddrinfo(info);
    if (fd < 0)
        return fail_listen(error, address, http->port, failure);
    if (!http->port)
        http->port = port_of(fd);
    ev_io *watcher = &http->listeners[http->listener_count++];
    ev_io_init(watcher, accept_some, fd, EV_READ);
    watcher->data = http;
    ev_io_start(http->options.loop, watcher);
    return true;
}

bool listeners_open(struct http *http, const char *addresses, int port, struct doran_error *error)
{
    http->port = port;
    while (*(addresses += strspn(addresses, ", "))) {
        char address[256];
        size_t length = strcspn(addresses, ", ");
        snprintf(address, sizeof address, "%.*s", (int)length, addresses);
        if (!open_address(http, address, error)) {
            listeners_close(http);
            return false;
        }
        addresses += length;
    }
    return http->listener_count || doran_fail(error, DORAN_ERROR_invalid, "listen",
                                              "Say with \"listen\" on which address to listen.");
}

void listeners_resume(struct http *http)
{
    for (size_t i = 0; i < http->listener_count; i++)
        if (!ev_is_active(&http->listeners[i]))
            ev_io_start(http->options.loop, &http->listeners[i]);
}

void listeners_close(struct http *http)
{
    for (size_t i = 0; i < http->listener_count; i++) {
        ev_io_stop(http->options.loop, &http->listeners[i]);
        close(http->listeners[i].fd);
    }
    http->listener_count = 0;
}
