/* missions.c: the month's missions, one's own part in them, proposing and taking away; past months; badges. */
#include "client-tui/i18n.h"
#include "client-tui/plain/rooms.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/mission.h>

#include <stdio.h>
#include <string.h>

#define ITEMS_MAX 100 /* Missions, months or members told at a time. */

/* --- telling ---------------------------------------------------------------------------------------------------- */

/* "2 of 4 done, 50 percent. Half done! Great" */
static void tell_dashboard(struct talk *talk, const struct doran_dashboard *board)
{
    talk_say(talk,
             sentence_of(&talk->arena,
                         _("{month}: {completed} of {total} missions done, {percent} percent. {label}."),
                         {"month", words_month(&talk->arena, board->month)},
                         {"completed", words_number(&talk->arena, board->completed)},
                         {"total", words_number(&talk->arena, board->total)},
                         {"percent", words_number(&talk->arena, board->percent)},
                         {"label", words_dashboard(board->label)}));
}

static const char *simple_dashboard(struct talk *talk, const struct doran_dashboard *board)
{
    return sentence_of(&talk->arena, _("{completed} of this month's {total} missions are complete."),
                       {"completed", words_number(&talk->arena, board->completed)},
                       {"total", words_number(&talk->arena, board->total)});
}

/* Who has done their part and who has not, as words. */
static const char *parts_line(struct talk *talk, const struct doran_mission *mission)
{
    const char *line = "";
    for (size_t i = 0; i < mission->parts.count && line; i++) {
        const struct doran_mission_part *part = &mission->parts.items[i];
        line = doran_arena_printf(&talk->arena, "%s%s%s %s", line, i > 0 ? ", " : "",
                                  words_name(&talk->state.members, part->user_id, part->name),
                                  part->checked_at ? _("done") : _("not yet"));
    }
    return line ? line : "";
}

static const char *mission_line(struct talk *talk, const struct doran_mission *mission)
{
    const char *state = state_awaits(&talk->state, mission->id)
                            ? _("not sent yet")
                            : words_completed(&talk->arena, mission, talk->state.now);
    const char *line =
        doran_arena_printf(&talk->arena, "%s, %s. %s", mission->title, state, parts_line(talk, mission));
    return line ? line : mission->title;
}

void room_tell_mission(struct talk *talk, const struct doran_mission *mission)
{
    talk_say(talk, mission_line(talk, mission));
}

void room_tell_missions(struct talk *talk)
{
    const struct missions *missions = &talk->state.missions;
    if (talk->simple) {
        if (missions->dashboard.total > 0)
            talk_say(talk, simple_dashboard(talk, &missions->dashboard));
        return;
    }
    if (missions->dashboard.total > 0)
        tell_dashboard(talk, &missions->dashboard);
    if (missions->latest.id)
        talk_say(talk, sentence_of(&talk->arena, _("The latest mission: {mission}"),
                                   {"mission", mission_line(talk, &missions->latest)}));
}

/* --- one mission ---------------------------------------------------------------------------------------------------- */

static void check(struct talk *talk, const struct doran_mission *mission)
{
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_mission, mission->id);
    if (missions_is_last(&talk->state, mission) &&
        !talk_confirm(
            talk, _("This is the last check. With it the mission is complete, and that cannot be undone."),
            _("Check it")))
        return;
    if (talk_enqueue(talk, DORAN_R_mission_check, &path, NULL))
        talk_say(talk, _("Your part is checked."));
}

static void uncheck(struct talk *talk, const struct doran_mission *mission)
{
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_mission, mission->id);
    if (talk_enqueue(talk, DORAN_R_mission_uncheck, &path, NULL))
        talk_say(talk, _("Your part is not checked any more."));
}

static void take_away(struct talk *talk, const struct doran_mission *mission)
{
    struct doran_path path = talk_path_family(talk, DORAN_PARAM_mission, mission->id);
    const char *question =
        sentence_of(&talk->arena, _("Take the mission \"{title}\" away?"), {"title", mission->title});
    if (talk_confirm(talk, question, _("Take away")) &&
        talk_enqueue(talk, DORAN_R_mission_delete, &path, NULL))
        talk_say(talk, _("The mission is taken away."));
}

/* What may be done with it; a complete one is only told. */
static void about_mission(struct talk *talk, const struct doran_mission *mission)
{
    const char *labels[2] = {NULL};
    void (*deeds[2])(struct talk *, const struct doran_mission *) = {NULL};
    size_t count = 0;
    const struct doran_mission_part *own = missions_own(&talk->state, mission);
    if (mission->completed_at == 0 && own) {
        labels[count] = own->checked_at ? _("Uncheck mine") : _("Check mine");
        deeds[count++] = own->checked_at ? uncheck : check;
    }
    if (mission->completed_at == 0 && state_may(&talk->state, DORAN_R_mission_delete, mission->author_id)) {
        labels[count] = _("Take away");
        deeds[count++] = take_away;
    }
    if (count == 0) {
        talk_say(talk, mission_line(talk, mission));
        return;
    }
    size_t chosen = talk_choose(talk, mission_line(talk, mission), labels, count);
    if (chosen < count)
        deeds[chosen](talk, mission);
}

void room_mission(struct talk *talk, const char *id)
{
    struct doran_mission_list list = {0};
    if (talk->state.family.id)
        missions_of(&talk->state, talk->state.missions.month, &list);
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].id, id) == 0) {
            about_mission(talk, &list.items[i]);
            return;
        }
    room_missions(talk);
}

/* --- a month ------------------------------------------------------------------------------------------------------------ */

/* `month` "": the present one. */
static void tell_month(struct talk *talk, const char *month)
{
    for (;;) {
        const char *labels[ITEMS_MAX] = {NULL};
        struct doran_mission_list list;
        struct doran_dashboard board;
        talk_news(talk);
        const char *name = month[0] ? month : talk->state.missions.month;
        missions_of(&talk->state, name, &list);
        missions_dashboard(&talk->state, name, &board);
        size_t count = list.count < ITEMS_MAX ? list.count : ITEMS_MAX;
        if (count == 0) {
            talk_say(talk,
                     month[0] ? _("There was no mission in this month.") : _("No mission yet this month."));
            return;
        }
        tell_dashboard(talk, &board);
        for (size_t i = 0; i < count; i++)
            labels[i] = mission_line(talk, &list.items[i]);
        size_t chosen = talk_choose(talk, _("Missions"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            about_mission(talk, &list.items[chosen]);
    }
}

static void this_month(struct talk *talk)
{
    tell_month(talk, "");
}

static void past_months(struct talk *talk)
{
    for (;;) {
        const char *labels[ITEMS_MAX] = {NULL};
        struct doran_mission_month_list months;
        talk_news(talk);
        missions_months(&talk->state, &months);
        size_t count = months.count < ITEMS_MAX ? months.count : ITEMS_MAX;
        if (count == 0) {
            talk_say(talk, _("There is no mission yet."));
            return;
        }
        for (size_t i = 0; i < count; i++)
            labels[i] = sentence_of(&talk->arena, _("{month}: {completed} of {total} done"),
                                    {"month", words_month(&talk->arena, months.items[i].month)},
                                    {"completed", words_number(&talk->arena, months.items[i].completed)},
                                    {"total", words_number(&talk->arena, months.items[i].total)});
        size_t chosen = talk_choose(talk, _("Past missions"), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count) {
            char month[DORAN_MONTH_LENGTH + 1];
            snprintf(month, sizeof month, "%s", months.items[chosen].month);
            tell_month(talk, month);
        }
    }
}

/* --- the simple form --- */

/* Whose turn it is, in whole sentences. */
static const char *simple_line(struct talk *talk, const struct doran_mission *mission)
{
    const struct doran_mission_part *own = missions_own(&talk->state, mission);
    const char *template =
        mission->completed_at != 0 ? _("\"{title}\" is complete. Well done, everybody!")
        : !own                     ? _("\"{title}\" is for the others to do.")
        : own->checked_at
            ? _("\"{title}\": you have done your part. Others still have theirs to do.")
            : _("\"{title}\": your part is not done yet. Choose this one when you have done it.");
    return sentence_of(&talk->arena, template, {"title", mission->title});
}

static void simple_mission(struct talk *talk, const struct doran_mission *mission)
{
    const struct doran_mission_part *own = missions_own(&talk->state, mission);
    if (mission->completed_at != 0 || !own)
        talk_say(talk, mission_line(talk, mission));
    else if (own->checked_at && talk_confirm(talk, _("Your part is checked. Was it not done after all?"),
                                             _("No, it is not done. Uncheck mine.")))
        uncheck(talk, mission);
    else if (!own->checked_at && (missions_is_last(&talk->state, mission) ||
                                  talk_confirm(talk, _("Have you done your part?"), _("Yes, check mine."))))
        check(talk, mission); /* The last check is asked about there. */
}

void room_simple_missions(struct talk *talk)
{
    for (;;) {
        const char *labels[ITEMS_MAX] = {NULL};
        struct doran_mission_list list = {0};
        struct doran_dashboard board = {0};
        talk_news(talk);
        if (talk->state.family.id) {
            missions_of(&talk->state, talk->state.missions.month, &list);
            missions_dashboard(&talk->state, talk->state.missions.month, &board);
        }
        size_t count = list.count < ITEMS_MAX ? list.count : ITEMS_MAX;
        if (count == 0) {
            talk_say(talk, talk->state.family.id ? _("No mission yet this month.")
                                                 : _("You are in no family yet."));
            return;
        }
        for (size_t i = 0; i < count; i++)
            labels[i] = simple_line(talk, &list.items[i]);
        size_t chosen = talk_choose(talk, simple_dashboard(talk, &board), labels, count);
        if (chosen == TALK_BACK)
            return;
        if (chosen < count)
            simple_mission(talk, &list.items[chosen]);
    }
}

/* --- proposing ------------------------------------------------------------------------------------------------------------ */

/* One after the other is put in or left out, until it is enough. */
static size_t choose_some(struct talk *talk, struct doran_mission_participant out[DORAN_FAMILY_MEMBERS_MAX])
{
    bool in[DORAN_FAMILY_MEMBERS_MAX] = {false};
    const struct doran_member_list *members = &talk->state.members;
    size_t all = members->count < DORAN_FAMILY_MEMBERS_MAX ? members->count : DORAN_FAMILY_MEMBERS_MAX;
    for (;;) {
        const char *labels[DORAN_FAMILY_MEMBERS_MAX + 1];
        size_t count = 0;
        for (size_t i = 0; i < all; i++) {
            labels[i] =
                in[i] ? sentence_of(&talk->arena, _("{who}, takes part"), {"who", members->items[i].nickname})
                      : members->items[i].nickname;
            if (in[i])
                out[count++] = (struct doran_mission_participant){.user_id = members->items[i].user_id};
        }
        labels[all] = _("That is everybody");
        size_t chosen = talk_choose(talk, _("Who takes part? A number puts somebody in or takes them out."),
                                    labels, count > 0 ? all + 1 : all);
        if (chosen == TALK_BACK)
            return 0;
        if (chosen < all)
            in[chosen] = !in[chosen];
        else if (chosen == all)
            return count;
    }
}

static size_t choose_members(struct talk *talk,
                             struct doran_mission_participant out[DORAN_FAMILY_MEMBERS_MAX])
{
    const char *labels[] = {_("Everybody"), _("Only me"), _("Some of us")};
    size_t count = 0,
           chosen = talk_choose(talk, _("Who takes part?"), labels, sizeof labels / sizeof *labels);
    if (chosen == 0)
        for (size_t i = 0; i < talk->state.members.count && count < DORAN_FAMILY_MEMBERS_MAX; i++)
            out[count++] =
                (struct doran_mission_participant){.user_id = talk->state.members.items[i].user_id};
    else if (chosen == 1)
        out[count++] = (struct doran_mission_participant){.user_id = talk->state.user.id};
    else if (chosen == 2)
        count = choose_some(talk, out);
    return count;
}

static void propose(struct talk *talk)
{
    char title[LINE_SIZE];
    struct doran_mission_participant participants[DORAN_FAMILY_MEMBERS_MAX];
    struct doran_mission_create request = {.title = title, .participants = {participants, 0}};
    if (!talk_ask(talk, _("What do you want to do together?"), _("1 to 17 characters, as: a walk together"),
                  title))
        return;
    request.participants.count = choose_members(talk, participants);
    if (request.participants.count == 0)
        return;
    struct doran_path path = talk_path(DORAN_PARAM_family, talk->state.family.id);
    if (talk_enqueue(talk, DORAN_R_mission_create, &path, &request))
        talk_say(talk, _("The mission is proposed."));
}

/* --- badges ------------------------------------------------------------------------------------------------------------------ */

void room_badges(struct talk *talk)
{
    const struct doran_badge_list *badges = &talk->state.missions.badges;
    for (size_t i = 0; i < badges->count; i++) {
        const struct doran_badge *badge = &badges->items[i];
        const char *earned = badge->earned_at
                                 ? words_earned(&talk->arena, badge, talk->state.now)
                                 : sentence_of(&talk->arena, _("{count} of {target} so far"),
                                               {"count", words_number(&talk->arena, badge->count)},
                                               {"target", words_number(&talk->arena, badge->target)});
        talk_say(talk, sentence_of(&talk->arena, _("{badge}: {goal}, {earned}"),
                                   {"badge", words_badge(badge->name)},
                                   {"goal", words_badge_goal(badge->name)}, {"earned", earned}));
    }
}

void room_tell_badge(struct talk *talk)
{
    const struct doran_badge *badge = missions_badge_of_today(&talk->state);
    if (badge && !talk->simple)
        talk_say(talk,
                 sentence_of(&talk->arena, _("Our badge: {badge}. {goal}"),
                             {"badge", words_badge(badge->name)}, {"goal", words_badge_goal(badge->name)}));
}

void room_missions(struct talk *talk)
{
    static const struct talk_item deeds[] = {{N_("This month's missions"), this_month},
                                             {N_("Propose a mission"), propose},
                                             {N_("Past missions"), past_months},
                                             {N_("Badges"), room_badges}};
    static const struct talk_menu menu = TALK_MENU(N_("Missions"), deeds);
    talk_news(talk);
    while (talk_menu(talk, &menu))
        talk_news(talk);
}
