#include "server/api/call.h"
#include "server/rules/standing.h"
#include "server/store/change.h"
#include "server/store/operation.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* Its input is const then. */
#include <zlib.h>

#define GZIP_LEVEL 5
#define GZIP_WINDOW (15 + 16) /* The largest window, in a gzip frame (zlib.h, deflateInit2). */
#define GZIP_MEMORY 8

enum entry { ENTER, REPLAY, REFUSE };

bool call_refuse(struct api_call *call, enum doran_error_code code, const char *field)
{
    return doran_fail(&call->error, code, field, NULL);
}

bool call_found(struct api_call *call, enum store_result result, enum doran_error_code none,
                enum doran_error_code taken)
{
    if (result == STORE_NONE)
        return call_refuse(call, none, NULL);
    if (result == STORE_TAKEN)
        return call_refuse(call, taken, NULL);
    return result == STORE_OK;
}

bool call_done(struct api_call *call, enum store_result result)
{
    return call_found(call, result, DORAN_ERROR_not_found, DORAN_ERROR_conflict);
}

void call_begin(struct api_call *call, struct db_conn *conn)
{
    doran_arena_deinit(&call->arena);
    for (int i = 0; i < API_ENCODING_COUNT; i++) {
        bytes_unref(call->bodies[i]);
        call->bodies[i] = NULL;
    }
    doran_error_clear(&call->error);
    call->answer = NULL;
    call->status = 0;
    call->keep = false;
    call->user[0] = call->session[0] = '\0';
    call->heads.count = 0;
    call->family = (struct doran_family){0};
    store_init(&call->store, conn, &call->arena, NULL, doran_time_now());
}

static bool authenticate(struct api_call *call)
{
    struct store_identity identity;
    if (!call->has_token)
        return call_refuse(call, DORAN_ERROR_unauthorized, NULL);
    enum store_result result = store_session_find(&call->store, call->token_hash, &identity);
    if (!call_found(call, result, DORAN_ERROR_unauthorized, DORAN_ERROR_internal))
        return false;
    memcpy(call->user, identity.user, strnlen(identity.user, sizeof call->user - 1) + 1);
    memcpy(call->session, identity.session, strnlen(identity.session, sizeof call->session - 1) + 1);
    call->last_used_at = identity.last_used_at;
    call->store.actor = call->user;
    return true;
}

/* The same facts as rules_standing() finds, out of what a read has in hand already. */
static bool known_from_heads(const struct api_call *call, struct doran_standing *out)
{
    const char *family = call_id(call, DORAN_PARAM_family);
    *out = (struct doran_standing){.logged_in = true};
    for (size_t i = 1; i < call->heads.count; i++)
        if (!strcmp(call->heads.items[i].stream, family)) {
            out->member = true;
            out->host = call->heads.items[i].host;
            return true;
        }
    return !family[0];
}

static bool permitted(struct api_call *call, bool write)
{
    const struct doran_route *route = call->request->route;
    struct doran_standing standing;
    if (write || !known_from_heads(call, &standing)) {
        enum store_result result = rules_standing(&call->store, route, &call->request->path, call->user,
                                                  write, &standing, &call->family);
        if (!call_done(call, result))
            return false;
        if (write) /* Who waited for the family comes after whoever had it: by the time too. */
            call->store.now = doran_time_now();
    }
    enum doran_error_code code = doran_may(route->who, &standing);
    return code == DORAN_ERROR_none || call_refuse(call, code, NULL);
}

static bool holds_secret(enum doran_type_id id)
{
    const struct doran_type *type = doran_type(id);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        if (field->form == DORAN_FORM_SECRET)
            return true;
        if ((field->form == DORAN_FORM_OBJECT || field->form == DORAN_FORM_LIST) && holds_secret(field->type))
            return true;
    }
    return false;
}

/* Operations are remembered per user, so not for who is not logged in; nor where the answer is nothing but
 * secrets. */
static bool remembers(const struct api_call *call)
{
    const struct doran_route *route = call->request->route;
    return call->request->operation[0] && (route->flags & DORAN_ROUTE_WRITE) &&
           route->who != DORAN_WHO_ANYONE && (call->handler->redact || !holds_secret(route->answer));
}

/* What the operation is: its route, the ids of its path, its body. */
static void hash_request(const struct api_request *request, unsigned char out[STORE_HASH_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)request->route->name,
                              strlen(request->route->name) + 1);
    for (int i = 0; i < DORAN_PARAM_COUNT; i++)
        crypto_hash_sha256_update(&state, (const unsigned char *)request->path.ids[i],
                                  strlen(request->path.ids[i]) + 1);
    if (request->body)
        crypto_hash_sha256_update(&state, (const unsigned char *)request->body, request->body_length);
    crypto_hash_sha256_final(&state, out);
}

static enum entry replay(struct api_call *call)
{
    struct store_operation operation;
    unsigned char hash[STORE_HASH_BYTES];
    if (!remembers(call))
        return ENTER;
    enum store_result result =
        store_operation(&call->store, call->user, call->request->operation, &operation);
    if (result == STORE_NONE)
        return ENTER;
    if (!call_done(call, result))
        return REFUSE;
    hash_request(call->request, hash);
    if (memcmp(hash, operation.request_hash, sizeof hash) != 0) {
        call_refuse(call, DORAN_ERROR_operation_reused, NULL);
        return REFUSE;
    }
    call->status = (int)operation.status;
    if (operation.answer)
        call->bodies[API_IDENTITY] = bytes_new(operation.answer, strlen(operation.answer));
    return REPLAY;
}

/* Who asks, whether they may, and whether it was done before: the same for every route. */
static enum entry enter(struct api_call *call, bool write)
{
    if (call->request->route->who == DORAN_WHO_ANYONE)
        return ENTER;
    if (!authenticate(call))
        return REFUSE;
    if (!write && !call_done(call, store_heads(&call->store, call->user, &call->heads)))
        return REFUSE;
    if (!permitted(call, write))
        return REFUSE;
    return replay(call);
}

struct bytes *call_compress(const char *data, size_t length)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t bound = deflateBound(&stream, (uLong)length);
    unsigned char *out = malloc(bound);
    struct bytes *bytes = NULL;
    if (out) {
        stream.next_in = (const Bytef *)data;
        stream.avail_in = (uInt)length;
        stream.next_out = out;
        stream.avail_out = (uInt)bound;
        if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
            bytes = bytes_new(out, stream.total_out);
    }
    free(out);
    deflateEnd(&stream);
    return bytes;
}

bool call_encode(struct api_call *call)
{
    const struct doran_route *route = call->request->route;
    call->status = route->status;
    if (route->answer == DORAN_TYPE_empty)
        return true;
    struct doran_buffer buffer = DORAN_BUFFER(DORAN_ANSWER_MAX);
    doran_json_encode(route->answer, call->answer, &buffer);
    if (!buffer.failed)
        call->bodies[API_IDENTITY] = bytes_new(buffer.data, buffer.length);
    if (call->bodies[API_IDENTITY] && call->request->encoding == API_GZIP && buffer.length > API_GZIP_LEAST)
        call->bodies[API_GZIP] = call_compress(buffer.data, buffer.length);
    if (buffer.data)
        sodium_memzero(buffer.data, buffer.length);
    doran_buffer_deinit(&buffer);
    return call->bodies[API_IDENTITY] || call_refuse(call, DORAN_ERROR_internal, NULL);
}

static bool remember(struct api_call *call)
{
    const struct api_request *request = call->request;
    if (!remembers(call))
        return true;
    struct store_operation operation = {.status = call->status};
    struct doran_buffer buffer = DORAN_BUFFER(DORAN_ANSWER_MAX);
    hash_request(request, operation.request_hash);
    if (call->handler->redact)
        call->handler->redact(call->answer);
    if (request->route->answer != DORAN_TYPE_empty) {
        doran_json_encode(request->route->answer, call->answer, &buffer);
        operation.answer = buffer.data;
    }
    enum store_result result =
        buffer.failed ? STORE_BROKEN
                      : store_operation_put(&call->store, call->user, request->operation, &operation);
    doran_buffer_deinit(&buffer);
    if (result == STORE_TAKEN)
        call->store.failure =
            DB_RETRY; /* The same operation was under way beside this one: it is found next time. */
    return result == STORE_OK;
}

static bool handle(struct api_call *call)
{
    const struct doran_type *type = doran_type(call->request->route->answer);
    call->answer = doran_arena_alloc(&call->arena, type->size);
    if (!call->answer)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    if (!call->handler->run(call, &call->store, call->answer))
        return false;
    return call->handler->finish || call_encode(call);
}

enum lane_outcome call_outcome(struct api_call *call, bool good)
{
    if (call->store.failure == DB_RETRY)
        return LANE_AGAIN;
    if (call->store.failure != DB_DONE) {
        call->job.failure = call->store.failure;
        return LANE_BROKEN;
    }
    if (good || call->keep)
        return LANE_KEEP;
    if (call->error.code == DORAN_ERROR_none)
        call_refuse(call, DORAN_ERROR_internal, NULL);
    return LANE_UNDO;
}

static enum lane_outcome run_prepare(struct api_call *call)
{
    enum entry entry = enter(call, false);
    bool good = entry != REFUSE;
    if (entry == ENTER)
        good = call->handler->prepare(call, &call->store);
    return call_outcome(call, good);
}

static enum lane_outcome run_read(struct api_call *call)
{
    bool good = enter(call, false) == ENTER && handle(call);
    enum lane_outcome outcome = call_outcome(call, good);
    return outcome == LANE_UNDO ? LANE_KEEP : outcome;
}

/* With several writers the same operation may have been under way beside this one: what refused it now may be its own doing.
 * It is looked for once more, when that one has come to its end. */
static bool look_again(struct api_call *call)
{
    bool again = !call->looked_again && !call->keep && call->store.failure == DB_DONE && remembers(call) &&
                 db_kind(call->api->options.db) == DB_POSTGRESQL;
    call->looked_again = call->looked_again || again;
    return again;
}

static enum lane_outcome run_write(struct api_call *call)
{
    enum entry entry = enter(call, true);
    bool good = entry == REPLAY;
    if (entry == ENTER) {
        good = handle(call) && remember(call);
        if (!good && look_again(call))
            return LANE_AGAIN;
        if ((good || call->keep) && store_flush(&call->store) != STORE_OK)
            good = call->keep = false;
    }
    return call_outcome(call, good);
}

enum lane_outcome call_run(struct lane_job *job, struct db_conn *conn)
{
    struct api_call *call = (struct api_call *)job;
    call_begin(call, conn);
    switch (call->stage) {
    case STAGE_PREPARE:
        return run_prepare(call);
    case STAGE_SLOW:
        return call->handler->slow(call) ? LANE_KEEP : LANE_UNDO;
    default:
        return call->request->route->flags & DORAN_ROUTE_WRITE ? run_write(call) : run_read(call);
    }
}

enum lane_outcome call_identify(struct api_call *call, struct db_conn *conn)
{
    call_begin(call, conn);
    bool good = authenticate(call) && call_done(call, store_heads(&call->store, call->user, &call->heads));
    enum lane_outcome outcome = call_outcome(call, good);
    return outcome == LANE_UNDO ? LANE_KEEP : outcome;
}
