/** @file exchange.h  A request and its answer on a connection; kept for the next one on the same connection. */
#ifndef SERVER_HTTP_EXCHANGE_H
#define SERVER_HTTP_EXCHANGE_H

#include "server/http/conn.h"

struct exchange {
    struct conn *conn;
    struct api_waiter waiter;
    struct api_identity_waiter identity;
    struct status_check *check; /**< Of /readyz. */
    struct request request;
    char peer[ADDRESS_TEXT_MAX]; /**< The connection's address as text. */
    size_t body_received;
    int64_t started, body_started; /**< Monotonic. */
    struct bytes *out;             /**< What is left to send of an answer. */
    size_t out_sent;
};

/** Makes the connection's exchange ready for a new request. NULL without memory. */
struct exchange *exchange_begin(struct conn *conn);
/** Takes a head up: answers it, waits for its body, or hands it to whoever answers. */
void exchange_request(struct conn *conn, const char *data, size_t length);
/** Takes bytes of the body; gives how many. */
size_t exchange_body(struct conn *conn, const char *data, size_t length);
/** Sends what is left of a long answer as far as the socket takes it. */
void exchange_send(struct conn *conn);
/** Refuses, and ends the connection with it. */
void exchange_end(struct conn *conn, enum doran_error_code code);
/** Whoever was to answer is told to forget it. */
void exchange_free(struct conn *conn);

#endif
