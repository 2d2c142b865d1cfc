#include "server/api/handlers.h"

bool run_server(struct api_call *call, struct store *store, void *answer)
{
    (void)store;
    struct doran_server_info *info = answer;
    info->name = "doran-server";
    info->version = DORAN_VERSION;
    info->signup = call->api->options.signup;
    info->epoch = call->api->cache.epoch;
    return true;
}
