/* The yardstick of the HTTP figures: libwebsockets on a libev loop of our own, one fixed JSON answer of 300
 * bytes.
 *
 * usage: bare_responder   prints the port it listens on, and answers until standard input ends. */
#include <ev.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char body[300];

static int answer(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
    (void)user, (void)in, (void)length;
    if (reason != LWS_CALLBACK_HTTP)
        return lws_callback_http_dummy(wsi, reason, user, in, length);
    unsigned char buffer[LWS_PRE + 1024], *start = buffer + LWS_PRE, *at = start,
                                          *end = buffer + sizeof buffer - 1;
    if (lws_add_http_common_headers(wsi, HTTP_STATUS_OK, "application/json", sizeof body, &at, end))
        return 1;
    if (lws_finalize_http_header(wsi, &at, end))
        return 1;
    memcpy(at, body, sizeof body);
    at += sizeof body;
    if (lws_write(wsi, start, (size_t)(at - start), LWS_WRITE_HTTP_FINAL) < 0)
        return 1;
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static const struct lws_protocols protocols[] = {{.name = "http", .callback = answer}, {.name = NULL}};

static void stop(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)events;
    char c;
    if (read(watcher->fd, &c, 1) <= 0)
        ev_break(loop, EVBREAK_ALL);
}

int main(void)
{
    memset(body, ' ', sizeof body);
    memcpy(body, "{\"bare\":\"", 9);
    memset(body + 9, 'x', sizeof body - 11);
    memcpy(body + sizeof body - 2, "\"}", 2);
    lws_set_log_level(LLL_ERR, NULL);
    struct ev_loop *loop = ev_default_loop(0);
    void *loops[] = {loop};
    struct lws_context_creation_info info = {.iface = "127.0.0.1",
                                             .protocols = protocols,
                                             .options =
                                                 LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
                                             .foreign_loops = loops,
                                             .keepalive_timeout = 60};
    struct lws_context *context = lws_create_context(&info);
    struct lws_vhost *vhost = context ? lws_create_vhost(context, &info) : NULL;
    if (!vhost) {
        fprintf(stderr, "bare_responder: libwebsockets did not start\n");
        return 1;
    }
    printf("%d\n", lws_get_vhost_listen_port(vhost));
    fflush(stdout);
    ev_io input;
    ev_io_init(&input, stop, 0, EV_READ);
    ev_io_start(loop, &input);
    ev_run(loop, 0);
    lws_context_destroy(context);
    return 0;
}
