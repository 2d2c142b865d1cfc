/* Reading the notifications: there may be thousands, so what is queued is laid over those that it names and those that are shown,
 * and the others are only counted. */
#include "libdoran/replica/read.h"

#include <doran/copy.h>

#include <stdio.h>
#include <string.h>

#define SPARE 16 /* Kept beyond what is shown: what moves up when some are taken away. */

static bool count_open(struct reading *reading, const struct store_rows *rows, int64_t *out)
{
    sqlite3_stmt *statement = store_prepare(reading->replica, STORE_OBJECTS_OPEN_COUNT, reading->error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, rows->stream);
    sqlite3_bind_int(statement, 2, (int)rows->kind);
    sqlite3_bind_int(statement, 3, DORAN_NOTIFICATIONS_MAX);
    int step = store_step(reading->replica, statement, reading->error);
    *out = step > 0 ? sqlite3_column_int64(statement, 0) : 0;
    store_done(statement);
    return step > 0;
}

/* What is queued about notifications. */
struct queued {
    bool all_read, all_gone;
    size_t deleted;
};

/* Looks through the outbox, and reads those that are named in it, once each. */
static bool look_through(struct reading *reading, struct queued *queued, struct store_rows *named)
{
    *queued = (struct queued){0};
    for (size_t i = 0; i < reading->outbox.count; i++) {
        const struct store_item *item = &reading->outbox.items[i];
        const char *id = item->params.ids[DORAN_PARAM_notification];
        if (item->state == DORAN_OUTBOX_parked)
            continue;
        bool one =
            item->route->id == DORAN_R_notification_change || item->route->id == DORAN_R_notification_delete;
        queued->all_read = queued->all_read || item->route->id == DORAN_R_notification_read_all;
        queued->all_gone = queued->all_gone || item->route->id == DORAN_R_notification_delete_all;
        queued->deleted += item->route->id == DORAN_R_notification_delete;
        if (one && store_rows_find(named, id) == NULL &&
            !reading_load(reading, STORE_OBJECT_GET, 0, id, named))
            return false;
    }
    return true;
}

/* Reads them anew, unless no object has changed since. */
static bool know_newest(struct reading *reading, const char *user, size_t limit)
{
    struct store_newest *newest = &reading->replica->newest;
    char version[STORE_VERSION_TEXT_MAX];
    if (!store_version(reading->replica, DORAN_kind_notification, version, reading->error))
        return false;
    if (newest->known && strcmp(newest->version, version) == 0 && strcmp(newest->user, user) == 0 &&
        limit <= newest->limit)
        return true;
    doran_arena_deinit(&newest->arena);
    *newest = (struct store_newest){.limit = limit + SPARE};
    snprintf(newest->version, sizeof newest->version, "%s", version);
    snprintf(newest->user, sizeof newest->user, "%s", user);
    struct reading into = {
        .replica = reading->replica, .arena = &newest->arena, .error = reading->error, .user = newest->user};
    newest->rows = reading_rows(&into, newest->user, DORAN_kind_notification);
    newest->known = reading_load(&into, STORE_OBJECTS_FALLING, (int64_t)newest->limit, NULL, &newest->rows) &&
                    count_open(reading, &newest->rows, &newest->open);
    return newest->known;
}

static bool copy_newest(struct reading *reading, size_t limit, struct store_rows *rows)
{
    const struct store_rows *newest = &reading->replica->newest.rows;
    for (size_t i = 0; i < newest->count && i < limit; i++) {
        void *copy = store_rows_add(rows);
        if (copy == NULL || !doran_copy(doran_kind_type(rows->kind),
                                        (const char *)newest->items + i * newest->size, copy, rows->arena))
            return doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
    }
    return true;
}

static int64_t unread_of(const struct store_rows *rows)
{
    int64_t unread = 0;
    for (size_t i = 0; i < rows->count; i++)
        unread += ((const struct doran_notification *)rows->items)[i].read_at == 0;
    return unread;
}

/* The unread ones: those that are named as they will be, and of all others what the file says. */
static bool count_unread(struct reading *reading, const struct queued *queued, struct store_rows *named,
                         int64_t *unread)
{
    int64_t others = reading->replica->newest.open - unread_of(named);
    if (queued->all_read || queued->all_gone)
        others = 0;
    if (!reading_overlay(reading, named))
        return false;
    *unread = others + unread_of(named);
    return true;
}

static bool load_notifications(struct reading *reading, size_t limit, struct store_rows *rows,
                               int64_t *unread)
{
    struct queued queued;
    struct store_rows named = reading_rows(reading, rows->stream, rows->kind);
    if (!look_through(reading, &queued, &named) ||
        !know_newest(reading, rows->stream, limit + queued.deleted) ||
        !count_unread(reading, &queued, &named, unread))
        return false;
    if (queued.all_gone)
        return true;
    if (!copy_newest(reading, limit + queued.deleted, rows) || !reading_overlay(reading, rows))
        return false;
    if (rows->count > limit)
        rows->count = limit;
    return true;
}

bool doran_replica_notifications(struct doran_replica *replica, size_t limit,
                                 struct doran_notification_list *out, int64_t *unread,
                                 struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    int64_t count = 0;
    *out = (struct doran_notification_list){0};
    if (!reading_begin(&reading))
        return false;
    struct store_rows rows = reading_rows(&reading, reading.user, DORAN_kind_notification);
    if (!reading_end(&reading, load_notifications(&reading, limit, &rows, &count)))
        return false;
    out->items = rows.items;
    out->count = rows.count;
    if (unread != NULL)
        *unread = count;
    return true;
}
