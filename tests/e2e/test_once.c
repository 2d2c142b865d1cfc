/* What may happen once happens once, however many ask for it, and for nobody else: an account for an address, an invite, an
 * operation. */
#include "e2e/home_case.h"

#include <pthread.h>

enum { CROWD = 12, CROWDS = 6 };

/* --- Many at once -------------------------------------------------------------------------------------------------- */

/* One of a crowd, all of whom send at the same moment. */
struct asker {
    pthread_t thread;
    pthread_barrier_t *barrier;
    struct person person;
    enum doran_route_id route;
    struct doran_path path;
    const char *operation;
    char text[256];
    struct wire_answer answer;
};

static void *ask_now(void *data)
{
    struct asker *asker = data;
    pthread_barrier_wait(asker->barrier);
    person_send(&asker->person, asker->route, &asker->path, asker->text[0] ? asker->text : NULL,
                asker->operation, &asker->answer);
    return NULL;
}

static void ask_all(struct asker askers[CROWD])
{
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, NULL, CROWD);
    for (int i = 0; i < CROWD; i++) {
        askers[i].barrier = &barrier;
        if (pthread_create(&askers[i].thread, NULL, ask_now, &askers[i]) != 0)
            abort();
    }
    for (int i = 0; i < CROWD; i++)
        pthread_join(askers[i].thread, NULL);
    pthread_barrier_destroy(&barrier);
}

static void forget_answers(struct asker askers[CROWD])
{
    for (int i = 0; i < CROWD; i++)
        wire_answer_deinit(&askers[i].answer);
}

/* One of them got `good`, all others this error. */
static int expect_one(const struct asker askers[CROWD], int good, const char *error)
{
    int first = -1;
    for (int i = 0; i < CROWD; i++) {
        const struct wire_answer *answer = &askers[i].answer;
        if (answer->status == good && first < 0)
            first = i;
        else if (strcmp(answer->error, error) != 0)
            fail_msg("answer %d is %d %s", i, answer->status, answer->body ? answer->body : "(none)");
    }
    assert_true(first >= 0);
    return first;
}

static void one_address_is_signed_up_once(void **state)
{
    static const char *const spellings[] = {"New%d@Example.org", "new%d@example.org", "NEW%d@EXAMPLE.ORG"};
    const struct home *home = *state;
    for (int n = 0; n < CROWDS; n++) {
        struct asker askers[CROWD] = {0};
        for (int i = 0; i < CROWD; i++) {
            char email[40];
            snprintf(email, sizeof email, spellings[i % 3], n);
            askers[i].person.port = home->mom.port;
            askers[i].route = DORAN_R_signup;
            snprintf(askers[i].text, sizeof askers[i].text,
                     "{\"email\":\"%s\",\"password\":\"password of %d\",\"nickname\":\"사람%d\"}", email, i,
                     i);
        }
        ask_all(askers);
        int first = expect_one(askers, 201, "email_taken");
        /* The account is that one's, and nobody else's password opens it. */
        for (int i = 0; i < CROWD; i++) {
            char password[24];
            const struct doran_login_request login = {.email = "new0@example.org", .password = password};
            snprintf(password, sizeof password, "password of %d", i);
            if (n == 0)
                assert_int_equal(person_call(&askers[i].person, DORAN_R_login, NULL, &login, NULL, NULL),
                                 i == first ? 201 : 401);
        }
        forget_answers(askers);
    }
    if (!home->cluster)
        assert_int_equal(
            home_count(home, "SELECT count(*) FROM users WHERE email_key LIKE 'new%@example.org'"), CROWDS);
}

static struct doran_invite_sent invite(const struct home *home, const char *email, const char *nickname,
                                       struct doran_arena *arena)
{
    struct doran_invite_create create = {.nickname = nickname};
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    struct doran_invite_sent sent;
    if (email)
        doran_set(&create, invite_create, email, email);
    person_call(&home->mom, DORAN_R_invite_create, &path, &create, &sent, arena);
    return sent;
}

static int answer_invitation(const struct person *person, enum doran_route_id route, const char *id,
                             const char *error)
{
    struct doran_path path = person_path(DORAN_PARAM_invite, id);
    struct wire_answer answer;
    assert_true(person_send(person, route, &path, NULL, doran_id_new().text, &answer));
    int status = answer.status;
    assert_string_equal(answer.error, error);
    wire_answer_deinit(&answer);
    return status;
}

static size_t members(const struct home *home)
{
    struct doran_arena arena = {0};
    struct doran_member_page page;
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    person_call(&home->mom, DORAN_R_member_list, &path, NULL, &page, &arena);
    doran_arena_deinit(&arena);
    return page.members.count;
}

static void an_invite_is_accepted_once_and_by_its_guest(void **state)
{
    const struct home *home = *state;
    struct doran_arena arena = {0};
    const char *id = invite(home, home->dad.email, "아빠", &arena).invite->id;
    assert_int_equal(answer_invitation(&home->stranger, DORAN_R_invitation_accept, id, "not_found"), 404);
    assert_int_equal(answer_invitation(&home->mom, DORAN_R_invitation_accept, id, "not_found"), 404);
    assert_int_equal(answer_invitation(&home->stranger, DORAN_R_invitation_decline, id, "not_found"), 404);
    assert_int_equal(members(home), 1);
    struct asker askers[CROWD] = {0};
    for (int i = 0; i < CROWD; i++) {
        askers[i].person = home->dad;
        askers[i].route = DORAN_R_invitation_accept;
        askers[i].path = person_path(DORAN_PARAM_invite, id);
    }
    ask_all(askers);
    expect_one(askers, 200, "invite_ended");
    forget_answers(askers);
    assert_int_equal(answer_invitation(&home->dad, DORAN_R_invitation_accept, id, "invite_ended"), 410);
    assert_int_equal(answer_invitation(&home->dad, DORAN_R_invitation_decline, id, "invite_ended"), 410);
    assert_int_equal(answer_invitation(&home->stranger, DORAN_R_invitation_accept, id, "not_found"), 404);
    assert_int_equal(members(home), 2);
    doran_arena_deinit(&arena);
}

/* A code is whoever's comes first. */
static void a_code_takes_in_one(void **state)
{
    const struct home *home = *state;
    struct doran_arena arena = {0};
    const char *code = invite(home, NULL, "손님", &arena).code;
    struct asker askers[CROWD] = {0};
    for (int i = 0; i < CROWD; i++) {
        char email[40];
        snprintf(email, sizeof email, "guest-%d@example.org", i);
        person_sign_up(&askers[i].person, home->mom.port, email, "손님");
        askers[i].route = DORAN_R_join;
        snprintf(askers[i].text, sizeof askers[i].text, "{\"code\":\"%s\"}", code);
    }
    ask_all(askers);
    expect_one(askers, 201, "wrong_code");
    forget_answers(askers);
    assert_int_equal(members(home), 2);
    doran_arena_deinit(&arena);
}

/* Its time is moved back in the file while nobody looks. */
static void an_invite_that_is_over_is_refused(void **state)
{
    struct home *home = *state;
    struct doran_arena arena = {0};
    const char *id = invite(home, home->dad.email, "아빠", &arena).invite->id;
    const char *code = invite(home, NULL, "손님", &arena).code;
    server_halt(home->server);
    sqlite3 *file = home_open_file(home, SQLITE_OPEN_READWRITE);
    home_query(file, "UPDATE invites SET expires_at = sent_at + 1", NULL);
    sqlite3_close(file);
    server_restart(home->server);
    char *before = home_dump(home);
    assert_int_equal(answer_invitation(&home->dad, DORAN_R_invitation_accept, id, "invite_ended"), 410);
    const struct doran_join_request join = {.code = code};
    assert_int_equal(person_call(&home->stranger, DORAN_R_join, NULL, &join, NULL, NULL), 403);
    char *after = home_dump(home);
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(members(home), 1);
    doran_arena_deinit(&arena);
}

/* --- Operations ----------------------------------------------------------------------------------------------------- */

static void send_operation(const struct person *person, const char *operation, const char *text, int status,
                           const char *error, char **body)
{
    struct wire_answer answer;
    assert_true(person_send(person, DORAN_R_family_create, NULL, text, operation, &answer));
    assert_string_equal(answer.error, error);
    assert_int_equal(answer.status, status);
    if (body)
        *body = strdup(answer.body);
    wire_answer_deinit(&answer);
}

static void an_operation_is_done_once(void **state)
{
    static const char home_text[] = "{\"title\":\"둘째집\",\"nickname\":\"나\"}";
    const struct home *home = *state;
    struct doran_id operation = doran_id_new();
    char *first, *second;
    send_operation(&home->dad, operation.text, home_text, 201, "", &first);
    char *before = home_dump(home);
    send_operation(&home->dad, operation.text, home_text, 201, "", &second);
    assert_string_equal(first, second);
    send_operation(&home->dad, operation.text, "{\"title\":\"셋째집\",\"nickname\":\"나\"}", 409,
                   "operation_reused", NULL);
    /* The same bytes at another address are another content. */
    struct wire_answer answer;
    struct doran_path path = person_path(DORAN_PARAM_family, home->family);
    assert_true(person_send(&home->dad, DORAN_R_notification_read_all, NULL, NULL, operation.text, &answer));
    assert_string_equal(answer.error, "operation_reused");
    wire_answer_deinit(&answer);
    /* What one may not do is told before anything of the operation is. */
    assert_true(person_send(&home->dad, DORAN_R_family_leave, &path, NULL, operation.text, &answer));
    assert_string_equal(answer.error, "not_found");
    wire_answer_deinit(&answer);
    char *after = home_dump(home);
    assert_string_equal(before, after);
    /* Another user's operation is another one, under the same id. */
    free(second);
    send_operation(&home->stranger, operation.text, home_text, 201, "", &second);
    assert_string_not_equal(first, second);
    free(before);
    free(after);
    free(first);
    free(second);
}

/* A client whose answer was lost asks again while the first is on its way still: all get the same answer. */
static void an_operation_is_done_once_by_many_at_once(void **state)
{
    const struct home *home = *state;
    struct doran_arena arena = {0};
    for (int n = 0; n < CROWDS; n++) {
        char email[40];
        struct person guest;
        snprintf(email, sizeof email, "relative-%d@example.org", n);
        person_sign_up(&guest, home->mom.port, email, "친척");
        char nickname[16];
        snprintf(nickname, sizeof nickname, "친척%d", n);
        const char *id = invite(home, email, nickname, &arena).invite->id;
        struct doran_id operation = doran_id_new();
        struct asker askers[CROWD] = {0};
        for (int i = 0; i < CROWD; i++) {
            askers[i].person = guest;
            askers[i].operation = operation.text;
            askers[i].route = DORAN_R_invitation_accept;
            askers[i].path = person_path(DORAN_PARAM_invite, id);
        }
        ask_all(askers);
        for (int i = 0; i < CROWD; i++) {
            if (askers[i].answer.status != 200)
                fail_msg("answer %d is %d %s", i, askers[i].answer.status, askers[i].answer.body);
            assert_string_equal(askers[i].answer.body, askers[0].answer.body);
        }
        forget_answers(askers);
    }
    assert_int_equal(members(home), 1 + CROWDS);
    doran_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(one_address_is_signed_up_once), ON_BOTH(an_invite_is_accepted_once_and_by_its_guest),
        ON_BOTH(a_code_takes_in_one),           ON_SQLITE(an_invite_that_is_over_is_refused),
        ON_SQLITE(an_operation_is_done_once),   ON_BOTH(an_operation_is_done_once_by_many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
