/* Every route × everybody who may come: what the table of routes says must be what a real server answers. The expectation
 * is made from the table by the same rules both sides ask, the request from the table of fields: so a new route is in it
 * from its first day, and one that needs a sense of its own fails here until that is given below. */
#include "support/server.h"
#include "support/wire.h"

#include <doran/arena.h>
#include <doran/buffer.h>
#include <doran/id.h>
#include <doran/json.h>
#include <doran/protocol.h>
#include <doran/rules.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PASSWORD "four words of nonsense"
#define TITLE "Home"
#define DAY "2026-11-22"
#define NEXT_DAY "2026-11-23"

enum caller { NOBODY, BAD_TOKEN, STRANGER, OTHER_HOST, FORMER, MEMBER, HOST, CALLERS };
static const char *const caller_names[CALLERS] = {
    "nobody",          "a bad token", "a stranger", "another family's host",
    "a former member", "a member",    "the host"};

/* Everything the routes are about: a family with its people, and things of the member's own. */
struct world {
    struct server *server;
    struct wire_answer answer;
    struct doran_arena arena;
    bool deleted;
    struct doran_login people[CALLERS]; /* From STRANGER on. */
    const char *tokens[CALLERS];
    struct doran_family family;
    const char *invite_email; /* The member's invite that waits. */
    const char *invite;
    const char *invitation; /* The member's own invitation to another family. */
    const char *join_code;  /* Of the other family. */
    const char *notification, *session;
    const char *event_uid;
    const char *mission;      /* The member's, in which nobody else takes part. */
    const char *event, *feed; /* The member's. */
    struct doran_approval_ticket open, accepted;
    unsigned serial;
};

static const char *keep(struct world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));
static const char *keep(struct world *world, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return doran_arena_strdup(&world->arena, text);
}

/* The answer is the world's until the next request. */
static const struct wire_answer *send_request(struct world *world, const struct doran_route *route,
                                              const struct doran_path *path, const char *token,
                                              const char *text)
{
    struct doran_buffer address = {0};
    bool get = route->method == DORAN_GET;
    assert_true(doran_route_path(route, path, &address));
    if (get && text && text[0])
        doran_buffer_printf(&address, "?%s", text);
    const struct wire_request request = {.method = doran_method_name(route->method),
                                         .path = address.data,
                                         .token = token,
                                         .body = get ? NULL : text};
    wire_answer_deinit(&world->answer);
    wire_ask(&world->answer, server_port(world->server), &request);
    doran_buffer_deinit(&address);
    return &world->answer;
}

/* Does what the world needs; it must succeed. */
static void call(struct world *world, enum doran_route_id id, const struct doran_path *path,
                 const char *token, const void *request, void *out)
{
    const struct doran_route *route = doran_route(id);
    struct doran_buffer text = {0};
    struct doran_error error = {0};
    if (request && route->method == DORAN_GET)
        doran_query_encode(route->request, request, &text);
    else if (request)
        doran_json_encode(route->request, request, &text);
    const struct wire_answer *answer =
        send_request(world, route, path ? path : &(struct doran_path){0}, token, text.data);
    doran_buffer_deinit(&text);
    if (answer->status != route->status)
        fail_msg("%s: %d %s", route->name, answer->status, answer->body);
    if (out)
        assert_true(doran_json_decode(route->answer, DORAN_JSON_LENIENT, answer->body, answer->length, out,
                                      &world->arena, &error));
}

static struct doran_path path_to(enum doran_param param, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[param], sizeof path.ids[param], "%s", id);
    return path;
}

static const char *fresh_email(struct world *world)
{
    return keep(world, "p%u@example.org", world->serial++);
}

static void sign_up(struct world *world, enum caller who)
{
    const struct doran_signup_request request = {
        .email = fresh_email(world), .password = PASSWORD, .nickname = "Person", .device = "matrix"};
    call(world, DORAN_R_signup, NULL, NULL, &request, &world->people[who]);
    world->tokens[who] = world->people[who].token;
}

static const char *invite_to(struct world *world, const char *family, const char *token, const char *email,
                             const char *nickname, struct doran_invite_sent *sent)
{
    const struct doran_path path = path_to(DORAN_PARAM_family, family);
    const struct doran_invite_create request = {.email = email, .nickname = nickname};
    call(world, DORAN_R_invite_create, &path, token, &request, sent);
    return sent->invite->id;
}

static void bring_in(struct world *world, enum caller who, const char *nickname)
{
    struct doran_invite_sent sent;
    const struct doran_path path =
        path_to(DORAN_PARAM_invite, invite_to(world, world->family.id, world->tokens[HOST],
                                              world->people[who].user->email, nickname, &sent));
    call(world, DORAN_R_invitation_accept, &path, world->tokens[who], NULL, NULL);
}

static struct doran_approval_ticket ask_approval(struct world *world)
{
    const struct doran_approval_request request = {.email = world->people[MEMBER].user->email,
                                                   .device = "phone"};
    struct doran_approval_ticket ticket;
    call(world, DORAN_R_approval_request, NULL, NULL, &request, &ticket);
    return ticket;
}

static void make_members_things(struct world *world)
{
    struct doran_family other;
    struct doran_invite_sent sent;
    struct doran_notification_page page;
    struct doran_session_page sessions;
    const char *token = world->tokens[MEMBER];
    const struct doran_family_create family = {.title = "Other", .nickname = "Head"};
    call(world, DORAN_R_family_create, NULL, world->tokens[OTHER_HOST], &family, &other);
    world->invitation = invite_to(world, other.id, world->tokens[OTHER_HOST],
                                  world->people[MEMBER].user->email, "Guest", &sent);
    invite_to(world, other.id, world->tokens[OTHER_HOST], NULL, "Anyone", &sent);
    world->join_code = sent.code;
    world->invite_email = fresh_email(world);
    world->invite = invite_to(world, world->family.id, token, world->invite_email, "Uncle", &sent);
    const struct doran_login_request login = {.email = world->people[MEMBER].user->email,
                                              .password = PASSWORD};
    call(world, DORAN_R_login, NULL, NULL, &login, NULL);
    call(world, DORAN_R_session_list, NULL, token, NULL, &sessions);
    world->session = sessions.sessions.items[0].id;
    call(world, DORAN_R_notification_list, NULL, token, NULL, &page);
    world->notification = page.notifications.items[0].id;
    const struct doran_path family_path = path_to(DORAN_PARAM_family, world->family.id);
    struct doran_mission_participant member = {.user_id = world->people[MEMBER].user->id};
    const struct doran_mission_create create = {.title = "Walk", .participants = {&member, 1}};
    struct doran_mission mission;
    call(world, DORAN_R_mission_create, &family_path, token, &create, &mission);
    world->mission = mission.id;
    world->open = ask_approval(world);
    world->accepted = ask_approval(world);
    const struct doran_path path = path_to(DORAN_PARAM_approval, world->accepted.id);
    call(world, DORAN_R_approval_accept, &path, token,
         &(struct doran_approval_answer){.code = world->accepted.code}, NULL);
}

static void make_calendar(struct world *world)
{
    const struct doran_path path = path_to(DORAN_PARAM_family, world->family.id);
    const struct doran_event_create create = {.title = "Dinner", .all_day = true, .start = DAY};
    struct doran_event event;
    struct doran_feed_created feed;
    call(world, DORAN_R_event_create, &path, world->tokens[MEMBER], &create, &event);
    call(world, DORAN_R_feed_create, &path, world->tokens[MEMBER], &(struct doran_feed_create){0}, &feed);
    world->event = event.id;
    world->event_uid = event.uid;
    world->feed = feed.feed->id;
}

static void build(struct world *world)
{
    doran_arena_deinit(&world->arena);
    for (enum caller who = STRANGER; who < CALLERS; who++)
        sign_up(world, who);
    world->tokens[BAD_TOKEN] = "bm90LWEtdG9rZW4tb2YtYW55Ym9keS1hdC1hbGwtaGVyZSE";
    const struct doran_family_create family = {.title = TITLE, .nickname = "Mom"};
    call(world, DORAN_R_family_create, NULL, world->tokens[HOST], &family, &world->family);
    const struct doran_path path = path_to(DORAN_PARAM_family, world->family.id);
    bring_in(world, FORMER, "Former");
    call(world, DORAN_R_family_leave, &path, world->tokens[FORMER], NULL, NULL);
    bring_in(world, MEMBER, "Member");
    make_members_things(world);
    make_calendar(world);
    if (world->deleted)
        call(world, DORAN_R_family_delete, &path, world->tokens[HOST],
             &(struct doran_family_delete){.title = TITLE}, NULL);
}

/* --- requests ------------------------------------------------------------------------------------------------- */

static struct doran_path path_of(const struct world *world, const struct doran_route *route)
{
    const char *ids[DORAN_PARAM_COUNT] = {
        [DORAN_PARAM_family] = world->family.id,
        [DORAN_PARAM_user] = world->people[MEMBER].user->id,
        [DORAN_PARAM_invite] = route->who == DORAN_WHO_USER ? world->invitation : world->invite,
        [DORAN_PARAM_session] = world->session,
        [DORAN_PARAM_notification] = world->notification,
        [DORAN_PARAM_mission] = world->mission,
        [DORAN_PARAM_event] = world->event,
        [DORAN_PARAM_feed] = world->feed,
        [DORAN_PARAM_approval] = route->who == DORAN_WHO_ANYONE ? world->accepted.id : world->open.id,
    };
    struct doran_path path = {0};
    for (int i = 0; i < DORAN_PARAM_COUNT; i++) {
        char name[64];
        snprintf(name, sizeof name, "{%s}", doran_param_name((enum doran_param)i));
        if (!strstr(route->path, name))
            continue;
        assert_non_null(ids[i]); /* A new kind of id is to be had in the world first. */
        snprintf(path.ids[i], sizeof path.ids[i], "%s", ids[i]);
    }
    return path;
}

/* What a field must hold to make sense; NULL where anything within its bounds will do. */
static const char *sense(struct world *world, const struct doran_route *route, const char *field)
{
    const struct {
        enum doran_route_id route;
        const char *field, *value;
    } senses[] = {
        {DORAN_R_login, "email", world->people[HOST].user->email},
        {DORAN_R_recover, "email", world->people[HOST].user->email},
        {DORAN_R_recover, "code", world->people[HOST].recovery_codes.items[0].code},
        {DORAN_R_password_change, "password", "another four words entirely"},
        {DORAN_R_approval_claim, "secret", world->accepted.secret},
        {DORAN_R_approval_accept, "code", world->open.code},
        {DORAN_R_family_delete, "title", TITLE},
        {DORAN_R_host_change, "user_id", world->people[MEMBER].user->id},
        {DORAN_R_join, "code", world->join_code},
        {DORAN_R_join_preview, "code", world->join_code},
        {DORAN_R_snapshot, "stream", world->family.id},
        {DORAN_R_mission_create, "user_id", world->people[MEMBER].user->id},
        {DORAN_R_mission_list, "month", "2026-11"},
        {DORAN_R_dashboard, "month", "2026-11"},
        {DORAN_R_calendar, "from", DAY},
        {DORAN_R_calendar, "to", "2026-12-22"},
        {DORAN_R_event_create, "start", DAY},
        {DORAN_R_event_import, "start", DAY},
        {DORAN_R_event_restore, "id", world->event},
        {DORAN_R_event_restore, "uid", world->event_uid},
        {DORAN_R_event_restore, "start", DAY},
        {DORAN_R_event_restore, "end", NEXT_DAY},
    };
    for (size_t i = 0; i < sizeof senses / sizeof senses[0]; i++)
        if (senses[i].route == route->id && !strcmp(senses[i].field, field))
            return senses[i].value;
    bool password = !strcmp(field, "password") || !strcmp(field, "current");
    return password ? PASSWORD : NULL;
}

static const char *anything(struct world *world, const struct doran_field *field)
{
    char text[256] = "";
    switch (field->form) {
    case DORAN_FORM_ID:
        return keep(world, "%s", doran_id_new().text);
    case DORAN_FORM_EMAIL:
        return fresh_email(world);
    case DORAN_FORM_TIME:
        return "2026-11-22T00:00:00Z";
    case DORAN_FORM_CHOICE:
        return doran_enum_name(field->choices, 1);
    default:
        for (int64_t i = 0; i < field->min && i < (int64_t)sizeof text - 1; i++)
            text[i] = (char)('a' + world->serial++ % 26);
        return keep(world, "%s", text);
    }
}

static void write_object(struct world *world, const struct doran_route *route, enum doran_type_id id,
                         struct doran_buffer *out);

static void write_value(struct world *world, const struct doran_route *route, const struct doran_field *field,
                        bool outer, struct doran_buffer *out)
{
    const char *value = sense(world, route, field->name);
    switch (field->form) {
    case DORAN_FORM_INT:
        doran_buffer_int(out, field->min);
        break;
    case DORAN_FORM_BOOL:
        doran_buffer_puts(out, "true");
        break;
    case DORAN_FORM_OBJECT:
        write_object(world, route, field->type, out);
        break;
    case DORAN_FORM_LIST: /* of one, or within one of none */
        doran_buffer_putc(out, '[');
        if (outer)
            write_object(world, route, field->type, out);
        doran_buffer_putc(out, ']');
        break;
    case DORAN_FORM_VARIANT:
        fail_msg("%s sends a variant: say here which", route->name);
        break;
    default:
        value = value ? value : anything(world, field);
        doran_json_string(out, value, strlen(value));
    }
}

/* The required fields, and of a change that has none, all of them. */
static void write_object(struct world *world, const struct doran_route *route, enum doran_type_id id,
                         struct doran_buffer *out)
{
    const struct doran_type *type = doran_type(id);
    const char *separator = "{";
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        if (!(field->flags & DORAN_FIELD_REQUIRED))
            continue;
        doran_buffer_printf(out, "%s\"%s\":", separator, field->name);
        write_value(world, route, field, id == route->request, out);
        separator = ",";
    }
    doran_buffer_puts(out, separator[0] == '{' ? "{}" : "}");
}

static void write_query(struct world *world, const struct doran_route *route, struct doran_buffer *out)
{
    const struct doran_type *type = doran_type(route->request);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct doran_field *field = &type->fields[i];
        if (!(field->flags & DORAN_FIELD_REQUIRED))
            continue;
        const char *value = sense(world, route, field->name);
        doran_buffer_printf(out, "%s%s=%s", out->length ? "&" : "", field->name,
                            value ? value : anything(world, field));
    }
}

/* --- expectations --------------------------------------------------------------------------------------------- */

static struct doran_standing standing_of(const struct world *world, const struct doran_route *route,
                                         enum caller who)
{
    bool in = who == MEMBER || who == HOST;
    (void)route;
    return (struct doran_standing){
        .logged_in = who >= STRANGER,
        .member = in,
        .host = who == HOST,
        .self = who == MEMBER,
        .author = who == MEMBER,
        .last_host = world->deleted && who == HOST,
        .deleted = world->deleted,
    };
}

/* A thing of one's own that is in the path: the member's. */
static bool has_owner(const struct doran_route *route)
{
    return route->who == DORAN_WHO_USER && strchr(route->path, '{');
}

/* What follows from the rules beyond the table. */
static enum doran_error_code beyond_the_table(const struct world *world, const struct doran_route *route,
                                              enum caller who)
{
    bool in = !world->deleted && (who == MEMBER || who == HOST);
    if (has_owner(route) && who != MEMBER)
        return DORAN_ERROR_not_found;
    switch (route->id) {
    case DORAN_R_snapshot:
        return in ? DORAN_ERROR_none : DORAN_ERROR_not_found;
    case DORAN_R_join:
        return who == OTHER_HOST ? DORAN_ERROR_already_member : DORAN_ERROR_none;
    case DORAN_R_feed_delete: /* One's own. */
        return who == MEMBER ? DORAN_ERROR_none : DORAN_ERROR_not_found;
    case DORAN_R_family_leave:
        return who == HOST ? DORAN_ERROR_host_must_hand_over : DORAN_ERROR_none;
    case DORAN_R_account_delete:
        return who == HOST && !world->deleted ? DORAN_ERROR_host_must_hand_over : DORAN_ERROR_none;
    case DORAN_R_mission_check:
    case DORAN_R_mission_uncheck:
        return who == HOST ? DORAN_ERROR_not_participant : DORAN_ERROR_none;
    default:
        return DORAN_ERROR_none;
    }
}

static enum doran_error_code expected(const struct world *world, const struct doran_route *route,
                                      enum caller who)
{
    struct doran_standing standing = standing_of(world, route, who);
    enum doran_error_code code = doran_may(route->who, &standing);
    return code != DORAN_ERROR_none || route->who == DORAN_WHO_ANYONE ? code
                                                                      : beyond_the_table(world, route, who);
}

/* Returns whether something may have changed. */
static bool try_cell(struct world *world, const struct doran_route *route, enum caller who)
{
    struct doran_buffer text = {0};
    struct doran_error error = {0};
    struct doran_path path = path_of(world, route);
    enum doran_error_code code = expected(world, route, who);
    int status = code == DORAN_ERROR_none ? route->status : doran_error_status(code);
    if (route->method == DORAN_GET)
        write_query(world, route, &text);
    else if (route->request != DORAN_TYPE_empty)
        write_object(world, route, route->request, &text);
    const struct wire_answer *answer = send_request(world, route, &path, world->tokens[who], text.data);
    if (answer->status != status)
        fail_msg("%s as %s%s: %d instead of %d\nasked: %s\nanswered: %s", route->name, caller_names[who],
                 world->deleted ? ", the family deleted" : "", answer->status, status,
                 text.data ? text.data : "", answer->body);
    if (code != DORAN_ERROR_none) {
        struct doran_error_body body = {0};
        assert_true(doran_json_decode(DORAN_TYPE_error_body, DORAN_JSON_STRICT, answer->body, answer->length,
                                      &body, &world->arena, &error));
        assert_string_equal(body.error, doran_error_name(code));
    }
    doran_buffer_deinit(&text);
    return code == DORAN_ERROR_none && (route->flags & DORAN_ROUTE_WRITE);
}

static void walk(struct world *world)
{
    bool stale = true;
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++)
        for (enum caller who = NOBODY; who < CALLERS; who++) {
            if (stale)
                build(world);
            stale = try_cell(world, doran_route((enum doran_route_id)i), who);
        }
}

static int start(void **state)
{
    static const char *const flags[] = {SERVER_UNLIMITED, NULL};
    struct world *world = calloc(1, sizeof *world);
    world->server = server_start(&(struct server_options){.flags = flags});
    *state = world;
    return 0;
}

static int stop(void **state)
{
    struct world *world = *state;
    wire_answer_deinit(&world->answer);
    int status = server_stop(world->server);
    doran_arena_deinit(&world->arena);
    free(world);
    return status;
}

static void every_route_is_for_whom_the_table_says(void **state)
{
    struct world *world = *state;
    world->deleted = false;
    walk(world);
}

static void a_deleted_family_is_gone_on_every_route(void **state)
{
    struct world *world = *state;
    world->deleted = true;
    walk(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_is_for_whom_the_table_says),
        cmocka_unit_test(a_deleted_family_is_gone_on_every_route),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
