/* JSON text to a tree. cJSON reads; what it lets pass though RFC 8259 or our limits do not, and what it must
 * never see, is looked for before it. */
#ifndef DORAN_CODEC_PARSE_H
#define DORAN_CODEC_PARSE_H

#include <doran/error.h>

#include <cjson/cJSON.h>
#include <stddef.h>

/** The tree of a text that is one JSON object, for cJSON_Delete(); NULL with the error set: malformed, naming the
 * byte, or no_memory. Its strings are valid UTF-8 and have no NUL in them; it is at most DORAN_JSON_DEPTH_MAX deep.
 * @param exact  refuse numbers that could seem whole as a double without being so */
cJSON *doran_parse(const char *json, size_t length, bool exact, struct doran_error *error);

#endif
