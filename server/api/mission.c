#include "server/store/mission.h"

#include "server/api/handlers.h"
#include "server/rules/mission.h"
#include "server/rules/notice.h"
#include "server/store/badge.h"
#include "server/store/member.h"

#include <doran/mission.h>

#include <string.h>

static bool month_is_one(struct api_call *call, const char *month, const char *field)
{
    return !month || doran_month_valid(month) ||
           doran_fail(&call->error, DORAN_ERROR_invalid, field, "A month is written as 2026-11.");
}

bool check_mission_list(struct api_call *call)
{
    return month_is_one(call, ((const struct doran_mission_query *)call->input)->month, "month");
}

bool check_mission_month_list(struct api_call *call)
{
    return month_is_one(call, ((const struct doran_mission_month_query *)call->input)->before, "before");
}

bool check_dashboard(struct api_call *call)
{
    return month_is_one(call, ((const struct doran_dashboard_query *)call->input)->month, "month");
}

bool check_home(struct api_call *call)
{
    return month_is_one(call, ((const struct doran_home_query *)call->input)->month, "month");
}

bool run_mission_list(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_mission_query *query = call->input;
    struct doran_mission_page *page = answer;
    int64_t limit = query->limit ? query->limit : DORAN_PAGE_DEFAULT;
    const char *family = call_id(call, DORAN_PARAM_family);
    if (!call_done(call,
                   store_missions(store, family, query->month, query->before, limit + 1, &page->missions)))
        return false;
    page->more = store_cut(&page->missions.count, limit);
    return true;
}

bool run_mission_month_list(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_mission_month_query *query = call->input;
    struct doran_mission_month_page *page = answer;
    int64_t limit = query->limit ? query->limit : DORAN_PAGE_DEFAULT;
    const char *family = call_id(call, DORAN_PARAM_family);
    if (!call_done(call, store_mission_months(store, family, query->before, limit + 1, &page->months)))
        return false;
    page->more = store_cut(&page->months.count, limit);
    return true;
}

bool fill_dashboard(struct api_call *call, struct store *store, const char *month,
                    struct doran_dashboard *out)
{
    const char *family = call_id(call, DORAN_PARAM_family);
    struct doran_mission_month counts;
    if (!call_done(call, store_mission_month(store, family, month, &counts)) ||
        !call_done(call, store_badge_count(store, family, &out->badges)))
        return false;
    out->month = month;
    out->total = counts.total;
    out->completed = counts.completed;
    doran_dashboard_fill(out);
    return true;
}

bool run_dashboard(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_dashboard_query *query = call->input;
    return fill_dashboard(call, store, query->month, answer);
}

/* --- proposing ---------------------------------------------------------------------------------------------- */

static bool takes_part(const struct doran_mission *mission, const char *user)
{
    for (size_t i = 0; i < mission->parts.count; i++)
        if (!strcmp(mission->parts.items[i].user_id, user))
            return true;
    return false;
}

static bool is_asked(const struct doran_mission_create *request, const char *user)
{
    for (size_t i = 0; i < request->participants.count; i++)
        if (!strcmp(request->participants.items[i].user_id, user))
            return true;
    return false;
}

/* One part for each member who is named, however often, in the order they joined. */
static bool make_parts(struct api_call *call, struct store *store, const struct doran_mission_create *request,
                       struct doran_mission *mission)
{
    struct doran_member_list members = {0};
    if (!call_done(call, store_members(store, mission->family_id, &members)))
        return false;
    mission->parts.items =
        doran_arena_alloc(store->arena, (members.count + 1) * sizeof *mission->parts.items);
    if (!mission->parts.items)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    for (size_t i = 0; i < members.count; i++) {
        const struct doran_member *member = &members.items[i];
        if (!strcmp(member->user_id, call->user))
            mission->author_name = member->nickname;
        if (is_asked(request, member->user_id))
            mission->parts.items[mission->parts.count++] =
                (struct doran_mission_part){.user_id = member->user_id, .name = member->nickname};
    }
    for (size_t i = 0; i < request->participants.count; i++)
        if (!takes_part(mission, request->participants.items[i].user_id))
            return doran_fail(&call->error, DORAN_ERROR_invalid, "participants",
                              "Somebody among them is no member of the family.");
    return mission->parts.count > 0 ||
           doran_fail(&call->error, DORAN_ERROR_invalid, "participants", "At least one member takes part.");
}

/* Tells those who take part, but for the one who did it. */
static bool tell_participants(struct api_call *call, struct store *store, const struct doran_mission *mission,
                              enum doran_category category)
{
    struct notice notice = {.category = category,
                            .family = &call->family,
                            .actor = call->user,
                            .subject_kind = DORAN_kind_mission,
                            .subject = mission->id,
                            .subject_title = mission->title};
    if (!own_nickname(call, store, call->family.id, &notice.actor_nickname))
        return false;
    for (size_t i = 0; i < mission->parts.count; i++) {
        const char *user = mission->parts.items[i].user_id;
        enum store_result there = store_member_is(store, call->family.id, user);
        if (there == STORE_NONE) /* Who checked their part and left since. */
            continue;
        if (!call_done(call, there) || !call_done(call, rules_tell(store, user, &notice)))
            return false;
    }
    return true;
}

static bool has_room(struct api_call *call, struct store *store)
{
    int64_t open = 0;
    return call_done(call, store_mission_open_count(store, call->family.id, DORAN_FAMILY_MISSIONS_OPEN_MAX,
                                                    &open)) &&
           (open < DORAN_FAMILY_MISSIONS_OPEN_MAX || call_refuse(call, DORAN_ERROR_limit_reached, NULL));
}

bool run_mission_create(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_mission_create *request = call->input;
    struct doran_mission *mission = answer;
    char month[DORAN_MONTH_LENGTH + 1];
    if (!doran_month_of(store->now, call->family.time_zone, month))
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    *mission = (struct doran_mission){
        .id = made_id(call, store),
        .family_id = call->family.id,
        .title = request->title,
        .author_id = call->user,
        .month = doran_arena_strdup(store->arena, month),
        .created_at = store->now,
    };
    if (!mission->id || !mission->month)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    return make_parts(call, store, request, mission) && has_room(call, store) &&
           call_done(call, store_mission_create(store, mission)) &&
           tell_participants(call, store, mission, DORAN_category_mission_proposed);
}

/* --- checking ----------------------------------------------------------------------------------------------- */

bool run_mission_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    struct doran_mission mission;
    if (!call_done(call, store_mission(store, call->family.id, call_id(call, DORAN_PARAM_mission), &mission)))
        return false;
    if (mission.completed_at)
        return call_refuse(call, DORAN_ERROR_mission_completed, NULL);
    return tell_participants(call, store, &mission, DORAN_category_mission_deleted) &&
           call_done(call, store_mission_delete(store, &mission));
}

static bool find_own(struct api_call *call, struct store *store, struct doran_mission *out)
{
    return call_done(call, store_mission(store, call->family.id, call_id(call, DORAN_PARAM_mission), out)) &&
           (takes_part(out, call->user) || call_refuse(call, DORAN_ERROR_not_participant, NULL));
}

/* Reads it anew and, when the part that changed was the last one, closes it. */
static bool settle(struct api_call *call, struct store *store, struct doran_mission *mission)
{
    const char *id = mission->id;
    if (!call_done(call, store_mission(store, call->family.id, id, mission)))
        return false;
    if (mission->completed_at || !rules_mission_is_done(mission))
        return true;
    return call_done(call, rules_mission_complete(store, &call->family, mission)) &&
           call_done(call, store_mission(store, call->family.id, id, mission));
}

bool run_mission_check(struct api_call *call, struct store *store, void *answer)
{
    struct doran_mission *mission = answer;
    if (!find_own(call, store, mission))
        return false;
    enum store_result result = store_mission_check(store, mission, call->user, true);
    if (result == STORE_NONE) /* It is checked already. */
        return true;
    return call_done(call, result) && settle(call, store, mission);
}

bool run_mission_uncheck(struct api_call *call, struct store *store, void *answer)
{
    struct doran_mission *mission = answer;
    if (!find_own(call, store, mission))
        return false;
    if (mission->completed_at)
        return call_refuse(call, DORAN_ERROR_mission_completed, NULL);
    enum store_result result = store_mission_check(store, mission, call->user, false);
    if (result == STORE_NONE)
        return true;
    return call_done(call, result) && settle(call, store, mission);
}
