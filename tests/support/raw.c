#include "support/raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NARROW = 4096, READ_SIZE = 65536, SAY_MAX = 65536 };

struct raw {
    int fd;
    bool ended; /* The other side has closed. */
    char *in;   /* What came and was not used. */
    size_t in_length, in_capacity;
    struct raw_answer answer;
    struct raw_frame frame;
};

static _Noreturn void give_up(const struct raw *raw, const char *what)
{
    fprintf(stderr, "raw: %s; so far there came: %.*s\n", what, (int)(raw ? raw->in_length : 0),
            raw && raw->in ? raw->in : "");
    abort();
}

static struct sockaddr_in address_of(const char *text, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
        abort();
    return address;
}

static struct raw *open_socket(int port, const char *from, int room)
{
    struct sockaddr_in to = address_of("127.0.0.1", port), source = address_of(from ? from : "127.0.0.1", 0);
    struct raw *raw = calloc(1, sizeof *raw);
    if (!raw)
        abort();
    raw->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (raw->fd < 0 || (from && bind(raw->fd, (struct sockaddr *)&source, sizeof source) != 0))
        give_up(raw, strerror(errno));
    if (room)
        setsockopt(raw->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (connect(raw->fd, (struct sockaddr *)&to, sizeof to) == 0)
        return raw;
    close(raw->fd);
    free(raw);
    return NULL;
}

struct raw *raw_try_open(int port, const char *from)
{
    return open_socket(port, from, 0);
}

struct raw *raw_open_narrow(int port)
{
    struct raw *raw = open_socket(port, NULL, NARROW);
    if (!raw)
        give_up(NULL, "the connection is refused");
    return raw;
}

struct raw *raw_open(int port, const char *from)
{
    struct raw *raw = raw_try_open(port, from);
    if (!raw)
        give_up(NULL, "the connection is refused");
    return raw;
}

void raw_close(struct raw *raw)
{
    if (!raw)
        return;
    close(raw->fd);
    free(raw->in);
    free(raw->answer.head);
    free(raw->answer.body);
    free(raw->frame.text);
    free(raw);
}

void raw_send(struct raw *raw, const void *data, size_t length)
{
    const char *at = data;
    while (length) {
        ssize_t sent = send(raw->fd, at, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return;
        at += sent;
        length -= (size_t)sent;
    }
}

void raw_say(struct raw *raw, const char *format, ...)
{
    char *text = malloc(SAY_MAX);
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, SAY_MAX, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= SAY_MAX)
        abort();
    raw_send(raw, text, (size_t)length);
    free(text);
}

/* Reads what is there, waiting at most so long. False when there is nothing, or no more. */
static bool read_some(struct raw *raw, int wait_ms)
{
    struct pollfd ready = {.fd = raw->fd, .events = POLLIN};
    if (raw->ended || poll(&ready, 1, wait_ms) != 1)
        return false;
    if (raw->in_capacity - raw->in_length < READ_SIZE) {
        raw->in_capacity = raw->in_length + 2 * READ_SIZE;
        raw->in = realloc(raw->in, raw->in_capacity);
        if (!raw->in)
            abort();
    }
    ssize_t got = recv(raw->fd, raw->in + raw->in_length, READ_SIZE - 1, 0);
    if (got <= 0) {
        raw->ended = true;
        return false;
    }
    raw->in_length += (size_t)got;
    raw->in[raw->in_length] = 0;
    return true;
}

static void need_more(struct raw *raw, const char *what)
{
    if (!read_some(raw, RAW_WAIT_MS))
        give_up(raw, what);
}

static void use_up(struct raw *raw, size_t length)
{
    memmove(raw->in, raw->in + length, raw->in_length - length + 1);
    raw->in_length -= length;
}

/* --- HTTP ------------------------------------------------------------------------------------------------------- */

static size_t body_length(const char *head)
{
    const char *field = strcasestr(head, "\r\ncontent-length:");
    return field ? strtoul(field + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

static const struct raw_answer *read_answer(struct raw *raw, bool to_head)
{
    char *end;
    while (!raw->in_length || !(end = strstr(raw->in, "\r\n\r\n")))
        need_more(raw, "no answer");
    size_t head_length = (size_t)(end - raw->in) + 4;
    free(raw->answer.head);
    free(raw->answer.body);
    raw->answer = (struct raw_answer){.head = strndup(raw->in, head_length)};
    if (sscanf(raw->answer.head, "HTTP/1.1 %d", &raw->answer.status) != 1)
        give_up(raw, "this is no answer");
    use_up(raw, head_length);
    size_t length = to_head || raw->answer.status < 200 ? 0 : body_length(raw->answer.head);
    while (raw->in_length < length)
        need_more(raw, "half an answer");
    raw->answer.body = calloc(1, length + 1);
    if (!raw->answer.body)
        abort();
    if (length) {
        memcpy(raw->answer.body, raw->in, length);
        use_up(raw, length);
    }
    raw->answer.body_length = length;
    return &raw->answer;
}

const struct raw_answer *raw_answer(struct raw *raw)
{
    return read_answer(raw, false);
}

const struct raw_answer *raw_answer_to_head(struct raw *raw)
{
    return read_answer(raw, true);
}

bool raw_has(const struct raw *raw, const char *field_and_value)
{
    char line[512];
    snprintf(line, sizeof line, "\r\n%s\r\n", field_and_value);
    return strcasestr(raw->answer.head, line) != NULL;
}

bool raw_has_answer(struct raw *raw)
{
    while (read_some(raw, 0))
        ;
    return raw->in_length && strstr(raw->in, "\r\n\r\n");
}

const char *raw_answer_head(const struct raw *raw)
{
    return raw->answer.head;
}

void raw_await_close(struct raw *raw)
{
    /* A reset is a close too. */
    if (raw->in_length || read_some(raw, RAW_WAIT_MS) || !raw->ended)
        give_up(raw, "it did not close");
}

bool raw_is_closed(struct raw *raw)
{
    while (read_some(raw, 0))
        raw->in_length = 0;
    return raw->ended;
}

const struct raw_answer *raw_call(struct raw *raw, const char *method, const char *path, const char *token,
                                  const char *body)
{
    raw_say(raw, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
    if (token)
        raw_say(raw, "Authorization: Bearer %s\r\n", token);
    if (body)
        raw_say(raw, "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    else
        raw_say(raw, "%s\r\n", strcmp(method, "GET") == 0 ? "" : "Content-Length: 0\r\n");
    return raw_answer(raw);
}

char *raw_string(const struct raw_answer *answer, const char *name)
{
    char start[128];
    snprintf(start, sizeof start, "\"%s\":\"", name);
    const char *found = strstr(answer->body, start);
    if (!found)
        return NULL;
    found += strlen(start);
    return strndup(found, strcspn(found, "\""));
}

char *raw_sign_up(int port, const char *email, const char *nickname)
{
    char body[512];
    struct raw *raw = raw_open(port, NULL);
    snprintf(body, sizeof body,
             "{\"email\":\"%s\",\"password\":\"blue horse 17 staple\",\"nickname\":\"%s\"}", email, nickname);
    const struct raw_answer *answer = raw_call(raw, "POST", "/api/v1/signup", NULL, body);
    char *token = answer->status == 201 ? raw_string(answer, "token") : NULL;
    if (!token)
        give_up(raw, answer->body);
    raw_close(raw);
    return token;
}

/* --- WebSocket -------------------------------------------------------------------------------------------------- */

void raw_go_live(struct raw *raw, const char *token)
{
    /* The example of RFC 6455 §1.3. */
    raw_say(
        raw,
        "GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: doran.v1\r\n\r\n",
        token);
    const struct raw_answer *answer = raw_answer(raw);
    if (answer->status != 101 || !raw_has(raw, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") ||
        !raw_has(raw, "Sec-WebSocket-Protocol: doran.v1") || strcasestr(answer->head, "extensions"))
        give_up(raw, answer->head);
}

struct raw *raw_live(int port, const char *token)
{
    struct raw *raw = raw_open(port, NULL);
    raw_go_live(raw, token);
    return raw;
}

void raw_send_raw_frame(struct raw *raw, unsigned first, const void *data, size_t length)
{
    static const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
    unsigned char *frame = malloc(length + 14);
    size_t at = 0;
    if (!frame)
        abort();
    frame[at++] = (unsigned char)first;
    if (length < 126) {
        frame[at++] = (unsigned char)(0x80 | length);
    } else {
        size_t bytes = length < 0x10000 ? 2 : 8;
        frame[at++] = bytes == 2 ? 0x80 | 126 : 0x80 | 127;
        for (size_t i = bytes; i-- > 0;)
            frame[at++] = (unsigned char)((uint64_t)length >> (8 * i));
    }
    memcpy(frame + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < length; i++)
        frame[at + i] = ((const unsigned char *)data)[i] ^ mask[i & 3];
    raw_send(raw, frame, at + length);
    free(frame);
}

void raw_send_frame(struct raw *raw, int opcode, const void *data, size_t length)
{
    raw_send_raw_frame(raw, 0x80u | (unsigned)opcode, data, length);
}

const struct raw_frame *raw_frame(struct raw *raw)
{
    while (raw->in_length < 2)
        need_more(raw, "no frame");
    size_t short_length = (unsigned char)raw->in[1], extra = short_length == 126   ? 2
                                                             : short_length == 127 ? 8
                                                                                   : 0;
    if (short_length & 0x80 || !(raw->in[0] & 0x80))
        give_up(raw, "a server's frame is whole and has no mask");
    while (raw->in_length < 2 + extra)
        need_more(raw, "half a frame");
    size_t length = extra ? 0 : short_length;
    for (size_t i = 0; i < extra; i++)
        length = length << 8 | (unsigned char)raw->in[2 + i];
    while (raw->in_length < 2 + extra + length)
        need_more(raw, "half a frame");
    free(raw->frame.text);
    const unsigned char *payload = (const unsigned char *)raw->in + 2 + extra;
    raw->frame = (struct raw_frame){.opcode = raw->in[0] & 0x0f, .length = length};
    raw->frame.text = calloc(1, length + 1);
    memcpy(raw->frame.text, payload, length);
    if (raw->frame.opcode == 8)
        raw->frame.code = length >= 2 ? payload[0] << 8 | payload[1] : 1005;
    use_up(raw, 2 + extra + length);
    return &raw->frame;
}

const struct raw_frame *raw_message(struct raw *raw)
{
    const struct raw_frame *frame;
    do
        frame = raw_frame(raw);
    while (frame->opcode == 9);
    return frame;
}

int raw_close_code(struct raw *raw)
{
    const struct raw_frame *frame;
    do
        frame = raw_frame(raw);
    while (frame->opcode != 8);
    return frame->code;
}

const struct raw_frame *raw_await(struct raw *raw, const char *part)
{
    const struct raw_frame *frame;
    do {
        frame = raw_frame(raw);
        if (frame->opcode == 8)
            give_up(raw, "it closed instead");
    } while (!strstr(frame->text, part));
    return frame;
}
