#include "server/store/store.h"

#include "server/store/sql.h"

#include <string.h>

#define LIST_FIRST 8 /* Items of a list's first piece of memory; then it doubles. */

void store_init(struct store *store, struct db_conn *conn, struct doran_arena *arena, const char *actor,
                doran_time now)
{
    *store = (struct store){.conn = conn, .arena = arena, .actor = actor, .now = now, .failure = DB_DONE};
}

enum store_result store_outcome(struct store *store, enum db_result result)
{
    switch (result) {
    case DB_ROW:
    case DB_DONE:
        return STORE_OK;
    case DB_CONFLICT:
        return STORE_TAKEN;
    default:
        store->failure = result;
        return STORE_BROKEN;
    }
}

enum store_result store_broken(struct store *store)
{
    if (store->failure == DB_DONE)
        store->failure = DB_FAILED;
    return STORE_BROKEN;
}

enum store_result store_next(struct store *store, struct db_rows *rows)
{
    enum db_result result = db_next(rows);
    if (result == DB_DONE)
        return STORE_NONE;
    return store_outcome(store, result);
}

enum store_result store_changed(struct store *store, enum store_result result)
{
    if (result == STORE_OK && db_changes(store->conn) == 0)
        return STORE_NONE;
    return result;
}

const char *store_copy(struct store *store, const char *text)
{
    if (!text)
        return NULL;
    const char *copy = doran_arena_strdup(store->arena, text);
    if (copy)
        return copy;
    store_broken(store);
    return "";
}

const char *store_text(struct store *store, struct db_rows *rows, int column)
{
    return store_copy(store, db_text(rows, column));
}

int store_choice(struct db_rows *rows, int column, enum doran_enum_id id)
{
    const char *name = db_text(rows, column);
    return name ? doran_enum_value(id, name) : 0;
}

enum store_result store_sound(const struct store *store)
{
    return store->failure == DB_DONE ? STORE_OK : STORE_BROKEN;
}

void *store_grow(struct store *store, void *items, size_t count, size_t size)
{
    bool full = count == 0 || (count >= LIST_FIRST && (count & (count - 1)) == 0);
    if (!full)
        return items;
    size_t capacity = count == 0 ? LIST_FIRST : count * 2;
    void *grown = doran_arena_alloc(store->arena, capacity * size);
    if (!grown) {
        store_broken(store);
        return NULL;
    }
    if (count > 0)
        memcpy(grown, items, count * size);
    return grown;
}
