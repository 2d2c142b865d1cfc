/* The live connection: libwebsockets on a thread of its own, which alone touches its sockets. Others give it
 * orders. What happens to it is posted to the client's loop as messages that carry the number of the line. */
#ifndef DORAN_CLIENT_LIVE_H
#define DORAN_CLIENT_LIVE_H

#include <doran/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doran_client;
struct live;

/* Starts the thread. NULL with `error` set. */
struct live *live_new(struct doran_client *client, struct doran_error *error);
/* Closes the line and ends the thread. NULL is allowed. */
void live_free(struct live *live);
/* Connects (instead of whatever there is) as line number `line`; says hello with the cursor `since` when it
 * stands. */
void live_connect(struct live *live, uint64_t line, const char *token, const char *since);
/* Closes the line; nothing more is posted of it. */
void live_close(struct live *live);
/* Tells that `length` bytes of messages were worked off: a line that was too quick goes on. */
void live_worked_off(struct live *live, size_t length);

#endif
