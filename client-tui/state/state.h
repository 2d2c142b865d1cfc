/* state.h: what the screens show: one reading of the replica, the connection, and what the person is doing.
 * Fed by the client's events; knows no terminal. Main thread only. */
#ifndef DORAN_TUI_STATE_STATE_H
#define DORAN_TUI_STATE_STATE_H

#include "client-tui/state/calendar.h"
#include "client-tui/state/device.h"
#include "client-tui/state/mission.h"

#include <doran/account.h>
#include <doran/doran.h>

#define STATE_NOTIFICATIONS 200 /* newest ones held for the screen */

struct state {
    struct doran_account account; /* empty before log-in */
    struct doran_client *client;  /* NULL before log-in */
    struct doran_replica *replica;
    struct tour *tour; /* a look around: the sample that is shown instead; NULL: none */
    enum doran_connection connection;
    int64_t connecting_since; /* monotonic µs; 0: it is not being tried */
    bool dirty;               /* the replica changed since it was read */

    /* What was read, all in `arena`. */
    struct doran_arena arena;
    doran_time now;
    bool ready; /* there is something to show */
    struct doran_user user;
    struct doran_family_list families;
    struct doran_membership_list memberships;
    struct doran_invitation_list invitations;
    struct doran_notification_list notifications;
    int64_t unread;
    struct doran_outbox_list outbox;
    struct doran_session_list sessions;
    struct doran_approval_list approvals;

    /* Of the family that is open; family.id is NULL when there is none. */
    struct doran_family family;
    struct doran_member_list members;
    struct doran_presence_list presence;
    struct doran_invite_list invites;
    struct missions missions;
    bool host;                 /* the user is its host */
    struct calendar *calendar; /* its days, kept from reading to reading; NULL without memory */
};

void state_init(struct state *state);
/* Ends the client, frees everything. What was queued stays in the replica. */
void state_deinit(struct state *state);

/* Opens the live client and the replica of `account`, which is copied. */
bool state_open(struct state *state, const struct doran_account *account, const struct device *device,
                struct doran_error *error);
/* Closes the client; with `wipe` the replica is emptied (after log-out). */
void state_close(struct state *state, bool wipe);

/* Shows the sample family; ended by state_close(). False without memory. */
bool state_tour(struct state *state);
/* True when there is a family's place to be in: one's own, or the sample. */
bool state_inside(const struct state *state);

/* Takes up what the client tells. */
void state_set_connection(struct state *state, enum doran_connection connection);
/* What people are told: one that is tried for STATE_PATIENCE_MS is offline. `wait_ms` (NULL allowed) gets the time until that
 * changes by itself, -1 when it does not. */
#define STATE_PATIENCE_MS 10000
enum doran_connection state_connection(const struct state *state, int *wait_ms);

/* Reads the replica anew. Nothing of an earlier reading may be used afterwards. */
void state_reload(struct state *state);
/* Opens a family; remembered for the next start. */
void state_choose_family(struct state *state, const char *family);

/* True of the id of who is logged in; NULL is nobody's. */
bool state_is_self(const struct state *state, const char *user);
/* True when the user may make this call in the open family about what the author made: the rule is the server's. */
bool state_may(const struct state *state, enum doran_route_id route, const char *author);
/* NULL when there is none of that id; nor of NULL. */
const struct doran_family *state_family(const struct state *state, const char *id);
const struct doran_member *state_member(const struct state *state, const char *user);
const struct doran_presence *state_presence(const struct state *state, const char *user);
/* The steady colour number of a member: their place in the order of joining. 0 for nobody. */
unsigned state_colour(const struct state *state, const char *user);
/* Puts a QUEUED call into the outbox; in a look around the sample changes instead. `made` (NULL allowed) gets the id that an
 * event has if the call brings one into being. */
bool state_enqueue(struct state *state, enum doran_route_id route, const struct doran_path *path,
                   const void *request, char made[37], struct doran_error *error);
/* Queued calls that wait, are being sent, or are parked. */
size_t state_unsent(const struct state *state);
/* True when a call of this route about this id waits to be sent. */
bool state_is_unsent(const struct state *state, enum doran_route_id route, const char *id);
/* True when any call about it, or the one that makes it, waits to be sent. */
bool state_awaits(const struct state *state, const char *id);

#endif
