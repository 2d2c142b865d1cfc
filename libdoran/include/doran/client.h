/** @file client.h  A client of one server for one logged-in user (or none yet).
 *
 * **Two ways to use it.** Blocking: doran_client_call(). Non-blocking: doran_client_submit(), poll doran_client_fd() for
 * reading, then doran_client_next_event() until it gives DORAN_CLIENT_EVENT_none. Both may be mixed.
 *
 * **Threads.** A client may be used by one thread at a time. Inside it runs threads of its own (requests, live
 * connection, sync); they never call back into the user's code and never touch what the user was given.
 *
 * **Replica.** With a replica path the client keeps every row of the user's families in an SQLite file, kept in step over
 * the live connection; doran_replica_* (replica.h) reads it, also without a network. Without one it only calls.
 * One process holds the replica's sync lock; others read the same file and enqueue.
 *
 * **Encoding.** UTF-8 everywhere. Ownership: what a function fills in lives in the arena it was given. */
#ifndef DORAN_CLIENT_H
#define DORAN_CLIENT_H

#include "arena.h"
#include "error.h"
#include "protocol.h"
#include "types.h"

struct doran_client;

struct doran_client_options {
    const char *server; /**< "https://host:port" or, on loopback only, "http://127.0.0.1:port". */
    const char *pin;    /**< Base64url SHA-256 of the server's public key, or NULL for ordinary validation. */
    const char *ca_file;      /**< Further certificate authorities in PEM, or NULL. */
    const char *token;        /**< The device's bearer token, or NULL before log-in. */
    const char *replica_path; /**< The replica's file (made with mode 0600), or NULL for none. */
    const char *language;     /**< "ko", "en" or NULL: sent as Accept-Language. */
    int timeout_ms;           /**< Of one request; 0 means 15000. */
    bool live;                /**< Keep a live connection and sync the replica; needs a token. */
};

/** Opens a client and starts its threads. No network is needed for that; the strings are copied. */
DORAN_API struct doran_client *doran_client_new(const struct doran_client_options *options,
                                                struct doran_error *error);
/** Ends what is under way (requests get `cancelled`), stops the threads, closes the replica. It never waits for the network:
 * a name that is still being looked up is left to a thread that shares nothing with the client. NULL is allowed. */
DORAN_API void doran_client_free(struct doran_client *client);
/** Takes up a token after log-in, or none (NULL) after log-out. With `live` set the connection follows at once. */
DORAN_API bool doran_client_set_token(struct doran_client *client, const char *token,
                                      struct doran_error *error);

/** Calls a route and waits for the answer.
 * @param path     the ids of the route's path, or NULL when it has none
 * @param request  a struct of the route's request type, or NULL for `empty`; it is checked before it is sent
 * @param answer   a struct of the route's answer type to fill in, or NULL
 * @param arena    where the answer lives
 * A mutating call carries a new operation id, and is tried again with the same id after a broken connection. It keeps the
 * order of what was done: while the outbox can be sent, it waits until what was queued before it (doran_client_enqueue()) has
 * been sent or refused, for at most `timeout_ms`, and then has `timeout_ms` of its own. When that cannot be sent, the call
 * fails with the same error (network, timeout, …) and is not sent either. Calls that only read wait for nothing. */
DORAN_API bool doran_client_call(struct doran_client *client, enum doran_route_id route,
                                 const struct doran_path *path, const void *request, void *answer,
                                 struct doran_arena *arena, struct doran_error *error) DORAN_MUST_CHECK;
/** The same without waiting. Returns a number above 0 that its DORAN_CLIENT_EVENT_answer will carry, or 0 with `error` set
 * when the request is not valid or 256 calls are under way. */
DORAN_API uint64_t doran_client_submit(struct doran_client *client, enum doran_route_id route,
                                       const struct doran_path *path, const void *request,
                                       struct doran_error *error);
/** Puts a QUEUED route's call into the outbox: stored before this returns, shown by the replica at once, sent when
 * there is a connection, in order, once. What is stored outlives the program. So that it outlives a power cut too it must be on
 * the disk: a client that is not `live` waits for that here; in a `live` one a thread of the client's sees to it at once, and
 * doran_client_free() waits for it. When the disk refuses, DORAN_CLIENT_EVENT_outbox says so. Any other route, an invite by
 * code (its answer is shown once), or a client without replica: DORAN_ERROR_offline. At most 1000 wait: then
 * DORAN_ERROR_limit_reached. `operation` (NULL allowed) gets its id. */
DORAN_API bool doran_client_enqueue(struct doran_client *client, enum doran_route_id route,
                                    const struct doran_path *path, const void *request, char operation[37],
                                    struct doran_error *error);

enum doran_connection {
    DORAN_OFFLINE,     /**< No connection, and none is tried (no token, or `live` unset). */
    DORAN_CONNECTING,  /**< It is being tried (again). */
    DORAN_CATCHING_UP, /**< Connected; older changes are on their way. */
    DORAN_CONNECTED,   /**< Connected, and everything is here. */
    DORAN_LOGGED_OUT,  /**< The server refused the token: the session was ended. */
    DORAN_UNTRUSTED    /**< The server's key is not the expected one; nothing was sent. */
};
enum doran_client_event_kind {
    DORAN_CLIENT_EVENT_none,
    DORAN_CLIENT_EVENT_answer,     /**< A submitted call ended. */
    DORAN_CLIENT_EVENT_connection, /**< `connection` changed. */
    DORAN_CLIENT_EVENT_changed, /**< The replica changed in `stream` (a user's or family's id, "" for several). */
    DORAN_CLIENT_EVENT_presence, /**< `presence` tells of somebody. */
    DORAN_CLIENT_EVENT_outbox /**< An item was sent, parked or dropped; read the outbox anew. With `error` set to
                               * DORAN_ERROR_storage: what was queued could not be written to the disk. */
};
struct doran_client_event {
    enum doran_client_event_kind kind;
    uint64_t call;             /**< Of DORAN_CLIENT_EVENT_answer. */
    struct doran_error error;  /**< Of an answer or the outbox, when it failed: code other than none. */
    enum doran_route_id route; /**< Of an answer. */
    const void *answer;        /**< Of an answer that went well: a struct of the route's answer type. */
    enum doran_connection connection;
    struct doran_presence presence;
    char stream[37];
};
/** Readable while there are events. Stays the same; never read from it yourself. */
DORAN_API int doran_client_fd(struct doran_client *client);
/** Gives the next event; what it points to is valid until the next call. False and kind none when there is none now. */
DORAN_API bool doran_client_next_event(struct doran_client *client, struct doran_client_event *event);
DORAN_API enum doran_connection doran_client_connection(struct doran_client *client);
/** Tries to connect now instead of after the current pause. */
DORAN_API void doran_client_wake(struct doran_client *client);
/** Blocks until the replica holds everything the server had when this was called and the outbox is sent as far as it can be,
 * or `timeout_ms` is over. Also without `live`. Fails at once when the server cannot be reached. */
DORAN_API bool doran_client_sync(struct doran_client *client, int timeout_ms, struct doran_error *error);
/** The replica of this client (see replica.h), NULL without one. Borrowed. */
struct doran_replica;
DORAN_API struct doran_replica *doran_client_replica(struct doran_client *client);

/** Typed calls, one for each route, as doran_call_family_create(client, path, request, answer, arena, error). */
#define PARAM(name)
#define ROUTE(name, method, path_, who, request_, answer_, status, limit, flags, doc)                        \
    static inline bool doran_call_##name(                                                                    \
        struct doran_client *client, const struct doran_path *path, const struct doran_##request_ *request,  \
        struct doran_##answer_ *answer, struct doran_arena *arena, struct doran_error *error)                \
    {                                                                                                        \
        return doran_client_call(client, DORAN_R_##name, path, request, answer, arena, error);               \
    }
#include "routes.def"
#undef PARAM
#undef ROUTE

#endif
