/* conn_time.c: what becomes of a connection when its time is over, or the server's. */
#include "server/http/exchange.h"
#include "server/http/live.h"

#include <doran/time.h>
#include <string.h>

#define BODY_GRACE_SECONDS 3 /* Before the least rate counts. */

static bool drips(const struct conn *conn, int64_t now)
{
    const struct exchange *exchange = conn->exchange;
    int64_t counted = now - exchange->body_started - BODY_GRACE_SECONDS * DORAN_SECOND;
    return counted > 0 &&
           (int64_t)exchange->body_received < counted / DORAN_SECOND * conn->http->options.body_rate;
}

void conn_sweep(struct conn *conn, int64_t now)
{
    if (conn->closing)
        return;
    if (conn->state == CONN_LIVE) {
        live_sweep(conn->live, now);
        return;
    }
    bool late = conn->deadline && now >= conn->deadline;
    if (conn->state == CONN_BODY && (late || drips(conn, now))) {
        exchange_end(conn, DORAN_ERROR_request_timeout);
    } else if (late && conn->state == CONN_HEAD && conn->in_length && exchange_begin(conn)) {
        struct request *request = &conn->exchange->request;
        memset(request, 0, sizeof *request);
        request->name = request->method = "-";
        memcpy(request->address, conn->exchange->peer, sizeof request->address);
        exchange_end(conn, DORAN_ERROR_request_timeout);
    } else if (late) {
        conn_close(conn);
    }
}

void conn_stop(struct conn *conn)
{
    if (conn->closing)
        return;
    if (conn->state == CONN_LIVE)
        live_stop(conn->live);
    else if (conn->state == CONN_HEAD && !conn->in_length)
        conn_close(conn);
}
