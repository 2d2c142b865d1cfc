#include "server/store/invite.h"

#include "server/api/handlers.h"
#include "server/rules/notice.h"
#include "server/store/member.h"
#include "server/store/notification.h"
#include "server/store/user.h"

#include <doran/id.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPIRE_AT_ONCE 100

bool run_invite_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_invite_page *page = answer;
    return call_done(call, store_invites(store, call_id(call, DORAN_PARAM_family), &page->invites));
}

/* The join link of a code, both as they are shown this once. */
static bool show_code(struct api_call *call, struct store *store, const char *code,
                      struct doran_invite_sent *sent)
{
    struct doran_join_link link = {0};
    struct doran_buffer text = {0};
    snprintf(link.server, sizeof link.server, "%s", call->api->public_url);
    snprintf(link.pin, sizeof link.pin, "%s", call->api->pin);
    if (!doran_code_clean(code, link.code))
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    doran_join_link_format(&link, &text);
    sent->code = doran_arena_strdup(store->arena, code);
    sent->link = text.failed || !link.server[0] ? NULL : doran_arena_strdup(store->arena, text.data);
    doran_buffer_deinit(&text);
    return sent->code || call_refuse(call, DORAN_ERROR_internal, NULL);
}

void redact_invite_sent(void *answer)
{
    struct doran_invite_sent *sent = answer;
    *sent = (struct doran_invite_sent){.invite = sent->invite};
}

/* Who has the address now is told; the inviter sees the same whether there is somebody or not. */
static bool tell_guest(struct api_call *call, struct store *store, const char *guest, const char *nickname,
                       const char *invite)
{
    const struct notice notice = {.category = DORAN_category_invitation,
                                  .family = &call->family,
                                  .actor = call->user,
                                  .actor_nickname = nickname,
                                  .subject_kind = DORAN_kind_invitation,
                                  .subject = invite};
    return !guest ||
           (call_done(call, store_notification_withdraw(store, guest, DORAN_category_invitation, invite)) &&
            call_done(call, rules_tell(store, guest, &notice)));
}

/* Refusals tell only what the family can see itself: its members, its open invites, its nicknames. */
static bool address_is_free(struct api_call *call, struct store *store, const char *email_key,
                            const char *guest)
{
    const char *family = call->family.id;
    enum store_result member = guest ? store_member_is(store, family, guest) : STORE_NONE;
    if (member == STORE_OK)
        return call_refuse(call, DORAN_ERROR_already_member, "email");
    if (member == STORE_BROKEN)
        return false;
    enum store_result invited = store_invite_to(store, family, email_key);
    if (invited == STORE_OK)
        return call_refuse(call, DORAN_ERROR_already_invited, "email");
    return invited == STORE_NONE;
}

static bool there_is_room(struct api_call *call, struct store *store)
{
    int64_t invites = 0, expired = 0;
    if (!call_done(call, store_invites_expire(store, call->family.id, EXPIRE_AT_ONCE, &expired)) ||
        !call_done(call, store_invite_count(store, call->family.id, &invites)))
        return false;
    return invites < DORAN_FAMILY_INVITES_MAX || call_refuse(call, DORAN_ERROR_limit_reached, NULL);
}

static bool find_guest(struct api_call *call, struct store *store, const char *email_key, const char **out)
{
    struct store_account account = {0};
    *out = NULL;
    if (!email_key)
        return true;
    enum store_result result = store_account_by_email(store, email_key, &account);
    *out = account.id;
    return result == STORE_NONE || call_done(call, result);
}

bool run_invite_create(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_invite_create *request = call->input;
    struct doran_invite_sent *sent = answer;
    unsigned char hash[STORE_HASH_BYTES];
    char code[SECRET_CODE_MAX];
    struct store_invite_new new = {
        .invite = {.id = doran_arena_strdup(store->arena, doran_id_new().text),
                   .family_id = call->family.id,
                   .kind = request->email ? DORAN_invite_kind_email : DORAN_invite_kind_code,
                   .email = request->email,
                   .nickname = request->nickname,
                   .inviter_id = call->user,
                   .state = DORAN_invite_state_open,
                   .created_at = store->now,
                   .sent_at = store->now,
                   .expires_at = store->now + DORAN_INVITE_DAYS * DORAN_DAY},
        .email_key = call->email_key,
        .nickname_key = text_key(store, request->nickname),
    };
    sent->invite = doran_arena_alloc(store->arena, sizeof *sent->invite);
    if (!new.invite.id || !new.nickname_key || !sent->invite)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    if (!own_nickname(call, store, call->family.id, &new.inviter_nickname) || !there_is_room(call, store) ||
        !find_guest(call, store, new.email_key, &new.guest) ||
        (new.email_key && !address_is_free(call, store, new.email_key, new.guest)) ||
        !call_found(call, store_nickname_free(store, call->family.id, new.nickname_key, NULL, NULL),
                    DORAN_ERROR_internal, DORAN_ERROR_nickname_taken))
        return false;
    if (!new.email_key) {
        secret_code_new(code);
        secret_code_hash(code, hash);
        new.code_hash = hash;
        if (!show_code(call, store, code, sent))
            return false;
    }
    *sent->invite = new.invite;
    return call_found(call, store_invite_create(store, &new), DORAN_ERROR_internal,
                      DORAN_ERROR_nickname_taken) &&
           tell_guest(call, store, new.guest, new.inviter_nickname, new.invite.id);
}

/* The invite of the path, if it is open still. */
static bool find_open(struct api_call *call, struct store *store, struct doran_invite *out)
{
    enum store_result result = store_invite(store, call->family.id, call_id(call, DORAN_PARAM_invite), out);
    if (!call_done(call, result))
        return false;
    return (out->state == DORAN_invite_state_open && out->expires_at > store->now) ||
           call_refuse(call, DORAN_ERROR_invite_ended, NULL);
}

bool run_invite_resend(struct api_call *call, struct store *store, void *answer)
{
    struct doran_invite_sent *sent = answer;
    struct doran_invite *invite = sent->invite = doran_arena_alloc(store->arena, sizeof *invite);
    unsigned char hash[STORE_HASH_BYTES];
    char code[SECRET_CODE_MAX];
    const char *guest = NULL, *nickname = NULL;
    if (!invite)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    if (!find_open(call, store, invite) || !own_nickname(call, store, call->family.id, &nickname))
        return false;
    bool by_code = invite->kind == DORAN_invite_kind_code;
    const char *key = by_code ? NULL : text_key(store, invite->email);
    if (!find_guest(call, store, key, &guest))
        return false;
    if (by_code) {
        secret_code_new(code);
        secret_code_hash(code, hash);
        if (!show_code(call, store, code, sent))
            return false;
    }
    return call_done(call, store_invite_resend(store, call->family.id, invite->id, by_code ? hash : NULL,
                                               store->now + DORAN_INVITE_DAYS * DORAN_DAY)) &&
           call_done(call, store_invite(store, call->family.id, invite->id, invite)) &&
           tell_guest(call, store, guest, nickname, invite->id);
}

bool run_invite_withdraw(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    struct doran_invite invite;
    const char *guest = NULL;
    if (!find_open(call, store, &invite))
        return false;
    const char *key = invite.email ? text_key(store, invite.email) : NULL;
    if (!find_guest(call, store, key, &guest) ||
        !call_done(call, store_invite_end(store, call->family.id, invite.id, DORAN_invite_state_withdrawn)))
        return false;
    return !guest ||
           call_done(call, store_notification_withdraw(store, guest, DORAN_category_invitation, invite.id));
}
