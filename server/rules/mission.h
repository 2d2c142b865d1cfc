/** @file mission.h  When a mission is complete, and what becomes of it when somebody leaves. The family is locked. */
#ifndef SERVER_RULES_MISSION_H
#define SERVER_RULES_MISSION_H

#include "server/store/store.h"

/** Closes a mission whose parts are all checked, tells every member, and counts it towards the badge. STORE_NONE when it is
 * complete already. */
enum store_result rules_mission_complete(struct store *store, const struct doran_family *family,
                                         const struct doran_mission *mission);
/** True when every part is checked. */
bool rules_mission_is_done(const struct doran_mission *mission);
/** Takes the unchecked parts of somebody who leaves away: a mission nobody is left in goes with them, one of which all that
 * is left is checked is complete. Nobody is told of each. */
enum store_result rules_missions_leave(struct store *store, const struct doran_family *family,
                                       const char *user);

#endif
