/** @file request.h  From a head to what is asked: the checks every request passes before anybody works on it.
 */
#ifndef SERVER_HTTP_REQUEST_H
#define SERVER_HTTP_REQUEST_H

#include "server/api/api.h"
#include "server/http/context.h"
#include "server/http/head.h"

enum request_target {
    REQUEST_API,
    REQUEST_HEALTH,
    REQUEST_READY,
    REQUEST_OPENAPI,
    REQUEST_LIVE,
    REQUEST_FEED
};
struct request {
    enum request_target target;
    struct api_request *api; /**< Of REQUEST_API and REQUEST_FEED; ours until it is handed to the api. */
    const char *name;        /**< For the log: the route's name, or "-". */
    const char *method;      /**< For the log; "-" for one that is not known. */
    bool head;               /**< Of all targets: HEAD. */
    bool keep_alive;
    bool encrypted; /**< TLS here, or at a trusted proxy. */
    bool expects_continue;
    unsigned allowed;                /**< Of method_not_allowed: bits 1 << enum doran_method. */
    size_t body_length;              /**< Bytes still to come after the head. */
    char address[ADDRESS_TEXT_MAX];  /**< The client's, behind trusted proxies too. */
    char token[DORAN_TOKEN_MAX + 1]; /**< Of REQUEST_LIVE. */
    char if_none_match[128];         /**< Of REQUEST_OPENAPI. */
    char websocket_key[25];          /**< Of REQUEST_LIVE. */
};
/** Who is at the other end of the connection. */
struct request_peer {
    const struct address *address;
    const char *text;
};
/** Fills `out` from a head that was parsed; `code` is what head_parse() said. False with `error` set when the
 * request is refused; `out` then serves for the answer and the log. */
bool request_read(struct request *out, const struct http *http, const struct request_peer *peer,
                  const struct head *head, enum doran_error_code code, struct doran_error *error);
void request_deinit(struct request *request);

#endif
