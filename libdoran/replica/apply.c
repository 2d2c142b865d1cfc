/* Applying what the server tells: entries of the change log, pages of a snapshot, presence. A page and its
 * cursor are one transaction, so that a process that dies in between has either applied it or asks for it
 * again. */
#include "libdoran/replica/store.h"
#include "libdoran/replica/sync.h"

#include <doran/json.h>

#include <stdio.h>
#include <string.h>

static void touch(struct replica_effect *effect, const char *stream)
{
    for (size_t i = 0; i < effect->stream_count; i++) {
        if (strcmp(effect->streams[i], stream) == 0)
            return;
    }
    if (effect->stream_count == sizeof effect->streams / sizeof effect->streams[0] ||
        strlen(stream) >= sizeof effect->streams[0])
        effect->many = true;
    else
        memcpy(effect->streams[effect->stream_count++], stream, strlen(stream) + 1);
}

static bool wipe_stream(struct doran_replica *replica, const char *stream, struct doran_error *error)
{
    if (!STORE_RUN(replica, STORE_STREAM_OBJECTS_WIPE, error, stream) ||
        !STORE_RUN(replica, STORE_STREAM_MONTHS_WIPE, error, stream) ||
        !STORE_RUN(replica, STORE_STREAM_SERIES_WIPE, error, stream) ||
        !STORE_RUN(replica, STORE_STREAM_POSITION_WIPE, error, stream) ||
        !store_generation_raise(replica, error))
        return false;
    sqlite3_stmt *statement = store_prepare(replica, STORE_PRESENCE_TRIM, error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int(statement, 1, DORAN_kind_member);
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

static bool set_position(struct doran_replica *replica, enum store_statement how, const char *stream,
                         int64_t seq, struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, how, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, stream);
    sqlite3_bind_int64(statement, 2, seq);
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

struct applying {
    struct doran_replica *replica;
    struct replica_effect *effect;
    struct doran_error *error;
    struct doran_buffer json;
    char user[37];
    uint64_t kinds; /* a bit for each that was touched */
};

static bool put_object(struct applying *applying, const struct doran_change *change)
{
    bool there = change->op == DORAN_op_put && change->object != NULL;
    doran_buffer_clear(&applying->json);
    if (there)
        doran_json_encode(doran_kind_type(change->kind), change->object, &applying->json);
    if (applying->json.failed)
        return doran_fail(applying->error, DORAN_ERROR_no_memory, NULL, NULL);
    sqlite3_stmt *statement = store_prepare(applying->replica, STORE_OBJECT_PUT, applying->error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, change->stream);
    sqlite3_bind_int(statement, 2, (int)change->kind);
    store_bind(statement, 3, change->id);
    sqlite3_bind_int64(statement, 4, change->seq);
    sqlite3_bind_int64(statement, 5, there ? store_object_at(change->kind, change->object) : 0);
    sqlite3_bind_int(statement, 6, there && store_object_open(change->kind, change->object));
    if (there)
        sqlite3_bind_text(statement, 7, applying->json.data, (int)applying->json.length, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 8, there ? store_object_done(change->kind, change->object) : 0);
    int step = store_step(applying->replica, statement, applying->error);
    store_done(statement);
    return step == 0;
}

/* The index of events follows: the old one leaves it while its row still tells where it is. */
static bool put_event(struct applying *applying, const struct doran_change *change)
{
    bool there = change->op == DORAN_op_put && change->object != NULL;
    return store_event_leave(applying->replica, change->stream, change->id, applying->error) &&
           put_object(applying, change) &&
           (!there || store_event_enter(applying->replica, change->object, applying->error));
}

static bool apply_entry(struct applying *applying, const struct doran_change *change)
{
    /* A kind that a later server knows and this library does not; its cursor moves on all the same. */
    if (change->kind == DORAN_kind_none || change->op == DORAN_op_none || change->stream == NULL ||
        change->id == NULL)
        return true;
    touch(applying->effect, change->stream);
    applying->kinds |= UINT64_C(1) << change->kind;
    if (change->kind == DORAN_kind_membership) {
        applying->effect->memberships = true;
        if (change->op == DORAN_op_delete && strcmp(change->stream, applying->user) == 0) {
            touch(applying->effect, change->id);
            if (!wipe_stream(applying->replica, change->id, applying->error))
                return false;
        }
    }
    return change->kind == DORAN_kind_event ? put_event(applying, change) : put_object(applying, change);
}

static bool raise_versions(const struct applying *applying)
{
    bool good = true;
    for (int kind = 0; good && kind < DORAN_kind_COUNT; kind++)
        good = (applying->kinds >> kind & 1) == 0 ||
               store_version_raise(applying->replica, (enum doran_kind)kind, applying->error);
    return good;
}

static bool apply_entries(struct doran_replica *replica, const struct doran_change_list *changes,
                          struct replica_effect *effect, struct doran_error *error)
{
    struct applying applying = {.replica = replica, .effect = effect, .error = error};
    bool good = store_meta_get(replica, "user", applying.user, sizeof applying.user, error);
    for (size_t i = 0; good && i < changes->count; i++)
        good = apply_entry(&applying, &changes->items[i]);
    good = good && raise_versions(&applying);
    doran_buffer_deinit(&applying.json);
    return good;
}

/* Positions only rise: pages that were asked for at the same time may arrive in any order. A stream that is
 * not known yet gets its position by a snapshot, which alone is sure to have all of it. */
static bool apply_cursor(struct doran_replica *replica, const char *text, struct doran_error *error)
{
    struct doran_cursor cursor;
    char epoch[37];
    if (!doran_cursor_parse(text, &cursor, error) ||
        !store_meta_get(replica, "epoch", epoch, sizeof epoch, error))
        return false;
    if (strcmp(epoch, cursor.epoch) != 0)
        return doran_fail(error, DORAN_ERROR_cursor_expired, NULL, NULL);
    for (size_t i = 0; i < cursor.count; i++) {
        if (!set_position(replica, STORE_POSITION_RAISE, cursor.entries[i].stream, cursor.entries[i].seq,
                          error))
            return false;
    }
    return true;
}

/* Ends the transaction and tells the generation as it is then. */
static bool end_in(struct doran_replica *replica, bool good, struct replica_effect *effect,
                   struct doran_error *error)
{
    effect->generation = store_generation(replica);
    return store_end(replica, good && !effect->stale, error) || effect->stale;
}

/* Begins a transaction unless rows were taken away since the page was asked for. */
static bool begin_in(struct doran_replica *replica, int64_t generation, struct replica_effect *effect,
                     struct doran_error *error)
{
    if (!store_begin(replica, true, error))
        return false;
    effect->stale = store_generation(replica) != generation;
    return true;
}

static bool remove_settled(struct doran_replica *replica, struct replica_effect *effect,
                           struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OUTBOX_REMOVE_STATE, error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int(statement, 1, STORE_ITEM_SETTLING);
    int step = store_step(replica, statement, error);
    store_done(statement);
    effect->outbox = effect->outbox || sqlite3_changes(replica->db) > 0;
    return step == 0;
}

bool replica_apply_changes(struct doran_replica *replica, int64_t generation,
                           const struct doran_change_page *page, bool settles, struct replica_effect *effect,
                           struct doran_error *error)
{
    if (!begin_in(replica, generation, effect, error))
        return false;
    /* The cursor first: a stream that this page takes away loses the position it was just given. */
    bool good = !effect->stale && apply_cursor(replica, page->cursor, error) &&
                apply_entries(replica, &page->changes, effect, error) &&
                (!settles || remove_settled(replica, effect, error));
    return end_in(replica, good, effect, error);
}

static int64_t oldest(const struct doran_change_list *changes)
{
    int64_t seq = 0;
    for (size_t i = 0; i < changes->count; i++) {
        if (seq == 0 || changes->items[i].seq < seq)
            seq = changes->items[i].seq;
    }
    return seq;
}

static bool same_epoch(struct doran_replica *replica, const char *epoch, struct doran_error *error)
{
    char known[37];
    if (!store_meta_get(replica, "epoch", known, sizeof known, error))
        return false;
    if (known[0] == '\0')
        return store_meta_set(replica, "epoch", epoch, error);
    return strcmp(known, epoch) == 0 || doran_fail(error, DORAN_ERROR_cursor_expired, NULL, NULL);
}

static bool snapshot_page(struct doran_replica *replica, const char *stream, int64_t before,
                          const struct doran_snapshot_page *page, struct replica_effect *effect,
                          struct doran_error *error)
{
    touch(effect, stream);
    int64_t next = !page->more ? 0 : page->next > 0 ? page->next : oldest(&page->changes);
    if (before != 0 && next >= before)
        return doran_fail(error, DORAN_ERROR_bad_answer, NULL, "The snapshot does not come to an end.");
    return same_epoch(replica, page->epoch, error) && apply_entries(replica, &page->changes, effect, error) &&
           /* Changes from the head of the first page on come by the log. */
           (before != 0 || set_position(replica, STORE_POSITION_MAKE, stream, page->head, error)) &&
           set_position(replica, STORE_POSITION_BEFORE, stream, next, error);
}

bool replica_apply_snapshot(struct doran_replica *replica, int64_t generation, const char *stream,
                            int64_t before, bool anew, const struct doran_snapshot_page *page,
                            struct replica_effect *effect, struct doran_error *error)
{
    if (!begin_in(replica, generation, effect, error))
        return false;
    bool good = !effect->stale && (!anew || store_wipe_objects(replica, error)) &&
                snapshot_page(replica, stream, before, page, effect, error);
    effect->many = effect->many || anew;
    return end_in(replica, good, effect, error);
}

bool replica_apply_presence(struct doran_replica *replica, const struct doran_presence_list *presence,
                            struct doran_error *error)
{
    if (!store_begin(replica, true, error))
        return false;
    bool good = true;
    for (size_t i = 0; good && i < presence->count; i++) {
        sqlite3_stmt *statement = store_prepare(replica, STORE_PRESENCE_PUT, error);
        if (statement == NULL) {
            good = false;
            break;
        }
        store_bind(statement, 1, presence->items[i].user_id);
        sqlite3_bind_int(statement, 2, presence->items[i].online);
        sqlite3_bind_int64(statement, 3, presence->items[i].last_seen_at);
        good = store_step(replica, statement, error) == 0;
        store_done(statement);
    }
    return store_end(replica, good, error);
}

int64_t replica_generation(struct doran_replica *replica)
{
    return store_generation(replica);
}

bool replica_whose(struct doran_replica *replica, char out[37], struct doran_error *error)
{
    return store_meta_get(replica, "user", out, 37, error);
}

static bool forget_all(struct doran_replica *replica, struct doran_error *error)
{
    return store_wipe_objects(replica, error) && store_run(replica, STORE_OUTBOX_WIPE, NULL, 0, error) &&
           store_run(replica, STORE_SETTING_WIPE, NULL, 0, error) &&
           store_meta_set(replica, "user", "", error);
}

bool replica_take_user(struct doran_replica *replica, const char *user, struct replica_effect *effect,
                       struct doran_error *error)
{
    if (!store_begin(replica, true, error))
        return false;
    char known[37];
    bool good = store_meta_get(replica, "user", known, sizeof known, error);
    if (good && strcmp(known, user) != 0) {
        effect->many = effect->outbox = known[0] != '\0';
        good =
            (known[0] == '\0' || forget_all(replica, error)) && store_meta_set(replica, "user", user, error);
    }
    return end_in(replica, good, effect, error);
}

bool doran_replica_wipe(struct doran_replica *replica, struct doran_error *error)
{
    doran_error_clear(error);
    if (!store_begin(replica, true, error))
        return false;
    /* What is forgotten must not stay readable in the free pages of the file. */
    sqlite3_exec(replica->db, "PRAGMA secure_delete = ON", NULL, NULL, NULL);
    bool good = store_end(replica, forget_all(replica, error), error);
    sqlite3_wal_checkpoint_v2(replica->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_exec(replica->db, "PRAGMA secure_delete = OFF", NULL, NULL, NULL);
    store_ring(replica);
    return good;
}

static bool read_wanted(struct doran_replica *replica, const char *user, struct replica_wanted *out,
                        struct doran_error *error)
{
    bool has_user = false;
    struct replica_wanted older = {0};
    sqlite3_stmt *statement = store_prepare(replica, STORE_POSITIONS, error);
    if (statement == NULL)
        return false;
    int step;
    while ((step = store_step(replica, statement, error)) > 0) {
        char stream[37];
        store_copy(statement, 0, stream, sizeof stream);
        int64_t before = sqlite3_column_int64(statement, 2);
        bool own = strcmp(stream, user) == 0;
        has_user = has_user || own;
        if (before > 0 && (own || older.before == 0)) {
            memcpy(older.stream, stream, sizeof stream);
            older.before = before;
        }
    }
    store_done(statement);
    if (step < 0)
        return false;
    if (!has_user) {
        memcpy(out->stream, user, sizeof out->stream);
        return true;
    }
    statement = store_prepare(replica, STORE_FAMILIES_WITHOUT_POSITION, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, user);
    sqlite3_bind_int(statement, 2, DORAN_kind_membership);
    step = store_step(replica, statement, error);
    if (step > 0)
        store_copy(statement, 0, out->stream, sizeof out->stream);
    else
        *out = older;
    store_done(statement);
    return step >= 0;
}

bool replica_snapshot_wanted(struct doran_replica *replica, struct replica_wanted *out,
                             struct doran_error *error)
{
    *out = (struct replica_wanted){0};
    char user[37];
    if (!store_begin(replica, false, error))
        return false;
    bool good = store_meta_get(replica, "user", user, sizeof user, error) &&
                (user[0] == '\0' || read_wanted(replica, user, out, error));
    return store_end(replica, good, error);
}
