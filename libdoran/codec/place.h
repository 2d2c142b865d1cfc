/* Where in a document something is, for the field of an error: "members.3.nickname". Places live on the stack
 * of the functions that walk the document; the text is only made when there is an error to tell. */
#ifndef DORAN_CODEC_PLACE_H
#define DORAN_CODEC_PLACE_H

#include <doran/error.h>

#include <stddef.h>

struct place {
    const struct place *up; /**< NULL for the document itself. */
    const char *name;       /**< Of a field; NULL for an item of a list. */
    size_t length;          /**< Of the name. */
    size_t index;           /**< Of an item, counted from 0. */
};
/** Fails with code `invalid`. The message is "NAME SAYING", the name being that of the innermost field. */
bool doran_place_fail(const struct place *place, struct doran_error *error, const char *saying, ...)
    DORAN_PRINTF(3, 4);

#endif
