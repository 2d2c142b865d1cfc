#include "server/api/event.h"
#include "server/api/handlers.h"
#include "server/store/badge.h"
#include "server/store/family.h"
#include "server/store/invite.h"
#include "server/store/member.h"
#include "server/store/mission.h"
#include "server/store/notification.h"

/* What belongs to the month that was asked for; and the mission of whatever month that is the latest. */
static bool add_missions(struct api_call *call, struct store *store, struct doran_home *home)
{
    const struct doran_home_query *query = call->input;
    const char *family = call_id(call, DORAN_PARAM_family);
    struct doran_mission *mission = doran_arena_alloc(store->arena, sizeof *mission);
    struct doran_dashboard *dashboard = doran_arena_alloc(store->arena, sizeof *dashboard);
    if (!mission || !dashboard)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    enum store_result latest = store_mission_latest(store, family, mission);
    if (latest == STORE_OK)
        home->mission = mission;
    else if (latest != STORE_NONE)
        return false;
    if (!query->month)
        return true;
    home->dashboard = dashboard;
    return fill_dashboard(call, store, query->month, dashboard);
}

/* What is coming from the day on that was asked for. */
static bool add_coming(struct api_call *call, struct store *store, struct doran_home *home)
{
    const struct doran_home_query *query = call->input;
    struct doran_date day;
    struct doran_calendar_page page;
    if (!query->day)
        return true;
    if (!calendar_read_day(call, query->day, "day", &day))
        return false;
    struct doran_window window = doran_window_coming(day, home->family->time_zone);
    /* One more than is told: whether there are more. */
    window.max = DORAN_HOME_COMING_MAX + 1;
    return calendar_read(store, home->family->id, &window, &page, &call->error) == STORE_OK &&
           (doran_home_coming(home, &page, window.zone, store->arena) ||
            call_refuse(call, DORAN_ERROR_internal, NULL));
}

bool run_home(struct api_call *call, struct store *store, void *answer)
{
    struct doran_home *home = answer;
    const char *family = call_id(call, DORAN_PARAM_family);
    home->family = doran_arena_alloc(store->arena, sizeof *home->family);
    home->me = doran_arena_alloc(store->arena, sizeof *home->me);
    if (!home->family || !home->me)
        return call_refuse(call, DORAN_ERROR_internal, NULL);
    return add_missions(call, store, home) && call_done(call, store_badges(store, family, &home->badges)) &&
           call_done(call, store_family(store, family, home->family)) && add_coming(call, store, home) &&
           call_done(call, store_membership(store, family, call->user, home->me)) &&
           call_done(call, store_members(store, family, &home->members)) &&
           call_done(call, store_invites(store, family, &home->invites)) &&
           call_done(call, store_notifications(store, call->user, NULL, DORAN_HOME_NEWS_MAX,
                                               &home->notifications)) &&
           call_done(call, store_notification_unread(store, call->user, &home->unread)) &&
           call_done(call, store_invitation_count(store, call->user, &home->invitations));
}

bool run_presence_list(struct api_call *call, struct store *store, void *answer)
{
    struct doran_presence_page *page = answer;
    return call_done(call, store_member_presence(store, call_id(call, DORAN_PARAM_family), &page->presence));
}

/* The hub knows who is there now, the database who was. */
void finish_presence_list(struct api_call *call, void *answer)
{
    struct doran_presence_page *page = answer;
    const struct hub *hub = call->api->options.hub;
    for (size_t i = 0; hub && i < page->presence.count; i++) {
        struct doran_presence *presence = &page->presence.items[i];
        doran_time seen = 0;
        presence->online = hub_online(hub, presence->user_id, &seen);
        if (seen > presence->last_seen_at)
            presence->last_seen_at = seen;
    }
}
