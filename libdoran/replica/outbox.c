/* The outbox: what waits to be sent, in order, in the user's own transactions. */
#include "libdoran/replica/store.h"
#include "libdoran/replica/sync.h"

#include <doran/json.h>

#include <string.h>

/* The route of a stored item; false for one that this version does not know. */
static bool find_route(struct store_item *item, const char *name)
{
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        const struct doran_route *route = doran_route((enum doran_route_id)i);
        if (strcmp(route->name, name) != 0)
            continue;
        enum doran_error_code code;
        item->route = route;
        return doran_route_match(doran_method_name(route->method), item->path, strlen(item->path),
                                 &item->params, NULL, &code) == route;
    }
    return false;
}

static void read_error(sqlite3_stmt *statement, struct doran_error *out)
{
    char name[64];
    store_copy(statement, 9, name, sizeof name);
    *out = (struct doran_error){.code = DORAN_ERROR_none};
    if (name[0] == '\0')
        return;
    out->code = doran_error_from_name(name);
    store_copy(statement, 10, out->field, sizeof out->field);
    store_copy(statement, 11, out->message, sizeof out->message);
}

/* False with code none for an item that this version does not know. */
bool store_item_read(sqlite3_stmt *statement, struct store_item *out, struct doran_arena *arena,
                     struct doran_error *error)
{
    char name[64];
    *out = (struct store_item){.position = sqlite3_column_int64(statement, 0),
                               .queued_at = sqlite3_column_int64(statement, 6),
                               .state = sqlite3_column_int(statement, 7)};
    store_copy(statement, 1, out->operation, sizeof out->operation);
    store_copy(statement, 2, out->lane, sizeof out->lane);
    store_copy(statement, 3, name, sizeof name);
    store_copy(statement, 8, out->created, sizeof out->created);
    out->path = store_text(statement, 4, arena);
    out->request_json = store_text(statement, 5, arena);
    if (out->path == NULL || (out->request_json == NULL && sqlite3_column_type(statement, 5) != SQLITE_NULL))
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    read_error(statement, &out->error);
    doran_error_clear(error);
    if (!find_route(out, name))
        return false;
    out->request = doran_arena_alloc(arena, doran_type(out->route->request)->size);
    if (out->request == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (out->request_json == NULL)
        return true;
    struct doran_error decoding;
    return doran_json_decode(out->route->request, DORAN_JSON_LENIENT, out->request_json,
                             strlen(out->request_json), out->request, arena, &decoding);
}

bool store_outbox(struct doran_replica *replica, struct store_items *out, struct doran_arena *arena,
                  struct doran_error *error)
{
    *out = (struct store_items){0};
    size_t capacity = 0;
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_ALL, error);
    if (statement == NULL)
        return false;
    struct doran_error item_error = {.code = DORAN_ERROR_none};
    int step;
    while ((step = store_step(replica, statement, error)) > 0) {
        if (out->count == capacity) {
            capacity = capacity == 0 ? 8 : capacity * 2;
            struct store_item *items = doran_arena_alloc(arena, capacity * sizeof *items);
            if (items == NULL) {
                doran_fail(&item_error, DORAN_ERROR_no_memory, NULL, NULL);
                break;
            }
            if (out->count > 0)
                memcpy(items, out->items, out->count * sizeof *items);
            out->items = items;
        }
        if (store_item_read(statement, &out->items[out->count], arena, &item_error))
            out->count++;
        else if (item_error.code != DORAN_ERROR_none)
            break;
    }
    store_done(statement);
    if (item_error.code != DORAN_ERROR_none && error != NULL)
        *error = item_error;
    return step == 0;
}

bool store_item_encode(const struct doran_route *route, const void *request, char **json,
                       struct doran_arena *arena, struct doran_error *error)
{
    *json = NULL;
    if (route->request == DORAN_TYPE_empty)
        return true;
    size_t size = doran_type(route->request)->size;
    void *copy = doran_arena_alloc(arena, size);
    if (copy == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    if (request != NULL)
        memcpy(copy, request, size);
    if (!doran_check(route->request, copy, arena, error))
        return false;
    if (store_needs_attention(route->id, copy))
        return doran_fail(error, DORAN_ERROR_offline, NULL,
                          "The answer to this is shown once, so it cannot wait.");
    struct doran_buffer buffer = DORAN_BUFFER(DORAN_BODY_MAX);
    doran_json_encode(route->request, copy, &buffer);
    if (!buffer.failed)
        *json = doran_arena_strndup(arena, buffer.data, buffer.length);
    doran_buffer_deinit(&buffer);
    return *json != NULL || doran_fail(error, DORAN_ERROR_too_large, NULL, NULL);
}

static bool count_outbox(struct doran_replica *replica, int64_t *out, struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_COUNT, error);
    if (statement == NULL)
        return false;
    int step = store_step(replica, statement, error);
    *out = step > 0 ? sqlite3_column_int64(statement, 0) : 0;
    store_done(statement);
    return step > 0;
}

static bool add_item(struct doran_replica *replica, const struct doran_route *route, const char *lane,
                     const char *path, const char *json, const char *operation, struct doran_error *error)
{
    int64_t count;
    if (!count_outbox(replica, &count, error))
        return false;
    if (count >= STORE_OUTBOX_MAX)
        return doran_fail(error, DORAN_ERROR_limit_reached, NULL, "Too much waits to be sent already.");
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_ADD, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, operation);
    store_bind(statement, 2, lane);
    store_bind(statement, 3, route->name);
    store_bind(statement, 4, path);
    store_bind(statement, 5, json);
    sqlite3_bind_int64(statement, 6, doran_time_now());
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

bool replica_enqueue(struct doran_replica *replica, enum doran_route_id id, const struct doran_path *path,
                     const void *request, bool soon, char operation[37], struct doran_error *error)
{
    doran_error_clear(error);
    const struct doran_route *route = doran_route(id);
    if (route == NULL || (route->flags & DORAN_ROUTE_QUEUED) == 0)
        return doran_fail(error, DORAN_ERROR_offline, NULL, NULL);
    struct doran_arena arena = DORAN_ARENA((size_t)1024 * 1024);
    struct doran_buffer url = DORAN_BUFFER(1024);
    char *json;
    struct doran_id made = doran_id_new();
    bool good = doran_route_path(route, path, &url) ||
                doran_fail(error, DORAN_ERROR_invalid, "path", "An id is missing or is none.");
    good = good && store_item_encode(route, request, &json, &arena, error) &&
           (soon ? store_begin_relaxed(replica, error) : store_begin(replica, true, error));
    if (good) {
        const char *lane = path != NULL ? path->ids[DORAN_PARAM_family] : "";
        good = add_item(replica, route, lane, url.data, json, made.text, error);
        good = store_end(replica, good, error);
    }
    if (good && operation != NULL)
        memcpy(operation, made.text, sizeof made.text);
    if (good)
        store_ring(replica);
    doran_buffer_deinit(&url);
    doran_arena_deinit(&arena);
    return good;
}

bool doran_replica_outbox(struct doran_replica *replica, struct doran_outbox_list *out,
                          struct doran_arena *arena, struct doran_error *error)
{
    doran_error_clear(error);
    *out = (struct doran_outbox_list){0};
    struct store_items items = replica->hold.outbox;
    bool known = replica->hold.held && replica->hold.arena == arena;
    if (!known && (!store_begin(replica, false, error) ||
                   !store_end(replica, store_outbox(replica, &items, arena, error), error)))
        return false;
    out->items = doran_arena_alloc(arena, (items.count + 1) * sizeof *out->items);
    if (out->items == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    for (size_t i = 0; i < items.count; i++) {
        const struct store_item *item = &items.items[i];
        if (item->state > DORAN_OUTBOX_parked)
            continue; /* It is done; only its change is on the way back. */
        struct doran_outbox_item *shown = &out->items[out->count++];
        *shown = (struct doran_outbox_item){.route = item->route->id,
                                            .path = item->params,
                                            .request = item->request,
                                            .queued_at = item->queued_at,
                                            .state = (enum doran_outbox_state)item->state,
                                            .error = item->error};
        memcpy(shown->operation, item->operation, sizeof shown->operation);
    }
    return true;
}
