#include "server/api/api.h"

#include <sodium.h>
#include <stdlib.h>

struct api_request *api_request_new(void)
{
    return calloc(1, sizeof(struct api_request));
}

void api_request_free(struct api_request *request)
{
    if (!request)
        return;
    /* A body may hold a password. */
    if (request->body)
        sodium_memzero(request->body, request->body_length);
    sodium_memzero(request->token, sizeof request->token);
    free(request->body);
    free(request->query);
    free(request);
}
