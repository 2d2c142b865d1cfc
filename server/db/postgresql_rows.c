/* A cursor over a result that is here whole; columns come as text. */
#include "server/db/postgresql.h"

#include <stdlib.h>
#include <string.h>

enum { OID_BYTEA = 17 };

struct pg_rows {
    struct db_rows base;
    PGresult *result;
    int row;               /* -1 before the first */
    unsigned char **blobs; /* of this row, by column; NULL until one is asked for */
};

struct db_rows *pg_rows_new(PGresult *result)
{
    struct pg_rows *rows = calloc(1, sizeof *rows);
    if (!rows)
        return NULL;
    rows->result = result;
    rows->row = -1;
    return &rows->base;
}

static void free_blobs(struct pg_rows *rows)
{
    for (int i = 0; rows->blobs && i < PQnfields(rows->result); i++)
        PQfreemem(rows->blobs[i]);
    free(rows->blobs);
    rows->blobs = NULL;
}

enum db_result pg_next(struct db_rows *base)
{
    struct pg_rows *rows = (struct pg_rows *)base;
    free_blobs(rows);
    if (rows->row + 1 >= PQntuples(rows->result))
        return DB_DONE;
    rows->row++;
    return DB_ROW;
}

bool pg_null(struct db_rows *base, int column)
{
    struct pg_rows *rows = (struct pg_rows *)base;
    return PQgetisnull(rows->result, rows->row, column) != 0;
}

const char *pg_text(struct db_rows *base, int column)
{
    struct pg_rows *rows = (struct pg_rows *)base;
    return pg_null(base, column) ? NULL : PQgetvalue(rows->result, rows->row, column);
}

int64_t pg_integer(struct db_rows *base, int column)
{
    const char *text = pg_text(base, column);
    if (!text)
        return 0;
    /* A comparison is a boolean here and an integer on SQLite. */
    return strcmp(text, "t") == 0 ? 1 : strtoll(text, NULL, 10);
}

const void *pg_blob(struct db_rows *base, int column, size_t *length)
{
    struct pg_rows *rows = (struct pg_rows *)base;
    const char *text = pg_text(base, column);
    *length = 0;
    if (!text)
        return NULL;
    if (PQftype(rows->result, column) != OID_BYTEA) {
        *length = (size_t)PQgetlength(rows->result, rows->row, column);
        return text;
    }
    if (!rows->blobs)
        rows->blobs = calloc((size_t)PQnfields(rows->result), sizeof *rows->blobs);
    if (!rows->blobs)
        return NULL;
    PQfreemem(rows->blobs[column]);
    rows->blobs[column] = PQunescapeBytea((const unsigned char *)text, length);
    return rows->blobs[column];
}

void pg_rows_free(struct db_rows *base)
{
    struct pg_rows *rows = (struct pg_rows *)base;
    free_blobs(rows);
    PQclear(rows->result);
    free(rows);
}
