#include "server/store/family.h"

#include "server/store/badge.h"
#include "server/store/change.h"
#include "server/store/event.h"
#include "server/store/object.h"

#include <string.h>

#define EVENTS_AT_ONCE 2000 /* Rows of a large calendar in one transaction. */

void store_read_family(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_family *family = out;
    family->id = store_text(store, rows, column);
    family->title = store_text(store, rows, column + 1);
    family->host_id = store_text(store, rows, column + 2);
    family->time_zone = store_text(store, rows, column + 3);
    family->created_at = db_int(rows, column + 4);
    family->deleted_at = db_int(rows, column + 5);
}

static enum store_result read_one(struct store *store, struct db_rows *rows, struct doran_family *out)
{
    enum store_result result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_family){0};
    store_read_family(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_family(struct store *store, const char *id, struct doran_family *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_FAMILY_COLUMNS " FROM families f WHERE f.id = ?1", "t", id);
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_family_lock(struct store *store, const char *id, struct doran_family *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_FAMILY_COLUMNS " FROM families f WHERE f.id = ?1" DB_FOR_UPDATE, "t",
        id);
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_families(struct store *store, const char *user, struct doran_family_list *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " STORE_FAMILY_COLUMNS " FROM members m JOIN families f ON f.id = m.family_id"
                     " WHERE m.user_id = ?1 AND m.left_at IS NULL AND f.deleted_at IS NULL"
                     " ORDER BY m.joined_at, m.family_id",
                     "t", user);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_family);
}

enum store_result store_families_deleted(struct store *store, const char *user, struct doran_family_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_FAMILY_COLUMNS " FROM families f WHERE f.host_id = ?1 AND f.deleted_at IS NOT NULL"
        " ORDER BY f.id LIMIT ?2",
        "ti", user, (int64_t)DORAN_USER_FAMILIES_MAX);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_family);
}

enum store_result store_family_create(struct store *store, const struct doran_family *family)
{
    enum store_result result = store_exec(
        store, "INSERT INTO families (id, title, host_id, time_zone, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        "tttti", family->id, family->title, family->host_id, family->time_zone, (int64_t)family->created_at);
    bool earned;
    if (result == STORE_OK)
        result = store_append(store, family->id, DORAN_kind_family, family->id, DORAN_op_put);
    return result == STORE_OK ? store_badge_advance(store, family->id, DORAN_badge_name_start, 1, &earned)
                              : result;
}

/* The invitations of a family's guests came, changed or went. */
static enum store_result tell_guests(struct store *store, const char *family, enum doran_op op)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT guest_id, id FROM invites WHERE family_id = ?1 AND state = 'open'"
                     " AND guest_id IS NOT NULL AND declined_at IS NULL ORDER BY id",
                     "t", family);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, db_text(rows, 0), DORAN_kind_invitation, db_text(rows, 1), op);
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result tell_members(struct store *store, const char *family, enum doran_op op)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT user_id FROM members WHERE family_id = ?1 AND left_at IS NULL ORDER BY user_id",
        "t", family);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, db_text(rows, 0), DORAN_kind_membership, family, op);
    return result == STORE_NONE ? STORE_OK : result;
}

enum store_result store_family_change(struct store *store, const char *id,
                                      const struct doran_family_change *change)
{
    bool title = doran_has(change, family_change, title);
    bool zone = doran_has(change, family_change, time_zone);
    enum store_result result =
        store_change_one(store,
                         "UPDATE families SET title = COALESCE(?2, title),"
                         " time_zone = COALESCE(?3, time_zone) WHERE id = ?1",
                         "ttt", id, title ? change->title : NULL, zone ? change->time_zone : NULL);
    if (result == STORE_OK)
        result = store_append(store, id, DORAN_kind_family, id, DORAN_op_put);
    if (result == STORE_OK && title)
        result = tell_guests(store, id, DORAN_op_put);
    return result;
}

/* A role is part of the member and of their own membership. */
static enum store_result tell_role(struct store *store, const char *family, const char *user)
{
    enum store_result result = store_append(store, family, DORAN_kind_member, user, DORAN_op_put);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_membership, family, DORAN_op_put);
}

enum store_result store_family_host(struct store *store, const char *id, const char *before,
                                    const char *after)
{
    enum store_result result =
        store_change_one(store, "UPDATE families SET host_id = ?2 WHERE id = ?1", "tt", id, after);
    if (result == STORE_OK)
        result = store_append(store, id, DORAN_kind_family, id, DORAN_op_put);
    if (result == STORE_OK)
        result = tell_role(store, id, before);
    if (result == STORE_OK)
        result = tell_role(store, id, after);
    return result;
}

static enum store_result mark(struct store *store, const char *id, enum doran_op op)
{
    enum store_result result = store_append(store, id, DORAN_kind_family, id, op);
    if (result == STORE_OK)
        result = tell_members(store, id, op);
    if (result == STORE_OK)
        result = tell_guests(store, id, op);
    return result;
}

enum store_result store_family_delete(struct store *store, const char *id)
{
    enum store_result result =
        store_change_one(store, "UPDATE families SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL",
                         "ti", id, (int64_t)store->now);
    return result == STORE_OK ? mark(store, id, DORAN_op_delete) : result;
}

enum store_result store_family_restore(struct store *store, const char *id)
{
    enum store_result result = store_change_one(
        store, "UPDATE families SET deleted_at = NULL WHERE id = ?1 AND deleted_at IS NOT NULL", "t", id);
    return result == STORE_OK ? mark(store, id, DORAN_op_put) : result;
}

static enum store_result find_purgeable(struct store *store, const char **id, const char **host)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT id, host_id FROM families WHERE deleted_at IS NOT NULL AND deleted_at <= ?1"
                     " ORDER BY deleted_at, id LIMIT 1" DB_FOR_UPDATE,
                     "i", (int64_t)(store->now - DORAN_UNDO_DAYS * DORAN_DAY));
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *id = store_text(store, rows, 0);
    *host = store_text(store, rows, 1);
    return store_sound(store);
}

enum store_result store_family_purge(struct store *store)
{
    static const char *const rows_of_family[] = {
        "DELETE FROM missions WHERE family_id = ?1",
        "DELETE FROM mission_parts WHERE family_id = ?1",
        "DELETE FROM mission_months WHERE family_id = ?1",
        "DELETE FROM badges WHERE family_id = ?1",
        "DELETE FROM feeds WHERE family_id = ?1",
        "DELETE FROM calendars WHERE family_id = ?1",
        "DELETE FROM invites WHERE family_id = ?1",
        "DELETE FROM members WHERE family_id = ?1",
        "DELETE FROM changes WHERE stream = ?1",
        "DELETE FROM streams WHERE id = ?1",
        "DELETE FROM families WHERE id = ?1",
    };
    const char *id = NULL, *host = NULL;
    int64_t events = 0;
    enum store_result result = find_purgeable(store, &id, &host);
    if (result == STORE_OK)
        result = store_events_purge(store, id, EVENTS_AT_ONCE, &events);
    if (result != STORE_OK || events > 0) /* The rest the next time. */
        return result;
    for (size_t i = 0; result == STORE_OK && i < sizeof rows_of_family / sizeof rows_of_family[0]; i++)
        result = store_exec(store, rows_of_family[i], "t", id);
    /* The host's list of families that can be brought back is read anew: the tombstone takes a higher number.
     */
    if (result == STORE_OK)
        result = store_append(store, host, DORAN_kind_membership, id, DORAN_op_delete);
    return result;
}
