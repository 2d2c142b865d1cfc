/* The wire in files: tests/golden/TYPE.WHAT.json is read into a struct and must come out of it byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <doran/copy.h>
#include <doran/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER DORAN_SOURCE_DIR "/tests/golden"
#define FILE_MAX 65536

struct golden {
    char name[256];
    enum doran_type_id type;
    char text[FILE_MAX];
    size_t length;
};

/* The type a file is named after. */
static enum doran_type_id type_of(const char *name)
{
    size_t length = strcspn(name, ".");
    for (int i = 0; i < DORAN_TYPE_COUNT; i++) {
        const char *known = doran_type((enum doran_type_id)i)->name;
        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return (enum doran_type_id)i;
    }
    fail_msg("%s is named after no type", name);
    return DORAN_TYPE_empty;
}

static void load(struct golden *golden, const char *name)
{
    char path[4096];
    snprintf(golden->name, sizeof golden->name, "%s", name);
    snprintf(path, sizeof path, "%s/%s", FOLDER, golden->name);
    golden->type = type_of(golden->name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    golden->length = fread(golden->text, 1, sizeof golden->text, file);
    fclose(file);
    assert_in_range(golden->length, 3, sizeof golden->text - 1);
    assert_int_equal(golden->text[golden->length - 1], '\n');
    golden->text[--golden->length] = '\0';
}

static void expect_written(const struct golden *golden, const void *object)
{
    struct doran_buffer buffer = {0};
    doran_json_encode(golden->type, object, &buffer);
    if (strcmp(buffer.data, golden->text) != 0)
        fail_msg("%s came out as %s", golden->name, buffer.data);
    doran_buffer_deinit(&buffer);
}

static void read_and_write(const struct golden *golden, enum doran_json_mode mode)
{
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    void *object = doran_arena_alloc(&arena, doran_type(golden->type)->size);
    if (!doran_json_decode(golden->type, mode, golden->text, golden->length, object, &arena, &error))
        fail_msg("%s: %s: %s", golden->name, error.field, error.message);
    expect_written(golden, object);
    doran_arena_deinit(&arena);
}

/* A copy has nothing in common with what it was copied from. */
static void copy_and_write(const struct golden *golden)
{
    struct doran_arena arena = {0}, other = {0};
    size_t size = doran_type(golden->type)->size;
    void *object = doran_arena_alloc(&arena, size), *copy = doran_arena_alloc(&other, size);
    assert_true(doran_json_decode(golden->type, DORAN_JSON_STRICT, golden->text, golden->length, object,
                                  &arena, NULL));
    assert_true(doran_copy(golden->type, object, copy, &other));
    expect_written(golden, object);
    doran_arena_deinit(&arena);
    expect_written(golden, copy);
    doran_arena_deinit(&other);
}

/* A prefix is never whole: nothing may be read behind the end, which the sanitizers see on an exact copy. */
static void cut_short(const struct golden *golden)
{
    for (size_t length = 0; length < golden->length; length += 1 + length / 50) {
        char *copy = malloc(length + (length == 0));
        assert_non_null(copy);
        memcpy(copy, golden->text, length);
        struct doran_arena arena = {0};
        struct doran_error error = {0};
        void *object = doran_arena_alloc(&arena, doran_type(golden->type)->size);
        assert_false(
            doran_json_decode(golden->type, DORAN_JSON_STRICT, copy, length, object, &arena, &error));
        assert_int_equal(error.code, DORAN_ERROR_malformed);
        doran_arena_deinit(&arena);
        free(copy);
    }
}

static void test_every_file(void **state)
{
    (void)state;
    bool seen[DORAN_TYPE_COUNT] = {false};
    struct golden *golden = malloc(sizeof *golden);
    DIR *folder = opendir(FOLDER);
    assert_non_null(golden);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        load(golden, entry->d_name);
        read_and_write(golden, DORAN_JSON_STRICT);
        read_and_write(golden, DORAN_JSON_LENIENT);
        copy_and_write(golden);
        cut_short(golden);
        seen[golden->type] = true;
    }
    closedir(folder);
    free(golden);
    for (int i = 0; i < DORAN_TYPE_COUNT; i++) {
        if (!seen[i])
            fail_msg("there is no golden file of %s", doran_type((enum doran_type_id)i)->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
