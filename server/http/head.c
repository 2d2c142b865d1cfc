#include "server/http/head.h"

#include <doran/limits.h>
#include <string.h>
#include <strings.h>

struct field_name {
    const char *name;
    size_t length;
    bool list; /* May come several times (RFC 9110 §5.3). */
};
static const struct field_name field_names[HEAD_FIELD_COUNT] = {
    [HEAD_ACCEPT_ENCODING] = {"accept-encoding", sizeof "accept-encoding" - 1, true},
    [HEAD_AUTHORIZATION] = {"authorization", sizeof "authorization" - 1, false},
    [HEAD_CONNECTION] = {"connection", sizeof "connection" - 1, true},
    [HEAD_CONTENT_LENGTH] = {"content-length", sizeof "content-length" - 1, false},
    [HEAD_CONTENT_TYPE] = {"content-type", sizeof "content-type" - 1, false},
    [HEAD_EXPECT] = {"expect", sizeof "expect" - 1, false},
    [HEAD_HOST] = {"host", sizeof "host" - 1, false},
    [HEAD_IDEMPOTENCY_KEY] = {"idempotency-key", sizeof "idempotency-key" - 1, false},
    [HEAD_IF_NONE_MATCH] = {"if-none-match", sizeof "if-none-match" - 1, false},
    [HEAD_ORIGIN] = {"origin", sizeof "origin" - 1, false},
    [HEAD_SEC_WEBSOCKET_KEY] = {"sec-websocket-key", sizeof "sec-websocket-key" - 1, false},
    [HEAD_SEC_WEBSOCKET_PROTOCOL] = {"sec-websocket-protocol", sizeof "sec-websocket-protocol" - 1, true},
    [HEAD_SEC_WEBSOCKET_VERSION] = {"sec-websocket-version", sizeof "sec-websocket-version" - 1, false},
    [HEAD_TRANSFER_ENCODING] = {"transfer-encoding", sizeof "transfer-encoding" - 1, false},
    [HEAD_UPGRADE] = {"upgrade", sizeof "upgrade" - 1, true},
    [HEAD_USER_AGENT] = {"user-agent", sizeof "user-agent" - 1, false},
    [HEAD_X_FORWARDED_FOR] = {"x-forwarded-for", sizeof "x-forwarded-for" - 1, true},
    [HEAD_X_FORWARDED_PROTO] = {"x-forwarded-proto", sizeof "x-forwarded-proto" - 1, true},
};

/* What a byte may be part of: tchar (RFC 9110 §5.6.2), and the visible characters of a target but "#". */
enum { IN_TOKEN = 1, IN_TARGET = 2 };
static const unsigned char classes[256] = {
    /* clang-format off */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 3, 2, 1, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2,
    2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 3, 2, 3, 0,
    /* clang-format on */
};

/* Length of the run of bytes of a class at the start of a text. */
static size_t span(const char *data, size_t length, unsigned class)
{
    size_t i = 0;
    while (i < length && (classes[(unsigned char)data[i]] & class))
        i++;
    return i;
}

/* As span() for values, which are long: their bytes are told apart by two comparisons. */
static size_t span_value(const char *data, size_t length)
{
    size_t i = 0;
    for (; i < length; i++) {
        unsigned char c = (unsigned char)data[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            break;
    }
    return i;
}

size_t head_end(const char *data, size_t length, size_t from)
{
    size_t start = from > 3 ? from - 3 : 0;
    if (length < start + 4)
        return 0;
    const char *found = memmem(data + start, length - start, "\r\n\r\n", 4);
    return found ? (size_t)(found - data) + 4 : 0;
}

bool head_is(struct head_text text, const char *word)
{
    return text.data && text.length == strlen(word) && strncasecmp(text.data, word, text.length) == 0;
}

static struct head_text trimmed(const char *data, size_t length)
{
    while (length && (*data == ' ' || *data == '\t'))
        data++, length--;
    while (length && (data[length - 1] == ' ' || data[length - 1] == '\t'))
        length--;
    return (struct head_text){data, length};
}

bool head_has_token(struct head_text list, const char *token)
{
    size_t at = 0;
    while (list.data && at < list.length) {
        const char *comma = memchr(list.data + at, ',', list.length - at);
        size_t length = comma ? (size_t)(comma - list.data) - at : list.length - at;
        if (head_is(trimmed(list.data + at, length), token))
            return true;
        at += length + 1;
    }
    return false;
}

/* Takes scheme and authority off an absolute target (RFC 9112 §3.2.2). */
static struct head_text origin_form(struct head_text target)
{
    size_t scheme = target.length >= 8 && strncasecmp(target.data, "https://", 8) == 0  ? 8
                    : target.length >= 7 && strncasecmp(target.data, "http://", 7) == 0 ? 7
                                                                                        : 0;
    if (!scheme)
        return target;
    const char *slash = memchr(target.data + scheme, '/', target.length - scheme);
    if (!slash)
        return (struct head_text){NULL, 0};
    return (struct head_text){slash, target.length - (size_t)(slash - target.data)};
}

/* "METHOD SP target SP HTTP/1.x CRLF"; gives the bytes used, or 0 with `code` set. */
static size_t parse_request_line(const char *data, size_t length, struct head *out,
                                 enum doran_error_code *code)
{
    *code = DORAN_ERROR_malformed;
    size_t method = span(data, length, IN_TOKEN);
    if (!method || method >= length || data[method] != ' ')
        return 0;
    const char *at = data + method + 1;
    size_t left = length - method - 1, target_length = span(at, left, IN_TARGET);
    static const char version[] = " HTTP/1.";
    size_t version_length = sizeof version - 1;
    if (left - target_length < version_length + 3 || memcmp(at + target_length, version, version_length) != 0)
        return 0;
    const char *minor = at + target_length + version_length;
    if ((minor[0] != '0' && minor[0] != '1') || minor[1] != '\r' || minor[2] != '\n')
        return 0;
    out->method = (struct head_text){data, method};
    out->keep_alive = minor[0] == '1';
    if (target_length > HEAD_TARGET_MAX) {
        *code = DORAN_ERROR_uri_too_long;
        return 0;
    }
    struct head_text target = origin_form((struct head_text){at, target_length});
    if (!target.length || target.data[0] != '/')
        return 0;
    const char *mark = memchr(target.data, '?', target.length);
    out->path = (struct head_text){target.data, mark ? (size_t)(mark - target.data) : target.length};
    if (mark)
        out->query = (struct head_text){mark + 1, target.length - out->path.length - 1};
    *code = DORAN_ERROR_none;
    return (size_t)(minor + 3 - data);
}

static int find_field(const char *name, size_t length)
{
    for (int i = 0; i < HEAD_FIELD_COUNT; i++)
        if (field_names[i].length == length && strncasecmp(field_names[i].name, name, length) == 0)
            return i;
    return -1;
}

/* Looks at a field as it comes, since a list may come in several. */
static bool take_field(struct head *out, enum head_field field, struct head_text value)
{
    if (out->fields[field].data && !field_names[field].list)
        return false;
    out->fields[field] = value;
    if (field == HEAD_CONNECTION) {
        out->connection_upgrade |= head_has_token(value, "upgrade");
        if (head_has_token(value, "close"))
            out->keep_alive = false;
    } else if (field == HEAD_UPGRADE) {
        out->upgrade_websocket |= head_has_token(value, "websocket");
    } else if (field == HEAD_SEC_WEBSOCKET_PROTOCOL) {
        out->protocol_doran |= head_has_token(value, DORAN_LIVE_PROTOCOL);
    }
    return true;
}

/* One "name: value CRLF"; gives the bytes used, or 0 when it is not well formed. */
static size_t parse_field(const char *data, size_t length, struct head *out)
{
    size_t name = span(data, length, IN_TOKEN);
    if (!name || name >= length || data[name] != ':')
        return 0; /* Also a folded line, and a space before the colon. */
    size_t value = span_value(data + name + 1, length - name - 1);
    size_t end = name + 1 + value;
    if (end + 2 > length || data[end] != '\r' || data[end + 1] != '\n')
        return 0;
    int field = find_field(data, name);
    if (field >= 0 && !take_field(out, (enum head_field)field, trimmed(data + name + 1, value)))
        return 0;
    return end + 2;
}

/* Digits only, few enough for 63 bits (RFC 9112 §6.2: anything else is unrecoverable). */
static bool parse_content_length(struct head *out)
{
    struct head_text text = out->fields[HEAD_CONTENT_LENGTH];
    out->content_length = -1;
    if (!text.data)
        return true;
    if (!text.length || text.length > 18)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    out->content_length = value;
    return true;
}

/* Letters, digits and what separates the parts of an address (RFC 9110 §7.2). */
static bool host_allowed(struct head_text host)
{
    if (!host.data)
        return false;
    for (size_t i = 0; i < host.length; i++) {
        char c = host.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
              (c && strchr(".-_:[]~%", c))))
            return false;
    }
    return true;
}

enum doran_error_code head_parse(const char *data, size_t length, struct head *out)
{
    memset(out, 0, sizeof *out);
    out->content_length = -1;
    enum doran_error_code code;
    size_t at = parse_request_line(data, length, out, &code);
    if (!at)
        return code;
    bool version_1_1 = out->keep_alive;
    for (int count = 0; length - at > 2; count++) {
        if (count == HEAD_FIELDS_MAX)
            return DORAN_ERROR_headers_too_large;
        size_t used = parse_field(data + at, length - at, out);
        if (!used)
            return DORAN_ERROR_malformed;
        at += used;
    }
    if (length - at != 2 || memcmp(data + at, "\r\n", 2) != 0 || !parse_content_length(out))
        return DORAN_ERROR_malformed;
    if (out->fields[HEAD_HOST].data ? !host_allowed(out->fields[HEAD_HOST]) : version_1_1)
        return DORAN_ERROR_malformed;
    if (out->fields[HEAD_TRANSFER_ENCODING].data)
        return out->content_length >= 0 ? DORAN_ERROR_malformed : DORAN_ERROR_not_implemented;
    return DORAN_ERROR_none;
}
