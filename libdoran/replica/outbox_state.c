/* The states an item of the outbox goes through: waiting, sending, then answered and gone, or parked with
 * what depends on it. */
#include "libdoran/replica/store.h"
#include "libdoran/replica/sync.h"

#include <stdint.h>
#include <string.h>

static bool set_state(struct doran_replica *replica, const char *operation, int state,
                      struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_STATE, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, operation);
    sqlite3_bind_int(statement, 2, state);
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

static bool move_state(struct doran_replica *replica, int from, int to, struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_MOVE, error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int(statement, 1, from);
    sqlite3_bind_int(statement, 2, to);
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

/* A later item depends on an earlier one when it is about the same object, or about the one that the earlier
 * makes, which goes by the operation's id until the server has named it. */
static bool depends(const struct store_item *later, const struct store_item *earlier)
{
    return strcmp(later->path, earlier->path) == 0 || strstr(later->path, earlier->operation) != NULL;
}

/* Marks, among items from `first` on, those that depend on it, and on those again. */
static void find_dependents(const struct store_items *items, size_t first, bool *marked)
{
    marked[first] = true;
    for (size_t i = first + 1; i < items->count; i++) {
        for (size_t k = first; k < i && !marked[i]; k++)
            marked[i] = marked[k] && depends(&items->items[i], &items->items[k]);
    }
}

/* An item and those that depend on it; the work on each is done inside the transaction. */
struct group {
    struct store_items items;
    bool *marked;
    size_t first;
};

static bool read_group(struct doran_replica *replica, const char *operation, struct group *group,
                       struct doran_arena *arena, struct doran_error *error)
{
    if (!store_outbox(replica, &group->items, arena, error))
        return false;
    group->marked = doran_arena_alloc(arena, group->items.count + 1);
    if (group->marked == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    for (group->first = 0; group->first < group->items.count; group->first++) {
        const struct store_item *item = &group->items.items[group->first];
        if (item->state <= DORAN_OUTBOX_parked && strcmp(item->operation, operation) == 0) {
            find_dependents(&group->items, group->first, group->marked);
            return true;
        }
    }
    return doran_fail(error, DORAN_ERROR_not_found, NULL, "It is not in the outbox any more.");
}

typedef bool group_work(struct doran_replica *replica, const struct store_item *item, bool first,
                        void *context, struct doran_error *error);

static bool for_group(struct doran_replica *replica, const char *operation, group_work *work, void *context,
                      struct doran_error *error)
{
    struct doran_arena arena = {0};
    struct group group;
    if (!store_begin(replica, true, error))
        return false;
    bool good = read_group(replica, operation, &group, &arena, error);
    for (size_t i = 0; good && i < group.items.count; i++) {
        if (group.marked[i])
            good = work(replica, &group.items.items[i], i == group.first, context, error);
    }
    good = store_end(replica, good, error);
    doran_arena_deinit(&arena);
    return good;
}

static bool drop_one(struct doran_replica *replica, const struct store_item *item, bool first, void *context,
                     struct doran_error *error)
{
    const char *operation = context;
    if (first && item->state == DORAN_OUTBOX_sending)
        return doran_fail(error, DORAN_ERROR_conflict, NULL, "It is being sent.");
    /* What waits for something that will never be there cannot be sent either. */
    if (!first && item->state != DORAN_OUTBOX_parked && strstr(item->path, operation) == NULL)
        return true;
    return STORE_RUN(replica, STORE_OUTBOX_REMOVE, error, item->operation);
}

bool doran_replica_outbox_drop(struct doran_replica *replica, const char *operation,
                               struct doran_error *error)
{
    doran_error_clear(error);
    return for_group(replica, operation, drop_one, (void *)(uintptr_t)operation, error);
}

static bool retry_one(struct doran_replica *replica, const struct store_item *item, bool first, void *context,
                      struct doran_error *error)
{
    (void)first;
    (void)context;
    return item->state != DORAN_OUTBOX_parked ||
           set_state(replica, item->operation, DORAN_OUTBOX_waiting, error);
}

bool doran_replica_outbox_retry(struct doran_replica *replica, const char *operation,
                                struct doran_error *error)
{
    doran_error_clear(error);
    if (!for_group(replica, operation, retry_one, NULL, error))
        return false;
    store_ring(replica);
    return true;
}

/* What an item is to send from now on. */
struct edit {
    const void *request;
    struct doran_id operation;
    struct doran_arena arena;
};

/* The old id may be known to the server already, with the old content: so it gets a new one. What waits for the thing that
 * this item makes knows it by the id. */
static bool edit_first(struct doran_replica *replica, const struct store_item *item, struct edit *edit,
                       struct doran_error *error)
{
    char *json;
    if (item->state == DORAN_OUTBOX_sending)
        return doran_fail(error, DORAN_ERROR_conflict, NULL, "It is being sent.");
    return store_item_encode(item->route, edit->request, &json, &edit->arena, error) &&
           STORE_RUN(replica, STORE_OUTBOX_EDIT, error, item->operation, edit->operation.text, json) &&
           STORE_RUN(replica, STORE_OUTBOX_RENAME, error, item->operation, edit->operation.text);
}

static bool edit_one(struct doran_replica *replica, const struct store_item *item, bool first, void *context,
                     struct doran_error *error)
{
    return first ? edit_first(replica, item, context, error) : retry_one(replica, item, first, NULL, error);
}

bool doran_replica_outbox_edit(struct doran_replica *replica, const char *operation, const void *request,
                               char new_operation[37], struct doran_error *error)
{
    struct edit edit = {
        .request = request, .operation = doran_id_new(), .arena = DORAN_ARENA((size_t)1024 * 1024)};
    doran_error_clear(error);
    bool good = for_group(replica, operation, edit_one, &edit, error);
    doran_arena_deinit(&edit.arena);
    if (good && new_operation != NULL)
        memcpy(new_operation, edit.operation.text, sizeof edit.operation.text);
    if (good)
        store_ring(replica);
    return good;
}

static bool park_one(struct doran_replica *replica, const struct store_item *item, bool first, void *context,
                     struct doran_error *error)
{
    const struct doran_error *why = context;
    if (!first && item->state != DORAN_OUTBOX_waiting)
        return true;
    if (store_is_moot(item->route->id, why->code))
        return !first || STORE_RUN(replica, STORE_OUTBOX_ANSWER, error, item->operation, "");
    return STORE_RUN(replica, STORE_OUTBOX_PARK, error, item->operation, doran_error_name(why->code),
                     why->field,
                     first ? why->message : "An earlier change that this one builds on was refused.");
}

bool replica_outbox_park(struct doran_replica *replica, const char *operation, const struct doran_error *why,
                         struct doran_error *error)
{
    return for_group(replica, operation, park_one, (void *)(uintptr_t)why, error);
}

static bool take_next(struct doran_replica *replica, struct replica_sending *out, struct doran_arena *arena,
                      struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_NEXT, error);
    if (statement == NULL)
        return false;
    struct store_item item;
    int step = store_step(replica, statement, error);
    bool found = step > 0;
    bool good = found && store_item_read(statement, &item, arena, error);
    store_done(statement);
    if (!found)
        return false;
    if (!good) {
        if (error->code != DORAN_ERROR_none)
            return false;
        /* Queued by another version: it cannot be sent by this one, and must not hold up what is behind it.
         */
        return STORE_RUN(replica, STORE_OUTBOX_PARK, error, item.operation,
                         doran_error_name(DORAN_ERROR_invalid), "",
                         "Another version of this program queued it.");
    }
    memcpy(out->operation, item.operation, sizeof out->operation);
    out->route = item.route;
    out->path = item.path;
    out->request = item.request_json;
    return set_state(replica, item.operation, DORAN_OUTBOX_sending, error);
}

bool replica_outbox_take(struct doran_replica *replica, struct replica_sending *out,
                         struct doran_arena *arena, struct doran_error *error)
{
    doran_error_clear(error);
    *out = (struct replica_sending){0};
    if (!store_begin(replica, true, error))
        return false;
    bool good;
    do {
        good = take_next(replica, out, arena, error);
    } while (good && out->route == NULL);
    return store_end(replica, good || error->code == DORAN_ERROR_none, error) && good;
}

bool replica_outbox_return(struct doran_replica *replica, const char *operation, struct doran_error *error)
{
    return store_begin(replica, true, error) &&
           store_end(replica, set_state(replica, operation, DORAN_OUTBOX_waiting, error), error);
}

bool replica_outbox_return_all(struct doran_replica *replica, struct doran_error *error)
{
    return store_begin(replica, true, error) &&
           store_end(replica, move_state(replica, DORAN_OUTBOX_sending, DORAN_OUTBOX_waiting, error), error);
}

static bool answer_one(struct doran_replica *replica, const char *operation, const void *answer,
                       struct doran_error *error)
{
    struct doran_arena arena = {0};
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_GET, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, operation);
    struct store_item item;
    const char *created = NULL;
    int step = store_step(replica, statement, error);
    if (step > 0 && store_item_read(statement, &item, &arena, error))
        created = store_created_id(item.route->id, answer);
    store_done(statement);
    bool good = step >= 0 &&
                STORE_RUN(replica, STORE_OUTBOX_ANSWER, error, operation, created != NULL ? created : "");
    if (good && created != NULL)
        good = STORE_RUN(replica, STORE_OUTBOX_RENAME, error, operation, created);
    doran_arena_deinit(&arena);
    return good;
}

bool replica_outbox_answered(struct doran_replica *replica, const char *operation, const void *answer,
                             struct doran_error *error)
{
    return store_begin(replica, true, error) &&
           store_end(replica, answer_one(replica, operation, answer, error), error);
}

static bool count_state(struct doran_replica *replica, bool (*matches)(int state), bool *any,
                        struct doran_error *error)
{
    *any = false;
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_STATES, error);
    if (statement == NULL)
        return false;
    int step;
    while ((step = store_step(replica, statement, error)) > 0)
        *any = *any || matches(sqlite3_column_int(statement, 0));
    store_done(statement);
    return step == 0;
}

static bool is_unsent(int state)
{
    return state == DORAN_OUTBOX_waiting || state == DORAN_OUTBOX_sending;
}

static bool is_unsettled(int state)
{
    return state == STORE_ITEM_ANSWERED || state == STORE_ITEM_SETTLING;
}

bool replica_outbox_busy(struct doran_replica *replica, bool *unsent, bool *unsettled,
                         struct doran_error *error)
{
    return count_state(replica, is_unsent, unsent, error) &&
           count_state(replica, is_unsettled, unsettled, error);
}

bool replica_outbox_span(struct doran_replica *replica, int64_t *first, int64_t *last,
                         struct doran_error *error)
{
    *first = *last = 0;
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_SPAN, error);
    if (statement == NULL)
        return false;
    int step = store_step(replica, statement, error);
    if (step > 0) { /* NULL is read as 0. */
        *first = sqlite3_column_int64(statement, 0);
        *last = sqlite3_column_int64(statement, 1);
    }
    store_done(statement);
    return step > 0;
}

bool replica_outbox_settle(struct doran_replica *replica, bool *any, struct doran_error *error)
{
    if (!count_state(replica, is_unsettled, any, error) || !*any)
        return *any;
    return store_begin(replica, true, error) &&
           store_end(replica, move_state(replica, STORE_ITEM_ANSWERED, STORE_ITEM_SETTLING, error), error);
}
