#include "server/store/feed.h"

#include "server/api/handlers.h"

#include <doran/buffer.h>
#include <doran/id.h>

#define LINK_MAX 400

bool run_feed_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_feed_page *page = answer;
    return call_done(call, store_feeds(store, call_id(call, DORAN_PARAM_family), call->user, &page->feeds));
}

/* A server that does not know its own name gives the path alone; the client knows where it asked. */
static const char *link_of(struct api_call *call, struct store *store, const char *token)
{
    struct doran_buffer text = DORAN_BUFFER(LINK_MAX);
    doran_buffer_printf(&text, "%s" DORAN_FEED_PATH "%s.ics", call->api->public_url, token);
    const char *link = text.failed ? NULL : doran_arena_strdup(store->arena, text.data);
    doran_buffer_deinit(&text);
    return link;
}

void redact_feed_created(void *answer)
{
    struct doran_feed_created *created = answer;
    *created = (struct doran_feed_created){.feed = created->feed};
}

bool run_feed_create(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_feed_create *request = call->input;
    struct doran_feed_created *created = answer;
    struct doran_feed_list feeds = {0};
    unsigned char hash[STORE_HASH_BYTES];
    char token[SECRET_TOKEN_MAX];
    if (!call_done(call, store_feeds(store, call->family.id, call->user, &feeds)))
        return false;
    if (feeds.count >= DORAN_FEEDS_MAX)
        return call_refuse(call, DORAN_ERROR_limit_reached, NULL);
    secret_token_new(token);
    secret_token_hash(token, hash);
    created->link = link_of(call, store, token);
    created->feed = doran_arena_alloc(store->arena, sizeof *created->feed);
    if (!created->feed || !created->link)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    *created->feed = (struct doran_feed){.id = doran_arena_strdup(store->arena, doran_id_new().text),
                                         .family_id = call->family.id,
                                         .name = request->name,
                                         .created_at = store->now};
    return call_done(call, store_feed_create(store, created->feed, call->user, hash));
}

bool run_feed_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call,
                     store_feed_delete(store, call->family.id, call->user, call_id(call, DORAN_PARAM_feed)));
}
