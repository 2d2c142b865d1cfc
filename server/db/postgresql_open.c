/* Opening, connecting, and connecting again. */
#include "server/db/postgresql.h"

#include <doran/error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_STATEMENT_TIMEOUT_MS = 10000,
    TCP_GRACE_MS = 5000,    /* how much longer than a statement may last a silent network is waited for */
    OLDEST_SERVER = 130000, /* the oldest that is tried out here */
};

/* What holds for every connection of ours unless the url says otherwise. */
static const struct {
    const char *keyword, *value;
} defaults[] = {
    {"connect_timeout", "5"},
    {"application_name", "doran-server"},
    {"keepalives_idle", "30"},
};

/* Opening */

void pg_close(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    PQconninfoFree(db->info);
    free(db);
}

static void set_option(struct pg_db *db, const char *keyword, const char *value)
{
    int i = 0;
    while (db->keywords[i] && strcmp(db->keywords[i], keyword) != 0)
        i++;
    if (i < PG_SETTINGS_MAX) {
        db->keywords[i] = keyword;
        db->values[i] = value;
    }
}

struct db *pg_open(const struct db_options *options, struct doran_error *error)
{
    struct pg_db *db = calloc(1, sizeof *db);
    if (!db) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    db->base.driver = &db_postgresql_driver;
    db->statement_timeout_ms =
        options->statement_timeout_ms ? options->statement_timeout_ms : DEFAULT_STATEMENT_TIMEOUT_MS;
    char *reason = NULL;
    db->info = PQconninfoParse(options->url, &reason);
    PQfreemem(reason); /* it may quote a part of the url, and so a password */
    if (!db->info) {
        doran_fail(error, DORAN_ERROR_invalid, "database",
                   "The database address is not well formed: postgresql://user@host/name?option=value");
        pg_close(&db->base);
        return NULL;
    }
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        set_option(db, defaults[i].keyword, defaults[i].value);
    snprintf(db->tcp_timeout_ms, sizeof db->tcp_timeout_ms, "%d", db->statement_timeout_ms + TCP_GRACE_MS);
    set_option(db, "tcp_user_timeout", db->tcp_timeout_ms);
    for (const PQconninfoOption *option = db->info; option->keyword; option++)
        if (option->val)
            set_option(db, option->keyword, option->val);
    set_option(db, "client_encoding", "UTF8");
    return &db->base;
}

/* Sessions */

static void ignore_notice(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static bool set_up(struct pg_conn *conn)
{
    char sql[512];
    /* synchronous_commit: an answer means it is on disk, whatever the database's own default is. */
    snprintf(sql, sizeof sql,
             "SET statement_timeout = %d; SET client_min_messages = error; SET TimeZone = 'UTC'; "
             "SET bytea_output = hex; SET standard_conforming_strings = on; "
             "SELECT set_config('synchronous_commit', 'on', false) "
             "WHERE current_setting('synchronous_commit') = 'off'",
             conn->statement_timeout_ms);
    return pg_command(conn, sql) == DB_DONE;
}

bool pg_prepare_session(struct pg_conn *conn)
{
    if (PQstatus(conn->pg) != CONNECTION_OK) {
        pg_fail(conn, NULL);
        return false;
    }
    PQsetNoticeReceiver(conn->pg, ignore_notice, NULL);
    conn->lost = false;
    conn->old_plans = false;
    bool ok = set_up(conn);
    for (int i = 0; ok && i < conn->channel_count; i++) {
        char sql[PG_CHANNEL_MAX + 16];
        snprintf(sql, sizeof sql, "LISTEN \"%s\"", conn->channels[i]);
        ok = pg_command(conn, sql) == DB_DONE;
    }
    return ok;
}

enum db_result pg_reconnect(struct pg_conn *conn)
{
    db_drop_statements(&conn->base);
    conn->stale_count = 0; /* they went with the session */
    PQreset(conn->pg);
    if (pg_prepare_session(conn))
        return DB_DONE;
    conn->lost = true;
    return DB_LOST;
}

void pg_disconnect(struct db_conn *base)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    PQfinish(conn->pg);
    free(conn);
}

static bool is_suitable(struct pg_conn *conn, struct doran_error *error)
{
    if (PQserverVersion(conn->pg) < OLDEST_SERVER)
        return doran_fail(error, DORAN_ERROR_storage, "database", "PostgreSQL 13 or newer is needed.");
    const char *encoding = PQparameterStatus(conn->pg, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return doran_fail(error, DORAN_ERROR_storage, "database",
                          "The PostgreSQL database must be made with ENCODING 'UTF8'.");
    return true;
}

struct db_conn *pg_connect(struct db *base, enum db_mode mode, struct doran_error *error)
{
    struct pg_db *db = (struct pg_db *)base;
    struct pg_conn *conn = calloc(1, sizeof *conn);
    (void)mode; /* a transaction's mode is said where it begins */
    if (!conn) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    conn->statement_timeout_ms = db->statement_timeout_ms;
    conn->pg = PQconnectdbParams(db->keywords, db->values, 0);
    if (!pg_prepare_session(conn))
        doran_fail(error, DORAN_ERROR_network, "database", "PostgreSQL cannot be reached: %s",
                   conn->base.error);
    else if (is_suitable(conn, error))
        return &conn->base;
    pg_disconnect(&conn->base);
    return NULL;
}
