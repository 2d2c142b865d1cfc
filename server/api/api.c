#include "server/api/api.h"

#include "server/api/call.h"
#include "server/api/touch.h"
#include "server/base/log.h"

#include <doran/text.h>

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARGON2_MEMORY_KIB 65536 /* 64 MiB */
#define BUSY_RETRY_SECONDS 1

static void call_free(struct api_call *call)
{
    if (!call)
        return;
    for (int i = 0; i < API_ENCODING_COUNT; i++)
        bytes_unref(call->bodies[i]);
    doran_arena_deinit(&call->arena);
    doran_arena_deinit(&call->input_arena);
    api_request_free((struct api_request *)call->request);
    sodium_memzero(call, sizeof *call);
    free(call);
}

struct bytes *api_error_body(const struct doran_error *error)
{
    struct doran_error_body body = {
        .error = doran_error_name(error->code),
        .message = error->message[0] ? error->message : doran_error_sentence(error->code),
        .field = error->field[0] ? error->field : NULL,
        .retry_after = error->retry_after,
    };
    struct doran_buffer buffer = {0};
    doran_json_encode(DORAN_TYPE_error_body, &body, &buffer);
    struct bytes *bytes = buffer.failed ? NULL : bytes_new(buffer.data, buffer.length);
    doran_buffer_deinit(&buffer);
    return bytes;
}

static void give(struct api_call *call, const struct api_answer *answer)
{
    struct api_waiter *waiter = call->waiter;
    call->waiter = NULL;
    if (!waiter)
        return;
    waiter->call = NULL;
    waiter->answer(waiter, answer);
}

void call_give_error(struct api_call *call)
{
    struct bytes *body = api_error_body(&call->error);
    const struct api_answer answer = {
        .status = doran_error_status(call->error.code),
        .body = body,
        .retry_after = call->error.retry_after,
        .error = call->error.code,
    };
    give(call, &answer);
    bytes_unref(body);
    call_free(call);
}

static void give_refusal(struct api_call *call, enum doran_error_code code)
{
    call_refuse(call, code, NULL);
    call->error.retry_after = code == DORAN_ERROR_busy ? BUSY_RETRY_SECONDS : 0;
    call_give_error(call);
}

/* One in If-None-Match may be one of several, or weak (RFC 9110 §13.1.2). */
bool call_unchanged(const struct api_call *call, const char *tag)
{
    const char *held = call->request->if_none_match;
    return held[0] && strstr(held, tag);
}

void call_give_body(struct api_call *call, struct bytes *const bodies[API_ENCODING_COUNT], int status,
                    const char *tag)
{
    enum api_encoding encoding =
        bodies[API_GZIP] && call->request->encoding == API_GZIP ? API_GZIP : API_IDENTITY;
    struct api_answer answer = {
        .status = status, .body = bodies[encoding], .media = call->media, .encoding = encoding};
    if (tag)
        snprintf(answer.etag, sizeof answer.etag, "\"%s%s\"", tag, encoding == API_GZIP ? "-gz" : "");
    if (tag && call_unchanged(call, tag)) {
        answer.status = 304;
        answer.body = NULL;
    }
    give(call, &answer);
    call_free(call);
}

static void scope_of(const struct api_call *call, struct cache_scope *out)
{
    const char *family = call_id(call, DORAN_PARAM_family);
    *out = (struct cache_scope){.stream = family[0] ? family : NULL};
    if (call->handler->scope)
        call->handler->scope(call, out);
}

/* From what the loop knows by heart: true when the call was answered. */
static bool answer_from_cache(struct api_call *call, const struct cache_identity *identity)
{
    struct cache *cache = &call->api->cache;
    struct cache_scope scope;
    struct cache_stamp stamp;
    scope_of(call, &scope);
    if (!cache_stamp_now(cache, identity, &scope, &stamp))
        return false;
    if (call_unchanged(call, stamp.etag)) {
        call_give_body(call, (struct bytes *[API_ENCODING_COUNT]){NULL}, 304, stamp.etag);
        return true;
    }
    cache_key(identity->user, call->request, call->cache_key);
    call->keyed = !call->handler->finish;
    struct bytes *plain = cache_answer(cache, call->cache_key, &stamp, API_IDENTITY);
    if (!plain)
        return false;
    bool pack = call->request->encoding == API_GZIP;
    struct bytes *packed = pack ? cache_answer(cache, call->cache_key, &stamp, API_GZIP) : NULL;
    if (pack && !packed && plain->length > API_GZIP_LEAST)
        return false;
    call_give_body(call, (struct bytes *[API_ENCODING_COUNT]){plain, packed}, call->request->route->status,
                   stamp.etag);
    return true;
}

/* Those who waited for it get the same. */
static void share_body(struct api_call *waiting, const struct api_call *call, const char *tag)
{
    while (waiting) {
        struct api_call *next = waiting->next_waiting;
        call_give_body(waiting, call->bodies, call->status, tag);
        waiting = next;
    }
}

/* A READ call came back: what it learned is kept before it is answered. */
static void finish_read(struct api_call *call, struct api_call *waiting)
{
    struct cache *cache = &call->api->cache;
    const struct doran_route *route = call->request->route;
    struct cache_scope scope;
    struct cache_stamp stamp;
    if (!(route->flags & DORAN_ROUTE_CACHED)) {
        call_give_body(call, call->bodies, call->status, NULL);
        return;
    }
    scope_of(call, &scope);
    bool stamped = cache_stamp_read(cache, &call->heads, &scope, &stamp);
    if (stamped) {
        cache_key(call->user, call->request, call->cache_key);
        cache_answer_put(cache, call->cache_key, &stamp, call->bodies);
    }
    const char *tag = stamped ? stamp.etag : NULL;
    share_body(waiting, call, tag);
    call_give_body(call, call->bodies, call->status, tag);
}

void api_committed(struct api *api, const struct store *store)
{
    cache_committed(&api->cache, store->effects, store->effect_count);
    if (api->options.hub && store->effect_count > 0)
        hub_committed(api->options.hub, store->effects, store->effect_count);
}

static void learn_identity(struct api_call *call)
{
    if (!call->user[0] || call->heads.count == 0)
        return;
    cache_learn(&call->api->cache, &call->heads, call->began);
    cache_identity_put(&call->api->cache, call->token_hash, call->user, call->session, call->last_used_at,
                       &call->heads);
    touch_session(call->api, call->token_hash);
}

enum doran_error_code api_failure(enum db_result failure)
{
    switch (failure) {
    case DB_FULL:
        return DORAN_ERROR_storage_full;
    case DB_RETRY:
    case DB_LOST:
        return DORAN_ERROR_busy;
    default:
        return DORAN_ERROR_internal;
    }
}

void call_give_failure(struct api_call *call, enum db_result failure)
{
    give_refusal(call, api_failure(failure));
}

bool call_submit(struct api_call *call)
{
    if (lanes_submit(call->api->options.lanes, &call->job))
        return true;
    give_refusal(call, DORAN_ERROR_busy);
    return false;
}

static void submit(struct api_call *call);

/* What they waited for came to nothing: each is read by itself. */
static void submit_each(struct api_call *waiting)
{
    while (waiting) {
        struct api_call *next = waiting->next_waiting;
        waiting->keyed = false;
        submit(waiting);
        waiting = next;
    }
}

static void done(struct lane_job *job)
{
    struct api_call *call = (struct api_call *)job;
    struct api_call *waiting = reads_end(&call->api->reads, call);
    if (job->failure != DB_DONE || call->error.code != DORAN_ERROR_none) {
        submit_each(waiting);
        waiting = NULL;
    }
    bool write = call->stage == STAGE_LAST && (call->request->route->flags & DORAN_ROUTE_WRITE);
    if (job->failure != DB_DONE) {
        call_give_failure(call, job->failure);
        return;
    }
    if (write && !job->undone)
        api_committed(call->api, &call->store);
    learn_identity(call);
    if (call->error.code != DORAN_ERROR_none) {
        call_give_error(call);
    } else if (call->stage != STAGE_LAST && !call->status) {
        call->stage++;
        submit(call);
    } else if (write || call->stage != STAGE_LAST) {
        call_give_body(call, call->bodies, call->status, NULL);
    } else {
        if (call->handler->finish)
            call->handler->finish(call, call->answer);
        if (call->handler->finish && !call_encode(call))
            call_give_error(call);
        else
            finish_read(call, waiting);
    }
}

static void submit(struct api_call *call)
{
    unsigned flags = call->request->route->flags;
    static const enum lane_id stages[] = {[STAGE_PREPARE] = LANE_READ, [STAGE_SLOW] = LANE_SLOW};
    call->job.lane = call->stage != STAGE_LAST   ? stages[call->stage]
                     : flags & DORAN_ROUTE_WRITE ? LANE_WRITE
                                                 : LANE_READ;
    call->job.run = call_run;
    call->job.done = done;
    call->began = call->api->cache.commits;
    if (call_submit(call) && call->keyed)
        reads_begin(&call->api->reads, call);
}

static enum call_stage first_stage(const struct api_call *call)
{
    if (!(call->request->route->flags & DORAN_ROUTE_SLOW))
        return STAGE_LAST;
    return call->handler->prepare ? STAGE_PREPARE : STAGE_SLOW;
}

/* The account a request without log-in is about: limits count it, whether it exists or not. */
static bool find_email(struct api_call *call)
{
    const struct doran_type *type = doran_type(call->request->route->request);
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].form != DORAN_FORM_EMAIL)
            continue;
        const char *email = *(const char *const *)((const char *)call->input + type->fields[i].offset);
        char *key = email ? doran_text_key(email) : NULL;
        call->email_key = doran_arena_strdup(&call->input_arena, key);
        free(key);
        return !email || call->email_key || call_refuse(call, DORAN_ERROR_internal, NULL);
    }
    return true;
}

static bool decode(struct api_call *call)
{
    const struct api_request *request = call->request;
    enum doran_type_id type = request->route->request;
    call->input = doran_arena_alloc(&call->input_arena, doran_type(type)->size);
    if (!call->input)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    if (request->route->method == DORAN_GET)
        return doran_query_decode(type, request->query ? request->query : "", request->query_length,
                                  call->input, &call->input_arena, &call->error);
    if (type == DORAN_TYPE_empty && request->body_length == 0)
        return true;
    return doran_json_decode(type, DORAN_JSON_STRICT, request->body ? request->body : "",
                             request->body_length, call->input, &call->input_arena, &call->error);
}

bool call_within_limits(struct api_call *call, enum doran_limit limit, const char *account)
{
    int64_t now = doran_time_monotonic();
    int wait = limits_take_address(&call->api->limits, limit, call->request->address, now);
    if (!wait && account)
        wait = limits_take_account(&call->api->limits, limit, account, now);
    if (!wait)
        return true;
    call_refuse(call, DORAN_ERROR_too_many_requests, NULL);
    call->error.retry_after = wait;
    return false;
}

const char *call_token_name(const struct api_call *call, char out[CALL_TOKEN_NAME_MAX])
{
    return sodium_bin2hex(out, CALL_TOKEN_NAME_MAX, call->token_hash, sizeof call->token_hash);
}

/* A device that is not known yet is counted by its token; whose that is, is known from its first answer on.
 */
static const char *account_of(struct api_call *call, const struct cache_identity *identity,
                              char text[CALL_TOKEN_NAME_MAX])
{
    if (call->request->route->who == DORAN_WHO_ANYONE)
        return call->email_key;
    return identity ? identity->user : call_token_name(call, text);
}

static void start(struct api_call *call)
{
    const struct doran_route *route = call->request->route;
    const struct cache_identity *identity = NULL;
    char text[CALL_TOKEN_NAME_MAX];
    bool current = false;
    if (route->who != DORAN_WHO_ANYONE && !call->has_token) {
        give_refusal(call, DORAN_ERROR_unauthorized);
        return;
    }
    if (call->has_token)
        identity = cache_identity(&call->api->cache, call->token_hash, &current);
    if (!decode(call) || !find_email(call) ||
        !call_within_limits(call, route->limit, account_of(call, identity, text)) ||
        (call->handler->check && !call->handler->check(call))) {
        call_give_error(call);
        return;
    }
    if (current)
        touch_session(call->api, call->token_hash);
    if (current && (route->flags & DORAN_ROUTE_CACHED) && answer_from_cache(call, identity))
        return;
    if (call->keyed && reads_join(&call->api->reads, call, call->api->cache.commits))
        return;
    call->stage = first_stage(call);
    submit(call);
}

static void take_token(struct api_call *call, const char *token)
{
    call->has_token = token[0] != '\0';
    if (call->has_token)
        secret_token_hash(token, call->token_hash);
}

struct api_call *call_new(struct api *api, struct api_request *request, struct api_waiter *waiter)
{
    struct api_call *call = calloc(1, sizeof *call);
    waiter->call = call;
    if (!call) {
        const struct api_answer answer = {
            .status = 503, .retry_after = BUSY_RETRY_SECONDS, .error = DORAN_ERROR_busy};
        api_request_free(request);
        waiter->answer(waiter, &answer);
        return NULL;
    }
    call->api = api;
    call->request = request;
    call->waiter = waiter;
    take_token(call, request->token);
    return call;
}

void api_call(struct api *api, struct api_request *request, struct api_waiter *waiter)
{
    struct api_call *call = call_new(api, request, waiter);
    if (!call)
        return;
    call->handler = &api_handlers[request->route->id];
    start(call);
}

void api_forget(struct api_waiter *waiter)
{
    if (waiter->call)
        waiter->call->waiter = NULL;
    waiter->call = NULL;
}

static enum lane_outcome identify_run(struct lane_job *job, struct db_conn *conn)
{
    struct api_call *call = (struct api_call *)job;
    return call_identify(call, conn);
}

static void identify_done(struct lane_job *job)
{
    struct api_call *call = (struct api_call *)job;
    struct api_identity_waiter *waiter = call->identity_waiter;
    struct api_identity identity = {0};
    enum doran_error_code code = job->failure == DB_DONE ? call->error.code : api_failure(job->failure);
    if (code == DORAN_ERROR_none) {
        learn_identity(call);
        memcpy(identity.user, call->user, sizeof identity.user);
        memcpy(identity.session, call->session, sizeof identity.session);
    }
    call_free(call);
    if (!waiter)
        return;
    waiter->call = NULL;
    waiter->known(waiter, &identity, code);
}

void api_identify(struct api *api, const char *token, const char *address, struct api_identity_waiter *waiter)
{
    struct api_identity nobody = {0};
    struct api_call *call = calloc(1, sizeof *call);
    waiter->call = NULL;
    (void)address;
    if (!call || !token[0]) {
        enum doran_error_code code = call ? DORAN_ERROR_unauthorized : DORAN_ERROR_busy;
        free(call);
        waiter->known(waiter, &nobody, code);
        return;
    }
    call->api = api;
    call->identity_waiter = waiter;
    take_token(call, token);
    call->job = (struct lane_job){.lane = LANE_READ, .run = identify_run, .done = identify_done};
    call->began = api->cache.commits;
    if (!lanes_submit(api->options.lanes, &call->job)) {
        call_free(call);
        waiter->known(waiter, &nobody, DORAN_ERROR_busy);
        return;
    }
    waiter->call = call;
}

void api_identity_forget(struct api_identity_waiter *waiter)
{
    if (waiter->call)
        waiter->call->identity_waiter = NULL;
    waiter->call = NULL;
}

struct api *api_new(const struct api_options *options, struct doran_error *error)
{
    struct api *api = sodium_init() < 0 ? NULL : calloc(1, sizeof *api);
    if (!api) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    api->options = *options;
    snprintf(api->public_url, sizeof api->public_url, "%s", options->public_url ? options->public_url : "");
    snprintf(api->pin, sizeof api->pin, "%s", options->pin ? options->pin : "");
    int memory = options->argon2_memory_kib > 0 ? options->argon2_memory_kib : ARGON2_MEMORY_KIB;
    api->cost.memory = (size_t)memory * 1024;
    if (!cache_init(&api->cache, db_epoch(options->db), options->cache_bytes) ||
        !limits_init(&api->limits, options->limits)) {
        api_free(api);
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    return api;
}

void api_free(struct api *api)
{
    if (!api)
        return;
    limits_deinit(&api->limits);
    cache_deinit(&api->cache);
    free(api);
}
