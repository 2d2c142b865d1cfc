/* Events: where in time they are to be found, and reading a stretch of the calendar with what is unsent on top. */
#include "libdoran/replica/read.h"

#include <doran/calendar.h>
#include <doran/json.h>
#include <doran/text.h>

#include <stdlib.h>
#include <string.h>

#define ZONES_APART 2 /* Days: a wall time is that far at most from what any family's zone has. */
#define LONGEST 14    /* Months that an event may be long, rounded up. */

struct months {
    int32_t first, last;
};

static bool months_of(const struct doran_event *event, struct months *out)
{
    struct doran_date first, last;
    if (!doran_event_days(event, event->zone != NULL ? event->zone : "UTC", &first, &last))
        return false;
    int margin = event->all_day ? 0 : ZONES_APART;
    out->first = doran_month_number(doran_date_add_days(first, -margin));
    out->last = doran_month_number(doran_date_add_days(last, margin));
    return true;
}

static bool each_month(struct doran_replica *replica, enum store_statement which,
                       const struct doran_event *event, struct doran_error *error)
{
    struct months months;
    if (!months_of(event, &months))
        return true; /* Of a later version: it is kept, but not shown. */
    for (int32_t month = months.first; month <= months.last; month++) {
        sqlite3_stmt *statement = store_prepare(replica, which, error);
        if (statement == NULL)
            return false;
        store_bind(statement, 1, event->family_id);
        sqlite3_bind_int(statement, 2, month);
        store_bind(statement, 3, event->id);
        int step = store_step(replica, statement, error);
        store_done(statement);
        if (step != 0)
            return false;
    }
    return true;
}

static bool enter_series(struct doran_replica *replica, const struct doran_event *event, struct months months,
                         struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_EVENT_SERIES_ADD, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, event->family_id);
    store_bind(statement, 2, event->id);
    store_bind(statement, 3, event->series_id);
    sqlite3_bind_int(statement, 4, months.first);
    sqlite3_bind_int(statement, 5, months.last);
    int step = store_step(replica, statement, error);
    store_done(statement);
    return step == 0;
}

bool store_event_enter(struct doran_replica *replica, const struct doran_event *event,
                       struct doran_error *error)
{
    struct months months;
    if (event->rrule != NULL)
        return !months_of(event, &months) || enter_series(replica, event, months, error);
    if (!each_month(replica, STORE_EVENT_MONTH_ADD, event, error))
        return false;
    struct doran_wall rule;
    if (event->series_id == NULL || (!doran_when_parse(event->recurrence_id, true, &rule) &&
                                     !doran_when_parse(event->recurrence_id, false, &rule)))
        return true;
    months.first = months.last = doran_month_number(rule.date);
    return enter_series(replica, event, months, error);
}

static bool decode_event(sqlite3_stmt *statement, struct doran_event *out, struct doran_arena *arena)
{
    struct doran_error why;
    return doran_json_decode(DORAN_TYPE_event, DORAN_JSON_LENIENT,
                             (const char *)sqlite3_column_text(statement, 0),
                             (size_t)sqlite3_column_bytes(statement, 0), out, arena, &why);
}

/* The row as it is, in the arena; false with code none when there is none. */
static bool read_row(struct doran_replica *replica, const char *stream, const char *id,
                     struct doran_event *out, struct doran_arena *arena, struct doran_error *error)
{
    sqlite3_stmt *statement = store_prepare(replica, STORE_OBJECT_GET, error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, stream);
    sqlite3_bind_int(statement, 2, DORAN_kind_event);
    store_bind(statement, 3, id);
    int step = store_step(replica, statement, error);
    bool there = step > 0 && decode_event(statement, out, arena);
    store_done(statement);
    return there;
}

bool store_event_leave(struct doran_replica *replica, const char *stream, const char *id,
                       struct doran_error *error)
{
    struct doran_arena arena = {0};
    struct doran_event event;
    struct doran_error why;
    doran_error_clear(&why);
    bool there = read_row(replica, stream, id, &event, &arena, &why);
    bool good = why.code == DORAN_ERROR_none;
    if (there) {
        event.family_id = stream;
        good = (event.rrule != NULL || each_month(replica, STORE_EVENT_MONTH_REMOVE, &event, error)) &&
               STORE_RUN(replica, STORE_EVENT_SERIES_REMOVE, error, stream, id);
    } else if (!good && error != NULL) {
        *error = why;
    }
    doran_arena_deinit(&arena);
    return good;
}

/* --- Reading --------------------------------------------------------------------------------------------------- */

/* Rows of a statement that takes one text, without those that are there already. */
static bool load_missing(struct reading *reading, enum store_statement which, const char *text,
                         struct store_rows *rows)
{
    struct store_rows found = reading_rows(reading, rows->stream, DORAN_kind_event);
    if (!reading_load(reading, which, 0, text, &found))
        return false;
    for (size_t i = 0; i < found.count; i++) {
        const struct doran_event *event = &((const struct doran_event *)found.items)[i];
        if (store_rows_find(rows, event->id) != NULL)
            continue;
        struct doran_event *added = store_rows_add(rows);
        if (added == NULL)
            return doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
        *added = *event;
    }
    return true;
}

/* An event whole: with its series, and all that is different in it. */
static bool load_whole(struct reading *reading, const char *id, struct store_rows *rows)
{
    if (store_rows_find(rows, id) == NULL && !load_missing(reading, STORE_OBJECT_GET, id, rows))
        return false;
    const struct doran_event *event = store_rows_find(rows, id);
    if (event == NULL)
        return true; /* It is unsent itself, or gone. */
    const char *series = event->series_id != NULL ? event->series_id : event->rrule != NULL ? id : NULL;
    return series == NULL || ((store_rows_find(rows, series) != NULL ||
                               load_missing(reading, STORE_OBJECT_GET, series, rows)) &&
                              load_missing(reading, STORE_EVENTS_DIFFERENT, series, rows));
}

/* A scoped change needs the whole series, wherever in time the rest of it is. */
static bool load_touched(struct reading *reading, struct store_rows *rows)
{
    for (size_t i = 0; i < reading->outbox.count; i++) {
        const struct store_item *item = &reading->outbox.items[i];
        const char *id = item->params.ids[DORAN_PARAM_event], *made = NULL;
        if (item->route->id == DORAN_R_event_restore)
            made = ((const struct doran_event_restore *)item->request)->made_id;
        if (id[0] != '\0' && strcmp(item->params.ids[DORAN_PARAM_family], rows->stream) == 0 &&
            (!load_whole(reading, id, rows) || (made != NULL && !load_whole(reading, made, rows))))
            return false;
    }
    return true;
}

bool reading_event(struct reading *reading, const char *id, struct store_rows *rows)
{
    return reading_zone(reading, rows) && load_whole(reading, id, rows) && load_touched(reading, rows);
}

static bool keep_set(struct store_rows *rows, const char *id)
{
    const struct doran_event *event = store_rows_find(rows, id);
    if (event == NULL)
        return false;
    if (event->series_id != NULL && store_rows_find(rows, event->series_id) != NULL)
        id = event->series_id;
    for (size_t i = rows->count; i-- > 0;) {
        const struct doran_event *other = &((const struct doran_event *)rows->items)[i];
        if (strcmp(other->id, id) != 0 && (other->series_id == NULL || strcmp(other->series_id, id) != 0))
            store_rows_remove(rows, i);
    }
    return true;
}

bool doran_replica_event_set(struct doran_replica *replica, const char *family, const char *id,
                             struct doran_event_list *out, struct doran_arena *arena,
                             struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    *out = (struct doran_event_list){0};
    if (!reading_begin(&reading))
        return false;
    struct store_rows rows = reading_rows(&reading, family, DORAN_kind_event);
    bool good = reading_event(&reading, id, &rows) && reading_overlay(&reading, &rows) &&
                (keep_set(&rows, id) || doran_fail(error, DORAN_ERROR_not_found, NULL, NULL));
    good = reading_end(&reading, good);
    out->items = rows.items;
    out->count = good ? rows.count : 0;
    return good;
}

static bool load_months(struct reading *reading, struct doran_date from, struct doran_date to,
                        struct store_rows *rows)
{
    sqlite3_stmt *statement = store_prepare(reading->replica, STORE_EVENTS_IN, reading->error);
    if (statement == NULL)
        return false;
    int32_t first = doran_month_number(from), last = doran_month_number(doran_date_add_days(to, -1));
    store_bind(statement, 1, rows->stream);
    sqlite3_bind_int(statement, 2, DORAN_kind_event);
    sqlite3_bind_int(statement, 3, first);
    sqlite3_bind_int(statement, 4, last);
    sqlite3_bind_int(statement, 5, first - LONGEST);
    return reading_take(reading, statement, rows);
}

/* What the members are called now, not when the events were last changed. */
static bool name_authors(struct reading *reading, struct store_rows *rows)
{
    struct store_rows members = reading_rows(reading, rows->stream, DORAN_kind_member);
    if (rows->count == 0)
        return true;
    if (!reading_load(reading, STORE_OBJECTS_RISING, READING_ROWS_MAX, NULL, &members) ||
        !reading_overlay(reading, &members))
        return false;
    const struct doran_member *member = members.items;
    for (size_t i = 0; i < rows->count; i++) {
        struct doran_event *event = &((struct doran_event *)rows->items)[i];
        for (size_t j = 0; event->author_id != NULL && j < members.count; j++)
            if (strcmp(member[j].user_id, event->author_id) == 0)
                doran_set(event, event, author_name, member[j].nickname);
    }
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct doran_event *)a)->id, ((const struct doran_event *)b)->id);
}

static bool read_events(struct reading *reading, struct doran_date from, struct doran_date to,
                        struct store_rows *rows)
{
    if (!reading_zone(reading, rows) || !load_months(reading, from, to, rows))
        return false;
    if (store_overlay_touches(&reading->outbox, DORAN_kind_event) &&
        (!load_touched(reading, rows) || !reading_overlay(reading, rows)))
        return false;
    if (!name_authors(reading, rows))
        return false;
    if (rows->count > 1)
        qsort(rows->items, rows->count, rows->size, by_id);
    return true;
}

static bool read_window(struct doran_replica *replica, const char *family, struct doran_date from,
                        struct doran_date to, struct store_rows *rows, struct doran_arena *arena,
                        struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    int32_t days = doran_date_number(to) - doran_date_number(from);
    if (days < 1 || days > DORAN_WINDOW_DAYS_MAX)
        return doran_fail(error, DORAN_ERROR_invalid, "to", "A window has 1 to %d days.",
                          DORAN_WINDOW_DAYS_MAX);
    if (!reading_begin(&reading))
        return false;
    *rows = reading_rows(&reading, family, DORAN_kind_event);
    return reading_end(&reading, read_events(&reading, from, to, rows));
}

bool doran_replica_events(struct doran_replica *replica, const char *family, struct doran_date from,
                          struct doran_date to, struct doran_event_list *out, struct doran_arena *arena,
                          struct doran_error *error)
{
    struct store_rows rows = {0};
    *out = (struct doran_event_list){0};
    if (!read_window(replica, family, from, to, &rows, arena, error))
        return false;
    out->items = rows.items;
    out->count = rows.count;
    return true;
}

static int id_of(const void *key, const void *item)
{
    return strcmp(key, ((const struct doran_event *)item)->id);
}

/* Those of the sorted rows that have an occurrence. */
static bool keep_present(struct store_rows *rows, struct doran_calendar_page *out)
{
    if (rows->count == 0)
        return true;
    bool *present = doran_arena_alloc(rows->arena, rows->count);
    if (present == NULL)
        return false;
    struct doran_event *events = rows->items;
    for (size_t i = 0; i < out->occurrences.count; i++) {
        const struct doran_event *event =
            bsearch(out->occurrences.items[i].event_id, events, rows->count, sizeof *events, id_of);
        if (event != NULL)
            present[event - events] = true;
    }
    out->events.items = events;
    for (size_t i = 0; i < rows->count; i++)
        if (present[i])
            events[out->events.count++] = events[i];
    return true;
}

bool doran_replica_calendar(struct doran_replica *replica, const char *family, struct doran_date from,
                            struct doran_date to, struct doran_calendar_page *out, struct doran_arena *arena,
                            struct doran_error *error)
{
    struct store_rows rows = {0};
    *out = (struct doran_calendar_page){0};
    if (!read_window(replica, family, from, to, &rows, arena, error))
        return false;
    const struct doran_window window = {
        .from = from, .to = to, .zone = rows.zone != NULL && rows.zone[0] != '\0' ? rows.zone : "UTC"};
    if (!doran_events_expand(rows.items, rows.count, &window, arena, &out->occurrences, &out->more, error))
        return false;
    return keep_present(&rows, out) || doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
}

/* --- Finding --------------------------------------------------------------------------------------------------- */

struct wanted {
    char *key; /* malloc'ed */
    size_t max;
};

static bool text_has(const char *text, const struct wanted *wanted)
{
    char *key = text != NULL ? doran_text_key(text) : NULL;
    bool found = key != NULL && strstr(key, wanted->key) != NULL;
    free(key);
    return found;
}

static bool is_wanted(const struct doran_event *event, const struct wanted *wanted)
{
    return text_has(event->title, wanted) || text_has(event->note, wanted);
}

/* Each confirmed row is read by itself, so that only what is found takes room. */
static bool find_rows(struct reading *reading, const struct wanted *wanted, struct store_rows *rows)
{
    sqlite3_stmt *statement = store_prepare(reading->replica, STORE_OBJECTS_RISING, reading->error);
    if (statement == NULL)
        return false;
    store_bind(statement, 1, rows->stream);
    sqlite3_bind_int(statement, 2, DORAN_kind_event);
    sqlite3_bind_int64(statement, 3, DORAN_FAMILY_EVENTS_MAX);
    int step = 0;
    bool good = true;
    while (good && rows->count < wanted->max &&
           (step = store_step(reading->replica, statement, reading->error)) > 0) {
        struct doran_arena arena = {0};
        struct doran_event event;
        bool hit = decode_event(statement, &event, &arena) && is_wanted(&event, wanted);
        doran_arena_deinit(&arena);
        struct doran_event *kept = hit ? store_rows_add(rows) : NULL;
        good = !hit || (kept != NULL && decode_event(statement, kept, reading->arena)) ||
               doran_fail(reading->error, DORAN_ERROR_no_memory, NULL, NULL);
    }
    store_done(statement);
    return good && step >= 0;
}

/* What is unsent may have other words. */
static bool find_all(struct reading *reading, const struct wanted *wanted, struct store_rows *rows)
{
    if (!reading_zone(reading, rows) || !find_rows(reading, wanted, rows))
        return false;
    if (!store_overlay_touches(&reading->outbox, DORAN_kind_event))
        return true;
    if (!load_touched(reading, rows) || !reading_overlay(reading, rows))
        return false;
    for (size_t i = rows->count; i-- > 0;)
        if (!is_wanted(&((const struct doran_event *)rows->items)[i], wanted))
            store_rows_remove(rows, i);
    return true;
}

bool doran_replica_events_find(struct doran_replica *replica, const char *family, const char *words,
                               size_t max, struct doran_event_list *out, struct doran_arena *arena,
                               struct doran_error *error)
{
    struct reading reading = {.replica = replica, .arena = arena, .error = error};
    struct wanted wanted = {.key = doran_text_key(words), .max = max};
    *out = (struct doran_event_list){0};
    if (wanted.key == NULL)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    bool good = reading_begin(&reading);
    if (good) {
        struct store_rows rows = reading_rows(&reading, family, DORAN_kind_event);
        good = reading_end(&reading, find_all(&reading, &wanted, &rows));
        out->items = rows.items;
        out->count = good ? rows.count < max ? rows.count : max : 0;
    }
    free(wanted.key);
    return good;
}
