/** @file head.h  The head of an HTTP/1.1 request (RFC 9112), read strictly and without copying.
 *
 * libwebsockets gives us sockets, TLS and the loop; it does not read HTTP here. Its own reader (4.1.6, Debian
 * 12) passes over lines without a colon, so that a hidden Content-Length makes a body run as a second
 * request, takes up h2c before any callback is asked, and reads freed memory at an unknown Upgrade on a kept
 * connection. What RFC 9112 calls invalid is refused here: folded lines, space before a colon, bare CR or LF,
 * control characters, doubled single fields. */
#ifndef SERVER_HTTP_HEAD_H
#define SERVER_HTTP_HEAD_H

#include <doran/error.h>
#include <stddef.h>
#include <stdint.h>

#define HEAD_BYTES_MAX ((size_t)16 * 1024)
#define HEAD_TARGET_MAX ((size_t)8 * 1024)
#define HEAD_FIELDS_MAX 64

/** A piece of the head; not NUL-terminated. `data` NULL when the request does not have it. */
struct head_text {
    const char *data;
    size_t length;
};
/** The fields that anybody here looks at. */
enum head_field {
    HEAD_ACCEPT_ENCODING,
    HEAD_AUTHORIZATION,
    HEAD_CONNECTION,
    HEAD_CONTENT_LENGTH,
    HEAD_CONTENT_TYPE,
    HEAD_EXPECT,
    HEAD_HOST,
    HEAD_IDEMPOTENCY_KEY,
    HEAD_IF_NONE_MATCH,
    HEAD_ORIGIN,
    HEAD_SEC_WEBSOCKET_KEY,
    HEAD_SEC_WEBSOCKET_PROTOCOL,
    HEAD_SEC_WEBSOCKET_VERSION,
    HEAD_TRANSFER_ENCODING,
    HEAD_UPGRADE,
    HEAD_USER_AGENT,
    HEAD_X_FORWARDED_FOR,
    HEAD_X_FORWARDED_PROTO,
    HEAD_FIELD_COUNT
};
struct head {
    struct head_text method;
    struct head_text path;                     /**< Begins with "/"; as it came, not decoded. */
    struct head_text query;                    /**< Without "?". */
    struct head_text fields[HEAD_FIELD_COUNT]; /**< Of one that came several times: the last. */
    int64_t content_length;                    /**< -1 when not given. */
    bool keep_alive;                           /**< The client would like to go on with this connection. */
    bool connection_upgrade;                   /**< Connection names "upgrade". */
    bool upgrade_websocket;                    /**< Upgrade names "websocket". */
    bool protocol_doran;                       /**< Sec-WebSocket-Protocol names DORAN_LIVE_PROTOCOL. */
};

/** Bytes of the head with its empty line, 0 while that has not come. Bytes before `from` were looked at
 * before. */
size_t head_end(const char *data, size_t length, size_t from);
/** Reads a head of head_end() bytes. DORAN_ERROR_none, or why it is refused: malformed, uri_too_long,
 * headers_too_large, length_required or not_implemented (a transfer coding). Then `out` tells no more than
 * the method and path, if at all. The connection is not usable afterwards: nobody knows where the next
 * request would begin. */
enum doran_error_code head_parse(const char *data, size_t length, struct head *out);
/** Whether a comma-separated list has a token, without regard to case. */
bool head_has_token(struct head_text list, const char *token);
/** Whether a text is a word, without regard to case. */
bool head_is(struct head_text text, const char *word);

#endif
