/* The server's own writing, group commit and all, on a disk that loses whatever was not synced, fills up, or refuses. */
#include "server/api_case.h"

#include "support/ledger.h"
#include "support/lossy_vfs.h"
#include "support/seed.h"

#include <errno.h>

enum {
    WRITERS = 6,
    ROUNDS = 40,
    ROUNDS_LONG = 1000,
    OPERATIONS_SPREAD = 1200, /* of the disk, until the power goes */
    WRITES_PER_CHECK = 8,
};

struct writer {
    struct ledger ledger;
    char token[DORAN_TOKEN_MAX + 1];
    struct house *house;
};
struct house {
    struct api_case test;
    struct lossy_vfs *vfs;
    struct writer writers[WRITERS];
};
/* A write under way. */
struct flight {
    struct api_waiter waiter; /* First. */
    struct writer *writer;
    struct ledger_operation *operation;
    bool answered, good;
    int status;
};

static bool ask(struct ledger *ledger, enum doran_route_id route, const struct doran_path *path,
                const char *text, const char *operation, int *status, char **body)
{
    struct writer *writer = ledger->context;
    struct api_case *test = &writer->house->test;
    if (operation)
        snprintf(test->operation, sizeof test->operation, "%s", operation);
    *status = call_text(test, route, path, writer->token, text);
    *body = strdup(test->body);
    return true;
}

static void take_answer(struct api_waiter *waiter, const struct api_answer *answer)
{
    struct flight *flight = (struct flight *)waiter;
    char *body = answer->body ? strndup((const char *)answer->body->data, answer->body->length) : strdup("");
    flight->answered = true;
    flight->status = answer->status;
    if (answer->status < 500)
        flight->good = ledger_take(&flight->writer->ledger, flight->operation, answer->status, body);
    else
        free(body); /* What became of it will be seen. */
}

static void take_off(struct flight *flight, struct writer *writer)
{
    enum doran_route_id route;
    struct doran_path path;
    char *text;
    struct api_case *test = &writer->house->test;
    *flight = (struct flight){.waiter.answer = take_answer, .writer = writer};
    flight->operation = ledger_next(&writer->ledger);
    ledger_describe(&writer->ledger, flight->operation, &route, &path, &text);
    snprintf(test->operation, sizeof test->operation, "%s", flight->operation->id);
    api_call(test->api, api_case_request(test, route, &path, writer->token, text), &flight->waiter);
    free(text);
}

/* All of them write beside each other until `enough` are acknowledged, or the power has gone; then what is under way comes to
 * its end, in whatever way. How many were acknowledged. */
static int write_on(struct house *house, int enough)
{
    struct flight flights[WRITERS];
    int acknowledged = 0, in_air = WRITERS;
    for (int i = 0; i < WRITERS; i++)
        take_off(&flights[i], &house->writers[i]);
    while (in_air > 0) {
        for (int i = 0; i < WRITERS; i++) {
            struct flight *flight = &flights[i];
            if (!flight->answered)
                continue;
            flight->answered = false;
            if (flight->good)
                acknowledged++;
            else if (flight->status < 500)
                fail_msg("a write was answered with %d %s", flight->status, flight->operation->answer);
            if (flight->good && acknowledged < enough)
                take_off(flight, flight->writer);
            else
                in_air--;
        }
        bool waiting = in_air > 0;
        for (int i = 0; i < WRITERS; i++)
            waiting = waiting && !flights[i].answered;
        if (waiting)
            api_case_turn(&house->test);
    }
    return acknowledged;
}

static int setup(void **state)
{
    struct house *house = calloc(1, sizeof *house);
    house->vfs = lossy_vfs_new("lossy", LOSSY_KEEP);
    store_case_vfs = "lossy";
    house->test.url = store_case_url(ON_SQLITE, &house->test.directory);
    if (!house->test.url || !api_case_start(&house->test, DORAN_signup_mode_open, NULL))
        return -1;
    for (int i = 0; i < WRITERS; i++) {
        struct writer *writer = &house->writers[i];
        char email[40];
        snprintf(email, sizeof email, "writer-%d@example.org", i);
        struct doran_login login = sign_up(&house->test, email, "엄마곰");
        snprintf(writer->token, sizeof writer->token, "%s", login.token);
        snprintf(writer->ledger.user, sizeof writer->ledger.user, "%s", login.user->id);
        snprintf(writer->ledger.family, sizeof writer->ledger.family, "%s",
                 make_family(&house->test, login.token, "우리집", "엄마").id);
        writer->house = house;
        writer->ledger.ask = ask;
        writer->ledger.context = writer;
        ledger_begin(&writer->ledger);
    }
    *state = house;
    return 0;
}

static int teardown(void **state)
{
    struct house *house = *state;
    api_case_stop(&house->test);
    lossy_vfs_free(house->vfs);
    store_case_vfs = NULL;
    for (int i = 0; i < WRITERS; i++)
        ledger_deinit(&house->writers[i].ledger);
    doran_arena_deinit(&house->test.arena);
    test_directory_remove(house->test.directory);
    free(house->test.url);
    free(house->test.body);
    free(house);
    return 0;
}

static void check_all(struct house *house)
{
    for (int i = 0; i < WRITERS; i++)
        ledger_check(&house->writers[i].ledger);
    doran_arena_deinit(&house->test.arena);
}

/* The power comes back: the files are what the disk had, `seed` 0: nothing more, else a random part of the rest too. */
static void start_again(struct house *house, uint64_t seed)
{
    api_case_stop(&house->test);
    assert_true(lossy_vfs_power_on(house->vfs, seed));
    assert_true(api_case_start(&house->test, DORAN_signup_mode_open, NULL));
}

static void a_power_cut_takes_nothing_that_was_answered(void **state)
{
    struct house *house = *state;
    struct seed seed = seed_new("power cuts");
    int rounds = test_is_long() ? ROUNDS_LONG : ROUNDS, acknowledged = 0;
    for (int i = 0; i < rounds; i++) {
        lossy_vfs_cut_after(house->vfs, 1 + seed_below(&seed, OPERATIONS_SPREAD));
        acknowledged += write_on(house, INT32_MAX);
        assert_true(lossy_vfs_is_cut(house->vfs));
        start_again(house, i % 2 ? 1 + seed_below(&seed, UINT32_MAX) : 0);
        check_all(house);
    }
    assert_true(acknowledged > rounds); /* The cuts were not all at the first write. */
}

/* What cannot be written is told so, changes nothing, and can be done once there is room. */
static void expect_refusals(struct house *house, int error_number, int status)
{
    write_on(house, WRITERS * WRITES_PER_CHECK);
    check_all(house);
    lossy_vfs_set_fault(house->vfs, error_number);
    struct flight flights[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        take_off(&flights[i], &house->writers[i]);
    for (int i = 0; i < WRITERS; i++) {
        while (!flights[i].answered)
            api_case_turn(&house->test);
        assert_int_equal(flights[i].status, status);
    }
    /* Reading goes on. */
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(call(&house->test, DORAN_R_me, NULL, house->writers[i].token, NULL, NULL), 200);
    lossy_vfs_set_fault(house->vfs, 0);
    check_all(house);
    write_on(house, WRITERS * WRITES_PER_CHECK);
    check_all(house);
}

static void a_full_disk_is_told_and_survived(void **state)
{
    expect_refusals(*state, ENOSPC, 507);
}

static void a_disk_turned_read_only_is_told_and_survived(void **state)
{
    expect_refusals(*state, EROFS, 507);
}

static void a_failing_disk_is_told_and_survived(void **state)
{
    expect_refusals(*state, EIO, 500);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_power_cut_takes_nothing_that_was_answered),
        TEST(a_full_disk_is_told_and_survived),
        TEST(a_disk_turned_read_only_is_told_and_survived),
        TEST(a_failing_disk_is_told_and_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
