/** @file badge.h  Earning badges: whoever makes, completes or takes away what a badge counts calls this in the same
 * transaction. */
#ifndef SERVER_RULES_BADGE_H
#define SERVER_RULES_BADGE_H

#include "server/store/store.h"

/** Moves a badge's count by `delta` (below 0 when what it counts is taken away; what is earned stays earned), and tells
 * every member when it was earned by that. The family is locked. */
enum store_result rules_badge_advance(struct store *store, const struct doran_family *family,
                                      enum doran_badge_name name, int64_t delta);

#endif
