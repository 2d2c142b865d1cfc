/** @file id.h  Identifiers: UUID version 7 (RFC 9562 §5.7) in lower-case text. Thread safe. */
#ifndef DORAN_ID_H
#define DORAN_ID_H

#include "api.h"

#include <stdbool.h>
#include <stddef.h>

#define DORAN_ID_LENGTH 36
struct doran_id {
    char text[DORAN_ID_LENGTH + 1];
};
/** A new id. Within one process ids rise strictly. Ends the program when the system has no randomness. */
DORAN_API struct doran_id doran_id_new(void);
/** True for 8-4-4-4-12 lower-case hexadecimal digits of any UUID version. */
DORAN_API bool doran_id_valid(const char *text, size_t length);
/** Fills `out` with random bytes from the system. Ends the program when there are none. */
DORAN_API void doran_random(void *out, size_t length);

#endif
