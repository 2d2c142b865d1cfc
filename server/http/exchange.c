#include "server/http/exchange.h"

#include "server/base/log.h"
#include "server/base/words.h"
#include "server/http/answer.h"
#include "server/http/live.h"
#include "server/http/status.h"

#include <doran/time.h>
#include <stdlib.h>
#include <string.h>

#define SEND_STALL_SECONDS 30         /* A reader that takes nothing for so long is gone. */
#define COPY_MAX ((size_t)64 * 1024)  /* A shorter body goes out in one write with its head. */
#define CHUNK_MAX ((size_t)64 * 1024) /* A longer one in pieces of this. */

/* --- Answers --- */

/* "request METHOD ROUTE STATUS n us nB ADDRESS USER [ERROR]" */
static void log_request(const struct exchange *exchange, const struct answer *answer)
{
    if (!log_wants(LOG_INFO))
        return;
    const struct request *request = &exchange->request;
    char text[LOG_TEXT_MAX];
    struct words words = {text, text + sizeof text};
    words_put(&words, "request ");
    words_put(&words, request->method);
    words_put(&words, " ");
    words_put(&words, request->name);
    words_put(&words, " ");
    words_number(&words, (uint64_t)answer->status);
    words_put(&words, " ");
    words_number(&words, (uint64_t)(doran_time_monotonic() - exchange->started));
    words_put(&words, "us ");
    words_number(&words, answer->body ? answer->body->length : 0);
    words_put(&words, "B ");
    words_put(&words, request->address);
    words_put(&words, " ");
    words_put(&words, answer->user && *answer->user ? answer->user : "-");
    if (answer->error) {
        words_put(&words, " ");
        words_put(&words, doran_error_name(answer->error));
    }
    log_text(LOG_INFO, text, (size_t)(words.at - text));
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
    conn->deadline = conn_deadline(doran_time_monotonic(), conn->http->options.idle_timeout);
}

/* Sends what is left of a long answer as far as the socket takes it. */
void exchange_send(struct conn *conn)
{
    struct exchange *exchange = conn->exchange;
    conn->deadline = conn_deadline(doran_time_monotonic(), SEND_STALL_SECONDS);
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
        exchange_send(conn);
    if (waited && !conn->processing && conn->state == CONN_HEAD)
        conn_resume(conn);
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

/* The connection ends with this refusal. */
void exchange_end(struct conn *conn, enum doran_error_code code)
{
    struct doran_error error;
    doran_error_clear(&error);
    doran_fail(&error, code, NULL, NULL);
    conn->exchange->request.keep_alive = false;
    conn_refuse(conn, &error);
}

/* --- Requests --- */

static void api_answered(struct api_waiter *waiter, const struct api_answer *from)
{
    struct exchange *exchange = (struct exchange *)((char *)waiter - offsetof(struct exchange, waiter));
    waiter->call = NULL;
    struct answer answer = {.status = from->status,
                            .body = from->body,
                            .media = from->media,
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
        exchange_end(conn, DORAN_ERROR_busy);
        return;
    }
    log_request(exchange, &(struct answer){.status = 101, .user = identity->user});
    bool sent = live_handshake(conn, exchange->request.websocket_key);
    exchange_free(conn);
    conn->state = CONN_LIVE;
    conn->deadline = 0;
    if (sent && !conn->processing)
        conn_resume(conn);
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
    } else if (exchange->request.api) {
        struct api_request *api = exchange->request.api;
        exchange->request.api = NULL;
        exchange->waiter = (struct api_waiter){.answer = api_answered};
        bool feed = exchange->request.target == REQUEST_FEED;
        (feed ? api_feed : api_call)(http->api, api, &exchange->waiter);
    } else {
        status_answer(conn);
    }
}

struct exchange *exchange_begin(struct conn *conn)
{
    if (!conn->exchange) {
        conn->exchange = calloc(1, sizeof *conn->exchange);
        if (conn->exchange)
            address_format(&conn->address, conn->exchange->peer);
    }
    if (conn->exchange) {
        conn->exchange->conn = conn;
        conn->exchange->started = doran_time_monotonic();
        conn->exchange->body_received = 0;
    }
    return conn->exchange;
}

void exchange_request(struct conn *conn, const char *data, size_t length)
{
    static const unsigned char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct exchange *exchange = exchange_begin(conn);
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
    if (!request_read(&exchange->request, conn->http, &(struct request_peer){&conn->address, exchange->peer},
                      &head, code, &error)) {
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
    conn->deadline = conn_deadline(exchange->started, conn->http->options.body_timeout);
    if (exchange->request.expects_continue)
        conn_write(conn, go_on, sizeof go_on - 1);
}

/* Takes bytes of a body; gives how many. */
size_t exchange_body(struct conn *conn, const char *data, size_t length)
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

void exchange_free(struct conn *conn)
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
