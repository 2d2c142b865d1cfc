#include "support/set_clock.h"

#include "support/directory.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As tests/preload/set_clock.c reads it. */
struct clocks {
    _Atomic int64_t wall, ahead;
};

struct set_clock {
    char *directory;
    char *variables[SET_CLOCK_VARIABLES];
    struct clocks *clocks;
};

struct set_clock *set_clock_new(void)
{
    struct set_clock *clock = calloc(1, sizeof *clock);
    if (!clock || !(clock->directory = test_directory_new("clock")))
        abort();
    char *path = test_directory_path(clock->directory, "clocks");
    const char *asan = getenv("ASAN_OPTIONS");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof *clock->clocks) != 0 ||
        asprintf(&clock->variables[0], "DORAN_SET_CLOCK=%s", path) < 0 ||
        asprintf(&clock->variables[1], "LD_PRELOAD=%s", DORAN_SET_CLOCK_LIB) < 0 ||
        /* The preloaded library has no sanitizer in it and comes before their run time. */
        asprintf(&clock->variables[2], "ASAN_OPTIONS=verify_asan_link_order=0:%s", asan ? asan : "") < 0)
        abort();
    clock->clocks = mmap(NULL, sizeof *clock->clocks, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (clock->clocks == MAP_FAILED)
        abort();
    close(fd);
    free(path);
    set_clock_set(clock, SET_CLOCK_START);
    return clock;
}

void set_clock_free(struct set_clock *clock)
{
    if (!clock)
        return;
    munmap(clock->clocks, sizeof *clock->clocks);
    test_directory_remove(clock->directory);
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++)
        free(clock->variables[i]);
    free(clock);
}

const char *set_clock_variable(const struct set_clock *clock, int i)
{
    return clock->variables[i];
}

void set_clock_export(const struct set_clock *clock, bool on)
{
    for (int i = 0; i < SET_CLOCK_VARIABLES; i++) {
        char *copy = strdup(clock->variables[i]);
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
    atomic_store(&clock->clocks->wall, wall);
}

doran_time set_clock_now(const struct set_clock *clock)
{
    return atomic_load(&clock->clocks->wall);
}

void set_clock_run_ahead(struct set_clock *clock, int64_t microseconds)
{
    atomic_fetch_add(&clock->clocks->ahead, microseconds);
}
