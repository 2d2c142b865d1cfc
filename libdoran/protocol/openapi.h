/* The parts of the OpenAPI document. Every value written is followed by a comma; closing takes the last one
 * back. */
#ifndef DORAN_PROTOCOL_OPENAPI_H
#define DORAN_PROTOCOL_OPENAPI_H

#include <doran/buffer.h>
#include <doran/types.h>

/** Opens an object or list ("{" or "["), under `name` if not NULL. */
void doran_openapi_open(struct doran_buffer *out, const char *name, char bracket);
/** Closes it ("}" or "]"). */
void doran_openapi_close(struct doran_buffer *out, char bracket);
/** "name":"text", or "text" when `name` is NULL. */
void doran_openapi_text(struct doran_buffer *out, const char *name, const char *text);
void doran_openapi_int(struct doran_buffer *out, const char *name, int64_t value);
void doran_openapi_true(struct doran_buffer *out, const char *name, bool value);
/** {"$ref":"#/components/GROUP/NAME"} under `key` if not NULL. */
void doran_openapi_ref(struct doran_buffer *out, const char *key, const char *group, const char *name);

/** The schema of a field, under "schema" for a parameter or under the field's own name. A field of a JSON
 * body that is optional may be null as well. */
void doran_openapi_field(struct doran_buffer *out, const char *name, const struct doran_field *field,
                         bool parameter);
/** "schemas": of all types and enumerations. */
void doran_openapi_schemas(struct doran_buffer *out);

#endif
