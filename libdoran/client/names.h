/* Looks up where a host is, without anybody having to wait for it: a name server may never answer, and neither getaddrinfo()
 * nor the thread that is in it can be called off. So the question is asked on a thread of its own that shares nothing with
 * the client but this object, which the last of the two frees; what is still out when the client ends is left behind. */
#ifndef DORAN_CLIENT_NAMES_H
#define DORAN_CLIENT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAMES_ADDRESSES_MAX 8

struct names;
/* The addresses as text, the system's favourite first. None: there is no such host, or nobody knew. */
struct names_found {
    size_t count;
    char addresses[NAMES_ADDRESSES_MAX][64];
};

/* For one host; `ready` is called on another thread when there is something to take, until names_free(). NULL without
 * memory. */
struct names *names_new(const char *host, void (*ready)(void *context), void *context);
/* Never waits for a name server. NULL is allowed. */
void names_free(struct names *names);
/* Asks, unless a question is out already; its answer is then the one to this. False when that cannot be done. */
bool names_ask(struct names *names);
/* Takes the answer, once. False while there is none. */
bool names_take(struct names *names, struct names_found *out);

#endif
