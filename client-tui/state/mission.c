#include "client-tui/state/mission.h"

#include "client-tui/state/state.h"
#include "client-tui/state/tour.h"

#include <doran/json.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HIDDEN_FOR DORAN_DAY
#define HIDDEN_MAX 64 /* Bytes of the setting. */

/* --- reading ---------------------------------------------------------------------------------------------------- */

static void read_welcome(struct state *state)
{
    char *json = NULL;
    struct doran_error error;
    if (!doran_replica_setting_get(state->replica, SETTING_WELCOME, &json, &state->arena, &error) || !json)
        return;
    if (!doran_json_decode(DORAN_TYPE_welcome, DORAN_JSON_LENIENT, json, strlen(json),
                           &state->missions.welcome, &state->arena, &error))
        state->missions.welcome = (struct doran_welcome){0};
}

void missions_read(struct state *state)
{
    struct missions *missions = &state->missions;
    const char *family = state->family.id;
    if (!family || !doran_month_of(state->now, state->family.time_zone, missions->month))
        return;
    if (state->tour) {
        tour_read_missions(state->tour, state);
        return;
    }
    struct doran_error error;
    doran_replica_missions(state->replica, family, missions->month, &missions->list, &state->arena, &error);
    doran_replica_dashboard(state->replica, family, missions->month, &missions->dashboard, &state->arena,
                            &error);
    if (!doran_replica_mission_latest(state->replica, family, &missions->latest, &state->arena, &error))
        missions->latest = (struct doran_mission){0};
    doran_replica_badges(state->replica, family, &missions->badges, &state->arena, &error);
    read_welcome(state);
}

void missions_of(struct state *state, const char *month, struct doran_mission_list *out)
{
    struct doran_error error;
    *out = (struct doran_mission_list){0};
    if (strcmp(month, state->missions.month) == 0)
        *out = state->missions.list;
    else if (state->tour)
        *out = tour_missions(state->tour, month, &state->arena);
    else if (state->replica && state->family.id)
        doran_replica_missions(state->replica, state->family.id, month, out, &state->arena, &error);
}

void missions_completed(struct state *state, doran_time from, doran_time to, struct doran_mission_list *out,
                        struct doran_arena *arena)
{
    struct doran_error error;
    *out = (struct doran_mission_list){0};
    if (state->tour)
        *out = tour_missions_completed(state->tour, from, to, arena);
    else if (state->replica && state->family.id)
        doran_replica_missions_completed(state->replica, state->family.id, from, to, out, arena, &error);
}

static void count(struct doran_dashboard *board, struct doran_mission_list list)
{
    for (size_t i = 0; i < list.count; i++) {
        board->total++;
        board->completed += list.items[i].completed_at != 0;
    }
    doran_dashboard_fill(board);
}

void missions_dashboard(struct state *state, const char *month, struct doran_dashboard *out)
{
    struct doran_error error;
    *out = (struct doran_dashboard){.month = month};
    if (strcmp(month, state->missions.month) == 0)
        *out = state->missions.dashboard;
    else if (state->tour)
        count(out, tour_missions(state->tour, month, &state->arena));
    else if (state->replica && state->family.id)
        doran_replica_dashboard(state->replica, state->family.id, month, out, &state->arena, &error);
}

void missions_months(struct state *state, struct doran_mission_month_list *out)
{
    struct doran_error error;
    *out = (struct doran_mission_month_list){0};
    if (state->tour)
        *out = tour_months(state->tour, &state->arena);
    else if (state->replica && state->family.id)
        doran_replica_mission_months(state->replica, state->family.id, out, &state->arena, &error);
}

/* --- what follows from it ------------------------------------------------------------------------------------------ */

const struct doran_mission_part *missions_own(const struct state *state, const struct doran_mission *mission)
{
    for (size_t i = 0; i < mission->parts.count; i++)
        if (state_is_self(state, mission->parts.items[i].user_id))
            return &mission->parts.items[i];
    return NULL;
}

bool missions_is_last(const struct state *state, const struct doran_mission *mission)
{
    const struct doran_mission_part *own = missions_own(state, mission);
    if (!own || own->checked_at != 0)
        return false;
    for (size_t i = 0; i < mission->parts.count; i++)
        if (&mission->parts.items[i] != own && mission->parts.items[i].checked_at == 0)
            return false;
    return true;
}

/* Another one each day, and not the same in every family. */
static size_t chance(const struct state *state, size_t count)
{
    uint64_t seed = (uint64_t)(state->now / DORAN_DAY) * UINT64_C(0x9e3779b97f4a7c15);
    for (const char *c = state->family.id ? state->family.id : ""; *c; c++)
        seed = (seed ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    return (size_t)((seed >> 32) % count);
}

const struct doran_badge *missions_badge_of_today(const struct state *state)
{
    const struct doran_badge_list *badges = &state->missions.badges;
    size_t earned = 0;
    for (size_t i = 0; i < badges->count; i++)
        earned += badges->items[i].earned_at != 0;
    size_t chosen = earned > 0 ? chance(state, earned) : 0;
    for (size_t i = 0; i < badges->count; i++)
        if (badges->items[i].earned_at != 0 && chosen-- == 0)
            return &badges->items[i];
    return NULL;
}

static bool speaks(const struct doran_greeting *greeting, const char *language)
{
    return !greeting->language || !language || strcmp(greeting->language, language) == 0;
}

const char *missions_greeting_of_today(const struct state *state, const char *language)
{
    const struct doran_greeting_list *greetings = &state->missions.welcome.greetings;
    size_t count = 0;
    for (size_t i = 0; i < greetings->count; i++)
        count += speaks(&greetings->items[i], language);
    size_t chosen = count > 0 ? chance(state, count) : 0;
    for (size_t i = 0; i < greetings->count; i++)
        if (speaks(&greetings->items[i], language) && chosen-- == 0)
            return greetings->items[i].text;
    return NULL;
}

/* --- the server's welcome --------------------------------------------------------------------------------------------- */

void missions_take_welcome(struct state *state, const struct doran_welcome *welcome)
{
    struct doran_buffer json = DORAN_BUFFER((size_t)1024 * 1024);
    struct doran_error error;
    if (!state->replica)
        return;
    doran_json_encode(DORAN_TYPE_welcome, welcome, &json);
    if (!json.failed && json.data)
        doran_replica_setting_set(state->replica, SETTING_WELCOME, json.data, &error);
    doran_buffer_deinit(&json);
    state->dirty = true;
}

static bool is_hidden(const struct state *state, const char *id)
{
    struct doran_arena arena = DORAN_ARENA(1024);
    struct doran_error error;
    char *value = NULL, hidden[37];
    int64_t until = 0;
    bool found = state->replica &&
                 doran_replica_setting_get(state->replica, SETTING_NOTICE_HIDDEN, &value, &arena, &error) &&
                 value && sscanf(value, "%36s %" SCNd64, hidden, &until) == 2 && strcmp(hidden, id) == 0 &&
                 until > state->now;
    doran_arena_deinit(&arena);
    return found;
}

const struct doran_notice *missions_notice(const struct state *state)
{
    const struct doran_notice *notice = state->missions.welcome.notice;
    return notice && notice->id && !is_hidden(state, notice->id) ? notice : NULL;
}

void missions_hide_notice(struct state *state, const char *id)
{
    char value[HIDDEN_MAX];
    struct doran_error error;
    snprintf(value, sizeof value, "%s %" PRId64, id, doran_time_now() + HIDDEN_FOR);
    if (state->replica)
        doran_replica_setting_set(state->replica, SETTING_NOTICE_HIDDEN, value, &error);
}
