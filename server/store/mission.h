/** @file mission.h  Missions, and how each month of a family stands. The counts of a month are kept in step with its
 * missions, in the same transaction; who writes holds the family locked (store_family_lock()). */
#ifndef SERVER_STORE_MISSION_H
#define SERVER_STORE_MISSION_H

#include "server/store/store.h"

/** A mission with its parts. */
enum store_result store_mission(struct store *store, const char *family, const char *id,
                                struct doran_mission *out);
/** A month's, newest first: at most `limit`, older than the mission `before` (NULL: the newest). */
enum store_result store_missions(struct store *store, const char *family, const char *month,
                                 const char *before, int64_t limit, struct doran_mission_list *out);
/** The one proposed last. */
enum store_result store_mission_latest(struct store *store, const char *family, struct doran_mission *out);
/** How many are not complete; counts no further than `most`. */
enum store_result store_mission_open_count(struct store *store, const char *family, int64_t most,
                                           int64_t *out);
/** Makes one, its parts in their order. STORE_TAKEN when the family has its id already. */
enum store_result store_mission_create(struct store *store, const struct doran_mission *mission);
/** Takes one away that is not complete. */
enum store_result store_mission_delete(struct store *store, const struct doran_mission *mission);
/** Checks a member's part of an open mission, or unchecks it. STORE_NONE when it is so already, or they have none. */
enum store_result store_mission_check(struct store *store, const struct doran_mission *mission,
                                      const char *user, bool checked);
/** Closes one. STORE_NONE when it is complete already: only one caller ever gets STORE_OK. */
enum store_result store_mission_complete(struct store *store, const struct doran_mission *mission);
/** Takes a part away. */
enum store_result store_mission_part_remove(struct store *store, const struct doran_mission *mission,
                                            const char *user);
/** The open missions in which a user's part is not checked: their ids alone are filled in. */
enum store_result store_missions_unchecked(struct store *store, const char *family, const char *user,
                                           struct doran_mission_list *out);

/** How a month stands; without missions with counts of zero and no id. */
enum store_result store_mission_month(struct store *store, const char *family, const char *month,
                                      struct doran_mission_month *out);
/** Months that have missions, the latest first: at most `limit`, earlier than `before` (NULL: the latest). */
enum store_result store_mission_months(struct store *store, const char *family, const char *before,
                                       int64_t limit, struct doran_mission_month_list *out);

#endif
