/* news.c: the notifications: reading, marking, deleting. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/words.h"

#include <string.h>

#define SIMPLE_NEWS 10
#define ID_SIZE 37

static void mark(struct talk *talk, const struct doran_notification *item)
{
    struct doran_notification_change request = {0};
    struct doran_path path = talk_path(DORAN_PARAM_notification, item->id);
    doran_set(&request, notification_change, read, item->read_at == 0);
    talk_enqueue(talk, DORAN_R_notification_change, &path, &request);
}

static void remove_one(struct talk *talk, const struct doran_notification *item)
{
    struct doran_path path = talk_path(DORAN_PARAM_notification, item->id);
    if (talk_confirm(talk, _("Delete this news? It cannot be brought back."), _("Delete this one")))
        talk_enqueue(talk, DORAN_R_notification_delete, &path, NULL);
}

/* The room of what it is about; most are about the family itself. */
static void go_to_subject(struct talk *talk, enum doran_kind kind, const char *id)
{
    if (kind == DORAN_kind_mission)
        room_mission(talk, id);
    else if (kind == DORAN_kind_badge)
        room_badges(talk);
    else if (kind == DORAN_kind_event)
        room_event(talk, id);
    else
        room_family(talk);
}

/* To the thing it tells of; what was gone to is read. */
static void go_there(struct talk *talk, const struct doran_notification *item)
{
    enum doran_category category = item->category;
    enum doran_kind kind = item->subject_kind;
    char subject[ID_SIZE];
    snprintf(subject, sizeof subject, "%s", item->subject_id ? item->subject_id : "");
    bool family = state_family(&talk->state, item->family_id);
    if (family)
        state_choose_family(&talk->state, item->family_id);
    if (!item->read_at)
        mark(talk, item);
    talk_news(talk); /* The other family is read; what was found above is void. */
    if (category == DORAN_category_security_device)
        room_devices(talk);
    else if (category == DORAN_category_invitation)
        room_invitations(talk);
    else if (family)
        go_to_subject(talk, kind, subject);
    else
        talk_say(talk, _("It is not here. It may be gone already."));
}

static void about_item(struct talk *talk, const struct doran_notification *item)
{
    const char *labels[] = {item->read_at ? _("Mark as unread") : _("Mark as read"), _("Delete this one"),
                            _("Go where it was")};
    size_t chosen = talk_choose(talk, words_notification(&talk->arena, item), labels, 3);
    if (chosen == 0)
        mark(talk, item);
    else if (chosen == 1)
        remove_one(talk, item);
    else if (chosen == 2)
        go_there(talk, item);
}

/* "New: Mum invites you to Our home. 3 minutes ago". */
static const char *item_line(struct talk *talk, const struct doran_notification *item)
{
    const char *text = words_notification(&talk->arena, item);
    const char *line = doran_arena_printf(&talk->arena, "%s%s%s %s", item->read_at ? "" : _("New"),
                                          item->read_at ? "" : ": ", text,
                                          words_ago(&talk->arena, item->created_at, talk->state.now));
    return line ? line : text;
}

static void items(struct talk *talk)
{
    for (;;) {
        const char *labels[STATE_NOTIFICATIONS] = {NULL};
        talk_news(talk);
        size_t count = talk->state.notifications.count;
        if (count == 0) {
            talk_say(talk, _("Nothing new."));
            return;
        }
        for (size_t i = 0; i < count; i++)
            labels[i] = item_line(talk, &talk->state.notifications.items[i]);
        size_t chosen = talk_choose(talk, _("News"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about_item(talk, &talk->state.notifications.items[chosen]);
    }
}

static void read_all(struct talk *talk)
{
    if (talk_enqueue(talk, DORAN_R_notification_read_all, NULL, NULL))
        talk_say(talk, _("All news are marked read."));
}

static void delete_all(struct talk *talk)
{
    if (talk_confirm(talk, _("Delete all news? They cannot be brought back."), _("Delete all")) &&
        talk_enqueue(talk, DORAN_R_notification_delete_all, NULL, NULL))
        talk_say(talk, _("All news are deleted."));
}

/* Tells the newest ones and counts them as read. */
static void tell_newest(struct talk *talk)
{
    const struct doran_notification_list *list = &talk->state.notifications;
    if (list->count == 0)
        talk_say(talk, _("Nothing new."));
    for (size_t i = 0; i < list->count && i < SIMPLE_NEWS; i++)
        talk_say(talk, item_line(talk, &list->items[i]));
    if (talk->state.unread > 0)
        talk_enqueue(talk, DORAN_R_notification_read_all, NULL, NULL);
}

void room_news(struct talk *talk)
{
    static const struct talk_item deeds[] = {
        {N_("Read the news"), items}, {N_("Mark all read"), read_all}, {N_("Delete all"), delete_all}};
    static const struct talk_menu menu = TALK_MENU(N_("News"), deeds);
    talk_news(talk);
    if (talk->simple) {
        tell_newest(talk);
        return;
    }
    while (talk_menu(talk, &menu))
        talk_news(talk);
}
