#include "server/store/change.h"

#include "server/store/object.h"

#include <stdio.h>
#include <string.h>

#define EPOCH_LENGTH 36
#define PEOPLE_MAX ((int64_t)DORAN_FAMILY_MEMBERS_MAX + 1) /* The members and the family. */

static void read_entry(struct store *store, struct db_rows *rows, const char *stream,
                       struct doran_change *change)
{
    change->stream = stream;
    change->seq = db_int(rows, 0);
    change->kind = (enum doran_kind)db_int(rows, 1);
    change->id = store_text(store, rows, 2);
    change->op = (enum doran_op)db_int(rows, 3);
    change->actor = store_text(store, rows, 4);
    change->at = db_int(rows, 5);
}

static enum store_result read_entries(struct store *store, struct db_rows *rows, const char *stream,
                                      struct doran_change_list *out)
{
    enum store_result result;
    while ((result = store_next(store, rows)) == STORE_OK) {
        struct doran_change *change = store_push(store, out);
        if (!change)
            return STORE_BROKEN;
        read_entry(store, rows, stream, change);
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

enum store_result store_stream_changes(struct store *store, const char *stream, int64_t seq, int64_t limit,
                                       struct doran_change_list *out, bool *more)
{
    STORE_ROWS(rows);
    *out = (struct doran_change_list){0};
    stream = store_copy(store, stream);
    enum store_result result = store_select(
        store, &rows,
        "SELECT c.seq, c.kind, c.id, c.op, c.actor, c.at FROM changes c WHERE c.stream = ?1 AND c.seq > ?2"
        " ORDER BY c.seq LIMIT ?3",
        "tii", stream, seq, limit + 1);
    if (result == STORE_OK)
        result = read_entries(store, rows, stream, out);
    if (result != STORE_OK)
        return result;
    *more = store_cut(&out->count, limit);
    return out->count > 0 ? store_attach_objects(store, stream, out) : STORE_OK;
}

enum store_result store_heads(struct store *store, const char *user, struct store_heads *out)
{
    STORE_ROWS(rows);
    out->count = 0;
    enum store_result result = store_select(
        store, &rows,
        "SELECT s.id, s.seq, s.floor, 0 AS host, 0 AS place FROM streams s WHERE s.id = ?1 UNION ALL"
        " SELECT s.id, s.seq, s.floor, CASE WHEN f.host_id = ?1 THEN 1 ELSE 0 END, 1 AS place FROM members m"
        " JOIN families f ON f.id = m.family_id JOIN streams s ON s.id = m.family_id"
        " WHERE m.user_id = ?1 AND m.left_at IS NULL AND f.deleted_at IS NULL ORDER BY 5, 1",
        "t", user);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        if (out->count == DORAN_STREAMS_MAX)
            return store_broken(store);
        struct store_head *head = &out->items[out->count++];
        *head = (struct store_head){
            .seq = db_int(rows, 1), .floor = db_int(rows, 2), .host = db_int(rows, 3) != 0};
        snprintf(head->stream, sizeof head->stream, "%s", db_text(rows, 0));
    }
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result read_epoch(struct store *store, char out[EPOCH_LENGTH + 1])
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows, "SELECT epoch FROM schema_info", "");
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        snprintf(out, EPOCH_LENGTH + 1, "%s", db_text(rows, 0));
    return result == STORE_NONE ? store_broken(store) : result;
}

enum store_result store_streams(struct store *store, const char *user, struct doran_cursor *out)
{
    struct store_heads heads;
    *out = (struct doran_cursor){0};
    enum store_result result = read_epoch(store, out->epoch);
    if (result == STORE_OK)
        result = store_heads(store, user, &heads);
    for (size_t i = 0; result == STORE_OK && i < heads.count; i++)
        if (!doran_cursor_set(out, heads.items[i].stream, heads.items[i].seq))
            return store_broken(store);
    return result;
}

/* A position of another history, or one that has missed tombstones. */
static bool expired(const struct store_head *head, int64_t seq)
{
    return seq > head->seq || (seq > 0 && seq < head->floor);
}

/* Adds what one stream has after `seq`, as long as there is room, and moves the cursor. */
static enum store_result add_stream(struct store *store, const struct store_head *head, int64_t seq,
                                    int64_t limit, struct doran_change_page *page,
                                    struct doran_cursor *cursor)
{
    struct doran_change_list list = {0};
    bool more = seq < head->seq;
    int64_t room = limit - (int64_t)page->changes.count;
    if (more && room > 0) {
        enum store_result result = store_stream_changes(store, head->stream, seq, room, &list, &more);
        if (result != STORE_OK)
            return result;
        seq = more ? list.items[list.count - 1].seq : head->seq;
    }
    for (size_t i = 0; i < list.count; i++) {
        struct doran_change *change = store_push(store, &page->changes);
        if (!change)
            return STORE_BROKEN;
        *change = list.items[i];
    }
    page->more = page->more || more;
    return doran_cursor_set(cursor, head->stream, seq) ? STORE_OK : store_broken(store);
}

static enum store_result give_cursor(struct store *store, const struct doran_cursor *cursor, const char **out)
{
    struct doran_buffer text = DORAN_BUFFER(DORAN_CURSOR_MAX);
    doran_cursor_format(cursor, &text);
    if (!text.failed && text.data)
        *out = doran_arena_strdup(store->arena, text.data);
    doran_buffer_deinit(&text);
    return *out ? STORE_OK : store_broken(store);
}

enum store_result store_changes(struct store *store, const char *user, const struct doran_cursor *since,
                                int64_t limit, struct doran_change_page *page, enum doran_error_code *code)
{
    struct store_heads heads;
    struct doran_cursor cursor = {0};
    *page = (struct doran_change_page){0};
    enum store_result result = read_epoch(store, cursor.epoch);
    if (result == STORE_OK)
        result = store_heads(store, user, &heads);
    if (result != STORE_OK)
        return result;
    *code = DORAN_ERROR_cursor_expired;
    if (since && strcmp(since->epoch, cursor.epoch) != 0)
        return STORE_NONE;
    for (size_t i = 0; i < heads.count; i++) {
        int64_t seq = since ? doran_cursor_seq(since, heads.items[i].stream) : 0;
        if (expired(&heads.items[i], seq))
            return STORE_NONE;
        result = add_stream(store, &heads.items[i], seq, limit, page, &cursor);
        if (result != STORE_OK)
            return result;
    }
    return give_cursor(store, &cursor, &page->cursor);
}

static enum store_result read_head(struct store *store, const char *stream, int64_t *seq)
{
    STORE_ROWS(rows);
    *seq = 0;
    enum store_result result =
        store_select(store, &rows, "SELECT seq FROM streams WHERE id = ?1", "t", stream);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *seq = db_int(rows, 0);
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result read_newest(struct store *store, const char *stream, int64_t before, int64_t limit,
                                     struct doran_change_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT c.seq, c.kind, c.id, c.op, c.actor, c.at FROM changes c WHERE c.stream = ?1 AND c.seq < ?2"
        " AND c.op = 1 ORDER BY c.seq DESC LIMIT ?3",
        "tii", stream, before > 0 ? before : INT64_MAX, limit + 1);
    return result == STORE_OK ? read_entries(store, rows, stream, out) : result;
}

static void reverse(struct doran_change_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        struct doran_change kept = list->items[i];
        list->items[i] = list->items[list->count - 1 - i];
        list->items[list->count - 1 - i] = kept;
    }
}

static void drop_tombstones(struct doran_change_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].op == DORAN_op_put)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

/* The family and its members, which change seldom and are what everything else is shown with. */
static enum store_result read_people(struct store *store, const char *stream, int64_t before,
                                     struct doran_change_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT c.seq, c.kind, c.id, c.op, c.actor, c.at FROM changes c WHERE c.stream = ?1"
        " AND (c.kind = ?2 OR c.kind = ?3) AND c.seq < ?4 AND c.op = 1 ORDER BY c.seq DESC LIMIT ?5",
        "tiiii", stream, (int64_t)DORAN_kind_family, (int64_t)DORAN_kind_member, before, PEOPLE_MAX);
    return result == STORE_OK ? read_entries(store, rows, stream, out) : result;
}

/* Makes room for them behind the newest entries of a first page, if they are few beside those. */
static enum store_result add_people(struct store *store, const char *stream, int64_t limit,
                                    struct doran_change_list *page, size_t *newest)
{
    struct doran_change_list people = {0};
    enum store_result result = read_people(store, stream, page->items[page->count - 1].seq, &people);
    if (result != STORE_OK || (int64_t)people.count > limit / 2)
        return result;
    *newest = page->count - people.count;
    for (size_t i = 0; i < people.count; i++) /* Where those stood that give way. */
        page->items[*newest + i] = people.items[i];
    return STORE_OK;
}

enum store_result store_snapshot(struct store *store, const char *stream, int64_t before, int64_t limit,
                                 struct doran_snapshot_page *page)
{
    char epoch[EPOCH_LENGTH + 1];
    size_t newest = 0;
    *page = (struct doran_snapshot_page){0};
    stream = store_copy(store, stream);
    enum store_result result = read_epoch(store, epoch);
    if (result == STORE_OK)
        result = read_head(store, stream, &page->head);
    if (result == STORE_OK)
        result = read_newest(store, stream, before, limit, &page->changes);
    if (result != STORE_OK)
        return result;
    page->epoch = store_copy(store, epoch);
    page->more = store_cut(&page->changes.count, limit);
    if (page->changes.count == 0)
        return store_sound(store);
    newest = page->changes.count;
    if (page->more && before == 0)
        result = add_people(store, stream, limit, &page->changes, &newest);
    if (result != STORE_OK)
        return result;
    if (page->more)
        doran_set(page, snapshot_page, next, page->changes.items[newest - 1].seq);
    reverse(&page->changes);
    result = store_attach_objects(store, stream, &page->changes);
    reverse(&page->changes);
    drop_tombstones(&page->changes);
    return result;
}
