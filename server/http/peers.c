#include "server/http/peers.h"

#include <doran/id.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PEER_BUCKETS 1024

struct peer {
    struct peer *next;
    struct address group;
    size_t count;
};
struct peers {
    uint64_t seed[2]; /* So that nobody can aim at one bucket. */
    struct peer *buckets[PEER_BUCKETS];
};

struct peers *peers_new(void)
{
    struct peers *peers = calloc(1, sizeof *peers);
    if (peers)
        doran_random(peers->seed, sizeof peers->seed);
    return peers;
}

void peers_free(struct peers *peers)
{
    free(peers);
}

static struct peer **bucket_of(struct peers *peers, const struct address *group)
{
    uint64_t halves[2];
    memcpy(halves, group->bytes, sizeof halves);
    uint64_t hash = peers->seed[0];
    for (int i = 0; i < 2; i++) {
        hash = (hash ^ halves[i]) * (peers->seed[1] | 1);
        hash ^= hash >> 29;
        hash *= UINT64_C(0xbf58476d1ce4e5b9);
        hash ^= hash >> 32;
    }
    return &peers->buckets[hash % PEER_BUCKETS];
}

struct peer *peers_enter(struct peers *peers, const struct address *address, size_t most)
{
    struct address group = address_group(address);
    struct peer **bucket = bucket_of(peers, &group);
    struct peer *peer = *bucket;
    while (peer && memcmp(&peer->group, &group, sizeof group) != 0)
        peer = peer->next;
    if (peer && peer->count >= most)
        return NULL;
    if (!peer) {
        peer = calloc(1, sizeof *peer);
        if (!peer)
            return NULL;
        peer->group = group;
        peer->next = *bucket;
        *bucket = peer;
    }
    peer->count++;
    return peer;
}

void peers_leave(struct peers *peers, struct peer *peer)
{
    if (!peer || --peer->count)
        return;
    struct peer **link = bucket_of(peers, &peer->group);
    while (*link != peer)
        link = &(*link)->next;
    *link = peer->next;
    free(peer);
}
