/** @file protocol.h  The table of routes, cursors, join links, the OpenAPI document. Thread safe. */
#ifndef DORAN_PROTOCOL_H
#define DORAN_PROTOCOL_H

#include "buffer.h"
#include "error.h"
#include "types.h"

enum doran_method { DORAN_GET, DORAN_POST, DORAN_PUT, DORAN_PATCH, DORAN_DELETE, DORAN_METHOD_COUNT };
/** Who may call a route; see routes.def. */
enum doran_who {
    DORAN_WHO_ANYONE,
    DORAN_WHO_USER,
    DORAN_WHO_MEMBER,
    DORAN_WHO_HOST,
    DORAN_WHO_SELF_OR_HOST,
    DORAN_WHO_AUTHOR_OR_HOST,
    DORAN_WHO_LAST_HOST
};
enum doran_limit {
    DORAN_LIMIT_NONE,
    DORAN_LIMIT_LOGIN,
    DORAN_LIMIT_SIGNUP,
    DORAN_LIMIT_INVITE,
    DORAN_LIMIT_WRITE,
    DORAN_LIMIT_FEED, /**< Of calendar feeds, which are no routes. */
    DORAN_LIMIT_COUNT
};
enum doran_route_flags {
    DORAN_ROUTE_READ = 1,
    DORAN_ROUTE_WRITE = 2,
    DORAN_ROUTE_SLOW = 4,
    DORAN_ROUTE_CACHED = 8,
    DORAN_ROUTE_QUEUED = 16
};

enum doran_param {
#define PARAM(name) DORAN_PARAM_##name,
#define ROUTE(...)
#include "routes.def"
#undef PARAM
#undef ROUTE
    DORAN_PARAM_COUNT
};
/** The ids in a path, by parameter; "" where the route has none. */
struct doran_path {
    char ids[DORAN_PARAM_COUNT][37];
};

enum doran_route_id {
#define PARAM(name)
#define ROUTE(name, ...) DORAN_R_##name,
#include "routes.def"
#undef PARAM
#undef ROUTE
    DORAN_ROUTE_COUNT
};
struct doran_route {
    enum doran_route_id id;
    const char *name;
    enum doran_method method;
    const char *path; /**< Template below DORAN_API_PREFIX. */
    enum doran_who who;
    enum doran_type_id request, answer;
    int status;
    enum doran_limit limit;
    unsigned flags;
    const char *doc;
};
/** NULL for a number that is no route; so the names below. */
DORAN_API const struct doran_route *doran_route(enum doran_route_id id);
DORAN_API const char *doran_method_name(enum doran_method method);
DORAN_API const char *doran_param_name(enum doran_param param);
DORAN_API const char *doran_who_name(enum doran_who who);

/** Finds the route of a request. `path` is the whole path without the query, `path_length` bytes, not decoded.
 * DORAN_ERROR_not_found when no row has the path, method_not_allowed when one has with another method; then `allowed`
 * (NULL allowed) gets the bits 1 << method of those that are. HEAD is matched as GET by the caller. */
DORAN_API const struct doran_route *doran_route_match(const char *method, const char *path,
                                                      size_t path_length, struct doran_path *params,
                                                      unsigned *allowed, enum doran_error_code *code);
/** Writes the path of a route with its ids in place, the prefix included. False when an id is missing or no UUID, and
 * nothing is written then. `params` may be NULL for a path without ids. */
DORAN_API bool doran_route_path(const struct doran_route *route, const struct doran_path *params,
                                struct doran_buffer *out);
/** The OpenAPI 3.1 document of all routes and types. */
DORAN_API void doran_openapi(struct doran_buffer *out);

/** Where a reader is in the streams it reads. Text form: "EPOCH.STREAM:SEQ,STREAM:SEQ…", streams in ascending
 * order; of no streams "EPOCH.". */
struct doran_cursor_entry {
    char stream[37];
    int64_t seq;
};
struct doran_cursor {
    char epoch[37];
    size_t count;
    struct doran_cursor_entry entries[DORAN_STREAMS_MAX];
};
DORAN_API bool doran_cursor_parse(const char *text, struct doran_cursor *out,
                                  struct doran_error *error) DORAN_MUST_CHECK;
DORAN_API void doran_cursor_format(const struct doran_cursor *cursor, struct doran_buffer *out);
/** The seq of a stream, 0 when the cursor does not have it. */
DORAN_API int64_t doran_cursor_seq(const struct doran_cursor *cursor, const char *stream);
/** Sets the seq of a stream, adding it in its place; seq -1 takes it out. False when it is full, or `stream` no UUID. */
DORAN_API bool doran_cursor_set(struct doran_cursor *cursor, const char *stream, int64_t seq);

/** A join link "https://host:port/join#v1.CODE[.PIN]". The code is groups of letters and digits as "K7QM-93TX-…"; the pin
 * is the base64url SHA-256 of the server's public key (SubjectPublicKeyInfo). A bare code is accepted too, in any case
 * and with or without hyphens. */
struct doran_join_link {
    char server[256]; /**< "https://host:port", "" for a bare code. */
    char code[65];    /**< As the server compares it: upper case, no hyphens. */
    char pin[44];     /**< 43 characters, or "". */
};
/** Reads a link or code out of a pasted text, wherever it stands in it (as in a KakaoTalk message). */
DORAN_API bool doran_join_link_parse(const char *text, struct doran_join_link *out,
                                     struct doran_error *error) DORAN_MUST_CHECK;
DORAN_API void doran_join_link_format(const struct doran_join_link *link, struct doran_buffer *out);
/** Brings a code to the form it is compared in; Crockford base 32: O→0, I and L→1. False when it is no code. */
DORAN_API bool doran_code_clean(const char *text, char out[65]);

#endif
