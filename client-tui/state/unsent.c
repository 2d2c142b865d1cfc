#include "client-tui/state/unsent.h"

#include "client-tui/i18n.h"
#include "client-tui/state/refusal.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/rules.h>

#include <stdlib.h>
#include <string.h>

static const struct unsent_field FIELDS[] = {
    {DORAN_R_profile_change, "nickname", N_("Profile nickname"), N_("2 to 15 letters or digits"),
     DORAN_PROFILE_NICKNAME_MAX},
    {DORAN_R_family_change, "title", N_("The family's name"), N_("1 to 10 characters"),
     DORAN_FAMILY_TITLE_MAX},
    {DORAN_R_family_change, "time_zone", N_("Time zone"), N_("Names look like Asia/Seoul"), 64},
    {DORAN_R_member_change, "nickname", N_("What they are called here"), N_("1 to 8 characters"),
     DORAN_NICKNAME_MAX},
    {DORAN_R_invite_create, "nickname", N_("What they are called here"), N_("1 to 8 characters"),
     DORAN_NICKNAME_MAX},
    {DORAN_R_invite_create, "email", N_("E-mail"), NULL, DORAN_EMAIL_MAX},
    {DORAN_R_event_create, "title", N_("Title"), N_("1 to 100 characters"), 100},
    {DORAN_R_event_change, "title", N_("Title"), N_("1 to 100 characters"), 100},
    {DORAN_R_mission_create, "title", N_("Title"), N_("1 to 17 characters, as: a walk together"),
     DORAN_MISSION_TITLE_MAX},
};

static const struct doran_type *type_of(const struct doran_outbox_item *item)
{
    return doran_type(doran_route(item->route)->request);
}

/* Where the text of a field is in a request; the tables agree, so that there is one. */
static size_t offset_of(const struct doran_type *type, const char *name)
{
    size_t i = 0;
    while (i + 1 < type->field_count && strcmp(type->fields[i].name, name) != 0)
        i++;
    return type->fields[i].offset;
}

const char *unsent_text(const struct doran_outbox_item *item, const struct unsent_field *field)
{
    const char *text = NULL;
    if (item->request)
        memcpy(&text, (const char *)item->request + offset_of(type_of(item), field->name), sizeof text);
    return text ? text : "";
}

size_t unsent_fields(const struct doran_outbox_item *item, const struct unsent_field *out[UNSENT_FIELDS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (FIELDS[i].route == item->route && count < UNSENT_FIELDS_MAX && unsent_text(item, &FIELDS[i])[0])
            out[count++] = &FIELDS[i];
    return count;
}

/* --- words --- */

static const char *details(struct doran_arena *arena, const struct doran_outbox_item *item)
{
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    size_t count = unsent_fields(item, fields);
    const char *text = "";
    if (item->route == DORAN_R_mood_change && item->request) {
        enum doran_mood mood = ((const struct doran_mood_change *)item->request)->mood;
        return mood ? words_mood(mood) : _("No mood");
    }
    for (size_t i = 0; i < count && text; i++)
        text = doran_arena_printf(arena, "%s%s%s", text, i > 0 ? ", " : "", unsent_text(item, fields[i]));
    return text ? text : "";
}

/* What a route without texts of its own is about. */
static const struct about {
    enum doran_route_id route;
    enum doran_param param;
    enum doran_kind kind;
} ABOUT[] = {
    {DORAN_R_event_change, DORAN_PARAM_event, DORAN_kind_event},
    {DORAN_R_event_delete, DORAN_PARAM_event, DORAN_kind_event},
    {DORAN_R_event_restore, DORAN_PARAM_event, DORAN_kind_event},
    {DORAN_R_mission_check, DORAN_PARAM_mission, DORAN_kind_mission},
    {DORAN_R_mission_uncheck, DORAN_PARAM_mission, DORAN_kind_mission},
    {DORAN_R_mission_delete, DORAN_PARAM_mission, DORAN_kind_mission},
    {DORAN_R_invite_withdraw, DORAN_PARAM_invite, DORAN_kind_invite},
    {DORAN_R_invitation_decline, DORAN_PARAM_invite, DORAN_kind_invitation},
    {DORAN_R_notification_change, DORAN_PARAM_notification, DORAN_kind_notification},
    {DORAN_R_notification_delete, DORAN_PARAM_notification, DORAN_kind_notification},
};

union named {
    struct doran_event event;
    struct doran_mission mission;
    struct doran_invite invite;
    struct doran_invitation invitation;
    struct doran_notification notification;
};

static const char *name_of(struct doran_arena *arena, enum doran_kind kind, const union named *object)
{
    const char *name = kind == DORAN_kind_event        ? object->event.title
                       : kind == DORAN_kind_mission    ? object->mission.title
                       : kind == DORAN_kind_invite     ? object->invite.nickname
                       : kind == DORAN_kind_invitation ? object->invitation.family_title
                                                       : words_notification(arena, &object->notification);
    return name ? name : "";
}

const char *unsent_about(struct doran_replica *replica, struct doran_arena *arena,
                         const struct doran_outbox_item *item)
{
    const struct about *about = NULL;
    union named object;
    struct doran_user user = {0};
    for (size_t i = 0; i < sizeof ABOUT / sizeof *ABOUT; i++)
        if (ABOUT[i].route == item->route)
            about = &ABOUT[i];
    if (!replica || !about || details(arena, item)[0])
        return "";
    const char *id = item->path.ids[about->param], *stream = item->path.ids[DORAN_PARAM_family];
    if (!stream[0] && doran_replica_user(replica, &user, arena, NULL))
        stream = user.id;
    bool found = stream && (doran_replica_object(replica, stream, about->kind, id, &object, arena, NULL) ||
                            doran_replica_confirmed(replica, stream, about->kind, id, &object, arena, NULL));
    return found ? name_of(arena, about->kind, &object) : "";
}

const char *unsent_words(struct doran_arena *arena, const struct doran_outbox_item *item, const char *about)
{
    const char *what = words_route(item->route), *with = details(arena, item);
    if (!with[0])
        with = about;
    if (!with[0])
        return what;
    return sentence_of(arena, _("{what}: {with}"), {"what", what}, {"with", with});
}

const char *unsent_line(struct doran_replica *replica, struct doran_arena *arena,
                        const struct doran_outbox_item *item)
{
    return unsent_words(arena, item, unsent_about(replica, arena, item));
}

const char *unsent_why(struct doran_arena *arena, const struct doran_outbox_item *item)
{
    if (item->state != DORAN_OUTBOX_parked)
        return words_outbox_state(item->state);
    return refusal_sentence(arena, &item->error, doran_route(item->route)->request);
}

const char *unsent_refusal(struct doran_arena *arena, const struct doran_outbox_item *item,
                           const struct doran_error *error)
{
    if (error->code == DORAN_ERROR_conflict)
        return _("It is being sent just now. Please look again in a moment.");
    if (error->code == DORAN_ERROR_not_found)
        return _("It was sent meanwhile.");
    return refusal_sentence(arena, error, doran_route(item->route)->request);
}

/* --- changing --- */

static bool is_allowed(const struct unsent_field *field, const char *text)
{
    if (strcmp(field->name, "time_zone") == 0)
        return doran_time_zone_known(text);
    return text[0] != '\0'; /* An invite without an address would be another kind of invite. */
}

bool unsent_change(struct doran_replica *replica, const struct doran_outbox_item *item,
                   const char *const *texts, struct doran_error *error)
{
    const struct unsent_field *fields[UNSENT_FIELDS_MAX];
    const struct doran_type *type = type_of(item);
    size_t count = unsent_fields(item, fields);
    if (count == 0)
        return doran_fail(error, DORAN_ERROR_invalid, NULL, NULL);
    for (size_t i = 0; i < count; i++)
        if (!is_allowed(fields[i], texts[i]))
            return doran_fail(error, DORAN_ERROR_invalid, fields[i]->name, NULL);
    char *request = malloc(type->size);
    if (!request)
        return doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
    memcpy(request, item->request, type->size);
    for (size_t i = 0; i < count; i++)
        memcpy(request + offset_of(type, fields[i]->name), &texts[i], sizeof texts[i]);
    bool good = doran_replica_outbox_edit(replica, item->operation, request, NULL, error);
    free(request);
    return good;
}
