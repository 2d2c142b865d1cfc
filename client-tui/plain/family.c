/* family.c: the members and what can be done with them; what the host settles; leaving. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/presence.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/rules.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_self(const struct talk *talk, const struct doran_member *member)
{
    return state_is_self(&talk->state, member->user_id);
}

/* "Mum, host, 🙂 good, here": the name first, then what changes. */
static const char *member_line(struct talk *talk, const struct doran_member *member)
{
    const struct state *state = &talk->state;
    const char *parts[] = {
        member->nickname,
        talk_mood(talk, member->mood),
        words_presence(&talk->arena, presence_known(state, member->user_id), state->now),
        member->role == DORAN_role_host ? words_role(member->role) : "",
        is_self(talk, member) ? _("You") : "",
        state_is_unsent(state, DORAN_R_member_change, member->user_id) ? _("not sent yet") : "",
    };
    const char *line = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts && line; i++)
        if (parts[i][0])
            line = doran_arena_printf(&talk->arena, "%s%s%s", line, line[0] ? ", " : "", parts[i]);
    return line ? line : member->nickname;
}

/* "Mum is here now. Today's mood: good 🙂": for the simple form. */
static const char *member_sentence(struct talk *talk, const struct doran_member *member)
{
    const struct doran_presence *presence = presence_known(&talk->state, member->user_id);
    const char *ago = words_presence(&talk->arena, presence, talk->state.now);
    const char *there = is_self(talk, member)         ? _("You are {who}.")
                        : !presence || ago[0] == '\0' ? _("{who} is in the family.")
                        : presence->online            ? _("{who} is here now.")
                                                      : _("{who} was here: {ago}.");
    const char *first = sentence_of(&talk->arena, there, {"who", member->nickname}, {"ago", ago});
    if (member->mood == DORAN_mood_none)
        return first;
    const char *mood = talk_mood(talk, member->mood);
    return sentence_of(&talk->arena, _("{sentence} Today's mood: {mood}"), {"sentence", first},
                       {"mood", mood});
}

void room_tell_members(struct talk *talk)
{
    for (size_t i = 0; i < talk->state.members.count; i++) {
        const struct doran_member *member = &talk->state.members.items[i];
        talk_say(talk, talk->simple ? member_sentence(talk, member) : member_line(talk, member));
    }
}

/* --- one member --- */

static void change_nickname(struct talk *talk, const struct doran_member *member)
{
    char nickname[LINE_SIZE];
    struct doran_member_change request = {.nickname = nickname};
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_user, member->user_id);
    if (!is_self(talk, member) && !talk->state.host)
        talk_say(talk, _("Everyone changes their own nickname; the host anyone's."));
    else if (talk_ask_usual(talk, _("What they are called here"), member->nickname, nickname) &&
             strcmp(nickname, member->nickname) != 0)
        talk_enqueue(talk, DORAN_R_member_change, &path, &request);
}

static void make_host(struct talk *talk, const struct doran_member *member)
{
    struct doran_host_change request = {.user_id = member->user_id};
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    struct doran_family family = {0};
    if (!talk->state.host)
        talk_say(talk, _("Only the host hands over."));
    else if (is_self(talk, member))
        talk_say(talk, _("You are the host already."));
    else if (talk_confirm(talk,
                          sentence_of(&talk->arena, _("Make {name} the host? You stay a member."),
                                      {"name", member->nickname}),
                          _("Hand over")) &&
             talk_call(talk, DORAN_R_host_change, &path, &request, &family))
        talk_say(talk, _("The family has a new host."));
}

static void take_out(struct talk *talk, const struct doran_member *member)
{
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_user, member->user_id);
    if (!talk->state.host)
        talk_say(talk, _("Only the host takes members out."));
    else if (is_self(talk, member))
        talk_say(talk, _("To go yourself, choose to leave the family."));
    else if (talk_confirm(talk,
                          sentence_of(&talk->arena,
                                      _("Take {name} out of the family? Their things stay, but they see "
                                        "nothing here any more."),
                                      {"name", member->nickname}),
                          _("Take out")) &&
             talk_call(talk, DORAN_R_member_remove, &path, NULL, NULL))
        talk_say(talk, sentence_of(&talk->arena, _("{name} is not in the family any more."),
                                   {"name", member->nickname}));
}

static void about_member(struct talk *talk, const struct doran_member *member)
{
    static const struct {
        const char *label;
        void (*run)(struct talk *talk, const struct doran_member *member);
    } deeds[] = {
        {N_("Change a nickname"), change_nickname}, {N_("Hand over"), make_host}, {N_("Take out"), take_out}};
    const char *labels[sizeof deeds / sizeof *deeds] = {NULL};
    size_t count = sizeof deeds / sizeof *deeds;
    for (size_t i = 0; i < count; i++)
        labels[i] = _(deeds[i].label);
    size_t chosen = talk_choose(talk, member->nickname, labels, count);
    if (chosen < count)
        deeds[chosen].run(talk, member);
}

static void members(struct talk *talk)
{
    for (;;) {
        const char *labels[DORAN_FAMILY_MEMBERS_MAX] = {NULL};
        talk_news(talk);
        size_t count = talk->state.members.count;
        count = count < DORAN_FAMILY_MEMBERS_MAX ? count : DORAN_FAMILY_MEMBERS_MAX;
        for (size_t i = 0; i < count; i++)
            labels[i] = member_line(talk, &talk->state.members.items[i]);
        size_t chosen = talk_choose(talk, talk->state.family.title, labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about_member(talk, &talk->state.members.items[chosen]);
    }
}

/* --- the family --- */

static bool is_host(struct talk *talk)
{
    if (!talk->state.host)
        talk_say(talk, _("Only the host changes this."));
    return talk->state.host;
}

static void rename_family(struct talk *talk)
{
    char title[LINE_SIZE], zone[LINE_SIZE];
    const struct doran_family *family = &talk->state.family;
    struct doran_family_change request = {0};
    struct doran_path path = talk_path(DORAN_PARAM_family, family->id);
    if (!is_host(talk) || !talk_ask_usual(talk, _("The family's name"), family->title, title) ||
        !talk_ask_usual(talk, _("Time zone"), family->time_zone, zone))
        return;
    if (!doran_time_zone_known(zone)) {
        talk_say(talk, _("This zone is not known. Names look like Asia/Seoul."));
        return;
    }
    if (strcmp(title, family->title) != 0)
        doran_set(&request, family_change, title, title);
    if (strcmp(zone, family->time_zone) != 0)
        doran_set(&request, family_change, time_zone, zone);
    if (request.has && talk_enqueue(talk, DORAN_R_family_change, &path, &request))
        talk_say(talk, sentence_of(&talk->arena, _("{title}, {zone}."), {"title", title}, {"zone", zone}));
}

static void leave_family(struct talk *talk)
{
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    bool alone = talk->state.members.count <= 1;
    if (talk->state.host && !alone)
        talk_say(talk, _("You are the host: hand over to somebody first, then leave."));
    else if (
        talk_confirm(
            talk,
            alone ? _("You are the only member: leaving deletes the family. It can be brought back for 30 "
                      "days.")
                  : _("Leave this family? What you made stays. You can come back when somebody invites you."),
            _("Leave")) &&
        talk_call(talk, DORAN_R_family_leave, &path, NULL, NULL))
        talk_say(talk, _("You left the family."));
}

static void delete_family(struct talk *talk)
{
    char title[LINE_SIZE];
    struct doran_family_delete request = {.title = title};
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    if (!is_host(talk))
        return;
    talk_say(talk,
             _("Everything in it goes, for everybody. You can bring it back for 30 days, from the list of "
               "your families."));
    if (!talk_ask(talk, _("The family's name, to be sure"), NULL, title))
        return;
    if (strcmp(title, talk->state.family.title) != 0)
        talk_say(talk, _("This is not the family's name."));
    else if (talk_call(talk, DORAN_R_family_delete, &path, &request, NULL))
        talk_say(talk, _("The family is deleted. You can bring it back for 30 days."));
}

void room_family(struct talk *talk)
{
    static const struct talk_item items[] = {{N_("Members"), members},
                                             {N_("Invite somebody"), room_invite},
                                             {N_("Invites that wait"), room_invites},
                                             {N_("Name and time zone"), rename_family},
                                             {N_("Leave"), leave_family},
                                             {N_("Delete the family"), delete_family}};
    static const struct talk_menu menu = TALK_MENU(N_("Family"), items);
    do
        talk_news(talk);
    while (talk->state.family.id && talk_menu(talk, &menu));
}
