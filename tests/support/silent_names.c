#include "support/silent_names.h"

#include "preload/shared.h"
#include "support/preload.h"

_Static_assert(SILENT_NAMES_VARIABLES == PRELOAD_VARIABLES, "as they are given out");

struct silent_names {
    struct preload preload;
    struct shared_names *shared;
};

struct silent_names *silent_names_new(void)
{
    struct silent_names *names = calloc(1, sizeof *names);
    if (!names)
        abort();
    preload_init(&names->preload, SHARED_NAMES, DORAN_SILENT_NAMES_LIB, sizeof *names->shared);
    names->shared = names->preload.memory;
    return names;
}

void silent_names_free(struct silent_names *names)
{
    if (!names)
        return;
    silent_names_set(names, false); /* Nobody is left waiting. */
    preload_deinit(&names->preload);
    free(names);
}

const char *silent_names_variable(const struct silent_names *names, int i)
{
    return names->preload.variables[i];
}

void silent_names_set(struct silent_names *names, bool silent)
{
    atomic_store(&names->shared->silent, silent);
}

unsigned silent_names_asked(const struct silent_names *names)
{
    return atomic_load(&names->shared->asked);
}
