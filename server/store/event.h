/** @file event.h  Events of the calendar, and where in time they are to be found.
 *
 * A month costs what is in it, whatever the family has: single events are registered in each month they may be
 * seen in, recurring ones carry the first and the last month of theirs, and those that are different the month the rule
 * has them in, as the series leaves them out there. Whoever changes an event holds the
 * family's lock (store_family_lock()). */
#ifndef SERVER_STORE_EVENT_H
#define SERVER_STORE_EVENT_H

#include "server/store/store.h"

/** The months an event may be seen in, counted from year 0: year × 12 + month - 1. */
struct store_months {
    int64_t first, last;
    int64_t rule; /**< Of an occurrence that is different: the month the rule has it in; else -1. */
};
#define STORE_MONTH_LAST INT64_C(999999) /**< The last month of what recurs without end. */

enum store_result store_event(struct store *store, const char *family, const char *id,
                              struct doran_event *out);
/** By its name in iCalendar; `recurrence_id` NULL for a single event or a series. */
enum store_result store_event_by_uid(struct store *store, const char *family, const char *uid,
                                     const char *recurrence_id, struct doran_event *out);
/** The occurrences of a series that are different, in the order of their ids. */
enum store_result store_event_different(struct store *store, const char *family, const char *series,
                                        struct doran_event_list *out);
/** How many those are. */
enum store_result store_event_different_count(struct store *store, const char *family, const char *series,
                                              int64_t *out);
/** Makes or replaces one, the whole of it. @param before  as it is now, NULL for a new one
 * STORE_TAKEN when another has its uid (and recurrence_id). */
enum store_result store_event_put(struct store *store, const struct doran_event *event,
                                  const struct doran_event *before, const struct store_months *months);
/** Frees its name in iCalendar until it is put anew, in the same transaction. */
enum store_result store_event_unname(struct store *store, const struct doran_event *event);
/** Takes one away; a tombstone stays in the change log. */
enum store_result store_event_remove(struct store *store, const struct doran_event *event);
/** Occurrences that came before their series belong to it now. STORE_NONE, and nothing is changed, when they would be more
 * than DORAN_SERIES_DIFFERENT_MAX. */
enum store_result store_event_adopt(struct store *store, const struct doran_event *series);
/** At most `limit` that may be seen in months, in the order of their ids; `more` says whether there are others. */
enum store_result store_events(struct store *store, const char *family, int64_t first_month,
                               int64_t last_month, int64_t limit, struct doran_event_list *out, bool *more);
/** How many a family has, and how many of those recur. */
enum store_result store_event_count(struct store *store, const char *family, int64_t *all,
                                    int64_t *recurring);

/** Notes that an account is gone: what it made loses its author piece by piece. */
enum store_result store_event_depart(struct store *store, const char *user);
/** Takes the author from at most `limit` such events, and tells their families; `count` gets how many. */
enum store_result store_events_forget(struct store *store, int64_t limit, int64_t *count);
/** Takes at most `limit` rows of a family away that is gone for good; `count` gets how many there were. */
enum store_result store_events_purge(struct store *store, const char *family, int64_t limit, int64_t *count);

#endif
