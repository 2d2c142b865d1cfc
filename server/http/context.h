/** @file context.h  What connections share: the inside of struct http. */
#ifndef SERVER_HTTP_CONTEXT_H
#define SERVER_HTTP_CONTEXT_H

#include "server/http/address.h"
#include "server/http/http.h"

#include <ev.h>

struct conn;
struct listener;
struct lws_context;
struct lws_vhost;
struct peers;

#define HTTP_LISTENERS_MAX 8
struct http {
    struct http_options options; /**< Its texts are copied by http_new() where they are kept. */
    struct api *api;
    struct lws_context *context;
    struct lws_vhost *vhost;
    struct peers *peers;
    struct networks trusted;
    char origin[256]; /**< public_url. */
    char data[1024];
    bool tls, stopping;
    int port;
    ev_io listeners[HTTP_LISTENERS_MAX];
    size_t listener_count;
    ev_timer sweep;    /**< Once a second while anything is connected: deadlines and pings. */
    ev_prepare reaper; /**< Ends what was marked for closing. */
    struct conn *conns, *doomed;
    size_t conn_count;
    struct bytes *openapi; /**< Made when first asked for. */
    char openapi_etag[24];
    int64_t ready_checked; /**< Monotonic; a check of the database is good for a second. */
    bool ready;
};

#endif
