/** @file api.h  From a request that is well formed HTTP to an answer: log-in, permission, rules, store, cache.
 *
 * http hands over a `struct api_request` (a copy; the api frees it) and an `api_waiter` that stays http's. The answer
 * comes by waiter->answer() on the loop, exactly once, at once (from the cache, or a refusal) or later. When the
 * connection goes away http forgets the waiter by api_forget(). Loop thread only. */
#ifndef SERVER_API_H
#define SERVER_API_H

#include "server/base/bytes.h"
#include "server/hub/hub.h"
#include "server/lane/lane.h"

#include <doran/protocol.h>

struct api;
struct api_options {
    struct lanes *lanes;
    struct db *db;
    struct hub *hub;
    enum doran_signup_mode signup;
    const char *public_url; /**< "https://host:port" that join links name. */
    const char
        *pin; /**< 43 characters of our own key's pin for join links, or "" behind a public certificate. */
    const char *greetings; /**< The file of the family's own greetings, which need not be there; or NULL. */
    size_t cache_bytes;    /**< Most bytes of cached answers; 0 means 8 MiB. */
    int argon2_memory_kib; /**< 0 means 65536 (64 MiB); tests may lower it. */
    /** Rate limits per address and per account, per minute; 0 means the default of each, -1 none. */
    int limits[DORAN_LIMIT_COUNT];
};
enum api_encoding { API_IDENTITY, API_GZIP, API_ENCODING_COUNT };

struct api_request {
    const struct doran_route *route;
    struct doran_path path;
    bool head;                       /**< HEAD: the answer's body is not sent. */
    char token[DORAN_TOKEN_MAX + 1]; /**< Of Authorization: Bearer, or "". */
    char operation[37];              /**< Of Idempotency-Key, checked to be a UUID, or "". */
    char if_none_match[128];         /**< Or "". */
    char address[46];                /**< The client's, X-Forwarded-For from trusted proxies taken in. */
    char device[64];                 /**< User-Agent, for naming a session that has no name; may be "". */
    enum api_encoding encoding;
    char *query; /**< malloc'ed or NULL; without "?". */
    size_t query_length;
    char *body; /**< malloc'ed or NULL. */
    size_t body_length;
};
struct api_request *api_request_new(void);
void api_request_free(struct api_request *request);

struct api_answer {
    int status;
    struct bytes *body;          /**< Borrowed; NULL for none. JSON unless status is 204 or 304. */
    const char *media;           /**< Of `body`; NULL for JSON. */
    enum api_encoding encoding;  /**< Of `body`. */
    char etag[96];               /**< With quotes, or "". */
    int retry_after;             /**< Seconds, or 0. */
    enum doran_error_code error; /**< For the request log. */
    const char *user;            /**< Who asked, for the request log; NULL when not known. Borrowed. */
};
struct api_call;
struct api_waiter {
    void (*answer)(struct api_waiter *waiter, const struct api_answer *answer);
    struct api_call *call; /**< The api's, NULL when none is under way. */
};

struct api *api_new(const struct api_options *options, struct doran_error *error);
void api_free(struct api *api);
/** Takes the request over and answers it. */
void api_call(struct api *api, struct api_request *request, struct api_waiter *waiter);
/** A family's calendar as an iCalendar file, for whoever has the token of a feed: `request` names no route, and its token
 * is the feed's. */
void api_feed(struct api *api, struct api_request *request, struct api_waiter *waiter);
void api_forget(struct api_waiter *waiter);
/** An error answer's body: {"error", "message", "field"?}. The caller unrefs it. */
struct bytes *api_error_body(const struct doran_error *error);

/** Who is asking to go live: resolves the token, then calls back on the loop with the user and session, or an error. */
struct api_identity {
    char user[37];
    char session[37];
};
struct api_identity_waiter {
    void (*known)(struct api_identity_waiter *waiter, const struct api_identity *identity,
                  enum doran_error_code code);
    struct api_call *call;
};
void api_identify(struct api *api, const char *token, const char *address,
                  struct api_identity_waiter *waiter);
void api_identity_forget(struct api_identity_waiter *waiter);

/** Runs what time makes due (expiry of invites, purges, old operations), as the actor `system`. Called about once a
 * minute by the loop's timer; idempotent. */
void api_housekeep(struct api *api);

#endif
