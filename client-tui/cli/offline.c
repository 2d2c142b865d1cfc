#include "client-tui/cli/offline.h"

#include <doran/calendar.h>

#include <string.h>

static bool find_family(struct cli *cli, const char *id, struct doran_family *out)
{
    struct doran_family_list list;
    if (!doran_replica_families(cli->replica, &list, &cli->arena, &cli->error))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].id, id) == 0) {
            *out = list.items[i];
            return true;
        }
    return cli_refuse(cli, DORAN_ERROR_not_found, "family", NULL);
}

static bool find_membership(struct cli *cli, const char *family, struct doran_membership **out)
{
    struct doran_membership_list list;
    if (!doran_replica_memberships(cli->replica, &list, &cli->arena, &cli->error))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.items[i].family_id, family) == 0) {
            *out = &list.items[i];
            return true;
        }
    return cli_refuse(cli, DORAN_ERROR_not_found, "family", NULL);
}

static bool answer_missions_of_home(struct cli *cli, const char *family, const char *month,
                                    struct doran_home *home)
{
    struct doran_mission *mission = doran_arena_alloc(&cli->arena, sizeof *mission);
    struct doran_dashboard *board = doran_arena_alloc(&cli->arena, sizeof *board);
    struct doran_error none;
    if (!mission || !board)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    if (doran_replica_mission_latest(cli->replica, family, mission, &cli->arena, &none))
        home->mission = mission;
    else if (none.code != DORAN_ERROR_not_found)
        return cli_refuse(cli, none.code, NULL, NULL);
    if (!doran_replica_badges(cli->replica, family, &home->badges, &cli->arena, &cli->error))
        return false;
    if (!month)
        return true;
    home->dashboard = board;
    return doran_replica_dashboard(cli->replica, family, month, board, &cli->arena, &cli->error);
}

static bool answer_coming_of_home(struct cli *cli, const char *text, struct doran_home *home)
{
    struct doran_date day;
    struct doran_calendar_page page = {0};
    const struct doran_family *family = home->family;
    if (!text)
        return true;
    if (!doran_date_parse(text, strlen(text), &day))
        return cli_refuse(cli, DORAN_ERROR_invalid, "day", NULL);
    struct doran_window window = doran_window_coming(day, family->time_zone);
    return doran_replica_calendar(cli->replica, family->id, window.from, window.to, &page, &cli->arena,
                                  &cli->error) &&
           (doran_home_coming(home, &page, family->time_zone, &cli->arena) ||
            cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL));
}

static bool answer_home(struct cli *cli, const char *family, const struct doran_home_query *query,
                        struct doran_home *home)
{
    struct doran_invitation_list invitations;
    home->family = doran_arena_alloc(&cli->arena, sizeof *home->family);
    if (!home->family)
        return cli_refuse(cli, DORAN_ERROR_no_memory, NULL, NULL);
    if (!find_family(cli, family, home->family) || !find_membership(cli, family, &home->me) ||
        !doran_replica_members(cli->replica, family, &home->members, &cli->arena, &cli->error) ||
        !doran_replica_invites(cli->replica, family, &home->invites, &cli->arena, &cli->error) ||
        !doran_replica_notifications(cli->replica, DORAN_HOME_NEWS_MAX, &home->notifications, &home->unread,
                                     &cli->arena, &cli->error) ||
        !doran_replica_invitations(cli->replica, &invitations, &cli->arena, &cli->error))
        return false;
    home->invitations = (int64_t)invitations.count;
    return answer_missions_of_home(cli, family, query ? query->month : NULL, home) &&
           answer_coming_of_home(cli, query ? query->day : NULL, home);
}

static bool answer_notifications(struct cli *cli, const struct doran_notification_query *query,
                                 struct doran_notification_page *page)
{
    size_t limit = query && query->limit > 0 ? (size_t)query->limit : DORAN_PAGE_DEFAULT;
    struct doran_notification_list *list = &page->notifications;
    if (!doran_replica_notifications(cli->replica, DORAN_NOTIFICATIONS_MAX, list, &page->unread, &cli->arena,
                                     &cli->error))
        return false;
    size_t first = 0;
    if (query && query->before) {
        while (first < list->count && strcmp(list->items[first].id, query->before) != 0)
            first++;
        first += first < list->count;
    }
    list->items += list->count > 0 ? first : 0;
    list->count -= first;
    page->more = list->count > limit;
    if (page->more)
        list->count = limit;
    return true;
}

/* All that follow the one asked for, as a page that has no further one. */
static bool answer_missions(struct cli *cli, const char *family, const struct doran_mission_query *query,
                            struct doran_mission_page *page)
{
    struct doran_mission_list *list = &page->missions;
    if (!doran_replica_missions(cli->replica, family, query->month, list, &cli->arena, &cli->error))
        return false;
    size_t first = 0;
    if (query->before) {
        while (first < list->count && strcmp(list->items[first].id, query->before) != 0)
            first++;
        first += first < list->count;
    }
    list->items += list->count > 0 ? first : 0;
    list->count -= first;
    return true;
}

static bool answer_calendar(struct cli *cli, const char *family, const struct doran_calendar_query *query,
                            struct doran_calendar_page *page)
{
    struct doran_date from, to;
    if (!doran_date_parse(query->from, strlen(query->from), &from) ||
        !doran_date_parse(query->to, strlen(query->to), &to))
        return cli_refuse(cli, DORAN_ERROR_invalid, "from", NULL);
    return doran_replica_calendar(cli->replica, family, from, to, page, &cli->arena, &cli->error);
}

bool offline_answer(struct cli *cli, enum doran_route_id route, const struct doran_path *path,
                    const void *request, void *answer)
{
    const char *family = path ? path->ids[DORAN_PARAM_family] : "";
    if (!doran_replica_ready(cli->replica))
        return cli_refuse(cli, DORAN_ERROR_offline, NULL, NULL);
    switch (route) {
    case DORAN_R_me:
        return doran_replica_user(cli->replica, answer, &cli->arena, &cli->error);
    case DORAN_R_family_list:
        return doran_replica_families(cli->replica, &((struct doran_family_page *)answer)->families,
                                      &cli->arena, &cli->error);
    case DORAN_R_family:
        return find_family(cli, family, answer);
    case DORAN_R_home:
        return answer_home(cli, family, request, answer);
    case DORAN_R_member_list:
        return doran_replica_members(cli->replica, family, &((struct doran_member_page *)answer)->members,
                                     &cli->arena, &cli->error);
    case DORAN_R_presence_list:
        return doran_replica_presence(cli->replica, family, &((struct doran_presence_page *)answer)->presence,
                                      &cli->arena, &cli->error);
    case DORAN_R_calendar:
        return answer_calendar(cli, family, request, answer);
    case DORAN_R_event:
        return doran_replica_object(cli->replica, family, DORAN_kind_event, path->ids[DORAN_PARAM_event],
                                    answer, &cli->arena, &cli->error);
    case DORAN_R_invite_list:
        return doran_replica_invites(cli->replica, family, &((struct doran_invite_page *)answer)->invites,
                                     &cli->arena, &cli->error);
    case DORAN_R_invitation_list:
        return doran_replica_invitations(cli->replica, &((struct doran_invitation_page *)answer)->invitations,
                                         &cli->arena, &cli->error);
    case DORAN_R_mission_list:
        return answer_missions(cli, family, request, answer);
    case DORAN_R_mission_month_list:
        return doran_replica_mission_months(cli->replica, family,
                                            &((struct doran_mission_month_page *)answer)->months, &cli->arena,
                                            &cli->error);
    case DORAN_R_dashboard:
        return doran_replica_dashboard(cli->replica, family,
                                       ((const struct doran_dashboard_query *)request)->month, answer,
                                       &cli->arena, &cli->error);
    case DORAN_R_badge_list:
        return doran_replica_badges(cli->replica, family, &((struct doran_badge_page *)answer)->badges,
                                    &cli->arena, &cli->error);
    case DORAN_R_notification_list:
        return answer_notifications(cli, request, answer);
    default:
        return cli_refuse(cli, DORAN_ERROR_offline, NULL, NULL);
    }
}
