#include "client-tui/state/tour_mission.h"

#include "client-tui/i18n.h"

#include <stdio.h>
#include <string.h>

static void show(struct tour_mission *item)
{
    item->mission.id = item->id;
    item->mission.month = item->month;
    item->mission.parts.items = item->parts;
}

static struct tour_mission *add(struct tour_missions *missions, const char *title, const char *author,
                                doran_time at)
{
    memmove(&missions->items[1], &missions->items[0], missions->count * sizeof *missions->items);
    struct tour_mission *item = &missions->items[0];
    *item = (struct tour_mission){
        .mission = {.family_id = missions->family, .title = title, .author_id = author, .created_at = at}};
    snprintf(item->id, sizeof item->id, "00000000-0000-7000-8000-00000000e%03lx", missions->made++ % 0x1000);
    doran_month_of(at, missions->zone, item->month);
    missions->count++;
    return item;
}

static void add_part(struct tour_mission *item, const char *user, doran_time checked_at)
{
    if (item->mission.parts.count < TOUR_PARTS_MAX)
        item->parts[item->mission.parts.count++] =
            (struct doran_mission_part){.user_id = user, .checked_at = checked_at};
}

void tour_missions_init(struct tour_missions *missions, struct doran_arena *arena, const char *family,
                        const char *zone, const char *const people[4], doran_time now)
{
    /* Who takes part and, in capitals, who has done it: oneself is a. */
    static const struct {
        const char *title;
        size_t author;
        const char *who;
        int days; /* ago */
    } rows[] = {
        {N_("Washing the car"), 2, "ABC", 33},  {N_("Letters to Grandma"), 0, "Ab", 32},
        {N_("Ten thousand steps"), 2, "BC", 0}, {N_("Helping with kimchi"), 0, "ABCD", 0},
        {N_("Call Grandma"), 1, "aBC", 0},      {N_("A walk together"), 1, "aBc", 0},
    };
    *missions = (struct tour_missions){.arena = arena, .family = family, .zone = zone, .self = people[0]};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        doran_time at =
            now - rows[i].days * DORAN_DAY - (doran_time)(sizeof rows / sizeof *rows - i) * DORAN_MINUTE;
        struct tour_mission *item = add(missions, _(rows[i].title), people[rows[i].author], at);
        bool done = true;
        for (const char *c = rows[i].who; *c; c++) {
            bool checked = *c < 'a';
            done = done && checked;
            add_part(item, people[checked ? *c - 'A' : *c - 'a'], checked ? at + DORAN_SECOND : 0);
        }
        item->mission.completed_at = done ? at + DORAN_SECOND : 0;
    }
    for (int name = 1; name < DORAN_badge_name_COUNT; name++)
        doran_badge_begin(&missions->badges[name - 1], family, (enum doran_badge_name)name);
    missions->badges[DORAN_badge_name_start - 1].count = 1;
    missions->badges[DORAN_badge_name_start - 1].earned_at = now - 90 * DORAN_DAY;
    missions->badges[DORAN_badge_name_footprints - 1].count = 15;
    missions->badges[DORAN_badge_name_footprints - 1].earned_at = now - 20 * DORAN_DAY;
    missions->badges[DORAN_badge_name_voices - 1].count = 7;
    missions->badges[DORAN_badge_name_cooperation - 1].count = 19;
    missions->badges[DORAN_badge_name_together - 1].count = 3;
}

struct doran_mission_list tour_missions_of(struct tour_missions *missions, const char *month,
                                           struct doran_arena *arena)
{
    struct doran_mission_list list = {
        .items = doran_arena_alloc(arena, (missions->count + 1) * sizeof *list.items)};
    for (size_t i = 0; list.items && i < missions->count; i++) {
        struct tour_mission *item = &missions->items[i];
        show(item);
        if (strcmp(item->month, month) == 0)
            list.items[list.count++] = item->mission;
    }
    return list;
}

struct doran_mission_list tour_missions_done(struct tour_missions *missions, doran_time from, doran_time to,
                                             struct doran_arena *arena)
{
    struct doran_mission_list list = {
        .items = doran_arena_alloc(arena, (missions->count + 1) * sizeof *list.items)};
    for (size_t i = missions->count; list.items && i-- > 0;) {
        struct tour_mission *item = &missions->items[i];
        show(item);
        if (item->mission.completed_at > 0 && item->mission.completed_at >= from &&
            item->mission.completed_at < to)
            list.items[list.count++] = item->mission;
    }
    return list;
}

struct doran_mission_month_list tour_missions_months(struct tour_missions *missions,
                                                     struct doran_arena *arena)
{
    struct doran_mission_month_list list = {
        .items = doran_arena_alloc(arena, (missions->count + 1) * sizeof *list.items)};
    for (size_t i = 0; list.items && i < missions->count; i++) {
        const struct tour_mission *item = &missions->items[i];
        struct doran_mission_month *last = list.count > 0 ? &list.items[list.count - 1] : NULL;
        if (!last || strcmp(last->month, item->month) != 0) {
            last = &list.items[list.count++];
            *last = (struct doran_mission_month){.family_id = missions->family, .month = item->month};
        }
        last->total++;
        last->completed += item->mission.completed_at != 0;
    }
    return list;
}

void tour_missions_dashboard(const struct tour_missions *missions, const char *month,
                             struct doran_dashboard *out)
{
    *out = (struct doran_dashboard){.month = month};
    for (size_t i = 0; i < missions->count; i++) {
        bool counts = strcmp(missions->items[i].month, month) == 0;
        out->total += counts;
        out->completed += counts && missions->items[i].mission.completed_at != 0;
    }
    for (size_t i = 0; i < DORAN_BADGES; i++)
        out->badges += missions->badges[i].earned_at != 0;
    doran_dashboard_fill(out);
}

/* --- what is done ------------------------------------------------------------------------------------------------- */

static struct tour_mission *find(struct tour_missions *missions, const char *id)
{
    for (size_t i = 0; i < missions->count; i++)
        if (strcmp(missions->items[i].id, id) == 0)
            return &missions->items[i];
    return NULL;
}

static bool propose(struct tour_missions *missions, const struct doran_mission_create *request,
                    struct doran_error *error)
{
    if (!request->title || !request->title[0])
        return doran_fail(error, DORAN_ERROR_invalid, "title", NULL);
    if (request->participants.count == 0)
        return doran_fail(error, DORAN_ERROR_invalid, "participants", NULL);
    if (missions->count == TOUR_MISSIONS_MAX)
        return doran_fail(error, DORAN_ERROR_limit_reached, NULL, NULL);
    const char *title = doran_arena_strdup(missions->arena, request->title);
    if (!title)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    struct tour_mission *item = add(missions, title, missions->self, doran_time_now());
    for (size_t i = 0; i < request->participants.count; i++) {
        const char *user = doran_arena_strdup(missions->arena, request->participants.items[i].user_id);
        if (user)
            add_part(item, user, 0);
    }
    return true;
}

static void count_completed(struct tour_missions *missions)
{
    struct doran_badge *badge = &missions->badges[DORAN_badge_name_cooperation - 1];
    if (badge->earned_at != 0)
        return;
    badge->count++;
    if (badge->count == badge->target)
        badge->earned_at = doran_time_now();
}

static bool check(struct tour_missions *missions, struct tour_mission *item, bool checked,
                  struct doran_error *error)
{
    bool done = true, own = false;
    if (item->mission.completed_at != 0)
        return checked || doran_fail(error, DORAN_ERROR_mission_completed, NULL, NULL);
    for (size_t i = 0; i < item->mission.parts.count; i++) {
        struct doran_mission_part *part = &item->parts[i];
        if (strcmp(part->user_id, missions->self) == 0) {
            own = true;
            part->checked_at = checked ? doran_time_now() : 0;
        }
        done = done && part->checked_at != 0;
    }
    if (!own)
        return doran_fail(error, DORAN_ERROR_not_participant, NULL, NULL);
    if (done) {
        item->mission.completed_at = doran_time_now();
        count_completed(missions);
    }
    return true;
}

bool tour_missions_do(struct tour_missions *missions, enum doran_route_id route,
                      const struct doran_path *path, const void *request, const void **answer,
                      struct doran_error *error)
{
    missions->revision++;
    if (route == DORAN_R_mission_create)
        return propose(missions, request, error);
    struct tour_mission *item = find(missions, path->ids[DORAN_PARAM_mission]);
    if (!item)
        return doran_fail(error, DORAN_ERROR_not_found, NULL, NULL);
    if (route != DORAN_R_mission_delete) {
        show(item);
        *answer = &item->mission;
        return check(missions, item, route == DORAN_R_mission_check, error);
    }
    if (item->mission.completed_at != 0)
        return doran_fail(error, DORAN_ERROR_mission_completed, NULL, NULL);
    missions->count--;
    memmove(item, item + 1, (size_t)(&missions->items[missions->count] - item) * sizeof *item);
    return true;
}
