/** @file reminder.h  When each reminder of an event is due next. */
#ifndef SERVER_STORE_REMINDER_H
#define SERVER_STORE_REMINDER_H

#include "server/store/store.h"

struct store_reminder {
    const char *family, *event;
    int64_t minutes;
    const char *occurrence; /**< Its start as the rule has it; "" when it is only to be looked at anew. */
    doran_time due;
};
struct store_reminder_list {
    struct store_reminder *items;
    size_t count;
};
/** Notes when a reminder is due next. */
enum store_result store_reminder_put(struct store *store, const struct store_reminder *reminder);
/** Takes one away. STORE_NONE when it is not there with just that due time any more. */
enum store_result store_reminder_take(struct store *store, const struct store_reminder *reminder);
/** Takes all of an event away. */
enum store_result store_reminders_clear(struct store *store, const char *family, const char *event);
/** Has all of a family looked at anew, as when it moves to another time zone. */
enum store_result store_reminders_renew(struct store *store, const char *family);
/** At most `limit` that are due, of families that are not deleted, the longest due first. */
enum store_result store_reminders_due(struct store *store, int64_t limit, struct store_reminder_list *out);

#endif
