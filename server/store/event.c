#include "server/store/event.h"

#include "server/store/change.h"
#include "server/store/object.h"
#include "server/store/reminder.h"

#include <doran/buffer.h>
#include <doran/limits.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST INT64_C(14)  /* Months that an event may be long, rounded up. */
#define LIST_BYTES_MAX 16384 /* Of the exceptions of one event, as they are stored. */

/* Exceptions and reminders are stored as lists with commas: they are read and written with their event only. */
static size_t count_items(const char *text)
{
    size_t count = text && *text ? 1 : 0;
    for (; text && *text; text++)
        count += *text == ',';
    return count;
}

static void read_exceptions(struct store *store, const char *text, struct doran_exception_list *out)
{
    size_t count = count_items(text);
    char *copy = (char *)store_copy(store, text), *rest = NULL;
    *out = (struct doran_exception_list){0};
    if (count == 0 || !*copy)
        return;
    out->items = doran_arena_alloc(store->arena, count * sizeof *out->items);
    if (!out->items) {
        store_broken(store);
        return;
    }
    for (char *item = strtok_r(copy, ",", &rest); item && out->count < count;
         item = strtok_r(NULL, ",", &rest))
        out->items[out->count++].at = item;
}

static void read_reminders(struct store *store, const char *text, struct doran_reminder_list *out)
{
    size_t count = count_items(text);
    *out = (struct doran_reminder_list){0};
    out->items = count ? doran_arena_alloc(store->arena, count * sizeof *out->items) : NULL;
    if (count && !out->items)
        store_broken(store);
    for (char *end; out->items && out->count < count; text = *end ? end + 1 : end)
        out->items[out->count++].minutes = strtoll(text, &end, 10);
}

/* NULL for an empty text: what has none is stored so where an index looks at it. */
static const char *filled(struct store *store, struct db_rows *rows, int column)
{
    const char *text = db_text(rows, column);
    return text && *text ? store_copy(store, text) : NULL;
}

void store_read_event(struct store *store, struct db_rows *rows, int column, void *out)
{
    struct doran_event *event = out;
    event->id = store_text(store, rows, column);
    event->family_id = store_text(store, rows, column + 1);
    event->author_id = store_text(store, rows, column + 2);
    event->author_name = store_text(store, rows, column + 3);
    event->title = store_text(store, rows, column + 4);
    event->note = store_text(store, rows, column + 5);
    event->colour = (enum doran_event_colour)store_choice(rows, column + 6, DORAN_ENUM_event_colour);
    event->all_day = db_int(rows, column + 7) != 0;
    event->start = store_text(store, rows, column + 8);
    event->end = store_text(store, rows, column + 9);
    event->zone = store_text(store, rows, column + 10);
    event->rrule = store_text(store, rows, column + 11);
    read_exceptions(store, db_text(rows, column + 12), &event->exceptions);
    read_reminders(store, db_text(rows, column + 13), &event->reminders);
    event->series_id = store_text(store, rows, column + 14);
    event->recurrence_id = filled(store, rows, column + 15);
    event->uid = store_text(store, rows, column + 16);
    event->created_at = db_int(rows, column + 17);
    event->changed_at = db_int(rows, column + 18);
}

static enum store_result read_one(struct store *store, struct db_rows *rows, struct doran_event *out)
{
    enum store_result result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    *out = (struct doran_event){0};
    store_read_event(store, rows, 0, out);
    return store_sound(store);
}

enum store_result store_event(struct store *store, const char *family, const char *id,
                              struct doran_event *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_EVENT_COLUMNS " FROM events e " STORE_EVENT_AUTHOR
                                            " WHERE e.family_id = ?1 AND e.id = ?2",
                                            "tt", family, id);
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_event_by_uid(struct store *store, const char *family, const char *uid,
                                     const char *recurrence_id, struct doran_event *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_EVENT_COLUMNS " FROM events e " STORE_EVENT_AUTHOR
                                            " WHERE e.family_id = ?1 AND e.uid = ?2 AND e.recurrence_id = ?3",
                                            "ttt", family, uid, recurrence_id ? recurrence_id : "");
    return result == STORE_OK ? read_one(store, rows, out) : result;
}

enum store_result store_event_different(struct store *store, const char *family, const char *series,
                                        struct doran_event_list *out)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT " STORE_EVENT_COLUMNS " FROM events e " STORE_EVENT_AUTHOR
                                            " WHERE e.family_id = ?1 AND e.series_id = ?2 ORDER BY e.id",
                                            "tt", family, series);
    if (result != STORE_OK)
        return result;
    STORE_LIST(store, rows, out, store_read_event);
}

enum store_result store_event_different_count(struct store *store, const char *family, const char *series,
                                              int64_t *out)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows, "SELECT COUNT(*) FROM events WHERE family_id = ?1 AND series_id = ?2",
                     "tt", family, series);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *out = db_int(rows, 0);
    return result;
}

enum store_result store_events(struct store *store, const char *family, int64_t first_month,
                               int64_t last_month, int64_t limit, struct doran_event_list *out, bool *more)
{
    STORE_ROWS(rows);
    *out = (struct doran_event_list){0};
    enum store_result result = store_select(
        store, &rows,
        "SELECT " STORE_EVENT_COLUMNS " FROM (SELECT event_id FROM event_months WHERE family_id = ?1"
        " AND month >= ?2 AND month <= ?3 UNION SELECT id FROM events WHERE family_id = ?1"
        " AND rrule IS NOT NULL AND last_month >= ?2 AND first_month <= ?3 UNION SELECT id FROM events"
        " WHERE family_id = ?1 AND rule_month >= 0 AND rule_month >= ?5 AND rule_month <= ?3) w"
        " JOIN events e ON e.family_id = ?1 AND e.id = w.event_id " STORE_EVENT_AUTHOR
        " ORDER BY e.id LIMIT ?4",
        "tiiii", family, first_month, last_month, limit + 1, first_month - LONGEST);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        struct doran_event *event = store_push(store, out);
        if (!event)
            return STORE_BROKEN;
        store_read_event(store, rows, 0, event);
    }
    *more = store_cut(&out->count, limit);
    return result == STORE_NONE ? store_sound(store) : result;
}

enum store_result store_event_count(struct store *store, const char *family, int64_t *all, int64_t *recurring)
{
    STORE_ROWS(rows);
    *all = *recurring = 0;
    enum store_result result = store_select(
        store, &rows, "SELECT events, recurring FROM calendars WHERE family_id = ?1", "t", family);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK) {
        *all = db_int(rows, 0);
        *recurring = db_int(rows, 1);
    }
    return result == STORE_NONE ? STORE_OK : result;
}

/* The counts are kept, for counting 200,000 rows would be most of what adding one costs. */
static enum store_result count(struct store *store, const char *family, int64_t all, int64_t recurring)
{
    if (all == 0 && recurring == 0)
        return STORE_OK;
    return store_exec(store,
                      "INSERT INTO calendars (family_id, events, recurring) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (family_id) DO UPDATE SET events = calendars.events + excluded.events,"
                      " recurring = calendars.recurring + excluded.recurring",
                      "tii", family, all, recurring);
}

static enum store_result leave_months(struct store *store, const struct doran_event *event)
{
    struct store_months months = {0};
    STORE_ROWS(rows);
    enum store_result result = store_select(
        store, &rows, "SELECT first_month, last_month FROM events WHERE family_id = ?1 AND id = ?2", "tt",
        event->family_id, event->id);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    months.first = db_int(rows, 0);
    months.last = db_int(rows, 1);
    for (int64_t month = months.first; result == STORE_OK && month <= months.last; month++)
        result = store_exec(store,
                            "DELETE FROM event_months WHERE family_id = ?1 AND month = ?2 AND event_id = ?3",
                            "tit", event->family_id, month, event->id);
    return result;
}

static enum store_result enter_months(struct store *store, const struct doran_event *event,
                                      const struct store_months *months)
{
    enum store_result result = STORE_OK;
    for (int64_t month = months->first; result == STORE_OK && month <= months->last; month++)
        result =
            store_exec(store, "INSERT INTO event_months (family_id, month, event_id) VALUES (?1, ?2, ?3)",
                       "tit", event->family_id, month, event->id);
    return result;
}

static enum store_result put_row(struct store *store, const struct doran_event *event,
                                 const struct store_months *months)
{
    struct doran_buffer exceptions = DORAN_BUFFER(LIST_BYTES_MAX), reminders = DORAN_BUFFER(LIST_BYTES_MAX);
    for (size_t i = 0; i < event->exceptions.count; i++)
        doran_buffer_printf(&exceptions, "%s%s", i ? "," : "", event->exceptions.items[i].at);
    for (size_t i = 0; i < event->reminders.count; i++)
        doran_buffer_printf(&reminders, "%s%" PRId64, i ? "," : "", event->reminders.items[i].minutes);
    bool failed = exceptions.failed || reminders.failed;
    enum store_result result =
        failed
            ? store_broken(store)
            : store_exec(
                  store,
                  "INSERT INTO events (family_id, id, author_id, title, note, colour, all_day, starts, ends,"
                  " zone, rrule, exceptions, reminders, series_id, recurrence_id, uid, created_at,"
                  " changed_at, first_month, last_month, rule_month)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
                  " ?19, ?20, ?21) ON CONFLICT (family_id, id) DO UPDATE SET author_id = excluded.author_id,"
                  " title = excluded.title, note = excluded.note, colour = excluded.colour,"
                  " all_day = excluded.all_day, starts = excluded.starts, ends = excluded.ends,"
                  " zone = excluded.zone, rrule = excluded.rrule, exceptions = excluded.exceptions,"
                  " reminders = excluded.reminders, series_id = excluded.series_id,"
                  " recurrence_id = excluded.recurrence_id, uid = excluded.uid,"
                  " changed_at = excluded.changed_at, first_month = excluded.first_month,"
                  " last_month = excluded.last_month, rule_month = excluded.rule_month",
                  "ttttttitttttttttiiiii", event->family_id, event->id, event->author_id, event->title,
                  event->note, doran_enum_name(DORAN_ENUM_event_colour, (int)event->colour),
                  (int64_t)event->all_day, event->start, event->end, event->zone, event->rrule,
                  exceptions.length ? exceptions.data : "", reminders.length ? reminders.data : "",
                  event->series_id, event->recurrence_id ? event->recurrence_id : "", event->uid,
                  (int64_t)event->created_at, (int64_t)event->changed_at, months->first, months->last,
                  months->rule);
    doran_buffer_deinit(&exceptions);
    doran_buffer_deinit(&reminders);
    return result;
}

enum store_result store_event_put(struct store *store, const struct doran_event *event,
                                  const struct doran_event *before, const struct store_months *months)
{
    int64_t recurs = event->rrule != NULL, recurred = before && before->rrule;
    enum store_result result = before && !recurred ? leave_months(store, before) : STORE_OK;
    if (result == STORE_OK)
        result = put_row(store, event, months);
    if (result == STORE_OK && !recurs)
        result = enter_months(store, event, months);
    if (result == STORE_OK)
        result = count(store, event->family_id, before ? 0 : 1, recurs - recurred);
    if (result == STORE_OK)
        result = store_append(store, event->family_id, DORAN_kind_event, event->id, DORAN_op_put);
    return result;
}

enum store_result store_event_unname(struct store *store, const struct doran_event *event)
{
    return store_change_one(store, "UPDATE events SET uid = id WHERE family_id = ?1 AND id = ?2", "tt",
                            event->family_id, event->id);
}

enum store_result store_event_remove(struct store *store, const struct doran_event *event)
{
    enum store_result result = event->rrule ? STORE_OK : leave_months(store, event);
    if (result == STORE_OK)
        result = store_change_one(store, "DELETE FROM events WHERE family_id = ?1 AND id = ?2", "tt",
                                  event->family_id, event->id);
    if (result == STORE_OK)
        result = store_reminders_clear(store, event->family_id, event->id);
    if (result == STORE_OK)
        result = count(store, event->family_id, -1, event->rrule ? -1 : 0);
    if (result == STORE_OK)
        result = store_append(store, event->family_id, DORAN_kind_event, event->id, DORAN_op_delete);
    return result;
}

/* STORE_NONE when what waits for the series is more than one may have. */
static enum store_result room_to_adopt(struct store *store, const struct doran_event *series)
{
    STORE_ROWS(rows);
    enum store_result result = store_select(store, &rows,
                                            "SELECT COUNT(*), COUNT(series_id) FROM events"
                                            " WHERE family_id = ?1 AND uid = ?2 AND recurrence_id <> ''",
                                            "tt", series->family_id, series->uid);
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result != STORE_OK)
        return result;
    int64_t different = db_int(rows, 0), own = db_int(rows, 1);
    return different == own || different <= DORAN_SERIES_DIFFERENT_MAX ? STORE_OK : STORE_NONE;
}

/* The month the rule has it in stands at the beginning of its recurrence_id, a day or a wall time. */
enum store_result store_event_adopt(struct store *store, const struct doran_event *series)
{
    STORE_ROWS(rows);
    enum store_result result = room_to_adopt(store, series);
    if (result != STORE_OK)
        return result;
    result = store_select(
        store, &rows,
        "UPDATE events SET series_id = ?3, rule_month = CAST(substr(recurrence_id, 1, 4) AS INTEGER)"
        " * 12 + CAST(substr(recurrence_id, 6, 2) AS INTEGER) - 1 WHERE family_id = ?1 AND uid = ?2"
        " AND recurrence_id <> '' AND series_id IS NULL RETURNING id",
        "ttt", series->family_id, series->uid, series->id);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK)
        result = store_append(store, series->family_id, DORAN_kind_event, db_text(rows, 0), DORAN_op_put);
    return result == STORE_NONE ? STORE_OK : result;
}

enum store_result store_event_depart(struct store *store, const char *user)
{
    return store_exec(store, "INSERT INTO departed (user_id) VALUES (?1) ON CONFLICT (user_id) DO NOTHING",
                      "t", user);
}

static enum store_result first_departed(struct store *store, const char **user)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows, "SELECT user_id FROM departed ORDER BY user_id LIMIT 1", "");
    if (result == STORE_OK)
        result = store_next(store, rows);
    if (result == STORE_OK)
        *user = store_text(store, rows, 0);
    return result;
}

static enum store_result forget_author(struct store *store, const char *user, int64_t limit, int64_t *counted)
{
    STORE_ROWS(rows);
    enum store_result result =
        store_select(store, &rows,
                     "UPDATE events SET author_id = NULL WHERE (family_id, id) IN (SELECT family_id, id"
                     " FROM events WHERE author_id = ?1 ORDER BY family_id, id LIMIT ?2)"
                     " RETURNING family_id, id",
                     "ti", user, limit);
    while (result == STORE_OK && (result = store_next(store, rows)) == STORE_OK) {
        result = store_append(store, db_text(rows, 0), DORAN_kind_event, db_text(rows, 1), DORAN_op_put);
        ++*counted;
    }
    return result == STORE_NONE ? STORE_OK : result;
}

enum store_result store_events_forget(struct store *store, int64_t limit, int64_t *counted)
{
    const char *user = NULL;
    *counted = 0;
    enum store_result result = first_departed(store, &user);
    if (result != STORE_OK)
        return result == STORE_NONE ? STORE_OK : result;
    result = forget_author(store, user, limit, counted);
    if (result != STORE_OK || *counted > 0)
        return result;
    *counted = limit; /* There may be another one. */
    return store_exec(store, "DELETE FROM departed WHERE user_id = ?1", "t", user);
}

enum store_result store_events_purge(struct store *store, const char *family, int64_t limit, int64_t *counted)
{
    static const char *const rows_of_family[] = {
        "DELETE FROM event_months WHERE family_id = ?1 AND (month, event_id) IN"
        " (SELECT month, event_id FROM event_months WHERE family_id = ?1 LIMIT ?2)",
        "DELETE FROM event_reminders WHERE family_id = ?1 AND (event_id, minutes) IN"
        " (SELECT event_id, minutes FROM event_reminders WHERE family_id = ?1 LIMIT ?2)",
        "DELETE FROM changes WHERE stream = ?1 AND kind = ?3 AND id IN"
        " (SELECT id FROM changes WHERE stream = ?1 AND kind = ?3 LIMIT ?2)",
        "DELETE FROM events WHERE family_id = ?1 AND id IN"
        " (SELECT id FROM events WHERE family_id = ?1 LIMIT ?2)",
    };
    *counted = 0;
    for (size_t i = 0; i < sizeof rows_of_family / sizeof rows_of_family[0]; i++) {
        bool log = strstr(rows_of_family[i], "?3") != NULL;
        enum store_result result =
            log ? store_exec(store, rows_of_family[i], "tii", family, limit, (int64_t)DORAN_kind_event)
                : store_exec(store, rows_of_family[i], "ti", family, limit);
        if (result != STORE_OK)
            return result;
        *counted += db_changes(store->conn);
    }
    return STORE_OK;
}
