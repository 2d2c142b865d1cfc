/* HTTP bodies: any bytes into any type. The first byte chooses the type, the rest is the body. What is accepted can be
 * written, and read again to the same text; what a strict reader takes, a lenient one takes, too. */
#include <doran/json.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool read_and_write(enum doran_type_id type, enum doran_json_mode mode, const char *json,
                           size_t length, struct doran_buffer *out)
{
    struct doran_arena arena = {0};
    struct doran_error error = {0};
    void *object = doran_arena_alloc(&arena, doran_type(type)->size);
    require(object != NULL);
    bool good = doran_json_decode(type, mode, json, length, object, &arena, &error);
    require(good == (error.code == DORAN_ERROR_none));
    require(good || error.message[0] != '\0');
    if (good) {
        doran_json_encode(type, object, out);
        require(!out->failed);
    }
    doran_arena_deinit(&arena);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    enum doran_type_id type = (enum doran_type_id)(data[0] % DORAN_TYPE_COUNT);
    char *json = malloc(size); /* Of the exact size, so that the sanitizer sees a step too far. */
    require(json != NULL);
    memcpy(json, data + 1, size - 1);
    struct doran_buffer strict = {0};
    struct doran_buffer again = {0};
    struct doran_buffer lenient = {0};
    bool taken = read_and_write(type, DORAN_JSON_STRICT, json, size - 1, &strict);
    bool passed = read_and_write(type, DORAN_JSON_LENIENT, json, size - 1, &lenient);
    require(passed || !taken);
    if (taken) {
        require(read_and_write(type, DORAN_JSON_STRICT, strict.data, strict.length, &again));
        require(strcmp(strict.data, again.data) == 0);
    }
    doran_buffer_deinit(&strict);
    doran_buffer_deinit(&again);
    doran_buffer_deinit(&lenient);
    free(json);
    return 0;
}
