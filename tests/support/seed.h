/* seed.h: chance that can be repeated: a generator whose seed is printed, and taken from $DORAN_TEST_SEED when that is set. */
#ifndef DORAN_TESTS_SUPPORT_SEED_H
#define DORAN_TESTS_SUPPORT_SEED_H

#include <stdbool.h>
#include <stdint.h>

struct seed {
    uint64_t state;
};
/* A new seed, or the one that is set, printed on standard output with `what`. */
struct seed seed_new(const char *what);
/* 0 to below - 1. */
uint64_t seed_below(struct seed *seed, uint64_t below);
/* Whether $DORAN_TEST_LONG asks for the long form of tests. */
bool test_is_long(void);

#endif
