#include "libdoran/client/core.h"
#include "libdoran/client/names.h"
#include "libdoran/client/thread.h"

#include <doran/json.h>

#include <libwebsockets.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define PING_AFTER_S 25 /* of silence */
#define DEAD_AFTER_S 45
#define HANDSHAKE_S 15
#define MARKS 128                         /* sockets that may be closing still while a new one stands */
#define BACKLOG_MAX ((size_t)1024 * 1024) /* bytes of messages the loop has not worked off yet */

/* What the thread is to do next; guarded by the mutex. */
struct orders {
    bool connect, close, stop;
    uint64_t line;
    char token[DORAN_TOKEN_MAX + 1];
    char since[DORAN_CURSOR_MAX + 1];
};
/* From 4.3 on the library counts who uses a log, without a lock, and all contexts share one unless they bring their own. Each
 * client has a thread of its own. */
#if LWS_LIBRARY_VERSION_NUMBER >= 4003000
#define LIVE_OWN_LOG
#endif

struct live {
    struct doran_client *client;
    pthread_t thread;
    pthread_mutex_t mutex;
    struct orders orders;
    size_t backlog; /* guarded by the mutex */
#ifdef LIVE_OWN_LOG
    lws_log_cx_t log;
#endif
    struct lws_context *context;

    /* Of the thread. */
    struct names *names; /* libwebsockets would wait for a name server itself, and the thread with it */
    struct names_found found;
    size_t tried;                         /* of the addresses found */
    bool looking;                         /* for them */
    bool try_next;                        /* the address tried last did not lead anywhere */
    bool reached;                         /* an address did */
    struct lws_sorted_usec_list patience; /* with a name server */
    struct lws *wsi;                      /* of the present line, NULL without one */
    uint64_t line;
    uint64_t attempt;  /* the present line's at an address, rising */
    char marks[MARKS]; /* their addresses tell an attempt's socket from those of earlier ones */
    bool posted_down;  /* nothing more is posted of it */
    bool untrusted;    /* its key was not the expected one */
    bool held;         /* it is too quick; nothing is read for now */
    char token[DORAN_TOKEN_MAX + 1];
    char since[DORAN_CURSOR_MAX + 1];
    struct doran_buffer text;
};

static void *mark_of(struct live *live)
{
    return &live->marks[live->attempt % MARKS];
}

static void post(struct live *live, enum message_kind kind, enum doran_error_code failure)
{
    client_post(live->client, &(struct message){.kind = kind, .line = live->line, .failure = failure});
}

static void post_down(struct live *live, enum doran_error_code failure)
{
    live->wsi = NULL;
    if (live->posted_down)
        return;
    live->posted_down = true;
    post(live, MESSAGE_LINE_DOWN, live->untrusted ? DORAN_ERROR_untrusted_server : failure);
}

/* The present attempt has failed. Of a line that reached nothing yet the next address is tried, outside of the library's
 * callbacks. */
static void fail_attempt(struct live *live, enum doran_error_code failure)
{
    if (live->reached || live->posted_down || live->tried >= live->found.count) {
        post_down(live, failure);
        return;
    }
    live->wsi = NULL;
    live->attempt++; /* What its socket still says is not meant any more. */
    live->try_next = true;
    lws_cancel_service(live->context);
}

/* Before anything is sent: with a pin, the key of the server (SHA-256 of its SubjectPublicKeyInfo) is the
 * whole trust. */
static bool is_trusted(const struct endpoint *endpoint, struct lws *wsi)
{
    if (!endpoint->pinned)
        return true; /* Ordinary validation has been done by the handshake. */
    SSL *ssl = lws_get_ssl(wsi);
    X509 *certificate = ssl != NULL ? SSL_get1_peer_certificate(ssl) : NULL;
    if (certificate == NULL)
        return false;
    unsigned char *key = NULL, digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &key);
    bool same = length > 0 && EVP_Digest(key, (size_t)length, digest, &size, EVP_sha256(), NULL) == 1 &&
                size == ENDPOINT_PIN_BYTES && CRYPTO_memcmp(digest, endpoint->pin, ENDPOINT_PIN_BYTES) == 0;
    OPENSSL_free(key);
    X509_free(certificate);
    return same;
}

static int add_token(struct live *live, struct lws *wsi, unsigned char **at, unsigned char *end)
{
    char bearer[sizeof "Bearer " + DORAN_TOKEN_MAX];
    if (!is_trusted(&live->client->endpoint, wsi)) {
        live->untrusted = true;
        return -1;
    }
    int length = snprintf(bearer, sizeof bearer, "Bearer %s", live->token);
    int result = lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, (unsigned char *)bearer,
                                              length, at, end);
    explicit_bzero(bearer, sizeof bearer);
    return result;
}

static int say_hello(struct live *live, struct lws *wsi)
{
    struct doran_live_hello hello = {0};
    struct doran_buffer text = DORAN_BUFFER(LWS_PRE + DORAN_FRAME_IN_MAX);
    static const char room[LWS_PRE];
    doran_set(&hello, live_hello, since, live->since);
    doran_buffer_append(&text, room, sizeof room);
    doran_json_encode(DORAN_TYPE_live_hello, &hello, &text);
    int written = text.failed ? -1
                              : lws_write(wsi, (unsigned char *)text.data + LWS_PRE, text.length - LWS_PRE,
                                          LWS_WRITE_TEXT);
    doran_buffer_deinit(&text);
    return written < 0 ? -1 : 0;
}

/* Hands a whole message to the loop. */
static int hand_over(struct live *live, struct lws *wsi)
{
    size_t length = live->text.length;
    char *text = doran_buffer_move(&live->text);
    if (text == NULL)
        return length == 0 ? 0 : -1;
    struct message message = {.kind = MESSAGE_LINE_TEXT, .line = live->line, .text = text, .length = length};
    pthread_mutex_lock(&live->mutex);
    live->backlog += length;
    bool full = live->backlog > BACKLOG_MAX;
    pthread_mutex_unlock(&live->mutex);
    if (!client_post(live->client, &message)) {
        live_worked_off(live, length);
        free(text);
        return -1;
    }
    if (full && !live->held) {
        live->held = true;
        lws_rx_flow_control(wsi, 0);
    }
    return 0;
}

static int receive(struct live *live, struct lws *wsi, const char *data, size_t length)
{
    if (lws_is_first_fragment(wsi))
        doran_buffer_clear(&live->text);
    doran_buffer_append(&live->text, data, length);
    if (live->text.failed || lws_frame_is_binary(wsi))
        return -1;
    lws_validity_confirmed(wsi);
    return lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0 ? hand_over(live, wsi) : 0;
}

static enum doran_error_code failure_of(const char *why, size_t length)
{
    /* The library has no code for it, only words. */
    bool refused = why != NULL &&
                   (memmem(why, length, "401", 3) != NULL || memmem(why, length, "unauthorized", 12) != NULL);
    return refused ? DORAN_ERROR_unauthorized : DORAN_ERROR_network;
}

static int on_line(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
    (void)user;
    struct lws_context *context = lws_get_context(wsi);
    struct live *live = context != NULL ? lws_context_user(context) : NULL;
    if (live == NULL)
        return 0;
    bool present = live->line != 0 && lws_get_opaque_user_data(wsi) == mark_of(live);
    unsigned char **at = in;
    switch (reason) {
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        live->reached = live->reached || present;
        return present ? add_token(live, wsi, at, *at + length) : -1;
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        if (!present)
            return -1;
        post(live, MESSAGE_LINE_UP, DORAN_ERROR_none);
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        if (!present || live->since[0] == '\0')
            return present ? 0 : -1;
        if (say_hello(live, wsi) != 0)
            return -1;
        live->since[0] = '\0';
        return 0;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        return present ? receive(live, wsi, in, length) : -1;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        if (present)
            fail_attempt(live, failure_of(in, length));
        return 0;
    case LWS_CALLBACK_CLIENT_CLOSED:
        if (present)
            post_down(live, DORAN_ERROR_network);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        /* A line that breaks between the TCP connection and the request ends without any of the others. */
        if (present)
            fail_attempt(live, DORAN_ERROR_network);
        if (live->wsi == wsi)
            live->wsi = NULL;
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {{.name = DORAN_LIVE_PROTOCOL, .callback = on_line}, {0}};
static const lws_retry_bo_t keep_alive = {.secs_since_valid_ping = PING_AFTER_S,
                                          .secs_since_valid_hangup = DEAD_AFTER_S};

static void hang_up(struct live *live)
{
    if (live->wsi != NULL)
        lws_set_timeout(live->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
    live->wsi = NULL;
}

/* At the next address. */
static void try_address(struct live *live)
{
    const struct endpoint *endpoint = &live->client->endpoint;
    uint64_t attempt = ++live->attempt;
    int tls = 0;
    if (endpoint->tls)
        tls = LCCSCF_USE_SSL;
    if (endpoint->pinned)
        tls |= LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK | LCCSCF_ALLOW_EXPIRED |
               LCCSCF_ALLOW_INSECURE;
    struct lws_client_connect_info info = {
        .context = live->context,
        .address = live->found.addresses[live->tried++],
        .port = endpoint->port,
        .ssl_connection = tls,
        .path = DORAN_API_PREFIX "/live",
        .host = endpoint->origin + (endpoint->tls ? 8 : 7), /* whom the certificate is to name */
        .protocol = DORAN_LIVE_PROTOCOL,
        .local_protocol_name = DORAN_LIVE_PROTOCOL,
        .retry_and_idle_policy = &keep_alive,
        .opaque_user_data = mark_of(live),
        .pwsi = &live->wsi,
    };
    live->try_next = false;
    if (lws_client_connect_via_info(&info) == NULL && live->attempt == attempt)
        fail_attempt(live, DORAN_ERROR_network);
}

static void give_up_name(struct lws_sorted_usec_list *timer)
{
    struct live *live = lws_container_of(timer, struct live, patience);
    if (!live->looking)
        return;
    live->looking = false;
    post_down(live, DORAN_ERROR_network);
}

static void dial(struct live *live, const struct orders *orders)
{
    hang_up(live);
    live->line = orders->line;
    live->posted_down = live->untrusted = live->held = live->reached = live->try_next = false;
    memcpy(live->token, orders->token, sizeof live->token);
    memcpy(live->since, orders->since, sizeof live->since);
    doran_buffer_clear(&live->text);
    live->found.count = live->tried = 0;
    live->looking = names_ask(live->names);
    if (!live->looking)
        post_down(live, DORAN_ERROR_no_memory);
    else
        lws_sul_schedule(live->context, 0, &live->patience, give_up_name, HANDSHAKE_S * LWS_USEC_PER_SEC);
}

/* Goes on with the present line: to where its host is found to be, or to the next of its addresses. */
static void go_on(struct live *live)
{
    if (live->looking && names_take(live->names, &live->found)) {
        live->looking = false;
        live->try_next = live->found.count > 0;
        if (!live->try_next)
            post_down(live, DORAN_ERROR_network);
    }
    if (live->try_next)
        try_address(live);
}

/* Takes the orders that came since the last time. False when it is to stop. */
static bool follow_orders(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    struct orders orders = live->orders;
    explicit_bzero(&live->orders, sizeof live->orders);
    bool room = live->backlog <= BACKLOG_MAX / 2;
    pthread_mutex_unlock(&live->mutex);
    if (orders.close || orders.stop) {
        live->line = 0;
        live->looking = live->try_next = false;
        hang_up(live);
    }
    if (orders.connect && !orders.stop)
        dial(live, &orders);
    go_on(live);
    if (live->held && room && live->wsi != NULL) {
        live->held = false;
        lws_rx_flow_control(live->wsi, 1);
    }
    bool stop = orders.stop;
    explicit_bzero(&orders, sizeof orders);
    return !stop;
}

static void *service(void *context)
{
    struct live *live = context;
    while (follow_orders(live)) {
        if (lws_service(live->context, 0) < 0)
            break;
    }
    live->line = 0;
    names_free(live->names); /* First: it wakes the context. */
    lws_sul_cancel(&live->patience);
    lws_context_destroy(live->context);
    return NULL;
}

static void silence(void)
{
    lws_set_log_level(0, NULL);
}

/* From the thread that looks up the name. */
static void wake(void *context)
{
    lws_cancel_service(context);
}

static bool start(struct live *live, struct doran_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, silence);
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .user = live,
        /* A plain line needs none of the system's authorities, which take time and memory to read. */
        .options = live->client->endpoint.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
        .timeout_secs = HANDSHAKE_S,
        .client_ssl_ca_filepath = live->client->endpoint.pinned ? NULL : live->client->endpoint.ca_file,
        /* Named, but without a port: no proxy of the environment, which would see the token. */
        .http_proxy_address = "",
        .fd_limit_per_thread = 16,
    };
#ifdef LIVE_OWN_LOG
    info.log_cx = &live->log;
#endif
    live->context = lws_create_context(&info);
    if (live->context == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, "The live connection could not be set up.");
    live->names = names_new(live->client->endpoint.host, wake, live->context);
    if (live->names != NULL && thread_start(&live->thread, service, live))
        return true;
    names_free(live->names);
    lws_context_destroy(live->context);
    return doran_fail(error, DORAN_ERROR_no_memory, NULL, "No thread could be started.");
}

struct live *live_new(struct doran_client *client, struct doran_error *error)
{
    struct live *live = calloc(1, sizeof *live);
    if (live == NULL) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    live->client = client;
    live->text = DORAN_BUFFER(DORAN_FRAME_OUT_MAX);
    pthread_mutex_init(&live->mutex, NULL);
    if (!start(live, error)) {
        pthread_mutex_destroy(&live->mutex);
        free(live);
        return NULL;
    }
    return live;
}

void live_free(struct live *live)
{
    if (live == NULL)
        return;
    pthread_mutex_lock(&live->mutex);
    live->orders.stop = true;
    lws_cancel_service(live->context); /* Under the lock: whoever sees `stop` takes the context away. */
    pthread_mutex_unlock(&live->mutex);
    pthread_join(live->thread, NULL);
    pthread_mutex_destroy(&live->mutex);
    doran_buffer_deinit(&live->text);
    explicit_bzero(live, sizeof *live);
    free(live);
}

void live_connect(struct live *live, uint64_t line, const char *token, const char *since)
{
    pthread_mutex_lock(&live->mutex);
    live->orders.connect = true;
    live->orders.close = false;
    live->orders.line = line;
    snprintf(live->orders.token, sizeof live->orders.token, "%s", token);
    snprintf(live->orders.since, sizeof live->orders.since, "%s", since);
    pthread_mutex_unlock(&live->mutex);
    lws_cancel_service(live->context);
}

void live_close(struct live *live)
{
    pthread_mutex_lock(&live->mutex);
    live->orders.connect = false;
    live->orders.close = true;
    pthread_mutex_unlock(&live->mutex);
    lws_cancel_service(live->context);
}

void live_worked_off(struct live *live, size_t length)
{
    pthread_mutex_lock(&live->mutex);
    bool was_full = live->backlog > BACKLOG_MAX / 2;
    live->backlog -= length;
    bool resume = was_full && live->backlog <= BACKLOG_MAX / 2;
    pthread_mutex_unlock(&live->mutex);
    if (resume)
        lws_cancel_service(live->context);
}
