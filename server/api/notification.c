#include "server/store/notification.h"

#include "server/api/handlers.h"

bool run_notification_list(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_notification_query *query = call->input;
    struct doran_notification_page *page = answer;
    int64_t limit = query->limit ? query->limit : DORAN_PAGE_DEFAULT;
    if (!call_done(call,
                   store_notifications(store, call->user, query->before, limit + 1, &page->notifications)) ||
        !call_done(call, store_notification_unread(store, call->user, &page->unread)))
        return false;
    page->more = store_cut(&page->notifications.count, limit);
    return true;
}

bool run_notification_change(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_notification_change *request = call->input;
    const char *id = call_id(call, DORAN_PARAM_notification);
    return call_done(call, store_notification_mark(store, call->user, id, request->read)) &&
           call_done(call, store_notification(store, call->user, id, answer));
}

bool run_notification_read_all(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call, store_notification_mark_all(store, call->user));
}

bool run_notification_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call,
                     store_notification_delete(store, call->user, call_id(call, DORAN_PARAM_notification)));
}

bool run_notification_delete_all(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call, store_notification_delete_all(store, call->user));
}
