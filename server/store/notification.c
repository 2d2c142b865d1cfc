#include "server/store/notification.h"

#include "server/store/change.h"
#include "server/store/object.h"

#include <doran/id.h>

void store_read_notification(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_notification *notification = out;
    notification->id = store_text(store, rows, column);
    notification->category = (enum doran_category)store_choice(rows, column + 1, DORAN_ENUM_category);
    notification->family_id = store_text(store, rows, column + 2);
    notification->family_title = store_text(store, rows, column + 3);
    notification->actor_id = store_text(store, rows, column + 4);
    notification->actor_nickname = store_text(store, rows, column + 5);
    notification->subject_kind = (enum doran_kind)store_choice(rows, column + 6, DORAN_ENUM_kind);
    notification->subject_id = store_text(store, rows, column + 7);
    notification->created_at = db_int(rows, column + 8);
    notification->read_at = db_int(rows, column + 9);
    notification->subject_title = store_text(store, rows, column + 10);
}

/* Of each row of a statement with RETURNING id. */
static enum store_result tell_each(struct store *store, struct db_rows *rows, const char *user,
                                   enum doran_op op)
{
    enum store_result result;
    while ((result = store_next(store, rows)) == STORE_OK) {
        result = store_append(store, user, DORAN_kind_notification, db_text(rows, 0), op);
        if (result != STORE_OK)
            return result;
    }
    return result == STORE_NONE ? STORE_OK : result;
}

static enum store_result end_the_oldest(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "DELETE FROM notifications WHERE user_id = ?1 AND id <= (SELECT id FROM notifications"
                     " WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2) RETURNING id",
                     "ti", user, (int64_t)DORAN_NOTIFICATIONS_MAX);
    return result == STORE_OK ? tell_each(store, rows, user, DORAN_op_delete) : result;
}

enum store_result store_notification_add(struct store *store, const char *user,
                                         const struct doran_notification *n)
{
    struct doran_id id = doran_id_new();
    enum store_result result =
        store_exec(store,
                   "INSERT INTO notifications (user_id, id, category, family_id, family_title, actor_id,"
                   " actor_nickname, subject_kind, subject_id, created_at, subject_title)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                   "tttttttttit", user, id.text, doran_enum_name(DORAN_ENUM_category, (int)n->category),
                   n->family_id, n->family_title, n->actor_id, n->actor_nickname,
                   doran_enum_name(DORAN_ENUM_kind, (int)n->subject_kind), n->subject_id, (int64_t)store->now,
                   n->subject_title);
    if (result == STORE_OK)
        result = store_append(store, user, DORAN_kind_notification, id.text, DORAN_op_put);
    return result == STORE_OK ? end_the_oldest(store, user) : result;
}

enum store_result store_notification(struct store *store, const char *user, const char *id,
                                     struct doran_notification *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_NOTIFICATION_COLUMNS
                                            " FROM notifications n WHERE n.user_id = ?1 AND n.id = ?2",
                                            "tt", user, id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_notification){0};
    store_read_notification(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_notifications(struct store *store, const char *user, const char *before,
                                      int64_t limit, struct doran_notification_list *out)
{
    STORE_ROWS(rows);
    /* Ids rise with time, and "~" comes after every one of them. */
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_NOTIFICATION_COLUMNS
                                            " FROM notifications n WHERE n.user_id = ?1 AND n.id < ?2"
                                            " ORDER BY n.id DESC LIMIT ?3",
                                            "tti", user, before ? before : "~", limit);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_notification);
}

enum store_result store_notification_unread(struct store *store, const char *user, int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT COUNT(*) FROM notifications WHERE user_id = ?1 AND read_at IS NULL", "t", user);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

enum store_result store_notification_mark(struct store *store, const char *user, const char *id, bool read)
{
    enum store_result result = store_change_one(
        store,
        "UPDATE notifications SET read_at = CASE WHEN ?3 = 0 THEN NULL ELSE COALESCE(read_at, ?3) END"
        " WHERE user_id = ?1 AND id = ?2",
        "tti", user, id, read ? (int64_t)store->now : (int64_t)0);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_notification, id, DORAN_op_put);
}

enum store_result store_notification_mark_all(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows,
        "UPDATE notifications SET read_at = ?2 WHERE user_id = ?1 AND read_at IS NULL RETURNING id", "ti",
        user, (int64_t)store->now);
    return result == STORE_OK ? tell_each(store, rows, user, DORAN_op_put) : result;
}

enum store_result store_notification_delete(struct store *store, const char *user, const char *id)
{
    enum store_result result =
        store_change_one(store, "DELETE FROM notifications WHERE user_id = ?1 AND id = ?2", "tt", user, id);
    if (result != STORE_OK)
        return result;
    return store_append(store, user, DORAN_kind_notification, id, DORAN_op_delete);
}

enum store_result store_notification_delete_all(struct store *store, const char *user)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows, "DELETE FROM notifications WHERE user_id = ?1 RETURNING id", "t", user);
    return result == STORE_OK ? tell_each(store, rows, user, DORAN_op_delete) : result;
}

enum store_result store_notification_withdraw(struct store *store, const char *user,
                                              enum doran_category category, const char *subject)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "DELETE FROM notifications WHERE user_id = ?1 AND category = ?2"
                     " AND subject_id = ?3 RETURNING id",
                     "ttt", user, doran_enum_name(DORAN_ENUM_category, (int)category), subject);
    return result == STORE_OK ? tell_each(store, rows, user, DORAN_op_delete) : result;
}
