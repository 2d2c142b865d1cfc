#include "support/seed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct seed seed_new(const char *what)
{
    const char *given = getenv("DORAN_TEST_SEED");
    uint64_t start = given ? strtoull(given, NULL, 10) : 0;
    if (!start && getrandom(&start, sizeof start, 0) != (ssize_t)sizeof start)
        abort();
    start &= UINT32_MAX; /* Short enough to be typed. */
    printf("%s: DORAN_TEST_SEED=%" PRIu64 "\n", what, start);
    fflush(stdout);
    return (struct seed){.state = start};
}

/* splitmix64: every seed gives a good sequence. */
uint64_t seed_below(struct seed *seed, uint64_t below)
{
    uint64_t x = seed->state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (x ^ x >> 31) % below;
}

bool test_is_long(void)
{
    const char *value = getenv("DORAN_TEST_LONG");
    return value && strcmp(value, "0") != 0 && *value;
}
