#include "server/store/mission.h"

#include "server/store/change.h"
#include "server/store/object.h"

#include <doran/mission.h>

#include <string.h>

void store_read_mission(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_mission *mission = out;
    mission->id = store_text(store, rows, column);
    mission->family_id = store_text(store, rows, column + 1);
    mission->title = store_text(store, rows, column + 2);
    mission->author_id = store_text(store, rows, column + 3);
    mission->author_name = store_text(store, rows, column + 4);
    mission->month = store_text(store, rows, column + 5);
    mission->created_at = db_int(rows, column + 6);
    mission->completed_at = db_int(rows, column + 7);
}

bool store_read_mission_part(struct store *store, struct db_rows *rows, int column, void *object)
{
    struct doran_mission *mission = object;
    struct doran_mission_part *part = store_push(store, &mission->parts);
    if (!part)
        return false;
    part->user_id = store_text(store, rows, column);
    part->name = store_text(store, rows, column + 1);
    part->checked_at = db_int(rows, column + 2);
    return true;
}

void store_read_mission_month(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_mission_month *month = out;
    month->id = store_text(store, rows, column);
    month->family_id = store_text(store, rows, column + 1);
    month->month = store_text(store, rows, column + 2);
    month->total = db_int(rows, column + 3);
    month->completed = db_int(rows, column + 4);
    month->created_at = db_int(rows, column + 5);
}

/* --- reading ------------------------------------------------------------------------------------------------ */

#define LATEST INT64_MAX /* Later than any mission. */

/* The parts of missions that stand next to each other in a list, in its order. */
static enum store_result read_parts(struct store *store, const char *family, const char *month,
                                    struct doran_mission_list *list)
{
    STORE_ROWS(rows);
    if (list->count == 0)
        return STORE_OK;
    const struct doran_mission *newest = &list->items[0], *oldest = &list->items[list->count - 1];
    enum store_result result = store_select(
        store, &rows,
        "SELECT m.id, " STORE_MISSION_PART_COLUMNS " FROM missions m JOIN mission_parts p"
        " ON p.family_id = m.family_id AND p.mission_id = m.id WHERE m.family_id = ?1 AND m.month = ?2"
        " AND (m.created_at, m.id) <= (?3, ?4) AND (m.created_at, m.id) >= (?5, ?6)"
        " ORDER BY m.created_at DESC, m.id DESC, p.place",
        "ttitit", family, month, (int64_t)newest->created_at, newest->id, (int64_t)oldest->created_at,
        oldest->id);
    for (size_t i = 0; result == STORE_OK && (result = store_next(store, rows)) == STORE_OK;) {
        while (i < list->count && strcmp(list->items[i].id, db_text(rows, 0)) != 0)
            i++;
        if (i == list->count)
            return store_broken(store);
        if (!store_read_mission_part(store, rows, 1, &list->items[i]))
            return STORE_BROKEN;
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

static enum store_result read_one(struct store *store, struct db_rows *rows, struct doran_mission *out)
{
    enum store_result result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_mission){0};
    store_read_mission(store, rows, 0, out);
    return store_sound(store);
}

static enum store_result with_parts(struct store *store, struct doran_mission *mission)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " STORE_MISSION_PART_COLUMNS
                     " FROM mission_parts p WHERE p.family_id = ?1 AND p.mission_id = ?2"
                     " ORDER BY p.place",
                     "tt", mission->family_id, mission->id);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        if (!store_read_mission_part(store, rows, 0, mission))
            return STORE_BROKEN;
    return result == STORE_NONE ? store_sound(store) : result;
}

static enum store_result select_one(struct store *store, const char *family, const char *id,
                                    struct doran_mission *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_MISSION_COLUMNS " FROM missions m WHERE m.family_id = ?1 AND m.id = ?2",
        "tt", family, id);
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_mission(struct store *store, const char *family, const char *id,
                                struct doran_mission *out)
{
    enum store_result result = select_one(store, family, id, out);
    return result == STORE_OK ? with_parts(store, out) : result;
}

static enum store_result select_latest(struct store *store, const char *family, struct doran_mission *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT " STORE_MISSION_COLUMNS " FROM missions m WHERE m.family_id = ?1"
                     " ORDER BY m.created_at DESC, m.id DESC LIMIT 1",
                     "t", family);
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_mission_latest(struct store *store, const char *family, struct doran_mission *out)
{
    enum store_result result = select_latest(store, family, out);
    return result == STORE_OK ? with_parts(store, out) : result;
}

static enum store_result select_month(struct store *store, const char *family, const char *month,
                                      doran_time at, const char *before, int64_t limit,
                                      struct doran_mission_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_MISSION_COLUMNS " FROM missions m WHERE m.family_id = ?1 AND m.month = ?2"
        " AND (m.created_at, m.id) < (?3, ?4) ORDER BY m.created_at DESC, m.id DESC LIMIT ?5",
        "ttiti", family, month, (int64_t)at, before, limit);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_mission);
}

enum store_result store_missions(struct store *store, const char *family, const char *month,
                                 const char *before, int64_t limit, struct doran_mission_list *out)
{
    struct doran_mission last = {.id = "", .created_at = LATEST};
    if (before) {
        enum store_result found = select_one(store, family, before, &last);
        if (found != STORE_OK)
            return found;
    }
    enum store_result result = select_month(store, family, month, last.created_at, last.id, limit, out);
    return result == STORE_OK ? read_parts(store, family, month, out) : result;
}

enum store_result store_mission_open_count(struct store *store, const char *family, int64_t most,
                                           int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT COUNT(*) FROM (SELECT id FROM missions WHERE family_id = "
                                            "?1 AND completed_at IS NULL LIMIT ?2) o",
                                            "ti", family, most);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

static void read_id(struct store *store, struct db_rows *rows, int column, void *out)
{
    ((struct doran_mission *)out)->id = store_text(store, rows, column);
}

enum store_result store_missions_unchecked(struct store *store, const char *family, const char *user,
                                           struct doran_mission_list *out)
{
    STORE_ROWS(rows);
    /* Only open missions have parts that are not checked. */
    enum store_result result =
        store_select(store, &rows,
                     "SELECT mission_id FROM mission_parts WHERE family_id = ?1 AND user_id = ?2"
                     " AND checked_at IS NULL ORDER BY mission_id",
                     "tt", family, user);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, read_id);
}

/* --- writing ------------------------------------------------------------------------------------------------ */

static enum store_result tell(struct store *store, const struct doran_mission *mission, enum doran_op op)
{
    return store_append(store, mission->family_id, DORAN_kind_mission, mission->id, op);
}

/* A month that has no mission left is gone. */
static enum store_result count_month(struct store *store, const struct doran_mission *mission, int64_t total,
                                     int64_t completed)
{
    char id[37];
    doran_month_id(mission->month, id);
    enum store_result result = store_exec(
        store,
        "INSERT INTO mission_months (family_id, id, month, total, completed, created_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT (family_id, id) DO UPDATE SET total = mission_months.total + excluded.total,"
        " completed = mission_months.completed + excluded.completed",
        "tttiii", mission->family_id, id, mission->month, total, completed, (int64_t)mission->created_at);
    if (result == STORE_OK)
        result = store_change_one(store,
                                  "DELETE FROM mission_months WHERE family_id = ?1 AND id = ?2 AND total = 0",
                                  "tt", mission->family_id, id);
    if (result == STORE_BROKEN)
        return result;
    return store_append(store, mission->family_id, DORAN_kind_mission_month, id,
                        result == STORE_OK ? DORAN_op_delete : DORAN_op_put);
}

static enum store_result add_part(struct store *store, const struct doran_mission *mission, size_t place)
{
    const struct doran_mission_part *part = &mission->parts.items[place];
    return store_exec(store,
                      "INSERT INTO mission_parts (family_id, mission_id, user_id, place, name)"
                      " VALUES (?1, ?2, ?3, ?4, ?5)",
                      "tttit", mission->family_id, mission->id, part->user_id, (int64_t)place, part->name);
}

enum store_result store_mission_create(struct store *store, const struct doran_mission *mission)
{
    enum store_result result =
        store_exec(store,
                   "INSERT INTO missions (family_id, id, title, author_id, author_name, month, created_at)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   "tttttti", mission->family_id, mission->id, mission->title, mission->author_id,
                   mission->author_name, mission->month, (int64_t)mission->created_at);
    for (size_t i = 0; result == STORE_OK && i < mission->parts.count; i++)
        result = add_part(store, mission, i);
    if (result == STORE_OK)
        result = count_month(store, mission, 1, 0);
    return result == STORE_OK ? tell(store, mission, DORAN_op_put) : result;
}

enum store_result store_mission_delete(struct store *store, const struct doran_mission *mission)
{
    enum store_result result = store_change_one(
        store, "DELETE FROM missions WHERE family_id = ?1 AND id = ?2 AND completed_at IS NULL", "tt",
        mission->family_id, mission->id);
    if (result == STORE_OK)
        result = store_exec(store, "DELETE FROM mission_parts WHERE family_id = ?1 AND mission_id = ?2", "tt",
                            mission->family_id, mission->id);
    if (result == STORE_OK)
        result = count_month(store, mission, -1, 0);
    return result == STORE_OK ? tell(store, mission, DORAN_op_delete) : result;
}

enum store_result store_mission_check(struct store *store, const struct doran_mission *mission,
                                      const char *user, bool checked)
{
    enum store_result result =
        checked ? store_change_one(store,
                                   "UPDATE mission_parts SET checked_at = ?4 WHERE family_id = ?1"
                                   " AND mission_id = ?2 AND user_id = ?3 AND checked_at IS NULL",
                                   "ttti", mission->family_id, mission->id, user, (int64_t)store->now)
                : store_change_one(store,
                                   "UPDATE mission_parts SET checked_at = NULL WHERE family_id = ?1"
                                   " AND mission_id = ?2 AND user_id = ?3 AND checked_at IS NOT NULL",
                                   "ttt", mission->family_id, mission->id, user);
    return result == STORE_OK ? tell(store, mission, DORAN_op_put) : result;
}

enum store_result store_mission_complete(struct store *store, const struct doran_mission *mission)
{
    enum store_result result = store_change_one(
        store,
        "UPDATE missions SET completed_at = ?3 WHERE family_id = ?1 AND id = ?2 AND completed_at IS NULL",
        "tti", mission->family_id, mission->id, (int64_t)store->now);
    if (result == STORE_OK)
        result = count_month(store, mission, 0, 1);
    return result == STORE_OK ? tell(store, mission, DORAN_op_put) : result;
}

enum store_result store_mission_part_remove(struct store *store, const struct doran_mission *mission,
                                            const char *user)
{
    enum store_result result = store_change_one(
        store, "DELETE FROM mission_parts WHERE family_id = ?1 AND mission_id = ?2 AND user_id = ?3", "ttt",
        mission->family_id, mission->id, user);
    return result == STORE_OK ? tell(store, mission, DORAN_op_put) : result;
}

/* --- months ------------------------------------------------------------------------------------------------- */

enum store_result store_mission_month(struct store *store, const char *family, const char *month,
                                      struct doran_mission_month *out)
{
    STORE_ROWS(rows);
    *out = (struct doran_mission_month){.family_id = family, .month = month};
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_MISSION_MONTH_COLUMNS
                                            " FROM mission_months d WHERE d.family_id = ?1 AND d.month = ?2",
                                            "tt", family, month);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result == STORE_NONE ? STORE_OK : result;
    store_read_mission_month(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_mission_months(struct store *store, const char *family, const char *before,
                                       int64_t limit, struct doran_mission_month_list *out)
{
    STORE_ROWS(rows);
    /* "~" comes after every month. */
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_MISSION_MONTH_COLUMNS
        " FROM mission_months d WHERE d.family_id = ?1 AND d.month < ?2 ORDER BY d.month DESC LIMIT ?3",
        "tti", family, before ? before : "~", limit);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_mission_month);
}
