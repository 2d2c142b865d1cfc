#include "server/store/change.h"

#include "server/api/handlers.h"

#include <string.h>

void scope_all(const struct api_call *call, struct cache_scope *out)
{
    (void)call;
    *out = (struct cache_scope){.all = true};
}

void scope_snapshot(const struct api_call *call, struct cache_scope *out)
{
    const struct doran_snapshot_query *query = call->input;
    *out = (struct cache_scope){.stream = query->stream};
}

bool check_changes(struct api_call *call)
{
    const struct doran_changes_query *query = call->input;
    struct doran_cursor cursor;
    return !query->since || doran_cursor_parse(query->since, &cursor, &call->error);
}

bool run_changes(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_changes_query *query = call->input;
    struct doran_cursor cursor;
    enum doran_error_code code = DORAN_ERROR_internal;
    if (query->since && !doran_cursor_parse(query->since, &cursor, &call->error))
        return false;
    int64_t limit = query->limit ? query->limit : DORAN_PAGE_DEFAULT;
    enum store_result result =
        store_changes(store, call->user, query->since ? &cursor : NULL, limit, answer, &code);
    return call_found(call, result, code, DORAN_ERROR_internal);
}

bool run_snapshot(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_snapshot_query *query = call->input;
    int64_t limit = query->limit ? query->limit : DORAN_PAGE_DEFAULT;
    for (size_t i = 0; i < call->heads.count; i++)
        if (!strcmp(call->heads.items[i].stream, query->stream))
            return call_done(call, store_snapshot(store, query->stream, query->before, limit, answer));
    return call_refuse(call, DORAN_ERROR_not_found, "stream");
}
