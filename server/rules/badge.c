#include "server/rules/badge.h"

#include "server/rules/notice.h"
#include "server/store/badge.h"

#include <doran/mission.h>

enum store_result rules_badge_advance(struct store *store, const struct doran_family *family,
                                      enum doran_badge_name name, int64_t delta)
{
    bool earned = false;
    enum store_result result = store_badge_advance(store, family->id, name, delta, &earned);
    if (result != STORE_OK || !earned)
        return result;
    /* The whole family earned it, so nobody is left out as the one who did. */
    const struct notice notice = {.category = DORAN_category_badge_earned,
                                  .family = family,
                                  .subject_kind = DORAN_kind_badge,
                                  .subject = doran_badge_goal(name)->id,
                                  .subject_title = doran_enum_name(DORAN_ENUM_badge_name, (int)name)};
    return rules_tell_members(store, &notice, NULL);
}
