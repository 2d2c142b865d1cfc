/* What is queued, seen as if it were done: one function for each route that may wait in the outbox. Each
 * knows the kinds it touches and changes rows of one of them; it does what the server will do, and does
 * nothing when that is done already. */
#include "libdoran/replica/overlay.h"

#include <doran/calendar.h>

#include <string.h>

void *store_rows_add(struct store_rows *rows)
{
    if (rows->count == rows->capacity) {
        size_t capacity = rows->capacity == 0 ? 8 : rows->capacity * 2;
        void *items = doran_arena_alloc(rows->arena, capacity * rows->size);
        if (items == NULL)
            return NULL;
        if (rows->count > 0)
            memcpy(items, rows->items, rows->count * rows->size);
        rows->items = items;
        rows->capacity = capacity;
    }
    return (char *)rows->items + rows->size * rows->count++;
}

void store_rows_remove(struct store_rows *rows, size_t index)
{
    char *at = (char *)rows->items + index * rows->size;
    memmove(at, at + rows->size, (rows->count - index - 1) * rows->size);
    rows->count--;
}

static void *row(const struct store_rows *rows, size_t index)
{
    return (char *)rows->items + index * rows->size;
}

static bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

void *store_rows_find(const struct store_rows *rows, const char *id)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (same(store_object_id(rows->kind, row(rows, i)), id))
            return row(rows, i);
    }
    return NULL;
}

static void remove_id(struct store_rows *rows, const char *id)
{
    for (size_t i = rows->count; i-- > 0;) {
        if (same(store_object_id(rows->kind, row(rows, i)), id))
            store_rows_remove(rows, i);
    }
}

static bool profile_change(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_profile_change *change = item->request;
    if (rows->kind == DORAN_kind_user) {
        struct doran_user *user = store_rows_find(rows, rows->me);
        if (user != NULL && doran_has(change, profile_change, nickname))
            user->nickname = change->nickname;
        if (user != NULL && doran_has(change, profile_change, avatar))
            user->avatar = change->avatar;
        return true;
    }
    struct doran_member *member = store_rows_find(rows, rows->me);
    if (member != NULL && doran_has(change, profile_change, nickname))
        member->profile_nickname = change->nickname;
    if (member != NULL && doran_has(change, profile_change, avatar))
        member->avatar = change->avatar;
    return true;
}

static void set_given(uint64_t *has, uint64_t bits, bool given)
{
    *has = given ? *has | bits : *has & ~bits;
}

static bool mood_change(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_mood_change *change = item->request;
    doran_time at = change->mood != DORAN_mood_none ? item->queued_at : 0;
    if (rows->kind == DORAN_kind_user) {
        struct doran_user *user = store_rows_find(rows, rows->me);
        if (user != NULL && user->mood != change->mood) {
            user->mood = change->mood;
            user->mood_at = at;
            set_given(&user->has, DORAN_BIT(user, mood) | DORAN_BIT(user, mood_at), at != 0);
        }
        return true;
    }
    struct doran_member *member = store_rows_find(rows, rows->me);
    if (member != NULL && member->mood != change->mood) {
        member->mood = change->mood;
        member->mood_at = at;
        set_given(&member->has, DORAN_BIT(member, mood) | DORAN_BIT(member, mood_at), at != 0);
    }
    return true;
}

static bool family_change(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_family_change *change = item->request;
    struct doran_family *family = store_rows_find(rows, item->params.ids[DORAN_PARAM_family]);
    if (family != NULL && doran_has(change, family_change, title))
        family->title = change->title;
    if (family != NULL && doran_has(change, family_change, time_zone))
        family->time_zone = change->time_zone;
    return true;
}

static bool member_change(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_member_change *change = item->request;
    if (rows->kind == DORAN_kind_membership) {
        struct doran_membership *membership = store_rows_find(rows, item->params.ids[DORAN_PARAM_family]);
        if (membership != NULL && same(rows->me, item->params.ids[DORAN_PARAM_user]))
            membership->nickname = change->nickname;
        return true;
    }
    struct doran_member *member = store_rows_find(rows, item->params.ids[DORAN_PARAM_user]);
    if (member != NULL && same(rows->stream, item->params.ids[DORAN_PARAM_family]))
        member->nickname = change->nickname;
    return true;
}

/* True when the invite's own row has come: by its id once answered, before that by its address, which is
 * unique. */
static bool invite_is_there(const struct store_item *item, const struct store_rows *rows, const char *email)
{
    if (item->created[0] != '\0' && store_rows_find(rows, item->created) != NULL)
        return true;
    for (size_t i = 0; i < rows->count; i++) {
        const struct doran_invite *invite = row(rows, i);
        if (invite->state == DORAN_invite_state_open && same(invite->email, email))
            return true;
    }
    return false;
}

static bool invite_create(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_invite_create *create = item->request;
    if (!same(rows->stream, item->params.ids[DORAN_PARAM_family]) ||
        invite_is_there(item, rows, create->email))
        return true;
    struct doran_invite *invite = store_rows_add(rows);
    if (invite == NULL)
        return false;
    *invite = (struct doran_invite){
        .id = item->created[0] != '\0' ? item->created : item->operation,
        .family_id = item->params.ids[DORAN_PARAM_family],
        .kind = DORAN_invite_kind_email,
        .nickname = create->nickname,
        .state = DORAN_invite_state_open,
        .created_at = item->queued_at,
        .sent_at = item->queued_at,
        .expires_at = item->queued_at + DORAN_INVITE_DAYS * DORAN_DAY,
    };
    doran_set(invite, invite, email, create->email);
    doran_set(invite, invite, inviter_id, rows->me);
    return true;
}

static bool invite_withdraw(const struct store_item *item, struct store_rows *rows)
{
    if (same(rows->stream, item->params.ids[DORAN_PARAM_family]))
        remove_id(rows, item->params.ids[DORAN_PARAM_invite]);
    return true;
}

static bool invitation_decline(const struct store_item *item, struct store_rows *rows)
{
    remove_id(rows, item->params.ids[DORAN_PARAM_invite]);
    return true;
}

static void mark(struct doran_notification *notification, doran_time read_at)
{
    if ((notification->read_at == 0) == (read_at == 0))
        return;
    notification->read_at = read_at;
    set_given(&notification->has, DORAN_BIT(notification, read_at), read_at != 0);
}

static bool notification_change(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_notification_change *change = item->request;
    struct doran_notification *notification =
        store_rows_find(rows, item->params.ids[DORAN_PARAM_notification]);
    if (notification != NULL)
        mark(notification, change->read ? item->queued_at : 0);
    return true;
}

static bool notification_read_all(const struct store_item *item, struct store_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        mark(row(rows, i), item->queued_at);
    return true;
}

static bool notification_delete(const struct store_item *item, struct store_rows *rows)
{
    remove_id(rows, item->params.ids[DORAN_PARAM_notification]);
    return true;
}

static bool notification_delete_all(const struct store_item *item, struct store_rows *rows)
{
    (void)item;
    rows->count = 0;
    return true;
}

/* What a scoped change is made from: the addressed event, and its series with all that is different in it. */
static bool set_of(const struct store_rows *rows, const char *id, struct doran_event_set *out)
{
    const struct doran_event *event = store_rows_find(rows, id);
    const struct doran_event *series =
        event != NULL && event->series_id != NULL ? store_rows_find(rows, event->series_id) : NULL;
    *out = (struct doran_event_set){.event = series != NULL ? series : event};
    if (event == NULL)
        return false;
    struct doran_event *different = doran_arena_alloc(rows->arena, (rows->count + 1) * sizeof *different);
    if (different == NULL)
        return false;
    out->different = different;
    for (size_t i = 0; i < rows->count; i++) {
        const struct doran_event *other = row(rows, i);
        if (same(other->series_id, out->event->id))
            different[out->different_count++] = *other;
    }
    return true;
}

static bool put_outcome(struct store_rows *rows, const struct doran_event_outcome *outcome)
{
    for (size_t i = 0; i < outcome->remove_count; i++)
        remove_id(rows, outcome->remove[i]);
    for (size_t i = 0; i < outcome->put.count; i++) {
        struct doran_event *event = store_rows_find(rows, outcome->put.items[i].id);
        event = event != NULL ? event : store_rows_add(rows);
        if (event == NULL)
            return false;
        *event = outcome->put.items[i];
    }
    return true;
}

static bool is_of_family(const struct store_item *item, const struct store_rows *rows)
{
    return rows->zone != NULL && same(rows->stream, item->params.ids[DORAN_PARAM_family]);
}

/* What the server would refuse shows nothing; what it has done already has the operation's id. */
static bool event_create(const struct store_item *item, struct store_rows *rows)
{
    struct doran_event event;
    struct doran_error error;
    if (!is_of_family(item, rows) || store_rows_find(rows, item->operation) != NULL ||
        !doran_event_from_create(item->request, item->operation, rows->stream, rows->zone, rows->arena,
                                 &event, &error))
        return true;
    doran_set(&event, event, author_id, rows->me);
    event.created_at = event.changed_at = item->queued_at;
    struct doran_event *added = store_rows_add(rows);
    if (added == NULL)
        return false;
    *added = event;
    return true;
}

static bool event_change(const struct store_item *item, struct store_rows *rows)
{
    struct doran_event_set set;
    struct doran_event_outcome outcome;
    struct doran_error error;
    const char *id = item->params.ids[DORAN_PARAM_event];
    if (!is_of_family(item, rows) || store_rows_find(rows, item->operation) != NULL ||
        !set_of(rows, id, &set) ||
        !doran_event_change_apply(&set, id, item->request, rows->zone, item->operation, item->queued_at,
                                  rows->arena, &outcome, &error))
        return true;
    return put_outcome(rows, &outcome);
}

static bool event_delete(const struct store_item *item, struct store_rows *rows)
{
    struct doran_event_set set;
    struct doran_event_outcome outcome;
    struct doran_error error;
    const char *id = item->params.ids[DORAN_PARAM_event];
    if (!is_of_family(item, rows) || !set_of(rows, id, &set) ||
        !doran_event_delete_apply(&set, id, item->request, item->queued_at, rows->arena, &outcome, &error))
        return true;
    return put_outcome(rows, &outcome);
}

/* What is there of an event, and of what a change of it made. */
static bool present_of(const struct store_rows *rows, const char *id, const char *made,
                       struct doran_event_list *out)
{
    struct doran_event *items = doran_arena_alloc(rows->arena, (rows->count + 1) * sizeof *items);
    *out = (struct doran_event_list){.items = items};
    for (size_t i = 0; items != NULL && i < rows->count; i++) {
        const struct doran_event *event = row(rows, i);
        if (same(event->id, id) || same(event->series_id, id) || same(event->id, made) ||
            same(event->series_id, made))
            items[out->count++] = *event;
    }
    return items != NULL;
}

static bool event_restore(const struct store_item *item, struct store_rows *rows)
{
    const struct doran_event_restore *restore = item->request;
    struct doran_event_list present;
    struct doran_event_outcome outcome;
    struct doran_error error;
    const char *id = item->params.ids[DORAN_PARAM_event];
    if (!is_of_family(item, rows))
        return true;
    if (!present_of(rows, id, restore->made_id, &present))
        return false;
    if (!doran_event_restore_apply(&present, id, restore, rows->stream, item->queued_at, rows->arena,
                                   &outcome, &error))
        return true;
    return put_outcome(rows, &outcome);
}

static const char *created_event(const void *answer)
{
    return ((const struct doran_event *)answer)->id;
}

static const char *created_invite(const void *answer)
{
    const struct doran_invite *invite = ((const struct doran_invite_sent *)answer)->invite;
    return invite != NULL ? invite->id : NULL;
}

static const char *created_mission(const void *answer)
{
    return ((const struct doran_mission *)answer)->id;
}

/* The answer to an invite by code holds the code, once. */
static bool is_by_code(const void *request)
{
    const char *email = ((const struct doran_invite_create *)request)->email;
    return email == NULL || email[0] == '\0';
}

#define KIND_BIT(kind) (1u << DORAN_kind_##kind)
static const struct overlay {
    unsigned kinds;
    bool (*apply)(const struct store_item *item, struct store_rows *rows);
    const char *(*created)(const void *answer);   /* the id of what it makes */
    bool (*needs_attention)(const void *request); /* may not wait unwatched */
    bool moot_without_object;                     /* nothing is left to do when it is gone */
} overlays[DORAN_ROUTE_COUNT] = {
    [DORAN_R_profile_change] = {.kinds = KIND_BIT(user) | KIND_BIT(member), .apply = profile_change},
    [DORAN_R_mood_change] = {.kinds = KIND_BIT(user) | KIND_BIT(member), .apply = mood_change},
    [DORAN_R_family_change] = {.kinds = KIND_BIT(family), .apply = family_change},
    [DORAN_R_member_change] = {.kinds = KIND_BIT(member) | KIND_BIT(membership), .apply = member_change},
    [DORAN_R_invite_create] = {.kinds = KIND_BIT(invite),
                               .apply = invite_create,
                               .created = created_invite,
                               .needs_attention = is_by_code},
    [DORAN_R_invite_withdraw] = {.kinds = KIND_BIT(invite),
                                 .apply = invite_withdraw,
                                 .moot_without_object = true},
    [DORAN_R_event_create] = {.kinds = KIND_BIT(event), .apply = event_create, .created = created_event},
    [DORAN_R_event_change] = {.kinds = KIND_BIT(event), .apply = event_change},
    [DORAN_R_event_delete] = {.kinds = KIND_BIT(event), .apply = event_delete, .moot_without_object = true},
    [DORAN_R_event_restore] = {.kinds = KIND_BIT(event), .apply = event_restore},
    [DORAN_R_invitation_decline] = {.kinds = KIND_BIT(invitation),
                                    .apply = invitation_decline,
                                    .moot_without_object = true},
    [DORAN_R_notification_change] = {.kinds = KIND_BIT(notification),
                                     .apply = notification_change,
                                     .moot_without_object = true},
    [DORAN_R_notification_read_all] = {.kinds = KIND_BIT(notification), .apply = notification_read_all},
    [DORAN_R_notification_delete] = {.kinds = KIND_BIT(notification),
                                     .apply = notification_delete,
                                     .moot_without_object = true},
    [DORAN_R_notification_delete_all] = {.kinds = KIND_BIT(notification), .apply = notification_delete_all},
    [DORAN_R_mission_create] = {.kinds = KIND_BIT(mission),
                                .apply = overlay_mission_create,
                                .created = created_mission},
    [DORAN_R_mission_delete] = {.kinds = KIND_BIT(mission),
                                .apply = overlay_mission_delete,
                                .moot_without_object = true},
    [DORAN_R_mission_check] = {.kinds = KIND_BIT(mission),
                               .apply = overlay_mission_check,
                               .moot_without_object = true},
    [DORAN_R_mission_uncheck] = {.kinds = KIND_BIT(mission),
                                 .apply = overlay_mission_uncheck,
                                 .moot_without_object = true},
};

static const struct overlay *overlay_of(const struct store_item *item, enum doran_kind kind)
{
    const struct overlay *overlay = &overlays[item->route->id];
    bool shown =
        item->state != DORAN_OUTBOX_parked && overlay->apply != NULL && (overlay->kinds & (1u << kind)) != 0;
    return shown ? overlay : NULL;
}

bool store_overlay_touches(const struct store_items *items, enum doran_kind kind)
{
    for (size_t i = 0; i < items->count; i++) {
        if (overlay_of(&items->items[i], kind) != NULL)
            return true;
    }
    return false;
}

uint64_t store_overlay_version(const struct store_items *items, enum doran_kind kind)
{
    uint64_t hash = STORE_MIX;
    for (size_t i = 0; i < items->count; i++) {
        if (overlay_of(&items->items[i], kind) != NULL)
            hash = store_mix(hash, items->items[i].operation) + (uint64_t)items->items[i].state;
    }
    return hash;
}

bool store_overlay(const struct store_items *items, struct store_rows *rows)
{
    for (size_t i = 0; i < items->count; i++) {
        const struct overlay *overlay = overlay_of(&items->items[i], rows->kind);
        if (overlay != NULL && !overlay->apply(&items->items[i], rows))
            return false;
    }
    return true;
}

bool store_needs_attention(enum doran_route_id route, const void *request)
{
    return overlays[route].needs_attention != NULL && overlays[route].needs_attention(request);
}

const char *store_created_id(enum doran_route_id route, const void *answer)
{
    return overlays[route].created != NULL && answer != NULL ? overlays[route].created(answer) : NULL;
}

bool store_is_moot(enum doran_route_id route, enum doran_error_code refusal)
{
    return overlays[route].moot_without_object &&
           (refusal == DORAN_ERROR_not_found || refusal == DORAN_ERROR_invite_ended);
}
