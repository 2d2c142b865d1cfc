/** @file conn.h  One connection: reads requests, waits for answers, sends them; or carries a live connection.
 */
#ifndef SERVER_HTTP_CONN_H
#define SERVER_HTTP_CONN_H

#include "server/http/context.h"
#include "server/http/request.h"

#include <libwebsockets.h>

struct live;

enum conn_state {
    CONN_HEAD,    /**< Between requests, or a head has come in part. */
    CONN_BODY,    /**< A body is on its way. */
    CONN_WAITING, /**< Somebody is working on the answer; nothing is read. */
    CONN_SENDING, /**< The answer is longer than the socket's buffer. */
    CONN_LINGER, /**< All is said; what still comes is thrown away, so that no reset takes the answer with it.
                  */
    CONN_LIVE    /**< WebSocket. */
};
struct exchange;
struct conn {
    struct http *http;
    struct lws *wsi;
    struct conn *previous, *next, *next_doomed;
    struct peer *peer;
    struct address address;
    int64_t deadline; /**< Monotonic; 0 for none. */
    char *in;         /**< What has come and is not used yet; NULL for nothing. */
    size_t in_length, scanned;
    size_t lingered;
    struct exchange *exchange;
    struct live *live;
    enum conn_state state;
    bool adopted, in_callback, closing, paused, processing;
};

/** `count` seconds after `now`, both monotonic. */
int64_t conn_deadline(int64_t now, int count);
/** Takes over an accepted socket, or closes it. */
void conn_accept(struct http *http, int fd, const struct sockaddr *from);
/** The callback libwebsockets knows. */
int conn_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length);
/** Looks at the connection's deadline; once a second. */
void conn_sweep(struct conn *conn, int64_t now);
/** The server stops: closes it unless it is at work. */
void conn_stop(struct conn *conn);
/** Closes it soon; nothing happens on it any more. */
void conn_close(struct conn *conn);
/** Ends it after what was written has been sent. */
void conn_linger(struct conn *conn);
/** Writes; false when the connection is broken, which then closes. What the socket does not take now is kept
 * and sent later: conn_choked(). */
bool conn_write(struct conn *conn, const unsigned char *data, size_t length);
bool conn_choked(struct conn *conn);
/** Stops or goes on reading. */
void conn_pause(struct conn *conn, bool pause);
/** Uses what has come while an answer was awaited, and reads on. */
void conn_resume(struct conn *conn);
/** Answers the request at hand with an error, as JSON. */
void conn_refuse(struct conn *conn, const struct doran_error *error);
/** Answers it. */
struct answer;
void conn_answer(struct conn *conn, const struct answer *answer);

#endif
