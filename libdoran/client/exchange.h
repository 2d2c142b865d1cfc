/* One HTTP request and its answer on libcurl's multi interface. All of it belongs to the loop's thread. */
#ifndef DORAN_CLIENT_EXCHANGE_H
#define DORAN_CLIENT_EXCHANGE_H

#include "libdoran/client/endpoint.h"

#include <doran/buffer.h>
#include <doran/protocol.h>

#include <curl/curl.h>

#define EXCHANGE_CONNECTIONS_MAX 8
#define EXCHANGE_CONNECT_MS 5000

/* What all exchanges of a client share. */
struct exchanges {
    CURLM *multi;
    const struct endpoint *endpoint;
    char token[DORAN_TOKEN_MAX + 1]; /* "" for none */
    uint64_t token_number;           /* rises with every new token */
    char language[16];
    struct exchange *first;
};
bool exchanges_init(struct exchanges *exchanges, const struct endpoint *endpoint, struct doran_error *error);
/* Ends what is under way without calling anybody. */
void exchanges_deinit(struct exchanges *exchanges);

struct exchange {
    struct exchange *next;
    struct exchanges *owner;
    CURL *easy;
    struct curl_slist *headers;
    char *body; /* of the request */
    const struct doran_route *route;
    void (*done)(struct exchange *exchange, void *context);
    void *context;
    /* For `done`: */
    struct doran_buffer answer; /* JSON, complete when error.code is none */
    struct doran_error error;
    bool broken; /* The connection broke off: the request may have been carried out. */
};
struct exchange_request {
    const struct doran_route *route;
    const char *path;      /* with the prefix, and the query if there is one */
    const char *body;      /* JSON, or NULL */
    const char *operation; /* sent as Idempotency-Key, or NULL */
    long timeout_ms;
};
/* Starts one; `done` is called from exchanges_run(), and the exchange is freed after that. NULL without
 * memory. */
struct exchange *exchange_start(struct exchanges *exchanges, const struct exchange_request *request,
                                void (*done)(struct exchange *exchange, void *context), void *context);
/* Ends it without calling `done`. NULL is allowed. */
void exchange_cancel(struct exchange *exchange);
/* Moves everything on and calls `done` of what has ended. */
void exchanges_run(struct exchanges *exchanges);

#endif
