#include "server/api/handlers.h"
#include "server/rules/notice.h"
#include "server/store/approval.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/recovery.h"
#include "server/store/user.h"

#include <doran/id.h>
#include <doran/text.h>

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define DEVICE_UNNAMED "device"

/* A name from what the device calls itself in its requests, when it has not been given one. */
static const char *device_name(struct api_call *call, struct store *store, const char *given)
{
    const char *name = given ? given : call->request->device;
    size_t length = 0;
    for (int clusters = 0; name[length] && clusters < DORAN_DEVICE_NAME_MAX; clusters++)
        length += doran_text_next(name + length, strlen(name + length));
    if (length == 0 || !doran_text_valid(name, length) || doran_text_has_control(name, length, false))
        return DEVICE_UNNAMED;
    const char *copy = doran_arena_strndup(store->arena, name, length);
    return copy ? copy : DEVICE_UNNAMED;
}

bool open_session(struct api_call *call, struct store *store, const char *user, const char *device,
                  struct doran_login *login)
{
    unsigned char hash[STORE_HASH_BYTES];
    char token[SECRET_TOKEN_MAX];
    secret_token_new(token);
    secret_token_hash(token, hash);
    login->token = doran_arena_strdup(store->arena, token);
    sodium_memzero(token, sizeof token);
    login->session = doran_arena_alloc(store->arena, sizeof *login->session);
    login->user = doran_arena_alloc(store->arena, sizeof *login->user);
    if (!login->token || !login->session || !login->user)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    const char *name = device_name(call, store, device);
    return call_done(call, store_session_create(store, user, hash, name, login->session)) &&
           call_done(call, store_user(store, user, login->user));
}

static bool new_recovery_codes(struct api_call *call, struct store *store, const char *user,
                               struct doran_recovery_code_list *out)
{
    unsigned char hashes[DORAN_RECOVERY_CODES][STORE_HASH_BYTES];
    out->items = doran_arena_alloc(store->arena, DORAN_RECOVERY_CODES * sizeof *out->items);
    if (!out->items)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    for (; out->count < DORAN_RECOVERY_CODES; out->count++) {
        char code[SECRET_CODE_MAX];
        secret_code_new(code);
        secret_code_hash(code, hashes[out->count]);
        out->items[out->count].code = doran_arena_strdup(store->arena, code);
        if (!out->items[out->count].code)
            return call_refuse(call, DORAN_ERROR_internal, NULL);
    }
    return call_done(call, store_recovery_replace(store, user, hashes, out->count));
}

/* --- signing up
 * ----------------------------------------------------------------------------------------------- */

bool check_signup(struct api_call *call)
{
    const struct doran_signup_request *request = call->input;
    if (call->api->options.signup == DORAN_signup_mode_code && !request->code)
        return call_refuse(call, DORAN_ERROR_code_required, "code");
    return doran_password_allowed(request->password, request->email, request->nickname, &call->error);
}

/* Whether the code opens sign-up. `invite` gets the invite it is of, its id NULL when it is of none. */
static bool code_opens(struct api_call *call, struct store *store, const char *code,
                       struct store_invite_row *invite)
{
    unsigned char hash[STORE_HASH_BYTES];
    doran_time until = 0;
    *invite = (struct store_invite_row){0};
    if (!secret_code_hash(code, hash))
        return call_refuse(call, DORAN_ERROR_wrong_code, "code");
    enum store_result result = store_join_code(store, hash, &until);
    if (result != STORE_NONE)
        return call_done(call, result);
    result = store_invite_by_code(store, hash, invite);
    if (!call_found(call, result, DORAN_ERROR_wrong_code, DORAN_ERROR_internal))
        return false;
    return !invite->reserved_for || call_refuse(call, DORAN_ERROR_wrong_code, "code");
}

bool prepare_signup(struct api_call *call, struct store *store)
{
    const struct doran_signup_request *request = call->input;
    struct store_invite_row invite;
    return !request->code || code_opens(call, store, request->code, &invite);
}

bool slow_fresh(struct api_call *call)
{
    const char *password = call->request->route->id == DORAN_R_signup
                               ? ((const struct doran_signup_request *)call->input)->password
                               : ((const struct doran_recovery_request *)call->input)->password;
    return password_hash(&call->api->cost, password, call->secrets.fresh) ||
           call_refuse(call, DORAN_ERROR_busy, NULL);
}

/* The server's own code is used up, a family's is kept for the new account until it joins. */
static bool use_code(struct api_call *call, struct store *store, const char *code, const char *user)
{
    struct store_invite_row invite;
    unsigned char hash[STORE_HASH_BYTES];
    if (!code)
        return true;
    if (!code_opens(call, store, code, &invite))
        return false;
    if (invite.id)
        return call_found(call, store_invite_reserve(store, invite.family_id, invite.id, user),
                          DORAN_ERROR_wrong_code, DORAN_ERROR_internal);
    secret_code_hash(code, hash);
    return call_found(call, store_join_code_use(store, hash), DORAN_ERROR_wrong_code, DORAN_ERROR_internal);
}

bool run_signup(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_signup_request *request = call->input;
    struct doran_login *login = answer;
    /* The store's actor until the transaction ends, which is after this returns. */
    const char *id = doran_arena_strdup(store->arena, doran_id_new().text);
    if (!id)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    const struct store_account account = {.id = id,
                                          .email = request->email,
                                          .email_key = call->email_key,
                                          .nickname = request->nickname,
                                          .password = call->secrets.fresh};
    store->actor = id;
    if (!use_code(call, store, request->code, id))
        return false;
    int64_t avatar = 1 + (int64_t)randombytes_uniform(DORAN_AVATARS);
    enum store_result result = store_user_create(store, &account, avatar);
    if (!call_found(call, result, DORAN_ERROR_internal, DORAN_ERROR_email_taken))
        return false;
    snprintf(call->user, sizeof call->user, "%s", id);
    return new_recovery_codes(call, store, id, &login->recovery_codes) &&
           open_session(call, store, id, request->device, login);
}

/* --- logging in and out
 * --------------------------------------------------------------------------------------- */

static void note_account(struct api_call *call, const struct store_account *account)
{
    call->secrets.known = true;
    snprintf(call->secrets.stored, sizeof call->secrets.stored, "%s", account->password);
}

bool prepare_login(struct api_call *call, struct store *store)
{
    struct store_account account;
    call->secrets.known = false;
    enum store_result result = store_account_by_email(store, call->email_key, &account);
    if (result == STORE_OK)
        note_account(call, &account);
    return result == STORE_NONE || call_done(call, result);
}

static const char *password_given(const struct api_call *call)
{
    switch (call->request->route->id) {
    case DORAN_R_login:
        return ((const struct doran_login_request *)call->input)->password;
    case DORAN_R_password_change:
        return ((const struct doran_password_change *)call->input)->current;
    default:
        return ((const struct doran_password_proof *)call->input)->password;
    }
}

/* The same work whether or not there is such an account; who may learn of the refusal is not told why. */
bool slow_verify(struct api_call *call)
{
    struct call_secrets *secrets = &call->secrets;
    const struct password_cost *cost = &call->api->cost;
    secrets->verified = password_verify(cost, secrets->known ? secrets->stored : NULL, password_given(call));
    secrets->fresh[0] = '\0';
    if (!secrets->verified)
        return call_refuse(call,
                           call->request->route->id == DORAN_R_login ? DORAN_ERROR_wrong_credentials
                                                                     : DORAN_ERROR_wrong_password,
                           NULL);
    if (password_outdated(cost, secrets->stored) &&
        !password_hash(cost, password_given(call), secrets->fresh))
        secrets->fresh[0] = '\0'; /* Next time, then. */
    return true;
}

/* The password must still be the one that was verified; a hash of another cost is replaced. */
static bool still_verified(struct api_call *call, struct store *store, const char *user,
                           enum doran_error_code code)
{
    const struct call_secrets *secrets = &call->secrets;
    const char *hash = secrets->fresh[0] ? secrets->fresh : secrets->stored;
    return call_found(call, store_user_password(store, user, secrets->stored, hash), code,
                      DORAN_ERROR_internal);
}

bool run_login(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_login_request *request = call->input;
    struct doran_login *login = answer;
    struct store_account account;
    if (!call_found(call, store_account_by_email(store, call->email_key, &account),
                    DORAN_ERROR_wrong_credentials, DORAN_ERROR_internal) ||
        !still_verified(call, store, account.id, DORAN_ERROR_wrong_credentials))
        return false;
    store->actor = account.id;
    return open_session(call, store, account.id, request->device, login) &&
           call_done(call, rules_tell_security(store, account.id, DORAN_category_security_device,
                                               login->session->id));
}

bool run_logout(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return call_done(call, store_session_end(store, call->user, call->session));
}

/* --- the password
 * --------------------------------------------------------------------------------------------- */

bool check_recover(struct api_call *call)
{
    const struct doran_recovery_request *request = call->input;
    return doran_password_allowed(request->password, request->email, NULL, &call->error);
}

bool run_recover(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_recovery_request *request = call->input;
    struct doran_login *login = answer;
    struct store_account account;
    unsigned char hash[STORE_HASH_BYTES];
    secret_code_hash(request->code, hash);
    if (!call_found(call, store_account_by_email(store, call->email_key, &account), DORAN_ERROR_wrong_code,
                    DORAN_ERROR_internal) ||
        !call_found(call, store_recovery_use(store, account.id, hash), DORAN_ERROR_wrong_code,
                    DORAN_ERROR_internal))
        return false;
    store->actor = account.id;
    return call_done(call, store_user_password(store, account.id, NULL, call->secrets.fresh)) &&
           call_done(call, store_session_end_all(store, account.id, NULL)) &&
           call_done(call, store_approvals_end(store, account.id)) &&
           call_done(call, rules_tell_security(store, account.id, DORAN_category_security_reset, NULL)) &&
           open_session(call, store, account.id, request->device, login);
}

bool prepare_proof(struct api_call *call, struct store *store)
{
    struct store_account account;
    call->secrets.known = false;
    if (!call_found(call, store_account(store, call->user, &account), DORAN_ERROR_unauthorized,
                    DORAN_ERROR_internal))
        return false;
    note_account(call, &account);
    return true;
}

bool prepare_password_change(struct api_call *call, struct store *store)
{
    const struct doran_password_change *request = call->input;
    struct store_account account;
    if (!call_found(call, store_account(store, call->user, &account), DORAN_ERROR_unauthorized,
                    DORAN_ERROR_internal))
        return false;
    note_account(call, &account);
    return doran_password_allowed(request->password, account.email, account.nickname, &call->error);
}

bool slow_change(struct api_call *call)
{
    const struct doran_password_change *request = call->input;
    if (!slow_verify(call))
        return false;
    return password_hash(&call->api->cost, request->password, call->secrets.fresh) ||
           call_refuse(call, DORAN_ERROR_busy, NULL);
}

bool run_password_change(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return still_verified(call, store, call->user, DORAN_ERROR_wrong_password) &&
           call_done(call, store_session_end_all(store, call->user, call->session)) &&
           call_done(call, store_approvals_end(store, call->user)) &&
           call_done(call, rules_tell_security(store, call->user, DORAN_category_security_reset, NULL));
}

bool run_recovery_renew(struct api_call *call, struct store *store, void *answer)
{
    struct doran_recovery_codes *codes = answer;
    return still_verified(call, store, call->user, DORAN_ERROR_wrong_password) &&
           new_recovery_codes(call, store, call->user, &codes->codes);
}

/* --- leaving for good
 * ----------------------------------------------------------------------------------------- */

static bool leave_each_family(struct api_call *call, struct store *store)
{
    struct store_heads heads;
    if (!call_done(call, store_heads(store, call->user, &heads)))
        return false;
    for (size_t i = 1; i < heads.count; i++) {
        struct doran_family family;
        if (!call_done(call, store_family_lock(store, heads.items[i].stream, &family)) ||
            !leave_family(call, store, &family))
            return false;
    }
    return true;
}

bool run_account_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return still_verified(call, store, call->user, DORAN_ERROR_wrong_password) &&
           leave_each_family(call, store) &&
           call_done(call, store_session_end_all(store, call->user, NULL)) &&
           call_done(call, store_user_delete(store, call->user));
}
