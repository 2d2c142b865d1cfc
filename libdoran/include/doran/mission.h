/** @file mission.h  Missions: the months they are counted in, what is said of a month, and badges. Thread safe. */
#ifndef DORAN_MISSION_H
#define DORAN_MISSION_H

#include "types.h"

/** True for a month as it travels: `2026-11`, years 0001 to 9999. */
DORAN_API bool doran_month_valid(const char *month);
/** The month of a time zone in which an instant lies. False when the zone is not known. */
DORAN_API bool doran_month_of(doran_time at, const char *zone, char out[DORAN_MONTH_LENGTH + 1]);
/** The month `count` months after one (before it, when negative), kept within 0001-01 to 9999-12. */
DORAN_API void doran_month_add(const char *month, int count, char out[DORAN_MONTH_LENGTH + 1]);
/** The id a valid month's counts go by in the change log: `00000000-0000-0000-0000-000000202611`. */
DORAN_API void doran_month_id(const char *month, char out[37]);
/** An instant that is sure to be before (`end` false) or after (`end` true) whatever of a valid month any time zone on
 * earth sees: the borders in UTC, moved by fourteen hours. */
DORAN_API doran_time doran_month_border(const char *month, bool end);

/** Fills percent (rounded down, so that only all of them are 100) and label by total and completed. */
DORAN_API void doran_dashboard_fill(struct doran_dashboard *dashboard);

/** What a badge is earned by. */
struct doran_badge_goal {
    const char *id; /**< The id a badge goes by in the change log, the same in every family. */
    int64_t target; /**< How many of what it counts. */
};
/** NULL for a number that is no badge. */
DORAN_API const struct doran_badge_goal *doran_badge_goal(enum doran_badge_name name);
/** The badge `name` of a family that has not begun with it. The strings are borrowed. */
DORAN_API void doran_badge_begin(struct doran_badge *badge, const char *family, enum doran_badge_name name);

#endif
