#include "server/hub/hub.h"

#include "server/hub/state.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hub *hub_new(struct lanes *lanes, struct db *db, struct doran_error *error)
{
    struct hub *hub = calloc(1, sizeof *hub);
    if (!hub) {
        doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
        return NULL;
    }
    hub->lanes = lanes;
    snprintf(hub->epoch, sizeof hub->epoch, "%s", db_epoch(db));
    return hub;
}

void hub_free(struct hub *hub)
{
    if (!hub)
        return;
    hub_table_deinit(&hub->users);
    hub_table_deinit(&hub->streams);
    free(hub);
}

/* --- Listeners --- */

void hub_doom(struct hub_state *state, int code)
{
    if (state->doom || !state->listener)
        return;
    state->doom = code;
    state->next_doomed = state->hub->doomed;
    state->hub->doomed = state;
}

void hub_state_settle(struct hub_state *state)
{
    if (state->listener || state->reading || state->doom)
        return;
    free(state);
}

void hub_send_to(struct hub_state *state, struct bytes *frame)
{
    if (state->listener && !state->doom && !state->listener->ops->send(state->listener, frame))
        hub_doom(state, HUB_CODE_TRY_AGAIN);
}

/* Whether another device of the user is up to date: then the family still sees them there. */
static bool others_listen(const struct hub_state *state)
{
    for (const struct hub_state *other = state->user->states; other; other = other->next_of_user)
        if (other != state && other->sub_count)
            return true;
    return false;
}

/* Takes a listener out of everything that knows it. */
static void remove_listener(struct hub_state *state)
{
    struct hub *hub = state->hub;
    struct hub_user *user = state->user;
    if (user->state_count == 1)
        hub_note_seen(user);
    if (!others_listen(state))
        hub_announce(state, false, user->state_count == 1 ? user->last_seen : doran_time_now());
    hub_subscribe(state, NULL);
    struct hub_state **link = &user->states;
    while (*link != state) {
        assert(*link != NULL); /* Who listens is in the list of whom they listen for. */
        link = &(*link)->next_of_user;
    }
    *link = state->next_of_user;
    user->state_count--;
    hub_user_settle(hub, user);
    free(state->cursor);
    state->cursor = NULL;
    state->user = NULL;
    state->listener->state = NULL;
    state->listener = NULL;
    hub->listeners--;
}

void hub_settle(struct hub *hub)
{
    while (hub->doomed) {
        struct hub_state *state = hub->doomed;
        struct hub_listener *listener = state->listener;
        int code = state->doom;
        hub->doomed = state->next_doomed;
        if (listener)
            remove_listener(state);
        state->doom = 0;
        hub_state_settle(state);
        if (listener)
            listener->ops->close(listener, code);
    }
}

static struct hub_user *user_of(struct hub *hub, const char *id)
{
    struct hub_user *user = (struct hub_user *)hub_table_find(&hub->users, id);
    if (user)
        return user;
    user = calloc(1, sizeof *user);
    if (!user)
        return NULL;
    memcpy(user->node.id, id, sizeof user->node.id);
    if (hub_table_add(&hub->users, &user->node))
        return user;
    free(user);
    return NULL;
}

/* Reads the cursor a listener came with. */
static enum doran_error_code take_cursor(struct hub_state *state, const char *text)
{
    state->cursor = calloc(1, sizeof *state->cursor);
    if (!state->cursor)
        return DORAN_ERROR_busy;
    if (!text) {
        state->from_start = true;
        memcpy(state->cursor->epoch, state->hub->epoch, sizeof state->cursor->epoch);
        return DORAN_ERROR_none;
    }
    struct doran_error error;
    doran_error_clear(&error);
    if (!doran_cursor_parse(text, state->cursor, &error))
        return error.code;
    return strcmp(state->cursor->epoch, state->hub->epoch) == 0 ? DORAN_ERROR_none
                                                                : DORAN_ERROR_cursor_expired;
}

bool hub_join(struct hub *hub, struct hub_listener *listener, const char *cursor, enum doran_error_code *code)
{
    struct hub_state *state = calloc(1, sizeof *state);
    struct hub_user *user = state ? user_of(hub, listener->user) : NULL;
    if (!user) {
        free(state);
        *code = DORAN_ERROR_busy;
        return false;
    }
    state->hub = hub;
    *code =
        user->state_count >= HUB_USER_LISTENERS_MAX ? DORAN_ERROR_limit_reached : take_cursor(state, cursor);
    if (*code != DORAN_ERROR_none) {
        hub_user_settle(hub, user);
        free(state->cursor);
        free(state);
        return false;
    }
    state->first = true;
    state->listener = listener;
    state->user = user;
    state->next_of_user = user->states;
    user->states = state;
    user->state_count++;
    user->last_seen = 0;
    listener->state = state;
    hub->listeners++;
    hub_catch_up(state);
    hub_settle(hub);
    return true;
}

void hub_drained(struct hub *hub, struct hub_listener *listener)
{
    struct hub_state *state = listener->state;
    if (state && state->draining && !state->doom)
        hub_next_page(state);
    hub_settle(hub);
}

void hub_leave(struct hub *hub, struct hub_listener *listener)
{
    struct hub_state *state = listener->state;
    if (!state)
        return;
    remove_listener(state);
    hub_state_settle(state);
    hub_settle(hub);
}

/* --- Commits --- */

static void remember(struct hub *hub, const struct store_effect *effect)
{
    struct hub_recent *recent = &hub->recent[hub->commits++ % HUB_RECENT];
    memcpy(recent->stream, effect->stream, sizeof recent->stream);
    recent->seq = effect->seq;
}

static struct hub_state *states_of(struct hub *hub, const char *id)
{
    struct hub_user *user = (struct hub_user *)hub_table_find(&hub->users, id);
    return user ? user->states : NULL;
}

/* The page that is on its way was read too early, or too late: another one follows it. */
static void catch_up_without(struct hub_state *state, const char *family)
{
    doran_cursor_set(state->cursor, family, -1);
    state->stale = true;
}

/* The family is not theirs any more: from now on nothing of it reaches them. */
static void lose_family(struct hub_state *state, const char *family)
{
    struct hub_sub *sub = hub_sub_of(state, family);
    if (sub)
        hub_unsubscribe(sub);
    if (state->catching)
        catch_up_without(state, family);
}

/* A listener of the user's that is up to date and has the stream, or has it not. Catching up may end it, so that who goes
 * through them begins again. */
static struct hub_state *find_listening(struct hub *hub, const char *user, const char *stream, bool has)
{
    struct hub_state *state = states_of(hub, user);
    while (state && (state->doom || state->catching || (hub_sub_of(state, stream) != NULL) != has))
        state = state->next_of_user;
    return state;
}

/* While catching up, the page after this commit brings it. */
static void gain_family(struct hub *hub, const char *user, const char *family)
{
    struct hub_state *state;
    while ((state = find_listening(hub, user, family, false)))
        hub_catch_up(state);
}

void hub_doubt_member(struct hub *hub, const char *user, const char *family)
{
    struct hub_state *state = states_of(hub, user);
    for (; state; state = state->next_of_user)
        if (!state->doom && state->catching)
            catch_up_without(state, family);
    while ((state = find_listening(hub, user, family, true))) {
        hub_unsubscribe(hub_sub_of(state, family));
        hub_catch_up(state);
    }
}

void hub_end_session(struct hub *hub, const char *user, const char *session)
{
    for (struct hub_state *state = states_of(hub, user); state; state = state->next_of_user)
        if (strcmp(state->listener->session, session) == 0)
            hub_doom(state, HUB_CODE_UNAUTHORIZED);
}

/* Cuts and gains are about the user whose stream it is. */
static void take_note(struct hub *hub, const struct store_effect *effect)
{
    bool gone = effect->op == DORAN_op_delete;
    if (effect->kind == DORAN_kind_session && gone)
        hub_end_session(hub, effect->stream, effect->id);
    if (effect->kind != DORAN_kind_membership)
        return;
    if (!gone)
        gain_family(hub, effect->stream, effect->id);
    struct hub_state *state = gone ? states_of(hub, effect->stream) : NULL;
    for (; state; state = state->next_of_user)
        if (!state->doom)
            lose_family(state, effect->id);
}

void hub_committed(struct hub *hub, const struct store_effect *effects, size_t count)
{
    for (size_t i = 0; i < count; i++)
        remember(hub, &effects[i]);
    for (size_t i = 0; i < count; i++)
        take_note(hub, &effects[i]);
    hub_settle(hub);
    for (size_t i = 0; i < count; i++) {
        struct hub_stream *stream = (struct hub_stream *)hub_table_find(&hub->streams, effects[i].stream);
        if (stream)
            hub_stream_advance(hub, stream, effects[i].seq);
    }
    hub_settle(hub);
}

/* --- All together --- */

void hub_close_all(struct hub *hub, int code)
{
    for (size_t i = 0; i < hub->users.bucket_count; i++)
        for (struct hub_node *node = hub->users.buckets[i]; node; node = node->next)
            for (struct hub_state *state = ((struct hub_user *)node)->states; state;
                 state = state->next_of_user)
                hub_doom(state, code);
    hub_settle(hub);
}

size_t hub_listeners(const struct hub *hub)
{
    return hub->listeners;
}

bool hub_online(const struct hub *hub, const char *user_id, doran_time *last_seen)
{
    const struct hub_user *user = (const struct hub_user *)hub_table_find(&hub->users, user_id);
    bool online = user && user->state_count;
    if (last_seen)
        *last_seen = user && !online ? user->last_seen : 0;
    return online;
}
