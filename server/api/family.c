#include "server/store/family.h"

#include "server/api/handlers.h"
#include "server/rules/mission.h"
#include "server/rules/notice.h"
#include "server/store/member.h"
#include "server/store/reminder.h"
#include "server/store/user.h"

#include <doran/id.h>

#include <string.h>

#define TIME_ZONE_DEFAULT "Asia/Seoul"

bool run_family_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_family_page *page = answer;
    return call_done(call, store_families(store, call->user, &page->families));
}

bool run_family_deleted_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_family_page *page = answer;
    return call_done(call, store_families_deleted(store, call->user, &page->families));
}

bool run_family(struct api_call *call, struct store *store, void *answer)
{
    return call_done(call, store_family(store, call_id(call, DORAN_PARAM_family), answer));
}

static bool zone_is_known(struct api_call *call, const char *zone)
{
    return doran_time_zone_known(zone) || doran_fail(&call->error, DORAN_ERROR_invalid, "time_zone",
                                                     "This is no time zone of the IANA database.");
}

bool run_family_create(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_family_create *request = call->input;
    struct doran_family *family = answer;
    int64_t count = 0;
    *family = (struct doran_family){
        .id = doran_arena_strdup(store->arena, doran_id_new().text),
        .title = request->title,
        .host_id = call->user,
        .time_zone = request->time_zone ? request->time_zone : TIME_ZONE_DEFAULT,
        .created_at = store->now,
    };
    const char *key = text_key(store, request->nickname);
    if (!family->id || !key)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    if (!zone_is_known(call, family->time_zone) || !call_done(call, store_user_lock(store, call->user)) ||
        !call_done(call, store_membership_count(store, call->user, &count)))
        return false;
    if (count >= DORAN_USER_FAMILIES_MAX)
        return call_refuse(call, DORAN_ERROR_limit_reached, NULL);
    return call_done(call, store_family_create(store, family)) &&
           call_done(call, store_member_add(store, family->id, call->user, request->nickname, key));
}

/* Tells the other members what one did to the family as a whole. */
static bool tell_members(struct api_call *call, struct store *store, const struct doran_family *family,
                         enum doran_category category)
{
    struct notice notice = {.category = category,
                            .family = family,
                            .actor = call->user,
                            .subject_kind = DORAN_kind_family,
                            .subject = family->id};
    return own_nickname(call, store, family->id, &notice.actor_nickname) &&
           call_done(call, rules_tell_members(store, &notice, NULL));
}

bool run_family_change(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_family_change *request = call->input;
    const char *id = call->family.id;
    bool title = doran_has(request, family_change, title),
         zone = doran_has(request, family_change, time_zone);
    if (zone && !zone_is_known(call, request->time_zone))
        return false;
    if ((title || zone) && !call_done(call, store_family_change(store, id, request)))
        return false;
    if (zone && !call_done(call, store_reminders_renew(store, id)))
        return false;
    if (!call_done(call, store_family(store, id, answer)))
        return false;
    bool renamed = title && strcmp(call->family.title, request->title) != 0;
    return !renamed || tell_members(call, store, answer, DORAN_category_family_renamed);
}

bool run_family_delete(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    const struct doran_family_delete *request = call->input;
    if (strcmp(request->title, call->family.title) != 0)
        return doran_fail(&call->error, DORAN_ERROR_invalid, "title", "This is not the family's title.");
    return tell_members(call, store, &call->family, DORAN_category_family_deleted) &&
           call_done(call, store_family_delete(store, call->family.id));
}

bool run_family_restore(struct api_call *call, struct store *store, void *answer)
{
    enum store_result result = store_family_restore(store, call->family.id);
    if (result == STORE_NONE) /* It is back already. */
        return call_done(call, store_family(store, call->family.id, answer));
    return call_done(call, result) && call_done(call, store_family(store, call->family.id, answer)) &&
           tell_members(call, store, answer, DORAN_category_family_restored);
}

bool run_host_change(struct api_call *call, struct store *store, void *answer)
{
    const struct doran_host_change *request = call->input;
    const char *id = call->family.id;
    struct doran_member member;
    enum store_result result = store_member(store, id, request->user_id, &member);
    if (result == STORE_NONE)
        return doran_fail(&call->error, DORAN_ERROR_invalid, "user_id", "This is no member of the family.");
    if (!call_done(call, result))
        return false;
    bool changes = strcmp(request->user_id, call->user) != 0;
    if (changes && !call_done(call, store_family_host(store, id, call->user, request->user_id)))
        return false;
    struct notice notice = {.category = DORAN_category_host_changed,
                            .family = &call->family,
                            .actor = call->user,
                            .subject_kind = DORAN_kind_member,
                            .subject = request->user_id};
    if (changes && (!own_nickname(call, store, id, &notice.actor_nickname) ||
                    !call_done(call, rules_tell_members(store, &notice, NULL))))
        return false;
    return call_done(call, store_family(store, id, answer));
}

bool leave_family(struct api_call *call, struct store *store, const struct doran_family *family)
{
    int64_t count = 0;
    struct notice notice = {.category = DORAN_category_member_left,
                            .family = family,
                            .actor = call->user,
                            .subject_kind = DORAN_kind_family,
                            .subject = family->id};
    if (!call_done(call, store_member_count(store, family->id, &count)))
        return false;
    if (count == 1) /* With its last member a family goes; who was that can bring it back. */
        return call_done(call, store_family_delete(store, family->id));
    if (!strcmp(family->host_id, call->user))
        return call_refuse(call, DORAN_ERROR_host_must_hand_over, NULL);
    return own_nickname(call, store, family->id, &notice.actor_nickname) &&
           call_done(call, store_member_remove(store, family->id, call->user)) &&
           call_done(call, rules_missions_leave(store, family, call->user)) &&
           call_done(call, rules_tell_members(store, &notice, NULL));
}

bool run_family_leave(struct api_call *call, struct store *store, void *answer)
{
    (void)answer;
    return leave_family(call, store, &call->family);
}
