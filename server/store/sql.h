/** @file sql.h  What every file of the store uses to speak SQL: results, rows into the arena, lists that
 * grow. Private to server/store. */
#ifndef SERVER_STORE_SQL_H
#define SERVER_STORE_SQL_H

#include "server/store/store.h"

/** What a statement's result means to the store; failures are noted in store->failure. */
enum store_result store_outcome(struct store *store, enum db_result result);

/** Runs a statement that gives rows. */
#define store_select(store, rows, sql, ...)                                                                  \
    store_outcome((store), db_query((store)->conn, (rows), (sql), __VA_ARGS__))
/** Runs a statement that gives none. */
#define store_exec(store, sql, ...) store_outcome((store), db_exec((store)->conn, (sql), __VA_ARGS__))
/** STORE_OK on a row, STORE_NONE at the end. */
enum store_result store_next(struct store *store, struct db_rows *rows);
/** Like store_exec() for a statement that must change a row: STORE_NONE when it changed none. */
#define store_change_one(store, sql, ...) store_changed((store), store_exec((store), (sql), __VA_ARGS__))
enum store_result store_changed(struct store *store, enum store_result result);

static inline void store_rows_end(struct db_rows **rows)
{
    db_rows_free(*rows);
}
/** A cursor that ends itself where its block ends. */
#define STORE_ROWS(name) __attribute__((cleanup(store_rows_end))) struct db_rows *name = NULL

/** A column's text in the arena; NULL for SQL NULL. Without memory "", and store->failure says so. */
const char *store_text(struct store *store, struct db_rows *rows, int column);
/** A copy of a text in the arena; NULL gives NULL. Without memory "", and store->failure says so. */
const char *store_copy(struct store *store, const char *text);
/** The value of an enumeration that is stored by its wire name; 0 for SQL NULL. */
int store_choice(struct db_rows *rows, int column, enum doran_enum_id id);
/** STORE_BROKEN when memory ran out meanwhile, else STORE_OK. */
enum store_result store_sound(const struct store *store);

/** Room for one more behind `count` items in the arena: the array, perhaps moved, or NULL. The new item is
 * zeroed. */
void *store_grow(struct store *store, void *items, size_t count, size_t size);
/** The same for a list of types.h: a pointer to its new last item, or NULL. */
#define store_push(store, list)                                                                              \
    (((list)->items = store_grow((store), (list)->items, (list)->count, sizeof *(list)->items))              \
         ? &(list)->items[(list)->count++]                                                                   \
         : NULL)

/** Reads all rows of a cursor into a list by `read(store, rows, first column, item)`. */
#define STORE_LIST(store, rows, list, read)                                                                  \
    do {                                                                                                     \
        enum store_result store_list_result;                                                                 \
        while ((store_list_result = store_next((store), (rows))) == STORE_OK) {                              \
            void *store_list_item = store_push((store), (list));                                             \
            if (!store_list_item)                                                                            \
                return STORE_BROKEN;                                                                         \
            read((store), (rows), 0, store_list_item);                                                       \
        }                                                                                                    \
        return store_list_result == STORE_NONE ? store_sound(store) : store_list_result;                     \
    } while (0)

#endif
