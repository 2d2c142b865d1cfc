#include "server/store/reminder.h"

#include "server/store/sql.h"

enum store_result store_reminder_put(struct store *store, const struct store_reminder *reminder)
{
    return store_exec(store,
                      "INSERT INTO event_reminders (family_id, event_id, minutes, occurrence, due)"
                      " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (family_id, event_id, minutes)"
                      " DO UPDATE SET occurrence = excluded.occurrence, due = excluded.due",
                      "ttiti", reminder->family, reminder->event, reminder->minutes, reminder->occurrence,
                      (int64_t)reminder->due);
}

enum store_result store_reminder_take(struct store *store, const struct store_reminder *reminder)
{
    return store_change_one(store,
                            "DELETE FROM event_reminders WHERE family_id = ?1 AND event_id = ?2"
                            " AND minutes = ?3 AND due = ?4",
                            "ttii", reminder->family, reminder->event, reminder->minutes,
                            (int64_t)reminder->due);
}

enum store_result store_reminders_clear(struct store *store, const char *family, const char *event)
{
    return store_exec(store, "DELETE FROM event_reminders WHERE family_id = ?1 AND event_id = ?2", "tt",
                      family, event);
}

enum store_result store_reminders_renew(struct store *store, const char *family)
{
    return store_exec(store, "UPDATE event_reminders SET occurrence = '', due = 0 WHERE family_id = ?1", "t",
                      family);
}

static void read_reminder(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct store_reminder *reminder = out;
    reminder->family = store_text(store, rows, column);
    reminder->event = store_text(store, rows, column + 1);
    reminder->minutes = db_int(rows, column + 2);
    reminder->occurrence = store_text(store, rows, column + 3);
    reminder->due = db_int(rows, column + 4);
}

enum store_result store_reminders_due(struct store *store, int64_t limit, struct store_reminder_list *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "SELECT r.family_id, r.event_id, r.minutes, r.occurrence, r.due FROM event_reminders r"
                     " JOIN families f ON f.id = r.family_id AND f.deleted_at IS NULL WHERE r.due <= ?1"
                     " ORDER BY r.due, r.family_id, r.event_id, r.minutes LIMIT ?2",
                     "ii", (int64_t)store->now, limit);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, read_reminder);
}
