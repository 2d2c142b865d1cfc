/** @file hub.h  Live connections: who listens to which stream, what to push, who is present. Loop thread only.
 *
 * The hub is a reader of the change log: after a commit it is told (stream, seq), reads the entries on the READ lane,
 * encodes each once and hands the same bytes to every listener of the stream. A listener that is behind catches up by
 * pages of its own. Whoever loses a session or a membership is cut before anything later is pushed. */
#ifndef SERVER_HUB_H
#define SERVER_HUB_H

#include "server/base/bytes.h"
#include "server/lane/lane.h"
#include "server/store/store.h"

#include <doran/error.h>

struct hub;
struct hub_state;
struct hub_listener;
struct hub_listener_ops {
    /** Queues a text frame. False when the listener's outbound cap is passed: the hub then closes it (1013), and it
     * catches up from the log when it comes again. */
    bool (*send)(struct hub_listener *listener, struct bytes *frame);
    /** Whether all that was sent has left; when not, hub_drained() follows once it has. So that who catches up
     * over a slow line gets the next page after the last one, not on top of it. */
    bool (*idle)(struct hub_listener *listener);
    /** Ends the connection with a WebSocket close code (RFC 6455 §7.4; 4401 for an ended session, 4410 for an expired
     * cursor). The hub has let go of the listener: hub_leave() is not called for it any more. */
    void (*close)(struct hub_listener *listener, int code);
};
/** Embedded in the connection's own struct, zero-initialised but for the first three. */
struct hub_listener {
    const struct hub_listener_ops *ops;
    char user[37];
    char session[37];
    struct hub_state *state; /**< The hub's. */
};

struct hub *hub_new(struct lanes *lanes, struct db *db, struct doran_error *error);
void hub_free(struct hub *hub);
/** After live_hello: begins to catch up from `cursor` (NULL: from the beginning), then to listen.
 * False when there are too many listeners or the cursor is not one of this database: `code` says so. */
bool hub_join(struct hub *hub, struct hub_listener *listener, const char *cursor,
              enum doran_error_code *code);
/** All that was sent to the listener has left. */
void hub_drained(struct hub *hub, struct hub_listener *listener);
/** The connection is gone. */
void hub_leave(struct hub *hub, struct hub_listener *listener);
/** What a committed transaction changed. Cuts ended sessions and lost memberships at once, then reads and pushes. Called
 * for all effects of a drained group before any answer of the group is sent. */
void hub_committed(struct hub *hub, const struct store_effect *effects, size_t count);
/** Closes everybody with `code`, as 1001 when the server stops. */
void hub_close_all(struct hub *hub, int code);
size_t hub_listeners(const struct hub *hub);
/** Whether a device of the user is connected, and when one last was if not (0: not known here, ask the database). */
bool hub_online(const struct hub *hub, const char *user, doran_time *last_seen);

#endif
