/** @file json.h  JSON (RFC 8259) both ways, driven by the field tables. Thread safe. */
#ifndef DORAN_JSON_H
#define DORAN_JSON_H

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "types.h"

enum doran_json_mode {
    DORAN_JSON_STRICT, /**< For requests: an unknown or doubled field is an error, bounds are checked, text is brought to NFC. */
    DORAN_JSON_LENIENT /**< For answers: unknown fields and unknown choices are passed over, bounds are not checked. What
                            is required must be there, so that no such pointer is NULL. */
};

/** Reads one JSON object; its size is for the caller to bound. Refuses invalid UTF-8, NUL (also as \u0000), nesting deeper
 * than DORAN_JSON_DEPTH_MAX, numbers of more than 63 bytes, anything behind the object. Numbers must be whole and at most
 * DORAN_WHOLE_MAX; 1.0 and 10e-1 are whole. One with a point or an exponent must have at most 15 digits when read strictly,
 * so that what is whole once read is what was written. Errors: malformed (not JSON, not an object), invalid (with the
 * field's path, as "members.3.nickname"), no_memory.
 * @param out  the struct of `type`, zeroed first; what it points to lives in `arena` */
DORAN_API bool doran_json_decode(enum doran_type_id type, enum doran_json_mode mode, const char *json,
                                 size_t length, void *out, struct doran_arena *arena,
                                 struct doran_error *error) DORAN_MUST_CHECK;
/** Checks (and brings to NFC) a struct that was filled in by hand, by the bounds of its type. Sets the `has` bits of what
 * is required or not zero, and takes those away of what is given without a value and not CLEARABLE. */
DORAN_API bool doran_check(enum doran_type_id type, void *object, struct doran_arena *arena,
                           struct doran_error *error) DORAN_MUST_CHECK;
/** Writes the object as JSON without white space; on lack of memory `buffer->failed`. Over 1 GB/s is the aim: lists are
 * most of the traffic, so it appends straight into the buffer. */
DORAN_API void doran_json_encode(enum doran_type_id type, const void *object, struct doran_buffer *buffer);
/** Writes a JSON string with quotes. */
DORAN_API void doran_json_string(struct doran_buffer *buffer, const char *text, size_t length);

/** Reads a query string (as "limit=5&before=…", application/x-www-form-urlencoded) into a type of ID, STRING, INT, BOOL,
 * CHOICE and TEXT fields. Strict. */
DORAN_API bool doran_query_decode(enum doran_type_id type, const char *query, size_t length, void *out,
                                  struct doran_arena *arena, struct doran_error *error) DORAN_MUST_CHECK;
/** Writes such a query string, without the "?"; nothing when no field is given. */
DORAN_API void doran_query_encode(enum doran_type_id type, const void *object, struct doran_buffer *buffer);

#endif
