#include "server/db/migrate.h"

#include <doran/types.h>

/* No foreign keys: a family and a user may live in different shards one day, and rows that others point to
 * are never taken away, only marked. Ends of enumerations (mood, state, category) are stored by their wire
 * names; `kind` and `op` of the change log, its most written columns, by their numbers, which enums.def only
 * ever adds to. */
static const char accounts[] =
    "CREATE TABLE users ("
    " id %ID% NOT NULL PRIMARY KEY,"
    " email %TEXT% NOT NULL,"
    " email_key %TEXT% NOT NULL,"
    " nickname %TEXT% NOT NULL,"
    " avatar %INT% NOT NULL,"
    " mood %TEXT%,"
    " mood_at %INT% NOT NULL DEFAULT 0,"
    " password %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " last_seen_at %INT% NOT NULL DEFAULT 0,"
    " deleted_at %INT%);"
    "CREATE UNIQUE INDEX users_email ON users (email_key) WHERE deleted_at IS NULL;"

    "CREATE TABLE sessions ("
    " user_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " token_hash %BLOB% NOT NULL,"
    " name %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " last_used_at %INT% NOT NULL,"
    " PRIMARY KEY (user_id, id));"
    "CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);"

    "CREATE TABLE recovery_codes ("
    " user_id %ID% NOT NULL,"
    " code_hash %BLOB% NOT NULL,"
    " PRIMARY KEY (user_id, code_hash));"

    "CREATE TABLE resets ("
    " user_id %ID% NOT NULL PRIMARY KEY,"
    " code_hash %BLOB% NOT NULL,"
    " expires_at %INT% NOT NULL);"
    "CREATE INDEX resets_expiry ON resets (expires_at);"

    /* user_id is NULL when the address has no account: the one who asks cannot tell. */
    "CREATE TABLE approvals ("
    " id %ID% NOT NULL PRIMARY KEY,"
    " user_id %ID%,"
    " secret_hash %BLOB% NOT NULL,"
    " code %TEXT% NOT NULL,"
    " device %TEXT% NOT NULL,"
    " state %TEXT% NOT NULL,"
    " tries %INT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " expires_at %INT% NOT NULL);"
    "CREATE INDEX approvals_user ON approvals (user_id, id);"
    "CREATE INDEX approvals_expiry ON approvals (expires_at, id);"

    "CREATE TABLE join_codes ("
    " code_hash %BLOB% NOT NULL PRIMARY KEY,"
    " created_at %INT% NOT NULL,"
    " expires_at %INT% NOT NULL);";

static const char families[] =
    "CREATE TABLE families ("
    " id %ID% NOT NULL PRIMARY KEY,"
    " title %TEXT% NOT NULL,"
    " host_id %ID% NOT NULL,"
    " time_zone %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " deleted_at %INT%);"
    "CREATE INDEX families_deleted ON families (deleted_at, id) WHERE deleted_at IS NOT NULL;"
    "CREATE INDEX families_last_host ON families (host_id, id) WHERE deleted_at IS NOT NULL;"

    /* Who left keeps the row, so that what they made still has its author; who comes again gets it back. */
    "CREATE TABLE members ("
    " family_id %ID% NOT NULL,"
    " user_id %ID% NOT NULL,"
    " nickname %TEXT% NOT NULL,"
    " nickname_key %TEXT% NOT NULL,"
    " joined_at %INT% NOT NULL,"
    " left_at %INT%,"
    " PRIMARY KEY (family_id, user_id));"
    "CREATE UNIQUE INDEX members_nickname ON members (family_id, nickname_key) WHERE left_at IS NULL;"
    "CREATE INDEX members_user ON members (user_id, joined_at, family_id);"

    "CREATE TABLE invites ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " kind %TEXT% NOT NULL,"
    " email %TEXT%,"
    " email_key %TEXT%,"
    " code_hash %BLOB%,"
    " nickname %TEXT% NOT NULL,"
    " nickname_key %TEXT% NOT NULL,"
    " inviter_id %ID%,"
    " inviter_nickname %TEXT% NOT NULL,"
    " guest_id %ID%,"     /* The account that had the address when it was sent. */
    " declined_at %INT%," /* By the guest; the family is not told. */
    " reserved_for %ID%," /* Who signed up by this code. */
    " state %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " sent_at %INT% NOT NULL,"
    " expires_at %INT% NOT NULL,"
    " accepted_by %ID%,"
    " PRIMARY KEY (family_id, id));"
    "CREATE UNIQUE INDEX invites_email ON invites (family_id, email_key) WHERE state = 'open' AND email_key "
    "IS NOT NULL;"
    "CREATE UNIQUE INDEX invites_nickname ON invites (family_id, nickname_key) WHERE state = 'open';"
    "CREATE UNIQUE INDEX invites_code ON invites (code_hash) WHERE state = 'open' AND code_hash IS NOT NULL;"
    "CREATE INDEX invites_guest ON invites (guest_id, id) WHERE guest_id IS NOT NULL;"
    "CREATE INDEX invites_open ON invites (family_id, id) WHERE state = 'open';"
    "CREATE INDEX invites_expiry ON invites (expires_at, family_id, id) WHERE state = 'open';"
    "CREATE INDEX invites_ended ON invites (expires_at, family_id, id) WHERE state <> 'open';";

static const char log_and_streams[] =
    "CREATE TABLE notifications ("
    " user_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " category %TEXT% NOT NULL,"
    " family_id %ID%,"
    " family_title %TEXT%,"
    " actor_id %ID%,"
    " actor_nickname %TEXT%,"
    " subject_kind %TEXT%,"
    " subject_id %ID%,"
    " created_at %INT% NOT NULL,"
    " read_at %INT%,"
    " PRIMARY KEY (user_id, id));"
    "CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;"

    "CREATE TABLE operations ("
    " user_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " request_hash %BLOB% NOT NULL,"
    " status %INT% NOT NULL,"
    " answer %TEXT%,"
    " created_at %INT% NOT NULL,"
    " PRIMARY KEY (user_id, id));"
    "CREATE INDEX operations_created ON operations (created_at);"

    /* Where each stream is, and up to where its tombstones are gone: a cursor between 0 and `floor` has
       missed some. */
    "CREATE TABLE streams ("
    " id %ID% NOT NULL PRIMARY KEY,"
    " seq %INT% NOT NULL,"
    " floor %INT% NOT NULL);"
    "CREATE TABLE changes ("
    " stream %ID% NOT NULL,"
    " kind %INT% NOT NULL,"
    " id %ID% NOT NULL,"
    " seq %INT% NOT NULL,"
    " op %INT% NOT NULL,"
    " actor %ID%,"
    " at %INT% NOT NULL,"
    " PRIMARY KEY (stream, kind, id));"
    "CREATE UNIQUE INDEX changes_seq ON changes (stream, seq);"
    "CREATE INDEX changes_tombstones ON changes (at, stream, seq) WHERE op = 2;"

    /* What another process than the server wrote, as the operator's commands do, until the server has taken
       note. */
    "CREATE TABLE outside ("
    " stream %ID% NOT NULL,"
    " kind %INT% NOT NULL,"
    " id %ID% NOT NULL,"
    " seq %INT% NOT NULL,"
    " op %INT% NOT NULL,"
    " PRIMARY KEY (stream, seq));";

/* The counts of months and badges are kept here in step with what they count, so that nobody ever counts anew. */
static const char missions[] =
    "CREATE TABLE missions ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " title %TEXT% NOT NULL,"
    " author_id %ID%,"
    " author_name %TEXT%,"
    " month %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " completed_at %INT%,"
    " PRIMARY KEY (family_id, id));"
    "CREATE INDEX missions_month ON missions (family_id, month, created_at, id);"
    "CREATE INDEX missions_latest ON missions (family_id, created_at, id);"
    "CREATE INDEX missions_open ON missions (family_id, id) WHERE completed_at IS NULL;"

    "CREATE TABLE mission_parts ("
    " family_id %ID% NOT NULL,"
    " mission_id %ID% NOT NULL,"
    " user_id %ID% NOT NULL,"
    " place %INT% NOT NULL,"
    " name %TEXT%,"
    " checked_at %INT%,"
    " PRIMARY KEY (family_id, mission_id, user_id));"
    "CREATE INDEX mission_parts_unchecked ON mission_parts (family_id, user_id, mission_id)"
    " WHERE checked_at IS NULL;"

    "CREATE TABLE mission_months ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " month %TEXT% NOT NULL,"
    " total %INT% NOT NULL,"
    " completed %INT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " PRIMARY KEY (family_id, id));"
    "CREATE UNIQUE INDEX mission_months_month ON mission_months (family_id, month);"

    "CREATE TABLE badges ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " name %TEXT% NOT NULL,"
    " count %INT% NOT NULL,"
    " earned_at %INT%,"
    " PRIMARY KEY (family_id, id));"
    /* Families that are there already have earned their first badge (doran/mission.h). The number is that of
       the kind. */
    "INSERT INTO badges (family_id, id, name, count, earned_at)"
    " SELECT f.id, '00000000-0000-0000-0000-000000000001', 'start', 1, f.created_at FROM families f;"
    "UPDATE streams SET seq = seq + 1 WHERE id IN (SELECT f.id FROM families f);"
    "INSERT INTO changes (stream, kind, id, seq, op, at)"
    " SELECT f.id, 12, '00000000-0000-0000-0000-000000000001', s.seq, 1, f.created_at"
    " FROM families f JOIN streams s ON s.id = f.id;"

    "ALTER TABLE notifications ADD COLUMN subject_title %TEXT%;"

    /* What the operator tells everybody; one row, or none. */
    "CREATE TABLE notices ("
    " id %ID% NOT NULL PRIMARY KEY,"
    " text %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL);";
_Static_assert(DORAN_kind_badge == 12, "the migration writes the number of the kind");
static const char calendar[] =
    /* `starts` and `ends` are wall times or days as they travel; exceptions and reminders lists with commas.
       No recurrence_id is '': the index on names in iCalendar is to count it as the same. Months are counted
       from year 0. */
    "CREATE TABLE events ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " author_id %ID%,"
    " title %TEXT% NOT NULL,"
    " note %TEXT%,"
    " colour %TEXT% NOT NULL,"
    " all_day %INT% NOT NULL,"
    " starts %TEXT% NOT NULL,"
    " ends %TEXT% NOT NULL,"
    " zone %TEXT%,"
    " rrule %TEXT%,"
    " exceptions %TEXT% NOT NULL,"
    " reminders %TEXT% NOT NULL,"
    " series_id %ID%,"
    " recurrence_id %TEXT% NOT NULL,"
    " uid %TEXT% NOT NULL,"
    " created_at %INT% NOT NULL,"
    " changed_at %INT% NOT NULL,"
    " first_month %INT% NOT NULL,"
    " last_month %INT% NOT NULL,"
    " rule_month %INT% NOT NULL,"
    " PRIMARY KEY (family_id, id));"
    "CREATE UNIQUE INDEX events_uid ON events (family_id, uid, recurrence_id);"
    "CREATE INDEX events_recurring ON events (family_id, last_month, id) WHERE rrule IS NOT NULL;"
    "CREATE INDEX events_different ON events (family_id, series_id, id) WHERE series_id IS NOT NULL;"
    "CREATE INDEX events_rule ON events (family_id, rule_month, id) WHERE rule_month >= 0;"
    "CREATE INDEX events_author ON events (author_id, family_id, id) WHERE author_id IS NOT NULL;"
    "CREATE TABLE event_months ("
    " family_id %ID% NOT NULL,"
    " month %INT% NOT NULL,"
    " event_id %ID% NOT NULL,"
    " PRIMARY KEY (family_id, month, event_id));"
    "CREATE TABLE calendars ("
    " family_id %ID% NOT NULL PRIMARY KEY,"
    " events %INT% NOT NULL,"
    " recurring %INT% NOT NULL);"

    /* The next time each reminder of an event is due, and for which occurrence. */
    "CREATE TABLE event_reminders ("
    " family_id %ID% NOT NULL,"
    " event_id %ID% NOT NULL,"
    " minutes %INT% NOT NULL,"
    " occurrence %TEXT% NOT NULL,"
    " due %INT% NOT NULL,"
    " PRIMARY KEY (family_id, event_id, minutes));"
    "CREATE INDEX event_reminders_due ON event_reminders (due, family_id, event_id, minutes);"

    /* Accounts that are gone, until nothing they made names them. */
    "CREATE TABLE departed (user_id %ID% NOT NULL PRIMARY KEY);"

    "CREATE TABLE feeds ("
    " family_id %ID% NOT NULL,"
    " id %ID% NOT NULL,"
    " user_id %ID% NOT NULL,"
    " token_hash %BLOB% NOT NULL,"
    " name %TEXT%,"
    " created_at %INT% NOT NULL,"
    " PRIMARY KEY (family_id, id));"
    "CREATE UNIQUE INDEX feeds_token ON feeds (token_hash);"
    "CREATE INDEX feeds_user ON feeds (user_id, family_id, id);";

static const struct db_migration migrations[] = {
    {.version = 1, .compatible = 1, .sql = accounts},        {.version = 2, .compatible = 2, .sql = families},
    {.version = 3, .compatible = 3, .sql = log_and_streams}, {.version = 4, .compatible = 4, .sql = missions},
    {.version = 5, .compatible = 5, .sql = calendar},
};

const struct db_migration *store_migrations(size_t *count)
{
    *count = sizeof migrations / sizeof migrations[0];
    return migrations;
}
