/* LISTEN and NOTIFY. */
#include "server/db/postgresql.h"

#include <stdio.h>
#include <string.h>

static bool is_channel(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && length < PG_CHANNEL_MAX && name[length] == '\0';
}

enum db_result pg_notify(struct db_conn *conn, const char *channel, const char *payload)
{
    return db_exec(conn, "SELECT pg_notify(?1, ?2)", "tt", channel, payload);
}

enum db_result pg_listen(struct db_conn *base, const char *channel)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    if (!is_channel(channel))
        return db_note(base, DB_FAILED, "a channel's name is of a-z, 0-9 and _");
    for (int i = 0; i < conn->channel_count; i++)
        if (strcmp(conn->channels[i], channel) == 0)
            return DB_DONE;
    if (conn->channel_count == PG_CHANNELS_MAX)
        return db_note(base, DB_FAILED, "more than %d channels", PG_CHANNELS_MAX);
    char sql[PG_CHANNEL_MAX + 16];
    snprintf(sql, sizeof sql, "LISTEN \"%s\"", channel);
    enum db_result result = pg_command(conn, sql);
    if (result == DB_DONE)
        snprintf(conn->channels[conn->channel_count++], PG_CHANNEL_MAX, "%s", channel);
    return result;
}

int pg_listen_fd(struct db_conn *base)
{
    return PQsocket(((struct pg_conn *)base)->pg);
}

enum db_result pg_listen_next(struct db_conn *base, char *out, size_t size)
{
    struct pg_conn *conn = (struct pg_conn *)base;
    if (conn->lost)
        return DB_LOST;
    PGnotify *news = PQnotifies(conn->pg);
    if (!news) {
        if (!PQconsumeInput(conn->pg) || PQstatus(conn->pg) != CONNECTION_OK)
            return pg_fail(conn, NULL);
        news = PQnotifies(conn->pg);
    }
    if (!news)
        return DB_DONE;
    bool fits = strlen(news->extra) < size;
    if (fits)
        memcpy(out, news->extra, strlen(news->extra) + 1);
    PQfreemem(news);
    return fits ? DB_ROW : db_note(base, DB_FAILED, "a notification is longer than %zu bytes", size);
}
