/** @file greeting.h  The family's own greetings, a file that its operator edits. Private to server/api.
 *
 * One greeting a line; "ko:" or "en:" before it says for which language it is. Empty lines and those that begin with "#"
 * are passed over, and so is a line that the wire would not take: too long, not UTF-8, with control characters, with nothing
 * to be seen. */
#ifndef SERVER_API_GREETING_H
#define SERVER_API_GREETING_H

#include <doran/arena.h>
#include <doran/types.h>

#define GREETING_FILE_MAX (64 * 1024) /**< Bytes of the file that are read. */

/** Reads the greetings of a text. False without memory. */
bool greeting_parse(const char *text, size_t length, struct doran_arena *arena,
                    struct doran_greeting_list *out);
/** Reads a file; a missing one has none. False without memory. */
bool greeting_read(const char *path, struct doran_arena *arena, struct doran_greeting_list *out);

#endif
