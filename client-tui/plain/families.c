/* families.c: making a family, joining one, going from one to another, bringing one back. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/sentence.h"

#include <string.h>

void room_family_new(struct talk *talk)
{
    char title[LINE_SIZE], nickname[LINE_SIZE];
    struct doran_family family = {0};
    struct doran_family_create request = {.title = title, .nickname = nickname};
    if (!talk_ask(talk, _("The family's name"), _("1 to 10 characters"), title) ||
        !talk_ask(talk, _("What you are called in it"), _("1 to 8 characters"), nickname) ||
        !talk_call(talk, DORAN_R_family_create, NULL, &request, &family))
        return;
    state_choose_family(&talk->state, family.id);
    talk_say(talk, _("The family's place is ready. Invite somebody under Family."));
}

bool room_join_by(struct talk *talk, const char *code, bool quietly)
{
    struct doran_join_request request = {.code = code};
    struct doran_join_preview preview = {0};
    struct doran_membership membership = {0};
    struct doran_error error = {0};
    if (quietly &&
        (!talk->state.client ||
         !talk_call_on(talk, talk->state.client, DORAN_R_join_preview, NULL, &request, &preview, &error) ||
         !preview.family_title))
        return false; /* It opened the sign-up and no family. */
    if (!talk_call(talk, DORAN_R_join, NULL, &request, &membership))
        return false;
    state_choose_family(&talk->state, membership.family_id);
    talk_say(talk, _("You are in. Welcome!"));
    return true;
}

bool room_ask_code(struct talk *talk, const char *help, struct doran_join_link *link)
{
    char text[LINE_SIZE];
    *link = (struct doran_join_link){0};
    /* A pasted message may begin with an empty line. */
    while (talk_ask(talk, _("Join code or link"), help, text) || talk_read_paste(talk, text)) {
        bool found;
        do
            found = doran_join_link_parse(text, link, NULL);
        while (!found && talk_read_paste(talk, text));
        while (talk_read_paste(talk, text)) {
        }
        if (found)
            return true;
        talk_say(talk, _("There is no code or link in that line."));
    }
    return false;
}

void room_join(struct talk *talk)
{
    struct doran_join_link link;
    if (room_ask_code(talk, _("The whole message you got may be pasted"), &link))
        room_join_by(talk, link.code, false);
}

static void switch_family(struct talk *talk)
{
    const struct doran_family_list *list = &talk->state.families;
    const char *labels[DORAN_USER_FAMILIES_MAX] = {NULL};
    size_t count = list->count < DORAN_USER_FAMILIES_MAX ? list->count : DORAN_USER_FAMILIES_MAX;
    for (size_t i = 0; i < count; i++)
        labels[i] = list->items[i].title;
    if (count == 0) {
        talk_say(talk, _("You are in no family yet."));
        return;
    }
    size_t chosen = talk_choose(talk, _("Families"), labels, count);
    if (chosen >= count)
        return;
    state_choose_family(&talk->state, list->items[chosen].id);
    talk_say(talk, sentence_of(&talk->arena, _("You are with {family} now."),
                               {"family", list->items[chosen].title}));
}

static void restore(struct talk *talk)
{
    const char *labels[DORAN_USER_FAMILIES_MAX] = {NULL};
    struct doran_family_page page = {0};
    struct doran_family back = {0};
    if (!talk_call(talk, DORAN_R_family_deleted_list, NULL, NULL, &page))
        return;
    size_t count = page.families.count;
    count = count < DORAN_USER_FAMILIES_MAX ? count : DORAN_USER_FAMILIES_MAX;
    if (count == 0) {
        talk_say(talk, _("No family to bring back."));
        return;
    }
    for (size_t i = 0; i < count; i++)
        labels[i] = page.families.items[i].title;
    size_t chosen = talk_choose(talk, _("Deleted families"), labels, count);
    if (chosen >= count ||
        !talk_confirm(talk,
                      sentence_of(&talk->arena,
                                  _("Bring {family} back, with its members and all that was in it?"),
                                  {"family", labels[chosen]}),
                      _("Bring back")))
        return;
    struct doran_path path = talk_path(DORAN_PARAM_family, page.families.items[chosen].id);
    if (!talk_call(talk, DORAN_R_family_restore, &path, NULL, &back))
        return;
    state_choose_family(&talk->state, back.id);
    talk_say(talk, _("The family is back."));
}

void room_families(struct talk *talk)
{
    static const struct talk_item items[] = {{N_("Open another family"), switch_family},
                                             {N_("Make our family's place"), room_family_new},
                                             {N_("Join a family"), room_join},
                                             {N_("Bring a family back"), restore}};
    static const struct talk_menu menu = TALK_MENU(N_("Families"), items);
    do
        talk_news(talk);
    while (talk_menu(talk, &menu));
}
