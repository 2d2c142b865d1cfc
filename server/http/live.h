/** @file live.h  A live connection: the WebSocket side of a conn, and the hub's listener. */
#ifndef SERVER_HTTP_LIVE_H
#define SERVER_HTTP_LIVE_H

#include "server/http/conn.h"

#define LIVE_OUT_MAX ((size_t)1024 * 1024) /**< Bytes that may wait for a slow reader. */

struct live *live_new(struct conn *conn, const struct api_identity *identity);
/** Leaves the hub. NULL is allowed. */
void live_free(struct live *live);
/** Sends the 101 answer for a Sec-WebSocket-Key. False when the connection is broken. */
bool live_handshake(struct conn *conn, const char *key);
void live_receive(struct live *live, const unsigned char *data, size_t length);
/** Sends what waits. */
void live_writable(struct live *live);
/** Pings, and the deadlines of the first message and of closing; once a second. */
void live_sweep(struct live *live, int64_t now);
/** The server stops. */
void live_stop(struct live *live);

#endif
