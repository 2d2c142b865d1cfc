#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <doran/id.h>
#include <doran/time.h>
#include <pthread.h>

#define THREADS 4
#define IDS_EACH 20000

static void test_form(void **state)
{
    (void)state;
    struct doran_id id = doran_id_new();
    assert_int_equal(strlen(id.text), DORAN_ID_LENGTH);
    assert_true(doran_id_valid(id.text, DORAN_ID_LENGTH));
    assert_int_equal(id.text[14], '7');           /* version */
    assert_non_null(strchr("89ab", id.text[19])); /* variant */
}

/* The milliseconds in front are those of the clock; a counter that overflowed may be a little ahead. */
static void test_time_in_front(void **state)
{
    (void)state;
    int64_t before = doran_time_now() / 1000;
    struct doran_id id = doran_id_new();
    int64_t after = doran_time_now() / 1000;
    char digits[13];
    memcpy(digits, id.text, 8);
    memcpy(digits + 8, id.text + 9, 4);
    digits[12] = '\0';
    int64_t stamp = (int64_t)strtoull(digits, NULL, 16);
    assert_true(stamp >= before);
    assert_true(stamp <= after + 1000);
}

static void test_rises_strictly(void **state)
{
    (void)state;
    struct doran_id last = doran_id_new();
    for (int i = 0; i < 100000; i++) {
        struct doran_id next = doran_id_new();
        assert_true(strcmp(last.text, next.text) < 0);
        last = next;
    }
}

static void *make_ids(void *argument)
{
    struct doran_id *ids = argument;
    for (int i = 0; i < IDS_EACH; i++)
        ids[i] = doran_id_new();
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(((const struct doran_id *)a)->text, ((const struct doran_id *)b)->text);
}

static void test_threads(void **state)
{
    (void)state;
    struct doran_id *ids = calloc(THREADS * IDS_EACH, sizeof *ids);
    assert_non_null(ids);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids + i * IDS_EACH), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++) /* each thread sees its own rise */
        for (int n = 1; n < IDS_EACH; n++)
            assert_true(compare_ids(&ids[i * IDS_EACH + n - 1], &ids[i * IDS_EACH + n]) < 0);
    qsort(ids, THREADS * IDS_EACH, sizeof *ids, compare_ids);
    for (int i = 1; i < THREADS * IDS_EACH; i++)
        assert_true(compare_ids(&ids[i - 1], &ids[i]) < 0);
    free(ids);
}

static void test_valid(void **state)
{
    (void)state;
    static const char good[] = "019aab12-3456-7def-8abc-0123456789ab";
    assert_true(doran_id_valid(good, 36));
    assert_true(doran_id_valid("00000000-0000-0000-0000-000000000000", 36));
    assert_false(doran_id_valid(good, 35));
    assert_false(doran_id_valid(NULL, 36));
    assert_false(doran_id_valid("", 0));
    assert_false(doran_id_valid("019AAB12-3456-7def-8abc-0123456789ab", 36));
    assert_false(doran_id_valid("019aab123-456-7def-8abc-0123456789ab", 36));
    assert_false(doran_id_valid("019aab12-3456-7def-8abc-0123456789ag", 36));
    assert_false(doran_id_valid("019aab12-3456-7def-8abc-0123456789a\0", 36));
    assert_false(doran_id_valid("019aab12-3456-7def-8abc-0123456789ab1", 37));
}

static void test_random(void **state)
{
    (void)state;
    /* More than getrandom() gives at once when a signal comes; every byte position must vary. */
    static unsigned char first[1000];
    static unsigned char seen[1000];
    doran_random(first, sizeof first);
    memset(seen, 0, sizeof seen);
    for (int round = 0; round < 40; round++) {
        unsigned char next[1000];
        doran_random(next, sizeof next);
        for (size_t i = 0; i < sizeof next; i++)
            seen[i] |= next[i] != first[i];
    }
    for (size_t i = 0; i < sizeof seen; i++)
        assert_int_equal(seen[i], 1);
    doran_random(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),    cmocka_unit_test(test_time_in_front),
        cmocka_unit_test(test_valid),   cmocka_unit_test(test_rises_strictly),
        cmocka_unit_test(test_threads), cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
