#include "server/http/http.h"

#include "server/base/log.h"
#include "server/http/conn.h"
#include "server/http/listener.h"
#include "server/http/peers.h"

#include <doran/time.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>

#define READ_BYTES (16 * 1024)
#define WRITE_BYTES                                                                                          \
    (96 * 1024) /* More than any one write of a conn, so that the library sends it undivided. */
#define SWEEP_SECONDS 1.0

static const struct lws_protocols protocols[] = {
    {.name = "doran", .callback = conn_callback, .tx_packet_size = WRITE_BYTES}, {.name = NULL}};

static void library_says(int level, const char *line)
{
    log_line(level & LLL_ERR ? LOG_WARNING : LOG_DEBUG, "sockets: %s", line);
}

static void sweep(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop, (void)events;
    struct http *http = timer->data;
    int64_t now = doran_time_monotonic();
    for (struct conn *conn = http->conns, *next; conn; conn = next) {
        next = conn->next; /* Nothing is freed here: what shall close waits for the reaper. */
        conn_sweep(conn, now);
    }
    if (!http->stopping)
        listeners_resume(http);
}

static void reap(struct ev_loop *loop, ev_prepare *watcher, int events)
{
    (void)loop, (void)events;
    struct http *http = watcher->data;
    while (http->doomed) {
        struct conn *conn = http->doomed;
        http->doomed = conn->next_doomed;
        lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
    }
}

static bool open_context(struct http *http, struct doran_error *error)
{
    void *loops[] = {http->options.loop};
    struct lws_context_creation_info info = {
        .port = http->tls ? CONTEXT_PORT_NO_LISTEN_SERVER : CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .options =
            LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DISABLE_IPV6,
        .foreign_loops = loops,
        .pt_serv_buf_size = READ_BYTES,
        .timeout_secs = (unsigned)http->options.header_timeout,
        .vhost_name = "doran",
        .listen_accept_role = "raw-skt",
        .listen_accept_protocol = "doran"};
    if (http->tls) {
        info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.ssl_cert_filepath = http->options.certificate;
        info.ssl_private_key_filepath = http->options.key;
        info.alpn = "http/1.1";
        info.ssl_options_set = SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_RENEGOTIATION;
    }
    http->context = lws_create_context(&info);
    http->vhost = http->context ? lws_create_vhost(http->context, &info) : NULL;
    return http->vhost ||
           doran_fail(error, DORAN_ERROR_internal, NULL,
                      http->tls ? "TLS did not start: do certificate and key belong together?"
                                : "The event loop did not start: is libwebsockets-evlib-ev installed?");
}

struct http *http_new(const struct http_options *options, struct doran_error *error)
{
    struct http *http = calloc(1, sizeof *http);
    if (!http || !(http->peers = peers_new())) {
        free(http);
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    http->options = *options;
    http->tls = options->certificate != NULL;
    snprintf(http->origin, sizeof http->origin, "%s", options->public_url ? options->public_url : "");
    snprintf(http->data, sizeof http->data, "%s", options->data ? options->data : "");
    ev_timer_init(&http->sweep, sweep, 0, SWEEP_SECONDS);
    http->sweep.data = http;
    ev_prepare_init(&http->reaper, reap);
    http->reaper.data = http;
    ev_prepare_start(options->loop, &http->reaper);
    lws_set_log_level(LLL_ERR | LLL_WARN, library_says);
    if (!networks_parse(&http->trusted, options->trusted_proxies ? options->trusted_proxies : "", error) ||
        !open_context(http, error) || !listeners_open(http, options->listen, options->port, error)) {
        http_free(http);
        return NULL;
    }
    return http;
}

void http_free(struct http *http)
{
    if (!http)
        return;
    listeners_close(http);
    http->options.stopped = NULL;
    http->stopping = true;
    for (struct conn *conn = http->conns; conn; conn = conn->next)
        conn_close(conn);
    reap(http->options.loop, &http->reaper, 0);
    if (http->context)
        lws_context_destroy(http->context);
    ev_timer_stop(http->options.loop, &http->sweep);
    ev_prepare_stop(http->options.loop, &http->reaper);
    peers_free(http->peers);
    bytes_unref(http->openapi);
    free(http);
}

void http_set_api(struct http *http, struct api *api)
{
    http->api = api;
}

int http_port(const struct http *http)
{
    return http->port;
}

void http_stop(struct http *http)
{
    if (http->stopping)
        return;
    http->stopping = true;
    listeners_close(http);
    if (http->options.hub)
        hub_close_all(http->options.hub, 1001);
    for (struct conn *conn = http->conns, *next; conn; conn = next) {
        next = conn->next;
        conn_stop(conn);
    }
    if (!http->conn_count && http->options.stopped)
        http->options.stopped(http->options.stopped_data);
}
