/** @file state.h  The inside of the hub: users, streams, and each listener's place in them. Loop thread only, except for
 * what run() of a job touches: the job's own. */
#ifndef SERVER_HUB_STATE_H
#define SERVER_HUB_STATE_H

#include "server/hub/hub.h"
#include "server/hub/table.h"

#include <doran/protocol.h>

#define HUB_PAGE 100     /**< Entries of one frame. */
#define HUB_READS_MAX 32 /**< Jobs on the READ lane at once: requests have theirs too. */
#define HUB_USER_LISTENERS_MAX 64
#define HUB_RECENT 1024 /**< Commits remembered, for those that just caught up. */

#define HUB_CODE_TRY_AGAIN 1013
#define HUB_CODE_UNAUTHORIZED 4401
#define HUB_CODE_EXPIRED 4410

struct hub_user {
    struct hub_node node;
    struct hub_state *states; /**< One for each device that is connected. */
    size_t state_count;
    doran_time last_seen; /**< Of one that left, until it is in the database. */
    size_t seen_jobs;
};
struct hub_sub {
    struct hub_sub *previous, *next; /**< In the stream. */
    struct hub_stream *stream;
    struct hub_state *state;
    int64_t seq; /**< What its listener has. */
};
struct hub_stream {
    struct hub_node node;
    struct hub_sub *subs;
    int64_t pushed; /**< Up to here entries were read and sent. */
    int64_t target; /**< Up to here there are some. */
    bool reading;
};
struct hub_state {
    struct hub *hub;
    struct hub_listener *listener; /**< NULL once it is gone. */
    struct hub_user *user;
    struct hub_state *next_of_user, *next_doomed;
    struct hub_sub *subs; /**< sub_count of them. */
    size_t sub_count;
    struct doran_cursor *cursor; /**< While it catches up: what it has. */
    uint64_t mark;               /**< Commits that had been told when the page was asked for. */
    uint64_t stamp;              /**< Of the last round of presence that reached it. */
    int doom;                    /**< Close code it will get, 0 for none. */
    bool catching, stale, reading, first, from_start;
    bool draining; /**< The next page waits until this one has left. */
};
struct hub_recent {
    char stream[37];
    int64_t seq;
};
struct hub_job {
    struct lane_job job; /**< First. */
    struct hub_job *next;
    struct hub *hub;
};
struct hub {
    struct lanes *lanes;
    char epoch[37];
    struct hub_table users, streams;
    size_t listeners;
    struct hub_recent recent[HUB_RECENT];
    uint64_t commits; /**< Entries told in all; entry n stands at n % HUB_RECENT. */
    uint64_t stamp;
    struct hub_job *queue, *queue_last;
    size_t running;
    struct hub_state *doomed;
};

/** reads.c: jobs, a bounded number at a time. A job that cannot be submitted is done with DB_LOST. */
void hub_read(struct hub *hub, struct hub_job *job);
/** A job's done() calls this first. */
void hub_read_done(struct hub *hub);
/** Encodes one message for the live connection; NULL without memory or when it is too large. */
struct bytes *hub_encode(const struct doran_live_message *message);

/** catchup.c: brings a listener up to date, from its cursor, or from what it has of its streams. */
void hub_catch_up(struct hub_state *state);
/** The listener can take the next page. */
void hub_next_page(struct hub_state *state);

/** stream.c: a stream's broadcast. */
struct hub_stream *hub_stream_of(struct hub *hub, const char *id, int64_t seq);
void hub_stream_advance(struct hub *hub, struct hub_stream *stream, int64_t seq);
/** Takes the stream away when nobody listens to it. */
void hub_stream_settle(struct hub *hub, struct hub_stream *stream);
void hub_unsubscribe(struct hub_sub *sub);
/** Makes the listener's subscriptions those of a cursor. */
bool hub_subscribe(struct hub_state *state, const struct doran_cursor *cursor);
struct hub_sub *hub_sub_of(struct hub_state *state, const char *stream);

/** presence.c */
/** Tells everybody who shares a family with the user. */
void hub_announce(struct hub_state *state, bool online, doran_time last_seen);
/** Tells a listener about the members of its families. */
void hub_greet(struct hub_state *state, const struct doran_presence *members, size_t count);
/** Notes in the database when the user was last here. */
void hub_note_seen(struct hub_user *user);
/** Takes the user away when nothing is known of them. */
void hub_user_settle(struct hub *hub, struct hub_user *user);

/** hub.c */
/** Marks a listener for closing; hub_settle() does it, at the end of every way into the hub. */
void hub_doom(struct hub_state *state, int code);
void hub_settle(struct hub *hub);
/** The log says that somebody left a family, before we were told of it: they catch up, and the database says what they may
 * see. */
void hub_doubt_member(struct hub *hub, const char *user, const char *family);
/** Dooms the listener of a session that has ended. */
void hub_end_session(struct hub *hub, const char *user, const char *session);
/** Sends, or dooms a listener that takes no more. */
void hub_send_to(struct hub_state *state, struct bytes *frame);
/** Frees a state once neither listener nor job nor the list of the doomed has it. */
void hub_state_settle(struct hub_state *state);

#endif
