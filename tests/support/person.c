#include "support/person.h"

#include <doran/id.h>
#include <doran/json.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CLIENT_PATIENCE_MS = 60000 };

struct doran_path person_path(enum doran_param param, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[param], sizeof path.ids[param], "%s", id);
    return path;
}

struct doran_path person_path2(enum doran_param param, const char *id, enum doran_param other,
                               const char *other_id)
{
    struct doran_path path = person_path(param, id);
    snprintf(path.ids[other], sizeof path.ids[other], "%s", other_id);
    return path;
}

bool person_send(const struct person *person, enum doran_route_id id, const struct doran_path *path,
                 const char *text, const char *operation, struct wire_answer *answer)
{
    const struct doran_route *route = doran_route(id);
    struct doran_buffer place = {0};
    if (!doran_route_path(route, path, &place))
        abort(); /* An id is missing. */
    bool query = route->method == DORAN_GET;
    if (query && text)
        doran_buffer_printf(&place, "?%s", text);
    bool good = wire_try(answer, person->port,
                         &(struct wire_request){.method = doran_method_name(route->method),
                                                .path = place.data,
                                                .token = person->token[0] ? person->token : NULL,
                                                .operation = operation,
                                                .body = query ? NULL : text});
    doran_buffer_deinit(&place);
    return good;
}

int person_call(const struct person *person, enum doran_route_id id, const struct doran_path *path,
                const void *request, void *out, struct doran_arena *arena)
{
    const struct doran_route *route = doran_route(id);
    struct wire_answer answer;
    struct doran_error error;
    struct doran_id operation = doran_id_new();
    struct doran_buffer text = {0};
    bool query = route->method == DORAN_GET;
    if (request && query)
        doran_query_encode(route->request, request, &text);
    else if (request)
        doran_json_encode(route->request, request, &text);
    bool good = person_send(person, id, path, text.data, query ? NULL : operation.text, &answer);
    doran_buffer_deinit(&text);
    if (!good)
        fail_msg("%s: no answer came", route->name);
    int status = answer.status;
    if (status == route->status && out &&
        !doran_json_decode(route->answer, DORAN_JSON_LENIENT, answer.body, answer.length, out, arena, &error))
        fail_msg("%s: %s (%s)", route->name, error.message, error.field);
    if (status != route->status && out)
        fail_msg("%s: %d %s %s", route->name, status, answer.error, answer.field);
    wire_answer_deinit(&answer);
    return status;
}

static void take_login(struct person *person, const struct doran_login *login)
{
    snprintf(person->user, sizeof person->user, "%s", login->user->id);
    snprintf(person->session, sizeof person->session, "%s", login->session->id);
    snprintf(person->token, sizeof person->token, "%s", login->token);
}

void person_sign_up(struct person *person, int port, const char *email, const char *nickname)
{
    const struct doran_signup_request request = {
        .email = email, .password = PERSON_PASSWORD, .nickname = nickname};
    struct doran_arena arena = {0};
    struct doran_login login;
    *person = (struct person){.port = port};
    snprintf(person->email, sizeof person->email, "%s", email);
    person_call(person, DORAN_R_signup, NULL, &request, &login, &arena);
    take_login(person, &login);
    doran_arena_deinit(&arena);
}

void person_log_in(struct person *device, const struct person *person)
{
    const struct doran_login_request request = {.email = person->email, .password = PERSON_PASSWORD};
    struct doran_arena arena = {0};
    struct doran_login login;
    *device = (struct person){.port = person->port};
    memcpy(device->email, person->email, sizeof device->email);
    person_call(device, DORAN_R_login, NULL, &request, &login, &arena);
    take_login(device, &login);
    doran_arena_deinit(&arena);
}

struct doran_client *person_client(const struct person *person, int port, const char *replica)
{
    char url[48];
    struct doran_error error;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    const struct doran_client_options options = {.server = url,
                                                 .token = person->token,
                                                 .replica_path = replica,
                                                 .timeout_ms = CLIENT_PATIENCE_MS,
                                                 .live = replica != NULL};
    struct doran_client *client = doran_client_new(&options, &error);
    if (!client)
        fail_msg("no client: %s", error.message);
    return client;
}

void person_found_family(const struct person *host, const char *title, const char *nickname, char family[37])
{
    const struct doran_family_create request = {.title = title, .nickname = nickname};
    struct doran_arena arena = {0};
    struct doran_family made;
    person_call(host, DORAN_R_family_create, NULL, &request, &made, &arena);
    snprintf(family, 37, "%s", made.id);
    doran_arena_deinit(&arena);
}

void person_bring_in(const struct person *host, const struct person *guest, const char *family,
                     const char *nickname)
{
    const struct doran_invite_create request = {.email = guest->email, .nickname = nickname};
    struct doran_path path = person_path(DORAN_PARAM_family, family);
    struct doran_arena arena = {0};
    struct doran_invite_sent sent;
    struct doran_membership membership;
    person_call(host, DORAN_R_invite_create, &path, &request, &sent, &arena);
    path = person_path(DORAN_PARAM_invite, sent.invite->id);
    person_call(guest, DORAN_R_invitation_accept, &path, NULL, &membership, &arena);
    doran_arena_deinit(&arena);
}

int64_t person_head(const struct person *person, const char *stream)
{
    struct doran_snapshot_query query = {.stream = stream};
    struct doran_arena arena = {0};
    struct doran_snapshot_page page;
    doran_set(&query, snapshot_query, limit, 1);
    person_call(person, DORAN_R_snapshot, NULL, &query, &page, &arena);
    doran_arena_deinit(&arena);
    return page.head;
}

char *person_cursor(const struct person *person)
{
    struct doran_arena arena = {0};
    struct doran_changes_query query = {0};
    struct doran_change_page page;
    char *cursor = NULL;
    doran_set(&query, changes_query, limit, DORAN_PAGE_MAX);
    do {
        if (cursor)
            doran_set(&query, changes_query, since, cursor);
        person_call(person, DORAN_R_changes, NULL, &query, &page, &arena);
        free(cursor);
        cursor = strdup(page.cursor);
    } while (page.more);
    doran_arena_deinit(&arena);
    return cursor;
}
