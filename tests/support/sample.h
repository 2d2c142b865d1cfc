/* sample.h: one family's wire texts for a capture: mother and child in 우리집, and what the server of that home answers. */
#ifndef DORAN_TESTS_SUPPORT_SAMPLE_H
#define DORAN_TESTS_SUPPORT_SAMPLE_H

#include "support/capture.h"

#include <doran/client.h>
#include <doran/replica.h>

#define EPOCH "0190a1b2-0000-7000-8000-0000000000e0"
#define MOTHER "0190a1b2-0000-7000-8000-00000000000a"
#define CHILD "0190a1b2-0000-7000-8000-00000000000b"
#define FAMILY "0190a1b2-0000-7000-8000-0000000000f0"
#define INVITE "0190a1b2-0000-7000-8000-0000000000c0"
#define INVITATION "0190a1b2-0000-7000-8000-0000000000c1"
#define NOTE_OLD "0190a1b2-0000-7000-8000-0000000000d1"
#define NOTE_NEW "0190a1b2-0000-7000-8000-0000000000d2"
#define TOKEN "token-of-mothers-terminal"

#define USER_JSON(mood)                                                                                      \
    "{\"id\":\"" MOTHER "\",\"email\":\"mother@example.com\",\"nickname\":\"지은\",\"avatar\":1," mood       \
    "\"created_at\":\"2026-01-01T00:00:00Z\",\"recovery_codes_left\":8}"
#define MOOD_JSON(mood) "\"mood\":\"" mood "\",\"mood_at\":\"2026-11-22T01:00:00Z\","
#define MEMBER_JSON(user, name, mood)                                                                        \
    "{\"family_id\":\"" FAMILY "\",\"user_id\":\"" user "\",\"nickname\":\"" name                            \
    "\",\"profile_nickname\":\"프로필\",\"avatar\":1," mood                                                  \
    "\"role\":\"member\",\"joined_at\":\"2026-01-02T00:00:00Z\"}"
#define FAMILY_JSON(title)                                                                                   \
    "{\"id\":\"" FAMILY "\",\"title\":\"" title "\",\"host_id\":\"" MOTHER                                   \
    "\",\"time_zone\":\"Asia/Seoul\",\"created_at\":\"2026-01-02T00:00:00Z\"}"
#define MEMBERSHIP_JSON                                                                                      \
    "{\"family_id\":\"" FAMILY                                                                               \
    "\",\"nickname\":\"엄마\",\"role\":\"host\",\"joined_at\":\"2026-01-02T00:00:00Z\"}"
#define INVITE_JSON(id, email)                                                                               \
    "{\"id\":\"" id "\",\"family_id\":\"" FAMILY "\",\"kind\":\"email\",\"email\":\"" email                  \
    "\",\"nickname\":\"아빠\",\"inviter_id\":\"" MOTHER                                                      \
    "\",\"state\":\"open\",\"created_at\":\"2026-01-03T00:00:00Z\",\"sent_at\":\"2026-01-03T00:00:00Z\","    \
    "\"expires_at\":\"2026-01-17T00:00:00Z\"}"
#define NOTE_JSON(id, at) "{\"id\":\"" id "\",\"category\":\"member_joined\",\"created_at\":\"" at "\"}"

/* One entry of the log; `object` as JSON. */
#define PUT(stream, seq, kind, id, object)                                                                   \
    "{\"stream\":\"" stream "\",\"seq\":" #seq ",\"kind\":\"" kind "\",\"id\":\"" id                         \
    "\",\"op\":\"put\",\"at\":\"2026-01-03T00:00:00Z\",\"object\":" object "}"
#define GONE(stream, seq, kind, id)                                                                          \
    "{\"stream\":\"" stream "\",\"seq\":" #seq ",\"kind\":\"" kind "\",\"id\":\"" id                         \
    "\",\"op\":\"delete\",\"at\":\"2026-01-03T00:00:00Z\"}"
#define CURSOR(mother, family) EPOCH "." MOTHER ":" #mother "," FAMILY ":" #family
#define PAGE(changes, cursor, more) "{\"changes\":[" changes "],\"cursor\":\"" cursor "\",\"more\":" more "}"
#define LIVE(page) "{\"changes\":" page "}"
#define SNAPSHOT(changes, head, more)                                                                        \
    "{\"changes\":[" changes "],\"epoch\":\"" EPOCH "\",\"head\":" #head ",\"more\":" more "}"
#define ERROR_JSON(name, field)                                                                              \
    "{\"error\":\"" name "\",\"message\":\"It was refused.\",\"field\":\"" field "\"}"

#define GET_ME "GET /api/v1/me "
#define GET_USER_SNAPSHOT "GET /api/v1/snapshot?stream=" MOTHER
#define GET_FAMILY_SNAPSHOT "GET /api/v1/snapshot?stream=" FAMILY
#define GET_CHANGES "GET /api/v1/changes"
#define GET_PRESENCE "GET /api/v1/families/" FAMILY "/presence"

#define USER_ROWS                                                                                            \
    PUT(MOTHER, 1, "user", MOTHER, USER_JSON(""))                                                            \
    "," PUT(MOTHER, 2, "membership", FAMILY, MEMBERSHIP_JSON) "," PUT(                                       \
        MOTHER, 3, "notification", NOTE_OLD,                                                                 \
        NOTE_JSON(NOTE_OLD, "2026-02-01T00:00:00Z")) "," PUT(MOTHER, 4, "notification", NOTE_NEW,            \
                                                             NOTE_JSON(NOTE_NEW, "2026-02-02T00:00:00Z"))
#define FAMILY_ROWS                                                                                          \
    PUT(FAMILY, 1, "family", FAMILY, FAMILY_JSON("우리집"))                                                  \
    "," PUT(FAMILY, 2, "member", MOTHER, MEMBER_JSON(MOTHER, "엄마", "")) "," PUT(                           \
        FAMILY, 3, "member", CHILD,                                                                          \
        MEMBER_JSON(CHILD, "딸", "")) "," PUT(FAMILY, 4, "invite", INVITE,                                   \
                                              INVITE_JSON(INVITE, "father@example.com"))

/* Answers who one is, both snapshots whole, presence, and no changes since; a live connection is told at once that nothing
 * is missing. */
void sample_serve(struct capture *capture);
/* A client of the capture with mother's token, that has a replica in `path` (NULL: none). Ends the test on failure. */
struct doran_client *sample_client(const struct capture *capture, const char *path, bool live);
struct doran_client *sample_client_at(const char *url, const char *path, bool live);
/* Waits for the number-th message of its live connections: a greeting that wants the changes since `cursor`. */
void sample_expect_greeting(struct capture *capture, int number, const char *cursor);
/* Takes events until one of this kind comes, and gives it; ends the test when none does. */
struct doran_client_event sample_await(struct doran_client *client, enum doran_client_event_kind kind);
/* Takes events until the connection is in this state. */
void sample_await_connection(struct doran_client *client, enum doran_connection connection);
/* Takes events until `holds` is true, asking it first and after each. */
void sample_await_that(struct doran_client *client,
                       bool (*holds)(struct doran_client *client, const void *context), const void *context);
/* What a test asks the replica for most; each opens nothing and ends the test on failure. */
enum doran_mood sample_mood(struct doran_client *client);
/* The member's 호칭 as seen now, in a static buffer, "" when there is none. */
const char *sample_nickname(struct doran_client *client, const char *user);
size_t sample_notifications(struct doran_client *client);
size_t sample_outbox(struct doran_client *client, enum doran_outbox_state state);

/* Mother's device with a replica in a folder of its own, and the capture it talks with. */
struct sample_world {
    struct capture *capture;
    struct doran_client *client;
    struct doran_replica *replica; /* Of the client. */
    char *folder, *path;
    struct doran_arena arena;
    struct doran_error error;
};
/* The capture serves; there is no client yet. `purpose` names the folder. */
void sample_world_init(struct sample_world *world, const char *purpose);
/* A client that is synced and live. */
void sample_world_connect(struct sample_world *world);
void sample_world_deinit(struct sample_world *world);
/* The network goes, and the client has seen it. */
void sample_world_cut(struct sample_world *world);
/* It is back, nothing has changed meanwhile, and the client knows. */
void sample_world_mend(struct sample_world *world);
/* True when nothing waits in the outbox nor is being sent; for sample_await_that(). */
bool sample_has_sent(struct doran_client *client, const void *unused);
/* Drops what waits in the outbox. Until the client knows that it is offline it may try to send; for that moment an item is under
 * way and cannot be dropped. */
void sample_drop(struct doran_replica *replica, const char *operation);

#endif
