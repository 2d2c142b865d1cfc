#include "server/http/conn.h"

#include "server/http/exchange.h"
#include "server/http/live.h"
#include "server/http/peers.h"

#include <doran/time.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINGER_SECONDS 2
#define LINGER_BYTES_MAX ((size_t)256 * 1024)
#define IN_MAX (HEAD_BYTES_MAX + 32 * 1024) /* More than one read of libwebsockets behind a whole head. */

int64_t conn_deadline(int64_t now, int count)
{
    return now + count * DORAN_SECOND;
}

/* --- Beginning and end --- */

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

static void free_conn(struct conn *conn)
{
    struct http *http = conn->http;
    live_free(conn->live);
    conn->live = NULL;
    exchange_free(conn);
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
    conn->deadline = conn_deadline(doran_time_monotonic(), http->options.header_timeout);
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
    conn->deadline = conn_deadline(doran_time_monotonic(), LINGER_SECONDS);
    free(conn->in);
    conn->in = NULL;
    conn->in_length = 0;
    shutdown(lws_get_socket_fd(conn->wsi), SHUT_WR);
    conn_pause(conn, false);
}

/* --- Writing --- */

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
            if (!end && !exchange_begin(conn)) {
                conn_close(conn);
                return used;
            }
            used += end ? end : left;
            exchange_request(conn, at, end ? end : left);
            break;
        case CONN_BODY:
            used += exchange_body(conn, at, left);
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
void conn_resume(struct conn *conn)
{
    use_input(conn);
    if (conn->state == CONN_HEAD && conn->in_length)
        conn->deadline = conn_deadline(doran_time_monotonic(), conn->http->options.header_timeout);
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
        conn->deadline = conn_deadline(doran_time_monotonic(), conn->http->options.header_timeout);
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
        exchange_send(conn);
        if (conn->state == CONN_HEAD)
            conn_resume(conn);
    } else if (conn->state != CONN_WAITING) {
        use_input(conn);
    }
    if (conn->state != CONN_WAITING && conn->state != CONN_SENDING && !conn->closing && !conn_choked(conn))
        conn_pause(conn, false);
}

/* --- The library's side --- */

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
