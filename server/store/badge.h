/** @file badge.h  The badges of a family: how far each is, and when it was earned. A badge nobody has begun has no row. */
#ifndef SERVER_STORE_BADGE_H
#define SERVER_STORE_BADGE_H

#include "server/store/store.h"

/** Every badge there is, in the order of their names' numbers. */
enum store_result store_badges(struct store *store, const char *family, struct doran_badge_list *out);
/** How many the family has earned. */
enum store_result store_badge_count(struct store *store, const char *family, int64_t *out);
/** Moves a badge's count by `delta`, between nothing and its target; with the target it is earned, and stays as it is
 * from then on. Who should tell of it uses rules_badge_advance(). The family is locked.
 * @param earned  it was earned by this */
enum store_result store_badge_advance(struct store *store, const char *family, enum doran_badge_name name,
                                      int64_t delta, bool *earned);

#endif
