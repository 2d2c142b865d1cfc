/* The words for missions, months and badges. */
#include "client-tui/i18n.h"
#include "client-tui/state/calendar_words.h"
#include "client-tui/state/sentence.h"
#include "client-tui/state/words.h"

#include <doran/mission.h>

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *goal;
} badges[DORAN_badge_name_COUNT] = {
    [DORAN_badge_name_start] = {N_("A cosy start"), N_("The family is here")},
    [DORAN_badge_name_footprints] = {N_("Footprints of memories"), N_("Fifteen photos gathered")},
    [DORAN_badge_name_voices] = {N_("Dear voices"), N_("Ten voice messages left")},
    [DORAN_badge_name_cooperation] = {N_("Joy of working together"), N_("Twenty missions completed")},
    [DORAN_badge_name_communication] = {N_("Joy of talking"), N_("Fifty comments written")},
    [DORAN_badge_name_together] = {N_("Days together"), N_("Five events together")},
};

const char *words_badge(enum doran_badge_name name)
{
    return doran_badge_goal(name) ? _(badges[name].name) : "";
}

const char *words_badge_goal(enum doran_badge_name name)
{
    return doran_badge_goal(name) ? _(badges[name].goal) : "";
}

const char *words_dashboard(enum doran_dashboard_label label)
{
    static const char *const words[DORAN_dashboard_label_COUNT] = {
        [DORAN_dashboard_label_beginning] = N_("Just beginning"),
        [DORAN_dashboard_label_challenging] = N_("A quarter done! Up for it"),
        [DORAN_dashboard_label_great] = N_("Half done! Great"),
        [DORAN_dashboard_label_close] = N_("Three quarters done! So close"),
        [DORAN_dashboard_label_wonderful] = N_("All done! What a wonderful family"),
    };
    return label > 0 && label < DORAN_dashboard_label_COUNT ? _(words[label]) : "";
}

const char *words_month(struct doran_arena *arena, const char *month)
{
    struct doran_date first;
    char day[DORAN_DATE_TEXT_MAX];
    if (!doran_month_valid(month))
        return "";
    int length = snprintf(day, sizeof day, "%s-01", month);
    return doran_date_parse(day, (size_t)length, &first) ? calendar_words_month(arena, first) : "";
}

const char *words_name(const struct doran_member_list *members, const char *user, const char *then)
{
    for (size_t i = 0; user && i < members->count; i++)
        if (strcmp(members->items[i].user_id, user) == 0)
            return members->items[i].nickname;
    return then ? then : _("somebody");
}

const char *words_proposed(struct doran_arena *arena, const struct doran_member_list *members,
                           const struct doran_mission *mission)
{
    return sentence_of(arena, _("proposed by {who}"),
                       {"who", words_name(members, mission->author_id, mission->author_name)});
}

const char *words_completed(struct doran_arena *arena, const struct doran_mission *mission, doran_time now)
{
    if (mission->completed_at == 0)
        return _("not complete yet");
    return words_near_day(arena, mission->completed_at, now,
                          &(struct words_near){_("done today"), _("done yesterday"), _("done on {date}")});
}

const char *words_earned(struct doran_arena *arena, const struct doran_badge *badge, doran_time now)
{
    return words_near_day(
        arena, badge->earned_at, now,
        &(struct words_near){_("earned today"), _("earned yesterday"), _("earned on {date}")});
}
