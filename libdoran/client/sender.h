/* Sends the outbox: in order within a lane, several lanes at once, each item until the server has answered
 * it. Of the loop's thread. */
#ifndef DORAN_CLIENT_SENDER_H
#define DORAN_CLIENT_SENDER_H

#include "libdoran/client/backoff.h"

#include <doran/error.h>

#include <stdbool.h>
#include <stdint.h>

#define SENDER_LANES_MAX 4 /* items on their way at once */

struct doran_client;
struct exchange;
struct sender {
    struct sent {
        struct exchange *exchange; /* NULL: free */
        char operation[37];
    } sent[SENDER_LANES_MAX];
    int64_t pause_until; /* monotonic */
    struct backoff backoff;
    struct doran_error trouble; /* why it pauses */
    bool look;                  /* there may be something to send */
};
/* Sends what can be sent. The time of the next try, or INT64_MAX. */
int64_t sender_advance(struct doran_client *client, int64_t now);
/* There is something new, or a connection again. `now`: end the pause, too. */
void sender_wake(struct doran_client *client, bool now);
/* The sync has not reached the server, or has again. While a live client does not reach it, the outbox waits for the sync, which
 * tries by itself: what is under way can be neither changed nor given up. */
void sender_unreached(struct doran_client *client, const struct doran_error *error);
void sender_reached(struct doran_client *client);
/* Takes back what is on its way; it is sent again later under the same operation id. */
void sender_stop(struct doran_client *client);

#endif
