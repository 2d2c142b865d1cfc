/* Request lines: a path against the table of routes, and a query string into the type of its route. The input is the path,
 * a "?", and the query; what is accepted can be written and read again. */
#include <doran/json.h>
#include <doran/protocol.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

/* Without room for a byte more, so that the sanitizer sees a step too far. */
static char *exact_copy(const uint8_t *data, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    require(copy != NULL);
    if (length > 0)
        memcpy(copy, data, length);
    return copy;
}

static void check_path(const struct doran_route *route, const struct doran_path *params, const char *path,
                       size_t length)
{
    struct doran_buffer written = {0};
    require(doran_route_path(route, params, &written));
    require(written.length == length && memcmp(written.data, path, length) == 0);
    doran_buffer_deinit(&written);
}

static void check_query(enum doran_type_id type, const char *query, size_t length)
{
    struct doran_arena arena = {0};
    struct doran_buffer written = {0};
    struct doran_buffer again = {0};
    void *object = doran_arena_alloc(&arena, doran_type(type)->size);
    require(object != NULL);
    if (doran_query_decode(type, query, length, object, &arena, NULL)) {
        doran_query_encode(type, object, &written);
        require(doran_query_decode(type, written.data, written.length, object, &arena, NULL));
        doran_query_encode(type, object, &again);
        require(written.length == again.length);
        require(written.length == 0 || memcmp(written.data, again.data, written.length) == 0);
    }
    doran_buffer_deinit(&written);
    doran_buffer_deinit(&again);
    doran_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *mark = size > 0 ? memchr(data, '?', size) : NULL;
    size_t path_length = mark != NULL ? (size_t)(mark - data) : size;
    size_t query_length = mark != NULL ? size - path_length - 1 : 0;
    char *path = exact_copy(data, path_length);
    char *query = exact_copy(data + size - query_length, query_length);
    struct doran_path params;
    unsigned allowed;
    enum doran_error_code code;
    const struct doran_route *route = doran_route_match("GET", path, path_length, &params, &allowed, &code);
    if (route != NULL) {
        check_path(route, &params, path, path_length);
        check_query(route->request, query, query_length);
    } else {
        require(code == (allowed != 0 ? DORAN_ERROR_method_not_allowed : DORAN_ERROR_not_found));
    }
    free(path);
    free(query);
    return 0;
}
