/** @file http.h  The server's face to the network: HTTP/1.1 and WebSocket on one port, over libwebsockets'
 * sockets and TLS on a libev loop of the caller's. Loop thread only. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include "server/api/api.h"
#include "server/hub/hub.h"
#include "server/lane/lane.h"

#include <doran/error.h>

struct ev_loop;
struct http;
struct http_options {
    struct ev_loop *loop;
    struct hub *hub;
    struct lanes *lanes;
    const char *listen;      /**< Addresses, separated by commas. */
    int port;                /**< 0: a free one, the same for all addresses. */
    const char *certificate; /**< PEM files, or NULL for plain HTTP. */
    const char *key;
    const char *public_url;      /**< Whose pages may open a live connection; "" for none but the Host's. */
    const char *trusted_proxies; /**< Networks whose X-Forwarded-* are believed. */
    const char *data;            /**< Directory whose disk /readyz tells of. */
    int connections, connections_per_address;
    int header_timeout, body_timeout, body_rate, idle_timeout, hello_timeout,
        ping_interval;           /**< As config.def. */
    void (*stopped)(void *data); /**< After http_stop(), once nothing is connected any more. */
    void *stopped_data;
};
/** Listens, but answers only while the loop runs. NULL with one clear sentence, as when the port is in use.
 */
struct http *http_new(const struct http_options *options, struct doran_error *error);
/** Who answers; set before the loop runs. The port has to be known first: join links name it. */
void http_set_api(struct http *http, struct api *api);
/** Closes whatever is still connected. NULL is allowed. */
void http_free(struct http *http);
/** The port it listens on. */
int http_port(const struct http *http);
/** Stops accepting, closes idle connections, ends live ones with 1001, lets what is in flight be answered. */
void http_stop(struct http *http);

#endif
