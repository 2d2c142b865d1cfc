#include "client-tui/state/tour.h"

#include "client-tui/i18n.h"
#include "client-tui/state/state.h"
#include "client-tui/state/tour_calendar.h"
#include "client-tui/state/tour_mission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXTS_MAX (1024 * 1024) /* bytes of what is typed in one tour */
#define FAMILIES 2
#define PEOPLE 8
#define INVITES_MAX 16
#define NEWS_MAX 16

#define ID(number) "00000000-0000-7000-8000-0000000000" number
#define SELF ID("01")
#define HOME ID("f1")
#define OTHER_HOME ID("f2")

struct household {
    struct doran_family family;
    struct doran_membership place;
    struct doran_member members[PEOPLE];
    size_t count;
};

struct tour {
    struct doran_arena arena;
    doran_time began;
    struct doran_user user;
    struct household homes[FAMILIES];
    size_t joined; /* of them */
    size_t open;
    struct doran_family families[FAMILIES]; /* as the lists want them */
    struct doran_membership places[FAMILIES];
    struct doran_presence presence[PEOPLE];
    struct doran_invite invites[INVITES_MAX];
    size_t invite_count;
    unsigned long invited; /* in all, for the ids */
    struct doran_invitation invitation;
    bool invitation_waits;
    struct doran_notification news[NEWS_MAX];
    size_t news_count;
    struct tour_calendar calendar;
    struct doran_session session;
    struct doran_session_page sessions; /* answers */
    struct doran_family_page deleted;
    struct doran_invite_sent sent;
    struct tour_missions missions;               /* of the first family */
    struct doran_badge beginnings[DORAN_BADGES]; /* of the other one */
};

/* --- the sample --- */

static const struct person {
    const char *id, *nickname, *profile;
    int64_t avatar;
    enum doran_mood mood;
    bool online;
    doran_time away; /* since */
    size_t home;
} people[PEOPLE - 2] = {
    {SELF, N_("Daughter"), N_("Strawberry"), 2, DORAN_mood_good, true, 0, 0},
    {ID("02"), N_("Mum"), N_("Mum star"), 3, DORAN_mood_love, true, 0, 0},
    {ID("03"), N_("Dad"), N_("Hiker"), 5, DORAN_mood_nice, false, 12 * DORAN_MINUTE, 0},
    {ID("04"), N_("Grandma"), N_("Magnolia"), 4, DORAN_mood_sleepy, false, 3 * DORAN_HOUR, 0},
    {ID("05"), N_("Uncle"), N_("Fisherman"), 1, DORAN_mood_none, true, 0, 1},
    {ID("06"), N_("Aunt"), N_("Baker"), 4, DORAN_mood_good, false, 2 * DORAN_DAY, 1},
};

static void add_member(struct tour *tour, size_t home, const struct person *person)
{
    struct household *household = &tour->homes[home];
    struct doran_member *member = &household->members[household->count++];
    *member = (struct doran_member){.family_id = household->family.id,
                                    .user_id = person->id,
                                    .nickname = _(person->nickname),
                                    .profile_nickname = _(person->profile),
                                    .avatar = person->avatar,
                                    .mood = person->mood,
                                    .role = household->count == 1 ? DORAN_role_host : DORAN_role_member,
                                    .joined_at = household->family.created_at};
}

static void make_home(struct tour *tour, size_t index, const char *id, const char *title)
{
    tour->homes[index].family = (struct doran_family){.id = id,
                                                      .title = title,
                                                      .host_id = index == 0 ? SELF : ID("05"),
                                                      .time_zone = "Asia/Seoul",
                                                      .created_at = tour->began - 90 * DORAN_DAY};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (people[i].home == index)
            add_member(tour, index, &people[i]);
    tour->homes[index].place =
        (struct doran_membership){.family_id = id,
                                  .nickname = _(people[0].nickname),
                                  .role = index == 0 ? DORAN_role_host : DORAN_role_member,
                                  .joined_at = tour->began};
}

static void make_news(struct tour *tour)
{
    static const struct {
        enum doran_category category;
        const char *who;
        doran_time ago;
        bool read;
    } rows[] = {
        {DORAN_category_member_joined, N_("Grandma"), 20 * DORAN_MINUTE, false},
        {DORAN_category_invite_accepted, N_("Grandma"), 20 * DORAN_MINUTE, false},
        {DORAN_category_family_renamed, N_("Mum"), 5 * DORAN_HOUR, true},
        {DORAN_category_invite_accepted, N_("Dad"), 3 * DORAN_DAY, true},
        {DORAN_category_member_joined, N_("Mum"), 40 * DORAN_DAY, true},
    };
    static const char *const ids[] = {ID("a1"), ID("a2"), ID("a3"), ID("a4"), ID("a5")};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        tour->news[tour->news_count++] =
            (struct doran_notification){.id = ids[i],
                                        .category = rows[i].category,
                                        .family_id = HOME,
                                        .family_title = tour->homes[0].family.title,
                                        .actor_nickname = _(rows[i].who),
                                        .created_at = tour->began - rows[i].ago,
                                        .read_at = rows[i].read ? tour->began - rows[i].ago : 0};
}

static void make_rest(struct tour *tour)
{
    doran_time now = tour->began;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        tour->presence[i] = (struct doran_presence){
            .user_id = people[i].id, .online = people[i].online, .last_seen_at = now - people[i].away};
    tour->invites[tour->invite_count++] = (struct doran_invite){.id = ID("b0"),
                                                                .family_id = HOME,
                                                                .kind = DORAN_invite_kind_code,
                                                                .nickname = _("Grandpa"),
                                                                .inviter_id = SELF,
                                                                .state = DORAN_invite_state_open,
                                                                .created_at = now - DORAN_DAY,
                                                                .sent_at = now - DORAN_DAY,
                                                                .expires_at = now + 13 * DORAN_DAY};
    tour->invitation = (struct doran_invitation){.id = ID("c0"),
                                                 .family_id = OTHER_HOME,
                                                 .family_title = tour->homes[1].family.title,
                                                 .inviter_nickname = _("Uncle"),
                                                 .nickname = _(people[0].nickname),
                                                 .sent_at = now - DORAN_HOUR,
                                                 .expires_at = now + 14 * DORAN_DAY};
    tour->invitation_waits = true;
    tour->session = (struct doran_session){
        .id = ID("d0"), .name = _("This computer"), .created_at = now, .last_used_at = now};
    tour->sessions = (struct doran_session_page){.sessions = {&tour->session, 1}, .current = ID("d0")};
}

static struct tour_calendar_family calendar_family(struct tour *tour)
{
    return (struct tour_calendar_family){.id = HOME,
                                         .zone = tour->homes[0].family.time_zone,
                                         .user = SELF,
                                         .nickname = _(people[0].nickname),
                                         .arena = &tour->arena};
}

struct tour *tour_new(void)
{
    struct tour *tour = calloc(1, sizeof *tour);
    if (!tour)
        return NULL;
    tour->arena = DORAN_ARENA(TEXTS_MAX);
    tour->began = doran_time_now();
    tour->joined = 1;
    tour->user = (struct doran_user){.id = SELF,
                                     .email = "tour@example.org",
                                     .nickname = _(people[0].profile),
                                     .avatar = people[0].avatar,
                                     .mood = people[0].mood,
                                     .created_at = tour->began - 90 * DORAN_DAY,
                                     .recovery_codes_left = DORAN_RECOVERY_CODES};
    make_home(tour, 0, HOME, _("Our home"));
    make_home(tour, 1, OTHER_HOME, _("Cousins"));
    make_news(tour);
    make_rest(tour);
    static const char *const ids[] = {SELF, ID("02"), ID("03"), ID("04")};
    tour_missions_init(&tour->missions, &tour->arena, HOME, tour->homes[0].family.time_zone, ids,
                       tour->began);
    struct tour_calendar_family family = calendar_family(tour);
    tour_calendar_fill(&tour->calendar, &family, people[1].id, people[2].id, tour->began);
    return tour;
}

void tour_free(struct tour *tour)
{
    if (tour)
        doran_arena_deinit(&tour->arena);
    free(tour);
}

void tour_choose_family(struct tour *tour, const char *family)
{
    for (size_t i = 0; i < tour->joined; i++)
        if (strcmp(tour->homes[i].family.id, family) == 0) {
            tour->open = i;
            return;
        }
}

void tour_read(struct tour *tour, struct state *state)
{
    struct household *home = &tour->homes[tour->open];
    for (size_t i = 0; i < tour->joined; i++) {
        tour->families[i] = tour->homes[i].family;
        tour->places[i] = tour->homes[i].place;
    }
    state->ready = true;
    state->connection = DORAN_CONNECTED;
    state->user = tour->user;
    state->families = (struct doran_family_list){tour->families, tour->joined};
    state->memberships = (struct doran_membership_list){tour->places, tour->joined};
    state->invitations = (struct doran_invitation_list){&tour->invitation, tour->invitation_waits ? 1 : 0};
    state->notifications = (struct doran_notification_list){tour->news, tour->news_count};
    for (size_t i = 0; i < tour->news_count; i++)
        state->unread += tour->news[i].read_at == 0;
    state->sessions = (struct doran_session_list){&tour->session, 1};
    state->family = home->family;
    state->host = strcmp(home->family.host_id, SELF) == 0;
    state->members = (struct doran_member_list){home->members, home->count};
    state->presence = (struct doran_presence_list){tour->presence, sizeof people / sizeof *people};
    state->invites = (struct doran_invite_list){tour->invites, tour->open == 0 ? tour->invite_count : 0};
}

/* The other family has done nothing yet but to be there. */
static void read_beginnings(struct tour *tour, struct missions *missions)
{
    for (int name = 1; name < DORAN_badge_name_COUNT; name++)
        doran_badge_begin(&tour->beginnings[name - 1], OTHER_HOME, (enum doran_badge_name)name);
    tour->beginnings[0].count = 1;
    tour->beginnings[0].earned_at = tour->homes[1].family.created_at;
    missions->badges = (struct doran_badge_list){tour->beginnings, DORAN_BADGES};
    missions->dashboard = (struct doran_dashboard){.month = missions->month, .badges = 1};
    doran_dashboard_fill(&missions->dashboard);
}

void tour_read_missions(struct tour *tour, struct state *state)
{
    struct missions *missions = &state->missions;
    if (tour->open != 0) {
        read_beginnings(tour, missions);
        return;
    }
    missions->list = tour_missions_of(&tour->missions, missions->month, &state->arena);
    if (missions->list.count > 0)
        missions->latest = missions->list.items[0];
    tour_missions_dashboard(&tour->missions, missions->month, &missions->dashboard);
    missions->badges = (struct doran_badge_list){tour->missions.badges, DORAN_BADGES};
}

struct doran_mission_list tour_missions_completed(struct tour *tour, doran_time from, doran_time to,
                                                  struct doran_arena *arena)
{
    return tour->open == 0 ? tour_missions_done(&tour->missions, from, to, arena)
                           : (struct doran_mission_list){0};
}

struct doran_mission_list tour_missions(struct tour *tour, const char *month, struct doran_arena *arena)
{
    return tour->open == 0 ? tour_missions_of(&tour->missions, month, arena) : (struct doran_mission_list){0};
}

struct doran_mission_month_list tour_months(struct tour *tour, struct doran_arena *arena)
{
    return tour->open == 0 ? tour_missions_months(&tour->missions, arena)
                           : (struct doran_mission_month_list){0};
}

/* --- what is done in it --- */

struct step {
    const struct doran_path *path;
    const void *request;
    const void *answer;
    struct doran_error *error;
};

/* A copy that lives as long as the tour. NULL, with the error set, for an empty text or without memory. */
static const char *typed(struct tour *tour, const struct step *step, const char *field, const char *text)
{
    if (!text || !text[0]) {
        doran_fail(step->error, DORAN_ERROR_invalid, field, NULL);
        return NULL;
    }
    const char *copy = doran_arena_strdup(&tour->arena, text);
    if (!copy)
        doran_fail(step->error, DORAN_ERROR_no_memory, NULL, NULL);
    return copy;
}

static struct doran_member *member_of(struct tour *tour, const char *user)
{
    struct household *home = &tour->homes[tour->open];
    for (size_t i = 0; i < home->count; i++)
        if (strcmp(home->members[i].user_id, user) == 0)
            return &home->members[i];
    return NULL;
}

static bool gone(const struct step *step)
{
    return doran_fail(step->error, DORAN_ERROR_not_found, NULL, NULL);
}

/* One is the same person in every family. */
static void show_self(struct tour *tour)
{
    for (size_t home = 0; home < FAMILIES; home++)
        for (size_t i = 0; i < tour->homes[home].count; i++) {
            struct doran_member *member = &tour->homes[home].members[i];
            if (strcmp(member->user_id, SELF) != 0)
                continue;
            member->mood = tour->user.mood;
            member->avatar = tour->user.avatar;
            member->profile_nickname = tour->user.nickname;
        }
}

static bool do_mood(struct tour *tour, struct step *step)
{
    const struct doran_mood_change *request = step->request;
    tour->user.mood = request->mood;
    show_self(tour);
    return true;
}

static bool do_profile(struct tour *tour, struct step *step)
{
    const struct doran_profile_change *request = step->request;
    if (doran_has(request, profile_change, nickname)) {
        const char *nickname = typed(tour, step, "nickname", request->nickname);
        if (!nickname)
            return false;
        tour->user.nickname = nickname;
    }
    if (doran_has(request, profile_change, avatar))
        tour->user.avatar = request->avatar;
    show_self(tour);
    return true;
}

static bool do_member(struct tour *tour, struct step *step)
{
    const struct doran_member_change *request = step->request;
    struct doran_member *member = member_of(tour, step->path->ids[DORAN_PARAM_user]);
    const char *nickname = typed(tour, step, "nickname", request->nickname);
    if (!member)
        return gone(step);
    member->nickname = nickname ? nickname : member->nickname;
    return nickname != NULL;
}

static bool do_family(struct tour *tour, struct step *step)
{
    const struct doran_family_change *request = step->request;
    struct doran_family *family = &tour->homes[tour->open].family;
    if (doran_has(request, family_change, title)) {
        const char *title = typed(tour, step, "title", request->title);
        if (!title)
            return false;
        family->title = title;
    }
    if (doran_has(request, family_change, time_zone)) {
        const char *zone = typed(tour, step, "time_zone", request->time_zone);
        if (!zone)
            return false;
        family->time_zone = zone;
    }
    return true;
}

static bool do_host(struct tour *tour, struct step *step)
{
    const struct doran_host_change *request = step->request;
    struct household *home = &tour->homes[tour->open];
    struct doran_member *next = member_of(tour, request->user_id);
    if (!next)
        return gone(step);
    for (size_t i = 0; i < home->count; i++)
        home->members[i].role = DORAN_role_member;
    next->role = DORAN_role_host;
    home->place.role = DORAN_role_member;
    home->family.host_id = next->user_id;
    step->answer = &home->family;
    return true;
}

static bool do_remove(struct tour *tour, struct step *step)
{
    struct household *home = &tour->homes[tour->open];
    struct doran_member *member = member_of(tour, step->path->ids[DORAN_PARAM_user]);
    if (!member)
        return gone(step);
    size_t index = (size_t)(member - home->members);
    home->count--;
    memmove(member, member + 1, (home->count - index) * sizeof *member);
    return true;
}

static bool show_code(struct tour *tour, struct step *step, struct doran_invite *invite)
{
    tour->sent = (struct doran_invite_sent){.invite = invite};
    if (invite->kind == DORAN_invite_kind_code) {
        tour->sent.code = "TOUR-0000-0000-0000";
        tour->sent.link = "https://doran.example.org/join#v1.TOUR-0000-0000-0000";
    }
    step->answer = &tour->sent;
    return true;
}

static bool do_invite(struct tour *tour, struct step *step)
{
    const struct doran_invite_create *request = step->request;
    const char *nickname = typed(tour, step, "nickname", request->nickname);
    const char *email = request->email ? typed(tour, step, "email", request->email) : NULL;
    const char *id = doran_arena_printf(&tour->arena, ID("%02lx"), 0xb1 + tour->invited % 0x40);
    if (!nickname || (request->email && !email))
        return false;
    if (!id || tour->invite_count == INVITES_MAX || tour->open != 0)
        return doran_fail(step->error, DORAN_ERROR_limit_reached, NULL, NULL);
    memmove(&tour->invites[1], &tour->invites[0], tour->invite_count * sizeof *tour->invites);
    doran_time now = doran_time_now();
    tour->invites[0] = (struct doran_invite){.id = id,
                                             .family_id = HOME,
                                             .kind = email ? DORAN_invite_kind_email : DORAN_invite_kind_code,
                                             .email = email,
                                             .nickname = nickname,
                                             .inviter_id = SELF,
                                             .state = DORAN_invite_state_open,
                                             .created_at = now,
                                             .sent_at = now,
                                             .expires_at = now + DORAN_INVITE_DAYS * DORAN_DAY};
    tour->invite_count++;
    tour->invited++;
    return show_code(tour, step, &tour->invites[0]);
}

static struct doran_invite *invite_of(struct tour *tour, const struct step *step)
{
    for (size_t i = 0; i < tour->invite_count; i++)
        if (strcmp(tour->invites[i].id, step->path->ids[DORAN_PARAM_invite]) == 0)
            return &tour->invites[i];
    return NULL;
}

static bool do_resend(struct tour *tour, struct step *step)
{
    struct doran_invite *invite = invite_of(tour, step);
    if (!invite)
        return gone(step);
    invite->sent_at = doran_time_now();
    invite->expires_at = invite->sent_at + DORAN_INVITE_DAYS * DORAN_DAY;
    return show_code(tour, step, invite);
}

static bool do_withdraw(struct tour *tour, struct step *step)
{
    struct doran_invite *invite = invite_of(tour, step);
    if (!invite)
        return gone(step);
    size_t index = (size_t)(invite - tour->invites);
    tour->invite_count--;
    memmove(invite, invite + 1, (tour->invite_count - index) * sizeof *invite);
    return true;
}

static bool do_accept(struct tour *tour, struct step *step)
{
    if (!tour->invitation_waits)
        return gone(step);
    tour->invitation_waits = false;
    add_member(tour, 1, &people[0]);
    tour->joined = FAMILIES;
    tour->open = 1;
    show_self(tour);
    step->answer = &tour->homes[1].place;
    return true;
}

static bool do_decline(struct tour *tour, struct step *step)
{
    (void)step;
    tour->invitation_waits = false;
    return true;
}

static bool do_mark(struct tour *tour, struct step *step)
{
    const struct doran_notification_change *request = step->request;
    for (size_t i = 0; i < tour->news_count; i++)
        if (strcmp(tour->news[i].id, step->path->ids[DORAN_PARAM_notification]) == 0)
            tour->news[i].read_at = request->read ? doran_time_now() : 0;
    return true;
}

static bool do_mark_all(struct tour *tour, struct step *step)
{
    (void)step;
    for (size_t i = 0; i < tour->news_count; i++)
        if (tour->news[i].read_at == 0)
            tour->news[i].read_at = doran_time_now();
    return true;
}

static bool do_delete(struct tour *tour, struct step *step)
{
    for (size_t i = 0; i < tour->news_count; i++)
        if (strcmp(tour->news[i].id, step->path->ids[DORAN_PARAM_notification]) == 0) {
            tour->news_count--;
            memmove(&tour->news[i], &tour->news[i + 1], (tour->news_count - i) * sizeof *tour->news);
            return true;
        }
    return gone(step);
}

static bool do_delete_all(struct tour *tour, struct step *step)
{
    (void)step;
    tour->news_count = 0;
    return true;
}

static bool do_sessions(struct tour *tour, struct step *step)
{
    step->answer = &tour->sessions;
    return true;
}

static bool do_deleted(struct tour *tour, struct step *step)
{
    step->answer = &tour->deleted;
    return true;
}

void tour_events(const struct tour *tour, struct doran_event_list *out)
{
    *out = (struct doran_event_list){0};
    if (tour->open == 0)
        *out = (struct doran_event_list){(struct doran_event *)tour->calendar.events, tour->calendar.count};
}

unsigned long tour_revision(const struct tour *tour)
{
    return (tour->calendar.revision + tour->missions.revision) * FAMILIES + tour->open;
}

static bool (*const steps[DORAN_ROUTE_COUNT])(struct tour *tour, struct step *step) = {
    [DORAN_R_mood_change] = do_mood,
    [DORAN_R_profile_change] = do_profile,
    [DORAN_R_member_change] = do_member,
    [DORAN_R_member_remove] = do_remove,
    [DORAN_R_family_change] = do_family,
    [DORAN_R_host_change] = do_host,
    [DORAN_R_invite_create] = do_invite,
    [DORAN_R_invite_resend] = do_resend,
    [DORAN_R_invite_withdraw] = do_withdraw,
    [DORAN_R_invitation_accept] = do_accept,
    [DORAN_R_invitation_decline] = do_decline,
    [DORAN_R_notification_change] = do_mark,
    [DORAN_R_notification_read_all] = do_mark_all,
    [DORAN_R_notification_delete] = do_delete,
    [DORAN_R_notification_delete_all] = do_delete_all,
    [DORAN_R_session_list] = do_sessions,
    [DORAN_R_family_deleted_list] = do_deleted,
};

bool tour_do(struct tour *tour, enum doran_route_id route, const struct doran_path *path, const void *request,
             const void **answer, struct doran_error *error)
{
    struct step step = {.path = path, .request = request, .error = error};
    bool mission = route == DORAN_R_mission_create || route == DORAN_R_mission_delete ||
                   route == DORAN_R_mission_check || route == DORAN_R_mission_uncheck;
    *answer = NULL;
    if (mission)
        return tour_missions_do(&tour->missions, route, path, request, answer, error);
    bool calendar = route == DORAN_R_event_create || route == DORAN_R_event_change ||
                    route == DORAN_R_event_delete || route == DORAN_R_event_restore;
    if (calendar && tour->open == 0) {
        struct tour_calendar_family family = calendar_family(tour);
        return tour_calendar_do(&tour->calendar, &family, route, path, request, answer, error);
    }
    if (!steps[route])
        return doran_fail(error, DORAN_ERROR_offline, NULL, NULL);
    bool good = steps[route](tour, &step);
    *answer = step.answer;
    return good;
}
