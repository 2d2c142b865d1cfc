/** @file notification.h  What is told to one user, kept until they delete it. */
#ifndef SERVER_STORE_NOTIFICATION_H
#define SERVER_STORE_NOTIFICATION_H

#include "server/store/store.h"

/** Tells a user; the notification's id and time are made here. Beyond DORAN_NOTIFICATIONS_MAX the oldest go.
 */
enum store_result store_notification_add(struct store *store, const char *user,
                                         const struct doran_notification *notification);
enum store_result store_notification(struct store *store, const char *user, const char *id,
                                     struct doran_notification *out);
/** At most `limit`, newest first, older than `before` (NULL: the newest). */
enum store_result store_notifications(struct store *store, const char *user, const char *before,
                                      int64_t limit, struct doran_notification_list *out);
enum store_result store_notification_unread(struct store *store, const char *user, int64_t *out);
enum store_result store_notification_mark(struct store *store, const char *user, const char *id, bool read);
enum store_result store_notification_mark_all(struct store *store, const char *user);
enum store_result store_notification_delete(struct store *store, const char *user, const char *id);
enum store_result store_notification_delete_all(struct store *store, const char *user);
/** Takes away what is about one subject, as an invitation that is no longer open. */
enum store_result store_notification_withdraw(struct store *store, const char *user,
                                              enum doran_category category, const char *subject);

#endif
