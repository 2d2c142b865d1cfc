#include "server/api/handlers.h"
#include "server/store/user.h"

bool run_me(struct api_call *call, struct store *store, void *answer)
{
    return call_done(call, store_user(store, call->user, answer));
}

bool run_profile_change(struct api_call *call, struct store *store, void *answer)
{
    return call_done(call, store_user_change(store, call->user, call->input)) &&
           call_done(call, store_user(store, call->user, answer));
}

bool run_mood_change(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_mood_change *request = call->input;
    return call_done(call, store_user_mood(store, call->user, request->mood)) &&
           call_done(call, store_user(store, call->user, answer));
}
