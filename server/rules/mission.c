#include "server/rules/mission.h"

#include "server/rules/badge.h"
#include "server/rules/notice.h"
#include "server/store/mission.h"

#include <string.h>

bool rules_mission_is_done(const struct doran_mission *mission)
{
    for (size_t i = 0; i < mission->parts.count; i++)
        if (!mission->parts.items[i].checked_at)
            return false;
    return true;
}

static enum store_result complete(struct store *store, const struct doran_family *family,
                                  const struct doran_mission *mission)
{
    enum store_result result = store_mission_complete(store, mission);
    if (result != STORE_OK)
        return result;
    return rules_badge_advance(store, family, DORAN_badge_name_cooperation, 1);
}

enum store_result rules_mission_complete(struct store *store, const struct doran_family *family,
                                         const struct doran_mission *mission)
{
    /* All of them did it together, the one who was last too. */
    const struct notice notice = {.category = DORAN_category_mission_completed,
                                  .family = family,
                                  .subject_kind = DORAN_kind_mission,
                                  .subject = mission->id,
                                  .subject_title = mission->title};
    enum store_result result = rules_tell_members(store, &notice, NULL);
    return result == STORE_OK ? complete(store, family, mission) : result;
}

static enum store_result leave(struct store *store, const struct doran_family *family, const char *id,
                               const char *user)
{
    struct doran_mission mission;
    enum store_result result =
        store_mission_part_remove(store, &(struct doran_mission){.family_id = family->id, .id = id}, user);
    if (result == STORE_OK)
        result = store_mission(store, family->id, id, &mission);
    if (result != STORE_OK)
        return result;
    if (mission.parts.count == 0)
        return store_mission_delete(store, &mission);
    return rules_mission_is_done(&mission) ? complete(store, family, &mission) : STORE_OK;
}

enum store_result rules_missions_leave(struct store *store, const struct doran_family *family,
                                       const char *user)
{
    struct doran_mission_list missions = {0};
    enum store_result result = store_missions_unchecked(store, family->id, user, &missions);
    for (size_t i = 0; result == STORE_OK && i < missions.count; i++)
        result = leave(store, family, missions.items[i].id, user);
    return result;
}
