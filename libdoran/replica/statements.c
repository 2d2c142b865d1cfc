#include "libdoran/replica/store.h"

/* `json` is NULL in a tombstone. `at` orders what is listed, `open` counts what is unread or waits,
 * `done` is when it was completed (0: not). A position is how far a stream is known; below `before` the first sync has pages to fetch still (0: none). */
const char store_schema[] =
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE object (stream TEXT NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT "
    "NULL,"
    " at INTEGER NOT NULL, open INTEGER NOT NULL, done INTEGER NOT NULL, json TEXT, PRIMARY KEY (stream, "
    "kind, id)) WITHOUT ROWID;"
    "CREATE INDEX object_at ON object (stream, kind, at, id) WHERE json IS NOT NULL;"
    /* What is open is counted from this alone, without its texts. */
    "CREATE INDEX object_open ON object (stream, kind, at, id, open) WHERE open;"
    "CREATE INDEX object_done ON object (stream, kind, done, id) WHERE done > 0;"
    /* Where in time events are: single ones by each month they touch; series (`series` NULL) by their months, and what is
       different in one by the month the rule has it in. Months are counted from year 0. */
    "CREATE TABLE event_month (stream TEXT NOT NULL, month INTEGER NOT NULL, id TEXT NOT NULL,"
    " PRIMARY KEY (stream, month, id)) WITHOUT ROWID;"
    "CREATE TABLE event_series (stream TEXT NOT NULL, id TEXT NOT NULL, series TEXT, first INTEGER NOT NULL,"
    " last INTEGER NOT NULL, PRIMARY KEY (stream, id)) WITHOUT ROWID;"
    "CREATE INDEX event_series_at ON event_series (stream, series, first);"
    "CREATE TABLE position (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, before INTEGER NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE presence (user TEXT PRIMARY KEY, online INTEGER NOT NULL, seen INTEGER NOT NULL) WITHOUT "
    "ROWID;"
    "CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL UNIQUE,"
    " lane TEXT NOT NULL, route TEXT NOT NULL, path TEXT NOT NULL, request TEXT, queued_at INTEGER NOT NULL,"
    " state INTEGER NOT NULL, created TEXT NOT NULL, error TEXT, field TEXT, message TEXT);"
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

#define ITEM                                                                                                 \
    "position, operation, lane, route, path, request, queued_at, state, created, error, field, message"
#define LIVING "stream = ?1 AND kind = ?2 AND json IS NOT NULL"

const char *const store_statements[STORE_STATEMENT_COUNT] = {
    [STORE_BEGIN_READ] = "BEGIN",
    [STORE_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [STORE_COMMIT] = "COMMIT",
    [STORE_ROLLBACK] = "ROLLBACK",
    [STORE_META_GET] = "SELECT value FROM meta WHERE name = ?1",
    [STORE_META_SET] = "INSERT INTO meta (name, value) VALUES (?1, ?2)"
                       " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    /* The same seq again may carry a later state of the object, an older seq never does. */
    [STORE_OBJECT_PUT] =
        "INSERT INTO object (stream, kind, id, seq, at, open, json, done)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (stream, kind, id) DO UPDATE SET"
        " seq = excluded.seq, at = excluded.at, open = excluded.open, json = excluded.json, done = "
        "excluded.done"
        " WHERE excluded.seq >= seq",
    [STORE_OBJECT_GET] = "SELECT json FROM object WHERE " LIVING " AND id = ?3",
    [STORE_OBJECTS_RISING] = "SELECT json FROM object WHERE " LIVING " ORDER BY at, id LIMIT ?3",
    [STORE_OBJECTS_FALLING] = "SELECT json FROM object WHERE " LIVING " ORDER BY at DESC, id DESC LIMIT ?3",
    [STORE_OBJECTS_OPEN_FALLING] =
        "SELECT json FROM object WHERE " LIVING " AND open ORDER BY at DESC, id DESC LIMIT ?3",
    /* A tombstone is not open. No more are counted than a server keeps. */
    [STORE_OBJECTS_OPEN_COUNT] = "SELECT count(*) FROM (SELECT 1 FROM object WHERE stream = ?1 AND kind = ?2"
                                 " AND open LIMIT ?3)",
    [STORE_OBJECTS_BETWEEN] = "SELECT json FROM object WHERE " LIVING
                              " AND at >= ?3 AND at < ?4 ORDER BY at DESC, id DESC LIMIT ?5",
    [STORE_OBJECTS_DONE_BETWEEN] = "SELECT json FROM object WHERE " LIVING
                                   " AND done > 0 AND done >= ?3 AND done < ?4 ORDER BY done, id LIMIT ?5",
    [STORE_EVENTS_IN] =
        "SELECT json FROM object WHERE " LIVING " AND id IN (SELECT id FROM event_month WHERE stream = ?1"
        " AND month BETWEEN ?3 AND ?4 UNION SELECT id FROM event_series WHERE stream = ?1 AND series IS NULL"
        " AND first <= ?4 AND last >= ?3 UNION SELECT id FROM event_series WHERE stream = ?1"
        " AND series IS NOT NULL AND first BETWEEN ?5 AND ?4) ORDER BY id",
    [STORE_EVENTS_DIFFERENT] = "SELECT json FROM object WHERE " LIVING
                               " AND id IN (SELECT id FROM event_series WHERE stream = ?1 AND series = ?3)",
    [STORE_EVENT_MONTH_ADD] = "INSERT OR IGNORE INTO event_month (stream, month, id) VALUES (?1, ?2, ?3)",
    [STORE_EVENT_MONTH_REMOVE] = "DELETE FROM event_month WHERE stream = ?1 AND month = ?2 AND id = ?3",
    [STORE_EVENT_SERIES_ADD] = "INSERT OR REPLACE INTO event_series (stream, id, series, first, last)"
                               " VALUES (?1, ?2, ?3, ?4, ?5)",
    [STORE_EVENT_SERIES_REMOVE] = "DELETE FROM event_series WHERE stream = ?1 AND id = ?2",
    [STORE_STREAM_MONTHS_WIPE] = "DELETE FROM event_month WHERE stream = ?1",
    [STORE_STREAM_SERIES_WIPE] = "DELETE FROM event_series WHERE stream = ?1",
    [STORE_MONTHS_WIPE] = "DELETE FROM event_month",
    [STORE_SERIES_WIPE] = "DELETE FROM event_series",
    [STORE_STREAM_OBJECTS_WIPE] = "DELETE FROM object WHERE stream = ?1",
    [STORE_STREAM_POSITION_WIPE] = "DELETE FROM position WHERE stream = ?1",
    [STORE_OBJECTS_WIPE] = "DELETE FROM object",
    [STORE_POSITIONS_WIPE] = "DELETE FROM position",
    [STORE_POSITION_MAKE] = "INSERT INTO position (stream, seq, before) VALUES (?1, ?2, 0)"
                            " ON CONFLICT (stream) DO UPDATE SET seq = max(seq, excluded.seq)",
    [STORE_POSITION_RAISE] = "UPDATE position SET seq = max(seq, ?2) WHERE stream = ?1",
    [STORE_POSITION_BEFORE] = "UPDATE position SET before = ?2 WHERE stream = ?1",
    [STORE_POSITIONS] = "SELECT stream, seq, before FROM position ORDER BY stream",
    [STORE_FAMILIES_WITHOUT_POSITION] =
        "SELECT id FROM object WHERE " LIVING " AND id NOT IN (SELECT stream FROM position) ORDER BY at, id",
    [STORE_PRESENCE_PUT] = "INSERT INTO presence (user, online, seen) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT (user) DO UPDATE SET online = excluded.online,"
                           " seen = CASE WHEN excluded.seen = 0 THEN seen ELSE excluded.seen END",
    [STORE_PRESENCE_OF_FAMILY] =
        "SELECT p.user, p.online, p.seen FROM object o JOIN presence p ON p.user = o.id"
        " WHERE o.stream = ?1 AND o.kind = ?2 AND o.json IS NOT NULL ORDER BY o.at, o.id",
    [STORE_PRESENCE_TRIM] = "DELETE FROM presence WHERE user NOT IN"
                            " (SELECT id FROM object WHERE kind = ?1 AND json IS NOT NULL)",
    [STORE_PRESENCE_WIPE] = "DELETE FROM presence",
    [STORE_OUTBOX_ADD] =
        "INSERT INTO outbox (operation, lane, route, path, request, queued_at, state, created)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, '')",
    [STORE_OUTBOX_COUNT] = "SELECT count(*) FROM outbox",
    [STORE_OUTBOX_ALL] = "SELECT " ITEM " FROM outbox ORDER BY position",
    [STORE_OUTBOX_GET] = "SELECT " ITEM " FROM outbox WHERE operation = ?1",
    /* The oldest that waits in a lane where nothing is being sent. */
    [STORE_OUTBOX_NEXT] = "SELECT " ITEM " FROM outbox WHERE state = 0 AND lane NOT IN"
                          " (SELECT lane FROM outbox WHERE state = 1) ORDER BY position LIMIT 1",
    [STORE_OUTBOX_STATE] = "UPDATE outbox SET state = ?2, error = NULL, field = NULL, message = NULL"
                           " WHERE operation = ?1",
    [STORE_OUTBOX_PARK] =
        "UPDATE outbox SET state = 2, error = ?2, field = ?3, message = ?4 WHERE operation = ?1",
    [STORE_OUTBOX_EDIT] = "UPDATE outbox SET operation = ?2, request = ?3, state = 0, error = NULL,"
                          " field = NULL, message = NULL WHERE operation = ?1",
    [STORE_OUTBOX_ANSWER] = "UPDATE outbox SET state = 3, created = ?2 WHERE operation = ?1",
    [STORE_OUTBOX_RENAME] = "UPDATE outbox SET path = replace(path, ?1, ?2)"
                            " WHERE state IN (0, 2) AND instr(path, ?1) > 0",
    [STORE_OUTBOX_REMOVE] = "DELETE FROM outbox WHERE operation = ?1",
    [STORE_OUTBOX_MOVE] = "UPDATE outbox SET state = ?2 WHERE state = ?1",
    [STORE_OUTBOX_REMOVE_STATE] = "DELETE FROM outbox WHERE state = ?1",
    [STORE_OUTBOX_STATES] = "SELECT DISTINCT state FROM outbox",
    [STORE_OUTBOX_SPAN] = "SELECT min(position), max(position) FROM outbox WHERE state IN (0, 1)",
    [STORE_OUTBOX_WIPE] = "DELETE FROM outbox",
    [STORE_SETTING_GET] = "SELECT value FROM setting WHERE name = ?1",
    [STORE_SETTING_SET] = "INSERT INTO setting (name, value) VALUES (?1, ?2)"
                          " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [STORE_SETTING_REMOVE] = "DELETE FROM setting WHERE name = ?1",
    [STORE_SETTING_WIPE] = "DELETE FROM setting",
};
