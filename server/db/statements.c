#include "server/db/statements.h"

#include <stdlib.h>
#include <string.h>

static struct db_statement **bucket_of(struct db_statements *cache, const char *key)
{
    /* Fibonacci hashing: literals lie close together and aligned */
    uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
    return &cache->buckets[(hash >> 32) & (DB_STATEMENTS_BUCKETS - 1)];
}

struct db_statement *db_statements_find(struct db_statements *cache, const char *sql, const char *types)
{
    struct db_statement *statement = *bucket_of(cache, sql);
    while (statement && (statement->key != sql || statement->busy || strcmp(statement->types, types) != 0 ||
                         strcmp(statement->sql, sql) != 0))
        statement = statement->next;
    if (statement)
        statement->used = ++cache->clock;
    return statement;
}

struct db_statement *db_statement_new(const char *sql, const char *types)
{
    struct db_statement *statement = calloc(1, sizeof *statement);
    size_t sql_size = strlen(sql) + 1, types_size = strlen(types) + 1;
    char *text = malloc(sql_size + types_size);
    if (!statement || !text) {
        free(statement);
        free(text);
        return NULL;
    }
    memcpy(text, sql, sql_size);
    memcpy(text + sql_size, types, types_size);
    statement->key = sql;
    statement->sql = text;
    statement->types = text + sql_size;
    return statement;
}

void db_statement_free(struct db_statement *statement)
{
    if (!statement)
        return;
    free(statement->sql);
    free(statement);
}

static struct db_statement *unlink_statement(struct db_statements *cache, struct db_statement **link)
{
    struct db_statement *statement = *link;
    *link = statement->next;
    statement->next = NULL;
    statement->cached = false;
    cache->count--;
    return statement;
}

static struct db_statement **find_oldest(struct db_statements *cache)
{
    struct db_statement **oldest = NULL;
    for (size_t i = 0; i < DB_STATEMENTS_BUCKETS; i++)
        for (struct db_statement **link = &cache->buckets[i]; *link; link = &(*link)->next)
            if (!(*link)->busy && (!oldest || (*link)->used < (*oldest)->used))
                oldest = link;
    return oldest;
}

struct db_statement *db_statements_add(struct db_statements *cache, struct db_statement *statement)
{
    struct db_statement *removed = NULL;
    if (cache->count == DB_STATEMENTS_MAX) {
        struct db_statement **oldest = find_oldest(cache);
        if (!oldest)
            return NULL;
        removed = unlink_statement(cache, oldest);
    }
    struct db_statement **bucket = bucket_of(cache, statement->key);
    statement->used = ++cache->clock;
    statement->cached = true;
    statement->next = *bucket;
    *bucket = statement;
    cache->count++;
    return removed;
}

struct db_statement *db_statements_take(struct db_statements *cache)
{
    for (size_t i = 0; cache->count && i < DB_STATEMENTS_BUCKETS; i++)
        if (cache->buckets[i])
            return unlink_statement(cache, &cache->buckets[i]);
    return NULL;
}
