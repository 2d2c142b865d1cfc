#include "support/sync_counter.h"

#include "preload/shared.h"
#include "support/preload.h"

_Static_assert(SYNC_COUNTER_VARIABLES == PRELOAD_VARIABLES, "as they are given out");

struct sync_counter {
    struct preload preload;
    struct shared_syncs *shared;
};

struct sync_counter *sync_counter_new(void)
{
    struct sync_counter *counter = calloc(1, sizeof *counter);
    if (!counter)
        abort();
    preload_init(&counter->preload, SHARED_SYNCS, DORAN_SYNC_COUNTER_LIB, sizeof *counter->shared);
    counter->shared = counter->preload.memory;
    return counter;
}

void sync_counter_free(struct sync_counter *counter)
{
    if (!counter)
        return;
    preload_deinit(&counter->preload);
    free(counter);
}

const char *sync_counter_environment(const struct sync_counter *counter, int i)
{
    return counter->preload.variables[i];
}

uint64_t sync_counter_value(const struct sync_counter *counter)
{
    return atomic_load(&counter->shared->count);
}

void sync_counter_refuse(struct sync_counter *counter, bool refuse)
{
    atomic_store(&counter->shared->refused, refuse);
}
