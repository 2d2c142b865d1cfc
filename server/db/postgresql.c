/* The PostgreSQL driver: transactions and statements. */
#include "server/db/postgresql.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OID_UNKNOWN = 0, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25, NAME_MAX_BYTES = 24 };

struct pg_statement {
    unsigned number;
    bool proven; /* it has run: a complaint about its plan means that the schema has changed */
};

/* Results: SQLSTATEs, or their first two letters for a whole class (PostgreSQL's appendix A). */
static const struct {
    const char *state;
    enum db_result result;
} states[] = {
    {"23505", DB_CONFLICT}, {"40001", DB_RETRY}, {"40P01", DB_RETRY}, {"53100", DB_FULL}, {"57P01", DB_LOST},
    {"57P02", DB_LOST},     {"57P03", DB_LOST},  {"57P05", DB_LOST},  {"25P03", DB_LOST}, {"08", DB_LOST},
};

static enum db_result classify(const struct pg_conn *conn, const char *state)
{
    if (PQstatus(conn->pg) != CONNECTION_OK)
        return DB_LOST;
    /* a stand-by; in a transaction that is declared READ ONLY it is a mistake of ours */
    if (strcmp(state, "25006") == 0)
        return conn->base.mode == DB_WRITE ? DB_FULL : DB_FAILED;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(state, states[i].state, strlen(states[i].state)) == 0)
            return states[i].result;
    return DB_FAILED;
}

enum db_result pg_fail(struct pg_conn *conn, const PGresult *failed)
{
    const char *state = failed ? PQresultErrorField(failed, PG_DIAG_SQLSTATE) : NULL;
    const char *message = failed ? PQresultErrorField(failed, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum db_result result = classify(conn, state ? state : "");
    if (result == DB_LOST)
        conn->lost = true;
    if (!state) /* libpq's own: about the connection, never a value or a password */
        return db_note(&conn->base, result, "%.*s", (int)strcspn(PQerrorMessage(conn->pg), "\n"),
                       PQerrorMessage(conn->pg));
    /* Class 22, data exceptions: the message quotes the value. */
    if (strncmp(state, "22", 2) == 0)
        message = "a value is not allowed there";
    return db_note(&conn->base, result, "%s: %s", state, message ? message : "no message");
}

/* Takes a result that has no rows. */
static enum db_result conclude(struct pg_conn *conn, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    enum db_result outcome = ok ? DB_DONE : pg_fail(conn, result);
    PQclear(result);
    return outcome;
}

enum db_result pg_command(struct pg_conn *conn, const char *sql)
{
    return conclude(conn, PQexec(conn->pg, sql));
}

/* Transactions */

static void deallocate_stale(struct pg_conn *conn)
{
    while (conn->stale_count > 0 && !conn->lost) {
        char sql[NAME_MAX_BYTES + 16];
        snprintf(sql, sizeof sql, "DEALLOCATE s%u", conn->stale[--conn->stale_count]);
        pg_command(conn, sql);
    }
}

static enum db_result pg_begin(struct db_conn *base)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    const char *sql = base->mode == DB_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                            : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    if (conn->old_plans) {
        db_drop_statements(base);
        conn->old_plans = false;
    }
    deallocate_stale(conn);
    enum db_result result = conn->lost ? DB_LOST : pg_command(conn, sql);
    if (result != DB_LOST)
        return result;
    /* Nothing was done yet, so that the same call may try once more. */
    result = pg_reconnect(conn);
    return result == DB_DONE ? pg_command(conn, sql) : result;
}

static enum db_result pg_commit(struct db_conn *base)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    PGresult *result = PQexec(conn->pg, "COMMIT");
    /* COMMIT of a failed transaction succeeds as ROLLBACK */
    bool rolled_back =
        PQresultStatus(result) == PGRES_COMMAND_OK && strcmp(PQcmdStatus(result), "COMMIT") != 0;
    enum db_result outcome = conclude(conn, result);
    return rolled_back ? db_note(base, DB_FAILED, "the transaction had failed") : outcome;
}

static void pg_rollback(struct db_conn *base)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    if (conn->lost)
        return;
    char kept[DB_ERROR_MAX]; /* the reason of the roll-back says more than its outcome */
    memcpy(kept, base->error, sizeof kept);
    if (pg_command(conn, "ROLLBACK") == DB_DONE)
        memcpy(base->error, kept, sizeof kept);
    else
        conn->lost = true; /* what state it is in nobody knows: start afresh */
}

static enum db_result pg_savepoint(struct db_conn *conn)
{
    return pg_command((struct pg_conn *)conn, "SAVEPOINT request");
}

static enum db_result pg_savepoint_release(struct db_conn *conn)
{
    return pg_command((struct pg_conn *)conn, "RELEASE SAVEPOINT request");
}

static enum db_result pg_savepoint_rollback(struct db_conn *conn)
{
    return pg_command((struct pg_conn *)conn, "ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request");
}

/* Statements */

static Oid oid_of(char type)
{
    switch (type) {
    case 't':
        return OID_TEXT;
    case 'i':
        return OID_INT8;
    case 'b':
        return OID_BYTEA;
    default:
        return OID_UNKNOWN;
    }
}

static void name_statement(char name[NAME_MAX_BYTES], unsigned number)
{
    snprintf(name, NAME_MAX_BYTES, "s%u", number);
}

static enum db_result pg_prepare(struct db_conn *base, const char *sql, const char *types, void **prepared)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    Oid oids[DB_PARAMETERS_MAX];
    char name[NAME_MAX_BYTES];
    int count = (int)strlen(types), parameters = 0;
    for (int i = 0; i < count; i++)
        oids[i] = oid_of(types[i]);
    if (conn->lost)
        return DB_LOST;
    char *text = pg_translate(sql, &parameters);
    struct pg_statement *statement = calloc(1, sizeof *statement);
    enum db_result result = DB_FAILED;
    if (!text || !statement || parameters != count) {
        db_note(base, DB_FAILED, "not one statement with %d parameters", count);
    } else {
        statement->number = conn->next_statement++;
        name_statement(name, statement->number);
        result = conclude(conn, PQprepare(conn->pg, name, text, count, oids));
    }
    free(text);
    if (result == DB_DONE)
        *prepared = statement;
    else
        free(statement);
    return result;
}

/* DEALLOCATE is refused in a failed transaction, so it waits for the next one, or for many to gather. */
static void pg_finalize(struct db_conn *base, void *prepared)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    struct pg_statement *statement = prepared;
    if (conn->stale_count == PG_STALE_MAX && PQtransactionStatus(conn->pg) == PQTRANS_INTRANS)
        deallocate_stale(conn);
    if (conn->stale_count < PG_STALE_MAX)
        conn->stale[conn->stale_count++] = statement->number;
    free(statement);
}

/* The values as libpq takes them: texts as they are, integers as eight bytes in network order. */
struct arguments {
    const char *values[DB_PARAMETERS_MAX];
    int lengths[DB_PARAMETERS_MAX];
    int formats[DB_PARAMETERS_MAX];
    uint64_t integers[DB_PARAMETERS_MAX];
};

static bool fill_arguments(struct arguments *arguments, const struct db_value *values, int count)
{
    for (int i = 0; i < count; i++) {
        const struct db_value *value = &values[i];
        if (value->length > INT32_MAX || (!value->data && value->length))
            return false;
        arguments->values[i] = value->data;
        arguments->lengths[i] = (int)value->length;
        arguments->formats[i] = value->type == 'b';
        if (value->type == 'i') {
            arguments->integers[i] = htobe64((uint64_t)value->integer);
            arguments->values[i] = (const char *)&arguments->integers[i];
            arguments->lengths[i] = sizeof arguments->integers[i];
            arguments->formats[i] = 1;
        }
    }
    return true;
}

static bool is_plan_outdated(const struct pg_statement *statement, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    /* feature_not_supported "cached plan must not change result type"; invalid_sql_statement_name */
    return statement->proven && state && (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0);
}

static int64_t count_changes(PGresult *result)
{
    if (strncmp(PQcmdStatus(result), "SELECT", strlen("SELECT")) == 0)
        return 0;
    return strtoll(PQcmdTuples(result), NULL, 10);
}

static enum db_result pg_run(struct db_conn *base, void *prepared, const struct db_value *values, int count,
                             struct db_rows **rows)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    struct pg_statement *statement = prepared;
    struct arguments arguments;
    char name[NAME_MAX_BYTES];
    if (conn->lost)
        return DB_LOST;
    if (!fill_arguments(&arguments, values, count))
        return db_note(base, DB_FAILED, "a value has no bytes or too many");
    name_statement(name, statement->number);
    PGresult *result =
        PQexecPrepared(conn->pg, name, count, arguments.values, arguments.lengths, arguments.formats, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        if (is_plan_outdated(statement, result)) {
            conn->old_plans = true;
            PQclear(result);
            return db_note(base, DB_RETRY, "the schema has changed since the statement was prepared");
        }
        return conclude(conn, result);
    }
    statement->proven = true;
    base->changes = count_changes(result);
    if (!rows)
        return conclude(conn, result);
    *rows = pg_rows_new(result);
    if (*rows)
        return DB_DONE;
    PQclear(result);
    return db_note(base, DB_FAILED, "there is not enough memory");
}

static enum db_result pg_script(struct db_conn *base, const char *sql)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    return conn->lost ? DB_LOST : pg_command(conn, sql);
}

static const char *const schemes[] = {"postgresql://", "postgres://", NULL};

const struct db_driver db_postgresql_driver = {
    .kind = DB_POSTGRESQL,
    .schemes = schemes,
    .types = {[DB_TYPE_TEXT] = "TEXT COLLATE \"C\"",
              [DB_TYPE_INT] = "BIGINT",
              [DB_TYPE_BLOB] = "BYTEA",
              [DB_TYPE_ID] = "TEXT COLLATE \"C\"",
              [DB_TYPE_IDENTITY] = "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"},
    /* The number spells "doran". Ten minutes: another process may be in a long migration. */
    .migration_lock = "SET LOCAL statement_timeout = 600000; SELECT pg_advisory_xact_lock(431366496622)",
    .cursor_holds_statement = false,
    .open = pg_open,
    .close = pg_close,
    .connect = pg_connect,
    .disconnect = pg_disconnect,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .savepoint = pg_savepoint,
    .savepoint_release = pg_savepoint_release,
    .savepoint_rollback = pg_savepoint_rollback,
    .prepare = pg_prepare,
    .finalize = pg_finalize,
    .run = pg_run,
    .script = pg_script,
    .next = pg_next,
    .text = pg_text,
    .integer = pg_integer,
    .blob = pg_blob,
    .null = pg_null,
    .free = pg_rows_free,
    .notify = pg_notify,
    .listen = pg_listen,
    .listen_fd = pg_listen_fd,
    .listen_next = pg_listen_next,
};
