#include "libdoran/protocol/openapi.h"

#include <doran/error.h>
#include <doran/protocol.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define STATUS_TEXT_MAX 8

static bool has_body(const struct doran_route *route)
{
    return route->method != DORAN_GET && route->request != DORAN_TYPE_empty;
}

static bool is_family_route(const struct doran_route *route)
{
    return strstr(route->path, "{family}") != NULL;
}

/* Which error answers a route can give, beside those of every HTTP exchange. */
static bool may_answer(const struct doran_route *route, int status)
{
    bool write = (route->flags & DORAN_ROUTE_WRITE) != 0;
    bool input = route->request != DORAN_TYPE_empty;
    switch (status) {
    case 400:
    case 503:
        return true;
    case 401:
        return route->who != DORAN_WHO_ANYONE || (route->flags & DORAN_ROUTE_SLOW);
    case 403:
        return route->who >= DORAN_WHO_HOST || route->limit == DORAN_LIMIT_LOGIN ||
               route->limit == DORAN_LIMIT_SIGNUP;
    case 404:
        return strchr(route->path, '{') != NULL;
    case 409:
    case 507:
        return write;
    case 410:
        return is_family_route(route) || strstr(route->path, "{invite}") != NULL ||
               route->id == DORAN_R_changes || route->id == DORAN_R_join;
    case 411:
    case 413:
    case 415:
        return has_body(route);
    case 422:
        return input;
    case 429:
        return route->limit != DORAN_LIMIT_NONE;
    default:
        return false;
    }
}

/* "Error409" for a status, as the components are named. */
static const char *error_name(int status, char out[static 16])
{
    snprintf(out, 16, "Error%d", status);
    return out;
}

/* True for the first error of its status. */
static bool is_first_of_status(enum doran_error_code code)
{
    int status = doran_error_status(code);
    for (int i = 0; i < (int)code; i++) {
        if (doran_error_status((enum doran_error_code)i) == status)
            return false;
    }
    return status >= 400;
}

static void write_content(struct doran_buffer *out, const char *type)
{
    doran_openapi_open(out, "content", '{');
    doran_openapi_open(out, "application/json", '{');
    doran_openapi_ref(out, "schema", "schemas", type);
    doran_openapi_close(out, '}');
    doran_openapi_close(out, '}');
}

/* A response of a status, described by the sentences of its errors. */
static void write_error_response(struct doran_buffer *out, enum doran_error_code first)
{
    char name[16];
    int status = doran_error_status(first);
    struct doran_buffer text = DORAN_BUFFER(0);
    for (int i = (int)first; i < DORAN_ERROR_COUNT; i++) {
        enum doran_error_code code = (enum doran_error_code)i;
        if (doran_error_status(code) == status)
            doran_buffer_printf(&text, "%s`%s`: %s", text.length > 0 ? " " : "", doran_error_name(code),
                                doran_error_sentence(code));
    }
    out->failed |= text.failed;
    doran_openapi_open(out, error_name(status, name), '{');
    doran_openapi_text(out, "description", text.length > 0 ? text.data : "");
    if (status == 429 || status == 503) {
        doran_openapi_open(out, "headers", '{');
        doran_openapi_ref(out, "Retry-After", "headers", "RetryAfter");
        doran_openapi_close(out, '}');
    }
    write_content(out, "error_body");
    doran_openapi_close(out, '}');
    doran_buffer_deinit(&text);
}

static void write_answer(struct doran_buffer *out, const struct doran_route *route)
{
    char status[STATUS_TEXT_MAX];
    snprintf(status, sizeof status, "%d", route->status);
    doran_openapi_open(out, status, '{');
    doran_openapi_text(out, "description", doran_type(route->answer)->doc);
    if (route->flags & DORAN_ROUTE_CACHED) {
        doran_openapi_open(out, "headers", '{');
        doran_openapi_ref(out, "ETag", "headers", "ETag");
        doran_openapi_close(out, '}');
    }
    if (route->status != 204)
        write_content(out, doran_type(route->answer)->name);
    doran_openapi_close(out, '}');
}

static void write_responses(struct doran_buffer *out, const struct doran_route *route)
{
    doran_openapi_open(out, "responses", '{');
    write_answer(out, route);
    if (route->flags & DORAN_ROUTE_CACHED)
        doran_openapi_ref(out, "304", "responses", "NotModified");
    for (int i = 0; i < DORAN_ERROR_COUNT; i++) {
        int status = doran_error_status((enum doran_error_code)i);
        if (!is_first_of_status((enum doran_error_code)i) || !may_answer(route, status))
            continue;
        char key[STATUS_TEXT_MAX];
        char name[16];
        snprintf(key, sizeof key, "%d", status);
        doran_openapi_ref(out, key, "responses", error_name(status, name));
    }
    doran_openapi_ref(out, "default", "responses", "Error500");
    doran_openapi_close(out, '}');
}

static void write_parameters(struct doran_buffer *out, const struct doran_route *route)
{
    const struct doran_type *query = doran_type(route->request);
    doran_openapi_open(out, "parameters", '[');
    for (size_t i = 0; route->method == DORAN_GET && i < query->field_count; i++) {
        const struct doran_field *field = &query->fields[i];
        doran_openapi_open(out, NULL, '{');
        doran_openapi_text(out, "name", field->name);
        doran_openapi_text(out, "in", "query");
        doran_openapi_text(out, "description", field->doc);
        doran_openapi_true(out, "required", (field->flags & DORAN_FIELD_REQUIRED) != 0);
        doran_openapi_field(out, "schema", field, true);
        doran_openapi_close(out, '}');
    }
    if (route->flags & DORAN_ROUTE_CACHED)
        doran_openapi_ref(out, NULL, "parameters", "IfNoneMatch");
    if ((route->flags & DORAN_ROUTE_WRITE) && route->who != DORAN_WHO_ANYONE)
        doran_openapi_ref(out, NULL, "parameters", "IdempotencyKey");
    doran_openapi_close(out, ']');
}

static void write_operation(struct doran_buffer *out, const struct doran_route *route)
{
    char method[STATUS_TEXT_MAX] = "";
    const char *name = doran_method_name(route->method);
    for (size_t i = 0; name[i] != '\0' && i + 1 < sizeof method; i++)
        method[i] = (char)tolower((unsigned char)name[i]);
    doran_openapi_open(out, method, '{');
    doran_openapi_text(out, "operationId", route->name);
    doran_openapi_text(out, "summary", route->doc);
    doran_openapi_text(out, "x-doran-who", doran_who_name(route->who));
    doran_openapi_true(out, "x-doran-queued", (route->flags & DORAN_ROUTE_QUEUED) != 0);
    if (route->who == DORAN_WHO_ANYONE)
        doran_buffer_puts(out, "\"security\":[],");
    write_parameters(out, route);
    if (has_body(route)) {
        doran_openapi_open(out, "requestBody", '{');
        doran_openapi_true(out, "required", true);
        write_content(out, doran_type(route->request)->name);
        doran_openapi_close(out, '}');
    }
    write_responses(out, route);
    doran_openapi_close(out, '}');
}

static bool same_path(int one, int other)
{
    return strcmp(doran_route((enum doran_route_id)one)->path,
                  doran_route((enum doran_route_id)other)->path) == 0;
}

static bool is_first_of_path(int route)
{
    for (int i = 0; i < route; i++) {
        if (same_path(i, route))
            return false;
    }
    return true;
}

static void write_path(struct doran_buffer *out, int first)
{
    const char *path = doran_route((enum doran_route_id)first)->path;
    doran_openapi_open(out, path, '{');
    doran_openapi_open(out, "parameters", '[');
    for (int i = 0; i < DORAN_PARAM_COUNT; i++) {
        char braced[32];
        const char *name = doran_param_name((enum doran_param)i);
        snprintf(braced, sizeof braced, "{%s}", name);
        if (strstr(path, braced) != NULL)
            doran_openapi_ref(out, NULL, "parameters", name);
    }
    doran_openapi_close(out, ']');
    for (int i = first; i < DORAN_ROUTE_COUNT; i++) {
        if (same_path(i, first))
            write_operation(out, doran_route((enum doran_route_id)i));
    }
    doran_openapi_close(out, '}');
}

static void write_paths(struct doran_buffer *out)
{
    doran_openapi_open(out, "paths", '{');
    for (int i = 0; i < DORAN_ROUTE_COUNT; i++) {
        if (is_first_of_path(i))
            write_path(out, i);
    }
    doran_openapi_close(out, '}');
}

static void write_parameter(struct doran_buffer *out, const char *key, const char *name, const char *in,
                            const char *description, const char *schema)
{
    doran_openapi_open(out, key, '{');
    doran_openapi_text(out, "name", name);
    doran_openapi_text(out, "in", in);
    doran_openapi_text(out, "description", description);
    doran_openapi_true(out, "required", strcmp(in, "path") == 0);
    doran_buffer_printf(out, "\"schema\":%s", schema);
    doran_openapi_close(out, '}');
}

static void write_shared_parameters(struct doran_buffer *out)
{
    static const char uuid[] = "{\"type\":\"string\",\"format\":\"uuid\"}";
    doran_openapi_open(out, "parameters", '{');
    for (int i = 0; i < DORAN_PARAM_COUNT; i++) {
        const char *name = doran_param_name((enum doran_param)i);
        write_parameter(out, name, name, "path", "An id.", uuid);
    }
    write_parameter(out, "IdempotencyKey", "Idempotency-Key", "header",
                    "The operation's id, a UUID of version 7 made by the client. The same id with the same "
                    "content is answered "
                    "as the first time, for 90 days; with another content it is refused.",
                    uuid);
    write_parameter(out, "IfNoneMatch", "If-None-Match", "header", "An ETag: 304 when nothing changed since.",
                    "{\"type\":\"string\"}");
    doran_openapi_close(out, '}');
}

static void write_components(struct doran_buffer *out)
{
    doran_openapi_open(out, "components", '{');
    doran_openapi_schemas(out);
    write_shared_parameters(out);
    doran_openapi_open(out, "responses", '{');
    doran_buffer_puts(out, "\"NotModified\":{\"description\":\"What you have is current.\"},");
    for (int i = 0; i < DORAN_ERROR_COUNT; i++) {
        if (is_first_of_status((enum doran_error_code)i))
            write_error_response(out, (enum doran_error_code)i);
    }
    doran_openapi_close(out, '}');
    doran_buffer_puts(
        out,
        "\"headers\":{"
        "\"ETag\":{\"description\":\"Names this state of the answer.\",\"schema\":{\"type\":\"string\"}},"
        "\"RetryAfter\":{\"description\":\"Seconds to wait.\",\"schema\":{\"type\":\"integer\"}}},"
        "\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}");
    doran_openapi_close(out, '}');
}

static void write_live(struct doran_buffer *out)
{
    doran_openapi_open(out, "x-doran-live", '{');
    doran_openapi_text(out, "path", DORAN_LIVE_PATH);
    doran_openapi_text(out, "protocol", DORAN_LIVE_PROTOCOL);
    doran_openapi_ref(out, "client", "schemas", "live_hello");
    doran_openapi_ref(out, "server", "schemas", "live_message");
    doran_openapi_close(out, '}');
}

void doran_openapi(struct doran_buffer *out)
{
    doran_openapi_open(out, NULL, '{');
    doran_openapi_text(out, "openapi", "3.1.0");
    doran_openapi_open(out, "info", '{');
    doran_openapi_text(out, "title", "Dorandoran");
    doran_openapi_text(out, "summary", "A private home for a family.");
    doran_openapi_text(out, "version", "1");
    doran_buffer_puts(out, "\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}");
    doran_openapi_close(out, '}');
    doran_buffer_puts(out,
                      "\"servers\":[{\"url\":\"" DORAN_API_PREFIX "\"}],\"security\":[{\"bearer\":[]}],");
    write_paths(out);
    write_components(out);
    write_live(out);
    doran_openapi_close(out, '}');
    if (!out->failed && out->length > 0)
        out->data[--out->length] = '\0'; /* The comma behind the document. */
}
