#include "server/store/session.h"

#include "server/api/handlers.h"

bool run_session_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_session_page *page = answer;
    page->current = call->session;
    return call_done(call, store_sessions(store, call->user, &page->sessions));
}

bool run_session_end(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call, store_session_end(store, call->user, call_id(call, DORAN_PARAM_session)));
}
