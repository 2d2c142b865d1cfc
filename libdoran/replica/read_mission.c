/* Reading missions, how months stand, and badges. */
#include "libdoran/replica/read.h"

#include <doran/mission.h>

#include <stdlib.h>
#include <string.h>

/* The outbox's overlay needs the zone of the family, whose months it counts in. */
static bool begin(struct reading *reading, const char *family, struct store_rows *rows)
{
    if (!reading_begin(reading))
        return false;
    *rows = reading_rows(reading, family, DORAN_kind_mission);
    if (reading_zone(reading, rows))
        return true;
    return reading_end(reading, false);
}

/* The mission an item of the outbox is about, NULL when it is about something else. */
static const char *mission_of(const struct store_item *item, const char *family)
{
    if (strcmp(item->params.ids[DORAN_PARAM_family], family) != 0)
        return NULL;
    if (item->route->id == DORAN_R_mission_create)
        return item->operation;
    return item->params.ids[DORAN_PARAM_mission][0] != '\0' ? item->params.ids[DORAN_PARAM_mission] : NULL;
}

/* Adds the confirmed rows of the missions that wait in the outbox, wherever in time they are: what is there already is
 * not overlaid a second time. */
static bool add_touched(struct reading *reading, struct store_rows *rows)
{
    for (size_t i = 0; i < reading->outbox.count; i++) {
        const char *id = mission_of(&reading->outbox.items[i], rows->stream);
        if (id != NULL && store_rows_find(rows, id) == NULL &&
            !reading_load(reading, STORE_OBJECT_GET, 0, id, rows))
            return false;
    }
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const struct doran_mission *left = a, *right = b;
    if (left->created_at != right->created_at)
        return left->created_at < right->created_at ? 1 : -1;
    return -strcmp(left->id, right->id);
}

static void sort(struct store_rows *rows)
{
    if (rows->count > 1)
        qsort(rows->items, rows->count, rows->size, newest_first);
}

static void keep_month(struct store_rows *rows, const char *month)
{
    struct doran_mission *missions = rows->items;
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (strcmp(missions[i].month, month) == 0)
            missions[kept++] = missions[i];
    }
    rows->count = kept;
}

bool doran_replica_missions(struct doran_replica *replica, const char *family, const char *month,
                            struct doran_mission_list *out, struct doran_arena *arena,
                            struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct store_rows rows;
    *out = (struct doran_mission_list){0};
    if (!doran_month_valid(month))
        return doran_fail(error, DORAN_ERROR_invalid, "month", NULL);
    if (!begin(&reading, family, &rows))
        return false;
    bool good = reading_between(&reading, STORE_OBJECTS_BETWEEN, doran_month_border(month, false),
                                doran_month_border(month, true), -1, &rows) &&
                add_touched(&reading, &rows) && reading_overlay(&reading, &rows);
    if (!reading_end(&reading, good))
        return false;
    keep_month(&rows, month);
    sort(&rows);
    out->items = rows.items;
    out->count = rows.count;
    return true;
}

static int first_completed_first(const void *a, const void *b)
{
    const struct doran_mission *left = a, *right = b;
    if (left->completed_at != right->completed_at)
        return left->completed_at < right->completed_at ? -1 : 1;
    return strcmp(left->id, right->id);
}

/* What waits may complete others than those that were read. */
static void keep_completed(struct store_rows *rows, doran_time from, doran_time to)
{
    struct doran_mission *missions = rows->items;
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (missions[i].completed_at > 0 && missions[i].completed_at >= from && missions[i].completed_at < to)
            missions[kept++] = missions[i];
    }
    rows->count = kept;
    if (kept > 1)
        qsort(missions, kept, sizeof *missions, first_completed_first);
}

bool doran_replica_missions_completed(struct doran_replica *replica, const char *family, doran_time from,
                                      doran_time to, struct doran_mission_list *out,
                                      struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct store_rows rows;
    *out = (struct doran_mission_list){0};
    if (!begin(&reading, family, &rows))
        return false;
    bool good = reading_between(&reading, STORE_OBJECTS_DONE_BETWEEN, from, to, READING_ROWS_MAX, &rows) &&
                add_touched(&reading, &rows) && reading_overlay(&reading, &rows);
    if (!reading_end(&reading, good))
        return false;
    keep_completed(&rows, from, to);
    out->items = rows.items;
    out->count = rows.count;
    return true;
}

bool doran_replica_mission_latest(struct doran_replica *replica, const char *family,
                                  struct doran_mission *out, struct doran_arena *arena,
                                  struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct store_rows rows;
    *out = (struct doran_mission){0};
    if (!begin(&reading, family, &rows))
        return false;
    /* As many more as what waits may take away. */
    int64_t limit = (int64_t)reading.outbox.count + 1;
    bool good = reading_load(&reading, STORE_OBJECTS_FALLING, limit, NULL, &rows) &&
                add_touched(&reading, &rows) && reading_overlay(&reading, &rows);
    if (!reading_end(&reading, good))
        return false;
    sort(&rows);
    if (rows.count == 0)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, "There is no mission yet.");
    *out = *(const struct doran_mission *)rows.items;
    return true;
}

/* --- how months stand --------------------------------------------------------------------------------------- */

static struct doran_mission_month *month_of(struct store_rows *months, const char *name)
{
    for (size_t i = 0; i < months->count; i++) {
        struct doran_mission_month *month = (struct doran_mission_month *)months->items + i;
        if (strcmp(month->month, name) == 0)
            return month;
    }
    struct doran_mission_month *made = store_rows_add(months);
    char *id = made != NULL ? doran_arena_alloc(months->arena, 37) : NULL;
    if (id == NULL)
        return NULL;
    doran_month_id(name, id);
    *made = (struct doran_mission_month){.id = id, .family_id = months->stream, .month = name};
    return made;
}

static bool count(struct store_rows *months, const struct store_rows *missions, int64_t sign)
{
    for (size_t i = 0; i < missions->count; i++) {
        const struct doran_mission *mission = (const struct doran_mission *)missions->items + i;
        struct doran_mission_month *month = month_of(months, mission->month);
        if (month == NULL)
            return false;
        month->total += sign;
        month->completed += mission->completed_at != 0 ? sign : 0;
        if (month->created_at == 0)
            month->created_at = mission->created_at;
    }
    return true;
}

/* Counts what waits: the missions concerned are taken out as they are, and put in as they will be. */
static bool count_waiting(struct reading *reading, struct store_rows *missions, struct store_rows *months)
{
    if (!store_overlay_touches(&reading->outbox, DORAN_kind_mission))
        return true;
    if (!add_touched(reading, missions))
        return false;
    return (count(months, missions, -1) && reading_overlay(reading, missions) &&
            count(months, missions, 1)) ||
           doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
}

static int latest_first(const void *a, const void *b)
{
    return -strcmp(((const struct doran_mission_month *)a)->month,
                   ((const struct doran_mission_month *)b)->month);
}

static void drop_empty(struct store_rows *months)
{
    struct doran_mission_month *items = months->items;
    size_t kept = 0;
    for (size_t i = 0; i < months->count; i++) {
        if (items[i].total > 0)
            items[kept++] = items[i];
    }
    months->count = kept;
    if (kept > 1)
        qsort(items, kept, sizeof *items, latest_first);
}

bool doran_replica_mission_months(struct doran_replica *replica, const char *family,
                                  struct doran_mission_month_list *out, struct doran_arena *arena,
                                  struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct store_rows missions;
    *out = (struct doran_mission_month_list){0};
    if (!begin(&reading, family, &missions))
        return false;
    struct store_rows months = reading_rows(&reading, family, DORAN_kind_mission_month);
    bool good = reading_load(&reading, STORE_OBJECTS_FALLING, READING_ROWS_MAX, NULL, &months) &&
                count_waiting(&reading, &missions, &months);
    if (!reading_end(&reading, good))
        return false;
    drop_empty(&months);
    out->items = months.items;
    out->count = months.count;
    return true;
}

static bool load_badges(struct reading *reading, const char *family, struct doran_badge_list *out)
{
    struct store_rows rows = reading_rows(reading, family, DORAN_kind_badge);
    out->items = doran_arena_alloc(reading->arena, DORAN_BADGES * sizeof *out->items);
    if (out->items == NULL)
        return doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
    if (!reading_load(reading, STORE_OBJECTS_RISING, READING_ROWS_MAX, NULL, &rows))
        return false;
    for (int name = 1; name < DORAN_badge_name_COUNT; name++)
        doran_badge_begin(&out->items[out->count++], family, (enum doran_badge_name)name);
    for (size_t i = 0; i < rows.count; i++) {
        const struct doran_badge *badge = (const struct doran_badge *)rows.items + i;
        if (badge->name != DORAN_badge_name_none)
            out->items[badge->name - 1] = *badge;
    }
    return true;
}

bool doran_replica_badges(struct doran_replica *replica, const char *family, struct doran_badge_list *out,
                          struct doran_arena *arena, struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    *out = (struct doran_badge_list){0};
    return reading_begin(&reading) && reading_end(&reading, load_badges(&reading, family, out));
}

static bool load_dashboard(struct reading *reading, struct store_rows *missions, struct doran_dashboard *out)
{
    struct store_rows months = reading_rows(reading, missions->stream, DORAN_kind_mission_month);
    struct doran_badge_list badges = {0};
    char id[37];
    doran_month_id(out->month, id);
    if (!reading_load(reading, STORE_OBJECT_GET, 0, id, &months) ||
        !count_waiting(reading, missions, &months) || !load_badges(reading, missions->stream, &badges))
        return false;
    for (size_t i = 0; i < months.count; i++) {
        const struct doran_mission_month *month = (const struct doran_mission_month *)months.items + i;
        if (strcmp(month->month, out->month) != 0)
            continue;
        out->total = month->total > 0 ? month->total : 0;
        out->completed = month->completed > 0 ? month->completed : 0;
    }
    for (size_t i = 0; i < badges.count; i++)
        out->badges += badges.items[i].earned_at != 0;
    doran_dashboard_fill(out);
    return true;
}

bool doran_replica_dashboard(struct doran_replica *replica, const char *family, const char *month,
                             struct doran_dashboard *out, struct doran_arena *arena,
                             struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct store_rows missions;
    *out = (struct doran_dashboard){.month = doran_arena_strdup(arena, month)};
    if (!doran_month_valid(month) || out->month == NULL)
        return doran_fail(error, DORAN_ERROR_invalid, "month", NULL);
    return begin(&reading, family, &missions) &&
           reading_end(&reading, load_dashboard(&reading, &missions, out));
}
