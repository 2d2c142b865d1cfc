/* The figures of the live connection and of a server that has nothing to do. */
#include "village.h"

#include "support/directory.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS 5000
#define PUSHES 400

/* --- idle connections --- */

static bool read_until(int fd, const char *text, char *buffer, size_t size)
{
    size_t length = 0;
    while (length < size - 1) {
        ssize_t n = recv(fd, buffer + length, size - 1 - length, 0);
        if (n <= 0)
            return false;
        length += (size_t)n;
        buffer[length] = '\0';
        if (strstr(buffer, text))
            return true;
    }
    return false;
}

static int go_live(const struct village *village, const struct villager *who)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)village_port(village)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char request[512], answer[65536];
    /* A masked text frame (RFC 6455 section 5.2) that holds {}; a mask of zeros leaves the bytes as they are. */
    static const unsigned char hello[] = {0x81, 0x82, 0, 0, 0, 0, '{', '}'};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    snprintf(request, sizeof request,
             "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Protocol: doran.v1\r\nAuthorization: Bearer %s\r\n\r\n",
             who->token);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        send(fd, request, strlen(request), 0) < 0 || !read_until(fd, "\r\n\r\n", answer, sizeof answer) ||
        strncmp(answer, "HTTP/1.1 101", 12) != 0 || send(fd, hello, sizeof hello, 0) < 0 ||
        !read_until(fd, "\"cursor\"", answer, sizeof answer))
        bench_fail("going live", NULL);
    return fd;
}

static void idle_sockets(void)
{
    struct rlimit limit = {SOCKETS + 1000, SOCKETS + 1000};
    setrlimit(RLIMIT_NOFILE, &limit);
    struct village village = village_new(100, 2, NULL);
    static int fds[SOCKETS];
    int first = go_live(&village, villager(&village, 0, 0));
    sleep(1);
    long before = bench_private_dirty(village_pid(&village));
    for (int i = 0; i < SOCKETS; i++)
        fds[i] = go_live(&village, &village.people[(size_t)i % (village.families * village.members)]);
    sleep(2);
    long after = bench_private_dirty(village_pid(&village));
    bench_at_most("an idle live connection, of 5000", (double)(after - before) / SOCKETS / 1024, 6.0, "KiB");
    for (int i = 0; i < SOCKETS; i++)
        close(fds[i]);
    close(first);
    village_free(&village);
}

/* --- from one to another --- */

static struct doran_client *live_client(const struct village *village, const struct villager *who,
                                        const char *replica)
{
    struct doran_error error = {0};
    struct doran_client_options options = {
        .server = server_url(village->server), .token = who->token, .replica_path = replica, .live = true};
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client || !doran_client_sync(client, 20000, &error))
        bench_fail("a live client", &error);
    return client;
}

static void wait_for_change(struct doran_client *client, const char *stream)
{
    struct pollfd fd = {.fd = doran_client_fd(client), .events = POLLIN};
    struct doran_client_event event;
    for (;;) {
        while (doran_client_next_event(client, &event))
            if (event.kind == DORAN_CLIENT_EVENT_changed &&
                (!event.stream[0] || strcmp(event.stream, stream) == 0))
                return;
        if (poll(&fd, 1, 10000) <= 0)
            bench_fail("the change did not come", NULL);
    }
}

static void pushes(void)
{
    struct village village = village_new(1, 2, NULL);
    char *folder = test_directory_new("bench"), *path = test_directory_path(folder, "replica");
    const struct villager *a = villager(&village, 0, 0), *b = villager(&village, 0, 1);
    struct doran_client *talker = villager_client(&village, a), *listener = live_client(&village, b, path);
    static double whole[PUSHES], after[PUSHES];
    struct doran_client_event event;
    while (doran_client_next_event(listener, &event)) {
    }
    for (int i = 0; i < PUSHES; i++) {
        struct doran_arena arena = {0};
        struct doran_error error = {0};
        struct doran_mood_change mood = {0};
        struct doran_user user;
        doran_set(&mood, mood_change, mood, (enum doran_mood)(1 + i % 7));
        int64_t begin = doran_time_monotonic();
        if (!doran_call_mood_change(talker, NULL, &mood, &user, &arena, &error))
            bench_fail("a mood", &error);
        int64_t answered = doran_time_monotonic();
        wait_for_change(listener, a->family);
        int64_t seen = doran_time_monotonic();
        whole[i] = (double)(seen - begin) / 1e3;
        after[i] = (double)(seen - answered) / 1e3;
        doran_arena_deinit(&arena);
    }
    bench_sort(whole, PUSHES);
    bench_sort(after, PUSHES);
    printf("    from the request to the other's replica: p50 %.2f ms, p99 %.2f ms\n", whole[PUSHES / 2],
           whole[PUSHES * 99 / 100]);
    bench_at_most("committed and answered -> in the other's replica, p50", after[PUSHES / 2], 1.0, "ms");
    bench_at_most("committed and answered -> in the other's replica, p99", after[PUSHES * 99 / 100], 5.0,
                  "ms");
    doran_client_free(talker);
    doran_client_free(listener);
    free(path);
    test_directory_remove(folder);
    village_free(&village);
}

/* --- nothing to do --- */

static void idle_server(void)
{
    struct server *first = server_start(&(struct server_options){0});
    server_halt(first);
    int64_t begin = doran_time_monotonic();
    server_restart(first);
    double ready = (double)(doran_time_monotonic() - begin) / 1e3;
    sleep(1);
    bench_at_most("ready after the start", ready, 100, "ms");
    bench_at_most("private dirty memory, idle", (double)bench_private_dirty(server_pid(first)) / 1048576, 8,
                  "MiB");
    server_stop(first);
}

int main(void)
{
    printf("Live connection and idle server, on loopback\n");
    idle_server();
    pushes();
    idle_sockets();
    return 0;
}
