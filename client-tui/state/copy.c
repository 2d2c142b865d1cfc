#include "client-tui/state/copy.h"

#include <doran/json.h>
#include <doran/protocol.h>

#include <string.h>

/* By way of its JSON, which knows all its parts. */
bool copy_object(enum doran_type_id type, const void *object, void *out, struct doran_arena *arena,
                 struct doran_error *error)
{
    struct doran_buffer json = DORAN_BUFFER(DORAN_ANSWER_MAX);
    doran_json_encode(type, object, &json);
    bool good =
        !json.failed && doran_json_decode(type, DORAN_JSON_LENIENT, json.data, json.length, out, arena, NULL);
    if (json.data)
        explicit_bzero(json.data, json.length); /* Tokens and codes travel in answers. */
    doran_buffer_deinit(&json);
    return good || doran_fail(error, DORAN_ERROR_no_memory, NULL, NULL);
}
