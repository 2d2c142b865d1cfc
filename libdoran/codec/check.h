/* The bounds of the field tables, applied to one member of a struct. */
#ifndef DORAN_CODEC_CHECK_H
#define DORAN_CODEC_CHECK_H

#include "libdoran/codec/place.h"

#include <doran/arena.h>
#include <doran/types.h>

struct checking {
    struct doran_arena *arena; /**< For texts that change on their way into normal form. */
    struct doran_error *error;
};

/** Checks a member that was given, and brings texts to their form (TEXT and EMAIL: NFC, trimmed; SECRET:
 * NFC). Of OBJECT and VARIANT nothing is checked, of LIST the number of items. Errors: invalid, no_memory. */
bool doran_check_member(const struct checking *checking, const struct place *place,
                        const struct doran_field *field, void *object);

/** Sets an ID, TEXT, EMAIL, SECRET, STRING, TIME or CHOICE member from its text, which belongs to the arena.
 * Time must be RFC 3339; a choice that is not known is an error if `strict`, else none. */
bool doran_member_from_text(const struct checking *checking, const struct place *place,
                            const struct doran_field *field, void *object, const char *text, bool strict);

#endif
