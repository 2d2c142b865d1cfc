/** @file copy.h  Copies of the structs of types.h. Thread safe. */
#ifndef DORAN_COPY_H
#define DORAN_COPY_H

#include "arena.h"
#include "types.h"

/** Copies a struct and all that it points to: texts, objects, lists.
 * @param object  a struct of `type`; it is not changed
 * @param out     the copy, another struct of `type`; what it points to lives in `arena`
 * @return false without memory: then `out` is not to be used */
DORAN_API bool doran_copy(enum doran_type_id type, const void *object, void *out,
                          struct doran_arena *arena) DORAN_MUST_CHECK;

#endif
