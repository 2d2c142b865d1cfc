/** @file api_case.h  The api in process, with real lanes over a real database: requests in, answers out. Included by one
 * test program at a time. */
#ifndef TESTS_SERVER_API_CASE_H
#define TESTS_SERVER_API_CASE_H

#include "server/store_case.h"

#include "server/api/admin.h"
#include "server/api/api.h"
#include "server/lane/lane.h"

#include <doran/json.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define API_CASE_PATIENCE_MS 60000
#define API_CASE_READERS 2

struct api_case {
    struct doran_arena arena;
    char *directory;
    char *url;
    struct db *db;
    struct lanes *lanes;
    struct api *api;
    int wake_fd;
    char address[46];
    /* What the last answer said. */
    int status;
    char etag[96];
    char error[41], field[64];
    int retry_after;
    enum api_encoding encoding;
    char *body;
    size_t body_length;
    /* For the next request only. */
    char operation[37], if_none_match[128];
    enum api_encoding accept;
};

static void api_case_wake(void *data)
{
    uint64_t one = 1;
    ssize_t written = write(((struct api_case *)data)->wake_fd, &one, sizeof one);
    (void)written;
}

static void api_case_turn(struct api_case *test)
{
    struct pollfd fd = {.fd = test->wake_fd, .events = POLLIN};
    if (poll(&fd, 1, API_CASE_PATIENCE_MS) != 1)
        fail_msg("no answer came");
    uint64_t count;
    ssize_t got = read(test->wake_fd, &count, sizeof count);
    (void)got;
    lanes_drain(test->lanes);
}

static bool api_case_start(struct api_case *test, enum doran_signup_mode signup,
                           const int limits[DORAN_LIMIT_COUNT])
{
    struct doran_error error = {0};
    test->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    test->db = store_case_open(test->url);
    struct lanes_options lanes = {
        .db = test->db, .readers = API_CASE_READERS, .writers = 2, .wake = api_case_wake, .wake_data = test};
    test->lanes = test->db ? lanes_new(&lanes, &error) : NULL;
    struct api_options options = {.lanes = test->lanes,
                                  .db = test->db,
                                  .signup = signup,
                                  .public_url = "https://home.example:7474",
                                  .pin = "",
                                  .argon2_memory_kib = 8};
    for (int i = 0; i < DORAN_LIMIT_COUNT; i++)
        options.limits[i] = limits ? limits[i] : -1;
    test->api = test->lanes ? api_new(&options, &error) : NULL;
    snprintf(test->address, sizeof test->address, "127.0.0.1");
    return test->api != NULL;
}

static void api_case_stop(struct api_case *test)
{
    lanes_free(test->lanes);
    api_free(test->api);
    db_close(test->db);
    close(test->wake_fd);
}

static inline int api_case_setup(void **state)
{
    enum store_case_kind kind = *(enum store_case_kind *)*state;
    struct api_case *test = calloc(1, sizeof *test);
    test->url = store_case_url(kind, &test->directory);
    *state = test;
    return test->url && api_case_start(test, DORAN_signup_mode_open, NULL) ? 0 : -1;
}

static inline int api_case_teardown(void **state)
{
    struct api_case *test = *state;
    api_case_stop(test);
    doran_arena_deinit(&test->arena);
    test_directory_remove(test->directory);
    free(test->url);
    free(test->body);
    free(test);
    return 0;
}

/* A request under way. */
struct sent {
    struct api_waiter waiter;
    struct api_case *test;
    bool answered;
    int status;
};

static void api_case_answer(struct api_waiter *waiter, const struct api_answer *answer)
{
    struct sent *sent = (struct sent *)waiter;
    struct api_case *test = sent->test;
    assert_false(sent->answered);
    sent->answered = true;
    sent->status = answer->status;
    test->status = answer->status;
    test->retry_after = answer->retry_after;
    test->encoding = answer->encoding;
    snprintf(test->etag, sizeof test->etag, "%s", answer->etag);
    free(test->body);
    test->body_length = answer->body ? answer->body->length : 0;
    test->body = calloc(1, test->body_length + 1);
    if (answer->body)
        memcpy(test->body, answer->body->data, test->body_length);
    test->error[0] = test->field[0] = '\0';
    if (answer->status < 400)
        return;
    struct doran_error_body body = {0};
    struct doran_error error = {0};
    assert_true(doran_json_decode(DORAN_TYPE_error_body, DORAN_JSON_LENIENT, test->body, test->body_length,
                                  &body, &test->arena, &error));
    snprintf(test->error, sizeof test->error, "%s", body.error);
    snprintf(test->field, sizeof test->field, "%s", body.field ? body.field : "");
}

static struct api_request *api_case_request(struct api_case *test, enum doran_route_id id,
                                            const struct doran_path *path, const char *token,
                                            const char *text)
{
    const struct doran_route *route = doran_route(id);
    struct api_request *request = api_request_new();
    request->route = route;
    if (path)
        request->path = *path;
    snprintf(request->token, sizeof request->token, "%s", token ? token : "");
    snprintf(request->operation, sizeof request->operation, "%s", test->operation);
    snprintf(request->if_none_match, sizeof request->if_none_match, "%s", test->if_none_match);
    snprintf(request->address, sizeof request->address, "%s", test->address);
    snprintf(request->device, sizeof request->device, "test/1.0");
    request->encoding = test->accept;
    test->operation[0] = test->if_none_match[0] = '\0';
    test->accept = API_IDENTITY;
    char **place = route->method == DORAN_GET ? &request->query : &request->body;
    size_t *length = route->method == DORAN_GET ? &request->query_length : &request->body_length;
    *length = text ? strlen(text) : 0;
    *place = text ? strdup(text) : NULL;
    return request;
}

static void api_case_send(struct api_case *test, struct sent *sent, enum doran_route_id id,
                          const struct doran_path *path, const char *token, const char *text)
{
    *sent = (struct sent){.waiter.answer = api_case_answer, .test = test};
    api_call(test->api, api_case_request(test, id, path, token, text), &sent->waiter);
}

static void api_case_wait(struct api_case *test, struct sent *sent)
{
    while (!sent->answered)
        api_case_turn(test);
}

/* Sends a body or query as it stands and waits; the status. */
static int call_text(struct api_case *test, enum doran_route_id id, const struct doran_path *path,
                     const char *token, const char *text)
{
    struct sent sent;
    api_case_send(test, &sent, id, path, token, text);
    api_case_wait(test, &sent);
    return test->status;
}

/* Sends a request struct and reads the answer into one; both may be NULL. */
static inline int call(struct api_case *test, enum doran_route_id id, const struct doran_path *path,
                       const char *token, const void *request, void *answer)
{
    const struct doran_route *route = doran_route(id);
    struct doran_buffer text = {0};
    struct doran_error error = {0};
    if (request && route->method == DORAN_GET)
        doran_query_encode(route->request, request, &text);
    else if (request)
        doran_json_encode(route->request, request, &text);
    call_text(test, id, path, token, text.data);
    doran_buffer_deinit(&text);
    if (test->status < 300 && answer && test->status != 204)
        assert_true(doran_json_decode(route->answer, DORAN_JSON_LENIENT, test->body, test->body_length,
                                      answer, &test->arena, &error));
    return test->status;
}

/* Expects a refusal by name. */
#define assert_refused(test, name) assert_string_equal((test)->error, #name)

/* A path with one or two ids. */
static struct doran_path path_of(enum doran_param one, const char *id)
{
    struct doran_path path = {0};
    snprintf(path.ids[one], sizeof path.ids[one], "%s", id);
    return path;
}

static inline struct doran_path path_of_two(enum doran_param one, const char *id, enum doran_param two,
                                            const char *other)
{
    struct doran_path path = path_of(one, id);
    snprintf(path.ids[two], sizeof path.ids[two], "%s", other);
    return path;
}

/* Makes an account and gives the log-in. */
static inline struct doran_login sign_up(struct api_case *test, const char *email, const char *nickname)
{
    const struct doran_signup_request request = {
        .email = email, .password = "가나다라 마바사아", .nickname = nickname, .device = "시험"};
    struct doran_login login = {0};
    assert_int_equal(call(test, DORAN_R_signup, NULL, NULL, &request, &login), 201);
    return login;
}

static inline struct doran_family make_family(struct api_case *test, const char *token, const char *title,
                                              const char *nickname)
{
    const struct doran_family_create request = {.title = title, .nickname = nickname};
    struct doran_family family = {0};
    assert_int_equal(call(test, DORAN_R_family_create, NULL, token, &request, &family), 201);
    return family;
}

/* Invites by e-mail and accepts. */
static inline void bring_in(struct api_case *test, const char *family, const char *host_token,
                            const struct doran_login *guest, const char *nickname)
{
    const struct doran_invite_create request = {.email = guest->user->email, .nickname = nickname};
    struct doran_invite_sent sent = {0};
    struct doran_path path = path_of(DORAN_PARAM_family, family);
    assert_int_equal(call(test, DORAN_R_invite_create, &path, host_token, &request, &sent), 201);
    path = path_of(DORAN_PARAM_invite, sent.invite->id);
    assert_int_equal(call(test, DORAN_R_invitation_accept, &path, guest->token, NULL, NULL), 200);
}

/* Straight into the database: what takes long to come about, or depends on the time. */
static inline void write_there(struct api_case *test, const char *sql, int64_t value)
{
    struct doran_error error = {0};
    struct db_conn *conn = db_connect(test->db, DB_WRITE, &error);
    assert_non_null(conn);
    assert_int_equal(db_begin(conn), DB_DONE);
    assert_int_equal(db_exec(conn, sql, "i", value), DB_DONE);
    assert_int_equal(db_commit(conn), DB_DONE);
    db_disconnect(conn);
}

#define API_ON_BOTH(test)                                                                                    \
    cmocka_unit_test_prestate_setup_teardown(test, api_case_setup, api_case_teardown,                        \
                                             &(enum store_case_kind){ON_SQLITE}),                            \
        cmocka_unit_test_prestate_setup_teardown(test, api_case_setup, api_case_teardown,                    \
                                                 &(enum store_case_kind){ON_POSTGRESQL})

#endif
