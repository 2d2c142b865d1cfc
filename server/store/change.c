#include "server/store/change.h"

#include "server/store/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum store_result store_append(struct store *store, const char *stream, enum doran_kind kind, const char *id,
                               enum doran_op op)
{
    if (store->effect_count == STORE_EFFECTS_MAX)
        return store_broken(store);
    store->effects = store_grow(store, store->effects, store->effect_count, sizeof *store->effects);
    if (!store->effects)
        return STORE_BROKEN;
    /* Until the flush `seq` keeps the order in which things happened. */
    struct store_effect *effect = &store->effects[store->effect_count];
    *effect = (struct store_effect){.seq = (int64_t)store->effect_count, .kind = kind, .op = op};
    snprintf(effect->stream, sizeof effect->stream, "%s", stream);
    snprintf(effect->id, sizeof effect->id, "%s", id);
    store->effect_count++;
    return STORE_OK;
}

static int by_stream(const void *left, const void *right)
{
    const struct store_effect *a = left, *b = right;
    int order = strcmp(a->stream, b->stream);
    if (order != 0)
        return order;
    return (a->seq > b->seq) - (a->seq < b->seq);
}

/* Takes `count` numbers of a stream; the row stays locked until the commit, which so comes in the order of
 * the numbers. */
static enum store_result take_numbers(struct store *store, const char *stream, size_t count, int64_t *first)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "INSERT INTO streams (id, seq, floor) VALUES (?1, ?2, 0)"
                     " ON CONFLICT (id) DO UPDATE SET seq = streams.seq + excluded.seq RETURNING seq",
                     "ti", stream, (int64_t)count);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result == STORE_BROKEN ? result : store_broken(store);
    *first = db_int(rows, 0) - (int64_t)count + 1;
    return STORE_OK;
}

static enum store_result write_entry(struct store *store, const struct store_effect *effect)
{
    enum store_result result =
        store_exec(store,
                   "INSERT INTO changes (stream, kind, id, seq, op, actor, at)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                   " ON CONFLICT (stream, kind, id) DO UPDATE SET seq = excluded.seq, op = excluded.op,"
                   " actor = excluded.actor, at = excluded.at",
                   "titiiti", effect->stream, (int64_t)effect->kind, effect->id, effect->seq,
                   (int64_t)effect->op, store->actor, (int64_t)store->now);
    if (result == STORE_OK && store->outside)
        result = store_exec(
            store, "INSERT INTO outside (stream, kind, id, seq, op) VALUES (?1, ?2, ?3, ?4, ?5)", "titii",
            effect->stream, (int64_t)effect->kind, effect->id, effect->seq, (int64_t)effect->op);
    return result == STORE_TAKEN ? store_broken(store) : result;
}

enum store_result store_flush(struct store *store)
{
    if (store->effect_count == 0)
        return STORE_OK;
    qsort(store->effects, store->effect_count, sizeof *store->effects, by_stream);
    for (size_t begin = 0, end; begin < store->effect_count; begin = end) {
        const char *stream = store->effects[begin].stream;
        for (end = begin + 1; end < store->effect_count && !strcmp(store->effects[end].stream, stream);)
            end++;
        int64_t seq = 0;
        if (take_numbers(store, stream, end - begin, &seq) != STORE_OK)
            return STORE_BROKEN;
        for (size_t i = begin; i < end; i++) {
            store->effects[i].seq = seq++;
            if (write_entry(store, &store->effects[i]) != STORE_OK)
                return STORE_BROKEN;
        }
    }
    return STORE_OK;
}

enum store_result store_outside(struct store *store, int64_t limit)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "DELETE FROM outside WHERE (stream, seq) IN (SELECT stream, seq FROM outside ORDER BY stream, seq"
        " LIMIT ?1) RETURNING stream, kind, id, seq, op",
        "i", limit);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        result = store_append(store, db_text(rows, 0), (enum doran_kind)db_int(rows, 1), db_text(rows, 2),
                              (enum doran_op)db_int(rows, 4));
        if (result == STORE_OK)
            store->effects[store->effect_count - 1].seq = db_int(rows, 3);
    }
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result raise_floor(struct store *store, const char *stream, int64_t seq)
{
    return store_exec(store, "UPDATE streams SET floor = ?2 WHERE id = ?1 AND floor < ?2", "ti", stream, seq);
}

static enum store_result take_tombstones(struct store *store, doran_time before, int64_t limit,
                                         struct doran_change_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "DELETE FROM changes WHERE op = 2 AND (stream, seq) IN (SELECT stream, seq FROM changes WHERE op = 2"
        " AND at <= ?1 ORDER BY at, stream, seq LIMIT ?2) RETURNING stream, seq",
        "ii", (int64_t)before, limit);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        struct doran_change *change = store_push(store, out);
        if (!change)
            return STORE_BROKEN;
        change->stream = store_text(store, rows, 0);
        change->seq = db_int(rows, 1);
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

static int by_stream_of_change(const void *left, const void *right)
{
    const struct doran_change *a = left, *b = right;
    int order = strcmp(a->stream, b->stream);
    return order != 0 ? order : (a->seq > b->seq) - (a->seq < b->seq);
}

enum store_result store_tombstones_purge(struct store *store, doran_time before, int64_t limit,
                                         int64_t *count)
{
    struct doran_change_list gone = {0};
    enum store_result result = take_tombstones(store, before, limit, &gone);
    *count = (int64_t)gone.count;
    if (gone.count > 0) /* In ascending stream id, as every transaction locks streams. */
        qsort(gone.items, gone.count, sizeof *gone.items, by_stream_of_change);
    for (size_t i = 0; result == STORE_OK && i < gone.count; i++)
        if (i + 1 == gone.count || strcmp(gone.items[i].stream, gone.items[i + 1].stream) != 0)
            result = raise_floor(store, gone.items[i].stream, gone.items[i].seq);
    return result;
}
