#include "libdoran/client/exchange.h"

#include <doran/json.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

bool exchanges_init(struct exchanges *exchanges, const struct endpoint *endpoint, struct doran_error *error)
{
    pthread_once(&curl_once, start_curl);
    *exchanges = (struct exchanges){.multi = curl_multi_init(), .endpoint = endpoint};
    if (exchanges->multi == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    curl_multi_setopt(exchanges->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)EXCHANGE_CONNECTIONS_MAX);
    return true;
}

static void exchange_free(struct exchange *exchange)
{
    curl_easy_cleanup(exchange->easy);
    if (exchange->headers != NULL) /* One of them holds the token. */
        for (struct curl_slist *header = exchange->headers; header != NULL; header = header->next)
            explicit_bzero(header->data, strlen(header->data));
    curl_slist_free_all(exchange->headers);
    if (exchange->body != NULL)
        explicit_bzero(exchange->body, strlen(exchange->body));
    free(exchange->body);
    doran_buffer_deinit(&exchange->answer);
    free(exchange);
}

static void take_out(struct exchange *exchange)
{
    for (struct exchange **at = &exchange->owner->first; *at != NULL; at = &(*at)->next) {
        if (*at == exchange) {
            *at = exchange->next;
            break;
        }
    }
    curl_multi_remove_handle(exchange->owner->multi, exchange->easy);
}

void exchange_cancel(struct exchange *exchange)
{
    if (exchange == NULL)
        return;
    take_out(exchange);
    exchange_free(exchange);
}

void exchanges_deinit(struct exchanges *exchanges)
{
    while (exchanges->first != NULL)
        exchange_cancel(exchanges->first);
    curl_multi_cleanup(exchanges->multi);
    explicit_bzero(exchanges->token, sizeof exchanges->token);
}

/* A short count makes curl end the transfer with CURLE_WRITE_ERROR. */
static size_t take_answer(char *data, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    doran_buffer_append(&exchange->answer, data, size * count);
    return exchange->answer.failed ? 0 : size * count;
}

static bool add_header(struct exchange *exchange, const char *name, const char *value)
{
    char line[256];
    int length = snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer =
        length > 0 && length < (int)sizeof line ? curl_slist_append(exchange->headers, line) : NULL;
    explicit_bzero(line, sizeof line);
    if (longer != NULL)
        exchange->headers = longer;
    return longer != NULL;
}

static bool set_headers(struct exchange *exchange, const struct exchange_request *request)
{
    const struct exchanges *shared = exchange->owner;
    char bearer[sizeof "Bearer " + DORAN_TOKEN_MAX];
    bool good = add_header(exchange, "Accept", "application/json");
    if (request->body != NULL)
        good = good && add_header(exchange, "Content-Type", "application/json");
    if (request->operation != NULL)
        good = good && add_header(exchange, "Idempotency-Key", request->operation);
    if (shared->language[0] != '\0')
        good = good && add_header(exchange, "Accept-Language", shared->language);
    if (shared->token[0] != '\0') {
        snprintf(bearer, sizeof bearer, "Bearer %s", shared->token);
        good = good && add_header(exchange, "Authorization", bearer);
        explicit_bzero(bearer, sizeof bearer);
    }
    /* No waiting for "100 Continue" before a small body. */
    good = good && add_header(exchange, "Expect", "");
    return good && curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers) == CURLE_OK;
}

static bool set_trust(CURL *easy, const struct endpoint *endpoint)
{
    bool good = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, endpoint->tls ? "https" : "http") == CURLE_OK &&
                curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
                /* A proxy of the environment would see the token of a plain connection. */
                curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
    if (endpoint->pinned)
        good = good && curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, endpoint->curl_pin) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L) == CURLE_OK;
    else if (endpoint->ca_file != NULL) /* The folder of the system's authorities stays in use beside it. */
        good = good && curl_easy_setopt(easy, CURLOPT_CAINFO, endpoint->ca_file) == CURLE_OK;
    return good;
}

static bool set_method(struct exchange *exchange, const struct exchange_request *request)
{
    CURL *easy = exchange->easy;
    if (request->route->method == DORAN_GET)
        return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    exchange->body = strdup(request->body != NULL ? request->body : "");
    /* Every method but GET sends a Content-Length, of 0 if need be. DELETE has none: it has no body here. */
    bool good =
        exchange->body != NULL &&
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, doran_method_name(request->route->method)) == CURLE_OK;
    if (request->route->method == DORAN_DELETE && request->body == NULL)
        return good;
    return good && curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(exchange->body)) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, exchange->body) == CURLE_OK;
}

/* Whoever cancels does not wait for a name that is still being looked up. */
static bool leave_names_behind(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
#else
    (void)easy;
    return true;
#endif
}

static bool set_up(struct exchange *exchange, const struct exchange_request *request)
{
    CURL *easy = exchange->easy;
    struct doran_buffer url = DORAN_BUFFER(8192);
    doran_buffer_puts(&url, exchange->owner->endpoint->origin);
    doran_buffer_puts(&url, request->path);
    bool good = !url.failed && curl_easy_setopt(easy, CURLOPT_URL, url.data) == CURLE_OK;
    doran_buffer_deinit(&url);
    long connect_ms = request->timeout_ms < EXCHANGE_CONNECT_MS ? request->timeout_ms : EXCHANGE_CONNECT_MS;
    return good && set_trust(easy, exchange->owner->endpoint) && set_headers(exchange, request) &&
           set_method(exchange, request) && curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK && leave_names_behind(easy) &&
           curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "libdoran") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->timeout_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange) == CURLE_OK;
}

struct exchange *exchange_start(struct exchanges *exchanges, const struct exchange_request *request,
                                void (*done)(struct exchange *exchange, void *context), void *context)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL)
        return NULL;
    *exchange = (struct exchange){.owner = exchanges,
                                  .easy = curl_easy_init(),
                                  .route = request->route,
                                  .done = done,
                                  .context = context,
                                  .answer = DORAN_BUFFER(DORAN_ANSWER_MAX)};
    if (exchange->easy == NULL || !set_up(exchange, request) ||
        curl_multi_add_handle(exchanges->multi, exchange->easy) != CURLM_OK) {
        exchange_free(exchange);
        return NULL;
    }
    exchange->next = exchanges->first;
    exchanges->first = exchange;
    return exchange;
}

/* Codes that never cross the wire are not believed when they do. */
static enum doran_error_code code_of(const char *name, long status)
{
    enum doran_error_code code = doran_error_from_name(name);
    if (code != DORAN_ERROR_none && doran_error_status(code) >= 400)
        return code;
    /* A later server's error: its status still says what kind it is. */
    switch (status) {
    case 401:
        return DORAN_ERROR_unauthorized;
    case 404:
        return DORAN_ERROR_not_found;
    case 429:
        return DORAN_ERROR_too_many_requests;
    case 503:
        return DORAN_ERROR_busy;
    default:
        return status >= 500 ? DORAN_ERROR_internal : DORAN_ERROR_conflict;
    }
}

/* A terminal shows it: nothing that moves a cursor. */
static void scrub(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = ' ';
    }
}

/* An answer of 400 and above. What is not our error body came from somebody in between, and says nothing of
 * the request. */
static void read_refusal(struct exchange *exchange, long status)
{
    struct doran_arena arena = DORAN_ARENA((size_t)256 * 1024);
    struct doran_error_body body;
    struct doran_error ignored;
    if (exchange->answer.length > 0 &&
        doran_json_decode(DORAN_TYPE_error_body, DORAN_JSON_LENIENT, exchange->answer.data,
                          exchange->answer.length, &body, &arena, &ignored) &&
        body.error != NULL) {
        bool told = body.message != NULL && body.message[0] != '\0';
        enum doran_error_code code = code_of(body.error, status);
        doran_fail(&exchange->error, code, body.field, "%s",
                   told ? body.message : doran_error_sentence(code));
        scrub(exchange->error.message);
        scrub(exchange->error.field);
        if (body.retry_after > 0 && body.retry_after <= 86400)
            exchange->error.retry_after = (int)body.retry_after;
    } else {
        bool busy = status == 502 || status == 503 || status == 504;
        doran_fail(&exchange->error, busy ? DORAN_ERROR_busy : DORAN_ERROR_bad_answer, NULL, NULL);
    }
    curl_off_t seconds = 0;
    if (exchange->error.retry_after == 0 &&
        curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0)
        exchange->error.retry_after = seconds < 86400 ? (int)seconds : 86400;
    doran_arena_deinit(&arena);
}

static enum doran_error_code trouble(CURLcode result)
{
    switch (result) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return DORAN_ERROR_untrusted_server;
    case CURLE_OPERATION_TIMEDOUT:
        return DORAN_ERROR_timeout;
    case CURLE_OUT_OF_MEMORY:
        return DORAN_ERROR_no_memory;
    case CURLE_WRITE_ERROR:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return DORAN_ERROR_bad_answer;
    default:
        return DORAN_ERROR_network;
    }
}

static bool is_broken(CURLcode result)
{
    return result == CURLE_RECV_ERROR || result == CURLE_SEND_ERROR || result == CURLE_GOT_NOTHING ||
           result == CURLE_PARTIAL_FILE || result == CURLE_HTTP2 || result == CURLE_HTTP2_STREAM;
}

static void finish(struct exchange *exchange, CURLcode result)
{
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    if (result != CURLE_OK) {
        exchange->broken = is_broken(result);
        doran_fail(&exchange->error, trouble(result), NULL, NULL);
    } else if (status >= 400) {
        read_refusal(exchange, status);
    } else if (status != exchange->route->status) {
        doran_fail(&exchange->error, DORAN_ERROR_bad_answer, NULL, NULL);
    }
    take_out(exchange);
    exchange->done(exchange, exchange->context);
    exchange_free(exchange);
}

void exchanges_run(struct exchanges *exchanges)
{
    int running, left;
    curl_multi_perform(exchanges->multi, &running);
    CURLMsg *message;
    while ((message = curl_multi_info_read(exchanges->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result;
        struct exchange *exchange;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        finish(exchange, result);
    }
}
