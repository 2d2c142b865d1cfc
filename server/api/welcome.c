#include "server/api/greeting.h"
#include "server/api/handlers.h"
#include "server/store/notice.h"

bool run_welcome(struct api_call *call, struct store *store, void *answer)
{
    struct doran_welcome *welcome = answer;
    struct doran_notice *notice = doran_arena_alloc(store->arena, sizeof *notice);
    if (!notice || !greeting_read(call->api->options.greetings, store->arena, &welcome->greetings))
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    enum store_result result = store_notice(store, notice);
    if (result == STORE_OK)
        welcome->notice = notice;
    return result != STORE_BROKEN;
}
