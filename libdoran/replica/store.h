/* The replica's SQLite file, as the files of this folder see it: the handle, prepared statements,
 * transactions. Nobody outside this folder includes this. */
#ifndef DORAN_REPLICA_STORE_H
#define DORAN_REPLICA_STORE_H

#include <doran/id.h>
#include <doran/replica.h>

#include <sqlite3.h>

#define STORE_VERSION 3              /* PRAGMA user_version */
#define STORE_APPLICATION 0x444f5241 /* PRAGMA application_id: "DORA" */
#define STORE_BUSY_MS 5000           /* How long one writer waits for another. */

/* Every statement that is prepared once and kept; the texts are in statements.c. */
enum store_statement {
    STORE_BEGIN_READ,
    STORE_BEGIN_WRITE,
    STORE_COMMIT,
    STORE_ROLLBACK,
    STORE_META_GET,
    STORE_META_SET,
    STORE_OBJECT_PUT,
    STORE_OBJECT_GET,
    STORE_OBJECTS_RISING,
    STORE_OBJECTS_FALLING,
    STORE_OBJECTS_OPEN_FALLING,
    STORE_OBJECTS_OPEN_COUNT,
    STORE_OBJECTS_BETWEEN,
    STORE_OBJECTS_DONE_BETWEEN,
    STORE_EVENTS_IN,
    STORE_EVENTS_DIFFERENT,
    STORE_EVENT_MONTH_ADD,
    STORE_EVENT_MONTH_REMOVE,
    STORE_EVENT_SERIES_ADD,
    STORE_EVENT_SERIES_REMOVE,
    STORE_STREAM_MONTHS_WIPE,
    STORE_STREAM_SERIES_WIPE,
    STORE_MONTHS_WIPE,
    STORE_SERIES_WIPE,
    STORE_STREAM_OBJECTS_WIPE,
    STORE_STREAM_POSITION_WIPE,
    STORE_OBJECTS_WIPE,
    STORE_POSITIONS_WIPE,
    STORE_POSITION_MAKE,
    STORE_POSITION_RAISE,
    STORE_POSITION_BEFORE,
    STORE_POSITIONS,
    STORE_FAMILIES_WITHOUT_POSITION,
    STORE_PRESENCE_PUT,
    STORE_PRESENCE_OF_FAMILY,
    STORE_PRESENCE_TRIM,
    STORE_PRESENCE_WIPE,
    STORE_OUTBOX_ADD,
    STORE_OUTBOX_COUNT,
    STORE_OUTBOX_ALL,
    STORE_OUTBOX_GET,
    STORE_OUTBOX_NEXT,
    STORE_OUTBOX_STATE,
    STORE_OUTBOX_PARK,
    STORE_OUTBOX_EDIT,
    STORE_OUTBOX_ANSWER,
    STORE_OUTBOX_RENAME,
    STORE_OUTBOX_REMOVE,
    STORE_OUTBOX_MOVE,
    STORE_OUTBOX_REMOVE_STATE,
    STORE_OUTBOX_STATES,
    STORE_OUTBOX_SPAN,
    STORE_OUTBOX_WIPE,
    STORE_SETTING_GET,
    STORE_SETTING_SET,
    STORE_SETTING_REMOVE,
    STORE_SETTING_WIPE,
    STORE_STATEMENT_COUNT
};
extern const char *const store_statements[STORE_STATEMENT_COUNT];
extern const char store_schema[];

/* An item of the outbox as it is stored. */
struct store_item {
    int64_t position;
    char operation[37];
    char lane[37]; /* the family, "" for the user */
    const struct doran_route *route;
    struct doran_path params;
    char *path;         /* of the request; it names the object */
    char *request_json; /* NULL without a body */
    void *request;      /* a struct of the route's request type */
    doran_time queued_at;
    int state;
    char created[37]; /* the id of what it made, once answered */
    struct doran_error error;
};
struct store_items {
    struct store_item *items;
    size_t count;
};

/* What all readings between doran_replica_hold() and doran_replica_release() share. */
struct store_hold {
    bool held;
    struct doran_arena *arena; /* what was read for it lies there */
    struct store_items outbox;
    char *user;
};

/* Rows of one kind, as read from the file; overlays change them. */
struct store_rows {
    enum doran_kind kind;
    const char *stream;
    const char *me;   /* the user's id */
    const char *zone; /* of the family, where an overlay needs it */
    size_t size;      /* of one */
    void *items;
    size_t count, capacity;
    struct doran_arena *arena;
};

#define STORE_VERSION_TEXT_MAX 48

/* The newest confirmed notifications as they were read last, as there may be thousands: good while none has changed. */
struct store_newest {
    bool known;
    char version[STORE_VERSION_TEXT_MAX]; /* then */
    char user[37];
    size_t limit; /* no more were asked for */
    int64_t open; /* of all */
    struct store_rows rows;
    struct doran_arena arena; /* they lie there */
};

struct doran_replica {
    char *path; /* ":memory:" for one that is in no file */
    sqlite3 *db;
    sqlite3_stmt *statements[STORE_STATEMENT_COUNT];
    int doorbell_fd;       /* of the side file, -1 without one */
    int trial_fd;          /* the lock is tried for with it, -1 without one */
    bool durable;          /* synchronous FULL: what is written here is not on the server yet */
    bool relaxed;          /* but not what this transaction writes */
    bool writing;          /* the transaction that was begun last does */
    bool broken;           /* a statement has met damage */
    uint32_t data_version; /* as replica_changed_elsewhere() last saw it */
    int wal_pages;         /* in the log after the last commit of this connection */
    struct store_hold hold;
    struct store_newest newest;
};

/* Opens the file, sets it aside when it is broken, makes it when it is missing. */
struct doran_replica *store_open(const char *path, bool durable, struct doran_error *error);

/* A prepared statement, ready for bindings. Give it back with store_done(). NULL with `error` set. */
sqlite3_stmt *store_prepare(struct doran_replica *replica, enum store_statement which,
                            struct doran_error *error);
void store_done(sqlite3_stmt *statement);
/* Steps: 1 a row, 0 the end, -1 with `error` set. */
int store_step(struct doran_replica *replica, sqlite3_stmt *statement, struct doran_error *error);
/* Prepares a statement, binds texts (NULL as NULL) to ?1 …, runs it to its end. */
bool store_run(struct doran_replica *replica, enum store_statement which, const char *const *texts,
               size_t count, struct doran_error *error);
#define STORE_RUN(replica, which, error, ...)                                                                \
    store_run(replica, which, (const char *const[]){__VA_ARGS__},                                            \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), error)
/* The error for whatever SQLite said last. Returns false. */
bool store_fail(struct doran_replica *replica, struct doran_error *error);
/* A column's text in the arena, NULL for NULL or without memory. */
char *store_text(sqlite3_stmt *statement, int column, struct doran_arena *arena);
/* A column's text in a fixed array, "" when it does not fit. */
void store_copy(sqlite3_stmt *statement, int column, char *out, size_t size);
void store_bind(sqlite3_stmt *statement, int index, const char *text);

/* One transaction; a reading one sees one state. Reopens a file that another process has set aside. While the replica is held a
 * reading one is part of what is held, and a writing one ends that. */
bool store_begin(struct doran_replica *replica, bool writing, struct doran_error *error);
/* One that writes, and whose commit does not wait for the disk: what it wrote outlives the program, and the machine once
 * somebody syncs (replica_keep()). */
bool store_begin_relaxed(struct doran_replica *replica, struct doran_error *error);
/* Commits, or rolls back when `good` is false. Returns whether all is well. */
bool store_end(struct doran_replica *replica, bool good, struct doran_error *error);

/* A value kept by name: "user", "epoch", "generation". "" when there is none. */
bool store_meta_get(struct doran_replica *replica, const char *name, char *out, size_t size,
                    struct doran_error *error);
bool store_meta_set(struct doran_replica *replica, const char *name, const char *value,
                    struct doran_error *error);
/* Marks that rows were taken away, so that what was asked of the server before is not applied any more. */
bool store_generation_raise(struct doran_replica *replica, struct doran_error *error);
int64_t store_generation(struct doran_replica *replica);
/* Marks that objects of a kind have changed. */
bool store_version_raise(struct doran_replica *replica, enum doran_kind kind, struct doran_error *error);
/* Another text whenever confirmed objects of the kind may be others. */
bool store_version(struct doran_replica *replica, enum doran_kind kind, char out[STORE_VERSION_TEXT_MAX],
                   struct doran_error *error);
/* FNV-1a of a text, going on from an earlier one or from STORE_MIX. */
#define STORE_MIX UINT64_C(14695981039346656037)
uint64_t store_mix(uint64_t hash, const char *text);

/* Takes all objects and positions out, not the outbox and the settings. Inside a transaction. */
bool store_wipe_objects(struct doran_replica *replica, struct doran_error *error);
/* Tells the process that syncs, by the side file, that there is something new in the outbox. */
void store_ring(struct doran_replica *replica);
/* Tells the others, by the side file's times, that something was committed: only now they can see it. */
void store_tell(const struct doran_replica *replica);

/* An event is found by where in time it is: takes it out of, or into, that index. Inside a transaction. */
bool store_event_enter(struct doran_replica *replica, const struct doran_event *event,
                       struct doran_error *error);
bool store_event_leave(struct doran_replica *replica, const char *stream, const char *id,
                       struct doran_error *error);

/* States beyond enum doran_outbox_state: the server has answered, but its change has not come back yet. */
enum { STORE_ITEM_ANSWERED = 3, STORE_ITEM_SETTLING = 4 };
#define STORE_OUTBOX_MAX 1000
/* A request of a route that may wait, checked and as JSON in the arena; NULL for a route without a body. */
bool store_item_encode(const struct doran_route *route, const void *request, char **json,
                       struct doran_arena *arena, struct doran_error *error);
/* All items, oldest first. What a later version queued and this one does not know is left out. */
bool store_outbox(struct doran_replica *replica, struct store_items *out, struct doran_arena *arena,
                  struct doran_error *error);
bool store_item_read(sqlite3_stmt *statement, struct store_item *out, struct doran_arena *arena,
                     struct doran_error *error);

void *store_rows_add(struct store_rows *rows);
void store_rows_remove(struct store_rows *rows, size_t index);
/* The row with an id, NULL when it is not there. */
void *store_rows_find(const struct store_rows *rows, const char *id);
/* Replays the outbox over rows. */
bool store_overlay(const struct store_items *items, struct store_rows *rows);
/* True when an item of the outbox may change objects of this kind. */
bool store_overlay_touches(const struct store_items *items, enum doran_kind kind);
/* A hash that is another one whenever what the outbox does to objects of this kind may be. */
uint64_t store_overlay_version(const struct store_items *items, enum doran_kind kind);
/* Whether an item's answer is shown once and so must not come while nobody looks. */
bool store_needs_attention(enum doran_route_id route, const void *request);
/* Whether a refusal means that there is nothing left to do: what was to be taken away is gone. */
bool store_is_moot(enum doran_route_id route, enum doran_error_code refusal);
/* The id of what a route made, out of its answer; NULL for a route that makes nothing. */
const char *store_created_id(enum doran_route_id route, const void *answer);
/* An object's id, the time it is ordered by, whether it is counted as open or unread, and when it was completed (0: it is
 * not, or cannot be). */
const char *store_object_id(enum doran_kind kind, const void *object);
doran_time store_object_at(enum doran_kind kind, const void *object);
bool store_object_open(enum doran_kind kind, const void *object);
doran_time store_object_done(enum doran_kind kind, const void *object);

#endif
