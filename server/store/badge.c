#include "server/store/badge.h"

#include "server/store/change.h"
#include "server/store/object.h"

#include <doran/mission.h>

void store_read_badge(struct store *store, struct db_rows *rows, int column, void *out)
{
    (void)store;
    struct doran_badge *badge = out;
    enum doran_badge_name name = (enum doran_badge_name)store_choice(rows, column + 1, DORAN_ENUM_badge_name);
    if (name == DORAN_badge_name_none) {
        store_broken(store);
        return;
    }
    doran_badge_begin(badge, store_text(store, rows, column), name);
    badge->count = db_int(rows, column + 2);
    badge->earned_at = db_int(rows, column + 3);
}

enum store_result store_badges(struct store *store, const char *family, struct doran_badge_list *out)
{
    STORE_ROWS(rows);
    for (int name = 1; name < DORAN_badge_name_COUNT; name++) {
        struct doran_badge *badge = store_push(store, out);
        if (!badge)
            return STORE_BROKEN;
        doran_badge_begin(badge, family, (enum doran_badge_name)name);
    }
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_BADGE_COLUMNS " FROM badges b WHERE b.family_id = ?1 ORDER BY b.id",
        "t", family);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        struct doran_badge badge = {0};
        store_read_badge(store, rows, 0, &badge);
        if (badge.name != DORAN_badge_name_none)
            out->items[badge.name - 1] = badge;
    }
    return result == STORE_NONE ? store_sound(store) : result;
}

enum store_result store_badge_count(struct store *store, const char *family, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT COUNT(*) FROM badges WHERE family_id = ?1 AND earned_at IS NOT NULL", "t",
        family);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

static enum store_result read_badge(struct store *store, const char *family, enum doran_badge_name name,
                                    struct doran_badge *out)
{
    STORE_ROWS(rows);
    doran_badge_begin(out, family, name);
    enum store_result result = store_select(
        store, &rows, "SELECT " STORE_BADGE_COLUMNS " FROM badges b WHERE b.family_id = ?1 AND b.id = ?2",
        "tt", family, out->id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        store_read_badge(store, rows, 0, out);
    return result == STORE_NONE ? STORE_OK : result;
}

enum store_result store_badge_advance(struct store *store, const char *family, enum doran_badge_name name,
                                      int64_t delta, bool *earned)
{
    struct doran_badge badge;
    *earned = false;
    enum store_result result = read_badge(store, family, name, &badge);
    if (result != STORE_OK || badge.earned_at != 0)
        return result;
    int64_t count = badge.count + delta;
    count = count < 0 ? 0 : count > badge.target ? badge.target : count;
    if (count == badge.count)
        return STORE_OK;
    *earned = count == badge.target;
    result = store_exec(store,
                        "INSERT INTO badges (family_id, id, name, count, earned_at)"
                        " VALUES (?1, ?2, ?3, ?4, CASE WHEN ?5 > 0 THEN ?5 END)"
                        " ON CONFLICT (family_id, id) DO UPDATE SET count = excluded.count,"
                        " earned_at = excluded.earned_at",
                        "tttii", family, badge.id, doran_enum_name(DORAN_ENUM_badge_name, (int)name), count,
                        *earned ? (int64_t)store->now : (int64_t)0);
    return result == STORE_OK ? store_append(store, family, DORAN_kind_badge, badge.id, DORAN_op_put)
                              : result;
}
