/** @file calendar.h  Writing events whole: the months they are found in, their reminders, the family's limits. All
 * inside the writing transaction, with the family locked. */
#ifndef SERVER_RULES_CALENDAR_H
#define SERVER_RULES_CALENDAR_H

#include "server/store/store.h"

#include <doran/calendar.h>

/** An event with its series, if it is of one. */
struct rules_event {
    struct doran_event event;      /**< The series, or the single event. */
    struct doran_event_list other; /**< Its occurrences that are different. */
};
/** By the id of a series, of a single event, or of an occurrence that is different. */
enum store_result rules_event_find(struct store *store, const char *family, const char *id,
                                   struct rules_event *out);
/** Whether a family may have `all` and `recurring` more: STORE_OK, STORE_NONE when not. */
enum store_result rules_event_room(struct store *store, const char *family, int64_t all, int64_t recurring);
/** Writes one. @param before  as it is now, NULL for a new one. Its reminders are not looked at. */
enum store_result rules_event_put(struct store *store, const struct doran_event *event,
                                  const struct doran_event *before);
/** Writes what a change or a deletion of `set` comes to, reminders too. STORE_NONE when there is no room for it. */
enum store_result rules_event_apply(struct store *store, const struct doran_family *family,
                                    const struct rules_event *set, const struct doran_event_outcome *outcome);

#endif
