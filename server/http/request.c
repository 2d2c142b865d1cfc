#include "server/http/request.h"

#include <doran/id.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LIVE_PATH DORAN_API_PREFIX "/live"
#define OPENAPI_PATH DORAN_API_PREFIX "/openapi.json"

struct fixed_path {
    const char *path;
    enum request_target target;
    const char *name;
};
static const struct fixed_path fixed_paths[] = {
    {"/healthz", REQUEST_HEALTH, "healthz"},
    {"/readyz", REQUEST_READY, "readyz"},
    {OPENAPI_PATH, REQUEST_OPENAPI, "openapi"},
    {LIVE_PATH, REQUEST_LIVE, "live"},
};

static bool text_is(struct head_text text, const char *other)
{
    return text.data != NULL && text.length == strlen(other) && memcmp(text.data, other, text.length) == 0;
}

/* The address furthest right that no trusted proxy has: what stands left of it anybody could have written. */
static struct address client_address(const struct http *http, const struct address *peer,
                                     struct head_text forwarded)
{
    struct address client = *peer;
    while (forwarded.length && networks_contain(&http->trusted, &client)) {
        const char *comma = memrchr(forwarded.data, ',', forwarded.length);
        const char *item = comma ? comma + 1 : forwarded.data;
        size_t length = forwarded.length - (size_t)(item - forwarded.data);
        forwarded.length = comma ? (size_t)(comma - forwarded.data) : 0;
        while (length && *item == ' ')
            item++, length--;
        while (length && item[length - 1] == ' ')
            length--;
        struct address next;
        if (!address_parse(&next, item, length))
            break;
        client = next;
    }
    return client;
}

static const char *method_name(struct head_text method)
{
    if (text_is(method, "HEAD"))
        return "HEAD";
    for (int i = 0; i < DORAN_METHOD_COUNT; i++)
        if (text_is(method, doran_method_name((enum doran_method)i)))
            return doran_method_name((enum doran_method)i);
    return NULL;
}

/* A scheme of letters and a token of printable ASCII without a comma: two joined fields are refused. */
static bool read_token(char out[DORAN_TOKEN_MAX + 1], struct head_text authorization,
                       struct doran_error *error)
{
    static const char scheme[] = "Bearer ";
    size_t scheme_length = sizeof scheme - 1;
    out[0] = 0;
    if (!authorization.data)
        return true;
    size_t length = authorization.length - scheme_length;
    if (authorization.length <= scheme_length || length > DORAN_TOKEN_MAX ||
        strncasecmp(authorization.data, scheme, scheme_length) != 0)
        return doran_fail(error, DORAN_ERROR_unauthorized, NULL, NULL);
    const char *token = authorization.data + scheme_length;
    for (size_t i = 0; i < length; i++)
        if (token[i] <= ' ' || token[i] > '~' || token[i] == ',')
            return doran_fail(error, DORAN_ERROR_unauthorized, NULL, NULL);
    memcpy(out, token, length);
    out[length] = 0;
    return true;
}

static bool read_operation(char out[37], struct head_text key, struct doran_error *error)
{
    out[0] = 0;
    if (!key.data)
        return true;
    if (!doran_id_valid(key.data, key.length))
        return doran_fail(error, DORAN_ERROR_malformed, NULL, "Idempotency-Key takes a UUID.");
    memcpy(out, key.data, key.length);
    out[key.length] = 0;
    return true;
}

/* Whether a content coding is accepted: named, and not with q=0 (RFC 9110 §12.5.3). */
static bool accepts(struct head_text list, const char *coding)
{
    size_t at = 0, coding_length = strlen(coding);
    while (list.data && at < list.length) {
        const char *item = list.data + at, *comma = memchr(item, ',', list.length - at);
        size_t length = comma ? (size_t)(comma - item) : list.length - at;
        at += length + 1;
        while (length && *item == ' ')
            item++, length--;
        if (length < coding_length || strncasecmp(item, coding, coding_length) != 0)
            continue;
        item += coding_length;
        length -= coding_length;
        if (!length || *item == ' ')
            return true;
        if (*item != ';')
            continue;
        const char *q = memmem(item, length, "q=", 2);
        return !q || strspn(q + 2, "0.") < length - (size_t)(q + 2 - item);
    }
    return false;
}

/* The text as a C string if it fits, else "". */
static void copy_text(char *out, size_t size, struct head_text text)
{
    bool fits = text.data && text.length < size;
    if (fits)
        memcpy(out, text.data, text.length);
    out[fits ? text.length : 0] = 0;
}

static bool is_json(struct head_text type)
{
    const char *semicolon = type.data ? memchr(type.data, ';', type.length) : NULL;
    struct head_text media = type;
    if (semicolon) {
        media.length = (size_t)(semicolon - type.data);
        struct head_text parameter = {semicolon + 1, type.length - media.length - 1};
        while (parameter.length && *parameter.data == ' ')
            parameter.data++, parameter.length--;
        if (!head_is(parameter, "charset=utf-8"))
            return false;
    }
    return head_is(media, "application/json");
}

/* What a body needs before it may come. */
static bool check_body(struct request *out, const struct head *head, struct doran_error *error)
{
    bool takes =
        text_is(head->method, "POST") || text_is(head->method, "PUT") || text_is(head->method, "PATCH");
    struct head_text expect = head->fields[HEAD_EXPECT];
    if (head->content_length < 0 && takes)
        return doran_fail(error, DORAN_ERROR_length_required, NULL, NULL);
    if (head->content_length > DORAN_BODY_MAX)
        return doran_fail(error, DORAN_ERROR_too_large, NULL, NULL);
    if (expect.data && !head_is(expect, "100-continue"))
        return doran_fail(error, DORAN_ERROR_expectation_failed, NULL, NULL);
    out->body_length = head->content_length > 0 ? (size_t)head->content_length : 0;
    if (!out->body_length)
        return true;
    if (!takes && !text_is(head->method, "DELETE"))
        return doran_fail(error, DORAN_ERROR_malformed, NULL, "This method takes no body.");
    if (!is_json(head->fields[HEAD_CONTENT_TYPE]))
        return doran_fail(error, DORAN_ERROR_unsupported_media, NULL, NULL);
    out->expects_continue = expect.data != NULL;
    return true;
}

static bool read_api(struct request *out, const struct head *head, struct doran_error *error)
{
    char method[16];
    struct doran_path path;
    enum doran_error_code code = DORAN_ERROR_not_found;
    copy_text(method, sizeof method, head->method);
    const struct doran_route *route = doran_route_match(out->head ? "GET" : method, head->path.data,
                                                        head->path.length, &path, &out->allowed, &code);
    if (!route)
        return doran_fail(error, code, NULL, NULL);
    out->name = route->name;
    if (!check_body(out, head, error))
        return false;
    struct api_request *api = out->api = api_request_new();
    if (!api)
        return doran_fail(error, DORAN_ERROR_busy, NULL, NULL);
    api->route = route;
    api->path = path;
    api->head = out->head;
    memcpy(api->address, out->address, sizeof api->address);
    copy_text(api->if_none_match, sizeof api->if_none_match, head->fields[HEAD_IF_NONE_MATCH]);
    copy_text(api->device, sizeof api->device, head->fields[HEAD_USER_AGENT]);
    api->encoding = accepts(head->fields[HEAD_ACCEPT_ENCODING], "gzip") ? API_GZIP : API_IDENTITY;
    if (!read_token(api->token, head->fields[HEAD_AUTHORIZATION], error) ||
        !read_operation(api->operation, head->fields[HEAD_IDEMPOTENCY_KEY], error))
        return false;
    if (head->query.length) {
        api->query = strndup(head->query.data, head->query.length);
        api->query_length = head->query.length;
    }
    if (out->body_length) {
        api->body = malloc(out->body_length + 1);
        api->body_length = out->body_length;
        if (api->body)
            api->body[out->body_length] = 0;
    }
    if ((head->query.length && !api->query) || (out->body_length && !api->body))
        return doran_fail(error, DORAN_ERROR_busy, NULL, NULL);
    return true;
}

/* Everything about the address is a secret, so a wrong one is told nothing. */
static bool read_feed(struct request *out, const struct head *head, struct doran_error *error)
{
    static const char token_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const size_t prefix = sizeof DORAN_FEED_PATH - 1;
    char path[128];
    copy_text(path, sizeof path, head->path);
    out->target = REQUEST_FEED;
    out->name = "feed";
    out->allowed = 1u << DORAN_GET;
    if (!out->head && !text_is(head->method, "GET"))
        return doran_fail(error, DORAN_ERROR_method_not_allowed, NULL, NULL);
    size_t length = path[0] ? strspn(path + prefix, token_bytes) : 0;
    if (length == 0 || length > DORAN_TOKEN_MAX || strcmp(path + prefix + length, ".ics") != 0)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, NULL);
    if (!check_body(out, head, error))
        return false;
    struct api_request *api = out->api = api_request_new();
    if (!api)
        return doran_fail(error, DORAN_ERROR_busy, NULL, NULL);
    api->head = out->head;
    memcpy(api->address, out->address, sizeof api->address);
    memcpy(api->token, path + prefix, length);
    copy_text(api->if_none_match, sizeof api->if_none_match, head->fields[HEAD_IF_NONE_MATCH]);
    api->encoding = accepts(head->fields[HEAD_ACCEPT_ENCODING], "gzip") ? API_GZIP : API_IDENTITY;
    return true;
}

/* A page of another site may not open a live connection in a visitor's browser. */
static bool origin_is_ours(const struct http *http, const struct head *head)
{
    struct head_text origin = head->fields[HEAD_ORIGIN], host = head->fields[HEAD_HOST];
    if (!origin.data || (http->origin[0] && head_is(origin, http->origin)))
        return true;
    size_t scheme = origin.length > 8 && strncasecmp(origin.data, "https://", 8) == 0  ? 8
                    : origin.length > 7 && strncasecmp(origin.data, "http://", 7) == 0 ? 7
                                                                                       : 0;
    return scheme && host.data && origin.length - scheme == host.length &&
           strncasecmp(origin.data + scheme, host.data, host.length) == 0;
}

/* RFC 6455 §4.2.1: sixteen bytes in base64. */
static bool key_allowed(struct head_text key)
{
    if (!key.data || key.length != 24 || memcmp(key.data + 22, "==", 2) != 0)
        return false;
    for (size_t i = 0; i < 22; i++) {
        char c = key.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
              c == '/'))
            return false;
    }
    return true;
}

static bool read_live(struct request *out, const struct http *http, const struct head *head,
                      struct doran_error *error)
{
    bool handshake = head->connection_upgrade && head->upgrade_websocket && head->protocol_doran &&
                     head_is(head->fields[HEAD_SEC_WEBSOCKET_VERSION], "13");
    if (!handshake || out->head)
        return doran_fail(error, DORAN_ERROR_upgrade_required, NULL, NULL);
    if (!key_allowed(head->fields[HEAD_SEC_WEBSOCKET_KEY]))
        return doran_fail(error, DORAN_ERROR_malformed, NULL, "Sec-WebSocket-Key is not well formed.");
    if (!origin_is_ours(http, head))
        return doran_fail(error, DORAN_ERROR_forbidden, NULL, "This origin may not open a live connection.");
    copy_text(out->websocket_key, sizeof out->websocket_key, head->fields[HEAD_SEC_WEBSOCKET_KEY]);
    if (!read_token(out->token, head->fields[HEAD_AUTHORIZATION], error))
        return false;
    return out->token[0] || doran_fail(error, DORAN_ERROR_unauthorized, NULL, NULL);
}

static bool read_fixed(struct request *out, const struct http *http, const struct head *head,
                       const struct fixed_path *fixed, struct doran_error *error)
{
    out->target = fixed->target;
    out->name = fixed->name;
    out->allowed = 1u << DORAN_GET;
    if (!out->head && !text_is(head->method, "GET"))
        return doran_fail(error, DORAN_ERROR_method_not_allowed, NULL, NULL);
    if (!check_body(out, head, error))
        return false;
    if (fixed->target == REQUEST_LIVE)
        return read_live(out, http, head, error);
    copy_text(out->if_none_match, sizeof out->if_none_match, head->fields[HEAD_IF_NONE_MATCH]);
    return true;
}

bool request_read(struct request *out, const struct http *http, const struct request_peer *peer,
                  const struct head *head, enum doran_error_code code, struct doran_error *error)
{
    memset(out, 0, sizeof *out);
    out->name = out->method = "-";
    bool trusted = http->trusted.count && networks_contain(&http->trusted, peer->address);
    if (trusted) {
        struct address client = client_address(http, peer->address, head->fields[HEAD_X_FORWARDED_FOR]);
        address_format(&client, out->address);
    } else {
        memcpy(out->address, peer->text, sizeof out->address);
    }
    out->encrypted = http->tls || (trusted && head_is(head->fields[HEAD_X_FORWARDED_PROTO], "https"));
    const char *method = head->method.data ? method_name(head->method) : NULL;
    if (method)
        out->method = method;
    if (code != DORAN_ERROR_none)
        return doran_fail(error, code, NULL, NULL);
    out->keep_alive = head->keep_alive;
    out->head = text_is(head->method, "HEAD");
    for (size_t i = 0; i < sizeof fixed_paths / sizeof *fixed_paths; i++)
        if (text_is(head->path, fixed_paths[i].path))
            return read_fixed(out, http, head, &fixed_paths[i], error);
    bool feed = head->path.length > sizeof DORAN_FEED_PATH - 1 &&
                !memcmp(head->path.data, DORAN_FEED_PATH, sizeof DORAN_FEED_PATH - 1);
    return feed ? read_feed(out, head, error) : read_api(out, head, error);
}

void request_deinit(struct request *request)
{
    api_request_free(request->api);
    request->api = NULL;
}
