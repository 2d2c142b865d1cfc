/* The hub behind a real server: what is committed reaches whom it concerns, at once or on coming back, and nobody else. */
#include "support/database.h"
#include "support/raw.h"
#include "support/server.h"

#include <doran/limits.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PATH_SIZE = 256, BODY_SIZE = 256, SLOW_CHANGES_MAX = 5000 };

struct person {
    char *token, *id, *session;
    struct raw *calls;
};
struct home {
    struct server *server;
    struct person mother, daughter;
    char *family;
};

/* A call that goes well; the answer is good until the next one of the same person. */
static const struct raw_answer *call(struct person *person, const char *method, const char *path,
                                     const char *body)
{
    const struct raw_answer *answer = raw_call(person->calls, method, path, person->token, body);
    if (answer->status / 100 != 2)
        fail_msg("%s %s gave %d %s", method, path, answer->status, answer->body);
    return answer;
}

static struct person make_person(struct server *server, const char *email, const char *nickname)
{
    struct person person = {.token = raw_sign_up(server_port(server), email, nickname),
                            .calls = raw_open(server_port(server), NULL)};
    person.id = raw_string(call(&person, "GET", "/api/v1/me", NULL), "id");
    person.session = raw_string(call(&person, "GET", "/api/v1/me/sessions", NULL), "current");
    assert_non_null(person.id);
    assert_non_null(person.session);
    return person;
}

static void free_person(struct person *person)
{
    raw_close(person->calls);
    free(person->token);
    free(person->id);
    free(person->session);
}

static char *path_of(const char *format, const char *first, const char *second)
{
    static char path[PATH_SIZE];
    char *at = path;
    const char *ids[] = {first, second};
    for (int next = 0; *format; format++)
        if (*format == '*')
            at += sprintf(at, "%s", ids[next++]);
        else
            *at++ = *format;
    *at = 0;
    return path;
}

static void set_mood(struct person *person, const char *mood)
{
    char body[BODY_SIZE];
    snprintf(body, sizeof body, "{\"mood\":\"%s\"}", mood);
    call(person, "PUT", "/api/v1/me/mood", body);
}

static struct raw *listen_from(struct home *home, struct person *person, const char *since)
{
    char hello[4096];
    struct raw *raw = raw_live(server_port(home->server), person->token);
    if (since)
        snprintf(hello, sizeof hello, "{\"since\":\"%s\"}", since);
    else
        snprintf(hello, sizeof hello, "{}");
    raw_send_frame(raw, 1, hello, strlen(hello));
    return raw;
}

/* Connected, and told of everybody. */
static struct raw *listen_to(struct home *home, struct person *person)
{
    struct raw *raw = listen_from(home, person, NULL);
    raw_await(raw, "\"more\":false");
    return raw;
}

static void join_family(struct home *home, struct person *person, const char *nickname)
{
    char body[BODY_SIZE];
    snprintf(body, sizeof body, "{\"nickname\":\"%s\"}", nickname);
    char *code = raw_string(
        call(&home->mother, "POST", path_of("/api/v1/families/*/invites", home->family, NULL), body), "code");
    assert_non_null(code);
    snprintf(body, sizeof body, "{\"code\":\"%s\"}", code);
    call(person, "POST", "/api/v1/join", body);
    free(code);
}

static int setup(void **state)
{
    static const char *const flags[] = {SERVER_UNLIMITED, "--log-level=debug", NULL};
    struct test_database *database = *state;
    struct home *home = calloc(1, sizeof *home);
    home->server = server_start(&(struct server_options){
        .flags = flags, .database = database->cluster ? test_database_fresh(database) : NULL});
    home->mother = make_person(home->server, "mother@example.org", "김엄마");
    home->daughter = make_person(home->server, "daughter@example.org", "김우리");
    home->family = raw_string(
        call(&home->mother, "POST", "/api/v1/families", "{\"title\":\"우리집\",\"nickname\":\"엄마\"}"),
        "id");
    assert_non_null(home->family);
    *state = home;
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;
    free_person(&home->mother);
    free_person(&home->daughter);
    free(home->family);
    int status = server_stop(home->server);
    free(home);
    return status;
}

static void test_changes_arrive(void **state)
{
    struct home *home = *state;
    join_family(home, &home->daughter, "딸");
    struct raw *mother = listen_to(home, &home->mother), *daughter = listen_to(home, &home->daughter);
    struct raw *tablet = listen_to(home, &home->daughter); /* A second device of hers. */
    set_mood(&home->mother, "sleepy");
    raw_await(daughter, "\"mood\":\"sleepy\"");
    raw_await(tablet, "\"mood\":\"sleepy\"");
    raw_await(mother, "\"mood\":\"sleepy\"");
    set_mood(&home->daughter, "angry");
    raw_await(mother, "\"mood\":\"angry\"");
    raw_close(mother);
    raw_close(daughter);
    raw_close(tablet);
}

static void test_a_gained_family_comes_whole(void **state)
{
    struct home *home = *state;
    set_mood(&home->mother, "love");
    struct raw *daughter = listen_to(home, &home->daughter);
    join_family(home, &home->daughter, "딸");
    raw_await(daughter, "\"kind\":\"family\"");
    set_mood(&home->mother, "nice");
    raw_await(daughter, "\"mood\":\"nice\"");
    raw_close(daughter);
}

static void test_presence(void **state)
{
    struct home *home = *state;
    char expected[BODY_SIZE];
    join_family(home, &home->daughter, "딸");
    struct raw *mother = listen_to(home, &home->mother);
    snprintf(expected, sizeof expected, "\"user_id\":\"%s\",\"online\":false", home->daughter.id);
    raw_await(mother, expected); /* On joining one is told of everybody. */
    struct raw *daughter = listen_to(home, &home->daughter), *tablet = listen_to(home, &home->daughter);
    snprintf(expected, sizeof expected, "\"user_id\":\"%s\",\"online\":true", home->daughter.id);
    raw_await(mother, expected);
    snprintf(expected, sizeof expected, "\"user_id\":\"%s\",\"online\":true", home->mother.id);
    raw_await(daughter, expected);
    raw_await(tablet, expected);
    raw_close(daughter);
    set_mood(&home->daughter, "sad"); /* One device left: nobody is told that she went. */
    snprintf(expected, sizeof expected, "\"user_id\":\"%s\",\"online\":false", home->daughter.id);
    const struct raw_frame *frame;
    do {
        frame = raw_frame(mother);
        assert_null(strstr(frame->text, expected));
    } while (!strstr(frame->text, "\"mood\":\"sad\""));
    raw_close(tablet);
    assert_non_null(strstr(raw_await(mother, expected)->text, "\"last_seen_at\":\"20"));
    /* In the database too, for those who ask. */
    char *path = path_of("/api/v1/families/*/presence", home->family, NULL);
    while (!strstr(call(&home->mother, "GET", path, NULL)->body, "last_seen_at"))
        ;
    raw_close(mother);
}

static void test_catching_up_from_a_cursor(void **state)
{
    struct home *home = *state;
    join_family(home, &home->daughter, "딸");
    const struct raw_answer *answer = call(&home->daughter, "GET", "/api/v1/changes?limit=500", NULL);
    char *cursor = raw_string(answer, "cursor");
    static const char *const moods[] = {"good", "love", "nice", "sad", "head"};
    for (int i = 0; i < 5; i++)
        set_mood(&home->mother, moods[i]);
    struct raw *daughter = listen_from(home, &home->daughter, cursor);
    const struct raw_frame *frame = raw_message(daughter);
    assert_non_null(strstr(frame->text, "\"mood\":\"head\""));
    assert_null(strstr(frame->text, "\"kind\":\"family\"")); /* Only what is new. */
    assert_non_null(strstr(frame->text, "\"more\":false"));
    raw_close(daughter);
    free(cursor);
}

static void test_an_ended_session_is_cut(void **state)
{
    struct home *home = *state;
    join_family(home, &home->daughter, "딸");
    struct raw *daughter = listen_to(home, &home->daughter), *mother = listen_to(home, &home->mother);
    call(&home->daughter, "POST", "/api/v1/logout", NULL);
    set_mood(&home->mother, "angry");
    raw_await(mother, "\"mood\":\"angry\"");
    const struct raw_frame *frame;
    do {
        frame = raw_frame(daughter);
        assert_null(strstr(frame->text, "angry"));
    } while (frame->opcode != 8);
    assert_int_equal(frame->code, 4401);
    assert_int_equal(raw_call(home->daughter.calls, "GET", "/api/v1/me", home->daughter.token, NULL)->status,
                     401);
    raw_close(daughter);
    raw_close(mother);
}

static void test_a_lost_membership_is_cut(void **state)
{
    struct home *home = *state;
    join_family(home, &home->daughter, "딸");
    struct raw *daughter = listen_to(home, &home->daughter);
    call(&home->mother, "DELETE", path_of("/api/v1/families/*/members/*", home->family, home->daughter.id),
         NULL);
    set_mood(&home->mother, "angry");
    set_mood(&home->daughter, "sleepy"); /* Her own stream goes on. */
    const struct raw_frame *frame;
    bool told = false;
    do {
        frame = raw_frame(daughter);
        assert_int_not_equal(frame->opcode, 8);
        assert_null(strstr(frame->text, "angry"));
        told |= strstr(frame->text, "\"kind\":\"membership\"") && strstr(frame->text, "\"op\":\"delete\"");
    } while (!strstr(frame->text, "\"mood\":\"sleepy\""));
    assert_true(told);
    raw_close(daughter);
}

/* Who does not read is let go at a bound, and has everything after coming back. */
static void test_a_slow_reader_is_let_go(void **state)
{
    static const char *const moods[] = {"good", "love", "nice", "sad", "head", "angry"};
    struct home *home = *state;
    for (int i = 1; i < DORAN_USER_FAMILIES_MAX; i++) /* Each of them is told of every mood. */
        call(&home->mother, "POST", "/api/v1/families", "{\"title\":\"집\",\"nickname\":\"엄마\"}");
    struct raw *slow = raw_open_narrow(server_port(home->server));
    raw_go_live(slow, home->mother.token);
    raw_send_frame(slow, 1, "{}", 2);
    raw_await(slow, "\"more\":false");
    bool gone = false;
    for (int i = 0; i < SLOW_CHANGES_MAX && !gone; i++) {
        set_mood(&home->mother, moods[i % 6]);
        if (i % 20)
            continue;
        char *log = server_output(home->server);
        gone = strstr(log, "closed with 1013") != NULL;
        free(log);
    }
    assert_true(gone);
    set_mood(&home->mother, "sleepy");
    raw_close(slow);
    slow = listen_from(home, &home->mother, NULL);
    raw_await(slow, "\"mood\":\"sleepy\"");
    raw_close(slow);
}

static void test_too_many_devices(void **state)
{
    enum { MANY = 64 };
    struct home *home = *state;
    struct raw *devices[MANY];
    for (int i = 0; i < MANY; i++)
        devices[i] = listen_to(home, &home->mother);
    struct raw *more = listen_from(home, &home->mother, NULL);
    raw_await(more, "limit_reached");
    assert_int_equal(raw_close_code(more), 1013);
    raw_close(more);
    for (int i = 0; i < MANY; i++)
        raw_close(devices[i]);
}

/* Many listeners come while many changes are made: each one has the last state in the end. */
static void test_nothing_falls_between(void **state)
{
    enum { ROUNDS = 30 };
    struct home *home = *state;
    struct raw *listeners[ROUNDS];
    char body[BODY_SIZE], last[BODY_SIZE];
    join_family(home, &home->daughter, "딸");
    for (int i = 0; i < ROUNDS; i++) {
        listeners[i] = listen_from(home, i % 2 ? &home->daughter : &home->mother, NULL);
        snprintf(body, sizeof body, "{\"title\":\"집 %d\"}", i);
        call(&home->mother, "PATCH", path_of("/api/v1/families/*", home->family, NULL), body);
    }
    snprintf(last, sizeof last, "\"title\":\"집 %d\"", ROUNDS - 1);
    for (int i = 0; i < ROUNDS; i++) {
        raw_await(listeners[i], last);
        raw_close(listeners[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_changes_arrive, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_gained_family_comes_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_presence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_catching_up_from_a_cursor, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_ended_session_is_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_lost_membership_is_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_slow_reader_is_let_go, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_many_devices, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_falls_between, setup, teardown),
    };
    int failed = cmocka_run_group_tests_name("hub on sqlite", tests, test_database_sqlite, test_database_end);
    return failed + cmocka_run_group_tests_name("hub on postgresql", tests, test_database_postgresql,
                                                test_database_end);
}
