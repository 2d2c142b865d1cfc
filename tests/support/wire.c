#include "support/wire.h"

#include <doran/json.h>
#include <doran/limits.h>

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANSWER_MAX = 16 * 1024 * 1024, MESSAGE_MAX = DORAN_FRAME_OUT_MAX, CLOSE_ABNORMAL = 1006 };
enum opcode { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

static int dial(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = WIRE_WAIT_MS / 1000};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static bool send_all(int fd, const void *data, size_t length)
{
    for (const char *at = data; length > 0;) {
        ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int fd, void *data, size_t length)
{
    return length == 0 || recv(fd, data, length, MSG_WAITALL) == (ssize_t)length;
}

/* --- Requests --------------------------------------------------------------------------------------------------- */

static void write_head(struct doran_buffer *out, const struct wire_request *request, size_t length)
{
    doran_buffer_printf(out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n", request->method,
                        request->path);
    if (request->token)
        doran_buffer_printf(out, "Authorization: Bearer %s\r\n", request->token);
    if (request->operation)
        doran_buffer_printf(out, "Idempotency-Key: %s\r\n", request->operation);
    const char *type = request->type ? request->type : request->body ? "application/json" : "";
    if (*type)
        doran_buffer_printf(out, "Content-Type: %s\r\n", type);
    if (request->body || strcmp(request->method, "GET") != 0)
        doran_buffer_printf(out, "Content-Length: %zu\r\n", length);
    doran_buffer_puts(out, "\r\n");
}

/* The value of a field of the head, NULL without one. */
static const char *field_of(const char *head, const char *name)
{
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, strlen(name)) == 0 && line[2 + strlen(name)] == ':')
            return line + 3 + strlen(name) + strspn(line + 3 + strlen(name), " ");
    return NULL;
}

static void read_refusal(struct wire_answer *answer)
{
    struct doran_arena arena = {0};
    struct doran_error_body body;
    struct doran_error error;
    if (doran_json_decode(DORAN_TYPE_error_body, DORAN_JSON_LENIENT, answer->body, answer->length, &body,
                          &arena, &error)) {
        snprintf(answer->error, sizeof answer->error, "%s", body.error ? body.error : "");
        snprintf(answer->field, sizeof answer->field, "%s", body.field ? body.field : "");
    }
    doran_arena_deinit(&arena);
}

/* Everything until the peer closes; what a kill cuts short is found out by its length. */
static bool read_answer(int fd, struct wire_answer *answer)
{
    struct doran_buffer text = DORAN_BUFFER(ANSWER_MAX);
    while (!text.failed && doran_buffer_reserve(&text, 16384)) {
        ssize_t got = recv(fd, text.data + text.length, 16384, 0);
        if (got <= 0)
            break;
        text.length += (size_t)got;
        text.data[text.length] = '\0';
    }
    char *gap = text.length ? strstr(text.data, "\r\n\r\n") : NULL;
    if (gap)
        gap[2] = '\0';
    const char *length = gap ? field_of(text.data, "Content-Length") : NULL;
    size_t expected = length ? strtoul(length, NULL, 10) : 0, rest = 0;
    if (gap) {
        rest = text.length - (size_t)(gap + 4 - text.data);
        answer->status = atoi(text.data + sizeof "HTTP/1.1");
        const char *retry = field_of(text.data, "Retry-After");
        answer->retry_after = retry ? atoi(retry) : 0;
    }
    bool whole = gap && rest == expected;
    if (whole) {
        answer->head = strdup(text.data);
        answer->body = calloc(1, rest + 1);
        if (!answer->head || !answer->body)
            abort();
        memcpy(answer->body, gap + 4, rest);
        answer->length = rest;
        if (answer->status >= 400)
            read_refusal(answer);
    }
    doran_buffer_deinit(&text);
    return whole;
}

bool wire_try(struct wire_answer *answer, int port, const struct wire_request *request)
{
    struct doran_buffer head = {0};
    size_t length = request->body && !request->length ? strlen(request->body) : request->length;
    *answer = (struct wire_answer){0};
    write_head(&head, request, length);
    int fd = dial(port);
    /* A refusal may come before the body has been taken: so what cannot be sent any more is no failure. */
    bool good = fd >= 0 && send_all(fd, head.data, head.length);
    if (good && request->body)
        send_all(fd, request->body, length);
    good = good && read_answer(fd, answer);
    if (fd >= 0)
        close(fd);
    doran_buffer_deinit(&head);
    return good;
}

int wire_ask(struct wire_answer *answer, int port, const struct wire_request *request)
{
    if (!wire_try(answer, port, request))
        fail_msg("%s %s: no answer came", request->method, request->path);
    return answer->status;
}

void wire_answer_deinit(struct wire_answer *answer)
{
    free(answer->head);
    free(answer->body);
    *answer = (struct wire_answer){0};
}

/* --- Live ------------------------------------------------------------------------------------------------------- */

struct wire_live {
    int fd, code;
    char *text;
};

static bool send_frame(int fd, enum opcode opcode, const void *data, size_t length)
{
    static const unsigned char mask[4] = {1, 2, 3, 4};
    unsigned char head[8] = {(unsigned char)(0x80 | opcode)};
    unsigned char *frame = malloc(length + sizeof head);
    size_t size = 2;
    if (!frame)
        abort();
    head[1] = (unsigned char)(0x80 | (length < 126 ? length : 126));
    if (length >= 126) {
        head[2] = (unsigned char)(length >> 8);
        head[3] = (unsigned char)length;
        size = 4;
    }
    memcpy(frame, head, size);
    memcpy(frame + size, mask, sizeof mask);
    size += sizeof mask;
    for (size_t i = 0; i < length; i++)
        frame[size + i] = ((const unsigned char *)data)[i] ^ mask[i % 4];
    bool good = send_all(fd, frame, size + length);
    free(frame);
    return good;
}

/* The head of the handshake's answer, byte by byte, so that no frame is read with it. */
static int read_status(int fd)
{
    char text[4096];
    size_t length = 0;
    while (length < sizeof text - 1 && receive_all(fd, text + length, 1)) {
        text[++length] = '\0';
        if (length >= 4 && strcmp(text + length - 4, "\r\n\r\n") == 0)
            return atoi(text + sizeof "HTTP/1.1");
    }
    return 0;
}

static bool say_hello(int fd, const char *since)
{
    struct doran_live_hello hello = {0};
    struct doran_buffer text = {0};
    if (since)
        doran_set(&hello, live_hello, since, since);
    doran_json_encode(DORAN_TYPE_live_hello, &hello, &text);
    bool good = send_frame(fd, TEXT, text.data, text.length);
    doran_buffer_deinit(&text);
    return good;
}

struct wire_live *wire_live_open(int port, const char *token, const char *since, int *status)
{
    char head[1024];
    int fd = dial(port), answer = 0;
    int length =
        snprintf(head, sizeof head,
                 "GET " DORAN_API_PREFIX DORAN_LIVE_PATH " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                 "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                 "Sec-WebSocket-Protocol: " DORAN_LIVE_PROTOCOL "\r\nAuthorization: Bearer %s\r\n\r\n",
                 token);
    if (fd >= 0 && send_all(fd, head, (size_t)length))
        answer = read_status(fd);
    if (status)
        *status = answer;
    if (answer != 101 || !say_hello(fd, since)) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    struct wire_live *live = calloc(1, sizeof *live);
    if (!live)
        abort();
    live->fd = fd;
    live->code = CLOSE_ABNORMAL;
    return live;
}

void wire_live_close(struct wire_live *live)
{
    if (!live)
        return;
    close(live->fd);
    free(live->text);
    free(live);
}

/* One frame into live->text; -1 when the connection is over. */
static int read_frame(struct wire_live *live, size_t *length)
{
    unsigned char head[2], more[8];
    if (!receive_all(live->fd, head, sizeof head))
        return -1;
    size_t extra = (head[1] & 0x7f) == 126 ? 2 : (head[1] & 0x7f) == 127 ? 8 : 0;
    if (!receive_all(live->fd, more, extra))
        return -1;
    *length = extra ? 0 : head[1] & 0x7f;
    for (size_t i = 0; i < extra; i++)
        *length = *length << 8 | more[i];
    if (!(head[0] & 0x80) || (head[1] & 0x80) || *length > MESSAGE_MAX)
        fail_msg("a frame that was not expected: %02x %02x", head[0], head[1]);
    free(live->text);
    live->text = calloc(1, *length + 1);
    if (!live->text)
        abort();
    return receive_all(live->fd, live->text, *length) ? head[0] & 0xf : -1;
}

const char *wire_live_next(struct wire_live *live)
{
    for (;;) {
        size_t length = 0;
        switch (read_frame(live, &length)) {
        case TEXT:
            return live->text;
        case PING:
            send_frame(live->fd, PONG, live->text, length);
            break;
        case CLOSE:
            if (length >= 2)
                live->code = (unsigned char)live->text[0] << 8 | (unsigned char)live->text[1];
            return NULL;
        default:
            return NULL;
        }
    }
}

int wire_live_code(const struct wire_live *live)
{
    return live->code;
}
