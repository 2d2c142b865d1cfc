/** @file peers.h  How many connections each address holds. */
#ifndef SERVER_HTTP_PEERS_H
#define SERVER_HTTP_PEERS_H

#include "server/http/address.h"

struct peers;
struct peer;
struct peers *peers_new(void);
/** Everybody has left before. */
void peers_free(struct peers *peers);
/** Counts a connection in. NULL when the address has `most` already, or without memory. */
struct peer *peers_enter(struct peers *peers, const struct address *address, size_t most);
/** NULL is allowed: a connection that was not counted. */
void peers_leave(struct peers *peers, struct peer *peer);

#endif
