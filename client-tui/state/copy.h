/* copy.h: a whole copy of an object of the protocol, with all that it points to. */
#ifndef DORAN_TUI_STATE_COPY_H
#define DORAN_TUI_STATE_COPY_H

#include <doran/arena.h>
#include <doran/error.h>
#include <doran/types.h>

/* Copies an object of a type into `out`, its texts and lists into the arena. False without memory, or when it is larger than
 * any answer of a server; `error` may be NULL. */
bool copy_object(enum doran_type_id type, const void *object, void *out, struct doran_arena *arena,
                 struct doran_error *error);

#endif
