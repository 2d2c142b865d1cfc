#include "server/store/object.h"

#include "server/store/change.h"

#include <string.h>

/* How the objects of one kind, named by the entries c of a stream, are read as they are now. What is not to
 * be had any more, as an invitation that was accepted, gives no row. */
struct source {
    const char *sql;
    store_reader *read;
    const char *more_sql; /* Of what stands in further rows, in the same order of seq; or NULL. */
    store_adder *add;
};
#define WITHIN " WHERE c.stream = ?1 AND c.kind = ?2 AND c.op = 1 AND c.seq >= ?3 AND c.seq <= ?4"
#define RANGE WITHIN " ORDER BY c.seq"

static const struct source sources[DORAN_kind_COUNT] = {
    [DORAN_kind_family] =
        {.sql = "SELECT c.seq, " STORE_FAMILY_COLUMNS
                " FROM changes c JOIN families f ON f.id = c.id AND f.deleted_at IS NULL" RANGE,
         .read = store_read_family},
    [DORAN_kind_member] = {.sql =
                               "SELECT c.seq, " STORE_MEMBER_COLUMNS
                               " FROM changes c JOIN members m ON m.family_id = c.stream AND m.user_id = c.id"
                               " AND m.left_at IS NULL JOIN users u ON u.id = m.user_id"
                               " JOIN families f ON f.id = m.family_id" RANGE,
                           .read = store_read_member},
    [DORAN_kind_invite] =
        {.sql = "SELECT c.seq, " STORE_INVITE_COLUMNS
                " FROM changes c JOIN invites i ON i.family_id = c.stream AND i.id = c.id" RANGE,
         .read = store_read_invite},
    [DORAN_kind_user] = {.sql = "SELECT c.seq, " STORE_USER_COLUMNS
                                " FROM changes c JOIN users u ON u.id = c.id AND u.deleted_at IS NULL" RANGE,
                         .read = store_read_user},
    [DORAN_kind_membership] =
        {.sql = "SELECT c.seq, " STORE_MEMBERSHIP_COLUMNS
                " FROM changes c JOIN members m ON m.family_id = c.id AND m.user_id = c.stream"
                " AND m.left_at IS NULL JOIN families f ON f.id = m.family_id"
                " AND f.deleted_at IS NULL" RANGE,
         .read = store_read_membership},
    [DORAN_kind_invitation] = {.sql =
                                   "SELECT c.seq, " STORE_INVITATION_COLUMNS
                                   " FROM changes c JOIN invites i ON i.guest_id = c.stream AND i.id = c.id"
                                   " JOIN families f ON f.id = i.family_id AND " STORE_INVITATION_OPEN RANGE,
                               .read = store_read_invitation},
    [DORAN_kind_notification] =
        {.sql = "SELECT c.seq, " STORE_NOTIFICATION_COLUMNS
                " FROM changes c JOIN notifications n ON n.user_id = c.stream AND n.id = c.id" RANGE,
         .read = store_read_notification},
    [DORAN_kind_session] =
        {.sql = "SELECT c.seq, " STORE_SESSION_COLUMNS
                " FROM changes c JOIN sessions s ON s.user_id = c.stream AND s.id = c.id" RANGE,
         .read = store_read_session},
    [DORAN_kind_approval] = {.sql = "SELECT c.seq, " STORE_APPROVAL_COLUMNS
                                    " FROM changes c JOIN approvals a ON a.id = c.id AND a.user_id = c.stream"
                                    " AND a.state = 'open'" RANGE,
                             .read = store_read_approval},
    [DORAN_kind_mission] =
        {.sql = "SELECT c.seq, " STORE_MISSION_COLUMNS
                " FROM changes c JOIN missions m ON m.family_id = c.stream AND m.id = c.id" RANGE,
         .read = store_read_mission,
         .more_sql = "SELECT c.seq, " STORE_MISSION_PART_COLUMNS
                     " FROM changes c JOIN mission_parts p ON p.family_id = c.stream"
                     " AND p.mission_id = c.id" WITHIN " ORDER BY c.seq, p.place",
         .add = store_read_mission_part},
    [DORAN_kind_mission_month] = {.sql = "SELECT c.seq, " STORE_MISSION_MONTH_COLUMNS
                                         " FROM changes c JOIN mission_months d ON d.family_id = c.stream"
                                         " AND d.id = c.id" RANGE,
                                  .read = store_read_mission_month},
    [DORAN_kind_badge] = {.sql =
                              "SELECT c.seq, " STORE_BADGE_COLUMNS
                              " FROM changes c JOIN badges b ON b.family_id = c.stream AND b.id = c.id" RANGE,
                          .read = store_read_badge},
    [DORAN_kind_event] = {.sql = "SELECT c.seq, " STORE_EVENT_COLUMNS
                                 " FROM changes c JOIN events e ON e.family_id = c.stream AND e.id = c.id"
                                 " " STORE_EVENT_AUTHOR RANGE,
                          .read = store_read_event},
};

/* The rows come in the order of the entries, so one walk over both is enough. */
static enum store_result attach_kind(struct store *store, const char *stream, enum doran_kind kind,
                                     struct doran_change_list *entries)
{
    STORE_ROWS(rows);
    size_t size = doran_type(doran_kind_type(kind))->size;
    enum store_result result = store_select(store, &rows, sources[kind].sql, "tiii", stream, (int64_t)kind,
                                            entries->items[0].seq, entries->items[entries->count - 1].seq);
    for (size_t i = 0; result == STORE_OK && (result = store_next(store, rows)) == STORE_OK;) {
        int64_t seq = db_int(rows, 0);
        while (i < entries->count && entries->items[i].seq < seq)
            i++;
        if (i == entries->count || entries->items[i].seq != seq)
            continue;
        void *object = doran_arena_alloc(store->arena, size);
        if (!object)
            return store_broken(store);
        sources[kind].read(store, rows, 1, object);
        doran_set(&entries->items[i], change, object, object);
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

/* Adds the further rows of a kind's objects, which were attached before. */
static enum store_result attach_more(struct store *store, const char *stream, enum doran_kind kind,
                                     struct doran_change_list *entries)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows, sources[kind].more_sql, "tiii", stream, (int64_t)kind,
                     entries->items[0].seq, entries->items[entries->count - 1].seq);
    for (size_t i = 0; result == STORE_OK && (result = store_next(store, rows)) == STORE_OK;) {
        int64_t seq = db_int(rows, 0);
        while (i < entries->count && entries->items[i].seq < seq)
            i++;
        if (i == entries->count || entries->items[i].seq != seq || !entries->items[i].object)
            continue;
        /* It was allocated by attach_kind(). */
        if (!sources[kind].add(store, rows, 1, (void *)(uintptr_t)entries->items[i].object))
            return STORE_BROKEN;
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

enum store_result store_attach_objects(struct store *store, const char *stream,
                                       struct doran_change_list *entries)
{
    bool wanted[DORAN_kind_COUNT] = {false};
    for (size_t i = 0; i < entries->count; i++)
        if (entries->items[i].op == DORAN_op_put)
            wanted[entries->items[i].kind] = true;
    for (int kind = 1; kind < DORAN_kind_COUNT; kind++) {
        enum store_result result =
            wanted[kind] ? attach_kind(store, stream, (enum doran_kind)kind, entries) : STORE_OK;
        if (result == STORE_OK && wanted[kind] && sources[kind].more_sql)
            result = attach_more(store, stream, (enum doran_kind)kind, entries);
        if (result != STORE_OK)
            return result;
    }
    for (size_t i = 0; i < entries->count; i++)
        if (!entries->items[i].object)
            entries->items[i].op = DORAN_op_delete;
    return STORE_OK;
}
