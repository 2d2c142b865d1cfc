/* The OpenAPI document against the tables it is made of. A public validator reads it in tests/e2e/openapi.mjs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>
#include <cmocka.h>
#include <ctype.h>
#include <doran/protocol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cJSON *get(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (item == NULL)
        fail_msg("there is no %s", name);
    return item;
}

static int setup(void **state)
{
    struct doran_buffer text = {0};
    doran_openapi(&text);
    *state = text.failed ? NULL : cJSON_ParseWithLengthOpts(text.data, text.length + 1, NULL, true);
    doran_buffer_deinit(&text);
    return *state == NULL;
}

static int teardown(void **state)
{
    cJSON_Delete(*state);
    return 0;
}

static const cJSON *operation_of(const cJSON *document, const struct doran_route *route)
{
    char method[8] = "";
    const char *name = doran_method_name(route->method);
    for (size_t i = 0; name[i] != '\0'; i++)
        method[i] = (char)tolower((unsigned char)name[i]);
    return get(get(get(document, "paths"), route->path), method);
}

static bool refers(const cJSON *list, const char *target)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        const cJSON *ref = cJSON_GetObjectItemCaseSensitive(item, "$ref");
        if (ref != NULL && strcmp(ref->valuestring, target) == 0)
            return true;
    }
    return false;
}

static void test_every_route(void **state)
{
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        const struct doran_route *route = doran_route((enum doran_route_id)i);
        const cJSON *operation = operation_of(*state, route);
        char status[8];
        snprintf(status, sizeof status, "%d", route->status);
        assert_string_equal(get(operation, "operationId")->valuestring, route->name);
        assert_string_equal(get(operation, "x-doran-who")->valuestring, doran_who_name(route->who));
        const cJSON *answer = get(get(operation, "responses"), status);
        assert_int_equal(cJSON_HasObjectItem(answer, "content"), route->status != 204);
        bool body = route->method != DORAN_GET && route->request != DORAN_TYPE_empty;
        assert_int_equal(cJSON_HasObjectItem(operation, "requestBody"), body);
        /* Whoever need not log in is told so; everybody else falls under the document's bearer. */
        assert_int_equal(cJSON_HasObjectItem(operation, "security"), route->who == DORAN_WHO_ANYONE);
        assert_int_equal(cJSON_HasObjectItem(get(operation, "responses"), "429"),
                         route->limit != DORAN_LIMIT_NONE);
        assert_int_equal(cJSON_HasObjectItem(get(operation, "responses"), "304"),
                         (route->flags & DORAN_ROUTE_CACHED) != 0);
        assert_int_equal(refers(get(operation, "parameters"), "#/components/parameters/IdempotencyKey"),
                         (route->flags & DORAN_ROUTE_WRITE) && route->who != DORAN_WHO_ANYONE);
    }
}

static void test_every_type(void **state)
{
    const cJSON *schemas = get(get(*state, "components"), "schemas");
    for (int i = 0; i < DORAN_TYPE_COUNT; i++) {
        const struct doran_type *type = doran_type((enum doran_type_id)i);
        const cJSON *schema = get(schemas, type->name);
        assert_int_equal(cJSON_GetArraySize(get(schema, "properties")), type->field_count);
        int required = 0;
        for (size_t field = 0; field < type->field_count; field++)
            required += (type->fields[field].flags & DORAN_FIELD_REQUIRED) != 0;
        assert_int_equal(cJSON_GetArraySize(get(schema, "required")), required);
    }
    const cJSON *mood = get(get(schemas, "mood"), "enum");
    assert_int_equal(cJSON_GetArraySize(mood), DORAN_mood_COUNT - 1);
    const cJSON *avatar = get(get(get(schemas, "profile_change"), "properties"), "avatar");
    assert_int_equal(get(avatar, "maximum")->valueint, DORAN_AVATARS);
}

/* Too little room is told by the buffer, and leaves no half a document that looks whole. */
static void test_too_little_room(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 20000; limit += 777) {
        struct doran_buffer out = DORAN_BUFFER(limit);
        doran_openapi(&out);
        assert_true(out.failed);
        doran_buffer_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_route, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_type, setup, teardown),
        cmocka_unit_test(test_too_little_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
