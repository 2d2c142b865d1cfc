#include "support/ledger.h"

#include <doran/id.h>
#include <doran/json.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CAPACITY_FIRST = 64, MOODS = DORAN_mood_COUNT - 1 };

static const int statuses[LEDGER_WORKS] = {
    [LEDGER_MOOD] = 200, [LEDGER_NICKNAME] = 200, [LEDGER_INVITE] = 201, [LEDGER_WITHDRAW] = 204};

static enum doran_mood mood_of(const struct ledger_operation *operation)
{
    return (enum doran_mood)(1 + operation->number % MOODS);
}

/* --- Writes ----------------------------------------------------------------------------------------------------- */

struct ledger_operation *ledger_next(struct ledger *ledger)
{
    if (ledger->count == ledger->capacity) {
        ledger->capacity = ledger->capacity ? ledger->capacity * 2 : CAPACITY_FIRST;
        ledger->operations = realloc(ledger->operations, ledger->capacity * sizeof *ledger->operations);
        if (!ledger->operations)
            abort();
    }
    struct ledger_operation *operation = &ledger->operations[ledger->count++];
    *operation = (struct ledger_operation){.work = (enum ledger_work)(ledger->numbers % LEDGER_WORKS),
                                           .number = ledger->numbers};
    ledger->numbers++;
    snprintf(operation->id, sizeof operation->id, "%s", doran_id_new().text);
    memcpy(operation->invite, ledger->invite, sizeof operation->invite);
    return operation;
}

static char *encode(enum doran_type_id type, const void *request)
{
    struct doran_buffer buffer = {0};
    doran_json_encode(type, request, &buffer);
    return doran_buffer_move(&buffer);
}

void ledger_describe(const struct ledger *ledger, const struct ledger_operation *operation,
                     enum doran_route_id *route, struct doran_path *path, char **text)
{
    char value[64];
    struct doran_mood_change mood = {.mood = mood_of(operation)};
    struct doran_profile_change profile = {0};
    struct doran_invite_create invite = {.nickname = "손님"};
    *path = (struct doran_path){0};
    *text = NULL;
    switch (operation->work) {
    case LEDGER_MOOD:
        *route = DORAN_R_mood_change;
        *text = encode(DORAN_TYPE_mood_change, &mood);
        break;
    case LEDGER_NICKNAME:
        *route = DORAN_R_profile_change;
        snprintf(value, sizeof value, "no%d", (int)operation->number);
        doran_set(&profile, profile_change, nickname, value);
        *text = encode(DORAN_TYPE_profile_change, &profile);
        break;
    case LEDGER_INVITE:
        *route = DORAN_R_invite_create;
        snprintf(value, sizeof value, "guest-%d@example.org", (int)operation->number);
        doran_set(&invite, invite_create, email, value);
        *text = encode(DORAN_TYPE_invite_create, &invite);
        memcpy(path->ids[DORAN_PARAM_family], ledger->family, sizeof ledger->family);
        break;
    default:
        *route = DORAN_R_invite_withdraw;
        memcpy(path->ids[DORAN_PARAM_family], ledger->family, sizeof ledger->family);
        memcpy(path->ids[DORAN_PARAM_invite], operation->invite, sizeof operation->invite);
    }
}

bool ledger_take(struct ledger *ledger, struct ledger_operation *operation, int status, char *body)
{
    struct doran_arena arena = {0};
    struct doran_invite_sent sent;
    operation->status = status;
    operation->answer = body;
    if (status != statuses[operation->work])
        return false;
    ledger->family_head++;
    bool good = true;
    switch (operation->work) {
    case LEDGER_MOOD:
        ledger->user_head++;
        ledger->mood = (int)mood_of(operation);
        break;
    case LEDGER_NICKNAME:
        ledger->user_head++;
        snprintf(ledger->nickname, sizeof ledger->nickname, "no%d", (int)operation->number);
        break;
    case LEDGER_INVITE:
        good = doran_json_decode(DORAN_TYPE_invite_sent, DORAN_JSON_LENIENT, body, strlen(body), &sent,
                                 &arena, NULL);
        if (good)
            snprintf(ledger->invite, sizeof ledger->invite, "%s", sent.invite->id);
        break;
    default:
        ledger->invite[0] = '\0';
    }
    doran_arena_deinit(&arena);
    return good;
}

/* --- What there is ---------------------------------------------------------------------------------------------- */

static bool send_operation(struct ledger *ledger, const struct ledger_operation *operation, int *status,
                           char **body)
{
    enum doran_route_id route;
    struct doran_path path;
    char *text;
    ledger_describe(ledger, operation, &route, &path, &text);
    bool good = ledger->ask(ledger, route, &path, text, operation->id, status, body);
    free(text);
    return good;
}

static void read_answer(struct ledger *ledger, enum doran_route_id route, const struct doran_path *path,
                        const char *query, void *out, struct doran_arena *arena)
{
    int status = 0;
    char *body = NULL;
    struct doran_error error = {0};
    if (!ledger->ask(ledger, route, path, query, NULL, &status, &body) || status != 200)
        fail_msg("%s was answered with %d", doran_route(route)->name, status);
    if (!doran_json_decode(doran_route(route)->answer, DORAN_JSON_LENIENT, body, strlen(body), out, arena,
                           &error))
        fail_msg("%s: %s", doran_route(route)->name, error.message);
    free(body);
}

static int64_t head_of(struct ledger *ledger, const char *stream)
{
    char query[64];
    struct doran_arena arena = {0};
    struct doran_snapshot_page page;
    snprintf(query, sizeof query, "stream=%s&limit=1", stream);
    read_answer(ledger, DORAN_R_snapshot, NULL, query, &page, &arena);
    doran_arena_deinit(&arena);
    return page.head;
}

void ledger_begin(struct ledger *ledger)
{
    struct doran_arena arena = {0};
    struct doran_user user;
    read_answer(ledger, DORAN_R_me, NULL, NULL, &user, &arena);
    snprintf(ledger->nickname, sizeof ledger->nickname, "%s", user.nickname);
    ledger->mood = (int)user.mood;
    doran_arena_deinit(&arena);
    ledger->user_head = head_of(ledger, ledger->user);
    ledger->family_head = head_of(ledger, ledger->family);
}

/* Sending it again does it now, or tells what became of it. */
static void settle(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->count; i++) {
        struct ledger_operation *operation = &ledger->operations[i];
        int status = 0;
        char *body = NULL;
        if (operation->status)
            continue;
        assert_int_equal(i, ledger->count - 1);
        if (!send_operation(ledger, operation, &status, &body))
            fail_msg("no answer to what was sent again");
        if (!ledger_take(ledger, operation, status, body))
            fail_msg("sent again, it is answered with %d %s", status, body);
    }
}

/* A write that was lost would be done anew now, and be answered with another time or id. */
static void expect_remembered(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ledger_operation *operation = &ledger->operations[i];
        int status = 0;
        char *body = NULL;
        if (!send_operation(ledger, operation, &status, &body))
            fail_msg("no answer to a repeat");
        assert_int_equal(status, operation->status);
        assert_string_equal(body, operation->answer);
        free(body);
    }
}

static void expect_state(struct ledger *ledger)
{
    struct doran_arena arena = {0};
    struct doran_user user;
    struct doran_invite_page invites;
    struct doran_path path = {0};
    memcpy(path.ids[DORAN_PARAM_family], ledger->family, sizeof ledger->family);
    read_answer(ledger, DORAN_R_me, NULL, NULL, &user, &arena);
    assert_int_equal(user.mood, ledger->mood);
    assert_string_equal(user.nickname, ledger->nickname);
    read_answer(ledger, DORAN_R_invite_list, &path, NULL, &invites, &arena);
    assert_int_equal(invites.invites.count, ledger->invite[0] ? 1 : 0);
    if (ledger->invite[0])
        assert_string_equal(invites.invites.items[0].id, ledger->invite);
    doran_arena_deinit(&arena);
    assert_int_equal(head_of(ledger, ledger->user), ledger->user_head);
    assert_int_equal(head_of(ledger, ledger->family), ledger->family_head);
}

bool ledger_is_behind(struct ledger *ledger)
{
    return head_of(ledger, ledger->user) < ledger->user_head ||
           head_of(ledger, ledger->family) < ledger->family_head;
}

static void forget(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->count; i++)
        free(ledger->operations[i].answer);
    ledger->count = 0;
}

void ledger_check(struct ledger *ledger)
{
    settle(ledger);
    expect_remembered(ledger);
    expect_state(ledger);
    forget(ledger);
}

void ledger_deinit(struct ledger *ledger)
{
    forget(ledger);
    free(ledger->operations);
    ledger->operations = NULL;
    ledger->capacity = 0;
}
