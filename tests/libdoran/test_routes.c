#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <doran/protocol.h>
#include <stdlib.h>
#include <string.h>

#define ID1 "0190b3c4-5e7a-7000-8000-000000000001"
#define ID2 "0190b3c4-5e7a-7000-8000-000000000002"

static const struct doran_route *match(const char *method, const char *path, struct doran_path *params,
                                       unsigned *allowed, enum doran_error_code *code)
{
    return doran_route_match(method, path, strlen(path), params, allowed, code);
}

static struct doran_path full_path(void)
{
    struct doran_path path;
    for (int i = 0; i < DORAN_PARAM_COUNT; i++) {
        memcpy(path.ids[i], ID1, sizeof path.ids[i]);
        path.ids[i][35] = (char)('0' + i);
    }
    return path;
}

/* Every route is found by the path it writes, with the ids it was given, and no other route takes it. */
static void test_there_and_back(void **state)
{
    (void)state;
    struct doran_path path = full_path();
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        const struct doran_route *route = doran_route((enum doran_route_id)i);
        assert_int_equal(route->id, i);
        struct doran_buffer text = {0};
        assert_true(doran_route_path(route, &path, &text));
        struct doran_path params;
        enum doran_error_code code = DORAN_ERROR_internal;
        assert_ptr_equal(match(doran_method_name(route->method), text.data, &params, NULL, &code), route);
        assert_int_equal(code, DORAN_ERROR_none);
        for (int param = 0; param < DORAN_PARAM_COUNT; param++) {
            char braced[40] = "{";
            strcat(strcat(braced, doran_param_name((enum doran_param)param)), "}");
            bool used = strstr(route->path, braced) != NULL;
            assert_string_equal(params.ids[param], used ? path.ids[param] : "");
        }
        doran_buffer_deinit(&text);
    }
}

static void test_not_found(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "",
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v2/me",
        "/api/v1me",
        "/me",
        "/api/v1/me/",
        "/api/v1//me",
        "/api/v1/ME",
        "/api/v1/me?x=1",
        "/api/v1/me%2f",
        "/api/v1/families/",
        "/api/v1/families/1",
        "/api/v1/families/" ID1 "x",
        "/api/v1/families/" ID1 "/",
        "/api/v1/families/0190B3C4-5E7A-7000-8000-000000000001",
        "/api/v1/families/../me",
        "/api/v1/families/%30190b3c4-5e7a-7000-8000-000000000001",
        "/api/v1/families/{family}",
        "/api/v1/families/" ID1 "/members/" ID2 "/" ID1,
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct doran_path params;
        unsigned allowed = 77;
        enum doran_error_code code = DORAN_ERROR_none;
        assert_null(match("GET", paths[i], &params, &allowed, &code));
        assert_int_equal(code, DORAN_ERROR_not_found);
        assert_int_equal(allowed, 0);
    }
}

/* The path is as long as it is said to be, and need not end there. */
static void test_length_counts(void **state)
{
    (void)state;
    struct doran_path params;
    enum doran_error_code code;
    const char *path = "/api/v1/families/" ID1;
    assert_non_null(doran_route_match("GET", path, strlen("/api/v1/families"), &params, NULL, &code));
    for (size_t length = strlen("/api/v1/families") + 1; length < strlen(path); length++)
        assert_null(doran_route_match("GET", path, length, &params, NULL, &code));
    char *exact = malloc(strlen(path));
    assert_non_null(exact);
    memcpy(exact, path, strlen(path));
    assert_int_equal(doran_route_match("GET", exact, strlen(path), &params, NULL, &code)->id, DORAN_R_family);
    free(exact);
}

static void test_methods(void **state)
{
    (void)state;
    struct doran_path params;
    unsigned allowed = 0;
    enum doran_error_code code;
    assert_null(match("PUT", "/api/v1/families/" ID1, &params, &allowed, &code));
    assert_int_equal(code, DORAN_ERROR_method_not_allowed);
    assert_int_equal(allowed, 1u << DORAN_GET | 1u << DORAN_PATCH);
    assert_null(match("get", "/api/v1/me", &params, &allowed, &code));
    assert_int_equal(code, DORAN_ERROR_method_not_allowed);
    assert_null(match("BREW", "/api/v1/me/notifications", &params, &allowed, &code));
    assert_int_equal(allowed, 1u << DORAN_GET | 1u << DORAN_DELETE);
    assert_null(match("GET", "/api/v1/me/notifications/read", &params, &allowed, &code));
    assert_int_equal(allowed, 1u << DORAN_POST);
}

static void test_path_needs_its_ids(void **state)
{
    (void)state;
    struct doran_buffer out = {0};
    struct doran_path params = {0};
    const struct doran_route *route = doran_route(DORAN_R_member_change);
    assert_false(doran_route_path(route, NULL, &out));
    assert_false(doran_route_path(route, &params, &out));
    memcpy(params.ids[DORAN_PARAM_family], ID1, sizeof ID1);
    assert_false(doran_route_path(route, &params, &out));
    memcpy(params.ids[DORAN_PARAM_user], "../../../../../../../etc/passwd-12345", 37);
    assert_false(doran_route_path(route, &params, &out));
    assert_int_equal(out.length, 0);
    memcpy(params.ids[DORAN_PARAM_user], ID2, sizeof ID2);
    assert_true(doran_route_path(route, &params, &out));
    assert_string_equal(out.data, "/api/v1/families/" ID1 "/members/" ID2);
    doran_buffer_clear(&out);
    assert_true(doran_route_path(doran_route(DORAN_R_me), NULL, &out));
    assert_string_equal(out.data, "/api/v1/me");
    doran_buffer_deinit(&out);
}

/* What the rest of the product takes for granted of the table. */
static void test_table_is_sound(void **state)
{
    (void)state;
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        const struct doran_route *route = doran_route((enum doran_route_id)i);
        bool read = (route->flags & DORAN_ROUTE_READ) != 0;
        bool write = (route->flags & DORAN_ROUTE_WRITE) != 0;
        assert_true(read != write);
        assert_true(route->method != DORAN_GET || read);
        assert_true(!(route->flags & DORAN_ROUTE_CACHED) || route->method == DORAN_GET);
        assert_true(!(route->flags & DORAN_ROUTE_QUEUED) || (write && route->who != DORAN_WHO_ANYONE));
        assert_int_equal(route->status == 204, route->answer == DORAN_TYPE_empty);
        assert_true(route->method != DORAN_DELETE || route->request == DORAN_TYPE_empty);
        bool of_family = strstr(route->path, "{family}") != NULL;
        assert_int_equal(of_family, route->who >= DORAN_WHO_MEMBER);
        assert_non_null(doran_who_name(route->who));
        for (int other = 0; other < i; other++) {
            const struct doran_route *earlier = doran_route((enum doran_route_id)other);
            assert_true(earlier->method != route->method || strcmp(earlier->path, route->path) != 0);
        }
    }
    assert_null(doran_route(DORAN_ROUTE_COUNT));
    assert_null(doran_method_name(DORAN_METHOD_COUNT));
    assert_null(doran_param_name(DORAN_PARAM_COUNT));
    assert_null(doran_who_name((enum doran_who)99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),     cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_length_counts),      cmocka_unit_test(test_methods),
        cmocka_unit_test(test_path_needs_its_ids), cmocka_unit_test(test_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
