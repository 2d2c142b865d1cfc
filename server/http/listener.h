/** @file listener.h  The listening sockets, ours rather than the library's: several addresses on one port, a
 * clear word when one is in use, and counting before anything is spent on a connection. */
#ifndef SERVER_HTTP_LISTENER_H
#define SERVER_HTTP_LISTENER_H

#include "server/http/context.h"

/** Opens all of `addresses` (separated by commas) on `port`; with port 0 the first one's free port is used
 * for all. */
bool listeners_open(struct http *http, const char *addresses, int port, struct doran_error *error);
/** Accepting again after it was paused for want of descriptors. */
void listeners_resume(struct http *http);
void listeners_close(struct http *http);

#endif
