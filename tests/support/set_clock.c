#include "support/set_clock.h"

#include "preload/shared.h"
#include "support/preload.h"

#include <string.h>
#include <time.h>

_Static_assert(SET_CLOCK_VARIABLES == PRELOAD_VARIABLES, "as they are given out");

struct set_clock {
    struct preload preload;
    struct shared_clocks *shared;
};

struct set_clock *set_clock_new(void)
{
    struct set_clock *clock = calloc(1, sizeof *clock);
    if (!clock)
        abort();
    preload_init(&clock->preload, SHARED_CLOCKS, DORAN_SET_CLOCK_LIB, sizeof *clock->shared);
    clock->shared = clock->preload.memory;
    set_clock_set(clock, SET_CLOCK_START);
    return clock;
}

void set_clock_free(struct set_clock *clock)
{
    if (!clock)
        return;
    preload_deinit(&clock->preload);
    free(clock);
}

const char *set_clock_variable(const struct set_clock *clock, int i)
{
    return clock->preload.variables[i];
}

void set_clock_export(const struct set_clock *clock, bool on)
{
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++) {
        char *copy = strdup(clock->preload.variables[i]);
        if (!copy)
            abort();
        char *equals = strchr(copy, '=');
        *equals = '\0';
        if (on)
            setenv(copy, equals + 1, 1);
        else if (strcmp(copy, "ASAN_OPTIONS") != 0) /* which does no harm */
            unsetenv(copy);
        free(copy);
    }
}

void set_clock_set(struct set_clock *clock, doran_time wall)
{
    atomic_store(&clock->shared->wall, wall);
}

doran_time set_clock_now(const struct set_clock *clock)
{
    return atomic_load(&clock->shared->wall);
}

void set_clock_slow(struct set_clock *clock, bool slow)
{
    struct shared_clocks *shared = clock->shared;
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    int64_t machine = (int64_t)time.tv_sec * DORAN_SECOND + time.tv_nsec / 1000;
    int64_t now = shared_steady(shared, machine);
    if (slow == (atomic_load(&shared->slow) != 0))
        return;
    atomic_store(&shared->ahead, now - machine);
    atomic_store(&shared->slow, slow ? now : 0);
}

void set_clock_run_ahead(struct set_clock *clock, int64_t microseconds)
{
    atomic_fetch_add(&clock->shared->ahead, microseconds);
}
