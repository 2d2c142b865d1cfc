#include "libdoran/codec/place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A path under construction; what does not fit is left away. */
struct path {
    char text[DORAN_ERROR_FIELD_MAX];
    size_t length;
};

/* A name may be one that the other side made up: it is told in printable ASCII only (`field` of error_body).
 */
static void path_name(struct path *path, const char *name, size_t length)
{
    for (size_t i = 0; i < length && path->length + 1 < sizeof path->text; i++) {
        bool printable = name[i] >= 0x20 && name[i] <= 0x7E;
        path->text[path->length++] = printable ? name[i] : '?';
    }
}

static void path_place(struct path *path, const struct place *place)
{
    if (place == NULL || (place->up == NULL && place->name == NULL))
        return;
    path_place(path, place->up);
    if (path->length > 0)
        path_name(path, ".", 1);
    char index[32];
    if (place->name != NULL)
        path_name(path, place->name, place->length);
    else
        path_name(path, index, (size_t)snprintf(index, sizeof index, "%zu", place->index));
}

bool doran_place_fail(const struct place *place, struct doran_error *error, const char *saying, ...)
{
    struct path full = {.length = 0};
    path_place(&full, place);
    struct path name = {.length = 0};
    while (place != NULL && place->name == NULL && place->up != NULL)
        place = place->up;
    if (place != NULL && place->name != NULL)
        path_name(&name, place->name, place->length);
    char message[DORAN_ERROR_MESSAGE_MAX];
    va_list arguments;
    va_start(arguments, saying);
    vsnprintf(message, sizeof message, saying, arguments);
    va_end(arguments);
    return doran_fail(error, DORAN_ERROR_invalid, full.text, "%s %s",
                      name.length > 0 ? name.text : "the object", message);
}
