/** @file load.h  An HTTP/1.1 load generator for loopback: keep-alive connections on one epoll, closed loop or
 * a fixed offered rate. It checks every answer's status and length and counts what is not as expected. One
 * thread at a time. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOAD_CONNECTIONS_MAX 2048
#define LOAD_SAMPLES_MAX 2000000 /**< Latencies kept; later ones are only counted. */

struct load_request {
    const char *text; /**< The whole request, borrowed until its answer came. */
    size_t length;
};
struct load_options {
    int port;        /**< On 127.0.0.1. */
    int connections; /**< 1 to LOAD_CONNECTIONS_MAX. */
    double seconds;  /**< How long, at most. */
    uint64_t count;  /**< How many requests at most; 0: as the time allows. */
    double rate;     /**< Requests a second offered; 0: each connection sends as soon as it has its answer.
                        Latency then     counts from when a request was due, so that waiting is not left out. */
    /** The next request of a connection. */
    struct load_request (*next)(void *data, int connection, uint64_t number);
    void *data;
};
struct load_result {
    uint64_t answered, failed; /**< 2xx and 304; anything else, and broken connections. */
    uint64_t bytes;
    double seconds;
    double p50, p99, max; /**< Milliseconds. */
    int first_bad_status; /**< 0 for none; -1 for a broken connection. */
};
/** False when the connections could not be opened. */
bool load_run(const struct load_options *options, struct load_result *out);

#endif
