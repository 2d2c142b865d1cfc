#include "server/api_case.h"

#include "server/api/call.h"
#include "server/store/operation.h"

#include <zlib.h>

#define OPERATION "01900000-0000-7000-8000-0000000000aa"

static void use_operation(struct api_case *test, const char *id)
{
    snprintf(test->operation, sizeof test->operation, "%s", id);
}

static void a_repeated_operation_is_answered_the_same_and_done_once(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    static const char body[] = "{\"title\":\"우리집\",\"nickname\":\"엄마\"}";
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_family_create, NULL, mom.token, body), 201);
    char *first = strdup(test->body);
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_family_create, NULL, mom.token, body), 201);
    assert_string_equal(test->body, first);
    free(first);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 1);
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_family_create, NULL, mom.token,
                               "{\"title\":\"남의집\",\"nickname\":\"엄마\"}"),
                     409);
    assert_refused(test, operation_reused);
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_mood_change, NULL, mom.token, "{\"mood\":\"good\"}"), 409);
    /* The id is the user's own: another's is another operation. */
    struct doran_login dad = sign_up(test, "dad@example.org", "아빠곰");
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_family_create, NULL, dad.token, body), 201);
    assert_int_equal(call(test, DORAN_R_family_list, NULL, dad.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 1);
}

static void the_same_operation_at_once_is_done_once(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct sent sent[8];
    for (size_t i = 0; i < 8; i++) {
        use_operation(test, OPERATION);
        api_case_send(test, &sent[i], DORAN_R_family_create, NULL, mom.token,
                      "{\"title\":\"우리집\",\"nickname\":\"엄마\"}");
    }
    for (size_t i = 0; i < 8; i++) {
        api_case_wait(test, &sent[i]);
        assert_int_equal(sent[i].status, 201);
    }
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 1);
}

static void a_repeat_is_permitted_anew_and_a_refusal_is_not_remembered(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       dad = sign_up(test, "dad@example.org", "아빠곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    static const char body[] = "{\"email\":\"uncle@example.org\",\"nickname\":\"삼촌\"}";
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_invite_create, &path, dad.token, body), 404);
    bring_in(test, family.id, mom.token, &dad, "아빠");
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_invite_create, &path, dad.token, body), 201);
    assert_int_equal(call(test, DORAN_R_family_leave, &path, dad.token, NULL, NULL), 204);
    use_operation(test, OPERATION);
    assert_int_equal(call_text(test, DORAN_R_invite_create, &path, dad.token, body), 404);
}

static void no_secret_is_kept_for_repeats(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    struct doran_invite_sent sent = {0}, again = {0};
    const struct doran_invite_create request = {.nickname = "삼촌"};
    use_operation(test, OPERATION);
    assert_int_equal(call(test, DORAN_R_invite_create, &path, mom.token, &request, &sent), 201);
    assert_non_null(sent.code);
    use_operation(test, OPERATION);
    assert_int_equal(call(test, DORAN_R_invite_create, &path, mom.token, &request, &again), 201);
    assert_null(again.code);
    assert_null(again.link);
    assert_string_equal(again.invite->id, sent.invite->id);
    struct doran_error error = {0};
    struct doran_arena arena = {0};
    struct db_conn *conn = db_connect(test->db, DB_READ, &error);
    struct store store;
    struct store_operation operation;
    assert_int_equal(db_begin(conn), DB_DONE);
    store_init(&store, conn, &arena, NULL, 0);
    assert_int_equal(store_operation(&store, mom.user->id, OPERATION, &operation), STORE_OK);
    assert_null(strstr(operation.answer, sent.code));
    assert_null(strstr(operation.answer, "#v1."));
    db_rollback(conn);
    db_disconnect(conn);
    doran_arena_deinit(&arena);
}

/* The second time the password it proves is no longer the present one. */
static void a_repeat_is_known_before_the_password_is_looked_at(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    const struct doran_password_change request = {.current = "가나다라 마바사아",
                                                  .password = "아주 긴 다른 암호"};
    use_operation(test, OPERATION);
    assert_int_equal(call(test, DORAN_R_password_change, NULL, mom.token, &request, NULL), 204);
    use_operation(test, OPERATION);
    assert_int_equal(call(test, DORAN_R_password_change, NULL, mom.token, &request, NULL), 204);
    assert_int_equal(call(test, DORAN_R_password_change, NULL, mom.token, &request, NULL), 403);
    assert_refused(test, wrong_password);
}

static void rude_bodies_are_refused_with_the_field(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    static const struct {
        const char *body;
        int status;
        const char *field;
    } rude[] = {
        {NULL, 400, ""},
        {"", 400, ""},
        {"{", 400, ""},
        {"[]", 400, ""},
        {"{\"title\":\"a\",\"nickname\":\"b\"} x", 400, ""},
        {"{\"title\":7,\"nickname\":\"b\"}", 422, "title"},
        {"{\"title\":\"a\"}", 422, "nickname"},
        {"{\"title\":\"\",\"nickname\":\"b\"}", 422, "title"},
        {"{\"title\":\"a\",\"nickname\":\"b\",\"more\":1}", 422, "more"},
    };
    for (size_t i = 0; i < sizeof rude / sizeof rude[0]; i++) {
        assert_int_equal(call_text(test, DORAN_R_family_create, NULL, mom.token, rude[i].body),
                         rude[i].status);
        assert_string_equal(test->field, rude[i].field);
    }
    assert_int_equal(call_text(test, DORAN_R_notification_list, NULL, mom.token, "limit=0"), 422);
    assert_string_equal(test->field, "limit");
    assert_int_equal(call_text(test, DORAN_R_notification_list, NULL, mom.token, "limit=501"), 422);
    assert_int_equal(call_text(test, DORAN_R_changes, NULL, mom.token, "since=nonsense"), 422);
    struct doran_family_page page = {0};
    assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, &page), 200);
    assert_int_equal(page.families.count, 0);
}

static void a_tag_holds_until_something_changes(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       dad = sign_up(test, "dad@example.org", "아빠곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    bring_in(test, family.id, mom.token, &dad, "아빠");
    char etag[96];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, NULL), 200);
        if (i > 0)
            assert_string_equal(test->etag, etag);
        snprintf(etag, sizeof etag, "%s", test->etag);
        assert_true(etag[0] == '"');
        snprintf(test->if_none_match, sizeof test->if_none_match, "%s", etag);
        assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, NULL), 304);
        assert_int_equal(test->body_length, 0);
        assert_string_equal(test->etag, etag);
    }
    assert_int_equal(call(test, DORAN_R_home, &path, dad.token, NULL, NULL), 200);
    assert_string_not_equal(test->etag, etag);
    assert_int_equal(call_text(test, DORAN_R_mood_change, NULL, dad.token, "{\"mood\":\"love\"}"), 200);
    snprintf(test->if_none_match, sizeof test->if_none_match, "%s", etag);
    struct doran_home home = {0};
    assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, &home), 200);
    assert_string_not_equal(test->etag, etag);
    assert_int_equal(home.members.items[1].mood, DORAN_mood_love);
    assert_int_equal(call(test, DORAN_R_family_leave, &path, dad.token, NULL, NULL), 204);
    assert_int_equal(call(test, DORAN_R_home, &path, dad.token, NULL, NULL), 404);
}

static void what_is_in_the_cache_is_answered_at_once(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_path path = path_of(DORAN_PARAM_family, family.id);
    struct sent sent;
    assert_int_equal(call(test, DORAN_R_home, &path, mom.token, NULL, NULL), 200);
    api_case_send(test, &sent, DORAN_R_home, &path, mom.token, NULL);
    assert_true(sent.answered);
    assert_int_equal(test->status, 200);
    api_case_send(test, &sent, DORAN_R_home, &path, "another-token", NULL);
    assert_false(sent.answered); /* Nobody else's token gets it. */
    api_case_wait(test, &sent);
    assert_int_equal(test->status, 401);
    assert_int_equal(call(test, DORAN_R_logout, NULL, mom.token, NULL, NULL), 204);
    api_case_send(test, &sent, DORAN_R_home, &path, mom.token, NULL);
    api_case_wait(test, &sent);
    assert_int_equal(test->status, 401);
}

static void long_answers_are_compressed_where_accepted(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    for (int i = 0; i < 10; i++)
        make_family(test, mom.token, "우리집", "엄마");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(call(test, DORAN_R_family_list, NULL, mom.token, NULL, NULL), 200);
        assert_int_equal(test->encoding, API_IDENTITY);
        char *plain = strdup(test->body);
        char etag[96];
        snprintf(etag, sizeof etag, "%s", test->etag);
        test->accept = API_GZIP;
        assert_int_equal(call_text(test, DORAN_R_family_list, NULL, mom.token, NULL), 200);
        assert_int_equal(test->encoding, API_GZIP);
        assert_string_not_equal(test->etag, etag);
        assert_true(test->body_length < strlen(plain));
        char unpacked[65536] = "";
        z_stream stream = {.next_in = (unsigned char *)test->body,
                           .avail_in = (unsigned)test->body_length,
                           .next_out = (unsigned char *)unpacked,
                           .avail_out = sizeof unpacked - 1};
        assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
        assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
        inflateEnd(&stream);
        assert_string_equal(unpacked, plain);
        free(plain);
    }
    test->accept = API_GZIP;
    assert_int_equal(call_text(test, DORAN_R_server, NULL, NULL, NULL), 200);
    assert_int_equal(test->encoding, API_IDENTITY);
}

static void changes_and_snapshots_are_the_readers_own(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰"),
                       dad = sign_up(test, "dad@example.org", "아빠곰");
    struct doran_family family = make_family(test, mom.token, "우리집", "엄마");
    struct doran_change_page page = {0};
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, NULL, &page), 200);
    assert_true(page.changes.count >= 4);
    struct doran_changes_query since = {.since = page.cursor};
    struct doran_change_page later = {0};
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, &since, &later), 200);
    assert_int_equal(later.changes.count, 0);
    assert_int_equal(call_text(test, DORAN_R_mood_change, NULL, mom.token, "{\"mood\":\"love\"}"), 200);
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, &since, &later), 200);
    assert_int_equal(later.changes.count, 2); /* Her account, and her as a member. */
    struct doran_snapshot_query query = {.stream = family.id};
    struct doran_snapshot_page snapshot = {0};
    assert_int_equal(call(test, DORAN_R_snapshot, NULL, dad.token, &query, NULL), 404);
    assert_int_equal(call(test, DORAN_R_snapshot, NULL, mom.token, &query, &snapshot), 200);
    assert_int_equal(snapshot.changes.count, 3); /* The family, its first badge, the member. */
    query.stream = mom.user->id;
    assert_int_equal(call(test, DORAN_R_snapshot, NULL, dad.token, &query, NULL), 404);
    assert_int_equal(call(test, DORAN_R_snapshot, NULL, mom.token, &query, &snapshot), 200);
    since.since = "01900000-0000-4000-8000-000000000001.";
    assert_int_equal(call(test, DORAN_R_changes, NULL, mom.token, &since, NULL), 410);
    assert_refused(test, cursor_expired);
}

static void limits_count_addresses_and_accounts(void **state)
{
    struct api_case *test = *state;
    static const int limits[DORAN_LIMIT_COUNT] = {[DORAN_LIMIT_LOGIN] = 3, [DORAN_LIMIT_WRITE] = 2};
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    api_case_stop(test);
    assert_true(api_case_start(test, DORAN_signup_mode_open, limits));
    const struct doran_login_request login = {.email = "mom@example.org", .password = "wrong wrong"};
    for (int i = 0; i < 3; i++) {
        snprintf(test->address, sizeof test->address, "192.0.2.%d",
                 i); /* From everywhere, but one account. */
        assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, NULL), 401);
    }
    snprintf(test->address, sizeof test->address, "192.0.2.9");
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &login, NULL), 429);
    assert_refused(test, too_many_requests);
    assert_in_range(test->retry_after, 1, 60);
    struct doran_login_request other = {.email = "a@example.org", .password = "wrong wrong"};
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &other, NULL), 401);
    other.email = "b@example.org"; /* Many accounts, but from one address. */
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &other, NULL), 401);
    other.email = "c@example.org";
    assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &other, NULL), 429);
    /* A household's addresses of IPv6 are one. */
    for (int i = 0; i < 4; i++) {
        snprintf(test->address, sizeof test->address, "2001:db8:1:2::%x", i);
        char email[32];
        snprintf(email, sizeof email, "v6%d@example.org", i);
        other.email = email;
        assert_int_equal(call(test, DORAN_R_login, NULL, NULL, &other, NULL), i < 3 ? 401 : 429);
    }
    for (int i = 0; i < 3; i++) {
        snprintf(test->address, sizeof test->address, "198.51.100.%d", i);
        assert_int_equal(call_text(test, DORAN_R_mood_change, NULL, mom.token, "{\"mood\":\"love\"}"),
                         i < 2 ? 200 : 429);
    }
    for (int i = 0; i < 50; i++)
        assert_int_equal(call(test, DORAN_R_me, NULL, mom.token, NULL, NULL), 200);
}

static void a_forgotten_waiter_is_not_called(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct sent sent;
    api_case_send(test, &sent, DORAN_R_mood_change, NULL, mom.token, "{\"mood\":\"love\"}");
    assert_false(sent.answered);
    api_forget(&sent.waiter);
    while (lanes_pending(test->lanes) > 0)
        api_case_turn(test);
    assert_false(sent.answered);
    struct doran_user user = {0};
    assert_int_equal(call(test, DORAN_R_me, NULL, mom.token, NULL, &user), 200);
    assert_int_equal(user.mood, DORAN_mood_love); /* What was sent is done all the same. */
}

struct asked {
    struct api_identity_waiter waiter;
    struct api_identity identity;
    enum doran_error_code code;
    bool known;
};

static void note_identity(struct api_identity_waiter *waiter, const struct api_identity *identity,
                          enum doran_error_code code)
{
    struct asked *asked = (struct asked *)waiter;
    asked->identity = *identity;
    asked->code = code;
    asked->known = true;
}

static enum doran_error_code identify(struct api_case *test, const char *token, struct api_identity *out)
{
    struct asked asked = {.waiter.known = note_identity};
    api_identify(test->api, token, "127.0.0.1", &asked.waiter);
    while (!asked.known)
        api_case_turn(test);
    *out = asked.identity;
    return asked.code;
}

static void a_token_is_identified(void **state)
{
    struct api_case *test = *state;
    struct doran_login mom = sign_up(test, "mom@example.org", "엄마곰");
    struct api_identity identity;
    assert_int_equal(identify(test, mom.token, &identity), DORAN_ERROR_none);
    assert_string_equal(identity.user, mom.user->id);
    assert_string_equal(identity.session, mom.session->id);
    assert_int_equal(identify(test, "nobody", &identity), DORAN_ERROR_unauthorized);
    assert_int_equal(identify(test, "", &identity), DORAN_ERROR_unauthorized);
    assert_string_equal(identity.user, "");
}

static void every_route_has_a_handler(void **state)
{
    (void)state;
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        const struct doran_route *route = doran_route((enum doran_route_id)i);
        const struct handler *handler = &api_handlers[i];
        if (!handler->run || ((route->flags & DORAN_ROUTE_SLOW) && !handler->slow))
            fail_msg("%s has no handler", route->name);
        assert_true(!(route->flags & DORAN_ROUTE_READ) != !(route->flags & DORAN_ROUTE_WRITE));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_has_a_handler),
        API_ON_BOTH(a_repeated_operation_is_answered_the_same_and_done_once),
        API_ON_BOTH(the_same_operation_at_once_is_done_once),
        API_ON_BOTH(a_repeat_is_permitted_anew_and_a_refusal_is_not_remembered),
        API_ON_BOTH(no_secret_is_kept_for_repeats),
        API_ON_BOTH(a_repeat_is_known_before_the_password_is_looked_at),
        API_ON_BOTH(rude_bodies_are_refused_with_the_field),
        API_ON_BOTH(a_tag_holds_until_something_changes),
        API_ON_BOTH(what_is_in_the_cache_is_answered_at_once),
        API_ON_BOTH(long_answers_are_compressed_where_accepted),
        API_ON_BOTH(changes_and_snapshots_are_the_readers_own),
        API_ON_BOTH(limits_count_addresses_and_accounts),
        API_ON_BOTH(a_forgotten_waiter_is_not_called),
        API_ON_BOTH(a_token_is_identified),
    };
    return cmocka_run_group_tests(tests, store_case_group_setup, store_case_group_teardown);
}
