/* json_desk.h: what the tests of the codec read into. Only for tests/libdoran. */
#ifndef DORAN_TESTS_LIBDORAN_JSON_DESK_H
#define DORAN_TESTS_LIBDORAN_JSON_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ID1 "0190b3c4-5e7a-7000-8000-000000000001"
#define ID2 "0190b3c4-5e7a-7000-8000-000000000002"
#define AT "2026-11-22T05:30:00.000000Z"

/* A reader's memory, and a place large enough for every struct. */
struct desk {
    struct doran_arena arena;
    struct doran_error error;
    union {
        max_align_t align;
        char bytes[1024];
    } object;
};

static inline bool decode(struct desk *desk, enum doran_type_id type, enum doran_json_mode mode,
                          const char *json, size_t length)
{
    doran_error_clear(&desk->error);
    assert_true(doran_type(type)->size <= sizeof desk->object);
    return doran_json_decode(type, mode, json, length, &desk->object, &desk->arena, &desk->error);
}

static inline int setup(void **state)
{
    *state = calloc(1, sizeof(struct desk));
    return *state == NULL;
}

static inline int teardown(void **state)
{
    struct desk *desk = *state;
    doran_arena_deinit(&desk->arena);
    free(desk);
    return 0;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
