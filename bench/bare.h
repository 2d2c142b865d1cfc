/** @file bare.h  The yardstick: a responder that does nothing but answer, as a process of its own. */
#ifndef BENCH_BARE_H
#define BENCH_BARE_H

#include <sys/types.h>

struct bare {
    pid_t pid;
    int input, port;
};
/** Starts it on a free port of loopback. @param program  BARE_RESPONDER_BIN */
struct bare bare_start(const char *program);
void bare_stop(struct bare *bare);

#endif
