/* Reading: confirmed rows with the outbox replayed over them, each call in one transaction. */
#include "libdoran/replica/read.h"

#include <doran/json.h>

#include <stdlib.h>
#include <string.h>

/* What every reading needs, into its own arena. */
static bool take_common(struct reading *reading)
{
    reading->user = doran_arena_alloc(reading->arena, 37);
    if (reading->user == NULL)
        return doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
    return store_meta_get(reading->replica, "user", reading->user, 37, reading->error) &&
           store_outbox(reading->replica, &reading->outbox, reading->arena, reading->error);
}

bool reading_begin(struct reading *reading)
{
    const struct store_hold *hold = &reading->replica->hold;
    doran_error_clear(reading->error);
    if (hold->held && hold->arena == reading->arena) {
        reading->user = hold->user;
        reading->outbox = hold->outbox;
        return true;
    }
    if (!store_begin(reading->replica, false, reading->error))
        return false;
    if (take_common(reading))
        return true;
    store_end(reading->replica, false, NULL);
    return false;
}

bool reading_end(struct reading *reading, bool good)
{
    return store_end(reading->replica, good, reading->error);
}

bool doran_replica_hold(struct doran_replica *replica, struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    doran_replica_release(replica);
    if (!reading_begin(&reading))
        return false;
    replica->hold =
        (struct store_hold){.held = true, .arena = arena, .outbox = reading.outbox, .user = reading.user};
    return true;
}

void doran_replica_release(struct doran_replica *replica)
{
    if (!replica->hold.held)
        return;
    replica->hold = (struct store_hold){0};
    store_end(replica, true, NULL);
}

static bool decode_row(struct reading *reading, sqlite3_stmt *statement, struct store_rows *rows)
{
    void *item = store_rows_add(rows);
    if (item == NULL)
        return doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
    const char *json = (const char *)sqlite3_column_text(statement, 0);
    struct doran_error why;
    if (json != NULL &&
        doran_json_decode(doran_kind_type(rows->kind), DORAN_JSON_LENIENT, json,
                          (size_t)sqlite3_column_bytes(statement, 0), item, reading->arena, &why))
        return true;
    return doran_fail(reading->error, DORAN_ERROR_storage, NULL,
                      "A row of the local data is not understood.");
}

struct store_rows reading_rows(struct reading *reading, const char *stream, enum doran_kind kind)
{
    return (struct store_rows){.kind = kind,
                               .stream = stream,
                               .me = reading->user,
                               .size = doran_type(doran_kind_type(kind))->size,
                               .arena = reading->arena};
}

bool reading_take(struct reading *reading, sqlite3_stmt *statement, struct store_rows *rows)
{
    bool good = true;
    int step = 0;
    while (good && (step = store_step(reading->replica, statement, reading->error)) > 0)
        good = decode_row(reading, statement, rows);
    store_done(statement);
    return good && step == 0;
}

bool reading_load(struct reading *reading, enum store_statement which, int64_t limit, const char *id,
                  struct store_rows *rows)
{
    sqlite3_stmt *statement = store_prepare(reading->replica, which, reading->error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, rows->stream);
    sqlite3_bind_int(statement, 2, (int)rows->kind);
    if (id != NULL)
        store_bind(statement, 3, id);
    else
        sqlite3_bind_int64(statement, 3, limit);
    return reading_take(reading, statement, rows);
}

bool reading_between(struct reading *reading, enum store_statement which, doran_time from, doran_time to,
                     int64_t limit, struct store_rows *rows)
{
    sqlite3_stmt *statement = store_prepare(reading->replica, which, reading->error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, rows->stream);
    sqlite3_bind_int(statement, 2, (int)rows->kind);
    sqlite3_bind_int64(statement, 3, from);
    sqlite3_bind_int64(statement, 4, to);
    sqlite3_bind_int64(statement, 5, limit);
    return reading_take(reading, statement, rows);
}

bool reading_overlay(struct reading *reading, struct store_rows *rows)
{
    return store_overlay(&reading->outbox, rows) ||
           doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
}

bool reading_zone(struct reading *reading, struct store_rows *rows)
{
    struct store_rows families = reading_rows(reading, rows->stream, DORAN_kind_family);
    if (!reading_load(reading, STORE_OBJECT_GET, 0, rows->stream, &families) ||
        !reading_overlay(reading, &families))
        return false;
    rows->zone = families.count > 0 ? ((const struct doran_family *)families.items)->time_zone : "";
    return true;
}

bool doran_replica_version(struct doran_replica *replica, enum doran_kind kind, uint64_t *out,
                           struct doran_error *error)
{
    const struct store_hold *hold = &replica->hold;
    struct doran_arena own = {0};
    struct reading reading = {.replica = replica, .arena = hold->held ? hold->arena : &own, .error = error};
    char confirmed[STORE_VERSION_TEXT_MAX];
    *out = 0;
    bool good =
        reading_begin(&reading) && reading_end(&reading, store_version(replica, kind, confirmed, error));
    if (good)
        *out = store_mix(store_overlay_version(&reading.outbox, kind), confirmed);
    doran_arena_deinit(&own);
    return good;
}

/* A whole list of a stream, in the statement's order. What an overlay adds comes last and is the newest. */
static bool read_list(struct doran_replica *replica, const char *stream, enum doran_kind kind,
                      enum store_statement which, struct store_rows *rows, struct doran_arena *arena,
                      struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    if (!reading_begin(&reading))
        return false;
    *rows = reading_rows(&reading, stream != NULL ? stream : reading.user, kind);
    bool good =
        reading_load(&reading, which, READING_ROWS_MAX, NULL, rows) && reading_overlay(&reading, rows);
    return reading_end(&reading, good);
}

#define READ_LIST(kind_name, stream, which)                                                                  \
    struct store_rows rows = {0};                                                                            \
    *out = (struct doran_##kind_name##_list){0};                                                             \
    if (!read_list(replica, stream, DORAN_kind_##kind_name, which, &rows, arena, error))                     \
        return false;                                                                                        \
    out->items = rows.items;                                                                                 \
    out->count = rows.count;                                                                                 \
    return true

bool doran_replica_memberships(struct doran_replica *replica, struct doran_membership_list *out,
                               struct doran_arena *arena, struct doran_error *error)
{
    READ_LIST(membership, NULL, STORE_OBJECTS_RISING);
}

bool doran_replica_members(struct doran_replica *replica, const char *family, struct doran_member_list *out,
                           struct doran_arena *arena, struct doran_error *error)
{
    READ_LIST(member, family, STORE_OBJECTS_RISING);
}

bool doran_replica_invitations(struct doran_replica *replica, struct doran_invitation_list *out,
                               struct doran_arena *arena, struct doran_error *error)
{
    READ_LIST(invitation, NULL, STORE_OBJECTS_FALLING);
}

bool doran_replica_sessions(struct doran_replica *replica, struct doran_session_list *out,
                            struct doran_arena *arena, struct doran_error *error)
{
    READ_LIST(session, NULL, STORE_OBJECTS_FALLING);
}

bool doran_replica_approvals(struct doran_replica *replica, struct doran_approval_list *out,
                             struct doran_arena *arena, struct doran_error *error)
{
    READ_LIST(approval, NULL, STORE_OBJECTS_FALLING);
}

static int newest_invite_first(const void *a, const void *b)
{
    const struct doran_invite *left = a, *right = b;
    if (left->created_at != right->created_at)
        return left->created_at < right->created_at ? 1 : -1;
    return left->id != NULL && right->id != NULL ? -strcmp(left->id, right->id) : 0;
}

bool doran_replica_invites(struct doran_replica *replica, const char *family, struct doran_invite_list *out,
                           struct doran_arena *arena, struct doran_error *error)
{
    struct store_rows rows = {0};
    *out = (struct doran_invite_list){0};
    if (!read_list(replica, family, DORAN_kind_invite, STORE_OBJECTS_OPEN_FALLING, &rows, arena, error))
        return false;
    if (rows.count > 1)
        qsort(rows.items, rows.count, rows.size, newest_invite_first);
    out->items = rows.items;
    out->count = rows.count;
    return true;
}

static bool load_user(struct reading *reading, struct doran_user *out)
{
    struct store_rows rows = reading_rows(reading, reading->user, DORAN_kind_user);
    if (!reading_load(reading, STORE_OBJECT_GET, 0, reading->user, &rows) || !reading_overlay(reading, &rows))
        return false;
    if (rows.count == 0)
        return doran_fail(reading->error, DORAN_ERROR_not_found, NULL, "Nothing was synced yet.");
    *out = *(const struct doran_user *)rows.items;
    return true;
}

bool doran_replica_user(struct doran_replica *replica, struct doran_user *out, struct doran_arena *arena,
                        struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    *out = (struct doran_user){0};
    return reading_begin(&reading) && reading_end(&reading, load_user(&reading, out));
}

/* In the order of the memberships. A family whose rows have not come yet is left out. */
static bool load_families(struct reading *reading, struct doran_family_list *out)
{
    struct store_rows memberships = reading_rows(reading, reading->user, DORAN_kind_membership);
    if (!reading_load(reading, STORE_OBJECTS_RISING, READING_ROWS_MAX, NULL, &memberships))
        return false;
    struct store_rows families = reading_rows(reading, NULL, DORAN_kind_family);
    for (size_t i = 0; i < memberships.count; i++) {
        families.stream = ((const struct doran_membership *)memberships.items)[i].family_id;
        if (!reading_load(reading, STORE_OBJECT_GET, 0, families.stream, &families))
            return false;
    }
    if (!reading_overlay(reading, &families))
        return false;
    out->items = families.items;
    out->count = families.count;
    return true;
}

bool doran_replica_families(struct doran_replica *replica, struct doran_family_list *out,
                            struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    *out = (struct doran_family_list){0};
    return reading_begin(&reading) && reading_end(&reading, load_families(&reading, out));
}

static bool load_presence(struct reading *reading, const char *family, struct doran_presence_list *out)
{
    out->items = doran_arena_alloc(reading->arena, DORAN_FAMILY_MEMBERS_MAX * sizeof *out->items);
    sqlite3_stmt *statement = store_prepare(reading->replica, STORE_PRESENCE_OF_FAMILY, reading->error);
    if (statement == NULL || out->items == NULL)
        return false;
    store_bind(statement, 1, family);
    sqlite3_bind_int(statement, 2, DORAN_kind_member);
    int step = 0;
    while (out->count < DORAN_FAMILY_MEMBERS_MAX &&
           (step = store_step(reading->replica, statement, reading->error)) > 0) {
        struct doran_presence *presence = &out->items[out->count++];
        doran_set(presence, presence, user_id, store_text(statement, 0, reading->arena));
        doran_set(presence, presence, online, sqlite3_column_int(statement, 1) != 0);
        presence->last_seen_at = sqlite3_column_int64(statement, 2);
        if (presence->last_seen_at != 0)
            presence->has |= DORAN_BIT(presence, last_seen_at);
    }
    store_done(statement);
    return step >= 0;
}

bool doran_replica_presence(struct doran_replica *replica, const char *family,
                            struct doran_presence_list *out, struct doran_arena *arena,
                            struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    *out = (struct doran_presence_list){0};
    return reading_begin(&reading) && reading_end(&reading, load_presence(&reading, family, out));
}

static bool load_object(struct reading *reading, const char *id, struct store_rows *rows, void *out)
{
    bool loaded = rows->count > 0 || reading_load(reading, STORE_OBJECT_GET, 0, id, rows);
    if (!loaded || !reading_overlay(reading, rows))
        return false;
    const void *found = store_rows_find(rows, id);
    if (found == NULL)
        return doran_fail(reading->error, DORAN_ERROR_not_found, NULL, NULL);
    memcpy(out, found, rows->size);
    return true;
}

/* With all that waits for it, or only as it is confirmed. */
static bool read_object(struct reading *reading, const char *stream, enum doran_kind kind, const char *id,
                        bool confirmed, void *out)
{
    if (kind <= DORAN_kind_none || kind >= DORAN_kind_COUNT)
        return doran_fail(reading->error, DORAN_ERROR_not_found, NULL, NULL);
    memset(out, 0, doran_type(doran_kind_type(kind))->size);
    if (!reading_begin(reading))
        return false;
    if (confirmed)
        reading->outbox = (struct store_items){0};
    struct store_rows rows = reading_rows(reading, stream, kind);
    bool good = kind == DORAN_kind_event     ? reading_event(reading, id, &rows)
                : kind == DORAN_kind_mission ? reading_zone(reading, &rows)
                                             : true;
    return reading_end(reading, good && load_object(reading, id, &rows, out));
}

bool doran_replica_object(struct doran_replica *replica, const char *stream, enum doran_kind kind,
                          const char *id, void *out, struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    return read_object(&reading, stream, kind, id, false, out);
}

bool doran_replica_confirmed(struct doran_replica *replica, const char *stream, enum doran_kind kind,
                             const char *id, void *out, struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    return read_object(&reading, stream, kind, id, true, out);
}

static bool load_cursor(struct doran_replica *replica, struct doran_cursor *out, struct doran_error *error)
{
    if (!store_meta_get(replica, "epoch", out->epoch, sizeof out->epoch, error))
        return false;
    sqlite3_stmt *statement = store_prepare(replica, STORE_POSITIONS, error);
    if (statement == NULL)
        return false;
    int step;
    while ((step = store_step(replica, statement, error)) > 0) {
        char stream[37];
        store_copy(statement, 0, stream, sizeof stream);
        doran_cursor_set(out, stream, sqlite3_column_int64(statement, 1));
    }
    store_done(statement);
    return step == 0;
}

bool doran_replica_cursor(struct doran_replica *replica, struct doran_cursor *out, struct doran_error *error)
{
    *out = (struct doran_cursor){0};
    doran_error_clear(error);
    return store_begin(replica, false, error) && store_end(replica, load_cursor(replica, out, error), error);
}

bool doran_replica_ready(struct doran_replica *replica)
{
    struct doran_cursor cursor;
    char user[37];
    return doran_replica_cursor(replica, &cursor, NULL) && cursor.count > 0 &&
           store_meta_get(replica, "user", user, sizeof user, NULL) && user[0] != '\0';
}
