#include "server/api/cache.h"
#include "server/api/limit.h"

#include <doran/id.h>

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EPOCH "01900000-0000-4000-8000-000000000001"
#define USER "01900000-0000-7000-8000-00000000000a"
#define FAMILY "01900000-0000-7000-8000-00000000000b"

static const unsigned char token[LRU_KEY_BYTES] = {1};

static struct store_heads heads_at(int64_t user, int64_t family)
{
    struct store_heads heads = {.count = 2};
    snprintf(heads.items[0].stream, 37, "%s", USER);
    snprintf(heads.items[1].stream, 37, "%s", FAMILY);
    heads.items[0].seq = user;
    heads.items[1].seq = family;
    return heads;
}

static void commit(struct cache *cache, const char *stream, int64_t seq)
{
    struct store_effect effect = {.seq = seq};
    snprintf(effect.stream, sizeof effect.stream, "%s", stream);
    cache_committed(cache, &effect, 1);
}

static bool identity_holds(struct cache *cache)
{
    bool current = false;
    cache_identity(cache, token, &current);
    return current;
}

static void an_identity_holds_until_the_users_stream_moves(void **state)
{
    struct cache *cache = *state;
    struct store_heads heads = heads_at(5, 7);
    assert_false(identity_holds(cache));
    cache_learn(cache, &heads, cache->commits);
    cache_identity_put(cache, token, USER, EPOCH, 0, &heads);
    assert_true(identity_holds(cache));
    commit(cache, FAMILY, 8);
    assert_true(identity_holds(cache));
    commit(cache, USER, 6);
    assert_false(identity_holds(cache));
    /* A read that saw the stream before that commit comes late. */
    cache_learn(cache, &heads, cache->commits);
    cache_identity_put(cache, token, USER, EPOCH, 0, &heads);
    assert_false(identity_holds(cache));
}

static void an_answer_holds_until_one_of_its_streams_moves(void **state)
{
    struct cache *cache = *state;
    struct store_heads heads = heads_at(5, 7);
    const struct cache_scope scope = {.stream = FAMILY}, own = {0}, stranger = {.stream = EPOCH};
    struct cache_stamp stamp, now;
    struct bytes *body = bytes_new("{}", 2);
    bool current;
    cache_learn(cache, &heads, cache->commits);
    cache_identity_put(cache, token, USER, EPOCH, 0, &heads);
    const struct cache_identity *identity = cache_identity(cache, token, &current);
    assert_true(cache_stamp_read(cache, &heads, &scope, &stamp));
    assert_false(cache_stamp_read(cache, &heads, &stranger, &now));
    cache_answer_put(cache, token, &stamp, (struct bytes *[API_ENCODING_COUNT]){body});
    assert_true(cache_stamp_now(cache, identity, &scope, &now));
    assert_string_equal(now.etag, stamp.etag);
    assert_ptr_equal(cache_answer(cache, token, &now, API_IDENTITY), body);
    assert_null(cache_answer(cache, token, &now, API_GZIP));
    assert_true(cache_stamp_now(cache, identity, &own, &now));
    assert_string_not_equal(now.etag, stamp.etag);
    commit(cache, FAMILY, 8);
    assert_true(cache_stamp_now(cache, identity, &scope, &now));
    assert_string_not_equal(now.etag, stamp.etag);
    assert_null(cache_answer(cache, token, &now, API_IDENTITY));
    bytes_unref(body);
}

/* Fills the table of streams until those that were in it before are forgotten. */
static void crowd(struct cache *cache)
{
    for (int i = 0; i < CACHE_HEADS_MAX; i++) {
        struct store_heads other = {.count = 1, .items = {{.seq = 1}}};
        snprintf(other.items[0].stream, 37, "%s", doran_id_new().text);
        cache_learn(cache, &other, cache->commits);
    }
}

static void a_late_read_cannot_bring_back_what_a_forgotten_commit_moved(void **state)
{
    struct cache *cache = *state;
    struct store_heads heads = heads_at(5, 7);
    uint64_t began = cache->commits; /* The read begins, */
    commit(cache, USER, 6);          /* the user's session is ended, */
    crowd(cache);                    /* and that is forgotten. */
    cache_learn(cache, &heads, began);
    cache_identity_put(cache, token, USER, EPOCH, 0, &heads);
    assert_false(identity_holds(cache));
    /* A read that begins now sees all there is. */
    heads = heads_at(6, 7);
    cache_learn(cache, &heads, cache->commits);
    cache_identity_put(cache, token, USER, EPOCH, 0, &heads);
    assert_true(identity_holds(cache));
}

static void answers_keep_within_their_bytes(void **state)
{
    struct cache *cache = *state;
    struct store_heads heads = heads_at(5, 7);
    struct cache_stamp stamp;
    char text[1000] = "";
    struct bytes *body = bytes_new(text, sizeof text);
    assert_true(cache_stamp_read(cache, &heads, &(struct cache_scope){0}, &stamp));
    for (unsigned i = 0; i < 1000; i++) {
        unsigned char key[LRU_KEY_BYTES] = {0};
        memcpy(key, &i, sizeof i);
        cache_answer_put(cache, key, &stamp, (struct bytes *[API_ENCODING_COUNT]){body});
        assert_true(cache->answers.weight <= cache->answers.weight_max);
    }
    assert_in_range(cache->answers.count, 10, 100);
    size_t count = cache->answers.count;
    static char huge[60000];
    struct bytes *large = bytes_new(huge, sizeof huge);
    unsigned char key[LRU_KEY_BYTES] = {0xff, 0xff, 0xff, 0xff};
    cache_answer_put(cache, key, &stamp, (struct bytes *[API_ENCODING_COUNT]){large});
    assert_null(cache_answer(cache, key, &stamp, API_IDENTITY));
    assert_int_equal(cache->answers.count, count);
    bytes_unref(large);
    bytes_unref(body);
}

static void a_devices_use_is_due_once(void **state)
{
    struct cache *cache = *state;
    struct store_heads heads = heads_at(5, 7);
    doran_time old = doran_time_now() - DORAN_DAY;
    assert_false(cache_identity_stale(cache, token, DORAN_HOUR));
    cache_identity_put(cache, token, USER, EPOCH, old, &heads);
    assert_true(cache_identity_stale(cache, token, DORAN_HOUR));
    assert_false(cache_identity_stale(cache, token, DORAN_HOUR));
    cache_identity_put(cache, token, USER, EPOCH, old, &heads); /* Looked up again before it was noted. */
    assert_false(cache_identity_stale(cache, token, DORAN_HOUR));
    cache_identity_put(cache, token, USER, EPOCH, doran_time_now(), &heads);
    assert_false(cache_identity_stale(cache, token, DORAN_HOUR));
}

static void limits_fill_again_evenly(void **state)
{
    (void)state;
    struct limits limits;
    const int rates[DORAN_LIMIT_COUNT] = {[DORAN_LIMIT_LOGIN] = 6, [DORAN_LIMIT_WRITE] = -1};
    int64_t now = DORAN_DAY;
    assert_true(limits_init(&limits, rates));
    for (int i = 0; i < 6; i++)
        assert_int_equal(limits_take_account(&limits, DORAN_LIMIT_LOGIN, "a", now), 0);
    int wait = limits_take_account(&limits, DORAN_LIMIT_LOGIN, "a", now);
    assert_in_range(wait, 10, 11);
    assert_int_equal(limits_take_account(&limits, DORAN_LIMIT_LOGIN, "b", now), 0);
    assert_int_equal(limits_take_address(&limits, DORAN_LIMIT_LOGIN, "a", now), 0);
    now += wait * DORAN_SECOND;
    assert_int_equal(limits_take_account(&limits, DORAN_LIMIT_LOGIN, "a", now), 0);
    assert_int_not_equal(limits_take_account(&limits, DORAN_LIMIT_LOGIN, "a", now), 0);
    now += DORAN_DAY; /* Never more than a minute's worth. */
    for (int i = 0; i < 7; i++)
        assert_int_equal(limits_take_account(&limits, DORAN_LIMIT_LOGIN, "a", now) == 0, i < 6);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(limits_take_account(&limits, DORAN_LIMIT_WRITE, "a", now), 0);
    limits_deinit(&limits);
}

static int start(void **state)
{
    struct cache *cache = calloc(1, sizeof *cache);
    *state = cache;
    return sodium_init() >= 0 && cache_init(cache, EPOCH, (size_t)64 * 1024) ? 0 : -1;
}

static int stop(void **state)
{
    cache_deinit(*state);
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_identity_holds_until_the_users_stream_moves, start, stop),
        cmocka_unit_test_setup_teardown(an_answer_holds_until_one_of_its_streams_moves, start, stop),
        cmocka_unit_test_setup_teardown(a_late_read_cannot_bring_back_what_a_forgotten_commit_moved, start,
                                        stop),
        cmocka_unit_test_setup_teardown(answers_keep_within_their_bytes, start, stop),
        cmocka_unit_test_setup_teardown(a_devices_use_is_due_once, start, stop),
        cmocka_unit_test(limits_fill_again_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
