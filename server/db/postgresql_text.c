/* The common SQL text in PostgreSQL's dialect. */
#include "server/db/postgresql.h"

#include <stdlib.h>
#include <string.h>

/* Length of what must be copied untouched at `sql`: a quoted text or name, or a comment. 0 when nothing such
 * begins. */
static size_t measure_opaque(const char *sql)
{
    const char *end = NULL;
    if (*sql == '\'' || *sql == '"') {
        end = strchr(sql + 1, *sql); /* a doubled quote is two texts in a row to us */
        return end ? (size_t)(end - sql) + 1 : strlen(sql);
    }
    if (strncmp(sql, "--", 2) == 0)
        return strcspn(sql, "\n");
    if (strncmp(sql, "/*", 2) == 0) {
        end = strstr(sql + 2, "*/");
        return end ? (size_t)(end - sql) + 2 : strlen(sql);
    }
    return 0;
}

char *pg_translate(const char *sql, int *parameters)
{
    static const char lock_comment[] = "/*FOR UPDATE*/", lock[] = "FOR UPDATE";
    char *text = malloc(strlen(sql) + 1); /* no replacement is longer than what it replaces */
    char *out = text;
    *parameters = 0;
    while (text && *sql) {
        if (strncmp(sql, lock_comment, sizeof lock_comment - 1) == 0) {
            memcpy(out, lock, sizeof lock - 1);
            out += sizeof lock - 1;
            sql += sizeof lock_comment - 1;
            continue;
        }
        size_t opaque = measure_opaque(sql);
        if (opaque) {
            memcpy(out, sql, opaque);
            out += opaque;
            sql += opaque;
            continue;
        }
        if (*sql == '?') {
            long number = strtol(sql + 1, NULL, 10);
            if (number < 1 || number > DB_PARAMETERS_MAX) {
                free(text);
                return NULL;
            }
            if (number > *parameters)
                *parameters = (int)number;
        }
        *out++ = *sql == '?' ? '$' : *sql;
        sql++;
    }
    if (text)
        *out = '\0';
    return text;
}
