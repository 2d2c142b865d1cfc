#include "server/http/live.h"

#include "server/base/log.h"
#include "server/http/frame.h"

#include <doran/json.h>
#include <doran/time.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define SOCKET_BYTES                                                                                         \
    (64 * 1024)         /* That the system may hold for one: else LIVE_OUT_MAX would be the smaller part. */
#define CLOSE_SECONDS 2 /* How long the peer may take to answer our close. */
#define PINGS_UNANSWERED 2
#define HELLO_ARENA_MAX ((size_t)32 * 1024)

struct waiting_frame {
    struct waiting_frame *next;
    struct bytes *bytes;
};
struct live {
    struct hub_listener listener; /* First: the hub knows this. */
    struct conn *conn;
    struct frame_reader reader;
    struct waiting_frame *first, *last; /* What the socket did not take yet. */
    size_t waiting; /* Bytes of them, and of the frame the library still holds a part of. */
    size_t held;
    int64_t deadline; /* Of the first message, then of the peer's close; 0 for none. */
    int64_t next_ping;
    unsigned char unanswered;
    bool joined, closing;
};

static bool hub_send(struct hub_listener *listener, struct bytes *frame);
static bool hub_idle(struct hub_listener *listener);
static void hub_close(struct hub_listener *listener, int code);
static const struct hub_listener_ops listener_ops = {.send = hub_send, .idle = hub_idle, .close = hub_close};

static struct live *live_of(struct hub_listener *listener)
{
    return (struct live *)listener;
}

struct live *live_new(struct conn *conn, const struct api_identity *identity)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    const struct http_options *options = &conn->http->options;
    int64_t now = doran_time_monotonic();
    live->conn = conn;
    live->listener.ops = &listener_ops;
    memcpy(live->listener.user, identity->user, sizeof live->listener.user);
    memcpy(live->listener.session, identity->session, sizeof live->listener.session);
    int bytes = SOCKET_BYTES;
    setsockopt(lws_get_socket_fd(conn->wsi), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    frame_reader_init(&live->reader, DORAN_FRAME_IN_MAX);
    live->deadline = now + options->hello_timeout * DORAN_SECOND;
    live->next_ping = now + options->ping_interval * DORAN_SECOND;
    return live;
}

static void drop_waiting(struct live *live)
{
    for (struct waiting_frame *frame = live->first, *next; frame; frame = next) {
        next = frame->next;
        bytes_unref(frame->bytes);
        free(frame);
    }
    live->first = live->last = NULL;
    live->waiting = live->held;
}

static void leave(struct live *live)
{
    if (live->joined)
        hub_leave(live->conn->http->options.hub, &live->listener);
    live->joined = false;
}

void live_free(struct live *live)
{
    if (!live)
        return;
    leave(live);
    drop_waiting(live);
    frame_reader_deinit(&live->reader);
    free(live);
}

bool live_handshake(struct conn *conn, const char *key)
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455 §1.3 */
    char text[64], answer[256];
    unsigned char digest[EVP_MAX_MD_SIZE], accept[32];
    unsigned digest_length = 0;
    int length = snprintf(text, sizeof text, "%s%s", key, magic);
    if (EVP_Digest(text, (size_t)length, digest, &digest_length, EVP_sha1(), NULL) != 1) {
        conn_close(conn);
        return false;
    }
    EVP_EncodeBlock(accept, digest, (int)digest_length);
    length = snprintf(answer, sizeof answer,
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: " DORAN_LIVE_PROTOCOL "\r\n\r\n",
                      (const char *)accept);
    return conn_write(conn, (const unsigned char *)answer, (size_t)length);
}

/* --- Sending --- */

/* Writes a frame whose header finds room before its bytes. */
static bool write_frame(struct live *live, struct bytes *frame)
{
    size_t header = frame_header(frame->data, FRAME_TEXT, frame->length);
    if (!conn_write(live->conn, frame->data - header, frame->length + header))
        return false;
    live->held = conn_choked(live->conn) ? frame->length : 0;
    live->waiting += live->held;
    return true;
}

static bool send_control(struct live *live, enum frame_opcode opcode, const void *data, size_t length)
{
    unsigned char buffer[FRAME_HEADER_OUT_MAX + FRAME_CONTROL_MAX], *payload = buffer + FRAME_HEADER_OUT_MAX;
    if (length)
        memcpy(payload, data, length);
    size_t header = frame_header(payload, opcode, length);
    return conn_write(live->conn, payload - header, header + length);
}

static bool hub_send(struct hub_listener *listener, struct bytes *bytes)
{
    struct live *live = live_of(listener);
    if (live->closing || live->conn->closing)
        return true;
    if (!live->first && !conn_choked(live->conn)) {
        write_frame(live, bytes);
        return true; /* A broken connection closes by itself. */
    }
    if (live->waiting + bytes->length > LIVE_OUT_MAX)
        return false;
    struct waiting_frame *frame = malloc(sizeof *frame);
    if (!frame)
        return false;
    *frame = (struct waiting_frame){.bytes = bytes_ref(bytes)};
    if (live->last)
        live->last->next = frame;
    else
        live->first = frame;
    live->last = frame;
    live->waiting += bytes->length;
    return true;
}

static bool hub_idle(struct hub_listener *listener)
{
    struct live *live = live_of(listener);
    return !live->first && !conn_choked(live->conn);
}

void live_writable(struct live *live)
{
    live->waiting -= live->held;
    live->held = 0;
    while (live->first && !conn_choked(live->conn)) {
        struct waiting_frame *frame = live->first;
        live->first = frame->next;
        if (!live->first)
            live->last = NULL;
        live->waiting -= frame->bytes->length;
        bool written = write_frame(live, frame->bytes);
        bytes_unref(frame->bytes);
        free(frame);
        if (!written)
            return;
    }
    if (live->joined && hub_idle(&live->listener))
        hub_drained(live->conn->http->options.hub, &live->listener);
}

/* --- Closing --- */

/* Says goodbye once; the rest of what waited is not sent. */
static void close_with(struct live *live, int code)
{
    if (live->closing)
        return;
    unsigned char payload[2] = {(unsigned char)(code >> 8), (unsigned char)code};
    live->closing = true;
    live->deadline = doran_time_monotonic() + CLOSE_SECONDS * DORAN_SECOND;
    drop_waiting(live);
    send_control(live, FRAME_CLOSE, payload, sizeof payload);
    log_line(LOG_DEBUG, "live %s closed with %d", live->listener.user, code);
}

static void hub_close(struct hub_listener *listener, int code)
{
    struct live *live = live_of(listener);
    live->joined = false; /* The hub has let go of it. */
    close_with(live, code);
}

/* Ends it for a reason of our own. */
static void end(struct live *live, int code)
{
    leave(live);
    close_with(live, code);
}

/* Tells why, then ends it. */
static void end_with_error(struct live *live, const struct doran_error *error, int code)
{
    struct doran_error_body body = {.error = doran_error_name(error->code),
                                    .message = error->message,
                                    .field = error->field[0] ? error->field : NULL};
    struct doran_live_message message = {.error = &body};
    struct doran_buffer text = DORAN_BUFFER(4096);
    doran_json_encode(DORAN_TYPE_live_message, &message, &text);
    struct bytes *frame = text.failed ? NULL : bytes_new(text.data, text.length);
    doran_buffer_deinit(&text);
    if (frame && !live->first && !conn_choked(live->conn))
        write_frame(live, frame);
    bytes_unref(frame);
    end(live, code);
}

/* --- Receiving --- */

/* The close code of a refusal: 4000 and the HTTP status, or "try again later". */
static int code_of(enum doran_error_code code)
{
    return code == DORAN_ERROR_busy || code == DORAN_ERROR_limit_reached ? FRAME_CODE_TRY_AGAIN
                                                                         : 4000 + doran_error_status(code);
}

static void take_hello(struct live *live, const unsigned char *data, size_t length)
{
    struct doran_arena arena = DORAN_ARENA(HELLO_ARENA_MAX);
    struct doran_live_hello hello;
    struct doran_error error;
    doran_error_clear(&error);
    if (!doran_json_decode(DORAN_TYPE_live_hello, DORAN_JSON_STRICT, (const char *)data, length, &hello,
                           &arena, &error)) {
        end_with_error(live, &error, FRAME_CODE_POLICY);
    } else {
        enum doran_error_code code = DORAN_ERROR_none;
        live->deadline = 0;
        live->joined = true;
        if (!hub_join(live->conn->http->options.hub, &live->listener, hello.since, &code)) {
            live->joined = false;
            doran_fail(&error, code, NULL, NULL);
            end_with_error(live, &error, code_of(code));
        }
    }
    doran_arena_deinit(&arena);
}

static void take_event(struct live *live, const struct frame_event *event)
{
    switch (event->kind) {
    case FRAME_EVENT_MESSAGE:
        if (live->joined)
            end(live, FRAME_CODE_POLICY); /* All else is asked by HTTP. */
        else
            take_hello(live, event->data, event->length);
        break;
    case FRAME_EVENT_PING:
        if (!conn_choked(live->conn)) /* One who does not read gets no pong: nothing may pile up. */
            send_control(live, FRAME_PONG, event->data, event->length);
        break;
    case FRAME_EVENT_CLOSE:
        end(live, event->code == 1005 ? FRAME_CODE_NORMAL : event->code);
        if (!conn_choked(live->conn))
            conn_linger(live->conn);
        break;
    case FRAME_EVENT_ERROR: /* What follows cannot be read (RFC 6455 §7.1.7). */
        end(live, event->code);
        if (!conn_choked(live->conn))
            conn_linger(live->conn);
        break;
    case FRAME_EVENT_PONG:
    case FRAME_EVENT_MORE:
        break;
    }
}

void live_receive(struct live *live, const unsigned char *data, size_t length)
{
    live->unanswered = 0;
    for (;;) {
        struct frame_event event = frame_read(&live->reader, &data, &length);
        bool over = event.kind == FRAME_EVENT_MORE || event.kind == FRAME_EVENT_ERROR;
        if (!live->closing)
            take_event(live, &event);
        else if (event.kind == FRAME_EVENT_CLOSE)
            conn_close(live->conn); /* The peer's answer to ours. */
        if (over || event.kind == FRAME_EVENT_CLOSE || live->conn->closing)
            break;
    }
    if (!live->closing && live->joined && live->reader.message)
        end(live, FRAME_CODE_POLICY); /* A message that only begins is one too many already. */
}

/* --- Time --- */

void live_sweep(struct live *live, int64_t now)
{
    static const unsigned char nothing;
    if (live->closing) {
        if (now >= live->deadline)
            conn_close(live->conn);
        return;
    }
    if (live->deadline && now >= live->deadline) {
        end(live, FRAME_CODE_POLICY);
        return;
    }
    if (now < live->next_ping)
        return;
    live->next_ping = now + live->conn->http->options.ping_interval * DORAN_SECOND;
    if (live->unanswered >= PINGS_UNANSWERED) {
        conn_close(live->conn);
        return;
    }
    live->unanswered++;
    if (!conn_choked(live->conn))
        send_control(live, FRAME_PING, &nothing, 0);
}

void live_stop(struct live *live)
{
    end(live, FRAME_CODE_AWAY);
}
