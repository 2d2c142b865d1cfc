/** @file reminder.h  Reminders of events: when they are due, and telling the family.
 *
 * Of each reminder the database keeps the next time it is due. It is made anew in the transaction that changes the
 * event, and moved on in the one that tells the family: so each is told once, whoever does it and however often. */
#ifndef SERVER_RULES_REMINDER_H
#define SERVER_RULES_REMINDER_H

#include "server/store/store.h"

/** Notes when an event's reminders are due next; nothing when it is gone. */
enum store_result rules_remind(struct store *store, const struct doran_family *family, const char *event);
/** Tells families what is due, at most `limit` reminders; what was due more than a day ago is passed over. `count` gets how
 * many there were. */
enum store_result rules_reminders_fire(struct store *store, int64_t limit, int64_t *count);

#endif
