#include "server/store/approval.h"

#include "server/api/handlers.h"
#include "server/rules/notice.h"
#include "server/store/user.h"

#include <doran/id.h>

#include <sodium.h>

#define DEVICE_UNNAMED "device"

bool run_approval_request(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_approval_request *request = call->input;
    struct doran_approval_ticket *ticket = answer;
    struct store_account account = {0};
    char secret[SECRET_TOKEN_MAX], code[7];
    enum store_result result = store_account_by_email(store, call->email_key, &account);
    if (result != STORE_NONE && !call_done(call, result))
        return false;
    secret_token_new(secret);
    secret_digits_new(code);
    *ticket = (struct doran_approval_ticket){
        .id = doran_arena_strdup(store->arena, doran_id_new().text),
        .secret = doran_arena_strdup(store->arena, secret),
        .code = doran_arena_strdup(store->arena, code),
        .expires_at = store->now + DORAN_APPROVAL_MINUTES * DORAN_MINUTE,
    };
    struct store_approval_new approval = {.id = ticket->id,
                                          .user = account.id,
                                          .code = code,
                                          .device = request->device ? request->device : DEVICE_UNNAMED,
                                          .expires_at = ticket->expires_at};
    secret_token_hash(secret, approval.secret_hash);
    sodium_memzero(secret, sizeof secret);
    if (!ticket->id || !ticket->secret || !ticket->code)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    return call_done(call, store_approval_create(store, &approval));
}

bool run_approval_claim(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_approval_claim *request = call->input;
    struct doran_login *login = answer;
    const char *user = NULL, *device = NULL;
    unsigned char hash[STORE_HASH_BYTES];
    secret_token_hash(request->secret, hash);
    if (!call_done(call,
                   store_approval_claim(store, call_id(call, DORAN_PARAM_approval), hash, &user, &device)))
        return false;
    store->actor = user;
    return open_session(call, store, user, device, login) &&
           call_done(call,
                     rules_tell_security(store, user, DORAN_category_security_device, login->session->id));
}

bool run_approval_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_approval_page *page = answer;
    return call_done(call, store_approvals(store, call->user, &page->approvals));
}

bool run_approval_accept(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const struct doran_approval_answer *request = call->input;
    bool right = false;
    if (!call_done(call, store_approval_accept(store, call->user, call_id(call, DORAN_PARAM_approval),
                                               request->code, &right)))
        return false;
    if (right)
        return true;
    call->keep = true; /* The try is counted. */
    return call_refuse(call, DORAN_ERROR_wrong_code, "code");
}

bool run_approval_refuse(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call, store_approval_refuse(store, call->user, call_id(call, DORAN_PARAM_approval)));
}
