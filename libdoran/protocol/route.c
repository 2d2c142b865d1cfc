#include <doran/id.h>
#include <doran/protocol.h>

#include <string.h>

#define READ DORAN_ROUTE_READ
#define WRITE DORAN_ROUTE_WRITE
#define SLOW DORAN_ROUTE_SLOW
#define CACHED DORAN_ROUTE_CACHED
#define QUEUED DORAN_ROUTE_QUEUED

static const struct doran_route routes[DORAN_ROUTE_COUNT] = {
#define PARAM(name)
#define ROUTE(title, verb, template, whose, asked, answered, code, counted, marks, text)                     \
    [DORAN_R_##title] = {.id = DORAN_R_##title,                                                              \
                         .name = #title,                                                                     \
                         .method = DORAN_##verb,                                                             \
                         .path = template,                                                                   \
                         .who = DORAN_WHO_##whose,                                                           \
                         .request = DORAN_TYPE_##asked,                                                      \
                         .answer = DORAN_TYPE_##answered,                                                    \
                         .status = code,                                                                     \
                         .limit = DORAN_LIMIT_##counted,                                                     \
                         .flags = marks,                                                                     \
                         .doc = text},
#include <doran/routes.def>
#undef PARAM
#undef ROUTE
};

static const char *const param_names[DORAN_PARAM_COUNT] = {
#define PARAM(name) #name,
#define ROUTE(...)
#include <doran/routes.def>
#undef PARAM
#undef ROUTE
};

static const char *const method_names[DORAN_METHOD_COUNT] = {
    [DORAN_GET] = "GET",     [DORAN_POST] = "POST",     [DORAN_PUT] = "PUT",
    [DORAN_PATCH] = "PATCH", [DORAN_DELETE] = "DELETE",
};

static const char *const who_names[] = {
    [DORAN_WHO_ANYONE] = "anyone",
    [DORAN_WHO_USER] = "user",
    [DORAN_WHO_MEMBER] = "member",
    [DORAN_WHO_HOST] = "host",
    [DORAN_WHO_SELF_OR_HOST] = "self_or_host",
    [DORAN_WHO_AUTHOR_OR_HOST] = "author_or_host",
    [DORAN_WHO_LAST_HOST] = "last_host",
};

const struct doran_route *doran_route(enum doran_route_id id)
{
    return (unsigned)id < DORAN_ROUTE_COUNT ? &routes[id] : NULL;
}

const char *doran_method_name(enum doran_method method)
{
    return (unsigned)method < DORAN_METHOD_COUNT ? method_names[method] : NULL;
}

const char *doran_param_name(enum doran_param param)
{
    return (unsigned)param < DORAN_PARAM_COUNT ? param_names[param] : NULL;
}

const char *doran_who_name(enum doran_who who)
{
    return (size_t)who < sizeof who_names / sizeof who_names[0] ? who_names[who] : NULL;
}

/* The parameter a template names at `template`, just behind its "{"; `length` gets the bytes up to and with
 * "}". */
static enum doran_param template_param(const char *template, size_t *length)
{
    size_t name = strcspn(template, "}");
    *length = name + 1;
    for (int i = 0; i < DORAN_PARAM_COUNT; i++) {
        if (strlen(param_names[i]) == name && memcmp(param_names[i], template, name) == 0)
            return (enum doran_param)i;
    }
    return DORAN_PARAM_COUNT;
}

/* Compares a path with a template, and takes its ids. */
static bool fits(const char *template, const char *path, size_t length, struct doran_path *params)
{
    const char *end = path + length;
    while (*template != '\0') {
        if (*template != '{') {
            if (path == end || *path++ != *template ++)
                return false;
            continue;
        }
        size_t name;
        enum doran_param param = template_param(template + 1, &name);
        template += 1 + name;
        if (param == DORAN_PARAM_COUNT || end - path < DORAN_ID_LENGTH ||
            !doran_id_valid(path, DORAN_ID_LENGTH))
            return false;
        memcpy(params->ids[param], path, DORAN_ID_LENGTH);
        params->ids[param][DORAN_ID_LENGTH] = '\0';
        path += DORAN_ID_LENGTH;
    }
    return path == end;
}

/* What is behind the prefix; NULL for a path elsewhere. */
static const char *below_prefix(const char *path, size_t *length)
{
    const size_t prefix = sizeof DORAN_API_PREFIX - 1;
    if (*length < prefix || memcmp(path, DORAN_API_PREFIX, prefix) != 0)
        return NULL;
    *length -= prefix;
    return path + prefix;
}

const struct doran_route *doran_route_match(const char *method, const char *path, size_t path_length,
                                            struct doran_path *params, unsigned *allowed,
                                            enum doran_error_code *code)
{
    unsigned others = 0;
    const char *rest = below_prefix(path, &path_length);
    *params = (struct doran_path){0};
    for (size_t i = 0; rest != NULL && i < DORAN_ROUTE_COUNT; i++) {
        struct doran_path found = {0};
        if (!fits(routes[i].path, rest, path_length, &found))
            continue;
        if (strcmp(method, method_names[routes[i].method]) == 0) {
            *params = found;
            *code = DORAN_ERROR_none;
            return &routes[i];
        }
        others |= 1u << routes[i].method;
    }
    if (allowed != NULL)
        *allowed = others;
    *code = others != 0 ? DORAN_ERROR_method_not_allowed : DORAN_ERROR_not_found;
    return NULL;
}

bool doran_route_path(const struct doran_route *route, const struct doran_path *params,
                      struct doran_buffer *out)
{
    struct doran_buffer path = DORAN_BUFFER(sizeof(struct doran_path) + 256);
    doran_buffer_puts(&path, DORAN_API_PREFIX);
    bool complete = true;
    for (const char *at = route->path; complete && *at != '\0';) {
        size_t plain = strcspn(at, "{");
        doran_buffer_append(&path, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        size_t name;
        enum doran_param param = template_param(at + 1, &name);
        at += 1 + name;
        const char *id = params != NULL && param < DORAN_PARAM_COUNT ? params->ids[param] : "";
        complete = doran_id_valid(id, strlen(id));
        doran_buffer_puts(&path, id);
    }
    if (path.failed)
        out->failed = true;
    else if (complete)
        doran_buffer_append(out, path.data, path.length);
    doran_buffer_deinit(&path);
    return complete && !out->failed;
}
