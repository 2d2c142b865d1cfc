#include "server/http/conn.h"

#include "server/base/log.h"
#include "server/http/answer.h"
#include "server/http/live.h"
#include "server/http/peers.h"
#include "server/http/status.h"

#include <doran/time.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINGER_SECONDS 2
#define LINGER_BYTES_MAX ((size_t)256 * 1024)
#define SEND_STALL_SECONDS 30               /* A reader that takes nothing for so long is gone. */
#define COPY_MAX ((size_t)16 * 1024)        /* A shorter body goes out in one write with its head. */
#define CHUNK_MAX ((size_t)64 * 1024)       /* A longer one in pieces of this. */
#define IN_MAX (HEAD_BYTES_MAX + 32 * 1024) /* More than one read of libwebsockets behind a whole head. */

static int64_t seconds(int64_t now, int count)
{
    return now + count * DORAN_SECOND;
}

/* --- Beginning and end
 * ------------------------------------------------------------------------------------------ */

static void list_conn(struct conn *conn)
{
    struct http *http = conn->http;
    conn->next = http->conns;
    if (http->conns)
        http->conns->previous = conn;
    http->conns = conn;
    if (http->conn_count++ == 0)
        ev_timer_again(http->options.loop, &http->sweep);
}

static void unlist_conn(struct conn *conn)
{
    struct http *http = conn->http;
    if (conn->previous)
        conn->previous->next = conn->next;
    else
        http->conns = conn->next;
    if (conn->next)
        conn->next->previous = conn->previous;
    if (conn->closing)
        for (struct conn **link = &http->doomed; *link; link = &(*link)->next_doomed)
            if (*link == conn) {
                *link = conn->next_doomed;
                break;
            }
    if (--http->conn_count == 0)
        ev_timer_stop(http->options.loop, &http->sweep);
}

static void free_exchange(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    if (!exchange)
        return;
    struct api *api = conn->http->api;
    if (exchange->waiter.call && api)
        api_forget(&exchange->waiter);
    if (exchange->identity.call && api)
        api_identity_forget(&exchange->identity);
    status_forget(exchange);
    bytes_unref(exchange->out);
    request_deinit(&exchange->request);
    free(exchange);
    conn->exchange = NULL;
}

static void free_conn(struct conn *conn)
{
    struct http *http = conn->http;
    live_free(conn->live);
    conn->live = NULL;
    free_exchange(conn);
    unlist_conn(conn);
    peers_leave(http->peers, conn->peer);
    free(conn->in);
    free(conn);
    if (http->stopping && !http->conn_count && http->options.stopped)
        http->options.stopped(http->options.stopped_data);
}

void conn_accept(struct http *http, int fd, const struct sockaddr *from)
{
    struct conn *conn = calloc(1, sizeof *conn);
    if (!conn || !address_of(&conn->address, from) || http->conn_count >= (size_t)http->options.connections) {
        free(conn);
        close(fd);
        return;
    }
    if (!networks_contain(&http->trusted, &conn->address)) {
        conn->peer = peers_enter(http->peers, &conn->address, (size_t)http->options.connections_per_address);
        if (!conn->peer) {
            free(conn);
            close(fd);
            return;
        }
    }
    conn->http = http;
    conn->deadline = seconds(doran_time_monotonic(), http->options.header_timeout);
    list_conn(conn);
    lws_adopt_desc_t adoption = {.vh = http->vhost,
                                 .type = LWS_ADOPT_SOCKET | (http->tls ? LWS_ADOPT_ALLOW_SSL : 0),
                                 .fd = {.sockfd = fd},
                                 .vh_prot_name = "doran",
                                 .opaque = conn};
    struct lws *wsi = lws_adopt_descriptor_vhost_via_info(&adoption);
    conn->adopted = true;
    if (!wsi || !conn->wsi)
        free_conn(conn);
}

void conn_close(struct conn *conn)
{
    if (conn->closing)
        return;
    conn->closing = true;
    if (conn->in_callback)
        return; /* The callback ends it by its result. */
    conn->next_doomed = conn->http->doomed;
    conn->http->doomed = conn;
}

void conn_linger(struct conn *conn)
{
    conn->state = CONN_LINGER;
    conn->deadline = seconds(doran_time_monotonic(), LINGER_SECONDS);
    free(conn->in);
    conn->in = NULL;
    conn->in_length = 0;
    shutdown(lws_get_socket_fd(conn->wsi), SHUT_WR);
    conn_pause(conn, false);
}

/* --- Writing
 * ---------------------------------------------------------------------------------------------------- */

bool conn_choked(struct conn *conn)
{
    return lws_partial_buffered(conn->wsi) != 0;
}

void conn_pause(struct conn *conn, bool pause)
{
    if (conn->paused == pause || conn->closing)
        return;
    conn->paused = pause;
    if (lws_rx_flow_control(conn->wsi, !pause) < 0)
        conn_close(conn);
}

bool conn_write(struct conn *conn, const unsigned char *data, size_t length)
{
    if (conn->closing)
        return false;
    /* The library takes a pointer to what it could change, and does so for roles that frame; raw sockets do
     * not. */
    if (lws_write(conn->wsi, (unsigned char *)(uintptr_t)data, length, LWS_WRITE_RAW) < 0) {
        conn_close(conn);
        return false;
    }
    if (conn_choked(conn)) {
        /* While a rest waits, the library looks at no input: it would spin on it. */
        conn_pause(conn, true);
        lws_callback_on_writable(conn->wsi);
    }
    return true;
}

static void log_request(const struct exchange *exchange, const struct answer *answer)
{
    if (!log_wants(LOG_INFO))
        return;
    const struct request *request = &exchange->request;
    log_line(LOG_INFO, "request %s %s %d %" PRId64 "us %zuB %s %s%s%s", request->method, request->name,
             answer->status, doran_time_monotonic() - exchange->started,
             answer->body ? answer->body->length : 0, request->address,
             answer->user && *answer->user ? answer->user : "-", answer->error ? " " : "",
             answer->error ? doran_error_name(answer->error) : "");
}

static void finish_exchange(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    bool keep = exchange->request.keep_alive && !conn->http->stopping;
    request_deinit(&exchange->request);
    if (!keep) {
        conn_linger(conn);
        return;
    }
    conn->state = CONN_HEAD;
    conn->deadline = seconds(doran_time_monotonic(), conn->http->options.idle_timeout);
}

/* Sends what is left of a long answer as far as the socket takes it. */
static void send_more(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    conn->deadline = seconds(doran_time_monotonic(), SEND_STALL_SECONDS);
    while (exchange->out && !conn_choked(conn)) {
        size_t left = exchange->out->length - exchange->out_sent, piece = left < CHUNK_MAX ? left : CHUNK_MAX;
        if (piece && !conn_write(conn, exchange->out->data + exchange->out_sent, piece))
            return;
        exchange->out_sent += piece;
        if (exchange->out_sent == exchange->out->length) {
            bytes_unref(exchange->out);
            exchange->out = NULL;
        }
    }
    if (!exchange->out && !conn_choked(conn))
        finish_exchange(conn);
}

static void resume_input(struct conn *conn);

void conn_answer(struct conn *conn, const struct answer *answer)
{
    unsigned char buffer[ANSWER_HEAD_MAX + COPY_MAX];
    struct exchange *exchange = conn->exchange;
    bool waited = conn->state == CONN_WAITING;
    bool keep = exchange->request.keep_alive && !conn->http->stopping;
    size_t length = answer_head((char *)buffer, answer, keep, exchange->request.encrypted);
    struct bytes *body = exchange->request.head ? NULL : answer->body;
    if (body && body->length <= COPY_MAX) {
        memcpy(buffer + length, body->data, body->length);
        length += body->length;
        body = NULL;
    }
    log_request(exchange, answer);
    conn->state = CONN_SENDING;
    exchange->out = body ? bytes_ref(body) : NULL;
    exchange->out_sent = 0;
    if (conn_write(conn, buffer, length))
        send_more(conn);
    if (waited && !conn->processing && conn->state == CONN_HEAD)
        resume_input(conn);
}

void conn_refuse(struct conn *conn, const struct doran_error *error)
{
    struct bytes *body = api_error_body(error);
    struct answer answer = {.status = doran_error_status(error->code),
                            .body = body,
                            .retry_after = error->retry_after,
                            .error = error->code,
                            .upgrade_required = error->code == DORAN_ERROR_upgrade_required};
    if (error->code == DORAN_ERROR_method_not_allowed)
        answer.allowed = conn->exchange->request.allowed;
    conn_answer(conn, &answer);
    bytes_unref(body);
}

void conn_refuse_and_end(struct conn *conn, enum doran_error_code code)
{
    struct doran_error error;
    doran_error_clear(&error);
    doran_fail(&error, code, NULL, NULL);
    conn->exchange->request.keep_alive = false;
    conn_refuse(conn, &error);
}

/* --- Requests
 * --------------------------------------------------------------------------------------------------- */

static void api_answered(struct api_waiter *waiter, const struct api_answer *from)
{
    struct exchange *exchange = (struct exchange *)((char *)waiter - offsetof(struct exchange, waiter));
    waiter->call = NULL;
    struct answer answer = {.status = from->status,
                            .body = from->body,
                            .gzip = from->body && from->encoding == API_GZIP,
                            .etag = from->etag,
                            .retry_after = from->retry_after,
                            .error = from->error,
                            .user = from->user};
    conn_answer(exchange->conn, &answer);
}

static void api_identified(struct api_identity_waiter *waiter, const struct api_identity *identity,
                           enum doran_error_code code)
{
    struct exchange *exchange = (struct exchange *)((char *)waiter - offsetof(struct exchange, identity));
    struct conn *conn = exchange->conn;
    waiter->call = NULL;
    struct doran_error error;
    doran_error_clear(&error);
    if (code == DORAN_ERROR_none && conn->http->stopping)
        code = DORAN_ERROR_busy;
    if (code != DORAN_ERROR_none) {
        doran_fail(&error, code, NULL, NULL);
        error.retry_after = code == DORAN_ERROR_busy ? 1 : 0;
        conn_refuse(conn, &error);
        return;
    }
    conn->live = live_new(conn, identity);
    if (!conn->live) {
        conn_refuse_and_end(conn, DORAN_ERROR_busy);
        return;
    }
    log_request(exchange, &(struct answer){.status = 101, .user = identity->user});
    bool sent = live_handshake(conn, exchange->request.websocket_key);
    free_exchange(conn);
    conn->state = CONN_LIVE;
    conn->deadline = 0;
    if (sent && !conn->processing)
        resume_input(conn);
}

/* The request is whole: gives it to whoever answers it. */
static void dispatch(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    struct http *http = conn->http;
    conn->state = CONN_WAITING;
    conn->deadline = 0;
    if (exchange->request.target == REQUEST_LIVE) {
        exchange->identity = (struct api_identity_waiter){.known = api_identified};
        api_identify(http->api, exchange->request.token, exchange->request.address, &exchange->identity);
    } else if (exchange->request.target == REQUEST_API) {
        struct api_request *api = exchange->request.api;
        exchange->request.api = NULL;
        exchange->waiter = (struct api_waiter){.answer = api_answered};
        api_call(http->api, api, &exchange->waiter);
    } else {
        status_answer(conn);
    }
}

struct exchange *conn_begin_exchange(struct conn *conn)
{
    if (!conn->exchange)
        conn->exchange = calloc(1, sizeof *conn->exchange);
    if (conn->exchange) {
        conn->exchange->conn = conn;
        conn->exchange->started = doran_time_monotonic();
        conn->exchange->body_received = 0;
    }
    return conn->exchange;
}

static void begin_request(struct conn *conn, const char *data, size_t length)
{
    static const unsigned char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct exchange *exchange = conn_begin_exchange(conn);
    if (!exchange) {
        conn_close(conn);
        return;
    }
    struct head head;
    struct doran_error error;
    doran_error_clear(&error);
    enum doran_error_code code = head_parse(data, length, &head);
    if (length > HEAD_BYTES_MAX && code != DORAN_ERROR_uri_too_long)
        code = DORAN_ERROR_headers_too_large;
    if (code == DORAN_ERROR_none && conn->http->stopping)
        code = DORAN_ERROR_busy;
    if (!request_read(&exchange->request, conn->http, &conn->address, &head, code, &error)) {
        error.retry_after = error.code == DORAN_ERROR_busy ? 1 : 0;
        /* Where a body is announced or may be, nobody knows where the next request begins. */
        if (head.content_length > 0 || error.code == DORAN_ERROR_length_required)
            exchange->request.keep_alive = false;
        conn_refuse(conn, &error);
        return;
    }
    if (!exchange->request.body_length) {
        dispatch(conn);
        return;
    }
    conn->state = CONN_BODY;
    exchange->body_started = exchange->started;
    conn->deadline = seconds(exchange->started, conn->http->options.body_timeout);
    if (exchange->request.expects_continue)
        conn_write(conn, go_on, sizeof go_on - 1);
}

/* Takes bytes of a body; gives how many. */
static size_t take_body(struct conn *conn, const char *data, size_t length)
{
    struct exchange *exchange = conn->exchange;
    struct request *request = &exchange->request;
    size_t left = request->body_length - exchange->body_received, piece = length < left ? length : left;
    if (request->api)
        memcpy(request->api->body + exchange->body_received, data, piece);
    exchange->body_received += piece;
    if (exchange->body_received == request->body_length)
        dispatch(conn);
    return piece;
}

/* Uses as much as it can of what has come; gives how much. */
static size_t use(struct conn *conn, const char *data, size_t length)
{
    size_t used = 0;
    while (!conn->closing && used < length) {
        const char *at = data + used;
        size_t left = length - used, end;
        switch (conn->state) {
        case CONN_HEAD:
            if (conn_choked(conn))
                return used;
            if (left >= 2 && at[0] == '\r' && at[1] == '\n') {
                conn->scanned = 0;
                used += 2; /* RFC 9112 §2.2: an empty line before a request is passed over. */
                continue;
            }
            end = head_end(at, left, conn->scanned);
            if (!end && left <= HEAD_BYTES_MAX) {
                conn->scanned = left;
                return used;
            }
            conn->scanned = 0;
            if (!end && !conn_begin_exchange(conn)) {
                conn_close(conn);
                return used;
            }
            used += end ? end : left;
            begin_request(conn, at, end ? end : left);
            break;
        case CONN_BODY:
            used += take_body(conn, at, left);
            break;
        case CONN_LIVE:
            live_receive(conn->live, (const unsigned char *)at, left);
            return length;
        case CONN_LINGER:
            return length;
        case CONN_WAITING:
        case CONN_SENDING:
            return used;
        }
    }
    return used;
}

/* Uses input that was kept while an answer was awaited, then reads on unless that has begun anew. */
static void use_input(struct conn *conn)
{
    conn->processing = true;
    while (conn->in_length && !conn->closing) {
        size_t used = use(conn, conn->in, conn->in_length);
        if (conn->state == CONN_LINGER || !conn->in)
            break;
        memmove(conn->in, conn->in + used, conn->in_length - used);
        conn->in_length -= used;
        if (!used)
            break;
    }
    conn->processing = false;
    if (!conn->in_length) {
        free(conn->in);
        conn->in = NULL;
    }
    if (!conn->closing && conn->state != CONN_WAITING && conn->state != CONN_SENDING && !conn_choked(conn))
        conn_pause(conn, false);
}

/* The same at the end of an answer: a head that has begun to come meanwhile has its time from now on. */
static void resume_input(struct conn *conn)
{
    use_input(conn);
    if (conn->state == CONN_HEAD && conn->in_length)
        conn->deadline = seconds(doran_time_monotonic(), conn->http->options.header_timeout);
}

/* Keeps the rest of what came. */
static bool keep_input(struct conn *conn, const char *data, size_t length)
{
    if (!length)
        return true;
    if (conn->in_length + length > IN_MAX)
        return false;
    char *grown = realloc(conn->in, conn->in_length + length);
    if (!grown)
        return false;
    memcpy(grown + conn->in_length, data, length);
    conn->in = grown;
    conn->in_length += length;
    return true;
}

static void receive(struct conn *conn, const char *data, size_t length)
{
    if (conn->state == CONN_LINGER) {
        conn->lingered += length;
        if (conn->lingered > LINGER_BYTES_MAX)
            conn_close(conn);
        return;
    }
    bool was_idle = conn->state == CONN_HEAD && !conn->in_length;
    if (conn->in_length) {
        if (!keep_input(conn, data, length))
            conn_close(conn);
        else
            use_input(conn);
    } else {
        conn->processing = true;
        size_t used = use(conn, data, length);
        conn->processing = false;
        if (!conn->closing && conn->state != CONN_LINGER && !keep_input(conn, data + used, length - used))
            conn_close(conn);
    }
    if (conn->closing)
        return;
    if (was_idle && conn->state == CONN_HEAD && conn->in_length)
        conn->deadline = seconds(doran_time_monotonic(), conn->http->options.header_timeout);
    if (conn->state == CONN_WAITING || conn->state == CONN_SENDING)
        conn_pause(conn, true);
}

static void writable(struct conn *conn)
{
    if (conn_choked(conn))
        return;
    if (conn->state == CONN_LIVE) {
        live_writable(conn->live);
    } else if (conn->state == CONN_SENDING) {
        send_more(conn);
        if (conn->state == CONN_HEAD)
            resume_input(conn);
    } else if (conn->state != CONN_WAITING) {
        use_input(conn);
    }
    if (conn->state != CONN_WAITING && conn->state != CONN_SENDING && !conn->closing && !conn_choked(conn))
        conn_pause(conn, false);
}

/* --- The library's side
 * ----------------------------------------------------------------------------------------- */

static int handle(struct conn *conn, enum lws_callback_reasons reason, const char *in, size_t length)
{
    conn->in_callback = true;
    if (reason == LWS_CALLBACK_RAW_RX)
        receive(conn, in, length);
    else
        writable(conn);
    conn->in_callback = false;
    return conn->closing ? -1 : 0;
}

int conn_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
    (void)user;
    struct conn *conn = lws_get_opaque_user_data(wsi);
    switch (reason) {
    case LWS_CALLBACK_RAW_ADOPT:
        conn->wsi = wsi;
        break;
    case LWS_CALLBACK_RAW_RX:
        /* What the library set for the handshake of TLS is over; from here on the deadlines are our own. */
        if (conn->http->tls)
            lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
        return conn->closing ? -1 : handle(conn, reason, in, length);
    case LWS_CALLBACK_RAW_WRITEABLE:
        return conn->closing ? -1 : handle(conn, reason, NULL, 0);
    case LWS_CALLBACK_RAW_CLOSE:
        lws_set_opaque_user_data(wsi, NULL);
        conn->wsi = NULL;
        if (conn->adopted)
            free_conn(conn);
        break;
    default:
        break;
    }
    return 0;
}
