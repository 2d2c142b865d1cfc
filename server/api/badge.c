#include "server/store/badge.h"

#include "server/api/handlers.h"

bool run_badge_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_badge_page *page = answer;
    return call_done(call, store_badges(store, call_id(call, DORAN_PARAM_family), &page->badges));
}
