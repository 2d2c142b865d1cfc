/** @file call.h  One request on its way: what the handlers see. Private to server/api.
 *
 * A call passes up to three stages, each a job on a lane: PREPARE (READ) looks up what the slow work needs,
 * SLOW hashes a password, and the last, WRITE or READ by the route's flags, does the thing. Who asks and
 * whether they may is settled by the dispatcher from the table of routes before a handler is reached, in each
 * stage that has a transaction anew. */
#ifndef SERVER_API_CALL_H
#define SERVER_API_CALL_H

#include "server/api/api.h"
#include "server/api/cache.h"
#include "server/api/limit.h"
#include "server/api/password.h"
#include "server/api/reads.h"
#include "server/api/secret.h"
#include "server/store/session.h"
#include "server/store/store.h"

#include <doran/json.h>
#include <doran/rules.h>

#define API_GZIP_LEAST 1024 /**< Bytes below which compressing is not worth it. */

enum call_stage { STAGE_PREPARE, STAGE_SLOW, STAGE_LAST };

/** What the PREPARE stage finds for the SLOW one, and that for the last. Wiped with the call. */
struct call_secrets {
    bool known;                     /**< There is such an account. */
    char stored[PASSWORD_HASH_MAX]; /**< Its hash when it was looked up. */
    char fresh[PASSWORD_HASH_MAX];  /**< Of the new password, or of the same one at today's cost; "" for none.
                                     */
    bool verified;
};

struct api_call {
    struct lane_job job;
    struct api *api;
    const struct api_request *request; /**< Owned. */
    const struct handler *handler;
    struct api_waiter *waiter;                   /**< NULL once it was forgotten. */
    struct api_identity_waiter *identity_waiter; /**< Of api_identify(), which has no request. */
    enum call_stage stage;
    uint64_t began; /**< cache.commits when the stage was submitted. */

    struct doran_arena input_arena;
    void *input;           /**< The decoded query or body, of the route's request type. */
    const char *email_key; /**< Of a request that names an account by its e-mail; in `input_arena`. */
    unsigned char token_hash[STORE_HASH_BYTES];
    bool has_token;
    unsigned char cache_key[LRU_KEY_BYTES];
    bool keyed;                    /**< `cache_key` is known before it is read. */
    bool shared;                   /**< In api->reads. */
    struct api_call *next_read;    /**< There. */
    struct api_call *waiting;      /**< Those who wait for what this one reads. */
    struct api_call *next_waiting; /**< Of the same. */

    /* Of the last stage that ran; begun anew each time. */
    struct doran_arena arena;
    struct store store;
    char user[37], session[37];
    doran_time last_used_at;
    struct store_heads heads;   /**< Of reads. */
    struct doran_family family; /**< Of routes with a family in their path; locked in writes. */
    void *answer;
    int status;
    struct bytes *bodies[API_ENCODING_COUNT];
    struct doran_error error;
    bool looked_again; /**< A refusal was tried once more; of the whole call. */
    bool keep;         /**< Keep what was written although it is a refusal, as a wrong try that is counted. */

    const char *media; /**< Of the body; NULL for JSON. */
    char feed_tag[32]; /**< Of a feed: the entity tag, without quotes. */
    struct call_secrets secrets;
};

/** How a route is served. Handlers run on lane threads, but for finish(). They return false for a refusal
 * (call_refuse()) or when the store broke (store->failure says so then). */
struct handler {
    /** Before anything is done, on the loop: what the field tables cannot say. */
    bool (*check)(struct api_call *call);
    bool (*prepare)(struct api_call *call, struct store *store);
    bool (*slow)(struct api_call *call);
    /** Fills `answer`, a zeroed struct of the route's answer type. */
    bool (*run)(struct api_call *call, struct store *store, void *answer);
    /** On the loop, before the answer is encoded: what only the loop knows. */
    void (*finish)(struct api_call *call, void *answer);
    /** Takes secrets out of an answer before it is stored for repeats of the operation. The answer of a route
     * whose type holds secrets and that has no redact() is not stored at all. */
    void (*redact)(void *answer);
    /** Which streams a CACHED answer is read from; NULL: the family of the path, or the user's own alone. */
    void (*scope)(const struct api_call *call, struct cache_scope *out);
};
/** By route; every route has a run(). */
extern const struct handler api_handlers[DORAN_ROUTE_COUNT];

struct api {
    struct api_options options;
    char public_url[256], pin[44];
    struct cache cache;
    struct limits limits;
    struct reads reads;
    struct password_cost cost;
    bool housekeeping; /**< A turn of it is under way. */
};

/** Refuses the call; returns false. `field` may be NULL. */
bool call_refuse(struct api_call *call, enum doran_error_code code, const char *field);
/** True when a store's result is STORE_OK; else refuses with `none` or `taken`. */
bool call_found(struct api_call *call, enum store_result result, enum doran_error_code none,
                enum doran_error_code taken);
/** For results of which only STORE_OK is foreseen. */
bool call_done(struct api_call *call, enum store_result result);
/** The id of a path. */
static inline const char *call_id(const struct api_call *call, enum doran_param param)
{
    return call->request->path.ids[param];
}

/** Forgets what an earlier try of this stage, or an earlier stage, left. */
void call_begin(struct api_call *call, struct db_conn *conn);
/** What a stage comes to. */
enum lane_outcome call_outcome(struct api_call *call, bool good);
/** A gzip frame of a text; NULL without memory. */
struct bytes *call_compress(const char *data, size_t length);
/** A call for a request, which it owns from now on; without memory NULL, and the waiter has its answer. On the loop, as
 * what follows. */
struct api_call *call_new(struct api *api, struct api_request *request, struct api_waiter *waiter);
/** False with call->error set when it is too often. @param account  NULL for none */
bool call_within_limits(struct api_call *call, enum doran_limit limit, const char *account);
/** What its token is counted by as long as nobody knows whose it is. */
#define CALL_TOKEN_NAME_MAX (2 * STORE_HASH_BYTES + 1)
const char *call_token_name(const struct api_call *call, char out[CALL_TOKEN_NAME_MAX]);
/** Hands call->job to its lane; false when it refused and ended the call instead. */
bool call_submit(struct api_call *call);
/** Whether who asks holds what has this entity tag (without quotes) already. */
bool call_unchanged(const struct api_call *call, const char *tag);
/** Answers with the body in the encoding asked for, or plainly, and ends the call. @param tag  without quotes; who holds it
 * already is told 304. NULL for what has none */
void call_give_body(struct api_call *call, struct bytes *const bodies[API_ENCODING_COUNT], int status,
                    const char *tag);
/** Refuses with call->error, or with what is said of a failure of the database, and ends the call. */
void call_give_error(struct api_call *call);
void call_give_failure(struct api_call *call, enum db_result failure);
/** The stages, on their lanes: see run.c. */
enum lane_outcome call_run(struct lane_job *job, struct db_conn *conn);
/** Encodes call->answer into call->bodies. */
bool call_encode(struct api_call *call);
/** Of api_identify(): finds whose the token is. */
enum lane_outcome call_identify(struct api_call *call, struct db_conn *conn);
/** The caches and the live connections take note of what a committed transaction changed. Loop thread. */
void api_committed(struct api *api, const struct store *store);
/** What is said of a failure of the database. */
enum doran_error_code api_failure(enum db_result failure);

#endif
