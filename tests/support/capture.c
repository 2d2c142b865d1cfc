#include "support/capture.h"

#include "support/capture_tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REQUEST_MAX ((size_t)256 * 1024)
#define CONNECTIONS_MAX 64
#define TEXTS_MAX 65536

struct answer {
    struct answer *next;
    const char *start; /* as given, until it is copied */
    char *request, *wire;
    size_t wire_length;
    char *(*decide)(const char *request, void *context);
    void *context;
    bool used;
};
struct connection {
    struct capture *capture;
    pthread_t thread;
    bool taken, ended; /* guarded */
    int fd;            /* -1 when closed; guarded */
    bool websocket;    /* guarded */
    struct capture_tls_line *tls;
    bool greeted;  /* it has said something: before that a server says nothing either */
    size_t pushed; /* how many of the pushes it got */
};
struct capture {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t acceptor;
    int listener;
    bool stopping, refusing;
    char url[64];
    struct capture_tls *tls;
    struct answer *answers, **last_answer;
    char *requests[TEXTS_MAX];
    size_t request_count;
    char *messages[TEXTS_MAX];
    size_t message_count;
    char *pushes[TEXTS_MAX]; /* whole frames, the length in the first bytes */
    size_t push_sizes[TEXTS_MAX];
    size_t push_count, push_first;
    struct connection connections[CONNECTIONS_MAX];
};

static void die(const char *what, const char *which)
{
    fprintf(stderr, "capture: %s %s\n", what, which);
    abort();
}

static void *must(void *memory)
{
    if (memory == NULL)
        die("no memory", "");
    return memory;
}

static ssize_t get(struct connection *connection, char *out, size_t size)
{
    return connection->tls != NULL ? capture_tls_read(connection->tls, out, size)
                                   : read(connection->fd, out, size);
}

static bool put(struct connection *connection, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = connection->tls != NULL ? capture_tls_write(connection->tls, data, length)
                                                  : send(connection->fd, data, length, MSG_NOSIGNAL);
        if (written <= 0)
            return false;
        data += written;
        length -= (size_t)written;
    }
    return true;
}

char *capture_format(const char *status, const char *body)
{
    char *text = NULL;
    bool none = strncmp(status, "204", 3) == 0;
    int result =
        none ? asprintf(&text, "HTTP/1.1 %s\r\n\r\n", status)
             : asprintf(&text,
                        "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                        status, strlen(body), body);
    return result < 0 ? must(NULL) : text;
}

static void add_answer(struct capture *capture, struct answer fields)
{
    struct answer *answer = must(malloc(sizeof *answer));
    *answer = fields;
    answer->request = must(strdup(fields.start));
    pthread_mutex_lock(&capture->mutex);
    *capture->last_answer = answer;
    capture->last_answer = &answer->next;
    pthread_mutex_unlock(&capture->mutex);
}

void capture_answer(struct capture *capture, const char *request, const char *status, const char *body)
{
    char *wire = capture_format(status, body);
    add_answer(capture, (struct answer){.start = request, .wire = wire, .wire_length = strlen(wire)});
}

void capture_answer_raw(struct capture *capture, const char *request, const char *wire)
{
    capture_answer_bytes(capture, request, wire, strlen(wire));
}

void capture_answer_bytes(struct capture *capture, const char *request, const char *wire, size_t length)
{
    char *copy = must(malloc(length + 1));
    memcpy(copy, wire, length);
    add_answer(capture, (struct answer){.start = request, .wire = copy, .wire_length = length});
}

void capture_decide(struct capture *capture, const char *request,
                    char *(*decide)(const char *request, void *context), void *context)
{
    add_answer(capture, (struct answer){.start = request, .decide = decide, .context = context});
}

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* One that decides, else the first that was not used yet, else the last that was. malloc'ed; NULL closes the connection. */
static char *answer_to(struct capture *capture, const char *request, size_t *length)
{
    pthread_mutex_lock(&capture->mutex);
    struct answer *chosen = NULL;
    for (struct answer *answer = capture->answers; answer != NULL; answer = answer->next) {
        if (!begins(request, answer->request))
            continue;
        bool settled = chosen != NULL && (chosen->decide != NULL || !chosen->used);
        if (!settled || answer->decide != NULL)
            chosen = answer;
    }
    struct answer copy = {0};
    if (chosen != NULL) {
        chosen->used = true;
        copy = *chosen;
    }
    pthread_mutex_unlock(&capture->mutex);
    char *wire = NULL;
    *length = copy.wire_length;
    if (copy.decide == NULL && copy.wire != NULL)
        return *length > 0 ? memcpy(must(malloc(*length)), copy.wire, *length) : NULL;
    if (copy.decide != NULL)
        wire = copy.decide(request, copy.context);
    else
        wire = capture_format("404 Not Found",
                              "{\"error\":\"not_found\",\"message\":\"There is no such thing here.\"}");
    *length = wire != NULL ? strlen(wire) : 0;
    return wire;
}

static void keep(struct capture *capture, char **texts, size_t *count, const char *text, size_t length)
{
    pthread_mutex_lock(&capture->mutex);
    if (*count == TEXTS_MAX)
        die("too many texts", text);
    texts[(*count)++] = must(strndup(text, length));
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->mutex);
}

/* The bytes of one whole request at the start of the buffer, 0 when there is more to come. */
static size_t whole_request(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - text) + 4;
    const char *length = strcasestr(text, "\r\nContent-Length:");
    size_t body = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    return strlen(text + head) >= body ? head + body : 0;
}

static bool send_frame(struct connection *connection, unsigned char first, const char *data, size_t length)
{
    unsigned char head[10] = {first};
    size_t size = 2;
    if (length < 126) {
        head[1] = (unsigned char)length;
    } else if (length < 65536) {
        head[1] = 126;
        head[2] = (unsigned char)(length >> 8);
        head[3] = (unsigned char)length;
        size = 4;
    } else {
        head[1] = 127;
        for (int i = 0; i < 8; i++)
            head[2 + i] = (unsigned char)((uint64_t)length >> (56 - 8 * i));
        size = 10;
    }
    return put(connection, (char *)head, size) && put(connection, data, length);
}

/* Reads what came (frames of a client are masked, RFC 6455 §5.3); false at the end. */
static bool take_frames(struct connection *connection, char *buffer, size_t *filled)
{
    for (;;) {
        unsigned char *at = (unsigned char *)buffer;
        if (*filled < 6)
            return true;
        size_t length = at[1] & 0x7f, head = 2;
        if (length == 126) {
            length = (size_t)at[2] << 8 | at[3];
            head = 4;
        }
        if ((at[1] & 0x80) == 0 || length >= REQUEST_MAX - 16)
            return false;
        if (*filled < head + 4 + length)
            return true;
        const unsigned char *mask = at + head;
        char *data = buffer + head + 4;
        for (size_t i = 0; i < length; i++)
            data[i] = (char)(data[i] ^ mask[i % 4]);
        int opcode = at[0] & 0x0f;
        if (opcode == 1) {
            connection->greeted = true;
            keep(connection->capture, connection->capture->messages, &connection->capture->message_count,
                 data, length);
        } else if (opcode == 9) {
            send_frame(connection, 0x8a, data, length);
        } else if (opcode == 8) {
            return false;
        }
        *filled -= head + 4 + length;
        memmove(buffer, buffer + head + 4 + length, *filled);
    }
}

/* Sends what was pushed since the last time. */
static bool send_pushes(struct connection *connection)
{
    struct capture *capture = connection->capture;
    for (;;) {
        pthread_mutex_lock(&capture->mutex);
        if (connection->pushed < capture->push_first)
            connection->pushed = capture->push_first;
        bool more = connection->pushed < capture->push_count;
        char *text = more ? must(strdup(capture->pushes[connection->pushed])) : NULL;
        size_t fragments = more ? capture->push_sizes[connection->pushed] : 0;
        connection->pushed += more;
        pthread_mutex_unlock(&capture->mutex);
        if (!more)
            return true;
        size_t length = strlen(text), part = length / fragments;
        bool good = true;
        for (size_t i = 0; good && i < fragments; i++) {
            bool last = i + 1 == fragments;
            unsigned char first = (unsigned char)((i == 0 ? 1 : 0) | (last ? 0x80 : 0));
            good = send_frame(connection, first, text + i * part, last ? length - i * part : part);
        }
        free(text);
        if (!good)
            return false;
    }
}

static void accept_key(const char *request, char out[32])
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455 §1.3 */
    char joined[128];
    const char *key = strcasestr(request, "\r\nSec-WebSocket-Key:");
    key = key != NULL ? key + 20 + strspn(key + 20, " ") : "";
    snprintf(joined, sizeof joined, "%.*s%s", (int)strcspn(key, "\r"), key, magic);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size;
    EVP_Digest(joined, strlen(joined), digest, &size, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)out, digest, (int)size);
}

static void play_websocket(struct connection *connection, const char *request)
{
    char answer[256], key[32];
    static _Thread_local char buffer[REQUEST_MAX];
    size_t filled = 0;
    accept_key(request, key);
    snprintf(answer, sizeof answer,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: doran.v1\r\n\r\n",
             key);
    if (!put(connection, answer, strlen(answer)))
        return;
    pthread_mutex_lock(&connection->capture->mutex);
    connection->websocket = true;
    pthread_mutex_unlock(&connection->capture->mutex);
    for (;;) {
        struct pollfd ready = {.fd = connection->fd, .events = POLLIN};
        if ((connection->greeted && !send_pushes(connection)) || poll(&ready, 1, 2) < 0)
            return;
        if (ready.revents == 0)
            continue;
        ssize_t got = get(connection, buffer + filled, sizeof buffer - filled);
        if (got <= 0)
            return;
        filled += (size_t)got;
        if (!take_frames(connection, buffer, &filled))
            return;
    }
}

static void play_http(struct connection *connection)
{
    char *buffer = must(malloc(REQUEST_MAX));
    size_t filled = 0;
    bool open = true;
    while (open) {
        ssize_t got = get(connection, buffer + filled, REQUEST_MAX - filled - 1);
        if (got <= 0)
            break;
        filled += (size_t)got;
        buffer[filled] = '\0';
        size_t length;
        while (open && (length = whole_request(buffer)) > 0) {
            char *request = must(strndup(buffer, length));
            filled -= length;
            memmove(buffer, buffer + length, filled + 1);
            keep(connection->capture, connection->capture->requests, &connection->capture->request_count,
                 request, length);
            bool upgrade =
                begins(request, "GET /api/v1/live") && strcasestr(request, "\r\nUpgrade: websocket") != NULL;
            pthread_mutex_lock(&connection->capture->mutex);
            for (struct answer *answer = connection->capture->answers; answer != NULL; answer = answer->next)
                upgrade = upgrade && !begins("GET /api/v1/live", answer->request);
            pthread_mutex_unlock(&connection->capture->mutex);
            if (upgrade) {
                play_websocket(connection, request);
                open = false;
            } else {
                size_t size;
                char *answer = answer_to(connection->capture, request, &size);
                open = answer != NULL && put(connection, answer, size);
                free(answer);
            }
            free(request);
        }
    }
    free(buffer);
}

static void *play(void *context)
{
    struct connection *connection = context;
    struct capture *capture = connection->capture;
    bool good = true;
    if (capture->tls != NULL) {
        connection->tls = capture_tls_accept(capture->tls, connection->fd);
        good = connection->tls != NULL;
    }
    if (good)
        play_http(connection);
    capture_tls_close(connection->tls);
    connection->tls = NULL;
    pthread_mutex_lock(&capture->mutex);
    close(connection->fd);
    connection->fd = -1;
    connection->ended = true;
    pthread_mutex_unlock(&capture->mutex);
    return NULL;
}

static void start_connection(struct capture *capture, int fd)
{
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = &capture->connections[i];
        if (connection->taken && connection->ended) {
            pthread_join(connection->thread, NULL);
            connection->taken = false;
        }
        if (connection->taken)
            continue;
        *connection = (struct connection){.capture = capture, .fd = fd, .taken = true};
        if (pthread_create(&connection->thread, NULL, play, connection) != 0)
            die("no thread", "");
        return;
    }
    die("too many connections", "");
}

static void *accept_all(void *context)
{
    struct capture *capture = context;
    for (;;) {
        int fd = accept(capture->listener, NULL, NULL);
        pthread_mutex_lock(&capture->mutex);
        if (fd >= 0 && !capture->stopping && !capture->refusing)
            start_connection(capture, fd);
        else if (fd >= 0)
            close(fd);
        bool stopping = capture->stopping;
        pthread_mutex_unlock(&capture->mutex);
        if (stopping || (fd < 0 && errno != EINTR && errno != ECONNABORTED))
            return NULL;
    }
}

struct capture *capture_start(bool tls)
{
    struct capture *capture = must(calloc(1, sizeof *capture));
    capture->last_answer = &capture->answers;
    pthread_mutex_init(&capture->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&capture->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (tls && (capture->tls = capture_tls_new()) == NULL)
        die("no TLS", "");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    capture->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(capture->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(capture->listener, 64) != 0 ||
        getsockname(capture->listener, (struct sockaddr *)&address, &size) != 0)
        die("no port:", strerror(errno));
    snprintf(capture->url, sizeof capture->url, "%s://127.0.0.1:%d", tls ? "https" : "http",
             ntohs(address.sin_port));
    if (pthread_create(&capture->acceptor, NULL, accept_all, capture) != 0)
        die("no thread", "");
    return capture;
}

static void shut_connections(struct capture *capture)
{
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (capture->connections[i].taken && capture->connections[i].fd >= 0)
            shutdown(capture->connections[i].fd, SHUT_RDWR);
    }
}

void capture_cut(struct capture *capture)
{
    pthread_mutex_lock(&capture->mutex);
    capture->push_first = capture->push_count;
    shut_connections(capture);
    pthread_mutex_unlock(&capture->mutex);
}

void capture_refuse(struct capture *capture, bool refuse)
{
    pthread_mutex_lock(&capture->mutex);
    capture->refusing = refuse;
    pthread_mutex_unlock(&capture->mutex);
}

static void free_texts(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
}

void capture_stop(struct capture *capture)
{
    if (capture == NULL)
        return;
    pthread_mutex_lock(&capture->mutex);
    capture->stopping = true;
    shut_connections(capture);
    pthread_mutex_unlock(&capture->mutex);
    shutdown(capture->listener, SHUT_RDWR);
    pthread_join(capture->acceptor, NULL);
    for (size_t i = 0; i < CONNECTIONS_MAX; i++) {
        if (capture->connections[i].taken)
            pthread_join(capture->connections[i].thread, NULL);
    }
    close(capture->listener);
    free_texts(capture->requests, capture->request_count);
    free_texts(capture->messages, capture->message_count);
    free_texts(capture->pushes, capture->push_count);
    while (capture->answers != NULL) {
        struct answer *answer = capture->answers;
        capture->answers = answer->next;
        free(answer->request);
        free(answer->wire);
        free(answer);
    }
    capture_tls_free(capture->tls);
    pthread_cond_destroy(&capture->changed);
    pthread_mutex_destroy(&capture->mutex);
    free(capture);
}

const char *capture_url(const struct capture *capture)
{
    return capture->url;
}

const char *capture_pin(const struct capture *capture)
{
    return capture_tls_pin(capture->tls);
}

const char *capture_certificate(const struct capture *capture)
{
    return capture_tls_certificate(capture->tls);
}

static const char *nth(struct capture *capture, const char *request, int number, int *count)
{
    *count = 0;
    for (size_t i = 0; i < capture->request_count; i++) {
        if (begins(capture->requests[i], request) && ++*count == number)
            return capture->requests[i];
    }
    return NULL;
}

int capture_count(struct capture *capture, const char *request)
{
    int count;
    pthread_mutex_lock(&capture->mutex);
    nth(capture, request, 0, &count);
    pthread_mutex_unlock(&capture->mutex);
    return count;
}

static void wait_changed(struct capture *capture, const struct timespec *until, const char *what)
{
    if (pthread_cond_timedwait(&capture->changed, &capture->mutex, until) != ETIMEDOUT)
        return;
    for (size_t i = 0; i < capture->request_count; i++)
        fprintf(stderr, "capture: had %.*s\n", (int)strcspn(capture->requests[i], "\r"),
                capture->requests[i]);
    die("never came:", what);
}

static struct timespec deadline(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CAPTURE_WAIT_MS / 1000;
    return until;
}

char *capture_wait(struct capture *capture, const char *request, int number)
{
    struct timespec until = deadline();
    const char *found;
    int count;
    pthread_mutex_lock(&capture->mutex);
    while ((found = nth(capture, request, number, &count)) == NULL)
        wait_changed(capture, &until, request);
    char *copy = must(strdup(found));
    pthread_mutex_unlock(&capture->mutex);
    return copy;
}

char *capture_wait_message(struct capture *capture, int number)
{
    struct timespec until = deadline();
    pthread_mutex_lock(&capture->mutex);
    while (capture->message_count < (size_t)number)
        wait_changed(capture, &until, "a message");
    char *copy = must(strdup(capture->messages[number - 1]));
    pthread_mutex_unlock(&capture->mutex);
    return copy;
}

void capture_push(struct capture *capture, const char *text, int fragments)
{
    pthread_mutex_lock(&capture->mutex);
    if (capture->push_count == TEXTS_MAX)
        die("too many pushes", "");
    capture->push_sizes[capture->push_count] = fragments > 1 ? (size_t)fragments : 1;
    capture->pushes[capture->push_count++] = must(strdup(text));
    pthread_mutex_unlock(&capture->mutex);
}
