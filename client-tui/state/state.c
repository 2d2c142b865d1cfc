#include "client-tui/state/state.h"

#include "client-tui/state/settings.h"
#include "client-tui/state/tour.h"

#include <stdio.h>
#include <string.h>

void state_init(struct state *state)
{
    *state = (struct state){.arena = DORAN_ARENA(16 * 1024 * 1024), .calendar = calendar_new()};
}

static void forget_reading(struct state *state)
{
    doran_arena_deinit(&state->arena);
    state->ready = false;
    state->user = (struct doran_user){0};
    state->families = (struct doran_family_list){0};
    state->memberships = (struct doran_membership_list){0};
    state->invitations = (struct doran_invitation_list){0};
    state->notifications = (struct doran_notification_list){0};
    state->unread = 0;
    state->outbox = (struct doran_outbox_list){0};
    state->sessions = (struct doran_session_list){0};
    state->approvals = (struct doran_approval_list){0};
    state->family = (struct doran_family){0};
    state->members = (struct doran_member_list){0};
    state->presence = (struct doran_presence_list){0};
    state->invites = (struct doran_invite_list){0};
    state->missions = (struct missions){0};
    state->host = false;
}

void state_deinit(struct state *state)
{
    state_close(state, false);
    calendar_free(state->calendar);
    state->calendar = NULL;
}

void state_close(struct state *state, bool wipe)
{
    if (wipe && state->replica)
        doran_replica_wipe(state->replica, NULL);
    doran_client_free(state->client);
    tour_free(state->tour);
    state->tour = NULL;
    state->client = NULL;
    state->replica = NULL;
    state_set_connection(state, DORAN_OFFLINE);
    state->account = (struct doran_account){0};
    forget_reading(state);
    calendar_reload(state);
}

static const char *given(const char *text)
{
    return text[0] ? text : NULL;
}

bool state_open(struct state *state, const struct doran_account *account, const struct device *device,
                struct doran_error *error)
{
    struct doran_account copy = *account;
    char path[DORAN_STATE_PATH_MAX];
    state_close(state, false);
    if (!doran_account_replica_path(device->profile, path, error))
        return false;
    state->account = copy;
    struct doran_client_options options = {.server = state->account.server,
                                           .pin = given(state->account.pin),
                                           .token = given(state->account.token),
                                           .replica_path = path,
                                           .ca_file = device->ca_file,
                                           .language = device->language,
                                           .live = true};
    state->client = doran_client_new(&options, error);
    if (!state->client)
        return false;
    state->replica = doran_client_replica(state->client);
    state_set_connection(state, doran_client_connection(state->client));
    state_reload(state);
    return true;
}

void state_set_connection(struct state *state, enum doran_connection connection)
{
    state->connection = connection;
    if (connection != DORAN_CONNECTING)
        state->connecting_since = 0;
    else if (state->connecting_since == 0)
        state->connecting_since = doran_time_monotonic();
}

enum doran_connection state_connection(const struct state *state, int *wait_ms)
{
    int64_t tried = state->connecting_since ? doran_time_monotonic() - state->connecting_since : 0;
    int64_t left = STATE_PATIENCE_MS - tried / 1000;
    bool waits = state->connecting_since && left > 0;
    if (wait_ms)
        *wait_ms = waits ? (int)left : -1;
    return state->connecting_since && !waits ? DORAN_OFFLINE : state->connection;
}

bool state_tour(struct state *state)
{
    state_close(state, false);
    state->tour = tour_new();
    state_reload(state);
    return state->tour != NULL;
}

bool state_inside(const struct state *state)
{
    return state->client || state->tour;
}

const struct doran_family *state_family(const struct state *state, const char *id)
{
    for (size_t i = 0; id && i < state->families.count; i++)
        if (strcmp(state->families.items[i].id, id) == 0)
            return &state->families.items[i];
    return NULL;
}

/* The family that was open last, else the first. */
static void read_family(struct state *state)
{
    char *last = NULL;
    doran_replica_setting_get(state->replica, SETTING_FAMILY, &last, &state->arena, NULL);
    const struct doran_family *family = state_family(state, last);
    if (!family && state->families.count > 0)
        family = &state->families.items[0];
    if (!family)
        return;
    state->family = *family;
    state->host = state_is_self(state, family->host_id);
    doran_replica_members(state->replica, family->id, &state->members, &state->arena, NULL);
    doran_replica_presence(state->replica, family->id, &state->presence, &state->arena, NULL);
    doran_replica_invites(state->replica, family->id, &state->invites, &state->arena, NULL);
    missions_read(state);
}

/* A list that cannot be read stays empty: the next change reads it again, and the server has it all. */
static void read_all(struct state *state)
{
    if (state->tour) {
        tour_read(state->tour, state);
        missions_read(state);
    }
    if (!state->replica)
        return;
    struct doran_arena *arena = &state->arena;
    state->ready =
        doran_replica_ready(state->replica) && doran_replica_user(state->replica, &state->user, arena, NULL);
    if (!state->ready)
        return;
    doran_replica_families(state->replica, &state->families, arena, NULL);
    doran_replica_memberships(state->replica, &state->memberships, arena, NULL);
    doran_replica_invitations(state->replica, &state->invitations, arena, NULL);
    doran_replica_notifications(state->replica, STATE_NOTIFICATIONS, &state->notifications, &state->unread,
                                arena, NULL);
    doran_replica_outbox(state->replica, &state->outbox, arena, NULL);
    doran_replica_sessions(state->replica, &state->sessions, arena, NULL);
    doran_replica_approvals(state->replica, &state->approvals, arena, NULL);
    read_family(state);
}

void state_reload(struct state *state)
{
    forget_reading(state);
    state->dirty = false;
    state->now = doran_time_now();
    if (state->replica) /* of one moment; what cannot be held is read even so */
        doran_replica_hold(state->replica, &state->arena, NULL);
    read_all(state);
    calendar_reload(state);
    if (state->replica)
        doran_replica_release(state->replica);
}

void state_choose_family(struct state *state, const char *family)
{
    if (state->tour)
        tour_choose_family(state->tour, family);
    if (state->replica)
        doran_replica_setting_set(state->replica, SETTING_FAMILY, family, NULL);
    state->dirty = true;
}

bool state_is_self(const struct state *state, const char *user)
{
    return user && state->user.id && strcmp(user, state->user.id) == 0;
}

bool state_may(const struct state *state, enum doran_route_id route, const char *author)
{
    const struct doran_standing standing = {
        .logged_in = true, .member = true, .host = state->host, .author = state_is_self(state, author)};
    return doran_may(doran_route(route)->who, &standing) == DORAN_ERROR_none;
}

const struct doran_member *state_member(const struct state *state, const char *user)
{
    for (size_t i = 0; user && i < state->members.count; i++)
        if (strcmp(state->members.items[i].user_id, user) == 0)
            return &state->members.items[i];
    return NULL;
}

const struct doran_presence *state_presence(const struct state *state, const char *user)
{
    for (size_t i = 0; user && i < state->presence.count; i++)
        if (strcmp(state->presence.items[i].user_id, user) == 0)
            return &state->presence.items[i];
    return NULL;
}

unsigned state_colour(const struct state *state, const char *user)
{
    const struct doran_member *member = state_member(state, user);
    return member ? (unsigned)(member - state->members.items) : 0;
}

bool state_enqueue(struct state *state, enum doran_route_id route, const struct doran_path *path,
                   const void *request, char made[37], struct doran_error *error)
{
    const void *answer = NULL;
    if (made)
        made[0] = '\0';
    state->dirty = true;
    if (!state->tour && !state->client)
        return doran_fail(error, DORAN_ERROR_unauthorized, NULL, NULL);
    if (!state->tour)
        return doran_client_enqueue(state->client, route, path, request, made, error);
    if (!tour_do(state->tour, route, path, request, &answer, error))
        return false;
    if (made && answer && doran_route(route)->answer == DORAN_TYPE_event)
        snprintf(made, 37, "%s", ((const struct doran_event *)answer)->id);
    return true;
}

size_t state_unsent(const struct state *state)
{
    return state->outbox.count;
}

static bool is_about(const struct doran_outbox_item *item, const char *id)
{
    for (int p = 0; p < DORAN_PARAM_COUNT; p++)
        if (strcmp(item->path.ids[p], id) == 0)
            return true;
    return false;
}

bool state_is_unsent(const struct state *state, enum doran_route_id route, const char *id)
{
    for (size_t i = 0; i < state->outbox.count; i++)
        if (state->outbox.items[i].route == route && (!id || is_about(&state->outbox.items[i], id)))
            return true;
    return false;
}

/* What is made goes by the id of the operation that makes it. */
bool state_awaits(const struct state *state, const char *id)
{
    for (size_t i = 0; id && i < state->outbox.count; i++)
        if (strcmp(state->outbox.items[i].operation, id) == 0 || is_about(&state->outbox.items[i], id))
            return true;
    return false;
}
